//! Specs whose names clash in every way that the pools below can make them: either there is a diagnostic at the place, or what is
//! generated gives every name once. Names that go together are chosen by chance, so a template that begins to use another name
//! is found here.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

#[path = "support/macros.rs"]
mod macros;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use feishu_codegen::{Code, FileSet, Severity, Sources, Target, generate};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use syn::{Fields, ImplItem, Item, UseTree};

const TYPES: &[&str] = &[
    "Pet",
    "PET",
    "PeT",
    "Stream",
    "Broken",
    "Strategy",
    "ListPet",
    "ListPetQuery",
    "PetResource",
    "ListPetData",
    "Client",
    "Vec",
    "V2",
    "AbTest",
    "ABTest",
    "Json",
    "Operation",
    "Page",
    "Next",
    "Items",
    "Pages",
    "Date",
    "Own",
    "Mod",
    "Nul",
];
const RESOURCES: &[&str] = &[
    "pet",
    "pet_list",
    "list",
    "v2",
    "options",
    "core",
    "client",
    "types",
    "ids",
    "a_b",
    "a",
    "b_c",
    "builder",
    "mod",
    "from",
    "resources",
    "operations",
    "self",
    "type",
];
const METHODS: &[&str] = &[
    "list",
    "list_items",
    "list_pages",
    "get",
    "modify",
    "new",
    "options",
    "clone",
    "b_c",
    "c",
    "pet",
    "list_pet",
    "type",
    "mod",
    "move",
    "self",
    "a_b",
    "query",
];
const FIELDS: &[&str] = &[
    "check",
    "new",
    "clone",
    "validate",
    "serialize",
    "deserialize",
    "default",
    "type",
    "self",
    "maybe_name",
    "name",
    "Name",
    "na_me",
    "naMe",
    "at",
    "violations",
    "options",
    "query",
    "body",
    "fmt",
    "eq",
    "path",
    "_",
    "1st",
    "page_token",
    "value",
];

/// Names of enumerations: those of other types, of Rust, and of what its derives and our macros use.
const ENUMS: &[&str] =
    &["Mood", "Result", "Option", "String", "Err", "Unknown", "Pet", "PeT", "Json", "Page", "Vec"];
/// Names of values, which become variants.
const VALUES: &[&str] = &[
    "calm", "err", "self", "ok", "some", "none", "unknown", "default", "error", "result", "option",
    "string", "str", "vec", "values", "value", "as_str", "from", "type", "crate", "super", "a_b",
    "a__b", "ab", "a1", "a_1", "_", "1st", "Err", "mood",
];

/// The declarations of the macros of the runtime that generated enumerations are given to.
const MACROS: &str = include_str!("../../crates/feishu-core/src/open_enum.rs");

/// An enumeration: its name, its values, and whether these are numbers.
type Enumeration = (usize, Vec<usize>, bool);

/// An operation: its resource, its method, the fields of its body, whether it is a list, and the type of its data.
type Operation = (usize, usize, Vec<usize>, bool, Option<usize>);

/// Operations of few resources, so that they meet, and the types and enumerations that are declared besides.
fn specs() -> impl Strategy<Value = (Vec<Operation>, Vec<usize>, Vec<Enumeration>)> {
    let resources =
        prop_oneof![3 => Just(vec![0]), 1 => prop::collection::vec(0..RESOURCES.len(), 1..3)];
    let operations = resources.prop_flat_map(|resources| {
        let method = prop_oneof![0..4_usize, 0..METHODS.len()];
        let fields = prop::collection::vec(0..FIELDS.len(), 0..4);
        let fields = prop_oneof![Just(Vec::new()), fields];
        let data = prop::option::weighted(0.2, 0..TYPES.len());
        let operation = (prop::sample::select(resources), method, fields, any::<bool>(), data);
        prop::collection::vec(operation, 1..4)
    });
    (
        operations,
        prop_oneof![3 => Just(Vec::new()), 1 => prop::collection::vec(0..TYPES.len(), 1..3)],
        prop_oneof![2 => Just(Vec::new()), 1 => prop::collection::vec(enumerations(), 1..3)],
    )
}

fn enumerations() -> impl Strategy<Value = Enumeration> {
    (0..ENUMS.len(), prop::collection::vec(0..VALUES.len(), 1..4), any::<bool>())
}

