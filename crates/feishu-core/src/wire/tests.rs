use std::collections::BTreeMap;
use std::fmt::Debug;

use serde::Deserialize;
use serde_json::{Value, json};

use super::*;
use crate::UnixMillis;

crate::id! {
    struct OfferId;
}

fn strictly<T: for<'de> Decode<'de>>(json: &str) -> Option<T> {
    T::strict(&mut serde_json::Deserializer::from_str(json)).ok()
}

fn leniently<T: for<'de> Decode<'de>>(json: &str) -> Option<T> {
    T::lenient(&mut serde_json::Deserializer::from_str(json)).ok()
}

/// Reads `json` both ways, from text and from a `Value`, and compares with what is expected.
fn reads<T>(json: &str, strict: Option<T>, lenient: Option<T>)
where
    T: for<'de> Decode<'de> + PartialEq + Debug,
{
    assert_eq!(strictly(json), strict, "strict {json}");
    assert_eq!(leniently(json), lenient, "lenient {json}");
    let value: Value = serde_json::from_str(json).unwrap();
    assert_eq!(T::strict(value.clone()).ok(), strict, "strict value {json}");
    assert_eq!(T::lenient(value).ok(), lenient, "lenient value {json}");
}

#[test]
fn an_integer_is_a_number_without_a_fraction_and_in_a_response_also_a_string() {
    for (json, strict, lenient) in [
        ("0", Some(0), Some(0)),
        ("-7", Some(-7), Some(-7)),
        ("2147483647", Some(i32::MAX), Some(i32::MAX)),
        ("-2147483648", Some(i32::MIN), Some(i32::MIN)),
        ("2147483648", None, None),
        ("18446744073709551615", None, None),
        ("1.0", Some(1), Some(1)),
        ("1e2", Some(100), Some(100)),
        ("-0.0", Some(0), Some(0)),
        ("1.5", None, None),
        ("1e300", None, None),
        ("\"12\"", None, Some(12)),
        ("\"-12\"", None, Some(-12)),
        ("\"12.0\"", None, Some(12)),
        ("\"12.5\"", None, None),
        ("\"2147483648\"", None, None),
        ("\"twelve\"", None, None),
        ("\"\"", None, None),
        ("\"NaN\"", None, None),
        ("true", None, None),
        ("null", None, None),
        ("[1]", None, None),
        ("{}", None, None),
    ] {
        reads::<i32>(json, strict, lenient);
    }
}

#[test]
fn a_flag_is_true_or_false_and_in_a_response_also_a_number_or_a_string() {
    for (json, strict, lenient) in [
        ("true", Some(true), Some(true)),
        ("false", Some(false), Some(false)),
        ("1", None, Some(true)),
        ("0", None, Some(false)),
        ("1.0", None, Some(true)),
        ("-0.0", None, Some(false)),
        ("\"true\"", None, Some(true)),
        ("\"false\"", None, Some(false)),
        ("2", None, None),
        ("-1", None, None),
        ("0.5", None, None),
        ("\"True\"", None, None),
        ("\"1\"", None, None),
        ("\"\"", None, None),
        ("null", None, None),
        ("[]", None, None),
        ("{}", None, None),
    ] {
        reads::<bool>(json, strict, lenient);
    }
}

#[test]
fn a_long_integer_keeps_every_digit() {
    for (json, strict, lenient) in [
        ("9223372036854775807", Some(i64::MAX), Some(i64::MAX)),
        ("-9223372036854775808", Some(i64::MIN), Some(i64::MIN)),
        ("9223372036854775808", None, None),
        ("9.223372036854775808e18", None, None),
        ("-9.223372036854775808e18", Some(i64::MIN), Some(i64::MIN)),
        ("\"9223372036854775807\"", None, Some(i64::MAX)),
        ("\"9007199254740993\"", None, Some(9_007_199_254_740_993)),
        ("\"9223372036854775808\"", None, None),
    ] {
        reads::<i64>(json, strict, lenient);
    }
}

#[test]
fn a_float_is_any_number_and_in_a_response_also_a_string() {
    for (json, strict, lenient) in [
        ("1.5", Some(1.5), Some(1.5)),
        ("3", Some(3.0), Some(3.0)),
        ("-3", Some(-3.0), Some(-3.0)),
        (
            "18446744073709551615",
            Some(1.844_674_407_370_955_2e19),
            Some(1.844_674_407_370_955_2e19),
        ),
        ("\"1.5\"", None, Some(1.5)),
        ("\"nan\"", None, None),
        ("\"inf\"", None, None),
        ("\"1e999\"", None, None),
        ("\"\"", None, None),
        ("true", None, None),
        ("null", None, None),
    ] {
        reads::<f64>(json, strict, lenient);
    }
}

#[test]
fn a_text_is_a_string_and_in_a_response_also_an_integer() {
    for (json, strict, lenient) in [
        ("\"张三\"", Some("张三"), Some("张三")),
        ("\"\"", Some(""), Some("")),
        ("6960663240925956660", None, Some("6960663240925956660")),
        ("18446744073709551615", None, Some("18446744073709551615")),
        ("-1", None, Some("-1")),
        ("18446744073709551616", None, None),
        ("1.5", None, None),
        ("true", None, None),
        ("null", None, None),
        ("[\"a\"]", None, None),
    ] {
        reads::<String>(json, strict.map(str::to_owned), lenient.map(str::to_owned));
        reads::<OfferId>(json, strict.map(OfferId::new), lenient.map(OfferId::new));
        reads::<UnixMillis>(json, strict.map(UnixMillis::from), lenient.map(UnixMillis::from));
    }
}

