//! What a product is.

use super::groups::Group;

/// The manifest of a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// The name of its folder, such as `hire`.
    pub name: String,
    /// What it is called, such as `Feishu / Lark Recruiting`.
    pub title: String,
    /// What its operations are for.
    pub description: String,
    /// Its crate, such as `feishu-hire`.
    pub krate: String,
    /// The version that most callers want, such as `v1`.
    pub main: String,
    /// The groups of its resources, by name. Without any, no part of the crate needs a feature.
    pub groups: Vec<Group>,
}

impl Product {
    /// The crate as Rust calls it, such as `feishu_hire`.
    pub fn library(&self) -> String {
        self.krate.replace('-', "_")
    }

    /// The group that has this resource.
    pub fn group_of(&self, resource: &str) -> Option<&str> {
        let has = |group: &&Group| group.resources.iter().any(|name| name == resource);
        self.groups.iter().find(has).map(|group| group.name.as_str())
    }
}
