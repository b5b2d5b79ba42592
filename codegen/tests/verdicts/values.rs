//! Values that a schema takes, on the edges of its rules and of those of another document.

use std::collections::{BTreeSet, HashSet};

use serde_json::{Map, Value as Json, json};

fn refers(schema: &Json) -> bool {
    match schema {
        Json::Object(members) => members.contains_key("$ref") || members.values().any(refers),
        Json::Array(values) => values.iter().any(refers),
        _ => false,
    }
}

/// A document whose schemas refer to each other, and what was gathered for values.
pub(crate) struct Schemas<'a> {
    document: &'a Json,
    /// The numbers that rules name, and their neighbours.
    numbers: BTreeSet<i64>,
    /// The texts that are values somewhere.
    texts: BTreeSet<String>,
}

const BOUNDS: [&str; 6] = ["minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems"];

impl<'a> Schemas<'a> {
    /// The schemas of a document, tried with the edges of both.
    pub(crate) fn of(document: &'a Json, other: &Json) -> Self {
        // A flag of a response may be written as 0 or 1, but as no other number.
        let numbers = BTreeSet::from([0, 1, 2]);
        let mut schemas = Self { document, numbers, texts: BTreeSet::new() };
        schemas.gather(document);
        schemas.gather(other);
        for text in ["", "a", "ab", "abc", "b7", "0", "小白", "2024-05-01"] {
            schemas.texts.insert(text.to_owned());
        }
        schemas
    }

    fn gather(&mut self, part: &Json) {
        match part {
            Json::Object(members) => {
                for (name, value) in members {
                    match value {
                        Json::Number(bound) if BOUNDS.contains(&name.as_str()) => {
                            // The ends of all floats are no edges.
                            if let Some(bound) = bound.as_i64() {
                                self.numbers.extend([bound - 1, bound, bound + 1]);
                            }
                        }
                        Json::Array(values) if name == "enum" || name == "examples" => {
                            let texts = values.iter().filter_map(Json::as_str);
                            self.texts.extend(texts.map(str::to_owned));
                        }
                        _ => self.gather(value),
                    }
                }
            }
            Json::Array(values) => values.iter().for_each(|value| self.gather(value)),
            _ => {}
        }
    }

