//! What contracts say of the fields of requests, for programs without types, is what the schemas of
//! the requests check. Both come from the specs, in different ways.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests fail by panicking"
)]

use std::collections::BTreeSet;

use feishu_core::rules::EXACT;
use feishu_core::{Number, RequestField, WireType};
use feishu_tests::products::{self, Tables};
use serde_json::Value as Json;

/// The rules of a field, as its schema has them: the keywords of each by the name of the rule.
const KEYWORDS: &[(&str, [&str; 2])] = &[
    ("items", ["minItems", "maxItems"]),
    ("chars", ["minLength", "maxLength"]),
    ("range", ["minimum", "maximum"]),
];

/// What was compared.
#[derive(Default)]
struct Compared {
    fields: usize,
    rules: usize,
    times: usize,
}

impl Compared {
    fn object(&mut self, root: &Json, schema: &Json, fields: &[RequestField], at: &str) {
        let schema = resolved(root, schema);
        let names: BTreeSet<_> = fields.iter().map(|field| field.name).collect();
        let properties = schema["properties"].as_object().expect("an object");
        assert_eq!(names, properties.keys().map(String::as_str).collect(), "{at}");
        let required = schema["required"].as_array().into_iter().flatten();
        let required: BTreeSet<_> = required.filter_map(Json::as_str).collect();
        for field in fields {
            let at = format!("{at}/{}", field.name);
            assert_eq!(field.required, required.contains(field.name), "{at}");
            let declared = &properties[field.name];
            self.field(root, declared, field, &at);
            self.value(root, declared, field, field.ty, &at);
        }
    }

    fn field(&mut self, root: &Json, declared: &Json, field: &RequestField, at: &str) {
        let schema = resolved(root, declared);
        let stated = schema["description"].as_str().unwrap_or_default();
        let one_line = stated.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(field.description, one_line, "{at}");
        let default = schema.get("default").map(Json::to_string).unwrap_or_default();
        assert_eq!(field.default, default, "{at}");
        for rule in field.rules {
            self.rules += 1;
            let ends = KEYWORDS.iter().find(|(name, _)| *name == rule.name);
            let Some((_, keywords)) = ends else {
                let pattern = rule.pattern.map(Json::from);
                assert_eq!(pattern.as_ref(), schema.get("pattern"), "{at}");
                continue;
            };
            assert!(rule.min.is_some() || rule.max.is_some(), "{at}: {rule:?}");
            for (keyword, end) in keywords.iter().zip([rule.min, rule.max]) {
                match end {
                    // A schema has the bounds of the type, too: `no_help_says_a_bound_of_a_type`.
                    None => assert!(rule.name == "range" || schema.get(*keyword).is_none(), "{at}"),
                    Some(end) => {
                        let stated = match end {
                            // No reader of JSON tells whole numbers beyond that apart.
                            Number::Integer(value) => {
                                value.clamp(*EXACT.start(), *EXACT.end()) as f64
                            }
                            Number::Float(value) => value,
                        };
                        assert_eq!(schema[*keyword].as_f64(), Some(stated), "{at}");
                        assert!(rule.words.contains(&end.to_string()), "{at}: {rule:?}");
                    }
                }
            }
        }
        self.fields += 1;
        self.times += usize::from(field.time.is_some());
    }

    fn value(&mut self, root: &Json, schema: &Json, field: &RequestField, ty: WireType, at: &str) {
        let schema = resolved(root, schema);
        let said = match ty {
            WireType::String => Some("string"),
            WireType::Boolean => Some("boolean"),
            WireType::Integer => Some("integer"),
            WireType::Number => Some("number"),
            WireType::Object(_) | WireType::Map(_) => Some("object"),
            WireType::List(_) => Some("array"),
            _ => None,
        };
        assert_eq!(schema["type"].as_str(), said, "{at}");
        match ty {
            WireType::Object(fields) => self.object(root, &schema, fields, at),
            WireType::List(inner) => self.value(root, &schema["items"], field, *inner, at),
            WireType::Map(inner) => {
                self.value(root, &schema["additionalProperties"], field, *inner, at);
            }
            _ => {
                let values = schema["enum"].as_array().into_iter().flatten();
                let values: Vec<_> = values
                    .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
                    .collect();
                let named: Vec<_> = field.values.iter().map(|named| named.value).collect();
                assert_eq!(named, values, "{at}");
            }
        }
    }
}

/// A schema, or what it refers to together with what is beside the reference.
fn resolved(root: &Json, schema: &Json) -> Json {
    let target = schema["$ref"].as_str().and_then(|target| target.strip_prefix('#'));
    let Some(found) = target.and_then(|pointer| root.pointer(pointer)) else {
        return schema.clone();
    };
    let mut whole = found.clone();
    if let (Json::Object(whole), Json::Object(beside)) = (&mut whole, schema) {
        whole.extend(beside.iter().map(|(name, value)| (name.clone(), value.clone())));
    }
    whole
}

#[test]
fn where_a_contract_says_that_a_url_is_the_schema_has_a_string() {
    let mut urls = Vec::new();
    for Tables { contracts, .. } in products::all() {
        for contract in *contracts {
            let Some(pointer) = contract.file_url else { continue };
            let root: Json = serde_json::from_str(contract.response).unwrap();
            // An object that may be absent may also be null.
            let present = |schema: &Json| match schema["anyOf"].as_array() {
                Some(forms) => resolved(&root, &forms[0]),
                None => resolved(&root, schema),
            };
            let data = present(&root["properties"]["data"]);
            let way = pointer.split('/').skip(1);
            let found = way.fold(data, |object, name| present(&object["properties"][name]));
            assert_eq!(found["type"][0], "string", "{}: {pointer}", contract.operation.id);
            assert!(contract.items.is_none(), "{}", contract.operation.id);
            urls.push((&*contract.operation.id, pointer));
        }
    }
    // A file that was asked for is below its object; the link to one that came in is not.
    for expected in
        [("hire.v1.attachment.get", "/attachment/url"), ("hire.v1.attachment.create", "/url")]
    {
        assert!(urls.contains(&expected), "{urls:?}");
    }
}

#[test]
fn what_a_contract_says_of_a_field_is_what_its_schema_checks() {
    let mut compared = Compared::default();
    for Tables { contracts, .. } in products::all() {
        for contract in *contracts {
            for (schema, fields) in [
                (contract.query, contract.query_fields),
                (contract.request, contract.request_fields),
            ] {
                assert!(schema.is_some() || fields.is_empty(), "{}", contract.operation.id);
                let Some(schema) = schema else { continue };
                let root: Json = serde_json::from_str(schema).unwrap();
                compared.object(&root, &root, fields, &contract.operation.id);
            }
        }
    }
    assert!(compared.fields > 150 && compared.rules > 40 && compared.times > 10);
}
