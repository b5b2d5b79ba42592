//! Rules of fields: what each kind allows, and what every output asks of it.
//!
//! The kinds are rows of `table`. Outputs ask a rule for its facts and do not ask which one it is. What they do tell
//! apart is what a rule allows: a pair of bounds, a pattern, or only that it holds.

mod bounds;
mod kind;
mod table;

use std::collections::BTreeSet;

use serde_json::Value as Json;

pub use self::bounds::{Bounds, EXACT, Number};
pub use self::kind::{Kind, Limits, Phrases, Row, Subject, Takes};
pub use self::table::{ALL, CHARS, ITEMS, PATTERN, RANGE};
use crate::model::Type;
use crate::model::scalar::Wire;

/// A rule of a field.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Which rule.
    pub kind: Kind,
    limit: Limit,
}

#[derive(Debug, Clone, PartialEq)]
enum Limit {
    Bounds(Bounds),
    Pattern(String),
    Stated,
}

impl Rule {
    /// A rule that limits by two ends.
    pub fn within(kind: Kind, bounds: Bounds) -> Self {
        Self { kind, limit: Limit::Bounds(bounds) }
    }

    /// A rule that limits by a pattern.
    pub fn matching(kind: Kind, pattern: impl Into<String>) -> Self {
        Self { kind, limit: Limit::Pattern(pattern.into()) }
    }

    /// A rule that says all by its kind.
    pub fn stated(kind: Kind) -> Self {
        Self { kind, limit: Limit::Stated }
    }

    /// That a string matches a regular expression.
    pub fn pattern_of(pattern: impl Into<String>) -> Self {
        Self::matching(PATTERN, pattern)
    }

    /// The bounds, of a rule that has some.
    pub fn bounds(&self) -> Option<Bounds> {
        match &self.limit {
            Limit::Bounds(bounds) => Some(*bounds),
            Limit::Pattern(_) | Limit::Stated => None,
        }
    }

    /// The pattern, of a rule that has one.
    pub fn pattern(&self) -> Option<&str> {
        match &self.limit {
            Limit::Pattern(pattern) => Some(pattern),
            Limit::Bounds(_) | Limit::Stated => None,
        }
    }

    /// What it allows, in words: for a diagnostic of a spec, rustdoc, the reference and the help of the command line.
    /// Nothing if every value obeys.
    pub fn prose(&self, code: impl Fn(&str) -> String) -> Option<String> {
        let [before, after] = self.kind.prose;
        let limit = match &self.limit {
            Limit::Bounds(_) => {
                self.checked_ends().filter(|ends| *ends != Bounds::ANY)?.to_string()
            }
            Limit::Pattern(pattern) => code(pattern),
            Limit::Stated => String::new(),
        };
        Some(format!("{before}{limit}{after}"))
    }

    /// Whether the numbers in it are ones that the type can hold.
    pub fn suits(&self, ty: &Type) -> bool {
        let Some(bounds) = self.bounds() else { return true };
        let wire = match self.kind.limits {
            Limits::Sizes => Some(Wire::Int64),
            _ => ty.wire(),
        };
        let counts = self.kind.limits == Limits::Sizes;
        bounds.ends().all(|end| {
            wire.is_some_and(|wire| wire.takes(&end.to_json())) && (!counts || end.as_f64() >= 0.0)
        })
    }

    /// What it allows of what is sent: a range of whole numbers of 64 bits ends where readers begin to differ about them.
    pub fn exact(self, ty: &Type) -> Self {
        match self.limit {
            Limit::Bounds(bounds) => Self::within(self.kind, bounds.exact(ty)),
            Limit::Pattern(_) | Limit::Stated => self,
        }
    }

    /// What Rust has to check of a value that is sent; nothing where every value obeys.
    pub fn checked(&self, ty: &Type) -> Option<Self> {
        let Some(bounds) = self.bounds() else { return Some(self.clone()) };
        if self.kind.limits == Limits::Numbers {
            return Some(Self::within(self.kind, bounds.exact(ty).written_as(ty)));
        }
        let bounds = self.checked_ends().filter(|ends| *ends != Bounds::ANY)?;
        Some(Self::within(self.kind, bounds))
    }

    /// The bounds, without an end that says nothing.
    pub fn checked_ends(&self) -> Option<Bounds> {
        let bounds = self.bounds()?;
        Some(if self.kind.limits == Limits::Sizes { bounds.of_size() } else { bounds })
    }

    /// The keywords of JSON Schema, with their values.
    pub fn keywords(&self) -> Vec<(&'static str, Json)> {
        let values = match &self.limit {
            Limit::Bounds(_) => {
                let Bounds { min, max } = self.checked_ends().unwrap_or(Bounds::ANY);
                vec![min.map(Number::to_json), max.map(Number::to_json)]
            }
            Limit::Pattern(pattern) => vec![Some(pattern.as_str().into())],
            Limit::Stated => vec![Some(true.into())],
        };
        let keywords = self.kind.keywords.iter().zip(values);
        keywords.filter_map(|(keyword, value)| Some((*keyword, value?))).collect()
    }

