//! What rustdoc and the reference say of a field beside its type. They differ in how they mark code, and in what they make
//! of the phrases: parts of one sentence, or a column of a table and a sentence.

use crate::model::Field;

/// What the page allows, and what the server takes if the field is missing.
pub(crate) fn limits(field: &Field, code: impl Fn(&str) -> String) -> Vec<String> {
    let rules = field.rules.iter().filter_map(|rule| rule.prose(&code));
    let default = field.default.iter().map(|value| format!("default {}", code(&value.to_string())));
    rules.chain(default).collect()
}

/// Which scope it needs, if it needs one of its own.
pub(crate) fn scopes(field: &Field, code: impl Fn(&str) -> String) -> Option<String> {
    let scopes: Vec<_> = field.scopes.iter().map(|scope| code(scope)).collect();
    (!scopes.is_empty()).then(|| format!("requires the scope {}", scopes.join(" or ")))
}

/// A phrase as the start of a sentence.
pub(crate) fn capitalize(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
