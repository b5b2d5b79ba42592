//! From names of the wire and the spec to names of Rust. Every decision about spelling is here.
//!
//! The operation `hire.v1.external_offer.update` is the file `hire/v1/external_offer/update.yaml`,
//! the call `client.external_offer().update(..)`, the request `UpdateExternalOffer` and the
//! response `UpdateExternalOfferData` (`data` on the wire), inside a `Response` that keeps the raw
//! body. A field whose name is a keyword is escaped (`r#type`). Two names that become one Rust name
//! are an error.

use std::collections::BTreeSet;

use heck::{ToPascalCase, ToShoutySnakeCase, ToSnakeCase};

use crate::model::scalar;

/// `external_offer` -> `ExternalOffer`
pub fn pascal(name: &str) -> String {
    name.to_pascal_case()
}

/// `externalOffer` -> `external_offer`, as a field, function or module.
pub fn snake(name: &str) -> String {
    name.to_snake_case()
}

/// `tenant_access_token` -> `TENANT_ACCESS_TOKEN`
pub fn shouty(name: &str) -> String {
    name.to_shouty_snake_case()
}

/// The constant that states an operation: `external_offer`, `update` -> `EXTERNAL_OFFER_UPDATE`
pub fn constant(resource: &str, method: &str) -> String {
    shouty(&format!("{resource}_{method}"))
}

/// Whether a name is written in PascalCase, with ASCII letters and digits.
pub fn is_pascal_case(name: &str) -> bool {
    name.len() <= 100
        && name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric())
}

/// Whether a name is written in snake_case.
pub fn is_snake_case(name: &str) -> bool {
    name.len() <= 100
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// Whether a wire name can become the name of a field: an ASCII letter or `_` first, then letters, digits, `_` and `-`,
/// and something besides `_` and `-`.
pub fn is_wire_name(name: &str) -> bool {
    name.len() <= 100
        && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
        && snake(name).starts_with(|c: char| c.is_ascii_lowercase())
}

/// Type names that generated code uses for something else, that would shadow the prelude, or that the runtime has, all of
/// which every SDK crate exports.
pub fn is_taken(name: &str) -> bool {
    const TAKEN: &[&str] = &[
        "AppKind",
        "AppTicketCell",
        "AppTickets",
        "BTreeMap",
        "Box",
        "BoxFuture",
        "Broken",
        "Bytes",
        "Call",
        "CallOptions",
        "Client",
        "ClientBuilder",
        "Clone",
        "Contract",
        "Cow",
        "CustomApp",
        "Date",
        "Debug",
        "Decode",
        "Default",
        "Deserialize",
        "Deserializer",
        "Display",
        "DocumentedError",
        "Download",
        "Drop",
        "Effect",
        "Eq",
        "Err",
        "Error",
        "ErrorCode",
        "ErrorKind",
        "Event",
        "FieldSource",
        "FieldViolation",
        "FilePart",
        "FixedToken",
        "Fn",
        "FnMut",
        "FnOnce",
        "From",
        "GatewayCode",
        "Hash",
        "Help",
        "IdempotencyKey",
        "Into",
        "IntoIterator",
        "IssuedToken",
        "Iterator",
        "Json",
        "JsonSchema",
        "Lease",
        "LimitKey",
        "MemoryRateLimiter",
        "MemoryTokenStore",
        "Method",
        "Mismatch",
        "Modify",
        "NamedValue",
        "NoRateLimit",
        "None",
        "NotAnInstant",
        "Number",
        "Observer",
        "Ok",
        "Operation",
        "OperationRef",
        "Option",
        "Ord",
        "Outcome",
        "PartialEq",
        "PartialOrd",
        "PathParameter",
        "Pattern",
        "PermissionViolation",
        "Pointer",
        "Preview",
        "Progress",
        "RateLimit",
        "RateLimiter",
        "RawCall",
        "RequestField",
        "Response",
        "ResponseFuture",
        "Result",
        "RetryBudget",
        "RetryPolicy",
        "RetryReason",
        "Rule",
        "Secret",
        "Self",
        "Send",
        "Serialize",
        "Serializer",
        "Sized",
        "Some",
        "StatedRule",
        "StoreApp",
        "StoreError",
        "Strategy",
        "Stream",
        "String",
        "Sync",
        "ToOwned",
        "ToString",
        "TokenExchange",
        "TokenKey",
        "TokenKind",
        "TokenProvider",
        "TokenStore",
        "TooLong",
        "TryFrom",
        "TryInto",
        "UnixMillis",
        "UnixMillisNumber",
        "UnixTime",
        "UnknownWord",
        "Upload",
        "UserTokens",
        "Validate",
        "Value",
        "Vec",
        "Violation",
        "Violations",
        "WaitReason",
        "WireType",
    ];
    // Generated files import these.
    let mut scalars = scalar::ALL.iter().filter(|scalar| scalar.rust.import.is_some());
    TAKEN.contains(&name) || scalars.any(|scalar| scalar.rust.ty == name)
}

/// Names of errors that the crate's `ErrorCode` uses for codes that no page of the product documents.
pub fn is_taken_error(name: &str) -> bool {
    matches!(pascal(name).as_str(), "Gateway" | "Other")
}

/// Words that Rust keeps for itself, in the 2024 edition.
pub fn is_keyword(name: &str) -> bool {
    const KEYWORDS: &[&str] = &[
        "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
        "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
        "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub",
        "ref", "return", "self", "static", "struct", "super", "trait", "true", "try", "type",
        "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
    ];
    KEYWORDS.contains(&name)
}

/// Why no file or folder can have a name on every system, if so.
pub(crate) fn no_file(name: &str) -> Option<&'static str> {
    const DEVICES: &[&str] = &["aux", "con", "conin$", "conout$", "nul", "prn"];
    // A device is one with any extension, and with blanks before that.
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_ascii_lowercase();
    let port = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    let is_port = |rest: &str| {
        let mut chars = rest.chars();
        let is_digit = chars.next().is_some_and(|c| c.is_ascii_digit() || "¹²³".contains(c));
        is_digit && chars.next().is_none()
    };
    if DEVICES.contains(&stem.as_str()) || port.is_some_and(is_port) {
        Some("is a device on Windows, where files cannot have this name")
    } else if name.ends_with(['.', ' ']) {
        Some("ends with a dot or a blank, which Windows removes")
    } else {
        None
    }
}

