//! The error codes that pages of the crate document, and those of the platform's gateway.

use proc_macro2::Literal;
use quote::quote;

use super::file;
use crate::rust::ir::Crate;
use crate::rust::layout::{File, Item, docs, ident};

/// `error_code.rs`
pub(super) fn error_code(krate: &Crate, origin: &str) -> File {
    let variants = krate.errors.iter().map(|error| {
        let (name, docs) = (ident(&error.name), docs(&error.docs));
        quote!(#docs #name,)
    });
    let names: Vec<_> = krate.errors.iter().map(|error| ident(&error.name)).collect();
    let words = krate.errors.iter().map(|error| &error.word);
    let codes: Vec<_> =
        krate.errors.iter().map(|error| Literal::i64_unsuffixed(error.code)).collect();
    // A match that has one arm is none.
    let from_code = match names.as_slice() {
        [] => quote!(GatewayCode::from_code(code).map_or(Self::Other(code), Self::Gateway)),
        _ => quote! {
            match code {
                #(#codes => Self::#names,)*
                other => GatewayCode::from_code(other).map_or(Self::Other(other), Self::Gateway),
            }
        },
    };
    let items = vec![
        Item::Block(vec![quote!(
            use std::fmt;
        )]),
        Item::Block(vec![quote!(
            use feishu_core::{Error, GatewayCode};
        )]),
        Item::Rust(quote! {
            /// An error code, documented by an operation's page or by the platform's gateway.
            #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
            #[non_exhaustive]
            pub enum ErrorCode {
                #(#variants)*
                /// A code of the platform's gateway, which any operation may return, such as for a rate limit or a missing scope.
                Gateway(GatewayCode),

                /// An undocumented code.
                Other(i64),
            }
        }),
        Item::Rust(quote! {
            impl ErrorCode {
                /// The code of an error, if the server returned one.
                pub fn of(error: &Error) -> Option<Self> {
                    error.code().map(Self::from)
                }

                /// The number on the wire.
                pub fn code(self) -> i64 {
                    match self {
                        #(Self::#names => #codes,)*
                        Self::Gateway(gateway) => gateway.code(),
                        Self::Other(code) => code,
                    }
                }

                /// The name of the code, such as `missing_scope`, if it is documented.
                pub fn name(self) -> Option<&'static str> {
                    match self {
                        #(Self::#names => Some(#words),)*
                        Self::Gateway(gateway) => Some(gateway.as_str()),
                        Self::Other(_) => None,
                    }
                }
            }
        }),
        Item::Rust(quote! {
            impl From<i64> for ErrorCode {
                fn from(code: i64) -> Self {
                    #from_code
                }
            }
        }),
        Item::Rust(quote! {
            /// Code and name, as in `99991672 (missing_scope)`; for an unknown code, only the number.
            impl fmt::Display for ErrorCode {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    match self.name() {
                        Some(name) => write!(f, "{} ({name})", self.code()),
                        None => write!(f, "{}", self.code()),
                    }
                }
            }
        }),
    ];
    file(origin, "The documented error codes.", items)
}
