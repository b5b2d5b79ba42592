//! The facts of the platform as Rust, for the runtime.

mod gateway_code;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::diagnostic::{Code, Diagnostic};
use crate::model::{AppKind, GatewayError, Method, Model, Operation, Platform, TokenSource, Type};
use crate::names;
use crate::rust::layout::{File, Item, docs, ident};

/// The files below the runtime's `src/generated/`.
pub(crate) const FILES: [(&str, Emit); 3] =
    [("mod.rs", root), ("platform.rs", facts), ("gateway_code.rs", codes)];

/// What makes a file of the model and of what its header calls its origin.
pub(crate) type Emit = fn(&Model, &str) -> File;

const ABOUT: &str = "Facts of the platform, from the spec.";

fn root(_: &Model, origin: &str) -> File {
    let modules = vec![
        quote!(
            pub mod gateway_code;
        ),
        quote!(
            pub mod platform;
        ),
    ];
    File {
        origin: origin.to_owned(),
        docs: vec![ABOUT.to_owned()],
        items: vec![Item::Block(modules)],
    }
}

fn facts(model: &Model, origin: &str) -> File {
    File {
        origin: origin.to_owned(),
        docs: vec![ABOUT.to_owned()],
        items: items(model, &model.platform),
    }
}

fn codes(model: &Model, origin: &str) -> File {
    gateway_code::file(&model.platform, origin)
}

fn items(model: &Model, platform: &Platform) -> Vec<Item> {
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
            vec!["Response header with the log id of the call.".to_owned()],
        ),
        (
            "RATE_LIMIT_HEADER",
            &platform.rate_limit_header,
            vec![
                "Response header with the number of calls that a window permits.".to_owned(),
                String::new(),
                rate_limits.clone(),
            ],
        ),
        (
            "RATE_LIMIT_RESET_HEADER",
            &platform.rate_limit_reset_header,
            vec![
                "Response header with the seconds until the next window.".to_owned(),
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
    items.extend(platform.tokens.sources.iter().filter_map(|s| token(model, s)).map(Item::Rust));
    items.extend(model.operation(&platform.tokens.ticket).map(ticket).map(Item::Rust));
    let errors = gateway_code::by_code(platform).into_iter().map(error);
    let about = docs(&[
        "Errors that the gateway returns before an endpoint sees the call, by code.".to_owned(),
        String::new(),
        format!("Source: [the vendor's page](<{}>).", platform.error_page),
    ]);
    items.push(Item::Rust(
        quote!(#about pub static GATEWAY_ERRORS: &[GatewayError] = &[#(#errors),*];),
    ));
    items
}

/// The operation that issues a token, and the field of its response that holds it.
fn endpoint<'a>(model: &'a Model, source: &TokenSource) -> Option<(&'a Operation, &'a str)> {
    let operation = model.operation(&source.operation)?;
    let named = |field: &&crate::model::Field| {
        field.name == source.kind.word() && field.ty == Type::SECRET && field.required
    };
    let field = operation.response.fields.iter().find(named).filter(|_| operation.flat)?;
    Some((operation, &field.name))
}

/// Tokens that no spec issues, and the ticket that none pushes.
pub(crate) fn missing_tokens(model: &Model) -> Vec<Diagnostic> {
    let ticket = &model.platform.tokens.ticket;
    let pushes = model.operation(ticket).is_some_and(|it| it.method == Method::Post);
    let no_ticket = (!pushes).then(|| {
        let message = format!(
            "platform.yaml has tickets pushed by `{ticket}`, and no spec describes such a POST"
        );
        Diagnostic::error(Code::MissingFile, message)
            .help(format!("add spec/{}.yaml, or correct `app_ticket`", ticket.replace('.', "/")))
    });
    let missing = model.platform.tokens.sources.iter().filter(|s| endpoint(model, s).is_none());
    missing
        .map(|source| {
            let kind = source.kind.word();
            Diagnostic::error(
                Code::MissingFile,
                format!(
                    "platform.yaml issues {kind}s for {} apps with `{}`, which has no spec",
                    source.app.word(),
                    source.operation
                ),
            )
            .help(format!(
                "add spec/{}.yaml, with response: {{ flat: {{ {kind}: {{ type: secret, required: true }} }} }}",
                source.operation.replace('.', "/")
            ))
        })
        .chain(no_ticket)
        .collect()
}

fn token(model: &Model, source: &TokenSource) -> Option<TokenStream> {
    let (operation, field) = endpoint(model, source)?;
    let kind = source.kind.word();
    let about = docs(&[
        format!("The operation that issues the `{kind}` of a {} app.", source.app.word()),
        String::new(),
        format!("Source: [the vendor's page](<{}>).", operation.page),
    ]);
    let prefix = if source.app == AppKind::Store { "store_" } else { "" };
    let name = ident(&names::shouty(&format!("{prefix}{kind}")));
    let method = ident(operation.method.variant());
    let Operation { path, page, .. } = operation;
    let lifetime = Literal::u64_unsuffixed(model.platform.tokens.lifetime_seconds);
    let window = Literal::u64_unsuffixed(model.platform.tokens.renewal_window_seconds);
    Some(quote! {
        #about
        pub static #name: TokenEndpoint = TokenEndpoint {
            method: Method::#method,
            path: #path,
            token_field: #field,
            lifetime_seconds: #lifetime,
            renewal_window_seconds: #window,
            page: #page,
        };
    })
}

fn ticket(operation: &Operation) -> TokenStream {
    let about = docs(&[
        "Path of the endpoint at which a store app has its ticket pushed again, with a `POST`."
            .to_owned(),
        String::new(),
        format!("Source: [the vendor's page](<{}>).", operation.page),
    ]);
    let path = &operation.path;
    quote! {
        #about
        pub const APP_TICKET_RESEND: &str = #path;
    }
}

fn error(error: &GatewayError) -> TokenStream {
    let code = Literal::i64_unsuffixed(error.code);
    let action = ident(error.action.variant());
    let (name, advice) = (&error.name, &error.advice);
    quote! {
        GatewayError {
            code: #code,
            name: #name,
            action: Action::#action,
            advice: #advice,
        }
    }
}
