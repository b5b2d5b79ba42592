//! A diff as plain text for a person, as JSON for a program, as Markdown for a page.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use serde_json::{Value as Json, json};

use super::change::{Change, Diff, PageState, RustApi, Touch, Wire};
use crate::{hidden, markdown};

/// How a diff is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For a terminal.
    Text,
    /// For a program.
    Json,
    /// For a review or a changelog.
    Markdown,
}

/// From which version of the crate to which.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bump {
    /// The version that the crate has.
    pub current: String,
    /// The version that it should have.
    pub next: String,
}

impl Diff {
    /// Writes the diff down.
    pub fn render(&self, format: Format, bump: Option<&Bump>) -> String {
        match format {
            Format::Text => self.text(bump),
            Format::Json => self.json(bump),
            Format::Markdown => self.markdown(bump),
        }
    }

    fn groups(&self) -> BTreeMap<&str, Vec<&Change>> {
        let mut groups = BTreeMap::<&str, Vec<&Change>>::new();
        for change in &self.changes {
            groups.entry(&change.place.owner).or_default().push(change);
        }
        for changes in groups.values_mut() {
            changes.sort_by_key(|change| std::cmp::Reverse((change.wire, change.rust)));
        }
        groups
    }

    /// What is said of the page of an operation, behind its name.
    fn pages(&self) -> BTreeMap<&str, String> {
        let known = self.pages.iter().filter(|(_, state)| *state != PageState::Unknown);
        known.map(|(operation, state)| (operation.as_str(), format!(" ({state})"))).collect()
    }

    fn text(&self, bump: Option<&Bump>) -> String {
        let mut out = String::new();
        let pages = self.pages();
        for (owner, changes) in self.groups() {
            let page = pages.get(owner).map_or("", String::as_str);
            let _ = writeln!(out, "{}{page}", plain(owner));
            for change in changes {
                let Change { id, wire, rust, place, .. } = change;
                let _ = writeln!(out, "  {wire:8}  {rust:5}  {id}  {}", plain(&place.path));
                let _ = writeln!(out, "    {}: {}", plain(&change.text), change.why);
                if let Some(calls) = calls(change) {
                    let _ = writeln!(out, "    in {calls}");
                }
                if let Some(why) = &change.accepted {
                    let _ = writeln!(out, "    accepted: {}", plain(why));
                }
            }
            out.push('\n');
        }
        let _ = writeln!(out, "{}", self.summary(bump));
        out
    }

    /// One line.
    fn summary(&self, bump: Option<&Bump>) -> String {
        let count = |wire| self.changes.iter().filter(|change| change.wire == wire).count();
        let Some(rust) = self.rust() else { return "no change".to_owned() };
        let changes = self.changes.len();
        let accepted = self.changes.iter().filter(|change| change.accepted.is_some()).count();
        let mut line = format!(
            "{changes} {}: {} breaking, {} risky, {} safe on the wire",
            if changes == 1 { "change" } else { "changes" },
            count(Wire::Breaking),
            count(Wire::Risky),
            count(Wire::Safe),
        );
        if accepted > 0 {
            let _ = write!(line, " ({accepted} accepted)");
        }
        let _ = write!(line, "; Rust API: {rust}");
        if let Some(Bump { current, next }) = bump {
            let _ = write!(line, ", {current} -> {next}");
        }
        line
    }

    fn json(&self, bump: Option<&Bump>) -> String {
        let changes: Vec<_> = self.changes.iter().map(change).collect();
        let pages: Vec<_> = self
            .pages
            .iter()
            .map(|(operation, state)| json!({ "operation": operation, "state": state.word() }))
            .collect();
        let count = |wire| self.changes.iter().filter(|change| change.wire == wire).count();
        let document = json!({
            "changes": changes,
            "pages": pages,
            "summary": {
                "breaking": count(Wire::Breaking),
                "risky": count(Wire::Risky),
                "safe": count(Wire::Safe),
                "wire": self.wire().map(Wire::word),
                "rust": self.rust().map(RustApi::word),
                "version": bump.map(|bump| json!({ "current": bump.current, "next": bump.next })),
            },
        });
        hidden::in_json(&format!("{document:#}\n")).into_owned()
    }

    fn markdown(&self, bump: Option<&Bump>) -> String {
        let mut out = format!("{}\n", capitalized(&cell(&self.summary(bump))));
        let pages = self.pages();
        for (owner, changes) in self.groups() {
            let page = pages.get(owner).map_or("", String::as_str);
            let _ = write!(out, "\n### {}{page}\n\n", cell(owner));
            out.push_str("| wire | Rust | change | place | what |\n|---|---|---|---|---|\n");
            for change in changes {
                let Change { id, wire, rust, place, .. } = change;
                let mut what = capitalized(&cell(&change.text));
                let _ = write!(what, ": {}.", change.why);
                if let Some(calls) = calls(change) {
                    let _ = write!(what, " In {}.", cell(&calls));
                }
                if let Some(why) = &change.accepted {
                    let _ = write!(what, " Accepted: {}", cell(why));
                }
                let path = if place.path.is_empty() {
                    String::new()
                } else {
                    markdown::code_in_cell(&place.path)
                };
                let wire =
                    if *wire == Wire::Breaking { format!("**{wire}**") } else { wire.to_string() };
                let rust =
                    if *rust == RustApi::Major { format!("**{rust}**") } else { rust.to_string() };
                let _ = writeln!(out, "| {wire} | {rust} | `{id}` | {path} | {what} |");
            }
        }
        out
    }
}

fn change(change: &Change) -> Json {
    let touches: Vec<_> = change
        .touches
        .iter()
        .map(|touch| json!({ "operation": touch.operation, "direction": touch.direction.map(|way| way.word()) }))
        .collect();
    json!({
        "id": change.id,
        "place": change.place.to_string(),
        "owner": change.place.owner,
        "path": change.place.path,
        "wire": change.wire.word(),
        "request": change.request.map(Wire::word),
        "response": change.response.map(Wire::word),
        "rust": change.rust.word(),
        "text": change.text,
        "why": change.why,
        "touches": touches,
        "accepted": change.accepted,
    })
}

/// The calls that a change of a shared type touches; of an operation's own, the heading says it.
fn calls(change: &Change) -> Option<String> {
    const SHOWN: usize = 4;
    let others: BTreeSet<&Touch> =
        change.touches.iter().filter(|touch| touch.operation != change.place.owner).collect();
    if others.is_empty() {
        return None;
    }
    let say = |touch: &&Touch| match touch.direction {
        Some(direction) => format!("{} ({direction})", plain(&touch.operation)),
        None => plain(&touch.operation).into_owned(),
    };
    let mut text = others.iter().take(SHOWN).map(say).collect::<Vec<_>>().join(", ");
    if others.len() > SHOWN {
        let _ = write!(text, " and {} more", others.len() - SHOWN);
    }
    Some(text)
}

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Text of a spec does not steer a terminal.
fn plain(text: &str) -> Cow<'_, str> {
    hidden::one_line(text)
}

/// Text of a spec stays in its cell, and is no markup but for names in backquotes.
fn cell(text: &str) -> String {
    markdown::cell(text)
}
