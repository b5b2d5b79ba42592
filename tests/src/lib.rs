//! What the tests across crates share: the types and the oracles, the ways to spoil JSON, a server
//! that only listens, and the programs of others.

#![allow(clippy::panic, reason = "what helps a test fails as a test does")]

/// Macros over lists of the types that calls are made of. They come first, as macros must.
#[macro_use]
#[rustfmt::skip]
mod generated {
    #[macro_use]
    mod kitchen;
    #[macro_use]
    mod product;
}

pub mod judges;
pub mod normal;
pub mod oracle;
pub mod products;
pub mod recorder;
pub mod samples;
pub mod spoil;
pub mod tools;

use proptest::test_runner::{Config, FileFailurePersistence, RngAlgorithm};

/// The settings of every property test: what failed once is kept beside the test and tried first
/// from then on.
pub fn proptest_config() -> Config {
    let beside_the_test = FileFailurePersistence::WithSource("regressions");
    Config {
        failure_persistence: Some(Box::new(beside_the_test)),
        // The default is fit for secrets, and takes most of the time of a test in a debug build.
        rng_algorithm: RngAlgorithm::XorShift,
        ..Config::default()
    }
}

/// The Rust of the READMEs compiles.
#[cfg(doctest)]
mod readmes {
    #[doc = include_str!("../../README.md")]
    mod english {}

    #[doc = include_str!("../../README.zh-CN.md")]
    mod chinese {}
}