/// Declares enumerations, and gives their names.
fn declare(text: &mut String, enums: &[Enumeration]) -> BTreeSet<&'static str> {
    let mut declared = BTreeSet::new();
    for (name, values, is_number) in enums {
        let name = ENUMS[*name];
        if !declared.insert(name) {
            continue;
        }
        if declared.len() == 1 {
            text.push_str("enums:\n");
        }
        let _ = writeln!(text, "  {name}:\n    description: A choice.\n    values:");
        for at in values.iter().collect::<BTreeSet<_>>() {
            let value = VALUES[*at];
            let _ = match is_number {
                true => writeln!(text, "      \"{value}\": {{ value: {at} }}"),
                false => writeln!(text, "      \"{value}\": {{ value: \"{value}\" }}"),
            };
        }
    }
    declared
}

fn sources(operations: &[Operation], types: &[usize], enums: &[Enumeration]) -> Sources {
    let mut sources = Sources::new();
    sources.add("spec/platform.yaml", include_str!("fixture/platform.yaml"));
    let mut declared = String::from("objects:\n");
    for name in types.iter().chain(operations.iter().filter_map(|(.., data)| data.as_ref())) {
        let name = TYPES[*name];
        if !declared.contains(&format!("  {name}:\n")) {
            let _ = writeln!(
                declared,
                "  {name}:\n    description: A thing.\n    fields: {{ id: {{ type: string }} }}"
            );
        }
    }
    if declared.len() <= 10 {
        declared = String::new();
    }
    let enums = declare(&mut declared, enums);
    sources.add(
        "spec/zoo/v1/types.yaml",
        if declared.is_empty() { "{}".to_owned() } else { declared },
    );
    for (at, (resource, method, fields, paged, data)) in operations.iter().enumerate() {
        let (resource, method) = (RESOURCES[*resource], METHODS[*method]);
        let mut text = format!(
            "operation: zoo.v1.{resource}.{method}\nsummary: Do it\npage: https://pages.example/{at}\nhttp: POST \
             /open-apis/zoo/v1/calls/{at}\ntokens: [tenant_access_token]\napps: [custom]\n"
        );
        if *paged {
            text.push_str("paging: items\n");
        }
        if *paged || !fields.is_empty() || !enums.is_empty() {
            text.push_str("request:\n");
        }
        if *paged {
            text.push_str("  query: { page_size: { type: i32 }, page_token: { type: string } }\n");
        }
        if !fields.is_empty() || !enums.is_empty() {
            text.push_str("  body:\n");
            for (at, name) in enums.iter().enumerate() {
                let _ = writeln!(text, "    choice_{at}: {{ type: {name} }}");
            }
            for field in fields.iter().collect::<BTreeSet<_>>() {
                let _ =
                    writeln!(text, "    \"{}\": {{ type: string, chars: 1..9 }}", FIELDS[*field]);
            }
        }
        text.push_str("response:\n  data:\n    id: { type: string }\n");
        for (at, name) in enums.iter().enumerate() {
            let _ = writeln!(text, "    choice_{at}: {{ type: {name} }}");
        }
        if let Some(data) = data {
            let _ = writeln!(text, "    thing: {{ type: {} }}", TYPES[*data]);
        }
        if *paged {
            text.push_str("    items: { type: \"[string]\" }\n    has_more: { type: bool }\n    page_token: { type: string }\n");
        }
        sources.add(format!("spec/zoo/v1/{resource}/{method}.yaml"), text);
    }
    sources
}

