//! Resources: a handle for each, with a method for each operation.
//!
//! Methods are plain functions that return a future or a stream by name, which owns the request: callers
//! join and spawn calls of a temporary handle, and no crate that awaits one compiles a state machine for
//! it. What generated code names of the core is written with its path, so that no type of a spec hides it.

use proc_macro2::TokenStream;
use quote::quote;

use super::types::{self, Imports};
use crate::names;
use crate::rust::ir::{OperationItem, Parameter, Resource, Root, RustType, Struct};
use crate::rust::layout::{File, Item, docs, ident};

/// What the docs of every handle say of its methods.
const OWNED: &[&str] = &[
    "",
    "Each method encodes its request and returns a future that owns it, so calls of a temporary handle",
    "can be joined and spawned. Nothing is sent before the future is awaited.",
];

/// `resources/<resource>/mod.rs`
pub(super) fn file(root: &Root, resource: &Resource<'_>) -> File {
    let ty = ident(&resource.type_name);
    let about = resource.docs.iter().map(String::as_str).chain(OWNED.iter().copied());
    let about = docs(&about.map(str::to_owned).collect::<Vec<_>>());
    let mut imports = Imports::new(root);
    imports.core("CallOptions");
    imports.own("operations");
    let modules = resource.operations.iter().map(|operation| {
        let name = ident(&operation.name);
        quote!(pub mod #name;)
    });
    let own = resource.operations.iter().map(|operation| {
        let (module, data) = (ident(&operation.name), ident(&operation.data.name));
        let sent = operation.query.iter().chain(&operation.body).map(|sent| ident(&sent.name));
        quote!(use #module::{#(#sent,)* #data};)
    });
    let own: Vec<_> = own.collect();
    for (_, item) in
        resource.operations.iter().filter_map(|operation| operation.data.page_of.as_ref())
    {
        imports.of_type(item);
    }
    if resource.operations.iter().any(|operation| operation.upload.is_some()) {
        imports.core("Upload");
    }
    let modifications =
        resource.operations.iter().filter_map(|operation| operation.modify.as_ref());
    for argument in modifications.flat_map(|modify| &modify.arguments) {
        imports.of_type(&argument.ty);
    }
    for parameter in resource.operations.iter().flat_map(|operation| &operation.parameters) {
        imports.of_type(&parameter.ty);
    }
    let methods = resource
        .operations
        .iter()
        .flat_map(|operation| [Some(method(operation)), paging(operation), modify(operation)])
        .flatten();
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
            #[inline]
            pub(crate) fn new(client: feishu_core::Client) -> Self {
                Self { client, options: CallOptions::default() }
            }

            /// Uses these options for the calls of this handle instead of the client's.
            #[inline]
            #[must_use]
            pub fn options(mut self, options: CallOptions) -> Self {
                self.options = options;
                self
            }

            #(#methods)*
        }
    }));
    let origins: Vec<_> =
        resource.operations.iter().map(|operation| operation.facts.file.as_str()).collect();
    let folder =
        origins.first().and_then(|path| path.rsplit_once('/')).map_or("spec", |(folder, _)| folder);
    File::new(&format!("{folder}/"), &format!("The resource `{}`.", resource.name), items)
}

