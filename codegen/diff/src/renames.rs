//! What is the same under another name. A rename is one change, not a removal and an addition.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Api, Field, Type};

/// With more candidates, only exact matches of place are considered: input may be hostile.
const MAX_CANDIDATES: usize = 10_000;

/// Maximum number of nested types that are distinguished by their position.
const MAX_ROUNDS: usize = 8;

/// How alike two names are, from 0 to 1: the share of pairs of neighbouring characters that they have in common.
fn likeness(a: &str, b: &str) -> f64 {
    let pairs = |text: &str| {
        let chars: Vec<_> = text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
        let mut counts = BTreeMap::<(char, char), usize>::new();
        chars.windows(2).for_each(|pair| *counts.entry((pair[0], pair[1])).or_default() += 1);
        counts
    };
    let (a, b) = (pairs(a), pairs(b));
    let total = a.values().sum::<usize>() + b.values().sum::<usize>();
    if total == 0 {
        return 0.0;
    }
    let common: usize = a.iter().map(|(pair, count)| count.min(b.get(pair).unwrap_or(&0))).sum();
    2.0 * common as f64 / total as f64
}

/// Picks the best pairs first; each item is in at most one pair.
fn best(mut scored: Vec<(f64, usize, usize)>) -> Vec<(usize, usize)> {
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let (mut olds, mut news) = (BTreeSet::new(), BTreeSet::new());
    let mut pairs = Vec::new();
    for (_, old, new) in scored {
        if !olds.contains(&old) && !news.contains(&new) {
            olds.insert(old);
            news.insert(new);
            pairs.push((old, new));
        }
    }
    pairs
}

/// Fields of two lists that are the same, with their places in the lists.
#[derive(Debug, Default)]
pub(super) struct FieldPairs {
    /// In the order of the new list.
    pub(super) both: Vec<(usize, usize)>,
    pub(super) removed: Vec<usize>,
    pub(super) added: Vec<usize>,
}

impl FieldPairs {
    /// Pairs fields by name, and the rest by what else is known of them.
    pub(super) fn find(old: &[Field], new: &[Field], names: &TypeNames) -> Self {
        let by_name: BTreeMap<_, _> =
            old.iter().enumerate().map(|(index, field)| (field.name.as_str(), index)).collect();
        let mut both = Vec::new();
        let mut added = Vec::new();
        for (index, field) in new.iter().enumerate() {
            match by_name.get(field.name.as_str()) {
                Some(before) => both.push((*before, index)),
                None => added.push(index),
            }
        }
        let kept: BTreeSet<_> = both.iter().map(|(before, _)| *before).collect();
        let mut removed: Vec<_> = (0..old.len()).filter(|index| !kept.contains(index)).collect();

        let partner: BTreeMap<usize, usize> = both.iter().copied().collect();
        let stands_alike = |before: usize, after: usize| {
            let previous = before.checked_sub(1).map(|index| partner.get(&index).copied());
            match previous {
                None => after == 0,
                Some(previous) => previous.is_some() && previous == after.checked_sub(1),
            }
        };
        let all = removed.len().saturating_mul(added.len()) <= MAX_CANDIDATES;
        let mut scored = Vec::new();
        for &after in &added {
            // Of too many, only the one in the same position.
            let near: Vec<usize> = if all {
                removed.clone()
            } else {
                removed.binary_search(&after).map(|at| removed[at]).into_iter().collect()
            };
            for before in near {
                let (a, b) = (&old[before], &new[after]);
                if !names.same(&a.ty, &b.ty) || a.required != b.required {
                    continue;
                }
                let score = 1.2 * likeness(&a.name, &b.name)
                    + 0.6 * f64::from(stands_alike(before, after))
                    + 0.6 * f64::from(a.example.is_some() && a.example == b.example)
                    + 0.8 * f64::from(a.description.is_some() && a.description == b.description)
                    + 0.4 * f64::from(!a.rules.is_empty() && a.rules == b.rules)
                    + 0.4 * f64::from(a.default.is_some() && a.default == b.default);
                if score >= 1.0 {
                    scored.push((score, before, after));
                }
            }
        }
        let renamed = best(scored);
        let (before, after): (BTreeSet<_>, BTreeSet<_>) = renamed.iter().copied().unzip();
        removed.retain(|index| !before.contains(index));
        added.retain(|index| !after.contains(index));
        both.extend(renamed);
        both.sort_by_key(|(_, after)| *after);
        Self { both, removed, added }
    }
}

/// What is known of a declared type besides its name.
#[derive(Debug)]
struct DeclaredType {
    kind: u8,
    /// Fields, values.
    content: BTreeSet<String>,
    /// The fields that have it, each with what it belongs to.
    uses: BTreeSet<(String, String)>,
}

/// Declared types of the two models, by kind and name.
#[derive(Debug, Default)]
pub(super) struct TypeNames {
    /// From an old name to the new one, where they differ.
    renamed: BTreeMap<String, String>,
}

