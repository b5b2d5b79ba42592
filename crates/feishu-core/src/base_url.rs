//! The base URL of the platform.

use url::{Host, Url};

use crate::error::Error;

/// The base of every URL: scheme, host, port, and optionally a path prefix, for example of a proxy.
#[derive(Debug, Clone)]
pub(crate) struct BaseUrl {
    /// `https://proxy.example:8443`
    origin: String,
    /// `/feishu`, or empty. It never ends with a slash, because operation paths begin with one.
    prefix: String,
    /// Both as they are parsed: parsing a host is most of the work of parsing a URL.
    url: Url,
    is_https: bool,
    is_loopback: bool,
}

impl BaseUrl {
    /// Parses a base URL and refuses parts that would be ignored. Error messages do not repeat the
    /// URL, because it may contain a password.
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        let url = Url::parse(text)
            .map_err(|error| refused(format!("is not an absolute URL: {error}")))?;
        let is_https = match url.scheme() {
            "https" => true,
            "http" => false,
            other => return Err(refused(format!("has the scheme {other}, but must have https"))),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err(refused("contains a user name or password; remove it".to_owned()));
        }
        if url.query().is_some() {
            return Err(refused("contains a query; remove the ? and what follows it".to_owned()));
        }
        if url.fragment().is_some() {
            return Err(refused(
                "contains a fragment; remove the # and what follows it".to_owned(),
            ));
        }
        let has_path_of_api = url
            .path_segments()
            .is_some_and(|mut segments| segments.any(|segment| segment == "open-apis"));
        if has_path_of_api {
            let remedy = "must not include the API path; remove /open-apis and what follows it";
            return Err(refused(remedy.to_owned()));
        }
        let is_loopback = match url.host() {
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            None => return Err(refused("names no host".to_owned())),
        };
        let origin = url.origin().ascii_serialization();
        let prefix = url.path().trim_end_matches('/').to_owned();
        Ok(Self { origin, prefix, url, is_https, is_loopback })
    }

    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// The whole base URL, without a trailing slash.
    pub(crate) fn address(&self) -> String {
        format!("{}{}", self.origin, self.prefix)
    }

    pub(crate) fn is_https(&self) -> bool {
        self.is_https
    }

    pub(crate) fn is_loopback(&self) -> bool {
        self.is_loopback
    }

    /// The URL of a path whose segments are already percent-encoded.
    ///
    /// A URL parser resolves dot segments, even encoded ones, and rewrites some characters. A path
    /// that the parser would change is refused, so that a request can reach only its own endpoint.
    pub(crate) fn join(&self, path: &str) -> Result<Url, Error> {
        let wanted = format!("{}{path}", self.prefix);
        let mut url = self.url.clone();
        url.set_path(&wanted);
        if url.path() == wanted {
            return Ok(url);
        }
        Err(Error::path(format!(
            "the path {path} contains something that a URL parser would change"
        )))
    }
}

fn refused(why: String) -> Error {
    Error::configuration(format!("the base URL {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;

    #[test]
    fn a_path_is_put_below_the_prefix_of_the_base() {
        for (base, expected) in [
            ("https://open.feishu.cn", "https://open.feishu.cn/open-apis/x"),
            ("https://open.feishu.cn/", "https://open.feishu.cn/open-apis/x"),
            ("https://proxy.example:8443/feishu", "https://proxy.example:8443/feishu/open-apis/x"),
            ("https://proxy.example/a/b//", "https://proxy.example/a/b/open-apis/x"),
            ("https://proxy.example:443", "https://proxy.example/open-apis/x"),
            ("http://[::1]:8080/", "http://[::1]:8080/open-apis/x"),
        ] {
            let url = BaseUrl::parse(base).unwrap().join("/open-apis/x").unwrap();
            assert_eq!(url.as_str(), expected, "{base}");
        }
    }

    #[test]
    fn a_base_that_says_more_than_where_is_refused_without_repeating_it() {
        for (base, reason) in [
            ("open.feishu.cn", "not an absolute URL"),
            ("ftp://open.feishu.cn", "scheme ftp"),
            ("https://", "not an absolute URL"),
            ("https://me:hunter2@open.feishu.cn", "user name or password"),
            ("https://open.feishu.cn?key=hunter2", "query"),
            ("https://open.feishu.cn/#hunter2", "fragment"),
            ("https://open.feishu.cn/open-apis", "remove /open-apis"),
            ("https://open.feishu.cn/open-apis/", "remove /open-apis"),
            ("https://proxy.example/feishu/open-apis/hire/v1/hunter2", "remove /open-apis"),
        ] {
            let error = BaseUrl::parse(base).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration, "{base}");
            assert!(error.to_string().contains(reason), "{base}: {error}");
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{base}: {error:?}");
        }
    }

    #[test]
    fn only_this_machine_is_loopback() {
        for (base, expected) in [
            ("http://127.0.0.1:80", true),
            ("http://127.8.8.8", true),
            ("http://[::1]", true),
            ("http://localhost", true),
            ("http://LOCALHOST:3000", true),
            ("http://feishu.localhost", true),
            ("http://localhost.example.com", false),
            ("http://notlocalhost", false),
            ("http://0.0.0.0", false),
            ("http://10.0.0.1", false),
        ] {
            assert_eq!(BaseUrl::parse(base).unwrap().is_loopback(), expected, "{base}");
        }
    }

    #[test]
    fn a_path_that_a_url_would_rewrite_is_refused() {
        let base = BaseUrl::parse("https://open.feishu.cn/p").unwrap();
        for path in ["/a/../b", "/a/%2e%2E/b", "/a/./b", "/a?b", "/a#b", "/a b", "/李", "/a\\b"] {
            assert_eq!(base.join(path).unwrap_err().kind(), ErrorKind::PathParameter, "{path}");
        }
        for path in ["/a/%252e%252e/b", "/a/.../b", "/a%2F..%2Fb", "/~a_b-c.d"] {
            let url = base.join(path).unwrap();
            assert_eq!(url.as_str(), format!("https://open.feishu.cn/p{path}"));
        }
    }
}
