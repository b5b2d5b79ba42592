//! The state that the records of a journal add up to.

use std::collections::{BTreeMap, HashSet};
use std::hash::{BuildHasher, RandomState};

use super::format::Record;

/// Keys as hashes of 128 bits: a million of them take about 35 MB, whatever their length. The hash
/// is keyed at random, and two of a million keys collide once in 10^26 runs.
#[derive(Debug, Default)]
pub(crate) struct KeySet {
    hashers: [RandomState; 2],
    keys: HashSet<u128>,
}

impl KeySet {
    /// Adds `key`; `false` if it was already present.
    pub(crate) fn insert(&mut self, key: &str) -> bool {
        let short = self.short(key);
        self.keys.insert(short)
    }

    pub(crate) fn contains(&self, key: &str) -> bool {
        self.keys.contains(&self.short(key))
    }

    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }

    pub(super) fn short(&self, key: &str) -> u128 {
        let [high, low] = self.hashers.each_ref().map(|hasher| u128::from(hasher.hash_one(key)));
        high << 64 | low
    }
}

/// What a journal knows of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Known {
    /// Nothing was sent, or it certainly had no effect.
    NotDone,
    Done,
    /// It was first sent at this time, in milliseconds since 1970, and its outcome is unknown.
    Unknown {
        since: u64,
    },
}

/// What is known of every key.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) done: KeySet,
    /// Keys that were begun and have no end, with the time of the earliest start.
    pub(super) unknown: BTreeMap<String, u64>,
}

impl State {
    pub(super) fn apply(&mut self, record: &Record) {
        match record {
            Record::Job(_) => {}
            Record::Started { key, millis } => {
                // An unknown item that is sent again keeps its age.
                self.unknown.entry(key.clone()).or_insert(*millis);
            }
            Record::Done { key } => {
                self.unknown.remove(key);
                self.done.insert(key);
            }
            Record::NotDone { key } => {
                self.unknown.remove(key);
            }
        }
    }

    pub(super) fn known(&self, key: &str) -> Known {
        if self.done.contains(key) {
            Known::Done
        } else if let Some(since) = self.unknown.get(key) {
            Known::Unknown { since: *since }
        } else {
            Known::NotDone
        }
    }
}
