//! Lists that come in pages: streams of their pages or items, and what a page says of the rest.
//!
//! A stream ends when the server says that there is no more. A list that says that there is more and
//! cannot be read on ends with an error of the kind [`ErrorKind::IncompleteList`], after everything
//! that was read: a caller never takes a part of a list for the whole.
//!
//! The list ends when `has_more` is not true. A server that says "more" with no token, an empty
//! one, or one that was seen before is an error, after the items that were read. So are 10,000
//! pages, and more than 100 pages in a row that bring nothing new; both limits can be changed. To
//! notice a repetition, a stream keeps two hashes of each page.

mod json;
mod next;
mod seen;
mod stream;

use std::pin::pin;

use futures_util::stream::{Stream, TryStreamExt};

use crate::Error;

pub use json::JsonPage;
pub use next::{Next, PageToken};
pub use stream::{Items, MAX_EMPTY_PAGES, MAX_PAGES, Pages};

#[cfg(doc)]
use crate::ErrorKind;

/// One page of a list.
pub trait Page {
    /// What the list holds.
    type Item;

    /// What the page says of the rest of the list.
    fn next(&self) -> Next;

    /// What the page holds.
    fn items(&self) -> &[Self::Item];

    /// What the page holds, by value.
    fn into_items(self) -> Vec<Self::Item>;
}

/// How far a list was read when an error ended it: see [`Error::list_position`].
///
/// Everything that counts here came out of the stream before the error did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListPosition {
    /// Pages that were read.
    pub pages: u64,
    /// Items that were on them.
    pub items: u64,
    /// The `page_token` of the page that was not read: a query with it goes on from there. `None` if
    /// that is the first page of the list, or if nothing leads on.
    pub next_token: Option<String>,
}

impl ListPosition {
    /// What was read, in words, as messages say it.
    pub(crate) fn amount(&self) -> String {
        let many = |count, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
        format!("{} with {}", many(self.pages, "page"), many(self.items, "item"))
    }
}

/// The first item that is `wanted`; `None` only if the whole list was read and has none. No page is
/// fetched beyond the one that holds it.
///
/// # Errors
/// An error of a page that had to be looked through, and
/// [`ErrorKind::IncompleteList`] when the list could not be read to its end.
pub async fn find<T>(
    items: impl Stream<Item = Result<T, Error>>,
    wanted: impl Fn(&T) -> bool,
) -> Result<Option<T>, Error> {
    let mut items = pin!(items);
    while let Some(item) = items.try_next().await? {
        if wanted(&item) {
            return Ok(Some(item));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests;
