//! The page at `/`, for people: stored objects, requests and responses.
//!
//! It is three files inside the program and needs no network. What it shows it reads from
//! [`admin`](crate::admin), as any client could. What callers sent is shown on it, so the browser
//! is told to run and load nothing but these files, whatever strings it shows.

use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use axum::response::{IntoResponse, Response};

/// Path, content type, content.
static FILES: &[(&str, &str, &str)] = &[
    ("/", "text/html; charset=utf-8", include_str!("ui/index.html")),
    ("/_emulator/ui/style.css", "text/css; charset=utf-8", include_str!("ui/style.css")),
    ("/_emulator/ui/app.js", "text/javascript; charset=utf-8", include_str!("ui/app.js")),
    ("/_emulator/ui/objects.js", "text/javascript; charset=utf-8", include_str!("ui/objects.js")),
    ("/_emulator/ui/place.js", "text/javascript; charset=utf-8", include_str!("ui/place.js")),
    ("/_emulator/ui/json.js", "text/javascript; charset=utf-8", include_str!("ui/json.js")),
];

const HEADERS: [(HeaderName, &str); 6] = [
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
         img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // An emulator of another version may listen on the same port tomorrow.
    (CACHE_CONTROL, "no-store"),
    (REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// The file at this path, if the page has one there. Other methods go the way of all calls.
pub(crate) fn answer(method: &Method, path: &str) -> Option<Response> {
    if !matches!(*method, Method::GET | Method::HEAD) {
        return None;
    }
    let (_, content_type, content) = FILES.iter().find(|(known, ..)| *known == path)?;
    let mut headers: HeaderMap =
        HEADERS.map(|(name, value)| (name, HeaderValue::from_static(value))).into_iter().collect();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    Some((headers, *content).into_response())
}
