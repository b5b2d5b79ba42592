//! A file for a seed, typed.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

/// A file that a seed brings along.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct SeedFile {
    /// The id that requests name it by.
    pub id: String,
    /// The id that responses list it by; the same as `id` when absent.
    ///
    /// The vendor's samples send one id and get another back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listed_as: Option<String>,
    /// File name with its extension.
    pub name: String,
    /// Size in bytes. A seed in JSON may leave it out beside a content, which has a size.
    #[serde(default)]
    pub size: i64,
    /// Media type; `application/octet-stream` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mime: Option<String>,
    /// When it was uploaded, in milliseconds since 1970. Responses leave it out when it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub create_time: Option<i64>,
    /// What is in it, if that is UTF-8. Without it the file is known and cannot be fetched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What is in it, in base64, in place of `text`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base64: Option<String>,
}

impl SeedFile {
    /// A file that responses list by its own id.
    pub fn new(id: impl Into<String>, name: impl Into<String>, size: i64) -> Self {
        Self {
            id: id.into(),
            listed_as: None,
            name: name.into(),
            size,
            mime: None,
            create_time: None,
            text: None,
            base64: None,
        }
    }

    /// Makes responses list it by another id.
    #[must_use]
    pub fn listed_as(mut self, id: impl Into<String>) -> Self {
        self.listed_as = Some(id.into());
        self
    }

    /// Sets the media type.
    #[must_use]
    pub fn mime(mut self, mime: impl Into<String>) -> Self {
        self.mime = Some(mime.into());
        self
    }

    /// Sets when it was uploaded.
    #[must_use]
    pub fn create_time(mut self, millis: i64) -> Self {
        self.create_time = Some(millis);
        self
    }

    /// Sets what is in it, and with that the size.
    #[must_use]
    pub fn content(mut self, bytes: impl AsRef<[u8]>) -> Self {
        let bytes = bytes.as_ref();
        self.size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        self.text = None;
        self.base64 = Some(STANDARD.encode(bytes));
        self
    }

    /// What is in it, if the seed has that; or what is wrong with it.
    pub(crate) fn bytes(&self) -> Result<Option<Vec<u8>>, String> {
        match (&self.text, &self.base64) {
            (None, None) => Ok(None),
            (Some(text), None) => Ok(Some(text.clone().into_bytes())),
            (None, Some(code)) => match STANDARD.decode(code) {
                Ok(bytes) => Ok(Some(bytes)),
                Err(error) => Err(format!("base64: is not base64: {error}")),
            },
            (Some(_), Some(_)) => Err("base64: stands beside a text; give one of them".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::catalogue::Parts;

    /// The catalogue says what a seed may say of a file, and this type says it for Rust.
    #[test]
    fn its_fields_are_those_that_catalogues_have() {
        let parts = Parts::embedded().unwrap();
        let head = parts.heads().find(|head| head.is_file).unwrap();
        let kind = parts.find(head.name).unwrap().unwrap().kind;
        let mut full = SeedFile::new("1", "a.txt", 1).listed_as("2").mime("text/plain");
        full = full.create_time(3).content("b");
        full.text = Some("b".to_owned());
        let full = json!(full);
        assert_eq!(full.as_object().unwrap().len(), 8, "all of them are set");
        assert_eq!(kind.seed_violations(&json!([full])).unwrap(), []);
        // And there is no field that this type lacks: an unknown one is refused with all that there are.
        let strange =
            kind.seed_violations(&json!([{ "qqqqqqqqqqqq": 1, "id": "1", "name": "", "size": 1 }]));
        let strange = strange.unwrap()[0].to_string();
        let known = strange.split("the fields are ").nth(1).unwrap();
        let mut known: Vec<_> = known.split(", ").collect();
        known.sort_unstable();
        // What order keys have depends on what else is compiled.
        let mut fields: Vec<_> = full.as_object().unwrap().keys().collect();
        fields.sort_unstable();
        assert_eq!(known, fields);
    }
}
