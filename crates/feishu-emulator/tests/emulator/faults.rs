//! Faults: what a caller meets, and what the emulator tells of it afterwards.

use std::io::ErrorKind;

use feishu_emulator::{ANY_OPERATION, App, Emulator, Error, Fault, FaultKind, TOKEN_OPERATION};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::client::{
    JSON, Reply, SAMPLE_OFFER, TOKEN_PATH, ask_for_token, authorization, call, offer_path,
    put_offer, send, with_samples,
};

const UPDATE: &str = "hire.v1.external_offer.update";

fn update(kind: FaultKind) -> Fault {
    Fault::new(UPDATE, kind)
}

fn body(owner: &str) -> Value {
    json!({ "external_application_id": "1", "owner": owner })
}

/// Names a new owner of the sample offer.
async fn put(emulator: &Emulator, owner: &str) -> Reply {
    put_offer(emulator, SAMPLE_OFFER, &body(owner)).await
}

async fn owner(emulator: &Emulator) -> Value {
    emulator.object("external_offer", SAMPLE_OFFER).await.unwrap().unwrap()["owner"].take()
}

/// Sends the same call and leaves the connection open.
async fn put_and_hold(emulator: &Emulator, owner: &str) -> TcpStream {
    let authorization = authorization(emulator).await;
    let address = emulator.base_url().strip_prefix("http://").unwrap();
    let (path, body) = (offer_path(SAMPLE_OFFER), body(owner).to_string());
    let length = body.len();
    let request = format!(
        "PUT {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{authorization}\r\n\
         {JSON}\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    stream
}

async fn until_the_owner_is(emulator: &Emulator, expected: &str) {
    while owner(emulator).await != expected {
        tokio::task::yield_now().await;
    }
}

/// Reads to the end, whether that is orderly or not.
async fn drain(stream: &mut TcpStream) -> (String, Option<ErrorKind>) {
    let mut bytes = Vec::new();
    let end = stream.read_to_end(&mut bytes).await.err().map(|error| error.kind());
    (String::from_utf8(bytes).unwrap(), end)
}

#[tokio::test]
async fn a_delayed_call_is_carried_out_and_answered() {
    let emulator = with_samples().await;
    emulator.fault(update(FaultKind::Delay { ms: 20 })).await.unwrap();
    let begun = std::time::Instant::now();
    assert_eq!(put(&emulator, "late").await.verdict(), (200, 0));
    assert!(begun.elapsed().as_millis() >= 20);
    assert_eq!(owner(&emulator).await, "late");
}

#[tokio::test]
async fn a_delayed_call_is_carried_out_although_its_caller_hung_up() {
    let emulator = with_samples().await;
    emulator.fault(update(FaultKind::Delay { ms: 5 })).await.unwrap();
    let stream = put_and_hold(&emulator, "late").await;
    // Once the fault fired, the call was read.
    while emulator.faults().fired.is_empty() {
        tokio::task::yield_now().await;
    }
    drop(stream);
    until_the_owner_is(&emulator, "late").await;
}

#[tokio::test]
async fn a_stall_before_the_head_sends_nothing_until_the_emulator_stops() {
    let emulator = with_samples().await;
    let stall = FaultKind::StallBeforeHeaders { ms: None, carry_out: true };
    emulator.fault(update(stall)).await.unwrap();
    let mut stream = put_and_hold(&emulator, "done").await;
    until_the_owner_is(&emulator, "done").await;
    // Another call has been answered in the meantime.
    assert_eq!(ask_for_token(&emulator).await.verdict(), (200, 0));
    assert_eq!(stream.try_read(&mut [0; 1]).unwrap_err().kind(), ErrorKind::WouldBlock);
    emulator.shutdown().await;
    assert_eq!(drain(&mut stream).await.0, "");
}

#[tokio::test]
async fn a_stall_of_some_time_ends_with_the_answer() {
    let emulator = with_samples().await;
    let stall = FaultKind::StallBeforeHeaders { ms: Some(5), carry_out: true };
    emulator.fault(update(stall)).await.unwrap();
    assert_eq!(put(&emulator, "done").await.verdict(), (200, 0));
}

#[tokio::test]
async fn a_stall_without_the_effect_ends_with_the_connection() {
    let emulator = with_samples().await;
    let before = owner(&emulator).await;
    let stall = FaultKind::StallBeforeHeaders { ms: Some(5), carry_out: false };
    emulator.fault(update(stall)).await.unwrap();
    let mut stream = put_and_hold(&emulator, "done").await;
    assert_eq!(drain(&mut stream).await, (String::new(), Some(ErrorKind::ConnectionReset)));
    assert_eq!(owner(&emulator).await, before);
}

#[tokio::test]
async fn a_stall_in_the_body_sends_the_head_and_half_of_it_first() {
    let emulator = with_samples().await;
    emulator.fault(update(FaultKind::StallMidBody { ms: None })).await.unwrap();
    let mut stream = put_and_hold(&emulator, "done").await;
    let mut text = String::new();
    while !text.contains("\r\n\r\n{") {
        let mut bytes = [0; 4096];
        let count = stream.read(&mut bytes).await.unwrap();
        assert_ne!(count, 0, "{text}");
        text += str::from_utf8(&bytes[..count]).unwrap();
    }
    assert_eq!(owner(&emulator).await, "done");
    emulator.shutdown().await;
    text += &drain(&mut stream).await.0;
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: ")).unwrap();
    let length: usize = length.parse().unwrap();
    assert!(body.len() <= length / 2 && !body.is_empty(), "{text}");
}

#[tokio::test]
async fn a_stall_in_the_body_of_some_time_ends_with_the_rest() {
    let emulator = with_samples().await;
    emulator.fault(update(FaultKind::StallMidBody { ms: Some(5) })).await.unwrap();
    assert_eq!(put(&emulator, "张三").await.json()["data"]["external_offer"]["owner"], "张三");
}

#[tokio::test]
async fn a_reset_comes_before_the_effect_or_after_it() {
    for carry_out in [true, false] {
        let emulator = with_samples().await;
        let before = owner(&emulator).await;
        emulator.fault(update(FaultKind::Reset { carry_out })).await.unwrap();
        let mut stream = put_and_hold(&emulator, "done").await;
        let end = drain(&mut stream).await;
        assert_eq!(end, (String::new(), Some(ErrorKind::ConnectionReset)), "{carry_out}");
        let expected = if carry_out { json!("done") } else { before };
        assert_eq!(owner(&emulator).await, expected);
        let call = emulator.requests().pop().unwrap();
        let status = if carry_out { (200, 0) } else { (0, -1) };
        assert_eq!((call.status, call.code), status);
        assert_eq!(put(&emulator, "next").await.verdict(), (200, 0));
    }
}

#[tokio::test]
async fn a_gateway_answers_html_and_the_call_has_no_effect_unless_asked_for() {
    let emulator = with_samples().await;
    let before = owner(&emulator).await;
    emulator.fault(update(FaultKind::bad_gateway())).await.unwrap();
    let reply = put(&emulator, "done").await;
    assert_eq!((reply.status, reply.header("content-type")), (502, Some("text/html")));
    assert!(reply.text.starts_with("<html>"), "{}", reply.text);
    assert_eq!(owner(&emulator).await, before);

    let own = FaultKind::Http {
        status: 504,
        body: "upstream".to_owned(),
        content_type: "text/plain".to_owned(),
        carry_out: true,
    };
    emulator.fault(update(own)).await.unwrap();
    let reply = put(&emulator, "done").await;
    assert_eq!((reply.status, reply.text.as_str()), (504, "upstream"));
    assert_eq!(owner(&emulator).await, "done");
}

#[tokio::test]
async fn a_gateway_answers_the_status_that_was_asked_for_in_its_page_too() {
    let emulator = with_samples().await;
    for (details, status, title) in [
        (json!({ "status": 503 }), 503, "503 Service Unavailable"),
        (json!({}), 502, "502 Bad Gateway"),
    ] {
        let fault = json!({ "operation": UPDATE, "http": details }).to_string();
        let url = emulator.base_url();
        send(url, "POST", "/_emulator/faults", &[JSON], fault.as_bytes()).await;
        emulator.fault(update(FaultKind::http(status))).await.unwrap();
        for _ in 0..2 {
            let reply = put(&emulator, "x").await;
            assert_eq!(reply.status, status);
            assert!(reply.text.contains(&format!("<title>{title}</title>")), "{}", reply.text);
        }
    }
}

#[tokio::test]
async fn a_fault_meets_all_operations_below_a_name() {
    let emulator = with_samples().await;
    let code = |code| FaultKind::Code { http: 500, code, msg: String::new(), carry_out: false };
    let asked =
        emulator.fault(Fault::new("hire.v1.external_application.*", code(1)).times(9)).await;
    asked.unwrap();
    emulator.fault(Fault::new("hire.*", code(2)).times(9)).await.unwrap();
    // Tokens are not hire's.
    assert_eq!(ask_for_token(&emulator).await.verdict(), (200, 0));
    assert_eq!(put(&emulator, "x").await.verdict(), (500, 2));
    let delete = "hire.v1.external_application.delete";
    assert_eq!(call(&emulator, delete, "1", "", &Value::Null).await.verdict(), (500, 1));
    let interview = json!({ "external_application_id": "1" });
    let create = "hire.v1.external_interview.create";
    assert_eq!(call(&emulator, create, "", "", &interview).await.verdict(), (500, 2));
    let error = emulator.fault(Fault::new("hire.v2.*", code(3))).await.unwrap_err().to_string();
    assert!(error.contains("\"hire.v2.*\" is not carried out here"), "{error}");
}

#[tokio::test]
async fn truncated_json_is_whole_for_http() {
    let emulator = with_samples().await;
    emulator.fault(update(FaultKind::TruncatedJson {})).await.unwrap();
    let reply = put(&emulator, "张三").await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("content-length"), Some(reply.text.len().to_string().as_str()));
    let error = serde_json::from_str::<Value>(&reply.text).unwrap_err();
    assert!(error.is_eof(), "{error}: {}", reply.text);
    assert_eq!(owner(&emulator).await, "张三");
}

