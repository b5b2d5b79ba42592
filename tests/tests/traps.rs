//! Where languages read JSON, or a schema, differently: each trap is shown to be one, and that our
//! schemas avoid it. Where no schema can, the test says what the difference is.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::sync::{Arc, mpsc};

use feishu_core::Validate;
use feishu_hire::{CreateExternalReferralReward, UpdateExternalOffer};
use feishu_tests::judges::{Case, decide};
use feishu_tests::tools;
use kitchen::ReplaceDish;
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};

/// What all make of a text, a letter each: the Rust type, `jsonschema` for Rust, the same for
/// Python, and `ajv`. `y` valid, `n` invalid, `?` not JSON.
fn judge<T: DeserializeOwned + Validate>(
    schema: &str,
    texts: impl IntoIterator<Item = String>,
) -> Option<Vec<String>> {
    let (mut python, mut node) = (tools::python_judge()?, tools::node_judge()?);
    python.arg(tools::script("judge.py"));
    node.arg(tools::script("judge.mjs"));
    let case = Arc::new(Case::new::<T>("trap", schema, texts.into_iter().collect()));
    let [python, node] = [python, node].map(|judge| {
        let (sender, receiver) = mpsc::channel();
        sender.send(Arc::clone(&case)).expect("a receiver");
        drop(sender);
        decide(judge, &receiver).expect("a judge").remove(0).1
    });
    let all =
        case.by_type.chars().zip(case.by_schema.chars()).zip(python.chars().zip(node.chars()));
    Some(all.map(|((t, s), (p, n))| String::from_iter([t, s, p, n])).collect())
}

/// The sample dish, with one field as it is written here.
fn dish(field: &str, value: &str) -> String {
    let schema: Json = serde_json::from_str(kitchen::schemas::DISH_REPLACE_REQUEST).expect("JSON");
    let mut sample = schema["examples"][0].clone();
    sample.as_object_mut().expect("an object").remove(field);
    let sample = sample.to_string();
    format!("{{\"{field}\":{value},{}", &sample[1..])
}

/// What all make of dishes with such a field.
fn dishes(field: &str, values: &[&str]) -> Option<Vec<String>> {
    let texts = values.iter().map(|value| dish(field, value));
    judge::<ReplaceDish>(kitchen::schemas::DISH_REPLACE_REQUEST, texts)
}

/// What the three validators make of texts by a schema that is not ours. The letter of a type goes
/// first, as for ours, and says whether the text is JSON.
fn by(schema: &Json, texts: &[&str]) -> Option<Vec<String>> {
    judge::<Json>(&schema.to_string(), texts.iter().map(ToString::to_string))
}

#[test]
fn digits_are_ten_and_not_those_of_every_script() {
    let arabic = r#""١٢""#;
    let Some(trap) = by(&json!({ "type": "string", "pattern": "^\\d+$" }), &["\"12\"", arabic])
    else {
        return;
    };
    assert_eq!(trap, ["yyyy", "ynyn"], "to Python, `\\d` is any digit of Unicode");
    let times = dishes("made_at", &["\"12\"", arabic, "\"１２\""]).expect("judges");
    assert_eq!(times, ["yyyy", "nnnn", "nnnn"]);
    let codes = dishes("code", &["\"ABC-12\"", "\"ABC-١٢\""]).expect("judges");
    assert_eq!(codes, ["yyyy", "nnnn"]);
}

