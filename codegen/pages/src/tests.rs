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
use super::read::{nested, read, read_all, unnested};
use super::tree::Evidence;

/// The folder of pages; without it the test is skipped, and under CI it fails.
fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("FEISHU_PAGES").map(PathBuf::from);
    if folder.is_none() {
        skip::skip("FEISHU_PAGES names no folder of pages");
    }
    folder
}

/// The pages below a folder, by their relative path.
pub(super) fn pages(folder: &Path) -> BTreeMap<String, String> {
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

/// How many tables came out how.
#[derive(Default, Debug, Clone, Copy)]
struct Count {
    exact: usize,
    /// Not exact, and the page says where to look.
    flagged: usize,
    /// Not exact, and nobody would know.
    silent: usize,
    /// The two versions have other rows, so that neither is a measure for the other.
    other_rows: usize,
    /// Exact, and yet something to look at.
    doubted: usize,
}

impl Count {
    fn add(&mut self, name: &str, truth: &[Row], found: &[Row], flagged: bool) {
        let (truth, found) = (paths(truth), paths(found));
        let names = |paths: &[String]| -> Vec<String> {
            paths.iter().filter_map(|path| path.rsplit('/').next()).map(str::to_owned).collect()
        };
        if truth.is_empty() && found.is_empty() {
            return;
        }
        if names(&truth) != names(&found) {
            self.other_rows += 1;
        } else if truth == found {
            self.exact += 1;
            self.doubted += usize::from(flagged);
        } else {
            if flagged {
                self.flagged += 1
            } else {
                self.silent += 1
            }
            eprintln!("{} {name}", if flagged { "flagged" } else { "SILENT " });
            for (truth, found) in truth.iter().zip(&found).filter(|(a, b)| a != b).take(3) {
                eprintln!("    is    {truth}\n    found {found}");
            }
        }
    }

    fn share(self) -> f64 {
        self.exact as f64 / (self.exact + self.flagged + self.silent) as f64
    }
}

#[test]
fn every_page_of_the_source_is_read() {
    let Some(folder) = folder() else { return };
    let pages = pages(&folder.join("source-2026-03"));
    let refused: Vec<_> = pages.iter().filter_map(|(name, text)| read(text, name).err()).collect();
    assert!(refused.is_empty(), "{refused:#?}");
    assert!(pages.len() > 100);
}

/// Bodies and responses of the flat pages, held against their source.
fn measured(mode: &str, mut found: impl FnMut(&str, &str) -> Option<Page>) -> Option<[Count; 2]> {
    let [mut body, mut answer] = [Count::default(); 2];
    let folder = folder()?;
    let source = pages(&folder.join("source-2026-03"));
    for (name, text) in &pages(&folder.join("flat-2026-01")) {
        let truth = source.get(name).and_then(|text| read(text, name).ok());
        let (Some(truth), Some(page)) = (truth, found(name, text)) else { continue };
        let flagged = |side: &str| page.reviews.iter().any(|review| review.place.starts_with(side));
        body.add(&format!("body {name}"), &truth.body, &page.body, flagged("request"));
        answer.add(&format!("answer {name}"), &truth.response, &page.response, flagged("response"));
    }
    eprintln!(
        "{mode}: bodies {:.3} {body:?}; answers {:.3} {answer:?}",
        body.share(),
        answer.share()
    );
    Some([body, answer])
}

/// What must hold whatever else there is to go by.
fn hold(counts: Option<[Count; 2]>) {
    let Some([body, answer]) = counts else { return };
    assert!(body.exact + answer.exact > 100, "hardly a table was compared: {body:?} {answer:?}");
    assert_eq!((body.silent, answer.silent), (0, 0), "a wrong tree must say that it may be");
    assert!(body.share() >= 0.99 && answer.share() >= 0.975, "{body:?} {answer:?}");
}

#[test]
fn the_nesting_of_flat_pages_is_inferred_from_each_page_alone() {
    hold(measured("alone", |name, text| read(text, name).ok()));
}

#[test]
fn the_nesting_of_flat_pages_is_inferred_from_all_of_them_together() {
    let Some(folder) = folder() else { return };
    let flat = pages(&folder.join("flat-2026-01"));
    let read = read_all(flat.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    let mut read: BTreeMap<_, _> =
        flat.keys().zip(read).filter_map(|(name, page)| Some((name.clone(), page.ok()?))).collect();
    hold(measured("together", |name, _| read.remove(name)));
}

/// Takes long: `cargo test --release -p feishu-codegen --lib others -- --ignored`.
#[test]
#[ignore = "takes half a minute, optimised"]
fn the_nesting_of_flat_pages_is_inferred_from_the_source_of_all_others() {
    let Some(folder) = folder() else { return };
    let source = pages(&folder.join("source-2026-03"));
    let drafts: Vec<_> =
        source.iter().filter_map(|(name, text)| Some((name, unnested(text, name).ok()?))).collect();
    hold(measured("the source of the others", |name, text| {
        let own = unnested(text, name).ok()?;
        let others = drafts.iter().filter(|(other, _)| *other != name).map(|(_, draft)| draft);
        let evidence = Evidence::of(others.chain([&own]));
        Some(nested(own, &evidence))
    }));
}

/// What two copies of a page must agree in, as lines.
fn facts(page: &Page) -> Vec<String> {
    fn walk(rows: &[Row], above: &str, lines: &mut Vec<String>) {
        for row in rows {
            let Row {
                name, line: _, ty, required, example, default, rules: stated, values, ..
            } = row;
            let Row { unit, wide, idempotency_key, deprecated, scopes, children, .. } = row;
            let values: Vec<_> = values.iter().map(|known| &known.value).collect();
            let at = format!("{above}/{name}");
            lines.push(format!(
                "{at}: {ty:?} {required:?} {unit:?} {wide} {idempotency_key:?} {deprecated}"
            ));
            lines.push(format!("{at}: example {example:?} default {default:?}"));
            lines.push(format!("{at}: {stated:?} {values:?} {scopes:?}"));
            walk(children, &at, lines);
        }
    }
    let Page { method, path, tokens, scopes, field_scopes, rate_limit, .. } = page;
    let Page { request_example, response_kind, message, response_example, .. } = page;
    let codes: Vec<_> = page.errors.iter().map(|error| (error.http_status, error.code)).collect();
    let mut lines = vec![
        format!("{method:?} {path} {tokens:?} {rate_limit:?} {response_kind:?} {message:?}"),
        format!("{scopes:?} {field_scopes:?}"),
        format!("{codes:?} {} {}", page.full_overwrite, page.deprecated),
        format!("sample of the request {request_example:?}"),
        format!("sample of the response {response_example:?}"),
    ];
    let parts = [
        ("headers", &page.headers),
        ("path", &page.path_parameters),
        ("query", &page.query),
        ("body", &page.body),
        ("response", &page.response),
    ];
    for (part, fields) in parts {
        walk(fields, part, &mut lines);
    }
    lines
}

#[test]
fn a_page_that_somebody_else_took_states_the_same() {
    let Some(folder) = folder() else { return };
    let source = pages(&folder.join("platform-2026-03"));
    let (mut compared, mut found) = (0, BTreeMap::new());
    for (name, text) in &pages(&folder.join("nested-2026-05")) {
        let truth = source.get(name).and_then(|text| read(text, name).ok());
        let (Some(truth), Ok(page)) = (truth, read(text, name)) else { continue };
        if truth.updated.is_none() || truth.updated != page.updated {
            continue;
        }
        compared += 1;
        let (truth, page) = (facts(&truth), facts(&page));
        if truth != page {
            let apart = |one: &[String], other: &[String]| {
                one.iter().filter(|line| !other.contains(line)).cloned().collect::<Vec<_>>()
            };
            found.insert(name.clone(), (apart(&truth, &page), apart(&page, &truth)));
        }
    }
    // What the copies themselves say differently.
    for (name, why) in [
        (
            "helpdesk-v1/ticket-management/ticket_customized_field/create-ticket-customized-field.md",
            "the blanks before the author's own marks are gone",
        ),
        ("performance-v1/review_data/query-review_data.md", "rows inside a comment became prose"),
        ("uUDN04SN0QjL1QDN/docs-v1/get.md", "links in the sample have another host"),
    ] {
        assert!(found.remove(name).is_some(), "{name} is the same now, though {why}");
    }
    assert!(found.is_empty(), "of {compared} pages: {found:#?}");
    assert!(compared > 150);
}