#[tokio::test]
async fn any_code_comes_with_any_status() {
    let emulator = with_samples().await;
    let before = owner(&emulator).await;
    for (http, code) in [
        (200, 99991400),
        (400, 99991400),
        (429, 99991400),
        (200, 99991663),
        (400, 99991663),
        (401, 99991663),
        (500, 1002001),
    ] {
        let msg = "as asked".to_owned();
        let kind = FaultKind::Code { http, code, msg, carry_out: false };
        emulator.fault(update(kind)).await.unwrap();
        let reply = put(&emulator, "done").await;
        assert_eq!((reply.verdict(), reply.msg().as_str()), ((http, code), "as asked"));
        assert_eq!(reply.json()["error"]["log_id"].as_str(), reply.header("x-tt-logid"));
        assert_eq!(owner(&emulator).await, before);
    }
}

#[tokio::test]
async fn invalidated_tokens_are_refused_until_there_is_a_new_one() {
    let emulator = with_samples().await;
    let old = authorization(&emulator).await;
    let call = async |header: &str| {
        let bytes = body("x").to_string();
        let path = offer_path(SAMPLE_OFFER);
        send(emulator.base_url(), "PUT", &path, &[header, JSON], bytes.as_bytes()).await.verdict()
    };
    assert_eq!(call(&old).await, (200, 0));
    emulator.fault(update(FaultKind::InvalidateTokens {})).await.unwrap();
    assert_eq!(call(&old).await, (400, 99991663));
    assert_eq!(call(&old).await, (400, 99991663));
    let new = authorization(&emulator).await;
    assert_ne!(new, old);
    assert_eq!(call(&new).await, (200, 0));
    assert_eq!(call(&old).await, (400, 99991663));
}