    /// The schema itself, where one refers to it.
    pub(crate) fn resolve(&self, schema: &'a Json) -> &'a Json {
        match schema["$ref"].as_str() {
            Some(name) => self
                .document
                .pointer(name.trim_start_matches('#'))
                .unwrap_or_else(|| panic!("{name} is not in the document")),
            None => schema,
        }
    }

    /// A judge that owes us nothing.
    pub(crate) fn judge(&self, schema: &Json) -> impl Fn(&Json) -> bool + use<> {
        let judge = if refers(schema) {
            let whole = json!({ "allOf": [schema], "components": self.document["components"] });
            jsonschema::draft202012::new(&whole)
        } else {
            jsonschema::draft202012::new(schema)
        };
        let judge = judge.expect("a schema");
        move |value| judge.is_valid(value)
    }

    /// Values that the schema takes: of every property every value by itself, and each property once left out.
    pub(crate) fn values(&self, schema: &'a Json) -> Vec<Json> {
        let schema = self.resolve(schema);
        let mut tried = match (schema["enum"].as_array(), schema["type"].as_str()) {
            (Some(values), _) => values.clone(),
            (None, None) if schema["anyOf"].is_array() => {
                let each = schema["anyOf"].as_array().into_iter().flatten();
                each.flat_map(|schema| self.values(schema)).collect()
            }
            (None, _) if schema.get("const").is_some() => vec![schema["const"].clone()],
            (None, Some("boolean")) => vec![json!(true), json!(false)],
            (None, Some("number")) => {
                let whole = self.numbers.iter().map(|number| json!(number));
                whole.chain([json!(0.5)]).collect()
            }
            (None, Some("object")) if schema["additionalProperties"].is_object() => {
                let entries = self.values(&schema["additionalProperties"]);
                let entries = entries.into_iter().map(|value| json!({ "key": value }));
                entries.chain([json!({})]).collect()
            }
            (None, None) if schema.get("properties").is_none() => {
                vec![
                    json!(true),
                    json!(1),
                    json!(0.5),
                    json!("a"),
                    json!([]),
                    json!([1]),
                    json!({}),
                    json!({ "a": 1 }),
                ]
            }
            (None, Some("integer")) => self.numbers.iter().map(|number| json!(number)).collect(),
            (None, Some("string")) => self.strings(),
            (None, Some("array")) => self.arrays(&schema["items"]),
            (None, Some("object")) => self.objects(schema),
            other => panic!("no values for {other:?}: {schema}"),
        };
        let good = self.judge(schema);
        tried.retain(|value| good(value));
        assert!(!tried.is_empty(), "no value is good for {schema}");
        tried
    }

    fn strings(&self) -> Vec<Json> {
        let lengths = self.numbers.iter().filter_map(|length| usize::try_from(*length).ok());
        let long = lengths.filter(|length| *length < 100).map(|length| "a".repeat(length));
        let digits = self.numbers.iter().map(ToString::to_string);
        let digits = digits.chain(["9".repeat(16)]);
        self.texts.iter().cloned().chain(long).chain(digits).map(Json::from).collect()
    }

    fn arrays(&self, items: &'a Json) -> Vec<Json> {
        let mut items = self.values(items);
        let mut seen = HashSet::new();
        items.retain(|item| seen.insert(item.clone()));
        let lengths = self.numbers.iter().filter_map(|length| usize::try_from(*length).ok());
        let long = lengths.filter(|length| *length < 100);
        let long = long.flat_map(|length| {
            // A list may ask that its items differ.
            let different = items.iter().take(length).cloned().collect();
            [vec![items[0].clone(); length], different].map(Json::from)
        });
        long.chain(items.iter().map(|item| json!([item]))).collect()
    }

    fn objects(&self, schema: &'a Json) -> Vec<Json> {
        let Some(properties) = schema["properties"].as_object() else { return vec![json!({})] };
        let properties: Vec<_> =
            properties.iter().map(|(name, property)| (name, self.values(property))).collect();
        let all = properties.iter().map(|(name, values)| ((*name).clone(), values[0].clone()));
        let all: Map<String, Json> = all.collect();
        let mut objects = vec![Json::from(all.clone())];
        for (name, values) in &properties {
            let mut without = all.clone();
            without.remove(*name);
            objects.push(without.into());
            objects.push(json!({ *name: values[0] }));
            for value in values {
                let mut with = all.clone();
                with.insert((*name).clone(), value.clone());
                objects.push(with.into());
            }
        }
        objects
    }

    /// A value that travels as text, as who has this schema reads it.
    pub(crate) fn read_text(&self, schema: &'a Json, value: &Json) -> Json {
        let schema = self.resolve(schema);
        match value {
            Json::Object(members) => members
                .iter()
                .map(|(name, member)| match schema["properties"].get(name) {
                    Some(property) => (name.clone(), self.read_text(property, member)),
                    None => (name.clone(), member.clone()),
                })
                .collect(),
            Json::Array(items) if schema["type"] == "array" => {
                items.iter().map(|item| self.read_text(&schema["items"], item)).collect()
            }
            Json::String(text) => match schema["type"].as_str() {
                Some("integer") => text.parse::<i64>().map_or(value.clone(), Json::from),
                Some("boolean") => text.parse::<bool>().map_or(value.clone(), Json::from),
                Some(_) => value.clone(),
                // Known values, of which some are numbers.
                None => match text.parse::<i64>().map(Json::from) {
                    Ok(number)
                        if schema["enum"].as_array().is_some_and(|all| all.contains(&number)) =>
                    {
                        number
                    }
                    _ => value.clone(),
                },
            },
            // Of a list, each item is a text of its own.
            Json::Array(_) => value.clone(),
            _ if schema["type"] == "string" => Json::from(value.to_string()),
            _ => value.clone(),
        }
    }

    /// What is left of a value when everything that the schema does not know is taken away.
    pub(crate) fn known(&self, schema: &'a Json, value: &Json) -> Json {
        let schema = self.resolve(schema);
        match value {
            Json::Object(members) if schema["type"] == "object" => {
                let any = schema.get("additionalProperties").filter(|any| any.is_object());
                let known = members.iter().filter_map(|(name, member)| {
                    let property = schema["properties"].get(name).or(any)?;
                    Some((name.clone(), self.known(property, member)))
                });
                Json::Object(known.collect())
            }
            Json::Array(items) if schema["type"] == "array" => {
                items.iter().map(|item| self.known(&schema["items"], item)).collect()
            }
            _ => value.clone(),
        }
    }

    /// Every property at every depth, by a pointer in which `-` stands for any item.
    pub(crate) fn properties(&self, schema: &'a Json) -> Vec<(String, &'a Json)> {
        let mut found = Vec::new();
        self.walk(schema, "", &mut found);
        found
    }

    fn walk(&self, schema: &'a Json, at: &str, found: &mut Vec<(String, &'a Json)>) {
        let schema = self.resolve(schema);
        found.push((at.to_owned(), schema));
        if let Some(properties) = schema["properties"].as_object() {
            for (name, property) in properties {
                self.walk(property, &format!("{at}/{name}"), found);
            }
        } else if schema["type"] == "array" {
            self.walk(&schema["items"], &format!("{at}/-"), found);
        }
    }
}
