//! Our names and summaries, derived from paths and tables. The page's own sentences are not used.
//!
//! The operation's name comes from the links of the page, or else from its path. Values of
//! enumerations come from the wire or from English words on the page, and otherwise are `value_1`,
//! which asks a person for a better name.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::facts::Page;
use crate::model::{Effect, Method, OperationId};
use crate::names;

/// The operation that a page describes: as its links name it, or as its path suggests.
pub(super) fn api_name(page: &Page) -> Option<OperationId> {
    let stated = page.name.as_ref().map(|name| OperationId {
        project: word(&name.project),
        version: name.version.clone(),
        resource: word(&name.resource),
        method: word(&name.method),
    });
    stated.filter(is_sound).or_else(|| from_path(page.method, &page.path)).filter(is_sound)
}

/// Safe as parts of a path, and as names in Rust.
fn is_sound(name: &OperationId) -> bool {
    let version = name.version.strip_prefix('v');
    let parts = [&name.project, &name.resource, &name.method];
    parts.into_iter().all(|part| names::is_snake_case(part) && !part.ends_with('_'))
        && version.is_some_and(|digits| {
            (1..=3).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
        })
}

/// `event.attendee` -> `event_attendee`
fn word(text: &str) -> String {
    let plain: String =
        text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    names::snake(&plain)
}

/// `/open-apis/sheets/v2/spreadsheets/:id/insert_range` -> `sheets.v2.spreadsheet.insert_range`. A path without a
/// version is of version 0.
fn from_path(method: Method, path: &str) -> Option<OperationId> {
    let segments: Vec<_> =
        path.split('/').filter(|part| !part.is_empty() && *part != "open-apis").collect();
    let is_version = |part: &&str| {
        part.strip_prefix('v')
            .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let version = segments.iter().copied().find(is_version);
    let ends_in_parameter = segments.last().is_some_and(|part| part.starts_with(':'));
    let mut words: Vec<_> = segments
        .iter()
        .filter(|part| !part.starts_with(':') && !is_version(part))
        .map(|part| word(part))
        .collect();
    if words.is_empty() {
        return None;
    }
    let project = words.remove(0);
    let is_collection = words.last().is_some_and(|last| singular(last) != *last);
    let verb = match method {
        Method::Get if ends_in_parameter => "get",
        Method::Get => "list",
        Method::Post => "create",
        Method::Put => "update",
        Method::Patch => "patch",
        Method::Delete => "delete",
    };
    let is_verb = words
        .last()
        .is_some_and(|last| VERBS.contains(&last.split('_').next().unwrap_or_default()));
    // What follows a parameter belongs to the resource, unless it is a verb.
    let follows = segments.iter().rev().nth(1).is_some_and(|part| part.starts_with(':'));
    let is_call = matches!(method, Method::Get | Method::Post) && !follows;
    let verb = if words.len() > 1 && !ends_in_parameter && !is_collection && (is_verb || is_call) {
        words.pop().unwrap_or_default()
    } else {
        verb.to_owned()
    };
    let resource = match words.as_slice() {
        [] => project.clone(),
        words => words.iter().map(|word| singular(word)).collect::<Vec<_>>().join("_"),
    };
    let version = version.unwrap_or("v0").to_owned();
    Some(OperationId { project, version, resource, method: verb })
}

/// Words with which the last part of a path names what is done, not what it is done to.
const VERBS: &[&str] = &[
    "add",
    "approve",
    "batch",
    "bind",
    "cancel",
    "change",
    "check",
    "close",
    "config",
    "copy",
    "count",
    "create",
    "delete",
    "disable",
    "download",
    "enable",
    "end",
    "export",
    "find",
    "get",
    "id",
    "import",
    "insert",
    "list",
    "mget",
    "move",
    "open",
    "patch",
    "preview",
    "publish",
    "put",
    "query",
    "read",
    "recognize",
    "recover",
    "reject",
    "remove",
    "replace",
    "reply",
    "resend",
    "restore",
    "revoke",
    "search",
    "send",
    "start",
    "submit",
    "terminate",
    "transfer",
    "unbind",
    "update",
    "upload",
];

/// `external_offers` -> `external_offer`
fn singular(word: &str) -> String {
    let cut = |end: &str, put: &str| word.strip_suffix(end).map(|stem| format!("{stem}{put}"));
    if ["ss", "us", "is"].iter().any(|end| word.ends_with(end)) || word.len() < 4 {
        return word.to_owned();
    }
    cut("ies", "y")
        .or_else(|| cut("sses", "ss"))
        .or_else(|| cut("xes", "x"))
        .or_else(|| cut("ches", "ch"))
        .or_else(|| cut("uses", "us"))
        .or_else(|| cut("s", ""))
        .unwrap_or_else(|| word.to_owned())
}

fn plural(words: &str) -> String {
    if let Some(stem) = words.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u']))
    {
        return format!("{stem}ies");
    }
    if ["s", "x", "ch", "sh"].iter().any(|end| words.ends_with(end)) {
        return format!("{words}es");
    }
    format!("{words}s")
}

/// `external_offer`, `update` -> `Update an external offer`
pub(super) fn summary(name: &OperationId) -> String {
    let thing = spaced(&name.resource);
    let thing = if thing.is_empty() { spaced(&name.project) } else { thing };
    let (verb, rest) = match name.method.split_once('_') {
        Some((verb, rest)) => (verb.to_owned(), format!(" {}", spaced(rest))),
        None => (spaced(&name.method), String::new()),
    };
    let (many, one) = (plural(&thing), format!("{} {thing}", article(&thing)));
    let way = ["by ", "from ", "with "].iter().any(|word| rest.trim().starts_with(word));
    let is_verb =
        VERBS.contains(&verb.as_str()) && !matches!(verb.as_str(), "batch" | "config" | "id");
    match (verb.as_str(), rest.trim()) {
        ("list" | "search" | "query", "") => format!("{} {many}", capital(&verb)),
        ("mget", "") => format!("Get {many}"),
        ("batch", rest) if !rest.is_empty() => match rest.split_once(' ') {
            Some((verb, part)) => format!("{} the {part} of several {many}", capital(verb)),
            None => format!("{} several {many}", capital(rest)),
        },
        (_, "") if is_verb => format!("{} {one}", capital(&verb)),
        (_, rest) if is_verb && way => format!("{} {one} {rest}", capital(&verb)),
        (_, rest) if is_verb => format!("{} the {rest} of {one}", capital(&verb)),
        (_, rest) => format!("Call {} on {one}", format!("{verb} {rest}").trim_end()),
    }
}

/// `ExternalOffer` or `external_offer` -> `external offer`
pub(super) fn spaced(name: &str) -> String {
    word(name).split('_').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A sentence that names a thing: `An external offer.`
pub(super) fn sentence(thing: &str) -> String {
    format!("{} {thing}.", capital(article(thing)))
}

fn article(thing: &str) -> &'static str {
    if thing.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" }
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|c| c.to_ascii_uppercase()).into_iter().chain(chars).collect()
}

