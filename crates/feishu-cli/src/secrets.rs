//! Fields that must not be shown, and how responses mask them.

use std::collections::HashSet;
use std::sync::OnceLock;

use feishu_core::{Contract, Json};

use crate::catalogue::contracts;

/// Replaces a secret in output.
pub(crate) const MASK: &str = "***";

/// Names that always mean a secret, in addition to those in the tables.
const ALWAYS: [&str; 6] = [
    "access_token",
    "app_secret",
    "encrypt_key",
    "refresh_token",
    "user_access_token",
    "verification_token",
];

/// The variable from which a secret field is read.
pub(crate) fn variable(field: &str) -> String {
    format!("FEISHU_{}", field.to_uppercase())
}

/// Masks the secrets in a response.
pub(crate) fn mask(contract: &Contract, data: &mut Json) {
    for name in contract.response_secrets {
        if let Some(secret) = data.get_mut(*name) {
            *secret = Json::String(MASK.to_owned());
        }
    }
}

/// Whether a field is secret: by the table of its operation, or of any operation if that is
/// unknown.
pub(crate) fn is_secret(operation: Option<&str>, field: &str) -> bool {
    let known = contracts().find(|contract| Some(&*contract.operation.id) == operation);
    match known {
        Some(contract) => of(contract).any(|name| name == field),
        None => everywhere().contains(field),
    }
}

fn of(contract: &'static Contract) -> impl Iterator<Item = &'static str> {
    contract.secrets.iter().chain(contract.response_secrets).copied()
}

/// Names that are secret in any operation, collected once: a response may have many fields.
fn everywhere() -> &'static HashSet<&'static str> {
    static NAMES: OnceLock<HashSet<&'static str>> = OnceLock::new();
    NAMES.get_or_init(|| ALWAYS.into_iter().chain(contracts().flat_map(of)).collect())
}

/// Masks, at any depth, what is secret in any operation: for calls without a spec.
pub(crate) fn mask_known(value: &mut Json) {
    match value {
        Json::Object(object) => {
            for (name, value) in object {
                if is_secret(None, name) && !value.is_null() {
                    *value = Json::String(MASK.to_owned());
                } else {
                    mask_known(value);
                }
            }
        }
        Json::Array(items) => items.iter_mut().for_each(mask_known),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_no_table_knows_is_masked_by_its_names() {
        let mut data = json!({
            "tenant_access_token": "t-1", "expire": 7200, "page_token": "p",
            "list": [{ "refresh_token": "r", "app_secret": null, "name": "x" }],
        });
        mask_known(&mut data);
        assert_eq!(
            data,
            json!({
                "tenant_access_token": "***", "expire": 7200, "page_token": "p",
                "list": [{ "refresh_token": "***", "app_secret": null, "name": "x" }],
            })
        );
    }
}
