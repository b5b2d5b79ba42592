//! What the spec says, as data: the operation table, the error codes, the schemas.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::file;
use super::types::Imports;
use crate::model::{Idempotency, Operation, Upload};
use crate::names;
use crate::rust::ir::{Crate, OperationItem};
use crate::rust::layout::{File, Item, docs, ident};

/// `operations.rs`: what the spec says of each operation, as data.
pub(super) fn operations(krate: &Crate, origin: &str) -> File {
    let all: Vec<_> = krate.resources.iter().flat_map(|resource| &resource.operations).collect();
    let names = all.iter().map(|operation| ident(&operation.constant));
    let mut imports = Imports::new(&krate.root);
    ["Effect", "Method", "Operation"]
        .iter()
        .for_each(|name| imports.add(&format!("feishu_core::{name}")));
    let has = |test: fn(&Operation) -> bool| all.iter().any(|operation| test(&operation.facts));
    let needs = [
        (
            "std::time::Duration",
            has(|facts| !facts.rate_limits.is_empty() || facts.idempotency.is_some()),
        ),
        ("feishu_core::FilePart", has(|facts| facts.upload.is_some())),
        ("feishu_core::IdempotencyKey", has(|facts| facts.idempotency.is_some())),
        ("feishu_core::RateLimit", has(|facts| !facts.rate_limits.is_empty())),
        ("feishu_core::DocumentedError", has(|facts| !facts.errors.is_empty())),
        ("feishu_core::TokenKind", has(|facts| !facts.tokens.is_empty())),
        ("feishu_core::AppKind", has(|facts| !facts.apps.is_empty())),
    ];
    needs.iter().filter(|(_, needed)| *needed).for_each(|(path, _)| imports.add(path));
    let mut items: Vec<_> = imports.tokens().into_iter().map(Item::Block).collect();
    let about = docs(&[format!("All operations of `{}`, by id.", krate.space)]);
    items.push(Item::Rust(quote! {
        #about
        pub static ALL: &[&Operation] = &[#(&#names),*];
    }));
    items.extend(all.iter().map(|operation| Item::Rust(table_entry(operation))));
    file(origin, "The operation table: the facts of each operation, as data.", items)
}

fn table_entry(operation: &OperationItem) -> TokenStream {
    let (constant, facts) = (ident(&operation.constant), &operation.facts);
    let id = facts.id.to_string();
    let about =
        docs(&[format!("`{}`: {}.", id, crate::rust::docs::paragraphs(&facts.summary).join(" "))]);
    let Operation { summary, path, page, page_updated, scopes, .. } = facts;
    let method = ident(facts.method.variant());
    let effect = ident(facts.effect.variant());
    let content_type = operation.content_type.as_ref().map(|value| quote!(.content_type(#value)));
    let idempotency = facts.idempotency.as_ref().map(|Idempotency { field, seconds }| {
        let seconds = Literal::u64_unsuffixed(*seconds);
        quote!(.idempotency(IdempotencyKey::new(#field, Duration::from_secs(#seconds))))
    });
    let upload = facts.upload.as_ref().map(|Upload { field, max_bytes, .. }| {
        let max_bytes = max_bytes.map(|bytes| {
            let bytes = Literal::u64_unsuffixed(bytes);
            quote!(.max_bytes(#bytes))
        });
        quote!(.upload(FilePart::new(#field)#max_bytes))
    });
    let flat = facts.flat.then(|| quote!(.flat()));
    let deprecated = facts.deprecated.then(|| quote!(.deprecated()));
    let tokens = facts.tokens.iter().map(|token| ident(token.variant()));
    let apps = facts.apps.iter().map(|app| ident(app.variant()));
    let limits = facts.rate_limits.iter().map(|limit| {
        let (calls, seconds) =
            (Literal::u32_unsuffixed(limit.calls), Literal::u32_unsuffixed(limit.seconds));
        quote!(RateLimit { calls: #calls, per: Duration::from_secs(#seconds) })
    });
    let errors = facts.errors.iter().map(|error| {
        let (code, name) = (Literal::i64_unsuffixed(error.code), &error.name);
        let status = (error.http_status != 0).then(|| {
            let status = Literal::u16_unsuffixed(error.http_status);
            quote!(.http_status(#status))
        });
        let advice = error.advice.as_ref().map(|advice| quote!(.advice(#advice)));
        let retry = error.retry.then(|| quote!(.retry()));
        quote!(DocumentedError::new(#code, #name)#status #advice #retry)
    });
    let (apps, scopes) = (
        listed("apps", &facts.apps, quote!(#(AppKind::#apps),*)),
        listed("scopes", scopes, quote!(#(#scopes),*)),
    );
    let limits = listed("rate_limits", &facts.rate_limits, quote!(#(#limits),*));
    let errors = listed("errors", &facts.errors, quote!(#(#errors),*));
    quote! {
        #about
        pub static #constant: Operation = Operation::new(#id, Method::#method, #path)
            .summary(#summary)
            #content_type
            .tokens(&[#(TokenKind::#tokens),*])
            #apps
            #scopes
            #limits
            .effect(Effect::#effect)
            #idempotency
            #upload
            #flat
            #deprecated
            #errors
            .page(#page, #page_updated);
    }
}

/// The setter of a list, unless the list is empty.
fn listed<T>(setter: &str, items: &[T], tokens: TokenStream) -> Option<TokenStream> {
    let setter = ident(setter);
    (!items.is_empty()).then(|| quote!(.#setter(&[#tokens])))
}

/// `schemas.rs`: the JSON Schemas as constants.
pub(super) fn schemas(krate: &Crate, origin: &str) -> File {
    let up = if krate.root.folder().is_empty() { "" } else { "../" };
    let mut constants = Vec::new();
    for operation in krate.resources.iter().flat_map(|resource| &resource.operations) {
        for (side, file) in &operation.schemas {
            let about =
                format!("JSON Schema (draft 2020-12) of the {side} of `{}`.", operation.facts.id);
            let constant = names::shouty(&format!("{}_{side}", operation.constant));
            constants.push((about, ident(&constant), file.clone()));
        }
    }
    let mut items: Vec<_> = constants
        .iter()
        .map(|(about, constant, file)| {
            let path = format!("{up}../../schema/{file}");
            let about = docs(std::slice::from_ref(about));
            Item::Rust(quote! {
                #about
                pub const #constant: &str = include_str!(#path);
            })
        })
        .collect();
    let entries = constants.iter().map(|(_, constant, file)| quote!((#file, #constant)));
    items.push(Item::Rust(quote! {
        /// All schemas, with the names of their files in `schema/`.
        pub const ALL: &[(&str, &str)] = &[#(#entries),*];
    }));
    file(origin, "The JSON Schemas of requests and responses.", items)
}
