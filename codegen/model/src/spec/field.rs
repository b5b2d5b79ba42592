//! Fields of bodies and objects, with their rules, as written.
//!
//! `required` in a response is our own fact, because pages do not state it there: a response
//! without such a field is an error. All other response fields are optional, and `null` is the same
//! as absent.

use crate::diagnostic::{Code, Diagnostic, Span, Spanned};
use crate::model::rule::{self, Rule};
use crate::model::scalar::Scalar;
use crate::spec::node::{Node, Value};
use crate::spec::reader::Reader;
use crate::spec::shape::{FIELD, PARAMETER};
use crate::spec::type_expr::TypeExpr;

/// A field as written. A path parameter is a field that is always required and has no rules.
#[derive(Debug, Clone)]
pub struct FieldEntry {
    /// The key.
    pub name: Spanned<String>,
    /// Absent when it could not be read; that was reported.
    pub ty: Option<Spanned<TypeExpr>>,
    /// `required`
    pub required: bool,
    /// `description`
    pub description: Option<String>,
    /// `example`
    pub example: Option<Node>,
    /// `default`
    pub default: Option<Node>,
    /// The rules, each by its own key.
    pub rules: Vec<Spanned<Rule>>,
    /// `scopes`
    pub scopes: Vec<String>,
    /// `deprecated`
    pub deprecated: bool,
}

impl FieldEntry {
    /// The name in its type.
    pub fn type_name(&self) -> Option<&str> {
        self.ty.as_ref().map(|ty| ty.value.name())
    }
}

/// Reads a mapping of fields.
pub(crate) fn read_fields(reader: &mut Reader<'_>, node: &Node) -> Vec<FieldEntry> {
    let entries = reader.named(node, "field");
    entries.iter().filter_map(|(name, node)| read_field(reader, name, node, false)).collect()
}

/// Reads the parameters of a path.
pub(crate) fn read_parameters(reader: &mut Reader<'_>, node: &Node) -> Vec<FieldEntry> {
    let entries = reader.named(node, "path parameter");
    entries.iter().filter_map(|(name, node)| read_field(reader, name, node, true)).collect()
}

fn read_field(
    reader: &mut Reader<'_>,
    name: &Spanned<String>,
    node: &Node,
    is_parameter: bool,
) -> Option<FieldEntry> {
    let shape = if is_parameter { &PARAMETER } else { &FIELD };
    let table = reader.table(node, shape, name.span)?;
    let get =
        |key| shape.keys.iter().any(|known| known.name == key).then(|| table.get(key)).flatten();
    let mut rules = Vec::new();
    for kind in rule::ALL {
        let (Some(node), Some(span)) = (get(kind.word), table.key_span(kind.word)) else {
            continue;
        };
        let rule = super::rule::read(reader, *kind, node);
        rules.extend(rule.map(|rule| Spanned::new(rule, Span { end: node.span.end, ..span })));
    }
    Some(FieldEntry {
        name: name.clone(),
        ty: table.get("type").and_then(|node| read_type(reader, node)),
        required: is_parameter
            || get("required").and_then(|node| reader.bool(node)).unwrap_or(false),
        description: get("description").and_then(|node| reader.text(node)).map(|text| text.value),
        example: get("example").cloned(),
        default: get("default").cloned(),
        scopes: get("scopes").map(|node| read_texts(reader, node)).unwrap_or_default(),
        deprecated: get("deprecated").and_then(|node| reader.bool(node)).unwrap_or(false),
        rules,
    })
}

/// Reads a list of texts.
pub(crate) fn read_texts(reader: &mut Reader<'_>, node: &Node) -> Vec<String> {
    let items = reader.list(node);
    items.iter().filter_map(|node| reader.text(node)).map(|text| text.value).collect()
}

fn read_type(reader: &mut Reader<'_>, node: &Node) -> Option<Spanned<TypeExpr>> {
    if let Value::List(_) | Value::Map(_) = node.value {
        reader.report(
            Diagnostic::error(
                Code::BadType,
                "a list or map type needs quotes, or YAML takes it for a list or mapping",
            )
            .at(node.span, "this type")
            .help("write type: \"[T]\" or type: \"{string: T}\""),
        );
        return None;
    }
    let text = reader.text(node)?;
    match TypeExpr::parse(&text.value) {
        Ok(ty) => Some(Spanned::new(ty, text.span)),
        Err(why) => {
            reader.report(
                Diagnostic::error(Code::BadType, format!("`{}` is not a type: {why}", text.value))
                    .at(text.span, "this type")
                    .help(format!(
                        "write {}, a declared name, [T] or {{string: T}}",
                        Scalar::words(|_| true)
                    )),
            );
            None
        }
    }
}
