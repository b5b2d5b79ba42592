//! What the format makes of a row: its type, its presence, its rules, and what is said of what it cannot carry.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use serde_json::json;

use super::*;
use crate::facts::Limit::Ends;
use crate::facts::{Rules as Stated, ValueFact};
use crate::model::rule::Kind;

fn row(ty: RowType) -> Row {
    Row::bare("it", ty)
}

fn list(inner: RowType) -> RowType {
    RowType::List(Box::new(inner))
}

fn map(inner: RowType) -> RowType {
    RowType::Map(Box::new(inner))
}

fn values(values: &[Json]) -> Vec<ValueFact> {
    let value = |value: &Json| ValueFact { value: value.clone(), meaning: String::new() };
    values.iter().map(value).collect()
}

/// The fields, what is said of them, how many rows were read and how many left out.
fn fields(part: Part, rows: &[Row]) -> (Vec<Fact>, Vec<Review>, usize, usize) {
    let mut reviews = Vec::new();
    let mut shaper = Shaper { part, reviews: &mut reviews, rows: 0, left_out: 0 };
    let facts = shaper.fields(rows, "request.body", 0);
    let (read, left_out) = (shaper.rows, shaper.left_out);
    (facts, reviews, read, left_out)
}

/// The one field, and what is said of it.
fn field(part: Part, row: Row) -> (Fact, Vec<String>) {
    let (mut facts, reviews, ..) = fields(part, &[row]);
    assert_eq!(facts.len(), 1);
    (facts.remove(0), reviews.into_iter().map(|review| review.chosen).collect())
}

/// `[string]`, `enum`, `{string: i32}`
fn spelled(part: Part, row: Row) -> String {
    field(part, row).0.ty.spelled()
}

#[test]
fn a_type_is_that_of_the_column_the_unit_and_the_values() {
    let millis = Some(Unit::UnixMillis);
    let seconds = Some(Unit::UnixSeconds);
    let of = |ty: RowType, unit| Row { unit, ..row(ty) };
    let wide = |ty: RowType| Row { wide: true, ..row(ty) };
    let listed = |ty: RowType, known: &[Json]| Row { values: values(known), ..row(ty) };
    let child = vec![row(RowType::Bool)];
    let object = || RowType::Object(Some("pet".to_owned()));
    let around = |ty: RowType| Row { children: child.clone(), ..row(ty) };
    for (row, expected) in [
        (row(RowType::String), "string"),
        (row(RowType::Bool), "bool"),
        (row(RowType::Float), "f64"),
        (row(RowType::Int), "i32"),
        (row(RowType::Int64), "i64"),
        (row(RowType::Any), "json"),
        (wide(RowType::Int), "i64"),
        (row(list(RowType::String)), "[string]"),
        (row(map(RowType::Int)), "{string: i32}"),
        (row(list(map(RowType::Float))), "[{string: f64}]"),
        (of(RowType::String, millis), "UnixMillis"),
        (of(RowType::String, seconds), "UnixSeconds"),
        (of(RowType::Int, millis), "UnixMillisNumber"),
        (of(RowType::Int64, millis), "UnixMillisNumber"),
        (of(RowType::Int, seconds), "UnixSecondsNumber"),
        (of(RowType::Int64, seconds), "UnixSecondsNumber"),
        (of(RowType::Bool, millis), "bool"),
        (listed(RowType::String, &[json!("a"), json!("b")]), "enum"),
        (listed(RowType::Int, &[json!(1), json!(2)]), "enum"),
        (listed(list(RowType::Int), &[json!(1), json!(2)]), "[enum]"),
        (listed(RowType::Int64, &[json!(1)]), "i64"),
        (Row { wide: true, ..listed(RowType::Int, &[json!(1)]) }, "i64"),
        (listed(RowType::Bool, &[json!(true)]), "bool"),
        // A time is a time, whatever values are named beside it.
        (Row { unit: millis, ..listed(RowType::String, &[json!("0")]) }, "UnixMillis"),
        (Row { unit: millis, ..listed(RowType::Int, &[json!(0)]) }, "UnixMillisNumber"),
        (row(object()), "json"),
        (row(RowType::Object(None)), "json"),
        (row(RowType::File), "json"),
        (around(object()), "object"),
        (around(RowType::Object(None)), "object"),
        (around(RowType::File), "object"),
        (around(list(object())), "[object]"),
        (around(map(object())), "{string: object}"),
    ] {
        let said = format!("{row:?}");
        assert_eq!(spelled(Part::Body, row), expected, "{said}");
    }
    let (fact, _) = field(Part::Body, around(object()));
    let Shape::Object(name, inside) = fact.ty else { panic!("{fact:?}") };
    assert_eq!((name.as_deref(), inside.len()), (Some("pet"), 1));
}

