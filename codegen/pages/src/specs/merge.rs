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

pub(super) mod changes;
mod fields;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value as Json;

use super::draft::OperationDraft;
use super::fact::Fact;
use super::page_edits::{Layout, Open, PageEdits, Text};
use super::types::{Known, Site};
use super::{write, yaml};
use crate::diagnostic::Spanned;
use crate::model::Effect;
use crate::sources::{SourceId, Sources};
use crate::spec::field::FieldEntry;
use crate::spec::node::{Node, Value};
use crate::spec::operation::{CorrectionEntry, OperationFile};
use crate::spec::shape::{OPERATION, REQUEST, RESPONSE};

/// One page and its spec.
#[derive(Clone, Copy)]
pub(super) struct Merge<'a> {
    pub(super) draft: &'a OperationDraft,
    pub(super) page: usize,
    pub(super) file: &'a OperationFile,
    pub(super) path: &'a str,
    pub(super) sources: &'a Sources,
    /// The files as read.
    pub(super) trees: &'a BTreeMap<SourceId, Arc<Node>>,
    pub(super) known: &'a Known<'a>,
}

type Entry = (Spanned<String>, Node);

impl<'a> Merge<'a> {
    /// The spec as read and what the page changes in it, or why the page is refused.
    fn compare(self) -> Result<(&'a Node, PageEdits<'a>), String> {
        let source = self.file.id.span.source;
        let Some(root) = self.trees.get(&source).map(Arc::as_ref) else {
            return Err(format!("{} cannot be read", self.path));
        };
        let corrections = self.file.corrections.iter().rev();
        let mut walk = Walk {
            merge: self,
            edits: PageEdits::new(self.sources, self.page),
            corrections: corrections.map(|entry| (entry.place.value.as_str(), entry)).collect(),
            seen: BTreeSet::new(),
            stale: Vec::new(),
            lost: 0,
            kept: 0,
        };
        walk.operation(root);
        let Walk { edits, seen, stale, lost, kept, .. } = walk;
        if let Some(stale) = stale.into_iter().next() {
            return Err(stale);
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
        Ok((root, edits))
    }

    /// The page is the one that the spec was made of, so a person has seen what it leaves open.
    fn is_settled(&self) -> bool {
        self.file.page_hash.as_ref() == Some(&self.draft.page_hash)
    }

    fn site(&self, owner: &'a str, sent: bool) -> Site<'a> {
        Site { project: &self.draft.name.project, user: self.page, owner, field: "", sent }
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

struct Walk<'a> {
    merge: Merge<'a>,
    edits: PageEdits<'a>,
    corrections: BTreeMap<&'a str, &'a CorrectionEntry>,
    /// Places of facts, as corrections name them.
    seen: BTreeSet<String>,
    stale: Vec<String>,
    /// Fields of the spec that the page lacks, and those that it has.
    lost: usize,
    kept: usize,
}

/// What has the fields that are compared.
struct Holder<'a> {
    /// After which a type of a field is named.
    owner: &'a str,
    sent: bool,
    /// An object that is used in other places, too.
    shared: bool,
}

impl<'a> Walk<'a> {
    fn operation(&mut self, root: &'a Node) {
        let Merge { draft, file, .. } = self.merge;
        self.head(root, "http", &draft.http.as_str().into(), Some(yaml::address(&draft.http)));
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
        self.section(root, ("request", "path"), &file.parameters, &draft.path);
        self.section(root, ("request", "query"), &file.query, &draft.query);
        let body = file.body.as_deref().unwrap_or_default();
        self.section(root, ("request", "body"), body, &draft.body);
        self.upload(root);
        let key = if file.flat.is_some() { "flat" } else { "data" };
        self.section(root, ("response", key), &file.data, &draft.response);
        self.message(root);
        self.errors(root);
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
            (Some(old), Some(text)) if !same(only(&old.to_json()), only(value)) => {
                self.edits.note_change(key, &old.to_json(), value);
                self.edits.replace(old, text);
            }
            (None, Some(text)) => {
                self.edits.note_change(key, &Json::Null, value);
                self.edits.set(root, key, text, &OPERATION);
            }
            (Some(old), None) if *value != old.to_json() => {
                self.edits.note_change(key, &old.to_json(), value);
                let at = entries(root).iter().position(|(name, _)| name.value == key);
                if let Some(at) = at {
                    self.edits.remove(root, at);
                }
            }
            _ => {}
        }
    }

    fn section(
        &mut self,
        root: &'a Node,
        (part, key): (&'static str, &'static str),
        written: &'a [FieldEntry],
        facts: &'a [Fact],
    ) {
        let sent = part == "request";
        let place = if sent { format!("request.{key}") } else { "response".to_owned() };
        let found = get(root, part).and_then(|node| get(node, key));
        let owner = &self.merge.draft.name.resource;
        if let Some(node) = found.filter(|node| !entries(node).is_empty()) {
            let holder = Holder { owner, sent, shared: false };
            return self.fields(&place, (node, written), facts, &holder);
        }
        if facts.is_empty() {
            return;
        }
        self.edits.note(&place, "new");
        let layout = Layout::Block { indent: 4, is_parameter: key == "path" };
        let block =
            |head| Text::below(head, Open::Fields(facts, self.merge.site(owner, sent), layout));
        match (get(root, part), found) {
            (_, Some(empty)) => self.edits.replace(empty, block("\n".to_owned())),
            (Some(node), None) => {
                let shape = if sent { &REQUEST } else { &RESPONSE };
                self.edits.set(node, key, block("\n".to_owned()), shape);
            }
            (None, None) => {
                self.edits.set(root, part, block(format!("\n  {key}:\n")), &OPERATION);
            }
        }
    }

    /// Compared as it is written, like the head: an edit needs the place of each key, which only the tree has.
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
        let (old, new) = (self.merge.file.message.word(), self.merge.draft.message.word());
        if old != new && !self.is_corrected("response.message", &new.into()) {
            self.edits.note_change("response.message", &old.into(), &new.into());
            self.edits.set(node, "message", new, &RESPONSE);
        }
    }

