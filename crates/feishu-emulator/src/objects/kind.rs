//! The kinds of objects, as catalogues describe them: what each is called, what it names, what of it responses show. No
//! kind is known to the code; all the rest is the same for all of them.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::error::Error;
use crate::schema::Schema;

/// A kind of objects.
#[derive(Debug, Deserialize)]
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
    /// What a seed may say of an object; none for a file.
    seed_schema: Option<Value>,
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
#[derive(Debug, Deserialize)]
#[serde(from = "WrittenField")]
pub(crate) enum Field {
    /// Shown as it was written.
    Plain(String),
    /// An object with these fields, or a list of such.
    Nested { name: String, fields: Vec<Field> },
    /// Written under another name.
    Renamed { name: String, from: String },
    /// The objects that a list of ids names.
    Named { name: String, from: String, kind: String, fields: Vec<Field> },
    /// Objects of another kind that belong to this one and are written together with it.
    Parts { name: String, kind: String, fields: Vec<Field> },
}

#[derive(Deserialize)]
#[serde(untagged)]
enum WrittenField {
    Plain(String),
    Other {
        name: String,
        from: Option<String>,
        kind: Option<String>,
        #[serde(default)]
        fields: Vec<Field>,
    },
}

impl From<WrittenField> for Field {
    fn from(written: WrittenField) -> Self {
        match written {
            WrittenField::Plain(name) => Self::Plain(name),
            WrittenField::Other { name, from, kind, fields } => match (from, kind) {
                (None, None) => Self::Nested { name, fields },
                (Some(from), None) => Self::Renamed { name, from },
                (Some(from), Some(kind)) => Self::Named { name, from, kind, fields },
                (None, Some(kind)) => Self::Parts { name, kind, fields },
            },
        }
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
        }
    }

    /// The kind that it leads to.
    fn kind(&self) -> Option<&str> {
        match self {
            Self::Named { kind, .. } | Self::Parts { kind, .. } => Some(kind),
            _ => None,
        }
    }
}

impl Kind {
    /// What it is called in messages.
    pub(crate) fn words(&self) -> String {
        self.name.replace('_', " ")
    }

    /// Name of the list in a seed.
    pub(crate) fn seed_list(&self) -> String {
        format!("{}s", self.name)
    }

    /// Field of the id in a seed: what a seed says of a file is the same for all.
    pub(crate) fn seed_id(&self) -> &str {
        if self.is_file { "id" } else { &self.id }
    }

    /// Fields that hold parts, each with the kind of those.
    pub(crate) fn parts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.shows.iter().filter_map(|field| match field {
            Field::Parts { name, kind, .. } => Some((name.as_str(), kind.as_str())),
            _ => None,
        })
    }

    /// The kinds that it leads to.
    fn others(&self) -> impl Iterator<Item = &str> {
        let named = self.references.iter().map(|reference| reference.kind.as_str());
        named.chain(self.shows.iter().filter_map(Field::kind))
    }
}

/// All kinds, in the order of the catalogues, which is that in which seeds are stored: files first.
pub(crate) struct Kinds {
    all: Vec<Kind>,
    places: BTreeMap<String, usize>,
    seed_schema: OnceLock<Result<Schema, String>>,
}

impl Kinds {
    /// Kinds that lead to each other only.
    pub(crate) fn new(mut all: Vec<Kind>) -> Result<Self, Error> {
        all.sort_by_key(|kind| !kind.is_file);
        let refuse = |problem| Err(Error::Catalogue { problem });
        let mut places = BTreeMap::new();
        for (place, kind) in all.iter().enumerate() {
            if places.insert(kind.name.clone(), place).is_some() {
                return refuse(format!("the kind of objects {} is known already", kind.name));
            }
        }
        for kind in &all {
            if let Some(other) = kind.others().find(|other| !places.contains_key(*other)) {
                return refuse(format!(
                    "{} leads to a kind {other}, which is not there",
                    kind.name
                ));
            }
        }
        Ok(Self { all, places, seed_schema: OnceLock::new() })
    }

    pub(crate) fn all(&self) -> &[Kind] {
        &self.all
    }

    pub(crate) fn find(&self, name: &str) -> Option<&Kind> {
        self.all.get(*self.places.get(name)?)
    }

    /// The names of all.
    pub(crate) fn names(&self) -> Vec<String> {
        self.all.iter().map(|kind| kind.name.clone()).collect()
    }

    /// The samples, in lists as a seed has them.
    pub(crate) fn samples(&self) -> BTreeMap<String, Vec<Value>> {
        let kinds = self.all.iter().filter(|kind| !kind.samples.is_empty());
        kinds.map(|kind| (kind.seed_list(), kind.samples.clone())).collect()
    }

    /// The format of seeds, compiled once.
    pub(crate) fn seed_schema(&self) -> Result<&Schema, String> {
        let compiled = self.seed_schema.get_or_init(|| self.format().and_then(Schema::compile));
        compiled.as_ref().map_err(Clone::clone)
    }

    /// A list for each kind; `$schema` is for editors.
    fn format(&self) -> Result<Value, String> {
        let file: Value = serde_json::from_str(include_str!("file.schema.json"))
            .map_err(|error| error.to_string())?;
        let mut lists = Map::new();
        lists.insert("$schema".to_owned(), json!({ "type": "string" }));
        for kind in &self.all {
            let items = kind.seed_schema.as_ref().unwrap_or(&file);
            lists.insert(kind.seed_list(), json!({ "type": "array", "items": items }));
        }
        Ok(json!({ "type": "object", "additionalProperties": false, "properties": lists }))
    }
}
