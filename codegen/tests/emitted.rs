//! What is true of every emitted file, whatever the specs say: it names what it imports and imports what it names, and no
//! word of the wire is a word of Rust in it.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

#[path = "support/macros.rs"]
mod macros;

#[path = "verdicts/base.rs"]
#[allow(dead_code, reason = "nothing is compared here")]
mod base;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use feishu_codegen::{FileSet, Target, generate, has_errors};
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Fields, Item, UseTree};

use base::{Files, files, sources};

/// The crate that these specs make, or nothing if they have errors.
fn generated(files: &Files) -> Option<FileSet> {
    let (generated, problems) = generate(&sources(files), &Target::sdk("sdk", "spec"));
    (!has_errors(&problems)).then_some(generated)
}

/// All operations together, and each alone, with each part that it can do without left out.
fn variants() -> Vec<(String, Files)> {
    let (operations, mut shared): (Files, Files) =
        files().into_iter().partition(|(_, text)| text.starts_with("operation:"));
    let mut variants = vec![("all".to_owned(), files())];
    // What is read back may lack it.
    let mut needed = files();
    for (_, text) in needed.iter_mut().filter(|(path, _)| path.ends_with("cage/replace.yaml")) {
        *text = text.replace("title: { type: string }", "title: { type: string, required: true }");
    }
    variants.push(("a field that is needed".to_owned(), needed));
    // What only some of them send has rules, which answers have not.
    for (_, text) in &mut shared {
        *text = text.replace(", chars: 1..20 }", " }").replace(", range: 1..500 }", " }");
    }
    for (path, text) in &operations {
        // A modify reads with another operation.
        let modify = parts(text).into_iter().find(|part| part.starts_with("modify:"));
        let alone = text.replacen(&modify.unwrap_or_default(), "", 1);
        let without = |part: &str| {
            let mut files = shared.clone();
            files.push((path.clone(), alone.replacen(part, "", 1)));
            (format!("{path} without {part:?}"), files)
        };
        variants.push(without(""));
        variants.extend(parts(&alone).iter().map(|part| without(part)));
        variants.extend(alone_in_the_body(&alone).into_iter().map(|(field, text)| {
            let mut files = self::files();
            files.retain(|(_, text)| !text.starts_with("operation:"));
            files.push((path.clone(), text));
            (format!("{path} with {field:?} alone"), files)
        }));
    }
    // The module of a type ends in what other files import.
    let called = |files: &Files| {
        let renamed = |text: &str| text.replace("Food", "FoodOption");
        files.iter().map(|(path, text)| (path.clone(), renamed(text))).collect()
    };
    let foods = variants.iter().filter(|(what, _)| what.contains("Food, required"));
    let foods: Vec<_> =
        foods.map(|(what, files)| (format!("{what}, called an option"), called(files))).collect();
    assert_eq!(foods.len(), 1);
    variants.extend(foods);
    variants
}

/// More fields, of types that no spec has.
const MORE: &str = r#"    only: { type: "{string: Food}" }
    only: { type: "[{string: Food}]" }
    only: { type: "[Mood]" }
    only: { type: "{string: Size}" }
    only: { type: "{string: i32}" }
    only: { type: "[UnixMillis]", required: true, items: 2.. }
    only: { type: secret }
    only: { type: f64 }
    only: { type: Food, required: true }
"#;

/// The spec with each field of its body as the only one.
fn alone_in_the_body(text: &str) -> Vec<(String, String)> {
    let Some((before, rest)) = text.split_once("  body:\n") else { return Vec::new() };
    let is_field = |line: &&str| line.starts_with("    ");
    let fields: Vec<_> = rest.split_inclusive('\n').take_while(is_field).collect();
    let after = &rest[fields.concat().len()..];
    // A sample would have the other fields, too.
    let after: String =
        after.split_inclusive('\n').filter(|line| !line.starts_with("  example: ")).collect();
    let alone = |field: &str| (field.trim().to_owned(), format!("{before}  body:\n{field}{after}"));
    // Once is enough.
    let more = if text.contains("operation: zoo.v1.pet.replace") { MORE } else { "" };
    fields.iter().copied().chain(more.split_inclusive('\n')).map(alone).collect()
}

/// The entries of a spec, with what is below them.
fn parts(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for line in text.split_inclusive('\n') {
        match parts.last_mut() {
            Some(part) if line.starts_with([' ', '\n']) => part.push_str(line),
            _ => parts.push(line.to_owned()),
        }
    }
    parts
}

