//! Names for the types of pages: equal types of two pages become one, and no name means two types.
//!
//! Pages name the types of objects (`external_offer`). Two pages mean one Rust type if the name is
//! the same, every field that both list has the same type, and one list of fields contains the
//! other: response fields are optional, so a field that one page omits is absent there. If each
//! page has a field that the other lacks, or a field differs in type, they are two types. By this
//! rule `ExternalApplication` is one type although the page of the delete lists no `create_time`,
//! and `ExternalInterviewAssessment` is one although it names its interview only where it is
//! not inside one. Objects with equal fields and different names (`external_common_attachment`,
//! `external_background_check_attachment`) stay two types.
//!
//! The name is the vendor's. Where it means different things in two places, the project or the
//! owner is put before it.

mod known;

use std::collections::{BTreeMap, BTreeSet};

use self::known::{Declared, New, as_set};
use super::fact::{EnumValue, Fact, Shape};
use super::words;
use crate::model::scalar::{self, Scalar, Wire};
use crate::names;
use crate::spec::operation::OperationFile;
use crate::spec::type_expr::TypeExpr;
use crate::spec::types::{Declarations, EnumEntry, ObjectEntry};
use crate::spec::usage::Usages;

/// A field whose type has its name.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Typed {
    pub(super) fact: Fact,
    pub(super) ty: TypeExpr,
}

/// An object that no spec declares yet.
#[derive(Debug)]
pub(super) struct NewObject {
    pub(super) name: String,
    pub(super) wire: Option<String>,
    pub(super) fields: Vec<Typed>,
    /// Of each field by its name.
    places: BTreeMap<String, usize>,
    /// The specs that need it.
    pub(super) users: BTreeSet<String>,
}

/// An enumeration that no spec declares yet.
#[derive(Debug)]
pub(super) struct NewEnum {
    pub(super) name: String,
    /// Of the field.
    of: String,
    pub(super) values: Vec<EnumValue>,
    pub(super) users: BTreeSet<String>,
}

/// Where a type is met.
#[derive(Debug, Clone)]
pub(super) struct Site<'a> {
    pub(super) project: &'a str,
    /// The spec that needs the type.
    pub(super) user: &'a str,
    /// What the field belongs to, as a name.
    pub(super) owner: String,
    pub(super) field: &'a str,
    pub(super) sent: bool,
}

/// What a type of a spec and one of a page both are.
pub(super) enum Meant<'a, 's> {
    /// With the page's name and fields.
    Object(&'a ObjectEntry, Option<&'s str>, &'s [Fact]),
    /// With the page's values.
    Enum(&'a EnumEntry, &'s [EnumValue]),
    Scalar,
}

/// The types that a namespace declares, and those that it is to declare.
pub(super) struct Types<'a> {
    usages: Usages,
    taken: BTreeSet<String>,
    declared: Declared<'a>,
    pub(super) objects: Vec<NewObject>,
    pub(super) enums: Vec<NewEnum>,
    new: New,
}

/// Maximum number of different objects that a page gives the same name. Real pages have a few;
/// beyond, each is a type of its own.
const MAX_ALIKE: usize = 64;

/// Fields by their names.
fn places(fields: &[Typed]) -> BTreeMap<String, usize> {
    fields.iter().enumerate().map(|(at, field)| (field.fact.name.clone(), at)).collect()
}

impl<'a> Types<'a> {
    /// `reserved` are names that operations need.
    pub(super) fn new(
        declared: &'a Declarations,
        operations: &[&OperationFile],
        reserved: impl IntoIterator<Item = String>,
    ) -> Self {
        let names = declared
            .ids
            .iter()
            .map(|id| &id.name)
            .chain(declared.objects.iter().map(|object| &object.name))
            .chain(declared.enums.iter().map(|entry| &entry.name));
        let taken = names.map(|name| name.value.clone()).chain(reserved).collect();
        Self {
            usages: Usages::of(declared, operations),
            declared: Declared::of(declared),
            taken,
            objects: Vec::new(),
            enums: Vec::new(),
            new: New::default(),
        }
    }

