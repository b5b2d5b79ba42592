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

use std::collections::{BTreeMap, BTreeSet};

use feishu_codegen::diff::Wire::{Breaking, Risky, Safe};
use feishu_codegen::diff::{Change, Format, Verdict, Wire, classes};
use feishu_codegen::{About, Target, generate};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value as Json, json};

use base::{Files, between, files, sources};
use cases::{bases, edited};

const RENAMED: &str = "that a field is the same under another name is the differ's finding";

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
    ("request-field-permission-widened", Safe, "schemas know no scopes"),
    ("request-field-permission-changed", Breaking, "schemas know no scopes"),
    ("response-field-permission-needed", Risky, "schemas know no scopes"),
    ("response-field-permission-no-longer-needed", Safe, "schemas know no scopes"),
    ("response-field-permission-widened", Safe, "schemas know no scopes"),
    ("response-field-permission-changed", Risky, "schemas know no scopes"),
    ("enum-value-added in an answer", Risky, "answers are open, and list no values"),
    ("rate-limit-became-special", Risky, "no number is stated"),
    ("rate-limit-no-longer-special", Safe, "no number was stated"),
    ("request-field-renamed", Breaking, RENAMED),
    ("response-field-renamed", Breaking, RENAMED),
    ("request-field-respelled", Breaking, RENAMED),
    ("response-field-respelled", Breaking, RENAMED),
    ("response-field-no-longer-enum", Risky, "answers are open, and list no values"),
    ("request-field-type-narrowed", Breaking, "the range of the case lets no larger value through"),
    // What never comes alone, so that calls do not show what it would mean by itself.
    ("content-type-changed", Breaking, "comes with a file"),
    ("upload-added", Breaking, "comes with another content type"),
    ("upload-removed", Breaking, "comes with another content type"),
    ("path-parameter-added", Breaking, "comes with another path"),
    ("path-parameter-removed", Breaking, "comes with another path"),
    ("request-body-removed", Risky, "comes with its fields"),
    ("request-query-removed", Risky, "comes with its fields"),
    ("enum-kind-changed", Breaking, "comes with its values"),
    ("paging-item-type-changed", Risky, "comes with another list"),
    ("rate-limit-lowered", Risky, "comes with another tier of the platform"),
    ("type-direction-changed", Safe, "comes with a field of the type"),
    ("type-no-longer-used", Safe, "comes with a field of the type"),
    ("type-removed", Safe, "comes with a field of the type"),
];

/// Answers have neither rules nor defaults, only requests have constructors, and those that lose theirs break by it.
fn cannot_be(way: &str, class: &str) -> bool {
    let rules =
        ["min-", "max-", "minimum-", "maximum-", "pattern-", "unique-", "rule-", "default-"];
    match way {
        "response-" => {
            class == "constructor-arguments-reordered"
                || class != "default-constructor-lost"
                    && rules.iter().any(|rule| class.starts_with(rule))
        }
        "request-" => class == "default-constructor-lost",
        _ => false,
    }
}

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

/// The differ's verdicts on one edit, and what calls meet.
struct Shown {
    edit: String,
    changes: Vec<(String, Wire)>,
    met: Wire,
}

impl Shown {
    /// Whether the verdicts are right. Where no change is claimed, the worst of them is what calls meet.
    fn is_right(&self, verdict: impl Fn(&str, Wire) -> Wire) -> bool {
        let (mut least, mut most, mut claims_hold) = (Safe, Safe, true);
        for (key, wire) in &self.changes {
            let wire = verdict(key, *wire);
            match CLAIMED.iter().find(|(id, ..)| id == key) {
                Some((_, claimed, _)) => claims_hold &= wire == *claimed,
                None => least = least.max(wire),
            }
            most = most.max(wire);
        }
        claims_hold && least <= self.met && self.met <= most
    }
}