fn method(operation: &OperationItem<'_>) -> TokenStream {
    let (name, about) = (ident(&names::method(&operation.name)), docs(&operation.docs));
    let (constant, data) = (ident(&operation.constant), ident(&operation.data.name));
    let parameters = operation.parameters.iter().map(declared);
    let conversions = operation.parameters.iter().filter_map(converted);
    let segments = operation.parameters.iter().map(|parameter| {
        let (name, wire) = (ident(&parameter.name), &parameter.wire);
        let text = if is_text(&parameter.ty) {
            quote!(#name.as_str())
        } else {
            quote!(&#name.to_string())
        };
        quote!(.path(#wire, #text))
    });
    let sent = |part: &Option<Struct>, name: &str| {
        part.as_ref().map(|part| {
            let (name, ty) = (ident(name), ident(&part.name));
            (quote!(#name: &#ty,), name)
        })
    };
    let (query, send_query) = sent(&operation.query, "query")
        .map(|(argument, name)| (argument, quote!(.query(#name))))
        .unzip();
    let (body, send_body) = sent(&operation.body, "body")
        .map(|(argument, name)| {
            let send = if operation.upload.is_some() {
                quote!(.form(#name))
            } else {
                quote!(.json(#name))
            };
            (argument, send)
        })
        .unzip();
    let (file, send_file) = operation
        .upload
        .as_deref()
        .map(ident)
        .map(|name| (quote!(#name: Upload,), quote!(.upload(#name))))
        .unzip();
    quote! {
        #about
        #[inline]
        pub fn #name(&self, #(#parameters,)* #query #body #file) -> feishu_core::ResponseFuture<#data> {
            #(#conversions)*
            self.client.call(&operations::#constant, &self.options) #(#segments)* #send_query #send_body #send_file .send()
        }
    }
}

fn is_text(ty: &RustType) -> bool {
    matches!(ty, RustType::Id(_)) || *ty == RustType::STRING
}

/// A path parameter as an argument: whatever becomes it.
fn declared(parameter: &Parameter) -> TokenStream {
    let (name, ty) = (ident(&parameter.name), types::tokens(&parameter.ty));
    if is_text(&parameter.ty) { quote!(#name: impl Into<#ty>) } else { quote!(#name: #ty) }
}

/// Makes the argument the method's own.
fn converted(parameter: &Parameter) -> Option<TokenStream> {
    let (name, ty) = (ident(&parameter.name), types::tokens(&parameter.ty));
    is_text(&parameter.ty).then(|| quote!(let #name: #ty = #name.into();))
}

/// The method that reads an object, changes it and writes it back.
fn modify(operation: &OperationItem<'_>) -> Option<TokenStream> {
    let modify = operation.modify.as_ref()?;
    let parameter = operation.parameters.first()?;
    let (id, id_type) = (ident(&parameter.name), types::tokens(&parameter.ty));
    let (request, data) = (ident(&operation.body.as_ref()?.name), ident(&operation.data.name));
    let (write, items) = (ident(&names::method(&operation.name)), ident(&modify.items));
    let (query, reading) = (ident(&modify.query), ident(&modify.reading));
    let about = docs(&modify.docs);
    let arguments: Vec<_> = modify
        .arguments
        .iter()
        .map(|argument| {
            let name = ident(&argument.name);
            (types::argument(&argument.ty, &argument.name).0, name)
        })
        .collect();
    let declared = arguments.iter().map(|(ty, name)| quote!(#name: #ty));
    let passed = arguments.iter().map(|(_, name)| name);
    let page_size = modify.page_size.map(|size| {
        let size = proc_macro2::Literal::i64_unsuffixed(size);
        quote!(.page_size(#size))
    });
    let (body, pass) = modify
        .body
        .as_ref()
        .map(|(body, by)| {
            let body = ident(body);
            let by = by.as_deref().map(ident).map(|by| quote!(.#by([#id.clone()])));
            (quote!(let body = #body::new() #by;), quote!(, &body))
        })
        .unzip();
    let is_it = if modify.has_id {
        quote!(|item| item.id == #id)
    } else {
        quote!(|item| item.id.as_ref() == Some(&#id))
    };
    Some(quote! {
        #about
        pub fn modify<'a>(
            &self,
            #id: impl Into<#id_type>,
            #(#declared,)*
            change: impl FnOnce(&mut #request) + Send + 'a,
        ) -> feishu_core::BoxFuture<'a, Result<feishu_core::Response<#data>, feishu_core::Error>> {
            let #id: #id_type = #id.into();
            let query = #query::new(#(#passed),*) #page_size;
            #body
            let (resource, found) = (self.clone(), self.#items(&query #pass));
            Box::pin(async move {
                let found =
                    feishu_core::modify::find(found, &operations::#reading, #is_it).await?;
                let mut next: #request =
                    feishu_core::modify::writable(found.as_ref(), &operations::#reading, #id.as_str())?;
                change(&mut next);
                resource.#write(#id, &next).await
            })
        }
    })
}

/// The methods that go through all pages, for an operation whose response comes in pages.
fn paging(operation: &OperationItem<'_>) -> Option<TokenStream> {
    let (_, item) = operation.data.page_of.as_ref()?;
    let query_type = ident(&operation.query.as_ref()?.name);
    let method = names::method(&operation.name);
    let name = ident(&method);
    let [pages, items] = names::streams(&operation.name).map(|stream| ident(&stream));
    let (data, item) = (ident(&operation.data.name), types::tokens(item));
    let body_type = operation.body.as_ref().map(|body| ident(&body.name));
    let constant = ident(&operation.constant);
    let argument = body_type.as_ref().map(|ty| quote!(body: &#ty,));
    let declared: Vec<_> = operation.parameters.iter().map(declared).collect();
    let conversions = operation.parameters.iter().filter_map(converted);
    let passed = operation.parameters.iter().map(|parameter| {
        let name = ident(&parameter.name);
        if is_text(&parameter.ty) { quote!(&#name) } else { quote!(#name) }
    });
    let names = operation.parameters.iter().map(|parameter| ident(&parameter.name));
    let (keep, pass) =
        body_type.as_ref().map(|_| (quote!(let body = body.clone();), quote!(, &body))).unzip();
    let body = body_type.map(|_| quote!(, body));
    let about_pages = docs(&[
        format!(
            "Streams the pages of [`{method}`](Self::{method}), starting with the one that `query` selects."
        ),
        String::new(),
        "An incomplete list ends with an error: see [`Pages`](feishu_core::paging::Pages)."
            .to_owned(),
    ]);
    let about_items = docs(&[
        format!("Streams the items of all pages of [`{method}`](Self::{method})."),
        String::new(),
        "An incomplete list ends with an error: see [`Pages`](feishu_core::paging::Pages)."
            .to_owned(),
    ]);
    Some(quote! {
        #about_pages
        #[inline]
        pub fn #pages(
            &self,
            #(#declared,)*
            query: &#query_type,
            #argument
        ) -> feishu_core::paging::Pages<#data> {
            let (resource, mut query) = (self.clone(), query.clone());
            #(#conversions)*
            #keep
            feishu_core::paging::Pages::new(&operations::#constant, query.page_token.take(), move |token| {
                query.page_token = token;
                resource.#name(#(#passed,)* &query #pass)
            })
        }

        #about_items
        #[inline]
        pub fn #items(
            &self,
            #(#declared,)*
            query: &#query_type,
            #argument
        ) -> feishu_core::paging::Items<#item> {
            self.#pages(#(#names,)* query #body).into_items()
        }
    })
}
