//! `emulate:` of a product as written: the kinds of objects that the emulator keeps, and what operations do to them.
//!
//! As little as possible is said here. What an operation shows, how a kind names its files and which objects are parts of
//! others follows from the types, in the model.

use crate::diagnostic::{Span, Spanned};
use crate::model::emulate::Action;
use crate::spec::node::Node;
use crate::spec::reader::{Reader, Table};
use crate::spec::shape::{Form, Key, Shape, optional};

const TEXTS: Form = Form::List(&Form::Text);
const KINDS: Form = Form::Named(&KIND_FORM);
const KIND_FORM: Form = Form::Mapping(&KIND);
const METHODS: Form = Form::OneOrMore(&Form::Matching("^[a-z][a-z0-9_]*([.][a-z][a-z0-9_]*)?$"));

/// The key of a kind that names the operations of an action.
const fn action(action: Action) -> Key {
    optional(action.word(), METHODS, action.doc())
}

/// A kind of objects that the emulator keeps.
pub(crate) static KIND: Shape = Shape {
    name: "kept object",
    keys: &[
        optional(
            "version",
            Form::Matching("^v[0-9]+$"),
            "The version whose operations these are; the main one by default.",
        ),
        optional("file", Form::Bool, "Whether the objects are files that are uploaded."),
        optional("id", Form::Text, "The field that holds the object's own id; `id` by default."),
        optional(
            "of",
            Form::Text,
            "The field that names what the object belongs to. Lists select by it.",
        ),
        optional(
            "refers",
            Form::Named(&Form::Text),
            "Fields of the body that name other objects, which must exist: each with its kind.",
        ),
        action(Action::Create),
        action(Action::Read),
        action(Action::Replace),
        action(Action::Patch),
        action(Action::Delete),
        action(Action::List),
        optional(
            "by",
            Form::Text,
            "The field of a list's body that takes ids, where several fields could.",
        ),
        optional(
            "without",
            Form::Named(&TEXTS),
            "For an operation, the fields of its response type that its page does not list.",
        ),
        optional(
            "requires",
            Form::List(&Form::Mapping(&REQUIREMENT)),
            "What a page demands of a body in words, beyond its rules.",
        ),
        optional(
            "samples",
            Form::List(&Form::Any),
            "Objects that the sample calls of the pages need.",
        ),
    ],
};

/// A demand of a page that no schema of a single field holds. Fields inside objects are written `object.field`.
static REQUIREMENT: Shape = Shape {
    name: "requirement",
    keys: &[
        optional("one_of", TEXTS, "Fields of which a body has at least one."),
        optional("field", Form::Text, "A field that is required where another has a value."),
        optional("when", Form::Text, "That other field."),
        optional("is", Form::Any, "The value."),
        optional("for", Form::Text, "What such an object is, in our own English."),
    ],
};

/// The key `emulate` of a product.
pub(super) const EMULATE: Key = optional(
    "emulate",
    KINDS,
    "The objects that the emulator keeps, by kind. It answers what is not here with the samples of the pages.",
);

/// A kind as written.
#[derive(Debug)]
pub(crate) struct KindEntry {
    pub(crate) name: Spanned<String>,
    pub(crate) version: Option<Spanned<String>>,
    pub(crate) is_file: bool,
    pub(crate) id: Option<Spanned<String>>,
    pub(crate) of: Option<Spanned<String>>,
    /// Fields, each with the kind that it names.
    pub(crate) refers: Vec<(Spanned<String>, Spanned<String>)>,
    /// In the order of the actions.
    pub(crate) operations: Vec<(Action, Spanned<String>)>,
    pub(crate) by: Option<Spanned<String>>,
    pub(crate) without: Vec<(Spanned<String>, Vec<Spanned<String>>)>,
    pub(crate) requires: Vec<RequirementEntry>,
    pub(crate) samples: Vec<Node>,
}

/// A requirement as written. Which keys go together is for the model to say.
#[derive(Debug)]
pub(crate) struct RequirementEntry {
    pub(crate) span: Span,
    pub(crate) one_of: Vec<Spanned<String>>,
    pub(crate) field: Option<Spanned<String>>,
    pub(crate) when: Option<Spanned<String>>,
    pub(crate) is: Option<Node>,
    pub(crate) of: Option<String>,
}

/// Reads the kinds, in the order in which they are written.
pub(super) fn read(reader: &mut Reader<'_>, node: &Node) -> Vec<KindEntry> {
    let entries = reader.named(node, "kept object");
    entries.iter().filter_map(|(name, node)| kind(reader, name, node)).collect()
}

fn kind(reader: &mut Reader<'_>, name: &Spanned<String>, node: &Node) -> Option<KindEntry> {
    let table = reader.table(node, &KIND, name.span)?;
    let mut operations = Vec::new();
    for action in Action::ALL {
        let nodes = table.get(action.word()).map(|node| reader.one_or_more(node));
        let names = nodes.unwrap_or_default().iter().filter_map(|node| reader.text(node));
        operations.extend(names.map(|name| (*action, name)));
    }
    let refers = named(reader, table, "refers");
    let refers =
        refers.iter().filter_map(|(field, kind)| Some((field.clone(), reader.text(kind)?)));
    let refers = refers.collect();
    let without = named(reader, table, "without");
    let without = without.iter().map(|(name, node)| (name.clone(), texts(reader, node)));
    let without = without.collect();
    let requires = list(reader, table, "requires");
    let requires = requires.iter().filter_map(|node| requirement(reader, node)).collect();
    Some(KindEntry {
        name: name.clone(),
        version: text(reader, table, "version"),
        is_file: table.get("file").and_then(|node| reader.bool(node)).unwrap_or(false),
        id: text(reader, table, "id"),
        of: text(reader, table, "of"),
        refers,
        operations,
        by: text(reader, table, "by"),
        without,
        requires,
        samples: list(reader, table, "samples").to_vec(),
    })
}

fn requirement(reader: &mut Reader<'_>, node: &Node) -> Option<RequirementEntry> {
    let table = reader.table(node, &REQUIREMENT, node.span)?;
    Some(RequirementEntry {
        span: node.span,
        one_of: table.get("one_of").map(|node| texts(reader, node)).unwrap_or_default(),
        field: text(reader, table, "field"),
        when: text(reader, table, "when"),
        is: table.get("is").cloned(),
        of: text(reader, table, "for").map(|text| text.value),
    })
}

fn text(reader: &mut Reader<'_>, table: Table<'_>, key: &str) -> Option<Spanned<String>> {
    table.get(key).and_then(|node| reader.text(node))
}

fn texts(reader: &mut Reader<'_>, node: &Node) -> Vec<Spanned<String>> {
    reader.list(node).iter().filter_map(|node| reader.text(node)).collect()
}

fn list<'n>(reader: &mut Reader<'_>, table: Table<'n>, key: &str) -> &'n [Node] {
    table.get(key).map(|node| reader.list(node)).unwrap_or_default()
}

fn named<'n>(
    reader: &mut Reader<'_>,
    table: Table<'n>,
    key: &str,
) -> &'n [(Spanned<String>, Node)] {
    table.get(key).map(|node| reader.named(node, "field")).unwrap_or_default()
}
