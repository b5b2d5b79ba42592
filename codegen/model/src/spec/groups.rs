//! `groups:` of a product as written: the resources of each.

use crate::diagnostic::Spanned;
use crate::model::Group;
use crate::spec::node::Node;
use crate::spec::reader::Reader;
use crate::spec::shape::{Form, Key, optional};

/// The key `groups` of a product.
pub(super) const GROUPS: Key = optional(
    "groups",
    Form::Named(&Form::List(&Form::Text)),
    "Parts of the crate that programs may leave out, each a feature with the resources that it turns on. With groups, each \
     resource is in one.",
);

/// A group as written.
#[derive(Debug)]
pub(crate) struct GroupEntry {
    pub(crate) name: Spanned<String>,
    pub(crate) resources: Vec<Spanned<String>>,
}

impl GroupEntry {
    pub(super) fn group(&self) -> Group {
        let resources = self.resources.iter().map(|resource| resource.value.clone());
        Group { name: self.name.value.clone(), resources: resources.collect() }
    }
}

/// Reads the groups, by name.
pub(super) fn read(reader: &mut Reader<'_>, node: &Node) -> Vec<GroupEntry> {
    let mut groups = Vec::new();
    for (name, node) in reader.named(node, "group") {
        let resources = reader.list(node).iter().filter_map(|node| reader.text(node)).collect();
        groups.push(GroupEntry { name: name.clone(), resources });
    }
    groups.sort_by(|a, b| a.name.value.cmp(&b.name.value));
    groups
}
