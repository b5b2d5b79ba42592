//! What the emulator keeps: kinds of objects, and what operations do to them. Resolved, so that the emulator only looks up.

use serde_json::Value as Json;

use super::field::Field;
use super::file_fact::FileFact;
use super::operation::OperationId;
use crate::space::Space;

/// What an operation does to objects of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// Makes an object.
    Create,
    /// Shows one object.
    Read,
    /// Writes a whole object.
    Replace,
    /// Changes the fields that are sent.
    Patch,
    /// Deletes an object.
    Delete,
    /// Shows objects in pages.
    List,
}

impl Action {
    /// Every action, in the order of the format.
    pub const ALL: &'static [Self] =
        &[Self::Create, Self::Read, Self::Replace, Self::Patch, Self::Delete, Self::List];

    /// The word of the format.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Read => "read",
            Self::Replace => "replace",
            Self::Patch => "patch",
            Self::Delete => "delete",
            Self::List => "list",
        }
    }

    /// What it means, for the editor.
    pub const fn doc(self) -> &'static str {
        match self {
            Self::Create => {
                "The operation that makes an object: a method of the resource that is called as the kind, or resource.method. \
                 With the id in its path it writes the object anew. Several are a list, here and below."
            }
            Self::Read => "The operation that shows the object of an id.",
            Self::Replace => {
                "The operation that writes a whole object: what it leaves out is gone."
            }
            Self::Patch => "The operation that changes the fields that are sent.",
            Self::Delete => "The operation that deletes an object, and its parts.",
            Self::List => "The operation that shows objects in pages.",
        }
    }
}

/// A kind of objects that the emulator keeps.
#[derive(Debug, Clone)]
pub struct Kind {
    /// Unique on the platform.
    pub name: String,
    /// The version of a product that it belongs to.
    pub space: Space,
    /// Whether its objects are files.
    pub is_file: bool,
    /// The field that holds the object's own id.
    pub id: String,
    /// The field that names what the object belongs to.
    pub parent: Option<String>,
    /// The fields that name other objects.
    pub references: Vec<Reference>,
    /// What is shown of an object that nobody asked an operation for.
    pub shows: Vec<Shown>,
    /// The fields that a seed may give. Those that it must are required.
    pub fields: Vec<Field>,
    /// What a body must have beside what its schema says.
    pub requires: Vec<Requirement>,
    /// The objects that the seed of samples brings.
    pub samples: Vec<Json>,
    /// What operations do to its objects.
    pub operations: Vec<Emulated>,
}

/// A field that names an object, or is a list of such.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The field.
    pub field: String,
    /// The kind of the object that it names.
    pub kind: String,
}

/// What an operation does to objects of a kind.
#[derive(Debug, Clone)]
pub struct Emulated {
    /// The operation.
    pub operation: OperationId,
    /// What it does.
    pub action: Action,
    /// The path parameter that holds the id.
    pub parameter: Option<String>,
    /// The field of a list's body that takes ids.
    pub ids: Option<String>,
    /// The field of the response that holds the object; none if the fields are `data` itself.
    pub holder: Option<String>,
    /// What the response shows.
    pub shows: Vec<Shown>,
}

/// A field of a response, in the order of the page.
#[derive(Debug, Clone, PartialEq)]
pub enum Shown {
    /// As it was written.
    Plain(String),
    /// What is known of a file.
    Fact(&'static FileFact),
    /// An object, or objects, with these fields.
    Nested {
        /// The name of the field.
        name: String,
        /// What is shown of each.
        fields: Vec<Shown>,
    },
    /// The request has it under another name.
    Renamed {
        /// The name of the field.
        name: String,
        /// The name in the request.
        from: String,
    },
    /// The objects that a list of ids names.
    Named {
        /// The name of the field.
        name: String,
        /// The field with the ids.
        from: String,
        /// The kind of the objects.
        kind: String,
        /// What is shown of each.
        fields: Vec<Shown>,
    },
    /// Objects of another kind that belong to this one, and are written with it.
    Parts {
        /// The name of the field.
        name: String,
        /// The kind of the parts.
        kind: String,
        /// What is shown of each.
        fields: Vec<Shown>,
    },
}

impl Shown {
    /// The name of the field in the response.
    pub fn name(&self) -> &str {
        match self {
            Self::Plain(name)
            | Self::Nested { name, .. }
            | Self::Renamed { name, .. }
            | Self::Named { name, .. }
            | Self::Parts { name, .. } => name,
            Self::Fact(fact) => fact.name,
        }
    }
}

/// What a page demands of a body in words. Fields inside objects are paths.
#[derive(Debug, Clone, PartialEq)]
pub enum Requirement {
    /// One of these fields.
    OneOf(Vec<Vec<String>>),
    /// A field, when another has a value.
    When {
        /// The field that is required.
        field: Vec<String>,
        /// The other field.
        when: Vec<String>,
        /// Its value.
        is: Json,
        /// What such an object is.
        of: Option<String>,
    },
}
