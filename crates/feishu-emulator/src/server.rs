//! The HTTP side: reads a complete request, passes it to the service, writes the response. Files are not
//! read whole: they go from the socket to the database, and back.

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
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};
use tokio::task::{Id, JoinError, JoinSet};

use crate::admin;
use crate::catalogue::UploadRule;
use crate::connections::{Held, Open, Timed};
use crate::download;
use crate::fault::{Halting, Hit};
use crate::line::Line;
use crate::log;
use crate::reply::{Delivery, Reply};
use crate::request::{BODY_LIMIT, Body, Request};
use crate::route;
use crate::service::Service;
use crate::turns::SharedTurns;
use crate::ui;
use crate::upload::{self, Problem};

/// How much of an oversized body is read and dropped, so that the caller can read the response.
const DRAIN_LIMIT: usize = 15 * BODY_LIMIT;

/// Longest head of a request, in bytes. Beyond it, or with more headers, the response is 431.
const HEAD_LIMIT: usize = 64 * 1024;

/// Most headers of a request.
const MOST_HEADERS: usize = 100;

/// Pause after a connection could not be taken, as when the process has too many files open.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves until `stop` is sent or dropped, then lets the calls in flight finish.
///
/// Dropping the future ends every connection at once.
pub(crate) async fn run(listener: TcpListener, service: Arc<Service>, stop: oneshot::Receiver<()>) {
    let limits = service.connection_limits();
    let mut http = http1::Builder::new();
    // The platform writes `X-Tt-Logid`, and its Python SDK finds the header only so.
    http.title_case_headers(true);
    // The buffer is larger than a head may be, so that each head is held to the one limit.
    http.max_header_size(HEAD_LIMIT).max_buf_size(2 * HEAD_LIMIT).max_headers(MOST_HEADERS);
    // From the end of the call before, or from the beginning: so it is for idle connections, too.
    http.timer(TokioTimer::new()).header_read_timeout(limits.patience);
    let calls_in_flight = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    let (turns, mut open) = (SharedTurns::default(), Open::default());
    // Dropped when the emulator stops, which ends the silences that faults ask for.
    let (running, until_stop) = watch::channel(());
    let mut stop = pin!(stop);
    'serve: loop {
        let accepted = tokio::select! {
            biased;
            _ = &mut stop => break,
            // Ended connections are let go of as they end.
            Some(ended) = connections.join_next_with_id() => {
                open.remove(id_of(ended));
                continue;
            }
            accepted = listener.accept() => accepted,
        };
        let Ok((stream, _)) = accepted else {
            // The process may have too many files open.
            open.close_idle();
            tokio::time::sleep(ACCEPT_PAUSE).await;
            continue;
        };
        // Where all connections are busy, this one waits, and the next ones are not even accepted.
        while open.len() >= limits.connections && !open.close_idle() {
            tokio::select! {
                biased;
                _ = &mut stop => break 'serve,
                Some(ended) = connections.join_next_with_id() => open.remove(id_of(ended)),
                () = turns.idle.notified() => {}
            }
        }
        // Responses are small; waiting to fill a packet would only delay them. Best effort.
        let _ = stream.set_nodelay(true);
        let (wire, line) = Line::new(stream, until_stop.clone(), &turns, limits.patience);
        // No route is registered: the raw path is matched by `route`.
        let state = (Arc::clone(&service), line.clone());
        let router = TowerToHyperService::new(Router::new().fallback(serve).with_state(state));
        let connection = http.serve_connection(TokioIo::new(wire), router);
        let connection = calls_in_flight.watch(connection);
        let known = line.clone();
        let task = connections.spawn(async move {
            tokio::select! {
                biased;
                () = line.wants_cut() => {}
                _ = connection => {}
            }
        });
        open.add(task.id(), known);
    }
    drop(listener);
    drop(running);
    calls_in_flight.shutdown().await;
}

fn id_of(ended: Result<(Id, ()), JoinError>) -> Id {
    match ended {
        Ok((id, ())) => id,
        Err(error) => error.id(),
    }
}

/// Responds to a request. Its connection is busy until the response is sent.
async fn serve(
    State((service, line)): State<(Arc<Service>, Line)>,
    request: axum::extract::Request,
) -> Result<Response, StatusCode> {
    let busy = line.busy();
    let response = handle(service, line, request).await?;
    Ok(response.map(|body| HttpBody::new(Held::new(body, busy))))
}

