//! The contracts: what a program is told of an operation that uses no types.

use std::collections::{BTreeMap, BTreeSet};

use syn::Item;

use crate::zoo::{Code, flat};

const TYPES: &str = "ids:\n  PetId: { description: Identifies a pet. }\n";

/// An operation that sends and receives these.
fn operation(method: &str, http: &str, more: &str, request: &str) -> String {
    format!(
        "operation: zoo.v1.pet.{method}\nsummary: Do it\npage: https://pages.example/{method}\npage_updated: 2025-01-31\n\
         http: {http}\ntokens: [tenant_access_token]\napps: [custom]\n{more}\nrequest:\n{request}\n\
         response:\n  data:\n    id: {{ type: PetId }}\n    key: {{ type: secret }}\n"
    )
}

const PATH: &str =
    "  path:\n    pet_id: { type: PetId, example: \"7\", description: Which one. }\n";
const QUERY: &str = "  query:\n    dry_run: { type: bool }\n";
const BODY: &str = "  body:\n    pin: { type: secret }\n";

/// What each operation is told, flat, by the name of its constant.
fn contracts(code: &Code) -> BTreeMap<String, String> {
    let all = code.file("contracts.rs").iter().find_map(|item| match item {
        Item::Static(item) => Some(flat(&item.expr)),
        _ => None,
    });
    let all = all.expect("a table");
    let each = all.split("Contract::new(&operations::").skip(1);
    let each = each.map(|contract| {
        let (name, facts) = contract.split_once(',').expect("a name and more");
        (name.to_owned(), facts.to_owned())
    });
    each.collect()
}

/// Another schema, or the one of another side, would refuse what is right.
#[test]
fn a_contract_names_the_schema_of_each_side_that_the_operation_has_and_no_other() {
    let cases = [
        ("get", "GET", "", PATH.to_owned(), ["PATH", "", ""]),
        ("look", "GET", "", format!("{PATH}{QUERY}"), ["PATH", "QUERY", ""]),
        ("replace", "PUT", "write: replace", format!("{PATH}{BODY}"), ["PATH", "", "REQUEST"]),
        (
            "change",
            "PATCH",
            "write: update",
            format!("{PATH}{QUERY}{BODY}"),
            ["PATH", "QUERY", "REQUEST"],
        ),
    ];
    let specs: Vec<_> = cases
        .iter()
        .map(|(method, verb, more, request, _)| {
            let http = format!("{verb} /open-apis/zoo/v1/pets/:pet_id/{method}");
            (format!("pet/{method}"), operation(method, &http, more, request))
        })
        .collect();
    let mut all = vec![("types", TYPES)];
    all.extend(specs.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let code = Code::of(&all);
    let contracts = contracts(&code);
    assert_eq!(contracts.len(), cases.len());
    let declared: BTreeSet<String> = code
        .file("schemas.rs")
        .iter()
        .filter_map(|item| match item {
            Item::Const(item) if item.ident != "ALL" => Some(item.ident.to_string()),
            _ => None,
        })
        .collect();
    let mut named = BTreeSet::new();
    for (method, _, _, _, [_, query, request]) in cases {
        let name = format!("PET_{}", method.to_uppercase());
        let found = &contracts[&name];
        assert!(found.starts_with(&format!("schemas::{name}_RESPONSE)")), "{found}");
        for (setter, side) in [("query", query), ("request", request)] {
            let call = format!(".{setter}(schemas::{name}_{side},");
            assert_eq!(found.contains(&call), !side.is_empty(), "{setter} in {found}");
            assert_eq!(found.contains(&format!(".{setter}(")), !side.is_empty(), "{found}");
        }
        let has_body = !request.is_empty();
        assert_eq!(found.contains(".secrets(&[\"pin\"])"), has_body, "{found}");
        assert!(found.contains(".response_secrets(&[\"key\"])"), "{found}");
        let path = "PathParameter::new(\"pet_id\",\"Which one.\",\"7\")";
        assert!(found.contains(path), "{found}");
        let sides = [query, request, "RESPONSE"].into_iter().filter(|side| !side.is_empty());
        named.extend(sides.map(|side| format!("{name}_{side}")));
    }
    assert_eq!(named, declared);
}
