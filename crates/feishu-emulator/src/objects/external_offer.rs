//! An offer for a seed, typed: the kind that tests make most.

use serde::{Deserialize, Serialize};

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
