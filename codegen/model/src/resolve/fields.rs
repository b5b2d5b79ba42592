//! Fields as written, resolved once: well named, well typed, and with rules that fit. Their samples are checked when it is
//! known what all objects hold.

use std::collections::BTreeMap;

use super::check;
use super::types::TypeNames;
use crate::diagnostic::{Code, Diagnostic, Spanned};
use crate::model::{Field, Type};
use crate::names;
use crate::spec::field::FieldEntry;
use crate::spec::node::Node;
use crate::spec::operation::OperationFile;

/// A field as written, and what it resolves to: nothing if it was refused, which was reported.
pub(super) struct Resolved<'a> {
    pub(super) entry: &'a FieldEntry,
    pub(super) field: Option<Field>,
}

/// The fields of an operation.
pub(super) struct Parts<'a> {
    /// In the order of the path.
    pub(super) path: Vec<Resolved<'a>>,
    pub(super) query: Vec<Resolved<'a>>,
    pub(super) body: Option<Vec<Resolved<'a>>>,
    pub(super) data: Vec<Resolved<'a>>,
}

impl<'a> Parts<'a> {
    pub(super) fn of(
        file: &'a OperationFile,
        names: &TypeNames,
        problems: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut resolve = |entries: &'a [FieldEntry]| self::resolve(entries, names, problems);
        let mut path = resolve(&file.parameters);
        let names_in_path = file.http.path.split('/').filter_map(|it| it.strip_prefix(':'));
        let places: BTreeMap<_, _> = names_in_path.zip(0_usize..).collect();
        path.sort_by_key(|field| places.get(field.entry.name.as_str()).copied());
        Self {
            path,
            query: resolve(&file.query),
            body: file.body.as_deref().map(&mut resolve),
            data: resolve(&file.data),
        }
    }
}

/// Those that were not refused.
pub(super) fn accepted<'f>(
    resolved: &'f [Resolved<'_>],
) -> impl Iterator<Item = &'f Field> + Clone {
    resolved.iter().filter_map(|it| it.field.as_ref())
}

/// The same, to keep.
pub(super) fn kept(resolved: Vec<Resolved<'_>>) -> Vec<Field> {
    resolved.into_iter().filter_map(|it| it.field).collect()
}

/// Resolves fields that are beside each other.
pub(super) fn resolve<'a>(
    entries: &'a [FieldEntry],
    names: &TypeNames,
    problems: &mut Vec<Diagnostic>,
) -> Vec<Resolved<'a>> {
    let mut rust_names = BTreeMap::<String, &Spanned<String>>::new();
    let resolve = |entry: &'a FieldEntry| {
        problems.extend(bad_wire_name(&entry.name));
        let rust_name = names::field(&entry.name);
        match rust_names.get(&rust_name) {
            Some(first) => {
                let message = format!(
                    "`{}` and `{}` are the same name in Rust",
                    first.value, entry.name.value
                );
                problems.push(
                    Diagnostic::error(Code::NameCollision, message)
                        .at(entry.name.span, format!("becomes `{rust_name}`"))
                        .at(first.span, "as does this one")
                        .help("remove one of the two from the spec"),
                );
            }
            None => {
                rust_names.insert(rust_name, &entry.name);
            }
        }
        Resolved { entry, field: field(entry, names, problems) }
    };
    entries.iter().map(resolve).collect()
}

fn bad_wire_name(name: &Spanned<String>) -> Option<Diagnostic> {
    (!names::is_wire_name(name)).then(|| {
        Diagnostic::error(
            Code::BadName,
            format!("`{}` cannot be the name of a field", name.value.escape_debug()),
        )
        .at(name.span, "this name")
        .help(
            "a name consists of ASCII letters, digits, `_` and `-`, with a letter before any digit",
        )
    })
}

fn field(entry: &FieldEntry, names: &TypeNames, problems: &mut Vec<Diagnostic>) -> Option<Field> {
    let expr = entry.ty.as_ref()?;
    let ty = names.resolve(expr, problems)?;
    if let Type::List(inner) | Type::Map(inner) = &ty
        && *inner.innermost() == Type::SECRET
    {
        problems.push(
            Diagnostic::error(Code::BadType, "a list or map cannot hold secrets")
                .at(expr.span, "this type")
                .help("give each secret a field of its own"),
        );
    }
    let rules: Vec<_> =
        entry.rules.iter().filter_map(|rule| check::rule(rule, &ty, problems)).collect();
    let clash = rules.iter().find_map(|rule| {
        let (other, help) = rule.kind.clash?;
        rules.iter().any(|rule| rule.kind.word == other).then_some((rule, other, help))
    });
    if let Some((rule, other, help)) = clash {
        let message = format!("`{}` and `{other}` are on the same field", rule.kind.word);
        let problem = Diagnostic::error(Code::MisfitRule, message);
        let labelled = entry
            .rules
            .iter()
            .fold(problem, |problem, rule| problem.at(rule.span, rule.value.kind.word));
        problems.push(labelled.help(help));
    }
    Some(Field {
        name: entry.name.value.clone(),
        required: entry.required,
        description: entry.description.clone(),
        example: entry.example.as_ref().map(Node::to_json),
        default: entry.default.as_ref().map(Node::to_json),
        ty,
        rules,
        scopes: entry.scopes.clone(),
        deprecated: entry.deprecated,
    })
}