    pub(super) fn object(&self, name: &str) -> Option<&'a ObjectEntry> {
        self.declared.objects.get(name).copied()
    }

    pub(super) fn enumeration(&self, name: &str) -> Option<&'a EnumEntry> {
        self.declared.enums.get(name).copied()
    }

    /// Whether a declared type is used in more than one place.
    pub(super) fn is_shared(&self, name: &str) -> bool {
        self.usages.is_shared(name)
    }

    /// The fields with the names of their types.
    pub(super) fn fields(&mut self, facts: &[Fact], site: &Site<'_>) -> Vec<Typed> {
        facts
            .iter()
            .map(|fact| {
                let site = Site { field: &fact.name, ..site.clone() };
                Typed { ty: self.name(&fact.ty, &site), fact: fact.clone() }
            })
            .collect()
    }

    /// A type with a name for each object and enumeration.
    pub(super) fn name(&mut self, ty: &Shape, site: &Site<'_>) -> TypeExpr {
        ty.with_names(&mut |leaf| match leaf {
            Shape::Enum(values) => self.name_enum(values, site),
            Shape::Object(wire, facts) => self.name_object(wire.as_deref(), facts, site),
            other => other.word().to_owned(),
        })
    }

    fn name_enum(&mut self, values: &[EnumValue], site: &Site<'_>) -> String {
        let base = names::pascal(site.field);
        let by_name = |entry: &&&EnumEntry| {
            entry.name.value == base
                || entry.name.value.ends_with(&base)
                || base.ends_with(&entry.name.value)
        };
        let set = as_set(values.iter().map(|known| known.value.clone()));
        let mut declared = self.declared.by_values.get(&set).into_iter().flatten();
        if let Some(entry) = declared.find(by_name) {
            return entry.name.value.clone();
        }
        let said: Vec<_> = values.iter().map(|it| format!("{}={}", it.name, it.value)).collect();
        let key = (site.field.to_owned(), said.join("\n"));
        let known = self.new.enums.get(&key).and_then(|at| self.enums.get_mut(*at));
        if let Some(known) = known {
            known.users.insert(site.user.to_owned());
            return known.name.clone();
        }
        let owned = names::pascal(&site.owner) + &base;
        // One word is too vague among all other names.
        let first = if site.field.contains('_') { base } else { owned.clone() };
        let name = self.free([first, owned], site);
        self.new.enums.insert(key, self.enums.len());
        self.enums.push(NewEnum {
            name: name.clone(),
            of: site.field.to_owned(),
            values: values.to_vec(),
            users: BTreeSet::from([site.user.to_owned()]),
        });
        name
    }

    fn name_object(&mut self, wire: Option<&str>, facts: &[Fact], site: &Site<'_>) -> String {
        let wire = wire.filter(|wire| is_name(wire));
        if let Some(name) = self.declared_object(wire, facts, site) {
            return name;
        }
        let owned = format!("{}_{}", site.owner, site.field);
        let inner = Site { owner: wire.unwrap_or(&owned).to_owned(), ..site.clone() };
        let fields = self.fields(facts, &inner);
        let key = wire.map(|wire| (site.sent, wire.to_owned()));
        let named = key.as_ref().and_then(|key| self.new.objects.get(key));
        let index = places(&fields);
        let alike = named.into_iter().flatten().copied().find(|at| {
            self.objects.get(*at).is_some_and(|object| {
                means_the_same(object, &fields, &index, site.sent)
                    && !self.mentions(&fields, &object.name)
            })
        });
        if let Some(object) = alike.and_then(|at| self.objects.get_mut(at)) {
            object.users.insert(site.user.to_owned());
            let mut others = fields;
            if others.len() > object.fields.len() {
                std::mem::swap(&mut object.fields, &mut others);
                object.places = index;
            }
            for other in &others {
                let field = object.places.get(&other.fact.name);
                if let Some(field) = field.and_then(|at| object.fields.get_mut(*at)) {
                    field.fact.join(&other.fact);
                }
            }
            return object.name.clone();
        }
        let plain =
            names::pascal(&wire.map_or_else(|| owned.clone(), |wire| wire.replace('.', "_")));
        let candidates = if site.sent {
            let by_owner = names::pascal(&site.owner) + &plain;
            vec![plain.clone(), format!("{plain}Input"), by_owner]
        } else {
            vec![plain.clone(), names::pascal(&site.owner) + &plain]
        };
        let name = self.free(candidates, site);
        let at = self.objects.len();
        self.new.by_name.insert(name.clone(), at);
        if let Some(key) = key {
            let alike = self.new.objects.entry(key).or_default();
            alike.extend((alike.len() < MAX_ALIKE).then_some(at));
        }
        self.objects.push(NewObject {
            name: name.clone(),
            wire: wire.map(str::to_owned),
            places: index,
            fields,
            users: BTreeSet::from([site.user.to_owned()]),
        });
        name
    }

    /// A declared object that means the same: as the vendor calls it, in the same direction.
    fn declared_object(
        &self,
        wire: Option<&str>,
        facts: &[Fact],
        site: &Site<'_>,
    ) -> Option<String> {
        let wire = wire?;
        let mut named = self.declared.by_wire.get(wire).into_iter().flatten();
        let found = named.find(|object| {
            let usage = self.usages.direction(&object.name.value);
            let direction = if site.sent { !usage.response } else { !usage.request };
            direction && self.holds(object, facts, site.sent, 0)
        });
        found.map(|object| object.name.value.clone())
    }

    fn holds(&self, object: &ObjectEntry, facts: &[Fact], sent: bool, depth: usize) -> bool {
        let fields = self.declared.fields.get(object.name.as_str());
        let same = |fact: &Fact| {
            let field = fields.and_then(|fields| fields.get(fact.name.as_str()));
            field.is_some_and(|field| {
                let ty = field.ty.as_ref().map(|ty| &ty.value);
                ty.is_some_and(|ty| self.agrees(ty, &fact.ty, sent, depth + 1))
                    && (!sent || field.required == fact.required)
            })
        };
        depth < 48 && facts.iter().all(same) && (!sent || facts.len() == object.fields.len())
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
    pub(super) fn meant<'s>(&self, ty: &TypeExpr, shape: &'s Shape) -> Option<Meant<'a, 's>> {
        match (ty, shape) {
            (TypeExpr::List(ty), Shape::List(shape)) | (TypeExpr::Map(ty), Shape::Map(shape)) => {
                self.meant(ty, shape)
            }
            (TypeExpr::Name(name), Shape::Object(wire, facts)) => {
                Some(Meant::Object(self.object(name)?, wire.as_deref(), facts))
            }
            (TypeExpr::Name(name), Shape::Enum(values)) if self.same_kind(name, shape) => {
                Some(Meant::Enum(self.enumeration(name)?, values))
            }
            (TypeExpr::Name(name), shape) => self.same_kind(name, shape).then_some(Meant::Scalar),
            _ => None,
        }
    }

    /// Whether a scalar or enumeration of a spec matches the page, perhaps more precisely: an identifier for a string,
    /// a time for a number.
    fn same_kind(&self, name: &str, shape: &Shape) -> bool {
        let declared = self.enumeration(name);
        let is_integer = self.declared.integers.contains(name);
        let is_id = self.declared.ids.contains(name);
        match shape {
            Shape::Enum(values) => {
                declared.is_some() && is_integer == values.iter().all(|known| known.value.is_i64())
            }
            Shape::Scalar(scalar) => match (scalar.wire, scalar.unit) {
                (Wire::Text, unit) => {
                    let is_text = |known: Scalar| {
                        let same_time =
                            unit.is_none() || known.unit.is_none() || known.unit == unit;
                        known.wire == Wire::Text && same_time
                    };
                    is_id
                        || Scalar::find(name).is_some_and(is_text)
                        || declared.is_some() && !is_integer
                }
                // Pages state 32 bits by default, so a wider type of the spec does not contradict them.
                (Wire::Int32 | Wire::Int64, None) => {
                    name == scalar.word
                        || Scalar::find(name).is_some_and(|known| known.wire == Wire::Int64)
                        || declared.is_some() && is_integer
                }
                _ => name == scalar.word,
            },
            _ => false,
        }
    }

    /// Whether fields lead to an object.
    fn mentions(&self, fields: &[Typed], name: &str) -> bool {
        let mut open: Vec<&str> = fields.iter().map(|field| field.ty.name()).collect();
        let mut seen = BTreeSet::new();
        while let Some(ty) = open.pop() {
            if ty == name {
                return true;
            }
            let object = self.new.by_name.get(ty).and_then(|at| self.objects.get(*at));
            if let (Some(object), true) = (object, seen.insert(ty)) {
                open.extend(object.fields.iter().map(|field| field.ty.name()));
            }
        }
        false
    }

    /// The first name that nothing else has.
    fn free(&mut self, candidates: impl IntoIterator<Item = String>, site: &Site<'_>) -> String {
        let candidates: Vec<_> = candidates.into_iter().collect();
        let last = candidates.last().cloned().unwrap_or_default();
        let prefixed = names::pascal(site.project) + candidates.first().unwrap_or(&last);
        let owned = names::pascal(site.project) + &last;
        let all = candidates.into_iter().chain([prefixed, owned.clone()]);
        let is_free = |name: &String| {
            names::is_pascal_case(name) && !names::is_taken(name) && !self.taken.contains(name)
        };
        let name = all.into_iter().find(|name| is_free(name)).unwrap_or_else(|| {
            let base: String = owned.chars().take(80).collect();
            let base = if names::is_pascal_case(&base) { base } else { "Unnamed".to_owned() };
            let next = self.new.numbers.entry(base.clone()).or_insert(2);
            loop {
                let name = format!("{base}{next}");
                *next += 1;
                if is_free(&name) {
                    break name;
                }
            }
        });
        self.taken.insert(name.clone());
        name
    }
}

