//! Facts that are fine alone, and wrong beside others.

use feishu_codegen::{Code, generate, lint};

use crate::{ISSUE, LIST, OPERATION, TYPES, fixture, sources, target};

/// What is missing deep inside would be cleared on the server without a word.
#[test]
fn what_cannot_be_read_back_is_found_however_deep_it_is() {
    let mut files = fixture();
    let mut edit = |path: &str, from: &str, to: &str| {
        let text = String::from_utf8(files[path].clone()).expect("UTF-8");
        assert_eq!(text.matches(from).count(), 1, "{from}");
        *files.get_mut(path).expect("the file") = text.replace(from, to).into_bytes();
    };
    let modify =
        "write: replace\nmodify: { read: list, by: pet_ids, lost: [owner_id, born, legs, tags] }";
    edit(OPERATION, "write: replace", modify);
    edit(OPERATION, "owner_id: { type: OwnerId, required: true,", "owner_id: { type: OwnerId,");
    // Two fields of one type are told, one as well as the other.
    edit(OPERATION, "    size:", "    games: { type: \"[Toy]\" }\n    size:");
    edit(
        TYPES,
        "      size: { type: Size }\n",
        "      size: { type: Size }\n      toys: { type: \"[Shown]\" }\n      games: { type: \"[Shown]\" }\n",
    );
    let chain = |name: &str, last: &str| {
        let link = |at| {
            let next = if at == 20 {
                last.to_owned()
            } else {
                format!("next: {{ type: {name}{} }}", at + 1)
            };
            format!("  {name}{at}:\n    description: A part.\n    fields:\n      {next}\n")
        };
        (1..=20).map(link).collect::<String>()
    };
    let label = "      label: { type: string, required: true, chars: 1..20 }\n";
    let types = format!(
        "{label}      next: {{ type: In1 }}\n  Shown:\n    description: As it is read.\n    fields:\n      label: {{ type: string }}\n      next: {{ type: Out1 }}\n{}{}enums:\n",
        chain("In", "left: { type: string }"),
        chain("Out", "right: { type: string }"),
    );
    edit(TYPES, &format!("{label}enums:\n"), &types);
    let (_, problems) = lint(&sources(&files));
    let said: Vec<_> = problems.iter().map(|problem| problem.message.as_str()).collect();
    let lost = |field: &str| format!("`{field}` cannot be read back: `Out20` has no field `left`");
    assert_eq!(said, [lost("toys"), lost("games")]);
}

/// The first page is asked for without a token, and the last has none.
#[test]
fn what_comes_in_pages_has_all_that_pages_need_and_requires_none_of_it() {
    const QUERY: &str = "    page_size: { type: i32 }\n    page_token: { type: string }\n";
    const DATA: &str = "    has_more: { type: bool }\n    page_token: { type: string }\n";
    const ITEMS: &str = "    items: { type: \"[Pet]\" }\n";
    for (part, name, ty, problem) in [
        (QUERY, "page_size", "i32", "the query has no optional i32 `page_size`"),
        (QUERY, "page_token", "string", "the query has no optional string `page_token`"),
        (DATA, "page_token", "string", "`data` has no optional string `page_token`"),
        (DATA, "has_more", "bool", "`data` has no optional bool `has_more`"),
        (ITEMS, "items", "\"[Pet]\"", "`items` is not an optional list in `data`"),
    ] {
        let field = |rest: &str| format!("    {name}: {{ type: {rest} }}\n");
        for (written, good) in [
            (field(ty), true),
            (field(&format!("{ty}, required: false")), true),
            (field(&format!("{ty}, required: true")), false),
            (field("i64"), false),
            (String::new(), false),
        ] {
            let mut files = fixture();
            let spec = include_str!("../fixture/list.yaml");
            assert_eq!((spec.matches(part).count(), part.matches(&field(ty)).count()), (1, 1));
            let spec = spec.replace(part, &part.replace(&field(ty), &written));
            files.insert(LIST, spec.into_bytes());
            let (_, problems) = lint(&sources(&files));
            let found: Vec<_> = problems.iter().map(|it| (it.code, it.message.as_str())).collect();
            let expected: Vec<_> =
                (!good).then_some((Code::BadPaging, problem)).into_iter().collect();
            assert_eq!(found, expected, "{name}: {written}");
        }
    }
}

