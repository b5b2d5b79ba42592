//! The files that hold a crate together: modules, ids, client.

use quote::quote;

use super::{text, types};
use crate::markdown;
use crate::model::Groups;
use crate::names;
use crate::rust::ir::Crate;
use crate::rust::layout::{File, Item, cfg, cfg_text, docs, ident};

/// `mod.rs`: everything by its short name. `others` are versions that have modules of their own in this one.
pub(super) fn root(krate: &Crate<'_>, others: &[&Crate<'_>], origin: &str) -> File {
    let ids = (!krate.ids.is_empty()).then(|| {
        quote!(
            pub mod ids;
        )
    });
    let conversions = (!krate.conversions.is_empty()).then(|| {
        quote!(
            mod conversions;
        )
    });
    let errors = (!krate.errors.is_empty()).then(|| {
        quote!(
            mod errors;
        )
    });
    let modules = [
        quote!(
            mod client;
        ),
        quote!(
            pub mod contracts;
        ),
        quote!(
            mod error_code;
        ),
        quote!(
            pub mod operations;
        ),
        quote!(
            pub mod resources;
        ),
        quote!(
            pub mod schemas;
        ),
        quote!(
            pub mod types;
        ),
    ];
    // A glob that finds nothing is a warning.
    let reexport_ids = (!krate.ids.is_empty()).then(|| {
        let cfg = cfg(&krate.ids.iter().map(|id| &id.groups).collect());
        quote!(#cfg pub use ids::*;)
    });
    let reexports = [
        quote!(
            pub use client::Client;
        ),
        quote!(
            pub use error_code::ErrorCode;
        ),
    ];
    let structs = krate.resources.iter().flat_map(|resource| {
        let (cfg, module) = (cfg(&resource.groups), ident(&resource.name));
        resource.operations.iter().map(move |operation| {
            let (name, data) = (ident(&operation.name), ident(&operation.data.name));
            let sent = operation.query.iter().chain(&operation.body).map(|sent| ident(&sent.name));
            quote!(#cfg pub use resources::#module::#name::{#(#sent,)* #data};)
        })
    });
    let strategies = krate.requests().next().is_some().then(|| {
        Item::Rust(quote! {
            #[cfg(feature = "proptest")]
            pub mod strategies;
        })
    });
    let reexport_types = (!krate.objects.is_empty() || !krate.enums.is_empty()).then(|| {
        let objects = krate.objects.iter().map(|object| &object.groups);
        let cfg = cfg(&objects.chain(krate.enums.iter().map(|it| &it.groups)).collect());
        quote!(#cfg pub use types::*;)
    });
    let versions = others.iter().filter_map(|other| other.root.0.as_deref()).map(|name| {
        let name = ident(name);
        quote!(pub mod #name;)
    });
    let modules = ids.into_iter().chain(conversions).chain(errors).chain(modules).chain(versions);
    let mut items = vec![Item::Block(modules.collect())];
    items.extend(strategies);
    items.push(Item::Block(
        reexports.into_iter().chain(reexport_ids).chain(structs).chain(reexport_types).collect(),
    ));
    File::new(origin, "Everything generated from the specs.", items)
}

/// `types/mod.rs`.
pub(super) fn types_root(krate: &Crate<'_>, origin: &str) -> File {
    let all: Vec<_> = krate
        .enums
        .iter()
        .map(|declared| (&declared.module, &declared.name, cfg(&declared.groups)))
        .chain(
            krate.objects.iter().map(|object| (&object.module, &object.name, cfg(&object.groups))),
        )
        .collect();
    let modules = all.iter().map(|(module, _, cfg)| {
        let module = ident(module);
        quote!(#cfg mod #module;)
    });
    let names = all.iter().map(|(module, name, cfg)| {
        let (module, name) = (ident(module), ident(name));
        quote!(#cfg pub use #module::#name;)
    });
    let items = vec![Item::Block(modules.collect()), Item::Block(names.collect())];
    File::new(origin, "Objects and enumerations that operations share.", items)
}

/// `ids.rs`
pub(super) fn ids(krate: &Crate<'_>, origin: &str) -> File {
    let items = krate.ids.iter().map(|id| {
        let (cfg, docs) = (cfg_text(&id.groups, "\n"), text::docs(4, &id.docs));
        Item::Text(format!(
            "{cfg}feishu_core::id! {{\n{docs}    pub struct {};\n}}\n",
            ident(&id.name)
        ))
    });
    File::new(
        origin,
        "Identifiers. Each kind is a separate type, so that they cannot be confused.",
        items.collect(),
    )
}

/// `client.rs`
pub(super) fn client(krate: &Crate<'_>, others: &[&Crate<'_>], origin: &str) -> File {
    let own = types::module(&krate.root);
    let used = cfg(&krate.resources.iter().map(|resource| &resource.groups).collect());
    let accessors = krate.resources.iter().map(|resource| {
        let (accessor, ty) = (ident(&names::accessor(&resource.name)), ident(&resource.type_name));
        let about = resource.docs.iter().cloned().chain(feature(&resource.groups));
        let (about, cfg) = (docs(&about.collect::<Vec<_>>()), cfg(&resource.groups));
        let module = ident(&resource.name);
        quote! {
            #about
            #cfg
            #[inline]
            pub fn #accessor(&self) -> resources::#module::#ty {
                resources::#module::#ty::new(self.core.clone())
            }
        }
    });
    let versions = others.iter().filter_map(|other| {
        let (name, path) = (ident(other.root.0.as_deref()?), types::module(&other.root));
        let about = docs(&[format!("The operations of `{}`.", other.space)]);
        Some(quote! {
            #about
            #[inline]
            pub fn #name(&self) -> #path::Client {
                self.core.clone().into()
            }
        })
    });
    let items = vec![
        Item::Block(vec![quote!(
            use feishu_core::{ClientBuilder, Error, Secret};
        )]),
        Item::Block(vec![quote!(
            #used
            use #own::resources;
        )]),
        Item::Rust(quote! {
            /// Calls the API for one app. Cheap to clone: clones share connections and the token.
            #[derive(Clone, Debug)]
            pub struct Client {
                core: feishu_core::Client,
            }
        }),
        Item::Rust(quote! {
            impl Client {
                /// Configures a client for the app with this id and secret, which the developer console shows.
                pub fn builder(app_id: impl Into<String>, app_secret: impl Into<Secret>) -> ClientBuilder<Self> {
                    ClientBuilder::new(app_id, app_secret)
                }

                /// Creates a client from `FEISHU_APP_ID`, `FEISHU_APP_SECRET` and, if it is set, `FEISHU_BASE_URL`: see
                /// [`ClientBuilder::from_env`].
                ///
                /// # Errors
                ///
                /// Fails if a variable is missing or its value is invalid.
                #[inline]
                pub fn from_env() -> Result<Self, Error> {
                    ClientBuilder::from_env()?.build()
                }

                /// The underlying runtime: to share it with the client of another product, or to call an endpoint without a spec.
                #[inline]
                pub fn core(&self) -> &feishu_core::Client {
                    &self.core
                }

                #(#accessors)*

                #(#versions)*
            }
        }),
        Item::Rust(quote! {
            impl From<feishu_core::Client> for Client {
                #[inline]
                fn from(core: feishu_core::Client) -> Self {
                    Self { core }
                }
            }
        }),
    ];
    File::new(origin, "The client.", items)
}

/// What the docs of a method say of the feature that it needs. No stable rustdoc says it by itself.
fn feature(groups: &Groups) -> Vec<String> {
    let mut lines = Vec::new();
    for name in groups.names() {
        lines.push(String::new());
        lines.push(format!(
            "Requires the feature {}, which is on by default.",
            markdown::code(name)
        ));
    }
    lines
}

/// `resources/mod.rs`
pub(super) fn resources_root(krate: &Crate<'_>, origin: &str) -> File {
    let modules = krate.resources.iter().map(|resource| {
        let (cfg, name) = (cfg(&resource.groups), ident(&resource.name));
        quote!(#cfg pub mod #name;)
    });
    File::new(origin, "One module per resource.", vec![Item::Block(modules.collect())])
}
