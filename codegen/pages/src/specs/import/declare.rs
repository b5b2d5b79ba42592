//! Where to declare new types.

use std::collections::{BTreeMap, BTreeSet};

use super::super::changed::Changed;
use super::super::edits::{Edits, Section};
use super::super::types::Types;
use super::super::write::{self, Parts};
use super::attempt::Attempt;
use super::{Planned, Run};
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
        let (mut enums, mut objects) = (Vec::new(), Vec::new());
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
                None => enums.push((text, pages_of(&declared.users))),
            }
        }
        for declared in &types.objects {
            let text = write::object(declared);
            match home(&declared.users).and_then(|at| parts.get_mut(at)) {
                Some(parts) => parts.objects.push(text),
                None => objects.push((text, pages_of(&declared.users))),
            }
        }
        if enums.is_empty() && objects.is_empty() {
            return;
        }
        let Space { product, version } = space;
        let path = format!("{}/{product}/{version}/types.yaml", self.existing.folder);
        let sections = [("enums", enums), ("objects", objects)];
        match self.existing.ids.get(path.as_str()) {
            Some(id) => edits.declare(*id, self.existing.sources.get(*id).text(), &sections),
            None => {
                attempt.files.insert(path, shared(space, &sections));
            }
        }
    }
}

/// A new file of types.
fn shared(space: &Space, sections: &[Section]) -> Changed {
    let Space { product, version } = space;
    let mut file = Changed::default();
    file.keep(&format!(
        "# yaml-language-server: $schema=../../spec.schema.json\n#\n# Types that endpoints of {product} {version} share, each written once.\n"
    ));
    let mut gap = "";
    for (section, entries) in sections.iter().filter(|(_, entries)| !entries.is_empty()) {
        file.keep(&format!("{gap}{section}:\n"));
        gap = "";
        for (entry, pages) in entries {
            file.keep(gap);
            file.push(entry, pages.clone());
            gap = "\n";
        }
    }
    file
}