/// Otherwise a call that writes would be repeated like one that reads.
#[test]
fn a_method_that_writes_says_what_and_one_that_reads_writes_nothing() {
    const MISSING: &str = "the method writes, but `write` is missing";
    const EFFECTS: [Option<&str>; 5] =
        [None, Some("create"), Some("replace"), Some("update"), Some("delete")];
    for (method, allowed, otherwise) in [
        ("GET", &[None][..], "a GET writes nothing"),
        ("POST", &EFFECTS, ""),
        ("PUT", &EFFECTS[1..], MISSING),
        ("PATCH", &EFFECTS[1..], MISSING),
        ("DELETE", &EFFECTS[4..], "a DELETE deletes"),
    ] {
        for effect in EFFECTS {
            let write = effect.map(|effect| format!("write: {effect}\n")).unwrap_or_default();
            let spec = format!(
                "operation: zoo.v1.pet.feed\nsummary: Feed a pet\npage: https://pages.example/x\n\
                 http: {method} /open-apis/zoo/v1/meals\ntokens: [tenant_access_token]\n\
                 apps: [custom]\n{write}response:\n  data: {{}}\n"
            );
            let mut files = fixture();
            files.insert("spec/zoo/v1/pet/feed.yaml", spec.into_bytes());
            let (_, problems) = lint(&sources(&files));
            let found: Vec<_> = problems.iter().map(|it| (it.code, it.message.as_str())).collect();
            let problem = match effect {
                effect if allowed.contains(&effect) => None,
                None => Some(MISSING),
                Some(_) => Some(otherwise),
            };
            let expected: Vec<_> = problem.map(|it| (Code::BadValue, it)).into_iter().collect();
            assert_eq!(found, expected, "{method} {effect:?}");
        }
    }
}

/// Two variants of one name do not compile.
#[test]
fn errors_whose_names_are_one_in_rust_are_refused() {
    for (first, second, good) in [
        ("not_found1", "not_found_1", false),
        ("not_found", "not_found", false),
        ("not_found", "not_found_1", true),
    ] {
        let spec = format!(
            "operation: zoo.v1.pet.feed\nsummary: Feed a pet\npage: https://pages.example/x\n\
             http: GET /open-apis/zoo/v1/meals\ntokens: [tenant_access_token]\napps: [custom]\n\
             response:\n  data: {{}}\nerrors:\n  - {{ http: 400, code: 71, name: {first} }}\n  \
             - {{ http: 400, code: 72, name: {second} }}\n"
        );
        let mut files = fixture();
        files.insert("spec/zoo/v1/pet/feed.yaml", spec.into_bytes());
        let (_, problems) = lint(&sources(&files));
        let found: Vec<_> = problems.iter().map(|it| it.message.as_str()).collect();
        let said = format!("`{second}` is the name of both 71 and 72");
        let expected: &[&str] = if good { &[] } else { &[&said] };
        assert_eq!(found, expected);
    }
}

/// The generated `modify` has no value for a parameter of the list's path.
#[test]
fn a_list_below_something_is_not_what_modify_reads() {
    let mut files = fixture();
    let replace = |text: &[u8], from: &str, to: &str| {
        let text = String::from_utf8(text.to_vec()).expect("UTF-8");
        assert_eq!(text.matches(from).count(), 1, "{from}");
        text.replace(from, to).into_bytes()
    };
    let modified =
        replace(&files[OPERATION], "write: replace", "write: replace\nmodify: { read: list }");
    files.insert(OPERATION, modified);
    let above = lint(&sources(&files)).1;
    assert!(above.iter().all(|it| !it.message.contains("does not list objects")), "{above:?}");
    let below = replace(&files[LIST], "pets/list", "farms/:farm_id/pets/list");
    let below = replace(&below, "  query:", "  path:\n    farm_id: { type: string }\n  query:");
    files.insert(LIST, below);
    let (_, problems) = lint(&sources(&files));
    let found: Vec<_> = problems.iter().map(|it| (it.code, it.message.as_str())).collect();
    assert_eq!(found, [(Code::BadModify, "`list` does not list objects")]);
}

