//! The modules of a crate, as its files declare them, and which file each path in them leads to.
//!
//! It reads what a compiler reads, without types: a method call says nothing of where the method is, so dependencies by
//! methods alone are not seen. Names that a macro makes are taken for those of the module that they are asked of.

use std::collections::{BTreeMap, BTreeSet};

use super::reader;

/// A module: a file, or a block `mod name { … }` within one.
#[derive(Debug, Default)]
pub(super) struct Module {
    pub(super) file: usize,
    pub(super) parent: Option<usize>,
    pub(super) children: BTreeMap<String, usize>,
    /// Modules that are not there to be read, and where they should be: generated ones.
    pub(super) unread: BTreeMap<String, String>,
    /// Names of what is defined here.
    pub(super) items: BTreeSet<String>,
    pub(super) imports: Vec<Import>,
    /// Paths in the code, without those of `use`.
    pub(super) paths: BTreeSet<Vec<String>>,
}

/// A name that a `use` brings.
#[derive(Debug)]
pub(super) struct Import {
    /// `None` for all names, as by `*`.
    pub(super) name: Option<String>,
    pub(super) path: Vec<String>,
    /// Whether others can use it, too. Then it may be there only for them.
    pub(super) is_reexport: bool,
}

/// The modules of one library or program.
#[derive(Debug, Default)]
pub(super) struct Crate {
    pub(super) files: Vec<String>,
    pub(super) modules: Vec<Module>,
}

/// What a path leads to.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Place {
    Module(usize),
    /// An item of a module.
    Item(usize),
    /// Another crate, or a module that is not read.
    Outside,
}

/// Which of two things of one name a path means: the last segment names an item if there is one, each other a module.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Wanted {
    Module,
    Item,
}

/// From a file to the files that it needs, each with a path that says so.
pub(super) type Edges = BTreeMap<String, BTreeMap<String, String>>;

impl Crate {
    /// Reads the crate whose root is this file, from wherever `read` has it.
    pub(super) fn read(root: &str, read: &dyn Fn(&str) -> Option<String>) -> Self {
        let mut krate = Self::default();
        reader::read(&mut krate, root, read);
        krate
    }

    /// Which file needs which. A name that is only handed on (`pub use`) is followed to the file that defines it, and is
    /// no need of the file that hands it on.
    pub(super) fn edges(&self) -> Edges {
        let mut edges = Edges::new();
        for (at, module) in self.modules.iter().enumerate() {
            let imports = module.imports.iter().filter(|import| !import.is_reexport);
            let imports = imports.filter(|import| import.name.is_some()).map(|import| &import.path);
            for path in imports.chain(&module.paths) {
                let Some(Place::Item(target)) = self.follow(at, path, Wanted::Item, &mut vec![])
                else {
                    continue;
                };
                let (from, to) = (module.file, self.modules[target].file);
                if from != to {
                    let needs = edges.entry(self.files[from].clone()).or_default();
                    needs.entry(self.files[to].clone()).or_insert_with(|| path.join("::"));
                }
            }
        }
        edges
    }

    /// Where a path leads that stands in module `at`; `None` if it begins with no name that is known there.
    fn follow(
        &self,
        at: usize,
        path: &[String],
        wanted: Wanted,
        seen: &mut Vec<(usize, String, Wanted)>,
    ) -> Option<Place> {
        let mut place = None;
        for (index, segment) in path.iter().enumerate() {
            let wanted = if index + 1 == path.len() { wanted } else { Wanted::Module };
            let found = match (place, segment.as_str()) {
                (None, "crate") => Some(Place::Module(0)),
                (None, "self") => Some(Place::Module(at)),
                (None, "super") => self.modules[at].parent.map(Place::Module),
                (Some(Place::Module(at)), "super") => self.modules[at].parent.map(Place::Module),
                (Some(Place::Module(at)), "self") => Some(Place::Module(at)),
                (None, name) => self.name(at, name, wanted, seen),
                // What a macro has made, if it is not written down.
                (Some(Place::Module(at)), name) => {
                    self.name(at, name, wanted, seen).or(Some(Place::Item(at)))
                }
                (Some(Place::Item(_) | Place::Outside), _) => break,
            };
            place = Some(found?);
        }
        place
    }

    /// What a module knows by a name.
    fn name(
        &self,
        at: usize,
        name: &str,
        wanted: Wanted,
        seen: &mut Vec<(usize, String, Wanted)>,
    ) -> Option<Place> {
        let question = (at, name.to_owned(), wanted);
        // `use name;` asks for the crate of that name, in the end.
        if seen.contains(&question) {
            return None;
        }
        seen.push(question);
        let module = &self.modules[at];
        let child = module.children.get(name).copied().map(Place::Module);
        let item = module.items.contains(name).then_some(Place::Item(at));
        if let Some(place) = if wanted == Wanted::Module { child.or(item) } else { item } {
            return Some(place);
        }
        let same = |import: &&Import| import.name.as_deref() == Some(name);
        let mut imported = None;
        for import in module.imports.iter().filter(same) {
            let place = self.follow(at, &import.path, wanted, seen).unwrap_or(Place::Outside);
            // One name may be imported as a module and as an item.
            if imported.is_none() || matches!(place, Place::Item(_)) {
                imported = Some(place);
            }
        }
        if imported.is_some() || child.is_some() {
            return imported.or(child);
        }
        if module.unread.contains_key(name) {
            return Some(Place::Outside);
        }
        let mut is_open = false;
        for import in module.imports.iter().filter(|import| import.name.is_none()) {
            match self.follow(at, &import.path, Wanted::Module, &mut seen.clone()) {
                Some(Place::Module(all)) => {
                    if let Some(place) = self.name(all, name, wanted, seen) {
                        return Some(place);
                    }
                }
                // The variants of an enumeration.
                Some(Place::Item(_)) => {}
                Some(Place::Outside) | None => is_open = true,
            }
        }
        is_open.then_some(Place::Outside)
    }
}
