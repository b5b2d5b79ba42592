//! Resources: a handle for each, with a method for each operation.

use proc_macro2::TokenStream;
use quote::quote;

use super::types::{self, Imports};
use crate::names;
use crate::rust::ir::{OperationItem, Parameter, Resource, RustType, Struct};
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
        let sent = operation.query.iter().chain(&operation.body).map(|sent| ident(&sent.name));
        quote!(use #module::{#(#sent,)* #data};)
    });
    let own: Vec<_> = own.collect();
    for (_, item) in
        resource.operations.iter().filter_map(|operation| operation.data.page_of.as_ref())
    {
        imports.add("feishu_core::Stream");
        imports.of_type(item);
    }
    if resource.operations.iter().any(|operation| operation.upload.is_some()) {
        imports.add("feishu_core::Upload");
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
        resource.operations.iter().map(|operation| operation.facts.file.as_str()).collect();
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
        pub async fn #name(&self, #(#parameters,)* #query #body #file) -> Result<Response<#data>, Error> {
            #(#conversions)*
            self.client.call(&operations::#constant, &self.options) #(#segments)* #send_query #send_body #send_file .send().await
        }
    }
}

/// The method that reads an object, changes it and writes it back.
fn modify(operation: &OperationItem) -> Option<TokenStream> {
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
            (types::argument(&argument.ty, &name).0, name)
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
        pub async fn modify(
            &self,
            #id: impl Into<#id_type>,
            #(#declared,)*
            change: impl FnOnce(&mut #request),
        ) -> Result<Response<#data>, Error> {
            let #id: #id_type = #id.into();
            let query = #query::new(#(#passed),*) #page_size;
            #body
            let found = feishu_core::paging::find(self.#items(&query #pass), #is_it).await?;
            let mut next: #request =
                feishu_core::modify::writable(found.as_ref(), &operations::#reading, #id.as_str())?;
            change(&mut next);
            self.#write(#id, &next).await
        }
    })
}

/// The methods that go through all pages, for an operation whose answer comes in pages.
fn paging(operation: &OperationItem) -> Option<TokenStream> {
    let (_, item) = operation.data.page_of.as_ref()?;
    let query_type = ident(&operation.query.as_ref()?.name);
    let method = names::method(&operation.name);
    let name = ident(&method);
    let (pages, items) = (ident(&format!("{method}_pages")), ident(&format!("{method}_items")));
    let (data, item) = (ident(&operation.data.name), types::tokens(item));
    let body_type = operation.body.as_ref().map(|body| ident(&body.name));
    let argument = body_type.as_ref().map(|ty| quote!(body: &#ty,));
    let parameters: Vec<_> = operation.parameters.iter().map(PathArgument::of).collect();
    let names: Vec<_> = parameters.iter().map(|parameter| &parameter.name).collect();
    let declared: Vec<_> = parameters.iter().map(|parameter| &parameter.declared).collect();
    let own: Vec<_> = parameters.iter().map(|parameter| &parameter.own).collect();
    let again: Vec<_> = parameters.iter().map(|parameter| &parameter.again).collect();
    let (keep, share, pass) = match &body_type {
        Some(_) => (
            Some(quote!(let body = body.clone();)),
            Some(quote!(let body = body.clone();)),
            Some(quote!(, &body)),
        ),
        None => (None, None, None),
    };
    let body = body_type.map(|_| quote!(, body));
    let about_pages = docs(&[
        format!("Every page of [`{method}`](Self::{method}), from the one that `query` asks for."),
        String::new(),
        "An error ends the stream; so does a page that leads nowhere, or back to one that was seen.".to_owned(),
    ]);
    let about_items = docs(&[format!(
        "Every item of every page of [`{method}`](Self::{method}). An error ends the stream."
    )]);
    Some(quote! {
        #about_pages
        pub fn #pages(
            &self,
            #(#declared,)*
            query: &#query_type,
            #argument
        ) -> impl Stream<Item = Result<Response<#data>, Error>> + Send + use<> {
            let (resource, query) = (self.clone(), query.clone());
            #(#own)*
            #keep
            feishu_core::paging::pages(query.page_token.clone(), move |token| {
                let (resource, mut query) = (resource.clone(), query.clone());
                #(#again)*
                #share
                query.page_token = token;
                async move { resource.#name(#(#names,)* &query #pass).await }
            })
        }

        #about_items
        pub fn #items(
            &self,
            #(#declared,)*
            query: &#query_type,
            #argument
        ) -> impl Stream<Item = Result<#item, Error>> + Send + use<> {
            feishu_core::paging::items(self.#pages(#(#names,)* query #body))
        }
    })
}

/// A path parameter of a method that calls again and again: borrowed, since what is returned may not depend on its type.
struct PathArgument {
    name: proc_macro2::Ident,
    declared: TokenStream,
    /// Makes it the stream's own, and then that of one call.
    own: Option<TokenStream>,
    again: Option<TokenStream>,
}

impl PathArgument {
    fn of(parameter: &Parameter) -> Self {
        let (name, ty) = (ident(&parameter.name), types::tokens(&parameter.ty));
        let again = Some(quote!(let #name = #name.clone();));
        let (declared, own, again) = match parameter.ty {
            RustType::String => {
                (quote!(#name: &str), Some(quote!(let #name = #name.to_owned();)), again)
            }
            RustType::Id(_) => (quote!(#name: &#ty), again.clone(), again),
            _ => (quote!(#name: #ty), None, None),
        };
        Self { name, declared, own, again }
    }
}
