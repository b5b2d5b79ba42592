//! A page into the spec that a person keeps: facts are brought up to date, words and decisions stay.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::draft::Draft;
use super::edits::{self, Edits};
use super::errors::Known;
use super::shape::{Fact, Shape};
use super::types::{Site, Typed, Types};
use super::{sample, write, yaml};
use crate::diagnostic::Spanned;
use crate::model::Effect;
use crate::sources::{SourceId, Sources};
use crate::spec::node::{self, Node, Value};
use crate::spec::operation::OperationFile;
use crate::spec::type_expr::TypeExpr;

/// The order of keys at the top of a spec.
const HEAD: &[&str] = &[
    "operation",
    "summary",
    "description",
    "page",
    "page_updated",
    "page_hash",
    "http",
    "tokens",
    "apps",
    "scopes",
    "rate_limit",
    "deprecated",
    "write",
    "idempotency",
    "paging",
    "modify",
    "request",
    "response",
    "errors",
    "corrections",
    "ids",
    "enums",
    "objects",
    "review",
];
/// The order of keys of a field.
const FIELD: &[&str] = &[
    "type",
    "required",
    "chars",
    "items",
    "range",
    "pattern",
    "default",
    "example",
    "description",
    "scopes",
    "deprecated",
];
const REQUEST: &[&str] = &["path", "query", "body", "upload", "example"];
const RESPONSE: &[&str] = &["message", "data", "flat", "example"];

/// One page and its spec.
pub(super) struct Merge<'a> {
    pub(super) draft: &'a Draft,
    pub(super) page: usize,
    pub(super) file: &'a OperationFile,
    pub(super) path: &'a str,
    /// `hire/v1`
    pub(super) folder: &'a str,
    pub(super) sources: &'a Sources,
    pub(super) known: &'a Known,
    /// Whether the page's samples take the place of ours.
    pub(super) samples: bool,
}

type Entry = (Spanned<String>, Node);

impl Merge<'_> {
    /// What changed, or why the page is refused. Edits are only taken over when it is not.
    pub(super) fn into(
        self,
        types: &mut Types<'_>,
        edits: &mut Edits,
    ) -> Result<Vec<String>, String> {
        let source = self.file.id.span.source;
        let Some(root) = tree(self.sources, source) else {
            return Err(format!("{} cannot be read", self.path));
        };
        let mut walk = Walk {
            merge: &self,
            types,
            edits: edits::Draft::new(self.sources, self.page),
            trees: BTreeMap::new(),
            notes: Vec::new(),
            seen: BTreeSet::new(),
            stale: Vec::new(),
            lost: 0,
            kept: 0,
        };
        walk.operation(&root);
        let (notes, stale, lost, kept) = (walk.notes, walk.stale, walk.lost, walk.kept);
        let seen = walk.seen;
        let draft = walk.edits;
        if let Some(stale) = stale.first() {
            return Err(stale.clone());
        }
        let idle = self.file.corrections.iter().find(|entry| !seen.contains(&entry.place.value));
        if let Some(idle) = idle {
            return Err(format!(
                "{}: the page has nothing at {}, which a correction is about; remove the correction or correct its place",
                self.path, idle.place.value
            ));
        }
        if lost >= 3 && lost > kept {
            return Err(format!(
                "{}: the page lacks {lost} of {} fields of the spec; if that is so, remove them from the spec by hand",
                self.path,
                lost + kept
            ));
        }
        edits.take(draft);
        Ok(notes)
    }
}