/// The runtime posts, and takes the token from beside the code.
#[test]
fn an_operation_issues_tokens_only_in_the_way_that_the_runtime_asks_for_them() {
    const SPEC: &str = include_str!("../fixture/issue.yaml");
    const TENANT: &str = "    tenant_access_token: { type: secret, required: true }\n";
    const SAMPLE: &str =
        "  example: { code: 0, msg: ok, tenant_access_token: t, app_access_token: a }\n";
    let optional = TENANT.replace(", required: true", "");
    let text = TENANT.replace("secret", "string");
    let method = SPEC.replace("http: POST", "write: replace\nhttp: PUT");
    let nested = SPEC.replace("  flat:", "  data:").replace(SAMPLE, "");
    // A custom app and one of the store, and the operation that pushes the ticket.
    for (spec, missing, ticket) in [
        (SPEC.to_owned(), &[][..], false),
        (method, &[], true),
        (nested, &["tenant_access_token", "app_access_token"], false),
        (SPEC.replace(TENANT, &optional), &["tenant_access_token"], false),
        (SPEC.replace(TENANT, &text), &["tenant_access_token"], false),
        (
            SPEC.replace(TENANT, "").replace("tenant_access_token: t, ", ""),
            &["tenant_access_token"],
            false,
        ),
    ] {
        let mut files = fixture();
        files.insert(ISSUE, spec.clone().into_bytes());
        let (_, problems) = generate(&sources(&files), &target());
        let mut found: Vec<_> = problems.iter().map(|it| it.message.as_str()).collect();
        let issued = |kind: &str, app: &str| {
            format!(
                "platform.yaml issues {kind}s for {app} apps with `zoo.v1.token.issue`, which has no spec"
            )
        };
        let mut expected: Vec<_> = missing
            .iter()
            .flat_map(|kind| ["custom", "store"].map(|app| issued(kind, app)))
            .collect();
        expected.extend(ticket.then(|| {
            "platform.yaml has tickets pushed by `zoo.v1.token.issue`, and no spec describes such a POST".to_owned()
        }));
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected, "{spec}");
    }
}

/// The generated `modify` puts the id into a list of such ids.
#[test]
fn modify_searches_by_a_list_of_the_ids_of_its_path_and_by_nothing_else() {
    const MODIFY: &str = "write: replace\nmodify: { read: list, by: pet_ids, lost: [owner_id, born, legs, tags, toys] }";
    for (ty, good) in [
        ("[PetId]", true),
        ("[OwnerId]", false),
        ("[string]", false),
        ("[i32]", false),
        ("[json]", false),
        ("[Size]", false),
        ("[Toy]", false),
        ("[[PetId]]", false),
        ("[{string: PetId}]", false),
        ("{string: PetId}", false),
        ("PetId", false),
        ("string", false),
    ] {
        let mut files = fixture();
        let ids = format!("pet_ids: {{ type: \"{ty}\" }}");
        for (path, from, to) in [
            (OPERATION, "write: replace", MODIFY),
            // What is lost cannot be required.
            (OPERATION, "type: OwnerId, required: true", "type: OwnerId"),
            (LIST, "pet_ids: { type: \"[PetId]\" }", &ids),
        ] {
            let text = String::from_utf8(files[path].clone()).expect("UTF-8");
            assert_eq!(text.matches(from).count(), 1, "{from}");
            files.insert(path, text.replace(from, to).into_bytes());
        }
        let (_, problems) = lint(&sources(&files));
        let found: Vec<_> = problems.iter().map(|it| (it.code, it.message.as_str())).collect();
        let problem = (Code::BadModify, "the body of `list` has no list of ids `pet_ids`");
        let expected: Vec<_> = (!good).then_some(problem).into_iter().collect();
        assert_eq!(found, expected, "{ty}");
    }
}
