//! Every JSON value that is one step away from another, and every schema that is one keyword away
//! from another.

use serde_json::{Map, Value as Json, json};

/// Numbers that a schema mentions, and their neighbours: where a bound is, the mistakes are.
#[derive(Debug, Clone, Default)]
pub struct Edges {
    numbers: Vec<i64>,
}

impl Edges {
    /// The edges of a schema.
    pub fn of(schema: &Json) -> Self {
        fn walk(value: &Json, numbers: &mut Vec<i64>) {
            match value {
                Json::Number(number) => numbers
                    .extend(number.as_i64().or_else(|| number.as_f64().map(|float| float as i64))),
                Json::Array(items) => items.iter().for_each(|item| walk(item, numbers)),
                Json::Object(fields) => fields.values().for_each(|field| walk(field, numbers)),
                _ => {}
            }
        }
        let mut numbers = vec![0, 1, 2];
        walk(schema, &mut numbers);
        let mut numbers: Vec<_> =
            numbers.iter().flat_map(|n| [n.saturating_sub(1), *n, n.saturating_add(1)]).collect();
        numbers.sort_unstable();
        numbers.dedup();
        Self { numbers }
    }

    fn sizes(&self) -> impl Iterator<Item = usize> {
        self.numbers
            .iter()
            .filter_map(|number| usize::try_from(*number).ok())
            .filter(|size| *size < 64)
    }
}

/// Every value one step away from `value`: each node replaced by a value of another kind or size,
/// each field removed, each object given a field that nobody knows.
pub fn neighbours(value: &Json, edges: &Edges) -> Vec<Json> {
    let mut all = replacements(value, edges);
    match value {
        Json::Object(fields) => {
            for (name, field) in fields {
                all.extend(
                    neighbours(field, edges).into_iter().map(|spoiled| with(fields, name, spoiled)),
                );
                let mut without = fields.clone();
                without.remove(name);
                all.push(without.into());
            }
            all.push(with(fields, "nobody_knows_this", json!(1)));
        }
        Json::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                all.extend(neighbours(item, edges).into_iter().map(|spoiled| {
                    let mut items = items.clone();
                    items[index] = spoiled;
                    items.into()
                }));
            }
        }
        _ => {}
    }
    all
}

fn with(fields: &Map<String, Json>, name: &str, value: Json) -> Json {
    let mut fields = fields.clone();
    fields.insert(name.to_owned(), value);
    fields.into()
}

fn replacements(value: &Json, edges: &Edges) -> Vec<Json> {
    let mut all = vec![
        json!(null),
        json!(true),
        json!(false),
        json!(""),
        json!("x"),
        json!("12"),
        json!("ABC-12"),
        json!("abc"),
        json!([]),
        json!([null]),
        json!([1]),
        json!(["x"]),
        json!([[]]),
        json!([[1]]),
        json!({}),
        json!({ "x": 1 }),
        json!({ "x": "y" }),
        json!(1.0),
        json!(1.5),
        json!(-0.5),
        json!(1e300),
        json!(-1e300),
        json!(1e15),
        json!(9.3e18),
        json!(u64::MAX),
    ];
    all.extend(edges.numbers.iter().map(|number| json!(number)));
    all.extend(
        edges
            .numbers
            .iter()
            .filter(|number| number.unsigned_abs() < 1 << 40)
            .map(|number| json!(*number as f64 + 0.25)),
    );
    all.extend(edges.sizes().map(|size| json!("名".repeat(size))));
    all.extend(edges.sizes().map(|size| json!("1".repeat(size))));
    if let Json::Array(items) = value
        && let Some(first) = items.first()
    {
        all.extend(edges.sizes().map(|size| json!(vec![first; size])));
        // All items are unique, so that only the length is wrong.
        all.extend(edges.sizes().map(|size| (0..size).map(|at| another(first, at)).collect()));
    }
    if let Json::String(text) = value {
        all.extend(
            [
                format!("{text}\n"),
                format!("{text} "),
                format!(" {text}"),
                format!("-{text}"),
                format!("0{text}"),
            ]
            .map(Json::from),
        );
    }
    all
}

/// A value like this one, another for each place.
fn another(value: &Json, at: usize) -> Json {
    match value {
        Json::String(text) => json!(format!("{text}{at}")),
        Json::Number(_) => json!(at),
        other => other.clone(),
    }
}

/// A schema without one of its keywords.
#[derive(Debug)]
pub struct Mutant {
    /// Where the keyword stood.
    pub pointer: String,
    /// The keyword.
    pub keyword: String,
    /// What it said.
    pub removed: Json,
    /// What is left.
    pub schema: Json,
}

impl Mutant {
    /// Whether the keyword refused only what Rust's reader of JSON, or its regular expressions,
    /// refuse anyway: infinity, and a line break at the end of a text.
    pub fn is_for_others(&self) -> bool {
        let line_break = json!({ "type": "string", "pattern": "\n$" });
        (self.keyword == "not" && self.removed == line_break)
            || self.removed.as_f64().is_some_and(|bound| bound.abs() == f64::MAX)
    }

    /// Whether the keyword is the type of values that are listed beside it. It refuses nothing that
    /// the list does not; `structure.rs` looks for it where it belongs.
    pub fn is_type_of_values(&self) -> bool {
        let values =
            self.schema.pointer(&self.pointer).and_then(|schema| schema["enum"].as_array());
        self.keyword == "type"
            && !values.is_none_or(|values| values.iter().any(|it| !is_a(it, &self.removed)))
    }
}

/// Whether a value has the type that a schema calls so.
pub fn is_a(value: &Json, name: &Json) -> bool {
    match value {
        Json::String(_) => name == "string",
        Json::Number(number) => name == "integer" && number.is_i64(),
        _ => false,
    }
}

/// Every schema that lacks one keyword of `schema`. Names of properties and definitions are no
/// keywords, but a property that is gone is a mutant too.
pub fn without_each_keyword(schema: &Json) -> Vec<Mutant> {
    let mut places = Vec::new();
    keywords(schema, "", &mut places);
    places
        .into_iter()
        .filter_map(|(pointer, keyword)| {
            let mut schema = schema.clone();
            let removed = schema.pointer_mut(&pointer)?.as_object_mut()?.remove(&keyword)?;
            Some(Mutant { pointer, keyword, removed, schema })
        })
        .collect()
}

fn keywords(schema: &Json, at: &str, places: &mut Vec<(String, String)>) {
    let Json::Object(fields) = schema else { return };
    for (keyword, value) in fields {
        places.push((at.to_owned(), keyword.clone()));
        let inside = format!("{at}/{keyword}");
        match (keyword.as_str(), value) {
            ("properties", Json::Object(properties)) => {
                for (name, property) in properties {
                    places.push((inside.clone(), name.clone()));
                    keywords(property, &format!("{inside}/{name}"), places);
                }
            }
            ("$defs", Json::Object(definitions)) => {
                for (name, definition) in definitions {
                    keywords(definition, &format!("{inside}/{name}"), places);
                }
            }
            ("items" | "additionalProperties", inner) => keywords(inner, &inside, places),
            _ => {}
        }
    }
}
