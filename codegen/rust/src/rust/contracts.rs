//! What a program without the types of an operation has to know: the fields of its request, which values have names, and
//! where its response has the URL of a file.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::model::rule::Bounds;
use crate::model::scalar::{Scalar, Unit, Wire};
use crate::model::{Api, Enum, Field, Message, Number, Operation, Rule, Side, Type};

/// A field of a request.
#[derive(Debug, PartialEq)]
pub(crate) struct RequestField {
    pub(crate) name: String,
    pub(crate) ty: WireType,
    pub(crate) required: bool,
    pub(crate) description: String,
    /// What a value is if its type on the wire does not say so.
    pub(crate) form: Option<&'static str>,
    pub(crate) time: Option<Unit>,
    pub(crate) rules: Vec<StatedRule>,
    /// The enumeration of its values, or of those inside.
    pub(crate) of: Option<String>,
    pub(crate) default: Option<Json>,
    pub(crate) example: Option<Json>,
}

/// What travels as the value of a field.
#[derive(Debug, PartialEq)]
pub(crate) enum WireType {
    /// A variant of the runtime's type that says all.
    Single(&'static str),
    /// A declared object.
    Object(String),
    List(Box<WireType>),
    Map(Box<WireType>),
}

/// A rule that the page states.
#[derive(Debug, PartialEq)]
pub(crate) struct StatedRule {
    pub(crate) name: &'static str,
    pub(crate) words: String,
    pub(crate) min: Option<Number>,
    pub(crate) max: Option<Number>,
    pub(crate) pattern: Option<String>,
}

/// A value that has a name.
#[derive(Debug)]
pub(crate) struct NamedValue {
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) meaning: String,
}

/// Names that are offered for one field. The type and the schema have all; this is for people who type them.
const MAX_NAMES: usize = 500;

/// The names that the values of an enumeration are offered by.
pub(crate) fn named(declared: &Enum) -> Vec<NamedValue> {
    let variants = declared.variants.iter().take(MAX_NAMES);
    let named = variants.map(|variant| {
        let meaning = variant.description.as_deref().unwrap_or_default().trim().to_owned();
        NamedValue { name: variant.name.clone(), value: variant.text(), meaning }
    });
    named.collect()
}

/// The fields of the objects that are sent, by their names.
pub(crate) fn objects(api: &Api) -> BTreeMap<String, Vec<RequestField>> {
    let sent = api.objects.iter().filter(|object| object.usage.request);
    sent.map(|object| (object.name.clone(), fields(api, &object.fields))).collect()
}

/// The fields of a part of a request; none if the operation does not have the part.
pub(crate) fn of(api: &Api, message: Option<&Message>) -> Vec<RequestField> {
    message.map(|message| fields(api, &message.fields)).unwrap_or_default()
}

/// The JSON Pointer of the URL of a file in a response, if that has one: a string that is called so, in no list.
pub(crate) fn file_url(api: &Api, operation: &Operation) -> Option<String> {
    let mut found = Vec::new();
    urls(api, operation.fields(Side::Response), "", &mut found);
    match (found.pop(), operation.paging.is_none()) {
        (Some(only), true) if found.is_empty() => Some(only),
        _ => None,
    }
}

fn urls(api: &Api, fields: &[Field], before: &str, found: &mut Vec<String>) {
    for field in fields {
        let pointer = format!("{before}/{}", field.name);
        match &field.ty {
            Type::Object(name) => {
                let fields = api.object(name).map(|object| object.fields.as_slice());
                urls(api, fields.unwrap_or_default(), &pointer, found);
            }
            Type::Scalar(scalar) if scalar.wire == Wire::Text && field.name == "url" => {
                found.push(pointer);
            }
            _ => {}
        }
    }
}

fn fields(api: &Api, fields: &[Field]) -> Vec<RequestField> {
    fields.iter().map(|field| request_field(api, field)).collect()
}

fn request_field(api: &Api, field: &Field) -> RequestField {
    let innermost = field.ty.innermost();
    let scalar = match innermost {
        Type::Scalar(scalar) => Some(*scalar),
        _ => None,
    };
    let says_more = |scalar: &Scalar| scalar.unit.is_some() || scalar.form.is_some();
    // Where fields of their own have samples, one of the whole is long and says nothing else.
    let is_plain = !matches!(innermost, Type::Object(_)) && *innermost != Type::JSON;
    let of_object = match &field.ty {
        Type::Object(name) => api.object(name).map(|object| object.description.clone()),
        _ => None,
    };
    RequestField {
        name: field.name.clone(),
        ty: wire_type(api, &field.ty),
        required: field.required,
        description: field.description.clone().or(of_object).unwrap_or_default(),
        form: scalar.filter(says_more).map(|scalar| scalar.reference),
        time: scalar.and_then(|scalar| scalar.unit),
        rules: field.rules.iter().filter_map(stated).collect(),
        of: match innermost {
            Type::Enum(name) => Some(name.clone()),
            _ => None,
        },
        default: field.default.clone(),
        example: field.example.clone().filter(|_| is_plain),
    }
}

fn stated(rule: &Rule) -> Option<StatedRule> {
    let words = rule.prose(str::to_owned)?;
    let Bounds { min, max } = rule.checked_ends().unwrap_or(Bounds::ANY);
    let pattern = rule.pattern().map(str::to_owned);
    Some(StatedRule { name: rule.kind.word, words, min, max, pattern })
}

fn wire_type(api: &Api, ty: &Type) -> WireType {
    let wire = match ty {
        Type::Object(name) => return WireType::Object(name.clone()),
        Type::List(inner) => return WireType::List(Box::new(wire_type(api, inner))),
        Type::Map(inner) => return WireType::Map(Box::new(wire_type(api, inner))),
        Type::Enum(name) if api.enumeration(name).is_some_and(Enum::is_integer) => Wire::Int32,
        Type::Enum(_) | Type::Id(_) => Wire::Text,
        Type::Scalar(scalar) => scalar.wire,
    };
    WireType::Single(match wire {
        Wire::Text => "String",
        Wire::Flag => "Boolean",
        Wire::Int32 | Wire::Int64 => "Integer",
        Wire::Float => "Number",
        Wire::Any => "Any",
    })
}
