//! What a token is known by.

use std::fmt::Write as _;
use std::hash::{Hash, Hasher};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::{Digest, Sha256};

use crate::operation::TokenKind;
use crate::secret::Secret;

/// Bytes of the hash of a secret that a key keeps: enough to tell two secrets apart.
const HASH_BYTES: usize = 16;

/// What separates the parts of a key, and all that is not plain, is written as `%XX`.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Which token: what a cache and a [`TokenStore`](crate::TokenStore) know it by.
///
/// The app secret is in it as a hash: whoever changes the secret gets another key, and so another
/// token, and nobody can read the secret out of a key.
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
    /// Scheme, host and port of the platform, and the path that a proxy wants in front.
    pub base_url: String,
    /// The app.
    pub app_id: String,
    /// SHA-256 of the app secret, its first 16 bytes in hexadecimal.
    pub secret_hash: String,
    /// The kind of token.
    pub kind: TokenKind,
    /// The tenant for which a store app acts; `None` for the one that a custom app lives in, and for
    /// tokens that belong to no tenant.
    pub tenant: Option<String>,
}

/// Enough to tell keys apart in a map: the hash of the secret is another for each app, and the rest would be read at every
/// call.
impl Hash for TokenKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write(self.secret_hash.as_bytes().get(..8).unwrap_or_default());
        state.write_u8(self.kind as u8);
        self.tenant.hash(state);
    }
}

impl TokenKey {
    /// The key of a token of an app, in no tenant in particular.
    #[must_use]
    pub fn new(
        base_url: impl Into<String>,
        app_id: impl Into<String>,
        app_secret: &Secret,
        kind: TokenKind,
    ) -> Self {
        let digest = Sha256::digest(app_secret.expose().as_bytes());
        let mut secret_hash = String::with_capacity(2 * HASH_BYTES);
        for byte in digest.iter().take(HASH_BYTES) {
            // Writing into a `String` does not fail.
            let _ = write!(secret_hash, "{byte:02x}");
        }
        let (base_url, app_id) = (base_url.into(), app_id.into());
        Self { base_url, app_id, secret_hash, kind, tenant: None }
    }

    /// The same app's token of another kind, in a tenant or in none.
    #[must_use]
    pub fn with(&self, kind: TokenKind, tenant: Option<&str>) -> Self {
        Self { kind, tenant: tenant.map(str::to_owned), ..self.clone() }
    }

    /// The key as text, for stores that have names for their entries. It is the same from version to
    /// version, has no white space, and two keys never have one text.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut parts =
            vec![self.base_url.as_str(), &self.app_id, &self.secret_hash, self.kind.as_str()];
        parts.extend(self.tenant.as_deref());
        joined(&parts)
    }
}

/// Parts of a name as one text: other parts make another text.
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
