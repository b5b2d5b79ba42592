//! Conventions of the platform that an operation follows: query parameters, idempotency keys, paging.
//!
//! An idempotency key (`external_id` of a create) is a fact of the operation. Most pages say that
//! the server remembers it for 24 hours; where a page only calls it a key (assessments, referral
//! rewards), 24 hours are assumed.

use super::Resolver;
use super::fields::{Parts, Resolved, accepted};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Effect, Idempotency, Method, Paging, Type, Upload};
use crate::resolve::check::describe;
use crate::spec::operation::OperationFile;

impl Resolver<'_> {
    /// Query parameters are scalars, or lists of such, which are sent as repeated parameters.
    pub(super) fn query(&mut self, fields: &[Resolved<'_>]) {
        for Resolved { entry, field } in fields {
            let (Some(ty), Some(field)) = (&entry.ty, field) else { continue };
            let scalar = match &field.ty {
                Type::List(inner) => is_scalar(inner),
                ty => is_scalar(ty),
            };
            if !scalar {
                let message = format!("a query parameter cannot be {}", describe(&field.ty));
                self.report(
                    Diagnostic::error(Code::BadType, message)
                        .at(ty.span, "does not fit into a query")
                        .help("use a scalar, an id, an enum, or a list of such"),
                );
            }
        }
    }

    /// A file goes with a POST or PUT, beside parts that are text.
    pub(super) fn upload(&mut self, file: &OperationFile, body: &[Resolved<'_>]) -> Option<Upload> {
        let entry = file.upload.as_ref()?;
        let mut problems = Vec::new();
        if !matches!(file.http.method, Some(Method::Post | Method::Put)) {
            problems.push((file.http.span, "only a POST or a PUT takes a file".to_owned()));
        }
        let max_bytes = entry.max_bytes.as_ref().map(|max| (max.span, u64::try_from(max.value)));
        if let Some((span, Err(_) | Ok(0))) = max_bytes {
            problems.push((span, "the maximum size is too small for any file".to_owned()));
        }
        for Resolved { entry: part, field } in body {
            if part.name.value == entry.field.value {
                problems.push((part.name.span, "the file already has this name".to_owned()));
            }
            if let (Some(ty), Some(field)) = (&part.ty, field)
                && !is_scalar(&field.ty)
            {
                problems.push((ty.span, "a part of a form is a scalar".to_owned()));
            }
        }
        for (span, message) in problems {
            self.report(Diagnostic::error(Code::BadUpload, message).at(span, "here").help(
                "a form has one file of at least one byte; its other fields are scalars, ids and enums",
            ));
        }
        let max_bytes = max_bytes.and_then(|(_, max)| max.ok());
        let (field, description) = (entry.field.value.clone(), entry.description.clone());
        Some(Upload { field, max_bytes, description })
    }

    /// The key must be text that the body has, and the call must be a create.
    pub(super) fn idempotency(
        &mut self,
        file: &OperationFile,
        body: &[Resolved<'_>],
    ) -> Option<Idempotency> {
        let entry = file.idempotency.as_ref()?;
        let field = accepted(body).find(|field| field.name == entry.field.value);
        let problem = match field {
            None => "the body has no such field",
            Some(field) if field.ty != Type::STRING => "an idempotency key is a string",
            Some(_) if file.write != Some(Effect::Create) => "only a create has one",
            Some(field) => {
                return Some(Idempotency { field: field.name.clone(), seconds: entry.seconds });
            }
        };
        let message = format!("`{}` cannot be the idempotency key", entry.field.value);
        self.report(Diagnostic::error(Code::BadIdempotency, message).at(entry.field.span, problem).help(
            "name a field of the body with the type `string`, in an operation with `write: create`",
        ));
        None
    }

    /// The list, and the four names that go with it.
    pub(super) fn paging(&mut self, file: &OperationFile, parts: &Parts<'_>) -> Option<Paging> {
        let items = file.paging.as_ref()?;
        let Parts { query, data, .. } = parts;
        let item = accepted(data).find(|field| field.name == items.value).and_then(|field| {
            match &field.ty {
                Type::List(item) if !field.required => Some((**item).clone()),
                _ => None,
            }
        });
        let has = |fields: &[Resolved<'_>], name: &str, ty: Type| {
            accepted(fields).any(|field| field.name == name && field.ty == ty && !field.required)
        };
        let needed = [
            (has(query, Paging::TOKEN, Type::STRING), "the query", "string", Paging::TOKEN),
            (has(query, Paging::SIZE, Type::I32), "the query", "i32", Paging::SIZE),
            (has(data, Paging::TOKEN, Type::STRING), "`data`", "string", Paging::TOKEN),
            (has(data, Paging::HAS_MORE, Type::BOOL), "`data`", "bool", Paging::HAS_MORE),
        ];
        let lacks = needed.iter().find(|(there, ..)| !there);
        let problem = match (item, lacks) {
            (Some(item), None) => return Some(Paging { items: items.value.clone(), item }),
            (None, _) => format!("`{}` is not an optional list in `data`", items.value),
            (_, Some((_, place, ty, name))) => format!("{place} has no optional {ty} `{name}`"),
        };
        self.report(Diagnostic::error(Code::BadPaging, problem).at(items.span, "comes in pages").help(
            "declare page_size and page_token in the query, and has_more and page_token in the response",
        ));
        None
    }
}

fn is_scalar(ty: &Type) -> bool {
    match ty {
        Type::Scalar(scalar) => scalar.in_query,
        Type::Id(_) | Type::Enum(_) => true,
        Type::Object(_) | Type::List(_) | Type::Map(_) => false,
    }
}
