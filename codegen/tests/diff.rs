//! What `diff` says of two sets of specs.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

#[path = "verdicts/base.rs"]
mod base;
#[path = "verdicts/cases.rs"]
#[allow(dead_code, reason = "the code of the cases is compiled elsewhere")]
mod cases;
#[path = "diff/names.rs"]
mod names;

use feishu_codegen::diff::{Bump, Format, PageState, Wire, accept, diff};
use feishu_codegen::{Sources, has_errors};

use base::{between, files, sources};
use cases::{CASES, MORE};

#[test]
fn a_diff_reads_well_in_each_format() {
    let edits = [
        (1, "      huge: { value: 3 }\n", ""),
        (1, "      legs: { type: i32 }\n", "      legs: { type: i64 }\n"),
        (2, "items: 1..3", "items: 1..5"),
        (2, "    nickName: { type: string }\n", "    tail: { type: bool, required: true }\n"),
        (2, "mood: { type: Mood }", "mood: { type: Mood, required: true }"),
        (2, "pattern: \"^[a-z]+$\"", "pattern: \"^(a|<b>)$\""),
        (2, "example: abc", "example: a"),
        (2, "rate_limit: 10/s", "rate_limit: 5/s"),
        (2, "scopes: { any_of: [\"zoo:pet\", \"zoo:all\"] }", "scopes: { any_of: [\"zoo:pet\"] }"),
        (2, SAMPLE, ""),
        (5, "photos/:size", "pictures/:size"),
    ];
    let mut edited = files();
    for (file, from, to) in edits {
        assert_eq!(edited[file].1.matches(from).count(), 1, "{from}");
        edited[file].1 = edited[file].1.replace(from, to);
    }
    edited[0].1 += "# Nothing said.\n";
    let mut found = between(&sources(&files()), &sources(&edited));
    let list = "accept:\n  - { id: scope-removed, place: zoo.v1.pet.replace#/scopes, why: Nobody had it. }\n";
    accept(&mut found, "accepted.yaml", list).expect("the entry matches");
    let bump = Bump { current: "0.4.2".to_owned(), next: "0.5.0".to_owned() };
    for (name, format) in
        [("text", Format::Text), ("json", Format::Json), ("markdown", Format::Markdown)]
    {
        insta::assert_snapshot!(format!("diff_as_{name}"), found.render(format, Some(&bump)));
    }
}

#[test]
fn nothing_is_the_difference_of_a_thing_and_itself() {
    let old = sources(&files());
    assert_eq!(between(&old, &old).changes, []);
    for case in CASES {
        let same = sources(&case.files());
        assert_eq!(between(&same, &same).changes, [], "{}", case.id);
        // The order of the files does not show.
        let mut backward = case.files();
        backward.reverse();
        assert_eq!(between(&same, &sources(&backward)).changes, [], "{}", case.id);
    }
}

#[test]
fn specs_with_errors_are_told_by_their_side() {
    let good = sources(&files());
    let mut broken = files();
    broken[2].1 = broken[2].1.replace("type: i32", "type: i33");
    let broken = sources(&broken);
    let invalid = diff(&broken, &good).expect_err("the old ones have an error");
    assert!(has_errors(&invalid.old) && invalid.new.is_empty());
    let invalid = diff(&good, &broken).expect_err("the new ones have an error");
    assert!(invalid.old.is_empty() && has_errors(&invalid.new));
}

