//! The address that callers use, where it is not the one that the emulator listens on.

use std::str::FromStr;

use axum::http::Uri;

use crate::error::Error;

/// Scheme, host, maybe a port and a path in front; no slash at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PublicUrl {
    text: String,
    scheme: String,
    authority: String,
}

impl PublicUrl {
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether a `Host` header names it.
    pub(crate) fn is_at(&self, host: &str) -> bool {
        self.authority.eq_ignore_ascii_case(host)
    }

    /// Whether its own pages have this origin.
    pub(crate) fn is_origin(&self, origin: &str) -> bool {
        origin
            .split_once("://")
            .is_some_and(|(scheme, host)| scheme == self.scheme && self.is_at(host))
    }
}

impl FromStr for PublicUrl {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let refuse = |problem| Error::PublicUrl { found: text.to_owned(), problem };
        let uri: Uri = text.parse().map_err(|_| refuse("it is not a URL"))?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(refuse("it has no scheme and host"));
        };
        if !matches!(scheme, "http" | "https") {
            return Err(refuse("its scheme is neither http nor https"));
        }
        if authority.as_str().contains('@') {
            return Err(refuse("it holds a user name"));
        }
        if uri.query().is_some() || text.contains('#') {
            return Err(refuse("it has a query or a fragment"));
        }
        let path = uri.path().trim_end_matches('/');
        Ok(Self {
            text: format!("{scheme}://{authority}{path}"),
            scheme: scheme.to_owned(),
            authority: authority.as_str().to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_url_is_kept_without_its_last_slash() {
        for (text, kept) in [
            ("http://localhost:9090", "http://localhost:9090"),
            ("https://feishu.test/", "https://feishu.test"),
            ("https://feishu.test/mock/", "https://feishu.test/mock"),
        ] {
            assert_eq!(text.parse::<PublicUrl>().unwrap().as_str(), kept);
        }
    }

    #[test]
    fn what_is_no_public_url_is_refused_with_the_reason() {
        for (text, problem) in [
            ("localhost:9090", "no scheme and host"),
            ("/mock", "no scheme and host"),
            ("ftp://feishu.test", "neither http nor https"),
            ("http://me@feishu.test", "a user name"),
            ("http://feishu.test/?a=b", "a query"),
            ("http://feishu.test/#a", "a fragment"),
            ("http://fei shu.test", "not a URL"),
        ] {
            let error = text.parse::<PublicUrl>().unwrap_err().to_string();
            assert!(error.contains(problem), "{text}: {error}");
        }
    }
}
