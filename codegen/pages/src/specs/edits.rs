//! Edits hand-written files: everything else stays unchanged, byte for byte.

use std::collections::{BTreeMap, BTreeSet};

use super::changed::Changed;
use crate::sources::{SourceId, Sources};

/// A section of a file of types, and what is declared in it, each with the pages that need it.
pub(super) type Section = (&'static str, Vec<(String, BTreeSet<usize>)>);

/// Changes to several files, each asked for by a page.
#[derive(Debug, Default)]
pub(super) struct Edits {
    all: BTreeMap<SourceId, OfFile>,
}

/// Changes to one file, none of which overlaps another.
#[derive(Debug, Default, Clone)]
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

    fn add(&mut self, edit: Edit) -> bool {
        let key = (edit.start, edit.end, edit.text.clone());
        if let Some(old) = self.known.get(&key).and_then(|at| self.edits.get_mut(*at)) {
            old.pages.extend(edit.pages);
            return true;
        }
        if self.overlaps(&edit) {
            return false;
        }
        if edit.start < edit.end {
            self.replaced.insert(edit.start, edit.end);
        } else {
            self.added.insert(edit.start);
        }
        self.known.insert(key, self.edits.len());
        self.edits.push(edit);
        true
    }
}

/// Replaces a range of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) text: String,
    pub(super) pages: BTreeSet<usize>,
}

impl Edits {
    /// Adds a change, and tells whether it is made: not if it overlaps one that was added before and is another one.
    #[must_use]
    pub(super) fn add(&mut self, source: SourceId, edit: Edit) -> bool {
        self.all.entry(source).or_default().add(edit)
    }

    /// Adds declarations to the sections of a file of types, and the sections that it lacks to its end.
    pub(super) fn declare(&mut self, source: SourceId, text: &str, sections: &[Section]) {
        let new = sections.iter().filter(|(_, entries)| !entries.is_empty());
        let mut new: Vec<_> =
            new.map(|(section, entries)| (find(text, section), section, entries)).collect();
        // What goes to the end of the last section comes before a section that is new: both go to the end of the file.
        new.sort_by_key(|(found, ..)| found.is_none());
        for (found, section, entries) in new {
            let at = found.as_ref().map_or(text.len(), |found| found.end);
            let mut head = String::new();
            match found {
                Some(Found { braces: Some((start, end)), .. }) => {
                    let pages = entries.iter().flat_map(|(_, pages)| pages.iter().copied());
                    let edit = Edit { start, end, text: String::new(), pages: pages.collect() };
                    // No page changes what a section has that is empty.
                    let _ = self.add(source, edit);
                }
                Some(_) => head.push('\n'),
                None => head.push_str(&format!("\n{section}:\n")),
            }
            for (entry, pages) in entries {
                let text = format!("{head}{entry}");
                // Between lines, where no change of a page overlaps it.
                let _ = self.add(source, Edit { start: at, end: at, text, pages: pages.clone() });
                head = "\n".to_owned();
            }
        }
    }

    /// Takes the changes to these files out.
    pub(super) fn take(&mut self, sources: &BTreeSet<SourceId>) -> Self {
        let all = std::mem::take(&mut self.all).into_iter();
        let (taken, left) = all.partition(|(source, _)| sources.contains(source));
        self.all = left;
        Self { all: taken }
    }

    /// The changes to one file, to add others to them.
    pub(super) fn of(&self, source: SourceId) -> Self {
        let file = self.all.get(&source);
        Self { all: file.map(|file| (source, file.clone())).into_iter().collect() }
    }

    /// The files by path. An edit that writes what is there is none, so that a file knows whether it changed.
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
                if let (Some(between), Some(found)) = (between, old.get(edit.start..edit.end)) {
                    file.keep(between);
                    // What is added behind the last line begins a line, even if nothing ends the last one.
                    let is_torn = edit.start == old.len() && !file.text().ends_with('\n');
                    if is_torn && !edit.text.is_empty() {
                        file.keep("\n");
                    }
                    if edit.text == found {
                        file.keep(found);
                    } else {
                        file.push(&edit.text, edit.pages.clone());
                    }
                    copied = edit.end;
                }
            }
            file.keep(old.get(copied..).unwrap_or_default());
            files.insert(source.path().to_owned(), file);
        }
        files
    }
}

/// A section of a file of types.
struct Found {
    /// Behind its last entry.
    end: usize,
    /// The range of `{}`, of a section that is written as an empty one.
    braces: Option<(usize, usize)>,
}

/// Finds a section. Comments at the margin are about what follows. They are in no tree, and a block ends behind them there,
/// where the parser found the next token; so lines are looked at.
fn find(text: &str, section: &str) -> Option<Found> {
    let (mut found, mut start, mut inside) = (None, 0, false);
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let value = line.strip_prefix(section).and_then(|rest| rest.strip_prefix(':'));
            let value = value.map(|value| value.split(" #").next().unwrap_or_default().trim_end());
            let from = start + section.len() + 1;
            let braces = value.filter(|value| is_empty(value)).map(|it| (from, from + it.len()));
            inside = braces.is_some() || value == Some("");
            if inside {
                found = Some(Found { end, braces });
            }
        } else if inside && line.starts_with(' ') && !line.trim().is_empty() {
            found = found.map(|found| Found { end, ..found });
        }
        start = end;
    }
    found
}

/// `{}`
fn is_empty(value: &str) -> bool {
    let inside = value.trim().strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    inside.is_some_and(|inside| inside.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(edits: &[(usize, usize, &str)]) -> Changed {
        let mut sources = Sources::new();
        let source = sources.add("spec/types.yaml", "abcdef");
        let mut all = Edits::default();
        for (page, (start, end, text)) in edits.iter().enumerate() {
            let edit =
                Edit { start: *start, end: *end, text: (*text).to_owned(), pages: [page].into() };
            assert!(all.add(source, edit), "{edits:?}");
        }
        all.apply(&sources).remove("spec/types.yaml").unwrap_or_default()
    }

    #[test]
    fn a_file_is_changed_by_the_pages_whose_edits_write_something_else() {
        let cases: &[(&[_], &str, &[usize])] = &[
            (&[], "", &[]),
            (&[(0, 2, "ab"), (3, 3, ""), (4, 6, "ef")], "abcdef", &[]),
            (&[(0, 2, "ab"), (2, 3, "x"), (4, 6, "")], "abxd", &[1, 2]),
            (&[(2, 2, "x"), (2, 4, "cd")], "abxcdef", &[0]),
            (&[(6, 6, "g\n"), (6, 6, ""), (6, 6, "h\n")], "abcdef\ng\nh\n", &[0, 2]),
            (&[(6, 6, "")], "abcdef", &[]),
        ];
        for (edits, text, pages) in cases {
            let file = applied(edits);
            assert_eq!(file.text(), *text);
            assert_eq!(file.pages().collect::<Vec<_>>(), *pages, "{edits:?}");
            assert_eq!(file.is_changed(), !pages.is_empty(), "{edits:?}");
        }
    }
}
