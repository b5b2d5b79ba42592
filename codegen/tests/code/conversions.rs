//! How what the server holds becomes the request that writes it back.

use crate::zoo::{Code, FIELDS, flat};

const LIST: &str = r#"
operation: zoo.v1.cage.list
summary: List cages
page: https://pages.example/cage/list
page_updated: 2025-01-31
http: GET /open-apis/zoo/v1/cages
tokens: [tenant_access_token]
apps: [custom]
paging: items
request:
  query:
    page_size: { type: i32, range: 1..50 }
    page_token: { type: string }
response:
  data:
    items: { type: "[Cage]" }
    has_more: { type: bool }
    page_token: { type: string }
"#;

const REPLACE: &str = r#"
operation: zoo.v1.cage.replace
summary: Replace a cage
page: https://pages.example/cage/replace
page_updated: 2025-01-31
http: PUT /open-apis/zoo/v1/cages/:cage_id
tokens: [tenant_access_token]
apps: [custom]
write: replace
modify: MODIFY
request:
  path:
    cage_id: { type: CageId, example: "7" }
  body:
SENT
response:
  data: {}
"#;

const TYPES: &str = r#"
ids:
  CageId: { description: Identifies a cage. }
enums:
  Mood: { description: How it feels., values: { happy: { value: happy } } }
objects:
  Cage:
    description: As it is received.
    fields:
      id: { type: CageId, required: true }
RECEIVED
  Lock:
    description: As it is received.
    fields:
      code: { type: string }
      turns: { type: i32, required: true }
      mood: { type: Mood, required: true }
  LockInput:
    description: As it is sent.
    fields:
      code: { type: string }
      turns: { type: i32, required: true }
"#;

/// The types of a cage that is read and written back, and the spec that writes it: its fields, as they are received and
/// sent.
fn specs(fields: &[(String, String)], modify: &str) -> (String, String) {
    let lines = |indent: &str, pick: fn(&(String, String)) -> &String| -> String {
        let fields = FIELDS.iter().zip(fields);
        fields.map(|(name, field)| format!("{indent}{name}: {{ {} }}\n", pick(field))).collect()
    };
    let types = TYPES.replace("RECEIVED\n", &lines("      ", |(received, _)| received));
    let replace = REPLACE.replace("SENT\n", &lines("    ", |(_, sent)| sent));
    (types, replace.replace("MODIFY", modify))
}

/// The crate of them.
fn code(fields: &[(String, String)], modify: &str) -> Code {
    let (types, replace) = specs(fields, modify);
    Code::of(&[("types", &types), ("cage/list", LIST), ("cage/replace", &replace)])
}

/// What becomes of each field, flat.
fn converted(fields: &[(String, String)], modify: &str) -> Vec<String> {
    let code = code(fields, modify);
    let method = code.method("TryFrom<&Cage>", "ReplaceCage", "try_from");
    // `Ok(Self { … })`
    let [syn::Stmt::Expr(syn::Expr::Call(call), None)] = method.block.stmts.as_slice() else {
        panic!("{}", flat(&method.block))
    };
    let Some(syn::Expr::Struct(made)) = call.args.first() else { panic!("{}", flat(call)) };
    made.fields.iter().map(|field| flat(&field.expr)).collect()
}

/// Where cages can be listed in two ways.
#[test]
fn modify_reads_with_the_operation_that_its_spec_names() {
    let search = LIST.replace("cage.list", "cage.search").replace("cage/list", "cage/search");
    let search = search.replace("v1/cages", "v1/cages/search");
    for (named, other) in [("list", "search"), ("search", "list")] {
        let field = ("type: string".to_owned(), "type: string".to_owned());
        let (types, replace) = specs(&[field], &format!("{{ read: {named} }}"));
        let code = Code::of(&[
            ("types", &types),
            ("cage/list", LIST),
            ("cage/search", &search),
            ("cage/replace", &replace),
        ]);
        let method = flat(&code.method("", "CageResource", "modify").block);
        let constant = |name: &str| format!("&operations::CAGE_{}", name.to_uppercase());
        assert!(method.contains(&format!("self.{named}_items(&query)")), "{method}");
        assert!(method.contains(&constant(named)), "{method}");
        assert!(!method.contains(&constant(other)), "{method}");
        let contracts: String = code.file("contracts.rs").iter().map(flat).collect();
        let read = format!("Modify{{read:{}", constant(named));
        assert!(contracts.contains(&read), "{contracts}");
    }
}

