//! What the specs of a namespace declare, by what it is looked for, and what of it a page means.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::scalar::{Scalar, Wire};
use crate::names;
use crate::spec::field::FieldEntry;
use crate::spec::operation::OperationFile;
use crate::spec::type_expr::TypeExpr;
use crate::spec::types::{Declarations, EnumEntry, MAX_NESTED, ObjectEntry};
use crate::spec::usage::Usages;
use crate::specs::fact::{EnumValue, Fact, Shape};

/// What the specs of a namespace declare, and the names that their operations take.
pub(in crate::specs) struct Known<'a> {
    usages: Usages,
    objects: BTreeMap<&'a str, &'a ObjectEntry>,
    /// The fields of each object.
    fields: BTreeMap<&'a str, BTreeMap<&'a str, &'a FieldEntry>>,
    by_wire: BTreeMap<&'a str, Vec<&'a ObjectEntry>>,
    enums: BTreeMap<&'a str, &'a EnumEntry>,
    /// By all their values.
    by_values: BTreeMap<String, Vec<&'a EnumEntry>>,
    integers: BTreeSet<&'a str>,
    ids: BTreeSet<&'a str>,
    /// Names that operations give to types.
    reserved: BTreeSet<String>,
}

/// What a type of a spec and one of a page both are.
pub(in crate::specs) enum Meant<'a, 's> {
    /// With the page's name and fields.
    Object(&'a ObjectEntry, Option<&'s str>, &'s [Fact]),
    /// With the page's values.
    Enum(&'a EnumEntry, &'s [EnumValue]),
    Scalar,
}

impl<'a> Known<'a> {
    pub(in crate::specs) fn of(declared: &'a Declarations, operations: &[&OperationFile]) -> Self {
        let objects = declared.objects_by_name();
        let fields = objects.iter().map(|(name, object)| {
            let fields = object.fields.iter().rev();
            (*name, fields.map(|field| (field.name.value.as_str(), field)).collect())
        });
        let (mut by_wire, mut by_values) =
            (BTreeMap::<_, Vec<_>>::new(), BTreeMap::<_, Vec<_>>::new());
        for object in &declared.objects {
            if let Some(wire) = &object.wire {
                by_wire.entry(wire.as_str()).or_default().push(object);
            }
        }
        for entry in &declared.enums {
            let values = entry.variants.iter().map(|variant| variant.value.to_json());
            by_values.entry(as_set(values)).or_default().push(entry);
        }
        let is_integer = |entry: &&EnumEntry| {
            entry.variants.iter().any(|variant| variant.value.to_json().is_i64())
        };
        let names = operations.iter().filter_map(|file| file.name.as_ref());
        let reserved = names.map(|name| names_of(&name.resource, &name.method));
        Self {
            // The resolver counts them, too, but only where all specs are sound, and another product's need not be.
            usages: Usages::of(declared, operations),
            fields: fields.collect(),
            by_wire,
            by_values,
            enums: declared.enums.iter().rev().map(|it| (it.name.value.as_str(), it)).collect(),
            integers: declared.enums.iter().filter(is_integer).map(|it| it.name.as_str()).collect(),
            ids: declared.ids.iter().map(|id| id.name.value.as_str()).collect(),
            reserved: reserved.flatten().collect(),
            objects,
        }
    }

    /// Whether something has this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.objects.contains_key(name)
            || self.enums.contains_key(name)
            || self.ids.contains(name)
            || self.reserved.contains(name)
    }

    /// Whether a declared type is used in more than one place.
    pub(in crate::specs) fn is_shared(&self, name: &str) -> bool {
        self.usages.is_shared(name)
    }

