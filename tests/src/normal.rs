//! The normal form of a JSON Schema: two schemas that have the same one accept the same values.
//! Each step keeps what the schema means; where no step is known to, nothing is changed.

use serde_json::{Map, Value as Json, json};

/// Keywords that refuse nothing: annotations for people, and formats, which this draft makes
/// annotations.
const ANNOTATIONS: &[&str] = &[
    "$schema",
    "$id",
    "$comment",
    "title",
    "description",
    "examples",
    "default",
    "deprecated",
    "format",
    "$defs",
];

/// Lists whose order says nothing.
const SETS: &[&str] = &["required", "enum"];

/// The normal form of a schema.
///
/// # Panics
///
/// When the schema refers to what it does not define.
pub fn normal(schema: &Json) -> Json {
    schema_of(schema, &schema["$defs"])
}

fn schema_of(schema: &Json, definitions: &Json) -> Json {
    let Json::Object(fields) = schema else {
        // `true` accepts everything, as a schema without a keyword does.
        return if *schema == json!(true) { json!({}) } else { schema.clone() };
    };
    let mut form = Map::new();
    for (keyword, value) in fields {
        if ANNOTATIONS.contains(&keyword.as_str()) {
            continue;
        }
        match (keyword.as_str(), value) {
            // Keywords beside a reference hold as well as those it refers to.
            ("$ref", Json::String(reference)) => {
                let name = reference.strip_prefix("#/$defs/").unwrap_or_default();
                let Some(definition) = definitions.get(name) else { panic!("no {reference}") };
                join(&mut form, schema_of(definition, definitions));
            }
            ("allOf", Json::Array(all)) => {
                all.iter().for_each(|one| join(&mut form, schema_of(one, definitions)));
            }
            ("properties", Json::Object(properties)) => {
                let properties: Map<_, _> = properties
                    .iter()
                    .map(|(name, property)| (name.clone(), schema_of(property, definitions)))
                    .collect();
                join(&mut form, json!({ "properties": properties }));
            }
            ("items" | "additionalProperties" | "not", inner) => {
                join(&mut form, json!({ keyword: schema_of(inner, definitions) }));
            }
            ("oneOf" | "anyOf", Json::Array(choices)) => {
                let choices = choices.iter().map(|choice| schema_of(choice, definitions));
                join(&mut form, choice(keyword, spliced(keyword, choices)));
            }
            ("const", value) => join(&mut form, json!({ "enum": [number(value)] })),
            (set, Json::Array(members)) if SETS.contains(&set) => {
                join(&mut form, json!({ set: sorted(members.iter().map(number).collect()) }));
            }
            (_, value) => join(&mut form, json!({ keyword: number(value) })),
        }
    }
    without_what_says_nothing(&mut form);
    form.into()
}

/// A choice inside a choice, of which any may hold, is one choice.
fn spliced(keyword: &str, choices: impl Iterator<Item = Json>) -> Vec<Json> {
    let inside = |choice: Json| match choice.as_object() {
        Some(fields) if keyword == "anyOf" && fields.len() == 1 => match fields.get("anyOf") {
            Some(Json::Array(inner)) => inner.clone(),
            _ => vec![choice],
        },
        _ => vec![choice],
    };
    choices.flat_map(inside).collect()
}

/// A choice between values is an enumeration of them. That holds for `oneOf`, too, as long as no
/// value is named twice.
fn choice(keyword: &str, choices: Vec<Json>) -> Json {
    let mut values = Vec::new();
    for choice in &choices {
        match choice.as_object().map(|fields| (fields.len(), fields.get("enum"))) {
            Some((1, Some(Json::Array(some)))) => values.extend(some.iter().cloned()),
            _ => return json!({ keyword: choices }),
        }
    }
    let named = values.len();
    let values = sorted(values);
    if keyword == "oneOf" && values.len() < named {
        json!({ keyword: choices })
    } else {
        json!({ "enum": values })
    }
}

/// Adds a schema that must hold, too. Where both say something by the same keyword, it stays apart
/// in `allOf`, unless it is the same, or both list properties that the other does not, or what is
/// required.
fn join(form: &mut Map<String, Json>, other: Json) {
    let Json::Object(other) = other else { return join(form, json!({ "allOf": [other] })) };
    for (keyword, value) in other {
        match (form.get_mut(&keyword), value) {
            (None, value) => drop(form.insert(keyword, value)),
            (Some(known), value) if *known == value => {}
            (Some(Json::Object(known)), Json::Object(more))
                if keyword == "properties" && more.keys().all(|name| !known.contains_key(name)) =>
            {
                known.extend(more);
            }
            (Some(Json::Array(known)), Json::Array(more)) if keyword == "required" => {
                known.extend(more);
                *known = sorted(std::mem::take(known));
            }
            (_, value) => {
                let apart = form.entry("allOf").or_insert_with(|| json!([]));
                apart
                    .as_array_mut()
                    .into_iter()
                    .for_each(|all| all.push(json!({ &keyword: value })));
            }
        }
    }
}

/// Keywords that are present but refuse nothing.
fn without_what_says_nothing(form: &mut Map<String, Json>) {
    let empty = |value: &Json| value.as_array().is_some_and(Vec::is_empty) || *value == json!({});
    for keyword in ["required", "properties", "items", "additionalProperties"] {
        // Absent, each of these means what it means when it is empty.
        if form.get(keyword).is_some_and(empty) {
            form.remove(keyword);
        }
    }
    for keyword in ["minLength", "minItems"] {
        if form.get(keyword) == Some(&json!(0)) {
            form.remove(keyword);
        }
    }
    // The values of an enumeration have their types themselves.
    let implied = match (
        form.get("type").and_then(Json::as_str),
        form.get("enum").and_then(Json::as_array),
    ) {
        (Some("string"), Some(values)) => values.iter().all(Json::is_string),
        (Some("integer"), Some(values)) => values.iter().all(Json::is_i64),
        _ => false,
    };
    if implied {
        form.remove("type");
    }
}

/// `1.0` and `1` are one number.
fn number(value: &Json) -> Json {
    match value.as_f64() {
        Some(float) if !value.is_i64() && float.fract() == 0.0 && float.abs() < 9e15 => {
            json!(float as i64)
        }
        _ => value.clone(),
    }
}

fn sorted(mut members: Vec<Json>) -> Vec<Json> {
    members.sort_by_cached_key(Json::to_string);
    members.dedup();
    members
}