/// Why a name cannot be that of a module and its file, if so. Resources, operations and types become modules.
pub(crate) fn no_module(name: &str) -> Option<&'static str> {
    match name.to_ascii_lowercase().as_str() {
        "self" | "super" | "crate" => Some("is a path in Rust, so no module can have this name"),
        "mod" | "lib" | "main" => Some("is a file name with a meaning in Rust"),
        _ => no_file(name),
    }
}

/// The type of a request: `external_offer`, `update` -> `UpdateExternalOffer`. A resource `job_data` beside `job` would
/// give its request the name of what another one has in `data`: `CreateJobData`.
pub fn request_type(resource: &str, method: &str) -> String {
    let name = pascal(method) + &pascal(resource);
    if ["Data", "Query"].iter().any(|end| name.ends_with(end)) { name + "Request" } else { name }
}

/// The type of the query parameters of a request.
pub fn query_type(request_type: &str) -> String {
    format!("{request_type}Query")
}

/// The type of what `data` holds in the response to a request.
pub fn data_type(request_type: &str) -> String {
    format!("{request_type}Data")
}

/// The types that an operation needs: of its body, its query parameters and its `data`.
pub fn types_of(resource: &str, method: &str) -> [String; 3] {
    let request = request_type(resource, method);
    [data_type(&request), query_type(&request), request]
}

/// The type of the handle that has the methods of a resource.
pub fn resource_type(resource: &str) -> String {
    format!("{}Resource", pascal(resource))
}

/// The method of the client that gives the handle of a resource.
pub fn accessor(resource: &str) -> String {
    match snake(resource).as_str() {
        taken @ ("builder" | "core" | "clone" | "from" | "from_env") => format!("{taken}_resource"),
        free => free.to_owned(),
    }
}

/// The method of a resource that calls an operation.
pub fn method(method: &str) -> String {
    match snake(method).as_str() {
        taken @ ("new" | "options" | "clone" | "modify") => format!("{taken}_call"),
        free => free.to_owned(),
    }
}

/// The methods of a resource that go through a list, beside the one that calls the operation: by pages, and by items.
pub fn streams(method: &str) -> [String; 2] {
    ["pages", "items"].map(|what| format!("{}_{what}", self::method(method)))
}

/// The name of a field of a struct: some words cannot be one, not even marked as raw.
pub fn field(name: &str) -> String {
    match snake(name).as_str() {
        word @ ("self" | "super" | "crate" | "_" | "") => format!("{word}_field"),
        free => free.to_owned(),
    }
}

/// The setters of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setters {
    /// Takes a value.
    pub one: String,
    /// Takes an `Option`.
    pub maybe: String,
}

