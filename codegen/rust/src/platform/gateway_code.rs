//! The codes of the gateway as an enumeration of the runtime, so that a caller can match them by name.

use proc_macro2::Literal;
use quote::quote;

use crate::model::{GatewayError, Platform};
use crate::names;
use crate::rust::docs;
use crate::rust::layout::{self, File, Item, ident};

/// `gateway_code.rs`
pub(super) fn file(platform: &Platform, origin: &str) -> File {
    let errors = by_code(platform);
    let variants = errors.iter().map(|error| {
        let (name, docs) = (ident(&names::pascal(&error.name)), layout::docs(&about(error)));
        let code = Literal::i64_unsuffixed(error.code);
        quote!(#docs #name = #code,)
    });
    let names: Vec<_> = errors.iter().map(|error| ident(&names::pascal(&error.name))).collect();
    let words = errors.iter().map(|error| &error.name);
    let codes = errors.iter().map(|error| Literal::i64_unsuffixed(error.code));
    let about = layout::docs(&[
        "A code of the platform's gateway, which any endpoint may return.".to_owned(),
        String::new(),
        "[`GatewayCode::of`] gives the code of an error. Advice is in".to_owned(),
        "[`GATEWAY_ERRORS`](crate::platform::GATEWAY_ERRORS).".to_owned(),
        String::new(),
        format!("Source: [the vendor's page](<{}>).", platform.error_page),
    ]);
    let items = vec![
        Item::Rust(quote! {
            #about
            #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
            #[non_exhaustive]
            #[repr(i64)]
            pub enum GatewayCode { #(#variants)* }
        }),
        Item::Rust(quote! {
            impl GatewayCode {
                /// All known codes, in numerical order.
                pub const ALL: &'static [Self] = &[#(Self::#names),*];

                /// The number on the wire.
                #[must_use]
                pub const fn code(self) -> i64 {
                    self as i64
                }

                /// The code with this number, if it is known.
                #[must_use]
                pub const fn from_code(code: i64) -> Option<Self> {
                    Some(match code {
                        #(#codes => Self::#names,)*
                        _ => return None,
                    })
                }

                /// The name of the code, such as `rate_limited`.
                #[must_use]
                pub const fn as_str(self) -> &'static str {
                    match self {
                        #(Self::#names => #words,)*
                    }
                }
            }
        }),
    ];
    let docs = vec!["The error codes of the gateway.".to_owned()];
    File { origin: origin.to_owned(), docs, items }
}

fn about(error: &GatewayError) -> Vec<String> {
    let mut about = vec![format!("Code {}.", error.code)];
    if !error.advice.is_empty() {
        about.push(String::new());
        about.extend(docs::paragraphs(&error.advice));
    }
    about
}

/// The errors of the gateway in numerical order, whatever the order of the spec: readers search the list.
pub(super) fn by_code(platform: &Platform) -> Vec<&GatewayError> {
    let mut errors: Vec<_> = platform.errors.iter().collect();
    errors.sort_by_key(|error| error.code);
    errors
}
