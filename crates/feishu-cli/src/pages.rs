//! Answers that come in pages.

use feishu_core::paging::{self, Page};
use feishu_core::{Client, Error, Json, Stream};
use serde::Deserialize;

use crate::request::Request;

/// A page of any operation.
#[derive(Deserialize)]
struct AnyPage {
    #[serde(flatten)]
    data: serde_json::Map<String, Json>,
    #[serde(skip)]
    items: &'static str,
}

impl Page for AnyPage {
    type Item = Json;

    fn next_token(&self) -> Option<&str> {
        let more = self.data.get("has_more").and_then(Json::as_bool) == Some(true);
        self.data.get("page_token").and_then(Json::as_str).filter(|_| more)
    }

    fn into_items(mut self) -> Vec<Json> {
        match self.data.remove(self.items) {
            Some(Json::Array(items)) => items,
            _ => Vec::new(),
        }
    }
}

/// What leads to the next page.
pub(crate) fn next(data: &Json) -> Option<&str> {
    let more = data["has_more"] == true;
    data["page_token"].as_str().filter(|token| more && !token.is_empty())
}

/// Every item of every page.
pub(crate) fn items(client: &Client, request: &Request) -> impl Stream<Item = Result<Json, Error>> {
    let first = request.query.get("page_token").and_then(Json::as_str).map(str::to_owned);
    paging::items(paging::pages(first, move |token| page(client, request, token)))
}

async fn page(
    client: &Client,
    request: &Request,
    token: Option<String>,
) -> Result<feishu_core::Response<AnyPage>, Error> {
    let contract = request.contract;
    let mut query = request.query.clone();
    query.extend(token.map(|token| ("page_token".to_owned(), Json::String(token))));
    let mut call = client.call(contract.operation, &feishu_core::CallOptions::new());
    for (name, value) in &request.path {
        call = call.path(*name, value);
    }
    call = call.query(&Json::Object(query));
    if contract.request.is_some() {
        call = call.json(&request.body);
    }
    let items = contract.items.unwrap_or("items");
    Ok(call.send::<AnyPage>().await?.map(|page| AnyPage { items, ..page }))
}