/// The setters of a struct with these fields, in their order. Some names are taken by the type itself, or by traits whose
/// methods a setter would hide; what is made instead may be the name of another field.
pub fn setters<'a>(fields: impl IntoIterator<Item = &'a str>) -> Vec<Setters> {
    let names: Vec<_> = fields.into_iter().map(field).collect();
    let is_kept = |name: &&String| !is_method(name);
    let mut taken: BTreeSet<String> = names.iter().filter(is_kept).cloned().collect();
    let mut free = |name: &str, words: [&str; 2]| {
        let [first, second] = words.map(|word| format!("{word}_{name}"));
        let more = (2..).map(|number| format!("{second}_{number}"));
        let mut all = [first, second.clone()].into_iter().chain(more);
        // There are more names than fields.
        let name = all.find(|name| !taken.contains(name)).unwrap_or_default();
        taken.insert(name.clone());
        name
    };
    let ones: Vec<_> = names
        .iter()
        .map(|name| if is_method(name) { free(name, ["with", "set"]) } else { name.clone() })
        .collect();
    let all = names.iter().zip(ones);
    all.map(|(name, one)| Setters { one, maybe: free(name, ["maybe", "maybe_set"]) }).collect()
}

/// Whether a request has a method of this name, of its own or of a trait.
fn is_method(name: &str) -> bool {
    matches!(name, "new" | "validate" | "check" | "clone" | "default" | "serialize" | "deserialize")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(fields: &[&str]) -> Vec<String> {
        let setters = setters(fields.iter().copied());
        setters.into_iter().flat_map(|Setters { one, maybe }| [one, maybe]).collect()
    }

    #[test]
    fn setters_make_way_for_fields_of_their_name() {
        assert_eq!(
            made(&["owner", "maybe_owner", "type"]),
            ["owner", "maybe_set_owner", "maybe_owner", "maybe_maybe_owner", "type", "maybe_type"]
        );
        assert_eq!(
            made(&["new", "with_new", "set_new"]),
            ["set_new_2", "maybe_new", "with_new", "maybe_with_new", "set_new", "maybe_set_new"]
        );
        for name in ["validate", "check", "clone", "default", "serialize", "deserialize"] {
            assert_eq!(made(&[name]), [format!("with_{name}"), format!("maybe_{name}")]);
        }
        assert_eq!(
            made(&["petId", "self"]),
            ["pet_id", "maybe_pet_id", "self_field", "maybe_self_field"]
        );
    }

    #[test]
    fn no_two_setters_have_one_name() {
        const PARTS: [&str; 7] = ["new", "set", "maybe", "with", "2", "a", "check"];
        let mut random = 7_u64;
        let mut draw = |below: u64| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (random >> 33) % below
        };
        for _ in 0..2_000 {
            let name = |_| {
                let parts: Vec<_> =
                    (0..=draw(3)).map(|_| PARTS[usize::try_from(draw(7)).unwrap()]).collect();
                parts.join("_")
            };
            let fields: BTreeSet<String> = (0..12).map(name).collect();
            let fields: Vec<_> = fields.iter().map(String::as_str).collect();
            let made = made(&fields);
            assert_eq!(
                made.iter().collect::<BTreeSet<_>>().len(),
                made.len(),
                "{fields:?}: {made:?}"
            );
            assert!(made.iter().all(|name| !is_method(name)), "{made:?}");
        }
    }

    #[test]
    fn what_generated_code_calls_by_a_name_no_spec_can_call_by_it() {
        for (made, expected) in [
            (accessor("external_offer"), "external_offer"),
            (accessor("externalOffer"), "external_offer"),
            (accessor("builder"), "builder_resource"),
            (accessor("core"), "core_resource"),
            (accessor("clone"), "clone_resource"),
            (accessor("from"), "from_resource"),
            (accessor("fromEnv"), "from_env_resource"),
            (method("batchQuery"), "batch_query"),
            (method("new"), "new_call"),
            (method("options"), "options_call"),
            (method("clone"), "clone_call"),
            (method("modify"), "modify_call"),
            (request_type("external_offer", "batch_query"), "BatchQueryExternalOffer"),
            (query_type("ListPet"), "ListPetQuery"),
            (data_type("ListPet"), "ListPetData"),
            (request_type("job_data", "create"), "CreateJobDataRequest"),
            (request_type("job_query", "create"), "CreateJobQueryRequest"),
            (request_type("data_job", "query"), "QueryDataJob"),
            (resource_type("external_offer"), "ExternalOfferResource"),
            (shouty("external_offer.update"), "EXTERNAL_OFFER_UPDATE"),
        ] {
            assert_eq!(made, expected);
        }
        assert!(["Client", "Option", "Vec", "UnixMillis"].into_iter().all(is_taken));
        assert!(!["Pet", "ExternalOffer", "client"].into_iter().any(is_taken));
        assert!(["other", "gateway", "Other"].into_iter().all(is_taken_error));
        assert!(!["bad_pet", "others"].into_iter().any(is_taken_error));
    }

    #[test]
    fn names_that_no_file_or_module_can_have_are_known() {
        for bad in [
            "aux",
            "AUX",
            "Con",
            "con.yaml",
            "nul.tar.gz",
            "prn ",
            "com1",
            "LPT9.yaml",
            "com¹",
            "conin$",
            "a.",
            "a ",
            "self",
            "Self",
            "super",
            "crate",
            "mod",
            "lib",
            "main",
            "con .txt",
            "lpt³",
        ] {
            assert!(no_module(bad).is_some(), "{bad:?}");
        }
        for good in [
            "auxiliary",
            "con_text",
            "com",
            "com10",
            "lpt",
            "comx",
            "null",
            "a.b",
            "model",
            "library",
            "type",
        ] {
            assert_eq!(no_module(good), None, "{good:?}");
        }
    }

    #[test]
    fn each_kind_of_name_has_its_spelling_and_at_most_a_hundred_characters() {
        let long = |first: &str, length: usize| format!("{first}{}", "a".repeat(length - 1));
        // A name, and whether it is in Pascal case, in snake case, and one for the wire.
        for (name, expected) in [
            ("Pet", [true, false, true]),
            ("PET", [true, false, true]),
            ("P2", [true, false, true]),
            ("A", [true, false, true]),
            ("PetId2", [true, false, true]),
            ("a", [false, true, true]),
            ("p_", [false, true, true]),
            ("pet", [false, true, true]),
            ("pet_id2", [false, true, true]),
            ("pet_2", [false, true, true]),
            ("petId", [false, false, true]),
            ("Pet_Id", [false, false, true]),
            ("pet-id", [false, false, true]),
            ("Pet-Id", [false, false, true]),
            ("_pet", [false, false, true]),
            ("_2", [false; 3]),
            ("", [false; 3]),
            ("2pets", [false; 3]),
            ("-pet", [false; 3]),
            ("Pét", [false; 3]),
            ("pét", [false; 3]),
            ("Pet.id", [false; 3]),
            ("pet.id", [false; 3]),
            ("pet id", [false; 3]),
            ("Pet Id", [false; 3]),
            ("2Pet", [false; 3]),
            ("2pet", [false; 3]),
            (&long("P", 99), [true, false, true]),
            (&long("p", 99), [false, true, true]),
            (&long("P", 100), [true, false, true]),
            (&long("P", 101), [false; 3]),
            (&long("p", 100), [false, true, true]),
            (&long("p", 101), [false; 3]),
        ] {
            let found = [is_pascal_case(name), is_snake_case(name), is_wire_name(name)];
            assert_eq!(found, expected, "{name:?}");
        }
    }

    #[test]
    fn wire_names_must_have_a_letter_that_rust_can_start_with() {
        for good in ["id", "userId", "page_token", "_id", "content-type", "i18n"] {
            assert!(is_wire_name(good), "{good}");
        }
        for bad in
            ["", "_", "__", "-", "1st", "名字", "a.b", "a b", "_1", "*/ } fn main(){", "../../x"]
        {
            assert!(!is_wire_name(bad), "{bad}");
        }
    }

    /// A crate exports all of the runtime beside its own types, so none of these may have such a name.
    #[test]
    fn what_the_runtime_exports_no_spec_can_declare() {
        let library = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../crates/feishu-core/src/lib.rs");
        let file = syn::parse_file(&std::fs::read_to_string(library).unwrap()).unwrap();
        let mut exported = Vec::new();
        for item in &file.items {
            if let syn::Item::Use(item) = item
                && matches!(item.vis, syn::Visibility::Public(_))
            {
                leaves(&item.tree, &mut exported);
            }
        }
        let types =
            exported.iter().filter(|name| name.starts_with(|c: char| c.is_ascii_uppercase()));
        let free: Vec<_> = types.clone().filter(|name| !is_taken(name)).collect();
        assert!(free.is_empty() && types.count() > 40, "{free:?}");
    }

    /// The names that a `use` brings.
    fn leaves(tree: &syn::UseTree, found: &mut Vec<String>) {
        match tree {
            syn::UseTree::Path(path) => leaves(&path.tree, found),
            syn::UseTree::Name(name) => found.push(name.ident.to_string()),
            syn::UseTree::Rename(rename) => found.push(rename.rename.to_string()),
            syn::UseTree::Group(group) => group.items.iter().for_each(|item| leaves(item, found)),
            syn::UseTree::Glob(_) => panic!("name what is exported"),
        }
    }
}
