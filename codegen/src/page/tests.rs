//! The vendor's pages, where `FEISHU_PAGES` names their folder: every one is read, and the nesting that is inferred for the
//! flat ones is held against the nesting that the same pages state in their source.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "tests fail by panicking"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::facts::{Page, Row};
use super::read::{draft, finish, read, read_all};
use super::tree::Evidence;

/// The folder of pages; without it the test is skipped, and under CI it fails.
fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("FEISHU_PAGES").map(PathBuf::from);
    if folder.is_none() {
        assert!(std::env::var_os("CI").is_none(), "FEISHU_PAGES names no folder of pages");
        eprintln!("skipped: FEISHU_PAGES names no folder of pages");
    }
    folder
}

/// The pages below a folder, by their relative path.
fn pages(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(&at).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                let name = path.strip_prefix(folder).expect("below it").display().to_string();
                found.insert(name, fs::read_to_string(&path).expect("text"));
            }
        }
    }
    found
}

/// `a > b > c` for each row.
fn paths(rows: &[Row]) -> Vec<String> {
    fn walk(rows: &[Row], above: &str, paths: &mut Vec<String>) {
        for row in rows {
            let path = format!("{above}/{}", row.name);
            paths.push(path.clone());
            walk(&row.children, &path, paths);
        }
    }
    let mut paths = Vec::new();
    walk(rows, "", &mut paths);
    paths
}

#[derive(Default, Debug)]
struct Count {
    exact: usize,
    exact_and_flagged: usize,
    flagged: usize,
    silent: usize,
    other_rows: usize,
}

fn names(paths: &[String]) -> Vec<&str> {
    paths.iter().filter_map(|path| path.rsplit('/').next()).collect()
}

fn compare(count: &mut Count, name: &str, truth: &[Row], found: &[Row], flagged: bool, show: bool) {
    let (truth, found) = (paths(truth), paths(found));
    if truth.is_empty() && found.is_empty() {
        return;
    }
    if names(&truth) != names(&found) {
        count.other_rows += 1;
        return;
    }
    if truth == found {
        if flagged {
            count.exact_and_flagged += 1
        } else {
            count.exact += 1
        }
        return;
    }
    if flagged {
        count.flagged += 1
    } else {
        count.silent += 1
    }
    if show {
        eprintln!("{} {name}", if flagged { "flagged" } else { "SILENT " });
        for (truth, found) in truth.iter().zip(&found).filter(|(a, b)| a != b).take(4) {
            eprintln!("    is    {truth}\n    found {found}");
        }
    }
}

#[test]
fn every_page_of_the_source_is_read() {
    let Some(folder) = folder() else { return };
    let mut refused = 0;
    for (name, text) in pages(&folder.join("source-2026-03")) {
        match read(&text, &name) {
            Ok(page) => {
                eprintln!(
                    "{name}: {:?} {} t{:?} a{:?} s{} r{:?} body{} resp{} err{} ex{}{} {:?}",
                    page.method,
                    page.path,
                    page.tokens.len(),
                    page.apps.len(),
                    page.scopes.len(),
                    page.rate_limit,
                    paths(&page.body).len(),
                    paths(&page.response).len(),
                    page.errors.len(),
                    page.request_example.is_some(),
                    page.response_example.is_some(),
                    page.response_kind
                );
            }
            Err(refusal) => {
                refused += 1;
                eprintln!("REFUSED {refusal}");
            }
        }
    }
    eprintln!("{refused} refused");
}

#[test]
fn measure() {
    let Some(folder) = folder() else { return };
    let source = pages(&folder.join("source-2026-03"));
    let flat = pages(&folder.join("flat-2026-01"));
    let truth: BTreeMap<&str, Page> = source
        .iter()
        .filter_map(|(name, text)| Some((name.as_str(), read(text, name).ok()?)))
        .collect();
    let together = read_all(flat.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    let show = std::env::var_os("SHOW").is_some();
    let report = |mode: &str, found: &mut dyn FnMut(&str, &str) -> Option<Page>| {
        let (mut body, mut response) = (Count::default(), Count::default());
        for (name, text) in &flat {
            let (Some(truth), Some(page)) = (truth.get(name.as_str()), found(name, text)) else {
                continue;
            };
            let in_body = page.reviews.iter().any(|review| review.place.starts_with("request"));
            let in_response =
                page.reviews.iter().any(|review| review.place.starts_with("response"));
            compare(
                &mut body,
                &format!("{mode} body {name}"),
                &truth.body,
                &page.body,
                in_body,
                show,
            );
            compare(
                &mut response,
                &format!("{mode} response {name}"),
                &truth.response,
                &page.response,
                in_response,
                show,
            );
        }
        eprintln!("{mode}\n  body     {body:?}\n  response {response:?}");
    };
    report("alone", &mut |name, text| read(text, name).ok());
    let mut by_name: BTreeMap<&str, Page> = flat
        .keys()
        .map(String::as_str)
        .zip(together)
        .filter_map(|(name, page)| Some((name, page.ok()?)))
        .collect();
    report("together", &mut |name, _| by_name.remove(name));
    report("others' source", &mut |name, text| {
        let others: Vec<_> = source
            .iter()
            .filter(|(other, _)| *other != name)
            .filter_map(|(other, text)| draft(text, other).ok())
            .collect();
        let own = draft(text, name).ok()?;
        let evidence = Evidence::of(others.iter().chain([&own]));
        Some(finish(own, &evidence))
    });
}
