//! Fields as rows of a table.

use super::blocks::{Block, Line, REQUEST, RESPONSE, Row, one_line, table, text};
use crate::model::scalar::{Unit, Wire};
use crate::model::{
    Api, Enum, Field, Idempotency, Object, Operation, Rule, Side, Type, Upload, VariantValue,
};
use crate::terms::{self, Term};

/// The direction of the fields of a table: only what is sent says whether it is required.
#[derive(Clone, Copy, PartialEq)]
enum Direction {
    Sent,
    Received,
}

struct Writer<'a> {
    api: &'a Api,
    direction: Direction,
    idempotency: Option<&'a Idempotency>,
    rows: Vec<Row>,
}

/// Parameters, or the fields of a body.
pub(super) fn sent(api: &Api, fields: &[Field], idempotency: Option<&Idempotency>) -> Vec<Block> {
    let mut writer = Writer { api, direction: Direction::Sent, idempotency, rows: Vec::new() };
    writer.fields(fields, 0);
    table(REQUEST, writer.rows, true)
}

/// The fields of a body, or the parts of a form.
pub(super) fn body(api: &Api, operation: &Operation) -> Vec<Block> {
    let idempotency = operation.idempotency.as_ref();
    let mut writer = Writer { api, direction: Direction::Sent, idempotency, rows: Vec::new() };
    if let Some(upload) = &operation.upload {
        writer.rows.push(Row { depth: 0, cells: file(upload) });
    }
    writer.fields(operation.fields(Side::Body), 0);
    table(REQUEST, writer.rows, true)
}

/// The envelope and the fields inside it.
pub(super) fn response(api: &Api, operation: &Operation) -> Vec<Block> {
    let mut writer =
        Writer { api, direction: Direction::Received, idempotency: None, rows: Vec::new() };
    let plain = |name: &str, ty: &str, about: &str| Row {
        depth: 0,
        cells: [name, ty, about].map(text).into(),
    };
    writer.rows.push(plain("code", "int", "**说明**：0 means success."));
    writer.rows.push(plain(operation.message.word(), "string", "**说明**：For people."));
    if operation.flat {
        writer.fields(&operation.response.fields, 0);
    } else if !operation.response.fields.is_empty() {
        writer.rows.push(plain("data", "\\-", ""));
        writer.fields(&operation.response.fields, 1);
    }
    table(RESPONSE, writer.rows, true)
}

fn file(upload: &Upload) -> Vec<Vec<Line>> {
    let mut about = Vec::new();
    about.extend(upload.max_bytes.map(|bytes| Line::Text(format!("不超过 {}。", size(bytes)))));
    about.push(Line::Text(format!("**说明**：{}", one_line(&upload.description))));
    vec![text(&upload.field), text("file"), text(terms::YES.word()), about]
}

/// `300 MB`
fn size(bytes: u64) -> String {
    let whole = terms::SIZES.into_iter().find(|(size, _)| bytes.is_multiple_of(*size));
    whole.map(|(size, unit)| format!("{} {}", bytes / size, unit.word())).unwrap_or_default()
}

impl<'a> Writer<'a> {
    fn fields(&mut self, fields: &[Field], depth: usize) {
        fields.iter().for_each(|field| self.field(field, depth));
    }

    fn field(&mut self, field: &Field, depth: usize) {
        let mut cells = vec![text(&field.name), text(self.type_word(&field.ty))];
        if self.direction == Direction::Sent {
            cells.push(text(if field.required { terms::YES.word() } else { terms::NO.word() }));
        }
        let key = self.idempotency.filter(|key| depth == 0 && key.field == field.name);
        cells.push(self.about(field, key));
        self.rows.push(Row { depth, cells });
        if let Some(object) = self.object(&field.ty) {
            self.fields(&object.fields, depth + 1);
        }
    }

