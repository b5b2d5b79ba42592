//! The crate that is to be written: every name, type, derive and check decided, nothing spelled out yet.
//!
//! An optional list is `Option<Vec<_>>` in both directions. Under a full overwrite an absent list
//! and an empty one may differ, and a response must survive a round trip.
//!
//! Query parameters are a struct beside the body (`ListExternalApplicationQuery`), with the same
//! constructor, setters, rules, schema and strategies. A list becomes a repeated parameter. The
//! order is that of the spec, whatever features `serde_json` is built with.
//!
//! No object travels both ways: requests are strict and closed, responses lenient and open. A spec
//! that tries is told to declare the type twice (`two-way-object`). Identifiers and enumerations
//! may travel both ways.

use std::collections::BTreeMap;

use crate::model::scalar::{self, Argument, Scalar, TypeCheck};
use crate::model::{Groups, Operation, Rule};
use crate::names::{self, Setters};
use crate::rust::contracts::{NamedValue, RequestField};
use crate::space::Space;

/// Where a version of a product is in its crate: the main one at the root, each other in a module of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Root(pub(crate) Option<String>);

impl Root {
    /// The folder of the module that holds all of the version, from `src/generated/`.
    pub(crate) fn folder(&self) -> String {
        self.0.as_ref().map(|module| format!("{module}/")).unwrap_or_default()
    }
}

/// What is generated of one version of a product.
#[derive(Debug)]
pub(crate) struct Crate<'a> {
    pub(crate) space: Space,
    pub(crate) root: Root,
    /// The crate as Rust calls it.
    pub(crate) library: String,
    pub(crate) ids: Vec<IdType>,
    pub(crate) enums: Vec<EnumType>,
    /// Shared objects.
    pub(crate) objects: Vec<Struct>,
    /// What a program without the types is told of the objects that are sent, by their names.
    pub(crate) sent: BTreeMap<String, Vec<RequestField>>,
    pub(crate) resources: Vec<Resource<'a>>,
    pub(crate) errors: Vec<ErrorVariant>,
    pub(crate) conversions: Vec<Conversion>,
}

impl<'a> Crate<'a> {
    /// Every struct that a call is made of: queries and bodies.
    pub(crate) fn requests(&self) -> impl Iterator<Item = &Struct> {
        self.resources
            .iter()
            .flat_map(|resource| &resource.operations)
            .flat_map(|operation| operation.query.iter().chain(&operation.body))
    }

    /// The operations, each with its resource.
    pub(crate) fn operations(&self) -> impl Iterator<Item = (&Resource<'a>, &OperationItem<'a>)> {
        let of = |resource| move |item| (resource, item);
        self.resources.iter().flat_map(move |it| it.operations.iter().map(of(it)))
    }

    /// How many checks there are in all of it.
    pub(crate) fn checks(&self) -> usize {
        let fields = self.requests().chain(&self.objects).flat_map(|sent| &sent.fields);
        fields.map(|field| field.checks.len()).sum()
    }
}

/// A newtype over a string.
#[derive(Debug)]
pub(crate) struct IdType {
    pub(crate) name: String,
    pub(crate) groups: Groups,
    pub(crate) docs: Vec<String>,
}

/// An open enumeration.
#[derive(Debug)]
pub(crate) struct EnumType {
    pub(crate) name: String,
    /// The module, without `.rs`.
    pub(crate) module: String,
    pub(crate) groups: Groups,
    pub(crate) origin: String,
    pub(crate) docs: Vec<String>,
    pub(crate) is_integer: bool,
    pub(crate) variants: Vec<EnumVariant>,
    /// What a program without the type is offered for its values.
    pub(crate) named: Vec<NamedValue>,
}

/// A known value of an enumeration.
#[derive(Debug)]
pub(crate) struct EnumVariant {
    pub(crate) name: String,
    pub(crate) docs: Vec<String>,
    /// The value on the wire, as a string.
    pub(crate) text: String,
}

/// Which way a struct travels, and so which half of serde it needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Serialized always; decoded strictly, with a feature. Has a constructor, setters and rules.
    Request,
    /// Decoded leniently always; serialized with a feature.
    Response,
}

/// A struct with named fields.
#[derive(Debug)]
pub(crate) struct Struct {
    pub(crate) name: String,
    /// The module, without `.rs`.
    pub(crate) module: String,
    pub(crate) groups: Groups,
    pub(crate) origin: String,
    pub(crate) docs: Vec<String>,
    pub(crate) role: Role,
    pub(crate) fields: Vec<StructField>,
    /// The field that holds the list, and what the list holds, for a response that comes in pages.
    pub(crate) page_of: Option<(String, RustType)>,
}

impl Struct {
    /// Whether any value of the struct can break a rule.
    pub(crate) fn has_rules(&self) -> bool {
        self.fields.iter().any(|field| !field.checks.is_empty())
    }

    /// Whether a value can be made of nothing.
    pub(crate) fn has_default(&self) -> bool {
        self.fields.iter().all(|field| !field.required)
    }
}

/// A field of a struct.
#[derive(Debug)]
pub(crate) struct StructField {
    /// Without `r#`.
    pub(crate) name: String,
    pub(crate) wire: String,
    pub(crate) docs: Vec<String>,
    pub(crate) ty: RustType,
    pub(crate) required: bool,
    pub(crate) checks: Vec<Check>,
    /// What the setter, if there is one, says of itself.
    pub(crate) summary: String,
    /// Of a request, if the field is optional.
    pub(crate) setters: Setters,
}

