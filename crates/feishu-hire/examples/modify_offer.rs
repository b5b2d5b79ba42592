//! Changes a part of an offer: `cargo run -p feishu-hire --example modify_offer [OFFER_ID [OWNER]]`
//!
//! An update writes the whole offer and clears what it does not name. `modify` reads first, and writes everything back.

mod common;

use common::{Feishu, Result, argument};
use feishu_hire::{Client, ExternalOffer};

#[tokio::main]
async fn main() -> Result<()> {
    let feishu = Feishu::connect().await?;
    let (id, owner) = (argument(1, "6989202908470446380"), argument(2, "李四"));
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

#[cfg(test)]
#[tokio::test]
async fn only_the_owner_changes() -> Result<()> {
    let feishu = Feishu::local().await?;
    let id = "6989202908470446380";
    let mut before = hand_over(&feishu.client, id, "张三").await?;
    let after = hand_over(&feishu.client, id, "李四").await?;
    assert_eq!(after.owner.as_deref(), Some("李四"));
    assert!(before.biz_create_time.is_some() || before.offer_status.is_some());
    before.owner.clone_from(&after.owner);
    assert_eq!(before, after);
    Ok(())
}
