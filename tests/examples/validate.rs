//! What local validation costs: `validate()` beside `is_valid` of `jsonschema` on a ready JSON value, for every request.
//!
//! `cargo run --release -p feishu-tests --example validate`. Both check the same value in one run, the richest of some
//! hundred that the strategies make, and each figure is the least of many rounds. Allocations are counted.

#![allow(clippy::expect_used, clippy::print_stdout, reason = "a program of measurements")]

use std::hint::black_box;
use std::time::Instant;

use feishu_core::Validate;
use feishu_tests::oracle::encode;
use feishu_tests::samples::{sample, seeded};
use serde_json::Value as Json;

/// Nanoseconds of a call: the least of many rounds.
fn nanoseconds(mut call: impl FnMut()) -> f64 {
    const CALLS: u32 = 2_000;
    let round = |call: &mut dyn FnMut()| {
        let start = Instant::now();
        for _ in 0..CALLS {
            call();
        }
        start.elapsed().as_secs_f64() * 1e9 / f64::from(CALLS)
    };
    (0..60).map(|_| round(&mut call)).fold(f64::INFINITY, f64::min)
}

struct Measured {
    name: &'static str,
    ours: f64,
    theirs: f64,
    allocations: u64,
}

fn measure<T: Validate + serde::Serialize>(
    name: &'static str,
    schema: &str,
    value: &T,
) -> Measured {
    let json: Json = encode(value);
    let schema: Json = serde_json::from_str(schema).expect("a schema");
    let validator = jsonschema::validator_for(&schema).expect("a valid schema");
    assert!(feishu_core::validate(value).is_ok() && validator.is_valid(&json), "{name}: {json}");
    let counted = allocation_counter::measure(|| {
        black_box(feishu_core::validate(black_box(value)).is_ok());
    });
    let allocations = counted.count_total;
    let ours = nanoseconds(|| {
        black_box(feishu_core::validate(black_box(value)).is_ok());
    });
    let theirs = nanoseconds(|| {
        black_box(validator.is_valid(black_box(&json)));
    });
    Measured { name, ours, theirs, allocations }
}

macro_rules! measure_all {
    ($($product:ident { $($module:ident: $type:ident = $schema:ident;)+ })+) => {
        vec![$($({
            use feishu_tests::products::$product::{schemas, strategies::$module as generated};

            let mut runner = seeded();
            let values = (0..300).map(|_| sample(&generated::valid(), &mut runner));
            let richest = values.max_by_key(|value| encode(value).to_string().len());
            measure(stringify!($type), schemas::$schema, &richest.expect("a value"))
        }),+),+]
    };
}

fn main() {
    let mut measured: Vec<Measured> = feishu_tests::product_requests!(measure_all);
    measured.sort_by(|one, other| (one.theirs / one.ours).total_cmp(&(other.theirs / other.ours)));
    println!("| request | `validate()`, ns | `is_valid`, ns | times faster | allocations |");
    println!("|---|---|---|---|---|");
    for Measured { name, ours, theirs, allocations } in &measured {
        println!("| {name} | {ours:.1} | {theirs:.1} | {:.1} | {allocations} |", theirs / ours);
    }
    let ratio = |at: usize| measured.get(at).map_or(f64::NAN, |one| one.theirs / one.ours);
    println!("\nworst {:.1}, median {:.1} times faster", ratio(0), ratio(measured.len() / 2));
}
