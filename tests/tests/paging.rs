//! Query parameters on the wire, and paged responses.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::sync::atomic::{AtomicUsize, Ordering};

use feishu_hire::{
    BatchQueryExternalOffer, BatchQueryExternalOfferQuery, Client, Error, ErrorKind,
    ListExternalApplicationQuery,
};
use feishu_tests::recorder::Recorder;
use futures_util::{StreamExt, TryStreamExt};

const TOKEN: &str = r#"{"code":0,"msg":"ok","tenant_access_token":"t-recorded","expire":7200}"#;

/// A server that responds to the calls with these bodies in turn, and refuses all later ones: a
/// client that continues fails a test instead of hanging it.
async fn answering(bodies: &[&str]) -> (Recorder, Client) {
    let calls = AtomicUsize::new(0);
    let bodies: Vec<_> = bodies.iter().map(|&body| body.to_owned()).collect();
    let server = Recorder::start(move |request| {
        if request.line.contains("/tenant_access_token/") {
            return (200, TOKEN.to_owned());
        }
        let call = calls.fetch_add(1, Ordering::SeqCst);
        match bodies.get(call) {
            Some(body) => (200, body.clone()),
            None => (400, r#"{"code":4000000,"msg":"asked too often"}"#.to_owned()),
        }
    })
    .await
    .expect("a server");
    let client = Client::builder("cli_wire", "wire-secret")
        .base_url(&server.base_url())
        .build()
        .expect("a client");
    (server, client)
}

fn lines(server: &Recorder) -> Vec<String> {
    server.calls().into_iter().map(|request| request.line.replace(" HTTP/1.1", "")).collect()
}

/// The ids of all applications, as far as they can be read, and the error if there is one.
async fn ids(client: &Client) -> (Vec<String>, Option<Error>) {
    let query = ListExternalApplicationQuery::new("t/1").page_size(2);
    let mut items = client.external_application().list_items(&query);
    let mut ids = Vec::new();
    while let Some(item) = items.next().await {
        match item {
            Ok(item) => ids.push(item.id.expect("an id").into_string()),
            Err(error) => return (ids, Some(error)),
        }
    }
    (ids, None)
}

#[tokio::test]
async fn query_parameters_are_encoded_and_what_is_absent_is_not_sent() {
    let (server, client) = answering(&[r#"{"code":0,"msg":"ok","data":{}}"#; 2]).await;
    let query = ListExternalApplicationQuery::new("a&b=c/张").page_token("x+y=");
    client.external_application().list(&query).await.expect("answered");
    let offers = client.external_offer();
    let body = BatchQueryExternalOffer::new().external_offer_id_list(["1"]);
    offers.batch_query(&BatchQueryExternalOfferQuery::new(), &body).await.expect("answered");
    assert_eq!(
        lines(&server),
        [
            "GET /open-apis/hire/v1/external_applications?talent_id=a%26b%3Dc%2F%E5%BC%A0&page_token=x%2By%3D",
            "POST /open-apis/hire/v1/external_offers/batch_query",
        ]
    );
    assert_eq!(server.calls()[0].body, b"", "a GET sends no body");
    assert_eq!(server.calls()[0].header("content-type"), None);
    assert_eq!(server.calls()[1].body, br#"{"external_offer_id_list":["1"]}"#);
}

#[tokio::test]
async fn a_query_that_breaks_a_rule_is_not_sent() {
    let (server, client) = answering(&["{}"]).await;
    let query = ListExternalApplicationQuery::new("1").page_size(1_000);
    let error = client.external_application().list(&query).await.expect_err("refused");
    assert_eq!(error.violations().expect("violations").as_slice()[0].pointer, "/page_size");
    let mut pages = client.external_application().list_pages(&query);
    assert!(pages.next().await.expect("an error").is_err());
    assert!(pages.next().await.is_none());
    assert_eq!(server.requests(), []);
}

#[tokio::test]
async fn items_come_page_by_page_until_there_is_no_more() {
    let (server, client) = answering(&[
        r#"{"code":0,"msg":"ok","data":{"items":[{"id":"1"},{"id":"2"}],"has_more":true,"page_token":"two"}}"#,
        r#"{"code":0,"msg":"ok","data":{"has_more":true,"page_token":"three"}}"#,
        r#"{"code":0,"msg":"ok","data":{"items":[{"id":"3"}],"has_more":false,"page_token":"never"}}"#,
    ])
    .await;
    let (ids, error) = ids(&client).await;
    assert_eq!((ids, error.is_none()), (["1", "2", "3"].map(str::to_owned).into(), true));
    let start = "GET /open-apis/hire/v1/external_applications?talent_id=t%2F1&page_size=2";
    assert_eq!(
        lines(&server),
        [start.to_owned(), format!("{start}&page_token=two"), format!("{start}&page_token=three")]
    );
}

#[tokio::test]
async fn nothing_is_fetched_before_it_is_asked_for() {
    let (server, client) =
        answering(&[r#"{"code":0,"msg":"ok","data":{"has_more":true,"page_token":"two"}}"#]).await;
    let query = ListExternalApplicationQuery::new("1");
    let mut pages = client.external_application().list_pages(&query);
    assert_eq!(server.requests(), []);
    pages.next().await.expect("a page").expect("no error");
    assert_eq!(server.calls().len(), 1);
}

#[tokio::test]
async fn a_page_that_leads_nowhere_or_back_is_an_error_after_what_was_read() {
    const CASES: &[&[&str]] = &[
        &[r#"{"code":0,"msg":"ok","data":{"items":[{"id":"1"}],"has_more":true}}"#],
        &[r#"{"code":0,"msg":"ok","data":{"items":[{"id":"1"}],"has_more":true,"page_token":""}}"#],
        &[r#"{"code":0,"msg":"ok","data":{"items":[{"id":"1"}],"has_more":1,"page_token":null}}"#],
        &[
            r#"{"code":0,"msg":"ok","data":{"items":[{"id":"1"}],"has_more":true,"page_token":"a"}}"#,
            r#"{"code":0,"msg":"ok","data":{"items":[{"id":"2"}],"has_more":true,"page_token":"b"}}"#,
            r#"{"code":0,"msg":"ok","data":{"items":[{"id":"3"}],"has_more":true,"page_token":"a"}}"#,
        ],
    ];
    for bodies in CASES {
        let (server, client) = answering(bodies).await;
        let (ids, error) = ids(&client).await;
        assert_eq!(ids, ["1", "2", "3"][..bodies.len()], "each item once, before the error");
        let error = error.expect("an error");
        assert_eq!(error.kind(), ErrorKind::IncompleteList, "{error}");
        assert!(error.to_string().contains("the server said that there is more"), "{error}");
        assert_eq!(error.list_position().expect("a position").items, ids.len() as u64);
        assert_eq!(
            error.operation().expect("an operation").id,
            "hire.v1.external_application.list"
        );
        assert_eq!(server.calls().len(), bodies.len(), "{bodies:?}");
    }
}

#[tokio::test]
async fn a_page_that_does_not_say_that_there_is_more_is_the_last() {
    for more in ["", r#","has_more":null"#, r#","has_more":0"#, r#","has_more":"false""#] {
        let body = format!(
            r#"{{"code":0,"msg":"ok","data":{{"items":[{{"id":"1"}}],"page_token":"two"{more}}}}}"#
        );
        let (server, client) = answering(&[&body]).await;
        let (ids, error) = ids(&client).await;
        assert_eq!((ids.len(), server.calls().len()), (1, 1), "{body}");
        assert!(error.is_none(), "{body}: {error:?}");
    }
}

#[tokio::test]
async fn more_may_be_said_with_a_number_or_a_string() {
    for more in ["1", r#""true""#] {
        let body = format!(
            r#"{{"code":0,"msg":"ok","data":{{"items":[{{"id":"1"}}],"page_token":"two","has_more":{more}}}}}"#
        );
        let last = r#"{"code":0,"msg":"ok","data":{"items":[{"id":"2"}]}}"#;
        let (server, client) = answering(&[&body, last]).await;
        let (ids, error) = ids(&client).await;
        assert_eq!((ids, error.is_none()), (["1", "2"].map(str::to_owned).into(), true), "{body}");
        assert!(server.calls()[1].line.contains("page_token=two"), "{more}");
    }
}

#[tokio::test]
async fn a_list_that_broke_off_can_be_read_on() {
    let (server, client) = answering(&[
        r#"{"code":0,"msg":"ok","data":{"items":[{"id":"1"}],"has_more":true,"page_token":"two"}}"#,
        r#"{"code":1002002,"msg":"broken"}"#,
        r#"{"code":0,"msg":"ok","data":{"items":[{"id":"2"}],"has_more":false}}"#,
    ])
    .await;
    let (_, error) = ids(&client).await;
    let error = error.expect("an error");
    let position = error.list_position().expect("a position");
    assert_eq!((position.pages, position.items), (1, 1));
    let token = position.next_token.as_deref().expect("a token");
    let query = ListExternalApplicationQuery::new("t/1").page_size(2).page_token(token);
    let rest: Vec<_> =
        client.external_application().list_items(&query).try_collect().await.expect("the rest");
    assert_eq!(rest.len(), 1);
    assert_eq!(server.calls()[2].line, server.calls()[1].line, "the page that failed comes again");
}

#[tokio::test]
async fn an_error_in_the_middle_is_an_error_and_then_the_end() {
    let (server, client) = answering(&[
        r#"{"code":0,"msg":"ok","data":{"items":[{"id":"1"}],"has_more":true,"page_token":"two"}}"#,
        r#"{"code":1002002,"msg":"broken"}"#,
    ])
    .await;
    let query = ListExternalApplicationQuery::new("1");
    let items: Vec<_> = client.external_application().list_items(&query).collect().await;
    assert_eq!(items.len(), 2);
    assert!(items[0].is_ok());
    assert_eq!(items[1].as_ref().expect_err("an error").code(), Some(1_002_002));
    assert_eq!(server.calls().len(), 2);
}

/// A stream of items has no response to ask, so it can be asked itself.
#[tokio::test]
async fn what_a_list_loses_is_told_and_does_not_end_it() {
    let first = r#"{"code":0,"msg":"","data":{"items":[{"id":"1"},7,{"id":"2","job_title":{"a":1}}],"has_more":true,"page_token":"n"}}"#;
    let second = r#"{"code":0,"msg":"","data":{"items":[{"id":"3"},null],"has_more":false}}"#;
    let (server, client) = answering(&[first, second]).await;
    let query = ListExternalApplicationQuery::new("1");
    let mut items = client.external_application().list_items(&query);
    let mut ids = Vec::new();
    while let Some(item) = items.next().await {
        ids.push(item.expect("an item").id.expect("an id").into_string());
    }
    let lost: Vec<_> = items.lost().iter().map(|lost| lost.path().to_owned()).collect();
    assert_eq!(
        (ids, lost.as_slice()),
        (
            vec!["1".to_owned(), "2".to_owned(), "3".to_owned()],
            &["data.items[1]".to_owned(), "data.items[2].job_title".to_owned()][..],
        )
    );
    assert_eq!(lines(&server).len(), 2);
}

/// It may have gone on there.
#[tokio::test]
async fn a_list_whose_way_on_is_lost_is_incomplete() {
    for data in [
        r#"{"items":[{"id":"1"}],"has_more":"maybe","page_token":"n"}"#,
        r#"{"items":[{"id":"1"}],"has_more":"","page_token":"n"}"#,
        r#"{"items":[{"id":"1"}],"has_more":true,"page_token":[1]}"#,
        "\"text\"",
        "7",
    ] {
        let (server, client) =
            answering(&[&format!(r#"{{"code":0,"msg":"","data":{data}}}"#)]).await;
        let (ids, error) = ids(&client).await;
        assert_eq!(ids.len(), usize::from(data.starts_with('{')), "{data}");
        assert_eq!(error.expect("an error").kind(), ErrorKind::IncompleteList, "{data}");
        assert_eq!(lines(&server).len(), 1);
    }
}
