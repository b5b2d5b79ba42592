//! Secrets in the keyring of the desktop, by app id.

use feishu_core::Secret;

use crate::failure::Failure;

#[cfg(feature = "keyring")]
fn entry(app_id: &str) -> Result<::keyring::Entry, Failure> {
    ::keyring::Entry::new("feishu-cli", app_id).map_err(failed)
}

#[cfg(feature = "keyring")]
fn failed(error: ::keyring::Error) -> Failure {
    Failure::io("the keyring", error)
}

/// Stores a secret.
#[cfg(feature = "keyring")]
pub(crate) fn keep(app_id: &str, secret: &Secret) -> Result<(), Failure> {
    entry(app_id)?.set_password(secret.expose()).map_err(failed)
}

/// Loads a secret.
#[cfg(feature = "keyring")]
pub(crate) fn recall(app_id: &str) -> Result<Secret, Failure> {
    entry(app_id)?.get_password().map(Secret::from).map_err(failed)
}

/// Deletes a secret.
#[cfg(feature = "keyring")]
pub(crate) fn forget(app_id: &str) -> Result<(), Failure> {
    entry(app_id)?.delete_credential().map_err(failed)
}

#[cfg(not(feature = "keyring"))]
pub(crate) fn keep(_: &str, _: &Secret) -> Result<(), Failure> {
    Err(without())
}

#[cfg(not(feature = "keyring"))]
pub(crate) fn recall(_: &str) -> Result<Secret, Failure> {
    Err(without())
}

#[cfg(not(feature = "keyring"))]
pub(crate) fn forget(_: &str) -> Result<(), Failure> {
    Err(without())
}

#[cfg(not(feature = "keyring"))]
fn without() -> Failure {
    let words = "this feishu was built without the keyring; build it with --features keyring";
    Failure::Usage(words.to_owned())
}
