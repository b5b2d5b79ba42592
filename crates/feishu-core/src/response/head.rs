//! Status and headers of a response, and what the headers say.

use std::time::{Duration, SystemTime};

use reqwest::header::{DATE, HeaderMap, HeaderName, RETRY_AFTER};

use crate::platform::{LOG_ID_HEADER, RATE_LIMIT_HEADER, RATE_LIMIT_RESET_HEADER};

/// Waits of more than a day are implausible.
const LONGEST_WAIT_SECONDS: f64 = 86_400.0;

/// Status and headers. What the headers say is read when it is needed: most of it only after a failure.
#[derive(Debug)]
pub(crate) struct Head {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
}

impl Head {
    /// Takes the headers from a response.
    pub(crate) fn of(incoming: &mut reqwest::Response) -> Self {
        let status = incoming.status().as_u16();
        Self { status, headers: std::mem::take(incoming.headers_mut()) }
    }

    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    pub(crate) fn log_id(&self) -> Option<&str> {
        text(&self.headers, &LOG_ID)
    }

    /// How long the server asks to wait.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        retry_after(&self.headers)
    }

    /// The number of calls per window, which a refusal states.
    pub(crate) fn rate_limit(&self) -> Option<u32> {
        let is_refusal = (400..500).contains(&self.status);
        is_refusal.then(|| calls_allowed(&self.headers)).flatten()
    }

    /// The server's time.
    pub(crate) fn date(&self) -> Option<SystemTime> {
        date(&self.headers, &DATE)
    }
}

/// The platform's header names, parsed once.
static LOG_ID: HeaderName = HeaderName::from_static(LOG_ID_HEADER);
static RATE_LIMIT: HeaderName = HeaderName::from_static(RATE_LIMIT_HEADER);
static RATE_LIMIT_RESET: HeaderName = HeaderName::from_static(RATE_LIMIT_RESET_HEADER);

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim).filter(|text| !text.is_empty())
}

/// How long the response asks to wait. The platform's own header takes precedence. `Retry-After` as
/// a date is compared with the date of the response, so this machine's clock does not matter.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let until = || date(headers, &RETRY_AFTER)?.duration_since(date(headers, &DATE)?).ok();
    [&RATE_LIMIT_RESET, &RETRY_AFTER]
        .into_iter()
        .find_map(|name| seconds(text(headers, name)?))
        .or_else(|| until().filter(|wait| wait.as_secs_f64() <= LONGEST_WAIT_SECONDS))
}

/// The number of calls that a window allows.
fn calls_allowed(headers: &HeaderMap) -> Option<u32> {
    text(headers, &RATE_LIMIT)?.parse().ok()
}

fn date(headers: &HeaderMap, name: &HeaderName) -> Option<SystemTime> {
    httpdate::parse_http_date(text(headers, name)?).ok()
}

fn seconds(text: &str) -> Option<Duration> {
    let seconds: f64 = text.parse().ok()?;
    // NaN is in no range.
    (0.0..=LONGEST_WAIT_SECONDS).contains(&seconds).then(|| Duration::from_secs_f64(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                (
                    name.parse::<reqwest::header::HeaderName>().unwrap(),
                    reqwest::header::HeaderValue::from_static(value),
                )
            })
            .collect()
    }

    #[test]
    fn a_wait_is_read_in_seconds_unless_it_makes_no_sense() {
        for (value, expected) in [
            ("52", Some(Duration::from_secs(52))),
            ("0", Some(Duration::ZERO)),
            ("0.25", Some(Duration::from_millis(250))),
            (" 3 ", Some(Duration::from_secs(3))),
            ("86400", Some(Duration::from_secs(86_400))),
            ("86401", None),
            ("1e300", None),
            ("-1", None),
            ("NaN", None),
            ("inf", None),
            ("soon", None),
            ("", None),
            ("Wed, 21 Oct 2015 07:28:00 GMT", None),
        ] {
            for name in ["x-ogw-ratelimit-reset", "retry-after"] {
                assert_eq!(retry_after(&headers(&[(name, value)])), expected, "{name}: {value:?}");
            }
        }
    }

    #[test]
    fn a_date_is_read_against_the_date_of_the_answer() {
        let now = ("date", "Wed, 21 Oct 2015 07:28:00 GMT");
        for (until, expected) in [
            ("Wed, 21 Oct 2015 07:28:07 GMT", Some(Duration::from_secs(7))),
            ("Wed, 21 Oct 2015 07:28:00 GMT", Some(Duration::ZERO)),
            ("Wed, 21 Oct 2015 07:27:00 GMT", None),
            ("Wed, 21 Oct 2035 07:28:00 GMT", None),
            ("tomorrow", None),
        ] {
            assert_eq!(retry_after(&headers(&[now, ("retry-after", until)])), expected, "{until}");
        }
    }

    #[test]
    fn the_platforms_own_header_goes_before_retry_after() {
        let both = headers(&[("retry-after", "9"), ("x-ogw-ratelimit-reset", "5")]);
        assert_eq!(retry_after(&both), Some(Duration::from_secs(5)));
        let nonsense = headers(&[("retry-after", "9"), ("x-ogw-ratelimit-reset", "-5")]);
        assert_eq!(retry_after(&nonsense), Some(Duration::from_secs(9)));
        assert_eq!(retry_after(&headers(&[])), None);
    }
}
