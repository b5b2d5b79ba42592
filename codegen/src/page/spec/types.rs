//! Names for the types of pages: what two pages mean alike is one type, and no name stands for two.

use std::collections::{BTreeMap, BTreeSet};

use super::shape::{Fact, Known, Shape};
use super::words;
use crate::model::Usage;
use crate::model::types::Usages;
use crate::names;
use crate::spec::Spec;
use crate::spec::type_expr::TypeExpr;
use crate::spec::types::{EnumEntry, ObjectEntry};

/// A field whose type has its name.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Typed {
    pub(super) fact: Fact,
    /// As the format writes it.
    pub(super) ty: String,
}

/// An object that no spec declares yet.
#[derive(Debug)]
pub(super) struct NewObject {
    pub(super) name: String,
    pub(super) wire: Option<String>,
    pub(super) fields: Vec<Typed>,
    /// `hire/v1`
    pub(super) folder: String,
    sent: bool,
    /// The specs that need it.
    pub(super) users: BTreeSet<String>,
}

/// An enumeration that no spec declares yet.
#[derive(Debug)]
pub(super) struct NewEnum {
    pub(super) name: String,
    /// Of the field.
    of: String,
    pub(super) values: Vec<Known>,
    pub(super) folder: String,
    pub(super) users: BTreeSet<String>,
}

/// Where a type is met.
#[derive(Debug, Clone)]
pub(super) struct Site<'a> {
    pub(super) folder: &'a str,
    pub(super) project: &'a str,
    /// The spec that needs the type.
    pub(super) user: &'a str,
    /// What the field belongs to, as a name.
    pub(super) owner: String,
    pub(super) field: &'a str,
    pub(super) sent: bool,
}

/// The types that are declared, and those that are to be.
pub(super) struct Types<'a> {
    pub(super) spec: &'a Spec,
    /// The folder of each declared object and enumeration.
    folders: BTreeMap<&'a str, &'a str>,
    usages: Usages,
    /// In how many places a declared type is met; those of an object count for what is in it.
    uses: BTreeMap<&'a str, usize>,
    taken: BTreeSet<String>,
    pub(super) objects: Vec<NewObject>,
    pub(super) enums: Vec<NewEnum>,
}

impl<'a> Types<'a> {
    /// `folder_of` says in which folder of specs a declared name stands; `reserved` are names that operations need.
    pub(super) fn new(
        spec: &'a Spec,
        folders: BTreeMap<&'a str, &'a str>,
        reserved: impl IntoIterator<Item = String>,
    ) -> Self {
        let declared = &spec.declarations;
        let names = declared
            .ids
            .iter()
            .map(|id| &id.name)
            .chain(declared.objects.iter().map(|object| &object.name))
            .chain(declared.enums.iter().map(|entry| &entry.name));
        let taken = names.map(|name| name.value.clone()).chain(reserved).collect();
        Self {
            usages: usages(spec),
            uses: uses(spec),
            spec,
            folders,
            taken,
            objects: Vec::new(),
            enums: Vec::new(),
        }
    }

