//! Finds dead links, and pages that load something from other hosts.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use percent_encoding::percent_decode_str;
use scraper::{Html, Selector};

/// The result of a check.
#[derive(Debug, Default)]
pub struct Checked {
    /// Number of pages.
    pub pages: usize,
    /// Number of links within the site.
    pub links: usize,
    /// The faults that were found.
    pub faults: Vec<Fault>,
}

/// A fault of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The page, relative to the root of the site.
    pub page: String,
    /// The address in the page.
    pub address: String,
    /// What is wrong with it.
    pub what: &'static str,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} {}", self.page, self.address, self.what)
    }
}

/// The anchors and addresses of a page.
#[derive(Debug, Default)]
struct Page {
    anchors: BTreeSet<String>,
    /// Addresses of links.
    leads: Vec<String>,
    /// Addresses that a browser loads automatically.
    fetches: Vec<String>,
}

/// Checks every page in a folder.
///
/// # Errors
///
/// A file cannot be read.
pub fn check(root: &Path) -> io::Result<Checked> {
    let mut files = BTreeSet::new();
    walk(root, Path::new(""), &mut files)?;
    let mut pages = BTreeMap::new();
    for path in files.iter().filter(|path| path.extension().is_some_and(|it| it == "html")) {
        pages.insert(path.clone(), read(&fs::read_to_string(root.join(path))?));
    }
    let mut checked = Checked { pages: pages.len(), ..Checked::default() };
    for (path, page) in &pages {
        let mut fault = |address: &str, what| {
            let page = path.to_string_lossy().into_owned();
            checked.faults.push(Fault { page, address: address.to_owned(), what });
        };
        for address in &page.fetches {
            match target(path, address) {
                Target::Elsewhere => fault(address, "is loaded from another host"),
                Target::Inside(file, _) if !files.contains(&file) => {
                    fault(address, "is loaded but does not exist");
                }
                _ => {}
            }
        }
        for address in &page.leads {
            match target(path, address) {
                Target::Elsewhere if address.starts_with("https://") => {}
                Target::Elsewhere => {
                    fault(address, "is neither an https URL nor a page of this site")
                }
                Target::Inside(file, anchor) => {
                    checked.links += 1;
                    if !files.contains(&file) {
                        fault(address, "is a dead link");
                    } else if let Some(anchor) = anchor
                        && !pages.get(&file).is_some_and(|page| page.anchors.contains(&anchor))
                    {
                        fault(address, "has no such anchor in its page");
                    }
                }
                Target::Nothing => {}
            }
        }
    }
    Ok(checked)
}

enum Target {
    /// A file of the site, and an anchor in it.
    Inside(PathBuf, Option<String>),
    Elsewhere,
    /// Data inside the page itself.
    Nothing,
}

/// The target of an address in a page.
fn target(page: &Path, address: &str) -> Target {
    if address.starts_with("data:") {
        return Target::Nothing;
    }
    let scheme = address.split(['/', '?', '#']).next().is_some_and(|start| start.contains(':'));
    if scheme || address.starts_with('/') {
        return Target::Elsewhere;
    }
    let (path, anchor) = match address.split_once('#') {
        Some((path, anchor)) => (path, Some(anchor).filter(|anchor| !anchor.is_empty())),
        None => (address, None),
    };
    let path = path.split('?').next().unwrap_or_default();
    let anchor = anchor.map(|anchor| percent_decode_str(anchor).decode_utf8_lossy().into_owned());
    if path.is_empty() {
        return Target::Inside(page.to_owned(), anchor);
    }
    let decoded = percent_decode_str(path).decode_utf8_lossy();
    let mut file = page.parent().unwrap_or(Path::new("")).to_owned();
    for component in Path::new(decoded.as_ref()).components() {
        match component {
            Component::ParentDir if !file.pop() => return Target::Elsewhere,
            Component::ParentDir | Component::CurDir => {}
            other => file.push(other),
        }
    }
    Target::Inside(file, anchor)
}

fn read(html: &str) -> Page {
    let document = Html::parse_document(html);
    let mut page = Page::default();
    let Ok(everything) = Selector::parse("*") else { return page };
    for element in document.select(&everything) {
        let name = element.value().name();
        for (attribute, value) in element.value().attrs() {
            let value = value.trim().to_owned();
            match (name, attribute) {
                (_, "id") | ("a", "name") => drop(page.anchors.insert(value)),
                ("a", "href" | "xlink:href") | ("area", "href") | ("form", "action") => {
                    page.leads.push(value);
                }
                (_, "href" | "src" | "srcset" | "poster" | "data" | "background") => {
                    page.fetches.push(value);
                }
                _ => {}
            }
        }
    }
    page
}

fn walk(root: &Path, folder: &Path, files: &mut BTreeSet<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(root.join(folder))? {
        let entry = entry?;
        let path = folder.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            walk(root, &path, files)?;
        } else {
            files.insert(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_into_the_site_or_out_of_it() {
        let inside = |page: &str, address: &str| match target(Path::new(page), address) {
            Target::Inside(file, anchor) => Some((file.to_str().map(str::to_owned), anchor)),
            _ => None,
        };
        let found = |path: &str, anchor: Option<&str>| {
            Some((Some(path.to_owned()), anchor.map(str::to_owned)))
        };
        assert_eq!(inside("a/b.html", "../c.html#d"), found("c.html", Some("d")));
        assert_eq!(inside("a/b.html", "#d"), found("a/b.html", Some("d")));
        assert_eq!(inside("a/b.html", "c%2Ed?x=1"), found("a/c.d", None));
        for elsewhere in ["https://a.b/c", "//a.b/c", "javascript:x", "/c", "../../c", "mailto:a"] {
            assert_eq!(inside("a/b.html", elsewhere), None, "{elsewhere}");
        }
    }

    #[test]
    fn each_kind_of_fault_is_found() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let page = r##"<a href="#here" id="here">x</a> <a href="#gone">x</a> <a href="gone.html">x</a>
            <a href="javascript:x">x</a> <a href="https://a.b">x</a> <img src="https://a.b/c">
            <script src="gone.js"></script> <img src="data:image/png;base64,AA==">"##;
        fs::write(folder.path().join("a.html"), page)?;
        let checked = check(folder.path())?;
        let found: Vec<_> = checked.faults.iter().map(ToString::to_string).collect();
        assert_eq!(
            found,
            [
                "a.html: https://a.b/c is loaded from another host",
                "a.html: gone.js is loaded but does not exist",
                "a.html: #gone has no such anchor in its page",
                "a.html: gone.html is a dead link",
                "a.html: javascript:x is neither an https URL nor a page of this site",
            ]
        );
        assert_eq!((checked.pages, checked.links), (1, 3));
        Ok(())
    }
}