#[test]
fn a_number_that_the_page_says_is_larger_than_32_bits_has_64() {
    let (most, least) = (i64::from(i32::MAX), i64::from(i32::MIN));
    let said: [fn(&mut Row, Json); 5] = [
        |row, value| row.rules.state(rule::RANGE, Ends(Some(value), None)),
        |row, value| row.rules.state(rule::RANGE, Ends(None, Some(value))),
        |row, value| row.example = Some(value),
        |row, value| row.default = Some(value),
        |row, value| row.values = values(&[value]),
    ];
    for say in said {
        for (value, expected) in [
            (json!(most), "i32"),
            (json!(most + 1), "i64"),
            (json!(least), "i32"),
            (json!(least - 1), "i64"),
        ] {
            let mut number = row(RowType::Int);
            say(&mut number, value.clone());
            let listed = !number.values.is_empty();
            // Of values, those that 32 bits cannot hold are none; with no other, it is a plain number.
            let expected = match (listed, expected) {
                (true, "i32") => "enum",
                (true, _) => "i32",
                (false, expected) => expected,
            };
            assert_eq!(spelled(Part::Body, number), expected, "{value} {listed}");
        }
    }
}

#[test]
fn a_sample_that_is_no_time_speaks_against_the_unit() {
    for (sample, expected) in [
        (Some(json!("1721899352428")), "UnixMillis"),
        (Some(json!("-1721899352428")), "UnixMillis"),
        (Some(json!("0")), "UnixMillis"),
        (None, "UnixMillis"),
        (Some(json!("10000000000000000")), "string"),
        (Some(json!("2024-12-03")), "string"),
        (Some(json!("017")), "string"),
        (Some(json!("-")), "string"),
        (Some(json!("")), "string"),
    ] {
        let said = format!("{sample:?}");
        let time = |unit| Row { unit: Some(unit), example: sample.clone(), ..row(RowType::String) };
        assert_eq!(spelled(Part::Body, time(Unit::UnixMillis)), expected, "{said}");
        let seconds = expected.replace("Millis", "Seconds");
        assert_eq!(spelled(Part::Body, time(Unit::UnixSeconds)), seconds, "{said}");
    }
    // Seconds reach as far with three digits fewer.
    for (sample, unit, expected) in [
        ("9999999999999999", Unit::UnixMillis, "UnixMillis"),
        ("9999999999999", Unit::UnixSeconds, "UnixSeconds"),
        ("10000000000000", Unit::UnixSeconds, "string"),
    ] {
        let time = Row { unit: Some(unit), example: Some(json!(sample)), ..row(RowType::String) };
        assert_eq!(spelled(Part::Body, time), expected, "{sample}");
    }
}

#[test]
fn each_part_of_a_call_has_the_types_that_it_can_carry() {
    let listed = || Row { values: values(&[json!("a"), json!("b")]), ..row(RowType::String) };
    let object = || Row { children: vec![row(RowType::Bool)], ..row(RowType::Object(None)) };
    let lists = || row(list(list(RowType::Int)));
    let objects = || Row { children: vec![row(RowType::Bool)], ..row(list(RowType::Object(None))) };
    let many = || Row { values: values(&[json!("a")]), ..row(list(RowType::String)) };
    for (part, row, expected) in [
        (Part::Path, row(RowType::String), "string"),
        (Part::Path, row(RowType::Int), "i32"),
        (Part::Path, row(RowType::Int64), "i64"),
        (Part::Path, row(RowType::Bool), "string"),
        (Part::Path, row(RowType::Float), "string"),
        (Part::Path, listed(), "string"),
        (Part::Path, row(list(RowType::String)), "string"),
        (Part::Query, row(RowType::Bool), "bool"),
        (Part::Query, row(list(RowType::Int)), "[i32]"),
        (Part::Query, listed(), "enum"),
        (Part::Query, many(), "[enum]"),
        (Part::Query, row(RowType::Any), "string"),
        (Part::Query, row(list(RowType::Any)), "string"),
        (Part::Query, lists(), "string"),
        (Part::Query, object(), "string"),
        (Part::Query, row(map(RowType::Int)), "string"),
        (Part::Form, row(RowType::Bool), "bool"),
        (Part::Form, listed(), "enum"),
        (Part::Form, row(list(RowType::Int)), "string"),
        (Part::Form, object(), "string"),
        (Part::Body, row(RowType::Any), "json"),
        (Part::Body, objects(), "[object]"),
        (Part::Response, row(map(RowType::Int)), "{string: i32}"),
        (Part::Response, lists(), "[[i32]]"),
    ] {
        let said = format!("{part:?} {row:?}");
        let narrowed = spelled(Part::Body, row.clone()) != expected;
        let (fact, reviews) = field(part, row);
        assert_eq!(fact.ty.spelled(), expected, "{said}");
        assert_eq!(reviews.len(), usize::from(narrowed), "{said}: {reviews:?}");
    }
    let (_, reviews) = field(Part::Query, row(map(RowType::Int)));
    assert_eq!(reviews, ["string, since a map here cannot be an object"]);
}

