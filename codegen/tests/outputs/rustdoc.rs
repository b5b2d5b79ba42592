//! The docs of a crate: what a person reads in an editor, and the codes of the gateway.

#[path = "../support/macros.rs"]
mod macros;

use std::collections::BTreeMap;

use quote::ToTokens;
use syn::{Attribute, Expr, Fields, ImplItem, Item, ItemEnum, Lit, Meta};

use super::FILES;

fn text(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| {
        let Meta::NameValue(pair) = &attribute.meta else { return None };
        let Expr::Lit(value) = &pair.value else { return None };
        let Lit::Str(text) = &value.lit else { return None };
        let text = text.value();
        pair.path.is_ident("doc").then(|| text.strip_prefix(' ').unwrap_or(&text).to_owned())
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The docs of the types, fields, variants and functions of a file: `Pet`, `Pet.name`, `Size::Small`, `Pet::new`.
fn docs(path: &str) -> BTreeMap<String, String> {
    let file = syn::parse_file(&FILES[path]).expect("Rust");
    let mut docs = BTreeMap::new();
    for item in file.items {
        match item {
            Item::Struct(item) => {
                docs.insert(item.ident.to_string(), text(&item.attrs));
                let Fields::Named(fields) = item.fields else { continue };
                for field in fields.named {
                    let name = field.ident.expect("a name");
                    docs.insert(format!("{}.{name}", item.ident), text(&field.attrs));
                }
            }
            Item::Macro(item) => docs.extend(macros::enumeration(&item).iter().flat_map(of_enum)),
            Item::Enum(item) => docs.extend(of_enum(&item)),
            Item::Impl(item) => {
                let owner = item.self_ty.to_token_stream().to_string();
                for function in item.items {
                    let ImplItem::Fn(function) = function else { continue };
                    docs.insert(format!("{owner}::{}", function.sig.ident), text(&function.attrs));
                }
            }
            _ => {}
        }
    }
    docs
}

fn of_enum(item: &ItemEnum) -> Vec<(String, String)> {
    let variants = item
        .variants
        .iter()
        .map(|variant| (format!("{}::{}", item.ident, variant.ident), text(&variant.attrs)));
    [(item.ident.to_string(), text(&item.attrs))].into_iter().chain(variants).collect()
}

#[test]
fn a_field_says_what_it_means_and_what_the_page_says_of_it() {
    let docs = docs("sdk/src/generated/resources/pet/create.rs");
    for (field, expected) in [
        (
            "CreatePet.name",
            "What it is called.\n\nWire name `name`, required, a string, 1 to 5 characters, example `\"Rex\"`, requires the scope `zoo:name` or `zoo:all`.",
        ),
        (
            "CreatePet.size",
            "The field `size`.\n\nWire name `size`, optional, one of `1`, `2`, default `1`, example `2`.",
        ),
        (
            "CreatePet.legs",
            "The field `legs`.\n\nWire name `legs`, optional, an integer, deprecated.",
        ),
        (
            "CreatePet.foods",
            "The field `foods`.\n\nWire name `foods`, optional, a list, each item an object.",
        ),
        (
            "CreatePet.marks",
            "The field `marks`.\n\nWire name `marks`, optional, a map from strings, each value a string.",
        ),
        (
            "CreatePetQuery.day",
            "When it comes.\n\nWire name `day`, required, a string, example `\"1 May\"`.",
        ),
        ("CreatePetData.pet", "The field `pet`.\n\nWire name `pet`, required, an object."),
        (
            "CreatePetData.more",
            "The field `more`.\n\nWire name `more`, optional, a map from strings, each value a string.",
        ),
    ] {
        assert_eq!(docs[field], expected, "{field}");
    }
    assert!(docs["CreatePet::size"].starts_with("Sets `size`. The field `size`."));
}

#[test]
fn a_type_says_what_it_is_for_and_where_the_facts_are_from() {
    let create = docs("sdk/src/generated/resources/pet/create.rs");
    let source =
        "Source: [the vendor's page](<https://pages.example/pet/create>), as of 2025-01-31.";
    for (name, about) in [
        ("CreatePet", "The body of `zoo.v1.pet.create`: buy a pet.\n\nThe pet comes by post."),
        ("CreatePetQuery", "The query parameters of `zoo.v1.pet.create`: buy a pet."),
        ("CreatePetData", "The `data` of a successful response of `zoo.v1.pet.create`."),
    ] {
        assert_eq!(create[name], format!("{about}\n\n{source}"), "{name}");
    }
    let undated = "Source: [the vendor's page](<https://pages.example/pet/get>).";
    let get = docs("sdk/src/generated/resources/pet/get.rs");
    assert!(get["GetPetData"].ends_with(undated), "{}", get["GetPetData"]);
    for (path, name, about) in [
        ("types/pet.rs", "Pet", "An animal.\n\nName on the vendor's pages: `animal`."),
        ("types/food.rs", "Food", "What a pet eats."),
        ("types/toy.rs", "Toy", "What a pet plays with."),
        ("types/size.rs", "Size::Small", "Fits in a hand.\n\nOn the wire `1`."),
    ] {
        assert_eq!(docs(&format!("sdk/src/generated/{path}"))[name], about);
    }
    let size = &docs("sdk/src/generated/types/size.rs")["Size"];
    assert!(size.starts_with("How large a pet is.\n"), "{size}");
    // They are declared by a macro.
    let ids = &FILES["sdk/src/generated/ids.rs"];
    for (name, about) in [("OwnerId", "Identifies an owner."), ("PetId", "Identifies a pet.")] {
        assert!(ids.contains(&format!("    /// {about}\n    pub struct {name};")), "{ids}");
    }
}

#[test]
fn a_method_says_what_it_needs_and_how_it_fails() {
    let docs = docs("sdk/src/generated/resources/pet/mod.rs");
    let create = &docs["PetResource::create"];
    for line in [
        "Buy a pet.",
        "The pet comes by post.",
        "`POST /open-apis/zoo/v1/owners/:owner_id/pets`",
        "- token: `tenant_access_token` or `user_access_token`",
        "- apps: custom",
        "- scope: `zoo:pet` or `zoo:all`",
        "- scopes for some fields: `zoo:born`, `zoo:food`",
        "- rate limit: 10 calls a second per app and tenant",
        "- `owner_id`: Who pays. Example: `\"a/8\"`.",
        "| 400 | 1001 | `bad_name` | Look at `name`. |",
        "|  | 1002 | `sold_out` |  |",
    ] {
        assert!(create.lines().any(|found| found == line), "{line} in {create}");
    }
    let get = &docs["PetResource::get"];
    assert!(
        get.lines().any(|line| line == "- `pet_id`: The field `pet_id`. Example: `\"7\"`."),
        "{get}"
    );
    for (method, before) in
        [(create, "the body breaks a rule or a path parameter"), (get, "a path parameter")]
    {
        let (_, errors) = method.split_once("\n# Errors\n\n").expect("a section");
        let errors = errors.replace('\n', " ");
        let before = format!(
            "Fails before sending if {before} is not a valid path segment. Fails if no token"
        );
        assert!(errors.starts_with(&before), "{errors}");
    }
    for absent in ["- scope", "- rate limit", "| code |"] {
        assert!(!get.contains(absent), "{absent} in {get}");
    }
    let photo = &self::docs("sdk/src/generated/resources/photo/mod.rs")["PhotoResource::create"];
    let file = "- file: form field `file`, at most 1000 bytes. The photo.";
    assert!(photo.lines().any(|line| line == file), "{photo}");
}

#[test]
fn every_documented_error_is_a_code_that_a_caller_can_match() {
    let path = "sdk/src/generated/error_code.rs";
    let docs = docs(path);
    assert_eq!(docs["ErrorCode::BadName"], "Code 1001, with HTTP 400.\n\nLook at `name`.");
    assert_eq!(docs["ErrorCode::SoldOut"], "Code 1002.");
    // The macro's own tests say that each leads to the other.
    for row in ["BadName = (1001, \"bad_name\"),", "SoldOut = (1002, \"sold_out\"),"] {
        assert!(FILES[path].contains(row), "{row} in {}", FILES[path]);
    }
    assert!(FILES[path].contains("feishu_core::error_codes! {"), "{}", FILES[path]);
}

#[test]
fn every_code_of_the_gateway_has_a_name_and_leads_back_to_its_number() {
    let path = "core/src/generated/gateway_code.rs";
    let docs = docs(path);
    assert_eq!(docs["GatewayCode::TokenExpired"], "Code 99.\n\nGet a new token.");
    assert_eq!(docs["GatewayCode::TooBusy"], "Code 7.\n\nWait, then repeat.");
    assert!(docs["GatewayCode"].contains("<https://pages.example/errors>"), "{docs:?}");
    let text = &FILES[path];
    assert!(text.contains("//! The error codes of the gateway.\n"), "{text}");
    for part in [
        "pub const ALL: &'static [Self] = &[Self::TooBusy, Self::TokenExpired];",
        "TooBusy = 7,",
        "TokenExpired = 99,",
        "7 => Self::TooBusy,",
        "99 => Self::TokenExpired,",
        "Self::TooBusy => \"too_busy\",",
        "Self::TokenExpired => \"token_expired\",",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let facts = &FILES["core/src/generated/platform.rs"];
    let at = |code: &str| facts.find(code).unwrap_or_else(|| panic!("{code} in {facts}"));
    assert!(at("code: 7,") < at("code: 99,"), "{facts}");
}
