//! Keeps web pages from changing what the emulator holds.
//!
//! A browser on this machine reaches the emulator, so a page of any site can send calls to it: from
//! another origin, or from its own after it made its name point here. A browser always says the
//! origin of a call that changes something. So a call with an origin has to come from this very
//! address, and the address has to be one that no stranger can own: an IP address or `localhost`.

use std::net::{Ipv4Addr, Ipv6Addr};

use axum::http::{HeaderMap, HeaderName, header};

/// Refuses a call that a page of another site may have sent. Where other machines may call, a
/// program may reach the emulator by any name.
pub(super) fn check(headers: &HeaderMap, allows_remote: bool) -> Result<(), String> {
    let host = text(headers, &header::HOST)?;
    let origin = text(headers, &header::ORIGIN)?;
    match (origin, host) {
        (Some(origin), Some(host)) if is_own(host) && is_same(origin, host) => Ok(()),
        (Some(origin), _) => Err(format!(
            "a page of {origin:?} may not change anything here; open the emulator by its IP \
             address or localhost, or call it without a browser"
        )),
        (None, Some(host)) if !is_own(host) && !allows_remote => Err(format!(
            "the host {host:?} is not this emulator; call it by its IP address or localhost, or \
             start it with `--allow-remote` (`EmulatorBuilder::allow_remote`)"
        )),
        (None, _) => Ok(()),
    }
}

/// A header's one value.
fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, String> {
    let mut values = headers.get_all(name).iter();
    let value = values.next();
    if values.next().is_some() {
        return Err(format!("the header {name} is there twice; send it once"));
    }
    let value = value.map(|value| value.to_str()).transpose();
    value.map_err(|_| format!("the header {name} is not plain text"))
}

fn is_same(origin: &str, host: &str) -> bool {
    origin.strip_prefix("http://").is_some_and(|authority| authority.eq_ignore_ascii_case(host))
}

fn is_own(host: &str) -> bool {
    if let Some(rest) = host.strip_prefix('[') {
        return rest.split_once(']').is_some_and(|(ip, port)| {
            ip.parse::<Ipv6Addr>().is_ok() && (port.is_empty() || port.starts_with(':'))
        });
    }
    let name = host.split_once(':').map_or(host, |(name, _)| name);
    name.eq_ignore_ascii_case("localhost") || name.parse::<Ipv4Addr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn allowed(origin: Option<&'static str>, host: Option<&'static str>, remote: bool) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in [(header::ORIGIN, origin), (header::HOST, host)] {
            headers.extend(value.map(|value| (name, HeaderValue::from_static(value))));
        }
        check(&headers, remote).is_ok()
    }

    #[test]
    fn a_page_of_the_emulator_itself_may_change_it() {
        for host in ["127.0.0.1:80", "localhost:80", "[::1]:80", "192.0.2.1", "LocalHost"] {
            let origin: &'static str = format!("http://{host}").leak();
            assert!(allowed(Some(origin), Some(host), false), "{host}");
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
        ] {
            for remote in [false, true] {
                assert!(!allowed(Some(origin), Some(host), remote), "{origin} {host}");
            }
        }
        assert!(!allowed(Some("http://127.0.0.1:80"), None, false));
    }

    #[test]
    fn a_program_may_under_the_address_and_under_a_name_where_other_machines_may_call() {
        assert!(allowed(None, Some("127.0.0.1:80"), false));
        assert!(allowed(None, None, false));
        assert!(!allowed(None, Some("feishu:80"), false));
        assert!(allowed(None, Some("feishu:80"), true));
    }
}
