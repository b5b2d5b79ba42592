use std::path::Path;

use feishu_core::{Number, StatedRule};
use serde_json::json;

use super::*;
use crate::catalogue::entries;

/// The types of the fields of body and query, as the spec of an operation says them, and whether
/// it states a range.
fn types(id: &str) -> Vec<(String, (String, bool))> {
    let mut parts = id.split('.');
    let mut next = || parts.next().unwrap_or_default();
    let path = format!("../../spec/{}/{}/{}/{}.yaml", next(), next(), next(), next());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let spec: Json = serde_yaml_ng::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let parts = ["body", "query"].map(|part| spec["request"][part].clone());
    let fields = parts.iter().filter_map(Json::as_object).flatten();
    let named = fields.filter_map(|(name, field)| {
        let ty = field["type"].as_str()?.to_owned();
        Some((name.clone(), (ty, field.get("range").is_some())))
    });
    named.collect()
}

/// A field of a body.
fn field(facts: RequestField) -> Field {
    let facts: &'static [RequestField] = Box::leak(Box::new([facts]));
    let mut all = All { secrets: &[], flags: Flags::default(), fields: Vec::new() };
    all.collect(Section::Body, facts, &[]);
    all.fields.pop().unwrap()
}

fn tags(ty: WireType) -> Field {
    field(RequestField::new("tag_list", ty))
}

/// What an overwrite clears, and what can be cleared by name, are fields of the body itself.
#[test]
fn a_field_of_the_body_itself_is_told_from_one_of_the_query_or_of_an_object() {
    let entries = entries();
    let id = "hire.v1.external_referral_reward.create";
    let entry = entries.iter().find(|entry| entry.contract.operation.id == id).unwrap();
    let fields = of(entry.contract);
    for (name, expected) in
        [("user_id_type", false), ("stage", true), ("bonus", true), ("bonus.bonus_type", false)]
    {
        let field = fields.iter().find(|field| field.name() == name).unwrap();
        assert_eq!(field.is_top(), expected, "{name}");
    }
}

#[test]
fn a_list_is_searched_by_the_parameters_of_its_query_without_paging_under_their_own_flags() {
    let mut searched = 0;
    for entry in entries() {
        let found = finders(entry.contract).into_iter().map(|field| (field.flag, field.alias));
        let all = of(entry.contract);
        let query = all.into_iter().filter(|field| field.section == Section::Query);
        let expected = query.filter(|field| !field.name().starts_with("page_"));
        let expected: Vec<_> = expected.map(|field| (field.flag, field.alias)).collect();
        assert_eq!(found.collect::<Vec<_>>(), expected, "{}", entry.contract.operation.id);
        searched += expected.len();
    }
    assert!(searched >= 5, "{searched}");
}