#[test]
fn rules_are_taken_where_the_type_can_have_them_and_missed_aloud() {
    let stated = |rules: &[(Kind, Limit)]| Stated { stated: rules.to_vec(), max_bytes: None };
    let between = |kind, min: Option<i64>, max: Option<i64>| {
        (kind, Ends(min.map(Json::from), max.map(Json::from)))
    };
    let matching = |pattern: &str| (rule::PATTERN, Limit::Pattern(pattern.to_owned()));
    let chars = stated(&[between(rule::CHARS, Some(1), Some(20))]);
    let items = stated(&[between(rule::ITEMS, None, Some(9))]);
    let range = stated(&[between(rule::RANGE, Some(1), Some(8))]);
    let parts = stated(&[(rule::RANGE, Ends(Some(json!(0.5)), None))]);
    let pattern = stated(&[matching("^[a-z]+$")]);
    let lookahead = stated(&[matching("^(?=a)")]);
    let turned = stated(&[between(rule::CHARS, Some(20), Some(1))]);
    let one = stated(&[between(rule::CHARS, Some(3), Some(3))]);
    let both = stated(&[between(rule::CHARS, None, Some(2)), matching("a")]);
    let ends = |min: Option<i64>, max: Option<i64>| {
        Some(Bounds { min: min.map(Number::Integer), max: max.map(Number::Integer) })
    };
    let none = Vec::new;
    let within = |kind, bounds: Option<Bounds>| vec![Rule::within(kind, bounds.unwrap())];
    let of_chars = |min, max| within(rule::CHARS, ends(min, max));
    let of_pattern = |text: &str| vec![Rule::pattern_of(text)];
    let of_parts = within(rule::RANGE, Some(Bounds { min: Some(Number::Float(0.5)), max: None }));
    let of_range = || within(rule::RANGE, ends(Some(1), Some(8)));
    let text = || RowType::String;
    for (ty, rules, expected, missed) in [
        (text(), &chars, of_chars(Some(1), Some(20)), ""),
        (text(), &one, of_chars(Some(3), Some(3)), ""),
        (text(), &turned, none(), "chars"),
        (text(), &pattern, of_pattern("^[a-z]+$"), ""),
        (text(), &lookahead, none(), "pattern"),
        // The format has no length beside a pattern.
        (text(), &both, of_pattern("a"), "chars"),
        (text(), &items, none(), "items"),
        (text(), &range, none(), "range"),
        (RowType::Int, &chars, none(), "chars"),
        (RowType::Int, &pattern, none(), "pattern"),
        (RowType::Int, &range, of_range(), ""),
        (RowType::Int64, &range, of_range(), ""),
        (RowType::Int, &parts, none(), "range"),
        (RowType::Float, &parts, of_parts, ""),
        (RowType::Float, &range, of_range(), ""),
        (list(text()), &items, within(rule::ITEMS, ends(None, Some(9))), ""),
        (list(text()), &chars, none(), "chars"),
        (RowType::Bool, &range, none(), "range"),
        (RowType::Bool, &Stated::default(), none(), ""),
    ] {
        let said = format!("{ty:?} {rules:?}");
        let stated = Row { rules: rules.clone(), ..row(ty) };
        let (fact, reviews) = field(Part::Body, stated.clone());
        assert_eq!(fact.rules, expected, "{said}");
        let why = match stated.rules.stated.last() {
            Some((_, Limit::Pattern(pattern))) if missed == "pattern" && stated.ty == text() => {
                plain_pattern(pattern).expect_err("refused")
            }
            _ if *rules == both => "the field has the rule pattern".to_owned(),
            _ if *rules == turned => "no value is in 20..1".to_owned(),
            _ => "it does not fit the type".to_owned(),
        };
        let expected: Vec<_> = (!missed.is_empty())
            .then(|| format!("without the rule {missed}: {why}"))
            .into_iter()
            .collect();
        assert_eq!(reviews, expected, "{said}");
        // The format states no rules of paths and responses.
        for part in [Part::Path, Part::Response] {
            let (fact, reviews) = field(part, stated.clone());
            assert_eq!(fact.rules, none(), "{part:?} {said}");
            assert!(reviews.iter().all(|review| !review.contains("rule")), "{part:?} {said}");
        }
    }
    let several = stated(&[between(rule::ITEMS, None, Some(1)), matching("a")]);
    let (_, reviews) = field(Part::Body, Row { rules: several, ..row(RowType::Bool) });
    let unfit = ["items", "pattern"]
        .map(|rule| format!("without the rule {rule}: it does not fit the type"));
    assert_eq!(reviews, unfit);
}

