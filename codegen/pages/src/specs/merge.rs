//! Merges a page into a spec that a person maintains: facts are updated, wording and decisions are kept.
//!
//! An import edits a file and never rewrites it. Each fact of the page is compared with the spec
//! (of the same route, the same page, or the same name), and only the bytes that differ are
//! replaced, so comments, order and layout of everything else stay. Facts follow the page. Summary,
//! description, names, `required` of responses, paging, `modify`, idempotency and samples that
//! are still valid are kept. A type of the spec that is more precise than the page's (an identifier for a string, a
//! time for a number, 64 bits for 32) is no contradiction. A field that the page omits from an
//! object that occurs elsewhere, too, is absent there and stays declared.
//!
//! A correction expects the page to be wrong in one way: it names the place and the page's value
//! there. If the page has another value, or none at that place, the import refuses the page
//! with that reason. A review is settled by removing it; while the page stays the same (by its hash) it
//! does not come back.

mod fields;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::draft::OperationDraft;
use super::edits::{Edits, PageEdits};
use super::errors::ErrorNames;
use super::fact::Fact;
use super::types::{Site, Types};
use super::{write, yaml};
use crate::diagnostic::Spanned;
use crate::facts::Review;
use crate::model::Effect;
use crate::sources::{SourceId, Sources};
use crate::spec::node::{Node, Value};
use crate::spec::operation::{CorrectionEntry, OperationFile};
use crate::spec::shape::{OPERATION, REQUEST, RESPONSE};

/// One page and its spec.
pub(super) struct Merge<'a> {
    pub(super) draft: &'a OperationDraft,
    pub(super) page: usize,
    pub(super) file: &'a OperationFile,
    pub(super) path: &'a str,
    pub(super) sources: &'a Sources,
    /// The files as read.
    pub(super) trees: &'a BTreeMap<SourceId, Node>,
    pub(super) codes: &'a ErrorNames,
    /// Whether the page's samples replace those of the spec.
    pub(super) samples: bool,
    /// Samples that the draft lacks because they contradict the spec.
    pub(super) left_out: Vec<&'a Review>,
}

type Entry = (Spanned<String>, Node);

impl Merge<'_> {
    /// What changed, or why the page is refused. Edits are only added if it is not.
    pub(super) fn into(
        self,
        types: &mut Types<'_>,
        edits: &mut Edits,
    ) -> Result<Vec<String>, String> {
        let source = self.file.id.span.source;
        let Some(root) = self.trees.get(&source) else {
            return Err(format!("{} cannot be read", self.path));
        };
        let corrections = self.file.corrections.iter().rev();
        let mut walk = Walk {
            merge: &self,
            types,
            edits: PageEdits::new(self.sources, self.page),
            corrections: corrections.map(|entry| (entry.place.value.as_str(), entry)).collect(),
            notes: Vec::new(),
            seen: BTreeSet::new(),
            stale: Vec::new(),
            lost: 0,
            kept: 0,
        };
        walk.operation(root);
        let (notes, stale, lost, kept) = (walk.notes, walk.stale, walk.lost, walk.kept);
        let seen = walk.seen;
        let page = walk.edits;
        if let Some(stale) = stale.first() {
            return Err(stale.clone());
        }
        let idle = self.file.corrections.iter().find(|entry| !seen.contains(&entry.place.value));
        if let Some(idle) = idle {
            return Err(format!(
                "{}: the page has nothing at {}, which a correction refers to; remove the correction or fix its place",
                self.path, idle.place.value
            ));
        }
        if lost >= 3 && lost > kept {
            return Err(format!(
                "{}: the page lacks {lost} of {} fields of the spec; if that is correct, remove them from the spec by hand",
                self.path,
                lost + kept
            ));
        }
        edits.take(page);
        Ok(notes)
    }
}

fn entries(node: &Node) -> &[Entry] {
    match &node.value {
        Value::Map(entries) => entries,
        _ => &[],
    }
}

fn get<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    entries(node).iter().find(|(name, _)| name.value == key).map(|(_, node)| node)
}

struct Walk<'m, 'a, 't> {
    merge: &'m Merge<'a>,
    types: &'m mut Types<'t>,
    edits: PageEdits<'a>,
    corrections: BTreeMap<&'a str, &'a CorrectionEntry>,
    notes: Vec<String>,
    /// Places of facts, as corrections name them.
    seen: BTreeSet<String>,
    stale: Vec<String>,
    /// Fields of the spec that the page lacks, and those that it has.
    lost: usize,
    kept: usize,
}

/// What has the fields that are compared.
struct Holder<'h> {
    /// After which a type of a field is named.
    owner: &'h str,
    sent: bool,
    /// An object that is used in other places, too.
    shared: bool,
}

