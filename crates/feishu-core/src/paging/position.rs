//! How far a list was read.

/// How far a list was read when an error ended it: see
/// [`Error::list_position`](crate::Error::list_position).
///
/// All pages and items counted here came out of the stream before the error.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListPosition {
    /// Pages that were read.
    pub pages: u64,
    /// Number of items on them.
    pub items: u64,
    /// The `page_token` of the next page; a query with it continues there. `None` if that is the
    /// first page of the list, or if there is no token for it.
    pub next_token: Option<String>,
}

impl ListPosition {
    /// The position in words, as used in messages.
    pub(crate) fn amount(&self) -> String {
        let many = |count, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
        format!("{} with {}", many(self.pages, "page"), many(self.items, "item"))
    }
}
