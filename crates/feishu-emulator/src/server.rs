//! The HTTP side: reads a request whole, hands it to the service, writes the reply.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body as HttpBody, Bytes, HttpBody as _};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use crate::request::{BODY_LIMIT, Body, Request};
use crate::service::{Reply, Service};
use crate::ui;

/// How much of a body that is too large is read and dropped, so that the caller gets to the answer.
const DRAIN_LIMIT: usize = 16 * BODY_LIMIT;

/// Pause after a connection could not be taken, as when the process has too many files open.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves until `stop` is sent or dropped, then lets the calls in flight finish.
///
/// Dropping the future ends every connection at once.
pub(crate) async fn run(listener: TcpListener, service: Arc<Service>, stop: oneshot::Receiver<()>) {
    // No route is registered: the raw path is matched by `route`.
    let router = TowerToHyperService::new(Router::new().fallback(handle).with_state(service));
    let mut http = http1::Builder::new();
    // The platform writes `X-Tt-Logid`, and its Python SDK finds the header only so.
    http.title_case_headers(true);
    let calls_in_flight = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    let mut stop = pin!(stop);
    loop {
        let accepted = tokio::select! {
            biased;
            _ = &mut stop => break,
            // Ended connections are let go of as they end.
            Some(_) = connections.join_next() => continue,
            accepted = listener.accept() => accepted,
        };
        let Ok((stream, _)) = accepted else {
            tokio::time::sleep(ACCEPT_PAUSE).await;
            continue;
        };
        // Answers are small; waiting to fill a packet would only delay them. Best effort.
        let _ = stream.set_nodelay(true);
        let connection = http.serve_connection(TokioIo::new(stream), router.clone());
        connections.spawn(calls_in_flight.watch(connection));
    }
    drop(listener);
    calls_in_flight.shutdown().await;
}

async fn handle(
    State(service): State<Arc<Service>>,
    request: axum::extract::Request,
) -> Result<Response, StatusCode> {
    let (parts, body) = request.into_parts();
    if let Some(page) = ui::answer(&parts.method, parts.uri.path()) {
        return Ok(page);
    }
    let request = Request {
        method: parts.method,
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().map(str::to_owned),
        headers: parts.headers,
        body: read(body).await,
    };
    // The service blocks on the database. It also runs to its end there when the caller hangs up.
    let answered = {
        let service = Arc::clone(&service);
        tokio::task::spawn_blocking(move || service.answer(&request)).await
    };
    // Only a panic or the end of the runtime leads here; there is no log id to tell.
    let reply = answered.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    Ok(respond(&service, reply))
}

fn respond(service: &Service, reply: Reply) -> Response {
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut headers = HeaderMap::new();
    let mut set = |name: &str, value: &str| {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            headers.insert(name, value);
        }
    };
    set(header::CONTENT_TYPE.as_str(), service.content_type());
    set(service.log_id_header(), &reply.log_id);
    if let Some(allow) = &reply.allow {
        set(header::ALLOW.as_str(), allow);
    }
    (status, headers, reply.body).into_response()
}

async fn read(mut body: HttpBody) -> Body {
    let mut kept = Vec::new();
    let mut seen: usize = 0;
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let Ok(frame) = frame else { return Body::Broken };
        // A frame that is no data is a trailer, which no operation has a use for.
        let Ok(data) = frame.into_data() else { continue };
        seen = seen.saturating_add(data.len());
        if seen <= BODY_LIMIT {
            kept.extend_from_slice(&data);
        } else if seen > DRAIN_LIMIT {
            break;
        }
    }
    if seen <= BODY_LIMIT { Body::Whole(Bytes::from(kept)) } else { Body::TooLarge }
}
