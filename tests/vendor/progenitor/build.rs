//! Our OpenAPI documents as progenitor can read them, and the clients that it makes of them.

use std::path::Path;
use std::{env, fs};

use serde_json::{Map, Value as Json, json};

fn main() {
    let out = env::var("OUT_DIR").expect("set by cargo");
    for krate in ["feishu-auth", "feishu-hire"] {
        let document =
            format!("{}/../../../crates/sdk/{krate}/openapi.json", env!("CARGO_MANIFEST_DIR"));
        println!("cargo::rerun-if-changed={document}");
        let text = fs::read_to_string(&document).expect("the document");
        let view = older(serde_json::from_str(&text).expect("JSON"));
        let document = serde_json::from_value(view).expect("OpenAPI 3.0");
        let tokens = progenitor::Generator::default().generate_tokens(&document).expect("a client");
        let code = prettyplease::unparse(&syn::parse2(tokens).expect("Rust"));
        fs::write(Path::new(&out).join(format!("{krate}.rs")), code).expect("written");
    }
}

/// The document in OpenAPI 3.0, which is all that progenitor 0.15 reads, and without what it has no
/// word for:
///
/// - one type of answer for success and one for errors, so the errors of each status become one
///   range;
/// - no forms, so no uploads;
/// - no `not` beside a type, which here only forbids a line break at the end of a string;
/// - one type a value: the first, which is the documented one, and whether it may be null.
fn older(mut document: Json) -> Json {
    document["openapi"] = json!("3.0.3");
    for path in document["paths"].as_object_mut().expect("paths").values_mut() {
        let operations = path.as_object_mut().expect("operations");
        operations.retain(|_, operation| {
            operation.pointer("/requestBody/content/multipart~1form-data").is_none()
        });
        for operation in operations.values_mut() {
            let answers = &operation["responses"];
            let (success, error) = (answers["200"].clone(), answers["default"].clone());
            operation["responses"] = json!({ "200": success, "4XX": error, "5XX": error });
        }
    }
    schemas(document)
}

/// Keywords of JSON Schema as OpenAPI 3.0 spells them.
fn schemas(value: Json) -> Json {
    let mut fields = match value {
        Json::Array(items) => return items.into_iter().map(schemas).collect(),
        Json::Object(fields) => fields,
        value => return value,
    };
    if let Some(only) = fields.remove("const") {
        fields.insert("enum".to_owned(), json!([only]));
    }
    if fields.get("not").is_some_and(Json::is_object) {
        fields.remove("not");
    }
    if fields.get("examples").is_some_and(Json::is_array) {
        fields.remove("examples");
    }
    if let Some(Json::Array(types)) = fields.get("type") {
        let (first, nullable) = (types[0].clone(), types.contains(&json!("null")));
        // The pattern is one of numbers in strings.
        if first != "string" {
            fields.remove("pattern");
        }
        fields.insert("type".to_owned(), first);
        fields.insert("nullable".to_owned(), json!(nullable));
    }
    if let Some(Json::Array(forms)) = fields.get_mut("anyOf") {
        forms.retain(|form| form != &json!({ "type": "null" }));
        // The document is then stricter than the server may be: an optional object that is null.
        if let [only] = forms.as_slice() {
            let only = only.as_object().expect("a schema").clone();
            fields.remove("anyOf");
            fields.extend(only);
        }
    }
    fields.remove("identifier");
    // A reference has no siblings.
    if let (Some(reference), false) = (fields.get("$ref"), fields.contains_key("operationId")) {
        fields = Map::from_iter([("$ref".to_owned(), reference.clone())]);
    }
    fields.into_iter().map(|(name, value)| (name, schemas(value))).collect()
}
