//! Compares the fields of a call or an object with those of the page.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::super::fact::{EnumValue, Fact, Shape};
use super::super::types::{Meant, Site, Typed};
use super::super::{sample, write, yaml};
use super::{Entry, Holder, Walk, entries, get, same};
use crate::diagnostic::Spanned;
use crate::model::rule::{self, Rule};
use crate::spec::field::FieldEntry;
use crate::spec::node::{Node, Value};
use crate::spec::shape::FIELD;
use crate::spec::type_expr::TypeExpr;
use crate::spec::types::EnumEntry;

impl<'a> Walk<'_, 'a, '_> {
    /// The fields of a part of the call, or of an object.
    pub(super) fn fields(
        &mut self,
        place: &str,
        (map, written): (&Node, &[FieldEntry]),
        facts: &[Fact],
        holder: &Holder<'_>,
    ) {
        /// With more candidates, a field with another name is another field: a page may be hostile.
        const MAX_CANDIDATES: usize = 10_000;
        let old = entries(map);
        let places: BTreeMap<&str, usize> =
            old.iter().enumerate().map(|(at, (name, _))| (name.value.as_str(), at)).collect();
        let types: BTreeMap<&str, &TypeExpr> = written
            .iter()
            .filter_map(|field| Some((field.name.as_str(), &field.ty.as_ref()?.value)))
            .collect();
        let names: BTreeSet<&str> = facts.iter().map(|fact| fact.name.as_str()).collect();
        let mut gone: Vec<usize> =
            places.iter().filter(|(name, _)| !names.contains(*name)).map(|(_, at)| *at).collect();
        gone.sort_unstable();
        let come: Vec<_> =
            facts.iter().filter(|fact| !places.contains_key(fact.name.as_str())).collect();
        let mut renamed: BTreeMap<&str, usize> = BTreeMap::new();
        let few = come.len().saturating_mul(gone.len()) <= MAX_CANDIDATES;
        let shared = holder.shared;
        for fact in come.iter().filter(|_| few && !shared) {
            let is_it = |(name, node): &Entry| {
                let ty = types.get(name.value.as_str());
                ty.is_some_and(|ty| self.is_renamed(ty, node, fact, come.len(), gone.len()))
            };
            if let Some(at) = gone.iter().position(|at| old.get(*at).is_some_and(is_it)) {
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
                self.add_field(&place, map, anchor, fact, holder);
                continue;
            };
            if name.value != fact.name {
                self.notes.push(format!("{place}: renamed from {}", name.value));
                self.edits.rename(name, &yaml::key(&fact.name));
            }
            anchor = at;
            self.kept += 1;
            if let Some(ty) = types.get(name.value.as_str()) {
                self.field(&place, (node, ty), fact, holder);
            }
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
    fn is_renamed(
        &self,
        ty: &TypeExpr,
        node: &Node,
        fact: &Fact,
        come: usize,
        gone: usize,
    ) -> bool {
        let same_type = self.types.meant(ty, &fact.ty).is_some();
        let sample = get(node, "example").map(Node::to_json);
        same_type && (sample.is_some() && sample == fact.example || come == 1 && gone == 1)
    }

    fn typed(&mut self, fact: &Fact, holder: &Holder<'_>) -> Typed {
        let site = self.site(holder.owner.to_owned(), holder.sent);
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
        holder: &Holder<'_>,
    ) {
        if self.is_corrected(place, &fact.ty.spelled().into()) {
            return;
        }
        self.notes.push(format!("{place}: new"));
        let typed = self.typed(fact, holder);
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
        (node, expr): (&Node, &TypeExpr),
        fact: &Fact,
        holder: &Holder<'_>,
    ) {
        let is_parameter = place.starts_with("request.path.");
        let Some(ty) = get(node, "type") else { return };
        let at = format!("{place}.type");
        let spelled = Json::from(fact.ty.spelled());
        let mut changed = false;
        if !self.is_corrected(&at, &spelled) && !self.ty(place, expr, &fact.ty, holder.sent) {
            let typed = self.typed(fact, holder);
            self.note(&at, &ty.to_json(), &typed.ty.to_string().into());
            self.edits.replace(ty, &write::ty(&typed.ty));
            changed = true;
        }
        if is_parameter {
            return;
        }
        if holder.sent {
            self.key(
                place,
                node,
                "required",
                fact.required.then(|| "true".to_owned()),
                &fact.required.into(),
            );
            self.rules(place, node, fact, expr, changed);
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
        if holder.shared {
            // What one page states about a shared field is kept, even if another page does not state it.
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
        // Pages never state the other rules, so those are a person's.
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
        match self.types.meant(expr, shape) {
            Some(Meant::Object(object, wire, facts)) => {
                let name = &object.name;
                let holder = Holder {
                    owner: wire.unwrap_or(name),
                    sent,
                    shared: self.types.is_shared(name),
                };
                let fields = self.declaration("objects", name);
                let fields = fields.and_then(|node| get(node, "fields"));
                if let Some(fields) = fields.filter(|node| !entries(node).is_empty()) {
                    self.fields(place, (fields, &object.fields), facts, &holder);
                }
                true
            }
            Some(Meant::Enum(declared, values)) => {
                self.values(place, declared, values);
                true
            }
            Some(Meant::Scalar) => true,
            None => false,
        }
    }

    /// The declaration of a type.
    fn declaration(&self, section: &str, name: &Spanned<String>) -> Option<&'a Node> {
        get(get(self.merge.trees.get(&name.span.source)?, section)?, name)
    }

    /// Values that the page has and the spec lacks. One that the page lacks stays: other fields may have it.
    fn values(&mut self, place: &str, declared: &EnumEntry, known: &[EnumValue]) {
        let at = format!("{place}.values");
        let page: Json = known.iter().map(|known| known.value.clone()).collect();
        if self.is_corrected(&at, &page) {
            return;
        }
        let source = declared.name.span.source;
        let Some(node) = self.declaration("enums", &declared.name) else { return };
        let Some(values) = get(node, "values") else { return };
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
    }
}
