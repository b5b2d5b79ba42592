//! Strategies for generated property tests: values that satisfy all rules, and values that violate
//! exactly one.

mod json;
mod list;
mod text;
mod time;

use std::fmt;

use proptest::prelude::*;

pub use json::{exact, finite, json, not_exact, not_finite};
pub use list::{distinct, repeating};
pub use text::{chars, id, matching, not_matching, secret, text, unknown_number, unknown_value};
pub use time::{
    date, not_date, not_exact_unix_millis_number, not_unix_millis, unix_millis, unix_millis_number,
};

/// Values of `T` that violate one rule at one pointer and satisfy all others.
pub struct Broken<T> {
    /// JSON Pointer to the invalid value.
    pub pointer: String,
    /// Name of the rule, see [`Rule::name`](crate::Rule::name).
    pub rule: &'static str,
    /// The values.
    pub strategy: BoxedStrategy<T>,
}

impl<T: fmt::Debug + 'static> Broken<T> {
    /// The values of `valid`, each changed by `set` with a value of `broken`.
    pub fn new<B: fmt::Debug + 'static>(
        pointer: impl Into<String>,
        rule: &'static str,
        valid: impl Strategy<Value = T> + 'static,
        broken: impl Strategy<Value = B> + 'static,
        set: impl Fn(&mut T, B) + 'static,
    ) -> Self {
        let strategy = (valid, broken).prop_map(move |(mut value, broken)| {
            set(&mut value, broken);
            value
        });
        Self { pointer: pointer.into(), rule, strategy: strategy.boxed() }
    }
}

impl<T> fmt::Debug for Broken<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Broken")
            .field("pointer", &self.pointer)
            .field("rule", &self.rule)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
