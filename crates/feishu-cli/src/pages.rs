//! Responses that come in pages.

use feishu_core::paging::{Items, JsonPage, Next, Pages};
use feishu_core::{Client, Error, Json};

use crate::request::Request;

/// What leads to the next page.
pub(crate) fn next(data: &Json) -> Option<String> {
    match Next::of_object(data.as_object()?) {
        Ok(Next::Page(token)) => Some(token.into_string()),
        _ => None,
    }
}

/// Every item of every page.
pub(crate) fn items(client: &Client, request: &Request) -> Items<Json> {
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
) -> Result<feishu_core::Response<JsonPage>, Error> {
    let contract = request.contract;
    let mut query = request.query;
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
    Ok(call.send::<JsonPage>().await?.map(|page| page.with_items_of(items)))
}
