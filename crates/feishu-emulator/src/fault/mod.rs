//! Faults as data: what shall go wrong, on which call.
//!
//! A fault is said in Rust or in JSON, waits in a queue, and fires on calls that it matches, in an
//! order that does not depend on time or luck. Whether it fired can be asked.
//!
//! Which call meets which fault depends only on the order of the calls. Waiting happens in the
//! async layer, before or after the one blocking step that carries a call out. A call runs in a
//! task of its own: a caller that disconnects does not undo it, as on a real server. A reset closes
//! the socket without lingering, which is why the emulator wraps its streams.

mod delivery;
mod effect;
mod format;
mod queue;

use std::time::Duration;

use axum::http::StatusCode;
use serde::{Deserialize, Deserializer, Serialize};

pub(crate) use delivery::Halting;
pub(crate) use effect::Made;
pub(crate) use format::{Known, read};
pub(crate) use queue::{Call, FaultQueue, Hit};
pub use queue::{Faults, FiredFault, PendingFault};

/// In place of an operation's id: any operation, the token endpoint among them. The beginning of an id
/// and `.*`, such as `hire.*`, means all operations below that name.
pub const ANY_OPERATION: &str = "*";

/// Something that shall go wrong with one or more of the next calls.
///
/// ```
/// use feishu_emulator::{Fault, FaultKind};
///
/// // The third update is carried out, and then its connection is cut: the caller cannot know.
/// let unknown_outcome =
///     Fault::new("hire.v1.external_offer.update", FaultKind::Reset { carry_out: true }).after(2);
///
/// // The next two calls, whatever they are: a gateway that responds with HTML.
/// let outage = Fault::anywhere(FaultKind::bad_gateway()).times(2);
/// ```
///
/// In JSON the kind is a key, and its details are the value:
///
/// ```json
/// { "operation": "hire.v1.external_offer.update", "after": 2, "reset": { "carry_out": true } }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    operation: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    app: Option<String>,
    #[serde(default)]
    after: u32,
    #[serde(default = "once")]
    times: u32,
    #[serde(flatten)]
    kind: FaultKind,
}

impl Fault {
    /// A fault of the next call of this operation, such as `hire.v1.external_offer.update` or
    /// [`TOKEN_OPERATION`](crate::TOKEN_OPERATION); of any operation below a name, such as `hire.*` or
    /// `hire.v1.external_offer.*`; or of [`ANY_OPERATION`].
    pub fn new(operation: impl Into<String>, kind: FaultKind) -> Self {
        Self { operation: operation.into(), app: None, after: 0, times: once(), kind }
    }

    /// A fault of the next call, whichever operation that is.
    pub fn anywhere(kind: FaultKind) -> Self {
        Self::new(ANY_OPERATION, kind)
    }

    /// Fires on this many consecutive calls; by default once.
    #[must_use]
    pub fn times(mut self, calls: u32) -> Self {
        self.times = calls;
        self
    }

    /// Lets this many matching calls through before it fires.
    #[must_use]
    pub fn after(mut self, calls: u32) -> Self {
        self.after = calls;
        self
    }

    /// Fires on calls of this app only, known by its token, or by its id at the token endpoint.
    #[must_use]
    pub fn app(mut self, app_id: impl Into<String>) -> Self {
        self.app = Some(app_id.into());
        self
    }
}

/// Whether an operation is what a fault is for: its id, the beginning of its id and `.*`, or `*`.
fn is_meant(target: &str, operation: &str) -> bool {
    let below = |name: &str| {
        operation.strip_prefix(name).is_some_and(|rest| rest.starts_with('.') && !name.is_empty())
    };
    target == ANY_OPERATION || target == operation || target.strip_suffix(".*").is_some_and(below)
}

fn once() -> u32 {
    1
}

