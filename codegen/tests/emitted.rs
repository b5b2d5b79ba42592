//! What is true of every emitted file, whatever the specs say: it names what it imports and imports what it names, and no
//! word of the wire is a word of Rust in it.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

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
    }
    variants
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

/// The names that stand by themselves: not behind `::` or a dot.
fn mentioned(tokens: TokenStream, names: &mut BTreeSet<String>) {
    let mut before = ' ';
    for token in tokens {
        match token {
            TokenTree::Ident(name) => {
                if !matches!(before, ':' | '.') {
                    names.insert(name.to_string());
                }
                before = ' ';
            }
            TokenTree::Punct(mark) => {
                // A colon alone stands before a type.
                let is_path = mark.as_char() == ':' && before == '1';
                before = match mark.as_char() {
                    ':' if is_path => ':',
                    ':' if mark.spacing() == proc_macro2::Spacing::Joint => '1',
                    '.' => '.',
                    _ => ' ',
                };
            }
            TokenTree::Group(group) => {
                mentioned(group.stream(), names);
                before = ' ';
            }
            TokenTree::Literal(_) => before = ' ',
        }
    }
}

/// What a file imports, what it names, and what it declares itself.
struct Names {
    imported: BTreeSet<String>,
    mentioned: BTreeSet<String>,
    declared: BTreeSet<String>,
}

fn names(text: &str) -> Names {
    let file = syn::parse_file(text).expect("Rust");
    let mut names =
        Names { imported: BTreeSet::new(), mentioned: BTreeSet::new(), declared: BTreeSet::new() };
    for item in &file.items {
        match item {
            Item::Use(item) if matches!(item.vis, syn::Visibility::Inherited) => {
                imported(&item.tree, "", &mut names.imported);
            }
            Item::Use(_) | Item::Mod(_) => {}
            item => {
                let name = match item {
                    Item::Struct(item) => Some(&item.ident),
                    Item::Enum(item) => Some(&item.ident),
                    Item::Static(item) => Some(&item.ident),
                    Item::Const(item) => Some(&item.ident),
                    _ => None,
                };
                names.declared.extend(name.map(ToString::to_string));
                if let Item::Macro(item) = item {
                    // `id! { /// … pub struct PetId; }`
                    let tokens = item.mac.tokens.to_string();
                    let name = tokens.rsplit_once("pub struct ").map(|(_, name)| name);
                    let end = |c: char| !c.is_alphanumeric();
                    names.declared.extend(name.map(|name| name.replace(end, "")));
                }
                mentioned(item.to_token_stream(), &mut names.mentioned);
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
    let known: BTreeSet<String> =
        all.values().flat_map(|names| names.imported.iter().cloned()).collect();
    assert!(known.contains("Duration") && known.contains("RateLimit"), "{known:?}");
    for (place, names) in &all {
        let unused: Vec<_> = names.imported.difference(&names.mentioned).collect();
        assert!(unused.iter().all(|name| *name == "*" || *name == "_"), "{place}: {unused:?}");
        let missing = names.mentioned.iter().filter(|name| {
            known.contains(*name)
                && name.starts_with(|c: char| c.is_ascii_uppercase())
                && !names.imported.contains(*name)
                && !names.declared.contains(*name)
        });
        let missing: Vec<_> = missing.collect();
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
    let mut structs = items.filter_map(|item| match item {
        Item::Struct(item) if item.ident == name => Some(item),
        _ => None,
    });
    let found = structs.next().unwrap_or_else(|| panic!("no struct {name}"));
    let wire_name = |field: &syn::Field| {
        let mut name = field.ident.as_ref().expect("a name").to_string();
        for attribute in field.attrs.iter().filter(|one| one.path().is_ident("serde")) {
            let text = attribute.to_token_stream().to_string().replace(' ', "");
            if let Some((_, rest)) = text.split_once("rename=\"") {
                name = rest.split('"').next().expect("a string").to_owned();
            }
        }
        name.trim_start_matches("r#").to_owned()
    };
    found.fields.iter().map(wire_name).collect()
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
    let of = |operation: &str| {
        let start = format!("Contract::new(&operations::{operation},");
        let (_, rest) = text.split_once(&start).unwrap_or_else(|| panic!("{operation} in {text}"));
        let own = rest.split("Contract::new").next().unwrap_or_default();
        let fields = own.split("NamedValues {").skip(1).map(|field| {
            let strings = |key: &str| {
                let before = format!("{key}: \"");
                let parts = field.split(&before).skip(1);
                let values = parts.filter_map(|part| part.split('"').next());
                values.collect::<Vec<_>>().join(" ")
            };
            [strings("field"), strings("name"), strings("value")]
        });
        fields.collect::<Vec<_>>()
    };
    let sizes = ["small large huge", "1 2 3"];
    let moods = ["happy sad", "happy sad"];
    let told = |field: &str, of: [&str; 2]| [field.to_owned(), of[0].to_owned(), of[1].to_owned()];
    assert_eq!(of("CAGE_LIST"), [told("mood", moods), told("sizes", sizes)]);
    let of_body = [told("foods.mood", moods), told("size", sizes), told("mood", moods)];
    assert_eq!(of("PET_REPLACE"), of_body);
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
