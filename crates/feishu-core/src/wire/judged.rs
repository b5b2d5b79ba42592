//! The reader against `serde_json`, which judges the same bytes.
//!
//! A short run belongs to the tests. A long one: `FUZZ_MINUTES=60 cargo test --release -p feishu-core --lib judged`.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::*;

/// Rounds of the short run.
const ROUNDS: u64 = 30_000;

/// The same type twice: read by the codec, and by what serde derives.
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Twin {
    text: Option<String>,
    small: Option<i32>,
    large: Option<i64>,
    float: Option<f64>,
    flag: Option<bool>,
    list: Option<Vec<i64>>,
    map: Option<BTreeMap<String, String>>,
    inner: Option<Vec<Inner>>,
    any: Option<Value>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Inner {
    id: String,
    #[serde(default)]
    size: Option<i32>,
}

impl ReadFields for Twin {
    fn names(&self) -> &'static [&'static str] {
        &["text", "small", "large", "float", "flag", "list", "map", "inner", "any"]
    }

    fn read_field(&mut self, index: usize, from: &mut Reader<'_>) -> Result<(), Refused> {
        match index {
            0 => from.optional(&mut self.text),
            1 => from.optional(&mut self.small),
            2 => from.optional(&mut self.large),
            3 => from.optional(&mut self.float),
            4 => from.optional(&mut self.flag),
            5 => from.optional(&mut self.list),
            6 => from.optional(&mut self.map),
            7 => from.optional(&mut self.inner),
            8 => from.optional(&mut self.any),
            _ => Ok(()),
        }
    }
}

crate::object!(@in_place Twin);

impl Decode for Inner {
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

/// Values that each field is tried with, right and wrong.
const VALUES: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "-0",
    "7",
    "-1",
    "1.0",
    "1.5",
    "1e2",
    "1e400",
    "2147483647",
    "2147483648",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "18446744073709551616",
    "\"\"",
    "\"7\"",
    "\"true\"",
    "\"a\\n\\u00e9\\ud83d\\ude00\"",
    "\"\\ud800\"",
    "\"张三\"",
    "[]",
    "[1,2]",
    "[1,\"2\",null]",
    "[[]]",
    "{}",
    "{\"a\":\"b\"}",
    "{\"a\":1,\"b\":null}",
    "[{\"id\":\"1\"}]",
    "[{\"id\":1,\"size\":\"3\"},{}]",
    "[{\"id\":\"1\",\"size\":null}]",
    "[null,{\"id\":\"x\",\"size\":2}]",
];

const NAMES: &[&str] = &[
    "text",
    "small",
    "large",
    "float",
    "flag",
    "list",
    "map",
    "inner",
    "any",
    "other",
    "te\\u0078t",
];

const PIECES: &[&str] = &[
    ",", ":", "{", "}", "[", "]", "\"", "\\", " ", "\t", "1", "-", ".", "e", "null", "\u{a0}",
    "\u{0}",
];

/// An object, often valid, often with a mistake.
fn document(random: &mut fastrand::Rng) -> String {
    let space = |random: &mut fastrand::Rng| if random.u8(..8) == 0 { " \n" } else { "" };
    let mut text = String::from("{");
    for at in 0..random.usize(..7) {
        if at > 0 {
            text.push(',');
        }
        let (name, value) =
            (NAMES[random.usize(..NAMES.len())], VALUES[random.usize(..VALUES.len())]);
        let (before, between) = (space(random), space(random));
        text += &format!("{before}\"{name}\"{between}:{between}{value}{before}");
    }
    text.push('}');
    if random.u8(..4) == 0 {
        let mut places: Vec<_> = text.char_indices().map(|(at, _)| at).collect();
        places.push(text.len());
        let at = places[random.usize(..places.len())];
        match random.u8(..3) {
            0 => text.truncate(at),
            1 => text.insert_str(at, PIECES[random.usize(..PIECES.len())]),
            _ if at < text.len() => drop(text.remove(at)),
            _ => {}
        }
    }
    text
}

/// What a run reached, to show that it is not all refused.
#[derive(Debug, Default)]
struct Reached {
    grammar: u64,
    strict: u64,
    lenient: u64,
    lost: u64,
}

fn judge(text: &str, reached: &mut Reached) {
    let bytes = text.as_bytes();
    let end = scan::value_end(bytes, 0).map(|end| scan::blank(bytes, end));
    let is_json = end == Some(bytes.len());
    assert_eq!(is_json, serde_json::from_str::<&RawValue>(text).is_ok(), "{text}");
    if !is_json {
        return;
    }
    reached.grammar += 1;
    let theirs = serde_json::from_str::<Twin>(text);
    let mut reader = Reader::new(text, 0, "", true);
    let mut strict = Twin::decode(&mut reader);
    // Theirs reads a `null` that is any JSON as absent.
    if let Ok(ours) = &mut strict {
        ours.any = ours.any.take().filter(|any| !any.is_null());
    }
    if let Ok(ours) = &strict {
        reached.strict += 1;
        // A whole number in another notation is one here; where it is none, both read alike.
        match &theirs {
            Ok(theirs) => assert_eq!(ours, theirs, "{text}"),
            Err(error) => assert!(error.to_string().contains("floating point"), "{error}: {text}"),
        }
    } else if let Ok(theirs) = &theirs {
        // Theirs takes `null` for an absent field, and a field that is not there for a list.
        let why = strict.map_err(|refused| reader.mismatch(refused)).unwrap_err();
        assert_eq!(why.found(), "null", "{why}: {text} is {theirs:?}");
    }
    let (ours, lost) = read_response::<Twin>(text, 0, "").expect("every field may be absent");
    reached.lost += lost.len() as u64;
    if let Ok(theirs) = theirs {
        reached.lenient += 1;
        assert_eq!((&ours, lost.len()), (&theirs, 0), "{text}: {lost:?}");
    }
    for lost in lost {
        assert!(NAMES.iter().any(|name| lost.path().starts_with(name)), "{lost}: {text}");
    }
}

#[test]
fn the_reader_and_another_one_judge_the_same_bytes_alike() {
    let minutes = std::env::var("FUZZ_MINUTES").ok().and_then(|minutes| minutes.parse().ok());
    let end = minutes.map(|minutes: u64| Instant::now() + Duration::from_secs(60 * minutes));
    let seed = std::env::var("FUZZ_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = seed.unwrap_or_else(|| if end.is_some() { fastrand::u64(..) } else { 7 });
    let mut random = fastrand::Rng::with_seed(seed);
    let (mut reached, mut rounds) = (Reached::default(), 0_u64);
    while end.map_or(rounds < ROUNDS, |end| Instant::now() < end) {
        judge(&document(&mut random), &mut reached);
        rounds += 1;
    }
    println!("seed {seed}, {rounds} rounds: {reached:?}");
    let Reached { grammar, strict, lenient, lost } = reached;
    assert!(
        grammar > rounds / 2
            && strict > rounds / 100
            && lenient > rounds / 100
            && lost > rounds / 10
    );
}
