//! What is the same under another name, and what a type is used for.

use feishu_codegen::Sources;

use super::base::{between, files, sources};
use super::{SAMPLE, without_sample};

/// The file of an operation that answers with a pet.
const GET: usize = 4;

/// The base after these edits, each of which has one place in its file.
fn after(edits: &[(usize, &str, &str)]) -> Sources {
    let mut edited = files();
    for (file, from, to) in edits {
        assert_eq!(edited[*file].1.matches(from).count(), 1, "{from}");
        edited[*file].1 = edited[*file].1.replace(from, to);
    }
    sources(&edited)
}

/// The id of each change, and what it says.
fn said(old: &Sources, new: &Sources) -> Vec<(String, String)> {
    let changes = between(old, new).changes.into_iter();
    changes.map(|change| (change.id, change.text)).collect()
}

#[test]
fn a_field_whose_name_is_half_the_same_is_renamed_where_it_stands_alike() {
    const OLD: &str = "    nickName: { type: string }\n";
    const NEW: &str = "    nick: { type: string }\n";
    const OWNER: &str = "    owner_id: {";
    let name = files()[2].1.lines().find(|line| line.starts_with("    name:")).map(str::to_owned);
    let name = name.expect("a field") + "\n";
    let first = format!("{NEW}{OWNER}");
    let sample = (2, SAMPLE, "");
    let cases: [(&str, &[_], bool); 4] = [
        ("in its place", &[sample, (2, OLD, NEW)], true),
        ("as the last", &[(2, OLD, ""), (2, SAMPLE, NEW)], false),
        ("as the first", &[sample, (2, OLD, ""), (2, OWNER, &first)], false),
        (
            "as the first, and the one before it is gone",
            &[sample, (2, OLD, ""), (2, &name, ""), (2, OWNER, &first)],
            false,
        ),
    ];
    for (what, edits, renamed) in cases {
        let found = said(&without_sample(), &after(edits));
        let is = |id: &str| found.iter().any(|(known, _)| known == id);
        assert_eq!(is("request-field-renamed"), renamed, "{what}: {found:#?}");
        assert_eq!(is("request-optional-field-removed"), !renamed, "{what}: {found:#?}");
    }
}

#[test]
fn a_type_is_the_same_under_another_name_only_if_it_holds_or_does_the_same() {
    const FOODS: &str = "    foods: { type: \"[Food]\", items: 0..9, example: [{ label: hay }] }\n";
    let food = files()[1].1.clone();
    let (_, food) = food.split_once("  Food:\n").expect("an object");
    let (food, _) = food.split_once("  Cage:\n").expect("another one");
    let other = "    description: Keeps a pet warm.\n    fields:\n      wool: { type: bool }\n";
    let values = "      happy: { value: happy }\n      sad: { value: sad }\n";
    let mood = "  Mood:\n    description: How a pet feels.\n";
    let colour = "  Colour:\n    description: What a pet looks like.\n";
    let owner = "    owner_id: { type: OwnerId,";
    let cases: [(&str, &[_], bool); 6] = [
        ("an object", &[(1, "  Food:\n", "  Meal:\n"), (2, "[Food]", "[Meal]")], true),
        (
            "another object",
            &[
                (1, &format!("  Food:\n{food}"), &format!("  Rug:\n{other}")),
                (2, FOODS, "    rug: { type: Rug }\n"),
            ],
            false,
        ),
        (
            "an enumeration",
            &[(1, "  Mood:", "  Feeling:"), (2, "type: Mood", "type: Feeling")],
            true,
        ),
        (
            "another enumeration",
            &[
                (1, mood, colour),
                (1, values, "      red: { value: red }\n      blue: { value: blue }\n"),
                (2, "mood: { type: Mood }", "colour: { type: Colour }"),
            ],
            false,
        ),
        ("an identifier", &[(1, "  OwnerId:", "  KeeperId:"), (2, "OwnerId", "KeeperId")], true),
        (
            "another identifier",
            &[
                (1, "  OwnerId:", "  BillId:"),
                (2, owner, "    paid_by: { type: BillId,"),
                (2, SAMPLE, ""),
            ],
            false,
        ),
    ];
    for (what, edits, renamed) in cases {
        let found = said(&after(&[]), &after(edits));
        let is = |id: &str| found.iter().any(|(known, _)| known == id);
        assert_eq!(is("type-renamed"), renamed, "{what}: {found:#?}");
        assert_eq!((is("type-removed"), is("type-added")), (!renamed, !renamed), "{what}");
    }
}

