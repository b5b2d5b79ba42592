//! Compares the fields of a call or an object with those of the page.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::super::fact::{Fact, Shape};
use super::super::types::{Site, Typed};
use super::super::{sample, write, yaml};
use super::{Walk, entries, get, same};
use crate::model::rule::{self, Rule};
use crate::sources::SourceId;
use crate::spec::node::{Node, Value};
use crate::spec::shape::FIELD;
use crate::spec::type_expr::TypeExpr;

impl<'a> Walk<'_, 'a, '_> {
    /// The fields of a part of the call, or of an object.
    pub(super) fn fields(
        &mut self,
        place: &str,
        map: &Node,
        facts: &[Fact],
        sent: bool,
        shared: bool,
        owner: String,
    ) {
        /// With more candidates, a field with another name is another field: a page may be hostile.
        const MAX_CANDIDATES: usize = 10_000;
        let old = entries(map);
        let places: BTreeMap<&str, usize> =
            old.iter().enumerate().map(|(at, (name, _))| (name.value.as_str(), at)).collect();
        let names: BTreeSet<&str> = facts.iter().map(|fact| fact.name.as_str()).collect();
        let mut gone: Vec<usize> =
            places.iter().filter(|(name, _)| !names.contains(*name)).map(|(_, at)| *at).collect();
        gone.sort_unstable();
        let come: Vec<_> =
            facts.iter().filter(|fact| !places.contains_key(fact.name.as_str())).collect();
        let mut renamed: BTreeMap<&str, usize> = BTreeMap::new();
        let few = come.len().saturating_mul(gone.len()) <= MAX_CANDIDATES;
        for fact in come.iter().filter(|_| few && !shared) {
            let at = gone.iter().position(|at| {
                old.get(*at)
                    .is_some_and(|(_, node)| self.is_renamed(node, fact, come.len(), gone.len()))
            });
            if let Some(at) = at {
                renamed.insert(&fact.name, gone.remove(at));
            }
        }
        let settled = self.is_settled();
        let mut anchor: Option<usize> = None;
        for fact in facts {
            let place = format!("{place}.{}", fact.name);
            let at = places.get(fact.name.as_str()).copied();
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
        let stays = shared || settled && has_doubts;
        if !stays {
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
    pub(super) fn is_settled(&self) -> bool {
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
            self.edits.add(map, &fact.name, &format!("{{ {} }}", keys.join(", ")), None);
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
                (changed || matches!(expr, TypeExpr::List(_)) || !fact.rules.is_empty())
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
            (TypeExpr::Name(name), Shape::Scalar(scalar)) => name == scalar.word,
            (TypeExpr::List(_), Shape::List(_)) => true,
            _ => false,
        };
        if !plain && !changed {
            return;
        }
        // What pages have no words for is a person's.
        for kind in rule::ALL.iter().filter(|kind| kind.page.is_some()) {
            let rule = fact.rules.iter().find(|rule| rule.kind == *kind);
            let json = rule.map(Rule::to_json).unwrap_or_default();
            self.key(place, node, kind.word, rule.map(write::rule), &json);
        }
    }

    /// A key of a field.
    pub(super) fn key(
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
                self.edits.set(map, key, &text, &FIELD);
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
                let fields = self.declaration(source, "objects", name);
                let fields = fields.and_then(|node| get(node, "fields"));
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
    fn declaration(&self, source: SourceId, section: &str, name: &str) -> Option<&'a Node> {
        get(get(self.merge.trees.get(&source)?, section)?, name)
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
        let Some(node) = self.declaration(source, "enums", name) else { return true };
        let Some(values) = get(node, "values") else { return true };
        let old: BTreeSet<_> = entries(values)
            .iter()
            .filter_map(|(_, node)| get(node, "value"))
            .map(|node| node.to_json().to_string())
            .collect();
        let mut lines = String::new();
        let indent =
            entries(values).first().map_or(6, |(key, _)| self.edits.column(key.span.start, source));
        let mut taken: BTreeSet<String> =
            entries(values).iter().map(|(name, _)| name.value.clone()).collect();
        for known in known.iter().filter(|known| !old.contains(&known.value.to_string())) {
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
}
