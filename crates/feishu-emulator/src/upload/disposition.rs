//! `Content-Disposition` of a part: which field it is, and what its file is called.
//!
//! Senders write names in three ways: RFC 7578 as UTF-8 in quotes with backslashes, browsers with
//! `%22` for a quote and `%0D%0A` for a line break, and a few with RFC 8187's `filename*`.

use percent_encoding::percent_decode_str;

use crate::route::escapes_are_whole;

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Disposition {
    pub(super) field: Option<String>,
    /// Without the folders before it, and never empty.
    pub(super) file_name: Option<String>,
}

impl Disposition {
    /// Reads the header's value. An error says what is wrong with it.
    pub(super) fn parse(value: &[u8]) -> Result<Self, &'static str> {
        let value = str::from_utf8(value).map_err(|_| "is not UTF-8")?;
        let (kind, rest) = value.split_once(';').unwrap_or((value, ""));
        if !kind.trim().eq_ignore_ascii_case("form-data") {
            return Err("is not form-data");
        }
        let (mut field, mut plain, mut extended) = (None, None, None);
        let mut seen = Vec::new();
        for (name, value) in parameters(rest).ok_or("has a parameter that does not end")? {
            let name = name.to_ascii_lowercase();
            // Readers disagree about which of the two counts.
            if seen.contains(&name) {
                return Err("has a parameter twice");
            }
            seen.push(name.clone());
            match name.as_str() {
                "name" => field = Some(unescape(&value)),
                "filename" => plain = Some(unescape(&value)),
                "filename*" => extended = Some(decode_extended(&value)?),
                _ => {}
            }
        }
        let base_name = |name: String| {
            let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
            (!base.is_empty()).then(|| base.to_owned())
        };
        Ok(Self { field, file_name: extended.or(plain).and_then(base_name) })
    }
}

/// Whether a content type has a parameter more than once, or cannot be read.
pub(super) fn is_ambiguous(content_type: &str, parameter: &str) -> bool {
    let (_, rest) = content_type.split_once(';').unwrap_or((content_type, ""));
    let named = |found: &Vec<(String, String)>| {
        found.iter().filter(|(name, _)| name.eq_ignore_ascii_case(parameter)).count()
    };
    parameters(rest).as_ref().map(named) != Some(1)
}

