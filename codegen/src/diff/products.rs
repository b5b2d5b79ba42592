//! What a product is called. Its operations are compared one by one.

use std::collections::BTreeSet;

use super::findings::Findings;
use super::rules;
use crate::model::Api;

/// What these changes belong to.
fn owner(product: &str) -> String {
    format!("product {product}")
}

/// Compares the crates of the operations, and the words of the products that are in both.
pub(super) fn compare(findings: &mut Findings<'_>) {
    let (old, new) = (findings.old, findings.new);
    // Pages, and parts of specs, say nothing of products.
    if old.products.is_empty() || new.products.is_empty() {
        return;
    }
    for project in projects(old).intersection(&projects(new)) {
        let (was, is) = (old.library(project), new.library(project));
        if was != is {
            let text = format!("the crate is `{is}` now, not `{was}`");
            findings.shared(&rules::CRATE_RENAMED, &owner(project), "/crate", text);
        }
    }
    for was in &old.products {
        let Some(is) = new.products.iter().find(|is| is.name == was.name) else { continue };
        let owner = owner(&was.name);
        for (path, was, is) in [
            ("/title", &was.title, &is.title),
            ("/description", &was.description, &is.description),
            ("/main", &was.main, &is.main),
        ] {
            if was != is {
                let text = format!("the {} changed", path.trim_start_matches('/'));
                findings.shared(&rules::TEXT_CHANGED, &owner, path, text);
            }
        }
    }
}

fn projects(api: &Api) -> BTreeSet<&str> {
    api.operations.iter().map(|operation| operation.id.project.as_str()).collect()
}
