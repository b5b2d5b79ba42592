//! Depends on `feishu-hire` as any other crate would. That it compiles is the test, without default features and with all.

pub mod own;

use std::pin::Pin;

use feishu_hire::{Client, Error, ErrorCode, ExternalOffer, UpdateExternalOffer};

/// Pushes an offer, and says in words what came of it.
///
/// # Errors
///
/// Whatever the call fails with, but for a parameter that the server finds wrong.
pub async fn push(client: &Client, id: &str, application: &str) -> Result<String, Error> {
    let offer = UpdateExternalOffer::new(application).owner("张三");
    match client.external_offer().update(id, &offer).await {
        Ok(replaced) => Ok(describe(&replaced.external_offer)),
        Err(error) if ErrorCode::of(&error) == Some(ErrorCode::InvalidParameter) => {
            Ok(format!("refused: {error}"))
        }
        Err(error) => Err(error),
    }
}

fn describe(offer: &ExternalOffer) -> String {
    format!(
        "{} belongs to {}",
        offer.id.as_ref().map_or("?", |id| id.as_str()),
        offer.owner.as_deref().unwrap_or("nobody")
    )
}

/// A future that a spawned task can hold must be `Send`.
pub fn spawnable(client: Client) -> Pin<Box<dyn Future<Output = Result<String, Error>> + Send>> {
    Box::pin(async move { push(&client, "1", "2").await })
}

/// With every feature, each type does all that the features promise.
#[cfg(feature = "all")]
pub mod all {
    use feishu_hire::{UpdateExternalOffer, UpdateExternalOfferData};

    fn both_halves<T: serde::Serialize + serde::de::DeserializeOwned + schemars::JsonSchema>() {}

    /// Asks for both halves of serde and for schemas.
    pub fn promised() {
        both_halves::<UpdateExternalOffer>();
        both_halves::<UpdateExternalOfferData>();
        let _ = feishu_hire::strategies::update_external_offer::valid();
    }
}
