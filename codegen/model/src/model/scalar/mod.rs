//! Scalars of the format, and what every output asks of one.
//!
//! They are rows of `table`. Outputs ask a scalar for its facts and do not ask which one it is. The few that some code
//! means by name have a constant.

mod row;
mod table;

pub use self::row::{Argument, Enforced, Form, Row, Rust, Scalar, TypeCheck, Unit, Wire};
pub use self::table::{ALL, BOOL, F64, I32, I64, JSON, SECRET, STRING};

impl Scalar {
    /// The scalar of a word.
    pub fn find(word: &str) -> Option<Self> {
        ALL.iter().copied().find(|scalar| scalar.word == word)
    }

    /// The scalar of this wire form and unit; the plainest if there are several.
    pub fn on_the_wire(wire: Wire, unit: Option<Unit>) -> Option<Self> {
        ALL.iter().copied().find(|scalar| scalar.wire == wire && scalar.unit == unit)
    }

    /// The words of all scalars for which `is` holds, as a sentence lists them.
    pub fn words(is: impl Fn(&Row) -> bool) -> String {
        let words = ALL.iter().filter(|scalar| is(scalar)).map(|scalar| scalar.word);
        words.collect::<Vec<_>>().join(", ")
    }

    /// The pattern that every field of the type must match that is sent, as if it were a rule of the field.
    pub fn implied_pattern(self) -> Option<&'static str> {
        let form = self.0.form.as_ref();
        form.filter(|form| form.enforced == Enforced::ByField).map(|form| form.pattern)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value as Json;

    use super::*;
    use crate::pattern;

    #[test]
    fn words_are_unique() {
        let words: BTreeSet<_> = ALL.iter().map(|scalar| scalar.word).collect();
        assert_eq!(words.len(), ALL.len());
    }

    #[test]
    fn samples_are_valid_values() {
        for scalar in ALL {
            let sample: Json = serde_json::from_str(scalar.sample).unwrap();
            assert!(scalar.wire.takes(&sample), "{}", scalar.word);
            if let Some(form) = &scalar.form {
                let pattern = regex_lite::Regex::new(form.pattern).unwrap();
                assert!(pattern.is_match(sample.as_str().unwrap()), "{}", scalar.word);
            }
        }
    }

    #[test]
    fn patterns_mean_the_same_in_every_language() {
        for form in ALL.iter().filter_map(|scalar| scalar.form.as_ref()) {
            assert_eq!(pattern::problem(form.pattern).map(|problem| problem.what), None);
        }
    }

    #[test]
    fn a_form_of_digits_says_how_many_its_pattern_takes() {
        for form in ALL.iter().filter_map(|scalar| scalar.form.as_ref()) {
            let Some(digits) = form.digits else { continue };
            let pattern = regex_lite::Regex::new(form.pattern).unwrap();
            let longest = "9".repeat(digits as usize);
            assert!(pattern.is_match(&longest), "{}", form.what);
            assert!(!pattern.is_match(&format!("{longest}9")), "{}", form.what);
        }
    }

    /// The runtime, the command line and the emulator know the pattern alone.
    #[test]
    fn the_words_for_a_pattern_are_those_of_its_scalar() {
        for form in ALL.iter().filter_map(|scalar| scalar.form.as_ref()) {
            let meaning = feishu_text::pattern::meaning(form.pattern).unwrap_or_default();
            assert!(meaning.starts_with(form.what), "{}: {meaning}", form.what);
        }
    }

    #[test]
    fn only_strings_have_a_form_and_only_what_is_enforced_by_type_has_its_own_check() {
        for scalar in ALL.iter().filter(|scalar| scalar.form.is_some()) {
            assert_eq!(scalar.wire, Wire::Text, "{}", scalar.word);
            let by_field = scalar.implied_pattern().is_some();
            assert_eq!(by_field, scalar.rust.check.is_none(), "{}", scalar.word);
        }
    }
}
