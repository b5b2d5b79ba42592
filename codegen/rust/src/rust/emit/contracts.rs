//! `contracts.rs`: what a program needs to call an operation without its types.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value as Json;

use super::file;
use super::types::Imports;
use crate::model::{Field, FieldSource, Modify, Side, Type};
use crate::names;
use crate::rust::ir::{Crate, OperationItem};
use crate::rust::layout::{File, Item, docs, ident};

/// The table, in the order of the operation table.
pub(super) fn contracts(krate: &Crate, origin: &str) -> File {
    let all: Vec<_> = krate.resources.iter().flat_map(|resource| &resource.operations).collect();
    let mut imports = Imports::new(&krate.root);
    imports.add("feishu_core::Contract");
    let needs = [
        ("PathParameter", all.iter().any(|o| !o.facts.fields(Side::Path).is_empty())),
        ("NamedValue", all.iter().any(|o| o.values.iter().any(|(_, values)| !values.is_empty()))),
        ("NamedValues", all.iter().any(|o| !o.values.is_empty())),
        ("Modify", all.iter().any(|o| o.modify.is_some())),
        ("FieldSource", all.iter().any(|o| o.modify.is_some() && has_sources(o))),
    ];
    for (name, _) in needs.iter().filter(|(_, needed)| *needed) {
        imports.add(&format!("feishu_core::{name}"));
    }
    imports.own("operations");
    imports.own("schemas");
    let mut items: Vec<_> = imports.tokens().into_iter().map(Item::Block).collect();
    let entries = all.iter().map(|operation| entry(operation));
    let about = format!(
        "The contracts of all operations of `{}`, in the order of the operation table.",
        krate.space
    );
    let about = docs(&[about]);
    items.push(Item::Rust(quote! {
        #about
        pub static ALL: &[Contract] = &[#(#entries),*];
    }));
    file(origin, "What a program needs to call an operation without its types.", items)
}

fn has_sources(operation: &OperationItem) -> bool {
    operation.facts.modify.as_ref().is_some_and(|modify| !modify.sources.is_empty())
}

fn entry(operation: &OperationItem) -> TokenStream {
    let (constant, facts) = (ident(&operation.constant), &operation.facts);
    let description = one_line(facts.description.as_deref());
    let path: Vec<_> = facts
        .fields(Side::Path)
        .iter()
        .map(|field| {
            let (name, description) = (&field.name, one_line(field.description.as_deref()));
            let example = match &field.example {
                Some(Json::String(text)) => text.clone(),
                Some(other) => other.to_string(),
                None => String::new(),
            };
            quote!(PathParameter { name: #name, description: #description, example: #example })
        })
        .collect();
    let schema = |side: &str| {
        operation.schemas.iter().find(|(found, _)| *found == side).map(|_| {
            let constant = ident(&names::shouty(&format!("{}_{side}", operation.constant)));
            quote!(schemas::#constant)
        })
    };
    let setter = |name: &str, value: Option<TokenStream>| {
        let name = ident(name);
        value.map(|value| quote!(.#name(#value)))
    };
    let (query, request) = (setter("query", schema("query")), setter("request", schema("request")));
    let response = schema("response");
    let values: Vec<_> = operation
        .values
        .iter()
        .map(|(field, values)| {
            let values = values.iter().map(|(name, value, description)| {
                let description = one_line(Some(description));
                quote!(NamedValue { name: #name, value: #value, description: #description })
            });
            quote!(NamedValues { field: #field, values: &[#(#values),*] })
        })
        .collect();
    let body = facts.fields(Side::Body);
    let list = |name: &str, items: &[TokenStream]| {
        setter(name, (!items.is_empty()).then(|| quote!(&[#(#items),*])))
    };
    let path = list("path", &path);
    let values = list("values", &values);
    let secrets = list("secrets", &secrets(body));
    let response_secrets = list("response_secrets", &self::secrets(facts.fields(Side::Response)));
    let description =
        setter("description", (!description.is_empty()).then(|| quote!(#description)));
    let items = setter(
        "items",
        facts.paging.as_ref().map(|paging| &paging.items).map(|name| quote!(#name)),
    );
    let modify = setter(
        "modify",
        facts
            .modify
            .as_ref()
            .zip(operation.modify.as_ref())
            .map(|(m, item)| modify(m, &item.reading)),
    );
    quote! {
        Contract::new(&operations::#constant, #response)
            #description
            #path
            #query
            #request
            #values
            #secrets
            #response_secrets
            #items
            #modify
    }
}

fn modify(modify: &Modify, reading: &str) -> TokenStream {
    let reading = ident(reading);
    let by = optional(modify.by.as_ref().map(|name| quote!(#name)));
    let sources = modify.sources.iter().map(|FieldSource { field, from, element }| {
        let element = optional(element.as_ref().map(|name| quote!(#name)));
        quote!(FieldSource { field: #field, from: #from, element: #element })
    });
    let lost = &modify.lost;
    quote! {
        Modify {
            read: &operations::#reading,
            by: #by,
            sources: &[#(#sources),*],
            lost: &[#(#lost),*],
        }
    }
}

fn secrets(fields: &[Field]) -> Vec<TokenStream> {
    fields
        .iter()
        .filter(|field| field.ty == Type::SECRET)
        .map(|field| {
            let name = &field.name;
            quote!(#name)
        })
        .collect()
}

fn optional(value: Option<TokenStream>) -> TokenStream {
    match value {
        Some(value) => quote!(Some(#value)),
        None => quote!(None),
    }
}

/// Plain text, as a terminal shows it.
fn one_line(text: Option<&str>) -> String {
    text.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}
