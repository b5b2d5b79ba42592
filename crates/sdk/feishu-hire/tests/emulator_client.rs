//! The client that an emulator makes for tests.

#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::sync::Arc;

use feishu_emulator::{Emulator, RateLimits};
use feishu_hire::{Client, ClientBuilder, CreateExternalOffer, Event, Observer};
use tokio::sync::Notify;

/// More than the ten calls that an operation may get in a second.
const CALLS: usize = 25;

/// Told when a call waits for the rate limit, before it does.
#[derive(Debug, Default)]
struct Waits(Notify);

#[derive(Debug, Clone, Default)]
struct Watch(Arc<Waits>);

impl Observer for Watch {
    fn observe(&self, event: &Event<'_>) {
        if let Event::Wait { .. } = event {
            self.0.0.notify_one();
        }
    }
}

/// How many calls are answered before one has to wait.
async fn calls_before_a_wait(builder: ClientBuilder<Client>) -> usize {
    let watch = Watch::default();
    let client = builder.observer(watch.clone()).build().unwrap();
    for number in 0..CALLS {
        let offer = CreateExternalOffer::new("7395015673275697419");
        tokio::select! {
            biased;
            () = watch.0.0.notified() => return number,
            made = async { client.external_offer().create(&offer).await } => { made.unwrap(); }
        }
    }
    CALLS
}

#[tokio::test]
async fn it_does_not_pace_itself_and_one_that_was_built_otherwise_does() {
    let emulator = Emulator::builder().samples().start().await.unwrap();
    assert_eq!(calls_before_a_wait(emulator.client()).await, CALLS);
    let other = Client::builder(emulator.app_id(), emulator.app_secret());
    assert!(calls_before_a_wait(other.base_url(emulator.base_url())).await < CALLS);
}

#[tokio::test]
async fn it_paces_itself_where_the_emulator_counts_as_the_platform_does() {
    let builder = Emulator::builder().samples().rate_limits(RateLimits::Real);
    let emulator = builder.start().await.unwrap();
    assert!(calls_before_a_wait(emulator.client()).await < CALLS);
}
