//! What a stream remembers of the pages that it has read.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

/// Hashes of the tokens and pages so far: sixteen bytes a page, whatever the length of a token.
///
/// Two different ones collide about once in 10^12 lists of ten thousand pages. The keys of the hash
/// are random, so a server cannot construct a collision.
#[derive(Debug, Default)]
pub(super) struct Seen {
    state: RandomState,
    hashes: HashSet<u64>,
}

impl Seen {
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Remembers a token. Returns whether it is new.
    pub(super) fn token(&mut self, token: &str) -> bool {
        self.hashes.insert(self.state.hash_one(("token", token)))
    }

    /// Remembers the content of a page except for its `page_token`. Returns whether it is new.
    pub(super) fn page(&mut self, body: &[u8], token: &str) -> bool {
        let Ok(text) = std::str::from_utf8(body) else { return true };
        // Removed only there: items may hold the same string, if it is the id of the last one.
        let (items, rest) = text.rsplit_once("\"page_token\"").unwrap_or((text, ""));
        self.hashes.insert(self.state.hash_one(("page", items, rest.split_once(token))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_new_once() {
        let mut seen = Seen::default();
        assert!(seen.token("a") && seen.token("b") && !seen.token("a"));
    }

    #[test]
    fn a_page_is_the_same_whatever_its_token() {
        let mut seen = Seen::default();
        assert!(seen.page(br#"{"items":[1],"page_token":"a"}"#, "a"));
        assert!(!seen.page(br#"{"items":[1],"page_token":"b7"}"#, "b7"));
        assert!(seen.page(br#"{"items":[2],"page_token":"c"}"#, "c"));
        assert!(seen.token("a"), "a token is no page");
    }

    #[test]
    fn items_that_are_their_tokens_differ() {
        let mut seen = Seen::default();
        assert!(seen.page(br#"{"items":["1"],"page_token":"1"}"#, "1"));
        assert!(seen.page(br#"{"items":["2"],"page_token":"2"}"#, "2"));
    }
}