#[test]
fn the_end_of_a_text_is_not_before_its_last_line_break() {
    let broken = [r#""12\n""#, r#""12\r\n""#, r#""12\n\n""#, r#""\n12""#];
    let Some(trap) = by(&json!({ "type": "string", "pattern": "^[0-9]+$" }), &broken[..1]) else {
        return;
    };
    assert_eq!(trap, ["ynyn"], "to Python, `$` also matches before the last line break");
    assert_eq!(dishes("made_at", &broken).expect("judges"), ["nnnn"; 4]);
    assert_eq!(
        dishes("code", &[r#""ABC-12""#, r#""ABC-12\n""#]).expect("judges"),
        ["yyyy", "nnnn"]
    );
    let offer =
        |time: &str| format!(r#"{{"external_application_id":"1","biz_create_time":{time}}}"#);
    let schema = feishu_hire::schemas::EXTERNAL_OFFER_UPDATE_REQUEST;
    let offers = judge::<UpdateExternalOffer>(schema, [offer(r#""12""#), offer(broken[0])]);
    assert_eq!(offers.expect("judges"), ["yyyy", "nnnn"]);
}

#[test]
fn a_length_counts_code_points_and_not_what_a_language_stores() {
    // At most three: one to four bytes each, one or two units of UTF-16, and an accent that is a
    // character of its own.
    let texts =
        ["\"abc\"", "\"😀😀😀\"", "\"😀😀😀😀\"", "\"e\u{301}e\u{301}\"", r#""\ud83d\ude00aa""#];
    let Some(mottos) = dishes("motto", &texts) else { return };
    assert_eq!(mottos, ["yyyy", "yyyy", "nnnn", "nnnn", "yyyy"]);
    // A dot would be another matter; the schemas have character classes, in which one code point is
    // one.
    let whole = by(&json!({ "type": "string", "pattern": "^[^a]$" }), &["\"😀\""]).expect("judges");
    assert_eq!(whole, ["yyyy"]);
}

/// No Rust string can hold one, so none is ever sent; no keyword can tell others to refuse it.
#[test]
fn half_a_surrogate_pair_is_text_to_some_and_not_even_json_to_rust() {
    let Some(verdicts) = dishes("motto", &[r#""\ud83d""#]) else { return };
    assert_eq!(verdicts, ["??yy"]);
}

#[test]
fn formats_say_something_to_people_and_bounds_to_machines() {
    let texts = ["2147483647", "2147483648", "-2147483649"];
    let Some(trap) = by(&json!({ "type": "integer", "format": "int32" }), &texts[1..]) else {
        return;
    };
    assert_eq!(trap, ["yyyy"; 2], "a format refuses nothing");
    assert_eq!(dishes("offset", &texts).expect("judges"), ["yyyy", "nnnn", "nnnn"]);
}

#[test]
fn an_integer_may_be_written_with_a_fraction_of_zero() {
    let Some(counts) = dishes("count", &["1", "1.0", "1e0", "10e-1", "1.5", "\"1\"", "true"])
    else {
        return;
    };
    assert_eq!(counts, ["yyyy", "yyyy", "yyyy", "yyyy", "nnnn", "nnnn", "nnnn"]);
    let heats = dishes("heat", &["1", "1.0", "-3.0", "1.5", "true", "\"1\""]).expect("judges");
    assert_eq!(heats, ["yyyy", "yyyy", "yyyy", "nnnn", "nnnn", "nnnn"]);
}

#[test]
fn minus_zero_is_zero() {
    let Some(offsets) = dishes("offset", &["-0", "-0.0", "0"]) else { return };
    assert_eq!(offsets, ["yyyy"; 3]);
    assert_eq!(dishes("price", &["-0", "-0.0"]).expect("judges"), ["yyyy"; 2]);
    assert_eq!(dishes("made_at", &["\"-0\""]).expect("judges"), ["nnnn"]);
}

/// Rust's reader of JSON refuses such a number; others read infinity, which the bounds of every
/// number refuse.
#[test]
fn a_number_beyond_every_number_is_refused() {
    let huge = ["1e400", "-1e400"];
    let Some(trap) = by(&json!({ "type": "number" }), &huge[..1]) else { return };
    assert_eq!(trap, ["??yn"], "Python takes infinity for a number");
    for field in ["ratio", "price", "total", "count"] {
        assert_eq!(dishes(field, &huge).expect("judges"), ["??nn"; 2], "{field}");
    }
    let schema = feishu_hire::schemas::EXTERNAL_REFERRAL_REWARD_CREATE_REQUEST;
    let reward = |amount: &str| {
        let mut reward = serde_json::from_str::<Json>(schema).expect("JSON")["examples"][0].clone();
        reward["bonus"] =
            json!({ "bonus_type": 2, "cash": { "currency_type": "CNY", "amount": 0 } });
        reward.to_string().replace("\"amount\":0", &format!("\"amount\":{amount}"))
    };
    let rewards = judge::<CreateExternalReferralReward>(schema, ["1.5", "-1", "1e400"].map(reward));
    assert_eq!(rewards.expect("judges"), ["yyyy", "nnnn", "??nn"]);
}

/// A reader keeps the last, as all three validators do. Rust reads a request into a type only in
/// tests, and then refuses.
#[test]
fn of_a_name_that_stands_twice_the_last_counts() {
    let texts = [r#"1,"count":99"#, r#"99,"count":1"#];
    let Some(verdicts) = dishes("count", &texts) else { return };
    assert_eq!(verdicts, ["nnnn", "yyyy"]);
    let error = serde_json::from_str::<ReplaceDish>(&dish("count", texts[1])).expect_err("refused");
    assert!(error.to_string().contains("found it twice"), "{error}");
}
/// Doubles cannot tell 2^53 from 2^53 + 1, so no bound of an integer may lie beyond 2^53 - 1.
#[test]
fn no_integer_lies_where_doubles_have_gaps() {
    const SAFE: i64 = (1 << 53) - 1;
    let edge = SAFE.to_string();
    let beyond = [
        "9007199254740992",
        "9007199254740993",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775809",
        "18446744073709551616",
    ];
    let Some(serials) = dishes("serial", &[&edge, &format!("-{edge}")]) else { return };
    assert_eq!(serials, ["yyyy"; 2]);
    for field in ["serial", "kebab-case"] {
        assert_eq!(dishes(field, &beyond).expect("judges"), ["nnnn"; 6], "{field}");
    }
}