#[test]
fn an_accepted_change_is_marked_and_an_entry_that_matches_nothing_is_an_error() {
    let mut edited = files();
    edited[2].1 = edited[2].1.replace("items: 1..3", "items: 1..2");
    let (old, new) = (sources(&files()), sources(&edited));
    let list = "accept:\n  - id: request-max-items-lowered\n    place: zoo.v1.pet.replace#/request/body/tags\n    why: Nobody has three.\n";
    let mut found = between(&old, &new);
    accept(&mut found, "accepted.yaml", list).expect("the entry matches");
    assert_eq!(found.changes[0].accepted.as_deref(), Some("Nobody has three."));
    assert!(found.render(Format::Text, None).contains("accepted: Nobody has three."));

    let marked = list.replace("Nobody has three.", "\"a | b\\n<img>\"");
    let mut found = between(&old, &new);
    accept(&mut found, "accepted.yaml", &marked).expect("the entry matches");
    let table = found.render(Format::Markdown, None);
    let row = table.lines().find(|line| line.contains("Accepted: ")).expect("a row");
    assert!(row.ends_with('|') && row.contains("a \\| b"), "{row}");
    assert!(!row.contains("<img>"), "{row}");

    // One entry takes all changes of its class at its place.
    let mut edited = files();
    let scopes = "scopes: { any_of: [\"zoo:pet\", \"zoo:all\"] }";
    assert!(edited[2].1.contains(scopes));
    let more = scopes.replace("\"zoo:all\"", "\"zoo:all\", \"zoo:new\", \"zoo:newer\"");
    edited[2].1 = edited[2].1.replace(scopes, &more);
    let mut found = between(&sources(&edited), &sources(&files()));
    assert_eq!(found.changes.len(), 2, "{:#?}", found.changes);
    let place = found.changes[0].place.to_string();
    assert_eq!(found.changes[1].place.to_string(), place);
    let (id, other) = (found.changes[0].id.clone(), found.changes[1].id.clone());
    assert_eq!(id, other);
    let both = format!("accept:\n  - {{ id: {id}, place: {place}, why: Nobody has them. }}\n");
    accept(&mut found, "accepted.yaml", &both).expect("the entry matches");
    assert!(found.changes.iter().all(|change| change.accepted.is_some()), "{:#?}", found.changes);

    let stale = [
        (list.replace("lowered", "raised"), "there is no change `request-max-items-raised`"),
        (list.replace("/tags", "/toys"), "#/request/body/toys"),
        (list.replace("why:", "because:"), "missing key `why`"),
        ("accept: 7\n".to_owned(), "accept"),
        ("accept: [\n".to_owned(), ""),
        (String::new(), ""),
    ];
    for (list, expected) in stale {
        let bad = accept(&mut between(&old, &new), "accepted.yaml", &list).expect_err(&list);
        let texts: Vec<_> =
            bad.problems.iter().map(|problem| problem.render(&bad.list, false)).collect();
        assert!(texts.iter().any(|text| text.contains(expected)), "{list}\n{}", texts.join("\n"));
    }
}

/// Types of one name in both are as little the same as their calls are.
#[test]
fn a_product_that_goes_while_an_unrelated_one_comes_is_not_that_one() {
    let other = |text: &str| {
        let text = text.replace("zoo", "ark").replace("legs: { type: i32 }", "legs: { type: i64 }");
        text.replace("/open-apis/ark/", "/open-apis/ark/another/")
    };
    let mut edited = files();
    for (path, text) in edited.iter_mut().filter(|(path, _)| !path.ends_with("platform.yaml")) {
        (*path, *text) = (path.replace("zoo", "ark"), other(text));
    }
    let found = between(&sources(&files()), &sources(&edited));
    let ids: Vec<_> = found.changes.iter().map(|change| change.id.as_str()).collect();
    for id in &ids {
        assert!(id.ends_with("-added") || id.ends_with("-removed"), "{ids:?}");
    }
    let count = |id: &str| ids.iter().filter(|found| **found == id).count();
    assert!(count("type-removed") > 1, "{ids:?}");
    assert_eq!(count("type-removed"), count("type-added"), "{ids:?}");
    assert_eq!(count("operation-removed"), count("operation-added"), "{ids:?}");
}

