//! Query parameters on the wire, and answers that come in pages.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::sync::atomic::{AtomicUsize, Ordering};

use feishu_hire::{
    BatchQueryExternalOffer, BatchQueryExternalOfferQuery, Client, Error,
    ListExternalApplicationQuery,
};
use feishu_tests::recorder::Recorder;
use futures_util::{StreamExt, TryStreamExt};

const TOKEN: &str = r#"{"code":0,"msg":"ok","tenant_access_token":"t-recorded","expire":7200}"#;

/// A server that answers the calls with these bodies in turn, and with the last one from then on.
async fn answering(bodies: &'static [&'static str]) -> (Recorder, Client) {
    let calls = AtomicUsize::new(0);
    let server = Recorder::start(move |request| {
        if request.line.contains("/tenant_access_token/") {
            return (200, TOKEN.to_owned());
        }
        let call = calls.fetch_add(1, Ordering::SeqCst);
        (200, bodies[call.min(bodies.len() - 1)].to_owned())
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

async fn ids(client: &Client) -> Result<Vec<String>, Error> {
    let query = ListExternalApplicationQuery::new("t/1").page_size(2);
    let items = client.external_application().list_items(&query);
    items.map_ok(|item| item.id.expect("an id").into_string()).try_collect().await
}

#[tokio::test]
async fn query_parameters_are_encoded_and_what_is_absent_is_not_sent() {
    let (server, client) = answering(&[r#"{"code":0,"msg":"ok","data":{}}"#]).await;
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
    let mut pages = std::pin::pin!(client.external_application().list_pages(&query));
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
    assert_eq!(ids(&client).await.expect("items"), ["1", "2", "3"]);
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
    let mut pages = std::pin::pin!(client.external_application().list_pages(&query));
    assert_eq!(server.requests(), []);
    pages.next().await.expect("a page").expect("no error");
    assert_eq!(server.calls().len(), 1);
}

#[tokio::test]
async fn a_page_that_leads_nowhere_or_back_ends_the_stream() {
    const ENDS: &[&[&str]] = &[
        &[r#"{"code":0,"msg":"ok","data":{"items":[{"id":"1"}],"has_more":true}}"#],
        &[r#"{"code":0,"msg":"ok","data":{"items":[{"id":"1"}],"has_more":true,"page_token":""}}"#],
        &[r#"{"code":0,"msg":"ok","data":{"items":[{"id":"1"}],"page_token":"two"}}"#],
        &[
            r#"{"code":0,"msg":"ok","data":{"items":[{"id":"1"}],"has_more":null,"page_token":"two"}}"#,
        ],
    ];
    for bodies in ENDS {
        let (server, client) = answering(bodies).await;
        assert_eq!(ids(&client).await.expect("items"), ["1"]);
        assert_eq!(server.calls().len(), 1, "{bodies:?}");
    }
    let (server, client) = answering(&[
        r#"{"code":0,"msg":"ok","data":{"items":[{"id":"1"}],"has_more":true,"page_token":"a"}}"#,
        r#"{"code":0,"msg":"ok","data":{"items":[{"id":"2"}],"has_more":true,"page_token":"b"}}"#,
        r#"{"code":0,"msg":"ok","data":{"items":[{"id":"3"}],"has_more":true,"page_token":"a"}}"#,
    ])
    .await;
    assert_eq!(ids(&client).await.expect("items"), ["1", "2", "3"], "a circle is gone round once");
    assert_eq!(server.calls().len(), 3);
}

#[tokio::test]
async fn an_error_in_the_middle_is_an_error_and_then_the_end() {
    let (server, client) = answering(&[
        r#"{"code":0,"msg":"ok","data":{"items":[{"id":"1"}],"has_more":true,"page_token":"two"}}"#,
        r#"{"code":1002001,"msg":"broken"}"#,
    ])
    .await;
    let query = ListExternalApplicationQuery::new("1");
    let items: Vec<_> = client.external_application().list_items(&query).collect().await;
    assert_eq!(items.len(), 2);
    assert!(items[0].is_ok());
    assert_eq!(items[1].as_ref().expect_err("an error").code(), Some(1_002_001));
    assert_eq!(server.calls().len(), 2);
}
