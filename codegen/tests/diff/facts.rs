//! What an operation or a field states beside its type.

use std::collections::BTreeMap;

use feishu_codegen::diff::{Diff, Wire};

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

/// All lists of some of these words, in every order.
fn lists<'a>(words: &[&'a str]) -> Vec<Vec<&'a str>> {
    let mut all = vec![vec![]];
    let mut at = 0;
    while let Some(list) = all.get(at).cloned() {
        let others = words.iter().filter(|word| !list.contains(*word));
        all.extend(others.map(|word| [&list[..], &[*word]].concat()));
        at += 1;
    }
    all
}

/// All pairs of them.
fn pairs<'a>(lists: &[Vec<&'a str>]) -> Vec<[Vec<&'a str>; 2]> {
    let with =
        |old: &Vec<&'a str>| lists.iter().map(|new| [old.clone(), new.clone()]).collect::<Vec<_>>();
    lists.iter().flat_map(with).collect()
}

/// How many words the first list has that the second lacks.
fn lacking(list: &[&str], other: &[&str]) -> usize {
    list.iter().filter(|word| !other.contains(word)).count()
}

/// The classes of the changes by their place.
fn by_place(diff: &Diff) -> BTreeMap<String, Vec<&str>> {
    let mut found = BTreeMap::<String, Vec<&str>>::new();
    for change in &diff.changes {
        found.entry(change.place.to_string()).or_default().push(&change.id);
    }
    found.values_mut().for_each(|ids| ids.sort_unstable());
    found
}

/// A client takes the first kind that it has, so another one in front is another caller.
#[test]
fn which_tokens_suffice_and_which_one_comes_first_is_compared_for_all_pairs_of_lists() {
    let kinds = ["tenant_access_token", "user_access_token", "app_access_token"];
    let cases = pairs(&lists(&kinds));
    let with = |side: usize| {
        let mut files = files();
        let get = files.iter().find(|(path, _)| path.ends_with("pet/get.yaml"));
        let (_, get) = get.expect("a file").clone();
        let tokens = "tokens: [tenant_access_token]";
        assert_eq!(get.matches(tokens).count(), 1);
        for (at, case) in cases.iter().enumerate() {
            let text = get.replace("pet.get", &format!("pet.get_{at}"));
            let text = text.replace("/pets/", &format!("/pets_{at}/"));
            let text = text.replace(tokens, &format!("tokens: [{}]", case[side].join(", ")));
            files.push((format!("spec/zoo/v1/pet/get_{at}.yaml"), text));
        }
        sources(&files)
    };
    let diff = between(&with(0), &with(1));
    let found = by_place(&diff);
    for (at, [old, new]) in cases.iter().enumerate() {
        let (gone, come) = (lacking(old, new), lacking(new, old));
        let is_turned = gone + come == 0 && old != new;
        let expected = match (old.as_slice(), new.as_slice()) {
            ([], []) => vec![],
            ([], _) => vec!["token-became-needed"],
            (_, []) => vec!["token-no-longer-needed"],
            _ => [
                vec!["token-kind-added"; come],
                vec!["token-kind-removed"; gone],
                vec!["token-kinds-reordered"; usize::from(is_turned || old[0] != new[0])],
            ]
            .concat(),
        };
        let place = format!("zoo.v1.pet.get_{at}#/tokens");
        let found = found.get(&place).cloned().unwrap_or_default();
        assert_eq!(found, expected, "{old:?} -> {new:?}");
    }
    let turned = diff.changes.iter().filter(|change| change.id == "token-kinds-reordered");
    assert!(turned.map(|change| change.wire).all(|wire| wire == Wire::Risky));
}

/// Any one of them suffices: whoever has one that goes may lose the field.
#[test]
fn the_scopes_of_a_field_are_judged_by_whether_each_still_suffices_for_all_pairs_of_lists() {
    let cases = pairs(&lists(&["zoo:a", "zoo:b", "zoo:c"]));
    let with = |side: usize| {
        let field = |(at, case): (usize, &[Vec<&str>; 2])| match case[side].as_slice() {
            [] => format!("      f{at}: {{ type: i32 }}\n"),
            scopes => format!("      f{at}: {{ type: i32, scopes: {scopes:?} }}\n"),
        };
        let fields: String = cases.iter().enumerate().map(field).collect();
        let legs = "      legs: { type: i32 }\n";
        with_types(legs, &format!("{legs}{fields}"))
    };
    let diff = between(&with(0), &with(1));
    let found = by_place(&diff);
    for (at, [old, new]) in cases.iter().enumerate() {
        let expected = match (old.as_slice(), new.as_slice()) {
            (old, new) if old == new => vec![],
            ([], _) => vec!["response-field-permission-needed"],
            (_, []) => vec!["response-field-permission-no-longer-needed"],
            _ if lacking(old, new) > 0 => vec!["response-field-permission-changed"],
            _ if lacking(new, old) > 0 => vec!["response-field-permission-widened"],
            _ => vec!["text-changed"],
        };
        let found = found.get(&format!("zoo.v1.Pet#/fields/f{at}")).cloned().unwrap_or_default();
        assert_eq!(found, expected, "{old:?} -> {new:?}");
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
