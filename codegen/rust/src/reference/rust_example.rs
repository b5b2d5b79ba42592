//! A function that makes a call through the generated client. The tests compile each of them.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use serde_json::{Map, Value as Json};

use crate::model::scalar::{Argument, Scalar, Wire};
use crate::model::{Api, Side};
use crate::names;
use crate::rust::ir::{Crate, OperationItem, Resource, RustType, Struct, StructField};
use crate::rust::layout::{ident, unparse};
use crate::sample;

/// The function; an error is a mistake of the generator.
pub(super) fn example(
    api: &Api,
    krate: &Crate<'_>,
    resource: &Resource<'_>,
    item: &OperationItem<'_>,
) -> Result<String, syn::Error> {
    let mut writer = Writer {
        krate,
        used: BTreeSet::new(),
        common: BTreeSet::from(["Client"]),
        secrets: BTreeMap::new(),
    };
    let function = unparse(writer.function(api, item, &resource.name))?;
    let uses = unparse(writer.uses())?;
    Ok(format!("{uses}\n{function}"))
}

/// Writes values, and collects what they need from outside.
struct Writer<'a> {
    krate: &'a Crate<'a>,
    /// Names of the version's module.
    used: BTreeSet<String>,
    /// Names at the root of the crate, whatever the version.
    common: BTreeSet<&'static str>,
    /// Secrets are arguments of the function: none belongs into code.
    secrets: BTreeMap<String, Ident>,
}

