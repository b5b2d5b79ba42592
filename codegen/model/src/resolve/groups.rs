//! Groups of resources: what a product says of them, held against its operations, and what is in which.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Span, Spanned};
use crate::model::{FEATURES, Field, Group, Groups, Operation};
use crate::spec::groups::GroupEntry;
use crate::spec::product::ProductFile;
use crate::suggest::likely;

/// Reports groups that do not hold each resource of their product once.
pub(super) fn check(
    products: &[ProductFile],
    operations: &[&Operation],
    problems: &mut Vec<Diagnostic>,
) {
    for file in products.iter().filter(|file| !file.groups.is_empty()) {
        let ids = operations.iter().map(|operation| &operation.id);
        let ids = ids.filter(|id| id.project == file.product.name);
        let resources: BTreeSet<_> = ids.map(|id| id.resource.as_str()).collect();
        let mut seen = BTreeMap::new();
        for group in &file.groups {
            problems.extend(bad_name(&group.name));
            problems.extend(empty(group));
            for resource in &group.resources {
                problems.extend(misplaced(resource, &resources, &seen, problems));
                seen.entry(resource.value.as_str()).or_insert(resource.span);
            }
        }
        let missing: Vec<_> =
            resources.into_iter().filter(|resource| !seen.contains_key(resource)).collect();
        problems.extend(in_no_group(file, &missing));
    }
}

fn bad_name(name: &Spanned<String>) -> Option<Diagnostic> {
    let (why, help) = if FEATURES.contains(&name.as_str()) {
        ("it is a feature of every crate", "give the group another name")
    } else if !is_feature(name) {
        ("it is no feature", "write it in lower case with hyphens, such as `job-ads`")
    } else {
        return None;
    };
    let message = format!("no group can be called `{}`: {why}", name.value.escape_debug());
    Some(Diagnostic::error(Code::BadName, message).at(name.span, "this name").help(help))
}

/// Whether a feature can have the name, which people type.
fn is_feature(name: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    };
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name.split(['-', '_']).all(is_word)
}

fn empty(group: &GroupEntry) -> Option<Diagnostic> {
    let name = &group.name;
    group.resources.is_empty().then(|| {
        let message = format!("the group `{}` has no resources", name.value.escape_debug());
        bad(name.span, "empty", message).help("list its resources, or remove it")
    })
}

fn misplaced(
    resource: &Spanned<String>,
    resources: &BTreeSet<&str>,
    seen: &BTreeMap<&str, Span>,
    problems: &[Diagnostic],
) -> Option<Diagnostic> {
    let name = resource.value.escape_debug();
    if !resources.contains(resource.as_str()) {
        let help = match likely(problems, resource, resources.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                format!("there is {}", resources.iter().copied().collect::<Vec<_>>().join(", "))
            }
        };
        let message = format!("the product has no resource `{name}`");
        return Some(bad(resource.span, "no such resource", message).help(help));
    }
    let first = seen.get(resource.as_str())?;
    let problem = bad(resource.span, "again here", format!("`{name}` is in a group already"));
    Some(
        problem
            .at(*first, "first here")
            .help("a resource is in one group: remove it here or there"),
    )
}

/// What is in no group would always be there, and nobody would have said so.
fn in_no_group(file: &ProductFile, missing: &[&str]) -> Option<Diagnostic> {
    let last = file.groups.last().filter(|_| !missing.is_empty())?;
    let missing: Vec<_> = missing.iter().map(|name| format!("`{name}`")).collect();
    let message = format!("no group has {}", missing.join(", "));
    let help = "with groups, each resource is in one: add it to a group, or make one for it";
    Some(bad(last.name.span, "the last group", message).help(help))
}

fn bad(span: Span, label: &str, message: String) -> Diagnostic {
    Diagnostic::error(Code::BadGroup, message).at(span, label)
}

/// The groups of declared types, by name.
pub(super) struct OfTypes(BTreeMap<String, Groups>);

impl OfTypes {
    /// Those of a type.
    pub(super) fn of(&self, name: &str) -> Groups {
        self.0.get(name).cloned().unwrap_or(Groups::Always)
    }
}

/// The groups of the types that operations use, also through other types. What all groups use is always there, and so is
/// what no operation uses.
pub(super) fn of_types(
    groups: &[Group],
    operations: &[Operation],
    objects: &BTreeMap<&str, &[Field]>,
) -> OfTypes {
    let mut users = BTreeMap::<&str, BTreeSet<String>>::new();
    for group in groups {
        let own = Groups::one(&group.name);
        let mut used = BTreeSet::new();
        let mut next: Vec<_> = operations
            .iter()
            .filter(|operation| operation.groups == own)
            .flat_map(|operation| operation.messages())
            .flat_map(|message| &message.fields)
            .filter_map(|field| field.ty.declared())
            .collect();
        while let Some(name) = next.pop() {
            if used.insert(name) {
                let fields = objects.get(name).copied().unwrap_or_default();
                next.extend(fields.iter().filter_map(|field| field.ty.declared()));
            }
        }
        for name in used {
            users.entry(name).or_default().insert(group.name.clone());
        }
    }
    let some = users.into_iter().filter(|(_, names)| names.len() < groups.len());
    OfTypes(some.map(|(name, names)| (name.to_owned(), Groups::Any(names))).collect())
}
