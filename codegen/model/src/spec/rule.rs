//! What a rule allows, as the format writes it.

use crate::diagnostic::{Code, Diagnostic, Spanned};
use crate::model::rule::{Bounds, Kind, Limits, Number, Rule};
use crate::pattern;
use crate::spec::node::{Node, Value};
use crate::spec::reader::Reader;

/// Reads the value of the key of a rule. What is wrong with it is reported.
pub(crate) fn read(reader: &mut Reader<'_>, kind: Kind, node: &Node) -> Option<Rule> {
    match kind.limits {
        Limits::Sizes | Limits::Numbers => {
            Some(Rule::within(kind, read_bounds(reader, node, kind.word)?))
        }
        Limits::Pattern => {
            let text = reader.text(node)?;
            Some(Rule::matching(kind, check_pattern(reader, text)?))
        }
        Limits::Stated => reader.bool(node)?.then_some(Rule::stated(kind)),
    }
}

/// Bounds as `0..10`, `1..`, `..5`, or one number for both ends.
fn read_bounds(reader: &mut Reader<'_>, node: &Node, key: &str) -> Option<Bounds> {
    let text = match &node.value {
        Value::Text(text) => text.clone(),
        Value::Integer(value) => format!("{value}..{value}"),
        Value::Float(value) => format!("{value}..{value}"),
        _ => String::new(),
    };
    let bound = |text: &str| match text.trim() {
        "" => Some(None),
        text => Number::parse(text).map(Some),
    };
    let parsed = text.split_once("..").and_then(|(min, max)| Some((bound(min)?, bound(max)?)));
    let problem = match parsed {
        None | Some((None, None)) => {
            Diagnostic::error(Code::BadRange, format!("`{key}` is not a range"))
                .at(node.span, "cannot be read")
                .help("write 0..10, 1.. or ..5; both ends are allowed values")
        }
        Some((Some(min), Some(max))) if min > max => {
            Diagnostic::error(Code::BadRange, format!("no value is in {min}..{max}"))
                .at(node.span, "the ends are the wrong way round")
                .help(format!("write {max}..{min}"))
        }
        Some((min, max)) => return Some(Bounds { min, max }),
    };
    reader.report(problem);
    None
}

/// JSON Schema patterns are ECMA-262, ours run as `regex-lite`, and other languages have their own; a pattern must mean
/// the same in all, and none may hang on it.
fn check_pattern(reader: &mut Reader<'_>, pattern: Spanned<String>) -> Option<String> {
    let Some(problem) = pattern::problem(&pattern.value) else { return Some(pattern.value) };
    reader.report(
        Diagnostic::error(Code::BadPattern, problem.what)
            .at(pattern.span, "this pattern")
            .help(problem.help),
    );
    None
}
