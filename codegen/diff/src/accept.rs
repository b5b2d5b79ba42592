//! The list of accepted changes.

use std::collections::BTreeMap;

use super::change::Diff;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::sources::Sources;
use crate::spec::node;
use crate::spec::reader::Reader;
use crate::spec::shape::{ACCEPT_LIST, ACCEPTED};

/// A change that is taken, and why.
#[derive(Debug)]
struct Accepted {
    id: String,
    place: String,
    why: String,
    span: Span,
}

/// A list that cannot be read, or that names a change that does not exist.
#[derive(Debug)]
pub struct BadAcceptList {
    /// What is wrong with it.
    pub problems: Vec<Diagnostic>,
    /// The list, for the problems to point into.
    pub list: Sources,
}

/// Marks the changes that a list takes.
///
/// The list is YAML: `accept:` with a list of `{ id, place, why }`. An entry must match a change: a list that goes
/// stale would accept a change that nobody has reviewed.
pub fn accept(diff: &mut Diff, path: &str, text: &str) -> Result<(), BadAcceptList> {
    let mut list = Sources::new();
    let source = list.add(path, text.as_bytes().to_vec());
    let mut problems = list.unreadable().to_vec();
    let entries = if problems.is_empty() { read(source, text, &mut problems) } else { Vec::new() };
    let mut places = BTreeMap::<(String, String), Vec<usize>>::new();
    for (at, change) in diff.changes.iter().enumerate() {
        places.entry((change.id.clone(), change.place.to_string())).or_default().push(at);
    }
    for entry in &entries {
        let found = places.get(&(entry.id.clone(), entry.place.clone()));
        for at in found.into_iter().flatten() {
            if let Some(change) = diff.changes.get_mut(*at) {
                change.accepted = Some(entry.why.clone());
            }
        }
        if found.is_none() {
            problems.push(
                Diagnostic::error(Code::StaleEntry, format!("there is no change `{}` at {}", entry.id, entry.place))
                    .at(entry.span, "matches nothing")
                    .help("remove the entry, or correct its id and place as `cargo xtask diff` prints them"),
            );
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(BadAcceptList { problems, list }) }
}

fn read(
    source: crate::sources::SourceId,
    text: &str,
    problems: &mut Vec<Diagnostic>,
) -> Vec<Accepted> {
    let Some(node) = node::parse(source, text, problems) else { return Vec::new() };
    let mut reader = Reader { problems };
    let Some(table) = reader.table(&node, &ACCEPT_LIST, node.span) else { return Vec::new() };
    let Some(list) = table.get("accept") else { return Vec::new() };
    let mut entries = Vec::new();
    for node in reader.list(list) {
        let Some(table) = reader.table(node, &ACCEPTED, node.span) else { continue };
        let mut text =
            |key| table.get(key).and_then(|node| reader.text(node)).map(|text| text.value);
        if let (Some(id), Some(place), Some(why)) = (text("id"), text("place"), text("why")) {
            entries.push(Accepted { id, place, why, span: node.span });
        }
    }
    entries
}