#[test]
fn a_list_reads_its_items_the_way_it_is_read_and_a_lenient_one_drops_nulls() {
    let texts = |items: &[&str]| Some(items.iter().map(|item| (*item).to_owned()).collect());
    for (json, strict, lenient) in [
        ("[]", texts(&[]), texts(&[])),
        (r#"["a","b"]"#, texts(&["a", "b"]), texts(&["a", "b"])),
        (r#"["a",null,7]"#, None, texts(&["a", "7"])),
        ("[null]", None, texts(&[])),
        (r#"["a",{}]"#, None, None),
        ("{}", None, None),
        ("null", None, None),
    ] {
        reads::<Vec<String>>(json, strict, lenient);
    }
    reads::<Vec<Vec<i32>>>(r#"[["1",null],null]"#, None, Some(vec![vec![1]]));
}

#[test]
fn a_map_reads_its_entries_the_way_it_is_read_and_a_lenient_one_drops_nulls() {
    let map = |entries: &[(&str, i32)]| {
        Some(entries.iter().map(|(key, value)| ((*key).to_owned(), *value)).collect())
    };
    for (json, strict, lenient) in [
        ("{}", map(&[]), map(&[])),
        (r#"{"a":1}"#, map(&[("a", 1)]), map(&[("a", 1)])),
        (r#"{"a":"1","b":null}"#, None, map(&[("a", 1)])),
        (r#"{"a":"x"}"#, None, None),
        ("[]", None, None),
        ("null", None, None),
    ] {
        reads::<BTreeMap<String, i32>>(json, strict, lenient);
    }
}

#[test]
fn json_of_no_type_is_kept_as_it_is() {
    reads::<Value>(
        r#"{"a":[1,null]}"#,
        Some(json!({"a": [1, null]})),
        Some(json!({"a": [1, null]})),
    );
    reads::<Value>("null", Some(Value::Null), Some(Value::Null));
}

#[test]
fn a_box_reads_as_what_is_in_it() {
    reads::<Box<i32>>("\"7\"", None, Some(Box::new(7)));
    reads::<Box<i32>>("7", Some(Box::new(7)), Some(Box::new(7)));
}

#[derive(Debug, PartialEq, Deserialize)]
struct Sent {
    #[serde(deserialize_with = "strict::required")]
    id: OfferId,
    #[serde(default, deserialize_with = "strict::optional")]
    size: Option<i32>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Answered {
    #[serde(deserialize_with = "lenient::required")]
    id: OfferId,
    #[serde(default, deserialize_with = "lenient::optional")]
    size: Option<i32>,
    #[serde(default, deserialize_with = "lenient::optional")]
    more: Option<Vec<Answered>>,
}

impl Decode<'_> for Answered {}

#[test]
fn what_is_no_object_is_refused_with_what_was_expected() {
    for json in ["[1]", "\"id\"", "7", "null", "true"] {
        let deserializer = &mut serde_json::Deserializer::from_str(json);
        let error = Answered::deserialize(ObjectOnly(deserializer)).unwrap_err().to_string();
        assert!(error.contains("expected struct Answered"), "{json}: {error}");
    }
}

#[test]
fn a_field_of_a_request_is_absent_or_there_but_never_null() {
    let id = OfferId::new("1");
    for (json, expected) in [
        (r#"{"id":"1"}"#, Some(Sent { id: id.clone(), size: None })),
        (r#"{"id":"1","size":2.0}"#, Some(Sent { id: id.clone(), size: Some(2) })),
        (r#"{"id":"1","size":null}"#, None),
        (r#"{"id":null}"#, None),
        (r#"{"size":2}"#, None),
    ] {
        assert_eq!(serde_json::from_str::<Sent>(json).ok(), expected, "{json}");
    }
}

#[test]
fn a_field_of_a_response_that_is_null_is_absent() {
    let answer = |size, more| Answered { id: OfferId::new("1"), size, more };
    for (json, expected) in [
        (r#"{"id":1}"#, Some(answer(None, None))),
        (r#"{"id":"1","size":null,"more":null,"new":{}}"#, Some(answer(None, None))),
        (
            r#"{"id":"1","size":"3","more":[null,{"id":1,"size":null}]}"#,
            Some(answer(Some(3), Some(vec![answer(None, None)]))),
        ),
        (r#"{"id":null}"#, None),
        ("{}", None),
    ] {
        assert_eq!(serde_json::from_str::<Answered>(json).ok(), expected, "{json}");
    }
}

#[test]
fn a_message_says_what_was_expected() {
    for (error, expected) in [
        (strict_error::<i32>("\"1\""), "expected a 32-bit integer"),
        (strict_error::<i64>("1.5"), "expected a 64-bit integer"),
        (strict_error::<Vec<i32>>("1"), "expected a list"),
        (strict_error::<BTreeMap<String, i32>>("1"), "expected a map"),
        (lenient_error::<i32>("\"x\""), "expected a 32-bit integer, possibly as a string"),
        (lenient_error::<f64>("\"x\""), "expected a number, possibly as a string"),
        (lenient_error::<String>("1.5"), "expected a string or an integer"),
    ] {
        assert!(error.contains(expected), "{error}");
    }
}

fn strict_error<T: for<'de> Decode<'de> + Debug>(json: &str) -> String {
    T::strict(&mut serde_json::Deserializer::from_str(json)).unwrap_err().to_string()
}

fn lenient_error<T: for<'de> Decode<'de> + Debug>(json: &str) -> String {
    T::lenient(&mut serde_json::Deserializer::from_str(json)).unwrap_err().to_string()
}
