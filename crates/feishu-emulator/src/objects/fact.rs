//! What is known of a file.
//!
//! Catalogues name it, so the names are said in both. Which facts the pages of a product list is for the generator to say;
//! a catalogue is refused only for what cannot be shown.

use serde::Deserialize;

/// A field that responses show of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Fact {
    Id,
    Name,
    Size,
    Mime,
    CreateTime,
    /// A link, which is made for a response about the file itself.
    Url,
}

impl Fact {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Name => "name",
            Self::Size => "size",
            Self::Mime => "mime",
            Self::CreateTime => "create_time",
            Self::Url => "url",
        }
    }
}
