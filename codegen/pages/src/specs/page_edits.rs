//! What one page changes in hand-written files, step by step.
//!
//! The page and its spec tell where each change goes. What it says may have to wait: types and error codes have names once
//! it is known which pages go into the namespace.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::edits::{Edit, Edits};
use super::errors::ErrorNames;
use super::fact::Fact;
use super::types::{Site, Types};
use super::write;
use crate::diagnostic::Spanned;
use crate::facts::Review;
use crate::sources::{SourceId, Sources};
use crate::spec::node::{Node, Value};
use crate::spec::shape::Shape;
use crate::spec::type_expr::TypeExpr;

/// A key of a mapping and its value.
type Entry = (Spanned<String>, Node);

/// The changes that one page asks for, and what a person is told of them, in order.
#[derive(Debug)]
pub(super) struct PageEdits<'a> {
    sources: &'a Sources,
    page: usize,
    steps: Vec<Step<'a>>,
    /// What is said of the next change.
    notes: Vec<Note>,
}

/// A change, and what is said of it: it is said only if it is made.
#[derive(Debug)]
struct Step<'a> {
    notes: Vec<Note>,
    place: Place,
    new: New<'a>,
}

#[derive(Debug)]
enum New<'a> {
    Text(Text<'a>),
    /// The type of the field at this place of the spec becomes another one.
    Type(String, &'a Spanned<TypeExpr>, &'a Fact, Site<'a>),
}

/// A place of the spec, and what changes there.
type Note = (String, String);

/// What a person is told of the changes of a page.
#[derive(Debug, Default)]
pub(super) struct EditReport {
    /// Those that are made.
    pub(super) notes: Vec<String>,
    /// Those that are not, since they overlap others.
    pub(super) reviews: Vec<Review>,
}

/// A range of a file.
type Place = (SourceId, usize, usize);

/// A text, or what is around something that has no name yet.
#[derive(Debug, Default)]
pub(super) struct Text<'a> {
    head: String,
    open: Option<Open<'a>>,
    tail: String,
}

/// What is written when types and codes have their names.
#[derive(Debug)]
pub(super) enum Open<'a> {
    Fields(&'a [Fact], Site<'a>, Layout),
    /// Entries of `errors:`, each with its status, its code and the page's name for it.
    Errors(Vec<&'a (Option<u16>, i64, String)>),
}

/// How fields are written.
#[derive(Debug, Clone, Copy)]
pub(super) enum Layout {
    /// With a line for each key, indented as far.
    Block { indent: usize, is_parameter: bool },
    /// Each on one line, indented as far.
    Line(usize),
    /// What is behind the name, on the same line.
    Inline,
}

impl From<String> for Text<'_> {
    fn from(head: String) -> Self {
        Self { head, ..Self::default() }
    }
}

impl From<&str> for Text<'_> {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl<'a> Text<'a> {
    /// Lines below a key.
    pub(super) fn below(head: impl Into<String>, open: Open<'a>) -> Self {
        Self { head: head.into(), open: Some(open), tail: String::new() }
    }

    /// Whole lines.
    pub(super) fn lines(open: Open<'a>) -> Self {
        Self { head: String::new(), open: Some(open), tail: "\n".to_owned() }
    }

    fn write(&self, types: &mut Types<'a>, codes: &ErrorNames) -> String {
        let open = match &self.open {
            Some(Open::Fields(facts, site, layout)) => {
                let fields = types.fields(facts, site);
                let write = |field| match *layout {
                    Layout::Block { indent, is_parameter } => {
                        write::field_block(field, indent, is_parameter)
                    }
                    Layout::Line(indent) => write::field_line(field, indent),
                    Layout::Inline => write::field_inline(field),
                };
                fields.iter().map(write).collect()
            }
            Some(Open::Errors(errors)) => {
                let entry = |(status, code, name): &&(Option<u16>, i64, String)| {
                    codes.entry(*status, *code, name)
                };
                errors.iter().map(entry).collect()
            }
            None => String::new(),
        };
        format!("{}{}{}", self.head, open.trim_end(), self.tail)
    }
}

