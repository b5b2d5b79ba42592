//! Functions of the SDK crates are compiled in the crates that call them. Otherwise each dependent would wait for machine
//! code of all operations, although it calls a few: for all of Recruiting, 13,000 functions.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use syn::{Attribute, FnArg, ImplItem, Item, Signature, Type, Visibility};

/// Whether rustc compiles the function in its own crate, for all callers.
fn is_compiled_here(attributes: &[Attribute], signature: &Signature) -> bool {
    let types = signature.generics.type_params().next().is_some();
    let implied = signature.inputs.iter().any(|argument| match argument {
        FnArg::Typed(argument) => has_impl(&argument.ty),
        FnArg::Receiver(_) => false,
    });
    let inline = attributes.iter().any(|attribute| attribute.path().is_ident("inline"));
    !types && !implied && !inline
}

/// Whether the type of an argument is `impl …`, or has it inside.
fn has_impl(ty: &Type) -> bool {
    quote::ToTokens::to_token_stream(ty).into_iter().any(|token| match token {
        proc_macro2::TokenTree::Ident(word) => word == "impl",
        _ => false,
    })
}

/// The functions of a file that its crate would compile.
fn compiled_here(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for item in syn::parse_file(text).expect("Rust").items {
        match item {
            Item::Fn(item) if is_compiled_here(&item.attrs, &item.sig) => {
                found.push(item.sig.ident.to_string());
            }
            // All impls for types with parameters are generic.
            Item::Impl(item) if item.generics.type_params().next().is_none() => {
                for part in item.items {
                    let ImplItem::Fn(part) = part else { continue };
                    let unused = matches!(part.vis, Visibility::Inherited) && item.trait_.is_none();
                    if is_compiled_here(&part.attrs, &part.sig) && !unused {
                        found.push(part.sig.ident.to_string());
                    }
                }
            }
            _ => {}
        }
    }
    found
}

/// All files below a folder, but for strategies, which only tests use.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("one").path());
    entries
        .filter(|path| !path.ends_with("strategies"))
        .flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a workspace")
}

#[test]
fn no_function_of_an_sdk_crate_is_compiled_before_it_is_called() {
    let products = fs::read_dir(root().join("crates/sdk")).expect("SDK crates");
    let products = products.map(|entry| entry.expect("one").path());
    let mut seen = 0;
    for krate in products.chain([root().join("tests/kitchen")]) {
        for path in files(&krate.join("src/generated")) {
            let text = fs::read_to_string(&path).expect("text");
            seen += text.matches("#[inline]").count();
            assert_eq!(compiled_here(&text), [""; 0], "{}", path.display());
        }
    }
    assert!(seen > 500, "{seen}");
}

/// Types of an SDK crate get most of their functions from macros of the runtime. A schema for `schemars` is a feature that
/// few use.
#[test]
fn no_macro_for_sdk_crates_declares_a_function_that_is_compiled_before_it_is_called() {
    let mut seen = 0;
    for file in ["error_codes.rs", "id.rs", "open_enum.rs", "wire.rs"] {
        let path = root().join("crates/feishu-core/src").join(file);
        let text = fs::read_to_string(&path).expect("text");
        for body in text.split("macro_rules! ").skip(1) {
            let (name, body) = body.split_once('{').expect("a body");
            if name.contains("schema") {
                continue;
            }
            let body = body.split("\n}\n").next().unwrap_or_default();
            let lines: Vec<_> = body.lines().map(str::trim_start).collect();
            for (at, line) in lines.iter().enumerate() {
                let declared = line.trim_start_matches("$vis ").strip_prefix("fn ");
                let Some(declared) = declared else { continue };
                let generic = declared.split('(').next().is_some_and(|name| name.contains('<'));
                if generic || declared.contains("impl ") {
                    continue;
                }
                seen += 1;
                let above = &lines[at.saturating_sub(2)..at];
                assert!(above.contains(&"#[inline]"), "{file}, {name}: fn {declared}");
            }
        }
    }
    assert!(seen > 20, "{seen}");
}
