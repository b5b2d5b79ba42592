//! Writes a new spec for a page, laid out as one written by hand.

use std::fmt::Write as _;

use serde_json::{Map, Value as Json};

use super::draft::OperationDraft;
use super::fact::Fact;
use super::types::{NewEnum, NewObject, Typed};
use super::{errors, words, yaml};
use crate::facts::Review;
use crate::model::{Effect, MessageField, Rule};
use crate::spec::operation::ReviewEntry;
use crate::spec::shape::FIELD;
use crate::spec::type_expr::TypeExpr;

/// The parts of a draft whose types have names.
#[derive(Debug, Default)]
pub(super) struct Parts<'p> {
    pub(super) path: Vec<Typed<'p>>,
    pub(super) query: Vec<Typed<'p>>,
    pub(super) body: Vec<Typed<'p>>,
    pub(super) response: Vec<Typed<'p>>,
}

/// What a new spec has beside the parts of its draft.
#[derive(Debug)]
pub(super) struct Rest<'a> {
    /// Types that no other operation uses.
    pub(super) enums: Vec<&'a NewEnum>,
    pub(super) objects: Vec<&'a NewObject<'a>>,
    pub(super) request_example: Option<&'a Json>,
    pub(super) response_example: Option<&'a Json>,
    pub(super) reviews: Vec<&'a Review>,
}

/// The whole file of an operation.
pub(super) fn operation(
    draft: &OperationDraft,
    parts: &Parts<'_>,
    rest: &Rest<'_>,
    known: &errors::ErrorNames,
) -> String {
    let mut text = format!(
        "# yaml-language-server: $schema=../../../spec.schema.json\noperation: {}\n",
        draft.name
    );
    line(&mut text, "summary", &words::summary(&draft.name));
    line(&mut text, "page", &yaml::address(&draft.page));
    let (about, access): (Vec<_>, Vec<_>) =
        draft.head.iter().partition(|(key, _)| key.starts_with("page"));
    for (key, value) in about {
        head_line(&mut text, key, value);
    }
    text.push('\n');
    line(&mut text, "http", &yaml::address(&draft.http));
    for (key, value) in access {
        head_line(&mut text, key, value);
    }
    if draft.effect != Effect::Read {
        line(&mut text, "write", draft.effect.word());
    }
    if let Some((field, seconds)) = &draft.idempotency {
        line(
            &mut text,
            "idempotency",
            &format!("{{ field: {}, window: {seconds}s }}", yaml::key(field)),
        );
    }
    if let Some(list) = &draft.paging {
        line(&mut text, "paging", &yaml::key(list));
    }
    request(&mut text, draft, parts, rest.request_example);
    response(&mut text, draft, parts, rest.response_example);
    if !draft.errors.is_empty() {
        text.push_str("\nerrors:\n");
        for (status, code, name) in &draft.errors {
            text.push_str(&known.entry(*status, *code, name));
        }
    }
    section(&mut text, "enums", rest.enums.iter().map(|entry| enumeration(entry)));
    section(&mut text, "objects", rest.objects.iter().map(|entry| object(entry)));
    if !rest.reviews.is_empty() {
        text.push_str("\nreview:\n");
        rest.reviews.iter().for_each(|review| text.push_str(&ReviewText::of(review).entry()));
    }
    text
}

fn line(text: &mut String, key: &str, value: &str) {
    let _ = writeln!(text, "{key}: {value}");
}

fn head_line(text: &mut String, key: &str, value: &Json) {
    if let Some(value) = head_value(key, value) {
        line(text, key, &value);
    }
}

/// A fact at the top of a spec; words of the format need no quotes.
pub(super) fn head_value(key: &str, value: &Json) -> Option<String> {
    let words = |value: &Json| match value {
        Json::String(word) => word.clone(),
        value => yaml::flow(value),
    };
    match (key, value) {
        (_, Json::Null) => None,
        ("page_updated" | "page_hash" | "rate_limit", Json::String(word)) => Some(bare(word)),
        ("tokens" | "apps" | "rate_limit", Json::Array(items)) => {
            Some(format!("[{}]", items.iter().map(words).collect::<Vec<_>>().join(", ")))
        }
        (_, value) => Some(yaml::flow(value)),
    }
}

