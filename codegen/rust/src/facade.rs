//! The crate of the whole platform: a feature for each product, and one client over those that are on.

use std::fmt::Write;

use quote::quote;

use crate::hidden;
use crate::markdown;
use crate::model::Model;
use crate::model::Product;
use crate::names;
use crate::package::{TLS, features, header, string};
use crate::rust::layout::{File, Item, docs, ident};

/// Where the crate is, and where it finds those of the products.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facade {
    /// The folder of the crate. Its manifest, its README and `src/generated/` belong to the generator.
    pub krate: String,
    /// The folder of the products' crates, as seen from there.
    pub products: String,
    /// The version of all of them.
    pub version: String,
}

impl Facade {
    /// The folders and files that belong to the generator.
    pub(crate) fn places(&self) -> impl Iterator<Item = String> {
        ["Cargo.toml", "README.md", "src/generated"]
            .into_iter()
            .map(|name| format!("{}/{name}", self.krate))
    }

    pub(crate) fn manifest(&self, products: &[Product], origin: &str) -> String {
        let mut features_of_products = String::new();
        let mut dependencies = String::new();
        let names: Vec<_> = products.iter().map(|it| format!("\"{}\"", it.name)).collect();
        let _ = writeln!(features_of_products, "# Every product.\nfull = [{}]", names.join(", "));
        for Product { name, krate, title, groups, .. } in products {
            // Groups have no features here: registries limit how many a crate has.
            let all = if groups.is_empty() { String::new() } else { format!(", \"{krate}/full\"") };
            let _ = writeln!(
                features_of_products,
                "# {}\n{name} = [\"dep:{krate}\"{all}]",
                hidden::one_line(title)
            );
            let place = string(&format!("{}/{krate}", self.products));
            let version = string(&format!("={}", self.version));
            let _ = writeln!(
                dependencies,
                "{krate} = {{ path = {place}, version = {version}, default-features = false, optional = true }}"
            );
        }
        let each = |feature: &str, own: Option<String>| {
            let crates = products.iter().map(|it| format!("\"{}?/{feature}\"", it.krate));
            own.into_iter().chain(crates).collect::<Vec<_>>().join(", ")
        };
        let core = |feature: &str| format!("\"feishu-core/{feature}\"");
        let turns_on = [
            core("tls"),
            core("redis"),
            each("full-serde", None),
            each("schemars", Some(core("schemars"))),
            each("proptest", Some(core("proptest"))),
        ];
        let common = features(TLS, turns_on.each_ref().map(String::as_str));
        format!(
            r#"# {header}
[package]
name = "feishu"
description = "Rust SDK for the Feishu / Lark open platform: one client, a feature for each product"
version.workspace = true
edition.workspace = true
rust-version.workspace = true
license.workspace = true

[lints]
workspace = true

{common}{features_of_products}
[dependencies]
feishu-core.workspace = true
{dependencies}"#,
            header = header(origin),
        )
    }

    pub(crate) fn readme(products: &[Product], origin: &str) -> String {
        let mut page = format!("<!-- {} -->\n{README}", header(origin));
        for Product { name, krate, title, .. } in products {
            let accessor = names::accessor(name);
            let title = markdown::cell(title);
            let _ = writeln!(page, "| `{name}` | {title} | `client.{accessor}()` | `{krate}` |");
        }
        page.push_str(
            "\nThe feature `full` has them all. Not an official product of Feishu or Lark.\n",
        );
        page
    }

    /// `src/generated/mod.rs`
    pub(crate) fn module(model: &Model, origin: &str) -> File {
        let products = &model.products;
        let reexports = products.iter().map(|product| {
            let (feature, krate, name) =
                (&product.name, ident(&product.library()), ident(&product.name));
            quote!(#[cfg(feature = #feature)] pub use #krate as #name;)
        });
        let accessors = products.iter().map(|product| {
            let (feature, krate) = (&product.name, ident(&product.library()));
            let accessor = ident(&names::accessor(&product.name));
            let docs = docs(&markdown::lines(&format!("{}.", hidden::one_line(&product.title))));
            quote! {
                #docs
                #[cfg(feature = #feature)]
                pub fn #accessor(&self) -> #krate::Client {
                    self.core.clone().into()
                }
            }
        });
        // Programs that name operations without their version find those of the main one first.
        let versions = products.iter().flat_map(|product| model.versions(&product.name));
        let tables = versions.map(|api| {
            let (feature, krate) = (&api.space.product, ident(&api.library));
            let module = api.module.as_deref().map(ident);
            let module = module.iter();
            quote!(#[cfg(feature = #feature)] #krate #(::#module)* ::contracts::ALL)
        });
        let items = vec![
            Item::Block(vec![quote!(
                use feishu_core::{ClientBuilder, Contract, Error, Secret};
            )]),
            Item::Block(reexports.collect()),
            Item::Rust(quote! {
                /// Calls the API for one app, with a method for each product. Cheap to clone; clones, and the clients of the
                /// products, share connections, tokens and limits.
                #[derive(Clone, Debug)]
                pub struct Client {
                    core: feishu_core::Client,
                }
            }),
            Item::Rust(quote! {
                impl Client {
                    /// Starts a client for the app with this id and secret, as the developer console shows them.
                    pub fn builder(app_id: impl Into<String>, app_secret: impl Into<Secret>) -> ClientBuilder<Self> {
                        ClientBuilder::new(app_id, app_secret)
                    }

                    /// The client of the app that `FEISHU_APP_ID` and `FEISHU_APP_SECRET` name, at `FEISHU_BASE_URL` if that
                    /// is set: see [`ClientBuilder::from_env`].
                    ///
                    /// # Errors
                    ///
                    /// A variable is missing, or its value cannot work.
                    pub fn from_env() -> Result<Self, Error> {
                        ClientBuilder::from_env()?.build()
                    }

                    /// The runtime below, to call what no spec describes yet.
                    pub fn core(&self) -> &feishu_core::Client {
                        &self.core
                    }

                    #(#accessors)*
                }
            }),
            Item::Rust(quote! {
                impl From<feishu_core::Client> for Client {
                    fn from(core: feishu_core::Client) -> Self {
                        Self { core }
                    }
                }
            }),
            Item::Rust(quote! {
                static CONTRACTS: &[&[Contract]] = &[#(#tables),*];
            }),
            Item::Rust(quote! {
                /// What is known of each operation of the products whose features are on, by the names of products and operations.
                pub fn contracts() -> impl Iterator<Item = &'static Contract> {
                    CONTRACTS.iter().copied().flatten()
                }
            }),
        ];
        let docs = vec!["The products.".to_owned()];
        File { origin: origin.to_owned(), docs, items }
    }
}

const README: &str = "\
# feishu

The Feishu / Lark open platform for Rust: one client over the products that a program needs, with typed requests that are
checked before they are sent. Each product is a feature, and a crate of its own for programs that need no other.

| feature | product | client | crate |
|---|---|---|---|
";
