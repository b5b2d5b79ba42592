//! `hire.v1.external_referral_reward`, as far as it is not like the others.

use rusqlite::Transaction;
use serde_json::Value;

use super::{Call, Outcome, resource};
use crate::answer::FieldViolation;
use crate::objects::kind::Kind;
use crate::objects::record::Document;

/// Values of `bonus_type`.
const POINTS: i64 = 1;
const CASH: i64 = 2;

/// Imports a reward. The page ties fields together in words that no schema holds.
pub(super) fn create(
    kind: &'static Kind,
    transaction: &Transaction<'_>,
    call: Call<'_>,
) -> Outcome {
    call.refuse(violations(&call.body))?;
    resource::create(kind, transaction, call)
}

fn violations(body: &Document) -> Vec<FieldViolation> {
    let mut found = Vec::new();
    if !body.contains_key("application_id") && !body.contains_key("talent_id") {
        let rule = "is required unless talent_id is given, and neither is";
        found.push(FieldViolation::missing("/application_id", rule));
    }
    let bonus = body.get("bonus");
    let has = |field| bonus.and_then(|bonus| bonus.get(field)).is_some();
    match bonus.and_then(|bonus| bonus.get("bonus_type")).and_then(Value::as_i64) {
        // The page says "cash" here too; a reward in cash has no points to give a number of.
        Some(POINTS) if !has("point_bonus") => {
            let rule = "is required for a reward in points (bonus_type 1)";
            found.push(FieldViolation::missing("/bonus/point_bonus", rule));
        }
        Some(CASH) if !has("cash") => {
            let rule = "is required for a reward in cash (bonus_type 2)";
            found.push(FieldViolation::missing("/bonus/cash", rule));
        }
        _ => {}
    }
    found
}