    fn errors(&mut self, root: &'a Node) {
        let Merge { draft, file, .. } = self.merge;
        let items: &[Node] = match get(root, "errors").map(|node| &node.value) {
            Some(Value::List(items)) => items,
            _ => &[],
        };
        // A sound spec has an entry for each node, in the same order, and pages go into no other.
        let codes = file.errors.iter().map(|error| error.code.value);
        let old: Vec<(i64, &Node)> = codes.zip(items).collect();
        let by_code: BTreeMap<i64, &Node> = old.iter().rev().copied().collect();
        let stated: BTreeSet<i64> = draft.errors.iter().map(|(_, code, _)| *code).collect();
        let mut new = Vec::new();
        for error in &draft.errors {
            let (status, number, _) = error;
            let place = format!("errors.{number}");
            match by_code.get(number) {
                Some(node) => {
                    let text = status.map(|status| status.to_string());
                    let value = status.map_or(Json::Null, Json::from);
                    self.seen.insert(place.clone());
                    self.key(&place, node, "http", text, &value);
                }
                None if self.is_corrected(&place, &(*number).into()) => {}
                None => new.push(error),
            }
        }
        for (number, node) in &old {
            let place = format!("errors.{number}");
            if !stated.contains(number) && !self.is_corrected(&place, &Json::Null) {
                self.edits.note(&place, "removed");
                self.edits.remove_item(node);
            }
        }
        for (_, number, _) in &new {
            self.edits.note(&format!("errors.{number}"), "new");
        }
        let new = Some(new).filter(|new| !new.is_empty()).map(Open::Errors);
        match (old.last(), new) {
            (_, None) => {}
            (Some((_, last)), Some(new)) => self.edits.lines_after(last, Text::lines(new)),
            (None, Some(new)) => {
                self.edits.set(root, "errors", Text::below("\n", new), &OPERATION);
            }
        }
    }
}

/// A list of one item is that item: a fact that a page states once may be written either way.
fn only(value: &Json) -> &Json {
    match value.as_array().map(Vec::as_slice) {
        Some([item]) => item,
        _ => value,
    }
}

/// Lists of words are sets.
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
        (Json::String(a), Json::String(b)) => a.trim() == b.trim(),
        _ => old == new,
    }
}
