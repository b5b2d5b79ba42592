//! Types: who uses them, and what takes their place.

use std::collections::BTreeSet;

use feishu_codegen::Sources;
use feishu_codegen::diff::Wire;

use crate::base::{Files, between, files, sources};

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

/// The base with these groups of resources.
fn grouped(groups: &str) -> Files {
    let mut files = files();
    let product = files.iter_mut().find(|(path, _)| path.ends_with("product.yaml"));
    let (_, product) = product.expect("there");
    product.push_str(&format!("groups: {{ {groups} }}\n"));
    files
}

#[test]
fn a_resource_that_moves_to_another_group_takes_its_types_along() {
    let old = sources(&grouped("pets: [pet, cage], photos: [photo]"));
    let found = between(&old, &sources(&grouped("pets: [pet], photos: [photo, cage]")));
    let found: Vec<_> =
        found.changes.iter().map(|it| (it.id.as_str(), it.place.to_string())).collect();
    assert_eq!(found, [("group-changed", "product zoo#/groups/cage".to_owned())]);
}

#[test]
fn a_resource_that_comes_or_goes_changes_no_group_but_those_of_others() {
    for (with, without, expected) in [
        ("pets: [pet, cage], photos: [photo]", "pets: [pet, cage]", &[][..]),
        ("pets: [pet, photo], cages: [cage]", "pets: [pet], cages: [cage]", &[]),
        ("pets: [pet, photo], cages: [cage]", "pets: [pet, cage]", &["cage"]),
        ("pets: [pet, cage], photos: [photo]", "", &["cage", "pet"]),
    ] {
        let mut fewer = grouped(without);
        fewer.retain(|(path, _)| !path.contains("/photo/"));
        let (with, without) = (sources(&grouped(with)), sources(&fewer));
        for (old, new, id) in
            [(&with, &without, "operation-removed"), (&without, &with, "operation-added")]
        {
            let found = between(old, new).changes;
            let found: BTreeSet<_> =
                found.iter().map(|it| (it.id.as_str(), it.place.to_string())).collect();
            let groups = expected.iter().map(|name| format!("product zoo#/groups/{name}"));
            let mut expected: BTreeSet<_> = groups.map(|at| ("group-changed", at)).collect();
            expected.insert((id, "zoo.v1.photo.create".to_owned()));
            assert_eq!(found, expected);
        }
    }
}

/// The base with something else in the file of types.
pub(crate) fn with_types(from: &str, to: &str) -> Sources {
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
        ("Mood", "Size", "zoo.v1.Mood -> Size"),
        ("[Size]", "[Mood]", "zoo.v1.Size -> Mood"),
        ("{string: Mood}", "{string: Size}", "zoo.v1.Mood -> Size"),
        ("Mood", "[Size]", "zoo.v1.Mood -> Size"),
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
