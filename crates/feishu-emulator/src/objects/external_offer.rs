//! Offers that were imported from another recruiting system.

use rusqlite::{OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};

use super::attachment;

/// An external offer that a seed brings along.
///
/// Rules that requests must keep are not checked: a server may hold what it would no longer
/// accept, and a client has to read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ExternalOffer {
    /// The id in the path.
    pub id: String,
    /// The application that the offer belongs to. No application of that id needs to exist.
    pub external_application_id: String,
    /// When the offer was created: milliseconds since 1970, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub biz_create_time: Option<String>,
    /// Name of the person who is responsible for the offer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// State of the offer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer_status: Option<String>,
    /// Ids of attachments, which must exist.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachment_id_list: Vec<String>,
}

impl ExternalOffer {
    /// An offer with nothing but what it must have.
    pub fn new(id: impl Into<String>, external_application_id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            external_application_id: external_application_id.into(),
            biz_create_time: None,
            owner: None,
            offer_status: None,
            attachment_id_list: Vec::new(),
        }
    }

    /// Sets when the offer was created.
    #[must_use]
    pub fn biz_create_time(mut self, millis: impl Into<String>) -> Self {
        self.biz_create_time = Some(millis.into());
        self
    }

    /// Sets who is responsible for the offer.
    #[must_use]
    pub fn owner(mut self, name: impl Into<String>) -> Self {
        self.owner = Some(name.into());
        self
    }

    /// Sets the state of the offer.
    #[must_use]
    pub fn offer_status(mut self, status: impl Into<String>) -> Self {
        self.offer_status = Some(status.into());
        self
    }

    /// Sets the attachments.
    #[must_use]
    pub fn attachment_id_list<I: Into<String>>(mut self, ids: impl IntoIterator<Item = I>) -> Self {
        self.attachment_id_list = ids.into_iter().map(Into::into).collect();
        self
    }
}

/// An offer as answers show it, in the page's order of fields. What is absent is left out.
#[derive(Debug, Serialize)]
pub(crate) struct Shown {
    id: String,
    external_application_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    biz_create_time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    offer_status: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachment_list: Vec<attachment::Listed>,
}

/// Stores the whole offer. Nothing of one with the same id is left.
///
/// Its attachments must be stored already.
pub(crate) fn put(transaction: &Transaction<'_>, offer: &ExternalOffer) -> rusqlite::Result<()> {
    transaction.execute(
        "INSERT INTO external_offer
             (id, external_application_id, biz_create_time, owner, offer_status)
         VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (id) DO UPDATE
         SET external_application_id = excluded.external_application_id,
             biz_create_time = excluded.biz_create_time,
             owner = excluded.owner,
             offer_status = excluded.offer_status",
        params![
            offer.id,
            offer.external_application_id,
            offer.biz_create_time,
            offer.owner,
            offer.offer_status
        ],
    )?;
    transaction.execute(
        "DELETE FROM external_offer_attachment WHERE external_offer_id = ?1",
        [&offer.id],
    )?;
    for (position, attachment_id) in offer.attachment_id_list.iter().enumerate() {
        transaction.execute(
            "INSERT INTO external_offer_attachment (external_offer_id, position, attachment_id)
             VALUES (?1, ?2, ?3)",
            params![offer.id, position as i64, attachment_id],
        )?;
    }
    Ok(())
}

pub(crate) fn exists(transaction: &Transaction<'_>, id: &str) -> rusqlite::Result<bool> {
    transaction.query_row(
        "SELECT EXISTS (SELECT 1 FROM external_offer WHERE id = ?1)",
        [id],
        |row| row.get(0),
    )
}

pub(crate) fn read(transaction: &Transaction<'_>, id: &str) -> rusqlite::Result<Option<Shown>> {
    let offer = transaction
        .query_row(
            "SELECT id, external_application_id, biz_create_time, owner, offer_status
             FROM external_offer WHERE id = ?1",
            [id],
            |row| {
                Ok(Shown {
                    id: row.get(0)?,
                    external_application_id: row.get(1)?,
                    biz_create_time: row.get(2)?,
                    owner: row.get(3)?,
                    offer_status: row.get(4)?,
                    attachment_list: Vec::new(),
                })
            },
        )
        .optional()?;
    let Some(offer) = offer else { return Ok(None) };
    let mut statement = transaction.prepare(
        "SELECT listed_as, name, size
         FROM external_offer_attachment JOIN attachment ON attachment.id = attachment_id
         WHERE external_offer_id = ?1
         ORDER BY position",
    )?;
    let attachment_list =
        statement.query_map([id], attachment::Listed::from_row)?.collect::<Result<_, _>>()?;
    Ok(Some(Shown { attachment_list, ..offer }))
}