/// Whether a type name can be derived from the page's name: not from `-` or `/`.
fn is_name(wire: &str) -> bool {
    wire.len() <= 80
        && wire.starts_with(|c: char| c.is_ascii_alphabetic())
        && wire.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'))
}

/// Two lists of fields mean one type when what both have is the same, and one has all that the other has. What is sent
/// must be the same altogether.
fn means_the_same(
    object: &NewObject,
    fields: &[Typed],
    places: &BTreeMap<String, usize>,
    sent: bool,
) -> bool {
    if sent {
        let alike = |(a, b): (&Typed, &Typed)| {
            let plain = |fact: &Fact| Fact {
                example: None,
                ty: Shape::Scalar(scalar::JSON),
                ..fact.clone()
            };
            a.ty == b.ty && plain(&a.fact) == plain(&b.fact)
        };
        return object.fields.len() == fields.len() && object.fields.iter().zip(fields).all(alike);
    }
    let (longer, places, shorter) = if object.fields.len() >= fields.len() {
        (object.fields.as_slice(), &object.places, fields)
    } else {
        (fields, places, object.fields.as_slice())
    };
    shorter.iter().all(|field| {
        let other = places.get(&field.fact.name).and_then(|at| longer.get(*at));
        other.is_some_and(|other| other.ty == field.ty)
    })
}

impl NewObject {
    /// A description derived from its name.
    pub(super) fn description(&self) -> String {
        words::sentence(&words::spaced(self.wire.as_deref().unwrap_or(&self.name)))
    }
}

impl NewEnum {
    /// A description derived from the name of its field.
    pub(super) fn description(&self) -> String {
        words::sentence(&words::spaced(&self.of))
    }
}
