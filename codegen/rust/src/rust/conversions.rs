//! How objects of responses become the requests that write them back: decided here, spelled out by the emitter.
//!
//! A conversion is a `TryFrom` of the response object, field by field. A response that lacks a
//! required field of the request is an error, and so is a value that the spec does not know, unless
//! validation is turned off: nothing is dropped silently.

use std::collections::BTreeMap;

use crate::model::{Api, Field, FieldSource, Groups, Modify, Operation, Side, Type};
use crate::names;
use crate::rust::ir::{Conversion, ConvertedField, How, ReadField, RustType};

/// The conversions that the operations need, and those that these need in turn.
pub(crate) fn all(api: &Api) -> Vec<Conversion> {
    let conversions = Conversions { api };
    let bodies =
        api.modifications().map(|(operation, modify)| conversions.of_body(operation, modify));
    let shared = api.converted().into_iter().map(|(from, to)| conversions.of_objects(from, to));
    bodies.chain(shared).collect()
}

struct Conversions<'a> {
    api: &'a Api,
}

impl<'a> Conversions<'a> {
    fn of_body(&self, operation: &Operation, modify: &Modify) -> Conversion {
        let body = operation.fields(Side::Body);
        let sources: BTreeMap<&str, &FieldSource> =
            modify.sources.iter().rev().map(|source| (source.field.as_str(), source)).collect();
        let known = by_name(self.fields_of(&modify.object));
        let fields = body
            .iter()
            .map(|field| self.field(&known, field, sources.get(field.name.as_str()).copied()))
            .collect();
        Conversion {
            source: object(&modify.object),
            target: names::request_type(&operation.id.resource, &operation.id.method),
            shared: false,
            groups: operation.groups.clone(),
            fields,
        }
    }

    /// Fields of one name are the same.
    fn of_objects(&self, from: &str, to: &str) -> Conversion {
        let known = by_name(self.fields_of(from));
        let same = |field: &Field| FieldSource {
            field: field.name.clone(),
            from: field.name.clone(),
            element: None,
        };
        let groups = |name: &str| {
            self.api.object(name).map_or(Groups::Always, |object| object.groups.clone())
        };
        let groups = groups(from).and(&groups(to));
        let fields = self.fields_of(to).iter();
        let fields = fields.map(|field| self.field(&known, field, Some(&same(field)))).collect();
        Conversion { source: object(from), target: to.to_owned(), shared: true, groups, fields }
    }

    fn fields_of(&self, object: &str) -> &'a [Field] {
        let found = self.api.object(object);
        found.map(|declared| declared.fields.as_slice()).unwrap_or_default()
    }

    fn field(
        &self,
        known: &BTreeMap<&str, &Field>,
        field: &Field,
        source: Option<&FieldSource>,
    ) -> ConvertedField {
        let from = source.and_then(|source| {
            let found = known.get(source.from.as_str())?;
            let how = match &source.element {
                Some(element) => self.element(&found.ty, element, &field.ty)?,
                None => self.how(&found.ty, &field.ty),
            };
            Some(read(found, how))
        });
        ConvertedField { name: names::field(&field.name), required: field.required, from }
    }

    fn element(&self, list: &Type, element: &str, to: &Type) -> Option<How> {
        let (Type::List(inner), Type::List(to)) = (list, to) else { return None };
        let Type::Object(inner) = &**inner else { return None };
        let field = self.fields_of(inner).iter().find(|field| field.name == element)?;
        let element = How::Element(Box::new(read(field, self.how(&field.ty, to))));
        Some(How::List(Box::new(element)))
    }

    fn how(&self, from: &Type, to: &Type) -> How {
        match (from, to) {
            (Type::Object(_), Type::Object(to)) => How::Object(to.clone()),
            (Type::List(from), Type::List(to)) => simplest(self.how(from, to), How::List),
            (Type::Map(from), Type::Map(to)) => simplest(self.how(from, to), How::Map),
            (from, _) => taken(from),
        }
    }
}

fn by_name(fields: &[Field]) -> BTreeMap<&str, &Field> {
    fields.iter().rev().map(|field| (field.name.as_str(), field)).collect()
}

/// A list of what is cloned is cloned as a whole.
fn simplest(inner: How, outer: fn(Box<How>) -> How) -> How {
    match inner {
        How::Copy | How::Clone => How::Clone,
        inner => outer(Box::new(inner)),
    }
}

fn object(name: &str) -> RustType {
    RustType::Object { name: name.to_owned(), module: names::snake(name) }
}

fn read(field: &Field, how: How) -> ReadField {
    let (name, wire) = (names::field(&field.name), field.name.clone());
    ReadField { name, wire, required: field.required, how }
}

/// How a value is taken that stays as it is.
fn taken(ty: &Type) -> How {
    match ty {
        Type::Scalar(scalar) if scalar.rust.is_copy => How::Copy,
        _ => How::Clone,
    }
}
