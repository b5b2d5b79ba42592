//! Who may call at all: no page of another site, on whatever path, by whatever method.

use feishu_emulator::{App, Emulator, EmulatorBuilder};
use serde_json::json;

use crate::catalogue::{operation, operation_ids};
use crate::client::{JSON, Reply, TOKEN_PATH, authorization, offer_path, send_bytes};
use crate::uploads;

const RESEND: &str = "/open-apis/auth/v3/app_ticket/resend";

fn address(emulator: &Emulator) -> &str {
    emulator.base_url().strip_prefix("http://").unwrap()
}

/// Sends a request with exactly these headers.
async fn send_as(emulator: &Emulator, method: &str, path: &str, headers: &[String]) -> Reply {
    let headers = headers.join("\r\n");
    let request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n{headers}\r\n\r\n");
    send_bytes(emulator.base_url(), request.as_bytes()).await
}

/// The paths of everything that is here, with their methods.
async fn everything(emulator: &Emulator) -> Vec<(String, String)> {
    // The file first, while no reset has removed it.
    let link = uploads::upload_named(emulator, "a.txt", b"secret").await["url"].take();
    let link = link.as_str().unwrap().strip_prefix(emulator.base_url()).unwrap().to_owned();
    let mut all = vec![("GET".to_owned(), link)];
    all.extend(operation_ids().into_iter().map(|id| {
        let known = operation(&id);
        let path = known["path"].as_str().unwrap().replace(':', "");
        (known["method"].as_str().unwrap().to_owned(), path)
    }));
    let host = [format!("Host: {}", address(emulator))];
    let list = send_as(emulator, "GET", "/_emulator/", &host).await.json()["calls"].take();
    for call in list.as_array().unwrap() {
        let text = |key: &str| call[key].as_str().unwrap().to_owned();
        all.push((text("method"), text("path")));
    }
    for path in ["/", "/_emulator/ui/app.js", "/nowhere", "/_emulator/nothing", RESEND] {
        for method in ["GET", "HEAD", "POST", "OPTIONS"] {
            all.push((method.to_owned(), path.to_owned()));
        }
    }
    all
}

#[tokio::test]
async fn a_page_of_another_site_is_refused_on_every_path_and_by_every_method() {
    let emulator = Emulator::builder().samples().start().await.unwrap();
    let (own, authorization) = (address(&emulator).to_owned(), authorization(&emulator).await);
    let port = own.rsplit(':').next().unwrap();
    let all = everything(&emulator).await;
    assert!(all.len() > 50, "{}", all.len());
    let strangers = [
        // A page that made its own name point here, which a browser says in every request.
        vec![format!("Host: evil.test:{port}")],
        // A page that calls the address as it is, in whatever way needs no leave.
        vec![format!("Host: {own}"), "Origin: http://evil.test".to_owned()],
        vec![format!("Host: {own}"), "Origin: null".to_owned()],
        vec![format!("Host: {own}"), format!("Host: evil.test:{port}")],
    ];
    for (method, path) in &all {
        for stranger in &strangers {
            let headers = [&stranger[..], std::slice::from_ref(&authorization)].concat();
            let reply = send_as(&emulator, method, path, &headers).await;
            assert_eq!(reply.status, 403, "{method} {path} {stranger:?}: {}", reply.text);
            assert!(!reply.text.contains("secret"), "{method} {path}: {}", reply.text);
            if method != "HEAD" {
                assert!(reply.json()["error"].is_string(), "{method} {path}: {}", reply.text);
            }
        }
        // The same request is let in when no page may have sent it.
        let headers = [format!("Host: {own}"), authorization.clone()];
        assert_ne!(send_as(&emulator, method, path, &headers).await.status, 403, "{method} {path}");
    }
}

#[tokio::test]
async fn a_request_that_names_a_host_in_its_first_line_is_for_that_host_and_for_the_one_of_its_header()
 {
    let emulator = Emulator::start().await.unwrap();
    let own = address(&emulator);
    for (line, header, status) in [
        (own, own, 200),
        (own, "localhost", 200),
        (own, "evil.test", 403),
        ("evil.test", own, 403),
        ("evil.test", "evil.test", 403),
    ] {
        let path = format!("http://{line}/_emulator/about");
        let reply = send_as(&emulator, "GET", &path, &[format!("Host: {header}")]).await;
        assert_eq!(reply.status, status, "{line} {header}: {}", reply.text);
    }
}

#[tokio::test]
async fn a_page_cannot_have_a_ticket_sent_again_with_a_form_that_needs_no_leave() {
    let app = App::store("cli_store", "s").tenant("t");
    let emulator = Emulator::builder().app(app).start().await.unwrap();
    let before = emulator.app_ticket("cli_store").await.unwrap();
    let body = r#"{"app_id":"cli_store","app_secret":"s"}"#;
    let post = async |headers: &str| {
        let length = body.len();
        let request = format!(
            "POST {RESEND} HTTP/1.1\r\nConnection: close\r\n{headers}\r\n\
             Content-Length: {length}\r\n\r\n{body}"
        );
        send_bytes(emulator.base_url(), request.as_bytes()).await.status
    };
    let own = format!("Host: {}", address(&emulator));
    assert_eq!(post(&format!("{own}\r\nOrigin: http://evil.test")).await, 403);
    assert_eq!(post("Host: evil.test").await, 403);
    assert_eq!(emulator.app_ticket("cli_store").await.unwrap(), before);
    assert_eq!(post(&own).await, 200);
    assert_ne!(emulator.app_ticket("cli_store").await.unwrap(), before);
}

