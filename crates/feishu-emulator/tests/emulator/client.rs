//! An HTTP/1.1 client of fifty lines. It hides nothing and repairs nothing, so that what the
//! emulator is shown, and what it answers, is exactly what a test says.

use feishu_emulator::{Emulator, Seed};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::catalogue;

pub(crate) const JSON: &str = "Content-Type: application/json; charset=utf-8";
pub(crate) const TOKEN_PATH: &str = "/open-apis/auth/v3/tenant_access_token/internal";

#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) text: String,
}

impl Reply {
    fn parse(bytes: Vec<u8>) -> Self {
        let whole = String::from_utf8(bytes).unwrap();
        let (head, text) = whole.split_once("\r\n\r\n").expect("a head and a body");
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let reply = Self { status, head: head.to_owned(), text: text.to_owned() };
        match reply.header("transfer-encoding") {
            Some("chunked") => Self { text: unchunked(text), ..reply },
            _ => reply,
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (known, value) = line.split_once(':')?;
            known.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|e| panic!("{e}: {}", self.text))
    }

    pub(crate) fn code(&self) -> i64 {
        self.json()["code"].as_i64().unwrap()
    }

    pub(crate) fn msg(&self) -> String {
        self.json()["msg"].as_str().unwrap().to_owned()
    }

    /// Status and code, which is what most tests are about.
    pub(crate) fn verdict(&self) -> (u16, i64) {
        (self.status, self.code())
    }

    /// Pointer and value of every field violation, sorted.
    pub(crate) fn violations(&self) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let body = self.json();
        let list = body["error"]["field_violations"].as_array().cloned().unwrap_or_default();
        let mut found: Vec<_> =
            list.iter().map(|one| (text(&one["field"]), text(&one["value"]))).collect();
        found.sort();
        found
    }
}

/// A body in chunks, put together. It has to come to its end.
fn unchunked(mut text: &str) -> String {
    let mut whole = String::new();
    loop {
        let (size, rest) = text.split_once("\r\n").expect("the size of a chunk");
        let size = usize::from_str_radix(size, 16).unwrap();
        if size == 0 {
            return whole;
        }
        whole += &rest[..size];
        text = rest[size..].strip_prefix("\r\n").expect("the end of a chunk");
    }
}

/// Sends the bytes as they are and reads until the other side closes.
pub(crate) async fn send_bytes(base_url: &str, bytes: &[u8]) -> Reply {
    let mut stream = TcpStream::connect(base_url.strip_prefix("http://").unwrap()).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    Reply::parse(answer)
}

pub(crate) async fn send(
    base_url: &str,
    method: &str,
    path: &str,
    headers: &[&str],
    body: &[u8],
) -> Reply {
    let host = base_url.strip_prefix("http://").unwrap();
    let mut request = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n");
    for header in headers {
        request += &format!("{header}\r\n");
    }
    request += &format!("Content-Length: {}\r\n\r\n", body.len());
    let mut bytes = request.into_bytes();
    bytes.extend_from_slice(body);
    send_bytes(base_url, &bytes).await
}

pub(crate) async fn ask_for_token(emulator: &Emulator) -> Reply {
    let body = json!({ "app_id": emulator.app_id(), "app_secret": emulator.app_secret() });
    send(emulator.base_url(), "POST", TOKEN_PATH, &[JSON], body.to_string().as_bytes()).await
}

/// `Authorization: Bearer …` with a token that is good.
pub(crate) async fn authorization(emulator: &Emulator) -> String {
    let token = ask_for_token(emulator).await.json();
    format!("Authorization: Bearer {}", token["tenant_access_token"].as_str().unwrap())
}

/// `PUT` of an offer as JSON, authorized. `id` goes into the path as it is.
pub(crate) async fn put_offer(emulator: &Emulator, id: &str, body: &Value) -> Reply {
    put_offer_bytes(emulator, id, body.to_string().as_bytes()).await
}

pub(crate) async fn put_offer_bytes(emulator: &Emulator, id: &str, body: &[u8]) -> Reply {
    let authorization = authorization(emulator).await;
    let path = offer_path(id);
    send(emulator.base_url(), "PUT", &path, &[&authorization, JSON], body).await
}

pub(crate) fn offer_path(id: &str) -> String {
    format!("/open-apis/hire/v1/external_offers/{id}")
}

/// Calls an operation of the catalogue, authorized. `id` takes the place of the path's parameter,
/// and goes into it as it is, like the query.
pub(crate) async fn call(
    emulator: &Emulator,
    operation_id: &str,
    id: &str,
    query: &str,
    body: &Value,
) -> Reply {
    let operation = catalogue::operation(operation_id);
    let (method, path) =
        (operation["method"].as_str().unwrap(), operation["path"].as_str().unwrap());
    let segments =
        path.split('/').map(|segment| if segment.starts_with(':') { id } else { segment });
    let mut path = segments.collect::<Vec<_>>().join("/");
    if !query.is_empty() {
        path = format!("{path}?{query}");
    }
    let authorization = authorization(emulator).await;
    if body.is_null() {
        return send(emulator.base_url(), method, &path, &[&authorization], b"").await;
    }
    let body = body.to_string();
    send(emulator.base_url(), method, &path, &[&authorization, JSON], body.as_bytes()).await
}

/// `data` of a call that succeeds.
pub(crate) async fn data(
    emulator: &Emulator,
    operation_id: &str,
    id: &str,
    query: &str,
    body: &Value,
) -> Value {
    let reply = call(emulator, operation_id, id, query, body).await;
    assert_eq!(reply.verdict(), (200, 0), "{operation_id}: {}", reply.text);
    reply.json()["data"].take()
}

/// An emulator with the samples, and an application `1` to write in short bodies.
pub(crate) async fn with_samples() -> Emulator {
    let application = json!({ "id": "1", "talent_id": "1" });
    let seed = Seed::new().object("external_application", application);
    Emulator::builder().samples().seed(seed).start().await.unwrap()
}

/// An emulator with the samples that takes references to what does not exist.
pub(crate) async fn lenient() -> Emulator {
    Emulator::builder().samples().lenient_references().start().await.unwrap()
}

/// Id of the offer that the samples hold for the page's sample answer.
pub(crate) const SAMPLE_OFFER: &str = "6989202908470446380";
