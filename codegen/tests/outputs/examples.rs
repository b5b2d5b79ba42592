//! The reference: what stands in blocks of code, to be copied.

use serde_json::Value as Json;

use super::json;
use super::pages::{CREATE, GET, PHOTO, SIGN, block, section};

#[test]
fn each_example_in_rust_calls_the_operation_of_its_page() {
    for (page, call) in [
        (CREATE, r#"client.pet().create("a/8", &query, &body)"#),
        (GET, r#"client.pet().get("7")"#),
        (PHOTO, r#"client.photo().create("7", &body, file)"#),
        (SIGN, "client.token().sign(&body)"),
        ("operations/zoo.v1.token.issue.md", "client.token().issue(&body)"),
    ] {
        let code = block(page, "### Rust");
        assert!(code.contains(&format!("let answer = {call}.await?;")), "{code}");
    }
    let code = block(CREATE, "### Rust");
    for line in [
        r#"let query = CreatePetQuery::new("1 May").colour_list(["red", "blue"]);"#,
        r#"let body = CreatePet::new("Rex").size(Size::Large);"#,
    ] {
        assert!(code.contains(line), "{code}");
    }
}

#[test]
fn each_example_for_a_shell_is_the_call_of_its_page_without_a_secret() {
    let curl = [
        (
            CREATE,
            "curl -X POST 'https://feishu.example/open-apis/zoo/v1/owners/a%2F8/pets?day=1%20May&colour_list=red&colour_list=blue'",
            "-H \"Authorization: Bearer $TENANT_ACCESS_TOKEN\"",
        ),
        (
            PHOTO,
            "curl -X POST 'https://feishu.example/open-apis/zoo/v1/pets/7/photos'",
            "--form-string 'title=sun'",
        ),
        (
            GET,
            "curl -X GET 'https://feishu.example/open-apis/zoo/v1/pets/7'",
            "-H \"Authorization: Bearer $TENANT_ACCESS_TOKEN\"",
        ),
        (
            SIGN,
            "curl -X POST 'https://feishu.example/open-apis/zoo/v1/tokens/sign'",
            "-d '{\n  \"app_id\": \"cli_1\",\n  \"app_secret\": \"'\"$APP_SECRET\"'\"\n}'",
        ),
    ];
    let feishu = [
        (CREATE, "feishu zoo pet create 'a/8'", "--day '1 May'"),
        (CREATE, "feishu zoo pet create 'a/8'", "--colour 'red' \\\n  --colour 'blue'"),
        (
            CREATE,
            "feishu zoo pet create 'a/8'",
            "--json '{\n  \"name\": \"Rex\",\n  \"size\": 2\n}'",
        ),
        (
            PHOTO,
            "feishu zoo photo create '7'",
            "--file resume.pdf \\\n  --json '{\n  \"title\": \"sun\"\n}'",
        ),
        (SIGN, "feishu zoo token sign", "--json '{\n  \"app_id\": \"cli_1\"\n}'"),
    ];
    for (heading, cases) in [("### curl", &curl[..]), ("### feishu", &feishu[..])] {
        for (page, first, part) in cases {
            let code = block(page, heading);
            let parts: Vec<_> = code.split(" \\\n  ").collect();
            assert_eq!(parts.first(), Some(first), "{code}");
            assert!(
                format!("{code} \\\n  ").contains(&format!("{part} \\\n  ")),
                "{part:?} in {code}"
            );
            assert!(!code.contains("hush"), "{code}");
        }
    }
    assert!(!block(SIGN, "### curl").contains("Authorization"), "it needs no token");
    assert_eq!(block(GET, "### feishu"), "feishu zoo pet get '7'");
}

/// What is long opens when it is asked for; a browser shows the summary only.
#[test]
fn the_schemas_of_a_page_are_those_of_the_crate_and_are_folded() {
    let section = section(CREATE, "## JSON Schema {#schema}");
    let folded: Vec<_> = section.split("<details>\n").skip(1).collect();
    let expected =
        [("Query parameters", "query"), ("Request body", "request"), ("Response", "response")];
    assert_eq!(folded.len(), expected.len(), "{section}");
    for (part, (title, side)) in folded.into_iter().zip(expected) {
        let inner = part.strip_prefix(&format!("<summary>{title}</summary>\n\n```json\n"));
        let inner = inner.unwrap_or_else(|| panic!("{title}: {part}"));
        let (code, end) = inner.split_once("\n```\n").expect("the end of the block");
        assert_eq!(end.trim(), "</details>");
        let shown: Json = serde_json::from_str(code).expect("JSON");
        let mut schema = json(&format!("sdk/schema/zoo.v1.pet.create.{side}.json"));
        // It says of which file that file was made.
        assert!(schema.as_object_mut().expect("a schema").shift_remove("$comment").is_some());
        assert_eq!(shown, schema, "{title}");
    }
    let sample: Json = serde_json::from_str(&block(CREATE, "### Sample response")).expect("JSON");
    assert_eq!(sample["data"]["pet"]["name"], "Rex");
}
