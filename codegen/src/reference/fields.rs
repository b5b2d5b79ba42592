//! Fields as a table, and types as words that lead to their pages.

use super::text::{code, codes, table, with_code};
use super::type_path;
use crate::model::{Api, Field, Type};

/// Fields of a request or a response. `root` leads from the page to the root of the site.
pub(super) fn fields(fields: &[Field], in_request: bool, root: &str) -> String {
    let rows: Vec<_> = fields.iter().map(|field| row(field, in_request, root)).collect();
    table(&["Field", "Type and rules", "Meaning"], &rows)
}

fn row(field: &Field, in_request: bool, root: &str) -> Vec<String> {
    let mut rules = vec![type_link(&field.ty, root)];
    if field.required {
        rules.push(if in_request { "**required**" } else { "always present" }.to_owned());
    }
    rules.extend(field.rules.iter().map(|rule| rule.prose(code)));
    if let Some(default) = &field.default {
        rules.push(format!("default {}", code(&default.to_string())));
    }
    let mut meaning = field.description.as_deref().map(with_code).unwrap_or_default();
    let mut add = |words: String| {
        meaning.push_str(if meaning.is_empty() { "" } else { " " });
        meaning.push_str(&words);
    };
    if let Some(example) = &field.example {
        add(format!("Example: {}.", code(&example.to_string())));
    }
    if !field.scopes.is_empty() {
        let scopes = codes(field.scopes.iter().map(String::as_str), " or ");
        add(format!("Requires the scope {scopes}."));
    }
    if field.deprecated {
        add("**Deprecated**.".to_owned());
    }
    vec![code(&field.name), rules.join(", "), meaning]
}

/// The type in words.
pub(super) fn type_link(ty: &Type, root: &str) -> String {
    match ty {
        Type::Scalar(scalar) => scalar.reference.to_owned(),
        Type::Id(name) | Type::Object(name) | Type::Enum(name) => link(name, root),
        Type::List(inner) => format!("list of {}", type_link(inner, root)),
        Type::Map(inner) => format!("map from string to {}", type_link(inner, root)),
    }
}

/// A link to the page of a type.
pub(super) fn link(name: &str, root: &str) -> String {
    format!("[{}]({root}{}.md)", code(name), type_path(name))
}

/// The declared type that a type is, or is made of.
pub(super) fn declared(ty: &Type) -> Option<&str> {
    match ty {
        Type::Id(name) | Type::Object(name) | Type::Enum(name) => Some(name),
        Type::List(inner) | Type::Map(inner) => declared(inner),
        _ => None,
    }
}

/// Whether there is a page of a type by this name.
pub(super) fn has_page(api: &Api, name: &str) -> bool {
    api.ids.iter().any(|it| it.name == name)
        || api.objects.iter().any(|it| it.name == name)
        || api.enums.iter().any(|it| it.name == name)
}
