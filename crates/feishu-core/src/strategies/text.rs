//! Strings: identifiers, names in any script, and what a pattern does and does not match.

use std::fmt;
use std::ops::RangeInclusive;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::string::string_regex;

use crate::rules::Pattern;

/// Identifiers: mostly digits, as the platform issues them, sometimes other printable strings.
/// Never empty, `.` or `..`, which cannot be path segments.
pub fn id<I: From<String> + fmt::Debug>() -> impl Strategy<Value = I> + Clone {
    let other = proptest::collection::vec(printable(), 1..=24)
        .prop_map(String::from_iter)
        .prop_filter("a path segment", |text| text != "." && text != "..");
    prop_oneof![
        4 => proptest::collection::vec(proptest::char::range('0', '9'), 1..=20)
            .prop_map(String::from_iter),
        1 => other,
    ]
    .prop_map(I::from)
}

/// Any string, often Chinese, possibly empty, possibly with hidden characters.
pub fn text() -> impl Strategy<Value = String> + Clone {
    chars(0..=32)
}

/// Secrets: any string.
pub fn secret() -> impl Strategy<Value = crate::Secret> + Clone {
    text().prop_map(crate::Secret::from)
}

/// Strings with this many Unicode scalar values, of one to four bytes each.
pub fn chars(range: RangeInclusive<usize>) -> impl Strategy<Value = String> + Clone {
    proptest::collection::vec(character(), range).prop_map(String::from_iter)
}

/// Strings that `pattern` matches.
pub fn matching(pattern: &'static str) -> impl Strategy<Value = String> + Clone {
    let rule = Arc::new(Pattern::new(pattern));
    generated(pattern).prop_filter("matches the pattern", move |text| rule.is_match(text))
}

/// Strings that `pattern` does not match: some arbitrary, most nearly right. A pattern that matches
/// every string makes the strategy give up.
pub fn not_matching(pattern: &'static str) -> impl Strategy<Value = String> + Clone {
    let rule = Arc::new(Pattern::new(pattern));
    let nearly = (generated(pattern), character(), any::<prop::sample::Index>(), 0..5_u8);
    let nearly = nearly.prop_map(|(text, extra, at, change)| {
        let mut characters: Vec<char> = text.chars().collect();
        let at = at.index(characters.len() + 1);
        match change {
            0 => characters.insert(at, extra),
            1 => characters.truncate(at),
            2 => characters.push('\n'),
            3 => characters.extend_from_within(..),
            _ => match characters.get_mut(at) {
                Some(character) => *character = extra,
                None => characters.insert(0, extra),
            },
        }
        String::from_iter(characters)
    });
    prop_oneof![3 => nearly, 1 => text(), 1 => Just(String::new())]
        .prop_filter("does not match the pattern", move |text| !rule.is_match(text))
}

/// A value that an open enumeration does not list; some differ from a known one only in case.
pub fn unknown_value(known: &'static [&'static str]) -> impl Strategy<Value = String> + Clone {
    let cased = any::<prop::sample::Index>().prop_map(move |index| match known {
        [] => String::new(),
        known => {
            let value = known[index.index(known.len())];
            let upper = value.to_uppercase();
            if upper == value { value.to_lowercase() } else { upper }
        }
    });
    prop_oneof![1 => cased, 3 => text()]
        .prop_filter("a value that is not known", |value| !known.contains(&value.as_str()))
}

/// A number that an open numeric enumeration does not list; `known` are its values as strings.
pub fn unknown_number(known: &'static [&'static str]) -> impl Strategy<Value = i32> + Clone {
    prop_oneof![-10..1000_i32, any::<i32>()]
        .prop_filter("a number that is not known", move |number| {
            !known.contains(&number.to_string().as_str())
        })
}

fn printable() -> impl Strategy<Value = char> + Clone {
    prop_oneof![
        proptest::char::range(' ', '~'),
        proptest::char::range('\u{4e00}', '\u{9fff}'),
        prop::sample::select(vec!['/', '%', '?', '#', '.', ':', '&', '+', '\\']),
    ]
}

fn character() -> impl Strategy<Value = char> + Clone {
    prop_oneof![
        4 => proptest::char::range('\u{4e00}', '\u{9fff}'),
        4 => proptest::char::range(' ', '~'),
        // Four bytes in UTF-8 and two units in UTF-16: where counts go wrong.
        1 => proptest::char::range('\u{1f600}', '\u{1f64f}'),
        1 => any::<char>(),
    ]
}

/// Strings generated from the expression, or arbitrary ones if `proptest` does not support it.
fn generated(pattern: &'static str) -> BoxedStrategy<String> {
    // It does not know anchors, and generates strings as if there were one at each end.
    let body = pattern.strip_prefix('^').unwrap_or(pattern);
    let body = match body.strip_suffix('$') {
        Some(start) if !start.ends_with('\\') => start,
        _ => body,
    };
    match string_regex(body) {
        Ok(strategy) => strategy.boxed(),
        Err(_) => text().boxed(),
    }
}
