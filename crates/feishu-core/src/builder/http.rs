//! The HTTP client that is used unless the caller brings one.

use std::time::Duration;

use crate::base_url::BaseUrl;
use crate::error::Error;

/// A client that only sends requests to `base`.
pub(super) fn client(base: &BaseUrl, connect_timeout: Duration) -> Result<reqwest::Client, Error> {
    let mut builder = reqwest::Client::builder()
        .connect_timeout(connect_timeout)
        // A redirect could name another host, and would send the token there.
        .redirect(reqwest::redirect::Policy::none());
    if base.is_loopback() {
        // Requests to this machine must not leave it, whatever proxy the environment configures.
        builder = builder.no_proxy();
    }
    with_tls(builder, base)?.build().map_err(Error::http_client)
}

/// The TLS provider is passed to this client alone. A process has only one default provider, and
/// choosing it is up to the program.
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
        // Not used, but required: without one, `reqwest` looks for a default provider and panics.
        // An empty root store avoids reading the system's certificates.
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
