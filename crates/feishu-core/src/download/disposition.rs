//! The file name in `Content-Disposition`, by RFC 6266 and RFC 8187, and leniently where a server
//! violates them.
//!
//! No crate fits: `content_disposition` and `mailparse` read MIME (RFC 2231, with continuations)
//! and bring an encoding library, `headers` stops before parameters, and the others refuse a header
//! that breaks a rule, which a download should survive.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// The file name: that of a valid `filename*`, otherwise that of `filename`. Folders before the
/// name are dropped.
pub(super) fn file_name(header: &[u8]) -> Option<String> {
    let header = text(header);
    let parameters = parameters(&header);
    let named = |wanted: &'static str| {
        parameters.iter().filter(move |(name, _)| name == wanted).map(|(_, value)| value)
    };
    let extended = named("filename*").filter_map(|value| extended(value));
    let plain = named("filename").map(Cow::from);
    // A name with damage in it is better than none.
    let damaged = named("filename*").filter_map(|value| damaged(value));
    let mut names = extended.map(Cow::from).chain(plain).chain(damaged.map(Cow::from));
    names.find_map(|name| last_component(&name))
}

/// RFC 9110 leaves the meaning of non-ASCII bytes open. Servers use UTF-8, and old ones ISO-8859-1.
fn text(header: &[u8]) -> Cow<'_, str> {
    match str::from_utf8(header) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(latin_1(header)),
    }
}

/// In ISO-8859-1, each byte is the character of that number.
fn latin_1(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

/// Names in lower case, and values without quotes. A part without `=`, such as the disposition
/// type, is skipped.
fn parameters(mut rest: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    loop {
        rest = rest.trim_start_matches([' ', '\t', ';']);
        if rest.is_empty() {
            return found;
        }
        if let Some(quoted) = rest.strip_prefix('"') {
            // Not a name, so nothing inside it is a parameter either.
            rest = after_semicolon(quoted_string(quoted).1);
            continue;
        }
        let (name, after) = rest.split_at(rest.find(['=', ';']).unwrap_or(rest.len()));
        let Some(value) = after.strip_prefix('=') else {
            rest = after;
            continue;
        };
        let value = value.trim_start_matches([' ', '\t']);
        let value = match value.strip_prefix('"') {
            Some(quoted) => {
                let (value, after) = quoted_string(quoted);
                rest = after_semicolon(after);
                value
            }
            None => {
                let (value, after) = value.split_once(';').unwrap_or((value, ""));
                rest = after;
                value.trim_end().to_owned()
            }
        };
        found.push((name.trim_end().to_ascii_lowercase(), value));
    }
}

/// The string up to the closing quote, with each quoted pair replaced by its second character, and
/// the rest of the header. An unterminated string extends to the end of the header.
fn quoted_string(text: &str) -> (String, &str) {
    let mut value = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => break,
            '\\' => value.extend(characters.next()),
            other => value.push(other),
        }
    }
    (value, characters.as_str())
}

fn after_semicolon(text: &str) -> &str {
    text.split_once(';').map_or("", |(_, after)| after)
}

/// A value of RFC 8187, `charset'language'text`. `None` if it cannot be decoded with certainty.
///
/// A missing charset means UTF-8, and a `%` without two hex digits is literal.
fn extended(value: &str) -> Option<String> {
    let (charset, rest) = value.split_once('\'')?;
    let (_, encoded) = rest.split_once('\'')?;
    let bytes: Vec<u8> = percent_decode_str(encoded).collect();
    match charset.trim().to_ascii_lowercase().as_str() {
        "utf-8" | "utf8" | "" => String::from_utf8(bytes).ok(),
        "iso-8859-1" | "latin1" => Some(latin_1(&bytes)),
        _ => None,
    }
}

/// Decodes as much as possible of a value that violates RFC 8187: invalid UTF-8, or no charset and
/// language. A value in an unknown charset cannot be decoded.
fn damaged(value: &str) -> Option<String> {
    let encoded = match value.split_once('\'') {
        None => value,
        Some((charset, rest)) => {
            let is_utf8 =
                ["utf-8", "utf8"].iter().any(|it| charset.trim().eq_ignore_ascii_case(it));
            let (_, encoded) = rest.split_once('\'').unwrap_or(("", rest));
            is_utf8.then_some(encoded)?
        }
    };
    Some(percent_decode_str(encoded).decode_utf8_lossy().into_owned())
}

/// Required by RFC 6266: a name with folders must not choose where the file is written.
fn last_component(name: &str) -> Option<String> {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    (!name.is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests;
