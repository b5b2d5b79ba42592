//! How objects of answers become the requests that write them back: decided here, spelled out by the emitter.

use std::collections::BTreeMap;

use crate::model::{Api, Field, FieldSource, Modify, Operation, Type};
use crate::names;
use crate::rust::ir::{Conversion, ConvertedField, How, RustType};

/// The conversions that the operations need, and those that these need in turn.
pub(crate) fn all(api: &Api) -> Vec<Conversion> {
    let mut found = Conversions { api, shared: BTreeMap::new() };
    let mut all = Vec::new();
    for operation in &api.operations {
        if let Some(modify) = &operation.modify {
            all.push(found.of_body(operation, modify));
        }
    }
    all.extend(found.shared.into_values());
    all
}

struct Conversions<'a> {
    api: &'a Api,
    /// By source and target.
    shared: BTreeMap<(String, String), Conversion>,
}

impl<'a> Conversions<'a> {
    fn of_body(&mut self, operation: &Operation, modify: &Modify) -> Conversion {
        let body = operation.body.as_ref().map(|body| body.fields.as_slice()).unwrap_or_default();
        let fields = body
            .iter()
            .map(|field| {
                let source = modify.sources.iter().find(|source| source.field == field.name);
                self.field(&modify.object, field, source)
            })
            .collect();
        Conversion {
            source: object(&modify.object),
            target: names::request_type(&operation.id.resource, &operation.id.method),
            shared: false,
            fields,
        }
    }

    fn fields_of(&self, object: &str) -> &'a [Field] {
        let found = self.api.objects.iter().find(|declared| declared.name == object);
        found.map(|declared| declared.fields.as_slice()).unwrap_or_default()
    }

    fn field(
        &mut self,
        object: &str,
        field: &Field,
        source: Option<&FieldSource>,
    ) -> ConvertedField {
        let from = source.and_then(|source| {
            let found = self.fields_of(object).iter().find(|f| f.name == source.from)?;
            let how = match &source.element {
                Some(element) => self.element(&found.ty, element)?,
                None => self.how(&found.ty, &field.ty),
            };
            Some((names::snake(&found.name), found.required, how))
        });
        ConvertedField { name: names::snake(&field.name), required: field.required, from }
    }

    fn element(&self, list: &Type, element: &str) -> Option<How> {
        let Type::List(inner) = list else { return None };
        let Type::Object(inner) = &**inner else { return None };
        let field = self.fields_of(inner).iter().find(|field| field.name == element)?;
        Some(How::List(Box::new(How::Element {
            field: names::snake(element),
            required: field.required,
            copy: is_copy(&field.ty),
        })))
    }

    fn how(&mut self, from: &Type, to: &Type) -> How {
        match (from, to) {
            (Type::Object(from), Type::Object(to)) => {
                self.share(from, to);
                How::Object(to.clone())
            }
            (Type::List(from), Type::List(to)) => simplest(self.how(from, to), How::List),
            (Type::Map(from), Type::Map(to)) => simplest(self.how(from, to), How::Map),
            (from, _) if is_copy(from) => How::Copy,
            _ => How::Clone,
        }
    }

    fn share(&mut self, from: &str, to: &str) {
        let key = (from.to_owned(), to.to_owned());
        if self.shared.contains_key(&key) {
            return;
        }
        let fields = self.fields_of(to).iter().map(|field| {
            let same =
                FieldSource { field: field.name.clone(), from: field.name.clone(), element: None };
            (field, same)
        });
        let fields: Vec<_> = fields.collect();
        let fields = fields.iter().map(|(f, source)| self.field(from, f, Some(source))).collect();
        let conversion =
            Conversion { source: object(from), target: to.to_owned(), shared: true, fields };
        self.shared.insert(key, conversion);
    }
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

fn is_copy(ty: &Type) -> bool {
    matches!(
        ty,
        Type::Bool
            | Type::I32
            | Type::I64
            | Type::F64
            | Type::UnixMillisNumber
            | Type::UnixSecondsNumber
    )
}
