//! Groups of resources: which parts of a crate are there with which features.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

#[path = "verdicts/base.rs"]
#[allow(dead_code, reason = "nothing is compared here")]
mod base;

use std::collections::BTreeSet;

use feishu_codegen::{FileSet, Package, Sources, Target, Written, generate, has_errors, products};
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Item, Lit, Meta, Token, UseTree};

const OWNER: &str = r#"
operation: zoo.v1.owner.get
summary: Get an owner
page: https://pages.example/owner/get
page_updated: 2025-01-31
http: GET /open-apis/zoo/v1/owners/:owner_id
tokens: [tenant_access_token]
apps: [custom]
request:
  path:
    owner_id: { type: OwnerId, example: "8" }
response:
  data:
    pets: { type: "[Pet]" }
"#;

/// What is generated of three resources, with these groups in the manifest.
fn generated(groups: &str) -> FileSet {
    let mut sources = Sources::new();
    let manifest = "product: zoo\ntitle: Zoo\ndescription: Pets.\ncrate: feishu-zoo\nmain: v1\n";
    sources.add("spec/zoo/product.yaml", format!("{manifest}{groups}"));
    sources.add("spec/platform.yaml", include_str!("fixture/platform.yaml"));
    sources.add("spec/zoo/v1/types.yaml", include_str!("fixture/types.yaml"));
    sources.add("spec/zoo/v1/pet/replace.yaml", include_str!("fixture/replace.yaml"));
    sources.add("spec/zoo/v1/pet/list.yaml", include_str!("fixture/list.yaml"));
    sources.add("spec/zoo/v1/token/issue.yaml", include_str!("fixture/issue.yaml"));
    sources.add("spec/zoo/v1/owner/get.yaml", OWNER);
    let specs = Written::of(sources);
    let (found, problems) = products(&specs, "spec", &Default::default());
    assert!(problems.is_empty(), "{problems:?}");
    let product = found.into_iter().next().expect("a product");
    let package = Some(Package { product, front_page: None, publish: true });
    let target = Target { package, ..Target::sdk("sdk", "spec/zoo") };
    let (files, problems) = generate(specs.sources(), &target);
    assert!(problems.is_empty(), "{problems:?}");
    files
}

const GROUPS: &str = "groups:\n  owners: [owner]\n  pets: [pet]\n  tokens: [token]\n";

/// The condition of an item: the attribute above its line, or nothing.
fn condition(files: &FileSet, path: &str, item: &str) -> String {
    let text = files.get(&format!("sdk/src/generated/{path}")).expect("the file");
    let mut above = "";
    for line in text.lines() {
        if line == item {
            let condition = above.strip_prefix("#[cfg(").and_then(|rest| rest.strip_suffix(")]"));
            return condition.unwrap_or_default().to_owned();
        }
        above = line;
    }
    panic!("{path} has no {item}:\n{text}")
}

#[test]
fn a_type_is_there_with_the_groups_whose_operations_use_it_also_through_other_types() {
    let files = generated(GROUPS);
    let both = "any(feature = \"owners\", feature = \"pets\")";
    let cases = [
        ("resources/mod.rs", "pub mod owner;", "feature = \"owners\""),
        ("resources/mod.rs", "pub mod token;", "feature = \"tokens\""),
        // In the responses of both, as an item of a list.
        ("types/mod.rs", "mod pet;", both),
        ("types/mod.rs", "pub use pet::Pet;", both),
        // A field of it.
        ("types/mod.rs", "mod size;", both),
        // In the requests of one.
        ("types/mod.rs", "mod toy;", "feature = \"pets\""),
        ("strategies/mod.rs", "pub mod toy;", "feature = \"pets\""),
        ("mod.rs", "pub use ids::*;", both),
        ("mod.rs", "pub mod types;", ""),
    ];
    for (path, item, expected) in cases {
        assert_eq!(condition(&files, path, item), expected, "{path}: {item}");
    }
}

#[test]
fn what_all_groups_use_needs_no_feature() {
    let files = generated("groups:\n  owners: [owner, token]\n  pets: [pet]\n");
    assert_eq!(condition(&files, "types/mod.rs", "mod pet;"), "");
    assert_eq!(condition(&files, "types/mod.rs", "mod toy;"), "feature = \"pets\"");
    assert_eq!(condition(&files, "resources/mod.rs", "pub mod owner;"), "feature = \"owners\"");
}

