//! The declared types: names, references, cycles, and who uses what.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Span, Spanned};
use crate::model::{Type, Usage};
use crate::names;
use crate::spec::type_expr::TypeExpr;
use crate::spec::types::Declarations;
use crate::suggest::closest;

/// Scalars of the format.
pub(crate) const SCALARS: &[(&str, Type)] = &[
    ("string", Type::String),
    ("bool", Type::Bool),
    ("i32", Type::I32),
    ("i64", Type::I64),
    ("f64", Type::F64),
    ("json", Type::Json),
    ("secret", Type::Secret),
    ("UnixMillis", Type::UnixMillis),
    ("UnixMillisNumber", Type::UnixMillisNumber),
    ("UnixSeconds", Type::UnixSeconds),
    ("UnixSecondsNumber", Type::UnixSecondsNumber),
];

/// The names that type expressions may use.
pub(crate) struct TypeNames {
    names: BTreeMap<String, (Type, Span)>,
}

impl TypeNames {
    /// Collects the declared names; bad and repeated ones are reported.
    pub(crate) fn collect(declarations: &Declarations, problems: &mut Vec<Diagnostic>) -> Self {
        let ids = declarations.ids.iter().map(|id| (&id.name, Type::Id(id.name.value.clone())));
        let objects =
            declarations.objects.iter().map(|o| (&o.name, Type::Object(o.name.value.clone())));
        let enums = declarations.enums.iter().map(|e| (&e.name, Type::Enum(e.name.value.clone())));
        let mut names = BTreeMap::<String, (Type, Span)>::new();
        for (name, ty) in ids.chain(objects).chain(enums) {
            check_type_name(name, matches!(ty, Type::Id(_)), problems);
            if let Some((_, first)) = names.get(&name.value) {
                problems.push(
                    Diagnostic::error(
                        Code::DuplicateDeclaration,
                        format!("`{}` is declared twice", name.value),
                    )
                    .at(name.span, "again here")
                    .at(*first, "first here")
                    .help("give one of the two another name, or remove it if they are the same"),
                );
                continue;
            }
            names.insert(name.value.clone(), (ty, name.span));
        }
        Self { names }
    }

