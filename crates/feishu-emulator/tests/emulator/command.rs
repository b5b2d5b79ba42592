//! The command, run as a process.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use serde_json::Value;

use crate::client::{JSON, TOKEN_PATH, send};

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_feishu-emulator"));
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A running command, killed if a test gives up on it.
pub(crate) struct Running {
    child: Child,
    out: BufReader<ChildStdout>,
}

impl Running {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        Self::spawn(command(arguments))
    }

    fn spawn(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        Self { child, out }
    }

    pub(crate) fn line(&mut self) -> String {
        let mut line = String::new();
        self.out.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    #[cfg(unix)]
    pub(crate) fn signal(&self, signal: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
    }

    #[cfg(unix)]
    pub(crate) fn stop_with(self, signal: &str) -> (Option<i32>, String) {
        self.signal(signal);
        self.end()
    }

    /// Exit code and everything that was printed after the lines already read.
    #[cfg(unix)]
    pub(crate) fn end(mut self) -> (Option<i32>, String) {
        let code = self.child.wait().unwrap().code();
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).unwrap();
        self.child.stderr.take().unwrap().read_to_string(&mut rest).unwrap();
        (code, rest)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Fails when the process has ended, which is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn fails(arguments: &[&str]) -> String {
    let Output { status, stdout, stderr } = command(arguments).output().unwrap();
    assert!(!status.success(), "{arguments:?}");
    assert!(stdout.is_empty(), "{arguments:?}");
    String::from_utf8(stderr).unwrap()
}

#[test]
fn the_first_line_says_where_it_listens() {
    let mut running = Running::start(&["--listen", "127.0.0.1:0"]);
    let line = running.line();
    let port = line.strip_prefix("feishu-emulator listening on http://127.0.0.1:").unwrap();
    assert_ne!(port.parse::<u16>().unwrap(), 0);
}

#[test]
fn an_address_may_be_a_name_or_nothing_but_a_port() {
    for listen in ["localhost:0", "0", "[::1]:0"] {
        let line = Running::start(&["--listen", listen]).line();
        let url = line.strip_prefix("feishu-emulator listening on http://").unwrap();
        let address: std::net::SocketAddr = url.parse().unwrap();
        assert!(address.ip().is_loopback() && address.port() != 0, "{listen}: {line}");
    }
    let mut running = Running::start(&["--listen", "0.0.0.0:0", "--allow-remote"]);
    let (line, next) = (running.line(), running.line());
    assert!(line.starts_with("feishu-emulator listening on http://127.0.0.1:"), "{line}");
    assert!(next.starts_with("and on every other address of this machine (0.0.0.0:"), "{next}");
}

#[cfg(unix)]
#[tokio::test]
async fn every_call_is_a_line_on_request_and_a_scope_that_nobody_asks_for_is_warned_of() {
    let arguments = ["--json", "--log", "--scope", "nope", "--scope", "hire:external_offer"];
    let mut running = Running::start(&arguments);
    let line: Value = serde_json::from_str(&running.line()).unwrap();
    let url = line["address"].as_str().unwrap();
    let login = br#"{"app_id":"cli_emulator","app_secret":"emulator-secret"}"#;
    send(url, "POST", TOKEN_PATH, &[JSON], login).await;
    send(url, "GET", "/nowhere?a=%1b", &[], b"").await;
    send(url, "GET", "/_emulator/requests", &[], b"").await;
    let (code, rest) = running.stop_with("-INT");
    assert_eq!(code, Some(0));
    let lines: Vec<&str> = rest.lines().filter(|line| !line.starts_with("app id")).collect();
    assert_eq!(lines.len(), 3, "{rest}");
    assert!(lines[0].starts_with("warning: the app cli_emulator is granted \"nope\""), "{rest}");
    assert!(lines[0].contains("hire:external_offer"), "{rest}");
    let token = format!("POST {TOKEN_PATH} 200 0 auth.v3.tenant_access_token.internal");
    assert!(lines[1].ends_with(&token), "{rest}");
    assert!(lines[2].contains(" GET /nowhere?a=%1b 404 99991201 - There is no"), "{rest}");
    assert!(!rest.contains("emulator-secret"), "{rest}");
}

#[cfg(unix)]
#[tokio::test]
async fn samples_are_stored_again_on_request_only() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("feishu.db");
    let path = format!("/_emulator/objects/external_offer/{}", crate::client::SAMPLE_OFFER);
    let changed = format!(
        r#"{{"external_offers":[{{"id":"{}","external_application_id":"1","owner":"mine"}}]}}"#,
        crate::client::SAMPLE_OFFER
    );
    let mut owners = Vec::new();
    for more in [&[][..], &[], &["--reseed"]] {
        let arguments = [&["--json", "--samples", "--data", utf8(&file)], more].concat();
        let mut running = Running::start(&arguments);
        let line: Value = serde_json::from_str(&running.line()).unwrap();
        let url = line["address"].as_str().unwrap();
        owners.push(send(url, "GET", &path, &[], b"").await.json()["owner"].take());
        send(url, "POST", "/_emulator/seed", &[JSON], changed.as_bytes()).await;
        let (code, rest) = running.stop_with("-INT");
        assert_eq!((code, rest.contains("--reseed")), (Some(0), owners.len() == 2), "{rest}");
    }
    assert_eq!(owners[1], "mine");
    assert_eq!(owners[2], owners[0]);
    assert_ne!(owners[0], "mine");
}

