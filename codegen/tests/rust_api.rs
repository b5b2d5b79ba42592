//! The Rust verdict of `diff` is that of the generated text: what can be named, called, read and matched.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

#[path = "verdicts/base.rs"]
mod base;
#[path = "verdicts/cases.rs"]
#[allow(dead_code, reason = "the code of the cases is compiled elsewhere")]
mod cases;
#[path = "verdicts/surface.rs"]
mod surface;

use std::collections::BTreeSet;

use feishu_codegen::diff::{Format, RustApi, classes};
use proptest::prelude::*;
use proptest::sample::Index;

use base::{between, sources};
use cases::{bases, edited};
use surface::{api, verdict};

/// What never comes alone, so that the text does not show what it would mean by itself, and with what it comes.
const ACCOMPANIED: &[(&str, RustApi, &str)] = &[
    ("content-type-changed", RustApi::Patch, "a file"),
    ("conversion-added", RustApi::Minor, "a `modify`, or a type that fits"),
    ("conversion-removed", RustApi::Major, "a `modify` less, or a type that fits no more"),
    ("enum-kind-changed", RustApi::Major, "its values"),
    ("modify-added", RustApi::Minor, "the conversion"),
    ("modify-removed", RustApi::Major, "the conversion"),
    ("paging-added", RustApi::Minor, "a `modify` that searches"),
    ("paging-removed", RustApi::Major, "a `modify` that searches"),
    ("paging-item-type-changed", RustApi::Major, "the list"),
    ("request-body-removed", RustApi::Major, "its fields"),
    ("request-query-removed", RustApi::Major, "its fields"),
    ("type-added", RustApi::Minor, "a field of the type"),
    ("type-became-used", RustApi::Minor, "a field of the type"),
    ("type-left-group", RustApi::Major, "a field of another type"),
    ("type-direction-changed", RustApi::Major, "a field of the type"),
    ("type-no-longer-used", RustApi::Major, "a field of the type"),
    ("type-removed", RustApi::Major, "a field of the type"),
];

#[test]
fn each_kind_of_change_has_its_id_and_the_verdict_that_the_generated_text_shows() {
    let mut seen = BTreeSet::new();
    // The verdicts of each edit, done and undone, and the one that the text shows.
    let mut shown: Vec<(Vec<(String, RustApi)>, RustApi)> = Vec::new();
    let bases = bases().map(|(base, cases)| (sources(&base), base, cases));
    let before = bases.each_ref().map(|(old, ..)| api(old));
    let cases = bases.iter().zip(&before).flat_map(|((old, base, cases), before)| {
        cases.iter().map(move |case| (old, base, before, case))
    });
    for (old, base, before, case) in cases {
        let new = sources(&case.on(base));
        let after = api(&new);
        let found = between(old, &new);
        let text = found.render(Format::Text, None);
        assert!(
            found.changes.iter().any(|change| change.id == case.id),
            "{} is not among\n{text}",
            case.id
        );
        assert_eq!(found.rust(), Some(verdict(before, &after)), "{}\n{text}", case.id);
        // And back: what grows one way shrinks the other.
        let back = between(&new, old);
        let text = back.render(Format::Text, None);
        assert_eq!(back.rust(), Some(verdict(&after, before)), "{} undone\n{text}", case.id);
        for (diff, verdict) in [(found, verdict(before, &after)), (back, verdict(&after, before))] {
            let changes = diff.changes.into_iter().map(|change| (change.id, change.rust));
            shown.push((changes.collect(), verdict));
        }
    }
    seen.extend(shown.iter().flat_map(|(changes, _)| changes.iter().cloned()));
    for class in classes() {
        let found = ["", "request-", "response-"].map(|way| format!("{way}{}", class.id));
        let found = found.map(|id| seen.iter().any(|(seen, _)| *seen == id));
        assert!(found.contains(&true), "no edit is a `{}`", class.id);
    }
    // And no other verdict would do.
    for (id, rust) in &seen {
        if let Some((_, claimed, _)) = ACCOMPANIED.iter().find(|(known, ..)| known == id) {
            assert_eq!(rust, claimed, "{id}");
            continue;
        }
        for other in [RustApi::Patch, RustApi::Minor, RustApi::Major] {
            let noticed = shown.iter().any(|(changes, verdict)| {
                let mutated =
                    changes.iter().map(|(known, rust)| if known == id { other } else { *rust });
                mutated.max() != Some(*verdict)
            });
            assert!(noticed || other == *rust, "{id} could as well be {other} as {rust}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Pairs of specs that are several edits apart.
    #[test]
    fn whatever_two_specs_say_the_rust_verdict_is_that_of_the_generated_text(
        left in prop::collection::vec(any::<Index>(), 0..4),
        right in prop::collection::vec(any::<Index>(), 1..5),
    ) {
        let edited = |picked: &[Index]| sources(&edited(picked));
        let (old, new) = (edited(&left), edited(&right));
        let found = between(&old, &new);
        let (before, after) = (api(&old), api(&new));
        let text = found.render(Format::Text, None);
        prop_assert_eq!(found.rust().unwrap_or(RustApi::Patch), verdict(&before, &after), "{}", text);
        for format in [Format::Json, Format::Markdown] {
            prop_assert!(!found.render(format, None).is_empty());
        }
    }
}