/// What only one type uses is the same where that type is the same, and so on inward.
#[test]
fn types_inside_each_other_keep_their_identity_when_all_of_them_are_renamed() {
    // Neither names nor fields are enough to tell which is which.
    const OLD: [&str; 8] =
        ["Amber", "Birch", "Cloud", "Dusk", "Earth", "Frost", "Glade", "Harbour"];
    const NEW: [&str; 8] = ["Sixth", "Ninth", "Zulu", "Kiwi", "Pump", "Vinyl", "Jazz", "Quick"];
    let nested = |names: &[&str]| -> Vec<String> {
        let (last, outer) = names.split_last().expect("a type");
        outer.iter().map(|name| (*name).to_owned()).chain([format!("{last}Id")]).collect()
    };
    let with = |names: &[String], field: &str| {
        let (last, outer) = names.split_last().expect("a type");
        let objects: String = outer
            .iter()
            .zip(&names[1..])
            .map(|(name, inner)| {
                format!("  {name}:\n    description: A place.\n    fields: {{ open: {{ type: bool }}, {field}: {{ type: string }}, inside: {{ type: {inner} }} }}\n")
            })
            .collect();
        let id = format!("ids:\n  {last}: {{ description: Identifies a place. }}\n");
        let outermost = format!("    place: {{ type: {} }}\n    pet:", names[0]);
        after(&[
            (1, "ids:\n", &id),
            (1, "objects:\n", &format!("objects:\n{objects}")),
            (GET, "    pet:", &outermost),
        ])
    };
    for depth in 1..=OLD.len() {
        let (old, new) = (nested(&OLD[..depth]), nested(&NEW[..depth]));
        let found = said(&with(&old, "north"), &with(&new, "south"));
        let mut found: Vec<_> =
            found.into_iter().filter(|(id, _)| id.starts_with("type-")).collect();
        let renamed =
            |(old, new)| ("type-renamed".to_owned(), format!("`{old}` is called `{new}` now"));
        let mut expected: Vec<_> = old.iter().zip(&new).map(renamed).collect();
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{depth} types inside each other");
    }
}

#[test]
fn what_a_type_is_used_for_is_said_both_ways() {
    const TOYS: &str = "      toys: { type: \"[Toy]\" }\n";
    let sent = format!("    toys: {{ type: \"[Toy]\" }}\n{}", "    mood:");
    let without = (CAGE, "by: cage_ids }", "by: cage_ids, lost: [lock] }");
    let lock = (CAGE, "lock: { type: LockInput }", "lock: { type: json }");
    const CAGE: usize = 7;
    let cases: [(&[_], _, _); 3] = [
        (
            &[(1, TOYS, "")],
            ("type-no-longer-used", "no call uses `Toy` any more"),
            ("type-became-used", "calls use `Toy` now"),
        ),
        (
            &[(1, TOYS, ""), (2, "    mood:", &sent)],
            ("type-direction-changed", "`Toy` moved from the response to the request"),
            ("type-direction-changed", "`Toy` moved from the request to the response"),
        ),
        (
            &[without, lock],
            ("conversion-removed", "`Lock` can no longer be turned into `LockInput`"),
            ("conversion-added", "`Lock` can now be turned into `LockInput`"),
        ),
    ];
    for (edits, there, back) in cases {
        let (old, new) = (after(&[]), after(edits));
        for (found, (id, text)) in [(said(&old, &new), there), (said(&new, &old), back)] {
            assert!(found.contains(&(id.to_owned(), text.to_owned())), "{id}: {found:#?}");
        }
    }
}
