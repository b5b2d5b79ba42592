//! A hundred updates at once against the real limit of ten a second: how long they take beside the
//! least time that the limit allows, and how often the platform had to refuse. In real time,
//! because the emulator counts in it.
//!
//! `cargo run --release -p feishu-tests --example rate_limit`

use std::error::Error;
use std::time::Duration;

use feishu_emulator::{Emulator, RateLimits};
use feishu_hire::{Client, UpdateExternalOffer, operations};
use tokio::time::Instant;

const CALLS: u32 = 100;
const OFFER: &str = "6989202908470446380";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let emulator = Emulator::builder().samples().rate_limits(RateLimits::Real).start().await?;
    let client = Client::builder(emulator.app_id(), emulator.app_secret())
        .base_url(emulator.base_url())
        .build()?;
    let started = Instant::now();
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..CALLS {
        let client = client.clone();
        calls.spawn(async move {
            let offer = UpdateExternalOffer::new("7395015673275697419").owner("张三");
            client.external_offer().update(OFFER, &offer).await.map(|_| ())
        });
    }
    while let Some(call) = calls.join_next().await {
        call??;
    }
    let took = started.elapsed();
    let [limit] = &*operations::EXTERNAL_OFFER_UPDATE.rate_limits else {
        return Err("the page names one limit".into());
    };
    // The first window is open at once.
    let least: Duration = limit.per * (CALLS / limit.calls - 1);
    let refused = emulator.requests().iter().filter(|request| request.status == 429).count();
    println!(
        "{CALLS} calls in {:.3} s; the limit allows {:.3} s; {:.1} % more; {refused} refused",
        took.as_secs_f64(),
        least.as_secs_f64(),
        100.0 * (took.as_secs_f64() / least.as_secs_f64() - 1.0),
    );
    Ok(())
}
