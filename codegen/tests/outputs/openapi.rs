//! The OpenAPI document: what generators of clients and viewers take from it.

use serde_json::{Value as Json, json};

use super::{assert_absent, assert_at, json};

const CREATE: &str = "/paths/~1open-apis~1zoo~1v1~1owners~1{owner_id}~1pets/post";
const GET: &str = "/paths/~1open-apis~1zoo~1v1~1pets~1{pet_id}/get";
const PHOTO: &str = "/paths/~1open-apis~1zoo~1v1~1pets~1{pet_id}~1photos/post";

fn operation(pointer: &str) -> Json {
    let document = json("openapi.json");
    document.pointer(pointer).unwrap_or_else(|| panic!("{pointer} of {document:#}")).clone()
}

/// A client that may leave out a part of the path would call something else.
#[test]
fn a_path_parameter_is_required_and_not_empty_and_a_query_parameter_as_the_spec_says() {
    let operation = operation(CREATE);
    let parameters = operation["parameters"].as_array().expect("parameters");
    let found: Vec<_> = parameters
        .iter()
        .map(|it| (&it["name"], &it["in"], &it["required"], &it["schema"]["minLength"]))
        .map(|(name, place, required, least)| json!([name, place, required, least]))
        .collect();
    let expected = [
        json!(["owner_id", "path", true, 1]),
        json!(["day", "query", true, null]),
        json!(["dry_run", "query", false, null]),
        json!(["colour_list", "query", false, null]),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_parameter_says_itself_what_its_schema_would_say_again() {
    let operation = operation(CREATE);
    assert_at(
        &operation,
        &[
            ("/parameters/0/description", json!("Who pays.")),
            ("/parameters/0/example", json!("a/8")),
            ("/parameters/0/schema/type", json!("string")),
            ("/parameters/2/deprecated", json!(true)),
            ("/parameters/2/schema/default", json!(false)),
            ("/parameters/3/example", json!(["red", "blue"])),
        ],
    );
    assert_absent(
        &operation,
        &[
            "/parameters/0/schema/description",
            "/parameters/0/schema/examples",
            "/parameters/1/deprecated",
            "/parameters/2/schema/deprecated",
            "/parameters/2/example",
        ],
    );
}

#[test]
fn only_an_operation_with_a_body_asks_for_one() {
    assert_absent(&operation(GET), &["/requestBody"]);
    let content = "/requestBody/content/application~1json";
    assert_at(
        &operation(CREATE),
        &[
            ("/requestBody/required", json!(true)),
            (&format!("{content}/schema/$ref"), json!("#/components/schemas/CreatePet")),
            (&format!("{content}/example"), json!({ "name": "Rex", "size": 2 })),
        ],
    );
}

#[test]
fn an_upload_is_a_form_with_the_file_and_its_other_parts() {
    let schema = "#/components/schemas/CreatePhoto";
    let form = "/requestBody/content/multipart~1form-data/schema/$ref";
    let photo = operation(PHOTO);
    assert_at(&photo, &[("/requestBody/required", json!(true)), (form, json!(schema))]);
    assert_absent(&photo, &["/requestBody/content/application~1json"]);
    let form = operation(schema.trim_start_matches('#'));
    assert_at(
        &form,
        &[
            ("/description", json!("Upload a photo.")),
            ("/type", json!("object")),
            ("/required", json!(["file", "title"])),
            ("/properties/file/description", json!("The photo.")),
            ("/properties/file/type", json!("string")),
            ("/properties/file/format", json!("binary")),
            ("/properties/file/contentMediaType", json!("application/octet-stream")),
            ("/properties/title/type", json!("string")),
            ("/properties/note/type", json!("string")),
        ],
    );
}

#[test]
fn the_answer_of_an_operation_has_its_schema_and_its_sample() {
    let content = "/responses/200/content/application~1json";
    let create = operation(CREATE);
    assert_at(
        &create,
        &[(&format!("{content}/schema/$ref"), json!("#/components/schemas/CreatePetResponse"))],
    );
    assert_eq!(create.pointer(&format!("{content}/example/data/pet/id")), Some(&json!("7")));
    assert_absent(&operation(GET), &[&format!("{content}/example")]);
    // Both are definitions beside all others.
    let schemas = operation("/components/schemas");
    let data =
        ("/CreatePetResponse/properties/data/$ref", json!("#/components/schemas/CreatePetData"));
    let name = ("/Pet/properties/name/type", json!(["string", "number", "null"]));
    assert_at(&schemas, &[data, name]);
}

/// Buying a pet answers with its id and with who owns it.
#[test]
fn an_answered_id_leads_to_the_other_operations_that_take_it() {
    let links = |pointer: &str| operation(pointer).pointer("/responses/200/links").cloned();
    let from_create = links(CREATE).expect("links");
    let names: Vec<_> = from_create.as_object().expect("links").keys().collect();
    assert_eq!(names, ["getPet", "createPhoto"], "not the operation itself");
    let pet = json!({ "path.pet_id": "$response.body#/data/pet/id" });
    assert_at(
        &from_create,
        &[
            ("/getPet/operationId", json!("getPet")),
            ("/getPet/parameters", pet.clone()),
            ("/createPhoto/parameters", pet),
        ],
    );
    let from_get = links(GET).expect("links");
    let owner = json!({ "path.owner_id": "$response.body#/data/pet/owner_id" });
    assert_at(&from_get, &[("/createPet/parameters", owner)]);
    assert_absent(&from_get, &["/getPet"]);
    assert_eq!(links(PHOTO), None, "its id has no type of its own");
}

/// Whether a response of a schema may have a value at a pointer.
fn may_have(document: &Json, schema: &Json, pointer: &[&str]) -> bool {
    if let Some(name) = schema["$ref"].as_str() {
        let target = document.pointer(name.trim_start_matches('#')).expect("a schema");
        return may_have(document, target, pointer);
    }
    let alternatives = ["anyOf", "oneOf", "allOf"].map(|key| schema[key].as_array());
    if alternatives.into_iter().flatten().flatten().any(|one| may_have(document, one, pointer)) {
        return true;
    }
    let Some((first, rest)) = pointer.split_first() else { return true };
    let inside = match first.parse::<usize>() {
        Ok(_) => &schema["items"],
        Err(_) => &schema["properties"][first],
    };
    !inside.is_null() && may_have(document, inside, rest)
}

/// A client that follows a link would send nothing.
#[test]
fn each_link_takes_its_ids_from_where_the_schema_of_the_response_has_them() {
    let document = json("openapi.json");
    let paths = document["paths"].as_object().expect("paths").values();
    let mut followed = Vec::new();
    for operation in paths.flat_map(|path| path.as_object().expect("methods").values()) {
        let success = &operation["responses"]["200"];
        let schema = &success["content"]["application/json"]["schema"];
        let links = success["links"].as_object().into_iter().flatten();
        for id in links.flat_map(|(_, link)| link["parameters"].as_object().expect("ids").values())
        {
            let id = id.as_str().expect("an expression");
            let pointer = id.strip_prefix("$response.body#/").expect("a place in the response");
            let pointer: Vec<_> = pointer.split('/').collect();
            assert!(may_have(&document, schema, &pointer), "{id} of {schema:#}");
            followed.push(pointer.join("/"));
        }
    }
    // Both kinds of response.
    for known in ["owner_id", "data/pet/id", "data/pet/owner_id"] {
        assert!(followed.iter().any(|pointer| pointer == known), "{known} in {followed:?}");
    }
}

#[test]
fn what_openapi_has_no_word_for_is_there_and_nothing_that_is_not_so() {
    assert_at(
        &operation(CREATE),
        &[
            ("/x-feishu-operation", json!("zoo.v1.pet.create")),
            ("/x-feishu-page-updated", json!("2025-01-31")),
            ("/x-feishu-apps", json!(["custom"])),
            ("/x-feishu-scopes/any_of", json!(["zoo:pet", "zoo:all"])),
            ("/x-feishu-scopes/fields", json!(["zoo:born", "zoo:food"])),
            ("/x-feishu-rate-limit", json!([{ "calls": 10, "seconds": 1 }])),
            ("/x-feishu-effect", json!("create")),
            ("/x-feishu-full-overwrite", json!(false)),
            ("/security", json!([{ "tenant_access_token": [] }, { "user_access_token": [] }])),
        ],
    );
    let photo = operation(PHOTO);
    assert_at(&photo, &[("/x-feishu-max-file-bytes", json!(1000))]);
    let absent = [
        "/x-feishu-max-file-bytes",
        "/x-feishu-idempotency-key",
        "/x-feishu-paging",
        "/deprecated",
    ];
    let get = operation(GET);
    assert_absent(&get, &absent);
    assert_at(&get, &[("/x-feishu-scopes", json!({ "any_of": [] }))]);
}
