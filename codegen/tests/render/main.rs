//! Specs as pages, and those pages as specs again.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "tests fail by panicking"
)]
#![allow(dead_code, reason = "not every test needs all that tests share")]

mod specs;
#[path = "../support/mod.rs"]
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use feishu_codegen::diff::{Change, Wire, diff};
use feishu_codegen::{PageDialect, PageText, Severity, Sources, Verdict, import, lint, render};
use proptest::prelude::*;
use support::{after, empty, folder, pages, read, repository};

const DIALECTS: [PageDialect; 3] = [PageDialect::Source, PageDialect::Nested, PageDialect::Flat];

/// Every operation as a page.
fn rendered(sources: &Sources, dialect: PageDialect) -> Vec<PageText> {
    let (pages, problems) = render(sources, dialect, |_| true);
    for problem in problems.iter().filter(|problem| problem.severity == Severity::Error) {
        eprintln!("{}", problem.render(sources, false));
    }
    assert!(!pages.is_empty());
    pages
}

/// The specs that pages become where none were before.
fn imported(pages: &[PageText]) -> Sources {
    let empty = empty();
    let import = import(pages, &empty, "spec", &mut |_| {});
    for outcome in &import.outcomes {
        assert_eq!(outcome.verdict, Verdict::Created, "{}: {:?}", outcome.page, outcome.notes);
    }
    after(&empty, &import)
}

/// The files, without what tells one page from another that states the same: its hash, and what a person is to look at.
fn facts(sources: &Sources) -> BTreeMap<String, String> {
    let facts = |text: &str| {
        let text = text.split("\nreview:\n").next().unwrap_or_default();
        let lines = text.lines().filter(|line| !line.starts_with("page_hash: "));
        lines.map(|line| format!("{line}\n")).collect::<String>()
    };
    sources.readable().map(|(_, source)| (source.path().to_owned(), facts(source.text()))).collect()
}

/// The operations that ask a person to look at something.
fn reviewed(sources: &Sources) -> BTreeSet<String> {
    let id = |text: &str| {
        text.lines().find_map(|line| line.strip_prefix("operation: ")).map(str::to_owned)
    };
    let with = sources.readable().filter(|(_, source)| source.text().contains("\nreview:\n"));
    with.filter_map(|(_, source)| id(source.text())).collect()
}

/// What people say in specs, and pages do not: what an answer must hold, what a call does that is not named for it, which
/// errors pass.
const OURS: [&str; 3] = ["response-field-became-optional", "effect-changed", "error-retry-changed"];

/// Changes of what goes over the wire.
fn on_the_wire(old: &Sources, new: &Sources) -> Vec<Change> {
    let diff = diff(old, new).expect("two sound specs");
    // Where an answer holds nothing, it holds nothing in the envelope and nothing beside the code.
    let is_empty = |change: &Change| {
        change.id == "response-kind-changed" && change.place.owner == "auth.v3.app_ticket.resend"
    };
    let is_ours = |change: &Change| OURS.contains(&change.id.as_str()) || is_empty(change);
    let changes = diff.changes.into_iter();
    changes.filter(|change| change.wire != Wire::Safe && !is_ours(change)).collect()
}

/// Whatever differs, a person is asked to look at.
fn assert_told(specs: &Sources, again: &Sources) {
    let reviewed = reviewed(again);
    for change in on_the_wire(specs, again) {
        let told = change.touches.iter().any(|touch| reviewed.contains(&touch.operation));
        assert!(told, "nobody is told: {change:#?}");
    }
}

fn assert_same(name: &str, expected: &Sources, found: &Sources) {
    let (expected, found) = (facts(expected), facts(found));
    let names = |files: &BTreeMap<String, String>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&expected), names(&found), "{name}");
    for (path, expected) in &expected {
        assert_same_text(name, path, expected, &found[path]);
    }
}

fn assert_same_text(name: &str, path: &str, expected: &str, found: &str) {
    let (mut left, mut right) = (expected.lines(), found.lines());
    let mut number = 0;
    loop {
        number += 1;
        match (left.next(), right.next()) {
            (None, None) => return,
            (left, right) => {
                assert_eq!(left, right, "{name}: {path}:{number}, in\n{found}");
            }
        }
    }
}