#[test]
fn a_group_is_a_feature_that_is_on_by_default_and_the_docs_of_what_needs_it_say_so() {
    let files = generated(GROUPS);
    let manifest = files.get("sdk/Cargo.toml").expect("a manifest");
    let manifest: toml::Table = toml::from_str(manifest).expect("TOML");
    let features = manifest.get("features").expect("features");
    let of = |name: &str| features[name].as_array().expect("a list").clone();
    assert_eq!(of("default"), ["full".into(), "tls".into()]);
    assert_eq!(of("full"), ["owners".into(), "pets".into(), "tokens".into()]);
    assert!(of("owners").is_empty() && of("pets").is_empty() && of("tokens").is_empty());
    for path in ["sdk/README.md", "sdk/src/lib.rs"] {
        let text = files.get(path).expect("the file");
        assert!(text.contains("| `pets` | yes | the resource `pet` with its types |"), "{text}");
    }
    let client = files.get("sdk/src/generated/client.rs").expect("the client");
    let accessor = "    /// Requires the feature `pets`, which is on by default.\n    #[cfg(feature = \
                    \"pets\")]\n    #[inline]\n    pub fn pet(&self)";
    assert!(client.contains(accessor), "{client}");
}

#[test]
fn without_groups_nothing_needs_a_feature_of_one_and_schemas_are_whole_either_way() {
    let (with, without) = (generated(GROUPS), generated(""));
    for (path, text) in without.iter() {
        let others = ["\"proptest\"", "\"full-serde\""];
        let of_group =
            |line: &&str| line.contains("cfg(") && !others.iter().any(|one| line.contains(one));
        if path.contains("/src/generated/") {
            assert_eq!(text.lines().find(of_group), None, "{path}");
        }
        if path.contains("/schema/") {
            assert_eq!(with.get(path), Some(text), "{path}");
        }
    }
    let manifest = without.get("sdk/Cargo.toml").expect("a manifest");
    assert!(
        manifest.contains("default = [\"tls\"]") && !manifest.contains("full = "),
        "{manifest}"
    );
}

/// Sends what cages are asked for, and what they are shut with.
const PENS: [(&str, &str); 2] = [
    (
        "spec/zoo/v1/pen/list.yaml",
        r#"
operation: zoo.v1.pen.list
summary: List pens
page: https://pages.example/pen/list
http: POST /open-apis/zoo/v1/pens/list
tokens: [tenant_access_token]
apps: [custom]
request:
  query:
    page_size: { type: i32, range: 1..50 }
    page_token: { type: string }
  body:
    cage_ids: { type: "[CageId]" }
response:
  data:
    pet: { type: Pet }
"#,
    ),
    (
        "spec/zoo/v1/pen/shut.yaml",
        r#"
operation: zoo.v1.pen.shut
summary: Shut a pen
page: https://pages.example/pen/shut
http: POST /open-apis/zoo/v1/pens/shut
tokens: [tenant_access_token]
apps: [custom]
write: create
request:
  body:
    lock: { type: LockInput }
    mood: { type: Mood }
response:
  data: {}
"#,
    ),
];

/// Whether what has this attribute is there.
fn holds(condition: &Meta, on: &BTreeSet<&str>) -> bool {
    match condition {
        Meta::Path(_) => false,
        Meta::NameValue(feature) => match &feature.value {
            Expr::Lit(text) => {
                matches!(&text.lit, Lit::Str(name) if on.contains(name.value().as_str()))
            }
            _ => panic!("a feature without a name"),
        },
        Meta::List(list) => {
            let parse = Punctuated::<Meta, Token![,]>::parse_terminated;
            let parts = list.parse_args_with(parse).expect("conditions");
            let mut parts = parts.iter().map(|part| holds(part, on));
            match list.path.to_token_stream().to_string().as_str() {
                "cfg" | "all" => parts.all(|holds| holds),
                "any" => parts.any(|holds| holds),
                "not" => !parts.all(|holds| holds),
                other => panic!("what is {other}?"),
            }
        }
    }
}

fn is_there(attributes: &[Attribute], on: &BTreeSet<&str>) -> bool {
    let mut conditions = attributes.iter().filter(|attribute| attribute.path().is_ident("cfg"));
    conditions.all(|condition| holds(&condition.meta, on))
}

