//! Streams of pages and of items.

use std::fmt;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_util::stream::{Stream, StreamExt};

use super::seen::Seen;
use super::{ListPosition, Next, Page, PageToken};
use crate::future::BoxFuture;
use crate::operation::OperationRef;
use crate::wire::MAX_LOST;
use crate::{Error, Mismatch, Response};

/// Default of [`Pages::max_pages`].
pub const MAX_PAGES: u64 = 10_000;

/// Default of [`Pages::max_empty_pages`].
pub const MAX_EMPTY_PAGES: u64 = 100;

type Fetched<P> = Result<Response<P>, Error>;

/// All pages of a list, as a stream that requests a page when it is polled.
///
/// It owns its data and is `Unpin` and `Send`, so it can be kept in a struct, sent to a task, and
/// read without pinning. It ends after the last page, or with an error:
///
/// - A page could not be read. [`Error::list_position`] says how far the list was read, and with
///   which `page_token` to continue.
/// - [`ErrorKind::IncompleteList`](crate::ErrorKind::IncompleteList): the server says that there is
///   more, but gives no page token or one that it gave before; or too many consecutive pages
///   contain nothing new; or there are more pages than [`max_pages`](Self::max_pages).
///
/// ```
/// use feishu_core::paging::{Page, Pages};
/// use feishu_core::Error;
///
/// async fn count<P: Page>(pages: Pages<P>) -> Result<usize, Error> {
///     let (mut pages, mut count) = (pages.max_pages(100), 0);
///     while let Some(page) = pages.next().await {
///         count += page?.items().len();
///     }
///     Ok(count)
/// }
/// ```
#[must_use = "no page is asked for before the stream is polled"]
pub struct Pages<P> {
    operation: OperationRef,
    fetch: Box<dyn FnMut(Option<String>) -> BoxFuture<'static, Fetched<P>> + Send>,
    state: State<P>,
    position: ListPosition,
    max_pages: u64,
    max_empty_pages: u64,
    pub(super) seen: Seen,
    /// Pages since the last one that contained something new.
    empty_pages: u64,
}

enum State<P> {
    /// The next poll requests the page at the position.
    Due,
    Asked(BoxFuture<'static, Fetched<P>>),
    /// The last permitted page was read, and the list continues.
    CutShort(Error),
    Ended,
}

impl<P: Page> Pages<P> {
    /// The pages of `operation`, starting at the token `first`; `None` is the first page of the
    /// list. `fetch` requests the page of a token.
    pub fn new<F>(
        operation: impl Into<OperationRef>,
        first: Option<String>,
        mut fetch: impl FnMut(Option<String>) -> F + Send + 'static,
    ) -> Self
    where
        F: Future<Output = Result<Response<P>, Error>> + Send + 'static,
    {
        let mut seen = Seen::default();
        if let Some(first) = &first {
            seen.token(first);
        }
        Self {
            operation: operation.into(),
            fetch: Box::new(move |token| Box::pin(fetch(token))),
            state: State::Due,
            position: ListPosition { next_token: first, ..ListPosition::default() },
            max_pages: MAX_PAGES,
            max_empty_pages: MAX_EMPTY_PAGES,
            seen,
            empty_pages: 0,
        }
    }

    /// Reads at most this many pages, and at least one. If there are more, the stream ends with an
    /// error that says so. This also bounds memory: a stream remembers sixteen bytes of each page.
    pub fn max_pages(mut self, pages: u64) -> Self {
        self.max_pages = pages;
        self
    }

    /// How many consecutive pages may contain nothing new: no items, or the content of an earlier
    /// page. A few are normal, because some servers filter pages after cutting them.
    pub fn max_empty_pages(mut self, pages: u64) -> Self {
        self.max_empty_pages = pages;
        self
    }

    /// How far the list was read: the pages that came out of the stream, and the token of the next.
    pub fn position(&self) -> &ListPosition {
        &self.position
    }

    /// The next page; `None` at the end. Like [`StreamExt::next`], but needs no import.
    pub async fn next(&mut self) -> Option<Result<Response<P>, Error>> {
        StreamExt::next(self).await
    }

    /// The items of the pages.
    pub fn into_items(self) -> Items<P::Item>
    where
        P: 'static,
    {
        Items { pages: Box::new(self), ready: Vec::new().into_iter(), lost: Vec::new() }
    }

    /// Records a page, or the failure to get one.
    fn arrived(&mut self, fetched: Fetched<P>) -> Fetched<P> {
        let page = match fetched {
            Ok(page) => page,
            Err(error) => return Err(error.in_list(self.position.clone())),
        };
        let items = u64::try_from(page.items().len()).unwrap_or(u64::MAX);
        self.position.pages += 1;
        self.position.items = self.position.items.saturating_add(items);
        self.position.next_token = None;
        match page.next() {
            _ if let Some(lost) = page.lost().iter().find(|lost| leads_nowhere(lost.path())) => {
                self.incomplete(&format!("it cannot be read whether there is more ({lost})"));
            }
            Next::End => {}
            Next::NoToken => self.cut_short("gave no page token"),
            Next::Page(token) => self.leads_on(&page, token, items == 0),
        }
        Ok(page)
    }