/// Says which names there are twice where one may be.
fn doubles(files: &FileSet) -> Vec<String> {
    let mut doubles = Vec::new();
    let mut seen = BTreeSet::new();
    for (path, text) in files.iter() {
        if !seen.insert(path.to_lowercase()) {
            doubles.push(format!("the file {path}"));
        }
        if !path.ends_with(".rs") {
            continue;
        }
        let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}\n{text}"));
        let (mut types, mut values, mut methods) = (Vec::new(), Vec::new(), BTreeMap::new());
        for item in &file.items {
            match item {
                Item::Struct(item) => {
                    types.push(item.ident.to_string());
                    if let Fields::Named(fields) = &item.fields {
                        let names = fields.named.iter().filter_map(|field| field.ident.as_ref());
                        doubles.extend(
                            twice(names.map(ToString::to_string))
                                .map(|it| format!("{path}: the field {it}")),
                        );
                    }
                }
                Item::Enum(item) => types.push(item.ident.to_string()),
                Item::Macro(item) => {
                    let Some(item) = macros::enumeration(item) else { continue };
                    types.push(item.ident.to_string());
                    let variants = item.variants.iter().map(|variant| variant.ident.to_string());
                    doubles.extend(
                        twice(of_macros().into_iter().chain(variants))
                            .map(|it| format!("{path}: the variant {}::{it}", item.ident)),
                    );
                }
                Item::Mod(item) => types.push(item.ident.to_string()),
                Item::Fn(item) => values.push(item.sig.ident.to_string()),
                Item::Static(item) => values.push(item.ident.to_string()),
                Item::Const(item) => values.push(item.ident.to_string()),
                Item::Use(item) => leaves(&item.tree, &mut types),
                Item::Impl(item) if item.trait_.is_none() => {
                    let syn::Type::Path(ty) = &*item.self_ty else { continue };
                    let of: &mut Vec<String> = methods
                        .entry(ty.path.segments.last().expect("a name").ident.to_string())
                        .or_default();
                    of.extend(item.items.iter().filter_map(|item| match item {
                        ImplItem::Fn(item) => Some(item.sig.ident.to_string()),
                        _ => None,
                    }));
                }
                _ => {}
            }
        }
        for (what, names) in [("type", types), ("value", values)] {
            doubles
                .extend(twice(names.into_iter()).map(|name| format!("{path}: the {what} {name}")));
        }
        for (ty, names) in methods {
            doubles.extend(twice(names.into_iter()).map(|name| format!("{path}: {ty}::{name}")));
        }
    }
    doubles
}

fn twice(names: impl Iterator<Item = String>) -> impl Iterator<Item = String> {
    let mut seen = BTreeSet::new();
    names.filter(move |name| !seen.insert(name.clone()))
}

/// What macros call `Self::…` in an enumeration: a variant of the same name would be meant, or nothing certain.
fn of_macros() -> BTreeSet<String> {
    let code = MACROS.lines().filter(|line| !line.trim_start().starts_with("//"));
    let paths = code.flat_map(|line| line.split("Self::").skip(1));
    let name = |path: &str| -> String {
        path.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    paths.map(name).filter(|name| name.starts_with(char::is_uppercase)).collect()
}

/// What a `use` brings into the file.
fn leaves(tree: &UseTree, found: &mut Vec<String>) {
    match tree {
        UseTree::Path(path) => leaves(&path.tree, found),
        UseTree::Name(name) if name.ident != "self" => found.push(name.ident.to_string()),
        UseTree::Group(group) => group.items.iter().for_each(|item| leaves(item, found)),
        UseTree::Name(_) | UseTree::Rename(_) | UseTree::Glob(_) => {}
    }
}

#[test]
fn a_macro_of_enumerations_has_a_variant_of_its_own() {
    assert!(of_macros().contains("Unknown"), "{:?}", of_macros());
}

#[test]
fn names_that_clash_are_refused_at_their_place_or_given_once() {
    let (refused, generated, with_enums) = (Cell::new(0), Cell::new(0), Cell::new(0));
    let config = Config { cases: 1000, failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&specs(), |(operations, types, enums)| {
        let sources = sources(&operations, &types, &enums);
        let (files, problems) = generate(&sources, &Target::sdk("sdk", "spec"));
        for problem in &problems {
            prop_assert_ne!(problem.code, Code::Internal, "{}", problem.render(&sources, false));
        }
        let errors: Vec<_> = problems.iter().filter(|it| it.severity == Severity::Error).collect();
        if errors.is_empty() {
            generated.set(generated.get() + 1);
            with_enums.set(with_enums.get() + usize::from(!enums.is_empty()));
            prop_assert_eq!(doubles(&files), Vec::<String>::new());
        } else {
            refused.set(refused.get() + 1);
            for error in errors {
                prop_assert!(!error.labels.is_empty() && error.help.is_some(), "{error:?}");
            }
        }
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
    assert!(
        refused.get() > 50 && generated.get() > 50 && with_enums.get() > 20,
        "{}, {} and {}",
        refused.get(),
        generated.get(),
        with_enums.get()
    );
}
