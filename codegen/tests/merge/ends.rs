//! Whatever ends the lines of a spec, and whether its last line has an end: the same lines come and go.

use std::collections::BTreeMap;

use feishu_codegen::Verdict;

use super::facts::lacking;
use super::{CHANGES, PAGE, SPEC, apply, kept};

type Files = BTreeMap<String, String>;

/// The spec with each of its keys behind all others, whose value then ends the file.
fn with_each_key_last(spec: &str) -> Vec<(String, String)> {
    let mut parts: Vec<String> = Vec::new();
    for line in spec.split_inclusive('\n') {
        let is_key = line.starts_with(|c: char| c.is_ascii_alphabetic());
        match parts.last_mut() {
            Some(part) if !is_key => part.push_str(line),
            _ => parts.push(line.to_owned()),
        }
    }
    // The first one is the comment above all keys.
    let last = |at: usize| {
        let mut parts = parts.clone();
        let last = parts.remove(at);
        let key = last.split(':').next().unwrap_or_default().to_owned();
        (key, format!("{}{}\n", parts.concat(), last.trim_end()))
    };
    (1..parts.len()).map(last).collect()
}

/// Pages that say as much as possible of what pages may say instead, each in one go.
fn pages() -> Vec<String> {
    let mut pages: Vec<String> = Vec::new();
    for (from, to, ..) in CHANGES {
        match pages.iter_mut().find(|page| page.matches(from).count() == 1) {
            Some(page) => *page = page.replace(from, to),
            None => pages.push(PAGE.replace(from, to)),
        }
    }
    pages
}

/// What is said of an import into such a spec, and the files then, with lines that end as everywhere else.
fn after(others: &Files, spec: &str, page: &str) -> (Vec<String>, Files) {
    let mut files = others.clone();
    files.insert(SPEC.to_owned(), spec.to_owned());
    let (imported, _) = apply(&mut files, page);
    let outcome = &imported.outcomes[0];
    assert_eq!(outcome.verdict, Verdict::Updated, "{outcome:?}\n{spec}");
    for text in files.values_mut() {
        *text = format!("{}\n", text.replace("\r\n", "\n").trim_end());
    }
    (outcome.notes.clone(), files)
}

#[test]
fn a_page_changes_a_spec_alike_however_its_lines_end_and_whether_its_last_one_does() {
    let (others, pages) = (kept(), pages());
    let specs = with_each_key_last(&others[SPEC]);
    assert!(specs.len() > 10 && pages.len() < 4, "{specs:#?} {pages:#?}");
    for page in &pages {
        for (key, spec) in &specs {
            let expected = after(&others, spec, page);
            for other in [spec.trim_end().to_owned(), spec.replace('\n', "\r\n")] {
                let found = after(&others, &other, page);
                let differs = |text: &Files, than: &Files| lacking(&text[SPEC], &than[SPEC]);
                let (more, less) = (differs(&found.1, &expected.1), differs(&expected.1, &found.1));
                if !more.is_empty() || !less.is_empty() {
                    panic!("{}\n=====\n{}", found.1[SPEC], expected.1[SPEC]);
                }
                assert_eq!((more, less), Default::default(), "{key} last, in {other:?}");
                assert_eq!(found, expected, "{key} last, in {other:?}");
            }
        }
    }
}
