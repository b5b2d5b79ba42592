//! Which objects of responses become objects of requests, so that what was read can be written back.

use std::collections::BTreeSet;

use super::{Api, Field, FieldSource, Modify, Operation, Side, Type};

impl Api {
    /// The operations that write back what another one reads, each with what it takes from where.
    pub fn modifications(&self) -> impl Iterator<Item = (&Operation, &Modify)> {
        self.operations.iter().filter_map(|operation| Some((operation, operation.modify.as_ref()?)))
    }

    /// Pairs of declared objects of which the first is read, and the second made of it on the way back.
    pub fn converted(&self) -> BTreeSet<(&str, &str)> {
        let mut pairs = Pairs { api: self, found: BTreeSet::new() };
        for (operation, modify) in self.modifications() {
            let read = pairs.fields(&modify.object);
            for field in operation.fields(Side::Body) {
                let source = modify.sources.iter().find(|source| source.field == field.name);
                if let Some((source, from)) =
                    source.and_then(|it| Some((it, named(read, &it.from)?)))
                {
                    pairs.of_source(source, &from.ty, &field.ty);
                }
            }
        }
        pairs.found
    }
}

struct Pairs<'a> {
    api: &'a Api,
    found: BTreeSet<(&'a str, &'a str)>,
}

impl<'a> Pairs<'a> {
    fn fields(&self, object: &str) -> &'a [Field] {
        self.api.object(object).map(|declared| declared.fields.as_slice()).unwrap_or_default()
    }

    /// Of a list of objects, one field of each may be taken.
    fn of_source(&mut self, source: &FieldSource, from: &'a Type, to: &'a Type) {
        let Some(element) = &source.element else { return self.of_types(from, to) };
        if let (Type::List(from), Type::List(to)) = (from, to)
            && let Type::Object(item) = &**from
            && let Some(field) = named(self.fields(item), element)
        {
            self.of_types(&field.ty, to);
        }
    }

    fn of_types(&mut self, from: &'a Type, to: &'a Type) {
        match (from, to) {
            (Type::Object(from), Type::Object(to)) if self.found.insert((from, to)) => {
                let read = self.fields(from);
                for field in self.fields(to) {
                    if let Some(from) = named(read, &field.name) {
                        self.of_types(&from.ty, &field.ty);
                    }
                }
            }
            (Type::List(from), Type::List(to)) | (Type::Map(from), Type::Map(to)) => {
                self.of_types(from, to);
            }
            _ => {}
        }
    }
}

fn named<'a>(fields: &'a [Field], name: &str) -> Option<&'a Field> {
    fields.iter().find(|field| field.name == name)
}