#[test]
fn a_change_of_a_shared_type_is_reported_once_with_the_calls_that_it_touches() {
    let mut edited = files();
    edited[1].1 = edited[1].1.replace("      legs: { type: i32 }\n", "");
    let found = between(&sources(&files()), &sources(&edited));
    let [change] = found.changes.as_slice() else { panic!("{:#?}", found.changes) };
    assert_eq!(
        (change.id.as_str(), change.place.to_string().as_str()),
        ("response-optional-field-removed", "zoo.v1.Pet#/fields/legs")
    );
    let touches: Vec<_> = change
        .touches
        .iter()
        .map(|touch| (touch.operation.as_str(), touch.direction.map(|way| way.word())))
        .collect();
    assert_eq!(
        touches,
        [("zoo.v1.pet.get", Some("response")), ("zoo.v1.pet.replace", Some("response"))]
    );
}

#[test]
fn a_type_that_comes_or_goes_names_the_calls_that_use_it_or_used_it() {
    let food = "  Food:\n    description: What a pet eats, as it is sent.\n    fields:\n      label: { type: string, required: true, chars: 1..20 }\n      grams: { type: i32, range: 1..500 }\n";
    let foods = "    foods: { type: \"[Food]\", items: 0..9, example: [{ label: hay }] }\n";
    let mood = "  Mood:\n    description: How a pet feels.\n    values:\n      happy: { value: happy }\n      sad: { value: sad }\n";
    let toy = "  Toy:\n    description: Something to play with, as it is answered.\n    fields:\n      label: { type: string }\n";
    let toys = "      toys: { type: \"[Toy]\" }\n";
    let (owner, text) = ("owner_id: { type: OwnerId,", "owner_id: { type: string,");
    let replaced = "zoo.v1.pet.replace";
    let response = [("zoo.v1.pet.get", "response"), (replaced, "response")];
    for (name, edits, expected) in [
        ("Food", [(1, food, ""), (2, foods, "")], &[(replaced, "request")][..]),
        ("Mood", [(1, mood, ""), (2, "    mood: { type: Mood }\n", "")], &[(replaced, "request")]),
        (
            "OwnerId",
            [(1, "  OwnerId: { description: Identifies an owner. }\n", ""), (2, owner, text)],
            &[(replaced, "request")],
        ),
        ("Toy", [(1, toy, ""), (1, toys, "")], &response),
    ] {
        let mut edited = files();
        for (file, from, to) in edits {
            assert_eq!(edited[file].1.matches(from).count(), 1, "{from}");
            edited[file].1 = edited[file].1.replace(from, to);
        }
        let (with, without) = (sources(&files()), sources(&edited));
        for (old, new, id) in [(&with, &without, "type-removed"), (&without, &with, "type-added")] {
            let found = between(old, new);
            let place = format!("zoo.v1.{name}");
            let change = found.changes.iter().find(|change| change.id == id);
            let change = change.unwrap_or_else(|| panic!("{id} {name}: {:#?}", found.changes));
            assert_eq!(change.place.to_string(), place);
            let touches: Vec<_> = change
                .touches
                .iter()
                .map(|touch| (&*touch.operation, touch.direction.map_or("", |way| way.word())))
                .collect();
            assert_eq!(touches, expected, "{id} {name}");
        }
    }
}

#[test]
fn a_type_that_is_used_elsewhere_now_names_the_calls_of_before_and_of_now() {
    let toys = "      toys: { type: \"[Toy]\" }\n";
    let mut edited = files();
    assert_eq!(edited[1].1.matches(toys).count(), 1);
    edited[1].1 = edited[1].1.replace(toys, "");
    edited[3].1 = edited[3].1.replace(
        "    other_id: { type: string }\n",
        "    other_id: { type: string }\n    toys: { type: \"[Toy]\" }\n",
    );
    let (before, after) = (sources(&files()), sources(&edited));
    for (old, new) in [(&before, &after), (&after, &before)] {
        let found = between(old, new);
        let change = found.changes.iter().find(|change| change.id == "type-direction-changed");
        let change = change.unwrap_or_else(|| panic!("{:#?}", found.changes));
        let touches: Vec<_> = change
            .touches
            .iter()
            .map(|touch| (&*touch.operation, touch.direction.map_or("", |way| way.word())))
            .collect();
        assert_eq!(
            touches,
            [
                ("zoo.v1.pet.create", "request"),
                ("zoo.v1.pet.get", "response"),
                ("zoo.v1.pet.replace", "response"),
            ]
        );
    }
}