#[tokio::test]
async fn a_rate_limit_has_headers_of_any_content_or_none_and_the_call_is_not_carried_out() {
    let emulator = with_samples().await;
    let before = owner(&emulator).await;
    for (reset, limit, http) in [
        (Some("-1"), Some("10"), 429),
        (Some("soon"), None, 400),
        (Some("999999"), Some(""), 429),
        (None, None, 200),
    ] {
        let text = |value: Option<&str>| value.map(str::to_owned);
        let kind = FaultKind::RateLimit { reset: text(reset), limit: text(limit), http };
        emulator.fault(update(kind)).await.unwrap();
        let reply = put(&emulator, "x").await;
        assert_eq!(reply.verdict(), (http, 99991400));
        assert_eq!(reply.header("x-ogw-ratelimit-reset"), reset);
        assert_eq!(reply.header("x-ogw-ratelimit-limit"), limit);
        assert_eq!(owner(&emulator).await, before);
    }
    assert_eq!(put(&emulator, "x").await.verdict(), (200, 0));
    assert_eq!(owner(&emulator).await, "x");
}

#[tokio::test]
async fn a_fault_meets_its_operation_only_and_any_operation_if_it_says_so() {
    let emulator = with_samples().await;
    let code = |code| FaultKind::Code { http: 500, code, msg: String::new(), carry_out: false };
    emulator.fault(Fault::new("hire.v1.external_offer.create", code(1))).await.unwrap();
    emulator.fault(Fault::new(TOKEN_OPERATION, code(2))).await.unwrap();
    assert_eq!(ask_for_token(&emulator).await.verdict(), (500, 2));
    assert_eq!(put(&emulator, "x").await.verdict(), (200, 0));
    emulator.clear_faults();

    emulator.fault(Fault::new(ANY_OPERATION, code(3)).after(1).times(2)).await.unwrap();
    // A path that is no operation's is not any operation.
    let nowhere = send(emulator.base_url(), "GET", "/nowhere", &[], b"").await;
    assert_eq!(nowhere.verdict(), (404, 99991201));
    assert_eq!(ask_for_token(&emulator).await.verdict(), (200, 0));
    assert_eq!(ask_for_token(&emulator).await.verdict(), (500, 3));
    assert_eq!(ask_for_token(&emulator).await.verdict(), (500, 3));
    assert_eq!(ask_for_token(&emulator).await.verdict(), (200, 0));
}

