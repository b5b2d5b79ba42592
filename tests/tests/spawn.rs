//! Calls and lists own what they need: they can be joined, spawned and kept, whatever made them is
//! gone.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use feishu_emulator::Emulator;
use feishu_hire::paging::{Items, Pages};
use feishu_hire::{
    BatchQueryExternalOffer, BatchQueryExternalOfferQuery, CallOptions, Client,
    CreateExternalApplication, CreateExternalOffer, Error, ExternalApplication, ExternalOfferId,
    ListExternalApplicationData, ListExternalApplicationQuery, Response, ResponseFuture,
    UpdateExternalOffer, UpdateExternalOfferData, Upload,
};
use feishu_tests::recorder::Recorder;
use futures_util::future::{join_all, try_join_all};
use futures_util::stream::{FuturesUnordered, TryStreamExt};

async fn start() -> (Emulator, Client) {
    let emulator = Emulator::start().await.expect("an emulator");
    let client = Client::builder(emulator.app_id(), emulator.app_secret())
        .base_url(emulator.base_url())
        .build()
        .expect("a client");
    (emulator, client)
}

/// An application, and offers of it.
async fn offers(client: &Client, count: usize) -> (String, Vec<ExternalOfferId>) {
    let made = client.external_application().create(&CreateExternalApplication::new("7")).await;
    let application = made.expect("made").into_inner().external_application.id.expect("an id");
    let offer = CreateExternalOffer::new(&application);
    let made = (0..count).map(|_| client.external_offer().create(&offer));
    let ids = try_join_all(made).await.expect("made").into_iter();
    let ids = ids.map(|made| made.into_inner().external_offer.id.expect("an id")).collect();
    (application.into_string(), ids)
}

fn owners(written: impl IntoIterator<Item = Response<UpdateExternalOfferData>>) -> Vec<String> {
    written.into_iter().filter_map(|written| written.into_inner().external_offer.owner).collect()
}

#[tokio::test]
async fn calls_of_a_temporary_handle_can_be_joined() {
    let (_emulator, client) = start().await;
    let (application, ids) = offers(&client, 3).await;
    let offers = ids
        .iter()
        .zip(["甲", "乙", "丙"])
        .map(|(id, owner)| (id, UpdateExternalOffer::new(application.as_str()).owner(owner)));
    // The body is gone before the call is sent.
    let calls = offers.map(|(id, offer)| client.external_offer().update(id, &offer));
    let written: Result<Vec<_>, Error> = join_all(calls).await.into_iter().collect();
    assert_eq!(owners(written.expect("written")), ["甲", "乙", "丙"]);
}

#[tokio::test]
async fn calls_of_a_temporary_handle_can_be_spawned_with_options_of_their_own() {
    let (_emulator, client) = start().await;
    let (application, ids) = offers(&client, 1).await;
    let task = {
        let offer = UpdateExternalOffer::new(application).owner("张三");
        let options = CallOptions::new().validate(false);
        tokio::spawn(client.external_offer().options(options).update(&ids[0], &offer))
    };
    drop(client);
    let written = task.await.expect("a task").expect("written");
    assert_eq!(owners([written]), ["张三"]);
}

#[tokio::test]
async fn a_file_can_be_sent_and_fetched_by_tasks() {
    let (_emulator, client) = start().await;
    let task = tokio::spawn(client.attachment().create(Upload::bytes("cv.txt", "a CV")));
    let sent = task.await.expect("a task").expect("sent");
    let url = sent.into_inner().url.expect("an address");
    // And fetched by another, as a stream that nobody pins.
    let task = tokio::spawn(client.core().clone().download(&url));
    let mut pieces = task.await.expect("a task").expect("found").into_stream();
    let mut file = Vec::new();
    while let Some(piece) = pieces.try_next().await.expect("a piece") {
        file.extend_from_slice(&piece);
    }
    assert_eq!(file, b"a CV");
}

/// What a struct may hold.
struct Work {
    calls: FuturesUnordered<ResponseFuture<UpdateExternalOfferData>>,
    pages: Pages<ListExternalApplicationData>,
    items: Items<ExternalApplication>,
}

#[tokio::test]
async fn futures_and_streams_have_names_and_fit_into_a_struct() {
    let (_emulator, client) = start().await;
    let (application, ids) = offers(&client, 2).await;
    let offer = UpdateExternalOffer::new(application).owner("张三");
    let query = ListExternalApplicationQuery::new("7");
    let mut work = Work {
        calls: ids.iter().map(|id| client.external_offer().update(id, &offer)).collect(),
        pages: client.external_application().list_pages(&query),
        items: client.external_application().list_items(&query).max_pages(3),
    };
    fn is_value<T: Send + Unpin + 'static>(_: &T) {}
    is_value(&work.pages);
    is_value(&work.items);
    is_value(&client.external_offer().update(&ids[0], &offer));
    let written: Vec<_> = (&mut work.calls).try_collect().await.expect("written");
    assert_eq!(written.len(), 2);
    let found = tokio::spawn(async move {
        let mut found = (0, 0);
        while let Some(page) = work.pages.next().await {
            found.0 += page.expect("a page").items.iter().flatten().count();
        }
        while let Some(item) = work.items.next().await {
            item.expect("an item");
            found.1 += 1;
        }
        found
    });
    assert_eq!(found.await.expect("a task"), (1, 1));
}

#[tokio::test]
async fn a_list_with_a_body_outlives_what_it_was_made_with() {
    let (_emulator, client) = start().await;
    let (application, ids) = offers(&client, 3).await;
    let items = {
        let query =
            BatchQueryExternalOfferQuery::new().external_application_id(application).page_size(1);
        let body = BatchQueryExternalOffer::new();
        client.external_offer().batch_query_items(&query, &body)
    };
    drop(client);
    let found: Vec<_> = tokio::spawn(items.try_collect()).await.expect("a task").expect("offers");
    assert_eq!(found.len(), ids.len());
}

#[tokio::test]
async fn nothing_is_sent_before_a_call_is_awaited() {
    let server = Recorder::answering(r#"{"code":0,"msg":"ok","data":{}}"#).await.expect("a server");
    let client = Client::builder("cli_spawn", "s").base_url(&server.base_url()).build();
    let client = client.expect("a client");
    drop(client.external_offer().update("1", &UpdateExternalOffer::new("2")));
    drop(client.external_offer().modify("1", |_| {}));
    assert_eq!(server.requests(), []);
}
