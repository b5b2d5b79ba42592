//! One thing that got another name, or two things.

use crate::base::{between, files, sources};
use crate::{SAMPLE, without_sample};

#[test]
fn a_rename_is_one_change() {
    let cases = [
        (
            2,
            "    name: { type: string, chars: 1..5, example: 小白, description: What it is called. }",
            "    title: { type: string, chars: 1..5, example: 小白, description: What it is called. }",
            vec!["request-field-renamed"],
        ),
        (2, "    tags: {", "    tag_list: {", vec!["request-field-renamed"]),
        // Alike in nothing but the type.
        (
            2,
            "    nickName: { type: string }",
            "    colour: { type: string }",
            vec!["request-optional-field-added", "request-optional-field-removed"],
        ),
        // The same name elsewhere in the list, and another type: not a rename, and not two fields.
        (
            2,
            "    mood: { type: Mood }",
            "    mood: { type: bool }",
            vec!["request-field-type-changed"],
        ),
    ];
    for (file, from, to, expected) in cases {
        let mut edited = files();
        assert_eq!(edited[file].1.matches(from).count(), 1, "{from}");
        edited[file].1 = edited[file].1.replace(from, to).replace(SAMPLE, "");
        let found = between(&without_sample(), &sources(&edited));
        let mut ids: Vec<_> = found.changes.iter().map(|change| change.id.as_str()).collect();
        ids.sort_unstable();
        assert_eq!(ids, expected, "{to}");
    }
}

/// A field of another name that must be given is another field.
#[test]
fn an_optional_field_that_goes_is_not_the_required_one_that_comes() {
    let mut edited = files();
    edited[2].1 = edited[2].1.replace(
        "    nickName: { type: string }",
        "    nickNames: { type: string, required: true }",
    );
    edited[2].1 = edited[2].1.replace(SAMPLE, "");
    let found = between(&without_sample(), &sources(&edited));
    let mut ids: Vec<_> = found.changes.iter().map(|change| change.id.as_str()).collect();
    ids.sort_unstable();
    assert_eq!(ids, ["request-optional-field-removed", "request-required-field-added"]);
}

#[test]
fn twenty_thousand_renamed_fields_are_no_reason_to_hang() {
    let with = |letter: &str| {
        let mut files = files();
        let fields: String =
            (0..20_000).map(|n| format!("    {letter}{n}: {{ type: string }}\n")).collect();
        files[2].1 = files[2].1.replace("    mood:", &format!("{fields}    mood:"));
        assert!(files[2].1.len() < feishu_codegen::MAX_FILE_BYTES);
        sources(&files)
    };
    let found = between(&with("f"), &with("g"));
    assert!(found.changes.len() >= 20_000, "{}", found.changes.len());
}
