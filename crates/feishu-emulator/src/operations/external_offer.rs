//! `hire.v1.external_offer`.

use rusqlite::Transaction;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::to_raw_value;

use super::{Call, Outcome};
use crate::answer::{FieldViolation, Refusal};
use crate::objects::{ExternalOffer, attachment, external_offer};

/// Replaces an offer. What the body leaves out is cleared.
pub(super) fn update(transaction: &Transaction<'_>, call: Call<'_>) -> Outcome {
    #[derive(Deserialize)]
    struct Body {
        external_application_id: String,
        biz_create_time: Option<String>,
        owner: Option<String>,
        offer_status: Option<String>,
        #[serde(default)]
        attachment_id_list: Vec<String>,
    }

    let id = call.parameter("external_offer_id")?.to_owned();
    let invalid_parameter = call.operation.invalid_parameter;
    let body: Body = serde_json::from_value(call.body)?;

    let mut violations = Vec::new();
    if !external_offer::exists(transaction, &id)? {
        let name = "external_offer_id";
        violations.push(unknown(name.to_owned(), &id, "external offer"));
    }
    for (index, attachment_id) in body.attachment_id_list.iter().enumerate() {
        if !attachment::exists(transaction, attachment_id)? {
            let place = format!("/attachment_id_list/{index}");
            violations.push(unknown(place, attachment_id, "attachment"));
        }
    }
    if !violations.is_empty() {
        return Err(Refusal::violations(invalid_parameter, "The request", violations).into());
    }

    let offer = ExternalOffer {
        id,
        external_application_id: body.external_application_id,
        biz_create_time: body.biz_create_time,
        owner: body.owner,
        offer_status: body.offer_status,
        attachment_id_list: body.attachment_id_list,
    };
    external_offer::put(transaction, &offer)?;

    #[derive(Serialize)]
    struct Data {
        external_offer: Option<external_offer::Shown>,
    }
    let external_offer = external_offer::read(transaction, &offer.id)?;
    Ok(to_raw_value(&Data { external_offer })?)
}

fn unknown(field: String, id: &str, kind: &str) -> FieldViolation {
    FieldViolation::new(field, &Value::from(id), format!("names no {kind} that exists here"))
}
