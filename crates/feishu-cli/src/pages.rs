//! Paged responses.

use std::ops::ControlFlow;

use feishu_core::paging::{Items, JsonPage, Next, Pages};
use feishu_core::{Client, Error, ErrorKind, Json, Response};

use crate::failure::{Failure, Paged};
use crate::request::Request;
use crate::sample;

pub(crate) use feishu_core::paging::MAX_PAGES;

/// The next page after one that was requested alone, as the core reads it.
///
/// # Errors
/// A page that says that there is more, without a token for it.
pub(crate) fn after(data: &Json, sent: Option<&str>) -> Result<Option<String>, Failure> {
    let lost = |why: &str| {
        Err(Failure::Incomplete(format!(
            "the list is incomplete: the server says that there is more, but {why}"
        )))
    };
    match data.as_object().map(Next::of_object) {
        None | Some(Ok(Next::End)) => Ok(None),
        Some(Ok(Next::Page(token))) if Some(token.as_str()) == sent => {
            lost("its page_token leads back to the page that was read")
        }
        Some(Ok(Next::Page(token))) => Ok(Some(token.into_string())),
        Some(Ok(Next::NoToken)) => lost("gives no page_token for it"),
        Some(Err(_)) => lost("its paging fields cannot be read"),
    }
}

/// Passes each item of each page to `each`, until it stops or there are no more.
///
/// # Errors
/// The error contains what was read before, and the token to continue with.
pub(crate) async fn walk(
    client: &Client,
    request: &Request,
    max: u64,
    mut each: impl FnMut(Json) -> ControlFlow<()>,
) -> Result<(), Paged> {
    let mut items = items(client, request).max_pages(max);
    while let Some(item) = items.next().await {
        match item {
            Ok(item) => {
                if each(item).is_break() {
                    break;
                }
            }
            Err(error) => return Err(ended(error, max)),
        }
    }
    Ok(())
}

fn ended(error: Error, max: u64) -> Paged {
    let read = error.list_position().cloned().unwrap_or_default();
    let (pages, page_token) = (read.pages, read.next_token);
    let is_limit =
        error.kind() == ErrorKind::IncompleteList && pages == max && page_token.is_some();
    let why = match is_limit {
        true => Failure::Incomplete(format!(
            "the list is incomplete: the server says that there is more after {max} pages; \
             --max-pages allows more"
        )),
        false => error.into(),
    };
    Paged { why, pages, page_token }
}

/// All items of all pages.
fn items(client: &Client, request: &Request) -> Items<Json> {
    let (client, request) = (client.clone(), request.clone());
    let first = request.query.get("page_token").and_then(Json::as_str).map(str::to_owned);
    let operation = request.contract.operation;
    let fetch = move |token| page(client.clone(), request.clone(), token);
    Pages::new(operation, first, fetch).into_items()
}

async fn page(
    client: Client,
    request: Request,
    token: Option<String>,
) -> Result<Response<JsonPage>, Error> {
    let mut request = request;
    if let Some(token) = token {
        request.query.insert("page_token", Json::String(token));
    }
    let items = request.contract.items.unwrap_or("items");
    let call = request.call_without_file(&client);
    let response = sample::noticed(call.send::<JsonPage>().await?);
    Ok(response.map(|page| page.with_items_of(items)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_page_leads_on_or_is_the_last_or_is_incomplete() {
        for (page, expected) in [
            (json!({ "has_more": true, "page_token": "t" }), Some(Some("t"))),
            (json!({ "has_more": "true", "page_token": 7 }), Some(Some("7"))),
            (json!({ "has_more": 1, "page_token": "t" }), Some(Some("t"))),
            (json!({ "has_more": 0, "page_token": "t" }), Some(None)),
            (json!({ "page_token": "t" }), Some(None)),
            (json!({}), Some(None)),
            (json!(null), Some(None)),
            (json!({ "has_more": true }), None),
            (json!({ "has_more": true, "page_token": "" }), None),
            (json!({ "has_more": true, "page_token": "sent" }), None),
            (json!({ "has_more": [], "page_token": "t" }), None),
        ] {
            match (after(&page, Some("sent")), expected) {
                (Ok(found), Some(expected)) => assert_eq!(found.as_deref(), expected, "{page}"),
                (Err(failure), None) => assert_eq!(failure.status(), 8, "{page}"),
                (found, _) => panic!("{page}: {found:?}"),
            }
        }
    }
}
