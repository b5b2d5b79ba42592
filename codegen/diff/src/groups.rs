//! What a program loses that turns on only some groups of a product: types that no operation of a group uses any more.
//! That a resource moved to another group, and took its types along, is a change of the product.

use std::collections::{BTreeMap, BTreeSet};

use super::change::Touch;
use super::findings::Findings;
use super::rules;
use super::types::site;
use crate::model::{Api, Groups, Product};

/// Compares the groups of all types that were there and still are.
pub(super) fn compare(findings: &mut Findings<'_>, was: &Product, is: &Product) {
    if was.groups.is_empty() {
        return;
    }
    let groups = |calls: &mut dyn Iterator<Item = &Touch>| -> BTreeSet<&str> {
        let resources = calls.filter_map(|call| call.operation.split('.').nth(2));
        let group = |resource| was.group_of(resource).or_else(|| is.group_of(resource));
        resources.filter_map(group).collect()
    };
    let still_there: BTreeMap<_, _> = types(findings.new).collect();
    for (name, _) in types(findings.old) {
        let now = findings.names.now(name).to_owned();
        let Some(Groups::Any(there)) = still_there.get(now.as_str()) else { continue };
        let before = groups(&mut findings.reach.0.calls(name));
        let after = groups(&mut findings.reach.1.calls(&now));
        for group in &before - &after {
            let still_is = is.groups.iter().any(|known| known.name == group);
            if still_is && !there.contains(group) {
                let text = format!("no call of the group `{group}` uses `{now}` any more");
                let site = site(findings, name, &now, "");
                findings.part(&rules::TYPE_LEFT_GROUP, &site, "", text);
            }
        }
    }
}

/// The declared types, with the groups that have them.
fn types(api: &Api) -> impl Iterator<Item = (&str, &Groups)> {
    let ids = api.ids.iter().map(|id| (id.name.as_str(), &id.groups));
    let objects = api.objects.iter().map(|object| (object.name.as_str(), &object.groups));
    let enums = api.enums.iter().map(|declared| (declared.name.as_str(), &declared.groups));
    ids.chain(objects).chain(enums)
}
