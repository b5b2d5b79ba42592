//! Facts that every endpoint shares.

use super::{Action, AppKind, RateLimit, TokenKind};

/// Facts that every endpoint shares.
#[derive(Debug, Clone)]
pub struct Platform {
    /// The host for tenants in China.
    pub feishu: Host,
    /// The host for tenants elsewhere.
    pub lark: Host,
    /// The content type of a JSON body.
    pub json_content_type: String,
    /// The header with the id by which support finds a call.
    pub log_id_header: String,
    /// The header with how many calls a limit permits.
    pub rate_limit_header: String,
    /// The header with the seconds until a limit permits calls again.
    pub rate_limit_reset_header: String,
    /// What is known of tokens.
    pub tokens: Tokens,
    /// The page on rate limits.
    pub rate_limit_page: String,
    /// The tiers that pages refer to.
    pub rate_limit_tiers: Vec<RateLimitTier>,
    /// The page on errors of the gateway.
    pub error_page: String,
    /// The errors of the gateway, by code.
    pub errors: Vec<GatewayError>,
}

/// Where the API is served.
#[derive(Debug, Clone)]
pub struct Host {
    /// The base URL.
    pub url: String,
    /// Who uses it.
    pub description: String,
}

/// How apps get tokens.
#[derive(Debug, Clone)]
pub struct Tokens {
    /// How long a token is valid at most.
    pub lifetime_seconds: u64,
    /// A token with less time left than this is replaced when it is asked for.
    pub renewal_window_seconds: u64,
    /// The operation that has the ticket of a store app pushed again: its id.
    pub ticket: String,
    /// The operations that issue tokens.
    pub sources: Vec<TokenSource>,
}

/// The operation by which an app of a kind gets a token of a kind.
#[derive(Debug, Clone)]
pub struct TokenSource {
    /// The kind of token.
    pub kind: TokenKind,
    /// The kind of app that gets it there.
    pub app: AppKind,
    /// Its id. Specs of one product need not hold it.
    pub operation: String,
}

/// A rate limit tier.
#[derive(Debug, Clone, PartialEq)]
pub struct RateLimitTier {
    /// What the page calls it.
    pub number: u32,
    /// The limits of the tier. All of them hold at once.
    pub limits: Vec<RateLimit>,
    /// The limits for tenants that pay, if they differ.
    pub paid: Vec<RateLimit>,
}

/// An error that the gateway returns.
#[derive(Debug, Clone)]
pub struct GatewayError {
    /// The code in the envelope.
    pub code: i64,
    /// Its name in snake case.
    pub name: String,
    /// The HTTP statuses that it comes with.
    pub http_statuses: Vec<u16>,
    /// What the client does.
    pub action: Action,
    /// What a person can do.
    pub advice: String,
}
