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

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

pub(super) use self::known::{Known, Meant};
use super::fact::{EnumValue, Fact, Shape};
use super::words;
use crate::model::OperationId;
use crate::names;
use crate::spec::type_expr::TypeExpr;

/// A field whose type has its name.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Typed<'p> {
    /// The page's own, until another page adds to it.
    pub(super) fact: Cow<'p, Fact>,
    pub(super) ty: TypeExpr,
}

/// An object that no spec declares yet.
#[derive(Debug)]
pub(super) struct NewObject<'p> {
    pub(super) name: String,
    pub(super) wire: Option<String>,
    pub(super) fields: Vec<Typed<'p>>,
    /// Of each field by its name.
    places: BTreeMap<String, usize>,
    /// The pages that need it.
    pub(super) users: BTreeSet<usize>,
}

/// An enumeration that no spec declares yet.
#[derive(Debug)]
pub(super) struct NewEnum {
    pub(super) name: String,
    /// Of the field.
    of: String,
    pub(super) values: Vec<EnumValue>,
    pub(super) users: BTreeSet<usize>,
}

/// Where a type is met.
#[derive(Debug, Clone, Copy)]
pub(super) struct Site<'a> {
    pub(super) project: &'a str,
    /// The page that needs the type.
    pub(super) user: usize,
    /// What the field belongs to, as a name.
    pub(super) owner: &'a str,
    pub(super) field: &'a str,
    pub(super) sent: bool,
}

/// The types that a namespace is to declare, beside those that it has.
pub(super) struct Types<'a> {
    known: &'a Known<'a>,
    taken: BTreeSet<String>,
    pub(super) objects: Vec<NewObject<'a>>,
    pub(super) enums: Vec<NewEnum>,
    new: New,
}

/// Places of what is new, by what it is looked for.
#[derive(Debug, Default)]
struct New {
    /// By field and values.
    enums: BTreeMap<(String, String), usize>,
    /// By direction and the page's name.
    objects: BTreeMap<(bool, String), Vec<usize>>,
    by_name: BTreeMap<String, usize>,
    /// The number that the next name of such a beginning gets.
    numbers: BTreeMap<String, u32>,
}

/// Maximum number of different objects that a page gives the same name. Real pages have a few;
/// beyond, each is a type of its own.
const MAX_ALIKE: usize = 64;

/// Fields by their names.
fn places(fields: &[Typed<'_>]) -> BTreeMap<String, usize> {
    fields.iter().enumerate().map(|(at, field)| (field.fact.name.clone(), at)).collect()
}

impl<'a> Types<'a> {
    /// No type yet. The operations of pages that go into the namespace need names, too.
    pub(super) fn new<'p>(
        known: &'a Known<'a>,
        operations: impl Iterator<Item = &'p OperationId>,
    ) -> Self {
        let reserved = operations.flat_map(|name| known::names_of(&name.resource, &name.method));
        Self {
            known,
            taken: reserved.collect(),
            objects: Vec::new(),
            enums: Vec::new(),
            new: New::default(),
        }
    }

    /// The fields with the names of their types.
    pub(super) fn fields(&mut self, facts: &'a [Fact], site: &Site<'_>) -> Vec<Typed<'a>> {
        facts
            .iter()
            .map(|fact| {
                let site = Site { field: &fact.name, ..*site };
                Typed { ty: self.name(&fact.ty, &site), fact: Cow::Borrowed(fact) }
            })
            .collect()
    }

    /// A type with a name for each object and enumeration.
    pub(super) fn name(&mut self, ty: &'a Shape, site: &Site<'_>) -> TypeExpr {
        ty.with_names(&mut |leaf| match leaf {
            Shape::Enum(values) => self.name_enum(values, site),
            Shape::Object(wire, facts) => self.name_object(wire.as_deref(), facts, site),
            other => other.word().to_owned(),
        })
    }

    fn name_enum(&mut self, values: &[EnumValue], site: &Site<'_>) -> String {
        let base = names::pascal(site.field);
        if let Some(name) = self.known.enumeration(values, &base) {
            return name.to_owned();
        }
        let said: Vec<_> = values.iter().map(|it| format!("{}={}", it.name, it.value)).collect();
        let key = (site.field.to_owned(), said.join("\n"));
        let known = self.new.enums.get(&key).and_then(|at| self.enums.get_mut(*at));
        if let Some(known) = known {
            known.users.insert(site.user);
            return known.name.clone();
        }
        let owned = names::pascal(site.owner) + &base;
        // One word is too vague among all other names.
        let first = if site.field.contains('_') { base } else { owned.clone() };
        let name = self.free([first, owned], site);
        self.new.enums.insert(key, self.enums.len());
        self.enums.push(NewEnum {
            name: name.clone(),
            of: site.field.to_owned(),
            values: values.to_vec(),
            users: BTreeSet::from([site.user]),
        });
        name
    }

    fn name_object(&mut self, wire: Option<&str>, facts: &'a [Fact], site: &Site<'_>) -> String {
        let wire = wire.filter(|wire| is_name(wire));
        if let Some(name) = wire.and_then(|wire| self.known.object(wire, facts, site.sent)) {
            return name.to_owned();
        }
        let owned = format!("{}_{}", site.owner, site.field);
        let inner = Site { owner: wire.unwrap_or(&owned), ..*site };
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
            object.users.insert(site.user);
            let mut others = fields;
            if others.len() > object.fields.len() {
                std::mem::swap(&mut object.fields, &mut others);
                object.places = index;
            }
            for other in &others {
                let field = object.places.get(&other.fact.name);
                if let Some(field) = field.and_then(|at| object.fields.get_mut(*at)) {
                    field.fact.to_mut().join(&other.fact);
                }
            }
            return object.name.clone();
        }
        let plain =
            names::pascal(&wire.map_or_else(|| owned.clone(), |wire| wire.replace('.', "_")));
        let candidates = if site.sent {
            let by_owner = names::pascal(site.owner) + &plain;
            vec![plain.clone(), format!("{plain}Input"), by_owner]
        } else {
            vec![plain.clone(), names::pascal(site.owner) + &plain]
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
            users: BTreeSet::from([site.user]),
        });
        name
    }

    /// Whether fields lead to an object.
    fn mentions(&self, fields: &[Typed<'_>], name: &str) -> bool {
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
            let is_other = self.known.has(name) || self.taken.contains(name);
            names::is_pascal_case(name) && !names::is_taken(name) && !is_other
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
    object: &NewObject<'_>,
    fields: &[Typed<'_>],
    places: &BTreeMap<String, usize>,
    sent: bool,
) -> bool {
    if sent {
        let alike = |(a, b): (&Typed<'_>, &Typed<'_>)| a.ty == b.ty && a.fact.is_alike(&b.fact);
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

impl NewObject<'_> {
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
