//! The spec files as written: every value with its place, nothing resolved yet.
//!
//! Reading is strict and never stops at the first mistake. What a file may hold is said once, in [`shape`].

pub(crate) mod emulate;
pub mod field;
pub(crate) mod groups;
pub mod node;
pub mod operation;
pub mod platform;
pub mod product;
pub mod reader;
mod rule;
pub mod schema;
pub mod shape;
pub mod type_expr;
pub mod types;
pub mod usage;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::sources::{SourceId, Sources};
use crate::space::Space;
use crate::{names, parallel};
use node::Node;
use operation::OperationFile;
use platform::PlatformFile;
use product::ProductFile;
use reader::Reader;
use types::Declarations;

/// All files of a generation, as written.
#[derive(Debug, Default)]
pub struct Spec {
    /// `platform.yaml`
    pub platform: Option<PlatformFile>,
    /// The manifests of the products.
    pub products: Vec<ProductFile>,
    /// Of all products and versions.
    pub operations: Vec<OperationFile>,
    /// What each version of a product declares.
    pub declarations: BTreeMap<Space, Declarations>,
}

impl Spec {
    /// What is declared in a namespace. Nothing is declared in one that has no file.
    pub fn declared(&self, space: &Space) -> &Declarations {
        static NOTHING: Declarations = Declarations::NONE;
        self.declarations.get(space).unwrap_or(&NOTHING)
    }

    /// Adds what a file holds.
    fn add(&mut self, reader: &mut Reader<'_>, path: &str, node: &Node, owner: Span) {
        match file_name(path) {
            _ if product::is_product(path) => {
                self.products.extend(product::read(reader, node, owner));
            }
            PLATFORM => self.platform = platform::read(reader, node, owner),
            name => {
                let is_types = name == "types.yaml";
                let shape = if is_types { &shape::TYPES } else { &shape::OPERATION };
                let Some(table) = reader.table(node, shape, owner) else { return };
                let space = Space::of(path);
                if is_types && space.is_none() {
                    reader.report(types_of_no_version(path, owner));
                }
                let space = space.unwrap_or_default();
                self.declarations.entry(space.clone()).or_default().read(reader, table);
                if !is_types {
                    self.operations.push(operation::read(reader, table, path, space, owner));
                }
            }
        }
    }
}

/// Reads every file. What a file is follows from its name: `platform.yaml`, `product.yaml`, `types.yaml`, or an
/// operation.
pub fn read(sources: &Sources, problems: &mut Vec<Diagnostic>) -> Spec {
    read_and_keep(sources, problems, &mut BTreeMap::new())
}

/// The same, for those who need the trees, too: those of all files come into `trees`. A file of which it has the tree
/// is not parsed again, and what was wrong when it was parsed is not said again.
pub(crate) fn read_and_keep(
    sources: &Sources,
    problems: &mut Vec<Diagnostic>,
    trees: &mut BTreeMap<SourceId, Arc<Node>>,
) -> Spec {
    problems.extend_from_slice(sources.unreadable());
    let mut spec = Spec::default();
    let mut seen_platform = false;
    let files: Vec<_> = sources.readable().collect();
    let parsed = parallel::map(&files, |(id, source)| {
        let mut problems = Vec::new();
        let known = trees.get(id).map(Arc::clone);
        let parse = || node::parse(*id, source.text(), &mut problems).map(Arc::new);
        (known.or_else(parse), problems)
    });
    for ((id, source), (node, found)) in files.into_iter().zip(parsed) {
        seen_platform |= is_platform(source.path());
        problems.extend(found);
        let Some(node) = node else { continue };
        let owner = first_line(id, source.text());
        problems.extend(bad_path(source.path(), owner));
        spec.add(&mut Reader { problems }, source.path(), &node, owner);
        trees.insert(id, node);
    }
    if !seen_platform {
        problems.push(
            Diagnostic::error(Code::MissingFile, "there is no platform.yaml among the specs")
                .help("keep the facts that all endpoints share in spec/platform.yaml"),
        );
    }
    spec
}

/// A file or folder that not every system can check out.
fn bad_path(path: &str, owner: Span) -> Option<Diagnostic> {
    let (name, why) = path.split('/').find_map(|name| Some((name, names::no_file(name)?)))?;
    let message = format!("{}: `{}` {why}", path.escape_debug(), name.escape_debug());
    let problem = Diagnostic::error(Code::BadName, message).at(owner, "this file");
    Some(problem.help("give the file or folder another name"))
}

fn types_of_no_version(path: &str, owner: Span) -> Diagnostic {
    let message = format!("{} is in no version of a product", path.escape_debug());
    Diagnostic::error(Code::MisplacedFile, message)
        .at(owner, "these types")
        .help("a type belongs to one version: move the file to spec/PRODUCT/VERSION/types.yaml")
}

/// The last segment of a path.
/// The file of the facts that all endpoints share.
pub const PLATFORM: &str = "platform.yaml";

/// Whether a file has the facts of the platform.
pub fn is_platform(path: &str) -> bool {
    file_name(path) == PLATFORM
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Where a complaint about the file as a whole points: its first line that is not a comment.
pub(crate) fn first_line(source: SourceId, text: &str) -> Span {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if !line.trim_start().starts_with('#') && !line.trim().is_empty() {
            return Span::new(source, start..start + line.trim_end().len());
        }
        start += line.len();
    }
    Span::new(source, 0..0)
}
