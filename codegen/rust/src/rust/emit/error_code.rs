//! The errors that pages document: as an enumeration of codes for callers, and as what operations list.

use std::collections::{BTreeMap, BTreeSet};

use super::text;
use crate::model::{DocumentedError, Groups, Operation};
use crate::names;
use crate::rust::ir::Crate;
use crate::rust::layout::{File, Item, cfg_text, ident};

/// `error_code.rs`. The gateway's codes, and what can be done with all of them, is said by a macro of the runtime.
pub(super) fn error_code(krate: &Crate<'_>, origin: &str) -> File {
    let variants = krate.errors.iter().map(|error| {
        let (docs, name) = (text::docs(8, &error.docs), ident(&error.name));
        format!("{docs}        {name} = ({}, {}),\n", error.code, text::string(&error.word))
    });
    let declaration = format!(
        "feishu_core::error_codes! {{\n    /// An error code, documented by an operation's page or by the platform's gateway.\n    \
         pub enum ErrorCode {{\n{}    }}\n}}\n",
        variants.collect::<Vec<_>>().join("\n")
    );
    File::new(origin, "The documented error codes.", vec![Item::Text(declaration)])
}

/// Errors and lists of them that operations share, under names of their own.
pub(super) struct Errors<'a> {
    names: BTreeMap<Key<'a>, (String, Groups)>,
    /// Each list that several operations have, by the first of them.
    lists: BTreeMap<Vec<Key<'a>>, (String, Groups)>,
}

/// All that a page says of an error. Two pages need not say the same of one code.
type Key<'a> = (i64, &'a str, u16, &'a str, bool);

fn key(error: &DocumentedError) -> Key<'_> {
    let advice = error.advice.as_deref().unwrap_or_default();
    (error.code, &error.name, error.http_status, advice, error.retry)
}

fn keys(operation: &Operation) -> Vec<Key<'_>> {
    operation.errors.iter().map(key).collect()
}

impl<'a> Errors<'a> {
    /// Those of all operations of a version.
    pub(super) fn of(krate: &'a Crate<'a>) -> Self {
        let operations = krate.resources.iter().flat_map(|resource| &resource.operations);
        let (mut errors, mut lists) = (BTreeMap::new(), BTreeMap::new());
        let mut taken = BTreeSet::new();
        let mut named = |name: &str| {
            let mut name = names::shouty(name);
            while !taken.insert(name.clone()) {
                name.push('_');
            }
            name
        };
        for operation in operations {
            let (list, groups) = (keys(operation.facts), &operation.facts.groups);
            for error in &list {
                let (_, known) =
                    errors.entry(*error).or_insert_with(|| (named(error.1), groups.clone()));
                *known = known.or(groups);
            }
            let (_, count, known) =
                lists.entry(list).or_insert_with(|| (&operation.constant, 0_usize, groups.clone()));
            *count += 1;
            *known = known.or(groups);
        }
        // One error is as short as a name.
        lists.retain(|list, (_, count, _)| list.len() > 1 && *count > 1);
        let name = |(list, (first, _, groups))| (list, (named(&format!("of_{first}")), groups));
        Self { names: errors, lists: lists.into_iter().map(name).collect() }
    }

    /// The list of an operation, as an expression.
    pub(super) fn list(&self, operation: &Operation, indent: usize) -> String {
        let list = keys(operation);
        if let Some((name, _)) = self.lists.get(&list) {
            return format!("{:indent$}.errors(errors::{name})", "");
        }
        let items = list.iter().filter_map(|error| self.names.get(error));
        let items: Vec<_> = items.map(|(name, _)| format!("errors::{name}")).collect();
        text::list(indent, ".errors(&[", &items, "])")
    }

    /// `errors.rs`
    pub(super) fn file(&self, origin: &str) -> File {
        let groups: Groups = self.names.values().map(|(_, groups)| groups).collect();
        let cfg = cfg_text(&groups, "\n");
        let mut items = vec![Item::Text(format!("{cfg}use feishu_core::DocumentedError;\n"))];
        items.extend(self.names.iter().map(|(error, (name, groups))| {
            Item::Text(cfg_text(groups, "\n") + &constant(error, name))
        }));
        items.extend(self.lists.iter().map(|(list, (name, groups))| {
            let rows = list.iter().filter_map(|error| self.names.get(error));
            let rows: Vec<_> = rows.map(|(name, _)| name.clone()).collect();
            let start = format!("pub(super) static {name}: &[DocumentedError] = &[");
            Item::Text(cfg_text(groups, "\n") + &text::list(0, &start, &rows, "];") + "\n")
        }));
        File::new(
            origin,
            "The errors that pages document, and lists of them that several operations have.",
            items,
        )
    }
}

fn constant((code, word, status, advice, retry): &Key<'_>, name: &str) -> String {
    let calls = [
        (*status != 0).then(|| format!("    .http_status({status})")),
        (!advice.is_empty()).then(|| format!("    .advice({})", text::string(advice))),
        retry.then(|| "    .retry()".to_owned()),
    ];
    let calls: Vec<_> = calls.into_iter().flatten().collect();
    let new = format!("DocumentedError::new({code}, {})", text::string(word));
    text::chain(0, &format!("pub(super) const {name}: DocumentedError = {new}"), &calls, ";") + "\n"
}