#[test]
fn an_enumeration_that_travels_both_ways_is_judged_in_each_and_as_a_whole_by_the_worse() {
    let huge = "      huge: { value: 3 }\n";
    let more = format!("{huge}      giant: {{ value: 4 }}\n");
    let (small, large) = (with_types(huge, ""), with_types(huge, &more));
    for (old, new, id, request, response, whole) in [
        (&large, &small, "enum-value-removed", "breaking", "safe", "breaking"),
        (&small, &large, "enum-value-added", "safe", "risky", "risky"),
    ] {
        let found = between(old, new);
        for change in &found.changes {
            let verdicts = [change.request, change.response, Some(change.wire)];
            let verdicts = verdicts.map(|wire| wire.map(|wire| wire.word()));
            let expected = [request, response, whole].map(Some);
            assert_eq!((change.id.as_str(), verdicts), (id, expected));
        }
        assert_eq!(found.changes.len(), 2);
        assert_eq!(found.wire().map(|wire| wire.word()), Some(whole), "{id}");
    }
}

#[test]
fn a_name_that_goes_to_a_value_that_was_there_does_not_hide_that_its_own_value_is_gone() {
    let (large, huge) = ("      large: { value: 2 }\n", "      huge: { value: 3 }\n");
    let (changed, renamed) = ("enum-value-changed", "enum-value-renamed");
    let (added, removed) = ("enum-value-added", "enum-value-removed");
    let old = sources(&files());
    for (values, there, back) in [
        ("      huge: { value: 2 }\n", vec![removed, renamed], vec![added, renamed]),
        ("      huge: { value: 2 }\n      large: { value: 3 }\n", vec![renamed], vec![renamed]),
        ("      large: { value: 2 }\n      huge: { value: 4 }\n", vec![changed], vec![changed]),
        (large, vec![removed], vec![added]),
    ] {
        let new = with_types(&format!("{large}{huge}"), values);
        for (found, expected) in [(between(&old, &new), there), (between(&new, &old), back)] {
            let mut ids: Vec<_> = found.changes.iter().map(|change| change.id.as_str()).collect();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids, expected, "{values}");
        }
    }
}

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
fn a_resource_that_moves_to_another_group_takes_its_types_along() {
    let grouped = |groups: &str| {
        let mut files = files();
        let (_, product) =
            files.iter_mut().find(|(path, _)| path.ends_with("product.yaml")).expect("there");
        product.push_str(&format!("groups: {{ {groups} }}\n"));
        sources(&files)
    };
    let old = grouped("pets: [pet, cage], photos: [photo]");
    let found = between(&old, &grouped("pets: [pet], photos: [photo, cage]"));
    let found: Vec<_> =
        found.changes.iter().map(|it| (it.id.as_str(), it.place.to_string())).collect();
    assert_eq!(found, [("group-changed", "product zoo#/groups/cage".to_owned())]);
}

/// It is what `--fail-on` looks at.
#[test]
fn no_change_is_better_as_a_whole_than_in_one_direction() {
    let old = sources(&files());
    let mut of_both = 0;
    for case in CASES.iter().chain(MORE) {
        for found in
            [between(&old, &sources(&case.files())), between(&sources(&case.files()), &old)]
        {
            for change in &found.changes {
                let worst = change.request.max(change.response);
                assert!(worst.is_none_or(|worst| worst == change.wire), "{change:#?}");
                assert!(found.wire() >= Some(change.wire), "{}", case.id);
                of_both += usize::from(change.request.is_some() && change.response.is_some());
            }
        }
    }
    assert!(of_both >= 5, "{of_both}");
}