    /// The type that an expression means.
    pub(crate) fn resolve(
        &self,
        expr: &Spanned<TypeExpr>,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<Type> {
        let ty = self.lookup(&expr.value);
        if ty.is_none() {
            let name = expr.value.name();
            let known = SCALARS
                .iter()
                .map(|(scalar, _)| *scalar)
                .chain(self.names.keys().map(String::as_str));
            let help = match closest(name, known) {
                Some(near) => format!("did you mean `{near}`?"),
                None if name.ends_with("Id") => {
                    format!("declare it in types.yaml: ids: {{ {name}: {{ description: … }} }}")
                }
                None => format!("declare `{name}` in types.yaml under `objects` or `enums`"),
            };
            problems.push(
                Diagnostic::error(Code::UnknownType, format!("there is no type `{name}`"))
                    .at(expr.span, "not declared anywhere")
                    .help(help),
            );
        }
        ty
    }

    fn lookup(&self, expr: &TypeExpr) -> Option<Type> {
        Some(match expr {
            TypeExpr::List(inner) => Type::List(Box::new(self.lookup(inner)?)),
            TypeExpr::Map(inner) => Type::Map(Box::new(self.lookup(inner)?)),
            TypeExpr::Name(name) => match SCALARS.iter().find(|(scalar, _)| scalar == name) {
                Some((_, ty)) => ty.clone(),
                None => self.names.get(name)?.0.clone(),
            },
        })
    }

    /// Where a name was declared.
    pub(crate) fn span(&self, name: &str) -> Option<Span> {
        self.names.get(name).map(|(_, span)| *span)
    }
}

fn check_type_name(name: &Spanned<String>, is_id: bool, problems: &mut Vec<Diagnostic>) {
    let problem = if !names::is_pascal_case(&name.value) {
        Some(("is not in PascalCase".to_owned(), format!("write `{}`", names::pascal(&name.value))))
    } else if names::is_taken(&name.value) {
        Some((
            "is taken by Rust or by the generated crate".to_owned(),
            "choose another name".to_owned(),
        ))
    } else if is_id && !name.value.ends_with("Id") {
        Some(("is an id and does not end in `Id`".to_owned(), format!("write `{}Id`", name.value)))
    } else {
        None
    };
    if let Some((what, help)) = problem {
        problems.push(
            Diagnostic::error(Code::BadName, format!("the type name `{}` {what}", name.value))
                .at(name.span, "this name")
                .help(help),
        );
    }
}

/// Reports objects that contain themselves. No page of the platform has one, and a value of such a type has no end.
pub(crate) fn check_cycles(declarations: &Declarations, problems: &mut Vec<Diagnostic>) {
    let edges: BTreeMap<&str, Vec<(&str, Span)>> = declarations
        .objects
        .iter()
        .map(|object| {
            let types = object.fields.iter().filter_map(|field| field.ty.as_ref());
            let fields = types.map(|ty| (ty.value.name(), ty.span)).collect();
            (object.name.value.as_str(), fields)
        })
        .collect();
    let mut reported = BTreeSet::new();
    for object in &declarations.objects {
        let start = object.name.value.as_str();
        if reported.contains(start) {
            continue;
        }
        if let Some(path) = path_back(start, &edges) {
            reported.extend(path.iter().map(|(name, _)| *name));
            let way: Vec<_> = path.iter().map(|(name, _)| format!("`{name}`")).collect();
            let mut problem = Diagnostic::error(
                Code::CyclicType,
                format!("`{start}` contains itself: {} -> `{start}`", way.join(" -> ")),
            );
            for (_, span) in &path {
                problem = problem.at(*span, "by this field");
            }
            problems.push(problem.help("leave the inner field out, or give it the type `json`"));
        }
    }
}

/// The shortest way from `start` to itself, as the objects passed and the field by which each is left.
fn path_back<'a>(
    start: &'a str,
    edges: &BTreeMap<&'a str, Vec<(&'a str, Span)>>,
) -> Option<Vec<(&'a str, Span)>> {
    let mut ways = vec![vec![start]];
    let mut left_by = BTreeMap::new();
    let mut seen = BTreeSet::from([start]);
    while !ways.is_empty() {
        let mut longer = Vec::new();
        for way in ways {
            let at = way.last().copied()?;
            for (next, span) in edges.get(at).into_iter().flatten() {
                left_by.entry((at, *next)).or_insert(*span);
                if *next == start {
                    let stops = way.iter().copied().chain([start]).collect::<Vec<_>>();
                    return Some(
                        stops
                            .windows(2)
                            .filter_map(|w| Some((w[0], *left_by.get(&(w[0], w[1]))?)))
                            .collect(),
                    );
                }
                if edges.contains_key(next) && seen.insert(next) {
                    longer.push(way.iter().copied().chain([*next]).collect());
                }
            }
        }
        ways = longer;
    }
    None
}

/// In which directions each declared type travels. Objects must be free of cycles.
#[derive(Debug, Default)]
pub(crate) struct Usages(BTreeMap<String, Usage>);

impl Usages {
    /// Marks a type and all that it contains.
    pub(crate) fn mark(&mut self, expr: &TypeExpr, usage: Usage, declarations: &Declarations) {
        let name = expr.name();
        let entry = self.0.entry(name.to_owned()).or_default();
        let merged = Usage {
            request: entry.request || usage.request,
            response: entry.response || usage.response,
        };
        if *entry == merged {
            return;
        }
        *entry = merged;
        if let Some(object) = declarations.objects.iter().find(|object| object.name.value == name) {
            for ty in object.fields.iter().filter_map(|field| field.ty.as_ref()) {
                self.mark(&ty.value, usage, declarations);
            }
        }
    }

    /// The directions of a type; neither if nothing uses it.
    pub(crate) fn of(&self, name: &str) -> Usage {
        self.0.get(name).copied().unwrap_or_default()
    }
}
