//! Groups of resources: parts of a product that a program can do without.

use std::collections::BTreeSet;

/// Features of every SDK crate and of the one of the whole platform, which no product and no group can be called.
pub const FEATURES: [&str; 7] =
    ["default", "full", "full-serde", "proptest", "redis", "schemars", "tls"];

/// A group of resources, which is a feature of the product's crate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The feature.
    pub name: String,
    /// The resources, whatever versions have them, as the manifest lists them.
    pub resources: Vec<String>,
}

/// When a part of a crate is there.
///
/// An operation belongs to the group of its resource, a type to those of all operations that use it. So what a part refers
/// to is there whenever the part is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Groups {
    /// With any features.
    Always,
    /// With any of these.
    Any(BTreeSet<String>),
}

impl Groups {
    /// Those of a part that belongs to one group.
    pub fn one(name: &str) -> Self {
        Self::Any(BTreeSet::from([name.to_owned()]))
    }

    /// The features of which one is required; none if the part needs no feature.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let names = match self {
            Self::Always => None,
            Self::Any(names) => Some(names),
        };
        names.into_iter().flatten().map(String::as_str)
    }

    /// When either is there.
    pub fn or(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Any(one), Self::Any(other)) => Self::Any(one | other),
            _ => Self::Always,
        }
    }

    /// Groups with which both are there.
    pub fn and(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Any(one), Self::Any(other)) => Self::Any(one & other),
            (Self::Always, groups) | (groups, Self::Always) => groups.clone(),
        }
    }
}

/// When any of several parts is there: never, if there are no parts.
impl<'a> FromIterator<&'a Groups> for Groups {
    fn from_iter<T: IntoIterator<Item = &'a Self>>(parts: T) -> Self {
        parts.into_iter().fold(Self::Any(BTreeSet::new()), |all, groups| all.or(groups))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 3] = ["a", "b", "c"];

    /// Every set of the names.
    fn sets() -> impl Iterator<Item = BTreeSet<String>> {
        (0..1_u32 << NAMES.len()).map(|bits| {
            let names = NAMES.iter().enumerate().filter(move |(at, _)| bits & (1 << at) != 0);
            names.map(|(_, name)| (*name).to_owned()).collect()
        })
    }

    fn all() -> Vec<Groups> {
        [Groups::Always].into_iter().chain(sets().map(Groups::Any)).collect()
    }

    /// Whether a part is there with these features.
    fn is_there(part: &Groups, features: &BTreeSet<String>) -> bool {
        match part {
            Groups::Always => true,
            Groups::Any(names) => names.iter().any(|name| features.contains(name)),
        }
    }

    #[test]
    fn either_of_two_parts_is_there_with_whatever_features_one_of_them_is() {
        for (one, other) in all().iter().flat_map(|one| all().into_iter().map(move |it| (one, it)))
        {
            let either = one.or(&other);
            assert_eq!([one, &other].into_iter().collect::<Groups>(), either);
            for features in sets() {
                let expected = is_there(one, &features) || is_there(&other, &features);
                assert_eq!(
                    is_there(&either, &features),
                    expected,
                    "{one:?} {other:?} {features:?}"
                );
            }
        }
        let nothing = Groups::from_iter([]);
        assert!(sets().all(|features| !is_there(&nothing, &features)));
    }

    /// What refers to two parts compiles with whatever features it is there. Two features that bring one part each are no
    /// condition that `Groups` can express, so it is not there with both of them alone.
    #[test]
    fn what_needs_two_parts_is_there_only_with_both_and_with_each_feature_that_alone_brings_both() {
        for (one, other) in all().iter().flat_map(|one| all().into_iter().map(move |it| (one, it)))
        {
            let both = one.and(&other);
            for features in sets() {
                let are_there = is_there(one, &features) && is_there(&other, &features);
                let is_there = is_there(&both, &features);
                assert!(are_there || !is_there, "{one:?} {other:?} {features:?}");
                if features.len() <= 1 {
                    assert_eq!(is_there, are_there, "{one:?} {other:?} {features:?}");
                }
            }
        }
    }
}