#[test]
fn the_specs_of_the_vendors_pages_survive_the_way_over_our_own() {
    let Some(folder) = folder() else { return };
    let pages = pages(&folder.join("source-2026-03"));
    let empty = empty();
    let specs = after(&empty, &import(&pages, &empty, "spec", &mut |_| {}));
    for dialect in [PageDialect::Source, PageDialect::Nested] {
        let once = imported(&rendered(&specs, dialect));
        assert_eq!(reviewed(&once), BTreeSet::new(), "{dialect:?}: nothing is left to look at");
        let changes = on_the_wire(&specs, &once);
        assert!(changes.is_empty(), "{dialect:?}: {changes:#?}");
        let differing = facts(&specs).into_iter().collect::<BTreeSet<_>>();
        let differing = facts(&once).into_iter().filter(|file| !differing.contains(file)).count();
        // What one page leaves out of an object that another one has, our pages say on both.
        assert!(differing <= 4, "{dialect:?}: {differing} files are not as they were");
        let twice = imported(&rendered(&once, dialect));
        assert_same(&format!("{dialect:?}"), &once, &twice);
    }
}

#[test]
fn where_nesting_is_lost_what_is_not_as_it_was_is_to_be_reviewed() {
    let Some(folder) = folder() else { return };
    let pages = pages(&folder.join("source-2026-03"));
    let empty = empty();
    let specs = after(&empty, &import(&pages, &empty, "spec", &mut |_| {}));
    let again = imported(&rendered(&specs, PageDialect::Flat));
    assert_told(&specs, &again);
}

#[test]
fn pages_of_hand_written_specs_leave_them_as_they_are() {
    let kitchen = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/kitchen/spec");
    let mut kitchen = read(&kitchen);
    let platform = fs::read(support::specs().join("platform.yaml")).expect("the platform");
    kitchen.add("spec/platform.yaml", platform);
    // On flat pages the kitchen's objects, which stand in each other on purpose, are too vague to be taken at all.
    for (specs, dialects) in [(repository(), &DIALECTS[..]), (kitchen, &DIALECTS[..2])] {
        for dialect in dialects.iter().copied() {
            let pages = rendered(&specs, dialect);
            let import = import(&pages, &specs, "spec", &mut |_| {});
            let refused = import.outcomes.iter().filter(|page| page.verdict == Verdict::Refused);
            let (refused, all) = (refused.count(), import.outcomes.len());
            assert!(refused * 3 <= all, "{dialect:?}: {refused} of {all} pages were refused");
            for outcome in &import.outcomes {
                // A page of ours says what the correction makes of the vendor's. And where nesting is lost, a page can
                // be too vague to be taken.
                let corrected =
                    outcome.notes.iter().any(|note| note.contains("a correction expects"));
                let refused = outcome.verdict == Verdict::Refused;
                assert!(
                    refused == corrected || refused && dialect == PageDialect::Flat,
                    "{dialect:?}: {}: {:?}",
                    outcome.page,
                    outcome.notes
                );
            }
            let again = after(&specs, &import);
            if dialect == PageDialect::Flat {
                assert_told(&specs, &again);
            } else {
                assert_same(&format!("{dialect:?}"), &specs, &again);
            }
        }
    }
}

#[test]
fn pages_of_hand_written_specs_say_all_that_is_on_the_wire() {
    let specs = repository();
    for dialect in DIALECTS {
        let again = imported(&rendered(&specs, dialect));
        let (_, problems) = lint(&again);
        assert!(problems.iter().all(|problem| problem.severity != Severity::Error));
        let changes = on_the_wire(&specs, &again);
        assert!(changes.is_empty(), "{dialect:?}: {changes:#?}");
    }
}

