//! Resources: a handle for each, with a method for each operation.

use proc_macro2::TokenStream;
use quote::quote;

use super::types::{self, Imports};
use crate::names;
use crate::rust::ir::{OperationItem, Resource, RustType};
use crate::rust::layout::{File, Item, docs, ident};

/// `resources/<resource>/mod.rs`
pub(super) fn file(resource: &Resource) -> File {
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
    super::file(&format!("{folder}/"), &format!("The resource `{}`.", resource.name), items)
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
