use serde_json::{from_value, json, to_value};

use crate::wire::{deserialize_request, deserialize_response};

text_enum! {
    /// How somebody feels.
    pub(crate) enum Mood {
        /// Well.
        Happy = "happy",
        Sad = "SO \"SAD\"",
    }
}

number_enum! {
    pub(crate) enum Size {
        Small = 1,
        Large = -2,
    }
}

text_enum! {
    pub(crate) enum Named {
        Ok = "ok",
        Err = "err",
        Some = "some",
        None = "none",
    }
}

#[test]
fn a_variant_may_have_a_name_that_rust_uses_itself() {
    for (value, text) in
        [(Named::Ok, "ok"), (Named::Err, "err"), (Named::Some, "some"), (Named::None, "none")]
    {
        assert_eq!(text.parse(), Ok(value.clone()));
        assert_eq!(value.as_str(), text);
        assert_eq!(deserialize_request::<Named, _>(json!(text)).expect("a value"), value);
        assert_eq!(value.unknown(), None);
    }
    assert_eq!(Named::VALUES, ["ok", "err", "some", "none"]);
}

#[test]
fn a_value_of_strings_is_its_text_and_another_text_is_kept() {
    for (value, text, unknown) in [
        (Mood::Happy, "happy", None),
        (Mood::Sad, "SO \"SAD\"", None),
        (Mood::Unknown("new".to_owned()), "new", Some("new")),
    ] {
        assert_eq!((Mood::from(text), text.parse()), (value.clone(), Ok(value.clone())));
        assert_eq!((value.as_str(), value.unknown().as_deref()), (text, unknown));
        assert_eq!(format!("{value:>9}"), format!("{text:>9}"));
        assert_eq!(to_value(&value).expect("JSON"), json!(text));
        assert_eq!(from_value::<Mood>(json!(text)).expect("a value"), value);
        assert_eq!(deserialize_request::<Mood, _>(json!(text)).expect("a value"), value);
        assert_eq!(deserialize_response::<Mood, _>(json!(text)).expect("a value"), value);
    }
    assert_eq!(Mood::VALUES, ["happy", "SO \"SAD\""]);
}

#[test]
fn a_value_of_numbers_is_its_number_and_another_number_is_kept() {
    for (value, number, unknown) in
        [(Size::Small, 1, None), (Size::Large, -2, None), (Size::Unknown(7), 7, Some("7"))]
    {
        assert_eq!((Size::from(number), value.value()), (value.clone(), number));
        assert_eq!(value.unknown().as_deref(), unknown);
        assert_eq!(format!("{value:04}"), format!("{number:04}"));
        assert_eq!(to_value(&value).expect("JSON"), json!(number));
        assert_eq!(from_value::<Size>(json!(number)).expect("a value"), value);
        assert_eq!(deserialize_request::<Size, _>(json!(number)).expect("a value"), value);
        assert_eq!(deserialize_response::<Size, _>(json!(number)).expect("a value"), value);
    }
    assert_eq!(Size::VALUES, ["1", "-2"]);
}

/// A request takes what the schema accepts; a response also what the platform writes instead.
#[test]
fn only_a_response_may_write_a_number_as_a_string_and_a_string_as_a_number() {
    assert_eq!(
        deserialize_response::<Mood, _>(json!(7)).expect("a value"),
        Mood::Unknown("7".to_owned())
    );
    assert_eq!(deserialize_response::<Size, _>(json!("1")).expect("a value"), Size::Small);
    for wrong in [json!(7), json!(null), json!(["happy"])] {
        assert!(
            deserialize_request::<Mood, _>(wrong.clone()).is_err()
                && from_value::<Mood>(wrong).is_err()
        );
    }
    for wrong in [json!("1"), json!(null), json!(1.5)] {
        assert!(
            deserialize_request::<Size, _>(wrong.clone()).is_err()
                && from_value::<Size>(wrong).is_err()
        );
    }
}

#[cfg(feature = "schemars")]
#[test]
fn the_schema_of_an_enumeration_is_its_known_values_in_place() {
    use schemars::{JsonSchema, SchemaGenerator};

    let mut generator = SchemaGenerator::default();
    let moods = json!({ "type": "string", "enum": ["happy", "SO \"SAD\""] });
    assert_eq!(Mood::json_schema(&mut generator), moods);
    let sizes = json!({ "type": "integer", "enum": [1, -2] });
    assert_eq!(Size::json_schema(&mut generator), sizes);
    assert_eq!((Mood::schema_name(), Size::schema_name()), ("Mood".into(), "Size".into()));
    assert!(Mood::inline_schema() && Size::inline_schema());
}
