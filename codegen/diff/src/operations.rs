//! Operations: which exist, their requests, responses and limits.

use std::collections::{BTreeMap, BTreeSet};

use super::change::PageState;
use super::findings::Findings;
use super::{access, behaviour, parts, rules};
use crate::model::{self, Api, Operation};

/// Operations that are the same, and those that have no partner.
pub(super) struct Pairs<'a> {
    pub(super) both: Vec<(&'a Operation, &'a Operation)>,
    removed: Vec<&'a Operation>,
    added: Vec<&'a Operation>,
}

/// Pairs operations by id, and the rest by what they call.
pub(super) fn pair<'a>(old: &'a Api, new: &'a Api) -> Pairs<'a> {
    let by_id: BTreeMap<_, _> =
        old.operations.iter().map(|operation| (&operation.id, operation)).collect();
    let news: BTreeSet<_> = new.operations.iter().map(|operation| &operation.id).collect();
    let mut removed: Vec<_> =
        old.operations.iter().filter(|operation| !news.contains(&operation.id)).collect();
    let mut both = Vec::new();
    let mut added = Vec::new();
    for operation in &new.operations {
        if let Some(before) = by_id.get(&operation.id) {
            both.push((*before, operation));
        } else if let Some(at) = removed.iter().position(|before| route(before) == route(operation))
        {
            both.push((removed.remove(at), operation));
        } else {
            added.push(operation);
        }
    }
    Pairs { both, removed, added }
}

/// What the server sees of an operation: the names of parameters do not travel.
pub(super) fn route(operation: &Operation) -> (&'static str, String) {
    (operation.method.word(), model::route(&operation.path))
}

/// Whether the page of an operation is another one than before.
pub(super) fn page_state(old: &Operation, new: &Operation) -> PageState {
    match (&old.page_hash, &new.page_hash) {
        (Some(old), Some(new)) if old == new => PageState::Same,
        (Some(_), Some(_)) => PageState::Changed,
        _ => PageState::Unknown,
    }
}

/// Compares all operations.
pub(super) fn compare(findings: &mut Findings<'_>, pairs: &Pairs<'_>) {
    for operation in &pairs.removed {
        let text = format!("{} {} is gone", operation.method.word(), operation.path);
        findings.call(&rules::OPERATION_REMOVED, &operation.id.to_string(), "", text);
    }
    for operation in &pairs.added {
        let text = format!("{} {} is new", operation.method.word(), operation.path);
        findings.call(&rules::OPERATION_ADDED, &operation.id.to_string(), "", text);
    }
    for (old, new) in &pairs.both {
        operation(findings, old, new);
    }
    behaviour::conversions(findings);
}

fn operation(findings: &mut Findings<'_>, old: &Operation, new: &Operation) {
    let id = new.id.to_string();
    if old.id != new.id {
        findings.call(&rules::OPERATION_RENAMED, &id, "", format!("{} is called {id} now", old.id));
    }
    if route(old) != route(new) {
        let say = |operation: &Operation| format!("{} {}", operation.method.word(), operation.path);
        findings.call(
            &rules::OPERATION_MOVED,
            &id,
            "/http",
            format!("{} now, not {}", say(new), say(old)),
        );
    }
    parts::parameters(findings, &id, old, new);
    parts::messages(findings, &id, old, new);
    parts::upload(findings, &id, old, new);
    access::compare(findings, &id, old, new);
    behaviour::compare(findings, &id, old, new);
    parts::envelope(findings, &id, old, new);
    behaviour::errors(findings, &id, &old.errors, &new.errors);
    words(findings, &id, old, new);
}

fn words(findings: &mut Findings<'_>, id: &str, old: &Operation, new: &Operation) {
    if old.summary != new.summary {
        findings.call(&rules::TEXT_CHANGED, id, "/summary", "the summary changed".to_owned());
    }
    if old.description != new.description {
        findings.call(
            &rules::TEXT_CHANGED,
            id,
            "/description",
            "the description changed".to_owned(),
        );
    }
    if old.page != new.page {
        findings.call(
            &rules::PAGE_CHANGED,
            id,
            "/page",
            format!("the page is {} now, not {}", new.page, old.page),
        );
    }
    if old.page_updated != new.page_updated {
        let text = format!("the page is of {} now, not of {}", new.page_updated, old.page_updated);
        findings.call(&rules::PAGE_CHANGED, id, "/page_updated", text);
    }
    if old.page_hash != new.page_hash {
        let text = match page_state(old, new) {
            PageState::Changed => "the page says something else",
            _ => "one of the specs does not say which page it was read from",
        };
        findings.call(&rules::PAGE_CHANGED, id, "/page_hash", text.to_owned());
    }
}