/// The names of types and statics, and those before `::`, outside what is not there.
fn mentioned(tokens: TokenStream, on: &BTreeSet<&str>, names: &mut BTreeSet<String>) {
    let mut tokens = tokens.into_iter().peekable();
    let is_mark = |token: Option<&TokenTree>, wanted: char| matches!(token, Some(TokenTree::Punct(mark)) if mark.as_char() == wanted);
    let mut is_attribute = false;
    while let Some(token) = tokens.next() {
        match &token {
            TokenTree::Group(group) if is_attribute => {
                let condition = syn::parse2::<Meta>(group.stream()).ok();
                let condition = condition.filter(|it| it.path().is_ident("cfg"));
                if condition.is_some_and(|condition| !holds(&condition, on)) {
                    let ends =
                        |it: &TokenTree| [',', ';'].iter().any(|end| is_mark(Some(it), *end));
                    tokens.by_ref().find(ends);
                }
            }
            TokenTree::Group(group) => mentioned(group.stream(), on, names),
            TokenTree::Ident(name) => {
                let name = name.to_string();
                if name.starts_with(|c: char| c.is_ascii_uppercase()) || is_mark(tokens.peek(), ':')
                {
                    names.insert(name);
                }
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
        is_attribute = is_mark(Some(&token), '#');
    }
}

fn imported(tree: &UseTree, names: &mut BTreeSet<String>) {
    match tree {
        UseTree::Path(path) => imported(&path.tree, names),
        UseTree::Name(name) => drop(names.insert(name.ident.to_string())),
        UseTree::Rename(name) => drop(names.insert(name.rename.to_string())),
        UseTree::Glob(_) => {}
        UseTree::Group(group) => group.items.iter().for_each(|tree| imported(tree, names)),
    }
}

/// What an item brings into its file.
fn brought(item: &Item, names: &mut BTreeSet<String>) {
    match item {
        Item::Use(item) => imported(&item.tree, names),
        Item::Static(item) => drop(names.insert(item.ident.to_string())),
        Item::Const(item) => drop(names.insert(item.ident.to_string())),
        Item::Struct(item) => drop(names.insert(item.ident.to_string())),
        _ => {}
    }
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        other => panic!("{}", other.to_token_stream()),
    }
}

/// Whoever wants one group of a product builds its crate with that feature alone.
#[test]
fn with_each_feature_alone_what_is_there_names_nothing_that_is_not() {
    const OTHERS: [&str; 3] = ["full-serde", "proptest", "schemars"];
    for groups in [
        "groups:\n  cages: [cage]\n  pens: [pen]\n  pets: [pet]\n  photos: [photo]\n",
        "groups:\n  cages: [cage, photo]\n  pens: [pen, pet]\n",
        "groups:\n  cages: [pet, cage]\n  pens: [pen]\n  photos: [photo]\n",
    ] {
        let mut files = base::files();
        let (_, manifest) =
            files.iter_mut().find(|(path, _)| path.ends_with("product.yaml")).expect("one");
        manifest.push_str(groups);
        files.extend(PENS.map(|(path, text)| (path.to_owned(), text.to_owned())));
        let sources = base::sources(&files);
        let (files, problems) = generate(&sources, &Target::sdk("sdk", "spec"));
        assert!(!has_errors(&problems), "{problems:?}");
        let contracts = files.get("sdk/src/generated/contracts.rs").expect("contracts");
        assert_eq!(contracts.matches("CAGE_LIST_QUERY").count(), 4, "a shared list: {contracts}");
        let conversion = "impl TryFrom<&Lock> for LockInput {";
        assert_eq!(condition(&files, "conversions.rs", conversion), "feature = \"cages\"");
        // Files that are there whatever the features are; each other file is there as a whole.
        let parsed: Vec<_> = files
            .iter()
            .filter_map(|(path, text)| Some((path, path.strip_prefix("sdk/src/generated/")?, text)))
            .filter(|(_, inside, _)| inside.ends_with(".rs") && !inside.contains('/'))
            .map(|(path, _, text)| (path, syn::parse_file(text).expect("Rust").items))
            .collect();
        assert!(parsed.len() > 4);
        let types = files.get("sdk/src/generated/types/mod.rs").expect("the types");
        let types = syn::parse_file(types).expect("Rust").items;
        let names = |items: &mut dyn Iterator<Item = &Item>| {
            let mut names = BTreeSet::new();
            items.for_each(|item| brought(item, &mut names));
            names
        };
        let features = groups.lines().skip(1).filter_map(|line| line.trim().split(':').next());
        for feature in features {
            let on = OTHERS.into_iter().chain([feature]).collect();
            let there = |item: &&Item| is_there(attributes(item), &on);
            let known_types = names(&mut types.iter().filter(there));
            let no_types: BTreeSet<_> =
                names(&mut types.iter()).difference(&known_types).cloned().collect();
            for (path, items) in &parsed {
                let known = names(&mut items.iter().filter(there));
                let mut absent: BTreeSet<_> =
                    names(&mut items.iter()).difference(&known).cloned().collect();
                absent.extend(no_types.iter().cloned());
                let mut named = BTreeSet::new();
                for item in items.iter().filter(there) {
                    mentioned(item.to_token_stream(), &on, &mut named);
                }
                let missing: Vec<_> = named.intersection(&absent).collect();
                assert!(missing.is_empty(), "{path} with {feature} alone: {missing:?}");
            }
        }
    }
}
