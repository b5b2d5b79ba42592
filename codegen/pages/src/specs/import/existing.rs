//! The specs before the import: read once, with their files and errors by product.

use std::collections::BTreeMap;

use crate::Reading;
use crate::diagnostic::{Code, Diagnostic, Severity, SourceId};
use crate::model::OperationId;
use crate::sources::Sources;
use crate::space::Space;
use crate::spec::operation::OperationFile;

/// The specs that are there.
pub(super) struct Existing<'a> {
    pub(super) sources: &'a Sources,
    /// The folder of specs.
    pub(super) folder: &'a str,
    pub(super) reading: Reading,
    /// The files by path.
    pub(super) ids: BTreeMap<&'a str, SourceId>,
    /// The files of each product. Those of none are the platform's.
    files: BTreeMap<Option<String>, Vec<SourceId>>,
    /// Why no page goes into a product; what is wrong with the platform's files concerns all.
    broken: BTreeMap<Option<String>, String>,
}

impl<'a> Existing<'a> {
    pub(super) fn read(sources: &'a Sources, folder: &'a str) -> Self {
        let reading = Reading::of(sources);
        let mut files = BTreeMap::<_, Vec<_>>::new();
        for (id, source) in sources.readable() {
            files.entry(product_of(source.path(), folder)).or_default().push(id);
        }
        let mut broken = BTreeMap::new();
        for problem in reading.problems.iter().filter(|problem| is_error(problem)) {
            let place = problem.place(sources);
            let product = place.and_then(|(path, ..)| product_of(path, folder));
            broken.entry(product).or_insert_with(|| match place {
                Some((path, line, column)) => {
                    format!("{path}:{line}:{column} is wrong: {}", problem.message)
                }
                None => problem.message.clone(),
            });
        }
        let ids = sources.readable().map(|(id, source)| (source.path(), id)).collect();
        Self { sources, folder, reading, ids, files, broken }
    }

    pub(super) fn has_errors(&self) -> bool {
        !self.broken.is_empty()
    }

    /// Why no page can go into a product.
    pub(super) fn is_broken(&self, product: &str) -> Option<&str> {
        let of = self.broken.get(&None).or_else(|| self.broken.get(&Some(product.to_owned())));
        of.map(String::as_str)
    }

    /// The files that the specs of a product consist of: its own, and the platform's.
    pub(super) fn files_of(&self, product: &str) -> impl Iterator<Item = SourceId> + '_ {
        let own = self.files.get(&Some(product.to_owned()));
        self.files.get(&None).into_iter().chain(own).flatten().copied()
    }

    /// The operations of each namespace.
    pub(super) fn operations(&self) -> BTreeMap<&Space, Vec<&OperationFile>> {
        let mut operations = BTreeMap::<_, Vec<_>>::new();
        for file in &self.reading.spec.operations {
            operations.entry(&file.space).or_default().push(file);
        }
        operations
    }
}

/// A folder without any spec is a beginning, not a mistake.
pub(super) fn is_error(problem: &Diagnostic) -> bool {
    problem.severity == Severity::Error && problem.code != Code::MissingFile
}

/// The product that a file belongs to: by its version, or by its folder.
fn product_of(path: &str, folder: &str) -> Option<String> {
    let below = || {
        let (product, _) = path.strip_prefix(folder)?.strip_prefix('/')?.split_once('/')?;
        Some(product.to_owned())
    };
    Space::of(path).map(|space| space.product).or_else(below)
}

/// The operations that have specs, by what tells which one a page describes. Of two, the first.
pub(super) struct Operations<'a> {
    pub(super) routes: BTreeMap<String, usize>,
    pub(super) pages: BTreeMap<&'a str, usize>,
    pub(super) names: BTreeMap<&'a OperationId, usize>,
}

impl<'a> Operations<'a> {
    pub(super) fn of(operations: &'a [OperationFile]) -> Self {
        let all = || operations.iter().enumerate().rev();
        Self {
            routes: all().map(|(at, file)| (file.http.route(), at)).collect(),
            pages: all().map(|(at, file)| (file.page.as_str(), at)).collect(),
            names: all().filter_map(|(at, file)| Some((file.name.as_ref()?, at))).collect(),
        }
    }
}
