//! One HTTP exchange. Knows nothing of operations and envelopes.

use std::time::Duration;

use futures_util::future::{Either, select};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue, USER_AGENT};
use url::Url;

use crate::base_url::BaseUrl;
use crate::error::Error;
use crate::operation::Method;
use crate::response::{Answer, Head};
use crate::secret::Secret;
use crate::upload::{Bytes, Multipart};

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
        let length = incoming.content_length();
        let mut answer = Answer {
            head: Head::of(&mut incoming),
            body: Vec::with_capacity(expected(length, limit)),
        };
        if length.is_some_and(|length| length > limit as u64) {
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

/// A buffer of the announced length, and of a long response for its beginning.
fn expected(length: Option<u64>, limit: usize) -> usize {
    let length = length.and_then(|length| usize::try_from(length).ok());
    length.unwrap_or_default().min(limit).min(1024 * 1024)
}

/// The value of `Authorization`, marked as sensitive so that no layer below logs it.
fn bearer(token: &Secret) -> Result<HeaderValue, Error> {
    let mut value = HeaderValue::try_from(format!("Bearer {}", token.expose()))
        .map_err(|_| Error::no_token("the token contains characters that a header cannot carry"))?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

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
