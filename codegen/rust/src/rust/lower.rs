//! Every decision about Rust: what is called what, lives where, derives what and checks what.

use std::collections::BTreeMap;

use crate::markdown;
use crate::model::{
    Api, Enum, Field, Message, Modify, Number, Object, Operation, OperationId, Paging, Side, Type,
    Upload,
};
use crate::names;
use crate::rust::checks::Checks;
use crate::rust::contracts;
use crate::rust::conversions;
use crate::rust::docs;
use crate::rust::ir::{
    Crate, EnumType, EnumVariant, ErrorVariant, IdType, Modification, OperationItem, Parameter,
    Resource, Role, Root, RustType, Struct, StructField,
};

/// What is generated of a version of a product.
pub(crate) fn lower(api: &Api) -> Crate<'_> {
    let lowerer = Lowerer { api, checks: Checks::of(api) };
    Crate {
        space: api.space.clone(),
        root: Root(api.module.clone()),
        library: api.library.clone(),
        ids: api
            .ids
            .iter()
            .map(|id| IdType {
                name: id.name.clone(),
                groups: id.groups.clone(),
                docs: docs::paragraphs(&id.description),
            })
            .collect(),
        enums: api.enums.iter().map(|declared| lowerer.enumeration(declared)).collect(),
        objects: api
            .objects
            .iter()
            .filter(|o| o.usage.request || o.usage.response)
            .map(|o| lowerer.object(o))
            .collect(),
        sent: contracts::objects(api),
        resources: lowerer.resources(),
        errors: errors(api),
        conversions: conversions::all(api),
    }
}

/// What the generated methods call something of their own.
const LOCALS: [&str; 8] = ["query", "body", "resource", "token", "item", "change", "found", "next"];

struct Lowerer<'a> {
    api: &'a Api,
    checks: Checks<'a>,
}

impl<'a> Lowerer<'a> {
    fn enumeration(&self, declared: &Enum) -> EnumType {
        EnumType {
            name: declared.name.clone(),
            module: names::snake(&declared.name),
            groups: declared.groups.clone(),
            origin: declared.file.clone(),
            docs: docs::paragraphs(&declared.description),
            is_integer: declared.is_integer(),
            named: contracts::named(declared),
            variants: declared
                .variants
                .iter()
                .map(|variant| {
                    let text = variant.text();
                    let mut lines =
                        variant.description.as_deref().map(docs::paragraphs).unwrap_or_default();
                    if !lines.is_empty() {
                        lines.push(String::new());
                    }
                    let value = variant.value.to_json().to_string();
                    lines.push(format!("On the wire {}.", markdown::code(&value)));
                    EnumVariant { name: names::pascal(&variant.name), docs: lines, text }
                })
                .collect(),
        }
    }

    fn object(&self, object: &Object) -> Struct {
        Struct {
            name: object.name.clone(),
            module: names::snake(&object.name),
            groups: object.groups.clone(),
            origin: object.file.clone(),
            docs: docs::object(object),
            role: if object.usage.request { Role::Request } else { Role::Response },
            fields: self.fields(&object.fields, object.usage.request),
            page_of: None,
        }
    }

    fn fields(&self, fields: &[Field], in_request: bool) -> Vec<StructField> {
        let setters = names::setters(fields.iter().map(|field| field.name.as_str()));
        fields
            .iter()
            .zip(setters)
            .map(|(field, setters)| StructField {
                name: names::field(&field.name),
                wire: field.name.clone(),
                docs: docs::field(self.api, field),
                ty: self.ty(&field.ty),
                required: field.required,
                checks: if in_request { self.checks.field(field) } else { Vec::new() },
                summary: docs::field_summary(field),
                setters,
            })
            .collect()
    }

    fn ty(&self, ty: &Type) -> RustType {
        match ty {
            Type::Scalar(scalar) => RustType::Scalar(*scalar),
            Type::Id(name) => RustType::Id(name.clone()),
            Type::Enum(name) => {
                let is_integer = self.api.enumeration(name).is_some_and(Enum::is_integer);
                RustType::Enum { name: name.clone(), is_integer }
            }
            Type::Object(name) => {
                RustType::Object { name: name.clone(), module: names::snake(name) }
            }
            Type::List(inner) => RustType::List(Box::new(self.ty(inner))),
            Type::Map(inner) => RustType::Map(Box::new(self.ty(inner))),
        }
    }

