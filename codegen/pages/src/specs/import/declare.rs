//! Where to declare new types: beside the only operation that uses them if its spec is new, too, or in the shared file.
//!
//! Who uses a type is known when all pages have named theirs, the ones that change specs last.

use std::collections::{BTreeMap, BTreeSet};

use super::super::changed::Changed;
use super::super::edits::{Edits, Section};
use super::super::types::Types;
use super::super::write;
use super::Run;
use crate::space::Space;

/// New types that belong beside an operation, each by its index.
#[derive(Debug, Default)]
pub(super) struct Beside {
    pub(super) enums: Vec<usize>,
    pub(super) objects: Vec<usize>,
}

impl Run<'_> {
    /// The types that belong beside the operation of one of these pages, by page. All others are added to the shared file.
    pub(super) fn declare(
        &self,
        space: &Space,
        types: &Types<'_>,
        new: impl Iterator<Item = usize>,
        edits: &mut Edits,
        files: &mut BTreeMap<String, Changed>,
    ) -> BTreeMap<usize, Beside> {
        let (mut enums, mut objects) = (Vec::new(), Vec::new());
        let mut own: BTreeMap<_, _> = new.map(|page| (page, Beside::default())).collect();
        let only = |users: &BTreeSet<usize>| users.first().filter(|_| users.len() == 1).copied();
        for (at, declared) in types.enums.iter().enumerate() {
            match only(&declared.users).and_then(|page| own.get_mut(&page)) {
                Some(own) => own.enums.push(at),
                None => enums.push((write::enumeration(declared), declared.users.clone())),
            }
        }
        for (at, declared) in types.objects.iter().enumerate() {
            match only(&declared.users).and_then(|page| own.get_mut(&page)) {
                Some(own) => own.objects.push(at),
                None => objects.push((write::object(declared), declared.users.clone())),
            }
        }
        if enums.is_empty() && objects.is_empty() {
            return own;
        }
        let Space { product, version } = space;
        let path = format!("{}/{product}/{version}/types.yaml", self.existing.folder);
        let sections = [("enums", enums), ("objects", objects)];
        match self.existing.ids.get(path.as_str()) {
            Some(id) => edits.declare(*id, self.existing.sources.get(*id).text(), &sections),
            None => {
                files.insert(path, shared(space, &sections));
            }
        }
        own
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
