//! The grammar of JSON: checks text, and finds where a value ends. It never recurses, so no nesting exhausts the stack.

/// The position after the value at `at`, which may follow white space; `None` if there is no valid value.
///
/// Escapes of surrogates are not checked here: they make a string unreadable, not the text around it.
pub(crate) fn value_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut at = blank(bytes, at);
    // The closing bracket of each container that is open.
    let mut open: Vec<u8> = Vec::new();
    loop {
        // A value begins at `at`.
        at = match *bytes.get(at)? {
            b'{' => match blank(bytes, at + 1) {
                end if bytes.get(end) == Some(&b'}') => end + 1,
                key => {
                    open.push(b'}');
                    at = key_end(bytes, key)?;
                    continue;
                }
            },
            b'[' => match blank(bytes, at + 1) {
                end if bytes.get(end) == Some(&b']') => end + 1,
                item => {
                    open.push(b']');
                    at = item;
                    continue;
                }
            },
            _ => scalar_end(bytes, at)?,
        };
        // A value ended at `at`.
        loop {
            let Some(&closing) = open.last() else { return Some(at) };
            at = blank(bytes, at);
            match *bytes.get(at)? {
                b',' if closing == b'}' => {
                    at = key_end(bytes, blank(bytes, at + 1))?;
                    break;
                }
                b',' => {
                    at = blank(bytes, at + 1);
                    break;
                }
                byte if byte == closing => {
                    open.pop();
                    at += 1;
                }
                _ => return None,
            }
        }
    }
}

/// Where the value of `text` begins: after white space and a byte order mark, which some gateways put before it.
pub(crate) fn beginning(text: &str) -> usize {
    blank(text.as_bytes(), text.len() - text.trim_start_matches('\u{feff}').len())
}

/// The position of the value after the key at `at`.
pub(crate) fn key_end(bytes: &[u8], at: usize) -> Option<usize> {
    if bytes.get(at) != Some(&b'"') {
        return None;
    }
    let colon = blank(bytes, string_end(bytes, at)?);
    (bytes.get(colon) == Some(&b':')).then(|| blank(bytes, colon + 1))
}

fn scalar_end(bytes: &[u8], at: usize) -> Option<usize> {
    match *bytes.get(at)? {
        b'"' => string_end(bytes, at),
        b't' => word_end(bytes, at, b"true"),
        b'f' => word_end(bytes, at, b"false"),
        b'n' => word_end(bytes, at, b"null"),
        _ => number_end(bytes, at),
    }
}

fn word_end(bytes: &[u8], at: usize, word: &[u8]) -> Option<usize> {
    bytes.get(at..)?.starts_with(word).then_some(at + word.len())
}

/// The first position from `at` with a byte that strings of JSON escape: a quote, a backslash, or a control character.
/// It looks at eight bytes at once, because most bytes of JSON are those of strings.
pub(crate) fn plain_end(bytes: &[u8], mut at: usize) -> usize {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    // The highest bit of each byte that is 0, and maybe of some after the first of these.
    let zero = |word: u64| word.wrapping_sub(ONES) & !word;
    while let Some(word) = bytes.get(at..).and_then(|rest| rest.first_chunk()) {
        let word = u64::from_le_bytes(*word);
        let quote = zero(word ^ (ONES * u64::from(b'"')));
        let backslash = zero(word ^ (ONES * u64::from(b'\\')));
        let control = word.wrapping_sub(ONES * 0x20) & !word;
        let found = (quote | backslash | control) & (ONES << 7);
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let is_plain = |byte: &&u8| !matches!(byte, b'"' | b'\\' | ..0x20);
    at + bytes.get(at..).unwrap_or_default().iter().take_while(is_plain).count()
}

/// The position after the string whose opening quote is at `at`.
pub(crate) fn string_end(bytes: &[u8], at: usize) -> Option<usize> {
    let end = plain_end(bytes, at + 1);
    match bytes.get(end) {
        Some(b'"') => Some(end + 1),
        _ => escaped_end(bytes, end),
    }
}

/// The position after the string of which the rest begins at `at`. Few strings have escapes, so this is not inlined.
#[cold]
#[inline(never)]
fn escaped_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at = plain_end(bytes, at);
        match *bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => {
                at += match *bytes.get(at + 1)? {
                    b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => 2,
                    b'u' if bytes.get(at + 2..at + 6)?.iter().all(u8::is_ascii_hexdigit) => 6,
                    _ => return None,
                };
            }
            _ => return None,
        }
    }
}

