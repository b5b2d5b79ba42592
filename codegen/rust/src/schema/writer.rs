//! Writes schemas of one direction.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use super::form::{self, Leaf, Null, add_pattern, object_of};
use super::received;
use crate::model::rule::EXACT;
use crate::model::scalar::{Enforced, Scalar, Wire};
use crate::model::{Api, Enum, Field, Operation, Rule, Type};
use crate::{hidden, markdown};

/// Which side sends what a schema describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Request,
    Response,
}

/// The format of a description. In JSON Schema it is plain text; in OpenAPI it is
/// CommonMark, and so are those of the schemas in it, which viewers render.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Words {
    Plain,
    Markdown,
}

impl Words {
    /// Text of a spec, which stays text.
    pub(crate) fn of(self, text: &str) -> String {
        match self {
            Self::Plain => hidden::lines(text).into_owned(),
            Self::Markdown => markdown::lines(text).join("\n"),
        }
    }
}

/// Writes schemas of one direction, and collects those that they refer to.
pub(crate) struct Writer<'a> {
    api: &'a Api,
    direction: Direction,
    references: &'static str,
    /// What names of definitions end in.
    suffix: String,
    words: Words,
    pub(crate) definitions: BTreeMap<String, Json>,
}

impl<'a> Writer<'a> {
    /// A writer of schemas that refer to each other under `references`.
    pub(crate) fn new(
        api: &'a Api,
        direction: Direction,
        references: &'static str,
        words: Words,
    ) -> Self {
        Self {
            api,
            direction,
            references,
            suffix: String::new(),
            words,
            definitions: BTreeMap::new(),
        }
    }

    /// Suffix of the names of all definitions, if those of other namespaces are in the same document.
    pub(crate) fn suffixed(self, suffix: String) -> Self {
        Self { suffix, ..self }
    }

    /// Adds a definition, and gives the reference to it.
    pub(crate) fn add(&mut self, name: &str, definition: impl Into<Json>) -> Json {
        self.definitions.insert(format!("{name}{}", self.suffix), definition.into());
        self.reference(name)
    }

    fn reference(&self, name: &str) -> Json {
        json!({ "$ref": format!("{}{name}{}", self.references, self.suffix) })
    }

    fn has(&self, name: &str) -> bool {
        self.definitions.contains_key(&format!("{name}{}", self.suffix))
    }

    /// A successful response, whose `data` has the type of this name.
    pub(crate) fn envelope(&mut self, operation: &Operation, data: &str) -> Map<String, Json> {
        let about_data = format!("The `data` of a successful response of {}.", operation.id);
        let definition = self.object(&operation.response.fields, about_data);
        let mut properties = Map::new();
        // Of two types, so two forms: generators of clients panic at an `enum` of both.
        let codes =
            json!([{ "type": "integer", "enum": [0] }, { "type": "string", "enum": ["0"] }]);
        properties
            .insert("code".to_owned(), json!({ "description": "0 for success.", "anyOf": codes }));
        let about_message = "A message for people; never branch on it.";
        properties.insert(
            operation.message.word().to_owned(),
            json!({ "description": about_message, "type": ["string", "null"] }),
        );
        let mut required = vec!["code".to_owned()];
        let reference = self.add(data, definition);
        let mut envelope = Map::new();
        let about = format!("The response of {}.", operation.id);
        envelope.insert("description".to_owned(), about.into());
        envelope.insert("type".to_owned(), "object".into());
        if operation.flat {
            // The fields are beside `code`, and the definition lists them.
            envelope.insert("allOf".to_owned(), json!([reference]));
        } else {
            if operation.response.fields.iter().any(|field| field.required) {
                properties.insert("data".to_owned(), reference);
                required.push("data".to_owned());
            } else {
                properties.insert("data".to_owned(), received::reference_or_null(reference));
            }
        }
        envelope.insert("properties".to_owned(), properties.into());
        envelope.insert("required".to_owned(), required.into());
        envelope
    }

    pub(super) fn finish(self) -> Option<(String, Json)> {
        let definitions: Map<_, _> = self.definitions.into_iter().collect();
        (!definitions.is_empty()).then(|| ("$defs".to_owned(), definitions.into()))
    }

    pub(crate) fn object(&mut self, fields: &[Field], description: String) -> Map<String, Json> {
        self.object_with(None, fields, description)
    }

    /// An object that must have a field with this name and schema besides.
    pub(crate) fn object_with(
        &mut self,
        more: Option<(&str, Json)>,
        fields: &[Field],
        description: String,
    ) -> Map<String, Json> {
        let mut schema = Map::new();
        schema.insert("description".to_owned(), self.words.of(&description).into());
        schema.insert("type".to_owned(), "object".into());
        let required = fields.iter().filter(|field| field.required);
        let required = required.map(|field| field.name.as_str());
        let required: Vec<_> = more.iter().map(|(name, _)| *name).chain(required).collect();
        let mut properties: Map<_, _> =
            fields.iter().map(|field| (field.name.clone(), self.field(field))).collect();
        properties.extend(more.map(|(name, schema)| (name.to_owned(), schema)));
        schema.insert("properties".to_owned(), properties.into());
        if !required.is_empty() {
            schema.insert("required".to_owned(), required.into());
        }
        if self.direction == Direction::Request {
            schema.insert("additionalProperties".to_owned(), false.into());
        }
        schema
    }

    fn field(&mut self, field: &Field) -> Json {
        let mut schema = Map::new();
        schema.extend(self.description(field).map(|about| ("description".to_owned(), about)));
        schema.extend(self.value(field));
        schema.extend(examples(field.example.as_ref()));
        if field.deprecated {
            schema.insert("deprecated".to_owned(), true.into());
        }
        schema.into()
    }

