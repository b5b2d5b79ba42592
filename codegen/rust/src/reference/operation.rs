//! The page of an operation.

use std::fmt::Write;

use feishu_text::duration;
use serde_json::Value as Json;

use super::fields::{ROOT, fields};
use super::paths::resource_path;
use super::text::{block, code, codes, folded, outward, pairs, paragraphs, table, text, with_code};
use super::{cli, curl, rust_example};
use crate::model::{Api, Effect, Model, Operation, Side};
use crate::names;
use crate::rust::ir::{Crate, OperationItem, Resource};
use crate::schema;

/// The page, or why the example could not be written, which is a mistake of the generator.
pub(super) fn page(
    model: &Model,
    api: &Api,
    krate: &Crate<'_>,
    resource: &Resource<'_>,
    item: &OperationItem<'_>,
) -> Result<String, syn::Error> {
    let operation = item.facts;
    let mut page = format!("# {}\n\n", text(&operation.summary));
    let _ =
        writeln!(page, "{}\n", code(&format!("{} {}", operation.method.word(), operation.path)));
    if operation.deprecated {
        page.push_str("**Deprecated**: the vendor advises against this operation.\n\n");
    }
    if let Some(description) = &operation.description {
        let _ = writeln!(page, "{}\n", paragraphs(description));
    }
    page.push_str(&pairs(&facts(api, operation)));

    page.push_str("\n## Request {#request}\n");
    for (title, side) in [("Path parameters", Side::Path), ("Query parameters", Side::Query)] {
        let list = operation.fields(side);
        if !list.is_empty() {
            let _ = write!(page, "\n### {title}\n\n{}", fields(&api.space, list, true));
        }
    }
    if let Some(upload) = &operation.upload {
        let size = upload.max_bytes.map(|max| format!(" At most {max} bytes."));
        let _ = write!(
            page,
            "\n### File\n\nA form with the file in the part {}. {}{}\n",
            code(&upload.field),
            with_code(&upload.description),
            size.unwrap_or_default()
        );
    }
    if let Some(body) = operation.body() {
        let title = if operation.upload.is_some() { "Text parts" } else { "Body" };
        let _ = write!(page, "\n### {title}\n\n{}", fields(&api.space, &body.fields, true));
    }
    if operation.sent.is_empty() && operation.upload.is_none() {
        page.push_str("\nNo parameters and no body.\n");
    }

    page.push_str("\n## Response {#response}\n\n");
    let place = if operation.flat { "Fields beside `code`" } else { "`data`" };
    if operation.response.fields.is_empty() {
        page.push_str("Without data: only whether the call succeeded.\n");
    } else {
        let _ =
            write!(page, "{place}:\n\n{}", fields(&api.space, &operation.response.fields, false));
    }
    if let Some(paging) = &operation.paging {
        let [_, items] = names::streams(&operation.id.method);
        let _ = writeln!(
            page,
            "\nThe response comes in pages. {} streams the items of {} from all pages.",
            code(&items),
            code(&paging.items)
        );
    }

    page.push_str("\n## Examples {#examples}\n\n### Rust\n\n");
    page.push_str(&block("rust", &rust_example::example(api, krate, resource, item)?));
    if operation.modify.is_some() {
        page.push_str(
            "\nTo change some fields and keep the rest, use `modify` of the same handle. It reads the object, applies a closure and writes the whole object back.\n",
        );
    }
    page.push_str("\n### curl\n\n");
    page.push_str(&block("sh", &curl::example(api, operation)));
    page.push_str("\n### feishu\n\n");
    page.push_str(&block("sh", &cli::example(model, api, operation)));
    if let Some(example) = operation.response.example.as_ref() {
        let _ = write!(page, "\n### Sample response\n\n{}", block("json", &format!("{example:#}")));
    }

    page.push_str(&schemas(api, operation));
    page.push_str(&errors(operation));
    Ok(page)
}