/// The position after the number at `at`.
pub(crate) fn number_end(bytes: &[u8], at: usize) -> Option<usize> {
    let digits = |from: usize| {
        let mut end = from;
        while let Some(b'0'..=b'9') = bytes.get(end) {
            end += 1;
        }
        (end > from).then_some(end)
    };
    let first = at + usize::from(bytes.get(at) == Some(&b'-'));
    let mut end = match bytes.get(first)? {
        b'0' => first + 1,
        _ => digits(first)?,
    };
    if bytes.get(end) == Some(&b'.') {
        end = digits(end + 1)?;
    }
    if let Some(b'e' | b'E') = bytes.get(end) {
        end = digits(end + 1 + usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-'))))?;
    }
    Some(end)
}

/// The first position from `at` that is not white space.
pub(crate) fn blank(bytes: &[u8], mut at: usize) -> usize {
    while let Some(b'\0'..=b' ') = bytes.get(at)
        && let Some(b' ' | b'\n' | b'\r' | b'\t') = bytes.get(at)
    {
        at += 1;
    }
    at
}

/// The content of a string, without its quotes, if it has escapes; `None` if one of them is half a surrogate pair.
pub(crate) fn unescape(content: &str) -> Option<String> {
    let mut text = String::with_capacity(content.len());
    let mut rest = content;
    while let Some(at) = rest.find('\\') {
        text.push_str(rest.get(..at)?);
        let escape = *rest.as_bytes().get(at + 1)?;
        rest = rest.get(at + 2..)?;
        text.push(match escape {
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let unit = hex(rest.get(..4)?)?;
                rest = rest.get(4..)?;
                match unit {
                    0xD800..=0xDBFF => {
                        let low = hex(rest.strip_prefix("\\u")?.get(..4)?)?;
                        rest = rest.get(6..)?;
                        char::decode_utf16([unit, low]).next()?.ok()?
                    }
                    _ => char::from_u32(u32::from(unit))?,
                }
            }
            other => char::from(other),
        });
    }
    text.push_str(rest);
    Some(text)
}

fn hex(digits: &str) -> Option<u16> {
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;
    use serde_json::value::RawValue;

    use super::*;

    /// Whether all of `text` is one value.
    fn is_json(text: &str) -> bool {
        value_end(text.as_bytes(), 0).is_some_and(|end| blank(text.as_bytes(), end) == text.len())
    }

    #[test]
    fn text_is_json_if_and_only_if_another_reader_says_so() {
        for text in [
            "",
            " ",
            "null",
            "nul",
            "nulll",
            "true",
            "tru",
            "false",
            "0",
            "-0",
            "-",
            "01",
            "1.",
            ".5",
            "1.5",
            "1e5",
            "1E+5",
            "1e-5",
            "1e",
            "1e+",
            "+1",
            "0x1",
            "NaN",
            "1 2",
            " 1 ",
            "\t1\r\n",
            "\u{a0}1",
            "\"\"",
            "\"a",
            "a\"",
            "\"\\n\"",
            "\"\\x\"",
            "\"\\u12\"",
            "\"\\u12g4\"",
            "\"\\u1234\"",
            "\"\\ud800\"",
            "\"\n\"",
            "\"\u{7f}\"",
            "\"张\"",
            "[]",
            "[ ]",
            "[1]",
            "[1,]",
            "[,1]",
            "[1 2]",
            "[1,2]",
            "[[[]]]",
            "[[[]]",
            "[}",
            "{}",
            "{ }",
            "{\"a\":1}",
            "{\"a\" : 1 , \"b\":[{}]}",
            "{\"a\":1,}",
            "{,}",
            "{a:1}",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1]",
            "{1:2}",
            "[{\"a\":[1,{\"b\":null}]},\"x\"]",
            "[1]]",
            "\u{feff}1",
            "-01",
            "--1",
            "1.5.5",
            "1e5.5",
        ] {
            let theirs = serde_json::from_str::<&RawValue>(text).is_ok();
            assert_eq!(is_json(text), theirs, "{text:?}");
        }
    }

    /// Wherever it is, and whatever comes before and after.
    #[test]
    fn every_byte_that_is_escaped_is_found_and_no_other() {
        for byte in 0..=255_u8 {
            let is_escaped = byte < 0x20 || byte == b'"' || byte == b'\\';
            for length in [1, 7, 8, 9, 16, 31] {
                for at in 0..length {
                    for around in [b'a', 0xE4, 0x80, 0xFF, b'!', 0x20, 0x7F] {
                        let mut text = vec![around; length];
                        text[at] = byte;
                        for start in 0..=at {
                            let expected = if is_escaped { at } else { length };
                            assert_eq!(plain_end(&text, start), expected, "{text:?} from {start}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn depth_costs_no_stack() {
        let deep = format!("{}1{}", "[{\"a\":".repeat(200_000), "}]".repeat(200_000));
        assert!(is_json(&deep));
        assert!(!is_json(&deep[..deep.len() - 1]));
    }

    #[test]
    fn escapes_are_read_as_another_reader_reads_them() {
        for content in [
            "",
            "a",
            "\\\"\\\\\\/\\b\\f\\n\\r\\t",
            "张\\u5f20",
            "\\ud83d\\ude00",
            "\\ud83d",
            "\\ude00",
            "\\ud83d\\n",
            "\\ud83dx",
            "\\ud83d\\ud83d",
            "\\u0000",
            "a\\u00e9b",
        ] {
            let theirs = serde_json::from_str::<Value>(&format!("\"{content}\"")).ok();
            let theirs = theirs.and_then(|value| value.as_str().map(str::to_owned));
            assert_eq!(unescape(content), theirs, "{content}");
        }
    }
}
