//! A server that sends the responses of a test, and records the requests.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::{Value as Json, json};

use crate::{command, run};

/// One response: status, headers that are not usual, body.
#[derive(Clone)]
pub(crate) struct Response {
    status: u16,
    headers: String,
    body: String,
    /// What happens once half of the body is sent.
    midway: Option<Arc<dyn Fn() + Send + Sync>>,
}

impl Response {
    /// A success with this `data`.
    pub(crate) fn data(data: &Json) -> Self {
        Self::body(200, &json!({ "code": 0, "msg": "success", "data": data }).to_string())
    }

    /// A refusal.
    pub(crate) fn refusal(status: u16, code: i64, msg: &str) -> Self {
        Self::body(status, &json!({ "code": code, "msg": msg }).to_string())
    }

    pub(crate) fn body(status: u16, body: &str) -> Self {
        Self { status, headers: String::new(), body: body.to_owned(), midway: None }
    }

    /// Does something before the second half of the body is sent.
    pub(crate) fn midway(mut self, act: impl Fn() + Send + Sync + 'static) -> Self {
        self.midway = Some(Arc::new(act));
        self
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers += &format!("{name}: {value}\r\n");
        self
    }
}

/// A request as it came.
#[derive(Clone)]
pub(crate) struct Seen {
    /// Method and target.
    pub(crate) line: String,
    pub(crate) head: String,
    pub(crate) body: String,
}

pub(crate) struct Server {
    pub(crate) url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    /// Gives the responses one after the other, the last of them for ever. Tokens are always
    /// issued.
    pub(crate) fn start(responses: impl Into<Vec<Response>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (responses, log) = (responses.into(), Arc::clone(&seen));
        std::thread::spawn(move || {
            let mut next = 0;
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let Some(request) = read(&stream) else { continue };
                let is_token = request.line.contains("/tenant_access_token/internal");
                log.lock().unwrap().push(request);
                let token = r#"{"code":0,"msg":"ok","tenant_access_token":"t-1","expire":7200}"#;
                let response = if is_token {
                    Response::body(200, token)
                } else {
                    next += 1;
                    responses[(next - 1).min(responses.len() - 1)].clone()
                };
                let (first, second) = response.body.split_at(match &response.midway {
                    Some(_) => response.body.len() / 2,
                    None => response.body.len(),
                });
                let _ = write!(
                    stream,
                    "HTTP/1.1 {} X\r\nContent-Length: {}\r\nConnection: close\r\n{}\r\n{first}",
                    response.status,
                    response.body.len(),
                    response.headers,
                );
                if let Some(act) = &response.midway {
                    let _ = stream.flush();
                    act();
                    let _ = stream.write_all(second.as_bytes());
                }
            }
        });
        Self { url, seen }
    }

    /// What it was asked.
    pub(crate) fn requests(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// What it was asked, but for tokens.
    pub(crate) fn calls(&self) -> Vec<Seen> {
        let mut calls = self.requests();
        calls.retain(|one| !one.line.contains("access_token/internal"));
        calls
    }

    /// How often it was asked at all.
    pub(crate) fn count(&self) -> usize {
        self.seen.lock().unwrap().len()
    }

    /// The command with credentials of the environment, which calls this server.
    pub(crate) fn command(&self) -> std::process::Command {
        let mut command = command();
        command
            .env("FEISHU_APP_ID", "cli_env")
            .env("FEISHU_APP_SECRET", "secret-env")
            .env("FEISHU_BASE_URL", &self.url);
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> crate::Ran {
        run(&mut self.command(), arguments)
    }
}

fn read(stream: &TcpStream) -> Option<Seen> {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if line == "\r\n" {
            break;
        }
        head += &line;
    }
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    let line = head.lines().next()?.trim_end_matches(" HTTP/1.1").to_owned();
    Some(Seen { line, head, body: String::from_utf8_lossy(&body).into_owned() })
}
