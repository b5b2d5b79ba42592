//! Paged lists: streams of their pages or items, and how each page leads to the next.
//!
//! A stream ends when the server says that there is no more. If the server says that there is more
//! but the list cannot be read further, the stream ends with an error of the kind
//! [`ErrorKind::IncompleteList`], after everything that was read. So a caller never mistakes a part
//! of a list for the whole.
//!
//! The list ends when `has_more` is not true. It is an error if the server says "more" with no
//! token, an empty one, or one that it gave before; so are 10,000 pages, and more than 100
//! consecutive pages without new items. Both limits can be changed. To detect repetition, a stream
//! keeps two hashes of each page.

mod json;
mod next;
mod position;
mod seen;
mod stream;

use std::pin::pin;

use futures_util::stream::{Stream, TryStreamExt};

use crate::Error;

pub use json::JsonPage;
pub use next::{Next, PageToken};
pub use position::ListPosition;
pub use stream::{Items, MAX_EMPTY_PAGES, MAX_PAGES, Pages};

#[cfg(doc)]
use crate::ErrorKind;

/// One page of a list.
pub trait Page {
    /// Type of the items of the list.
    type Item;

    /// How the list continues after this page.
    fn next(&self) -> Next;

    /// The items of the page.
    fn items(&self) -> &[Self::Item];

    /// The items of the page, by value.
    fn into_items(self) -> Vec<Self::Item>;
}

/// The first item that is `wanted`; `None` only if the whole list was read and has none. Fetches no
/// page after the one with the item.
///
/// # Errors
/// The error of a page that had to be searched, and [`ErrorKind::IncompleteList`] if the list could
/// not be read to its end.
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