    fn leads_on(&mut self, page: &Response<P>, token: PageToken, is_empty: bool) {
        if !self.seen.token(token.as_str()) {
            return self.cut_short("gave a page token that it gave before");
        }
        let is_new = self.seen.page(page.body(), token.as_str()) && !is_empty;
        self.empty_pages = if is_new { 0 } else { self.empty_pages + 1 };
        self.position.next_token = Some(token.into_string());
        if self.empty_pages > self.max_empty_pages {
            let pages = self.empty_pages;
            self.cut_short(&format!("its last {pages} pages brought nothing new"));
        } else if self.position.pages >= self.max_pages {
            self.cut_short("no more pages may be read: max_pages of the stream raises the limit");
        } else {
            self.state = State::Due;
        }
    }

    /// There is more, and no way to read it.
    fn cut_short(&mut self, why: &str) {
        self.incomplete(&format!("the server said that there is more, but {why}"));
    }

    fn incomplete(&mut self, why: &str) {
        let error = Error::incomplete_list(&self.operation, why, self.position.clone());
        self.state = State::CutShort(error);
    }
}

impl<P: Page> Stream for Pages<P> {
    type Item = Result<Response<P>, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        if matches!(this.state, State::Due) {
            this.state = State::Asked((this.fetch)(this.position.next_token.clone()));
        }
        if let State::Asked(asked) = &mut this.state {
            let fetched = ready!(asked.as_mut().poll(cx));
            // Assumed to be the end, unless the result changes it.
            this.state = State::Ended;
            return Poll::Ready(Some(this.arrived(fetched)));
        }
        match mem::replace(&mut this.state, State::Ended) {
            State::CutShort(error) => Poll::Ready(Some(Err(error))),
            _ => Poll::Ready(None),
        }
    }
}

impl<P> fmt::Debug for Pages<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("operation", &self.operation.id)
            .field("position", &self.position)
            .finish_non_exhaustive()
    }
}

/// Whether a list cannot be continued without what was at this place: the whole response, or a field of paging.
fn leads_nowhere(path: &str) -> bool {
    matches!(
        path.strip_prefix("data").unwrap_or(path),
        "" | ".has_more" | ".page_token" | "has_more" | "page_token"
    )
}

/// All items of all pages of a list, as a stream. The documentation of [`Pages`] applies to it,
/// too.
///
/// ```
/// use feishu_core::paging::Items;
/// use feishu_core::Error;
///
/// async fn print(mut items: Items<String>) -> Result<(), Error> {
///     while let Some(item) = items.next().await {
///         println!("{}", item?);
///     }
///     Ok(())
/// }
/// ```
#[must_use = "no page is asked for before the stream is polled"]
pub struct Items<T> {
    pages: Box<dyn Source<T> + Send>,
    ready: std::vec::IntoIter<T>,
    lost: Vec<Mismatch>,
}

/// A page that was read.
struct Read<T> {
    items: Vec<T>,
    lost: Vec<Mismatch>,
}

/// Pages of which only the type of the items is known.
trait Source<T> {
    fn poll_page(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Read<T>, Error>>>;
    fn limits(&mut self) -> (&mut u64, &mut u64);
}

impl<P: Page> Source<P::Item> for Pages<P> {
    fn poll_page(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Read<P::Item>, Error>>> {
        let page = ready!(self.poll_next_unpin(cx));
        let read = |page: Response<P>| Read {
            lost: page.lost().to_vec(),
            items: page.into_inner().into_items(),
        };
        Poll::Ready(page.map(|page| page.map(read)))
    }

    fn limits(&mut self) -> (&mut u64, &mut u64) {
        (&mut self.max_pages, &mut self.max_empty_pages)
    }
}

impl<T> Items<T> {
    /// Reads at most this many pages: see [`Pages::max_pages`].
    pub fn max_pages(mut self, pages: u64) -> Self {
        *self.pages.limits().0 = pages;
        self
    }

    /// How many consecutive pages may contain nothing new: see [`Pages::max_empty_pages`].
    pub fn max_empty_pages(mut self, pages: u64) -> Self {
        *self.pages.limits().1 = pages;
        self
    }

    /// What could not be read of the pages so far, as [`Response::lost`] lists it of one: at most the
    /// first thousand. Each path is that in the response of its page.
    pub fn lost(&self) -> &[Mismatch] {
        &self.lost
    }

    /// The next item; `None` at the end. Like [`StreamExt::next`], but needs no import.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        StreamExt::next(self).await
    }
}

/// Items are moved out, never pinned.
impl<T> Unpin for Items<T> {}

impl<T> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(item) = this.ready.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(this.pages.poll_page(cx)) {
                Some(Ok(page)) => {
                    this.ready = page.items.into_iter();
                    let room = MAX_LOST.saturating_sub(this.lost.len());
                    this.lost.extend(page.lost.into_iter().take(room));
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("ready", &self.ready.len()).finish_non_exhaustive()
    }
}
