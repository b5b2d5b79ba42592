//! Strategies that generated property tests build on.
