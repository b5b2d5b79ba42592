//! The strategies for tests: valid values have every field, and for each rule there are values that break it.

use syn::Item;

use crate::zoo::{Code, FIELDS, flat, numbered};

/// The strategies of the request, flat: valid values, and broken ones.
fn strategies(body: &[(&str, &str)]) -> (String, String) {
    let code = Code::with(body, &[]);
    let file = "strategies/replace_pet.rs";
    (code.function(file, "valid"), code.function(file, "broken"))
}

/// A tuple has ten values at most, and `proptest` takes twelve.
#[test]
fn valid_values_have_every_field_however_many_there_are() {
    for count in [1, 2, 9, 10, 11, 20, 21, 35] {
        let names: Vec<String> = (0..count).map(|at| format!("f{at}")).collect();
        let body: Vec<_> = names.iter().map(|name| (name.as_str(), "type: bool")).collect();
        let tuple = |values: &[String]| format!("({})", values.join(","));
        let tuples = |values: &[String]| {
            let tuples: Vec<_> = values.chunks(10).map(tuple).collect();
            if let [only] = tuples.as_slice() { only.clone() } else { tuple(&tuples) }
        };
        let values = vec!["option::of(proptest::bool::ANY)".to_owned(); count];
        let expected = format!(
            "{{{}.prop_map(|{}|ReplacePet{{{}}})}}",
            tuples(&values),
            tuples(&names),
            names.join(",")
        );
        assert_eq!(strategies(&body).0, expected, "{count}");
    }
}

#[test]
fn a_valid_value_keeps_the_rule_of_its_field() {
    let cases = [
        ("type: string", "strategies::text()"),
        ("type: string, chars: 2..5", "strategies::chars(2..=5)"),
        // An open end is as far as a test needs to go.
        ("type: string, chars: 2..", "strategies::chars(2..=6)"),
        ("type: string, chars: ..5", "strategies::chars(0..=5)"),
        ("type: string, pattern: \"^[a-z]+$\"", "strategies::matching(\"^[a-z]+$\")"),
        ("type: i32, range: 1..9", "1..=9"),
        ("type: i32, range: -3..", "-3..=i32::MAX"),
        ("type: i64, range: -3..8", "-3i64..=8"),
        ("type: f64, range: ..0.5", "f64::MIN/2.0..=0.5"),
        ("type: PetId", "strategies::id()"),
        ("type: Food", "super::food::valid()"),
        ("type: \"[bool]\"", "vec(proptest::bool::ANY,0..=4)"),
        ("type: \"[bool]\", items: 2..3", "vec(proptest::bool::ANY,2..=3)"),
        ("type: \"{string: bool}\"", "btree_map(strategies::text(),proptest::bool::ANY,0..=4)"),
    ];
    // What fits into one tuple.
    for (cases, required) in cases.chunks(10).flat_map(|chunk| [(chunk, true), (chunk, false)]) {
        let fields: Vec<_> =
            cases.iter().map(|(field, _)| format!("{field}, required: {required}")).collect();
        let (valid, _) = strategies(&numbered(&fields));
        let mut rest = valid.strip_prefix("{(").expect("a tuple");
        for (field, strategy) in cases {
            let strategy =
                if required { (*strategy).to_owned() } else { format!("option::of({strategy})") };
            let after = rest.strip_prefix(&strategy);
            rest = after
                .unwrap_or_else(|| panic!("{field}: {strategy} is not what comes next: {rest}"));
            rest = rest.trim_start_matches(',');
        }
        let names = FIELDS[..cases.len()].join(",");
        assert_eq!(rest, format!(").prop_map(|({names})|ReplacePet{{{names}}})}}"));
    }
}

/// The list behind it would be too short, or long enough for no reason.
fn with_more(value: &str, more: &str) -> String {
    format!("({value},{more}).prop_map(|(mut list,more)|{{list.extend(more);list}})")
}

/// What is below the field, the rule, and the value that breaks it.
type Case = (&'static str, &'static str, String);

