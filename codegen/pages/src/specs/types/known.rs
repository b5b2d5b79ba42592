//! What the specs declare and what pages add, by what it is looked for.

use std::collections::{BTreeMap, BTreeSet};

use crate::spec::field::FieldEntry;
use crate::spec::types::{Declarations, EnumEntry, ObjectEntry};

/// What is declared, by what it is looked for.
pub(super) struct Declared<'a> {
    pub(super) objects: BTreeMap<&'a str, &'a ObjectEntry>,
    /// The fields of each object.
    pub(super) fields: BTreeMap<&'a str, BTreeMap<&'a str, &'a FieldEntry>>,
    pub(super) by_wire: BTreeMap<&'a str, Vec<&'a ObjectEntry>>,
    pub(super) enums: BTreeMap<&'a str, &'a EnumEntry>,
    /// By all their values.
    pub(super) by_values: BTreeMap<String, Vec<&'a EnumEntry>>,
    pub(super) integers: BTreeSet<&'a str>,
    pub(super) ids: BTreeSet<&'a str>,
}

/// Places of what is new, by what it is looked for.
#[derive(Debug, Default)]
pub(super) struct New {
    /// By field and values.
    pub(super) enums: BTreeMap<(String, String), usize>,
    /// By direction and the page's name.
    pub(super) objects: BTreeMap<(bool, String), Vec<usize>>,
    pub(super) by_name: BTreeMap<String, usize>,
    /// The number that the next name of such a beginning gets.
    pub(super) numbers: BTreeMap<String, u32>,
}

impl<'a> Declared<'a> {
    pub(super) fn of(declared: &'a Declarations) -> Self {
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
        Self {
            fields: fields.collect(),
            by_wire,
            by_values,
            enums: declared.enums.iter().rev().map(|it| (it.name.value.as_str(), it)).collect(),
            integers: declared.enums.iter().filter(is_integer).map(|it| it.name.as_str()).collect(),
            ids: declared.ids.iter().map(|id| id.name.value.as_str()).collect(),
            objects,
        }
    }
}

/// Values whatever their order.
pub(super) fn as_set(values: impl Iterator<Item = serde_json::Value>) -> String {
    let values: BTreeSet<_> = values.map(|value| value.to_string()).collect();
    values.into_iter().collect::<Vec<_>>().join("\n")
}