#[tokio::test]
async fn references_are_lenient_on_request() {
    for (arguments, verdict) in [
        (&["--json", "--app-secret", "s"][..], (400, 1002002)),
        (&["--json", "--app-secret", "s", "--lenient-references"], (200, 0)),
    ] {
        let mut running = Running::start(arguments);
        let line: Value = serde_json::from_str(&running.line()).unwrap();
        let url = line["address"].as_str().unwrap();
        let login = br#"{"app_id":"cli_emulator","app_secret":"s"}"#;
        let token = send(url, "POST", TOKEN_PATH, &[JSON], login).await.json();
        let token = token["tenant_access_token"].as_str().unwrap().to_owned();
        let headers = [&format!("Authorization: Bearer {token}"), JSON];
        let body = br#"{"external_application_id":"none"}"#;
        let path = "/open-apis/hire/v1/external_offers";
        assert_eq!(send(url, "POST", path, &headers, body).await.verdict(), verdict);
    }
}

#[tokio::test]
async fn calls_are_counted_on_request() {
    let mut running =
        Running::start(&["--json", "--app-secret", "s", "--samples", "--rate-limits", "0.05"]);
    let line: Value = serde_json::from_str(&running.line()).unwrap();
    let url = line["address"].as_str().unwrap();
    let login = br#"{"app_id":"cli_emulator","app_secret":"s"}"#;
    let token = send(url, "POST", TOKEN_PATH, &[JSON], login).await.json();
    let header =
        format!("Authorization: Bearer {}", token["tenant_access_token"].as_str().unwrap());
    // 20 calls in a minute, made one: no test takes so long that the window ends in between.
    let path = "/open-apis/hire/v1/external_applications/none";
    let mut codes = Vec::new();
    for _ in 0..2 {
        codes.push(send(url, "DELETE", path, &[&header], b"").await.code());
    }
    assert_eq!(codes, [1002002, 99991400]);
}

#[tokio::test]
async fn the_first_line_is_json_on_request_and_the_address_answers() {
    let mut running = Running::start(&["--json", "--app-id", "cli_a", "--app-secret", "s3cret"]);
    let line: Value = serde_json::from_str(&running.line()).unwrap();
    assert_eq!(line["app_id"], "cli_a");
    let url = line["address"].as_str().unwrap();
    let body = br#"{"app_id":"cli_a","app_secret":"s3cret"}"#;
    assert_eq!(send(url, "POST", TOKEN_PATH, &[JSON], body).await.verdict(), (200, 0));
}

#[cfg(unix)]
#[test]
fn ctrl_c_and_a_polite_kill_end_it_well_and_it_never_prints_the_secret() {
    for signal in ["-INT", "-TERM"] {
        let mut running = Running::start(&["--samples", "--app-secret", "s3cret"]);
        let first = running.line();
        let (code, rest) = running.stop_with(signal);
        assert_eq!(code, Some(0), "{signal}: {rest}");
        assert!(!format!("{first}{rest}").contains("s3cret"), "{rest}");
    }
}

#[tokio::test]
async fn a_file_that_was_acknowledged_survives_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("feishu.db");
    let arguments = ["--json", "--data", utf8(&file)];
    let mut running = Running::start(&arguments);
    let line: Value = serde_json::from_str(&running.line()).unwrap();
    let url = line["address"].as_str().unwrap().to_owned();
    let login = br#"{"app_id":"cli_emulator","app_secret":"emulator-secret"}"#;
    let token = send(&url, "POST", TOKEN_PATH, &[JSON], login).await.json();
    let token = token["tenant_access_token"].as_str().unwrap().to_owned();
    let authorization = format!("Authorization: Bearer {token}");
    let headers = [&*authorization, "Content-Type: multipart/form-data; boundary=b"];
    let content = "0123456789".repeat(60_000);
    let body = format!(
        "--b\r\nContent-Disposition: form-data; name=\"content\"; filename=\"a\"\r\n\r\n{content}\r\n--b--"
    );
    let sent = send(&url, "POST", crate::uploads::PATH, &headers, body.as_bytes()).await.json();
    // Not asked to stop, but killed.
    drop(running);
    let mut running = Running::start(&arguments);
    let line: Value = serde_json::from_str(&running.line()).unwrap();
    let link = sent["data"]["url"].as_str().unwrap().strip_prefix(&url).unwrap();
    let found = send(line["address"].as_str().unwrap(), "GET", link, &[], b"").await;
    assert_eq!(found.status, 200);
    assert!(found.text == content);
}

