//! The right thing, among all the wrong ones.

use feishu_hire::{
    AttachmentId, Client, Error, ErrorCode, ExternalApplicationId, ExternalOffer, ExternalOfferId,
    UpdateExternalOffer,
};

fn advice(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::SystemError => "try again",
        ErrorCode::InvalidParameter => "look at the parameters",
        _ => "read the page",
    }
}

async fn push(client: &Client, offer: &UpdateExternalOffer) -> Result<ExternalOffer, Error> {
    let id = ExternalOfferId::new("1");
    client.external_offer().update(&id, offer).await?;
    // Text becomes the id that is asked for.
    Ok(client.external_offer().update("1", offer).await?.into_inner().external_offer)
}

fn main() {
    let offer = UpdateExternalOffer::new(ExternalApplicationId::new("2"))
        .owner("张三")
        .attachment_id_list([AttachmentId::new("3")]);
    assert!(offer.validate().is_ok());
    assert_eq!(advice(ErrorCode::from(1_002_002)), "look at the parameters");

    let client = Client::builder("cli_a1b2c3", "secret").base_url("http://127.0.0.1:1").build();
    drop(push(&client.expect("a client"), &offer));
}
