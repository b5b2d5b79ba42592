//! The kinds of objects, as catalogues describe them: what each is called, what it names, what of it responses show. No
//! kind is known to the code; all the rest is the same for all of them.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::fact::Fact;
use crate::answer::FieldViolation;
use crate::catalogue::{Broken, Head, seed_list};
use crate::schema::Schema;

/// A kind of objects.
#[derive(Deserialize)]
pub(crate) struct Kind {
    /// Name in paths of the emulator, in seeds with an `s`, and in the database.
    #[serde(rename = "kind")]
    pub(crate) name: String,
    pub(crate) product: String,
    /// Files are kept otherwise than objects.
    #[serde(rename = "file")]
    pub(crate) is_file: bool,
    /// Field that holds the object's own id.
    pub(crate) id: String,
    /// Field that names what the object belongs to, by which lists select.
    pub(crate) parent: Option<String>,
    pub(crate) references: Vec<Reference>,
    /// What the tests' read access shows, in the page's order.
    pub(crate) shows: Vec<Field>,
    pub(crate) requires: Vec<Requirement>,
    /// What a seed may say of an object.
    seed_schema: Box<RawValue>,
    #[serde(skip)]
    seeds: OnceLock<Result<Schema, String>>,
    /// Objects that the sample calls of the pages need.
    samples: Vec<Value>,
}

/// A field of a body that names an object, or is a list of such.
#[derive(Debug, Deserialize)]
pub(crate) struct Reference {
    pub(crate) field: String,
    pub(crate) kind: String,
}

/// What a page demands of a body in words. Ways to fields lead through objects.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Requirement {
    OneOf {
        one_of: Vec<Vec<String>>,
    },
    When {
        field: Vec<String>,
        when: Vec<String>,
        is: Value,
        /// What an object is where that holds.
        #[serde(rename = "for")]
        of: Option<String>,
    },
}

/// A field of a shown object. What the object does not have is left out, an empty list of objects too.
///
/// In a catalogue, a field that is shown as it was written is only its name. All others say what they are.
#[derive(Debug, Deserialize)]
#[serde(remote = "Self", tag = "as", rename_all = "snake_case")]
pub(crate) enum Field {
    /// Shown as it was written.
    #[serde(skip)]
    Plain(String),
    /// What is known of a file.
    Fact { name: Fact },
    /// An object with these fields, or a list of such.
    Nested { name: String, fields: Vec<Field> },
    /// Written under another name.
    Renamed { name: String, from: String },
    /// The objects that a list of ids names.
    Named { name: String, from: String, kind: String, fields: Vec<Field> },
    /// Objects of another kind that belong to this one and are written together with it.
    Parts { name: String, kind: String, fields: Vec<Field> },
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Plain(String),
            Other(#[serde(with = "Field")] Field),
        }
        Ok(match Written::deserialize(deserializer)? {
            Written::Plain(name) => Self::Plain(name),
            Written::Other(other) => other,
        })
    }
}

impl Field {
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Plain(name)
            | Self::Nested { name, .. }
            | Self::Renamed { name, .. }
            | Self::Named { name, .. }
            | Self::Parts { name, .. } => name,
            Self::Fact { name } => name.name(),
        }
    }

    /// The kinds that it leads to, each with what is shown of its objects.
    fn leads<'f>(&'f self, found: &mut Vec<(&'f str, &'f [Self])>) {
        match self {
            Self::Named { kind, fields, .. } | Self::Parts { kind, fields, .. } => {
                found.push((kind, fields));
                fields.iter().for_each(|field| field.leads(found));
            }
            Self::Nested { fields, .. } => fields.iter().for_each(|field| field.leads(found)),
            Self::Plain(_) | Self::Fact { .. } | Self::Renamed { .. } => {}
        }
    }
}

impl Kind {
    /// What it is called in messages.
    pub(crate) fn words(&self) -> String {
        self.name.replace('_', " ")
    }

    /// What is known of it without its catalogue.
    pub(crate) fn head(&self) -> Head<'_> {
        Head { name: &self.name, product: &self.product, is_file: self.is_file }
    }

    /// Name of the list in a seed.
    pub(crate) fn seed_list(&self) -> String {
        seed_list(&self.name)
    }

    /// What is wrong with the list of its objects in a seed.
    pub(crate) fn seed_violations(&self, list: &Value) -> Result<Vec<FieldViolation>, Broken> {
        let compile = || {
            let items: Value =
                serde_json::from_str(self.seed_schema.get()).map_err(|error| error.to_string())?;
            Schema::compile(json!({ "type": "array", "items": items }))
        };
        let schema = self.seeds.get_or_init(compile).as_ref().map_err(Broken::new)?;
        Ok(schema.violations_in(&self.seed_list(), list))
    }

    /// Field of the id in a seed: what a seed says of a file is the same for all.
    pub(crate) fn seed_id(&self) -> &str {
        if self.is_file { Fact::Id.name() } else { &self.id }
    }

    /// Fields that hold parts, each with the kind of those.
    pub(crate) fn parts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.shows.iter().filter_map(|field| match field {
            Field::Parts { name, kind, .. } => Some((name.as_str(), kind.as_str())),
            _ => None,
        })
    }
}

/// All kinds of a catalogue, in its order.
pub(crate) struct Kinds {
    all: Vec<Kind>,
    places: BTreeMap<String, usize>,
}

impl Kinds {
    /// Kinds that lead to each other only.
    pub(crate) fn new(all: Vec<Kind>) -> Result<Self, Broken> {
        let places = all.iter().enumerate();
        let places = places.map(|(place, kind)| (kind.name.clone(), place)).collect();
        let kinds = Self { all, places };
        for kind in &kinds.all {
            for reference in &kind.references {
                kinds.there(&kind.name, &reference.kind)?;
            }
            kinds.check(&kind.name, &kind.shows)?;
        }
        Ok(kinds)
    }

    /// Refuses fields that lead to a kind which is not there, or say of its objects what nobody knows.
    pub(crate) fn check(&self, of: &str, fields: &[Field]) -> Result<(), Broken> {
        let mut leads = Vec::new();
        fields.iter().for_each(|field| field.leads(&mut leads));
        for (kind, fields) in leads {
            let kind = self.there(of, kind)?;
            let is_unknown = |field: &&Field| match field {
                Field::Fact { name } => !kind.is_file || *name == Fact::Url,
                _ => kind.is_file,
            };
            if let Some(unknown) = fields.iter().find(is_unknown) {
                let (kind, field) = (&kind.name, unknown.name());
                let problem = format!("{of} shows {field} of each {kind}, which no list can");
                return Err(Broken::new(problem));
            }
        }
        Ok(())
    }

    fn there(&self, of: &str, kind: &str) -> Result<&Kind, Broken> {
        let missing = || Broken::new(format!("{of} leads to a kind {kind}, which is not there"));
        self.find(kind).ok_or_else(missing)
    }

    pub(crate) fn all(&self) -> &[Kind] {
        &self.all
    }

    pub(crate) fn find(&self, name: &str) -> Option<&Kind> {
        self.all.get(*self.places.get(name)?)
    }

    /// The samples, in lists as a seed has them.
    pub(crate) fn samples(&self) -> impl Iterator<Item = (String, &[Value])> {
        let kinds = self.all.iter().filter(|kind| !kind.samples.is_empty());
        kinds.map(|kind| (kind.seed_list(), kind.samples.as_slice()))
    }
}