async fn handle(
    service: Arc<Service>,
    line: Line,
    request: axum::extract::Request,
) -> Result<Response, StatusCode> {
    let (parts, body) = request.into_parts();
    let caller = service.doors().check(&parts.method, &parts.uri, &parts.headers);
    let (host, refused) = match caller {
        Ok(host) => (host, None),
        Err(reason) => (None, Some(reason)),
    };
    let mut request = Request {
        base_url: service.base_url_for(host),
        way: service.way(&parts.method, parts.uri.path()),
        method: parts.method,
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().map(str::to_owned),
        headers: parts.headers,
        body: Body::Unread,
    };
    if let Some(reason) = refused {
        // Nothing of the body is read, and hyper then closes the connection.
        return Ok(respond(&service, service.refuse_stranger(&request, &reason), line));
    }
    if let Some(page) = ui::answer(&request.method, &request.path) {
        return Ok(page);
    }
    if !service.is_ready_for(&request) {
        request = apart(&service, request, Service::get_ready_for).await?.1;
    }
    let body = HttpBody::new(Timed::new(body, service.connection_limits().patience));
    let hit;
    match service.upload_rule(&request) {
        None => {
            request.body = read(body, admin::body_limit(&request.path)).await;
            (hit, request) = struck(&service, request).await?;
        }
        // Whether the file is taken is known before it is: by the app, the limit and the fault.
        Some(rule) => {
            (hit, request) = struck(&service, request).await?;
            let carried_out = hit.as_ref().is_none_or(|hit| hit.kind.carries_out());
            let authorized;
            (authorized, request) = apart(&service, request, Service::authorizes).await?;
            let taken = authorized && carried_out;
            request.body = read_file(&service, &request.headers, &rule, taken, body).await;
        }
    }
    // A task of its own, so that a call runs to its end also when its caller hangs up.
    let answered = tokio::spawn(answer(Arc::clone(&service), line.clone(), request, hit)).await;
    // Only a panic or the end of the runtime leads here; there is no log id to tell.
    let reply = answered.and_then(|reply| reply).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    match reply {
        Some(reply) if arrives(&line, reply.delivery).await => Ok(respond(&service, reply, line)),
        _ => {
            line.cut();
            // The connection is dropped, and this with it.
            std::future::pending().await
        }
    }
}

/// The fault that fires on a call, if one does.
async fn struck(
    service: &Arc<Service>,
    request: Request,
) -> Result<(Option<Hit>, Request), StatusCode> {
    match service.faults.waits() {
        true => apart(service, request, Service::hit).await,
        false => Ok((None, request)),
    }
}

/// Asks the service what may block.
async fn apart<T: Send + 'static>(
    service: &Arc<Service>,
    request: Request,
    ask: fn(&Service, &Request) -> T,
) -> Result<(T, Request), StatusCode> {
    let service = Arc::clone(service);
    tokio::task::spawn_blocking(move || (ask(&service, &request), request))
        .await
        .map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}

/// Whether anything is sent, once the silence before it is over.
async fn arrives(line: &Line, delivery: Delivery) -> bool {
    match delivery {
        Delivery::Whole | Delivery::InHalves(_) => true,
        Delivery::Late(wait) => line.clone().silence(wait).await,
        Delivery::Never(wait) => {
            line.clone().silence(wait).await;
            false
        }
    }
}

/// The reply, or none when the emulator stops before a delayed call is carried out.
async fn answer(
    service: Arc<Service>,
    line: Line,
    request: Request,
    hit: Option<Hit>,
) -> Result<Option<Reply>, JoinError> {
    if let Some(delay) = hit.as_ref().and_then(|hit| hit.kind.delay())
        && !line.silence(Some(delay)).await
    {
        return Ok(None);
    }
    // The service blocks on the database.
    let answer = move || match request.path.strip_prefix(route::ADMIN) {
        Some(path) => admin::answer(&service, &request, path, &service.log_id(hit.as_ref())),
        None => service.answer(&request, hit),
    };
    tokio::task::spawn_blocking(answer).await.map(Some)
}

fn respond(service: &Arc<Service>, reply: Reply, line: Line) -> Response {
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut headers = HeaderMap::new();
    let mut set = |name: &str, value: &str| {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            headers.insert(name, value);
        }
    };
    set(header::CONTENT_TYPE.as_str(), service.content_type());
    set(service.log_id_header(), &reply.log_id);
    for (name, value) in &reply.headers {
        set(name, value);
    }
    if let Some(file) = reply.file {
        headers.extend(download::headers(&file));
        return (status, headers, download::body(Arc::clone(&service.store), &file))
            .into_response();
    }
    if let Some(calls) = reply.calls {
        return (status, headers, log::body(Arc::clone(&service.log), calls)).into_response();
    }
    let body = match reply.delivery {
        Delivery::InHalves(wait) => {
            HttpBody::new(Halting::new(reply.body, Box::pin(line.silence(wait))))
        }
        _ => HttpBody::from(reply.body),
    };
    (status, headers, body).into_response()
}

/// Reads a body that should hold a file, unless the call is refused whatever it holds.
async fn read_file(
    service: &Arc<Service>,
    headers: &HeaderMap,
    rule: &UploadRule,
    authorized: bool,
    body: HttpBody,
) -> Body {
    let mut body = body.into_data_stream();
    // A caller that waits for leave to send its file is told no instead.
    if !authorized {
        if !headers.contains_key(header::EXPECT) {
            upload::drain(&mut body, DRAIN_LIMIT).await;
        }
        return Body::Unread;
    }
    let received = upload::receive(&service.store, headers, rule, &mut body).await;
    let whole = upload::drain(&mut body, DRAIN_LIMIT).await;
    Body::File(received.and_then(|received| match whole {
        true => Ok(received),
        false => Err(Problem::after_the_end(rule)),
    }))
}

async fn read(mut body: HttpBody, limit: usize) -> Body {
    let mut kept = Vec::new();
    let mut seen: usize = 0;
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let Ok(frame) = frame else { return Body::Broken };
        // A frame that is no data is a trailer, which no operation has a use for.
        let Ok(data) = frame.into_data() else { continue };
        seen = seen.saturating_add(data.len());
        if seen <= limit {
            kept.extend_from_slice(&data);
        } else if seen > limit.saturating_add(DRAIN_LIMIT) {
            break;
        }
    }
    if seen <= limit { Body::Whole(Bytes::from(kept)) } else { Body::TooLarge }
}
