//! Who may call, by which address, and what is remembered of a call.

use serde_json::{Value, json};

use super::Service;
use crate::connections::ConnectionLimits;
use crate::log::{self, NO_CODE, RecordedRequest};
use crate::origin::Doors;
use crate::reply::Reply;
use crate::request::Request;
use crate::route;

impl Service {
    pub(crate) fn doors(&self) -> &Doors {
        &self.doors
    }

    pub(crate) fn connection_limits(&self) -> ConnectionLimits {
        self.connection_limits
    }

    #[cfg(feature = "client")]
    pub(crate) fn rate_limits(&self) -> crate::limits::RateLimits {
        self.limits.limits()
    }

    /// Where links begin for a caller that used this host, which was checked.
    ///
    /// The listen address may be one that cannot be called, such as `0.0.0.0`, or
    /// may have another port outside a container.
    pub(crate) fn base_url_for(&self, host: Option<&str>) -> String {
        match (&self.doors.public_url, host) {
            (Some(url), _) => url.as_str().to_owned(),
            (None, Some(host)) => format!("http://{host}"),
            (None, None) => self.base_url.clone(),
        }
    }

    /// What a person needs to point a client here, but for the secret.
    pub(crate) fn about(&self, request: &Request) -> Value {
        let app_ids: Vec<_> = self.apps.ids().collect();
        json!({ "base_url": request.base_url, "app_ids": app_ids, "time": self.clock.now() })
    }

    /// Refuses a request that a page of another site may have sent.
    pub(crate) fn refuse_stranger(&self, request: &Request, reason: &str) -> Reply {
        let log_id = self.log_ids.next(self.clock.now());
        let body = json!({ "error": reason }).to_string().into_bytes();
        let mut reply = Reply { status: 403, body, ..Reply::blank(&log_id) };
        if !request.path.starts_with(route::ADMIN) {
            reply.told = (reason.to_owned(), Vec::new());
            self.record(request, None, &request.path, &mut reply, NO_CODE, None);
        }
        reply
    }

    /// Remembers a call under a path that holds no secret.
    pub(super) fn record(
        &self,
        request: &Request,
        operation: Option<String>,
        path: &str,
        reply: &mut Reply,
        code: i64,
        fault: Option<String>,
    ) {
        let (msg, violations) = std::mem::take(&mut reply.told);
        // Whatever a call of the token service sends may be a secret.
        let secret = self
            .catalogue
            .token_operations
            .iter()
            .any(|known| Some(&known.id) == operation.as_ref());
        let body = if secret { Vec::new() } else { log::recorded_body(request.body.bytes()) };
        let harmless = |query: &&String| !secret && !log::names_a_secret(query.as_bytes());
        let query = request.query.as_ref().filter(harmless);
        self.log.push(RecordedRequest {
            log_id: reply.log_id.clone(),
            time: self.clock.now(),
            operation,
            method: log::recorded_text(request.method.as_str()),
            path: log::recorded_text(path),
            query: query.map(|query| log::recorded_text(query)),
            headers: log::recorded_headers(&request.headers),
            body,
            status: reply.status,
            code,
            sample: reply.is_sample,
            fault,
            msg,
            violations,
        });
    }
}
