//! An operation: its fields, and what is checked of them and of its facts.

use super::Resolver;
use super::check::{Mapping, Samples};
use super::fields::{Parts, Resolved, kept};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{
    DocumentedError, Effect, Field, Groups, Idempotency, Message, Method, Modify, Operation,
    OperationId, Paging, Product, Side, Upload,
};
use crate::names;
use crate::spec::node::{Node, Value};
use crate::spec::operation::OperationFile;

/// What is said of an operation beside its fields.
pub(super) struct Facts {
    id: OperationId,
    method: Method,
    effect: Effect,
    upload: Option<Upload>,
    idempotency: Option<Idempotency>,
    paging: Option<Paging>,
    modify: Option<Modify>,
    errors: Vec<DocumentedError>,
}

impl Facts {
    /// The operation with these fields. It is in the group that the product gives its resource.
    pub(super) fn with(
        self,
        file: &OperationFile,
        parts: Parts<'_>,
        product: Option<&Product>,
    ) -> Operation {
        let request = names::request_type(&self.id.resource, &self.id.method);
        let sample = |node: &Option<Node>| node.as_ref().map(Node::to_json);
        let some = |fields: Vec<Field>| (!fields.is_empty()).then_some(fields);
        let (path, query, body) = (kept(parts.path), kept(parts.query), parts.body.map(kept));
        let sent = [
            (Side::Path, request.clone(), some(path), None),
            (Side::Query, names::query_type(&request), some(query), None),
            (Side::Body, request.clone(), body, sample(&file.request_example)),
        ];
        let sent = sent.into_iter().filter_map(|(side, name, fields, example)| {
            Some(Message { side, name, fields: fields?, example })
        });
        let response = Message {
            side: Side::Response,
            name: names::data_type(&request),
            fields: kept(parts.data),
            example: sample(&file.response_example),
        };
        let group = product.and_then(|product| product.group_of(&self.id.resource));
        Operation {
            file: file.path.clone(),
            groups: group.map_or(Groups::Always, Groups::one),
            sent: sent.collect(),
            response,
            id: self.id,
            summary: file.summary.clone(),
            description: file.description.clone(),
            page: file.page.clone(),
            page_updated: file.page_updated.clone(),
            page_hash: file.page_hash.clone(),
            method: self.method,
            path: file.http.path.clone(),
            tokens: file.tokens.clone(),
            apps: file.apps.clone(),
            scopes: file.scopes.clone(),
            field_scopes: file.field_scopes.clone(),
            rate_limits: file.rate_limits.clone(),
            special_limit: file.special_limit,
            effect: self.effect,
            upload: self.upload,
            idempotency: self.idempotency,
            paging: self.paging,
            modify: self.modify,
            flat: file.flat.is_some(),
            message: file.message,
            errors: self.errors,
            deprecated: file.deprecated,
        }
    }
}

impl Resolver<'_> {
    /// Checks an operation. Nothing comes back of one that lacks what all have.
    pub(super) fn operation(&mut self, file: &OperationFile, parts: &Parts<'_>) -> Option<Facts> {
        // What is no id was reported.
        let id = file.name.as_ref();
        if let Some(id) = id {
            self.operation_id(file, id);
        }
        let method = file.http.method;
        let stated = file.write.unwrap_or(Effect::Read);
        let effect = method.and_then(|method| self.effect(file, method, stated));
        self.rate_limits(file);
        self.reviews(file);
        self.parameters(file, &parts.path);
        self.query(&parts.query);
        if let Some(body) = &parts.body {
            self.body(file, body);
        }
        let upload = self.upload(file, parts.body.as_deref().unwrap_or_default());
        let modify = id.and_then(|id| self.modify(id, stated, file, parts));
        let idempotency = self.idempotency(file, parts.body.as_deref().unwrap_or_default());
        let paging = self.paging(file, parts);
        if let Some(sample) = &file.response_example {
            self.response_sample(file, sample, &parts.data);
        }
        for fields in [&parts.path, &parts.query, &parts.data] {
            self.field_samples(fields);
        }
        let errors = self.errors(file);
        let (id, method, effect) = (id?.clone(), method?, effect?);
        Some(Facts { id, method, effect, upload, idempotency, paging, modify, errors })
    }

    /// The samples of fields, each on its own.
    pub(super) fn field_samples(&mut self, fields: &[Resolved<'_>]) {
        for Resolved { entry, field } in fields {
            let Some(field) = field else { continue };
            for sample in entry.example.iter().chain(&entry.default) {
                self.samples().value(sample, &field.ty, &field.rules);
            }
        }
    }

    fn samples(&mut self) -> Samples<'_> {
        Samples { known: self.known, problems: self.problems }
    }

    /// The sample of a whole body.
    fn body_sample(&mut self, sample: &Node, fields: &[Resolved<'_>]) {
        let fields: Mapping<'_> = fields.iter().map(|it| it.field.as_ref()).collect();
        self.samples().fields(sample, &fields);
    }

    fn body(&mut self, file: &OperationFile, fields: &[Resolved<'_>]) {
        if fields.is_empty() {
            self.report(
                Diagnostic::error(Code::BadValue, "the body has no fields")
                    .at(file.http.span, "the body of this request")
                    .help("remove `body` if nothing is sent"),
            );
        }
        self.field_samples(fields);
        if let Some(sample) = &file.request_example {
            self.body_sample(sample, fields);
        }
    }

    /// The sample of a response has the envelope around it.
    fn response_sample(&mut self, file: &OperationFile, sample: &Node, data: &[Resolved<'_>]) {
        let envelope = match &sample.value {
            Value::Map(fields) => fields.as_slice(),
            _ => &[],
        };
        let get =
            |key: &str| envelope.iter().find(|(name, _)| name.value == key).map(|(_, node)| node);
        let succeeds = get("code").is_some_and(|code| code.value == Value::Integer(0));
        if !succeeds || get(file.message.word()).is_none() {
            self.report(
                Diagnostic::error(Code::BadExample, "the sample response is not a successful one")
                    .at(sample.span, "this sample")
                    .help(format!(
                        "write the whole body of the response: code: 0, {}: …, data: …",
                        file.message.word()
                    )),
            );
        }
        if file.flat.is_some() {
            let fields = envelope
                .iter()
                .filter(|(name, _)| name.value != "code" && name.value != file.message.word());
            let beside = Node { value: Value::Map(fields.cloned().collect()), ..sample.clone() };
            return self.body_sample(&beside, data);
        }
        match get("data") {
            Some(node) => self.body_sample(node, data),
            None if data.iter().any(|it| it.field.is_some() && it.entry.required) => self.report(
                Diagnostic::error(
                    Code::BadExample,
                    "the sample response has no `data`, and `data` has required fields",
                )
                .at(sample.span, "this sample")
                .help("add `data` to the sample"),
            ),
            None => {}
        }
    }
}
