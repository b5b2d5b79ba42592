//! A request as people read it.

use std::fmt::Write;

use feishu_core::{Contract, Json, Preview};

use crate::secrets::MASK;
use crate::text::plain;

/// The request that would be sent, and what is wrong with it.
pub(crate) fn request(contract: &Contract, preview: &Preview, violations: &[String]) -> String {
    let mut text = format!("{} {}\n", preview.method, preview.url);
    if !contract.operation.tokens.is_empty() {
        text.push_str("Authorization: Bearer ***\n");
    }
    if let Some(content_type) = preview.content_type {
        let _ = writeln!(text, "Content-Type: {content_type}");
    }
    for (name, value) in &preview.texts {
        let value = if contract.secrets.contains(&name.as_str()) { MASK } else { value };
        let _ = writeln!(text, "{name}={}", plain(value));
    }
    if let Some((part, name)) = &preview.file {
        let _ = writeln!(text, "{part}=<{}>", plain(name));
    }
    if let Some(mut body) = body(preview) {
        for name in contract.secrets {
            if let Some(secret) = body.get_mut(*name) {
                *secret = Json::String(MASK.to_owned());
            }
        }
        let _ = write!(text, "\n{body:#}\n");
    }
    text.push_str(match violations {
        [] => "\nIt breaks no rule of the spec. Nothing was sent.\n",
        _ => "\nNothing was sent.\n",
    });
    text
}

/// The body of the request.
pub(crate) fn body(preview: &Preview) -> Option<Json> {
    serde_json::from_slice(preview.body.as_ref()?).ok()
}
