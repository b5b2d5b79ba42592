use std::collections::BTreeMap;
use std::fmt::Debug;

use serde_json::{Value, json};

use super::*;
use crate::UnixMillis;

crate::id! {
    struct OfferId;
}

/// The value, if nothing of it is refused or lost.
fn read<T: Decode>(json: &str, is_strict: bool) -> Result<T, String> {
    let mut reader = Reader::new(json, 0, "", is_strict);
    let value = T::decode(&mut reader).map_err(|refused| reader.mismatch(refused).to_string())?;
    assert_eq!(reader.position(), json.trim_end().len(), "{json}");
    match reader.into_lost().first() {
        Some(lost) => Err(lost.to_string()),
        None => Ok(value),
    }
}

fn strictly<T: Decode>(json: &str) -> Option<T> {
    read(json, true).ok()
}

fn leniently<T: Decode>(json: &str) -> Option<T> {
    read(json, false).ok()
}

/// Reads `json` both ways, from text and from a `Value`, and compares with what is expected.
fn reads<T>(json: &str, strict: Option<T>, lenient: Option<T>)
where
    T: Decode + PartialEq + Debug,
{
    assert_eq!(strictly(json), strict, "strict {json}");
    assert_eq!(leniently(json), lenient, "lenient {json}");
    let value: Value = serde_json::from_str(json).unwrap();
    assert_eq!(deserialize_request(&value).ok(), strict, "strict value {json}");
    assert_eq!(deserialize_response(&value).ok(), lenient, "lenient value {json}");
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
        ("\"12.\"", None, None),
        ("\".0\"", None, None),
        ("\"+12\"", None, None),
        ("\"1e2\"", None, None),
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
fn a_text_is_a_string_and_in_a_response_also_a_number_as_it_is_written() {
    for (json, strict, lenient) in [
        ("\"张三\"", Some("张三"), Some("张三")),
        ("\"\"", Some(""), Some("")),
        ("6960663240925956660", None, Some("6960663240925956660")),
        ("18446744073709551615", None, Some("18446744073709551615")),
        ("-1", None, Some("-1")),
        ("1.5", None, Some("1.5")),
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

#[test]
fn digits_that_no_number_of_a_program_has_stay_digits() {
    for json in ["18446744073709551616", "1.50", "1e400", "-0", "123456789012345678901234567890"] {
        assert_eq!(leniently::<String>(json).as_deref(), Some(json));
    }
}

#[derive(Debug, PartialEq)]
struct Sent {
    id: OfferId,
    size: Option<i32>,
}

impl Decode for Sent {
    fn decode(from: &mut Reader<'_>) -> Result<Self, Refused> {
        let (mut id, mut size) = (None, None);
        from.object(&["id", "size"], &mut |index, from| match index {
            0 => from.required(&mut id),
            1 => from.optional(&mut size),
            _ => Ok(()),
        })?;
        Ok(Self { id: from.found("id", id)?, size })
    }
}

#[derive(Debug, Default, PartialEq)]
struct Answered {
    id: Option<OfferId>,
    size: Option<i32>,
    is_open: Option<bool>,
    sent: Option<Sent>,
    more: Option<Vec<Answered>>,
    by_name: Option<BTreeMap<String, i32>>,
}

impl ReadFields for Answered {
    fn names(&self) -> &'static [&'static str] {
        &["id", "size", "is_open", "sent", "more", "by_name"]
    }

    fn read_field(&mut self, index: usize, from: &mut Reader<'_>) -> Result<(), Refused> {
        match index {
            0 => from.optional(&mut self.id),
            1 => from.optional(&mut self.size),
            2 => from.optional(&mut self.is_open),
            3 => from.optional(&mut self.sent),
            4 => from.optional(&mut self.more),
            5 => from.optional(&mut self.by_name),
            _ => Ok(()),
        }
    }
}

crate::object!(@in_place Answered);

#[test]
fn what_is_no_object_is_refused_with_what_was_expected() {
    for json in ["[1]", "\"id\"", "7", "null", "true"] {
        let expected =
            format!("expected an object, found {}", if json == "[1]" { "a list" } else { json });
        assert_eq!(read::<Answered>(json, false), Err(expected.clone()));
        assert_eq!(read::<Sent>(json, true), Err(expected));
    }
}

#[test]
fn a_field_of_a_request_is_absent_or_there_but_never_null_or_unknown_or_there_twice() {
    let id = OfferId::new("1");
    for (json, expected) in [
        (r#"{"id":"1"}"#, Ok(Sent { id: id.clone(), size: None })),
        (r#" { "size" : 2.0 , "id" : "1" } "#, Ok(Sent { id: id.clone(), size: Some(2) })),
        (r#"{"id":"1","size":null}"#, Err("size: expected a 32-bit integer, found null")),
        (r#"{"id":null}"#, Err("id: expected a string, found null")),
        (r#"{"size":2}"#, Err("id: expected a required field, found nothing")),
        (
            r#"{"id":"1","new":1}"#,
            Err("new: expected a documented field, found one that is unknown"),
        ),
        (r#"{"id":"1","id":"1"}"#, Err("id: expected a field once, found it twice")),
        (r#"{"id":"1","size":""}"#, Err("size: expected a 32-bit integer, found \"\"")),
    ] {
        assert_eq!(read::<Sent>(json, true), expected.map_err(str::to_owned), "{json}");
    }
}

#[test]
fn a_field_of_a_response_that_is_null_or_empty_is_absent_and_nothing_is_lost() {
    let id = || Some(OfferId::new("1"));
    let inner = Answered { id: id(), ..Answered::default() };
    for (json, expected) in [
        ("{}", Answered::default()),
        (r#"{"id":1}"#, Answered { id: id(), ..Answered::default() }),
        (
            r#"{"id":"1","size":null,"more":null,"new":{},"is_open":null}"#,
            Answered { id: id(), ..Answered::default() },
        ),
        (r#"{"id":[],"size":"","more":"","sent":[],"by_name":[ ]}"#, Answered::default()),
        (r#"{"size":{ },"more":{},"sent":""}"#, Answered::default()),
        (
            r#"{"id":"","more":[],"by_name":{}}"#,
            Answered {
                id: Some(OfferId::new("")),
                more: Some(Vec::new()),
                by_name: Some(BTreeMap::new()),
                ..Answered::default()
            },
        ),
        (
            r#"{"size":"3","more":[null,{"id":1,"size":null}]}"#,
            Answered { size: Some(3), more: Some(vec![inner]), ..Answered::default() },
        ),
    ] {
        assert_eq!(read::<Answered>(json, false), Ok(expected), "{json}");
    }
}

#[test]
fn a_value_of_a_response_that_cannot_be_read_loses_its_field_or_item_and_no_more() {
    let id = |id: &str| Answered { id: Some(OfferId::new(id)), ..Answered::default() };
    for (json, expected, lost) in [
        (r#"{"size":"x","id":"1"}"#, id("1"), vec!["size"]),
        (r#"{"is_open":"","id":"1"}"#, id("1"), vec!["is_open"]),
        (
            r#"{"id":"1","more":[{"id":{"a":[1]}},{"id":"2"},7,{"size":[1]}]}"#,
            Answered {
                more: Some(vec![Answered::default(), id("2"), Answered::default()]),
                ..id("1")
            },
            vec!["more[0].id", "more[2]", "more[3].size"],
        ),
        // What must be there takes its object with it, and what was lost inside is not told twice.
        (r#"{"sent":{"size":"x","id":{}},"id":"1"}"#, id("1"), vec!["sent.id"]),
        (r#"{"sent":{"size":"x"},"id":"1"}"#, id("1"), vec!["sent.id"]),
        (
            r#"{"id":"1","by_name":{"a":1,"b":"x","c":null,"d":""}}"#,
            Answered { by_name: Some(BTreeMap::from([("a".to_owned(), 1)])), ..id("1") },
            vec!["by_name.b", "by_name.d"],
        ),
        (r#"{"id":"1","id":"2"}"#, id("1"), vec!["id"]),
        (r#"{"id":"1","size":5000000000}"#, id("1"), vec!["size"]),
        (
            "{\"id\":\"\\ud800\",\"\\ud800\":1,\"size\":3}",
            Answered { size: Some(3), ..Answered::default() },
            vec!["id"],
        ),
    ] {
        let (found, places) = read_response::<Answered>(json, 0, "").unwrap();
        assert_eq!(found, expected, "{json}");
        assert_eq!(places.iter().map(Mismatch::path).collect::<Vec<_>>(), lost, "{json}");
    }
}

/// Endpoints without anything to say write that in many ways.
#[test]
fn a_response_that_is_empty_has_no_fields_and_one_that_is_no_object_is_lost() {
    for json in ["{}", "[]", "\"\"", " [ ] "] {
        assert_eq!(read_response(json, 0, ""), Ok((Answered::default(), vec![])), "{json}");
    }
    let (found, lost) = read_response::<Answered>("\"text\"", 0, "").unwrap();
    assert_eq!((found, lost.len(), lost[0].path()), (Answered::default(), 1, ""));
    // Of an object nothing is guessed.
    assert!(read_response::<Value>("{\"x\":1e999}", 0, "").is_err());
    let error = read_response::<Sent>("[]", 0, "").unwrap_err();
    assert_eq!(error.to_string(), "expected an object, found a list");
}

/// Neither the memory nor the time that they take is up to the server.
#[test]
fn of_very_many_values_that_cannot_be_read_the_first_are_listed() {
    let json = format!("[{}7]", "[],".repeat(200_000));
    let (list, lost) = read_response::<Vec<i32>>(&json, 0, "data").unwrap();
    assert_eq!((list, lost.len()), (vec![7], MAX_LOST));
    assert_eq!(lost[MAX_LOST - 1].path(), format!("data[{}]", MAX_LOST - 1));
}

#[test]
fn fields_in_any_order_and_many_of_them_are_found() {
    struct Many([Option<i32>; 200]);

    impl ReadFields for Many {
        fn names(&self) -> &'static [&'static str] {
            static NAMES: std::sync::LazyLock<Vec<&'static str>> = std::sync::LazyLock::new(|| {
                (0..200).map(|at| &*Box::leak(format!("f{at}").into_boxed_str())).collect()
            });
            &NAMES
        }

        fn read_field(&mut self, index: usize, from: &mut Reader<'_>) -> Result<(), Refused> {
            from.optional(&mut self.0[index])
        }
    }

    for step in [1, 7, 199] {
        let fields = (0..200).map(|at| at * step % 200).map(|at| format!("\"f{at}\":{at},"));
        let json = format!("{{{}\"f63\":0,\"f64\":0,\"f199\":0}}", fields.collect::<String>());
        let (mut reader, mut many) = (Reader::new(&json, 0, "", false), Many([None; 200]));
        reader.fields(&mut many).unwrap();
        assert_eq!(many.0, std::array::from_fn(|at| i32::try_from(at).ok()));
        let lost: Vec<_> = reader.into_lost().iter().map(|lost| lost.path().to_owned()).collect();
        assert_eq!(lost, ["f63", "f64", "f199"]);
    }
}

#[test]
fn a_message_says_what_was_expected() {
    fn error<T: Decode + Debug>(json: &str, is_strict: bool) -> String {
        read::<T>(json, is_strict).unwrap_err()
    }
    for (error, expected) in [
        (error::<i32>("\"1\"", true), "expected a 32-bit integer, found \"1\""),
        (error::<i64>("1.5", true), "expected a 64-bit integer, found 1.5"),
        (error::<String>("1", true), "expected a string, found 1"),
        (error::<bool>("1", true), "expected a boolean, found 1"),
        (error::<f64>("\"1\"", true), "expected a number, found \"1\""),
        (error::<Vec<i32>>("1", true), "expected a list, found 1"),
        (error::<Vec<i32>>("[1,[]]", true), "[1]: expected a 32-bit integer, found a list"),
        (error::<BTreeMap<String, i32>>("1", true), "expected a map, found 1"),
        (
            error::<i32>("\"x\"", false),
            "expected a 32-bit integer, possibly as a string, found \"x\"",
        ),
        (
            error::<i64>("{\"a\":1}", false),
            "expected a 64-bit integer, possibly as a string, found an object",
        ),
        (error::<f64>("\"x\"", false), "expected a number, possibly as a string, found \"x\""),
        (
            error::<bool>("2", false),
            "expected a boolean, possibly as a number or a string, found 2",
        ),
        (error::<String>("true", false), "expected a string or a number, found true"),
    ] {
        assert_eq!(error, expected);
    }
}

#[test]
fn no_message_repeats_a_secret_that_cannot_be_read() {
    use crate::Secret;

    for (json, is_strict) in [("123456", true), ("true", false), ("\"s3cr3t\\ud800\"", false)] {
        let error = read::<Secret>(json, is_strict).unwrap_err();
        assert!(error.ends_with("found a value that is not shown"), "{error}");
        let list = read::<Vec<Secret>>(&format!("[\"a\",{json}]"), is_strict).unwrap_err();
        assert!(list.starts_with("[1]: expected") && list.ends_with("not shown"), "{list}");
    }
    let secret: Secret = serde_json::from_str("\"s3cr3t\"").unwrap();
    assert_eq!((secret.expose(), to_json(&secret)), ("s3cr3t", b"\"s3cr3t\"".to_vec()));
}

#[test]
fn a_boolean_in_a_box_is_read_as_one_outside() {
    let (mut open, mut boxed) = (None::<bool>, None::<Box<bool>>);
    for json in ["\"\"", "[]"] {
        let mut reader = Reader::new(json, 0, "", false);
        reader.optional(&mut open).unwrap();
        let lost = reader.into_lost();
        let mut reader = Reader::new(json, 0, "", false);
        reader.optional(&mut boxed).unwrap();
        assert_eq!((lost.len(), lost), (1, reader.into_lost()), "{json}");
    }
}

#[test]
fn values_are_written_as_another_writer_writes_them() {
    let texts = [
        "",
        "张三",
        "a\"b\\c/d",
        "\u{0}\u{1}\u{8}\u{9}\u{a}\u{b}\u{c}\u{d}\u{1f}\u{7f}\u{2028}\u{1F600}",
        "\n\n",
        "x\ny",
    ];
    for text in texts {
        assert_eq!(to_json(&text.to_owned()), serde_json::to_vec(text).unwrap(), "{text:?}");
    }
    for number in [0, 7, -1, 10, 1_618_500_278_645, i64::MAX, i64::MIN] {
        assert_eq!(to_json(&number), serde_json::to_vec(&number).unwrap());
    }
    for number in [0.0, -0.0, 1.5, 1e300, 1e-7, f64::MIN_POSITIVE, f64::NAN, f64::INFINITY] {
        assert_eq!(to_json(&number), serde_json::to_vec(&number).unwrap());
    }
    let map = BTreeMap::from([("a\n".to_owned(), vec![vec![1], vec![]]), ("b".to_owned(), vec![])]);
    assert_eq!(to_json(&map), serde_json::to_vec(&map).unwrap());
    let value = json!({"a": [1, null, {"b": [true, false, "x"]}, {}], "c": {"d": 1.5}});
    assert_eq!(to_json(&value), serde_json::to_vec(&value).unwrap());
}

/// By way of serde, values reach writers of every kind, and come from readers of every kind.
#[test]
fn what_serde_writes_is_the_json_of_the_value_and_is_read_back() {
    struct Any(Value);

    impl serde_core::Serialize for Any {
        fn serialize<S: serde_core::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serialize(&self.0, serializer)
        }
    }

    for json in [
        "null",
        "true",
        "false",
        "0",
        "-7",
        "18446744073709551615",
        "1.5",
        "1e300",
        "\"a\\n\\u0001\"",
        "[]",
        "{}",
        r#"[1,[],{"a":null,"b\"":[{}]}]"#,
        r#"{"z":1,"a":{"b":[true,2]}}"#,
    ] {
        let value: Value = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_value(Any(value.clone())).unwrap(), value, "{json}");
        let text = serde_json::to_string(&Any(value.clone())).unwrap();
        assert_eq!(text, serde_json::to_string(&value).unwrap());
        assert_eq!(deserialize_request::<Value, _>(&value).unwrap(), value);
        let mut text = serde_json::Deserializer::from_str(json);
        assert_eq!(deserialize_response::<Value, _>(&mut text).unwrap(), value);
    }
}
