//! Answers that come in pages.
//!
//! A stream ends when a page says that there is no more, when it leads nowhere, or when it leads back
//! to a page that was seen: an answer that says "more" for ever does not keep a caller for ever. An
//! error in the middle is an error, and then the end.

use std::collections::HashSet;
use std::pin::pin;

use futures_util::stream::{self, Stream, StreamExt, TryStreamExt};

use crate::{Error, Response};

/// What a page says of itself.
pub trait Page {
    /// What the list holds.
    type Item;

    /// What leads to the next page, if the page says that there is one.
    fn next_token(&self) -> Option<&str>;

    /// What the page holds.
    fn into_items(self) -> Vec<Self::Item>;
}

/// Every page, from the one that `first` leads to; `None` leads to the first of all.
pub fn pages<P: Page, F: Future<Output = Result<Response<P>, Error>>>(
    first: Option<String>,
    fetch: impl FnMut(Option<String>) -> F,
) -> impl Stream<Item = Result<Response<P>, Error>> {
    let start = (fetch, Some(first), HashSet::new());
    stream::try_unfold(start, |(mut fetch, next, mut seen)| async move {
        let Some(token) = next else { return Ok(None) };
        seen.extend(token.clone());
        let page = fetch(token).await?;
        let next = page.next_token().filter(|token| !token.is_empty() && !seen.contains(*token));
        let next = next.map(|token| Some(token.to_owned()));
        Ok(Some((page, (fetch, next, seen))))
    })
}

/// Every item of every page.
pub fn items<P: Page>(
    pages: impl Stream<Item = Result<Response<P>, Error>>,
) -> impl Stream<Item = Result<P::Item, Error>> {
    pages.map_ok(|page| stream::iter(page.into_inner().into_items()).map(Ok)).try_flatten()
}

/// The first item that is `wanted`. No page is fetched beyond the one that holds it.
///
/// # Errors
/// An error of a page that had to be looked through.
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
