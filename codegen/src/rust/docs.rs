//! Rustdoc from the facts of the model. Text of a spec is escaped so that it stays text.

use crate::markdown::{self, cell, code, code_in_cell, wrap};
use crate::model::{Api, DocumentedError, Field, Modify, Object, Operation, Type};
use crate::names;

/// Text of a spec as lines of rustdoc, which can open no block, no link and no HTML.
pub(crate) fn paragraphs(text: &str) -> Vec<String> {
    markdown::lines(text)
}

/// The docs of a field: what it means, then its facts.
pub(crate) fn field(api: &Api, field: &Field, in_request: bool) -> Vec<String> {
    let mut lines = field.description.as_deref().map(paragraphs).unwrap_or_default();
    if lines.is_empty() {
        lines.push(format!("The field {}.", code(&field.name)));
    }
    let presence = match (field.required, in_request) {
        (true, _) => "required",
        (false, true) => "optional",
        (false, false) => "may be absent",
    };
    let mut facts = vec![
        format!("wire name {}", code(&field.name)),
        presence.to_owned(),
        type_in_words(api, &field.ty),
    ];
    facts.extend(field.rules.iter().map(|rule| rule.prose(code)));
    if let Some(default) = &field.default {
        facts.push(format!("the server takes {} when absent", code(&default.to_string())));
    }
    if let Some(example) = &field.example {
        facts.push(format!("for example {}", code(&example.to_string())));
    }
    if !field.scopes.is_empty() {
        let scopes: Vec<_> = field.scopes.iter().map(|scope| code(scope)).collect();
        facts.push(format!("with the scope {}", scopes.join(" or ")));
    }
    if field.deprecated {
        facts.push("deprecated by the page".to_owned());
    }
    lines.push(String::new());
    lines.push(format!("{}.", capitalize(&facts.join(", "))));
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
            /// So many values are named in a sentence; the type itself has all.
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
        lines.push(format!("The vendor's pages call it {}.", code(wire)));
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

/// The docs of what `data` holds.
pub(crate) fn data(operation: &Operation) -> Vec<String> {
    vec![
        format!("What a successful {} answers in `data`.", code(&operation.id.to_string())),
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
        lines.push("**Deprecated**: the page advises against this call.".to_owned());
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
            "- scopes of some fields: {}",
            operation.field_scopes.iter().map(|scope| code(scope)).collect::<Vec<_>>().join(", ")
        ));
    }
    if !operation.rate_limits.is_empty() {
        let limits: Vec<_> = operation.rate_limits.iter().map(ToString::to_string).collect();
        lines.push(format!("- rate limit: {}, for each app and tenant", limits.join(" and ")));
    } else if operation.special_limit {
        lines.push("- rate limit: a special one, of which the page gives no figure".to_owned());
    }
    if let Some(key) = &operation.idempotency {
        let hours = key.seconds / 3600;
        lines.push(format!(
            "- idempotency key: {}, which the server remembers for {hours} hours",
            code(&key.field)
        ));
    }
    if let Some(upload) = &operation.upload {
        let size = upload.max_bytes.map(|max| format!(", at most {max} bytes")).unwrap_or_default();
        let about = markdown::inline(&upload.description);
        lines.push(format!("- file: {} of the form{size}. {about}", code(&upload.field)));
    }
    lines.push(String::new());
    lines.push(page(operation));
    lines.push(String::new());
    lines.push("# Errors".to_owned());
    lines.push(String::new());
    let before = match (&operation.body, operation.parameters.is_empty()) {
        (Some(_), false) => {
            "Fails before anything is sent when the body breaks a rule or a path parameter cannot be a path segment; "
        }
        (Some(_), true) => "Fails before anything is sent when the body breaks a rule; ",
        (None, false) => {
            "Fails before anything is sent when a path parameter cannot be a path segment; "
        }
        (None, true) => "",
    };
    lines.extend(wrap(&words_of(&capitalize(&format!(
        "{before}fails when no token can be had, the server cannot be reached, or its answer is an error or cannot be decoded."
    )))));
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
    let (read, write) = (names::method(read), names::method(write));
    let mut lines = wrap(&words_of(&format!(
        "Changes a part: reads the object with [`{read}_items`](Self::{read}_items), hands it to `change` as the request \
         that would write it back as it is, and sends that with [`{write}`](Self::{write})."
    )));
    lines.push(String::new());
    lines.extend(wrap(&words_of(
        "This is **not atomic**. What others write between the two calls is lost, and so is a field that the platform has \
         learned since this crate was made. One caller at a time should write an object.",
    )));
    if !modify.lost.is_empty() {
        let lost: Vec<_> = modify.lost.iter().map(|name| code(name)).collect();
        lines.push(String::new());
        lines.extend(wrap(&words_of(&format!(
            "The platform does not tell what {} is, so it is cleared unless `change` sets it.",
            lost.join(" or ")
        ))));
    }
    if modify.by.is_none() {
        lines.push(String::new());
        lines.extend(wrap(&words_of(
            "Objects cannot be asked for by their id, so the pages are searched: that may take many calls.",
        )));
    }
    lines.extend(["", "# Errors", ""].map(str::to_owned));
    lines.extend(wrap(&words_of(&format!(
        "What [`{read}`](Self::{read}) and [`{write}`](Self::{write}) fail with, \
         [`ErrorKind::NotFound`](feishu_core::ErrorKind::NotFound) when there is no such object, \
         [`ErrorKind::IncompleteList`](feishu_core::ErrorKind::IncompleteList) when it may be in a part of the list that cannot \
         be read, and [`ErrorKind::Incomplete`](feishu_core::ErrorKind::Incomplete) when the response lacks what a request \
         must have."
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

fn capitalize(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn lower_first(text: &str) -> String {
    let lowered = markdown::inline(text);
    let mut chars = lowered.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

/// The docs of a path parameter, as an item of a list.
pub(crate) fn parameter(field: &Field) -> String {
    let mut line = format!("- {}: {}", code(&field.name), field_summary(field));
    if let Some(example) = &field.example {
        line.push_str(&format!(" For example {}.", code(&example.to_string())));
    }
    line
}