    fn resources(&self) -> Vec<Resource<'a>> {
        let mut by_name = BTreeMap::<&str, Vec<&'a Operation>>::new();
        for operation in &self.api.operations {
            by_name.entry(&operation.id.resource).or_default().push(operation);
        }
        by_name
            .into_iter()
            .map(|(name, operations)| Resource {
                name: names::snake(name),
                type_name: names::resource_type(name),
                // A resource is in one group, so all of its operations are.
                groups: operations.iter().map(|operation| &operation.groups).collect(),
                docs: vec![format!("Operations on the resource `{name}`.")],
                operations: operations
                    .into_iter()
                    .map(|operation| self.operation(operation))
                    .collect(),
            })
            .collect()
    }

    fn operation(&self, operation: &'a Operation) -> OperationItem<'a> {
        let structure = |name: String, docs, role, fields| Struct {
            module: names::snake(&name),
            name,
            groups: operation.groups.clone(),
            origin: operation.file.clone(),
            docs,
            role,
            fields,
            page_of: None,
        };
        let declared = |message: &Message| {
            let (docs, role) = match message.side {
                Side::Path | Side::Query => (docs::query(operation), Role::Request),
                Side::Body => (docs::body(operation), Role::Request),
                Side::Response => (docs::data(operation), Role::Response),
            };
            let fields = self.fields(&message.fields, message.side.is_sent());
            structure(message.name.clone(), docs, role, fields)
        };
        let query = operation.message(Side::Query).map(declared);
        let body = operation.body().map(declared);
        let mut data = declared(&operation.response);
        data.page_of = operation
            .paging
            .as_ref()
            .map(|paging| (names::snake(&paging.items), self.ty(&paging.item)));
        OperationItem {
            facts: operation,
            name: names::snake(&operation.id.method),
            constant: names::constant(&operation.id.resource, &operation.id.method),
            docs: docs::method(operation),
            parameters: operation
                .fields(Side::Path)
                .iter()
                .map(|field| self.path_parameter(field, operation))
                .collect(),
            content_type: operation.content_type(&self.api.platform).map(str::to_owned),
            upload: operation.upload.as_ref().map(file_argument),
            modify: operation
                .modify
                .as_ref()
                .and_then(|modify| self.modification(operation, modify)),
            schemas: operation
                .messages()
                .filter_map(|message| message.side.schema())
                .map(|suffix| (suffix, operation.schema_file(suffix)))
                .collect(),
            query_fields: contracts::of(self.api, operation.message(Side::Query)),
            request_fields: contracts::of(self.api, operation.body()),
            file_url: contracts::file_url(self.api, operation),
            query,
            body,
            data,
        }
    }
}

impl Lowerer<'_> {
    fn modification(&self, operation: &Operation, modify: &Modify) -> Option<Modification> {
        let read = OperationId { method: modify.read.clone(), ..operation.id.clone() };
        let reading = self.api.operation(&read)?;
        let request = names::request_type(&read.resource, &read.method);
        let object = self.api.object(&modify.object)?;
        let size = reading.fields(Side::Query).iter().find(|field| field.name == Paging::SIZE)?;
        let [_, items] = names::streams(&read.method);
        let most = size.rules.iter().find_map(|rule| match rule.bounds()?.max? {
            Number::Integer(max) => Some(max),
            Number::Float(_) => None,
        });
        let required: Vec<_> =
            reading.fields(Side::Query).iter().filter(|field| field.required).collect();
        Some(Modification {
            docs: docs::modify(operation, modify, reading),
            items,
            reading: names::constant(&read.resource, &read.method),
            query: names::query_type(&request),
            arguments: required
                .iter()
                .map(|field| self.query_argument(field, operation, &required))
                .collect(),
            page_size: most.filter(|_| modify.by.is_none()),
            body: reading.body().map(|_| {
                (request.clone(), modify.by.as_deref().and_then(|by| setter(by, reading)))
            }),
            has_id: object.fields.iter().any(|field| field.name == "id" && field.required),
        })
    }

    /// The other arguments of the method keep their names.
    fn path_parameter(&self, field: &Field, operation: &Operation) -> Parameter {
        let mut parameter = self.parameter(field);
        let file = operation.upload.as_ref().map(file_argument);
        let others = operation.fields(Side::Path).iter().filter(|other| other.name != field.name);
        let others: Vec<_> = others.map(|other| names::field(&other.name)).collect();
        let is_taken = |name: &String| {
            LOCALS.contains(&name.as_str()) || file.as_ref() == Some(name) || others.contains(name)
        };
        while is_taken(&parameter.name) {
            parameter.name.push_str("_in_path");
        }
        parameter
    }

    /// A field of the query that `modify` takes beside the id and the change.
    fn query_argument(&self, field: &Field, operation: &Operation, others: &[&Field]) -> Parameter {
        let mut parameter = self.parameter(field);
        let path = operation.fields(Side::Path).iter();
        let path: Vec<_> = path.map(|field| self.path_parameter(field, operation).name).collect();
        let is_other = |other: &&Field| other.name != field.name;
        let others: Vec<_> = others
            .iter()
            .copied()
            .filter(is_other)
            .map(|other| names::field(&other.name))
            .collect();
        while LOCALS.contains(&parameter.name.as_str())
            || path.contains(&parameter.name)
            || others.contains(&parameter.name)
        {
            parameter.name.push_str("_in_query");
        }
        parameter
    }

    fn parameter(&self, field: &Field) -> Parameter {
        Parameter {
            name: names::field(&field.name),
            wire: field.name.clone(),
            ty: self.ty(&field.ty),
        }
    }
}

/// The argument that takes the file. Query and body keep their names.
fn file_argument(upload: &Upload) -> String {
    let mut name = names::field(&upload.field);
    if LOCALS.contains(&name.as_str()) {
        name.push_str("_file");
    }
    name
}

/// The setter of a field of the body.
fn setter(field: &str, operation: &Operation) -> Option<String> {
    let fields = operation.fields(Side::Body).iter().map(|field| field.name.as_str());
    let setters = fields.clone().zip(names::setters(fields));
    setters.into_iter().find(|(name, _)| *name == field).map(|(_, setters)| setters.one)
}

fn errors(api: &Api) -> Vec<ErrorVariant> {
    let mut variants = BTreeMap::new();
    for operation in &api.operations {
        for error in &operation.errors {
            let entry = variants.entry(error.code).or_insert_with(|| ErrorVariant {
                name: names::pascal(&error.name),
                word: error.name.clone(),
                code: error.code,
                docs: vec![match error.http_status {
                    0 => format!("Code {}.", error.code),
                    status => format!("Code {}, with HTTP {status}.", error.code),
                }],
            });
            if let (1, Some(advice)) = (entry.docs.len(), &error.advice) {
                entry.docs.push(String::new());
                entry.docs.extend(docs::paragraphs(advice));
            }
        }
    }
    variants.into_values().collect()
}
