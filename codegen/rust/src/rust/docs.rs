//! Rustdoc from the facts of the model. Text of a spec is escaped so that it stays text.

use feishu_text::duration;

use crate::markdown::{self, cell, code, code_in_cell, wrap};
use crate::model::{Api, DocumentedError, Field, Modify, Object, Operation, Side, Type};
use crate::names;
use crate::words;

/// Text of a spec as lines of rustdoc, which can open no block, no link and no HTML.
pub(crate) fn paragraphs(text: &str) -> Vec<String> {
    markdown::lines(text)
}

/// The docs of a field: what it means, then its facts.
pub(crate) fn field(api: &Api, field: &Field) -> Vec<String> {
    let mut lines = field.description.as_deref().map(paragraphs).unwrap_or_default();
    if lines.is_empty() {
        lines.push(format!("The field {}.", code(&field.name)));
    }
    let presence = if field.required { "required" } else { "optional" };
    let mut facts = vec![
        format!("wire name {}", code(&field.name)),
        presence.to_owned(),
        type_in_words(api, &field.ty),
    ];
    facts.extend(words::limits(field, code));
    facts.extend(field.example.iter().map(|value| format!("example {}", code(&value.to_string()))));
    facts.extend(words::scopes(field, code));
    if field.deprecated {
        facts.push("deprecated".to_owned());
    }
    lines.push(String::new());
    lines.push(format!("{}.", words::capitalize(&facts.join(", "))));
    lines
}

/// The first line of a field's docs.
pub(crate) fn field_summary(field: &Field) -> String {
    let described = field.description.as_deref().map(markdown::inline);
    described.unwrap_or_else(|| format!("The field {}.", code(&field.name)))
}

fn type_in_words(api: &Api, ty: &Type) -> String {
    match ty {
        Type::Scalar(scalar) => scalar.rustdoc.to_owned(),
        Type::Id(_) => "a string".to_owned(),
        Type::Object(_) => "an object".to_owned(),
        Type::Enum(name) => {
            /// The most values that a sentence lists; the type itself has all of them.
            const NAMED: usize = 20;
            let variants = api.enumeration(name).map(|known| known.variants.as_slice());
            let variants = variants.unwrap_or_default();
            let values = variants.iter().take(NAMED).map(|v| v.value.to_json().to_string());
            let values: Vec<_> = values.map(|value| code(&value)).collect();
            match variants.len().checked_sub(NAMED) {
                Some(more @ 1..) => format!("one of {} and {more} more", values.join(", ")),
                _ => format!("one of {}", values.join(", ")),
            }
        }
        Type::List(inner) => format!("a list, each item {}", type_in_words(api, inner)),
        Type::Map(inner) => format!("a map from strings, each value {}", type_in_words(api, inner)),
    }
}

/// The docs of a shared object.
pub(crate) fn object(object: &Object) -> Vec<String> {
    let mut lines = paragraphs(&object.description);
    if let Some(wire) = &object.wire {
        lines.push(String::new());
        lines.push(format!("Name on the vendor's pages: {}.", code(wire)));
    }
    lines
}

/// The docs of a request body.
pub(crate) fn body(operation: &Operation) -> Vec<String> {
    let mut lines = vec![format!(
        "The body of {}: {}.",
        code(&operation.id.to_string()),
        lower_first(&operation.summary)
    )];
    if let Some(description) = &operation.description {
        lines.push(String::new());
        lines.extend(paragraphs(description));
    }
    lines.push(String::new());
    lines.push(page(operation));
    lines
}

/// The docs of the query parameters.
pub(crate) fn query(operation: &Operation) -> Vec<String> {
    let about = format!("The query parameters of {}: ", code(&operation.id.to_string()));
    vec![about + &lower_first(&operation.summary) + ".", String::new(), page(operation)]
}

/// The docs of `data` in a response.
pub(crate) fn data(operation: &Operation) -> Vec<String> {
    vec![
        format!("The `data` of a successful response of {}.", code(&operation.id.to_string())),
        String::new(),
        page(operation),
    ]
}