/// Names and values. `None` for a quote that does not close.
fn parameters(mut rest: &str) -> Option<Vec<(String, String)>> {
    let mut found = Vec::new();
    loop {
        rest = rest.trim_start_matches([' ', '\t', ';']);
        if rest.is_empty() {
            return Some(found);
        }
        let (name, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let value = match after.strip_prefix('"') {
            Some(quoted) => {
                let (value, after) = quoted_string(quoted)?;
                rest = after;
                value
            }
            None => {
                let (value, after) = after.split_once(';').unwrap_or((after, ""));
                rest = after;
                value.trim_end().to_owned()
            }
        };
        found.push((name.trim().to_owned(), value));
    }
}

/// The string up to the closing quote, and the rest. A backslash before anything but a
/// quote or another one is text: old browsers send whole Windows paths.
fn quoted_string(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut chars = text.char_indices().peekable();
    while let Some((place, c)) = chars.next() {
        match c {
            '"' => return Some((value, text.get(place.saturating_add(1)..)?)),
            '\\' => match chars.next_if(|(_, next)| matches!(next, '"' | '\\')) {
                Some((_, escaped)) => value.push(escaped),
                None => value.push('\\'),
            },
            _ => value.push(c),
        }
    }
    None
}

/// Browsers escape these three and nothing else, not even the percent sign.
fn unescape(value: &str) -> String {
    let (mut text, mut rest) = (String::new(), value);
    while let Some(place) = rest.find('%') {
        let (before, after) = rest.split_at(place);
        text.push_str(before);
        let escaped = match after.get(..3).map(str::to_ascii_uppercase).as_deref() {
            Some("%22") => Some('"'),
            Some("%0D") => Some('\r'),
            Some("%0A") => Some('\n'),
            _ => None,
        };
        text.push(escaped.unwrap_or('%'));
        rest = after.get(if escaped.is_some() { 3 } else { 1 }..).unwrap_or_default();
    }
    text + rest
}

/// `UTF-8'language'percent-encoded`.
fn decode_extended(value: &str) -> Result<String, &'static str> {
    let mut parts = value.splitn(3, '\'');
    let (charset, text) = (parts.next().unwrap_or_default(), parts.nth(1));
    if !charset.eq_ignore_ascii_case("utf-8") {
        return Err("has a filename* that is not UTF-8''…");
    }
    text.filter(|text| escapes_are_whole(text))
        .and_then(|text| percent_decode_str(text).decode_utf8().ok())
        .map(Into::into)
        .ok_or("has a filename* that is not UTF-8 in whole percent-escapes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_is_read_in_every_spelling() {
        for (parameters, expected) in [
            (r#"filename="a.pdf""#, "a.pdf"),
            (r#"filename=a.pdf"#, "a.pdf"),
            (r#"FileName = "a; name=b.pdf" ; x=y"#, "a; name=b.pdf"),
            (r#"filename="张三.pdf""#, "张三.pdf"),
            (r#"filename="a\"b\".pdf""#, "a\"b\".pdf"),
            (r#"filename="a%22b%0d%0A%25.pdf""#, "a\"b\r\n%25.pdf"),
            (r#"filename="100%""#, "100%"),
            (r#"filename="%张""#, "%张"),
            (r#"filename="C:\Temp\a.pdf""#, "a.pdf"),
            (r#"filename="../../a.pdf""#, "a.pdf"),
            (r#"filename="x.pdf"; filename*=utf-8''%E5%BC%A0.pdf"#, "张.pdf"),
            (r#"filename*=UTF-8'zh'a%2Fb%20c; filename="x""#, "b c"),
        ] {
            let header = format!("form-data; name=\"content\"; {parameters}");
            let disposition = Disposition::parse(header.as_bytes());
            let (field, file_name) = (Some("content".to_owned()), Some(expected.to_owned()));
            assert_eq!(disposition, Ok(Disposition { field, file_name }), "{header}");
        }
    }

    #[test]
    fn a_part_without_a_file_name_has_none() {
        for header in ["form-data", "form-data; filename=\"\"", "Form-Data; filename=\"a/\";"] {
            assert_eq!(Disposition::parse(header.as_bytes()), Ok(Disposition::default()));
        }
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        for (header, expected) in [
            (&b"attachment; name=a"[..], "is not form-data"),
            (b"form-data; name=\"\xff\"", "is not UTF-8"),
            (b"form-data; name=\"a", "has a parameter that does not end"),
            (b"form-data; name", "has a parameter that does not end"),
            (b"form-data; name=\"a\"; name=\"a\"", "has a parameter twice"),
            (b"form-data; name=a; filename=\"b\"; FileName=\"c\"", "has a parameter twice"),
            (b"form-data; filename*=utf-8''a; filename*=utf-8''a", "has a parameter twice"),
            (b"form-data; filename*=gbk''a", "has a filename* that is not UTF-8''…"),
            (
                b"form-data; filename*=utf-8",
                "has a filename* that is not UTF-8 in whole percent-escapes",
            ),
            (
                b"form-data; filename*=utf-8''%f",
                "has a filename* that is not UTF-8 in whole percent-escapes",
            ),
        ] {
            assert_eq!(Disposition::parse(header), Err(expected));
        }
    }

    #[test]
    fn a_boundary_is_said_once() {
        for content_type in
            ["multipart/form-data; boundary=a", "x/y; a=b ;Boundary=\"c; boundary=d\""]
        {
            assert!(!is_ambiguous(content_type, "boundary"), "{content_type}");
        }
        for content_type in ["x/y", "x/y; boundary=a; boundary=a", "x/y; boundary=\"a"] {
            assert!(is_ambiguous(content_type, "boundary"), "{content_type}");
        }
    }
}
