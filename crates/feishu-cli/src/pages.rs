//! Responses that come in pages.

use std::collections::HashSet;
use std::ops::ControlFlow;

use feishu_core::{CallOptions, Client, Json};

use crate::failure::{Failure, Paged};
use crate::request::Request;

/// Pages that are read of one list, unless more are asked for: a server can go on for ever.
pub(crate) const MAX_PAGES: u64 = 10_000;

/// Pages in a row that may bring nothing. Filters leave some empty; so many lead nowhere.
const MAX_EMPTY: u32 = 100;

/// What a page says of the next one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum More {
    /// This is the last.
    No,
    /// What leads to the next.
    Token(String),
    /// There is more, and no way to it.
    Lost,
}

impl More {
    /// Reads it from the `data` of a response. This is the one place where the command does so.
    pub(crate) fn of(data: &Json) -> Self {
        if !is_true(&data["has_more"]) {
            return Self::No;
        }
        match &data["page_token"] {
            Json::String(token) if !token.is_empty() => Self::Token(token.clone()),
            Json::Number(token) => Self::Token(token.to_string()),
            _ => Self::Lost,
        }
    }
}

/// Some endpoints write a boolean as a number or a string.
fn is_true(value: &Json) -> bool {
    match value {
        Json::Bool(value) => *value,
        Json::Number(number) => number.as_f64().is_some_and(|number| number != 0.0),
        Json::String(text) => {
            matches!(text.trim(), "1") || text.trim().eq_ignore_ascii_case("true")
        }
        _ => false,
    }
}

/// The failure of a list that says that there is more.
pub(crate) fn incomplete(why: &str) -> Failure {
    Failure::Incomplete(format!("incomplete: the server says that there is more, {why}"))
}

/// What a page that was asked for alone says of the next one, which leads on or does not.
pub(crate) fn after(data: &Json, sent: Option<&str>) -> Result<Option<String>, Failure> {
    match More::of(data) {
        More::No => Ok(None),
        More::Token(token) if Some(token.as_str()) == sent => Err(again()),
        More::Token(token) => Ok(Some(token)),
        More::Lost => Err(incomplete("but gives no page_token to get it with")),
    }
}

fn again() -> Failure {
    incomplete("but its page_token leads back to a page that was read")
}

/// Hands the items of each page to `each`, until that breaks off or there are no more.
///
/// # Errors
/// With what was read before, and the token to go on with.
pub(crate) async fn walk(
    client: &Client,
    request: &Request,
    max: u64,
    mut each: impl FnMut(Vec<Json>) -> ControlFlow<()>,
) -> Result<(), Paged> {
    let mut token = request.query.get("page_token").and_then(Json::as_str).map(str::to_owned);
    let mut seen: HashSet<String> = token.iter().cloned().collect();
    let (mut pages, mut empty, mut last) = (0, 0, Vec::new());
    loop {
        if pages == max {
            let why = format!("and {max} pages were read; --max-pages allows more");
            return Err(Paged { why: incomplete(&why), pages, page_token: token });
        }
        let mut data = match page(client, request, token.as_deref()).await {
            Ok(data) => data,
            Err(why) => return Err(Paged { why, pages, page_token: token }),
        };
        pages += 1;
        let items = match data.get_mut(request.contract.items.unwrap_or("items")).map(Json::take) {
            Some(Json::Array(items)) => items,
            _ => Vec::new(),
        };
        empty = if items.is_empty() || items == last { empty + 1 } else { 0 };
        last.clone_from(&items);
        if each(items).is_break() {
            return Ok(());
        }
        let lost = |why| Err(Paged { why, pages, page_token: None });
        token = match More::of(&data) {
            More::No => return Ok(()),
            More::Lost => return lost(incomplete("but gives no page_token to get it with")),
            More::Token(next) if !seen.insert(next.clone()) => return lost(again()),
            More::Token(next) => Some(next),
        };
        if empty >= MAX_EMPTY {
            let why = format!("but the last {empty} pages brought nothing new");
            return Err(Paged { why: incomplete(&why), pages, page_token: token });
        }
    }
}

/// The `data` of one page.
async fn page(client: &Client, request: &Request, token: Option<&str>) -> Result<Json, Failure> {
    let contract = request.contract;
    let mut query = request.query.clone();
    query.extend(token.map(|token| ("page_token".to_owned(), token.into())));
    let mut call = client.call(contract.operation, &CallOptions::new());
    for (name, value) in &request.path {
        call = call.path(*name, value);
    }
    call = call.query(&Json::Object(query));
    if contract.request.is_some() {
        call = call.json(&request.body);
    }
    Ok(call.send::<Json>().await?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn has_more_is_read_as_a_boolean_however_it_is_written() {
        for (has_more, more) in [
            (json!(true), true),
            (json!(1), true),
            (json!("true"), true),
            (json!("True"), true),
            (json!("1"), true),
            (json!(false), false),
            (json!(0), false),
            (json!("false"), false),
            (json!("0"), false),
            (json!(""), false),
            (json!(null), false),
        ] {
            let found = More::of(&json!({ "has_more": has_more, "page_token": "t" }));
            let expected = if more { More::Token("t".to_owned()) } else { More::No };
            assert_eq!(found, expected, "{has_more}");
        }
        assert_eq!(More::of(&json!({})), More::No);
    }

    #[test]
    fn more_without_a_usable_token_is_lost_and_no_end() {
        for token in [json!(null), json!(""), json!({}), json!([])] {
            assert_eq!(More::of(&json!({ "has_more": true, "page_token": token })), More::Lost);
        }
        assert_eq!(
            More::of(&json!({ "has_more": true, "page_token": 7 })),
            More::Token("7".to_owned())
        );
        let page = json!({ "has_more": true, "page_token": "t" });
        assert_eq!(after(&page, None).unwrap().as_deref(), Some("t"));
        assert_eq!(after(&page, Some("t")).unwrap_err().status(), 8);
    }
}