/// The docs of the method that calls an operation.
pub(crate) fn method(operation: &Operation) -> Vec<String> {
    let mut lines = paragraphs(&format!("{}.", operation.summary));
    if let Some(description) = &operation.description {
        lines.push(String::new());
        lines.extend(paragraphs(description));
    }
    lines.push(String::new());
    if operation.deprecated {
        lines.push("**Deprecated**: the vendor advises against this operation.".to_owned());
        lines.push(String::new());
    }
    lines.push(code(&format!("{} {}", operation.method.word(), operation.path)));
    lines.push(String::new());
    let words =
        |words: Vec<&str>| words.iter().map(|word| code(word)).collect::<Vec<_>>().join(" or ");
    lines.push(format!(
        "- token: {}",
        words(operation.tokens.iter().map(|token| token.word()).collect())
    ));
    lines.push(format!(
        "- apps: {}",
        operation.apps.iter().map(|app| app.word()).collect::<Vec<_>>().join(", ")
    ));
    if !operation.scopes.is_empty() {
        lines.push(format!(
            "- scope: {}",
            words(operation.scopes.iter().map(String::as_str).collect())
        ));
    }
    if !operation.field_scopes.is_empty() {
        lines.push(format!(
            "- scopes for some fields: {}",
            operation.field_scopes.iter().map(|scope| code(scope)).collect::<Vec<_>>().join(", ")
        ));
    }
    if !operation.rate_limits.is_empty() {
        let limits: Vec<_> = operation.rate_limits.iter().map(ToString::to_string).collect();
        lines.push(format!("- rate limit: {} per app and tenant", limits.join(" and ")));
    } else if operation.special_limit {
        lines.push("- rate limit: special; the page gives no figure".to_owned());
    }
    if let Some(key) = &operation.idempotency {
        let window = duration(key.seconds);
        lines.push(format!(
            "- idempotency key: {}, remembered by the server for {window}",
            code(&key.field)
        ));
    }
    if let Some(upload) = &operation.upload {
        let size = upload.max_bytes.map(|max| format!(", at most {max} bytes")).unwrap_or_default();
        let about = markdown::inline(&upload.description);
        lines.push(format!("- file: form field {}{size}. {about}", code(&upload.field)));
    }
    lines.push(String::new());
    lines.push(page(operation));
    lines.push(String::new());
    let parameters = operation.fields(Side::Path);
    if !parameters.is_empty() {
        lines.extend(["Path parameters:", ""].map(str::to_owned));
        lines.extend(parameters.iter().map(parameter));
        lines.push(String::new());
    }
    lines.push("# Errors".to_owned());
    lines.push(String::new());
    let before = match (operation.body(), parameters.is_empty()) {
        (Some(_), false) => {
            "Fails before sending if the body breaks a rule or a path parameter is not a valid path segment. "
        }
        (Some(_), true) => "Fails before sending if the body breaks a rule. ",
        (None, false) => "Fails before sending if a path parameter is not a valid path segment. ",
        (None, true) => "",
    };
    lines.extend(wrap(&words_of(&format!(
        "{before}Fails if no token can be obtained, the server cannot be reached, or its response is an error or cannot be \
         decoded."
    ))));
    if !operation.errors.is_empty() {
        lines.push(String::new());
        lines.push("The page documents these codes:".to_owned());
        lines.push(String::new());
        lines.push("| HTTP | code | name | advice |".to_owned());
        lines.push("|---|---|---|---|".to_owned());
        lines.extend(operation.errors.iter().map(error_row));
    }
    lines
}

/// The docs of the method that reads an object, changes it and writes it back.
pub(crate) fn modify(operation: &Operation, modify: &Modify, reading: &Operation) -> Vec<String> {
    let (read, write) = (&reading.id.method, &operation.id.method);
    let [_, items] = names::streams(read);
    let (read, write) = (names::method(read), names::method(write));
    let mut lines = wrap(&words_of(&format!(
        "Changes some fields and keeps the rest. Reads the object with [`{items}`](Self::{items}), passes it to \
         `change` as the request that would write it back unchanged, and sends the result with \
         [`{write}`](Self::{write})."
    )));
    lines.push(String::new());
    lines.extend(wrap(&words_of(
        "This is **not atomic**. Writes by others between the two calls are lost, and so are fields that the platform \
         added after this crate was generated. Only one caller at a time should write an object.",
    )));
    if !modify.lost.is_empty() {
        let lost: Vec<_> = modify.lost.iter().map(|name| code(name)).collect();
        lines.push(String::new());
        lines.extend(wrap(&words_of(&format!(
            "The platform does not return {}, so it is cleared unless `change` sets it.",
            lost.join(" or ")
        ))));
    }
    if modify.by.is_none() {
        lines.push(String::new());
        lines.extend(wrap(&words_of(
            "Objects cannot be read by id, so the pages of the list are searched. This may take many calls.",
        )));
    }
    lines.extend(["", "# Errors", ""].map(str::to_owned));
    lines.extend(wrap(&words_of(&format!(
        "Fails as [`{read}`](Self::{read}) and [`{write}`](Self::{write}) do. Also fails with \
         [`ErrorKind::NotFound`](feishu_core::ErrorKind::NotFound) if the object does not exist, with \
         [`ErrorKind::IncompleteList`](feishu_core::ErrorKind::IncompleteList) if it may be in a part of the list that cannot \
         be read, and with [`ErrorKind::Incomplete`](feishu_core::ErrorKind::Incomplete) if the response lacks a required \
         field of the request."
    ))));
    lines
}

fn words_of(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

fn error_row(error: &DocumentedError) -> String {
    let advice = error.advice.as_deref().map(cell).unwrap_or_default();
    let status = match error.http_status {
        0 => String::new(),
        status => status.to_string(),
    };
    format!("| {status} | {} | {} | {advice} |", error.code, code_in_cell(&error.name))
}

fn page(operation: &Operation) -> String {
    let page = markdown::destination(&operation.page);
    match operation.page_updated.as_str() {
        "" => format!("Source: [the vendor's page](<{page}>)."),
        day => format!("Source: [the vendor's page](<{page}>), as of {day}."),
    }
}

fn lower_first(text: &str) -> String {
    let lowered = markdown::inline(text);
    let mut chars = lowered.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

/// The docs of a path parameter, as an item of a list.
fn parameter(field: &Field) -> String {
    let mut line = format!("- {}: {}", code(&field.name), field_summary(field));
    if let Some(example) = &field.example {
        line.push_str(&format!(" Example: {}.", code(&example.to_string())));
    }
    line
}