#[tokio::test]
async fn what_was_refused_is_recorded_with_the_reason_but_for_the_emulators_own_paths() {
    let emulator = Emulator::start().await.unwrap();
    let headers = ["Host: feishu.local".to_owned()];
    let reply = send_as(&emulator, "GET", &offer_path("1"), &headers).await;
    send_as(&emulator, "GET", "/_emulator/requests", &headers).await;
    let calls = emulator.requests();
    assert_eq!(calls.len(), 1);
    assert_eq!((calls[0].status, calls[0].code), (403, -1));
    assert_eq!(Some(calls[0].log_id.as_str()), reply.header("x-tt-logid"));
    for part in ["feishu.local", "--allow-remote", "--public-url"] {
        assert!(calls[0].msg.contains(part), "{}", calls[0].msg);
    }
}

async fn remote(builder: EmulatorBuilder) -> Emulator {
    let builder = builder.listen("0.0.0.0:0".parse().unwrap()).allow_remote(true);
    builder.samples().start().await.unwrap()
}

#[tokio::test]
async fn where_other_machines_may_call_a_program_may_use_any_name_and_a_page_change_nothing_under_it()
 {
    let emulator = remote(Emulator::builder()).await;
    let named = "Host: feishu-emulator:8787".to_owned();
    for (path, status) in [("/_emulator/about", 200), ("/nowhere", 404), ("/", 200)] {
        let reply = send_as(&emulator, "GET", path, std::slice::from_ref(&named)).await;
        assert_eq!(reply.status, status, "{path}");
        let page = [named.clone(), "Origin: http://feishu-emulator:8787".to_owned()];
        assert_eq!(send_as(&emulator, "GET", path, &page).await.status, status, "{path}");
        assert_eq!(send_as(&emulator, "POST", path, &page).await.status, 403, "{path}");
        let other = [named.clone(), "Origin: http://evil.test".to_owned()];
        assert_eq!(send_as(&emulator, "GET", path, &other).await.status, 403, "{path}");
        let nonsense = ["Host: a/../b".to_owned()];
        assert_eq!(send_as(&emulator, "GET", path, &nonsense).await.status, 403, "{path}");
    }
}

/// The link to a file and the one to a call, for a caller that used this host.
async fn links(emulator: &Emulator, headers: &[String]) -> (String, String) {
    let token = authorization(emulator).await;
    let headers = [headers, &[token, JSON.to_owned()]].concat();
    let path = "/open-apis/hire/v1/attachments/6960663240925956555/preview";
    let file = send_as(emulator, "GET", path, &headers).await.json()["data"]["url"].take();
    let refused = send_as(emulator, "GET", "/nowhere", &headers).await.json();
    let text = |link: &serde_json::Value| link.as_str().unwrap().to_owned();
    (text(&file), text(&refused["error"]["troubleshooter"]))
}

#[tokio::test]
async fn links_begin_with_the_host_that_the_caller_used() {
    let emulator = remote(Emulator::builder()).await;
    // As through a mapped port, from another container, and from this machine.
    for host in ["192.0.2.7:9090", "feishu-emulator", "localhost:9090", "[::1]:9090"] {
        let (file, call) = links(&emulator, &[format!("Host: {host}")]).await;
        assert!(file.starts_with(&format!("http://{host}/hire/file/blob/")), "{file}");
        assert!(call.starts_with(&format!("http://{host}/_emulator/requests/")), "{call}");
        let path = file.strip_prefix(&format!("http://{host}")).unwrap();
        let reply = send_as(&emulator, "GET", path, &[format!("Host: {host}")]).await;
        assert_eq!((reply.status, reply.text.starts_with("%PDF")), (200, true), "{path}");
    }
    let about = send_as(&emulator, "GET", "/_emulator/about", &["Host: a:1".to_owned()]).await;
    assert_eq!(about.json()["base_url"], "http://a:1");
    // Without a host, the address that this machine reaches it by.
    let (file, _) = links(&emulator, &[]).await;
    assert!(file.starts_with(&format!("{}/hire/", emulator.base_url())), "{file}");
    assert!(file.starts_with("http://127.0.0.1:"), "{file}");
}

#[tokio::test]
async fn links_begin_with_the_public_url_where_there_is_one() {
    let builder = Emulator::builder().samples().public_url("https://feishu.test:8443/mock/");
    let emulator = builder.start().await.unwrap();
    for host in ["feishu.test:8443", "127.0.0.1:1"] {
        let (file, call) = links(&emulator, &[format!("Host: {host}")]).await;
        assert!(file.starts_with("https://feishu.test:8443/mock/hire/file/blob/"), "{file}");
        assert!(call.starts_with("https://feishu.test:8443/mock/_emulator/requests/"), "{call}");
    }
    let other = send_as(&emulator, "GET", TOKEN_PATH, &["Host: evil.test".to_owned()]).await;
    assert_eq!(other.status, 403);
    let error = Emulator::builder().public_url("feishu.test").start().await.unwrap_err();
    assert!(error.to_string().contains("http://localhost:9090"), "{error}");
}

#[tokio::test]
async fn a_link_that_was_given_out_is_good_under_any_address() {
    let emulator = Emulator::builder().samples().start().await.unwrap();
    let (file, _) = links(&emulator, &["Host: localhost:1".to_owned()]).await;
    let path = file.strip_prefix("http://localhost:1").unwrap();
    let host = [format!("Host: {}", address(&emulator))];
    assert_eq!(send_as(&emulator, "GET", path, &host).await.status, 200);
    assert_eq!(json!(emulator.requests().last().unwrap().path), json!("/hire/file/blob/{link}/"));
}
