//! Many writes through the generated client, on a platform that goes wrong, with a process that is
//! interrupted again and again: what was acknowledged is there, once, and nothing that was asked
//! for is missing.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::collections::BTreeMap;

use feishu_emulator::{Emulator, Fault, FaultKind};
use feishu_hire::bulk::{Bulk, Fate, Journal, Resend};
use feishu_hire::{
    BatchQueryExternalOffer, BatchQueryExternalOfferQuery, Client, CreateExternalApplication,
    CreateExternalOffer, ExternalApplicationId, NoRateLimit, operations,
};
use futures_util::{StreamExt, TryStreamExt, stream};

const OFFERS: usize = 300;

fn rows() -> impl Iterator<Item = (String, String)> {
    (0..OFFERS).map(|number| (format!("offer-{number}"), format!("owner of {number}")))
}

async fn start() -> (Emulator, Client, ExternalApplicationId) {
    let emulator = Emulator::start().await.expect("an emulator");
    let client = Client::builder(emulator.app_id(), emulator.app_secret())
        .base_url(emulator.base_url())
        .rate_limiter(NoRateLimit)
        .build()
        .expect("a client");
    let made = client.external_application().create(&CreateExternalApplication::new("7")).await;
    let id = made.expect("made").into_inner().external_application.id.expect("an id");
    (emulator, client, id)
}

/// How often each owner is found.
async fn owners(client: &Client, application: &ExternalApplicationId) -> BTreeMap<String, usize> {
    let query = BatchQueryExternalOfferQuery::new().external_application_id(application);
    let body = BatchQueryExternalOffer::new();
    let mut owners = BTreeMap::new();
    let mut offers = Box::pin(client.external_offer().batch_query_items(&query, &body));
    while let Some(offer) = offers.try_next().await.expect("an offer") {
        *owners.entry(offer.owner.unwrap_or_default()).or_default() += 1;
    }
    owners
}

#[tokio::test]
async fn a_bulk_run_that_is_interrupted_ends_with_each_offer_there_once() {
    let (emulator, client, application) = start().await;
    for kind in [
        FaultKind::Reset { carry_out: true },
        FaultKind::bad_gateway(),
        FaultKind::TruncatedJson {},
        FaultKind::InvalidateTokens {},
        FaultKind::rate_limit("0"),
    ] {
        // Some calls meet it, and the calls that come instead of them meet it, too.
        emulator.fault(Fault::anywhere(kind).times(6).after(9)).await.expect("a fault");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("offers.journal");

    let (mut runs, mut failed) = (0, 0);
    loop {
        runs += 1;
        let journal = Journal::open(&path, "offers").await.expect("a journal");
        let bulk = Bulk::new().journal(&journal);
        let bulk = bulk.resend(Resend::keyed(&operations::EXTERNAL_OFFER_CREATE));
        let outcomes = bulk.run(stream::iter(rows()), async |key: String, owner: String| {
            let offer = CreateExternalOffer::new(&application).external_id(key).owner(owner);
            client.external_offer().create(&offer).await
        });
        // Calls in flight are cut off when the outcomes are dropped, wherever they are.
        let mut outcomes = outcomes
            .try_filter(|outcome| std::future::ready(!matches!(outcome.fate, Fate::AlreadyDone)));
        let mut ended = 0;
        while let Some(outcome) = outcomes.next().await {
            match outcome.expect("the run goes on").fate {
                Fate::Done(_) => {}
                Fate::Failed(_) => failed += 1,
                fate => panic!("{fate:?}"),
            }
            ended += 1;
            if ended == 70 {
                break;
            }
        }
        drop(outcomes);
        journal.close().await;
        if ended == 0 {
            break;
        }
    }
    println!("{runs} runs; {failed} failed on the way");
    assert!(runs > 4, "{runs}");

    let owners = owners(&client, &application).await;
    let expected: BTreeMap<_, _> = rows().map(|(_, owner)| (owner, 1)).collect();
    assert_eq!(owners, expected);
    assert_eq!(emulator.faults().fired.len(), 30, "every fault has fired");
}