#[tokio::test]
async fn a_fault_of_an_app_meets_its_calls_and_its_tokens() {
    let apps = [App::new("cli_a", "s"), App::new("cli_b", "t")];
    let code = |code| FaultKind::Code { http: 500, code, msg: String::new(), carry_out: false };
    let emulator = Emulator::builder()
        .app(apps[0].clone())
        .app(apps[1].clone())
        .fault(Fault::new(TOKEN_OPERATION, code(1)).app("cli_b"))
        .fault(update(code(2)).app("cli_b"))
        .start()
        .await
        .unwrap();
    let url = emulator.base_url();
    let login = async |app: &App| {
        let login = json!({ "app_id": app.id(), "app_secret": app.secret() }).to_string();
        send(url, "POST", TOKEN_PATH, &[JSON], login.as_bytes()).await
    };
    let mut codes = Vec::new();
    assert_eq!(login(&apps[1]).await.verdict(), (500, 1));
    for app in &apps {
        let token = login(app).await.json()["tenant_access_token"].take();
        let header = format!("Authorization: Bearer {}", token.as_str().unwrap());
        let reply = send(url, "PUT", &offer_path("1"), &[&header, JSON], b"{}").await;
        codes.push(reply.code());
    }
    assert_eq!(codes, [1002002, 2]);
}