#[test]
fn a_pattern_is_written_out_or_left_out() {
    for (pattern, expected) in [
        ("^[a-z]+$", Some("^[a-z]+$")),
        ("/^[0-9]$/", Some("^[0-9]$")),
        ("^\\d{4}$", Some("^[0-9]{4}$")),
        ("[\\d]", Some("[0-9]")),
        ("\\w", Some("[A-Za-z0-9_]")),
        ("\\s", None),
        ("\\D", None),
        ("(?i)a", None),
        ("[[a]", None),
        ("a&&b", None),
        ("\\Aa\\z", None),
        ("(", None),
    ] {
        assert_eq!(plain_pattern(pattern).ok().as_deref(), expected, "{pattern}");
    }
}

#[test]
fn presence_samples_and_defaults_are_those_of_requests() {
    let full = Row {
        required: Some(true),
        example: Some(json!("a")),
        default: Some(json!("b")),
        deprecated: true,
        scopes: vec!["zoo:pet".to_owned()],
        ..row(RowType::String)
    };
    for (part, required, example, default) in [
        (Part::Body, true, true, true),
        (Part::Query, true, true, true),
        (Part::Form, true, true, true),
        (Part::Path, true, true, false),
        (Part::Response, false, false, false),
    ] {
        let (fact, reviews) = field(part, full.clone());
        assert_eq!(fact.name, "it");
        assert_eq!(fact.required, required, "{part:?}");
        assert_eq!(fact.example, example.then(|| json!("a")), "{part:?}");
        assert_eq!(fact.default, default.then(|| json!("b")), "{part:?}");
        assert!(fact.deprecated);
        assert_eq!(fact.scopes, ["zoo:pet"]);
        assert!(reviews.is_empty(), "{part:?} {reviews:?}");
    }
    for required in [None, Some(false)] {
        assert!(!field(Part::Body, Row { required, ..full.clone() }).0.required);
    }
    // A sample that is none of the type is no sample; a default that is none is missed aloud.
    let odd = Row { example: Some(json!("a")), default: Some(json!("b")), ..row(RowType::Int) };
    let (fact, reviews) = field(Part::Body, odd);
    assert_eq!((fact.example, fact.default), (None, None));
    assert_eq!(reviews, ["without the default: it is not a value of the type"]);
}

