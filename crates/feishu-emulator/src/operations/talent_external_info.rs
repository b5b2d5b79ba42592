//! `hire.v1.talent_external_info`, as far as it is not like the others.

use rusqlite::Transaction;

use super::{Call, Outcome, resource};
use crate::objects::kind::Kind;
use crate::objects::record;

/// Marks a talent as external. Talents are not kept here, so any id is one; marking a talent again
/// writes the new time.
pub(super) fn create(
    kind: &'static Kind,
    transaction: &Transaction<'_>,
    call: Call<'_>,
) -> Outcome {
    let talent_id = call.parameter(&kind.path_parameter())?;
    record::put(transaction, kind, talent_id, &call.body)?;
    resource::answer(kind, transaction, talent_id)
}
