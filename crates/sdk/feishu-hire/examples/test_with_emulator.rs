//! Tests code of your own against a Feishu on this machine: `cargo test -p feishu-hire --test test_with_emulator`
//!
//! `feishu-emulator` is a dev-dependency of your crate, as it is of this one, with the feature `client`. Each test starts
//! one of its own, on a port of its own, so that tests run side by side. The client that the emulator makes does not pace
//! itself; one that you build yourself keeps the documented rate limits, which makes many calls slow.

use feishu_emulator::Emulator;
use feishu_hire::{Client, CreateExternalOffer, Error, ExternalOfferId};

/// The code that is tested: makes an offer, and says so.
async fn make_offer(
    client: &Client,
    application: &str,
    key: &str,
) -> Result<ExternalOfferId, Error> {
    let offer = CreateExternalOffer::new(application).owner("张三").external_id(key);
    let made = client.external_offer().create(&offer).await?;
    Ok(made.into_inner().external_offer.id.unwrap_or_else(|| ExternalOfferId::new("")))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::builder().samples().start().await?;
    let client = emulator.client().build()?;
    println!("made {}", make_offer(&client, "7395015673275697419", "k-1").await?);
    println!("the tests are in this file: cargo test -p feishu-hire --test test_with_emulator");
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use feishu_emulator::{Fault, FaultKind};
    use feishu_hire::Outcome;

    use super::*;

    type Result = std::result::Result<(), Box<dyn std::error::Error>>;

    const APPLICATION: &str = "7395015673275697419";
    const CREATE: &str = "hire.v1.external_offer.create";

    async fn start() -> std::result::Result<(Emulator, Client), Box<dyn std::error::Error>> {
        let emulator = Emulator::builder().samples().start().await?;
        let client = emulator.client().build()?;
        Ok((emulator, client))
    }

    #[tokio::test]
    async fn the_offer_is_there() -> Result {
        let (emulator, client) = start().await?;
        let id = make_offer(&client, APPLICATION, "k-1").await?;
        // What is stored can be looked at, and so can what was sent.
        let stored = emulator.object("external_offer", id.as_str()).await?.ok_or("no offer")?;
        assert_eq!(stored["owner"], "张三");
        let sent = emulator.requests().into_iter().filter(|request| request.method == "POST");
        assert_eq!(sent.filter(|request| request.path.ends_with("/external_offers")).count(), 1);
        Ok(())
    }

    #[tokio::test]
    async fn a_connection_that_breaks_makes_no_second_offer() -> Result {
        let (emulator, client) = start().await?;
        // The platform does it, and the answer never arrives. With a key, the call may be sent again.
        emulator.fault(Fault::new(CREATE, FaultKind::Reset { carry_out: true })).await?;
        make_offer(&client, APPLICATION, "k-1").await?;
        assert_eq!(emulator.faults().fired.len(), 1);
        Ok(())
    }

    #[tokio::test]
    async fn a_stale_token_is_no_concern_of_the_caller() -> Result {
        let (emulator, client) = start().await?;
        make_offer(&client, APPLICATION, "k-1").await?;
        emulator.clock().advance(Duration::from_secs(3 * 60 * 60));
        make_offer(&client, APPLICATION, "k-2").await?;
        Ok(())
    }

    #[tokio::test]
    async fn what_the_platform_refuses_was_not_done() -> Result {
        let (_emulator, client) = start().await?;
        let Err(error) = make_offer(&client, "no such application", "k-1").await else {
            return Err("an offer without an application was made".into());
        };
        assert_eq!(error.outcome(), Outcome::Refused);
        Ok(())
    }
}
