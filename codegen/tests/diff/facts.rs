//! What an operation or a field states beside its type.

use crate::base::{between, files, sources};
use crate::types::with_types;

#[test]
fn all_that_a_client_does_by_an_error_of_the_platform_is_compared() {
    let error = "{ code: 99, name: token_expired, http: [401], action: refresh_token, advice: Get a new token. }";
    let old = sources(&files());
    for (from, to, expected) in [
        ("name: token_expired", "name: token_dead", "platform-error-changed"),
        ("http: [401]", "http: [401, 403]", "platform-error-changed"),
        ("action: refresh_token", "action: wait", "platform-error-changed"),
        ("action: refresh_token", "action: fail", "platform-error-changed"),
        ("advice: Get a new token.", "advice: Get another token.", "text-changed"),
    ] {
        let mut edited = files();
        assert_eq!((edited[0].1.matches(error).count(), error.matches(from).count()), (1, 1));
        edited[0].1 = edited[0].1.replace(error, &error.replace(from, to));
        let new = sources(&edited);
        for found in [between(&old, &new), between(&new, &old)] {
            let changes = found.changes.iter();
            let found: Vec<_> =
                changes.map(|change| (change.id.as_str(), change.place.to_string())).collect();
            assert_eq!(found, [(expected, "platform#/errors/99".to_owned())], "{to}");
        }
    }
}

#[test]
fn scopes_of_a_field_in_another_order_are_the_same() {
    let with = |scopes: &str| with_types("scopes: [\"zoo:size\"]", scopes);
    let (one, other) =
        ("scopes: [\"zoo:size\", \"zoo:all\"]", "scopes: [\"zoo:all\", \"zoo:size\"]");
    let found = between(&with(one), &with(other));
    let ids: Vec<_> = found.changes.iter().map(|change| change.id.as_str()).collect();
    assert_eq!(ids, ["text-changed"]);
}

#[test]
fn what_a_field_does_to_modify_is_said_at_the_field_alone() {
    let mut edited = files();
    let cage = edited.iter_mut().find(|(path, _)| path.ends_with("cage/replace.yaml"));
    let (_, text) = cage.expect("a file");
    *text = text.replace("    doors: { type: i32 }\n", "");
    let found = between(&sources(&files()), &sources(&edited));
    let ids: Vec<_> = found.changes.iter().map(|change| change.id.as_str()).collect();
    assert_eq!(ids, ["request-optional-field-removed"]);
}

#[test]
fn all_that_the_spec_says_of_modify_is_compared() {
    const BASE: &str = "modify: { read: list, by: cage_ids }";
    let with = |modify: &str| {
        let mut files = files();
        let list = files.iter().find(|(path, _)| path.ends_with("cage/list.yaml"));
        let find = list.map(|(_, text)| text.replace("cage.list", "cage.find"));
        let find = find.expect("a file").replace("cages/list", "cages/find");
        files.push(("spec/zoo/v1/cage/find.yaml".to_owned(), find));
        let cage = files.iter_mut().find(|(path, _)| path.ends_with("cage/replace.yaml"));
        let (_, text) = cage.expect("a file");
        assert_eq!(text.matches(BASE).count(), 1);
        *text = text.replace(BASE, &format!("modify: {{ {modify} }}"));
        sources(&files)
    };
    const SAME: &str = "read: list, by: cage_ids";
    for (old, new, changed) in [
        (SAME, "read: find, by: cage_ids", true),
        (SAME, "read: list", true),
        (SAME, "read: list, by: cage_ids, from: { title: sign }", true),
        (SAME, "read: list, by: cage_ids, from: { title: title }", false),
        (SAME, "read: list, by: cage_ids, lost: [title]", true),
        (SAME, "read: list, by: cage_ids, lost: []", false),
        (
            "read: list, by: cage_ids, lost: [title]",
            "read: list, by: cage_ids, lost: [doors]",
            true,
        ),
        (
            "read: list, by: cage_ids, lost: [title]",
            "read: list, by: cage_ids, lost: [title, doors]",
            true,
        ),
        (
            "read: list, by: cage_ids, lost: [title, doors]",
            "read: list, by: cage_ids, lost: [doors, title]",
            false,
        ),
        (SAME, SAME, false),
    ] {
        for (old, new) in [(old, new), (new, old)] {
            let found = between(&with(old), &with(new));
            let changes = found.changes.iter();
            let found: Vec<_> =
                changes.map(|change| (change.id.as_str(), change.place.to_string())).collect();
            let place = "zoo.v1.cage.replace#/modify".to_owned();
            let expected: Vec<_> =
                changed.then_some(("modify-changed", place)).into_iter().collect();
            assert_eq!(found, expected, "{old} -> {new}");
        }
    }
}

#[test]
fn each_window_of_a_limit_is_judged_by_itself() {
    let with = |limit: &str| {
        let mut files = files();
        let tiers = "  1: { limit: 10/s }\n  2: { limit: [100/min, 5/s] }\n  3: { limit: [200/min, 5/s] }\n  4: { limit: 100/min }\n";
        files[0].1 = files[0].1.replace("  1: { limit: 10/s }\n", tiers);
        files[2].1 = files[2].1.replace("rate_limit: 10/s", &format!("rate_limit: {limit}"));
        sources(&files)
    };
    for (old, new, expected) in [
        ("[100/min, 5/s]", "[200/min, 5/s]", vec!["rate-limit-raised"]),
        ("[200/min, 5/s]", "[100/min, 5/s]", vec!["rate-limit-lowered"]),
        ("[100/min, 5/s]", "100/min", vec!["rate-limit-removed"]),
        ("100/min", "[100/min, 5/s]", vec!["rate-limit-added"]),
        ("10/s", "[100/min, 5/s]", vec!["rate-limit-added", "rate-limit-lowered"]),
        ("[100/min, 5/s]", "[5/s, 100/min]", vec!["text-changed"]),
    ] {
        let found = between(&with(old), &with(new));
        let mut ids: Vec<_> = found.changes.iter().map(|change| change.id.as_str()).collect();
        ids.sort_unstable();
        assert_eq!(ids, expected, "{old} -> {new}");
    }
}

#[test]
fn a_limit_of_the_size_of_a_file_is_judged_by_whether_files_no_longer_fit() {
    let with = |limit: Option<u32>| {
        let mut files = files();
        let photo = files.iter_mut().find(|(path, _)| path.ends_with("photo/create.yaml"));
        let (_, text) = photo.expect("a file");
        assert_eq!(text.matches("    max_bytes: 1000\n").count(), 1);
        let line = limit.map(|bytes| format!("    max_bytes: {bytes}\n"));
        *text = text.replace("    max_bytes: 1000\n", &line.unwrap_or_default());
        sources(&files)
    };
    let (lowered, raised) = ("file-size-lowered", "file-size-raised");
    for (old, new, expected) in [
        (Some(1000), Some(999), vec![lowered]),
        (Some(1000), Some(1001), vec![raised]),
        (None, Some(1000), vec![lowered]),
        (Some(1000), None, vec![raised]),
        (Some(1000), Some(1000), vec![]),
        (None, None, vec![]),
    ] {
        let found = between(&with(old), &with(new));
        let ids: Vec<_> = found.changes.iter().map(|change| change.id.as_str()).collect();
        assert_eq!(ids, expected, "{old:?} -> {new:?}");
    }
}
