//! A field in the terms of the format, before its type has a name.

use serde_json::Value as Json;

use crate::model::rule::Kind;
use crate::model::scalar::Scalar;
use crate::model::{Rule, Type};
use crate::spec::type_expr::TypeExpr;

/// A field of a request or a response.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fact {
    pub(super) name: String,
    pub(super) ty: Shape,
    pub(super) required: bool,
    pub(super) example: Option<Json>,
    pub(super) default: Option<Json>,
    /// As the format has them.
    pub(super) rules: Vec<Rule>,
    pub(super) scopes: Vec<String>,
    pub(super) deprecated: bool,
}

impl Fact {
    /// Whether another field is stated alike, whatever the types and the samples are.
    pub(super) fn is_alike(&self, other: &Self) -> bool {
        let Self { name, ty: _, required, example: _, default, rules, scopes, deprecated } = self;
        *name == other.name
            && *required == other.required
            && *default == other.default
            && *rules == other.rules
            && *scopes == other.scopes
            && *deprecated == other.deprecated
    }

    /// Adds what another page states about the same field of a response.
    pub(super) fn join(&mut self, other: &Self) {
        add_scopes(&mut self.scopes, &other.scopes);
        self.deprecated |= other.deprecated;
    }
}

/// Adds scopes that are not there yet.
pub(super) fn add_scopes(scopes: &mut Vec<String>, others: &[String]) {
    for scope in others {
        if !scopes.contains(scope) {
            scopes.push(scope.clone());
        }
    }
}

/// A type without the names that the spec gives to objects and enumerations.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    Scalar(Scalar),
    /// The known values: all strings, or all 32-bit integers.
    Enum(Vec<EnumValue>),
    /// With the page's name of the type.
    Object(Option<String>, Vec<Fact>),
    List(Box<Shape>),
    Map(Box<Shape>),
}

/// The type that a spec names, where it is none of the spec's own: none of those has rules. What a list holds is left
/// open, as in [`Shape::as_type`].
pub(super) fn as_type(ty: &TypeExpr) -> Option<Type> {
    match ty {
        TypeExpr::Name(name) => Scalar::find(name).map(Type::Scalar),
        TypeExpr::List(_) => Some(Type::List(Box::new(Type::JSON))),
        TypeExpr::Map(_) => None,
    }
}

/// A known value of an enumeration.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct EnumValue {
    pub(super) value: Json,
    /// Its name in the spec.
    pub(super) name: String,
}

impl Shape {
    /// Whether rules of a kind go with it.
    pub(super) fn takes(&self, kind: Kind) -> bool {
        self.as_type().is_some_and(|ty| kind.subject.fits(&ty))
    }

    /// Whether the numbers in a rule are ones that the type can hold.
    pub(super) fn suits(&self, rule: &Rule) -> bool {
        self.as_type().is_some_and(|ty| rule.suits(&ty))
    }

    /// The type, of what needs no name of its own. What a list holds is left open: the one rule that asks for it,
    /// `unique_items`, is stated by no page.
    pub(super) fn as_type(&self) -> Option<Type> {
        match self {
            Self::Scalar(scalar) => Some(Type::Scalar(*scalar)),
            Self::List(_) => Some(Type::List(Box::new(Type::JSON))),
            _ => None,
        }
    }

    /// What it is, in a word.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Scalar(scalar) => scalar.word,
            Self::Enum(_) => "enum",
            Self::Object(..) => "object",
            Self::List(_) => "list",
            Self::Map(_) => "map",
        }
    }

    /// The type as a correction names it: `[object]`, `{string: i32}`.
    pub(super) fn spelled(&self) -> String {
        self.with_names(&mut |leaf| leaf.word().to_owned()).to_string()
    }

    /// The type with a name for what lists and maps hold.
    pub(super) fn with_names<'a>(&'a self, name: &mut dyn FnMut(&'a Self) -> String) -> TypeExpr {
        match self {
            Self::List(inner) => TypeExpr::List(Box::new(inner.with_names(name))),
            Self::Map(inner) => TypeExpr::Map(Box::new(inner.with_names(name))),
            leaf => TypeExpr::Name(name(leaf)),
        }
    }
}
