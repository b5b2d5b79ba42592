//! The id and the secret of an app.

use crate::secret::Secret;

/// The credentials of the app.
#[derive(Debug)]
pub(crate) struct Credentials {
    pub(crate) app_id: String,
    pub(crate) app_secret: Secret,
}
