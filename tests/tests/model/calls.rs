//! The calls of a kind through the generated client: JSON in, the answered object out, which the
//! types must have kept whole.

use feishu_hire::{
    BatchQueryExternalBackgroundCheck, BatchQueryExternalBackgroundCheckQuery,
    BatchQueryExternalInterview, BatchQueryExternalInterviewQuery, BatchQueryExternalOffer,
    BatchQueryExternalOfferQuery, Client, DeleteExternalApplicationQuery, Error,
    ListExternalApplicationQuery,
};
use feishu_tests::oracle::encode;
use futures_util::TryStreamExt;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use crate::memory::Fields;
use crate::step::Kind;

fn decode<T: DeserializeOwned>(body: &Fields) -> T {
    serde_json::from_value(body.clone().into()).expect("a valid body")
}

/// A field of an answer, which must be the same in what was received and in what the types made of
/// it.
macro_rules! object {
    ($call:expr, $field:ident) => {{
        // Boxed, or all calls of all kinds share one frame.
        let answer = Box::pin($call).await?;
        let received: Json = serde_json::from_slice(answer.body()).expect("JSON");
        let kept = encode(&answer.$field);
        assert_eq!(received["data"][stringify!($field)], kept, "the types lose something");
        kept
    }};
}

pub(crate) async fn create(client: &Client, kind: Kind, body: &Fields) -> Result<Json, Error> {
    Ok(match kind {
        Kind::Application => {
            object!(client.external_application().create(&decode(body)), external_application)
        }
        Kind::Offer => object!(client.external_offer().create(&decode(body)), external_offer),
        Kind::Check => object!(
            client.external_background_check().create(&decode(body)),
            external_background_check
        ),
        Kind::Interview => {
            object!(client.external_interview().create(&decode(body)), external_interview)
        }
        Kind::Assessment => {
            object!(
                client.external_interview_assessment().create(&decode(body)),
                external_interview_assessment
            )
        }
    })
}

pub(crate) async fn replace(
    client: &Client,
    kind: Kind,
    id: &str,
    body: &Fields,
) -> Result<Json, Error> {
    Ok(match kind {
        Kind::Application => {
            object!(client.external_application().update(id, &decode(body)), external_application)
        }
        Kind::Offer => object!(client.external_offer().update(id, &decode(body)), external_offer),
        Kind::Check => object!(
            client.external_background_check().update(id, &decode(body)),
            external_background_check
        ),
        Kind::Interview => {
            object!(client.external_interview().update(id, &decode(body)), external_interview)
        }
        Kind::Assessment => panic!("an assessment cannot be replaced"),
    })
}

/// The field that [`modify`] sets, and to what.
pub(crate) fn modified(kind: Kind, text: &str) -> (&'static str, Json) {
    match kind {
        Kind::Application => ("stage", text.into()),
        Kind::Offer => ("owner", text.into()),
        Kind::Check => ("result", text.into()),
        Kind::Interview => ("end_time", text.len().into()),
        Kind::Assessment => panic!("an assessment cannot be modified"),
    }
}

/// Changes one field, and nothing else. The talent is that of the application; other kinds need
/// none.
pub(crate) async fn modify(
    client: &Client,
    kind: Kind,
    id: &str,
    talent: &str,
    text: &str,
) -> Result<Json, Error> {
    let text = text.to_owned();
    Ok(match kind {
        Kind::Application => {
            let api = client.external_application();
            object!(api.modify(id, talent, |it| it.stage = Some(text)), external_application)
        }
        Kind::Offer => {
            object!(client.external_offer().modify(id, |it| it.owner = Some(text)), external_offer)
        }
        Kind::Check => {
            let api = client.external_background_check();
            object!(api.modify(id, |it| it.result = Some(text)), external_background_check)
        }
        Kind::Interview => {
            let time = i64::try_from(text.len()).expect("short");
            let api = client.external_interview();
            object!(api.modify(id, |it| it.end_time = Some(time.into())), external_interview)
        }
        Kind::Assessment => panic!("an assessment cannot be modified"),
    })
}

pub(crate) async fn patch(client: &Client, id: &str, body: &Fields) -> Result<Json, Error> {
    let api = client.external_interview_assessment();
    Ok(object!(api.patch(id, &decode(body)), external_interview_assessment))
}

/// Deletes an object; only an application is shown once more.
pub(crate) async fn delete(client: &Client, kind: Kind, id: &str) -> Result<Option<Json>, Error> {
    match kind {
        Kind::Application => {
            let query = DeleteExternalApplicationQuery::new();
            return Ok(Some(object!(
                client.external_application().delete(id, &query),
                external_application
            )));
        }
        Kind::Offer => drop(client.external_offer().delete(id).await?),
        Kind::Check => drop(client.external_background_check().delete(id).await?),
        Kind::Interview => drop(client.external_interview().delete(id).await?),
        Kind::Assessment => panic!("an assessment cannot be deleted"),
    }
    Ok(None)
}

/// All pages of a stream: the items of each.
macro_rules! pages {
    ($pages:expr) => {{
        let pages: Vec<_> = $pages.try_collect().await?;
        pages.iter().map(|page| page.items.iter().flatten().map(encode).collect()).collect()
    }};
}

/// The pages in the responses to a query.
macro_rules! query {
    ($api:expr, $query:ident, $body:ident, $list:ident, $parent:expr, $ids:expr, $size:expr) => {{
        let mut query = $query::new().page_size($size);
        if let Some(parent) = $parent {
            query = query.external_application_id(parent);
        }
        let body = if $ids.is_empty() { $body::new() } else { $body::new().$list($ids) };
        pages!($api.batch_query_pages(&query, &body))
    }};
}

pub(crate) async fn find(
    client: &Client,
    kind: Kind,
    parent: Option<&str>,
    ids: &[String],
    size: i32,
) -> Result<Vec<Vec<Json>>, Error> {
    Ok(match kind {
        Kind::Application => {
            let query =
                ListExternalApplicationQuery::new(parent.expect("a talent")).page_size(size);
            pages!(client.external_application().list_pages(&query))
        }
        Kind::Offer => query!(
            client.external_offer(),
            BatchQueryExternalOfferQuery,
            BatchQueryExternalOffer,
            external_offer_id_list,
            parent,
            ids,
            size
        ),
        Kind::Check => query!(
            client.external_background_check(),
            BatchQueryExternalBackgroundCheckQuery,
            BatchQueryExternalBackgroundCheck,
            external_background_check_id_list,
            parent,
            ids,
            size
        ),
        Kind::Interview => query!(
            client.external_interview(),
            BatchQueryExternalInterviewQuery,
            BatchQueryExternalInterview,
            external_interview_id_list,
            parent,
            ids,
            size
        ),
        Kind::Assessment => panic!("assessments cannot be asked for"),
    })
}