#[tokio::test]
async fn an_app_with_a_tenant_is_a_store_app() {
    let mut running = Running::start(&["--json", "--tenant", "a", "--tenant", "b"]);
    let line: Value = serde_json::from_str(&running.line()).unwrap();
    let url = line["address"].as_str().unwrap();
    let ticket = send(url, "GET", "/_emulator/app_tickets/cli_emulator", &[], b"").await.json();
    let body = serde_json::json!({
        "app_id": "cli_emulator",
        "app_secret": "emulator-secret",
        "app_ticket": ticket["app_ticket"],
    });
    let path = "/open-apis/auth/v3/app_access_token";
    let app = send(url, "POST", path, &[JSON], body.to_string().as_bytes()).await.json();
    for (tenant, verdict) in [("a", (200, 0)), ("b", (200, 0)), ("c", (400, 10013))] {
        let path = "/open-apis/auth/v3/tenant_access_token";
        let body = serde_json::json!({
            "app_access_token": app["app_access_token"],
            "tenant_key": tenant,
        });
        let reply = send(url, "POST", path, &[JSON], body.to_string().as_bytes()).await;
        assert_eq!(reply.verdict(), verdict, "{tenant}");
    }
}

#[cfg(unix)]
#[test]
fn data_of_the_command_is_there_again_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("feishu.db");
    let seed = folder.path().join("seed.json");
    let attachment = r#"{ "attachments": [{ "id": "7", "name": "a.pdf", "size": 1 }] }"#;
    let offer = r#"{ "external_offers": [
        { "id": "1", "external_application_id": "2", "attachment_id_list": ["7"] }
    ] }"#;
    // The second seed can only be stored on top of what the first left in the file.
    for text in [attachment, offer] {
        std::fs::write(&seed, text).unwrap();
        let mut running = Running::start(&["--data", utf8(&file), "--seed", utf8(&seed), "--json"]);
        assert!(running.line().contains("address"));
        assert_eq!(running.stop_with("-INT").0, Some(0));
    }
}

#[test]
fn a_data_file_without_a_folder_is_one_of_the_current_folder() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["feishu.db", "./feishu.db"] {
        let mut command = command(&["--json", "--data", name]);
        command.current_dir(folder.path());
        let line = Running::spawn(command).line();
        assert!(line.contains("address"), "{name}: {line}");
        assert!(folder.path().join(name).is_file(), "{name}");
    }
}

fn utf8(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn what_it_cannot_do_it_says_before_it_prints_an_address() {
    let folder = tempfile::tempdir().unwrap();
    let seed = folder.path().join("seed.json");
    std::fs::write(&seed, r#"{ "external_offers": [{ "id": "1" }] }"#).unwrap();
    let missing = folder.path().join("none/feishu.db");
    let cases: [(&[&str], &str); 10] = [
        (&["--listen", "0.0.0.0:0"], "--allow-remote"),
        (&["--listen", "nowhere"], "127.0.0.1:8787, localhost:8787 or 8787"),
        (&["--listen", "no-such-host.invalid:1"], "cannot find the host no-such-host.invalid"),
        (&["--data", utf8(&missing)], "none does not exist; make the folder first"),
        (&["--public-url", "feishu.test"], "\"feishu.test\" cannot be the public URL"),
        (&["--max-connections", "0"], "--max-connections"),
        (&["--seed", "no-such-file.json"], "no-such-file.json"),
        (&["--seed", utf8(&seed)], "/external_offers/0/external_application_id: is required"),
        (&["--rate-limits", "fast"], "off, real, or a factor"),
        (&["--app-id", ""], "an app needs an id"),
    ];
    for (arguments, expected) in cases {
        let error = fails(arguments);
        assert!(error.contains(expected), "{arguments:?}: {error}");
    }
}

#[test]
fn help_teaches_by_example() {
    let Output { status, stdout, .. } = command(&["--help"]).output().unwrap();
    assert!(status.success());
    let help = String::from_utf8(stdout).unwrap();
    for part in [
        "Examples:",
        "feishu-emulator --samples",
        "A seed file:",
        "--allow-remote",
        "--public-url",
        "--reseed",
        "--log",
        "--max-connections",
    ] {
        assert!(help.contains(part), "{help}");
    }
}
