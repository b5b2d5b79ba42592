//! What changed since a release.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::fields::{has_page, link};
use super::paths::operation_path;
use super::text::{code, table, text, with_code};
use crate::diagnostic::Diagnostic;
use crate::diff::{self, Change, RustApi, Wire};
use crate::model::Model;
use crate::sources::Sources;
use crate::{read, sorted};

/// The specs of a release, for the page of changes.
#[derive(Debug)]
pub struct Release {
    name: String,
    model: Model,
}

impl Release {
    /// Reads them, or says what is wrong with them. The name is for people, such as that of a tag.
    pub fn read(name: impl Into<String>, sources: &Sources) -> Result<Self, Vec<Diagnostic>> {
        let mut problems = Vec::new();
        match read(sources, &mut problems) {
            Some(model) => Ok(Self { name: name.into(), model }),
            None => Err(sorted(problems)),
        }
    }
}

/// The page. Without a release to compare with, it says that there is none yet.
pub(super) fn page(model: &Model, since: Option<&Release>) -> String {
    let mut page = String::from("# What changed\n\n");
    let Some(Release { name: since, model: old }) = since else {
        page.push_str("No release to compare with yet: everything is new.\n");
        return page;
    };
    let diff = diff::compare(old, model);
    if diff.changes.is_empty() {
        let _ = writeln!(page, "The specs have not changed since {}.", code(since));
        return page;
    }
    let count = |wire| diff.changes.iter().filter(|change| change.wire == wire).count();
    let _ = writeln!(
        page,
        "Since {}: {} breaking, {} risky and {} safe on the wire; in Rust, {}.",
        code(since),
        count(Wire::Breaking),
        count(Wire::Risky),
        count(Wire::Safe),
        match diff.rust() {
            Some(RustApi::Major) => "existing code may no longer compile",
            Some(RustApi::Minor) => "there are additions",
            Some(RustApi::Patch) | None => "nothing changes",
        },
    );
    let mut owners = BTreeMap::<&str, Vec<&Change>>::new();
    for change in &diff.changes {
        owners.entry(&change.place.owner).or_default().push(change);
    }
    for (owner, mut changes) in owners {
        changes.sort_by_key(|change| std::cmp::Reverse((change.wire, change.rust)));
        let _ = write!(page, "\n## {}\n\n", text(owner));
        if let Some(place) = place(model, owner) {
            let _ = write!(page, "{place}\n\n");
        }
        let rows: Vec<_> = changes.into_iter().map(row).collect();
        page.push_str(&table(&["Wire", "Rust", "Change", "Place", "Description"], &rows));
    }
    page
}

/// Where one reads on. What is gone has no page.
fn place(model: &Model, owner: &str) -> Option<String> {
    if owner == "platform" {
        return Some("[The platform](platform.md)".to_owned());
    }
    if let Some((space, name)) = owner.rsplit_once('.')
        && let Some(api) = model.apis.iter().find(|api| api.space.to_string() == space)
    {
        return has_page(api, name).then(|| link(&api.space, name, ""));
    }
    let operation = model.operation(owner)?;
    Some(format!("[{}]({}.md)", text(&operation.summary), operation_path(operation)))
}

fn row(change: &Change) -> Vec<String> {
    let strong = |word: &str, strong: bool| {
        if strong { format!("**{word}**") } else { word.to_owned() }
    };
    let place = match change.place.path.as_str() {
        "" => String::new(),
        path => code(path),
    };
    vec![
        strong(change.wire.word(), change.wire == Wire::Breaking),
        strong(change.rust.word(), change.rust == RustApi::Major),
        code(&change.id),
        place,
        format!("{}: {}", with_code(&change.text), text(change.why)),
    ]
}