/// What goes wrong. Times are real ones, by Tokio's clock; the emulator's [`Clock`](crate::Clock)
/// does not move them. `carry_out` says whether the call has its effect although its caller does not
/// get the response.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FaultKind {
    /// Waits, then carries the call out and responds. Also when the caller has hung up by then.
    Delay {
        /// How long, in milliseconds.
        ms: u64,
    },
    /// Says nothing, not even a status. After a time the response comes, or, for a call that is not
    /// carried out, the connection ends.
    StallBeforeHeaders {
        /// How long, in milliseconds; `None` until the caller hangs up or the emulator stops.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ms: Option<u64>,
        /// True unless said otherwise.
        #[serde(default = "yes")]
        carry_out: bool,
    },
    /// Carries the call out, sends the head and half of the body, then nothing. After a time the
    /// rest comes.
    StallMidBody {
        /// How long, in milliseconds; `None` until the caller hangs up or the emulator stops.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ms: Option<u64>,
    },
    /// Resets the connection without a response.
    Reset {
        /// True unless said otherwise: the connection is lost after the effect, not before.
        #[serde(default = "yes")]
        carry_out: bool,
    },
    /// Responds with something that is not the platform's, as a gateway or proxy does.
    #[serde(deserialize_with = "read_http")]
    Http {
        /// Status; 502 unless said otherwise.
        status: u16,
        /// The body; a page of HTML that names the status unless said otherwise.
        body: String,
        /// `Content-Type`; that of HTML unless said otherwise.
        content_type: String,
        /// False unless said otherwise.
        carry_out: bool,
    },
    /// Carries the call out and sends the first half of the body, as if that were all.
    TruncatedJson {},
    /// Refuses the call with a code of the platform.
    Code {
        /// HTTP status. The platform sends one code with several, 200 among them.
        http: u16,
        /// `code`, such as 99991663.
        code: i64,
        /// `msg`; words of the emulator unless said otherwise.
        #[serde(default = "on_demand")]
        msg: String,
        /// False unless said otherwise.
        #[serde(default)]
        carry_out: bool,
    },
    /// Makes the tokens of the calling app invalid, then responds, which refuses them. The
    /// token endpoint then issues a new one.
    InvalidateTokens {},
    /// Refuses the call as one too many, with headers of any content.
    RateLimit {
        /// Seconds to wait, or whatever else; `None` leaves the header out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reset: Option<String>,
        /// Calls that fit into the window, or whatever else; `None` leaves the header out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<String>,
        /// HTTP status; 429 unless said otherwise, and 400 on some of the platform's operations.
        #[serde(default = "too_many_requests")]
        http: u16,
    },
}

impl FaultKind {
    /// 502 and a page of HTML, without any effect.
    pub fn bad_gateway() -> Self {
        Self::http(bad_gateway_status())
    }

    /// This status and a page of HTML that names it, without any effect.
    pub fn http(status: u16) -> Self {
        Self::Http { status, body: page(status), content_type: html(), carry_out: false }
    }

    /// HTTP 429 with this in the header that says how long to wait.
    pub fn rate_limit(reset: impl Into<String>) -> Self {
        Self::RateLimit { reset: Some(reset.into()), limit: None, http: too_many_requests() }
    }

    /// Its name in JSON, such as `stall_mid_body`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Delay { .. } => "delay",
            Self::StallBeforeHeaders { .. } => "stall_before_headers",
            Self::StallMidBody { .. } => "stall_mid_body",
            Self::Reset { .. } => "reset",
            Self::Http { .. } => "http",
            Self::TruncatedJson {} => "truncated_json",
            Self::Code { .. } => "code",
            Self::InvalidateTokens {} => "invalidate_tokens",
            Self::RateLimit { .. } => "rate_limit",
        }
    }

    /// How long to wait before anything is done.
    pub(crate) fn delay(&self) -> Option<Duration> {
        match self {
            Self::Delay { ms } => Some(Duration::from_millis(*ms)),
            _ => None,
        }
    }
}

fn yes() -> bool {
    true
}

fn bad_gateway_status() -> u16 {
    502
}

/// What gateways write. With some statuses there is no body.
fn page(status: u16) -> String {
    if matches!(status, 204 | 304) {
        return String::new();
    }
    let reason = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    let title = format!("{status} {}", reason.unwrap_or_default());
    let title = title.trim_end();
    format!("<html>\n<head><title>{title}</title></head>\n<body><h1>{title}</h1></body>\n</html>\n")
}

/// The details of `http`: the body that is not given depends on the status.
fn read_http<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<(u16, String, String, bool), D::Error> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Details {
        #[serde(default = "bad_gateway_status")]
        status: u16,
        body: Option<String>,
        #[serde(default = "html")]
        content_type: String,
        #[serde(default)]
        carry_out: bool,
    }
    let Details { status, body, content_type, carry_out } = Details::deserialize(deserializer)?;
    Ok((status, body.unwrap_or_else(|| page(status)), content_type, carry_out))
}

fn html() -> String {
    "text/html".to_owned()
}

fn on_demand() -> String {
    "A fault that was asked for.".to_owned()
}

fn too_many_requests() -> u16 {
    429
}