#[test]
fn an_enumeration_has_the_values_that_the_wire_can_have() {
    let of = |ty: RowType, known: &[Json]| Row { values: values(known), ..row(ty) };
    let known = |row: Row| match field(Part::Body, row) {
        (Fact { ty: Shape::Enum(known), .. }, reviews) => {
            (known.into_iter().map(|known| (known.value, known.name)).collect(), reviews)
        }
        (fact, reviews) => (vec![(json!(fact.ty.spelled()), String::new())], reviews),
    };
    let named = |values: &[(Json, &str)]| -> Vec<(Json, String)> {
        values.iter().map(|(value, name)| (value.clone(), (*name).to_owned())).collect()
    };
    for (row, expected) in [
        (
            of(RowType::Int, &[json!(1), json!(2)]),
            named(&[(json!(1), "value_1"), (json!(2), "value_2")]),
        ),
        // Once is enough.
        (of(RowType::Int, &[json!(1), json!(1)]), named(&[(json!(1), "value_1")])),
        (of(RowType::Int, &[json!(1), json!(1_i64 << 40)]), named(&[(json!(1), "value_1")])),
        (of(RowType::Int, &[json!(1.5)]), named(&[(json!("i32"), "")])),
        (
            of(RowType::String, &[json!("a"), json!(" "), json!("b")]),
            named(&[(json!("a"), "a"), (json!("b"), "b")]),
        ),
        // Where one is text, all are.
        (of(RowType::String, &[json!("a"), json!(7)]), named(&[(json!("a"), "a")])),
        (of(RowType::String, &[json!("")]), named(&[(json!("string"), "")])),
    ] {
        let said = format!("{row:?}");
        assert_eq!(known(row), (expected, Vec::new()), "{said}");
    }
    // A sample that is none of the values is said, where samples count.
    let outside =
        |ty: RowType, sample: Json| Row { example: Some(sample), ..of(ty, &[json!("a")]) };
    let said = "without the sample \"c\", which is not a listed value";
    for (row, reviews) in [
        (outside(RowType::String, json!("c")), vec![said]),
        (outside(RowType::String, json!("a")), vec![]),
        (outside(RowType::String, json!(3)), vec![]),
        (outside(list(RowType::String), json!(["a", "c"])), vec![said]),
        (outside(list(RowType::String), json!(["a"])), vec![]),
        (
            Row { default: Some(json!("c")), ..of(RowType::String, &[json!("a")]) },
            vec![said, "without the default: it is not a value of the type"],
        ),
    ] {
        assert_eq!(field(Part::Body, row.clone()).1, reviews, "{row:?}");
        assert!(field(Part::Response, row).1.is_empty());
    }
    let (_, reviews, ..) = fields(Part::Body, &[outside(RowType::String, json!("c"))]);
    assert_eq!(reviews[0].alternatives, ["string, of which the values are examples"]);
    assert_eq!(reviews[0].place, "request.body.it");
}

#[test]
fn rows_that_cannot_be_fields_are_counted_and_said() {
    let named = |name: &str| Row { name: name.to_owned(), ..row(RowType::Bool) };
    let rows = ["a_b", "aB", "…", "c"].map(named);
    let (facts, reviews, read, left_out) = fields(Part::Body, &rows);
    let names: Vec<_> = facts.iter().map(|fact| fact.name.as_str()).collect();
    assert_eq!(names, ["a_b", "c"]);
    assert_eq!((read, left_out), (4, 2));
    let said: Vec<_> = reviews.iter().map(|review| (&*review.place, &*review.chosen)).collect();
    assert_eq!(
        said,
        [
            ("request.body.aB", "left out: the name occurs twice here"),
            ("request.body.…", "left out: this cannot be the name of a field"),
        ]
    );

    // Deep enough is deep enough.
    for kind in [RowType::Object(None), RowType::File, list(RowType::Object(None))] {
        let nested = |levels: usize| {
            (0..levels).fold(row(RowType::Bool), |inner, _| Row {
                children: vec![inner],
                ..row(kind.clone())
            })
        };
        let (_, reviews, read, left_out) = fields(Part::Body, &[nested(MAX_DEPTH)]);
        assert_eq!((reviews.len(), read, left_out), (0, MAX_DEPTH + 1, 0), "{kind:?}");
        let (_, reviews, read, left_out) = fields(Part::Body, &[nested(MAX_DEPTH + 1)]);
        assert_eq!((read, left_out), (MAX_DEPTH + 2, 1), "{kind:?}");
        assert_eq!(reviews[0].chosen, "left out: nested too deep");
    }
    // An object of which nothing is left is any JSON.
    let empty = Row { children: vec![named("…")], ..row(RowType::Object(None)) };
    assert_eq!(spelled(Part::Body, empty), "json");
}

#[test]
fn pages_that_describe_the_same_field_add_up() {
    let fact = |scopes: &[&str], deprecated| {
        let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        field(Part::Response, Row { scopes, deprecated, ..row(RowType::Bool) }).0
    };
    for (one, other, scopes, deprecated) in [
        (fact(&["a"], false), fact(&["b", "a"], false), vec!["a", "b"], false),
        (fact(&[], true), fact(&["b"], false), vec!["b"], true),
        (fact(&[], false), fact(&[], true), vec![], true),
        (fact(&["a"], true), fact(&[], true), vec!["a"], true),
    ] {
        let mut joined = one;
        joined.join(&other);
        assert_eq!(
            (joined.scopes, joined.deprecated),
            (scopes.into_iter().map(str::to_owned).collect(), deprecated)
        );
    }
}
