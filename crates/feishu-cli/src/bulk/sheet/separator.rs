//! The separator of cells.

/// The separators that spreadsheets write; if two are equally frequent, the first.
const USUAL: [u8; 3] = [b',', b';', b'\t'];

/// The separator of a file, from its first line that is not blank.
pub(super) fn detected(text: &str) -> u8 {
    let mut counts = [0_usize; USUAL.len()];
    let mut quoted = false;
    for byte in text.trim_start_matches(['\r', '\n']).bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\r' | b'\n' if !quoted => break,
            other if !quoted => {
                if let Some(at) = USUAL.iter().position(|one| *one == other) {
                    counts[at] += 1;
                }
            }
            _ => {}
        }
    }
    let most = counts.iter().max().copied().unwrap_or_default();
    counts.iter().position(|count| *count == most).map_or(USUAL[0], |at| USUAL[at])
}

/// A separator as it is typed.
pub(crate) fn named(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        b"tab" | b"\\t" => Ok(b'\t'),
        [one] if (one.is_ascii_punctuation() && *one != b'"') || *one == b'\t' => Ok(*one),
        _ => Err("one character such as , or ; or |, or the word tab".to_owned()),
    }
}

/// Its name in a message.
pub(super) fn shown(separator: u8) -> String {
    if separator == b'\t' { "tab".to_owned() } else { format!("`{}`", char::from(separator)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_is_that_of_the_headers_outside_quotes() {
        for (text, expected) in [
            ("a,b;c,d\n1;2;3", b','),
            ("a;b;c\n1,5;2,5;3,5", b';'),
            ("a\tb\n", b'\t'),
            ("\"a,b,c\";d\n", b';'),
            ("\"a\nb,c\";d\n", b';'),
            ("\r\n\na;b\r\n", b';'),
            ("alone\n1;2", b','),
            ("", b','),
        ] {
            assert_eq!(detected(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_separator_is_one_mark() {
        assert_eq!([";", "tab", "\\t", "|"].map(named), [Ok(b';'), Ok(b'\t'), Ok(b'\t'), Ok(b'|')]);
        assert!(["", "a", "\"", ";;", "\n", "；"].iter().all(|text| named(text).is_err()));
    }
}
