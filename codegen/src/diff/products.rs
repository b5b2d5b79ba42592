//! What a product is called. Its operations are compared one by one.

use super::findings::Findings;
use super::rules;

/// What these changes belong to.
pub(super) fn is_one(owner: &str) -> bool {
    owner.starts_with("product ")
}

/// Compares the words of the products that are in both.
pub(super) fn compare(findings: &mut Findings<'_>) {
    let (old, new) = (findings.old, findings.new);
    for was in &old.products {
        let Some(is) = new.products.iter().find(|is| is.name == was.name) else { continue };
        let owner = format!("product {}", was.name);
        for (path, was, is) in
            [("/title", &was.title, &is.title), ("/description", &was.description, &is.description)]
        {
            if was != is {
                let text = format!("the {} changed", &path[1..]);
                findings.call(&rules::TEXT_CHANGED, &owner, path, text);
            }
        }
    }
}
