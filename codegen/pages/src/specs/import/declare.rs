//! Where to declare new types.

use std::collections::{BTreeMap, BTreeSet};

use super::super::edits::Edits;
use super::super::types::Types;
use super::super::write::{self, Parts};
use super::{Attempt, Planned, Run};
use crate::space::Space;

impl Run<'_> {
    /// New types are declared beside the only operation that uses them, or in the shared file.
    pub(super) fn declare(
        &self,
        space: &Space,
        types: &Types<'_>,
        planned: &[&Planned],
        parts: &mut [Parts],
        edits: &mut Edits,
        attempt: &mut Attempt,
    ) {
        let (mut enums, mut objects, mut pages) = (Vec::new(), Vec::new(), BTreeSet::new());
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
                    enums.push(text);
                    pages.extend(pages_of(&declared.users));
                }
            }
        }
        for declared in &types.objects {
            let text = write::object(declared);
            match home(&declared.users).and_then(|at| parts.get_mut(at)) {
                Some(parts) => parts.objects.push(text),
                None => {
                    objects.push(text);
                    pages.extend(pages_of(&declared.users));
                }
            }
        }
        if enums.is_empty() && objects.is_empty() {
            return;
        }
        let Space { product, version } = space;
        let path = format!("{}/{product}/{version}/types.yaml", self.folder);
        let sections = [("enums", enums), ("objects", objects)];
        let found = self.existing.readable().find(|(_, source)| source.path() == path);
        if let Some((id, source)) = found {
            return edits.declare(id, source.text(), &sections, &pages);
        }
        let mut text = format!(
            "# yaml-language-server: $schema=../../spec.schema.json\n#\n# Types that endpoints of {product} {version} share, each written once.\n"
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
