//! The declared types: names, references, cycles, and who uses what.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::diagnostic::{Code, Diagnostic, Span, Spanned};
use crate::model::Type;
use crate::model::scalar::{self, Scalar};
use crate::names;
use crate::spec::type_expr::TypeExpr;
use crate::spec::types::{Declarations, MAX_NESTED};
use crate::suggest::likely;

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
            let scalars = scalar::ALL.iter().map(|scalar| scalar.word);
            let known = scalars.chain(self.names.keys().map(String::as_str));
            let help = match likely(problems, name, known) {
                Some(near) => format!("did you mean `{near}`?"),
                None if name.ends_with("Id") => {
                    format!("declare it in types.yaml: ids: {{ {name}: {{ description: … }} }}")
                }
                None => format!("declare `{name}` in types.yaml under `objects` or `enums`"),
            };
            problems.push(
                Diagnostic::error(Code::UnknownType, format!("unknown type `{name}`"))
                    .at(expr.span, "not declared anywhere")
                    .help(help),
            );
        }
        ty
    }

    /// The same, without a word about what is wrong.
    pub(crate) fn lookup(&self, expr: &TypeExpr) -> Option<Type> {
        Some(match expr {
            TypeExpr::List(inner) => Type::List(Box::new(self.lookup(inner)?)),
            TypeExpr::Map(inner) => Type::Map(Box::new(self.lookup(inner)?)),
            TypeExpr::Name(name) => match Scalar::find(name) {
                Some(scalar) => Type::Scalar(scalar),
                None => self.names.get(name)?.0.clone(),
            },
        })
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
    } else if let Some(why) = names::no_module(&names::snake(&name.value)) {
        Some((
            format!("becomes a file `{}`, which {why}", names::snake(&name.value)),
            "choose another name".to_owned(),
        ))
    } else if is_id && !name.value.ends_with("Id") {
        Some(("is an id but does not end in `Id`".to_owned(), format!("write `{}Id`", name.value)))
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

/// Fields in an object when all that is inside is laid out. What is generated for people lays it out: pages, examples,
/// command lines. A few objects that hold each other twice each would come to millions.
const MAX_LAID_OUT: usize = 50_000;

/// Reports objects that contain themselves, and those that contain too many others one inside the other. No page of the
/// platform has one of either; a value of the first kind has no end.
pub(crate) fn check_nesting(declarations: &Declarations, problems: &mut Vec<Diagnostic>) {
    let index: BTreeMap<&str, usize> = declarations
        .objects
        .iter()
        .enumerate()
        .rev()
        .map(|(at, object)| (object.name.value.as_str(), at))
        .collect();
    let edges: Vec<Vec<(usize, Span)>> = declarations
        .objects
        .iter()
        .map(|object| {
            let types = object.fields.iter().filter_map(|field| field.ty.as_ref());
            let inner = |ty: &Spanned<TypeExpr>| Some((*index.get(ty.value.name())?, ty.span));
            types.filter_map(inner).collect()
        })
        .collect();
    // Objects leave in the order in which everything around them has left; what stays is in a cycle, or inside one.
    let mut around = vec![0_usize; edges.len()];
    edges.iter().flatten().for_each(|(inner, _)| around[*inner] += 1);
    let mut free: Vec<usize> = (0..edges.len()).filter(|at| around[*at] == 0).collect();
    let mut depth = vec![1_usize; edges.len()];
    let mut left = vec![false; edges.len()];
    let mut is_told = false;
    let mut order = Vec::new();
    while let Some(outer) = free.pop() {
        left[outer] = true;
        order.push(outer);
        for (inner, span) in &edges[outer] {
            depth[*inner] = depth[*inner].max(depth[outer] + 1);
            if depth[*inner] > MAX_NESTED && !is_told {
                is_told = true;
                let message = format!("more than {MAX_NESTED} nested objects");
                problems.push(
                    Diagnostic::error(Code::TooDeep, message)
                        .at(*span, "by this field, and others before it")
                        .help("give the inner field the type `json`"),
                );
            }
            around[*inner] -= 1;
            if around[*inner] == 0 {
                free.push(*inner);
            }
        }
    }
    let mut laid_out: Vec<usize> =
        declarations.objects.iter().map(|object| object.fields.len()).collect();
    for at in order.into_iter().rev() {
        let inside =
            edges[at].iter().fold(0_usize, |sum, (inner, _)| sum.saturating_add(laid_out[*inner]));
        let was_told = edges[at].iter().any(|(inner, _)| laid_out[*inner] > MAX_LAID_OUT);
        laid_out[at] = laid_out[at].saturating_add(inside);
        if inside > 0 && laid_out[at] > MAX_LAID_OUT && !was_told {
            let name = &declarations.objects[at].name;
            let message = format!(
                "`{}` holds more than {MAX_LAID_OUT} fields, with those of the objects inside",
                name.value
            );
            problems.push(
                Diagnostic::error(Code::TooDeep, message)
                    .at(name.span, "this object")
                    .help("give fields that are objects the type `json`"),
            );
        }
    }
    let component = components(&edges);
    let mut told = BTreeSet::new();
    for start in 0..edges.len() {
        if left[start] || !told.insert(component[start]) {
            continue;
        }
        let Some(path) = path_back(start, &edges, &component) else { continue };
        let name = |at: usize| declarations.objects[at].name.value.as_str();
        let way: Vec<_> = path.iter().take(20).map(|(at, _)| format!("`{}`", name(*at))).collect();
        let gap = if path.len() > way.len() { " -> …" } else { "" };
        let mut problem = Diagnostic::error(
            Code::CyclicType,
            format!("`{0}` contains itself: {1}{gap} -> `{0}`", name(start), way.join(" -> ")),
        );
        for (_, span) in path.iter().take(20) {
            problem = problem.at(*span, "by this field");
        }
        problems.push(problem.help("remove the inner field, or give it the type `json`"));
    }
}

/// The shortest way from `start` to itself, as the objects passed and the field by which each is left. It stays among
/// those that lead back.
fn path_back(
    start: usize,
    edges: &[Vec<(usize, Span)>],
    component: &[usize],
) -> Option<Vec<(usize, Span)>> {
    let mut before = BTreeMap::<usize, (usize, Span)>::new();
    let mut waiting = VecDeque::from([start]);
    while let Some(at) = waiting.pop_front() {
        for (next, span) in edges[at].iter().filter(|(to, _)| component[*to] == component[start]) {
            if *next == start {
                let mut path = vec![(at, *span)];
                while let Some(step) = path.last().and_then(|(at, _)| before.get(at)) {
                    path.push(*step);
                }
                path.reverse();
                return Some(path);
            }
            if !before.contains_key(next) {
                before.insert(*next, (at, *span));
                waiting.push_back(*next);
            }
        }
    }
    None
}

/// Which objects lead to each other and back: those have the same number. (Kosaraju's way, without recursion.)
fn components(edges: &[Vec<(usize, Span)>]) -> Vec<usize> {
    let mut backward = vec![Vec::new(); edges.len()];
    for (from, (to, _)) in
        edges.iter().enumerate().flat_map(|(at, to)| to.iter().map(move |to| (at, to)))
    {
        backward[*to].push(from);
    }
    let mut seen = vec![false; edges.len()];
    let mut finished = Vec::new();
    for root in 0..edges.len() {
        let mut open =
            if std::mem::replace(&mut seen[root], true) { Vec::new() } else { vec![(root, 0)] };
        while let Some((at, next)) = open.last_mut() {
            match edges[*at].get(*next) {
                Some((to, _)) => {
                    *next += 1;
                    if !std::mem::replace(&mut seen[*to], true) {
                        open.push((*to, 0));
                    }
                }
                None => finished.extend(open.pop().map(|(at, _)| at)),
            }
        }
    }
    let mut component = vec![usize::MAX; edges.len()];
    for root in finished.into_iter().rev() {
        let mut open = vec![root];
        while let Some(at) = open.pop() {
            if component[at] == usize::MAX {
                component[at] = root;
                open.extend(backward[at].iter().filter(|from| component[**from] == usize::MAX));
            }
        }
    }
    component
}