/// Every case, done and undone.
fn all() -> Vec<Shown> {
    let bases = bases().map(|(base, cases)| (sources(&base), document(&base), base, cases));
    let mut shown = Vec::new();
    let cases = bases.iter().flat_map(|(old, before, base, cases)| {
        cases.iter().map(move |case| (old, before, base, case))
    });
    for (old, before, base, case) in cases {
        let changed = case.on(base);
        let (new, after) = (sources(&changed), document(&changed));
        for (way, old, new, before, after) in
            [("done", old, &new, before, &after), ("undone", &new, old, &after, before)]
        {
            let changes = between(old, new).changes;
            shown.push(Shown {
                edit: format!("{} {way}", case.id),
                changes: changes.iter().map(|change| (key(change), change.wire)).collect(),
                met: calls::verdict(before, after),
            });
        }
    }
    shown
}

#[test]
fn the_verdict_on_the_wire_is_that_of_the_documents() {
    let shown = all();
    let wrong = shown.iter().filter(|shown| !shown.is_right(|_, wire| wire));
    let wrong: Vec<_> = wrong
        .map(|Shown { edit, changes, met }| {
            format!("{edit}: calls meet {met}, the differ says {changes:?}")
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));

    let seen: BTreeMap<&str, Wire> =
        shown.iter().flat_map(|shown| &shown.changes).map(|(key, wire)| (&**key, *wire)).collect();
    let idle: Vec<_> = CLAIMED.iter().filter(|(id, ..)| !seen.contains_key(id)).collect();
    assert!(idle.is_empty(), "no case is one of {idle:?}");
    // All that can be is shown.
    for class in classes() {
        let ways = match class.verdict {
            Verdict::Field { .. } => &["request-", "response-"][..],
            _ => &[""][..],
        };
        for way in ways {
            let id = format!("{way}{}", class.id);
            let is_shown = seen.keys().any(|key| key.trim_end_matches(" in an answer") == id);
            assert_ne!(is_shown, cannot_be(way, class.id), "{id}");
        }
    }
    // And no other verdict would do.
    for (id, verdict) in seen {
        for other in [Safe, Risky, Breaking].into_iter().filter(|other| *other != verdict) {
            let mutated = |key: &str, wire| if key == id { other } else { wire };
            let noticed = shown.iter().any(|shown| !shown.is_right(mutated));
            assert!(noticed, "{id} could as well be {other} as {verdict}");
        }
    }
}

#[test]
fn a_list_whose_items_differ_has_values_of_each_length() {
    let schema = json!({ "type": "array", "items": { "type": "string" }, "minItems": 2, "maxItems": 3, "uniqueItems": true });
    let schemas = values::Schemas::of(&schema, &Json::Null);
    let lengths: BTreeSet<_> =
        schemas.values(&schema).iter().filter_map(|list| list.as_array().map(Vec::len)).collect();
    assert_eq!(lengths, BTreeSet::from([2, 3]));
}

/// What breaks by its meaning, although the values fit.
fn is_meant(part: &str, from: &str, to: &str) -> bool {
    let is = |ty: &str, words: &[&str]| words.iter().any(|word| ty.contains(word));
    let among = |one: &[&str], other: &[&str]| {
        is(from, one) && is(to, other) || is(from, other) && is(to, one)
    };
    // The same digits, and another time.
    among(&["UnixMillis"], &["UnixSeconds"])
        // Names that are given, and names that anybody gives.
        || among(&["Part"], &["{"])
        // In responses, schemas take any string for a time or a day, as the reader does, and any value for a known one.
        || part == "answer" && among(&["Unix", "Date"], &["string", "ThingId", "Mood"])
        || part == "answer" && among(&["Date"], &["Unix"])
        || part == "answer" && is(from, &["Size", "Mood"]) && is(to, &["i32", "string", "ThingId"])
        // They list no values, either.
        || part == "answer" && ["Size", "Mood"].iter().any(|one| is(from, &[one]) && is(to, &[one]))
}

