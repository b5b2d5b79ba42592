//! A server that sends given responses and records the bytes of every request: what the client
//! says, nobody in between.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A request as it came over the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The first line, without its line end.
    pub line: String,
    /// Names in lower case, with their values, in order.
    pub headers: Vec<(String, String)>,
    /// The body, byte for byte.
    pub body: Vec<u8>,
}

impl Request {
    /// The value of a header, if it is there once.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values =
            self.headers.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str());
        values.next().filter(|_| values.next().is_none())
    }
}

/// The listening server.
#[derive(Debug)]
pub struct Recorder {
    address: std::net::SocketAddr,
    requests: Arc<Mutex<Vec<Request>>>,
    task: JoinHandle<()>,
}

impl Recorder {
    /// Starts on a free port. `response` gives status and body for each request.
    ///
    /// # Errors
    ///
    /// No port is available.
    pub async fn start(
        answer: impl Fn(&Request) -> (u16, String) + Send + Sync + 'static,
    ) -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (log, answer) = (Arc::clone(&requests), Arc::new(answer));
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (log, answer) = (Arc::clone(&log), Arc::clone(&answer));
                tokio::spawn(async move { serve(stream, &log, &*answer).await });
            }
        });
        Ok(Self { address, requests, task })
    }

    /// Starts a server that issues a token and otherwise responds with `body` and HTTP 200.
    ///
    /// # Errors
    ///
    /// No port is available.
    pub async fn answering(body: impl Into<String>) -> std::io::Result<Self> {
        let body = body.into();
        Self::start(move |request| {
            if request.line.contains("/tenant_access_token/") {
                return (
                    200,
                    r#"{"code":0,"msg":"ok","tenant_access_token":"t-recorded","expire":7200}"#
                        .to_owned(),
                );
            }
            (200, body.clone())
        })
        .await
    }

    /// Where it listens.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// All requests so far.
    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The requests that did not ask for a token.
    pub fn calls(&self) -> Vec<Request> {
        self.requests()
            .into_iter()
            .filter(|request| !request.line.contains("/tenant_access_token/"))
            .collect()
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(
    mut stream: TcpStream,
    log: &Mutex<Vec<Request>>,
    answer: &(dyn Fn(&Request) -> (u16, String) + Send + Sync),
) {
    let mut bytes = Vec::new();
    loop {
        let request = loop {
            if let Some((request, length)) = parse(&bytes) {
                bytes.drain(..length);
                break request;
            }
            match stream.read_buf(&mut bytes).await {
                Ok(0) | Err(_) => return,
                Ok(_) => {}
            }
        };
        let (status, body) = answer(&request);
        log.lock().unwrap_or_else(PoisonError::into_inner).push(request);
        let head = format!(
            "HTTP/1.1 {status} Recorded\r\ncontent-type: application/json; charset=utf-8\r\nx-tt-logid: recorded\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        if stream.write_all((head + &body).as_bytes()).await.is_err() {
            return;
        }
    }
}

/// The first whole request in `bytes`, and how long it is.
fn parse(bytes: &[u8]) -> Option<(Request, usize)> {
    let head_end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&bytes[..head_end]).ok()?;
    let mut lines = head.split("\r\n");
    let line = lines.next()?.to_owned();
    let headers: Vec<_> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let length = headers
        .iter()
        .find(|(name, _)| name == "content-length")
        .map_or(Some(0), |(_, value)| value.parse().ok())?;
    let end = head_end + 4 + length;
    let body = bytes.get(head_end + 4..end)?.to_vec();
    Some((Request { line, headers, body }, end))
}