impl<'a> PageEdits<'a> {
    pub(super) fn new(sources: &'a Sources, page: usize) -> Self {
        Self { sources, page, steps: Vec::new(), notes: Vec::new() }
    }

    /// Adds the changes to those of other pages, and returns what a person is told. Pages that share a type may say
    /// different things of one place; then the first one changes it, and the others ask for a review.
    pub(super) fn write(
        &self,
        types: &mut Types<'a>,
        codes: &ErrorNames,
        edits: &mut Edits,
    ) -> EditReport {
        let mut written = EditReport::default();
        for Step { notes, place: (source, start, end), new } in &self.steps {
            let mut notes = notes.clone();
            let text = match new {
                New::Text(text) => text.write(types, codes),
                New::Type(place, old, fact, site) => {
                    let ty = types.name(&fact.ty, &Site { field: &fact.name, ..*site });
                    notes.push((place.clone(), format!("{ty} instead of {}", old.value)));
                    write::ty(&ty)
                }
            };
            let pages = BTreeSet::from([self.page]);
            if edits.add(*source, Edit { start: *start, end: *end, text, pages }) {
                written.notes.extend(notes.iter().map(|(place, what)| format!("{place}: {what}")));
            } else {
                let why = |what| format!("{what}, where the import makes another change");
                let left_out = |(place, what): Note| Review::left_out(&place, &why(what));
                written.reviews.extend(notes.into_iter().map(left_out));
            }
        }
        written
    }

    /// What a person is told of the next change: its place in the spec, and what it is.
    pub(super) fn note(&mut self, place: &str, what: impl Into<String>) {
        self.notes.push((place.to_owned(), what.into()));
    }

    /// That a value becomes another one.
    pub(super) fn note_change(&mut self, place: &str, old: &Json, new: &Json) {
        let say = |value: &Json| match value {
            Json::Null => "nothing".to_owned(),
            Json::String(text) => text.clone(),
            value => value.to_string(),
        };
        self.note(place, format!("{} instead of {}", say(new), say(old)));
    }

    /// Replaces the type of a field, and says so.
    pub(super) fn retype(
        &mut self,
        place: String,
        old: &'a Spanned<TypeExpr>,
        fact: &'a Fact,
        site: Site<'a>,
    ) {
        let at = (old.span.source, old.span.start, old.span.end);
        self.step(at, New::Type(place, old, fact, site));
    }

