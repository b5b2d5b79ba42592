//! The spec files as written: every value with its place, nothing resolved yet.
//!
//! Reading is strict and never stops at the first mistake. What a file may hold is said once, in [`shape`].

pub(crate) mod field;
pub(crate) mod node;
pub(crate) mod operation;
pub(crate) mod platform;
pub(crate) mod product;
pub(crate) mod reader;
mod rule;
pub(crate) mod schema;
pub(crate) mod shape;
pub(crate) mod type_expr;
pub(crate) mod types;

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::names;
use crate::sources::{SourceId, Sources};
use operation::OperationFile;
use platform::PlatformFile;
use product::ProductFile;
use reader::Reader;
use types::Declarations;

/// All files of a generation, as written.
#[derive(Debug, Default)]
pub(crate) struct Spec {
    pub(crate) platform: Option<PlatformFile>,
    pub(crate) products: Vec<ProductFile>,
    pub(crate) operations: Vec<OperationFile>,
    pub(crate) declarations: Declarations,
}

/// Reads every file. What a file is follows from its name: `platform.yaml`, `product.yaml`, `types.yaml`, or an
/// operation.
pub(crate) fn read(sources: &Sources, problems: &mut Vec<Diagnostic>) -> Spec {
    problems.extend_from_slice(sources.unreadable());
    let mut spec = Spec::default();
    let mut seen_platform = false;
    for (id, source) in sources.readable() {
        seen_platform |= file_name(source.path()) == "platform.yaml";
        let Some(node) = node::parse(id, source.text(), problems) else { continue };
        let owner = first_line(id, source.text());
        problems.extend(bad_path(source.path(), owner));
        let mut reader = Reader { problems };
        match file_name(source.path()) {
            _ if product::is_product(source.path()) => {
                spec.products.extend(product::read(&mut reader, &node, owner));
            }
            "platform.yaml" => spec.platform = platform::read(&mut reader, &node, owner),
            "types.yaml" => {
                if let Some(table) = reader.table(&node, &shape::TYPES, owner) {
                    spec.declarations.read(&mut reader, table);
                }
            }
            _ => {
                if let Some(table) = reader.table(&node, &shape::OPERATION, owner) {
                    spec.declarations.read(&mut reader, table);
                    spec.operations.push(operation::read(&mut reader, table, source.path(), owner));
                }
            }
        }
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

/// The last segment of a path.
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
