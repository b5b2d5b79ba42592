//! The reference of a small spec, page by page.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use feishu_codegen::{Changes, Sources, diff::diff, reference};

const OPERATION: &str = "spec/zoo/v1/pet/replace.yaml";

fn fixture() -> Vec<(&'static str, String)> {
    vec![
        ("spec/platform.yaml", include_str!("fixture/platform.yaml").to_owned()),
        ("spec/zoo/v1/types.yaml", include_str!("fixture/types.yaml").to_owned()),
        (OPERATION, include_str!("fixture/replace.yaml").to_owned()),
        ("spec/zoo/v1/pet/list.yaml", include_str!("fixture/list.yaml").to_owned()),
        ("spec/zoo/v1/token/issue.yaml", include_str!("fixture/issue.yaml").to_owned()),
    ]
}

fn sources(files: &[(&str, String)]) -> Sources {
    let mut sources = Sources::new();
    for (path, text) in files {
        sources.add(*path, text.clone());
    }
    sources
}

#[test]
fn each_kind_of_page_says_what_the_spec_says() {
    let (pages, problems) = reference(&sources(&fixture()), None);
    assert!(problems.is_empty(), "{problems:?}");
    insta::with_settings!({ snapshot_path => "snapshots/reference", prepend_module_to_snapshot => false }, {
        for (path, page) in pages.iter() {
            let name = path.trim_start_matches("src/").trim_end_matches(".md").replace('/', "-");
            insta::assert_snapshot!(name, page);
        }
    });
}

#[test]
fn the_order_of_files_does_not_show() {
    let mut turned = fixture();
    turned.reverse();
    assert_eq!(reference(&sources(&turned), None).0, reference(&sources(&fixture()), None).0);
}

#[test]
fn what_changed_names_its_page_and_what_is_gone_has_none() {
    let old = sources(&fixture());
    let without: Vec<_> =
        fixture().into_iter().filter(|(path, _)| !path.ends_with("list.yaml")).collect();
    let list = |old: &Sources, new: &Sources| {
        let changes =
            Changes { since: "v1.0.0".to_owned(), diff: diff(old, new).expect("no errors") };
        let (pages, problems) = reference(new, Some(&changes));
        pages.get("src/changes.md").unwrap_or_else(|| panic!("{problems:?}")).to_owned()
    };
    let page = list(&old, &sources(&without));
    assert!(page.starts_with("# What changed\n\nSince <code>v1\\.0\\.0</code>: "), "{page}");
    assert!(page.contains("**breaking**") && page.contains(r"## zoo\.v1\.pet\.list"), "{page}");
    assert!(!page.contains("zoo.v1.pet.list.md"), "{page}");
    // The other way round it is new, and has a page.
    let page = list(&sources(&without), &old);
    assert!(page.contains("(operations/zoo.v1.pet.list.md)"), "{page}");
    let page = list(&old, &old);
    assert!(
        page.ends_with("The specs have not changed since <code>v1\\.0\\.0</code>.\n"),
        "{page}"
    );
}

#[test]
fn specs_with_errors_have_no_pages() {
    let mut files = fixture();
    files.push(("spec/zoo/v1/pet/sell.yaml", "operation: zoo.v1.pet.sell\n".to_owned()));
    let (pages, problems) = reference(&sources(&files), None);
    assert!(pages.iter().next().is_none() && !problems.is_empty());
}
