//! Depends on `feishu-hire` as any other crate would. That it compiles is the test, without default
//! features and with all.

pub mod own;

use std::pin::Pin;

use feishu_hire::paging::Items;
use feishu_hire::{
    Client, Error, ErrorCode, ExternalApplication, ExternalOffer, ListExternalApplicationQuery,
    ResponseFuture, UpdateExternalOffer, UpdateExternalOfferData,
};

/// Pushes an offer, and describes the outcome.
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

/// Writes one offer in a task of its own, through a handle that is gone when the task begins.
pub fn spawned(client: &Client, id: &str) -> ResponseFuture<UpdateExternalOfferData> {
    client.external_offer().update(id, &UpdateExternalOffer::new("1"))
}

/// A list that is read a little at a time by its owner.
#[derive(Debug)]
pub struct Reader {
    items: Items<ExternalApplication>,
}

impl Reader {
    /// Begins to read the applications of a talent.
    #[must_use]
    pub fn new(client: &Client, talent: &str) -> Self {
        let query = ListExternalApplicationQuery::new(talent);
        Self { items: client.external_application().list_items(&query).max_pages(100) }
    }

    /// The title of the next one that has any.
    ///
    /// # Errors
    ///
    /// When the list cannot be read on.
    pub async fn next_title(&mut self) -> Result<Option<String>, Error> {
        while let Some(application) = self.items.next().await {
            if let Some(title) = application?.job_title {
                return Ok(Some(title));
            }
        }
        Ok(None)
    }
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