/// The main facts of the call.
fn facts(api: &Api, operation: &Operation) -> Vec<Vec<String>> {
    let id = &operation.id;
    let resource = names::snake(&id.resource);
    let version = api.module.as_ref().map(|module| format!(".{module}()")).unwrap_or_default();
    let handle = format!(
        "client{version}.{}().{}(…)",
        names::accessor(&resource),
        names::method(&names::snake(&id.method))
    );
    let path = resource_path(&id.project, &id.version, &id.resource);
    let mut facts = vec![
        ("Operation", code(&id.to_string())),
        ("Resource", format!("[{}]({ROOT}{path}.md)", code(&id.resource))),
        ("Rust", format!("{} of {}", code(&handle), code(&api.library))),
        ("Effect", effect(operation.effect).to_owned()),
        ("Token", or_none(codes(operation.tokens.iter().map(|it| it.word()), " or "))),
        ("Apps", operation.apps.iter().map(|it| it.word()).collect::<Vec<_>>().join(", ")),
        ("Scopes", or_none(codes(operation.scopes.iter().map(String::as_str), " or "))),
    ];
    if !operation.field_scopes.is_empty() {
        let scopes = codes(operation.field_scopes.iter().map(String::as_str), ", ");
        facts.push(("Scopes for some fields", scopes));
    }
    let limits: Vec<_> = operation.rate_limits.iter().map(ToString::to_string).collect();
    let limit = match (limits.is_empty(), operation.special_limit) {
        (false, _) => format!("{} per app and tenant", limits.join(" and ")),
        (true, true) => "special; the page gives no figure".to_owned(),
        (true, false) => "not stated on the page".to_owned(),
    };
    facts.push(("Rate limit", limit));
    if let Some(key) = &operation.idempotency {
        let window = duration(key.seconds);
        facts.push((
            "Idempotency key",
            format!("{}, remembered by the server for {window}", code(&key.field)),
        ));
    }
    let as_of = match operation.page_updated.as_str() {
        "" => String::new(),
        day => format!(", as of {}", text(day)),
    };
    facts.push(("Vendor's page", outward("open the page", &operation.page) + &as_of));
    facts.into_iter().map(|(name, value)| vec![name.to_owned(), value]).collect()
}

fn or_none(text: String) -> String {
    if text.is_empty() { "none".to_owned() } else { text }
}

/// What a call does, and whether it is safe to repeat.
pub(super) fn effect(effect: Effect) -> &'static str {
    match effect {
        Effect::Read => "reads",
        Effect::Create => "creates; a repeated call may create a second object",
        Effect::Replace => "replaces the whole object: omitted fields are cleared; safe to repeat",
        Effect::Update => "changes the fields that are sent",
        Effect::Delete => "deletes; safe to repeat",
    }
}

fn schemas(api: &Api, operation: &Operation) -> String {
    let titles = [
        ("Query parameters", Side::Query),
        ("Request body", Side::Body),
        ("Response", Side::Response),
    ];
    let mut out = String::from("\n## JSON Schema {#schema}\n");
    for (title, side) in titles {
        // A header that says of which file it was made is for files.
        let Some(Json::Object(mut schema)) = schema::schema(api, operation, side) else { continue };
        schema.shift_remove("$comment");
        let schema = Json::Object(schema);
        let _ = write!(out, "\n{}", folded(title, &block("json", &format!("{schema:#}"))));
    }
    out
}

fn errors(operation: &Operation) -> String {
    let mut out = String::from("\n## Errors {#errors}\n\n");
    if operation.errors.is_empty() {
        out.push_str("The page documents no error codes of this operation.\n");
    } else {
        let rows: Vec<_> = operation
            .errors
            .iter()
            .map(|error| {
                let status = match error.http_status {
                    0 => String::new(),
                    status => format!("HTTP {status}"),
                };
                let again = if error.retry { "yes" } else { "" };
                vec![
                    code(&error.code.to_string()),
                    status,
                    code(&error.name),
                    again.to_owned(),
                    error.advice.as_deref().map(with_code).unwrap_or_default(),
                ]
            })
            .collect();
        out.push_str(&table(&["Code", "Status", "Name", "Retry", "What to do"], &rows));
    }
    let _ = writeln!(
        out,
        "\nThe gateway can refuse any call before it reaches the endpoint: see [platform errors]({ROOT}platform.md#errors)."
    );
    out
}
