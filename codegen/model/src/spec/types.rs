//! Declared types as written: ids, objects, enums.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Spanned};
use crate::spec::field::{FieldEntry, read_fields};
use crate::spec::node::{Node, Value};
use crate::spec::reader::{Reader, Table};
use crate::spec::shape::{ENUM, Form, OBJECT, Shape, TYPES};

/// Objects inside each other, at most. The deepest page of the vendor's has nine, and what walks over types does not guard
/// its stack against more.
pub const MAX_NESTED: usize = 48;

/// Everything that the files declare by name.
#[derive(Debug, Default)]
pub struct Declarations {
    /// `ids`
    pub ids: Vec<IdEntry>,
    /// `objects`
    pub objects: Vec<ObjectEntry>,
    /// `enums`
    pub enums: Vec<EnumEntry>,
}

/// An identifier type.
#[derive(Debug)]
pub struct IdEntry {
    /// The key.
    pub name: Spanned<String>,
    /// `description`
    pub description: String,
}

/// A shared object.
#[derive(Debug)]
pub struct ObjectEntry {
    /// The key.
    pub name: Spanned<String>,
    /// `wire`
    pub wire: Option<String>,
    /// `description`
    pub description: String,
    /// `fields`
    pub fields: Vec<FieldEntry>,
}

/// An enumeration.
#[derive(Debug)]
pub struct EnumEntry {
    /// The key.
    pub name: Spanned<String>,
    /// `description`
    pub description: String,
    /// `values`
    pub variants: Vec<VariantEntry>,
}

/// A value of an enumeration.
#[derive(Debug)]
pub struct VariantEntry {
    /// The key.
    pub name: Spanned<String>,
    /// `value`
    pub value: Node,
    /// `description`
    pub description: Option<String>,
}

impl Declarations {
    /// Of a file without any.
    pub(crate) const NONE: Self = Self { ids: Vec::new(), objects: Vec::new(), enums: Vec::new() };

    /// The objects by their names. Of two with one name, the first: that there are two is reported.
    pub fn objects_by_name(&self) -> BTreeMap<&str, &ObjectEntry> {
        self.objects.iter().rev().map(|object| (object.name.value.as_str(), object)).collect()
    }

    /// Adds what the keys `ids`, `objects` and `enums` of a file declare.
    pub fn read(&mut self, reader: &mut Reader<'_>, table: Table<'_>) {
        let entries = |reader: &mut Reader<'_>, key: &str| {
            table.get(key).map(|node| reader.named(node, "type")).unwrap_or_default()
        };
        for (name, node) in entries(reader, "ids") {
            if let Some(table) = reader.table(node, shape_of("ids"), name.span) {
                self.ids
                    .push(IdEntry { name: name.clone(), description: description(reader, table) });
            }
        }
        for (name, node) in entries(reader, "objects") {
            if let Some(table) = reader.table(node, &OBJECT, name.span) {
                self.objects.push(ObjectEntry {
                    wire: table
                        .get("wire")
                        .and_then(|node| reader.text(node))
                        .map(|text| text.value),
                    description: description(reader, table),
                    fields: table
                        .get("fields")
                        .map(|node| read_fields(reader, node))
                        .unwrap_or_default(),
                    name: name.clone(),
                });
            }
        }
        for (name, node) in entries(reader, "enums") {
            if let Some(table) = reader.table(node, &ENUM, name.span) {
                let description = description(reader, table);
                let variants = table
                    .get("values")
                    .map(|node| variants(reader, name, node))
                    .unwrap_or_default();
                self.enums.push(EnumEntry { name: name.clone(), description, variants });
            }
        }
    }
}

fn description(reader: &mut Reader<'_>, table: Table<'_>) -> String {
    table
        .get("description")
        .and_then(|node| reader.text(node))
        .map(|text| text.value)
        .unwrap_or_default()
}

fn variants(reader: &mut Reader<'_>, owner: &Spanned<String>, node: &Node) -> Vec<VariantEntry> {
    let shape = nested(&ENUM, "values");
    let variants: Vec<_> = reader
        .named(node, "value")
        .iter()
        .filter_map(|(name, node)| {
            let table = reader.table(node, shape, name.span)?;
            let value = table.get("value")?.clone();
            if !matches!(value.value, Value::Text(_) | Value::Integer(_)) {
                reader.bad_value(
                    value.span,
                    format!(
                        "a value of an enum is a string or an integer, not {}",
                        value.value.kind()
                    ),
                    "this value",
                    "write the value as on the wire",
                );
                return None;
            }
            let description =
                table.get("description").and_then(|node| reader.text(node)).map(|text| text.value);
            Some(VariantEntry { name: name.clone(), value, description })
        })
        .collect();
    let is_text = |variant: &VariantEntry| matches!(variant.value.value, Value::Text(_));
    if let (Some(first), Some(other)) =
        (variants.first(), variants.iter().find(|v| is_text(v) != is_text(&variants[0])))
    {
        reader.report(
            Diagnostic::error(
                Code::BadValue,
                format!("`{}` mixes strings and numbers", owner.value),
            )
            .at(other.value.span, other.value.value.kind())
            .at(first.value.span, format!("and {} here", first.value.value.kind()))
            .help("write all values as on the wire: all in quotes, or none"),
        );
    }
    let mut first = BTreeMap::new();
    let again = variants.iter().find_map(|variant| {
        let key = variant.value.to_json().to_string();
        first.insert(key, variant.value.span).map(|first| (variant.value.span, first))
    });
    if let Some((again, first)) = again {
        reader.report(
            Diagnostic::error(
                Code::DuplicateDeclaration,
                format!("two values of `{}` are the same on the wire", owner.value),
            )
            .at(again, "again here")
            .at(first, "first here")
            .help("remove one of the two"),
        );
    }
    if variants.is_empty() {
        reader.report(
            Diagnostic::error(Code::BadValue, format!("`{}` has no values", owner.value))
                .at(owner.span, "no values")
                .help("list them under `values`, or use `string`"),
        );
    }
    variants
}

/// The shape of what a key of a types file names.
fn shape_of(key: &str) -> &'static Shape {
    nested(&TYPES, key)
}

/// The shape inside `Named(Mapping(shape))` of a key.
pub fn nested(shape: &'static Shape, key: &str) -> &'static Shape {
    shape
        .keys
        .iter()
        .find(|known| known.name == key)
        .and_then(|known| inner(&known.form))
        .unwrap_or(shape)
}

fn inner(form: &'static Form) -> Option<&'static Shape> {
    match form {
        Form::Mapping(shape) => Some(shape),
        Form::Named(form) | Form::List(form) | Form::OneOrMore(form) => inner(form),
        _ => None,
    }
}
