//! The key of a token.

use std::fmt::Write as _;
use std::hash::{Hash, Hasher};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::operation::TokenKind;
use crate::secret::Secret;

/// Length in bytes of the hash of a secret in a key: enough to distinguish two secrets.
const HASH_BYTES: usize = 16;

/// The separator of a key and all other special characters are written as `%XX`.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Identifies a token in a cache and in a [`TokenStore`](crate::TokenStore).
///
/// It contains the app secret as a hash: a changed secret gives another key, and so another token,
/// and the secret cannot be read from a key.
///
/// ```
/// use feishu_core::{Secret, TokenKey, TokenKind};
///
/// let key = TokenKey::new(
///     "https://open.feishu.cn",
///     "cli_a1b2c3",
///     &Secret::from("app secret"),
///     TokenKind::TenantAccessToken,
/// );
/// assert_eq!(key.secret_hash.len(), 32);
/// assert!(key.to_text().starts_with("https%3A%2F%2Fopen.feishu.cn:cli_a1b2c3:"));
/// assert!(key.to_text().ends_with(":tenant_access_token"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenKey {
    /// Scheme, host and port of the platform, and the path prefix of a proxy.
    pub base_url: String,
    /// The app.
    pub app_id: String,
    /// The first 16 bytes of the SHA-256 of the app secret, in hexadecimal.
    pub secret_hash: String,
    /// The kind of token.
    pub kind: TokenKind,
    /// The tenant in which a store app acts; `None` for the tenant of a custom app, and for tokens
    /// that belong to no tenant.
    pub tenant: Option<String>,
}

/// Enough to distinguish keys in a map: the hash of the secret differs between apps, and hashing
/// the rest would cost time in every call.
impl Hash for TokenKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write(self.secret_hash.as_bytes().get(..8).unwrap_or_default());
        state.write_u8(self.kind as u8);
        self.tenant.hash(state);
    }
}

impl TokenKey {
    /// The key of an app's token, without a tenant.
    #[must_use]
    pub fn new(
        base_url: impl Into<String>,
        app_id: impl Into<String>,
        app_secret: &Secret,
        kind: TokenKind,
    ) -> Self {
        let digest = hmac_sha256::Hash::hash(app_secret.expose().as_bytes());
        let mut secret_hash = String::with_capacity(2 * HASH_BYTES);
        for byte in digest.iter().take(HASH_BYTES) {
            // Writing into a `String` does not fail.
            let _ = write!(secret_hash, "{byte:02x}");
        }
        let (base_url, app_id) = (base_url.into(), app_id.into());
        Self { base_url, app_id, secret_hash, kind, tenant: None }
    }

    /// The key of the same app's token of another kind, with or without a tenant.
    #[must_use]
    pub fn with(&self, kind: TokenKind, tenant: Option<&str>) -> Self {
        Self { kind, tenant: tenant.map(str::to_owned), ..self.clone() }
    }

    /// The key as a string, for stores whose entries have names. It is stable across versions,
    /// contains no white space, and differs for different keys.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut parts =
            vec![self.base_url.as_str(), &self.app_id, &self.secret_hash, self.kind.as_str()];
        parts.extend(self.tenant.as_deref());
        joined(&parts)
    }
}

/// Joins the parts of a name into one string; different parts give different strings.
pub(crate) fn joined(parts: &[&str]) -> String {
    let mut text = String::new();
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            text.push(':');
        }
        text.extend(utf8_percent_encode(part, ENCODED));
    }
    text
}