#[test]
fn each_end_of_each_rule_is_broken_once() {
    let mood = "strategies::unknown_value(crate::generated::Mood::VALUES).prop_map(crate::generated::Mood::Unknown)";
    let size = "strategies::unknown_number(crate::generated::Size::VALUES).prop_map(crate::generated::Size::from)";
    let moods = format!("{mood}.prop_map(|item|vec![item])");
    let valid = "proptest::sample::select(crate::generated::Mood::VALUES).prop_map(crate::generated::Mood::from)";
    let cases: Vec<(&str, Vec<Case>)> = vec![
        ("type: string", vec![]),
        ("type: Toy", vec![]),
        ("type: string, chars: ..5", vec![("", "chars", "strategies::chars(6..=11)".into())]),
        ("type: string, chars: 0..5", vec![("", "chars", "strategies::chars(6..=11)".into())]),
        ("type: string, chars: 1..", vec![("", "chars", "strategies::chars(0..=0)".into())]),
        (
            "type: string, chars: 3..5",
            vec![
                ("", "chars", "strategies::chars(0..=2)".into()),
                ("", "chars", "strategies::chars(6..=11)".into()),
            ],
        ),
        (
            "type: string, pattern: \"^[a-z]+$\"",
            vec![("", "pattern", "strategies::not_matching(\"^[a-z]+$\")".into())],
        ),
        (
            "type: i32, range: -1..9",
            vec![("", "range", "i32::MIN..-1".into()), ("", "range", "10..=i32::MAX".into())],
        ),
        ("type: i32, range: 3..", vec![("", "range", "i32::MIN..3".into())]),
        ("type: i32, range: ..3", vec![("", "range", "4..=i32::MAX".into())]),
        // Nothing is beyond the ends of the type.
        ("type: i32, range: -2147483648..2147483647", vec![]),
        ("type: UnixMillis", vec![("", "unix_millis", "strategies::not_unix_millis()".into())]),
        ("type: Mood", vec![("", "values", mood.into())]),
        ("type: Size", vec![("", "values", size.into())]),
        ("type: \"[Mood]\"", vec![("/0", "values", moods.clone())]),
        (
            "type: \"{string: Mood}\"",
            vec![(
                "/key",
                "values",
                format!("{mood}.prop_map(|item|[(\"key\".to_owned(),item)].into())"),
            )],
        ),
        (
            "type: \"[bool]\", items: 2..3",
            vec![
                ("", "items", "vec(proptest::bool::ANY,0..=1)".into()),
                ("", "items", "vec(proptest::bool::ANY,4..=9)".into()),
            ],
        ),
        // One broken element is enough for a list that may have only one.
        (
            "type: \"[Mood]\", items: 1..",
            vec![("", "items", format!("vec({valid},0..=0)")), ("/0", "values", moods.clone())],
        ),
        (
            "type: \"[Mood]\", items: 3..",
            vec![
                ("", "items", format!("vec({valid},0..=2)")),
                ("/0", "values", with_more(&moods, &format!("vec({valid},2)"))),
            ],
        ),
    ];
    for required in [true, false] {
        let fields: Vec<_> =
            cases.iter().map(|(field, _)| format!("{field}, required: {required}")).collect();
        let (_, broken) = strategies(&numbered(&fields));
        let mut rest = broken.strip_prefix("{Vec::from([").expect("an array");
        for (name, (field, cases)) in FIELDS.iter().zip(&cases) {
            let set = if required { "broken" } else { "Some(broken)" };
            for (pointer, rule, value) in cases {
                let expected = format!(
                    "Broken::new(\"/{name}{pointer}\",\"{rule}\",valid(),{value},|value,broken|value.{name}={set})"
                );
                let after = rest.strip_prefix(&expected);
                rest = after.unwrap_or_else(|| {
                    panic!("{field}:\n{expected}\nis not what comes next:\n{rest}")
                });
                rest = rest.trim_start_matches(',');
            }
        }
        assert_eq!(rest, "])}");
    }
}

/// Below the place where the object stands.
#[test]
fn whatever_breaks_an_object_inside_breaks_what_is_around_it() {
    let item = "inner.strategy.prop_map(|item|vec![item])";
    let entry = "inner.strategy.prop_map(|item|[(\"key\".to_owned(),item)].into())";
    for (field, pointer, value) in [
        ("type: Food", "/f{}", "inner.strategy".to_owned()),
        ("type: \"[Food]\"", "/f/0{}", item.to_owned()),
        ("type: \"[Food]\", items: ..4", "/f/0{}", item.to_owned()),
        ("type: \"[Food]\", items: 1..4", "/f/0{}", item.to_owned()),
        ("type: \"[Food]\", items: 2..4", "/f/0{}", with_more(item, "vec(super::food::valid(),1)")),
        ("type: \"{string: Food}\"", "/f/key{}", entry.to_owned()),
    ] {
        let (_, broken) = strategies(&[("f", field)]);
        let expected = format!(
            "for inner in super::food::broken(){{let pointer=format!(\"{pointer}\",inner.pointer);let broken={value};\
             all.push(Broken::new(pointer,inner.rule,valid(),broken,|value,broken|value.f=Some(broken)));}}all}}"
        );
        assert!(broken.ends_with(&expected), "{field}\n{broken}\n{expected}");
        assert!(broken.starts_with("{let mut all=Vec::"), "{broken}");
    }
    // A value of one that has no rule cannot break any.
    let (_, broken) = strategies(&[("f", "type: Toy"), ("g", "type: \"[Toy]\"")]);
    assert_eq!(broken, "{Vec::new()}");
}

#[test]
fn each_thing_that_is_sent_has_a_file_of_strategies_and_what_is_received_has_none() {
    let code = Code::with(&[("f", "type: Meal")], &[("size", "type: Size")]);
    let modules = code.file("strategies/mod.rs").iter().filter_map(|item| match item {
        Item::Mod(item) => Some(item.ident.to_string()),
        _ => None,
    });
    let mut modules: Vec<_> = modules.collect();
    modules.sort();
    assert_eq!(modules, ["feed_pet", "food", "meal", "replace_pet", "toy"]);
    let uses = code.file("strategies/replace_pet.rs").iter().filter_map(|item| match item {
        Item::Use(item) => Some(flat(&item.tree)),
        _ => None,
    });
    let uses: Vec<_> = uses.collect();
    assert!(uses.contains(&"crate::generated::ReplacePet".to_owned()), "{uses:?}");
}