#[test]
fn a_cell_of_a_list_holds_a_json_array_or_values_with_semicolons_between() {
    let texts = tags(WireType::List(&WireType::String));
    let numbers = tags(WireType::List(&WireType::Integer));
    for (field, cell, expected) in [
        (&texts, "a", json!(["a"])),
        (&texts, "a; b;c", json!(["a", "b", "c"])),
        (&texts, r#"["a;b", "c"]"#, json!(["a;b", "c"])),
        (&texts, "[]", json!([])),
        (&texts, "[a", json!(["[a"])),
        (&texts, "7", json!(["7"])),
        (&numbers, "1;2", json!([1, 2])),
        (&numbers, "[1, 2]", json!([1, 2])),
    ] {
        assert_eq!(field.cell(cell), expected, "{cell}");
    }
}

#[test]
fn the_kind_of_a_field_is_that_of_its_type() {
    for (ty, kind) in [
        (WireType::String, Kind::Text),
        (WireType::Integer, Kind::Whole),
        (WireType::Number, Kind::Number),
        (WireType::Boolean, Kind::Switch),
        (WireType::Object(&[]), Kind::Json),
        (WireType::Map(&WireType::String), Kind::Json),
        (WireType::Any, Kind::Json),
    ] {
        let field = tags(ty);
        assert_eq!(field.kind, kind, "{ty:?}");
        let typed = ["open_id", "1", "true", "0.5"].map(|text| field.value(text).ok());
        let expected = match kind {
            Kind::Text => [json!("open_id"), json!("1"), json!("true"), json!("0.5")].map(Some),
            Kind::Whole | Kind::Number => {
                [json!("open_id"), json!(1), json!("true"), json!(0.5)].map(Some)
            }
            Kind::Switch => [json!("open_id"), json!("1"), json!(true), json!("0.5")].map(Some),
            Kind::Json => [None, Some(json!(1)), Some(json!(true)), Some(json!(0.5))],
        };
        assert_eq!(typed, expected, "{ty:?}");
    }
}

#[test]
fn the_help_says_what_the_page_states_and_nothing_else() {
    const RULES: &[StatedRule] = &[
        StatedRule::new("items", "at most 10 items").max(Number::Integer(10)),
        StatedRule::new("unique_items", "no item twice"),
    ];
    let text = RequestField::new("tag_list", WireType::String);
    let list = RequestField::new("tag_list", WireType::List(&WireType::String));
    for (facts, expected) in [
        (text, ""),
        (text.description("A tag."), "A tag."),
        (text.required(), " [required]"),
        (text.form("Unix time in seconds"), " [Unix time in seconds]"),
        (text.default(r#""a""#).example(r#""b""#), " [default a; such as b]"),
        (list, " [give it several times]"),
        (list.rules(RULES), " [give it several times; at most 10 items; no item twice]"),
        (list.example(r#"["a","b"]"#), " [give it several times; such as a]"),
        (RequestField::new("tag_list", WireType::Any).example("{}"), ""),
    ] {
        assert_eq!(field(facts).help(), expected, "{facts:?}");
    }
}

/// `feishu hire external-application create --help` once printed a bound that nobody stated.
#[test]
fn no_help_says_a_bound_of_a_type() {
    let mut checked = 0;
    for entry in entries() {
        for field in of(entry.contract).iter().filter(|field| field.kind == Kind::Whole) {
            let id = &entry.contract.operation.id;
            let spec = types(id);
            let Some((_, ranged)) = spec.iter().find(|(name, _)| *name == field.name()) else {
                continue;
            };
            let says = field.facts.rules.iter().any(|rule| rule.name == "range");
            assert_eq!(says, ranged.1, "{id} {}", field.name());
            let bound = ["2147483", "9007199"].iter().any(|bound| field.help().contains(bound));
            assert!(!bound, "{id} {}", field.help());
            checked += 1;
        }
    }
    assert!(checked >= 10, "{checked}");
}

#[test]
fn a_pointer_leads_through_lists_and_maps_to_a_field() {
    const INNER: &[RequestField] = &[RequestField::new("a/b", WireType::Integer)];
    const FIELDS: &[RequestField] = &[
        RequestField::new("list", WireType::List(&WireType::Object(INNER))),
        RequestField::new("map", WireType::Map(&WireType::Object(INNER))),
    ];
    for (pointer, expected) in [
        ("", None),
        ("/list", Some("list")),
        ("/list/3", Some("list")),
        ("/list/3/a~1b", Some("a/b")),
        ("/map/list/a~1b", Some("a/b")),
        ("/list/a~1b", Some("list")),
        ("/none", None),
        ("/list/0/a~1b/more", None),
    ] {
        let place = Pointer::parse(pointer);
        let found = at(FIELDS, place.steps()).map(|field| field.name);
        assert_eq!(found, expected, "{pointer}");
    }
}

#[test]
fn a_field_is_a_time_exactly_where_the_spec_says_so() {
    let mut times = 0;
    for entry in entries() {
        let found = of(entry.contract);
        for (name, (kind, _)) in types(&entry.contract.operation.id) {
            let Some(field) = found.iter().find(|field| field.name() == name) else { continue };
            let expected = ["UnixMillis", "UnixMillisNumber"].contains(&kind.as_str());
            assert_eq!(field.is_time(), expected, "{} {name}", entry.contract.operation.id);
            times += usize::from(expected);
        }
    }
    assert!(times >= 15, "{times}");
}
