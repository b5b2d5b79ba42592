//! The catalogue's examples and schemas as the tests' own oracle.

use jsonschema::Validator;
use serde_json::Value;

/// The catalogue entry of an operation.
pub(crate) fn operation(id: &str) -> Value {
    let catalogue: Value =
        serde_json::from_str(include_str!("../../src/generated/catalogue.json")).unwrap();
    let operations = catalogue["operations"].as_array().unwrap();
    operations.iter().find(|operation| operation["id"] == id).unwrap().clone()
}

pub(crate) fn response_schema(id: &str) -> Validator {
    jsonschema::draft202012::new(&operation(id)["response_schema"]).unwrap()
}

/// Ids of all operations.
pub(crate) fn operation_ids() -> Vec<String> {
    let catalogue: Value =
        serde_json::from_str(include_str!("../../src/generated/catalogue.json")).unwrap();
    let operations = catalogue["operations"].as_array().unwrap();
    operations.iter().map(|operation| operation["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_example_keeps_its_own_schema() {
    for id in operation_ids() {
        let operation = operation(&id);
        for half in ["request", "response"] {
            let (schema, example) =
                (&operation[format!("{half}_schema")], &operation[format!("{half}_example")]);
            if schema.is_null() || example.is_null() {
                continue;
            }
            let schema = jsonschema::draft202012::new(schema).unwrap();
            assert!(schema.is_valid(example), "{id} {half}");
        }
    }
}
