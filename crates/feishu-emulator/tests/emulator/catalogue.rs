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

#[test]
fn every_example_keeps_its_own_schema() {
    let operation = operation("hire.v1.external_offer.update");
    for half in ["request", "response"] {
        let schema = jsonschema::draft202012::new(&operation[format!("{half}_schema")]).unwrap();
        assert!(schema.is_valid(&operation[format!("{half}_example")]), "{half}");
    }
}
