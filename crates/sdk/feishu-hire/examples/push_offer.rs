//! Writes one offer: `cargo run -p feishu-hire --example push_offer [OFFER_ID [APPLICATION_ID]]`

mod common;

use common::{Feishu, Result};
use feishu_hire::{Client, ErrorCode, ExternalOffer, Outcome, UpdateExternalOffer};

#[tokio::main]
async fn main() -> Result<()> {
    let feishu = Feishu::connect().await?;
    let id = feishu.argument(1, "OFFER_ID", "6989202908470446380")?;
    let application = feishu.argument(2, "APPLICATION_ID", "7395015673275697419")?;
    if let Some(offer) = push(&feishu.client, &id, &application).await? {
        println!("{offer:#?}");
    }
    Ok(())
}

/// The offer as the platform has it now; nothing, if there is no such offer.
async fn push(client: &Client, id: &str, application: &str) -> Result<Option<ExternalOffer>> {
    // What must be there is an argument, all else is a setter. What is left out is cleared on the server.
    let offer = UpdateExternalOffer::new(application)
        .biz_create_time("1721899352428")
        .owner("张三")
        .offer_status("已发送");

    match client.external_offer().update(id, &offer).await {
        Ok(replaced) => Ok(Some(replaced.into_inner().external_offer)),
        // A rule of the page is broken: nothing was sent.
        Err(error) if error.violations().is_some() => {
            for violation in error.violations().into_iter().flatten() {
                eprintln!("{violation}");
            }
            Err(error.into())
        }
        // A code that the page of the endpoint documents.
        Err(error) if ErrorCode::of(&error) == Some(ErrorCode::InvalidParameter) => {
            eprintln!("refused, log id {:?}: {error}", error.log_id());
            Ok(None)
        }
        // The connection broke while the platform may have been at it. A replace may simply be sent again.
        Err(error) if error.outcome() == Outcome::Unknown => {
            Err(format!("it may have been written, look before you write again: {error}").into())
        }
        Err(error) => Err(error.into()),
    }
}
