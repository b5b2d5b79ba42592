//! A request, formatted for people.

use std::fmt::Write;

use feishu_core::{Contract, Json, Preview};

use crate::address::Address;
use crate::secrets::{MASK, is_secret};
use crate::text::{json, plain};
use crate::violation::Violation;

/// The facts about an operation that are needed to show a request.
pub(crate) struct Facts {
    /// Whether the request carries a token.
    pub(crate) has_token: bool,
    /// Secret fields of the body; for a raw call, those that are secret in any operation, at any
    /// depth.
    secrets: Option<&'static [&'static str]>,
}

impl Facts {
    /// For an operation with a spec.
    pub(crate) fn of(contract: &Contract) -> Self {
        Self { has_token: !contract.operation.tokens.is_empty(), secrets: Some(contract.secrets) }
    }

    /// For a call without a spec.
    pub(crate) fn raw(has_token: bool) -> Self {
        Self { has_token, secrets: None }
    }

    /// Whether a field must not be shown.
    pub(crate) fn is_secret(&self, name: &str) -> bool {
        match self.secrets {
            Some(known) => known.contains(&name),
            None => is_secret(None, name),
        }
    }

    /// Passes each secret of a body to `change`.
    pub(crate) fn each_secret(&self, body: &mut Json, change: &mut dyn FnMut(&str, &mut Json)) {
        match body {
            Json::Object(object) => {
                for (name, value) in object {
                    if self.is_secret(name) {
                        change(name, value);
                    } else if self.secrets.is_none() {
                        self.each_secret(value, change);
                    }
                }
            }
            Json::Array(items) if self.secrets.is_none() => {
                items.iter_mut().for_each(|item| self.each_secret(item, change));
            }
            _ => {}
        }
    }
}

/// The request that would be sent, and its violations.
pub(crate) fn request(
    facts: &Facts,
    address: &Address,
    preview: &Preview,
    violations: &[Violation],
) -> String {
    let mut text = format!("{} {}\n", preview.method, address.shown());
    if facts.has_token {
        text.push_str("Authorization: Bearer ***\n");
    }
    if let Some(content_type) = preview.content_type {
        let _ = writeln!(text, "Content-Type: {content_type}");
    }
    for (name, value) in &preview.texts {
        let value = if facts.is_secret(name) { MASK } else { value };
        let _ = writeln!(text, "{}={}", plain(name), plain(value));
    }
    if let Some((part, name)) = &preview.file {
        let _ = writeln!(text, "{}=<{}>", plain(part), plain(name));
    }
    if let Some(mut body) = body(preview) {
        facts.each_secret(&mut body, &mut |_, value| *value = Json::String(MASK.to_owned()));
        let _ = write!(text, "\n{}\n", json(&body, true));
    }
    text.push_str(match violations {
        [] if facts.secrets.is_none() => "\nNothing was sent.\n",
        [] => "\nIt breaks no rule of the spec. Nothing was sent.\n",
        _ => "\nNothing was sent.\n",
    });
    text
}

/// The body of the request.
pub(crate) fn body(preview: &Preview) -> Option<Json> {
    serde_json::from_slice(preview.body.as_ref()?).ok()
}