impl Walk<'_, '_, '_> {
    fn operation(&mut self, root: &Node) {
        let draft = self.merge.draft;
        self.head(root, "http", &draft.http.as_str().into(), Some(draft.http.clone()));
        for (key, value) in &draft.head {
            // A page without a date takes no date away.
            if *key == "page_updated" && value.is_null() {
                continue;
            }
            self.head(root, key, value, write::head_value(key, value));
        }
        if draft.full_overwrite && draft.effect == Effect::Replace {
            self.head(root, "write", &"replace".into(), Some("replace".to_owned()));
        }
        self.section(root, "request", "path", &draft.path);
        self.section(root, "request", "query", &draft.query);
        self.section(root, "request", "body", &draft.body);
        self.upload(root);
        let key = if self.merge.file.flat.is_some() { "flat" } else { "data" };
        self.section(root, "response", key, &draft.answer);
        self.message(root);
        self.samples(root);
        self.errors(root);
        self.reviews(root);
    }

    /// Whether a correction overrides the page's value at a place.
    fn is_corrected(&mut self, place: &str, page: &Json) -> bool {
        self.seen.insert(place.to_owned());
        let Some(entry) = self.corrections.get(place) else {
            return false;
        };
        let expected = entry.page.to_json();
        if expected != *page {
            self.stale.push(format!(
                "{}: a correction expects the page to say {expected} at {place}, but it says {page} now; check the page, then change or remove the correction",
                self.merge.path
            ));
        }
        true
    }

    fn head(&mut self, root: &Node, key: &'static str, value: &Json, text: Option<String>) {
        if self.is_corrected(key, value) {
            return;
        }
        let old = get(root, key);
        match (old, text) {
            (Some(old), Some(text)) if !same(&old.to_json(), value) => {
                self.note(key, &old.to_json(), value);
                self.edits.replace(old, &text);
            }
            (None, Some(text)) => {
                self.note(key, &Json::Null, value);
                self.edits.set(root, key, &text, &OPERATION);
            }
            (Some(old), None) if *value != old.to_json() => {
                self.note(key, &old.to_json(), value);
                let at = entries(root).iter().position(|(name, _)| name.value == key);
                if let Some(at) = at {
                    self.edits.remove(root, at);
                }
            }
            _ => {}
        }
    }

    fn note(&mut self, place: &str, old: &Json, new: &Json) {
        let say = |value: &Json| match value {
            Json::Null => "nothing".to_owned(),
            Json::String(text) => text.clone(),
            value => value.to_string(),
        };
        self.notes.push(format!("{place}: {} instead of {}", say(new), say(old)));
    }

    fn section(&mut self, root: &Node, part: &str, key: &str, facts: &[Fact]) {
        let sent = part == "request";
        let place = if sent { format!("request.{key}") } else { "response".to_owned() };
        let found = get(root, part).and_then(|node| get(node, key));
        if let Some(node) = found.filter(|node| !entries(node).is_empty()) {
            let file = self.merge.file;
            let written = match key {
                "path" => file.parameters.as_slice(),
                "query" => &file.query,
                "body" => file.body.as_deref().unwrap_or_default(),
                _ => &file.data,
            };
            let holder = Holder { owner: &self.merge.draft.name.resource, sent, shared: false };
            return self.fields(&place, (node, written), facts, &holder);
        }
        if facts.is_empty() {
            return;
        }
        let site = self.site(self.owner(), sent);
        let site = Site { user: self.merge.path, project: &self.merge.draft.name.project, ..site };
        let typed = self.types.fields(facts, &site);
        self.notes.push(format!("{place}: new"));
        let block: String =
            typed.iter().map(|field| write::field_block(field, 4, key == "path")).collect();
        match (get(root, part), found) {
            (_, Some(empty)) => self.edits.replace(empty, &format!("\n{}", block.trim_end())),
            (Some(node), None) => {
                let shape = if sent { &REQUEST } else { &RESPONSE };
                self.edits.set(node, key, &format!("\n{}", block.trim_end()), shape);
            }
            (None, None) => {
                let text = format!("\n  {key}:\n{}", block.trim_end());
                self.edits.set(root, part, &text, &OPERATION);
            }
        }
    }

    fn owner(&self) -> String {
        self.merge.draft.name.resource.clone()
    }

    fn site(&self, owner: String, sent: bool) -> Site<'static> {
        Site { project: "", user: "", owner, field: "", sent }
    }

    fn upload(&mut self, root: &Node) {
        let node = get(root, "request").and_then(|node| get(node, "upload"));
        let (Some(node), Some((field, max))) = (node, &self.merge.draft.upload) else { return };
        let max = max.map_or(Json::Null, Json::from);
        self.key("request.upload", node, "field", Some(yaml::key(field)), &field.as_str().into());
        let text = (!max.is_null()).then(|| max.to_string());
        self.key("request.upload", node, "max_bytes", text, &max);
    }

    fn message(&mut self, root: &Node) {
        let Some(node) = get(root, "response") else { return };
        let (old, new) = (self.merge.file.message, self.merge.draft.message.as_str());
        if old != new && !self.is_corrected("response.message", &new.into()) {
            self.note("response.message", &old.into(), &new.into());
            self.edits.set(node, "message", new, &RESPONSE);
        }
    }

    /// The spec's samples are kept while they are valid.
    fn samples(&mut self, root: &Node) {
        let draft = self.merge.draft;
        for (part, shape, sample) in [
            ("request", &REQUEST, &draft.request_example),
            ("response", &RESPONSE, &draft.response_example),
        ] {
            let Some(node) = get(root, part) else { continue };
            let at = entries(node).iter().position(|(name, _)| name.value == "example");
            match (sample, at) {
                (Some(sample), Some(_)) if self.merge.samples => {
                    self.notes.push(format!(
                        "{part}.example: taken from the page, since ours is no longer valid"
                    ));
                    let text = yaml::block(sample, 4);
                    self.edits.set(node, "example", &text, shape);
                }
                (None, Some(at)) if self.merge.samples => {
                    self.notes.push(format!("{part}.example: removed"));
                    self.edits.remove(node, at);
                }
                _ => {}
            }
        }
    }

    fn errors(&mut self, root: &Node) {
        let draft = self.merge.draft;
        let old: &[Node] = match get(root, "errors").map(|node| &node.value) {
            Some(Value::List(items)) => items,
            _ => &[],
        };
        let code = |node: &Node| get(node, "code").map(Node::to_json);
        let by_code: BTreeMap<Option<i64>, &Node> = old
            .iter()
            .rev()
            .map(|node| (code(node).and_then(|code| code.as_i64()), node))
            .collect();
        let stated: BTreeSet<i64> = draft.errors.iter().map(|(_, code, _)| *code).collect();
        let mut lines = String::new();
        for (status, number, name) in &draft.errors {
            let place = format!("errors.{number}");
            match by_code.get(&Some(*number)) {
                Some(node) => {
                    let text = status.map(|status| status.to_string());
                    let value = status.map_or(Json::Null, Json::from);
                    self.seen.insert(place.clone());
                    self.key(&place, node, "http", text, &value);
                }
                None if self.is_corrected(&place, &(*number).into()) => {}
                None => {
                    self.notes.push(format!("{place}: new"));
                    lines.push_str(&self.merge.codes.entry(*status, *number, name));
                }
            }
        }
        for node in old {
            let Some(number) = code(node) else { continue };
            let place = format!("errors.{number}");
            let is_there = number.as_i64().is_some_and(|number| stated.contains(&number));
            if !is_there && !self.is_corrected(&place, &Json::Null) {
                self.notes.push(format!("{place}: removed"));
                self.edits.remove_item(node);
            }
        }
        match (old.last(), lines.is_empty()) {
            (_, true) => {}
            (Some(last), false) => self.edits.lines_after(last, &lines),
            (None, false) => {
                self.edits.set(root, "errors", &format!("\n{}", lines.trim_end()), &OPERATION)
            }
        }
    }

    /// A page that changed is looked at anew; on one that did not, what a person settled stays settled.
    fn reviews(&mut self, root: &Node) {
        let old = &self.merge.file.reviews;
        let asked: &[Review] = if self.is_settled() { &[] } else { &self.merge.draft.reviews };
        let lines: String = asked
            .iter()
            .chain(self.merge.left_out.iter().copied())
            .filter(|review| {
                old.iter().all(|entry| entry.place != review.place || entry.chosen != review.chosen)
            })
            .map(write::review_entry)
            .collect();
        if lines.is_empty() {
            return;
        }
        match get(root, "review").map(|node| &node.value) {
            Some(Value::List(items)) if !items.is_empty() => {
                if let Some(last) = items.last() {
                    self.edits.lines_after(last, &lines);
                }
            }
            Some(_) => {
                self.edits.set(root, "review", &format!("\n{}", lines.trim_end()), &OPERATION);
            }
            None => self
                .edits
                .lines_at_end(self.merge.file.id.span.source, &format!("\nreview:\n{lines}")),
        }
    }
}

/// Lists of words are sets, and a single number is a range of one.
fn same(old: &Json, new: &Json) -> bool {
    match (old, new) {
        (Json::Array(a), Json::Array(b)) => {
            let words: BTreeSet<_> = b.iter().map(Json::to_string).collect();
            a.len() == b.len() && a.iter().all(|item| words.contains(&item.to_string()))
        }
        (Json::Object(a), Json::Object(b)) => {
            a.len() == b.len()
                && a.iter().all(|(key, value)| b.get(key).is_some_and(|other| same(value, other)))
        }
        (Json::Number(number), Json::String(range)) => *range == format!("{number}..{number}"),
        (Json::String(a), Json::String(b)) => a.trim() == b.trim(),
        _ => old == new,
    }
}
