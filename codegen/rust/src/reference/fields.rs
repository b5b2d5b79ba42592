//! Fields as a table, and types as words that lead to their pages.

use super::paths::type_path;
use super::text::{code, table, with_code};
use crate::model::{Api, Field, Type};
use crate::space::Space;
use crate::words;

/// From a page of an operation, a resource or a type to the root of the site.
pub(super) const ROOT: &str = "../";

/// Fields of a request or a response, whose types are of this namespace.
pub(super) fn fields(space: &Space, fields: &[Field], in_request: bool) -> String {
    let rows: Vec<_> = fields.iter().map(|field| row(space, field, in_request)).collect();
    table(&["Field", "Type and rules", "Meaning"], &rows)
}

fn row(space: &Space, field: &Field, in_request: bool) -> Vec<String> {
    let mut rules = vec![type_link(space, &field.ty)];
    if field.required {
        rules.push(if in_request { "**required**" } else { "always present" }.to_owned());
    }
    rules.extend(words::limits(field, code));
    let mut meaning: Vec<_> = field.description.as_deref().map(with_code).into_iter().collect();
    meaning.extend(
        field.example.iter().map(|value| format!("Example: {}.", code(&value.to_string()))),
    );
    let scopes = words::scopes(field, code);
    meaning.extend(scopes.map(|scopes| format!("{}.", words::capitalize(&scopes))));
    if field.deprecated {
        meaning.push("**Deprecated**.".to_owned());
    }
    vec![code(&field.name), rules.join(", "), meaning.join(" ")]
}

/// The type in words.
fn type_link(space: &Space, ty: &Type) -> String {
    match ty {
        Type::Scalar(scalar) => scalar.reference.to_owned(),
        Type::Id(name) | Type::Object(name) | Type::Enum(name) => link(space, name, ROOT),
        Type::List(inner) => format!("list of {}", type_link(space, inner)),
        Type::Map(inner) => format!("map from string to {}", type_link(space, inner)),
    }
}

/// A link to the page of a type. `root` leads from the page to the root of the site.
pub(super) fn link(space: &Space, name: &str, root: &str) -> String {
    format!("[{}]({root}{}.md)", code(name), type_path(space, name))
}

/// Whether there is a page of a type by this name.
pub(super) fn has_page(api: &Api, name: &str) -> bool {
    api.has_id(name) || api.object(name).is_some() || api.enumeration(name).is_some()
}
