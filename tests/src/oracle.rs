//! The three oracles, side by side: `validate()`, the emitted schema, and the schema that
//! `schemars` derives.

use feishu_core::Validate;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};

/// A compiled JSON Schema.
#[derive(Debug)]
pub struct Schema {
    /// The schema itself.
    pub json: Json,
    validator: jsonschema::Validator,
}

impl Schema {
    /// Compiles a schema of draft 2020-12.
    ///
    /// # Panics
    ///
    /// When it is none: that is a finding.
    pub fn new(json: Json) -> Self {
        match jsonschema::draft202012::new(&json) {
            Ok(validator) => Self { json, validator },
            Err(error) => panic!("not a JSON Schema: {error}"),
        }
    }

    /// Compiles the text of a schema.
    ///
    /// # Panics
    ///
    /// When the text is no schema.
    pub fn parse(text: &str) -> Self {
        match serde_json::from_str(text) {
            Ok(json) => Self::new(json),
            Err(error) => panic!("not JSON: {error}"),
        }
    }

    /// The schema that `schemars` derives from a type.
    pub fn derived<T: schemars::JsonSchema>() -> Self {
        Self::new(schemars::schema_for!(T).to_value())
    }

    /// The schema of a definition inside this one.
    pub fn definition(&self, name: &str) -> Self {
        Self::new(json!({ "$ref": format!("#/$defs/{name}"), "$defs": self.json["$defs"] }))
    }

    /// Whether the schema accepts a value.
    pub fn accepts(&self, value: &Json) -> bool {
        self.validator.is_valid(value)
    }

    /// What the schema has against a value.
    pub fn complaints(&self, value: &Json) -> Vec<String> {
        self.validator
            .iter_errors(value)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect()
    }
}

/// The verdict of Rust on some JSON: whether it decodes into a `T` that satisfies every rule.
pub fn rust_accepts<T: DeserializeOwned + Validate>(value: &Json) -> bool {
    serde_json::from_value::<T>(value.clone())
        .is_ok_and(|decoded| feishu_core::validate(&decoded).is_ok())
}

/// All three oracles on one request type.
#[derive(Debug)]
pub struct Oracles {
    /// The schema that the generator emits.
    pub emitted: Schema,
    /// The schema that `schemars` derives from the Rust type.
    pub derived: Schema,
}

impl Oracles {
    /// The oracles of a request type, given the text of its emitted schema.
    pub fn of<T: schemars::JsonSchema>(emitted: &str) -> Self {
        Self { emitted: Schema::parse(emitted), derived: Schema::derived::<T>() }
    }

    /// Fails unless all three say the same of `value`; returns what they say.
    ///
    /// # Panics
    ///
    /// When two oracles disagree.
    pub fn agree<T: DeserializeOwned + Validate>(&self, value: &Json) -> bool {
        let verdicts =
            (rust_accepts::<T>(value), self.emitted.accepts(value), self.derived.accepts(value));
        assert!(
            matches!(verdicts, (true, true, true) | (false, false, false)),
            "(Rust, emitted schema, derived schema) say {verdicts:?} of {value}\nemitted: {:?}\nderived: {:?}\nRust: {:?}",
            self.emitted.complaints(value),
            self.derived.complaints(value),
            serde_json::from_value::<T>(value.clone())
                .map(|decoded| feishu_core::validate(&decoded))
                .map_err(|e| e.to_string()),
        );
        verdicts.0
    }

    /// A valid value: all accept it, and it survives a JSON round trip.
    ///
    /// # Panics
    ///
    /// When it does not.
    pub fn accept_and_round_trip<T>(&self, value: &T)
    where
        T: Serialize + DeserializeOwned + Validate + PartialEq + std::fmt::Debug,
    {
        if let Err(violations) = feishu_core::validate(value) {
            panic!("a valid value was refused: {violations}\n{value:?}");
        }
        let json = encode(value);
        assert!(self.agree::<T>(&json), "{json}");
        // Through text, as on the wire, and not only through a tree.
        let text = json.to_string();
        match serde_json::from_str::<T>(&text) {
            Ok(back) => {
                assert_eq!(&back, value, "value -> JSON -> value is the identity");
                assert_eq!(encode(&back), json, "JSON -> value -> JSON keeps every field");
            }
            Err(error) => panic!("{error}: {text}"),
        }
    }

    /// A value that breaks exactly one rule: `validate()` names that rule at that place and no
    /// other, the schemas refuse.
    ///
    /// # Panics
    ///
    /// When they do not.
    pub fn refuse<T: Serialize + Validate>(&self, value: &T, rule: &str, pointer: &str) {
        let found: Vec<_> = match feishu_core::validate(value) {
            Ok(()) => Vec::new(),
            Err(violations) => violations
                .iter()
                .map(|violation| (violation.rule.name().to_owned(), violation.pointer.clone()))
                .collect(),
        };
        assert_eq!(found, [(rule.to_owned(), pointer.to_owned())]);
        let json = encode(value);
        assert!(
            !self.emitted.accepts(&json),
            "the emitted schema lets `{rule}` at {pointer} pass: {json}"
        );
        assert!(
            !self.derived.accepts(&json),
            "the derived schema lets `{rule}` at {pointer} pass: {json}"
        );
    }
}

/// The value as JSON.
///
/// # Panics
///
/// When it has no JSON form.
pub fn encode<T: Serialize>(value: &T) -> Json {
    match serde_json::to_value(value) {
        Ok(json) => json,
        Err(error) => panic!("no JSON: {error}"),
    }
}
