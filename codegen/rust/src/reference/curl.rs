//! The line of a shell that makes a call. It holds no secret: those are variables of the shell.

use std::fmt::Write;

use serde_json::{Map, Value as Json};

use crate::model::{Api, Field, Operation, Side, Type};
use crate::sample;

/// The line.
pub(super) fn example(api: &Api, operation: &Operation) -> String {
    let host = api.platform.feishu.url.trim_end_matches('/');
    let url = format!("{host}{}{}", path(api, operation), query(api, operation));
    let mut parts = vec![format!("curl -X {} {}", operation.method.word(), quoted(&url))];
    if let Some(kind) = operation.tokens.first() {
        parts.push(format!("-H \"Authorization: Bearer ${}\"", variable(kind.word())));
    }
    let body = sample::body(api, operation);
    if let Some(upload) = &operation.upload {
        parts.push(format!("-F {}", quoted(&format!("{}=@resume.pdf", upload.field))));
        let fields = body.as_ref().and_then(Json::as_object).into_iter().flatten();
        for (name, value) in fields {
            // With `-F`, a value could name a file.
            parts.push(format!("--form-string {}", quoted(&format!("{name}={}", plain(value)))));
        }
    } else if let (Some(sent), Some(declared)) = (body, operation.body()) {
        parts.push(format!(
            "-H {}",
            quoted(&format!("Content-Type: {}", api.platform.json_content_type))
        ));
        parts.push(format!("-d {}", json(&sent, &declared.fields)));
    }
    parts.join(" \\\n  ")
}

/// `app_secret` -> `APP_SECRET`
fn variable(name: &str) -> String {
    crate::names::shouty(name)
}

fn path(api: &Api, operation: &Operation) -> String {
    let value_of =
        |name: &str| operation.fields(Side::Path).iter().find(|field| field.name == name);
    let segments = operation.path.split('/').map(|segment| match segment.strip_prefix(':') {
        Some(name) => value_of(name)
            .map(|field| encoded(&plain(&sample::of(api, field))))
            .unwrap_or_else(|| segment.to_owned()),
        None => segment.to_owned(),
    });
    segments.collect::<Vec<_>>().join("/")
}

fn query(api: &Api, operation: &Operation) -> String {
    let mut query = String::new();
    for (name, value) in sample::query(api, operation) {
        let values = match value {
            Json::Array(values) => values,
            value => vec![value],
        };
        for value in values {
            let before = if query.is_empty() { '?' } else { '&' };
            let _ = write!(query, "{before}{}={}", encoded(&name), encoded(&plain(&value)));
        }
    }
    query
}

/// JSON in quotes of the shell, where each secret is a variable.
fn json(value: &Json, fields: &[Field]) -> String {
    const MARK: &str = "\u{1}";
    let secrets: Vec<_> = fields.iter().filter(|field| field.ty == Type::SECRET).collect();
    let marked = match value {
        Json::Object(entries) => {
            let mark = |name: &String| format!("{MARK}{name}{MARK}");
            let is_secret = |name: &String| secrets.iter().any(|field| field.name == *name);
            let entries: Map<_, _> = entries
                .iter()
                .map(|(name, value)| {
                    let value = if is_secret(name) { mark(name).into() } else { value.clone() };
                    (name.clone(), value)
                })
                .collect();
            Json::Object(entries)
        }
        other => other.clone(),
    };
    let mut text = quoted(&format!("{marked:#}"));
    for field in secrets {
        // JSON writes a control character in six.
        let mark = format!("\\u0001{}\\u0001", field.name);
        text = text.replace(&mark, &format!("'\"${}\"'", variable(&field.name)));
    }
    text
}

/// A value as in a URL or a form.
pub(super) fn plain(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// One word of a shell. Nothing is special between single quotes but the quote itself.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(byte.into());
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_a_shell_stays_one_word() {
        assert_eq!(quoted("a'b $(c) `d`"), r"'a'\''b $(c) `d`'");
        assert_eq!(encoded("a b/张"), "a%20b%2F%E5%BC%A0");
    }

    /// As a server reads a part of a query. In a path, `+` would be itself.
    fn decoded(text: &str) -> String {
        let mut bytes = Vec::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let length = if first == '%' { 3 } else { first.len_utf8() };
            let (part, after) = rest.split_at(length);
            match first {
                '%' => bytes.push(u8::from_str_radix(&part[1..], 16).unwrap()),
                '+' => bytes.push(b' '),
                _ => bytes.extend_from_slice(part.as_bytes()),
            }
            rest = after;
        }
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_server_reads_each_character_of_a_part_of_a_url_as_it_was_sent() {
        let rest = ["é", "张", "𝄞", "+8613800000000", "100%25", "a=b&c=d#e"].map(str::to_owned);
        for text in ('\0'..='\u{7f}').map(String::from).chain(rest) {
            let sent = encoded(&text);
            assert_eq!(decoded(&sent), text, "{sent}");
            // RFC 3986: these never have a meaning of their own.
            let is_unreserved = |c: char| c.is_ascii_alphanumeric() || "-._~%".contains(c);
            assert!(sent.chars().all(is_unreserved), "{sent}");
        }
    }
}