    pub(crate) fn description(&self, field: &Field) -> Option<Json> {
        field.description.as_ref().map(|description| self.words.of(description).into())
    }

    /// The value of a field, without what is said about the field.
    pub(crate) fn value(&mut self, field: &Field) -> Map<String, Json> {
        self.value_with(Map::new(), field)
    }

    /// The value of a field that is a segment of a path: an empty one is another path.
    pub(crate) fn segment(&mut self, field: &Field) -> Map<String, Json> {
        self.value_with([("minLength".to_owned(), 1.into())].into_iter().collect(), field)
    }

    /// The value of a field, with keywords that its rules may replace.
    fn value_with(&mut self, keywords: Map<String, Json>, field: &Field) -> Map<String, Json> {
        let null = match (self.direction, field.required) {
            (Direction::Response, false) => Null::Accepted,
            _ => Null::Refused,
        };
        let mut schema = self.ty(&field.ty, null);
        schema.extend(keywords);
        for rule in &field.rules {
            match self.direction {
                Direction::Request => add_rule(&mut schema, &rule.clone().exact(&field.ty)),
                Direction::Response => add_rule(&mut schema, rule),
            }
        }
        if let (Type::Scalar(scalar), Direction::Request) = (&field.ty, self.direction)
            && let Some(pattern) = scalar.implied_pattern()
        {
            add_pattern(&mut schema, pattern);
        }
        if let Some(default) = &field.default {
            schema.insert("default".to_owned(), default.clone());
        }
        schema
    }

    fn ty(&mut self, ty: &Type, null: Null) -> Map<String, Json> {
        let inside = match self.direction {
            Direction::Request => Null::Refused,
            // The reader leaves out an item that is `null`.
            Direction::Response => Null::Accepted,
        };
        let mut leaf = |leaf: Leaf<'_>, null| match leaf {
            Leaf::Scalar(scalar) => self.scalar(scalar, null),
            Leaf::Id => self.wire(Wire::Text, null),
            Leaf::Enum(name) => self.enumeration(name, null),
            Leaf::Object(name) => {
                self.define(name);
                let reference = self.reference(name);
                object_of(match null {
                    Null::Accepted => received::reference_or_null(reference),
                    Null::Refused => reference,
                })
            }
        };
        form::of(ty, null, inside, &mut leaf)
    }

    fn scalar(&self, scalar: Scalar, null: Null) -> Map<String, Json> {
        let mut schema = self.wire(scalar.wire, null);
        if let Some(form) = scalar.form.as_ref().filter(|it| it.enforced == Enforced::ByType) {
            schema.extend(form.format.map(|format| ("format".to_owned(), format.into())));
            // A response keeps a string of another form, as it is.
            if self.direction == Direction::Request {
                add_pattern(&mut schema, form.pattern);
            }
        }
        schema
    }

    /// What is sent is never `null`.
    fn wire(&self, wire: Wire, null: Null) -> Map<String, Json> {
        if self.direction == Direction::Response {
            return received::of_wire(wire, null);
        }
        let mut schema = form::of_wire(wire);
        schema.extend(object_of(match wire {
            Wire::Int32 => json!({ "format": "int32", "minimum": i32::MIN, "maximum": i32::MAX }),
            Wire::Int64 => json!({ "format": "int64", "minimum": -EXACT, "maximum": EXACT }),
            // The bounds refuse 1e400, which some readers of JSON take for infinity.
            Wire::Float => json!({ "format": "double", "minimum": f64::MIN, "maximum": f64::MAX }),
            Wire::Text | Wire::Flag | Wire::Any => json!({}),
        }));
        schema
    }

    fn define(&mut self, name: &str) {
        if self.has(name) {
            return;
        }
        if let Some(object) = self.api.object(name) {
            let definition = self.object(&object.fields, object.description.clone());
            self.add(name, definition);
        }
    }

    /// What is sent must be a known value; what comes back may be a new one.
    fn enumeration(&mut self, name: &str, null: Null) -> Map<String, Json> {
        /// More values than that are written once, and referred to.
        const INLINE: usize = 64;
        let declared = self.api.enumeration(name);
        match (self.direction, declared.is_some_and(Enum::is_integer)) {
            (Direction::Request, is_integer) => {
                let variants = declared.map(|declared| declared.variants.as_slice());
                let variants = variants.unwrap_or_default();
                // The values imply the type. Programs that read schemas should not have to infer it.
                let ty = if is_integer { "integer" } else { "string" };
                let values = || -> Json {
                    let values = variants.iter().map(|variant| variant.value.to_json());
                    json!({ "type": ty, "enum": values.collect::<Vec<_>>() })
                };
                object_of(if variants.len() <= INLINE {
                    values()
                } else if self.has(name) {
                    self.reference(name)
                } else {
                    self.add(name, values())
                })
            }
            (Direction::Response, true) => self.wire(Wire::Int32, null),
            (Direction::Response, false) => self.wire(Wire::Text, null),
        }
    }
}

fn add_rule(schema: &mut Map<String, Json>, rule: &Rule) {
    schema.extend(rule.keywords().into_iter().map(|(key, value)| (key.to_owned(), value)));
    if let Some(pattern) = rule.pattern() {
        add_pattern(schema, pattern);
    }
}

pub(super) fn examples(example: Option<&Json>) -> Map<String, Json> {
    example.map(|example| ("examples".to_owned(), json!([example]))).into_iter().collect()
}