    /// What is wrong with a value of the type, in words. `matches` compares a text with a pattern.
    pub fn broken_by(
        &self,
        value: &Json,
        mut matches: impl FnMut(&str, &str) -> bool,
    ) -> Option<String> {
        let size = |count: usize| Number::Integer(i64::try_from(count).unwrap_or(i64::MAX));
        let found = match value {
            Json::String(text) => Some(size(text.chars().count())),
            Json::Array(items) => Some(size(items.len())),
            Json::Number(number) => number.as_i64().map(Number::Integer),
            _ => None,
        };
        let found = found.or_else(|| value.as_f64().map(Number::Float));
        match (&self.limit, found) {
            (Limit::Bounds(bounds), Some(found)) if !bounds.holds(found) => {
                let counted = if self.kind.limits == Limits::Sizes { "length " } else { "" };
                let ends = self.checked_ends().unwrap_or(*bounds);
                Some(format!("{counted}{found}, permitted: {ends}"))
            }
            (Limit::Pattern(pattern), _) => {
                let text = value.as_str().filter(|text| !matches(pattern, text))?;
                Some(format!("`{text}`, which does not match {pattern}"))
            }
            (Limit::Stated, _) => {
                let mut seen = BTreeSet::new();
                let mut items = value.as_array().into_iter().flatten();
                let again = items.find(|item| !seen.insert(item.to_string()))?;
                Some(format!("{again} is there twice"))
            }
            _ => None,
        }
    }

    /// What the format has for it, as JSON.
    pub fn to_json(&self) -> Json {
        match &self.limit {
            Limit::Bounds(Bounds { min, max }) => {
                let end = |end: &Option<Number>| end.map(|end| end.to_string()).unwrap_or_default();
                format!("{}..{}", end(min), end(max)).into()
            }
            Limit::Pattern(pattern) => pattern.as_str().into(),
            Limit::Stated => true.into(),
        }
    }

    /// The rule as a line of a page, where pages have such.
    pub fn on_page(&self) -> Option<String> {
        let names = self.kind.page.as_ref()?.names;
        let name = |at: usize| names.get(at).copied().unwrap_or_default();
        Some(match &self.limit {
            Limit::Bounds(Bounds { min: Some(min), max: Some(max) }) => {
                format!("- {}：`{min}` ～ `{max}`", name(0))
            }
            Limit::Bounds(Bounds { min: Some(min), .. }) => format!("- {}：`{min}`", name(1)),
            Limit::Bounds(Bounds { max: Some(max), .. }) => format!("- {}：`{max}`", name(2)),
            Limit::Bounds(_) => String::new(),
            Limit::Pattern(pattern) => format!("- {}：`{pattern}`", name(0)),
            Limit::Stated => format!("- {}", name(0)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_unique() {
        let words: BTreeSet<_> = ALL.iter().map(|kind| kind.word).collect();
        assert_eq!(words.len(), ALL.len());
    }

    #[test]
    fn a_range_of_64_bits_ends_where_readers_begin_to_differ_whichever_end_it_states() {
        const EXACT: i64 = 9_007_199_254_740_991;
        let bounds = |min: Option<i64>, max: Option<i64>| Bounds {
            min: min.map(Number::Integer),
            max: max.map(Number::Integer),
        };
        let ty = Type::Scalar(crate::model::scalar::I64);
        for (stated, [min, max]) in [
            (bounds(Some(1), None), [1, EXACT]),
            (bounds(None, Some(9)), [-EXACT, 9]),
            (bounds(Some(i64::MIN), Some(i64::MAX)), [-EXACT, EXACT]),
        ] {
            assert_eq!(stated.exact(&ty), bounds(Some(min), Some(max)), "{stated:?}");
        }
        let short = Type::Scalar(crate::model::scalar::I32);
        assert_eq!(bounds(Some(1), None).exact(&short), bounds(Some(1), None));
    }

    /// Words, keywords and checks have it from the same function.
    #[test]
    fn that_a_size_is_at_least_0_is_never_said() {
        let number = |number: Option<i64>| number.map(Number::Integer);
        let rule =
            |kind, min, max| Rule::within(kind, Bounds { min: number(min), max: number(max) });
        for (rule, expected) in [
            (rule(ITEMS, Some(0), Some(10)), Some("at most 10 items")),
            (rule(CHARS, Some(0), Some(10)), Some("at most 10 characters")),
            (rule(ITEMS, Some(0), Some(0)), Some("at most 0 items")),
            (rule(ITEMS, Some(1), Some(10)), Some("1 to 10 items")),
            (rule(ITEMS, Some(0), None), None),
            // Of numbers, 0 is as good a bound as any.
            (rule(RANGE, Some(0), Some(8)), Some("0 to 8")),
            (rule(RANGE, Some(0), None), Some("at least 0")),
        ] {
            assert_eq!(rule.prose(str::to_owned).as_deref(), expected, "{rule:?}");
            let says_0 = rule
                .keywords()
                .iter()
                .any(|(word, value)| word.starts_with("min") && *value == 0 && *word != "minimum");
            assert!(!says_0, "{rule:?}");
        }
        let list = serde_json::json!([1, 2]);
        let broken = rule(ITEMS, Some(0), Some(1)).broken_by(&list, |_, _| true);
        assert_eq!(broken.as_deref(), Some("length 2, permitted: at most 1"));
    }

    #[test]
    fn bounds_have_a_keyword_and_a_phrase_for_each_end() {
        for kind in ALL {
            let has_ends = matches!(kind.limits, Limits::Sizes | Limits::Numbers);
            assert_eq!(kind.keywords.len(), if has_ends { 2 } else { 1 }, "{}", kind.word);
            let phrases = kind.page.as_ref().map(|page| page.names.len());
            let expected = if has_ends { 3 } else { 1 };
            assert!(phrases.is_none_or(|count| count == expected), "{}", kind.word);
        }
    }
}
