//! JSON Pointers (RFC 6901).

/// One token of a pointer.
#[must_use]
pub fn escape_pointer(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}

/// The string that one token of a pointer encodes.
#[must_use]
pub fn unescape_pointer(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_the_same_after_both_ways() {
        for (plain, token) in [("a/b", "a~1b"), ("~1", "~01"), ("~/", "~0~1"), ("", "")] {
            assert_eq!(escape_pointer(plain), token);
            assert_eq!(unescape_pointer(token), plain);
        }
    }
}
