//! Fields that must not be shown: filled from the credentials, masked in answers.

use feishu_core::{Contract, Json};

use crate::failure::Failure;
use crate::request::Request;
use crate::session::Settings;

/// What stands in the place of a secret.
pub(crate) const MASK: &str = "***";

/// The variable that a secret field is read from.
pub(crate) fn variable(field: &str) -> String {
    format!("FEISHU_{}", field.to_uppercase())
}

/// Fills in what has no flag: secrets, and the id of the app beside its secret.
pub(crate) fn fill(request: &mut Request, settings: &Settings) -> Result<(), Failure> {
    let Json::Object(body) = &mut request.body else { return Ok(()) };
    for name in request.contract.secrets {
        if body.contains_key(*name) {
            continue;
        }
        let value = match *name {
            "app_secret" => {
                settings.credentials()?.map(|known| known.app_secret.expose().to_owned())
            }
            other => std::env::var(variable(other)).ok(),
        };
        body.extend(value.map(|value| ((*name).to_owned(), Json::String(value))));
    }
    if request.contract.secrets.contains(&"app_secret") && !body.contains_key("app_id") {
        let id = settings.credentials()?.map(|known| known.app_id);
        body.extend(id.map(|id| ("app_id".to_owned(), Json::String(id))));
    }
    Ok(())
}

/// Takes the secrets out of an answer.
pub(crate) fn mask(contract: &Contract, data: &mut Json) {
    for name in contract.response_secrets {
        if let Some(secret) = data.get_mut(*name) {
            *secret = Json::String(MASK.to_owned());
        }
    }
}