/// The names that a `use` brings; `*` for all of a module.
fn imported(tree: &UseTree, module: &str, names: &mut BTreeSet<String>) {
    match tree {
        UseTree::Path(path) => imported(&path.tree, &path.ident.to_string(), names),
        UseTree::Name(name) if name.ident == "self" => drop(names.insert(module.to_owned())),
        UseTree::Name(name) => drop(names.insert(name.ident.to_string())),
        UseTree::Rename(rename) => drop(names.insert(rename.rename.to_string())),
        UseTree::Glob(_) => drop(names.insert("*".to_owned())),
        UseTree::Group(group) => {
            group.items.iter().for_each(|tree| imported(tree, module, names));
        }
    }
}

/// The names that stand by themselves: not behind `::` or a dot. `roots` are those of modules, and of functions
/// that files import.
fn mentioned(tokens: TokenStream, names: &mut BTreeSet<String>, roots: &mut BTreeSet<String>) {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let is_mark = |at: Option<usize>, wanted: char| match at.and_then(|at| tokens.get(at)) {
        Some(TokenTree::Punct(mark)) => mark.as_char() == wanted,
        _ => false,
    };
    // A colon alone stands before a type.
    let is_path = |at: Option<usize>| is_mark(at, ':') && is_mark(at.map(|at| at + 1), ':');
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(name) => {
                let before = at.checked_sub(1);
                if is_mark(before, '.') || is_path(at.checked_sub(2)) {
                    continue;
                }
                names.insert(name.to_string());
                // All others are methods, or declared beside.
                let is_function = name == "vec" || name == "btree_map";
                if is_path(Some(at + 1)) || is_function && !is_mark(Some(at + 1), '!') {
                    roots.insert(name.to_string());
                }
            }
            // The words of an attribute are no functions.
            TokenTree::Group(group) if is_mark(at.checked_sub(1), '#') => {
                mentioned(group.stream(), names, &mut BTreeSet::new());
            }
            TokenTree::Group(group) => mentioned(group.stream(), names, roots),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// What needs no import: the prelude, associated types, type parameters and crates.
const KNOWN: &str = "Self Some None Ok Err Option Result String Vec Box From Into TryFrom Default Clone Debug PartialEq Eq \
                     Hash Copy Iterator IntoIterator Send Sync Fn FnOnce i32 i64 f64 Item Value S D std crate super serde \
                     schemars proptest feishu_core";

/// What a file imports, what it names, and what it declares itself.
#[derive(Default)]
struct Names {
    imported: BTreeSet<String>,
    mentioned: BTreeSet<String>,
    /// Modules and functions among them.
    roots: BTreeSet<String>,
    declared: BTreeSet<String>,
}

fn names(text: &str) -> Names {
    let file = syn::parse_file(text).expect("Rust");
    let mut names = Names::default();
    for item in &file.items {
        match item {
            Item::Use(item) if matches!(item.vis, syn::Visibility::Inherited) => {
                let mut more = BTreeSet::new();
                imported(&item.tree, "", &mut more);
                let twice: Vec<_> = names.imported.intersection(&more).collect();
                assert!(twice.is_empty(), "imported twice: {twice:?}");
                names.imported.extend(more);
            }
            Item::Use(_) => {}
            Item::Mod(item) => drop(names.declared.insert(item.ident.to_string())),
            item => {
                let name = match item {
                    Item::Struct(item) => Some(&item.ident),
                    Item::Static(item) => Some(&item.ident),
                    Item::Const(item) => Some(&item.ident),
                    Item::Fn(item) => Some(&item.sig.ident),
                    _ => None,
                };
                names.declared.extend(name.map(ToString::to_string));
                if let Item::Macro(item) = item {
                    if let Some(item) = macros::enumeration(item) {
                        names.declared.insert(item.ident.to_string());
                        names.declared.extend(item.variants.iter().map(|v| v.ident.to_string()));
                    }
                    // `id! { /// … pub struct PetId; }`
                    let tokens = item.mac.tokens.to_string();
                    let name = tokens.rsplit_once("pub struct ").map(|(_, name)| name);
                    let end = |c: char| !c.is_alphanumeric();
                    names.declared.extend(name.map(|name| name.replace(end, "")));
                }
                mentioned(item.to_token_stream(), &mut names.mentioned, &mut names.roots);
            }
        }
    }
    names
}

#[test]
fn each_file_imports_what_it_names_and_nothing_else() {
    let mut all: BTreeMap<String, Names> = BTreeMap::new();
    let mut valid = 0;
    for (what, files) in variants() {
        let Some(generated) = generated(&files) else { continue };
        valid += 1;
        for (path, text) in generated.iter().filter(|(path, _)| path.ends_with(".rs")) {
            all.insert(format!("{path} of {what}"), names(text));
        }
    }
    assert!(valid > 20, "{valid}");
    assert!(all.keys().any(|place| place.contains("called an option")));
    let imported: BTreeSet<_> = all.values().flat_map(|names| &names.imported).collect();
    for name in ["Duration", "RateLimit", "Broken", "option", "vec", "btree_map", "rules", "modify"]
    {
        assert!(imported.contains(&name.to_owned()), "no file imports `{name}`");
    }
    let known: BTreeSet<&str> = KNOWN.split_whitespace().collect();
    for (place, names) in &all {
        let unused: Vec<_> = names.imported.difference(&names.mentioned).collect();
        assert!(unused.iter().all(|name| *name == "*" || *name == "_"), "{place}: {unused:?}");
        // Constants are local, or behind a path.
        let is_type = |name: &&String| {
            name.starts_with(|c: char| c.is_ascii_uppercase())
                && name.contains(|c: char| c.is_ascii_lowercase())
        };
        let is_small = |name: &&String| name.starts_with(|c: char| c.is_ascii_lowercase());
        let needed = names.mentioned.iter().filter(is_type);
        let needed = needed.chain(names.roots.iter().filter(is_small));
        let missing: Vec<_> = needed
            .filter(|name| {
                !known.contains(name.as_str())
                    && !names.imported.contains(*name)
                    && !names.declared.contains(*name)
            })
            .collect();
        assert!(names.imported.contains("*") || missing.is_empty(), "{place}: {missing:?}");
    }
}

/// Who swaps two ids calls for another object.
#[test]
fn the_arguments_of_a_method_stand_in_the_order_of_the_path() {
    let with = |declared: &str| {
        let mut files = files();
        let photo = files.iter_mut().find(|(path, _)| path.ends_with("photo/create.yaml"));
        let (_, text) = photo.expect("a file");
        let known =
            "    pet_id: { type: PetId, example: \"7\" }\n    size: { type: i32, example: 2 }\n";
        assert_eq!(text.matches(known).count(), 1);
        *text = text.replace(known, declared);
        generated(&files).expect("no errors")
    };
    let (pet, size) =
        ("    pet_id: { type: PetId, example: \"7\" }\n", "    size: { type: i32, example: 2 }\n");
    let in_order = with(&format!("{pet}{size}"));
    // All files at once would be too much to read.
    assert!(with(&format!("{size}{pet}")) == in_order, "the order of the declaration shows");
    let found = in_order.iter().find(|(path, _)| path.ends_with("resources/photo/mod.rs"));
    let (_, text) = found.expect("the resource");
    let at = |part: &str| text.find(part).unwrap_or_else(|| panic!("{part} in {text}"));
    let method = at("pub fn create") + "pub fn create".len();
    let arguments = &text[method..];
    assert!(arguments.find("pet_id:") < arguments.find("size:"), "{arguments}");
    assert!(arguments.contains("pet_id:"), "{arguments}");
}

/// The fields of a struct, each by its name on the wire.
fn wire_names(files: &FileSet, name: &str) -> BTreeSet<String> {
    let items = files
        .iter()
        .filter(|(path, _)| path.ends_with(".rs"))
        .flat_map(|(_, text)| syn::parse_file(text).expect("Rust").items);
    let mut writers = items.filter_map(|item| match item {
        Item::Impl(item) => {
            let of = item.self_ty.to_token_stream().to_string();
            let what = item.trait_.as_ref()?.0.segments.last()?.ident.to_string();
            (of == name && what == "WriteFields").then(|| item.to_token_stream().to_string())
        }
        _ => None,
    });
    let writer = writers.next().unwrap_or_else(|| panic!("no writer of {name}"));
    // The only other string is the feature that it may need.
    let names = writer.split('"').skip(1).step_by(2).filter(|name| *name != "full-serde");
    names.map(str::to_owned).collect()
}

#[test]
fn each_field_travels_under_the_name_of_the_spec_however_rust_spells_it() {
    let names =
        ["ID", "Colour", "iOS", "weightKG", "type", "Self", "eats-meat", "plain", "_hidden", "A1"];
    let mut files = files();
    let fields: String =
        names.iter().map(|name| format!("{name}: {{ type: bool }}\n    ")).collect();
    let (_, request) =
        files.iter_mut().find(|(path, _)| path.ends_with("pet/replace.yaml")).expect("there");
    *request = request.replacen("tags: {", &format!("{fields}tags: {{"), 1);
    let (_, types) =
        files.iter_mut().find(|(path, _)| path.ends_with("v1/types.yaml")).expect("there");
    *types = types.replacen(
        "label: { type: string }",
        &format!("{}label: {{ type: string }}", fields.replace("    ", "      ")),
        1,
    );
    let (generated, problems) = generate(&sources(&files), &Target::sdk("sdk", "spec"));
    assert!(!has_errors(&problems), "{problems:?}");
    for (sent, others) in [
        (
            "ReplacePet",
            &[
                "owner_id", "legs", "name", "nickName", "born", "tags", "foods", "size", "mood",
                "code",
            ][..],
        ),
        ("Toy", &["label"]),
    ] {
        let expected = names.iter().chain(others).map(|name| (*name).to_owned()).collect();
        assert_eq!(wire_names(&generated, sent), expected, "{sent}");
    }
}

#[test]
fn requests_with_the_same_fields_point_at_one_list_and_others_do_not() {
    let lists = |search: &dyn Fn(&str) -> String| {
        let mut files = files();
        let (path, list) =
            files.iter().find(|(path, _)| path.ends_with("cage/list.yaml")).expect("there").clone();
        let renamed =
            list.replace("cage.list", "cage.search").replace("cages/list", "cages/search");
        files.push((path.replace("list", "search"), search(&renamed)));
        let generated = generated(&files).expect("no errors");
        let contracts = generated.iter().find(|(path, _)| path.ends_with("contracts.rs"));
        let (_, contracts) = contracts.expect("contracts");
        let lists = ["CAGE_LIST_QUERY", "CAGE_LIST_REQUEST"].map(|name| {
            let declared = contracts.contains(&format!("static {name}: &[RequestField]"));
            (declared, contracts.matches(&format!(", {name})")).count())
        });
        (lists, contracts.matches("\"page_size\"").count())
    };
    assert_eq!(lists(&str::to_owned), ([(true, 2), (true, 2)], 1));
    // The names alone are not enough.
    let other = |text: &str| text.replace("range: 1..50", "range: 1..49");
    assert_eq!(lists(&other), ([(false, 0), (true, 2)], 2));
}

#[test]
fn an_error_of_a_missing_field_has_its_name_on_the_wire() {
    let mut files = files();
    for (_, text) in files.iter_mut() {
        *text = text.replace("title: { type: string }", "plateText: { type: string }");
    }
    let (_, replace) =
        files.iter_mut().find(|(path, _)| path.ends_with("cage/replace.yaml")).expect("there");
    *replace = replace
        .replace("plateText: { type: string }", "plateText: { type: string, required: true }");
    let generated = generated(&files).expect("no errors");
    let conversions = generated.iter().find(|(path, _)| path.ends_with("conversions.rs"));
    let (_, conversions) = conversions.expect("a conversion");
    let needed = "needed(&current.plate_text, \"plateText\")";
    assert!(conversions.contains(needed), "{conversions}");
}

/// The command line lists these names, and takes them for the values.
#[test]
fn the_names_of_values_are_told_of_each_field_of_query_and_body_and_of_objects_inside() {
    let mut files = files();
    for (path, from, to) in [
        (
            "cage/list.yaml",
            "page_size:",
            "mood: { type: Mood }\n    sizes: { type: \"[Size]\" }\n    page_size:",
        ),
        ("v1/types.yaml", "      grams:", "      mood: { type: Mood }\n      grams:"),
    ] {
        let (_, text) = files.iter_mut().find(|(known, _)| known.ends_with(path)).expect("there");
        assert!(text.contains(from), "{path}: {text}");
        *text = text.replacen(from, to, 1);
    }
    let (generated, problems) = generate(&sources(&files), &Target::sdk("sdk", "spec"));
    assert!(!has_errors(&problems), "{problems:?}");
    let found = generated.iter().find(|(path, _)| path.ends_with("generated/contracts.rs"));
    let (_, text) = found.expect("the contracts");
    let after = |start: &str| {
        let (_, rest) = text.split_once(start).unwrap_or_else(|| panic!("{start} in {text}"));
        rest.to_owned()
    };
    // The strings of each value, up to the end of the list.
    let named = |list: &str| {
        let list = after(&format!("static {list}: &[NamedValue] = &["));
        let list = list.split("];").next().unwrap_or_default();
        let rows = list.split("NamedValue::new(").skip(1);
        let rows = rows.map(|row| row.split('"').skip(1).step_by(2).collect::<Vec<_>>());
        let rows: Vec<_> = rows.collect();
        let column = |at: usize| rows.iter().map(|row| row[at]).collect::<Vec<_>>().join(" ");
        [column(0), column(1)]
    };
    // The fields that have values, up to an end.
    let of = |start: &str, end: &str| {
        let rest = after(start);
        let own = rest.split(end).next().unwrap_or_default();
        let fields = own.split("RequestField::new(").skip(1).filter_map(|field| {
            let name = field.split('"').nth(1).expect("a name").to_owned();
            let (_, values) = field.split_once(".values(")?;
            let [names, values] = named(values.split(')').next().expect("an end"));
            Some([name, names, values])
        });
        fields.collect::<Vec<_>>()
    };
    let of_operation =
        |name: &str| of(&format!("Contract::new(&operations::{name},"), "Contract::new");
    let sizes = ["small large huge", "1 2 3"];
    let moods = ["happy sad", "happy sad"];
    let told = |field: &str, of: [&str; 2]| [field.to_owned(), of[0].to_owned(), of[1].to_owned()];
    assert_eq!(of_operation("CAGE_LIST"), [told("mood", moods), told("sizes", sizes)]);
    assert_eq!(of_operation("PET_REPLACE"), [told("size", sizes), told("mood", moods)]);
    // What an object has is said where the object is.
    let body = after("Contract::new(&operations::PET_REPLACE,");
    let food = "\"foods\", WireType::List(&WireType::Object(FOOD_FIELDS))";
    assert!(body.contains(food), "{text}");
    let inside = of("static FOOD_FIELDS: &[RequestField] = &[", "];");
    assert_eq!(inside, [told("mood", moods)]);
}

/// The command line downloads the file from there.
#[test]
fn a_contract_says_where_the_url_of_one_file_is() {
    let in_pet = ("v1/types.yaml", "legs: { type: i32 }", "url: { type: string }");
    let in_toy = ("v1/types.yaml", "label: { type: string }", "url: { type: string }");
    let number = ("v1/types.yaml", "legs: { type: i32 }", "url: { type: i32 }");
    let beside = ("pet/get.yaml", "    pet: {", "    url: { type: string }\n    pet: {");
    let in_page = ("cage/list.yaml", "others: { type: \"[Cage]\" }", "url: { type: string }");
    for (changes, operation, expected) in [
        (&[in_pet][..], "PET_GET", Some("/pet/url")),
        (&[beside], "PET_GET", Some("/url")),
        // Which of them would it be?
        (&[in_pet, beside], "PET_GET", None),
        (&[in_toy], "PET_GET", None),
        (&[in_toy, beside], "PET_GET", Some("/url")),
        (&[number], "PET_GET", None),
        (&[in_page], "CAGE_LIST", None),
    ] {
        let mut files = files();
        for (path, from, to) in changes {
            let (_, text) = files.iter_mut().find(|(it, _)| it.ends_with(path)).expect("there");
            assert!(text.contains(from), "{path}: {text}");
            *text = text.replacen(from, to, 1);
        }
        let generated = generated(&files).expect("no errors");
        let found = generated.iter().find(|(path, _)| path.ends_with("generated/contracts.rs"));
        let (_, text) = found.expect("the contracts");
        let (_, entry) =
            text.split_once(&format!("Contract::new(&operations::{operation},")).expect("an entry");
        let entry = entry.split("Contract::new(").next().unwrap_or_default();
        let url = entry.split_once(".file_url(\"").and_then(|(_, rest)| rest.split('"').next());
        assert_eq!(url, expected, "{changes:?}");
    }
}

/// Every word that Rust keeps for itself, or kept once, and some that look as if.
const WORDS: &str = "abstract as async await become box break const continue crate do dyn else enum extern false final fn \
                     for gen if impl in let loop macro match mod move mut override priv pub ref return self Self static \
                     struct super trait true try type typeof unsafe unsized use virtual where while yield union auto raw \
                     default safe macro_rules alignof offsetof proc pure sizeof id list";

#[test]
fn a_field_can_have_any_word_of_rust_for_its_name() {
    let mut files = files();
    let (_, text) =
        files.iter_mut().find(|(path, _)| path.ends_with("pet/replace.yaml")).expect("there");
    // `Self` and `self` would be one name.
    let words = WORDS.split_whitespace().filter(|word| *word != "Self");
    let fields: String =
        words.clone().map(|word| format!("    {word}: {{ type: bool }}\n")).collect();
    assert_eq!(text.matches("    tags: {").count(), 1);
    *text = text.replace("    tags: {", &format!("{fields}    tags: {{"));
    let generated = generated(&files).expect("no errors");
    let of = |text: &str| {
        let found =
            syn::parse_file(text).expect("Rust").items.into_iter().find_map(|item| match item {
                Item::Struct(item) if item.ident == "ReplacePet" => Some(item.fields),
                _ => None,
            });
        found.map(|fields| match fields {
            Fields::Named(fields) => {
                fields.named.into_iter().filter_map(|field| field.ident).collect::<Vec<_>>()
            }
            _ => panic!("fields without names"),
        })
    };
    let fields =
        generated.iter().filter(|(path, _)| path.ends_with(".rs")).find_map(|(_, text)| of(text));
    let fields = fields.expect("the request");
    assert!(fields.len() >= words.count(), "{fields:?}");
    // The compiler says which words it keeps, each in a struct of its own, so that it tells of all.
    let structs: String = fields
        .iter()
        .enumerate()
        .map(|(at, field)| format!("pub struct S{at} {{ pub {field}: bool }}\n"))
        .collect();
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let source = folder.join("words.rs");
    std::fs::write(&source, structs).expect("written");
    let cargo = std::env::var_os("CARGO").map(PathBuf::from).unwrap_or_default();
    let beside = cargo.with_file_name("rustc");
    let rustc = if beside.is_file() { beside.as_path() } else { Path::new("rustc") };
    let output = Command::new(rustc)
        .args(["--edition", "2024", "--crate-type", "lib", "--emit", "metadata", "--out-dir"])
        .args([&folder, &source])
        .output()
        .expect("rustc starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The names of the arguments of a method, and those among them that its text hides behind a variable of its own.
fn arguments(method: &syn::ImplItemFn) -> (Vec<String>, Vec<String>) {
    let inputs = method.sig.inputs.iter().filter_map(|input| match input {
        syn::FnArg::Typed(argument) => Some(argument.pat.to_token_stream().to_string()),
        syn::FnArg::Receiver(_) => None,
    });
    let inputs: Vec<_> = inputs.collect();
    let mut hidden = Vec::new();
    hide(method.block.to_token_stream(), &inputs, &mut hidden);
    (inputs, hidden)
}

/// Variables, and arguments of closures, that are called as an argument and not made of it.
fn hide(tokens: TokenStream, arguments: &[String], hidden: &mut Vec<String>) {
    fn words(token: &TokenTree) -> Vec<String> {
        match token {
            TokenTree::Ident(name) => vec![name.to_string()],
            TokenTree::Group(group) => {
                group.stream().into_iter().flat_map(|it| words(&it)).collect()
            }
            _ => Vec::new(),
        }
    }
    let tokens: Vec<_> = tokens.into_iter().collect();
    let is_mark = |token: &TokenTree, wanted: char| matches!(token, TokenTree::Punct(mark) if mark.as_char() == wanted);
    let up_to = |rest: &[TokenTree], end: char| -> Vec<String> {
        rest.iter().take_while(|token| !is_mark(token, end)).flat_map(words).collect()
    };
    let mut inside_closure = false;
    for (at, token) in tokens.iter().enumerate() {
        let rest = &tokens[at + 1..];
        match token {
            TokenTree::Ident(word) if word == "let" => {
                let made = rest.iter().position(|token| is_mark(token, '=')).expect("a value");
                let made = up_to(&rest[made..], ';');
                let names = up_to(rest, '=').into_iter();
                hidden.extend(names.filter(|it| arguments.contains(it) && !made.contains(it)));
            }
            token if is_mark(token, '|') => {
                inside_closure = !inside_closure;
                if inside_closure {
                    let names = up_to(rest, '|').into_iter();
                    hidden.extend(names.filter(|name| arguments.contains(name)));
                }
            }
            TokenTree::Group(group) => hide(group.stream(), arguments, hidden),
            _ => {}
        }
    }
}

/// Who names a parameter of a path or a field of a form knows nothing of the names in generated methods.
#[test]
fn no_name_of_a_spec_is_taken_by_another_argument_or_variable_of_a_method() {
    let edit = |edits: &[(&str, &str, &str)]| {
        let mut files = files();
        for (path, from, to) in edits {
            let (_, text) =
                files.iter_mut().find(|(known, _)| known.ends_with(path)).expect("there");
            assert!(text.contains(from), "{path}: {text}");
            *text = text.replace(from, to);
        }
        files
    };
    // A form with a query, whose path has two parameters.
    let form = |file: &str, parameter: &str, other: &str| {
        edit(&[
            ("photo/create.yaml", ":pet_id", &format!(":{parameter}")),
            ("photo/create.yaml", "    pet_id:", &format!("    {parameter}:")),
            ("photo/create.yaml", ":size", &format!(":{other}")),
            ("photo/create.yaml", "    size:", &format!("    {other}:")),
            ("photo/create.yaml", "  body:\n", "  query:\n    dry_run: { type: bool }\n  body:\n"),
            ("photo/create.yaml", "field: file", &format!("field: {file}")),
        ])
    };
    // A call that is sent after another one with an argument.
    let modify = |parameter: &str, argument: &str| {
        edit(&[
            ("cage/replace.yaml", ":cage_id", &format!(":{parameter}")),
            ("cage/replace.yaml", "    cage_id:", &format!("    {parameter}:")),
            (
                "cage/list.yaml",
                "    page_token: { type: string }\n  body:",
                &format!(
                    "    page_token: {{ type: string }}\n    {argument}: {{ type: i32, required: true }}\n  body:"
                ),
            ),
        ])
    };
    // A list below something.
    let list = |parameter: &str| {
        edit(&[
            ("cage/replace.yaml", "modify: { read: list, by: cage_ids }\n", ""),
            ("cage/list.yaml", "/cages/list", &format!("/cages/:{parameter}/list")),
            (
                "cage/list.yaml",
                "  query:\n",
                &format!("  path:\n    {parameter}: {{ type: string }}\n  query:\n"),
            ),
        ])
    };
    let forms = [
        ["file", "file", "file_in_path"],
        ["query", "query", "body"],
        ["body", "body_file", "body"],
        ["self", "self", "type"],
    ];
    let modifies = [
        ["cage_id", "cage_id"],
        ["change", "change"],
        ["found", "body"],
        ["next", "query"],
        ["item", "item"],
        ["resource", "resource"],
        ["query", "change"],
        ["body", "self"],
    ];
    let lists = ["token", "resource", "query", "body"];
    let forms = forms
        .map(|[file, one, other]| (format!("form {file} {one} {other}"), form(file, one, other)));
    let modifies = modifies.map(|[id, other]| (format!("modify {id} {other}"), modify(id, other)));
    let lists = lists.map(|parameter| (format!("list {parameter}"), list(parameter)));
    let specs = forms.into_iter().chain(modifies).chain(lists);
    for (what, files) in specs {
        let (generated, problems) = generate(&sources(&files), &Target::sdk("sdk", "spec"));
        assert!(!has_errors(&problems), "{what}: {problems:?}");
        let resource = match what.split(' ').next() {
            Some("form") => "photo",
            _ => "cage",
        };
        let path = format!("sdk/src/generated/resources/{resource}/mod.rs");
        let text = generated.get(&path).expect("the resource");
        let methods =
            syn::parse_file(text).expect("Rust").items.into_iter().filter_map(|item| match item {
                Item::Impl(item) => Some(item.items),
                _ => None,
            });
        for method in methods.flatten() {
            let syn::ImplItem::Fn(method) = method else { continue };
            let (names, hidden) = arguments(&method);
            let distinct: BTreeSet<_> = names.iter().collect();
            assert!(
                distinct.len() == names.len() && hidden.is_empty(),
                "{what}: {hidden:?}: {text}"
            );
        }
    }
}