impl Writer<'_> {
    fn function(&mut self, api: &Api, item: &OperationItem<'_>, resource: &str) -> TokenStream {
        let operation = item.facts;
        let mut setup = Vec::new();
        let mut arguments: Vec<TokenStream> = operation
            .fields(Side::Path)
            .iter()
            .zip(&item.parameters)
            .map(|(field, parameter)| self.argument(&parameter.ty, &sample::of(api, field)))
            .collect();
        let mut sent = |writer: &mut Self, name: &str, structure: &Option<Struct>, value: &Json| {
            if let Some(structure) = structure {
                let (name, value) = (ident(name), writer.structure(structure, value));
                setup.push(quote!(let #name = #value;));
                arguments.push(quote!(&#name));
            }
        };
        let query = Json::Object(sample::query(api, operation));
        sent(self, "query", &item.query, &query);
        let body = sample::body(api, operation).unwrap_or_default();
        sent(self, "body", &item.body, &body);
        let error = if operation.upload.is_some() {
            self.common.insert("Upload");
            setup.push(quote!(let file = Upload::open("resume.pdf").await?;));
            arguments.push(quote!(file));
            quote!(Box<dyn std::error::Error>)
        } else {
            self.common.insert("Error");
            quote!(Error)
        };
        let shown = item.data.fields.iter().find(|field| field.ty != RustType::SECRET);
        let shown = match shown {
            Some(field) => {
                let name = ident(&field.name);
                quote!(answer.#name)
            }
            None => quote!(answer.status()),
        };
        let secrets = self.secrets.values().map(|name| quote!(#name: Secret));
        let secrets: Vec<_> = secrets.collect();
        if !secrets.is_empty() {
            self.common.insert("Secret");
        }
        let accessor = ident(&names::accessor(resource));
        let version = self.krate.root.0.iter().map(|module| ident(module));
        let method = ident(&names::method(&item.name));
        quote! {
            async fn example(client: &Client, #(#secrets),*) -> Result<(), #error> {
                #(#setup)*
                let answer = client #(.#version())* .#accessor().#method(#(#arguments),*).await?;
                println!("{:?}", #shown);
                Ok(())
            }
        }
    }

    fn uses(&self) -> TokenStream {
        let krate = ident(&self.krate.library);
        let own = self.used.iter().map(String::as_str);
        let common = self.common.iter().copied();
        let Some(module) = &self.krate.root.0 else {
            let all: BTreeSet<_> = own.chain(common).collect();
            let all = all.into_iter().map(ident);
            return quote!(use #krate::{#(#all),*};);
        };
        let (module, common) = (ident(module), common.map(ident));
        let own: Vec<_> = own.map(ident).collect();
        let own = (!own.is_empty()).then(|| quote!(use #krate::#module::{#(#own),*};));
        quote!(use #krate::{#(#common),*}; #own)
    }

    /// A struct by its constructor and setters.
    fn structure(&mut self, structure: &Struct, value: &Json) -> TokenStream {
        self.used.insert(structure.name.clone());
        let name = ident(&structure.name);
        let nothing = Map::new();
        let given = value.as_object().unwrap_or(&nothing);
        let (required, optional): (Vec<_>, Vec<_>) =
            structure.fields.iter().partition(|field| field.required);
        let required: Vec<_> =
            required.into_iter().map(|field| self.field(field, given.get(&field.wire))).collect();
        let mut setters = Vec::new();
        for field in optional {
            let Some(value) = given.get(&field.wire) else { continue };
            let (setter, value) = (ident(&field.setters.one), self.field(field, Some(value)));
            setters.push(quote!(.#setter(#value)));
        }
        quote!(#name::new(#(#required),*) #(#setters)*)
    }

    fn field(&mut self, field: &StructField, value: Option<&Json>) -> TokenStream {
        if field.ty == RustType::SECRET {
            let name = ident(&field.name);
            self.secrets.insert(field.name.clone(), name.clone());
            return quote!(#name);
        }
        self.argument(&field.ty, value.unwrap_or(&Json::Null))
    }

    /// A value where a setter or a constructor takes what becomes one.
    fn argument(&mut self, ty: &RustType, value: &Json) -> TokenStream {
        match ty {
            RustType::Id(_) => text(value),
            RustType::Scalar(scalar) => self.literal(*scalar, value),
            RustType::List(inner) => {
                let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
                match (items.is_empty(), inner.is_converted_in_lists()) {
                    // Nothing says of what type the elements of an empty list are that become others.
                    (true, true) if is_integer(inner) => quote!([0_i64; 0]),
                    (true, true) => quote!([""; 0]),
                    (_, true) => {
                        let items = items.iter().map(|item| self.argument(inner, item));
                        quote!([#(#items),*])
                    }
                    (_, false) => {
                        let items = items.iter().map(|item| self.exact(inner, item));
                        quote!([#(#items),*])
                    }
                }
            }
            other => self.exact(other, value),
        }
    }

    /// A value of exactly this type.
    fn exact(&mut self, ty: &RustType, value: &Json) -> TokenStream {
        match ty {
            RustType::Id(_) => {
                let text = text(value);
                quote!(#text.into())
            }
            RustType::Scalar(scalar) => {
                let literal = self.literal(*scalar, value);
                match scalar.rust.argument {
                    Argument::Into(method) => {
                        let method = ident(method);
                        quote!(#literal.#method())
                    }
                    Argument::Itself | Argument::IntoAlone => literal,
                }
            }
            RustType::Enum { name, is_integer } => self.variant(name, *is_integer, value),
            RustType::Object { name, .. } => {
                match self.krate.objects.iter().find(|object| object.name == *name) {
                    Some(object) => self.structure(object, value),
                    None => quote!(Default::default()),
                }
            }
            RustType::List(inner) => {
                let items = value.as_array().into_iter().flatten();
                let items = items.map(|item| self.exact(inner, item));
                quote!(vec![#(#items),*])
            }
            RustType::Map(inner) => {
                let entries = value.as_object().into_iter().flatten().map(|(key, item)| {
                    let item = self.exact(inner, item);
                    quote!((#key.to_owned(), #item))
                });
                quote!(std::collections::BTreeMap::from([#(#entries),*]))
            }
        }
    }

    /// What becomes a value of a scalar.
    fn literal(&mut self, scalar: Scalar, value: &Json) -> TokenStream {
        match scalar.wire {
            Wire::Text => text(value),
            Wire::Flag => {
                let value = value.as_bool().unwrap_or_default();
                quote!(#value)
            }
            Wire::Int32 | Wire::Int64 => integer(value),
            Wire::Float => float(value),
            Wire::Any => self.json(value),
        }
    }

    fn variant(&mut self, name: &str, is_integer: bool, value: &Json) -> TokenStream {
        self.used.insert(name.to_owned());
        let shown = match value {
            Json::String(text) => text.clone(),
            other => other.to_string(),
        };
        let declared = self.krate.enums.iter().find(|declared| declared.name == name);
        let variant = declared.and_then(|it| it.variants.iter().find(|known| known.text == shown));
        let name = ident(name);
        match variant {
            Some(variant) => {
                let variant = ident(&variant.name);
                quote!(#name::#variant)
            }
            None => {
                let value = if is_integer { integer(value) } else { text(value) };
                quote!(#name::from(#value))
            }
        }
    }

    fn json(&mut self, value: &Json) -> TokenStream {
        self.common.insert("Json");
        match value {
            Json::Null => quote!(Json::Null),
            Json::Bool(value) => quote!(Json::from(#value)),
            Json::Number(number) => match number.as_i64() {
                Some(_) => {
                    let number = integer(value);
                    quote!(Json::from(#number))
                }
                None => {
                    let number = float(value);
                    quote!(Json::from(#number))
                }
            },
            Json::String(text) => quote!(Json::from(#text)),
            Json::Array(items) => {
                let items = items.iter().map(|item| self.json(item));
                quote!(Json::Array(vec![#(#items),*]))
            }
            Json::Object(entries) => {
                let entries = entries.iter().map(|(key, item)| {
                    let item = self.json(item);
                    quote!((#key.to_owned(), #item))
                });
                quote!(Json::Object([#(#entries),*].into_iter().collect()))
            }
        }
    }
}

fn text(value: &Json) -> TokenStream {
    let text = match value {
        Json::String(text) => text.clone(),
        Json::Null => String::new(),
        other => other.to_string(),
    };
    quote!(#text)
}

fn float(value: &Json) -> TokenStream {
    let number = value.as_f64().filter(|number| number.is_finite()).unwrap_or_default();
    let literal = Literal::f64_unsuffixed(number.abs());
    if number < 0.0 { quote!(-#literal) } else { quote!(#literal) }
}

fn is_integer(ty: &RustType) -> bool {
    matches!(ty, RustType::Scalar(scalar) if scalar.wire == Wire::Int64)
}

fn integer(value: &Json) -> TokenStream {
    let number = value.as_i64().unwrap_or_default();
    let literal = Literal::u64_unsuffixed(number.unsigned_abs());
    if number < 0 { quote!(-#literal) } else { quote!(#literal) }
}