    fn text(&self, source: SourceId) -> &'a str {
        self.sources.get(source).text()
    }

    fn push(&mut self, source: SourceId, start: usize, end: usize, text: impl Into<Text<'a>>) {
        self.step((source, start, end), New::Text(text.into()));
    }

    fn step(&mut self, place: Place, new: New<'a>) {
        self.steps.push(Step { notes: std::mem::take(&mut self.notes), place, new });
    }

    /// Replaces a value.
    pub(super) fn replace(&mut self, node: &Node, text: impl Into<Text<'a>>) {
        let mut text = text.into();
        let (source, start, end) = (node.span.source, node.span.start, node.span.end);
        let before = self.text(source).get(line_start(self.text(source), start)..start);
        let before = before.unwrap_or_default();
        if text.head.starts_with('\n') && !before.trim().is_empty() {
            // A block value cannot begin on the line of the key, where the old value was.
            let blanks = before.len() - before.trim_end().len();
            return self.push(source, start - blanks, end, text);
        }
        // A value below its key begins on the next line; on the key's line there is a blank before it.
        text.head = text.head.trim_start().to_owned();
        self.push(source, start, end, text);
    }

    /// Gives a key another name.
    pub(super) fn rename(&mut self, key: &Spanned<String>, name: &str) {
        self.push(key.span.source, key.span.start, key.span.end, name);
    }

    /// Takes an entry out of a mapping, or an item out of a list, with its line.
    pub(super) fn remove(&mut self, map: &Node, at: usize) {
        let Value::Map(entries) = &map.value else { return };
        let Some(entry) = entries.get(at) else { return };
        let (source, start, end) = (map.span.source, entry.0.span.start, end_of(entry));
        if self.is_flow(map) {
            // With the comma before it, so that the next one can be removed, too.
            let before = at.checked_sub(1).and_then(|at| entries.get(at));
            return match (before, entries.get(at + 1)) {
                (Some(before), _) => self.push(source, end_of(before), end, ""),
                (None, Some((next, _))) => self.push(source, start, next.span.start, ""),
                (None, None) => self.push(source, start, end, ""),
            };
        }
        let text = self.text(source);
        let (start, end) = (line_start(text, start), line_end(text, end));
        self.push(source, start, end, "");
    }

    /// Takes an item out of a list in block style.
    pub(super) fn remove_item(&mut self, item: &Node) {
        let text = self.text(item.span.source);
        let (start, end) = (line_start(text, item.span.start), line_end(text, item.span.end));
        self.push(item.span.source, start, end, "");
    }

    /// Puts whole lines behind the lines of a value.
    pub(super) fn lines_after(&mut self, node: &Node, lines: impl Into<Text<'a>>) {
        let text = self.text(node.span.source);
        let at = line_end(text, node.span.end);
        self.push(node.span.source, at, at, lines);
    }

    /// Puts whole lines before the line of a key.
    pub(super) fn lines_before(&mut self, key: &Spanned<String>, lines: impl Into<Text<'a>>) {
        let text = self.text(key.span.source);
        let mut at = line_start(text, key.span.start);
        // A comment above a key belongs to it.
        while let Some(above) = text.get(..at.saturating_sub(1)) {
            let start = line_start(text, above.len());
            if at == 0
                || !text.get(start..at).is_some_and(|line| line.trim_start().starts_with('#'))
            {
                break;
            }
            at = start;
        }
        self.push(key.span.source, at, at, lines);
    }

    /// Puts whole lines at the end of a file.
    pub(super) fn lines_at_end(&mut self, source: SourceId, lines: impl Into<Text<'a>>) {
        let end = self.text(source).len();
        self.push(source, end, end, lines);
    }

    /// Sets a key of a mapping of this shape, after the keys that precede it in the shape.
    pub(super) fn set(&mut self, map: &Node, key: &str, value: impl Into<Text<'a>>, shape: &Shape) {
        let Value::Map(entries) = &map.value else { return };
        if let Some((_, node)) = entries.iter().find(|(name, _)| name.value == key) {
            return self.replace(node, value);
        }
        let rank = shape.rank(key);
        let before = entries
            .iter()
            .rfind(|(name, _)| shape.rank(&name.value).is_some_and(|of_name| Some(of_name) < rank));
        self.add(map, key, value, before);
    }

    /// Adds a key to a mapping behind one of its entries, or without one beside its first.
    pub(super) fn add(
        &mut self,
        map: &Node,
        key: &str,
        value: impl Into<Text<'a>>,
        before: Option<&Entry>,
    ) {
        let Value::Map(entries) = &map.value else { return };
        let Some(entry) = before.or_else(|| entries.first()) else { return };
        let (name, node) = entry;
        let mut text = value.into();
        if self.is_flow(map) {
            let at = end_of(entry);
            text.head = format!(", {key}: {}", text.head);
            return self.push(map.span.source, at, at, text);
        }
        let indent = " ".repeat(self.column(name.span.start, map.span.source));
        let gap = if text.head.starts_with('\n') { "" } else { " " };
        text.head = format!("{indent}{key}:{gap}{}", text.head.trim_start_matches(' '));
        text.tail.push('\n');
        if before.is_some() { self.lines_after(node, text) } else { self.lines_before(name, text) }
    }

    /// The column of a position.
    pub(super) fn column(&self, at: usize, source: SourceId) -> usize {
        at - line_start(self.text(source), at)
    }

    /// Whether a mapping or list is written in brackets. The parser does not tell, but its first character does: a plain
    /// key cannot begin with a bracket.
    pub(super) fn is_flow(&self, node: &Node) -> bool {
        let text = self.text(node.span.source);
        text.get(node.span.start..).is_some_and(|text| text.starts_with(['{', '[']))
    }
}

fn end_of((key, node): &Entry) -> usize {
    node.span.end.max(key.span.end)
}

fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1)
}

/// Behind the end of the line.
fn line_end(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|after| after.find('\n')).map_or(text.len(), |newline| at + newline + 1)
}
