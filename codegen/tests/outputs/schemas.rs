//! JSON Schemas: what they take and refuse, and what they say beside that.

use serde_json::{Value as Json, json};

use super::{assert_absent, assert_at, json};

const ANSWER: &str = "sdk/schema/zoo.v1.pet.create.response.json";

/// Which of the values the schema takes that should not be taken, or the other way round.
#[track_caller]
fn judge(path: &str, taken: &[Json], refused: &[Json]) {
    let schema = json(path);
    let judge = jsonschema::draft202012::new(&schema).expect("a schema");
    for value in taken {
        let errors: Vec<_> = judge.iter_errors(value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{path}: {value}: {errors:?}");
    }
    for value in refused {
        assert!(!judge.is_valid(value), "{path}: {value} is taken");
    }
}

/// With another value of one field of the pet.
fn answer(field: &str, value: Json) -> Json {
    let mut pet = json!({ "id": "7", "name": "Rex", "tame": true, "size": 1, "toys": [] });
    pet[field] = value;
    json!({ "code": 0, "msg": "ok", "data": { "pet": pet, "more": { "a": "b" } } })
}

#[test]
fn the_schema_of_a_response_takes_what_the_reader_does_and_whatever_is_added() {
    let taken = [
        answer("id", json!("7")),
        answer("id", json!(7)),
        answer("size", json!("1")),
        answer("size", json!("1.0")),
        answer("size", json!(null)),
        answer("toys", json!(null)),
        answer("toys", json!([null])),
        answer("toys", json!([{ "label": 1 }])),
        json!({ "code": 0, "msg": "ok", "data": { "pet": {}, "more": { "a": 1 } } }),
        json!({ "code": 0, "msg": "ok", "data": { "pet": {}, "more": { "a": null } } }),
        json!({ "code": 0, "data": { "pet": {} } }),
        json!({ "code": "0", "msg": null, "data": { "pet": {} } }),
        answer("size", json!(99)),
        answer("tame", json!("true")),
        answer("toys", json!([{ "label": "ball" }, { "label": "rope", "new": 1 }])),
        answer("new", json!({})),
        json!({ "code": 0, "msg": "ok", "data": { "pet": {} }, "new": 1 }),
    ];
    let refused = [
        answer("id", json!(true)),
        answer("name", json!(["Rex"])),
        answer("tame", json!("maybe")),
        answer("size", json!("1.5")),
        answer("size", json!("+1")),
        answer("toys", json!({ "label": "ball" })),
        answer("toys", json!([{ "label": [1] }])),
        json!({ "code": 0, "msg": "ok", "data": { "pet": null } }),
        json!({ "code": 0, "msg": "ok", "data": { "pet": {}, "more": { "a": [] } } }),
        json!({ "code": 0, "msg": "ok", "data": { "pet": {}, "more": ["a"] } }),
        json!({ "code": 0, "msg": "ok", "data": {} }),
        json!({ "code": 0, "msg": "ok" }),
        json!({ "code": 0, "msg": "ok", "data": null }),
        json!({ "code": "00", "msg": "ok", "data": { "pet": {} } }),
        json!({ "code": 1, "msg": "ok", "data": { "pet": {} } }),
    ];
    judge(ANSWER, &taken, &refused);
}

#[test]
fn fields_beside_the_code_are_required_there() {
    let path = "sdk/schema/zoo.v1.token.sign.response.json";
    let taken = [json!({ "code": 0, "msg": "ok", "ticket": "t" })];
    let refused = [
        json!({ "code": 0, "msg": "ok", "data": { "ticket": "t" } }),
        json!({ "code": 0, "msg": "ok", "ticket": [1] }),
    ];
    judge(path, &taken, &refused);
}

#[test]
fn the_schema_of_a_request_takes_each_type_by_its_values() {
    let with = |field: &str, value: Json| {
        let mut body = json!({ "name": "Rex" });
        body[field] = value;
        body
    };
    let taken = [
        with("name", json!("Rexi")),
        with("size", json!(2)),
        with("foods", json!([{ "label": "hay" }])),
        with("marks", json!({ "a": "b" })),
    ];
    let refused = [
        json!({}),
        with("name", json!("too long")),
        with("size", json!(3)),
        with("legs", json!("4")),
        with("foods", json!({ "label": "hay" })),
        with("foods", json!([{}])),
        with("foods", json!([{ "label": "hay", "other": 1 }])),
        with("marks", json!({ "a": 1 })),
        with("marks", json!(["a"])),
        with("other", json!(1)),
    ];
    judge("sdk/schema/zoo.v1.pet.create.request.json", &taken, &refused);
    let taken = [json!({ "day": "1 May", "colour_list": ["red"], "dry_run": true })];
    let refused = [
        json!({}),
        json!({ "day": 1 }),
        json!({ "day": "1 May", "colour_list": [1] }),
        json!({ "day": "1 May", "other": 1 }),
    ];
    judge("sdk/schema/zoo.v1.pet.create.query.json", &taken, &refused);
}

/// Editors show them, and generators of data begin with them.
#[test]
fn a_schema_repeats_the_samples_of_the_spec() {
    let request = json("sdk/schema/zoo.v1.pet.create.request.json");
    assert_at(
        &request,
        &[
            ("/examples", json!([{ "name": "Rex", "size": 2 }])),
            ("/properties/name/examples", json!(["Rex"])),
            ("/properties/size/examples", json!([2])),
        ],
    );
    assert_absent(&request, &["/properties/legs/examples"]);
    let response = json(ANSWER);
    let sample = json!({ "code": 0, "msg": "ok", "data": { "pet": { "id": "7", "name": "Rex", "size": 2 } } });
    assert_at(
        &response,
        &[("/examples", json!([sample])), ("/$defs/Pet/properties/id/examples", json!(["7"]))],
    );
    assert_absent(&response, &["/$defs/Pet/properties/name/examples"]);
    assert_absent(&json("sdk/schema/zoo.v1.pet.get.response.json"), &["/examples"]);
}

#[test]
fn a_schema_says_of_what_it_is_and_what_its_fields_mean() {
    for (side, title) in
        [("query", "CreatePetQuery"), ("request", "CreatePet"), ("response", "CreatePetResponse")]
    {
        let schema = json(&format!("sdk/schema/zoo.v1.pet.create.{side}.json"));
        let id = format!("urn:feishu-spec:zoo.v1.pet.create:{side}");
        assert_at(&schema, &[("/$id", json!(id)), ("/title", json!(title))]);
    }
    let request = json("sdk/schema/zoo.v1.pet.create.request.json");
    assert_at(
        &request,
        &[
            ("/description", json!("Buy a pet. The pet comes by post.")),
            ("/properties/name/description", json!("What it is called.")),
            ("/properties/size/default", json!(1)),
            ("/properties/legs/deprecated", json!(true)),
            ("/$defs/Food/description", json!("What a pet eats.")),
        ],
    );
    assert_absent(&request, &["/properties/name/deprecated", "/properties/name/default"]);
    assert_at(&json(ANSWER), &[("/$defs/Pet/description", json!("An animal."))]);
}
