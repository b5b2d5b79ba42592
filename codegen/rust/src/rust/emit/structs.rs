//! Requests, responses and shared objects.

use std::collections::BTreeSet;

use feishu_text::pattern::{LINE_BREAK_AT_END, is_anchored};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::checks;
use super::types::{self, Imports};
use crate::model::{Bounds, Number, Rule};
use crate::names;
use crate::rust::ir::{Check, Role, Root, RustType, Struct, StructField};
use crate::rust::layout::{File, Item, docs, ident};

/// A file with these structs, which have the same origin.
pub(super) fn file(root: &Root, structs: &[&Struct]) -> File {
    let mut imports = Imports::new(root);
    let mut items = Vec::new();
    for structure in structs {
        imports.of_struct(structure);
        items.push(Item::Rust(definition(structure)));
        if structure.role == Role::Request {
            ["Pointer", "Validate", "Violations"]
                .iter()
                .for_each(|name| imports.add(&format!("feishu_core::{name}")));
            if structure.fields.iter().any(|field| field.checks.iter().any(uses_rules)) {
                imports.add("feishu_core::rules");
            }
            items.push(Item::Rust(methods(structure)));
            items.push(Item::Rust(checks::validate_impl(structure)));
        }
        let name = ident(&structure.name);
        if let Some((field, item)) = &structure.page_of {
            imports.of_type(item);
            items.push(Item::Rust(page(&name, field, item)));
        }
        let role = if structure.role == Role::Request { "request" } else { "response" };
        items.push(Item::Text(format!("feishu_core::object!({role} {name});\n")));
    }
    let uses = imports.tokens().into_iter().map(Item::Block);
    File {
        origin: structs.first().map(|structure| structure.origin.clone()).unwrap_or_default(),
        docs: vec![match structs {
            [only] => format!("[`{}`].", only.name),
            many => {
                many.iter()
                    .map(|structure| format!("[`{}`]", structure.name))
                    .collect::<Vec<_>>()
                    .join(" and ")
                    + "."
            }
        }],
        items: uses.chain(items).collect(),
    }
}

/// What makes a response one page of many.
fn page(name: &Ident, field: &str, item: &RustType) -> TokenStream {
    let (field, item) = (ident(field), types::tokens(item));
    quote! {
        impl feishu_core::paging::Page for #name {
            type Item = #item;

            fn next(&self) -> feishu_core::paging::Next {
                feishu_core::paging::Next::new(self.has_more, self.page_token.as_deref())
            }

            fn items(&self) -> &[#item] {
                self.#field.as_deref().unwrap_or_default()
            }

            fn into_items(self) -> Vec<#item> {
                self.#field.unwrap_or_default()
            }
        }
    }
}

/// Whether a check calls into `rules` from here; an object's check calls its own.
fn uses_rules(check: &Check) -> bool {
    match check {
        Check::Object => false,
        Check::EachItem(inner) | Check::EachEntry(inner) => uses_rules(inner),
        _ => true,
    }
}

fn definition(structure: &Struct) -> TokenStream {
    let docs = docs(&structure.docs);
    let name = ident(&structure.name);
    let default = structure.has_default().then(|| quote!(Default,));
    // Constructors and defaults keep outsiders able to make one, so a new field breaks nobody.
    let remote = &structure.name;
    let serde = match structure.role {
        Role::Request => quote! {
            #[derive(Clone, Debug, #default PartialEq, serde::Serialize)]
            #[cfg_attr(feature = "full-serde", derive(serde::Deserialize))]
            #[serde(remote = #remote, deny_unknown_fields)]
        },
        Role::Response => quote! {
            #[derive(Clone, Debug, #default PartialEq, serde::Deserialize)]
            #[cfg_attr(feature = "full-serde", derive(serde::Serialize))]
            #[serde(remote = #remote)]
        },
    };
    let fields = structure.fields.iter().map(|field| self::field(field, structure.role));
    quote! {
        #docs
        #serde
        #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
        #[non_exhaustive]
        pub struct #name { #(#fields,)* }
    }
}

