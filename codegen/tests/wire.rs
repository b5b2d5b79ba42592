//! The wire verdict of `diff` is what happens: calls and answers that are good by one OpenAPI document are judged by
//! another, with a validator that is not ours.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

#[path = "verdicts/base.rs"]
mod base;
#[path = "verdicts/calls.rs"]
mod calls;
#[path = "verdicts/cases.rs"]
#[allow(dead_code, reason = "what code sees is checked elsewhere")]
mod cases;
#[path = "verdicts/values.rs"]
mod values;

use std::collections::BTreeSet;

use feishu_codegen::diff::Wire::{Breaking, Risky, Safe};
use feishu_codegen::diff::{Change, Format, Wire, diff};
use feishu_codegen::{About, Target, generate, has_errors, lint};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value as Json;

use base::{Files, files, sources};
use cases::{CASES, MORE};

/// What no document shows, and a person has to say: the id of the change, what it means, and why none shows it.
const CLAIMED: &[(&str, Wire, &str)] = &[
    ("modify-changed", Risky, "the method is the client's own"),
    ("error-retry-changed", Risky, "whether to try again is for the client"),
    ("platform-fact-changed", Risky, "documents are about operations"),
    ("platform-error-added", Safe, "documents are about operations"),
    ("platform-error-removed", Safe, "documents are about operations"),
    ("platform-error-changed", Risky, "what to do about an error is for the client"),
    ("platform-token-source-changed", Breaking, "how a token is got is for the client"),
    ("request-field-permission-needed", Breaking, "schemas know no scopes"),
    ("request-field-permission-no-longer-needed", Safe, "schemas know no scopes"),
    ("response-field-permission-widened", Safe, "schemas know no scopes"),
    ("response-field-permission-changed", Risky, "schemas know no scopes"),
    ("enum-value-added in an answer", Risky, "answers are open, and list no values"),
    ("rate-limit-became-special", Risky, "no number is stated"),
    ("rate-limit-no-longer-special", Safe, "no number was stated"),
    (
        "request-field-renamed",
        Breaking,
        "that a field is the same under another name is the differ's finding",
    ),
    (
        "response-field-renamed",
        Breaking,
        "that a field is the same under another name is the differ's finding",
    ),
    (
        "request-field-respelled",
        Breaking,
        "that a field is the same under another name is the differ's finding",
    ),
    (
        "request-field-type-narrowed",
        Breaking,
        "the range of the case lets no value through that is too large",
    ),
];

/// Documents list no values where they are answered: answers are open.
fn key(change: &Change) -> String {
    match change.response {
        Some(_) if change.id.starts_with("enum-value-") => format!("{} in an answer", change.id),
        _ => change.id.clone(),
    }
}

fn document(files: &Files) -> Json {
    let about = About {
        path: "openapi.json".to_owned(),
        title: "Zoo".to_owned(),
        description: "A zoo.".to_owned(),
        version: "0.1.0".to_owned(),
        license: "MIT".to_owned(),
    };
    let target = Target { sdk: None, openapi: Some(about), ..Target::sdk("", "spec") };
    let (generated, problems) = generate(&sources(files), &target);
    let found = generated.iter().find(|(path, _)| *path == "openapi.json");
    let (_, text) = found.unwrap_or_else(|| panic!("{problems:?}"));
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn the_verdict_on_the_wire_is_that_of_the_documents() {
    let old = sources(&files());
    let before = document(&files());
    let mut claimed = BTreeSet::new();
    let mut wrong = Vec::new();
    for case in CASES.iter().chain(MORE) {
        let changed = case.files();
        let (new, after) = (sources(&changed), document(&changed));
        for (way, old, new, before, after) in
            [("", &old, &new, &before, &after), (" undone", &new, &old, &after, &before)]
        {
            let found = diff(old, new).expect("specs without errors");
            let (mut least, mut most) = (Safe, Safe);
            for change in &found.changes {
                let key = key(change);
                match CLAIMED.iter().find(|(id, ..)| *id == key) {
                    Some((id, wire, _)) => {
                        claimed.insert(*id);
                        if change.wire != *wire {
                            wrong.push(format!("{id} is {}, and {wire} was claimed", change.wire));
                        }
                    }
                    None => least = least.max(change.wire),
                }
                most = most.max(change.wire);
            }
            let met = calls::verdict(before, after);
            // Without claims, the two are the same.
            if met < least || most < met {
                let changes = found.changes.iter();
                let changes: Vec<_> =
                    changes.map(|change| format!("{} {}", key(change), change.wire)).collect();
                wrong.push(format!(
                    "{}{way}: calls meet {met}, the differ says {changes:?}",
                    case.id
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let idle: Vec<_> = CLAIMED.iter().filter(|(id, ..)| !claimed.contains(id)).collect();
    assert!(idle.is_empty(), "no case is one of {idle:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    /// Several edits can hide each other, but none may hide from the differ.
    #[test]
    fn no_call_meets_anything_worse_than_the_differ_says(
        left in prop::collection::vec(any::<Index>(), 0..4),
        right in prop::collection::vec(any::<Index>(), 1..5),
    ) {
        let edited = |picked: &[Index]| {
            let cases: Vec<_> = CASES.iter().chain(MORE).collect();
            let mut files = files();
            for index in picked {
                let mut next = files.clone();
                let fits = cases[index.index(cases.len())].apply(&mut next);
                // Edits that do not go together leave the specs with errors, and are left out.
                if fits && !has_errors(&lint(&sources(&next)).1) {
                    files = next;
                }
            }
            files
        };
        let (old, new) = (edited(&left), edited(&right));
        let found = diff(&sources(&old), &sources(&new)).expect("specs without errors");
        let met = calls::verdict(&document(&old), &document(&new));
        let text = found.render(Format::Text, None);
        prop_assert!(met <= found.wire().unwrap_or(Safe), "calls meet {}\n{}", met, text);
    }
}
