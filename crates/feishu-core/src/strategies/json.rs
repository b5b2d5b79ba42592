//! Arbitrary JSON.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Map, Value};

use super::text::text;
use crate::rules::EXACT;

/// Any JSON value, of bounded depth and size.
pub fn json() -> impl Strategy<Value = Value> + Clone {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-100..100_i64).prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        finite().prop_map(Value::from),
        text().prop_map(Value::from),
        "[0-9]{1,20}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::btree_map(text(), inner, 0..6)
                .prop_map(|entries: BTreeMap<_, _>| Value::from(Map::from_iter(entries))),
        ]
    })
}

/// Numbers that JSON can express and that survive a round trip.
pub fn finite() -> impl Strategy<Value = f64> + Clone {
    prop_oneof![
        3 => (-1_000_000..1_000_000_i32).prop_map(|number| f64::from(number) / 64.0),
        1 => (-1000..1000_i32).prop_map(f64::from),
        1 => proptest::num::f64::NORMAL | proptest::num::f64::SUBNORMAL | proptest::num::f64::ZERO,
    ]
}

/// Integers that every JSON reader reads as the same number, including the limits.
pub fn exact() -> impl Strategy<Value = i64> + Clone {
    let ends = prop::sample::select(vec![*EXACT.start(), *EXACT.end(), 0, -1]);
    prop_oneof![4 => EXACT, 2 => -1000..1000_i64, 1 => ends]
}

/// Integers that some readers round.
pub fn not_exact() -> impl Strategy<Value = i64> + Clone {
    prop_oneof![i64::MIN..*EXACT.start(), EXACT.end() + 1..=i64::MAX]
}

/// Numbers that JSON cannot express.
pub fn not_finite() -> impl Strategy<Value = f64> + Clone {
    prop::sample::select(vec![f64::NAN, f64::INFINITY, f64::NEG_INFINITY])
}
