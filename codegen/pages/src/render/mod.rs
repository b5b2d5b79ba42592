//! The inverse of the import: an operation of the specs as a page, in any of the dialects.
//!
//! Facts have the vendor's [`terms`](crate::terms), which the readers of pages know; descriptions are those of the spec.
//! [`sheet`] decides what the page says, and each dialect how it is written.
//!
//! Rendering tests the readers: generated specs become pages and are read back. The source dialect and the nested one
//! must return the same spec, the flat one the same spec or a `review:`. Our descriptions follow a label that readers
//! skip, so that none is read as a rule.

mod blocks;
mod fields;
mod markdown;
mod markup;
mod sheet;

use std::fmt::Write as _;

use self::blocks::Block;
use self::sheet::Sheet;
use crate::diagnostic::Diagnostic;
use crate::facts::PageDialect;
use crate::sources::Sources;
use crate::specs::PageText;
use feishu_codegen_model::read;

/// Writes each operation whose id is wanted as a page, named by the folder and file of its spec. There are pages only
/// when no diagnostic is an error.
pub fn render(
    sources: &Sources,
    dialect: PageDialect,
    mut wanted: impl FnMut(&str) -> bool,
) -> (Vec<PageText>, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let Some(model) = read(sources, &mut problems) else {
        return (Vec::new(), problems);
    };
    let all = model.apis.iter().flat_map(|api| api.operations.iter().map(move |it| (api, it)));
    let wanted = all.filter(|(_, operation)| wanted(&operation.id.to_string()));
    let page = |sheet: Sheet| PageText { name: sheet.name.clone(), text: text(&sheet, dialect) };
    let pages = wanted.map(|(api, operation)| page(Sheet::of(api, operation))).collect();
    (pages, problems)
}

/// The whole page.
fn text(sheet: &Sheet, dialect: PageDialect) -> String {
    let mut text = String::from("---\n");
    for (key, value) in sheet.front(dialect) {
        let _ = writeln!(text, "{key}: {value}");
    }
    let _ = writeln!(text, "---\n# {}", sheet.title);
    for line in &sheet.prose {
        let _ = write!(text, "\n{line}\n");
    }
    for (level, heading, blocks) in &sheet.parts {
        let _ = write!(text, "\n{level} {heading}\n");
        for block in blocks {
            text.push('\n');
            match (block, dialect) {
                (Block::Code(json), PageDialect::Source) => markup::code(&mut text, json),
                (Block::Code(json), _) => markdown::code(&mut text, json),
                (Block::Table(table), PageDialect::Source) => markup::table(&mut text, table),
                (Block::Table(table), _) => markdown::table(&mut text, table, dialect),
            }
        }
    }
    text
}
