//! Open enumerations: the known values, and one variant for all others.

use proc_macro2::TokenStream;
use quote::quote;

use crate::rust::ir::EnumType;
use crate::rust::layout::{File, Item, docs, ident};

/// The file of an enumeration.
pub(super) fn file(declared: &EnumType) -> File {
    let mut items = vec![
        Item::Block(vec![quote!(
            use std::fmt;
        )]),
        Item::Block(vec![
            quote!(
                use feishu_core::wire::Decode;
            ),
            quote!(
                use serde::{Deserialize, Deserializer, Serialize, Serializer};
            ),
        ]),
        Item::Rust(definition(declared)),
    ];
    items.extend(
        if declared.is_integer { integer(declared) } else { text(declared) }
            .into_iter()
            .map(Item::Rust),
    );
    items.push(Item::Rust(schema(declared)));
    File { origin: declared.origin.clone(), docs: vec![format!("[`{}`].", declared.name)], items }
}

fn definition(declared: &EnumType) -> TokenStream {
    let (name, about) = (ident(&declared.name), docs(&declared.docs));
    let variants = declared.variants.iter().map(|variant| {
        let (name, docs) = (ident(&variant.name), docs(&variant.docs));
        quote!(#docs #name)
    });
    let unknown = if declared.is_integer { quote!(i32) } else { quote!(String) };
    quote! {
        #about
        ///
        /// The platform may add values at any time, so the enumeration is open.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// A value unknown to this version, as on the wire.
            Unknown(#unknown),
        }
    }
}

fn known_values(declared: &EnumType) -> TokenStream {
    let texts = declared.variants.iter().map(|variant| &variant.text);
    quote! {
        /// The known values, as strings.
        pub const VALUES: &'static [&'static str] = &[#(#texts),*];
    }
}

fn unknown() -> TokenStream {
    quote! {
        /// The value as a string, if it is not a known one.
        pub fn unknown(&self) -> Option<String> {
            match self {
                Self::Unknown(value) => Some(value.to_string()),
                _ => None,
            }
        }
    }
}

fn text(declared: &EnumType) -> Vec<TokenStream> {
    let name = ident(&declared.name);
    let to = declared.variants.iter().map(|variant| {
        let (name, text) = (ident(&variant.name), &variant.text);
        quote!(Self::#name => #text)
    });
    let from = declared.variants.iter().map(|variant| {
        let (name, text) = (ident(&variant.name), &variant.text);
        quote!(#text => Self::#name)
    });
    let (known_values, unknown) = (known_values(declared), unknown());
    vec![
        quote! {
            impl #name {
                #known_values

                /// The value on the wire.
                pub fn as_str(&self) -> &str {
                    match self {
                        #(#to,)*
                        Self::Unknown(value) => value,
                    }
                }

                #unknown
            }
        },
        quote! {
            impl From<&str> for #name {
                fn from(value: &str) -> Self {
                    match value {
                        #(#from,)*
                        other => Self::Unknown(other.to_owned()),
                    }
                }
            }
        },
        quote! {
            impl std::str::FromStr for #name {
                type Err = std::convert::Infallible;

                fn from_str(value: &str) -> Result<Self, Self::Err> {
                    Ok(Self::from(value))
                }
            }
        },
        display(&name, &quote!(f.pad(self.as_str()))),
        quote! {
            impl Serialize for #name {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serializer.serialize_str(self.as_str())
                }
            }
        },
        quote! {
            impl<'de> Deserialize<'de> for #name {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    Self::strict(deserializer)
                }
            }
        },
        decode(&name, &quote!(String), &quote!(|value| Self::from(value.as_str()))),
    ]
}

fn integer(declared: &EnumType) -> Vec<TokenStream> {
    let name = ident(&declared.name);
    let literal = |text: &str| text.parse::<TokenStream>().unwrap_or_default();
    let to = declared.variants.iter().map(|variant| {
        let (name, value) = (ident(&variant.name), literal(&variant.text));
        quote!(Self::#name => #value)
    });
    let from = declared.variants.iter().map(|variant| {
        let (name, value) = (ident(&variant.name), literal(&variant.text));
        quote!(#value => Self::#name)
    });
    let (known_values, unknown) = (known_values(declared), unknown());
    vec![
        quote! {
            impl #name {
                #known_values

                /// The value on the wire.
                pub fn value(&self) -> i32 {
                    match self {
                        #(#to,)*
                        Self::Unknown(value) => *value,
                    }
                }

                #unknown
            }
        },
        quote! {
            impl From<i32> for #name {
                fn from(value: i32) -> Self {
                    match value {
                        #(#from,)*
                        other => Self::Unknown(other),
                    }
                }
            }
        },
        display(&name, &quote!(self.value().fmt(f))),
        quote! {
            impl Serialize for #name {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serializer.serialize_i32(self.value())
                }
            }
        },
        quote! {
            impl<'de> Deserialize<'de> for #name {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    Self::strict(deserializer)
                }
            }
        },
        decode(&name, &quote!(i32), &quote!(Self::from)),
    ]
}

fn display(name: &proc_macro2::Ident, print: &TokenStream) -> TokenStream {
    quote! {
        /// The value on the wire.
        impl fmt::Display for #name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                #print
            }
        }
    }
}

fn decode(name: &proc_macro2::Ident, wire: &TokenStream, convert: &TokenStream) -> TokenStream {
    quote! {
        impl<'de> Decode<'de> for #name {
            fn strict<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #wire::strict(deserializer).map(#convert)
            }

            fn lenient<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #wire::lenient(deserializer).map(#convert)
            }
        }
    }
}

/// A request may hold the known values only; responses are shown the open type instead.
fn schema(declared: &EnumType) -> TokenStream {
    let (name, text) = (ident(&declared.name), &declared.name);
    let values = declared.variants.iter().map(|variant| {
        if declared.is_integer {
            variant.text.parse::<TokenStream>().unwrap_or_default()
        } else {
            let text = &variant.text;
            quote!(#text)
        }
    });
    quote! {
        #[cfg(feature = "schemars")]
        impl schemars::JsonSchema for #name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                #text.into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "enum": [#(#values),*] })
            }
        }
    }
}
