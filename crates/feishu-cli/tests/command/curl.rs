//! The line of curl, as somebody pastes it into a shell.

use std::path::Path;
use std::process::Command;

use serde_json::{Value as Json, json};

use crate::server::{Response, Seen, Server};
use crate::{Ran, ran, run};

/// A file whose name a form of curl reads as its own syntax.
const ODD: &str = "a,b;c\"d\\e'.txt";

#[test]
fn a_pasted_line_of_curl_sends_what_the_command_sends() {
    let server = Server::start([Response::data(&json!({}))]);
    let folder = tempfile::tempdir().unwrap();
    // `all` is what curl would read where a string begins with `@` or `<`.
    for name in ["all", "plain.txt", ODD] {
        std::fs::write(folder.path().join(name), format!("of the file {name}")).unwrap();
    }
    let secrets = json!({ "app_secret": "secret-env", "x": [{ "app_secret": "secret-env" }] });
    std::fs::write(folder.path().join("secrets.json"), secrets.to_string()).unwrap();
    let odd = format!("file={ODD}");
    let post = ["api", "POST", "/open-apis/x"];
    let form = [&post[..], &["--file", "file=plain.txt", "--form"]].concat();
    let cases = [
        [&form[..], &["text=@all"]].concat(),
        [&form[..], &["text=<all"]].concat(),
        [&form[..], &["text=@all;type=text/html"]].concat(),
        [&form[..], &["text=\"all\";filename=all"]].concat(),
        [&form[..], &["text=it's $HOME `id` \\ !!\n\t\u{202e}"]].concat(),
        [&form[..], &["one=1=2", "--form", "two=", "--form", "one=&"]].concat(),
        [&post[..], &["--file", &odd]].concat(),
        [&post[..], &["--json", "\"@all\""]].concat(),
        [&post[..], &["--json", "{\"a\":\"it's $HOME `id` \\\\ \\n \u{202e}\"}"]].concat(),
        [&post[..], &["--json", "@secrets.json"]].concat(),
        [&post[..], &["--token", "none"]].concat(),
        vec!["api", "GET", "/open-apis/[1-2]/{a,b}/it's", "--query", "x=[1-2]{a,b}@all&$HOME"],
        vec!["api", "DELETE", "/open-apis/:id", "--param", "id=../$HOME"],
        vec!["hire", "external-offer", "update", "a/b", "--external-application-id", "@all"],
        vec!["hire", "external-offer", "delete", "{a,b}"],
        vec!["hire", "attachment", "create", "--file", ODD],
        vec!["auth", "tenant-access-token", "internal"],
    ];
    for arguments in &cases {
        let in_folder = |more: &[&str]| {
            run(server.command().current_dir(folder.path()).args(arguments), more).ok()
        };
        in_folder(&[]);
        let sent = server.requests().last().unwrap().clone();
        let line = in_folder(&["--curl"]).out;
        let before = server.count();
        let Some(pasted) = paste(&line, folder.path()) else {
            skip::skip("bash or curl is not installed; run tests/vendor/setup");
            return;
        };
        let pasted = pasted.ok();
        assert_eq!(server.count(), before + 1, "{line}{}", pasted.err);
        let pasted = server.requests().last().unwrap().clone();
        assert_eq!(pasted.line, sent.line, "{line}");
        for name in ["authorization", "content-type"] {
            assert_eq!(header(&pasted, name), header(&sent, name), "{line}");
        }
        assert_eq!(Body::of(&pasted), Body::of(&sent), "{line}");
    }
}

/// Has a shell run it, with the secrets that the line names. `None` without a shell or curl.
fn paste(line: &str, folder: &Path) -> Option<Ran> {
    let path = std::env::var_os("PATH")?;
    let mut shell = Command::new("bash");
    shell.args(["-c", line]).current_dir(folder).env_clear().env("PATH", path);
    // Not the settings of who runs the tests.
    shell.env("HOME", folder).env("CURL_HOME", folder);
    shell.env("FEISHU_TOKEN", "t-1").env("FEISHU_APP_SECRET", "secret-env");
    let ran = ran(&shell.output().ok()?);
    // The exit status of a shell for an unknown command.
    (ran.status != 127).then_some(ran)
}

/// A header, without the boundary of a form, which is random.
fn header(seen: &Seen, name: &str) -> Option<String> {
    let mut headers = seen.head.lines().filter_map(|line| line.split_once(": "));
    let (_, value) = headers.find(|(found, _)| found.eq_ignore_ascii_case(name))?;
    Some(value.split("; boundary=").next().unwrap_or_default().to_owned())
}

#[derive(Debug, PartialEq)]
enum Body {
    Json(Json),
    /// Name, whether it is a file, content.
    Form(Vec<(String, bool, String)>),
    Other(String),
}

impl Body {
    fn of(seen: &Seen) -> Self {
        if let Ok(json) = serde_json::from_str(&seen.body) {
            return Self::Json(json);
        }
        let head = seen.head.lines().find_map(|line| line.split_once("boundary="));
        let Some((_, boundary)) = head else { return Self::Other(seen.body.clone()) };
        let boundary = format!("--{boundary}");
        let parts = seen.body.split(&boundary);
        let parts = parts.filter_map(|part| part.split_once("\r\n\r\n"));
        let part = |(head, content): (&str, &str)| {
            let name = head.split("name=\"").nth(1).and_then(|rest| rest.split('"').next());
            let content = content.strip_suffix("\r\n").unwrap_or(content);
            (name.unwrap().to_owned(), head.contains("filename"), content.to_owned())
        };
        Self::Form(parts.map(part).collect())
    }
}
