//! The facts of the platform as Rust, for the runtime.

use std::collections::BTreeMap;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::model::{GatewayError, Platform, TokenEndpoint};
use crate::rust::layout::{File, Item, docs, ident};

/// The files below the runtime's `src/generated/`.
pub(crate) fn files(platform: &Platform, origin: &str) -> BTreeMap<String, File> {
    let root = File {
        origin: origin.to_owned(),
        docs: vec!["What the spec knows about the platform.".to_owned()],
        items: vec![Item::Block(vec![quote!(
            pub mod platform;
        )])],
    };
    let file = File {
        origin: origin.to_owned(),
        docs: vec!["What the spec knows about the platform.".to_owned()],
        items: items(platform),
    };
    [("mod.rs".to_owned(), root), ("platform.rs".to_owned(), file)].into()
}

fn items(platform: &Platform) -> Vec<Item> {
    let rate_limits = format!("Source: [the vendor's page](<{}>).", platform.rate_limit_page);
    let constants = [
        ("FEISHU", &platform.feishu.url, vec![platform.feishu.description.clone()]),
        ("LARK", &platform.lark.url, vec![platform.lark.description.clone()]),
        (
            "JSON_CONTENT_TYPE",
            &platform.json_content_type,
            vec!["Content type of a JSON request body.".to_owned()],
        ),
        (
            "LOG_ID_HEADER",
            &platform.log_id_header,
            vec!["Response header that names the call in the vendor's logs.".to_owned()],
        ),
        (
            "RATE_LIMIT_HEADER",
            &platform.rate_limit_header,
            vec![
                "Response header with the number of calls that a window allows.".to_owned(),
                String::new(),
                rate_limits.clone(),
            ],
        ),
        (
            "RATE_LIMIT_RESET_HEADER",
            &platform.rate_limit_reset_header,
            vec![
                "Response header with the seconds until the window opens again.".to_owned(),
                String::new(),
                rate_limits,
            ],
        ),
    ];
    let mut items = vec![Item::Block(vec![
        quote!(
            use crate::operation::Method;
        ),
        quote!(
            use crate::platform::{Action, GatewayError, TokenEndpoint};
        ),
    ])];
    items.extend(constants.into_iter().map(|(name, value, about)| {
        let (name, docs) = (ident(name), docs(&about));
        Item::Rust(quote!(#docs pub const #name: &str = #value;))
    }));
    items.push(Item::Rust(token(&platform.tenant_access_token)));
    let errors = platform.errors.iter().map(error);
    let about = docs(&[
        "Errors that the gateway answers before an endpoint sees the call, by code.".to_owned(),
        String::new(),
        format!("Source: [the vendor's page](<{}>).", platform.error_page),
    ]);
    items.push(Item::Rust(
        quote!(#about pub static GATEWAY_ERRORS: &[GatewayError] = &[#(#errors),*];),
    ));
    items
}

fn token(endpoint: &TokenEndpoint) -> TokenStream {
    let about = docs(&[
        "Where a custom app trades its id and secret for a tenant access token.".to_owned(),
        String::new(),
        format!("Source: [the vendor's page](<{}>).", endpoint.page),
    ]);
    let method = ident(endpoint.method.variant());
    let TokenEndpoint { path, field, page, .. } = endpoint;
    let lifetime = Literal::u64_unsuffixed(endpoint.lifetime_seconds);
    let window = Literal::u64_unsuffixed(endpoint.renewal_window_seconds);
    quote! {
        #about
        pub static TENANT_ACCESS_TOKEN: TokenEndpoint = TokenEndpoint {
            method: Method::#method,
            path: #path,
            token_field: #field,
            lifetime_seconds: #lifetime,
            renewal_window_seconds: #window,
            page: #page,
        };
    }
}

fn error(error: &GatewayError) -> TokenStream {
    let code = Literal::i64_unsuffixed(error.code);
    let statuses = error.http_statuses.iter().map(|status| Literal::u16_unsuffixed(*status));
    let action = ident(error.action.variant());
    let (name, advice) = (&error.name, &error.advice);
    quote! {
        GatewayError {
            code: #code,
            name: #name,
            http_statuses: &[#(#statuses),*],
            action: Action::#action,
            advice: #advice,
        }
    }
}
