//! One operation: parameters, body, responses, permissions.

use serde_json::{Map, Value as Json, json};

use super::spelling::{PARAMETERS, operation_id, request_type};
use super::{Document, links, responses};
use crate::model::{AppKind, Effect, Field, Operation, RateLimit, Side, TokenKind, Upload};
use crate::schema::Words;
use crate::schema::form::object_of;
use crate::{hidden, markdown, names, schema};

impl Document<'_> {
    pub(super) fn operation(&mut self, operation: &Operation) -> Json {
        let mut written = Map::new();
        let mut put = |key: &str, value: Json| written.insert(key.to_owned(), value);
        put("operationId", operation_id(self.api, operation).into());
        // The summary is plain text by the specification; the description is CommonMark.
        put("summary", hidden::one_line(&operation.summary).as_ref().into());
        put("description", Words::Markdown.of(&schema::description(operation)).into());
        put("tags", json!([operation.id.resource]));
        put("externalDocs", json!({ "url": operation.page, "description": "The vendor's page." }));
        let parameters = self.parameters(operation);
        if !parameters.is_empty() {
            put("parameters", parameters.into());
        }
        if let Some(body) = self.body(operation) {
            put("requestBody", body);
        }
        put("responses", self.responses(operation));
        put("security", security(operation));
        if operation.deprecated {
            put("deprecated", true.into());
        }
        written.extend(extensions(operation));
        written.into()
    }

    fn parameters(&mut self, operation: &Operation) -> Vec<Json> {
        let mut parameters = Vec::new();
        for (place, side) in PARAMETERS {
            for field in operation.fields(side) {
                parameters.push(self.parameter(place, field));
            }
        }
        parameters
    }

    /// OpenAPI says beside the schema of a parameter what a field of an object has in its schema.
    fn parameter(&mut self, place: &str, field: &Field) -> Json {
        let is_path = place == "path";
        let mut parameter = object_of(json!({ "name": field.name, "in": place }));
        let mut put = |key: &str, value: Json| parameter.insert(key.to_owned(), value);
        if let Some(description) = self.requests.description(field) {
            put("description", description);
        }
        put("required", (is_path || field.required).into());
        if field.deprecated {
            put("deprecated", true.into());
        }
        let schema =
            if is_path { self.requests.segment(field) } else { self.requests.value(field) };
        put("schema", schema.into());
        if let Some(example) = &field.example {
            put("example", example.clone());
        }
        parameter.into()
    }

    fn body(&mut self, operation: &Operation) -> Option<Json> {
        let name = request_type(operation);
        if let Some(upload) = &operation.upload {
            let schema = self.form(operation, upload, operation.fields(Side::Body));
            let content = json!({ "schema": self.requests.add(&name, schema) });
            return Some(json!({ "required": true, "content": { Upload::CONTENT_TYPE: content } }));
        }
        let body = operation.body()?;
        let schema = self.requests.object(&body.fields, schema::description(operation));
        let mut content = json!({ "schema": self.requests.add(&name, schema) });
        if let (Json::Object(content), Some(example)) = (&mut content, &body.example) {
            content.insert("example".to_owned(), example.clone());
        }
        Some(json!({ "required": true, "content": { responses::JSON: content } }))
    }

    fn form(&mut self, operation: &Operation, upload: &Upload, fields: &[Field]) -> Json {
        let file = json!({
            "description": markdown::inline(&upload.description),
            "type": "string",
            // For tools that know OpenAPI 3.0, and for those that know 3.1.
            "format": "binary",
            "contentMediaType": "application/octet-stream",
        });
        let file = Some((upload.field.as_str(), file));
        self.requests.object_with(file, fields, schema::description(operation)).into()
    }

    fn responses(&mut self, operation: &Operation) -> Json {
        let name = request_type(operation);
        let data = names::data_type(&name);
        let schema = self.responses.envelope(operation, &data);
        let response = format!("{name}Response");
        let mut content = json!({ "schema": self.responses.add(&response, schema) });
        if let (Json::Object(content), Some(example)) =
            (&mut content, operation.response.example.as_ref())
        {
            content.insert("example".to_owned(), example.clone());
        }
        let mut success = json!({
            "description": "Success. A `code` other than 0 is an error, whatever the HTTP status.",
            "headers": responses::log_id(self.api),
            "content": { responses::JSON: content },
        });
        let links = links::links(self.api, operation);
        if let (Json::Object(success), false) = (&mut success, links.is_empty()) {
            success.insert("links".to_owned(), links.into());
        }
        responses::all(self.api, operation, success).into()
    }
}

/// Each token alone is enough. Scopes have a key of their own: of a bearer token, OpenAPI 3.1 would take them for roles
/// that are all needed, and tools ask where they are declared.
fn security(operation: &Operation) -> Json {
    operation.tokens.iter().map(|token: &TokenKind| json!({ token.word(): [] })).collect()
}

/// What OpenAPI has no word for.
fn extensions(operation: &Operation) -> Map<String, Json> {
    let limit = |limit: &RateLimit| json!({ "calls": limit.calls, "seconds": limit.seconds });
    let apps: Vec<_> = operation.apps.iter().map(|app: &AppKind| app.word()).collect();
    let mut scopes = json!({ "any_of": operation.scopes });
    if !operation.field_scopes.is_empty() {
        scopes["fields"] = operation.field_scopes.as_slice().into();
    }
    let max_bytes = operation.upload.as_ref().and_then(|upload| upload.max_bytes);
    let facts = json!({
        "x-feishu-operation": operation.id.to_string(),
        "x-feishu-page-updated": operation.page_updated,
        "x-feishu-apps": apps,
        "x-feishu-scopes": scopes,
        "x-feishu-rate-limit": operation.rate_limits.iter().map(limit).collect::<Vec<_>>(),
        "x-feishu-effect": operation.effect.word(),
        "x-feishu-full-overwrite": operation.effect == Effect::Replace,
        "x-feishu-idempotency-key": operation.idempotency.as_ref().map(|key| {
            json!({ "field": key.field, "seconds": key.seconds })
        }),
        "x-feishu-max-file-bytes": max_bytes,
        "x-feishu-paging": operation.paging.as_ref().map(|paging| json!({ "items": paging.items })),
    });
    match facts {
        Json::Object(facts) => facts.into_iter().filter(|(_, value)| !value.is_null()).collect(),
        _ => Map::new(),
    }
}