/// The base with something else in the file of types.
fn with_types(from: &str, to: &str) -> Sources {
    let mut files = files();
    assert_eq!(files[1].1.matches(from).count(), 1, "{from}");
    files[1].1 = files[1].1.replace(from, to);
    sources(&files)
}

#[test]
fn types_that_stand_in_each_others_place_are_compared() {
    let with =
        |ty: &str| with_types("toys: { type: \"[Toy]\" }", &format!("toys: {{ type: \"{ty}\" }}"));
    for (old, new, owner) in [
        ("Toy", "Lock", "zoo.v1.Toy -> Lock"),
        ("[Toy]", "[Lock]", "zoo.v1.Toy -> Lock"),
        ("{string: Toy}", "{string: Lock}", "zoo.v1.Toy -> Lock"),
        ("[Toy]", "Lock", "zoo.v1.Toy -> Lock"),
        ("Toy", "[Lock]", "zoo.v1.Toy -> Lock"),
        ("[Lock]", "[[Toy]]", "zoo.v1.Lock -> Toy"),
    ] {
        let found = between(&with(old), &with(new));
        let owners: Vec<_> = found.changes.iter().map(|change| &*change.place.owner).collect();
        assert!(owners.contains(&owner), "{old} -> {new}: {owners:?}");
    }
    // One and the same is compared once.
    let found = between(&with("[Toy]"), &with("Toy"));
    let ids: Vec<_> = found.changes.iter().map(|change| change.id.as_str()).collect();
    assert_eq!(ids, ["response-field-no-longer-list"]);
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

#[test]
fn the_hash_in_the_specs_tells_whether_the_page_changed_or_only_the_spec() {
    let with = |hash: Option<char>, items: &str| {
        let hash = hash.map(|c| format!("page_hash: {}\n", c.to_string().repeat(64)));
        let mut files = files();
        let text = files[2].1.replace("\nhttp:", &format!("\n{}http:", hash.unwrap_or_default()));
        files[2].1 = text.replace("items: 1..3", items);
        sources(&files)
    };
    let (was, is) = ("items: 1..3", "items: 1..2");
    let cases = [
        (Some('a'), Some('b'), PageState::Changed, "zoo.v1.pet.replace (page changed)\n"),
        (Some('a'), Some('a'), PageState::Same, "zoo.v1.pet.replace (spec edited)\n"),
        (None, Some('a'), PageState::Unknown, "zoo.v1.pet.replace\n"),
        (None, None, PageState::Unknown, "zoo.v1.pet.replace\n"),
    ];
    for (old, new, state, heading) in cases {
        let found = between(&with(old, was), &with(new, is));
        assert_eq!(found.pages, [("zoo.v1.pet.replace".to_owned(), state)]);
        assert!(found.render(Format::Text, None).starts_with(heading), "{state:?}");
        assert_eq!(found.changes.iter().any(|change| change.id == "page-changed"), old != new);
    }
}

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

/// The same digits, and a thousandth of the time.
#[test]
fn a_time_in_another_unit_is_another_type() {
    let with = |ty: &str| {
        let mut files = files();
        let field = format!("    nickName: {{ type: {ty} }}");
        files[2].1 = files[2].1.replace("    nickName: { type: string }", &field);
        sources(&files)
    };
    for [old, new] in [["UnixMillis", "UnixSeconds"], ["UnixSecondsNumber", "UnixMillisNumber"]] {
        let found = between(&with(old), &with(new));
        let ids: Vec<_> = found.changes.iter().map(|change| (&*change.id, change.wire)).collect();
        assert_eq!(ids, [("request-field-type-changed", Wire::Breaking)], "{old} -> {new}");
    }
}

const SAMPLE: &str = "  example: { owner_id: \"8\", legs: 4, name: 小白 }\n";

fn without_sample() -> Sources {
    let mut files = files();
    files[2].1 = files[2].1.replace(SAMPLE, "");
    sources(&files)
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
