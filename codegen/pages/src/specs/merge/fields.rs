//! Compares the fields of a call or an object with those of the page.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::{Holder, Walk, entries, get, same};
use crate::diagnostic::Spanned;
use crate::facts::Review;
use crate::model::rule::{self, Kind, Rule};
use crate::names;
use crate::spec::field::FieldEntry;
use crate::spec::node::Node;
use crate::spec::shape::FIELD;
use crate::spec::type_expr::TypeExpr;
use crate::spec::types::EnumEntry;
use crate::specs::fact::{EnumValue, Fact, Shape, add_scopes, as_type};
use crate::specs::page_edits::{Layout, Open, Text};
use crate::specs::types::Meant;
use crate::specs::{sample, write, yaml};

/// A field of the spec: what it is, and where its keys stand.
type Old<'a> = (&'a FieldEntry, &'a Node);

impl<'a> Walk<'a> {
    /// The fields of a part of the call, or of an object.
    pub(super) fn fields(
        &mut self,
        place: &str,
        (map, written): (&'a Node, &'a [FieldEntry]),
        facts: &'a [Fact],
        holder: &Holder<'a>,
    ) {
        /// With more candidates, a field with another name is another field: a page may be hostile.
        const MAX_CANDIDATES: usize = 10_000;
        // A sound spec has an entry for each node, in the same order, and pages go into no other.
        let old: Vec<Old<'a>> =
            written.iter().zip(entries(map).iter().map(|(_, node)| node)).collect();
        let places: BTreeMap<&str, usize> =
            written.iter().enumerate().map(|(at, field)| (field.name.as_str(), at)).collect();
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
            let is_it = |field: &FieldEntry| self.is_renamed(field, fact, come.len(), gone.len());
            if let Some(at) = gone.iter().position(|at| written.get(*at).is_some_and(is_it)) {
                renamed.insert(&fact.name, gone.remove(at));
            }
        }
        let settled = self.merge.is_settled();
        let mut anchor: Option<usize> = None;
        for fact in facts {
            let place = format!("{place}.{}", fact.name);
            let at = places.get(fact.name.as_str()).copied();
            let at = at.or_else(|| renamed.get(fact.name.as_str()).copied());
            let Some((field, node)) = at.and_then(|at| old.get(at)).copied() else {
                let is_open = |review: &Review| review.is_about(&place);
                if settled && self.merge.draft.reviews.iter().any(is_open) {
                    continue;
                }
                self.add_field(&place, map, anchor, fact, holder);
                continue;
            };
            if field.name.value != fact.name {
                self.edits.note(&place, format!("renamed from {}", field.name.value));
                self.edits.rename(&field.name, &yaml::key(&fact.name));
            }
            anchor = at;
            self.kept += 1;
            self.field(&place, (field, node), fact, holder);
        }
        // What a page leaves out of an object that others use, too, is merely absent there.
        let has_doubts =
            self.merge.draft.reviews.iter().any(|review| !review.alternatives.is_empty());
        let stays = shared || settled && has_doubts;
        if !stays {
            for at in gone {
                let name = written.get(at).map(|field| field.name.as_str());
                let place = format!("{place}.{}", name.unwrap_or_default());
                if !self.is_corrected(&place, &Json::Null) {
                    self.lost += 1;
                    self.edits.note(&place, "removed");
                    self.edits.remove(map, at);
                }
            }
        } else {
            for field in gone.iter().filter_map(|at| written.get(*at)) {
                self.seen.insert(format!("{place}.{}", field.name.value));
            }
        }
    }

    /// The same type, and the same sample or nothing else that it could be.
    fn is_renamed(&self, field: &FieldEntry, fact: &Fact, come: usize, gone: usize) -> bool {
        let ty = field.ty.as_ref();
        let same_type = ty.is_some_and(|ty| self.merge.known.meant(ty, &fact.ty).is_some());
        let sample = field.example.as_ref().map(Node::to_json);
        same_type && (sample.is_some() && sample == fact.example || come == 1 && gone == 1)
    }

    fn add_field(
        &mut self,
        place: &str,
        map: &Node,
        anchor: Option<usize>,
        fact: &'a Fact,
        holder: &Holder<'a>,
    ) {
        if self.is_corrected(place, &fact.ty.spelled().into()) {
            return;
        }
        let site = self.merge.site(holder.owner, holder.sent);
        let field = |layout| Open::Fields(std::slice::from_ref(fact), site, layout);
        let old = entries(map);
        let Some((first, neighbour)) = anchor.and_then(|at| old.get(at)).or_else(|| old.first())
        else {
            return;
        };
        self.edits.note(place, "new");
        if self.edits.is_flow(map) {
            let value = Text::below("", field(Layout::Inline));
            return self.edits.add(map, &fact.name, value, None);
        }
        let indent = self.edits.column(first.span.start, first.span.source);
        let layout = if self.edits.is_flow(neighbour) {
            Layout::Line(indent)
        } else {
            Layout::Block { indent, is_parameter: false }
        };
        let lines = Text::lines(field(layout));
        if anchor.is_some() {
            self.edits.lines_after(neighbour, lines);
        } else {
            self.edits.lines_before(first, lines);
        }
    }

    fn field(&mut self, place: &str, (field, node): Old<'a>, fact: &'a Fact, holder: &Holder<'a>) {
        let is_parameter = place.starts_with("request.path.");
        let Some(ty) = &field.ty else { return };
        let at = format!("{place}.type");
        let spelled = Json::from(fact.ty.spelled());
        let mut changed = false;
        if !self.is_corrected(&at, &spelled) && !self.ty(place, ty, &fact.ty, holder.sent) {
            let site = self.merge.site(holder.owner, holder.sent);
            self.edits.retype(at, ty, fact, site);
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
            self.rules(place, (field, node), fact, changed);
            let default = fact.default.as_ref().map(yaml::flow);
            self.key(place, node, "default", default, fact.default.as_ref().unwrap_or(&Json::Null));
            let ours = field.example.as_ref().map(Node::to_json);
            if ours.is_some_and(|ours| {
                (changed || matches!(ty.value, TypeExpr::List(_)) || !fact.rules.is_empty())
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
        let (mut scopes, mut is_deprecated) = (fact.scopes.clone(), fact.deprecated);
        if holder.shared {
            // What one page states about a shared field is kept, even if another page does not state it.
            scopes.clone_from(&field.scopes);
            add_scopes(&mut scopes, &fact.scopes);
            is_deprecated |= field.deprecated;
        }
        let deprecated = is_deprecated.then(|| "true".to_owned());
        self.key(place, node, "deprecated", deprecated, &is_deprecated.into());
        let scopes = Json::from(scopes);
        let text = (scopes != Json::Array(Vec::new())).then(|| yaml::flow(&scopes));
        self.key(place, node, "scopes", text, &scopes);
    }

    /// The rules that go with the type of the spec and with that of the page, whichever is the more precise one. If the
    /// page's type `changed` the spec's, the other rules go with the old type.
    fn rules(&mut self, place: &str, (field, node): Old<'a>, fact: &Fact, changed: bool) {
        let ours = field.ty.as_deref().and_then(as_type);
        let fits = |kind: Kind| {
            fact.ty.takes(kind) && ours.as_ref().is_some_and(|ty| kind.subject.fits(ty))
        };
        // Pages never state the other rules, so those are a person's.
        let stated = rule::ALL.iter().filter(|kind| kind.page.is_some());
        for kind in stated.filter(|kind| changed || fits(**kind)) {
            let rule = fact.rules.iter().find(|rule| rule.kind == *kind);
            let json = rule.map(Rule::to_json).unwrap_or_default();
            let mut ours = field.rules.iter().map(|ours| &ours.value);
            if rule.is_some_and(|rule| ours.any(|ours| ours == rule)) {
                // However it is written.
                self.is_corrected(&format!("{place}.{}", kind.word), &json);
                continue;
            }
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
                self.edits.note_change(&place, &old.to_json(), value);
                self.edits.replace(old, text);
            }
            (None, Some(text)) => {
                self.edits.note_change(&place, &Json::Null, value);
                self.edits.set(map, key, text, &FIELD);
            }
            (Some(old), None) if old.to_json() != *value => {
                self.edits.note_change(&place, &old.to_json(), value);
                if let Some(at) = at {
                    self.edits.remove(map, at);
                }
            }
            _ => {}
        }
    }

    /// Brings what a type holds up to date; false if the type is another one.
    fn ty(&mut self, place: &str, expr: &TypeExpr, shape: &'a Shape, sent: bool) -> bool {
        match self.merge.known.meant(expr, shape) {
            Some(Meant::Object(object, wire, facts)) => {
                let name = &object.name;
                let holder = Holder {
                    owner: wire.unwrap_or(name),
                    sent,
                    shared: self.merge.known.is_shared(name),
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
        // As Rust spells them, which makes one name of `a1` and `a_1`.
        let mut taken: BTreeSet<String> =
            entries(values).iter().map(|(name, _)| names::pascal(&name.value)).collect();
        for known in known.iter().filter(|known| !old.contains(&known.value.to_string())) {
            let mut name = known.name.clone();
            while !taken.insert(names::pascal(&name)) {
                name.push_str("_2");
            }
            self.edits.note_change(&at, &Json::Null, &known.value);
            lines.push_str(&format!(
                "{}{name}: {{ value: {} }}\n",
                " ".repeat(indent),
                yaml::flow(&known.value)
            ));
        }
        if let (Some((_, last)), false) = (entries(values).last(), lines.is_empty()) {
            self.edits.lines_after(last, lines);
        }
    }
}
