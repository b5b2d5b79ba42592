//! What a product is.

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
}

impl Product {
    /// The crate as Rust calls it, such as `feishu_hire`.
    pub fn library(&self) -> String {
        self.krate.replace('-', "_")
    }
}
