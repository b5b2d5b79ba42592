//! The right thing, among all the wrong ones.

use std::collections::HashMap;

use feishu_hire::{
    AttachmentId, Client, Effect, Error, ErrorCode, ExternalApplicationId, ExternalOffer,
    ExternalOfferId, GatewayCode, UpdateExternalOffer,
};

fn advice(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::SystemError => "try again",
        ErrorCode::InvalidParameter => "look at the parameters",
        ErrorCode::Gateway(GatewayCode::RateLimited) => "wait",
        ErrorCode::Gateway(GatewayCode::MissingScope) => "grant a scope",
        _ => "read the page",
    }
}

async fn push(client: &Client, offer: &UpdateExternalOffer) -> Result<ExternalOffer, Error> {
    let id = ExternalOfferId::new("1");
    client.external_offer().update(&id, offer).await?;
    // A string becomes the required kind of id.
    Ok(client.external_offer().update("1", offer).await?.into_inner().external_offer)
}

/// A row of a file, in which anything may be missing.
struct Row {
    owner: Option<String>,
    status: Option<&'static str>,
    attachments: Option<Vec<String>>,
}

fn offer_of(row: &Row) -> UpdateExternalOffer {
    UpdateExternalOffer::new("2")
        .maybe_owner(row.owner.as_deref())
        .maybe_offer_status(row.status)
        .maybe_biz_create_time(None::<&str>)
        .maybe_attachment_id_list(row.attachments.as_ref())
}

fn main() {
    let offer = UpdateExternalOffer::new(ExternalApplicationId::new("2"))
        .owner("张三")
        .attachment_id_list([AttachmentId::new("3")]);
    assert!(offer.validate().is_ok());
    assert_eq!(advice(ErrorCode::from(1_002_002)), "look at the parameters");
    assert_eq!(ErrorCode::from(99_991_400).to_string(), "99991400 (rate_limited)");

    let row = Row { owner: None, status: Some("x"), attachments: Some(vec!["3".to_owned()]) };
    assert_eq!(offer_of(&row).owner, None);

    let id = ExternalOfferId::new("1");
    assert!(id == "1" && "1" == id && id == String::from("1") && "1".parse() == Ok(id.clone()));
    assert_eq!(HashMap::from([(id, 1)]).get("1"), Some(&1));
    assert_eq!("replace".parse(), Ok(Effect::Replace));

    let client = Client::builder("cli_a1b2c3", "secret").base_url("http://127.0.0.1:1").build();
    drop(push(&client.expect("a client"), &offer));
    let _: fn() -> Result<Client, Error> = Client::from_env;
}
