//! One code has one name in a version of a product, and one name one code.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{words, yaml};
use crate::names;
use crate::spec::operation::OperationFile;
use crate::spec::platform::PlatformFile;

/// The names that codes already have in the specs.
#[derive(Debug, Default, Clone)]
pub(super) struct ErrorNames {
    by_code: BTreeMap<i64, Words>,
    codes: BTreeMap<String, i64>,
}

/// What the specs state about a code.
#[derive(Debug, Default, Clone)]
struct Words {
    name: String,
    retry: bool,
    advice: Option<String>,
}

impl ErrorNames {
    /// The codes of the gateway, and of some operations.
    pub(super) fn of(platform: Option<&PlatformFile>, operations: &[&OperationFile]) -> Self {
        let mut known = Self::default();
        for (code, name) in platform.iter().flat_map(|file| &file.codes) {
            known.add(code.value, Words { name: name.clone(), ..Words::default() });
        }
        for entry in operations.iter().flat_map(|file| &file.errors) {
            let words = Words {
                name: entry.name.value.clone(),
                retry: entry.retry,
                advice: entry.advice.clone(),
            };
            known.add(entry.code.value, words);
        }
        known
    }

    fn add(&mut self, code: i64, words: Words) {
        self.codes.entry(names::pascal(&words.name)).or_insert(code);
        self.by_code.entry(code).or_insert(words);
    }

    /// Gives a code its name, if it has none.
    pub(super) fn learn(&mut self, code: i64, name: &str) {
        if self.by_code.contains_key(&code) {
            return;
        }
        let taken = self.codes.contains_key(&names::pascal(name));
        let name = if taken { words::numbered_error(code) } else { name.to_owned() };
        self.add(code, Words { name, ..Words::default() });
    }

    /// An entry of `errors:`.
    pub(super) fn entry(&self, status: Option<u16>, code: i64, name: &str) -> String {
        let words = self.by_code.get(&code).cloned();
        let words = words.unwrap_or_else(|| Words { name: name.to_owned(), ..Words::default() });
        let mut text = match status {
            Some(status) => format!("  - http: {status}\n    code: {code}\n"),
            None => format!("  - code: {code}\n"),
        };
        let _ = writeln!(text, "    name: {}", yaml::key(&words.name));
        if words.retry {
            text.push_str("    retry: true\n");
        }
        if let Some(advice) = &words.advice {
            let _ = writeln!(text, "    advice: {}", yaml::sentence(advice));
        }
        text
    }
}