    fn object(&self, ty: &Type) -> Option<&'a Object> {
        match ty {
            Type::Object(name) => self.api.object(name),
            Type::List(inner) | Type::Map(inner) => self.object(inner),
            _ => None,
        }
    }

    fn enumeration(&self, ty: &Type) -> Option<&'a Enum> {
        match ty {
            Type::Enum(name) => self.api.enumeration(name),
            Type::List(inner) | Type::Map(inner) => self.enumeration(inner),
            _ => None,
        }
    }

    /// The type column.
    fn type_word(&self, ty: &Type) -> String {
        match ty {
            Type::Id(_) => "string".to_owned(),
            Type::Scalar(scalar) => match scalar.wire {
                Wire::Text => "string",
                Wire::Flag => "boolean",
                Wire::Int32 => "int",
                Wire::Int64 => "int64",
                Wire::Float => "float",
                Wire::Any => "any",
            }
            .to_owned(),
            Type::Enum(_) => {
                let is_integer = self.enumeration(ty).is_some_and(Enum::is_integer);
                if is_integer { "int" } else { "string" }.to_owned()
            }
            Type::Object(_) => {
                let wire = self.object(ty).and_then(|object| object.wire.clone());
                wire.unwrap_or_else(|| "object".to_owned())
            }
            Type::List(inner) => format!("{}\\[\\]", self.type_word(inner)),
            Type::Map(inner) => format!("map<string, {}>", self.type_word(inner)),
        }
    }

    fn about(&self, field: &Field, key: Option<&Idempotency>) -> Vec<Line> {
        let mut said = Vec::new();
        if let Type::Scalar(scalar) = innermost(&field.ty)
            && let Some(unit) = scalar.unit
        {
            let unit = match unit {
                Unit::UnixMillis => terms::MILLISECONDS,
                Unit::UnixSeconds => terms::SECONDS,
            };
            said.push(format!("{}{}。", unit.word(), terms::TIMESTAMP.word()));
        }
        if let Some(key) = key {
            let times = terms::TIMES.map(|(seconds, unit)| (u64::from(seconds), unit.word()));
            let whole = times.into_iter().find(|(size, _)| key.seconds.is_multiple_of(*size));
            let time = whole.map(|(size, unit)| format!("，{} {unit}内有效", key.seconds / size));
            said.push(format!("{}键{}。", terms::IDEMPOTENT.word(), time.unwrap_or_default()));
        }
        if field.deprecated {
            said.push(format!("{}。", terms::DEPRECATED_FIELD.word()));
        }
        let mut lines = Vec::new();
        let mut line = |text: String| lines.push(Line::Text(text));
        if !said.is_empty() {
            line(said.concat());
        }
        if let Some(description) = &field.description {
            line(format!("**说明**：{}", one_line(description)));
        }
        if let Some(example) = &field.example {
            line(label(terms::EXAMPLE) + &example.to_string());
        }
        if let Some(default) = &field.default {
            line(label(terms::DEFAULT) + &default.to_string());
        }
        let rules: Vec<_> = field.rules.iter().filter_map(Rule::on_page).collect();
        if !rules.is_empty() {
            line(label(terms::RULES));
            rules.into_iter().for_each(line);
        }
        if let Some(entry) = self.enumeration(&field.ty) {
            lines.push(Line::Text(label(terms::VALUES)));
            lines.push(Line::Values(values(entry)));
        }
        if !field.scopes.is_empty() {
            lines.push(Line::Text(label(terms::FIELD_SCOPES)));
            lines.push(Line::Scopes(field.scopes.clone()));
        }
        lines
    }
}

fn label(term: Term) -> String {
    format!("**{}**：", term.word())
}

fn innermost(ty: &Type) -> &Type {
    match ty {
        Type::List(inner) | Type::Map(inner) => innermost(inner),
        ty => ty,
    }
}

fn values(entry: &Enum) -> Vec<(String, String)> {
    let value = |value: &VariantValue| match value {
        VariantValue::Text(text) => text.clone(),
        VariantValue::Integer(number) => number.to_string(),
    };
    entry.variants.iter().map(|variant| (value(&variant.value), variant.name.clone())).collect()
}