#[test]
fn numbers_are_copied_the_rest_is_cloned_and_objects_are_converted_however_deep_they_stand() {
    // The type that is received, the one that is sent, and what becomes of a field that need not be there.
    let optional = |value: &str| format!("current.f.as_ref().map({value}).transpose()?");
    let collect = "collect::<Result<_,Error>>()";
    let entries = |value: &str| {
        optional(&format!(
            "|value|value.iter().map(|(key,value)|Ok((key.clone(),{value}?))).{collect}"
        ))
    };
    let cases = [
        ("bool", "bool", "current.f".to_owned()),
        ("i32", "i32", "current.f".to_owned()),
        ("f64", "f64", "current.f".to_owned()),
        ("string", "string", "current.f.clone()".to_owned()),
        ("CageId", "CageId", "current.f.clone()".to_owned()),
        ("Mood", "Mood", "current.f.clone()".to_owned()),
        ("UnixMillis", "UnixMillis", "current.f.clone()".to_owned()),
        ("json", "json", "current.f.clone()".to_owned()),
        // As a whole, not piece by piece.
        ("[i32]", "[i32]", "current.f.clone()".to_owned()),
        ("[string]", "[string]", "current.f.clone()".to_owned()),
        ("{string: i32}", "{string: i32}", "current.f.clone()".to_owned()),
        ("{string: [Mood]}", "{string: [Mood]}", "current.f.clone()".to_owned()),
        ("Lock", "LockInput", optional("LockInput::try_from")),
        (
            "[Lock]",
            "[LockInput]",
            optional(&format!("|value|value.iter().map(LockInput::try_from).{collect}")),
        ),
        ("{string: Lock}", "{string: LockInput}", entries("LockInput::try_from(value)")),
        (
            "{string: [Lock]}",
            "{string: [LockInput]}",
            entries(&format!("value.iter().map(LockInput::try_from).{collect}")),
        ),
    ];
    let with = |received: &str, sent: &str| {
        let fields = cases.iter().map(|(from, to, _)| {
            (format!("type: \"{from}\"{received}"), format!("type: \"{to}\"{sent}"))
        });
        converted(&fields.collect::<Vec<_>>(), "{ read: list }")
    };
    let required = ", required: true";
    let (optional, there, needed) = (with("", ""), with(required, ""), with("", required));
    for (at, (received, sent, expected)) in cases.iter().enumerate() {
        let place = format!("current.{}", FIELDS[at]);
        assert_eq!(optional[at], expected.replace("current.f", &place), "{received} to {sent}");
        // Where it is always there, an `Option` of it is sent.
        assert!(there[at].starts_with("Some("), "{received}: {}", there[at]);
        // Where it must be there to be sent, its absence is an error that names it.
        let needed = &needed[at];
        let asked = format!("modify::needed(&{place},\"{}\")?", FIELDS[at]);
        assert!(needed.contains(&asked), "{received}: {needed}");
        assert_eq!(needed.starts_with('*'), expected == "current.f", "{received}: {needed}");
        let cloned = expected == "current.f.clone()";
        assert_eq!(needed.ends_with(".clone()"), cloned, "{received}: {needed}");
    }
}

#[test]
fn an_object_inside_has_a_conversion_of_its_own_wherever_it_stands_and_only_then() {
    for (received, sent, is_there) in [
        ("Lock", "LockInput", true),
        ("[Lock]", "[LockInput]", true),
        ("{string: Lock}", "{string: LockInput}", true),
        ("[string]", "[string]", false),
    ] {
        let field = (format!("type: \"{received}\""), format!("type: \"{sent}\""));
        let code = code(&[field], "{ read: list }");
        let found = code.implementation("TryFrom<&Lock>", "LockInput");
        assert_eq!(found.is_some(), is_there, "{received}");
        if is_there {
            let body = flat(&code.method("TryFrom<&Lock>", "LockInput", "try_from").block);
            let expected = "{Ok(Self{code:current.code.clone(),turns:current.turns})}";
            assert_eq!(body, expected, "{received}");
        }
    }
}

#[test]
fn a_list_of_one_field_of_each_object_copies_or_clones_that_field() {
    for (element, ty, value) in [
        ("turns", "i32", "Ok(value.turns)"),
        ("mood", "Mood", "Ok(value.mood.clone())"),
        ("code", "string", "modify::needed(&value.code,\"code\").cloned()"),
    ] {
        let modify = format!("{{ read: list, from: {{ fa: fa.{element} }} }}");
        let field = ("type: \"[Lock]\"".to_owned(), format!("type: \"[{ty}]\""));
        let found = converted(&[field], &modify);
        let expected = format!(
            "current.fa.as_ref().map(|value|value.iter().map(|value|{value}).collect::<Result<_,Error>>()).transpose()?"
        );
        assert_eq!(found, [expected], "{element}");
    }
}
