//! A server of a few lines, so that a test sees the bytes that were sent and chooses those that are
//! answered.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub(crate) const TOKEN_PATH: &str = "/open-apis/auth/v3/tenant_access_token/internal";

/// A request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    /// `PUT /open-apis/… HTTP/1.1`
    pub(crate) line: String,
    /// `name: value`, with the name in lower case.
    pub(crate) headers: Vec<String>,
    pub(crate) body: String,
}

impl Seen {
    /// The value of the one header of this name.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self
            .headers
            .iter()
            .filter_map(|header| header.split_once(": "))
            .filter(|(found, _)| *found == name)
            .map(|(_, value)| value);
        let value = values.next();
        assert!(values.next().is_none(), "{name} twice in {:?}", self.headers);
        value
    }
}

/// What to do with a request.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    /// Write these bytes and continue the connection.
    Bytes(String),
    /// Write these bytes and close the connection.
    BytesThenClose(String),
    /// Write these bytes and nothing more, with the connection left open.
    BytesThenSilence(String),
    /// Never respond.
    Silence,
    /// Close the connection before anything is read, which resets it.
    CutBefore,
    /// Close the connection after a few bytes are read, which resets it.
    CutDuring,
    /// Close the connection after the request was read.
    CutAfter,
}

/// A response with this status, these additional header lines and this body.
pub(crate) fn reply(status: u16, headers: &str, body: &str) -> Reply {
    let length = body.len();
    Reply::Bytes(format!("HTTP/1.1 {status} X\r\ncontent-length: {length}\r\n{headers}\r\n{body}"))
}

/// A response with status 200 and this body.
pub(crate) fn ok(body: &str) -> Reply {
    reply(200, "", body)
}

/// A server on a port of its own. It hands out the tokens `t-1`, `t-2` and so on; all other
/// requests get the replies of a queue, in order.
pub(crate) struct Server {
    pub(crate) url: String,
    shared: Arc<Shared>,
}

struct Shared {
    seen: Mutex<Vec<Seen>>,
    replies: Mutex<VecDeque<Reply>>,
    /// Responses of the token endpoint, used before it issues new tokens.
    token_replies: Mutex<VecDeque<Reply>>,
}

impl Server {
    pub(crate) async fn start(replies: impl IntoIterator<Item = Reply>) -> Self {
        Self::with_token_replies([], replies).await
    }

    /// A server whose token endpoint gives these replies before it hands out tokens.
    pub(crate) async fn with_token_replies(
        token_replies: impl IntoIterator<Item = Reply>,
        replies: impl IntoIterator<Item = Reply>,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Shared {
            seen: Mutex::default(),
            replies: Mutex::new(replies.into_iter().collect()),
            token_replies: Mutex::new(token_replies.into_iter().collect()),
        });
        let server = Self { url, shared: Arc::clone(&shared) };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&shared)));
            }
        });
        server
    }

    /// Every request so far.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        lock(&self.shared.seen).clone()
    }

    /// The request lines so far, without the version.
    pub(crate) fn lines(&self) -> Vec<String> {
        let line = |seen: &Seen| seen.line.trim_end_matches(" HTTP/1.1").to_owned();
        lock(&self.shared.seen).iter().map(line).collect()
    }
}

async fn serve(mut stream: TcpStream, shared: Arc<Shared>) {
    loop {
        if shared.next_cuts_early() {
            // Whatever is unread when the socket closes makes the kernel reset the connection.
            let few = if matches!(shared.pop(), Some(Reply::CutDuring)) { 10 } else { 1 };
            let _ = stream.read_exact(&mut vec![0; few]).await;
            return;
        }
        let Some(seen) = read(&mut stream).await else { return };
        let reply = shared.answer(seen);
        match reply {
            Reply::Bytes(bytes) => stream.write_all(bytes.as_bytes()).await.unwrap(),
            Reply::BytesThenClose(bytes) => {
                stream.write_all(bytes.as_bytes()).await.unwrap();
                return;
            }
            Reply::BytesThenSilence(bytes) => {
                stream.write_all(bytes.as_bytes()).await.unwrap();
                std::future::pending().await
            }
            Reply::Silence => std::future::pending().await,
            Reply::CutAfter => return,
            Reply::CutBefore | Reply::CutDuring => unreachable!("taken before"),
        }
    }
}

impl Shared {
    fn next_cuts_early(&self) -> bool {
        let next = lock(&self.replies);
        matches!(next.front(), Some(Reply::CutBefore | Reply::CutDuring))
    }

    fn pop(&self) -> Option<Reply> {
        lock(&self.replies).pop_front()
    }

    fn answer(&self, seen: Seen) -> Reply {
        let mut all = lock(&self.seen);
        let is_token = |seen: &Seen| seen.line.contains(TOKEN_PATH);
        let asks_for_token = is_token(&seen);
        all.push(seen);
        if !asks_for_token {
            return lock(&self.replies).pop_front().expect("a reply is left for the request");
        }
        let count = all.iter().filter(|seen| is_token(seen)).count();
        let next = lock(&self.token_replies).pop_front();
        next.unwrap_or_else(|| {
            ok(&format!(
                r#"{{"code":0,"msg":"ok","tenant_access_token":"t-{count}","expire":7200}}"#
            ))
        })
    }
}

/// The next request; `None` when the connection is closed.
async fn read(stream: &mut TcpStream) -> Option<Seen> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).unwrap();
    let mut lines = head.trim_end().lines();
    let mut seen = Seen {
        line: lines.next().unwrap().to_owned(),
        headers: lines.map(str::to_owned).collect(),
        body: String::new(),
    };
    let length = seen.header("content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.unwrap();
    seen.body = String::from_utf8(body).unwrap();
    Some(seen)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap()
}

/// An HTTP client of a caller's own.
pub(crate) fn own_http_client() -> reqwest::ClientBuilder {
    let builder = reqwest::Client::builder().no_proxy();
    // With TLS compiled in, a client is not built without a provider, not even for plain HTTP.
    #[cfg(feature = "tls")]
    let builder = {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(rustls::RootCertStore::empty())
            .with_no_client_auth();
        builder.tls_backend_preconfigured(config)
    };
    builder
}
