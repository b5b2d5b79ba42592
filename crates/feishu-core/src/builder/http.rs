//! The HTTP client for callers who bring none.

use std::time::Duration;

use crate::base_url::BaseUrl;
use crate::error::Error;

/// A client for exchanges with `base` and nothing else.
pub(super) fn client(base: &BaseUrl, connect_timeout: Duration) -> Result<reqwest::Client, Error> {
    let mut builder = reqwest::Client::builder()
        .connect_timeout(connect_timeout)
        // A redirect could name another host, and the token would go there.
        .redirect(reqwest::redirect::Policy::none());
    if base.is_loopback() {
        // What is for this machine does not leave it, whatever proxy the environment names.
        builder = builder.no_proxy();
    }
    with_tls(builder, base)?.build().map_err(Error::http_client)
}

/// The provider is handed to this client alone: a process has room for one default provider, and
/// which one that is belongs to the program.
#[cfg(feature = "tls")]
fn with_tls(
    builder: reqwest::ClientBuilder,
    base: &BaseUrl,
) -> Result<reqwest::ClientBuilder, Error> {
    use std::sync::Arc;

    use rustls::{ClientConfig, RootCertStore, crypto::ring};
    use rustls_platform_verifier::BuilderVerifierExt as _;

    let failed = |error: rustls::Error| {
        Error::configuration(format!(
            "TLS cannot be set up from this system's certificates: {error}"
        ))
    };
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(failed)?;
    let config = if base.is_https() {
        config.with_platform_verifier().map_err(failed)?
    } else {
        // Never used, but asked for: without one, `reqwest` looks for a default provider and
        // panics. Trusting nobody spares reading the certificates of the system.
        config.with_root_certificates(RootCertStore::empty())
    };
    Ok(builder.tls_backend_preconfigured(config.with_no_client_auth()))
}

#[cfg(not(feature = "tls"))]
fn with_tls(
    builder: reqwest::ClientBuilder,
    base: &BaseUrl,
) -> Result<reqwest::ClientBuilder, Error> {
    if base.is_https() {
        return Err(Error::configuration(format!(
            "{} needs TLS, and feishu-core is built without its feature `tls`; turn the feature \
             on, or bring an HTTP client with ClientBuilder::http_client",
            base.origin()
        )));
    }
    Ok(builder)
}
