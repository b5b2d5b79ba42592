//! The files that hold a crate together: modules, client, resources, operation table, error codes, schemas.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::types::{self, Imports};
use crate::names;
use crate::rust::ir::{Crate, OperationItem, Resource, RustType};
use crate::rust::layout::{File, Item, docs, ident};

fn file(origin: &str, about: &str, items: Vec<Item>) -> File {
    File { origin: origin.to_owned(), docs: vec![about.to_owned()], items }
}

/// `mod.rs`: everything by its short name.
pub(super) fn root(krate: &Crate, origin: &str) -> File {
    let ids = (!krate.ids.is_empty()).then(|| {
        quote!(
            pub mod ids;
        )
    });
    let modules = [
        quote!(
            mod client;
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
            let body =
                operation.body.as_ref().map(|body| ident(&body.name)).map(|body| quote!(#body,));
            quote!(pub use resources::#module::#name::{#body #data};)
        })
    });
    let strategies = krate.has_requests().then(|| {
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
    let mut items = vec![Item::Block(ids.into_iter().chain(modules).collect())];
    items.extend(strategies);
    items.push(Item::Block(
        reexports.into_iter().chain(reexport_ids).chain(structs).chain(reexport_types).collect(),
    ));
    file(origin, "Everything that the specs describe.", items)
}

impl Crate {
    /// Whether anything is sent with a body.
    pub(super) fn has_requests(&self) -> bool {
        self.resources
            .iter()
            .flat_map(|resource| &resource.operations)
            .any(|operation| operation.body.is_some())
    }
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
    file(origin, "Objects and enumerations that operations share.", items)
}

/// `ids.rs`
pub(super) fn ids(krate: &Crate, origin: &str) -> File {
    let items = krate.ids.iter().map(|id| {
        let docs: String = id
            .docs
            .iter()
            .map(|line| format!("    /// {line}").trim_end().to_owned() + "\n")
            .collect();
        Item::Text(format!("feishu_core::id! {{\n{docs}    pub struct {};\n}}\n", ident(&id.name)))
    });
    file(
        origin,
        "Identifiers. Each is a type of its own, so that one cannot stand in for another.",
        items.collect(),
    )
}

/// `client.rs`
pub(super) fn client(krate: &Crate, origin: &str) -> File {
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
    let items = vec![
        Item::Block(vec![quote!(
            use feishu_core::{ClientBuilder, Secret};
        )]),
        Item::Block(vec![quote!(
            use crate::generated::resources;
        )]),
        Item::Rust(quote! {
            /// Calls the API for one app. Cheap to clone; clones share connections and token.
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

                /// The runtime below, to share with another product's client or to call what no spec describes yet.
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
    ];
    file(origin, "The client.", items)
}

/// `resources/mod.rs`
pub(super) fn resources_root(krate: &Crate, origin: &str) -> File {
    let modules = krate.resources.iter().map(|resource| {
        let name = ident(&resource.name);
        quote!(pub mod #name;)
    });
    file(origin, "One module for each resource.", vec![Item::Block(modules.collect())])
}

/// `resources/<resource>/mod.rs`
pub(super) fn resource(resource: &Resource) -> File {
    let ty = ident(&resource.type_name);
    let about = docs(&resource.docs);
    let mut imports = Imports::default();
    [
        "feishu_core::CallOptions",
        "feishu_core::Error",
        "feishu_core::Response",
        "crate::generated::operations",
    ]
    .iter()
    .for_each(|path| imports.add(path));
    let modules = resource.operations.iter().map(|operation| {
        let name = ident(&operation.name);
        quote!(pub mod #name;)
    });
    let own = resource.operations.iter().map(|operation| {
        let (module, data) = (ident(&operation.name), ident(&operation.data.name));
        let body = operation.body.as_ref().map(|body| ident(&body.name)).map(|body| quote!(#body,));
        quote!(use #module::{#body #data};)
    });
    let own: Vec<_> = own.collect();
    for parameter in resource.operations.iter().flat_map(|operation| &operation.parameters) {
        imports.of_type(&parameter.ty);
    }
    let methods = resource.operations.iter().map(method);
    let mut items = vec![Item::Block(modules.collect())];
    items.extend(imports.tokens().into_iter().map(Item::Block));
    items.push(Item::Block(own));
    items.push(Item::Rust(quote! {
        #about
        #[derive(Clone, Debug)]
        pub struct #ty {
            client: feishu_core::Client,
            options: CallOptions,
        }
    }));
    items.push(Item::Rust(quote! {
        impl #ty {
            pub(crate) fn new(client: feishu_core::Client) -> Self {
                Self { client, options: CallOptions::default() }
            }

            /// Makes the calls of this handle with other options than the client's.
            #[must_use]
            pub fn options(mut self, options: CallOptions) -> Self {
                self.options = options;
                self
            }

            #(#methods)*
        }
    }));
    let origins: Vec<_> =
        resource.operations.iter().map(|operation| operation.origin.as_str()).collect();
    let folder =
        origins.first().and_then(|path| path.rsplit_once('/')).map_or("spec", |(folder, _)| folder);
    file(&format!("{folder}/"), &format!("The resource `{}`.", resource.name), items)
}

fn method(operation: &OperationItem) -> TokenStream {
    let (name, about) = (ident(&names::method(&operation.name)), docs(&operation.docs));
    let (constant, data) = (ident(&operation.constant), ident(&operation.data.name));
    let parameters = operation.parameters.iter().map(|parameter| {
        let (name, ty) = (ident(&parameter.name), types::tokens(&parameter.ty));
        match parameter.ty {
            RustType::Id(_) | RustType::String => quote!(#name: impl Into<#ty>),
            _ => quote!(#name: #ty),
        }
    });
    let is_text = |ty: &RustType| matches!(ty, RustType::Id(_) | RustType::String);
    let conversions =
        operation.parameters.iter().filter(|parameter| is_text(&parameter.ty)).map(|parameter| {
            let (name, ty) = (ident(&parameter.name), types::tokens(&parameter.ty));
            quote!(let #name: #ty = #name.into();)
        });
    let segments = operation.parameters.iter().map(|parameter| {
        let (name, wire) = (ident(&parameter.name), &parameter.wire);
        let text = if is_text(&parameter.ty) {
            quote!(#name.as_str())
        } else {
            quote!(&#name.to_string())
        };
        quote!(.path(#wire, #text))
    });
    let (argument, json) = match &operation.body {
        Some(body) => {
            let ty = ident(&body.name);
            (Some(quote!(body: &#ty)), Some(quote!(.json(body))))
        }
        None => (None, None),
    };
    quote! {
        #about
        pub async fn #name(&self, #(#parameters,)* #argument) -> Result<Response<#data>, Error> {
            #(#conversions)*
            self.client.call(&operations::#constant, &self.options) #(#segments)* #json .send().await
        }
    }
}

/// `operations.rs`: what the spec says of each operation, as data.
pub(super) fn operations(krate: &Crate, origin: &str) -> File {
    let all: Vec<_> = krate.resources.iter().flat_map(|resource| &resource.operations).collect();
    let names = all.iter().map(|operation| ident(&operation.constant));
    let mut imports = Imports::default();
    ["Effect", "Method", "Operation"]
        .iter()
        .for_each(|name| imports.add(&format!("feishu_core::{name}")));
    let has = |test: fn(&OperationItem) -> bool| all.iter().any(|operation| test(operation));
    let needs = [
        ("std::time::Duration", has(|operation| !operation.rate_limits.is_empty())),
        ("feishu_core::RateLimit", has(|operation| !operation.rate_limits.is_empty())),
        ("feishu_core::DocumentedError", has(|operation| !operation.errors.is_empty())),
        ("feishu_core::TokenKind", has(|operation| !operation.tokens.is_empty())),
        ("feishu_core::AppKind", has(|operation| !operation.apps.is_empty())),
    ];
    needs.iter().filter(|(_, needed)| *needed).for_each(|(path, _)| imports.add(path));
    let mut items: Vec<_> = imports.tokens().into_iter().map(Item::Block).collect();
    items.push(Item::Rust(quote! {
        /// Every operation of the crate, by id.
        pub static ALL: &[&Operation] = &[#(&#names),*];
    }));
    items.extend(all.iter().map(|operation| Item::Rust(table_entry(operation))));
    file(origin, "The operation table: what the specs say of each operation, as data.", items)
}

fn table_entry(operation: &OperationItem) -> TokenStream {
    let constant = ident(&operation.constant);
    let about = docs(&[format!(
        "`{}`: {}.",
        operation.id,
        crate::rust::docs::paragraphs(&operation.summary).join(" ")
    )]);
    let OperationItem { id, summary, path, page, page_updated, scopes, .. } = operation;
    let method = ident(operation.method.variant());
    let effect = ident(operation.effect.variant());
    let content_type = match &operation.content_type {
        Some(content_type) => quote!(Some(#content_type)),
        None => quote!(None),
    };
    let tokens = operation.tokens.iter().map(|token| ident(token.variant()));
    let apps = operation.apps.iter().map(|app| ident(app.variant()));
    let limits = operation.rate_limits.iter().map(|limit| {
        let (calls, seconds) =
            (Literal::u32_unsuffixed(limit.calls), Literal::u32_unsuffixed(limit.seconds));
        quote!(RateLimit { calls: #calls, per: Duration::from_secs(#seconds) })
    });
    let errors = operation.errors.iter().map(|error| {
        let (status, code) = (Literal::u16_unsuffixed(error.http_status), Literal::i64_unsuffixed(error.code));
        let (name, advice, retry) = (&error.name, &error.advice, error.retry);
        quote!(DocumentedError { http_status: #status, code: #code, name: #name, advice: #advice, retry: #retry })
    });
    quote! {
        #about
        pub static #constant: Operation = Operation {
            id: #id,
            summary: #summary,
            method: Method::#method,
            path: #path,
            content_type: #content_type,
            tokens: &[#(TokenKind::#tokens),*],
            apps: &[#(AppKind::#apps),*],
            scopes: &[#(#scopes),*],
            rate_limits: &[#(#limits),*],
            effect: Effect::#effect,
            errors: &[#(#errors),*],
            page: #page,
            page_updated: #page_updated,
        };
    }
}

/// `error_code.rs`
pub(super) fn error_code(krate: &Crate, origin: &str) -> File {
    let variants = krate.errors.iter().map(|error| {
        let (name, docs) = (ident(&error.name), docs(&error.docs));
        quote!(#docs #name,)
    });
    let names: Vec<_> = krate.errors.iter().map(|error| ident(&error.name)).collect();
    let codes: Vec<_> =
        krate.errors.iter().map(|error| Literal::i64_unsuffixed(error.code)).collect();
    let items = vec![
        Item::Block(vec![quote!(
            use feishu_core::Error;
        )]),
        Item::Rust(quote! {
            /// An error code that the page of some operation documents.
            #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
            #[non_exhaustive]
            pub enum ErrorCode {
                #(#variants)*
                /// A code that no page of this crate documents.
                Other(i64),
            }
        }),
        Item::Rust(quote! {
            impl ErrorCode {
                /// The code of an error that the server answered, if it is one.
                pub fn of(error: &Error) -> Option<Self> {
                    error.code().map(Self::from)
                }

                /// The number on the wire.
                pub fn code(self) -> i64 {
                    match self {
                        #(Self::#names => #codes,)*
                        Self::Other(code) => code,
                    }
                }
            }
        }),
        Item::Rust(quote! {
            impl From<i64> for ErrorCode {
                fn from(code: i64) -> Self {
                    match code {
                        #(#codes => Self::#names,)*
                        other => Self::Other(other),
                    }
                }
            }
        }),
    ];
    file(origin, "The documented error codes.", items)
}

/// `schemas.rs`: the JSON Schemas as constants.
pub(super) fn schemas(krate: &Crate, origin: &str) -> File {
    let mut constants = Vec::new();
    for operation in krate.resources.iter().flat_map(|resource| &resource.operations) {
        let sides = [
            (operation.request_schema.as_ref(), "REQUEST"),
            (Some(&operation.response_schema), "RESPONSE"),
        ];
        for (file, side) in sides {
            let Some(file) = file else { continue };
            let about = format!(
                "JSON Schema (draft 2020-12) of the {} of `{}`.",
                side.to_lowercase(),
                operation.id
            );
            constants.push((about, ident(&format!("{}_{side}", operation.constant)), file.clone()));
        }
    }
    let mut items: Vec<_> = constants
        .iter()
        .map(|(about, constant, file)| {
            let path = format!("../../schema/{file}");
            let about = docs(std::slice::from_ref(about));
            Item::Rust(quote! {
                #about
                pub const #constant: &str = include_str!(#path);
            })
        })
        .collect();
    let entries = constants.iter().map(|(_, constant, file)| quote!((#file, #constant)));
    items.push(Item::Rust(quote! {
        /// Every schema with the name of its file in `schema/`.
        pub const ALL: &[(&str, &str)] = &[#(#entries),*];
    }));
    file(origin, "The JSON Schemas of requests and responses.", items)
}
