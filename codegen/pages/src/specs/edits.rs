//! Edits hand-written files: everything else stays unchanged, byte for byte.

use std::collections::{BTreeMap, BTreeSet};

use super::changed::Changed;
use crate::diagnostic::Spanned;
use crate::sources::{SourceId, Sources};
use crate::spec::node::{Node, Value};
use crate::spec::shape::Shape;

/// A key of a mapping and its value.
type Entry = (Spanned<String>, Node);

/// A section of a file of types, and what is declared in it, each with the pages that need it.
pub(super) type Section = (&'static str, Vec<(String, BTreeSet<usize>)>);

/// Changes to several files, each asked for by a page.
#[derive(Debug, Default)]
pub(super) struct Edits {
    all: BTreeMap<SourceId, OfFile>,
}

/// Changes to one file, none of which overlaps another.
#[derive(Debug, Default)]
struct OfFile {
    edits: Vec<Edit>,
    /// The index of each edit, by its range and text.
    known: BTreeMap<(usize, usize, String), usize>,
    /// The ranges that are replaced: their ends by their starts.
    replaced: BTreeMap<usize, usize>,
    /// The offsets at which text is inserted.
    added: BTreeSet<usize>,
}

impl OfFile {
    fn overlaps(&self, edit: &Edit) -> bool {
        // Ranges do not overlap each other, so only the last one that starts before the end can overlap the edit.
        let before = self.replaced.range(..edit.end).next_back();
        before.is_some_and(|(_, end)| *end > edit.start)
            || edit.start + 1 < edit.end
                && self.added.range(edit.start + 1..edit.end).next().is_some()
    }

    fn add(&mut self, edit: Edit) {
        let key = (edit.start, edit.end, edit.text.clone());
        if let Some(old) = self.known.get(&key).and_then(|at| self.edits.get_mut(*at)) {
            old.pages.extend(edit.pages);
            return;
        }
        if self.overlaps(&edit) {
            return;
        }
        if edit.start < edit.end {
            self.replaced.insert(edit.start, edit.end);
        } else {
            self.added.insert(edit.start);
        }
        self.known.insert(key, self.edits.len());
        self.edits.push(edit);
    }
}

/// Replaces a range of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    start: usize,
    end: usize,
    text: String,
    pages: BTreeSet<usize>,
}

/// The changes that one page asks for.
#[derive(Debug)]
pub(super) struct PageEdits<'a> {
    sources: &'a Sources,
    page: usize,
    edits: Vec<(SourceId, Edit)>,
}

impl Edits {
    /// Adds the changes of a page. A change that another page has made at the same place is kept.
    pub(super) fn take(&mut self, page: PageEdits<'_>) {
        for (source, edit) in page.edits {
            self.add(source, edit);
        }
    }

    fn add(&mut self, source: SourceId, edit: Edit) {
        self.all.entry(source).or_default().add(edit);
    }

    /// Adds declarations to the sections of a file of types, and the sections that it lacks to its end.
    pub(super) fn declare(&mut self, source: SourceId, text: &str, sections: &[Section]) {
        let new = sections.iter().filter(|(_, entries)| !entries.is_empty());
        let mut new: Vec<_> = new
            .map(|(section, entries)| (end_of_section(text, section), section, entries))
            .collect();
        // What goes to the end of the last section comes before a section that is new: both go to the end of the file.
        new.sort_by_key(|(end, ..)| end.is_none());
        let mut lacks_line_end = !text.ends_with('\n');
        for (end, section, entries) in new {
            let at = end.unwrap_or(text.len());
            let mut head = String::new();
            if at == text.len() && std::mem::take(&mut lacks_line_end) {
                head.push('\n');
            }
            head.push('\n');
            if end.is_none() {
                head.push_str(&format!("{section}:\n"));
            }
            for (entry, pages) in entries {
                let text = format!("{head}{entry}");
                self.add(source, Edit { start: at, end: at, text, pages: pages.clone() });
                head = "\n".to_owned();
            }
        }
    }

    /// The changed files by path.
    pub(super) fn apply(mut self, sources: &Sources) -> BTreeMap<String, Changed> {
        let mut files = BTreeMap::new();
        for (id, OfFile { edits, .. }) in &mut self.all {
            let source = sources.get(*id);
            // Of two at one place, the first one comes first, and what is added before what is replaced.
            edits.sort_by_key(|edit| (edit.start, edit.end));
            let (old, mut file) = (source.text(), Changed::default());
            let mut copied = 0;
            for edit in edits.iter() {
                let between = old.get(copied..edit.start);
                if let (Some(between), Some(_)) = (between, old.get(edit.start..edit.end)) {
                    file.keep(between);
                    file.push(&edit.text, edit.pages.clone());
                    copied = edit.end;
                }
            }
            file.keep(old.get(copied..).unwrap_or_default());
            files.insert(source.path().to_owned(), file);
        }
        files
    }
}

/// Behind the last entry of a section, if there is such a section. Comments at the margin are about what follows.
fn end_of_section(text: &str, section: &str) -> Option<usize> {
    let (mut end, mut start, mut inside) = (None, 0, false);
    for line in text.split_inclusive('\n') {
        let is_key = line.starts_with(|c: char| c.is_ascii_alphabetic());
        if is_key {
            let key = line.split(" #").next().unwrap_or_default().trim_end();
            inside = key.strip_suffix(':') == Some(section);
        }
        start += line.len();
        if inside && (is_key || line.starts_with(' ') && !line.trim().is_empty()) {
            end = Some(start);
        }
    }
    end
}