    pub(super) fn object(&self, name: &str) -> Option<&'a ObjectEntry> {
        self.spec.declarations.objects.iter().find(|object| object.name.value == name)
    }

    pub(super) fn enumeration(&self, name: &str) -> Option<&'a EnumEntry> {
        self.spec.declarations.enums.iter().find(|entry| entry.name.value == name)
    }

    /// Whether a declared type is met in more than one place.
    pub(super) fn is_shared(&self, name: &str) -> bool {
        self.uses.get(name).is_some_and(|uses| *uses > 1)
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

    /// A type as the format writes it.
    pub(super) fn name(&mut self, ty: &Shape, site: &Site<'_>) -> String {
        match ty {
            Shape::Scalar(word) => (*word).to_owned(),
            Shape::List(inner) => format!("[{}]", self.name(inner, site)),
            Shape::Map(inner) => format!("{{string: {}}}", self.name(inner, site)),
            Shape::Enum(values) => self.name_enum(values, site),
            Shape::Object(wire, facts) => self.name_object(wire.as_deref(), facts, site),
        }
    }

    fn name_enum(&mut self, values: &[Known], site: &Site<'_>) -> String {
        let base = names::pascal(site.field);
        let same = |entry: &&EnumEntry| {
            entry.variants.len() == values.len()
                && entry.variants.iter().all(|variant| {
                    let json = variant.value.to_json();
                    values.iter().any(|known| known.value == json)
                })
        };
        let by_name = |entry: &&EnumEntry| {
            entry.name.value == base
                || entry.name.value.ends_with(&base)
                || base.ends_with(&entry.name.value)
        };
        let declared = self.spec.declarations.enums.iter();
        let mut declared =
            declared.filter(|entry| self.folders.get(entry.name.as_str()) == Some(&site.folder));
        if let Some(entry) = declared.find(|entry| same(entry) && by_name(entry)) {
            return entry.name.value.clone();
        }
        let known = self.enums.iter_mut().find(|known| {
            known.folder == site.folder && known.of == site.field && known.values == values
        });
        if let Some(known) = known {
            known.users.insert(site.user.to_owned());
            return known.name.clone();
        }
        let owned = names::pascal(&site.owner) + &base;
        // One word says too little beside all the others.
        let first = if site.field.contains('_') { base } else { owned.clone() };
        let name = self.free([first, owned], site);
        self.enums.push(NewEnum {
            name: name.clone(),
            of: site.field.to_owned(),
            values: values.to_vec(),
            folder: site.folder.to_owned(),
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
        let alike = self.objects.iter().position(|object| {
            object.folder == site.folder
                && object.sent == site.sent
                && object.wire.as_deref() == wire
                && wire.is_some()
                && means_the_same(&object.fields, &fields, site.sent)
                && !fields.iter().any(|field| self.mentions(&field.ty, &object.name, 0))
        });
        if let Some(object) = alike.and_then(|at| self.objects.get_mut(at)) {
            object.users.insert(site.user.to_owned());
            let (mut fields, other) = if fields.len() > object.fields.len() {
                let other = std::mem::take(&mut object.fields);
                (fields, other)
            } else {
                (std::mem::take(&mut object.fields), fields)
            };
            for field in &mut fields {
                if let Some(other) = other.iter().find(|other| other.fact.name == field.fact.name) {
                    field.fact.join(&other.fact);
                }
            }
            object.fields = fields;
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
        self.objects.push(NewObject {
            name: name.clone(),
            wire: wire.map(str::to_owned),
            fields,
            folder: site.folder.to_owned(),
            sent: site.sent,
            users: BTreeSet::from([site.user.to_owned()]),
        });
        name
    }

    /// A declared object that means the same: as the vendor calls it, in the same folder and direction.
    fn declared_object(
        &self,
        wire: Option<&str>,
        facts: &[Fact],
        site: &Site<'_>,
    ) -> Option<String> {
        let wire = wire?;
        let found = self.spec.declarations.objects.iter().find(|object| {
            let usage = self.usages.of(&object.name.value);
            let direction = if site.sent { !usage.response } else { !usage.request };
            object.wire.as_deref() == Some(wire)
                && direction
                && self.folders.get(object.name.as_str()) == Some(&site.folder)
                && self.holds(object, facts, site.sent, 0)
        });
        found.map(|object| object.name.value.clone())
    }

    fn holds(&self, object: &ObjectEntry, facts: &[Fact], sent: bool, depth: usize) -> bool {
        let same = |fact: &Fact| {
            object.fields.iter().find(|field| field.name.value == fact.name).is_some_and(|field| {
                let ty = field.ty.as_ref().map(|ty| &ty.value);
                ty.is_some_and(|ty| self.agrees(ty, &fact.ty, sent, depth + 1))
                    && (!sent || field.required == fact.required)
            })
        };
        depth < 48 && facts.iter().all(same) && (!sent || facts.len() == object.fields.len())
    }

    /// Whether a type of a spec is one that a page may mean.
    pub(super) fn agrees(&self, ty: &TypeExpr, shape: &Shape, sent: bool, depth: usize) -> bool {
        match (ty, shape) {
            (TypeExpr::List(ty), Shape::List(shape)) | (TypeExpr::Map(ty), Shape::Map(shape)) => {
                self.agrees(ty, shape, sent, depth)
            }
            (TypeExpr::Name(name), Shape::Object(_, facts)) => {
                self.object(name).is_some_and(|object| self.holds(object, facts, sent, depth))
            }
            (TypeExpr::Name(name), shape) => self.same_kind(name, shape),
            _ => false,
        }
    }

    /// Whether a scalar or enumeration of a spec stands for what a page says, perhaps more narrowly: an identifier for text,
    /// a time for a number.
    pub(super) fn same_kind(&self, name: &str, shape: &Shape) -> bool {
        let declared = self.enumeration(name);
        let is_integer = declared.is_some_and(|entry| {
            entry.variants.iter().any(|variant| variant.value.to_json().is_i64())
        });
        let is_id = self.spec.declarations.ids.iter().any(|id| id.name.value == name);
        match shape {
            Shape::Enum(values) => {
                declared.is_some() && is_integer == values.iter().all(|known| known.value.is_i64())
            }
            Shape::Scalar("UnixMillis" | "UnixSeconds") if name.starts_with("Unix") => {
                name == shape.word()
            }
            Shape::Scalar("string" | "UnixMillis" | "UnixSeconds") => {
                is_id
                    || matches!(name, "string" | "secret" | "UnixMillis" | "UnixSeconds")
                    || declared.is_some() && !is_integer
            }
            // That a number has 32 bits is what pages say by default; a wider one of ours is no contradiction.
            Shape::Scalar(word @ ("i32" | "i64")) => {
                name == *word
                    || matches!(name, "i64" | "UnixMillisNumber" | "UnixSecondsNumber")
                    || declared.is_some() && is_integer
            }
            Shape::Scalar(word) => name == *word,
            _ => false,
        }
    }

    /// Whether a type leads to an object.
    fn mentions(&self, ty: &str, name: &str, depth: usize) -> bool {
        let heart = ty.trim_matches(['[', ']', '{', '}', ' ']);
        let heart = heart.rsplit(' ').next().unwrap_or(heart);
        heart == name
            || depth < 48
                && self.objects.iter().filter(|object| object.name == heart).any(|object| {
                    object.fields.iter().any(|field| self.mentions(&field.ty, name, depth + 1))
                })
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
            (2..).map(|number: u32| format!("{base}{number}")).find(is_free).unwrap_or(base)
        });
        self.taken.insert(name.clone());
        name
    }
}

/// Something that a name of ours can be made of: `-` and `/` are none.
fn is_name(wire: &str) -> bool {
    wire.len() <= 80
        && wire.starts_with(|c: char| c.is_ascii_alphabetic())
        && wire.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'))
}

/// Two lists of fields mean one type when what both have is the same, and one has all that the other has. What is sent
/// must be the same altogether.
fn means_the_same(a: &[Typed], b: &[Typed], sent: bool) -> bool {
    if sent {
        let plain = |fields: &[Typed]| {
            fields
                .iter()
                .map(|field| {
                    let fact =
                        Fact { example: None, ty: Shape::Scalar("json"), ..field.fact.clone() };
                    (fact, field.ty.clone())
                })
                .collect::<Vec<_>>()
        };
        return plain(a) == plain(b);
    }
    let (longer, shorter) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    shorter.iter().all(|field| {
        longer.iter().any(|other| other.fact.name == field.fact.name && other.ty == field.ty)
    })
}

/// In how many places each type is met.
fn uses(spec: &Spec) -> BTreeMap<&str, usize> {
    let mut uses = BTreeMap::new();
    let mut open: Vec<&str> = Vec::new();
    for file in &spec.operations {
        let fields = file.parameters.iter().chain(&file.query).chain(file.body.iter().flatten());
        let types = fields.chain(&file.data).filter_map(|field| field.ty.as_ref());
        open.extend(types.map(|ty| ty.value.name()));
    }
    while let Some(name) = open.pop() {
        let count = uses.entry(name).or_insert(0_usize);
        *count += 1;
        // Twice is as good as more often.
        if *count > 2 {
            continue;
        }
        let object = spec.declarations.objects.iter().find(|object| object.name.value == name);
        let types = object.iter().flat_map(|object| &object.fields).filter_map(|f| f.ty.as_ref());
        open.extend(types.map(|ty| ty.value.name()));
    }
    uses
}

fn usages(spec: &Spec) -> Usages {
    let mut usages = Usages::default();
    let (sent, received) =
        (Usage { request: true, response: false }, Usage { request: false, response: true });
    for file in &spec.operations {
        let fields = file.parameters.iter().chain(&file.query).chain(file.body.iter().flatten());
        let fields = fields.map(|field| (field, sent));
        for (field, usage) in fields.chain(file.data.iter().map(|field| (field, received))) {
            if let Some(ty) = &field.ty {
                usages.mark(&ty.value, usage, &spec.declarations);
            }
        }
    }
    usages
}

impl NewObject {
    /// What it is, in a sentence of ours.
    pub(super) fn description(&self) -> String {
        words::sentence(&words::spaced(self.wire.as_deref().unwrap_or(&self.name)))
    }
}

impl NewEnum {
    /// What it says, in a sentence of ours.
    pub(super) fn description(&self) -> String {
        words::sentence(&words::spaced(&self.of))
    }
}
