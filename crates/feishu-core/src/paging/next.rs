//! What a page says of the rest of its list.

use std::fmt;

use serde_json::{Map, Value};

use crate::wire::lenient;

/// What a page says of the rest of the list.
///
/// ```
/// use feishu_core::paging::Next;
///
/// assert_eq!(Next::new(Some(true), Some("")), Next::NoToken);
/// assert_eq!(Next::new(Some(false), Some("abc")), Next::End);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// There is more, and this leads to it.
    Page(PageToken),
    /// There is more, and nothing leads to it.
    NoToken,
    /// There is no more.
    End,
}

impl Next {
    /// What `has_more` and `page_token` say together. `has_more` decides: where it is absent there is
    /// no more, for servers leave out what is false, and some send a token with the last page too.
    #[must_use]
    pub fn new(has_more: Option<bool>, page_token: Option<&str>) -> Self {
        match (has_more, page_token.and_then(PageToken::new)) {
            (Some(true), Some(token)) => Self::Page(token),
            (Some(true), None) => Self::NoToken,
            _ => Self::End,
        }
    }

    /// What a page says whose `data` is this object. The two fields are read as leniently as those of
    /// a typed response.
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
    /// A field that holds neither a value of its type nor what the platform writes instead: whether
    /// there is more is then not known.
    pub fn of_object(data: &Map<String, Value>) -> Result<Self, serde_json::Error> {
        let field = |name| data.get(name).unwrap_or(&Value::Null);
        let has_more = lenient::optional(field("has_more"))?;
        let page_token: Option<String> = lenient::optional(field("page_token"))?;
        Ok(Self::new(has_more, page_token.as_deref()))
    }
}

/// What leads to a page of a list. It is never empty.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PageToken(String);

impl PageToken {
    /// The token with this text; `None` if the text is empty.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }

    /// The text of the token.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text of the token, by value.
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
