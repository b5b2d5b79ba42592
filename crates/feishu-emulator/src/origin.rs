//! Keeps web pages out: one check for every path and every method.
//!
//! A browser on this machine reaches the emulator, so a page of any site can send calls to it: from
//! another origin, or from its own origin after it made its own name point here (DNS rebinding). The
//! first kind of call names a foreign `Origin`, the second a foreign `Host`. So a request has to be for
//! an address that no stranger can own: an IP address, `localhost`, or the `--public-url` that the owner
//! gave. If it has an origin, that has to be the same address.

use std::net::{Ipv4Addr, Ipv6Addr};

use axum::http::{HeaderMap, HeaderName, Method, Uri, header};

use crate::public_url::PublicUrl;

/// What decides who may call.
#[derive(Clone, Debug, Default)]
pub(crate) struct Doors {
    /// A program on another machine may reach the emulator by any name. A page still may not.
    pub(crate) allow_remote: bool,
    pub(crate) public_url: Option<PublicUrl>,
}

impl Doors {
    /// The host that the caller used, with its port. `Err` says why the request is refused.
    pub(crate) fn check<'a>(
        &self,
        method: &Method,
        uri: &'a Uri,
        headers: &'a HeaderMap,
    ) -> Result<Option<&'a str>, String> {
        let in_header = single(headers, &header::HOST)?;
        let origin = single(headers, &header::ORIGIN)?;
        // A request may name its host in its first line, too, as if to a proxy.
        let in_line = uri.authority().map(|authority| authority.as_str());
        for host in in_line.into_iter().chain(in_header) {
            let kind = Host::parse(host).ok_or_else(|| {
                format!("{host:?} is not a host; send the address and port of the emulator")
            })?;
            if !self.is_own(host, kind) && !self.allow_remote {
                return Err(format!(
                    "the request is for the host {host:?}, which is not this emulator; call it by \
                     its IP address or localhost, or start it with --public-url or --allow-remote"
                ));
            }
        }
        let host = in_line.or(in_header);
        match (origin, host) {
            (None, host) => Ok(host),
            (Some(origin), Some(host)) if self.is_own_origin(origin, host, method) => {
                Ok(Some(host))
            }
            (Some(origin), _) => Err(format!(
                "a web page of {origin:?} may not call the emulator; open the emulator by its IP \
                 address or localhost, or call it without a browser"
            )),
        }
    }

    fn is_own(&self, host: &str, kind: Host) -> bool {
        kind == Host::OfNobodyElse || self.public_url.as_ref().is_some_and(|url| url.is_at(host))
    }

    fn is_own_origin(&self, origin: &str, host: &str, method: &Method) -> bool {
        if self.public_url.as_ref().is_some_and(|url| url.is_origin(origin)) {
            return true;
        }
        // A browser need not say the origin of a page that reads from its own, yet some do for scripts:
        // where any name will do, the page under that name is not the worse for saying it.
        let reads = self.allow_remote && matches!(*method, Method::GET | Method::HEAD);
        let may = reads || Host::parse(host) == Some(Host::OfNobodyElse);
        may && origin
            .strip_prefix("http://")
            .is_some_and(|authority| authority.eq_ignore_ascii_case(host))
    }
}

/// A header's one value.
fn single<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, String> {
    let mut values = headers.get_all(name).iter();
    let value = values.next();
    if values.next().is_some() {
        return Err(format!("the header {name} is there twice; send it once"));
    }
    let value = value.map(|value| value.to_str()).transpose();
    value.map_err(|_| format!("the header {name} is not plain text"))
}

/// The host, if it is valid: it is put into links, so it must contain nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Host {
    /// An IP address or `localhost`.
    OfNobodyElse,
    Name,
}

impl Host {
    fn parse(text: &str) -> Option<Self> {
        let (kind, port) = match text.strip_prefix('[') {
            Some(rest) => {
                let (ip, port) = rest.split_once(']')?;
                ip.parse::<Ipv6Addr>().ok()?;
                (Self::OfNobodyElse, port)
            }
            None => {
                let end = text.find(':').unwrap_or(text.len());
                let (name, port) = text.split_at_checked(end)?;
                (Self::of_name(name)?, port)
            }
        };
        let is_port = |digits: &str| {
            digits.bytes().all(|digit| digit.is_ascii_digit()) && digits.parse::<u16>().is_ok()
        };
        let whole = match port.strip_prefix(':') {
            Some(digits) => is_port(digits),
            None => port.is_empty(),
        };
        whole.then_some(kind)
    }

    fn of_name(name: &str) -> Option<Self> {
        let known = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'.' | b'_');
        if name.is_empty() || name.len() > 255 || !name.bytes().all(known) {
            return None;
        }
        let own = name.eq_ignore_ascii_case("localhost") || name.parse::<Ipv4Addr>().is_ok();
        Some(if own { Self::OfNobodyElse } else { Self::Name })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn doors(allow_remote: bool) -> Doors {
        Doors { allow_remote, public_url: None }
    }