/// The tree of a file.
fn tree(sources: &Sources, id: SourceId) -> Option<Node> {
    node::parse(id, sources.get(id).text(), &mut Vec::new())
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
    edits: edits::Draft<'a>,
    trees: BTreeMap<SourceId, Option<Node>>,
    notes: Vec<String>,
    /// Places of facts, as corrections name them.
    seen: BTreeSet<String>,
    stale: Vec<String>,
    /// Fields of the spec that the page lacks, and those that it has.
    lost: usize,
    kept: usize,
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

    /// What the page says at a place: ours to leave alone if a correction says so.
    fn is_corrected(&mut self, place: &str, page: &Json) -> bool {
        self.seen.insert(place.to_owned());
        let Some(entry) =
            self.merge.file.corrections.iter().find(|entry| entry.place.value == place)
        else {
            return false;
        };
        let expected = entry.page.to_json();
        if expected != *page {
            self.stale.push(format!(
                "{}: a correction expects the page to say {expected} at {place}, and it says {page} now; look at the page, and change or remove the correction",
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
                self.edits.set(root, key, &text, HEAD);
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
            if facts.is_empty() {
                self.lost += entries(node).len();
            }
            return self.fields(&place, node, facts, sent, false, self.owner());
        }
        if facts.is_empty() {
            return;
        }
        let site = self.site(self.owner(), sent);
        let site = Site {
            folder: self.merge.folder,
            user: self.merge.path,
            project: &self.merge.draft.name.project,
            ..site
        };
        let typed = self.types.fields(facts, &site);
        self.notes.push(format!("{place}: new"));
        let block: String =
            typed.iter().map(|field| write::field_block(field, 4, key == "path")).collect();
        match (get(root, part), found) {
            (_, Some(empty)) => self.edits.replace(empty, &format!("\n{}", block.trim_end())),
            (Some(node), None) => {
                let order = if sent { REQUEST } else { RESPONSE };
                self.edits.set(node, key, &format!("\n{}", block.trim_end()), order);
            }
            (None, None) => {
                let text = format!("\n  {key}:\n{}", block.trim_end());
                self.edits.set(root, part, &text, HEAD);
            }
        }
    }

    fn owner(&self) -> String {
        self.merge.draft.name.resource.clone()
    }

    fn site(&self, owner: String, sent: bool) -> Site<'static> {
        Site { folder: "", project: "", user: "", owner, field: "", sent }
    }

    /// The fields of a part of the call, or of an object.
    fn fields(
        &mut self,
        place: &str,
        map: &Node,
        facts: &[Fact],
        sent: bool,
        shared: bool,
        owner: String,
    ) {
        let old = entries(map);
        let is_new = |fact: &&Fact| old.iter().all(|(name, _)| name.value != fact.name);
        let mut gone: Vec<usize> = old
            .iter()
            .enumerate()
            .filter(|(_, (name, _))| facts.iter().all(|fact| fact.name != name.value))
            .map(|(at, _)| at)
            .collect();
        let mut renamed: BTreeMap<&str, usize> = BTreeMap::new();
        let come: Vec<_> = facts.iter().filter(is_new).collect();
        for fact in &come {
            let at = gone.iter().position(|at| {
                old.get(*at)
                    .is_some_and(|(_, node)| self.is_renamed(node, fact, come.len(), gone.len()))
            });
            if let Some(at) = at.filter(|_| !shared) {
                renamed.insert(&fact.name, gone.remove(at));
            }
        }
        let settled = self.is_settled();
        let mut anchor: Option<usize> = None;
        for fact in facts {
            let place = format!("{place}.{}", fact.name);
            let at = old.iter().position(|(name, _)| name.value == fact.name);
            let at = at.or_else(|| renamed.get(fact.name.as_str()).copied());
            let Some((name, node)) = at.and_then(|at| old.get(at)) else {
                if settled
                    && self
                        .merge
                        .draft
                        .reviews
                        .iter()
                        .any(|review| place.starts_with(&review.place))
                {
                    continue;
                }
                self.add_field(&place, map, anchor, fact, sent, &owner);
                continue;
            };
            if name.value != fact.name {
                self.notes.push(format!("{place}: renamed from {}", name.value));
                self.edits.rename(name, &yaml::key(&fact.name));
            }
            anchor = at;
            self.kept += 1;
            self.field(&place, node, fact, sent, shared, &owner);
        }
        // What a page leaves out of an object that others use, too, is merely absent there.
        let has_doubts =
            self.merge.draft.reviews.iter().any(|review| !review.alternatives.is_empty());
        let is_doubtful = settled && has_doubts;
        if !shared && !is_doubtful {
            for at in gone {
                let name = old.get(at).map(|(name, _)| name.value.clone()).unwrap_or_default();
                let place = format!("{place}.{name}");
                if !self.is_corrected(&place, &Json::Null) {
                    self.lost += 1;
                    self.notes.push(format!("{place}: removed"));
                    self.edits.remove(map, at);
                }
            }
        } else {
            for (name, _) in gone.iter().filter_map(|at| old.get(*at)) {
                self.seen.insert(format!("{place}.{}", name.value));
            }
        }
    }

    /// The page is the one that the spec was made of, so a person has seen what it leaves open.
    fn is_settled(&self) -> bool {
        self.merge.file.page_hash.is_some()
            && self.merge.draft.head.iter().any(|(key, value)| {
                *key == "page_hash" && value.as_str() == self.merge.file.page_hash.as_deref()
            })
    }

    /// The same type, and the same sample or nothing else that it could be.
    fn is_renamed(&self, node: &Node, fact: &Fact, come: usize, gone: usize) -> bool {
        let ty = get(node, "type").and_then(|node| match &node.value {
            Value::Text(text) => TypeExpr::parse(text).ok(),
            _ => None,
        });
        let same_type = ty.is_some_and(|ty| self.alike(&ty, &fact.ty));
        let sample = get(node, "example").map(Node::to_json);
        same_type && (sample.is_some() && sample == fact.example || come == 1 && gone == 1)
    }

    /// Whether a type of the spec is of the kind that the page says.
    fn alike(&self, ty: &TypeExpr, shape: &Shape) -> bool {
        match (ty, shape) {
            (TypeExpr::List(ty), Shape::List(shape)) | (TypeExpr::Map(ty), Shape::Map(shape)) => {
                self.alike(ty, shape)
            }
            (TypeExpr::Name(name), Shape::Object(..)) => self.types.object(name).is_some(),
            (TypeExpr::Name(name), shape) => self.types.same_kind(name, shape),
            _ => false,
        }
    }

    fn typed(&mut self, fact: &Fact, sent: bool, owner: &str) -> Typed {
        let site = self.site(owner.to_owned(), sent);
        let merge = self.merge;
        let site = Site {
            folder: merge.folder,
            user: merge.path,
            project: &merge.draft.name.project,
            field: &fact.name,
            ..site
        };
        Typed { ty: self.types.name(&fact.ty, &site), fact: fact.clone() }
    }

    fn add_field(
        &mut self,
        place: &str,
        map: &Node,
        anchor: Option<usize>,
        fact: &Fact,
        sent: bool,
        owner: &str,
    ) {
        if self.is_corrected(place, &fact.ty.spelled().into()) {
            return;
        }
        self.notes.push(format!("{place}: new"));
        let typed = self.typed(fact, sent, owner);
        let old = entries(map);
        let Some((first, neighbour)) = anchor.and_then(|at| old.get(at)).or_else(|| old.first())
        else {
            return;
        };
        let column = self.edits.column(first.span.start, first.span.source);
        let lines = if self.edits.is_flow(neighbour) {
            write::field_line(&typed, column)
        } else {
            write::field_block(&typed, column, false)
        };
        if self.edits.is_flow(map) {
            let keys: Vec<_> = write::keys(&typed, false)
                .into_iter()
                .map(|(key, value)| format!("{key}: {value}"))
                .collect();
            let order: Vec<&str> = old.iter().map(|(name, _)| name.value.as_str()).collect();
            let value = format!("{{ {} }}", keys.join(", "));
            self.edits.set(map, &fact.name, &value, &order);
        } else if anchor.is_some() {
            self.edits.lines_after(neighbour, &lines);
        } else {
            self.edits.lines_before(first, &lines);
        }
    }

    fn field(
        &mut self,
        place: &str,
        node: &Node,
        fact: &Fact,
        sent: bool,
        shared: bool,
        owner: &str,
    ) {
        let is_parameter = place.starts_with("request.path.");
        let ty = get(node, "type");
        let expr = ty.and_then(|ty| match &ty.value {
            Value::Text(text) => TypeExpr::parse(text).ok(),
            _ => None,
        });
        let (Some(ty), Some(expr)) = (ty, expr) else { return };
        let at = format!("{place}.type");
        let spelled = Json::from(fact.ty.spelled());
        let mut changed = false;
        if !self.is_corrected(&at, &spelled) && !self.ty(place, &expr, &fact.ty, sent) {
            let typed = self.typed(fact, sent, owner);
            self.note(&at, &ty.to_json(), &typed.ty.as_str().into());
            let text =
                if typed.ty.starts_with(['[', '{']) { yaml::quoted(&typed.ty) } else { typed.ty };
            self.edits.replace(ty, &text);
            changed = true;
        }
        if is_parameter {
            return;
        }
        if sent {
            self.key(
                place,
                node,
                "required",
                fact.required.then(|| "true".to_owned()),
                &fact.required.into(),
            );
            self.rules(place, node, fact, &expr, changed);
            let default = fact.default.as_ref().map(yaml::flow);
            self.key(place, node, "default", default, fact.default.as_ref().unwrap_or(&Json::Null));
            let ours = get(node, "example").map(Node::to_json);
            if ours.is_some_and(|ours| {
                (changed || matches!(expr, TypeExpr::List(_)) || fact.rules != Default::default())
                    && !sample::fits(&ours, &fact.ty, &fact.rules)
                    && !matches!(fact.ty, Shape::Object(..))
            }) {
                let text = fact.example.as_ref().map(yaml::flow);
                self.key(
                    place,
                    node,
                    "example",
                    text,
                    fact.example.as_ref().unwrap_or(&Json::Null),
                );
            }
        }
        let mut fact = fact.clone();
        if shared {
            // What one page says of a shared field holds, though another one does not say it.
            let texts = |node: &Node| match node.to_json() {
                Json::Array(items) => {
                    items.iter().filter_map(Json::as_str).map(str::to_owned).collect()
                }
                _ => Vec::new(),
            };
            let mut ours = fact.clone();
            ours.scopes = get(node, "scopes").map(texts).unwrap_or_default();
            ours.deprecated =
                get(node, "deprecated").is_some_and(|node| node.value == Value::Bool(true));
            ours.join(&fact);
            (fact.scopes, fact.deprecated) = (ours.scopes, ours.deprecated);
        }
        let deprecated = fact.deprecated.then(|| "true".to_owned());
        self.key(place, node, "deprecated", deprecated, &fact.deprecated.into());
        let scopes = Json::from(fact.scopes.clone());
        let text = (!fact.scopes.is_empty()).then(|| yaml::flow(&scopes));
        self.key(place, node, "scopes", text, &scopes);
    }

    /// Rules go with the plain types only: an identifier is not counted.
    fn rules(&mut self, place: &str, node: &Node, fact: &Fact, expr: &TypeExpr, changed: bool) {
        let plain = match (expr, &fact.ty) {
            (TypeExpr::Name(name), Shape::Scalar(word)) => name == word,
            (TypeExpr::List(_), Shape::List(_)) => true,
            _ => changed,
        };
        if !plain {
            return;
        }
        let wanted: BTreeMap<_, _> = write::rules(fact).into_iter().collect();
        for key in ["chars", "items", "range", "pattern"] {
            let text = wanted.get(key).cloned();
            let json = match (key, &text) {
                ("pattern", Some(_)) => fact.rules.pattern.clone().into(),
                (_, Some(text)) => text.as_str().into(),
                (_, None) => Json::Null,
            };
            self.key(place, node, key, text, &json);
        }
    }

    /// A key of a field.
    fn key(
        &mut self,
        place: &str,
        map: &Node,
        key: &'static str,
        text: Option<String>,
        value: &Json,
    ) {
        let place = format!("{place}.{key}");
        if self.is_corrected(&place, value) {
            return;
        }
        let at = entries(map).iter().position(|(name, _)| name.value == key);
        let old = at.and_then(|at| entries(map).get(at)).map(|(_, node)| node);
        match (old, text) {
            (Some(old), Some(text)) if !same(&old.to_json(), value) => {
                self.note(&place, &old.to_json(), value);
                self.edits.replace(old, &text);
            }
            (None, Some(text)) => {
                self.note(&place, &Json::Null, value);
                self.edits.set(map, key, &text, FIELD);
            }
            (Some(old), None) if old.to_json() != *value => {
                self.note(&place, &old.to_json(), value);
                if let Some(at) = at {
                    self.edits.remove(map, at);
                }
            }
            _ => {}
        }
    }

    /// Brings what a type holds up to date; false if the type is another one.
    fn ty(&mut self, place: &str, expr: &TypeExpr, shape: &Shape, sent: bool) -> bool {
        match (expr, shape) {
            (TypeExpr::List(expr), Shape::List(shape))
            | (TypeExpr::Map(expr), Shape::Map(shape)) => self.ty(place, expr, shape, sent),
            (TypeExpr::Name(name), Shape::Object(wire, facts)) => {
                let Some(object) = self.types.object(name) else { return false };
                let source = object.name.span.source;
                let shared = self.types.is_shared(name);
                let fields = self.declared(source, "objects", name);
                let fields = fields.as_ref().and_then(|node| get(node, "fields"));
                if let Some(fields) = fields.filter(|node| !entries(node).is_empty()) {
                    let owner = wire.clone().unwrap_or_else(|| name.clone());
                    self.fields(place, fields, facts, sent, shared, owner);
                }
                true
            }
            (TypeExpr::Name(name), Shape::Enum(_)) if self.types.enumeration(name).is_some() => {
                self.types.same_kind(name, shape) && self.values(place, name, shape)
            }
            (TypeExpr::Name(name), shape) => self.types.same_kind(name, shape),
            _ => false,
        }
    }

    /// The declaration of a type.
    fn declared(&mut self, source: SourceId, section: &str, name: &str) -> Option<Node> {
        let sources = self.merge.sources;
        let root = self.trees.entry(source).or_insert_with(|| tree(sources, source));
        root.as_ref().and_then(|root| get(root, section)).and_then(|node| get(node, name)).cloned()
    }

    /// Values that the page has and the spec lacks. One that the page lacks stays: other fields may have it.
    fn values(&mut self, place: &str, name: &str, shape: &Shape) -> bool {
        let Shape::Enum(known) = shape else { return false };
        let at = format!("{place}.values");
        let page: Json = known.iter().map(|known| known.value.clone()).collect();
        if self.is_corrected(&at, &page) {
            return true;
        }
        let Some(source) = self.types.enumeration(name).map(|entry| entry.name.span.source) else {
            return false;
        };
        let Some(node) = self.declared(source, "enums", name) else { return true };
        let Some(values) = get(&node, "values") else { return true };
        let old: Vec<_> = entries(values)
            .iter()
            .filter_map(|(_, node)| get(node, "value"))
            .map(Node::to_json)
            .collect();
        let mut lines = String::new();
        let indent =
            entries(values).first().map_or(6, |(key, _)| self.edits.column(key.span.start, source));
        let mut taken: BTreeSet<String> =
            entries(values).iter().map(|(name, _)| name.value.clone()).collect();
        for known in known.iter().filter(|known| !old.contains(&known.value)) {
            let mut name = known.name.clone();
            while !taken.insert(name.clone()) {
                name.push_str("_2");
            }
            self.note(&at, &Json::Null, &known.value);
            lines.push_str(&format!(
                "{}{name}: {{ value: {} }}\n",
                " ".repeat(indent),
                yaml::flow(&known.value)
            ));
        }
        if let (Some((_, last)), false) = (entries(values).last(), lines.is_empty()) {
            self.edits.lines_after(last, &lines);
        }
        true
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
            self.edits.set(node, "message", new, RESPONSE);
        }
    }

    /// Ours stay while they are samples of what the spec says.
    fn samples(&mut self, root: &Node) {
        let draft = self.merge.draft;
        for (part, order, sample) in [
            ("request", REQUEST, &draft.request_example),
            ("response", RESPONSE, &draft.response_example),
        ] {
            let Some(node) = get(root, part) else { continue };
            let at = entries(node).iter().position(|(name, _)| name.value == "example");
            match (sample, at) {
                (Some(sample), Some(_)) if self.merge.samples => {
                    self.notes
                        .push(format!("{part}.example: the page's, since ours is none any more"));
                    let text = yaml::block(sample, 4);
                    self.edits.set(node, "example", &text, order);
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
        let mut lines = String::new();
        for (status, number, name) in &draft.errors {
            let place = format!("errors.{number}");
            match old.iter().find(|node| code(node) == Some((*number).into())) {
                Some(node) => {
                    let text = status.map(|status| status.to_string());
                    let value = status.map_or(Json::Null, Json::from);
                    self.seen.insert(place.clone());
                    self.key(&place, node, "http", text, &value);
                }
                None if self.is_corrected(&place, &(*number).into()) => {}
                None => {
                    self.notes.push(format!("{place}: new"));
                    lines.push_str(&self.merge.known.entry(*status, *number, name));
                }
            }
        }
        for node in old {
            let Some(number) = code(node) else { continue };
            let place = format!("errors.{number}");
            let is_there = draft.errors.iter().any(|(_, code, _)| number == *code);
            if !is_there && !self.is_corrected(&place, &Json::Null) {
                self.notes.push(format!("{place}: removed"));
                self.edits.remove_item(node);
            }
        }
        match (old.last(), lines.is_empty()) {
            (_, true) => {}
            (Some(last), false) => self.edits.lines_after(last, &lines),
            (None, false) => {
                self.edits.set(root, "errors", &format!("\n{}", lines.trim_end()), HEAD)
            }
        }
    }

    /// A page that changed is looked at anew; on one that did not, what a person settled stays settled.
    fn reviews(&mut self, root: &Node) {
        if self.is_settled() {
            return;
        }
        let old = &self.merge.file.reviews;
        let lines: String = self
            .merge
            .draft
            .reviews
            .iter()
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
            _ => self
                .edits
                .lines_at_end(self.merge.file.id.span.source, &format!("\nreview:\n{lines}")),
        }
    }
}

/// Lists of words are sets, and a single number is a range of one.
fn same(old: &Json, new: &Json) -> bool {
    match (old, new) {
        (Json::Array(a), Json::Array(b)) => {
            a.len() == b.len() && a.iter().all(|item| b.contains(item))
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