impl TypeNames {
    /// Finds the types that have another name now.
    pub(super) fn find(old: &Api, new: &Api) -> Self {
        let (before, after) = (known(old), known(new));
        let gone: Vec<_> = before.iter().filter(|(name, _)| !after.contains_key(*name)).collect();
        let come: Vec<_> = after.iter().filter(|(name, _)| !before.contains_key(*name)).collect();
        if gone.len().saturating_mul(come.len()) > MAX_CANDIDATES {
            return Self::default();
        }
        // A type may be inside another that was renamed, so each match helps to find more.
        let mut renamed = BTreeMap::new();
        for _ in 0..MAX_ROUNDS {
            let found = round(&gone, &come, &renamed);
            if found == renamed {
                break;
            }
            renamed = found;
        }
        Self { renamed }
    }

    /// The new name of an old type.
    pub(super) fn now<'a>(&'a self, old: &'a str) -> &'a str {
        self.renamed.get(old).map_or(old, String::as_str)
    }

    /// Old and new names that differ.
    pub(super) fn renamed(&self) -> impl Iterator<Item = (&str, &str)> {
        self.renamed.iter().map(|(old, new)| (old.as_str(), new.as_str()))
    }

    /// Whether an old type is the new one, but for names.
    pub(super) fn same(&self, old: &Type, new: &Type) -> bool {
        match (old, new) {
            (Type::Id(a), Type::Id(b))
            | (Type::Enum(a), Type::Enum(b))
            | (Type::Object(a), Type::Object(b)) => self.now(a) == b,
            (Type::List(a), Type::List(b)) | (Type::Map(a), Type::Map(b)) => self.same(a, b),
            (a, b) => a == b,
        }
    }
}

type Types<'a> = [(&'a String, &'a DeclaredType)];

/// Pairs the types of two sides, by what is known of renames so far.
fn round(
    gone: &Types<'_>,
    come: &Types<'_>,
    renamed: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let mut scored = Vec::new();
    for (i, (old_name, a)) in gone.iter().enumerate() {
        let uses_now: BTreeSet<_> = a
            .uses
            .iter()
            .map(|(owner, field)| (renamed.get(owner).unwrap_or(owner).clone(), field.clone()))
            .collect();
        for (j, (new_name, b)) in come.iter().enumerate() {
            if a.kind != b.kind {
                continue;
            }
            let (content, uses) = (overlap(&a.content, &b.content), overlap(&uses_now, &b.uses));
            // An object is identified by its content; an id has no content, and is identified by its position.
            let evidence =
                if a.kind == ID { uses } else { content.max(0.8 * uses.min(content * 2.0)) };
            // Of several with the same content, it is the one in the same position.
            let score = evidence + 0.3 * uses + 0.4 * likeness(old_name, new_name);
            if evidence >= 0.3 && score >= 0.7 {
                scored.push((score, i, j));
            }
        }
    }
    let pairs = best(scored).into_iter();
    pairs.map(|(i, j)| (gone[i].0.clone(), come[j].0.clone())).collect()
}

const ID: u8 = 0;
const OBJECT: u8 = 1;
const ENUM: u8 = 2;

fn known(api: &Api) -> BTreeMap<String, DeclaredType> {
    let ids = api.ids.iter().map(|id| (&id.name, ID, BTreeSet::new()));
    let objects = api.objects.iter().map(|object| {
        (&object.name, OBJECT, object.fields.iter().map(|field| field.name.clone()).collect())
    });
    let enums = api.enums.iter().map(|declared| {
        (
            &declared.name,
            ENUM,
            declared.variants.iter().map(|variant| variant.value.to_json().to_string()).collect(),
        )
    });
    let mut known: BTreeMap<String, DeclaredType> = ids
        .chain(objects)
        .chain(enums)
        .map(|(name, kind, content)| {
            (name.clone(), DeclaredType { kind, content, uses: BTreeSet::new() })
        })
        .collect();
    let mut mark = |place: &str, fields: &[Field]| {
        for field in fields {
            if let Some(found) = field.ty.declared().and_then(|name| known.get_mut(name)) {
                found.uses.insert((place.to_owned(), field.name.clone()));
            }
        }
    };
    for operation in &api.operations {
        let place = operation.id.to_string();
        for message in operation.messages() {
            mark(&format!("{place}/{:?}", message.side), &message.fields);
        }
    }
    for object in &api.objects {
        mark(&object.name, &object.fields);
    }
    known
}

/// The share of two sets that both have.
fn overlap<T: Ord>(a: &BTreeSet<T>, b: &BTreeSet<T>) -> f64 {
    let either = a.union(b).count();
    if either == 0 { 0.0 } else { a.intersection(b).count() as f64 / either as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_alike_by_what_they_share() {
        assert!(likeness("owner", "offer_owner") > 0.6);
        assert!(likeness("attachment_id_list", "attachment_ids") > 0.7);
        assert!(likeness("legs", "name") < 0.1);
        assert!(likeness("", "") == 0.0);
    }

    #[test]
    fn the_best_pair_is_taken_first() {
        assert_eq!(
            best(vec![(1.0, 0, 0), (2.0, 0, 1), (1.5, 1, 1), (1.1, 1, 0)]),
            [(0, 1), (1, 0)]
        );
    }
}