/// A type, before `Option`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum RustType {
    Scalar(Scalar),
    Id(String),
    Enum {
        name: String,
        is_integer: bool,
    },
    /// With the module of its strategies.
    Object {
        name: String,
        module: String,
    },
    List(Box<RustType>),
    Map(Box<RustType>),
}

impl RustType {
    pub(crate) const SECRET: Self = Self::Scalar(scalar::SECRET);
    pub(crate) const STRING: Self = Self::Scalar(scalar::STRING);
    pub(crate) const F64: Self = Self::Scalar(scalar::F64);

    /// Whether setters and constructors take the items of a list as what becomes one of this type.
    pub(crate) fn is_converted_in_lists(&self) -> bool {
        match self {
            Self::Scalar(scalar) => matches!(scalar.rust.argument, Argument::Into(_)),
            other => matches!(other, Self::Id(_)),
        }
    }
}

/// One check of a generated `check()`: each is one named rule.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Check {
    /// What the page states.
    Rule(Rule),
    /// The enum, given by its name, holds a known value.
    Values(String),
    /// What comes with the type.
    Scalar(TypeCheck),
    /// The object keeps its own rules.
    Object,
    /// Each element of a list.
    EachItem(Box<Check>),
    /// Each value of a map.
    EachEntry(Box<Check>),
}

impl Check {
    /// The rule that the page states.
    pub(crate) fn rule(&self) -> Option<&Rule> {
        match self {
            Self::Rule(rule) => Some(rule),
            _ => None,
        }
    }
}

/// A resource: a handle with a method for each operation.
#[derive(Debug)]
pub(crate) struct Resource<'a> {
    /// The module and the accessor of the client.
    pub(crate) name: String,
    /// The handle.
    pub(crate) type_name: String,
    pub(crate) groups: Groups,
    pub(crate) docs: Vec<String>,
    pub(crate) operations: Vec<OperationItem<'a>>,
}

/// An operation: its facts as they are, and what Rust makes of them.
#[derive(Debug)]
pub(crate) struct OperationItem<'a> {
    pub(crate) facts: &'a Operation,
    /// The method of the handle, and the module of its types.
    pub(crate) name: String,
    /// The static in the operation table.
    pub(crate) constant: String,
    pub(crate) docs: Vec<String>,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) query: Option<Struct>,
    pub(crate) body: Option<Struct>,
    pub(crate) data: Struct,
    /// The argument that takes the file, for a request that is a form.
    pub(crate) upload: Option<String>,
    pub(crate) modify: Option<Modification>,
    /// What a program without the types is told of the query and of the body.
    pub(crate) query_fields: Vec<RequestField>,
    pub(crate) request_fields: Vec<RequestField>,
    /// Where the response has the URL of a file.
    pub(crate) file_url: Option<String>,
    /// Of the body.
    pub(crate) content_type: Option<String>,
    /// The schemas in `schema/`: which side, and the name of the file.
    pub(crate) schemas: Vec<(&'static str, String)>,
}

impl OperationItem<'_> {
    /// What belongs to a part of the call, such as `query`, in the tables: its schema, and the list of its fields.
    pub(crate) fn constant_of(&self, part: &str) -> String {
        names::shouty(&format!("{}_{part}", self.constant))
    }
}

/// A path parameter.
#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) wire: String,
    pub(crate) ty: RustType,
}

/// The method that reads an object, lets the caller change it, and writes it back.
#[derive(Debug)]
pub(crate) struct Modification {
    pub(crate) docs: Vec<String>,
    /// The method that goes through all objects, and its entry in the operation table.
    pub(crate) items: String,
    pub(crate) reading: String,
    pub(crate) query: String,
    /// What the query cannot do without.
    pub(crate) arguments: Vec<Parameter>,
    /// How much a page holds at most, if objects have to be searched.
    pub(crate) page_size: Option<i64>,
    /// The body of the call that reads, and its field that takes the id.
    pub(crate) body: Option<(String, Option<String>)>,
    /// Whether an object always has an id.
    pub(crate) has_id: bool,
}

/// How an object of a response becomes what writes it back.
#[derive(Debug)]
pub(crate) struct Conversion {
    pub(crate) source: RustType,
    /// The struct that is sent, and whether operations share it.
    pub(crate) target: String,
    pub(crate) shared: bool,
    pub(crate) groups: Groups,
    pub(crate) fields: Vec<ConvertedField>,
}

/// A field of what is sent, and where it comes from.
#[derive(Debug)]
pub(crate) struct ConvertedField {
    pub(crate) name: String,
    pub(crate) required: bool,
    /// The field of the response; nothing if it cannot be read.
    pub(crate) from: Option<ReadField>,
}

/// A field of what was received, and what is done to its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReadField {
    pub(crate) name: String,
    /// What an error calls it if it is missing.
    pub(crate) wire: String,
    pub(crate) required: bool,
    pub(crate) how: How,
}

/// How a value of a response becomes one that is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum How {
    Copy,
    Clone,
    /// By the conversion of this object.
    Object(String),
    /// A field of it.
    Element(Box<ReadField>),
    List(Box<How>),
    Map(Box<How>),
}

/// A variant of the crate's `ErrorCode`.
#[derive(Debug)]
pub(crate) struct ErrorVariant {
    pub(crate) name: String,
    /// The name in the spec.
    pub(crate) word: String,
    pub(crate) code: i64,
    pub(crate) docs: Vec<String>,
}
