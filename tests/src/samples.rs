//! Values of strategies, the same in every run: for tests that enumerate rather than sample.

use std::fmt;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, RngSeed, TestRunner};
use serde::Serialize;
use serde_json::Value as Json;

use crate::oracle::encode;

/// A runner that makes the same values every time.
pub fn seeded() -> TestRunner {
    TestRunner::new(Config {
        // As in `proptest_config`.
        rng_algorithm: RngAlgorithm::XorShift,
        rng_seed: RngSeed::Fixed(20241203),
        failure_persistence: None,
        ..Config::default()
    })
}

/// A value of a strategy.
///
/// # Panics
///
/// When the strategy filters too much to find one.
pub fn sample<T: fmt::Debug>(strategy: &impl Strategy<Value = T>, runner: &mut TestRunner) -> T {
    match strategy.new_tree(runner) {
        Ok(tree) => tree.current(),
        Err(reason) => panic!("no value: {reason}"),
    }
}

/// This many values of a strategy, as JSON.
pub fn samples<T: fmt::Debug + Serialize>(
    strategy: impl Strategy<Value = T>,
    count: usize,
) -> Vec<Json> {
    let mut runner = seeded();
    (0..count).map(|_| encode(&sample(&strategy, &mut runner))).collect()
}