#[test]
fn the_size_of_a_file_is_to_the_byte_what_its_page_says() {
    let with = |bytes: u64| {
        let mut specs = empty();
        let text = include_str!("../outputs/spec/photo.yaml");
        let edits = [
            ("pages.example/photo/create", "open.feishu.cn/document/zoo/photo".to_owned()),
            ("[custom, store]", "[custom]".to_owned()),
            ("type: PetId", "type: string".to_owned()),
            ("max_bytes: 1000\n", format!("max_bytes: {bytes}\n")),
        ];
        let text = edits.iter().fold(text.to_owned(), |text, (from, to)| {
            assert_eq!(text.matches(from).count(), 1, "{from}");
            text.replace(from, to)
        });
        specs.add("spec/zoo/v1/photo/create.yaml", text);
        specs
    };
    let (kb, mb, gb) = (1 << 10, 1 << 20, 1 << 30);
    let sizes = [kb, mb, gb].map(|unit| [unit - 1, unit, unit + 1, unit / 2 * 3, 300 * unit]);
    for bytes in sizes.concat().into_iter().chain([1, 1000, 300_000_000]) {
        for dialect in DIALECTS {
            let again = imported(&rendered(&with(bytes), dialect));
            let line = format!("    max_bytes: {bytes}");
            let is_kept = again
                .readable()
                .any(|(_, source)| source.text().lines().any(|found| found == line));
            assert!(is_kept, "{dialect:?}: {bytes}: {:?}", facts(&again));
        }
    }
}

/// A field of the same name in another place is no key.
#[test]
fn a_page_calls_the_key_of_a_create_one_and_no_other_field() {
    const KEY: &str = "idempotency: { field: uuid, window: 3600s }\n";
    let object = |name: &str| {
        format!("  {name}:\n    description: It.\n    fields: {{ uuid: {{ type: string }} }}\n")
    };
    let objects = ["Owner", "Toy", "Tag", "Pet"].map(object).concat();
    let text = format!(
        "operation: zoo.v1.pet.create\nsummary: Create a pet\npage: https://open.feishu.cn/document/zoo/pet\n\nhttp: POST /open-apis/zoo/v1/pets\ntokens: [tenant_access_token]\napps: [custom]\nwrite: create\n{KEY}\nrequest:\n  body:\n    owner: {{ type: Owner }}\n    uuid: {{ type: string }}\n    toys: {{ type: \"[Toy]\" }}\n    tags: {{ type: \"{{string: Tag}}\" }}\n\nresponse:\n  data:\n    uuid: {{ type: string }}\n    pet: {{ type: Pet }}\n\nobjects:\n{objects}"
    );
    assert!(text.contains(KEY));
    let specs = |text: &str| {
        let mut specs = empty();
        specs.add("spec/zoo/v1/pet/create.yaml", text);
        specs
    };
    for dialect in DIALECTS {
        let page = |text: &str| rendered(&specs(text), dialect).remove(0).text;
        let (with, without) = (page(&text), page(&text.replace(KEY, "")));
        let (with, without): (Vec<_>, Vec<_>) = (with.lines().collect(), without.lines().collect());
        assert_eq!(with.len(), without.len(), "{dialect:?}");
        let differs = |at: &usize| with[*at] != without[*at];
        let [at] = (0..with.len()).filter(differs).collect::<Vec<_>>()[..] else {
            panic!("{dialect:?}: {with:#?}\n{without:#?}");
        };
        // The first one of that name is the owner's, and the second one the key.
        let so_far = with[..=at].concat();
        assert_eq!(so_far.matches("uuid").count(), 2, "{dialect:?}: {with:#?}");
        let again = imported(&rendered(&specs(&text), dialect));
        assert!(again.readable().any(|(_, source)| source.text().contains(KEY)), "{dialect:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, max_shrink_iters: 400, ..ProptestConfig::default() })]

    #[test]
    fn a_spec_is_what_its_page_says(operation in specs::operation()) {
        let mut specs = empty();
        specs.add(operation.file(), operation.yaml().into_bytes());
        for dialect in [PageDialect::Source, PageDialect::Nested] {
            let once = imported(&rendered(&specs, dialect));
            let changes = on_the_wire(&specs, &once);
            prop_assert!(changes.is_empty(), "{:?}: {:#?}", dialect, changes);
            prop_assert_eq!(reviewed(&once), BTreeSet::new());
            let twice = imported(&rendered(&once, dialect));
            assert_same(&format!("{dialect:?}"), &once, &twice);
        }
        let import = import(&rendered(&specs, PageDialect::Flat), &empty(), "spec", &mut |_| {});
        if import.outcomes.iter().all(|outcome| outcome.verdict == Verdict::Created) {
            assert_told(&specs, &after(&empty(), &import));
        }
    }
}
