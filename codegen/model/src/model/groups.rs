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
