//! The public API of a generated crate, read from its text, and what its changes mean to users.

#[path = "../support/macros.rs"]
mod macros;

use std::collections::BTreeSet;

use feishu_codegen::diff::RustApi;
use feishu_codegen::{FileSet, Sources, Target, Written, generate, products};
use quote::ToTokens;
use syn::{Attribute, Fields, FnArg, ImplItem, Item, Type, Visibility};

/// The public API of the crate that these specs make.
pub(crate) fn api(sources: &Sources) -> BTreeSet<String> {
    let mut found = surface(&generate(sources, &Target::sdk("sdk", "spec")).0);
    // By the names of their crates begins every path into them.
    let specs = Written::of(sources.clone());
    for place in ["spec", "tests/kitchen/spec"] {
        let (products, _) = products(&specs, place, &BTreeSet::new());
        found.extend(products.into_iter().map(|product| format!("crate {}", product.library())));
    }
    found
}

/// A verdict that owes nothing to the differ.
pub(crate) fn verdict(before: &BTreeSet<String>, after: &BTreeSet<String>) -> RustApi {
    if !before.is_subset(after) {
        RustApi::Major
    } else if before != after {
        RustApi::Minor
    } else {
        RustApi::Patch
    }
}

/// Every public thing, with its type.
fn surface(files: &FileSet) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (path, text) in files.iter() {
        // What is behind a feature for tests follows from the rest.
        if path.ends_with(".rs") && !path.contains("/strategies") {
            let stem = path.rsplit('/').next().expect("a name").trim_end_matches(".rs");
            let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"));
            let mut of_file = BTreeSet::new();
            file.items.iter().for_each(|item| of_item(item, stem, &mut of_file));
            // Versions other than the main one have modules of their own.
            let (_, inside) = path.split_once("/generated/").expect("a generated file");
            let version = inside.split_once('/').map_or("", |(folder, _)| folder);
            let is_version = version.starts_with('v') && version[1..].parse::<u32>().is_ok();
            let module = if is_version { version } else { "" };
            found.extend(of_file.into_iter().map(|thing| format!("{module}{thing}")));
        }
    }
    found
}

fn of_item(item: &Item, stem: &str, found: &mut BTreeSet<String>) {
    match item {
        Item::Struct(item) if is_public(&item.vis) => {
            let name = &item.ident;
            found.insert(format!("struct {name}"));
            found.extend(derives(&item.attrs).map(|derive| format!("{derive} for {name}")));
            if let Fields::Named(fields) = &item.fields {
                for field in fields.named.iter().filter(|field| is_public(&field.vis)) {
                    let field_name = field.ident.as_ref().expect("named");
                    found.insert(format!("{name}.{field_name}: {}", text(&field.ty)));
                }
            }
        }
        Item::Impl(item) => {
            let on = text(&item.self_ty);
            if let Some((of, _)) = &item.trait_ {
                found.insert(format!("{} for {on}", text(of)));
                return;
            }
            for member in &item.items {
                match member {
                    ImplItem::Fn(function) if is_public(&function.vis) => {
                        let inputs = function.sig.inputs.iter().map(|input| match input {
                            FnArg::Typed(argument) => text(&argument.ty),
                            FnArg::Receiver(receiver) => text(receiver),
                        });
                        let inputs: Vec<_> = inputs.collect();
                        let (name, output) = (&function.sig.ident, text(&function.sig.output));
                        // Whoever turned on another feature has it no longer.
                        let needed = |attribute: &&Attribute| attribute.path().is_ident("cfg");
                        let needed = function.attrs.iter().find(needed).map(text);
                        found.insert(format!("{on}::{name} with {needed:?}"));
                        found.insert(format!("{on}::{name}({}) {output}", inputs.join(", ")));
                    }
                    ImplItem::Const(constant) if is_public(&constant.vis) => {
                        found.insert(format!("{on}::{}: {}", constant.ident, text(&constant.ty)));
                    }
                    _ => {}
                }
            }
        }
        Item::Const(item) if is_public(&item.vis) => {
            found.insert(named(stem, &item.ident, &item.ty));
        }
        Item::Static(item) if is_public(&item.vis) => {
            found.insert(named(stem, &item.ident, &item.ty));
        }
        Item::Macro(item) => {
            if let Some(declared) = macros::enumeration(item) {
                // What it has is what that macro gives it.
                found.insert(format!("{} {}", text(&item.mac.path), declared.ident));
                for variant in &declared.variants {
                    found.insert(format!("{}::{}", declared.ident, variant.ident));
                }
                return;
            }
            // `id! { /// … pub struct PetId; }`
            let tokens = item.mac.tokens.to_string();
            if let Some((_, name)) = tokens.rsplit_once("pub struct ") {
                found.insert(format!("id {name}"));
            }
        }
        _ => {}
    }
}

fn named(stem: &str, name: &syn::Ident, ty: &Type) -> String {
    format!("{stem}::{name}: {}", text(ty))
}

fn derives(attributes: &[Attribute]) -> impl Iterator<Item = String> {
    let derives = attributes.iter().filter(|attribute| attribute.path().is_ident("derive"));
    let text = derives.map(|attribute| attribute.to_token_stream().to_string()).collect::<String>();
    let names = text.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect::<Vec<_>>();
    names.into_iter().filter(|name| name == "Default")
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn text(tokens: &impl ToTokens) -> String {
    tokens.to_token_stream().to_string()
}
