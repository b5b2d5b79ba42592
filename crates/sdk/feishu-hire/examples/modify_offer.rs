//! Changes a part of an offer: `cargo run -p feishu-hire --example modify_offer [OFFER_ID [OWNER]]`
//!
//! An update writes the whole offer and clears what it does not name. `modify` reads first, and writes everything back.

mod common;

use common::{Feishu, Result};
use feishu_hire::{Client, ExternalOffer};

#[tokio::main]
async fn main() -> Result<()> {
    let feishu = Feishu::connect().await?;
    let id = feishu.argument(1, "OFFER_ID", "6989202908470446380")?;
    let owner = feishu.argument(2, "OWNER", "李四")?;
    println!("{:#?}", hand_over(&feishu.client, &id, &owner).await?);
    Ok(())
}

/// Gives an offer another owner, and leaves all else as it is.
///
/// Two calls, and nothing holds others off between them: what somebody else writes meanwhile is lost.
async fn hand_over(client: &Client, id: &str, owner: &str) -> Result<ExternalOffer> {
    let offers = client.external_offer();
    let replaced = offers.modify(id, |offer| offer.owner = Some(owner.to_owned())).await?;
    Ok(replaced.into_inner().external_offer)
}