#[tokio::test]
async fn what_waits_and_what_fired_can_be_asked() {
    let emulator = with_samples().await;
    let first = update(FaultKind::Reset { carry_out: false }).after(3).times(2);
    let second = Fault::anywhere(FaultKind::bad_gateway()).after(1);
    assert_eq!(emulator.fault(first.clone()).await.unwrap(), 1);
    assert_eq!(emulator.fault(second).await.unwrap(), 2);
    let reply = put(&emulator, "x").await; // Asks for a token first.
    assert_eq!(reply.status, 502);

    let faults = emulator.faults();
    let pending: Vec<_> =
        faults.pending.iter().map(|one| (one.number, one.after, one.remaining)).collect();
    assert_eq!(pending, [(1, 2, 2)]);
    assert_eq!(faults.pending[0].fault, first);
    let fired: Vec<_> = faults
        .fired
        .iter()
        .map(|one| (one.number, one.fault.as_str(), one.operation.as_str(), one.log_id.as_str()))
        .collect();
    assert_eq!(fired, [(2, "http", UPDATE, reply.header("x-tt-logid").unwrap())]);
    let recorded: Vec<_> = emulator.requests().into_iter().map(|call| call.fault).collect();
    assert_eq!(recorded, [None, Some("http".to_owned())]);
    let call = emulator.requests().pop().unwrap();
    assert_eq!((call.status, call.code, &call.log_id), (502, -1, &faults.fired[0].log_id));

    emulator.clear_faults();
    assert_eq!(emulator.faults(), feishu_emulator::Faults::default());
    assert_eq!(put(&emulator, "x").await.verdict(), (200, 0));
}

/// A test keeps the number and looks for it among those that fired.
#[tokio::test]
async fn the_number_of_a_fault_never_comes_again() {
    let emulator = with_samples().await;
    let place = async || emulator.fault(update(FaultKind::bad_gateway())).await.unwrap();
    assert_eq!((place().await, place().await), (1, 2));
    // One fires, and both are forgotten.
    assert_eq!(put(&emulator, "x").await.status, 502);
    emulator.clear_faults();
    assert_eq!(place().await, 3);
    send(emulator.base_url(), "DELETE", "/_emulator/faults", &[], b"").await;
    assert_eq!(place().await, 4);
    emulator.reset().await.unwrap();
    assert_eq!(place().await, 5);
    assert_eq!(put(&emulator, "x").await.status, 502);
    let faults = emulator.faults();
    let fired: Vec<_> = faults.fired.iter().map(|fired| fired.number).collect();
    assert_eq!((fired, faults.pending), (vec![5], Vec::new()));
}

#[tokio::test]
async fn a_fault_that_is_not_usable_is_refused_at_the_start_and_later() {
    let wrong = || Fault::new("hire.v1.offer.update", FaultKind::Delay { ms: u64::MAX }).times(0);
    let emulator = with_samples().await;
    let later = emulator.fault(wrong()).await.unwrap_err();
    let start = Emulator::builder().fault(wrong()).start().await.unwrap_err();
    for (error, at) in [(later, ""), (start, "/0")] {
        let Error::Fault { problems } = &error else { panic!("{error}") };
        for part in ["/operation: \"hire.v1.offer.update\"", "/delay/ms: is", "/times: is 0"] {
            let place = format!("{at}{part}");
            assert!(problems.iter().any(|problem| problem.starts_with(&place)), "{problems:?}");
        }
        assert!(error.to_string().contains(UPDATE), "{error}");
        assert!(error.to_string().contains(TOKEN_OPERATION), "{error}");
    }
    assert!(emulator.faults().pending.is_empty());
}

#[tokio::test]
async fn a_fault_holds_on_a_connection_that_is_kept_open() {
    let emulator = with_samples().await;
    emulator.fault(Fault::new(TOKEN_OPERATION, FaultKind::TruncatedJson {})).await.unwrap();
    let address = emulator.base_url().strip_prefix("http://").unwrap();
    let body = json!({ "app_id": emulator.app_id(), "app_secret": emulator.app_secret() });
    let body = body.to_string();
    let length = body.len();
    let request = |connection: &str| {
        format!(
            "POST {TOKEN_PATH} HTTP/1.1\r\nHost: {address}\r\nConnection: {connection}\r\n\
             {JSON}\r\nContent-Length: {length}\r\n\r\n{body}"
        )
    };
    let mut stream = TcpStream::connect(address).await.unwrap();
    let both = request("keep-alive") + &request("close");
    stream.write_all(both.as_bytes()).await.unwrap();
    let (text, end) = drain(&mut stream).await;
    assert_eq!(end, None);
    assert_eq!(text.matches("HTTP/1.1 200").count(), 2, "{text}");
    assert!(text.ends_with('}'), "{text}");
}