/// A hash of digits alone would be a number.
fn bare(word: &str) -> String {
    let is_number = word.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'e' | b'E'));
    if is_number { yaml::quoted(word) } else { word.to_owned() }
}

fn request(text: &mut String, draft: &OperationDraft, parts: &Parts<'_>, example: Option<&Json>) {
    if draft.path.is_empty()
        && draft.query.is_empty()
        && draft.body.is_empty()
        && draft.upload.is_none()
    {
        return;
    }
    text.push_str("\nrequest:\n");
    for (key, fields) in [("path", &parts.path), ("query", &parts.query), ("body", &parts.body)] {
        if !fields.is_empty() {
            let _ = writeln!(text, "  {key}:");
            for field in fields {
                text.push_str(&field_block(field, 4, key == "path"));
            }
        }
    }
    if let Some((field, max)) = &draft.upload {
        let _ = writeln!(text, "  upload:\n    field: {}", yaml::key(field));
        if let Some(max) = max {
            let _ = writeln!(text, "    max_bytes: {max}");
        }
        let _ = writeln!(text, "    description: The file.");
    }
    if let Some(example) = example {
        let _ = writeln!(text, "  example:{}", yaml::block(example, 4));
    }
}

fn response(text: &mut String, draft: &OperationDraft, parts: &Parts<'_>, example: Option<&Json>) {
    text.push_str("\nresponse:\n");
    if draft.message != MessageField::Msg {
        let _ = writeln!(text, "  message: {}", draft.message.word());
    }
    let key = if draft.flat { "flat" } else { "data" };
    if parts.response.is_empty() {
        // A response without data needs no key, unless the response would be empty.
        if example.is_none() {
            let _ = writeln!(text, "  {key}: {{}}");
        }
    } else {
        let _ = writeln!(text, "  {key}:");
        for field in &parts.response {
            text.push_str(&field_block(field, 4, false));
        }
    }
    if let Some(example) = example {
        let _ = writeln!(text, "  example:{}", yaml::block(example, 4));
    }
}

fn section(text: &mut String, key: &str, entries: impl Iterator<Item = String>) {
    let entries: Vec<_> = entries.collect();
    if !entries.is_empty() {
        let _ = write!(text, "\n{key}:\n{}", entries.join("\n"));
    }
}

/// The keys of a field, each with what is behind its colon. How the sample is written depends on where the field is.
fn keys(
    field: &Typed<'_>,
    is_parameter: bool,
    example: impl Fn(&Json) -> String,
) -> Vec<(&'static str, String)> {
    let fact = &field.fact;
    let mut keys = vec![("type", ty(&field.ty))];
    if fact.required && !is_parameter {
        keys.push(("required", "true".to_owned()));
    }
    keys.extend(rules(fact));
    keys.extend(fact.default.as_ref().map(|value| ("default", yaml::flow(value))));
    if !fact.scopes.is_empty() && !is_parameter {
        keys.push(("scopes", yaml::flow(&fact.scopes.clone().into())));
    }
    if fact.deprecated && !is_parameter {
        keys.push(("deprecated", "true".to_owned()));
    }
    keys.iter_mut().for_each(|(_, value)| value.insert(0, ' '));
    keys.extend(fact.example.as_ref().map(|value| ("example", example(value))));
    keys.sort_by_key(|(key, _)| FIELD.rank(key));
    keys
}

/// A type as YAML, which takes brackets for a list or a mapping.
pub(super) fn ty(ty: &TypeExpr) -> String {
    match ty {
        TypeExpr::Name(name) => yaml::key(name),
        TypeExpr::List(_) | TypeExpr::Map(_) => yaml::quoted(&ty.to_string()),
    }
}

/// The rules of a field with their values.
pub(super) fn rules(fact: &Fact) -> Vec<(&'static str, String)> {
    fact.rules.iter().map(|rule| (rule.kind.word, self::rule(rule))).collect()
}

