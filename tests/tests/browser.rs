//! The emulator's page in a real browser: `tests/vendor/browser.mjs` looks at it, here it is given
//! something to look at.

#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::path::{Path, PathBuf};
use std::process::Command;

use feishu_emulator::{Emulator, Seed};
use feishu_tests::tools;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const HOSTILE: &str = r#"<img src=x onerror="window.owned = true">"#;
const HOSTILE_ID: &str = r#""><script>window.owned=true</script>"#;

/// Makes calls and notes, for the browser, what must be on the page about each.
struct Caller<'a> {
    emulator: &'a Emulator,
    authorization: String,
    calls: Vec<Value>,
}

impl Caller<'_> {
    async fn send(&self, method: &str, target: &str, body: &str) -> (u16, Value) {
        let head = [
            format!("{method} {target} HTTP/1.1"),
            "Host: localhost".to_owned(),
            "Connection: close".to_owned(),
            format!("Authorization: {}", self.authorization),
            "Content-Type: application/json; charset=utf-8".to_owned(),
            format!("X-Hostile: {HOSTILE}"),
            format!("Content-Length: {}", body.len()),
        ];
        let address = self.emulator.base_url().strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = format!("{}\r\n\r\n{body}", head.join("\r\n"));
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, serde_json::from_str(body).unwrap())
    }

    async fn call(&mut self, method: &str, path: &str, query: &str, body: Value) -> Value {
        let body = body.to_string();
        let (status, answer) = self.send(method, &format!("{path}{query}"), &body).await;
        let verdict = match (status, answer["code"].as_i64()) {
            (200, Some(0)) => "ok",
            (500.., _) => "failed",
            _ => "refused",
        };
        self.calls.push(json!({
            "method": method,
            "path": path,
            "status": status,
            "code": answer["code"],
            "verdict": verdict,
            "body": body,
        }));
        answer
    }
}

/// Screenshots are for people; they go where other outputs of a build go.
fn out_dir() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("browser")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_emulators_page_shows_what_is_stored_and_what_was_asked() {
    let (Some(node), Some(chromium)) = (tools::node(), tools::chromium()) else { return };
    let hostile = json!({
        "id": HOSTILE_ID,
        "external_application_id": "7395015673275697419",
        "owner": HOSTILE,
    });
    let seed = Seed::new().object("external_offer", hostile);
    let emulator = Emulator::builder().samples().seed(seed).start().await.unwrap();
    let mut caller =
        Caller { emulator: &emulator, authorization: "none".to_owned(), calls: Vec::new() };

    let login = json!({ "app_id": emulator.app_id(), "app_secret": emulator.app_secret() });
    let path = "/open-apis/auth/v3/tenant_access_token/internal";
    let offers = "/open-apis/hire/v1/external_offers";
    let offer = format!("{offers}/6989202908470446380");
    let good = json!({
        "external_application_id": "7395015673275697419",
        "biz_create_time": "1721899352428",
        "owner": "张三",
        "offer_status": "已发送",
        "attachment_id_list": ["7404675264888097068"],
    });
    caller.call("PUT", &offer, "", good.clone()).await;
    let token = caller.call("POST", path, "", login).await;
    caller.authorization = format!("Bearer {}", token["tenant_access_token"].as_str().unwrap());
    caller.call("PUT", &offer, "", good.clone()).await;
    caller.call("POST", offers, "", good).await;
    let bad =
        json!({ "external_application_id": 7395015673275697419_i64, "salary": 1, "owner": "李四" });
    caller.call("PUT", &offer, "", bad).await;
    let batch = format!("{offers}/batch_query");
    let query = "?external_application_id=7395015673275697419&page_size=10";
    caller.call("POST", &batch, query, json!({})).await;
    let interview = json!({
        "external_application_id": "6960663240925956437",
        "participate_status": 1,
        "begin_time": 1_721_899_352_428_i64,
        "end_time": 1_721_899_362_428_i64,
        "interview_assessments": [{ "username": "王五", "conclusion": 2, "content": "基础扎实，沟通清楚" }],
    });
    caller.call("POST", "/open-apis/hire/v1/external_interviews", "", interview).await;
    caller
        .call(
            "PUT",
            &format!("{offers}/%3Cimg%20src=x%3E"),
            "?q=%3Cscript%3E",
            json!({ "owner": HOSTILE }),
        )
        .await;
    caller.call("POST", "/open-apis/hire/v1/nowhere", "", json!({ HOSTILE: HOSTILE })).await;

    look(node, &chromium, &emulator, Value::from(caller.calls));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_of_an_empty_emulator_says_how_to_begin() {
    let (Some(node), Some(chromium)) = (tools::node(), tools::chromium()) else { return };
    let emulator = Emulator::start().await.unwrap();
    look(node, &chromium, &emulator, json!([]));
}

/// Blocks, while the emulator responds on another thread.
fn look(mut node: Command, chromium: &Path, emulator: &Emulator, calls: Value) {
    let output = node
        .arg(tools::script("browser.mjs"))
        .args([emulator.base_url().as_ref(), out_dir().as_os_str()])
        .arg(calls.to_string())
        .env("FEISHU_CHROMIUM", chromium)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