    /// A declared enumeration of these values whose name says the same.
    pub(super) fn enumeration(&self, values: &[EnumValue], base: &str) -> Option<&'a str> {
        let set = as_set(values.iter().map(|known| known.value.clone()));
        let mut names = self.by_values.get(&set).into_iter().flatten().map(|it| it.name.as_str());
        names.find(|name| *name == base || name.ends_with(base) || base.ends_with(name))
    }

    /// A declared object that means the same: as the vendor calls it, in the same direction.
    pub(super) fn object(&self, wire: &str, facts: &[Fact], sent: bool) -> Option<&'a str> {
        let mut named = self.by_wire.get(wire).into_iter().flatten();
        let found = named.find(|object| {
            let usage = self.usages.direction(&object.name.value);
            let direction = if sent { !usage.response } else { !usage.request };
            direction && self.holds(object, facts, sent, 0)
        });
        found.map(|object| object.name.as_str())
    }

    fn holds(&self, object: &ObjectEntry, facts: &[Fact], sent: bool, depth: usize) -> bool {
        let fields = self.fields.get(object.name.as_str());
        let same = |fact: &Fact| {
            let field = fields.and_then(|fields| fields.get(fact.name.as_str()));
            field.is_some_and(|field| {
                let ty = field.ty.as_ref().map(|ty| &ty.value);
                ty.is_some_and(|ty| self.agrees(ty, &fact.ty, sent, depth + 1))
                    && (!sent || field.required == fact.required)
            })
        };
        depth < MAX_NESTED
            && facts.iter().all(same)
            && (!sent || facts.len() == object.fields.len())
    }

    /// Whether a type of a spec is one that a page may mean.
    fn agrees(&self, ty: &TypeExpr, shape: &Shape, sent: bool, depth: usize) -> bool {
        match self.meant(ty, shape) {
            Some(Meant::Object(object, _, facts)) => self.holds(object, facts, sent, depth),
            Some(_) => true,
            None => false,
        }
    }

    /// What a type of a spec and one of a page both mean, below the same lists and maps; none if they are of different
    /// kinds.
    pub(in crate::specs) fn meant<'s>(
        &self,
        ty: &TypeExpr,
        shape: &'s Shape,
    ) -> Option<Meant<'a, 's>> {
        match (ty, shape) {
            (TypeExpr::List(ty), Shape::List(shape)) | (TypeExpr::Map(ty), Shape::Map(shape)) => {
                self.meant(ty, shape)
            }
            (TypeExpr::Name(name), Shape::Object(wire, facts)) => {
                let object = self.objects.get(name.as_str())?;
                Some(Meant::Object(object, wire.as_deref(), facts))
            }
            (TypeExpr::Name(name), Shape::Enum(values)) if self.same_kind(name, shape) => {
                Some(Meant::Enum(self.enums.get(name.as_str())?, values))
            }
            (TypeExpr::Name(name), shape) => self.same_kind(name, shape).then_some(Meant::Scalar),
            _ => None,
        }
    }

    /// Whether a scalar or enumeration of a spec matches the page, perhaps more precisely: an identifier for a string,
    /// a time for a number.
    fn same_kind(&self, name: &str, shape: &Shape) -> bool {
        let is_enum = self.enums.contains_key(name);
        let is_integer = self.integers.contains(name);
        let is_id = self.ids.contains(name);
        match shape {
            Shape::Enum(values) => {
                is_enum && is_integer == values.iter().all(|known| known.value.is_i64())
            }
            Shape::Scalar(scalar) => match (scalar.wire, scalar.unit) {
                (Wire::Text, unit) => {
                    let is_text = |known: Scalar| {
                        let same_time =
                            unit.is_none() || known.unit.is_none() || known.unit == unit;
                        known.wire == Wire::Text && same_time
                    };
                    is_id || Scalar::find(name).is_some_and(is_text) || is_enum && !is_integer
                }
                // Pages state 32 bits by default, so a wider type of the spec does not contradict them.
                (Wire::Int32 | Wire::Int64, None) => {
                    name == scalar.word
                        || Scalar::find(name).is_some_and(|known| known.wire == Wire::Int64)
                        || is_enum && is_integer
                }
                _ => name == scalar.word,
            },
            _ => false,
        }
    }
}

/// The names that an operation gives to types.
pub(super) fn names_of(resource: &str, method: &str) -> impl Iterator<Item = String> {
    names::types_of(resource, method).into_iter().chain([names::resource_type(resource)])
}

/// Values whatever their order.
fn as_set(values: impl Iterator<Item = serde_json::Value>) -> String {
    let values: BTreeSet<_> = values.map(|value| value.to_string()).collect();
    values.into_iter().collect::<Vec<_>>().join("\n")
}
