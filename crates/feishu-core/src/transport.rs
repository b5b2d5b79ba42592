//! One HTTP exchange. Knows nothing of operations and envelopes.

use std::time::{Duration, SystemTime};

use futures_util::future::{Either, select};
use reqwest::header::{
    AUTHORIZATION, CONTENT_TYPE, DATE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER, USER_AGENT,
};
use url::Url;

use crate::base_url::BaseUrl;
use crate::error::Error;
use crate::operation::Method;
use crate::platform::{LOG_ID_HEADER, RATE_LIMIT_HEADER, RATE_LIMIT_RESET_HEADER};
use crate::response::Answer;
use crate::secret::Secret;
use crate::upload::{Bytes, Multipart};

/// Waits of more than a day are implausible.
const LONGEST_WAIT_SECONDS: f64 = 86_400.0;

/// Sends requests to the platform.
#[derive(Debug)]
pub(crate) struct Transport {
    pub(crate) http: reqwest::Client,
    pub(crate) base: BaseUrl,
    pub(crate) user_agent: HeaderValue,
    /// The default timeout of an exchange; `None` leaves it to the HTTP client.
    pub(crate) timeout: Option<Duration>,
    pub(crate) max_response_bytes: usize,
}

/// The content of a request.
#[derive(Debug)]
pub(crate) enum Body {
    Json { content_type: &'static str, json: Bytes },
    Form(Multipart),
}

/// A request. It can be sent repeatedly, unless its file comes from a reader.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) body: Option<Body>,
    pub(crate) timeout: Option<Duration>,
}

impl Request {
    /// Whether it can be sent again.
    pub(crate) fn is_replayable(&self) -> bool {
        match &self.body {
            Some(Body::Form(form)) => form.file.is_replayable(),
            _ => true,
        }
    }
}

impl Transport {
    /// Sends `request`, with `token` if there is one, and reads the complete response.
    pub(crate) async fn exchange(
        &self,
        request: &Request,
        token: Option<&Secret>,
        left: Option<Duration>,
    ) -> Result<Answer, Error> {
        let mut outgoing = self
            .http
            .request(request.method.into(), request.url.clone())
            .header(USER_AGENT, &self.user_agent);
        if let Some(token) = token {
            outgoing = outgoing.header(AUTHORIZATION, bearer(token)?);
        }
        let mut timeout = request.timeout.or(self.timeout);
        let mut form = None;
        match &request.body {
            Some(Body::Json { content_type, json }) => {
                // Shared rather than copied, so that the request can be sent again.
                outgoing = outgoing.header(CONTENT_TYPE, *content_type).body(json.clone());
            }
            Some(Body::Form(multipart)) => {
                outgoing = outgoing.multipart(multipart.form().await?);
                timeout = request.timeout;
                form = Some(multipart);
            }
            None => {}
        }
        // Whichever ends first. A timeout set on the request would replace that of the caller's own
        // HTTP client, so the deadline is enforced here.
        let left = match timeout {
            Some(timeout) => {
                outgoing = outgoing.timeout(left.map_or(timeout, |left| left.min(timeout)));
                None
            }
            None => left,
        };
        let patience = form.zip(self.timeout);
        if left.is_some() || patience.is_some() {
            let exchange = async {
                let incoming = outgoing.send().await.map_err(|error| self.broken(error))?;
                self.receive(incoming).await
            };
            let impatience = Box::pin(self.impatience(patience, left));
            return match select(Box::pin(exchange), impatience).await {
                Either::Left((answer, _)) => answer,
                Either::Right((error, _)) => Err(error),
            };
        }
        let incoming = outgoing.send().await.map_err(|error| self.broken(error))?;
        self.receive(incoming).await
    }

    /// Reads the response up to the size limit: a broken or hostile server does not decide how much
    /// memory is used.
    pub(crate) async fn receive(&self, mut incoming: reqwest::Response) -> Result<Answer, Error> {
        let limit = self.max_response_bytes;
        let mut answer = Answer {
            status: incoming.status().as_u16(),
            log_id: text(incoming.headers(), &LOG_ID).map(str::to_owned),
            retry_after: retry_after(incoming.headers()),
            rate_limit: incoming
                .status()
                .is_client_error()
                .then(|| calls_allowed(incoming.headers()))
                .flatten(),
            date: date(incoming.headers(), &DATE),
            body: Vec::with_capacity(expected(&incoming, limit)),
            headers: std::mem::take(incoming.headers_mut()),
        };
        if incoming.content_length().is_some_and(|length| length > limit as u64) {
            return Err(Error::too_large(answer, limit));
        }
        while let Some(chunk) = incoming.chunk().await.map_err(|error| self.broken(error))? {
            if chunk.len() > limit - answer.body.len() {
                return Err(Error::too_large(answer, limit));
            }
            answer.body.extend_from_slice(&chunk);
        }
        Ok(answer)
    }

    /// Ends when nothing of a form has moved for too long, or at the deadline.
    async fn impatience(
        &self,
        patience: Option<(&Multipart, Duration)>,
        left: Option<Duration>,
    ) -> Error {
        let stalled = async {
            match patience {
                Some((form, patience)) => {
                    form.moved.stalled(patience).await;
                    Error::stalled(patience, self.base.origin())
                }
                None => std::future::pending().await,
            }
        };
        match left {
            Some(left) => tokio::time::timeout(left, stalled)
                .await
                .unwrap_or_else(|_| Error::late(self.base.origin())),
            None => stalled.await,
        }
    }

    pub(crate) fn broken(&self, error: reqwest::Error) -> Error {
        Error::exchange(error, self.base.origin())
    }
}

/// A buffer of the announced length, unless it is implausibly large.
fn expected(incoming: &reqwest::Response, limit: usize) -> usize {
    let length = incoming.content_length().and_then(|length| usize::try_from(length).ok());
    length.filter(|length| *length <= limit.min(64 * 1024)).unwrap_or_default()
}

/// The value of `Authorization`, marked as sensitive so that no layer below logs it.
fn bearer(token: &Secret) -> Result<HeaderValue, Error> {
    let mut value = HeaderValue::try_from(format!("Bearer {}", token.expose()))
        .map_err(|_| Error::no_token("the token contains characters that a header cannot carry"))?;
    value.set_sensitive(true);
    Ok(value)
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
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
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
                    HeaderValue::from_static(value),
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

    #[test]
    fn a_token_goes_into_a_header_that_is_not_printed() {
        let header = bearer(&Secret::from("t-abc")).unwrap();
        assert_eq!(header.as_bytes(), b"Bearer t-abc");
        assert!(header.is_sensitive());
        assert!(!format!("{header:?}").contains("t-abc"));
    }

    #[test]
    fn a_token_that_no_header_can_carry_is_refused_without_printing_it() {
        let error = bearer(&Secret::from("t-abc\r\nX-Evil: 1")).unwrap_err();
        assert_eq!(error.kind(), crate::ErrorKind::Token);
        assert!(!format!("{error} {error:?}").contains("t-abc"));
    }
}