    fn passes(doors: &Doors, origin: Option<&'static str>, host: Option<&'static str>) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in [(header::ORIGIN, origin), (header::HOST, host)] {
            headers.extend(value.map(|value| (name, HeaderValue::from_static(value))));
        }
        doors.check(&Method::POST, &Uri::from_static("/"), &headers).is_ok()
    }

    #[test]
    fn a_page_of_the_emulator_itself_may_call_it() {
        for host in ["127.0.0.1:80", "localhost:80", "[::1]:80", "192.0.2.1", "LocalHost"] {
            let origin: &'static str = format!("http://{host}").leak();
            assert!(passes(&doors(false), Some(origin), Some(host)), "{host}");
        }
    }

    #[test]
    fn a_page_of_another_site_may_not_also_under_a_name_that_points_here() {
        for (origin, host) in [
            ("http://evil.test", "127.0.0.1:80"),
            ("http://127.0.0.1:81", "127.0.0.1:80"),
            ("https://127.0.0.1:80", "127.0.0.1:80"),
            ("null", "127.0.0.1:80"),
            ("", "127.0.0.1:80"),
            ("http://evil.test:80", "evil.test:80"),
            ("http://127.0.0.1.evil.test:80", "127.0.0.1.evil.test:80"),
            ("http://[::1].evil.test:80", "[::1].evil.test:80"),
            ("http://127.0.0.1:80@evil.test", "127.0.0.1:80@evil.test"),
        ] {
            for remote in [false, true] {
                assert!(!passes(&doors(remote), Some(origin), Some(host)), "{origin} {host}");
            }
        }
        assert!(!passes(&doors(false), Some("http://127.0.0.1:80"), None));
    }

    #[test]
    fn a_program_may_under_the_address_and_under_a_name_where_other_machines_may_call() {
        assert!(passes(&doors(false), None, Some("127.0.0.1:80")));
        assert!(passes(&doors(false), None, None));
        assert!(!passes(&doors(false), None, Some("feishu:80")));
        assert!(passes(&doors(true), None, Some("feishu:80")));
    }

    #[test]
    fn where_any_name_will_do_a_page_under_that_name_may_read_and_not_change() {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static("feishu:80"));
        headers.insert(header::ORIGIN, HeaderValue::from_static("http://feishu:80"));
        let check = |remote, method: &Method| {
            doors(remote).check(method, &Uri::from_static("/"), &headers).is_ok()
        };
        assert!(check(true, &Method::GET) && check(true, &Method::HEAD));
        assert!(!check(true, &Method::POST) && !check(true, &Method::OPTIONS));
        assert!(!check(false, &Method::GET));
    }

    #[test]
    fn what_is_no_host_never_gets_into_a_link() {
        for host in [
            "", ":80", "a b", "a/b", "a?b", "a#b", "a@b", "a\\b", "a<b>", "a:b", "a:80:80",
            "a:65536", "a:+1", "a:", "[::1", "[::1]80", "[x]", "%61",
        ] {
            assert_eq!(Host::parse(host), None, "{host}");
            assert!(!passes(&doors(true), None, Some(String::leak(host.to_owned()))), "{host}");
        }
        for host in ["a", "a-b.c_d:1", "feishu.test:65535"] {
            assert_eq!(Host::parse(host), Some(Host::Name), "{host}");
        }
    }

    #[test]
    fn the_public_url_is_an_address_of_the_emulator() {
        let url = "https://feishu.test:8443/mock".parse().unwrap();
        let doors = Doors { allow_remote: false, public_url: Some(url) };
        assert!(passes(&doors, None, Some("feishu.test:8443")));
        assert!(passes(&doors, Some("https://feishu.test:8443"), Some("feishu.test:8443")));
        assert!(passes(&doors, None, Some("127.0.0.1:80")));
        assert!(!passes(&doors, None, Some("feishu.test:8444")));
        assert!(!passes(&doors, Some("http://feishu.test:8443"), Some("feishu.test:8443")));
    }

    /// Whichever of the two a page can choose, and whichever of them links are made of.
    #[test]
    fn the_hosts_of_the_first_line_and_of_the_header_are_held_to_the_same_rule() {
        let hosts = [
            None,
            Some("127.0.0.1:80"),
            Some("localhost:80"),
            Some("feishu.test:8443"),
            Some("evil.test"),
            Some("evil.test:80"),
            Some("a@127.0.0.1:80"),
        ];
        let public = || Some("https://feishu.test:8443/mock".parse().unwrap());
        for doors in [
            doors(false),
            doors(true),
            Doors { allow_remote: false, public_url: public() },
            Doors { allow_remote: true, public_url: public() },
        ] {
            for (line, header) in hosts.iter().flat_map(|line| hosts.map(|header| (*line, header)))
            {
                let uri = line.map_or("/x".to_owned(), |host| format!("http://{host}/x"));
                let uri = uri.parse().unwrap();
                let mut headers = HeaderMap::new();
                headers.extend(header.map(|host| (header::HOST, HeaderValue::from_static(host))));
                let found = doors.check(&Method::GET, &uri, &headers).ok();
                // As if each had come alone.
                let good = [line, header].iter().all(|host| passes(&doors, None, *host));
                assert_eq!(found, good.then_some(line.or(header)), "{doors:?} {line:?} {header:?}");
            }
        }
    }
}