/// One operation whose one field is of this type.
fn with_field(part: &str, ty: &str) -> Files {
    let field = |part: &str| format!("request:\n  {part}:\n    it: {{ type: \"{ty}\" }}\n");
    let (mut path, mut response) = ("things", "    {}\n".to_owned());
    let request = match part {
        "answer" => {
            response = format!("    it: {{ type: \"{ty}\" }}\n");
            String::new()
        }
        "path" => {
            path = "things/:it";
            field("path")
        }
        "form" => field("body") + "  upload: { field: file, description: A file. }\n",
        part => field(part),
    };
    let operation = format!(
        "operation: zoo.v1.thing.make\nsummary: Make a thing\npage: https://pages.example/thing/make\npage_updated: 2025-01-31\nhttp: POST /open-apis/zoo/v1/{path}\ntokens: [tenant_access_token]\napps: [custom]\nwrite: create\n{request}response:\n  data:\n{response}"
    );
    let platform = files().swap_remove(0);
    let types = "ids:\n  ThingId: { description: Identifies a thing. }\nenums:\n  Size: { description: How large., values: { small: { value: 1 }, large: { value: 2 } } }\n  Mood: { description: How it feels., values: { happy: { value: happy }, sad: { value: sad } } }\n  LargeSize: { description: How large., values: { large: { value: 2 } } }\n  GoodMood: { description: How it feels., values: { happy: { value: happy } } }\nobjects:\n  Part: { description: A part., fields: { label: { type: string } } }\n";
    vec![
        platform,
        ("spec/zoo/v1/types.yaml".to_owned(), types.to_owned()),
        ("spec/zoo/v1/thing/make.yaml".to_owned(), operation),
    ]
}

/// Fails unless each of the types in the place of each other means what calls meet, in each of the parts.
fn takes_the_place(parts: &[(&str, &[&str])]) {
    let mut wrong = Vec::new();
    for (part, types) in parts {
        let made: Vec<_> = types
            .iter()
            .map(|ty| with_field(part, ty))
            .map(|files| (sources(&files), document(&files)))
            .collect();
        for (from, (old, before)) in types.iter().zip(&made) {
            for (to, (new, after)) in types.iter().zip(&made) {
                let found = between(old, new);
                let (said, met) = (found.wire().unwrap_or(Safe), calls::verdict(before, after));
                if said != met && !(met < said && is_meant(part, from, to)) {
                    wrong.push(format!(
                        "{part}: {from} -> {to}: calls meet {met}, the differ says {said}"
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_type_that_takes_the_place_of_another_means_what_calls_meet() {
    let scalars = [
        "string",
        "bool",
        "i32",
        "i64",
        "f64",
        "ThingId",
        "Size",
        "Mood",
        "UnixMillis",
        "UnixSeconds",
        "UnixMillisNumber",
        "UnixSecondsNumber",
        "Date",
    ];
    let others = [
        "json",
        "Part",
        "[string]",
        "[i32]",
        "[i64]",
        "[[i32]]",
        "[Part]",
        "[json]",
        "{string: i32}",
        "{string: i64}",
        "{string: json}",
        "[{string: i32}]",
    ];
    let all = [&scalars[..], &others].concat();
    let texts = [&scalars[..], &others[2..5]].concat();
    takes_the_place(&[("body", &all), ("query", &texts), ("answer", &all)]);
}

/// There a number that becomes a string is the same to who sends it, as it is not in JSON.
#[test]
fn in_a_path_and_beside_a_file_a_type_that_takes_the_place_of_another_means_what_calls_meet() {
    let in_a_path = ["string", "i32", "i64", "ThingId"];
    let in_a_form = ["string", "bool", "i32", "i64", "Size", "UnixMillis"];
    takes_the_place(&[("path", &in_a_path), ("form", &in_a_form)]);
}

#[test]
fn an_enumeration_that_takes_the_place_of_another_means_what_calls_meet() {
    let types = ["Size", "LargeSize", "Mood", "GoodMood"];
    takes_the_place(&["query", "form", "body", "answer"].map(|part| (part, &types[..])));
    takes_the_place(&[
        ("body", &["[Mood]", "[GoodMood]"]),
        ("body", &["{string: Size}", "{string: LargeSize}"]),
    ]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    /// Several edits can hide each other, but none may hide from the differ.
    #[test]
    fn no_call_meets_anything_worse_than_the_differ_says(
        left in prop::collection::vec(any::<Index>(), 0..4),
        right in prop::collection::vec(any::<Index>(), 1..5),
    ) {
        let (old, new) = (edited(&left), edited(&right));
        let found = between(&sources(&old), &sources(&new));
        let met = calls::verdict(&document(&old), &document(&new));
        let text = found.render(Format::Text, None);
        prop_assert!(met <= found.wire().unwrap_or(Safe), "calls meet {}\n{}", met, text);
    }
}
