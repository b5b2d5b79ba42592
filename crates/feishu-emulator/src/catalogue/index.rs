//! What is known of a product before its catalogue is read. The generator writes it as Rust, so a start parses nothing.
//!
//! All of it is in the catalogue, too, which is compared with it when it is read: calls were taken, and objects stored, by
//! what the index said.

/// What is known of a product.
pub(crate) struct Index<'a> {
    /// All else, as JSON.
    pub(crate) catalogue: &'a str,
    /// The scopes that its operations ask for.
    pub(crate) scopes: &'a [&'a str],
    /// The kinds of objects that are kept of it.
    pub(crate) kinds: &'a [Head<'a>],
    pub(crate) routes: &'a [Route<'a>],
}

/// A kind of objects, as far as it can be stored, counted and linked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head<'a> {
    pub(crate) name: &'a str,
    pub(crate) product: &'a str,
    pub(crate) is_file: bool,
}

/// What leads to an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Route<'a> {
    pub(crate) id: &'a str,
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
}

impl Head<'_> {
    /// Name of the list in a seed.
    pub(crate) fn seed_list(&self) -> String {
        seed_list(self.name)
    }
}

/// Name of the list that a seed has for objects of a kind.
pub(crate) fn seed_list(kind: &str) -> String {
    format!("{kind}s")
}
