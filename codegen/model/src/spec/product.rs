//! `product.yaml` as written: what makes a folder of specs a product.

use crate::diagnostic::{Span, Spanned};
use crate::model::Product;
use crate::space::is_version;
use crate::spec::emulate::{self, EMULATE, KindEntry};
use crate::spec::groups::{self, GROUPS, GroupEntry};
use crate::spec::node::Node;
use crate::spec::reader::{Reader, Table};
use crate::spec::shape::{Form, Shape, required};

/// The name of the file.
pub(crate) const FILE: &str = "product.yaml";

/// The file `product.yaml`.
pub(crate) static PRODUCT: Shape = Shape {
    name: "product",
    keys: &[
        required(
            "product",
            Form::Matching("^[a-z][a-z0-9_]*$"),
            "The name of the product, which is that of its folder, of its feature of the crate `feishu`, and of its operations.",
        ),
        required(
            "title",
            Form::Text,
            "What the product is called, such as Feishu / Lark Recruiting.",
        ),
        required(
            "description",
            Form::Text,
            "What its operations are for, in a sentence or two of our own English.",
        ),
        required(
            "crate",
            Form::Matching("^[a-z][a-z0-9]*(-[a-z0-9]+)*$"),
            "The name of its crate.",
        ),
        required(
            "main",
            Form::Matching("^v[0-9]+$"),
            "The version of its API that most callers want.",
        ),
        GROUPS,
        EMULATE,
    ],
};

/// The file, with the places of what is compared with something else.
#[derive(Debug)]
pub struct ProductFile {
    /// Its facts.
    pub product: Product,
    /// The value of `product`.
    pub name: Span,
    /// The value of `crate`.
    pub krate: Span,
    /// The value of `main`.
    pub main: Span,
    /// The groups of resources.
    pub(crate) groups: Vec<GroupEntry>,
    /// What the emulator keeps.
    pub(crate) kinds: Vec<KindEntry>,
}

/// Whether the file at this path describes a product: an operation may have the method `product`.
pub(crate) fn is_product(path: &str) -> bool {
    let mut segments = path.rsplit('/');
    let (name, above) = (segments.next(), segments.nth(1).unwrap_or_default());
    name == Some(FILE) && !is_version(above)
}

/// Reads the file. Nothing comes back when a fact is missing; that was reported.
pub fn read(reader: &mut Reader<'_>, node: &Node, owner: Span) -> Option<ProductFile> {
    let table = reader.table(node, &PRODUCT, owner)?;
    let [name, title, description, krate, main] =
        ["product", "title", "description", "crate", "main"].map(|key| text(reader, table, key));
    let kinds = table.get("emulate").map(|node| emulate::read(reader, node)).unwrap_or_default();
    let groups = table.get("groups").map(|node| groups::read(reader, node)).unwrap_or_default();
    let (name, krate, main) = (name?, krate?, main?);
    Some(ProductFile {
        name: name.span,
        krate: krate.span,
        main: main.span,
        kinds,
        product: Product {
            name: name.value,
            title: title?.value,
            description: description?.value,
            krate: krate.value,
            main: main.value,
            groups: groups.iter().map(GroupEntry::group).collect(),
        },
        groups,
    })
}

fn text(reader: &mut Reader<'_>, table: Table<'_>, key: &str) -> Option<Spanned<String>> {
    table.get(key).and_then(|node| reader.text(node))
}

#[cfg(test)]
mod tests {
    use super::is_product;

    #[test]
    fn a_method_may_be_called_product() {
        assert!(is_product("spec/hire/product.yaml") && is_product("tests/v/product.yaml"));
        assert!(
            !is_product("spec/mdm/v1/item/product.yaml") && !is_product("spec/hire/types.yaml")
        );
    }
}
