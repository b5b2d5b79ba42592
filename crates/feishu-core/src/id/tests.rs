use std::collections::{BTreeMap, HashMap, HashSet};

id! {
    /// Identifies an offer.
    pub(crate) struct OfferId;

    struct FileId;
}

fn takes(id: impl Into<OfferId>) -> OfferId {
    id.into()
}

#[test]
fn whatever_is_text_becomes_an_identifier_and_so_does_a_reference_to_one() {
    let id = OfferId::new("6960663240925956660");
    let text = String::from("6960663240925956660");
    assert_eq!(takes("6960663240925956660"), id);
    assert_eq!(takes(&text), id);
    assert_eq!(takes(text), id);
    assert_eq!(takes(&id), id);
    assert_eq!(takes(id.clone()), id);
}

#[test]
fn an_identifier_is_its_text() {
    let id = OfferId::new("a1");
    assert_eq!((id.as_str(), id.as_ref(), id.to_string()), ("a1", "a1", "a1".to_owned()));
    assert_eq!(format!("{id:>4}"), "  a1");
    assert_eq!(format!("{id:?}"), "OfferId(\"a1\")");
    assert!(OfferId::new("a1") < OfferId::new("a2"));
    assert!(HashSet::from([id.clone()]).contains(&id));
    assert_eq!(id.into_string(), "a1");
}

#[test]
fn an_identifier_compares_with_strings_in_both_directions() {
    let (id, text) = (OfferId::new("a1"), String::from("a1"));
    assert!(id == "a1" && "a1" == id && id == *"a1" && *"a1" == id);
    assert!(id == text && text == id && id == text.as_str() && text.as_str() == id);
    assert!(id != "a2" && "a2" != id && id != "a" && String::from("a10") != id);
    assert_eq!([&id].into_iter().find(|id| **id == "a1"), Some(&id));
}

#[test]
fn a_map_with_identifiers_for_keys_is_searched_by_strings() {
    for text in ["", "a1", "6960663240925956660", "张三"] {
        assert_eq!(HashMap::from([(OfferId::new(text), 1)]).get(text), Some(&1), "{text}");
        assert_eq!(BTreeMap::from([(OfferId::new(text), 1)]).get(text), Some(&1), "{text}");
    }
}

#[test]
fn any_string_can_be_parsed_as_an_identifier() {
    assert_eq!("a1".parse::<OfferId>(), Ok(OfferId::new("a1")));
    assert_eq!("".parse::<OfferId>(), Ok(OfferId::new("")));
}

#[test]
fn an_identifier_is_a_string_on_the_wire() {
    assert_eq!(
        serde_json::to_string(&FileId::new("7404675264888097068")).unwrap(),
        "\"7404675264888097068\""
    );
    assert_eq!(serde_json::from_str::<FileId>("\"1\"").unwrap(), FileId::new("1"));
    assert!(serde_json::from_str::<FileId>("1").is_err());
}

#[cfg(feature = "schemars")]
#[test]
fn the_schema_of_an_identifier_is_that_of_a_string_wherever_it_is_used() {
    let schema = schemars::schema_for!(Vec<OfferId>);
    assert_eq!(schema.get("items"), Some(&serde_json::json!({ "type": "string" })));
}
