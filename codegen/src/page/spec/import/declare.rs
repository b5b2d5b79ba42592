//! Where the types stand that no spec declares yet.

use std::collections::{BTreeMap, BTreeSet};

use super::super::edits::Edits;
use super::super::types::Types;
use super::super::write::{self, Parts};
use super::{Attempt, Planned, Run};

/// Enumerations, objects, and the pages that need them.
type Shared = (Vec<String>, Vec<String>, BTreeSet<usize>);

impl<'a> Run<'a> {
    /// New types stand beside the one operation that uses them, or with those that operations share.
    pub(super) fn declare(
        &self,
        types: &Types<'_>,
        planned: &[&Planned],
        parts: &mut [Parts],
        edits: &mut Edits,
        attempt: &mut Attempt,
    ) {
        let mut shared: BTreeMap<String, Shared> = BTreeMap::new();
        let places: BTreeMap<&str, usize> =
            planned.iter().enumerate().map(|(at, plan)| (plan.path.as_str(), at)).collect();
        let place = |user: &String| places.get(user.as_str()).copied();
        let pages_of = |users: &BTreeSet<String>| -> BTreeSet<usize> {
            let plans = users.iter().filter_map(|user| planned.get(place(user)?));
            plans.map(|plan| plan.page).collect()
        };
        let home = |users: &BTreeSet<String>| {
            let alone = users.first().filter(|_| users.len() == 1)?;
            place(alone).filter(|at| planned.get(*at).is_some_and(|plan| plan.operation.is_none()))
        };
        for declared in &types.enums {
            let text = write::enumeration(declared);
            match home(&declared.users).and_then(|at| parts.get_mut(at)) {
                Some(parts) => parts.enums.push(text),
                None => {
                    let entry = shared.entry(declared.folder.clone()).or_default();
                    entry.0.push(text);
                    entry.2.extend(pages_of(&declared.users));
                }
            }
        }
        for declared in &types.objects {
            let text = write::object(declared);
            match home(&declared.users).and_then(|at| parts.get_mut(at)) {
                Some(parts) => parts.objects.push(text),
                None => {
                    let entry = shared.entry(declared.folder.clone()).or_default();
                    entry.1.push(text);
                    entry.2.extend(pages_of(&declared.users));
                }
            }
        }
        for (folder, (enums, objects, pages)) in shared {
            let path = format!("{}/{folder}/types.yaml", self.folder);
            let sections = [("enums", enums), ("objects", objects)];
            let found = self.existing.readable().find(|(_, source)| source.path() == path);
            if let Some((id, source)) = found {
                edits.declare(id, source.text(), &sections, &pages);
                continue;
            }
            let (project, version) = folder.split_once('/').unwrap_or((&folder, ""));
            let mut text = format!(
                "# yaml-language-server: $schema=../../spec.schema.json\n#\n# Types that endpoints of {project} {version} share, each written once.\n"
            );
            let sections: Vec<_> = sections
                .into_iter()
                .filter(|(_, entries)| !entries.is_empty())
                .map(|(key, entries)| format!("{key}:\n{}", entries.join("\n")))
                .collect();
            text.push_str(&sections.join("\n"));
            attempt.files.insert(path, (text, pages));
        }
    }

    /// In which folder each declared name stands, below the folder of specs.
    pub(super) fn folders(&self) -> BTreeMap<&'a str, &'a str> {
        let declared = &self.spec.declarations;
        let objects = declared.objects.iter().map(|object| &object.name);
        let enums = declared.enums.iter().map(|entry| &entry.name);
        objects
            .chain(enums)
            .filter_map(|name| {
                let path = self.existing.get(name.span.source).path();
                Some((name.value.as_str(), self.folder_of(path)?))
            })
            .collect()
    }

    /// `spec/hire/v1/types.yaml` -> `hire/v1`
    pub(super) fn folder_of<'p>(&self, path: &'p str) -> Option<&'p str> {
        let below = path.strip_prefix(self.folder)?.strip_prefix('/')?;
        let end = below.match_indices('/').nth(1).map(|(at, _)| at)?;
        below.get(..end)
    }
}