fn field(field: &StructField, role: Role) -> TokenStream {
    let docs = docs(&field.docs);
    let name = ident(&field.name);
    let ty = types::tokens(&field.ty);
    let side = if role == Role::Request { "strict" } else { "lenient" };
    let decode = |presence| format!("feishu_core::wire::{side}::{presence}");
    let rename = (name.to_string().trim_start_matches("r#") != field.wire).then(|| {
        let wire = &field.wire;
        quote!(rename = #wire,)
    });
    let schema = schema_attribute(field, role);
    // A secret is written in clear only here, where it is sent.
    let encode = (field.ty == RustType::SECRET).then(|| {
        let presence = if field.required { "required" } else { "optional" };
        let encode = format!("feishu_core::wire::secret::{presence}");
        quote!(serialize_with = #encode,)
    });
    if field.required {
        let decode = decode("required");
        quote! {
            #docs
            #[serde(#rename #encode deserialize_with = #decode)]
            #schema
            pub #name: #ty
        }
    } else {
        let decode = decode("optional");
        quote! {
            #docs
            #[serde(#rename default, skip_serializing_if = "Option::is_none", #encode deserialize_with = #decode)]
            #schema
            pub #name: Option<#ty>
        }
    }
}

/// Absent and `null` differ on this wire, so `schemars` is shown the type without its `Option`.
fn schema_attribute(field: &StructField, role: Role) -> Option<TokenStream> {
    let plain = types::tokens(&field.ty).to_string().replace(' ', "");
    let shown = types::schema_type(&field.ty, role == Role::Response);
    let with = (!field.required || shown.replace(' ', "") != plain).then(|| quote!(with = #shown,));
    let rules: TokenStream = field.checks.iter().filter_map(Check::rule).map(schema_rule).collect();
    (with.is_some() || !rules.is_empty())
        .then(|| quote!(#[cfg_attr(feature = "schemars", schemars(#with #rules))]))
}

/// What `schemars` is told of a rule.
fn schema_rule(rule: &Rule) -> TokenStream {
    if rule.kind.schemars.is_empty() {
        let keywords = rule.keywords().into_iter().map(|(keyword, value)| {
            let value = value.as_bool();
            quote!(extend(#keyword = #value),)
        });
        return keywords.collect();
    }
    let attribute = ident(rule.kind.schemars);
    if let Some(pattern) = rule.pattern() {
        let anchored = is_anchored(pattern)
            .then(|| quote!(extend("not" = { "type": "string", "pattern": #LINE_BREAK_AT_END }),));
        return quote!(#attribute(pattern = #pattern), #anchored);
    }
    let ends = rule.bounds().map(|Bounds { min, max }| {
        let min = min.map(wide).map(|min| quote!(min = #min,));
        let max = max.map(wide).map(|max| quote!(max = #max,));
        quote!(#min #max)
    });
    quote!(#attribute(#ends),)
}

/// A number where nothing else says of what type it is. Ranges end where numbers are no longer exact, which is long
/// before `i64` does.
fn wide(number: Number) -> TokenStream {
    match number {
        Number::Integer(value) if i32::try_from(value).is_err() => {
            let literal = Literal::i64_suffixed(value.abs());
            if value < 0 { quote!(-#literal) } else { quote!(#literal) }
        }
        _ => checks::number(number),
    }
}

/// The constructor, two setters for each optional field, and `validate`.
fn methods(structure: &Struct) -> TokenStream {
    let name = ident(&structure.name);
    let required: Vec<_> = structure.fields.iter().filter(|field| field.required).collect();
    let arguments = required.iter().map(|field| {
        let name = ident(&field.name);
        let (ty, _) = types::argument(&field.ty, &name);
        quote!(#name: #ty)
    });
    let values = structure.fields.iter().map(|field| {
        let name = ident(&field.name);
        if !field.required {
            return quote!(#name: None);
        }
        let (_, value) = types::argument(&field.ty, &name);
        if name == value.to_string() { quote!(#name) } else { quote!(#name: #value) }
    });
    let about_new = docs(&[if required.is_empty() {
        "Creates a value with no fields set.".to_owned()
    } else {
        "Creates a value from the required fields; no other field is set.".to_owned()
    }]);
    let many_arguments = (required.len() > 7)
        .then(|| quote!(#[allow(clippy::too_many_arguments, reason = "each is a required field")]));
    let taken = structure.fields.iter().map(|field| names::setter(&field.name)).collect();
    let optional = structure.fields.iter().filter(|field| !field.required);
    let setters = optional.map(|field| setter(field, &taken));
    quote! {
        impl #name {
            #about_new
            #many_arguments
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#values,)* }
            }

            #(#setters)*

            /// Checks every documented rule locally. Does not allocate if all rules are met.
            ///
            /// # Errors
            ///
            /// Returns every violation, with a JSON Pointer, the limit and the actual value.
            pub fn validate(&self) -> Result<(), Violations> {
                feishu_core::validate(self)
            }
        }
    }
}

/// Two methods: one that takes a value, and one that takes an `Option` of it.
///
/// One method with `impl Into<Option<T>>` would not do: `&str` is no `Into<Option<String>>`, so every
/// setter of a string, id or list would lose what makes it pleasant. A trait of our own that takes
/// both needs a marker parameter to be coherent, which leaves `None` and number literals without a
/// type, and shows in docs and in each error. `maybe_` is what builders of the ecosystem call it.
fn setter(field: &StructField, taken: &BTreeSet<String>) -> TokenStream {
    let name = ident(&field.name);
    let method = ident(&names::setter(&field.name));
    let maybe = ident(&names::maybe_setter(&field.name, taken));
    let (ty, value) = types::argument(&field.ty, &name);
    let about = docs(&[format!("Sets `{}`. {}", field.wire, field.summary)]);
    // In a link, the mark of a raw identifier would begin a fragment.
    let spelled = method.to_string();
    let target = spelled.trim_start_matches("r#");
    let about_maybe = docs(&[format!(
        "Like [`{method}`](Self::{target}), but takes an `Option`; `None` omits the field."
    )]);
    let value_of_option = if name == value.to_string() {
        quote!(#name)
    } else {
        types::map_argument(&field.ty, &name)
    };
    quote! {
        #about
        #[must_use]
        pub fn #method(mut self, #name: #ty) -> Self {
            self.#name = Some(#value);
            self
        }

        #about_maybe
        #[must_use]
        pub fn #maybe(mut self, #name: Option<#ty>) -> Self {
            self.#name = #value_of_option;
            self
        }
    }
}