/// What a rule allows, as the format writes it.
pub(super) fn rule(rule: &Rule) -> String {
    match (rule.pattern(), rule.to_json()) {
        (Some(pattern), _) => yaml::quoted(pattern),
        (None, Json::String(range)) => range,
        (None, other) => other.to_string(),
    }
}

/// A field with a line for each key.
pub(super) fn field_block(field: &Typed<'_>, indent: usize, is_parameter: bool) -> String {
    let pad = " ".repeat(indent);
    let mut text = format!("{pad}{}:\n", yaml::key(&field.fact.name));
    for (key, value) in keys(field, is_parameter, |example| yaml::block(example, indent + 4)) {
        let _ = writeln!(text, "{pad}  {key}:{value}");
    }
    text
}

/// A field on one line.
pub(super) fn field_line(field: &Typed<'_>, indent: usize) -> String {
    format!("{}{}: {}\n", " ".repeat(indent), yaml::key(&field.fact.name), field_inline(field))
}

/// What is behind the name of a field on one line.
pub(super) fn field_inline(field: &Typed<'_>) -> String {
    let keys = keys(field, false, |example| format!(" {}", yaml::flow(example)));
    let keys: Vec<_> = keys.into_iter().map(|(key, value)| format!("{key}:{value}")).collect();
    format!("{{ {} }}", keys.join(", "))
}

/// The declaration of an object.
pub(super) fn object(object: &NewObject<'_>) -> String {
    let mut text = format!("  {}:\n", object.name);
    if let Some(wire) = &object.wire {
        let _ = writeln!(text, "    wire: {}", yaml::key(wire));
    }
    let _ = writeln!(text, "    description: {}\n    fields:", object.description());
    object.fields.iter().for_each(|field| text.push_str(&field_line(field, 6)));
    text
}

/// The declaration of an enumeration.
pub(super) fn enumeration(declared: &NewEnum) -> String {
    let mut text =
        format!("  {}:\n    description: {}\n    values:\n", declared.name, declared.description());
    for known in &declared.values {
        let _ = writeln!(text, "      {}: {{ value: {} }}", known.name, yaml::flow(&known.value));
    }
    text
}

/// A review as a spec has it: no string is empty, or too long.
pub(super) struct ReviewText {
    place: String,
    chosen: String,
    instead: Vec<String>,
}

impl ReviewText {
    pub(super) fn of(review: &Review) -> Self {
        Self {
            place: some(&review.place),
            chosen: some(&review.chosen),
            instead: review.alternatives.iter().map(|other| some(other)).collect(),
        }
    }

    /// Whether a spec asks the same. What else could be chosen is no part of the question.
    pub(super) fn is(&self, entry: &ReviewEntry) -> bool {
        entry.place == self.place && entry.chosen == self.chosen
    }

    /// An entry of `review:`.
    pub(super) fn entry(self) -> String {
        let mut entry = Map::new();
        entry.insert("place".to_owned(), self.place.into());
        entry.insert("chosen".to_owned(), self.chosen.into());
        if !self.instead.is_empty() {
            entry.insert("instead".to_owned(), self.instead.into());
        }
        format!("  - {}\n", yaml::flow(&entry.into()))
    }
}

/// A string that is not empty, and not too long.
fn some(text: &str) -> String {
    let short: String = text.chars().take(300).collect();
    if short.trim().is_empty() { "unnamed".to_owned() } else { short.trim_end().to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// YAML reads `12e3` as a number, and a number is no hash.
    #[test]
    fn a_hash_that_reads_as_a_number_is_quoted_and_no_other() {
        for (hash, written) in [
            ("1234", "\"1234\""),
            ("12e3", "\"12e3\""),
            ("12E3", "\"12E3\""),
            ("b3ea", "b3ea"),
            ("12d3", "12d3"),
        ] {
            let value = head_value("page_hash", &hash.into());
            assert_eq!(value.as_deref(), Some(written));
        }
    }
}
