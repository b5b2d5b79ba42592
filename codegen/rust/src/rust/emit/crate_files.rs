//! The files that hold a crate together: modules, ids, client.

use quote::quote;

use super::{text, types};
use crate::names;
use crate::rust::ir::Crate;
use crate::rust::layout::{File, Item, docs, ident};

/// `mod.rs`: everything by its short name. `others` are versions that have modules of their own in this one.
pub(super) fn root(krate: &Crate, others: &[&Crate], origin: &str) -> File {
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
    let reexport_ids = (!krate.ids.is_empty()).then(|| {
        quote!(
            pub use ids::*;
        )
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
        let module = ident(&resource.name);
        resource.operations.iter().map(move |operation| {
            let (name, data) = (ident(&operation.name), ident(&operation.data.name));
            let sent = operation.query.iter().chain(&operation.body).map(|sent| ident(&sent.name));
            quote!(pub use resources::#module::#name::{#(#sent,)* #data};)
        })
    });
    let strategies = krate.requests().next().is_some().then(|| {
        Item::Rust(quote! {
            #[cfg(feature = "proptest")]
            pub mod strategies;
        })
    });
    let reexport_types = (!krate.objects.is_empty() || !krate.enums.is_empty()).then(|| {
        quote!(
            pub use types::*;
        )
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
pub(super) fn types_root(krate: &Crate, origin: &str) -> File {
    let all: Vec<_> = krate
        .enums
        .iter()
        .map(|declared| (&declared.module, &declared.name))
        .chain(krate.objects.iter().map(|object| (&object.module, &object.name)))
        .collect();
    let modules = all.iter().map(|(module, _)| {
        let module = ident(module);
        quote!(mod #module;)
    });
    let names = all.iter().map(|(module, name)| {
        let (module, name) = (ident(module), ident(name));
        quote!(pub use #module::#name;)
    });
    let items = vec![Item::Block(modules.collect()), Item::Block(names.collect())];
    File::new(origin, "Objects and enumerations that operations share.", items)
}

/// `ids.rs`
pub(super) fn ids(krate: &Crate, origin: &str) -> File {
    let items = krate.ids.iter().map(|id| {
        let docs = text::docs(4, &id.docs);
        Item::Text(format!("feishu_core::id! {{\n{docs}    pub struct {};\n}}\n", ident(&id.name)))
    });
    File::new(
        origin,
        "Identifiers. Each kind is a separate type, so that they cannot be confused.",
        items.collect(),
    )
}

/// `client.rs`
pub(super) fn client(krate: &Crate, others: &[&Crate], origin: &str) -> File {
    let resources = types::path(&format!("{}::resources", krate.root.path()));
    let accessors = krate.resources.iter().map(|resource| {
        let (accessor, ty) = (ident(&names::accessor(&resource.name)), ident(&resource.type_name));
        let (docs, module) = (docs(&resource.docs), ident(&resource.name));
        quote! {
            #docs
            pub fn #accessor(&self) -> resources::#module::#ty {
                resources::#module::#ty::new(self.core.clone())
            }
        }
    });
    let versions = others.iter().filter_map(|other| {
        let (name, path) = (ident(other.root.0.as_deref()?), types::path(&other.root.path()));
        let about = docs(&[format!("The operations of `{}`.", other.space)]);
        Some(quote! {
            #about
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
            use #resources;
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
                pub fn from_env() -> Result<Self, Error> {
                    ClientBuilder::from_env()?.build()
                }

                /// The underlying runtime: to share it with the client of another product, or to call an endpoint without a spec.
                pub fn core(&self) -> &feishu_core::Client {
                    &self.core
                }

                #(#accessors)*

                #(#versions)*
            }
        }),
        Item::Rust(quote! {
            impl From<feishu_core::Client> for Client {
                fn from(core: feishu_core::Client) -> Self {
                    Self { core }
                }
            }
        }),
    ];
    File::new(origin, "The client.", items)
}

/// `resources/mod.rs`
pub(super) fn resources_root(krate: &Crate, origin: &str) -> File {
    let modules = krate.resources.iter().map(|resource| {
        let name = ident(&resource.name);
        quote!(pub mod #name;)
    });
    File::new(origin, "One module per resource.", vec![Item::Block(modules.collect())])
}