impl<'a> PageEdits<'a> {
    pub(super) fn new(sources: &'a Sources, page: usize) -> Self {
        Self { sources, page, edits: Vec::new() }
    }

    fn text(&self, source: SourceId) -> &'a str {
        self.sources.get(source).text()
    }

    fn push(&mut self, source: SourceId, start: usize, end: usize, text: String) {
        let pages = BTreeSet::from([self.page]);
        self.edits.push((source, Edit { start, end, text, pages }));
    }

    /// Replaces a value.
    pub(super) fn replace(&mut self, node: &Node, text: &str) {
        let (source, start, end) = (node.span.source, node.span.start, node.span.end);
        let before = self.text(source).get(line_start(self.text(source), start)..start);
        let before = before.unwrap_or_default();
        if text.starts_with('\n') && !before.trim().is_empty() {
            // A block value cannot begin on the line of the key, where the old value was.
            let blanks = before.len() - before.trim_end().len();
            return self.push(source, start - blanks, end, text.to_owned());
        }
        // A value below its key begins on the next line; on the key's line there is a blank before it.
        self.push(source, start, end, text.trim_start().to_owned());
    }

    /// Gives a key another name.
    pub(super) fn rename(&mut self, key: &Spanned<String>, name: &str) {
        self.push(key.span.source, key.span.start, key.span.end, name.to_owned());
    }

    /// Takes an entry out of a mapping, or an item out of a list, with its line.
    pub(super) fn remove(&mut self, map: &Node, at: usize) {
        let Value::Map(entries) = &map.value else { return };
        let Some((key, node)) = entries.get(at) else { return };
        let (source, start, end) =
            (key.span.source, key.span.start, node.span.end.max(key.span.end));
        if self.is_flow(map) {
            let before = at.checked_sub(1).and_then(|at| entries.get(at));
            match (before, entries.get(at + 1)) {
                (_, Some((next, _))) => self.push(source, start, next.span.start, String::new()),
                (Some((_, before)), None) => self.push(source, before.span.end, end, String::new()),
                (None, None) => self.push(source, start, end, String::new()),
            }
            return;
        }
        let text = self.text(source);
        let (start, end) = (line_start(text, start), line_end(text, end));
        self.push(source, start, end, String::new());
    }

    /// Takes an item out of a list in block style.
    pub(super) fn remove_item(&mut self, item: &Node) {
        let text = self.text(item.span.source);
        let (start, end) = (line_start(text, item.span.start), line_end(text, item.span.end));
        self.push(item.span.source, start, end, String::new());
    }

    /// Puts whole lines behind the lines of a value.
    pub(super) fn lines_after(&mut self, node: &Node, lines: &str) {
        let text = self.text(node.span.source);
        self.lines_at(node.span.source, line_end(text, node.span.end), lines);
    }

    /// Puts whole lines before the line of a key.
    pub(super) fn lines_before(&mut self, key: &Spanned<String>, lines: &str) {
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
        self.lines_at(key.span.source, at, lines);
    }

    /// Puts whole lines at the end of a file.
    pub(super) fn lines_at_end(&mut self, source: SourceId, lines: &str) {
        let end = self.text(source).len();
        self.lines_at(source, end, lines);
    }

    fn lines_at(&mut self, source: SourceId, at: usize, lines: &str) {
        let text = self.text(source);
        let torn = at > 0 && !text.get(..at).is_some_and(|before| before.ends_with('\n'));
        let gap = if torn { "\n" } else { "" };
        self.push(source, at, at, format!("{gap}{lines}"));
    }

    /// Sets a key of a mapping of this shape, after the keys that precede it in the shape.
    pub(super) fn set(&mut self, map: &Node, key: &str, value: &str, shape: &Shape) {
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
    pub(super) fn add(&mut self, map: &Node, key: &str, value: &str, before: Option<&Entry>) {
        let Value::Map(entries) = &map.value else { return };
        let Some((name, node)) = before.or_else(|| entries.first()) else { return };
        if self.is_flow(map) {
            let at = node.span.end;
            return self.push(map.span.source, at, at, format!(", {key}: {value}"));
        }
        let indent = " ".repeat(self.column(name.span.start, map.span.source));
        let gap = if value.starts_with('\n') { "" } else { " " };
        let line = format!("{indent}{key}:{gap}{}\n", value.trim_start_matches(' '));
        if before.is_some() {
            self.lines_after(node, &line)
        } else {
            self.lines_before(name, &line)
        }
    }

    /// The column of a position.
    pub(super) fn column(&self, at: usize, source: SourceId) -> usize {
        at - line_start(self.text(source), at)
    }

    /// Whether a mapping or list is written in brackets.
    pub(super) fn is_flow(&self, node: &Node) -> bool {
        let text = self.text(node.span.source);
        text.get(node.span.start..).is_some_and(|text| text.starts_with(['{', '[']))
    }
}

fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1)
}

/// Behind the end of the line.
fn line_end(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|after| after.find('\n')).map_or(text.len(), |newline| at + newline + 1)
}
