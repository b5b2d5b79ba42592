//! How a list continues after a page.

use std::fmt;

use serde_json::{Map, Value};

use crate::wire::{self, Mismatch};

/// How a list continues after a page.
///
/// ```
/// use feishu_core::paging::Next;
///
/// assert_eq!(Next::new(Some(true), Some("")), Next::NoToken);
/// assert_eq!(Next::new(Some(false), Some("abc")), Next::End);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// There is more, at the page with this token.
    Page(PageToken),
    /// There is more, but no token for it.
    NoToken,
    /// There is no more.
    End,
}

impl Next {
    /// Combines `has_more` and `page_token`. `has_more` decides: without it there is no more,
    /// because servers omit `false`, and some send a token with the last page, too.
    #[must_use]
    pub fn new(has_more: Option<bool>, page_token: Option<&str>) -> Self {
        match (has_more, page_token.and_then(PageToken::new)) {
            (Some(true), Some(token)) => Self::Page(token),
            (Some(true), None) => Self::NoToken,
            _ => Self::End,
        }
    }

    /// Reads both fields from the object `data`, as leniently as in a typed response.
    ///
    /// ```
    /// use feishu_core::paging::Next;
    /// use serde_json::json;
    ///
    /// let data = json!({ "items": [], "has_more": "true", "page_token": 7 });
    /// let Next::Page(token) = Next::of_object(data.as_object().ok_or("an object")?)? else {
    ///     return Err("more".into());
    /// };
    /// assert_eq!(token.as_str(), "7");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// A field holds neither a value of its type nor a known substitute: it is then unknown whether
    /// there is more.
    pub fn of_object(data: &Map<String, Value>) -> Result<Self, Mismatch> {
        let has_more = wire::read_field(data, "has_more")?;
        let page_token: Option<String> = wire::read_field(data, "page_token")?;
        Ok(Self::new(has_more, page_token.as_deref()))
    }
}

/// The token of a page of a list. It is never empty.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PageToken(String);

impl PageToken {
    /// Creates a token from a string; `None` if the string is empty.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }

    /// The token as a string slice.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The token as a `String`.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Display for PageToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