/// What a call does, as far as method and name tell. A write that is none of the rest is an update.
pub(super) fn effect(page: &Page, name: &OperationId) -> Effect {
    const READS: &[&str] = &[
        "get",
        "list",
        "search",
        "query",
        "mget",
        "find",
        "check",
        "count",
        "recognize",
        "preview",
    ];
    const SECOND: &[&str] = &["get", "query", "list", "search"];
    let mut words = name.method.split('_');
    let (first, last) = (words.next().unwrap_or_default(), words.next_back().unwrap_or(""));
    let reads = READS.contains(&first)
        || first == "batch" && SECOND.contains(&name.method.split('_').nth(1).unwrap_or_default())
        || matches!(first, "list" | "query" | "id") && last == "convert";
    match page.method {
        Method::Get => Effect::Read,
        Method::Delete => Effect::Delete,
        Method::Put if page.full_overwrite => Effect::Replace,
        Method::Put | Method::Patch => Effect::Update,
        Method::Post if reads => Effect::Read,
        Method::Post if first == "create" || first == "upload" => Effect::Create,
        Method::Post => Effect::Update,
    }
}

/// The names that the values of one enumeration have so far.
#[derive(Debug, Default)]
pub(super) struct ValueNames {
    /// As Rust spells them.
    taken: BTreeSet<String>,
    count: usize,
    /// The first number that no name has for sure.
    next: usize,
}

impl ValueNames {
    /// The name of a value: a word of the wire, English in the page's words for it, or `value_1`, which asks a person
    /// for a better one.
    pub(super) fn name(&mut self, value: &Json, meaning: &str) -> String {
        let text = value.as_str().unwrap_or_default();
        let from_wire = Some(text).filter(|text| is_words(text)).map(word);
        let from_page = Some(meaning).filter(|text| is_words(text)).map(word);
        let numbered = match value.as_i64() {
            Some(number) if number < 0 => format!("value_minus_{}", number.unsigned_abs()),
            Some(number) => format!("value_{number}"),
            None => format!("value_{}", self.count + 1),
        };
        let names = [from_wire, from_page, Some(numbered)];
        let found = names.into_iter().flatten().find(|name| self.is_usable(name));
        let name = found.unwrap_or_else(|| {
            self.next = self.next.max(self.count + 1);
            while !self.is_usable(&format!("value_no_{}", self.next)) {
                self.next += 1;
            }
            format!("value_no_{}", self.next)
        });
        self.count += 1;
        self.taken.insert(names::pascal(&name));
        name
    }

    fn is_usable(&self, name: &str) -> bool {
        let rust = names::pascal(name);
        names::is_snake_case(name)
            && name.len() <= 40
            && rust.starts_with(|c: char| c.is_ascii_uppercase())
            && !matches!(rust.as_str(), "Self" | "Unknown")
            && !self.taken.contains(&rust)
    }
}

/// A few words in ASCII.
fn is_words(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 40
        && text.split([' ', '_', '-', '.']).count() <= 6
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.'))
}

/// A name for an error: English words of the page, or its number.
pub(super) fn error_name(code: i64, description: &str) -> String {
    let text = description.trim().trim_end_matches('.').replace('\'', "");
    let name = Some(text).filter(|text| is_words(text)).map(|text| word(&text));
    let name = name.filter(|name| {
        names::is_snake_case(name) && name.len() <= 40 && !names::is_taken_error(name)
    });
    name.unwrap_or_else(|| numbered_error(code))
}

/// `error_1002001`
pub(super) fn numbered_error(code: i64) -> String {
    let sign = if code < 0 { "minus_" } else { "" };
    format!("error_{sign}{}", code.unsigned_abs())
}

#[cfg(test)]
mod tests;
