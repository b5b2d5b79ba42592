//! What a product is called. Its operations are compared one by one.

use std::collections::BTreeSet;

use super::findings::Changes;
use super::rules;
use crate::model::Model;

/// What these changes belong to.
fn owner(product: &str) -> String {
    format!("product {product}")
}

/// The resources of all versions of a product.
fn resources<'m>(model: &'m Model, product: &str) -> BTreeSet<&'m str> {
    let versions = model.versions(product).into_iter();
    let operations = versions.flat_map(|api| &api.operations);
    operations.map(|operation| operation.id.resource.as_str()).collect()
}

/// What changed for those who turn on only the features that they need.
fn regrouped(resource: &str, was: Option<&str>, is: Option<&str>) -> Option<String> {
    match (was, is) {
        (None, None) => None,
        (Some(was), Some(is)) if was == is => None,
        (Some(was), Some(is)) => {
            Some(format!("`{resource}` needs the feature `{is}` now, not `{was}`"))
        }
        (None, Some(is)) => Some(format!("`{resource}` needs the feature `{is}` now")),
        (Some(was), None) => {
            Some(format!("`{resource}` needs no feature now, and there is no feature `{was}`"))
        }
    }
}

/// Compares the crates of the operations, where their versions are in them, and the words of the products that are in both.
pub(super) fn compare(changes: &mut Changes, old: &Model, new: &Model) {
    // Pages, and parts of specs, say nothing of products.
    if old.products.is_empty() || new.products.is_empty() {
        return;
    }
    let mut told = BTreeSet::new();
    for was in &old.apis {
        let Some(is) = new.api(&was.space) else { continue };
        let (owner, now) = (owner(&was.space.product), is.module.as_ref());
        if was.library != is.library && told.insert(&was.space.product) {
            let text = format!("the crate is `{}` now, not `{}`", is.library, was.library);
            changes.shared(&rules::CRATE_RENAMED, &owner, "/crate", text);
        }
        if was.module.as_ref() != now {
            let place = now
                .map_or_else(|| "at the root of the crate".to_owned(), |it| format!("in `{it}`"));
            let text = format!("what belongs to {} is {place} now", was.space.version);
            changes.shared(&rules::MODULE_MOVED, &owner, "/main", text);
        }
    }
    for was in &old.products {
        let Some(is) = new.product(&was.name) else { continue };
        let owner = owner(&was.name);
        let both = &resources(old, &was.name) & &resources(new, &was.name);
        for name in both {
            if let Some(text) = regrouped(name, was.group_of(name), is.group_of(name)) {
                changes.shared(&rules::GROUP_CHANGED, &owner, &format!("/groups/{name}"), text);
            }
        }
        for (path, was, is) in
            [("/title", &was.title, &is.title), ("/description", &was.description, &is.description)]
        {
            if was != is {
                let text = format!("the {} changed", path.trim_start_matches('/'));
                changes.shared(&rules::TEXT_CHANGED, &owner, path, text);
            }
        }
    }
}
