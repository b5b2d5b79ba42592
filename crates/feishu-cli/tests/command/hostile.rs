//! What comes from outside and reaches a terminal.

use std::path::Path;

use feishu_core::is_hidden;
use serde_json::json;

use crate::server::{Response, Server};
use crate::{Ran, command, run, run_with_input};

/// Clears the screen, turns what follows around, and hides the rest.
const EVIL: &str =
    "a\u{1b}[2J\u{1b}]0;x\u{7}\u{9b}31m\u{202e}b\u{200b}\u{2028}\u{ad}c\u{e0041}\u{fff9}";

#[track_caller]
fn assert_plain(what: &str, ran: &Ran) {
    for text in [&ran.out, &ran.err] {
        let found: Vec<_> =
            text.chars().filter(|c| is_hidden(*c) && !matches!(c, '\n' | '\t')).collect();
        assert!(found.is_empty(), "{what}: {found:?} in {text}");
    }
}

#[test]
fn no_string_of_a_response_reaches_the_terminal_as_it_is() {
    let list = ["hire", "external-application", "list", "--talent-id", "7"];
    let delete = ["hire", "external-offer", "delete", "7"];
    let data = json!({
        "items": [{ "id": EVIL, EVIL: [EVIL, { "x": EVIL }] }],
        EVIL: EVIL,
        "has_more": true,
        "page_token": EVIL,
    });
    let refusal = json!({
        "code": 1_002_002, "msg": EVIL,
        "error": {
            "log_id": EVIL, "message": EVIL, "troubleshooter": EVIL,
            "field_violations": [{ "field": EVIL, "value": EVIL, "description": EVIL }],
            "permission_violations": [{ "subject": EVIL, "url": EVIL }],
        },
    });
    let page = || Response::data(&data);
    let refusal = || Response::body(400, &refusal.to_string());
    for format in ["table", "json", "yaml"] {
        for (what, response, arguments, status) in [
            ("a page", page(), &list[..], 0),
            ("a refusal", refusal(), &delete, 4),
            ("no JSON", Response::body(200, EVIL), &list, 5),
            ("no envelope", Response::body(502, EVIL), &list, 5),
            ("a raw call", page(), &["api", "GET", "/open-apis/x"], 0),
            ("a refused raw call", refusal(), &["api", "DELETE", "/open-apis/x"], 4),
        ] {
            let is_decode = what.starts_with("no ");
            // It is tried again, which takes its time.
            if is_decode && format != "table" {
                continue;
            }
            let server = Server::start([response]);
            let ran = server.run(&[&["-o", format], arguments].concat());
            assert!(is_decode || ran.status == status, "{what}: {}{}", ran.out, ran.err);
            assert_plain(&format!("{what} as {format}"), &ran);
        }
    }
    let pages = [page(), refusal()];
    let ran = Server::start(pages).run(&[&list[..], &["--all"]].concat()).with_status(4);
    assert_plain("all pages", &ran);
    let ran = Server::start([refusal()]).run(&["doctor"]);
    assert_plain("the doctor", &ran);
}

#[test]
fn nothing_but_the_sink_prints() {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    assert!(files.len() > 30, "{files:?}");
    for path in files {
        // The sink itself; what asks whether there is a terminal, or reads from one.
        let allowed = ["is_terminal()", "use_stderr()", "console::Term::stderr().read_"];
        let known = ["src/output.rs", "src/bulk/confirm.rs"];
        let text = std::fs::read_to_string(&path).unwrap();
        let prints = |line: &&str| {
            let all = ["print!(", "println!(", "stdout()", "stderr()", "dbg!("];
            all.iter().any(|one| line.contains(one))
                && !allowed.iter().any(|one| line.contains(one))
        };
        let found: Vec<_> = text.lines().filter(prints).collect();
        let is_known = known.iter().any(|known| path.ends_with(known));
        assert!(is_known || found.is_empty(), "{}: {found:?}", path.display());
    }
}

#[test]
fn a_string_of_a_response_forges_no_line() {
    let refusal = Response::refusal(400, 1_002_002, "x\nerror: all is well");
    let server = Server::start([refusal]);
    let ran = server.run(&["hire", "external-offer", "delete", "7"]).with_status(4);
    assert!(!ran.err.lines().any(|line| line == "error: all is well"), "{}", ran.err);
}

#[test]
fn no_argument_or_name_of_a_file_reaches_the_terminal_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let file = format!("@/no/such/{EVIL}");
    let flag = format!("--{EVIL}");
    let body = json!({ EVIL: EVIL, "owner": [EVIL] }).to_string();
    let pair = format!("{EVIL}={EVIL}");
    let path = format!("/open-apis/{EVIL}");
    let update = ["hire", "external-offer", "update"];
    for arguments in [
        &["hire", EVIL][..],
        &["hire", "external-offer", EVIL],
        &[&update[..], &["7", &flag]].concat(),
        &[&update[..], &["7", "--json", &file]].concat(),
        &[&update[..], &["7", "--json", EVIL]].concat(),
        &[&update[..], &["7", "--json", &body]].concat(),
        &[&update[..], &[EVIL, "--owner", EVIL, "--dry-run", "--no-validate"]].concat(),
        &[&update[..], &[EVIL, "--external-application-id", EVIL, "--no-validate", "--curl"]]
            .concat(),
        &["hire", "attachment", "create", "--file", EVIL],
        &["hire", "external-offer", "update-many", EVIL],
        &["hire", "external-offer", "modify", "7", "--unset", EVIL],
        &["--profile", EVIL, "hire", "external-offer", "delete", "7"],
        &["--base-url", EVIL, "hire", "external-offer", "delete", "7"],
        &["--output", EVIL, "doctor"],
        &["profile", "add", EVIL, "--app-id", "a"],
        &["profile", "use", EVIL],
        &["man", "hire", EVIL],
        &["download", EVIL],
        &["api", "GET", EVIL],
        &["api", EVIL, "/open-apis/x"],
        &["api", "GET", "/open-apis/x", "--query", EVIL],
        &["api", "GET", "/open-apis/x", "--jq", EVIL],
        &["api", "GET", &path, "--query", &pair, "--dry-run"],
        &["api", "POST", &path, "--json", &body, "--curl"],
        &["api", "POST", "/open-apis/x", "--form", &pair, "--file", &pair, "--curl"],
    ] {
        let mut command = command();
        command.env("FEISHU_PROFILES", folder.path().join("none")).env("FEISHU_APP_ID", "a");
        let ran = run_with_input(command.env("FEISHU_APP_SECRET", "s"), arguments, "secret\n");
        assert!(!ran.err.is_empty() || !ran.out.is_empty(), "{arguments:?}");
        assert_plain(&format!("{arguments:?}"), &ran);
    }
}

#[test]
fn no_header_or_cell_of_a_file_reaches_the_terminal_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.csv");
    for text in [
        format!("external_offer_id,{EVIL}\n1,2\n"),
        format!("external_offer_id,biz_create_time\n1,{EVIL}\n"),
        format!(
            "external_offer_id,external_application_id,biz_create_time\n{EVIL},{EVIL},{EVIL}\n"
        ),
    ] {
        std::fs::write(&path, text).unwrap();
        let arguments =
            ["hire", "external-offer", "update-many", path.to_str().unwrap(), "--dry-run"];
        let ran = run(&mut command(), &arguments);
        assert_ne!(ran.status, 0);
        assert_plain("rows", &ran);
    }
}

#[test]
fn no_profile_reaches_the_terminal_as_it_is() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("x\u{202e}\n{}", "y"));
    let name = json!(EVIL.replace(['\u{7}', '\u{1b}', '\u{9b}'], "")).to_string();
    let text = format!(
        "default = {name}\n[profiles.{name}]\napp_id = {name}\napp_secret = \"s\"\nbase_url = {name}\n"
    );
    std::fs::write(&path, text).unwrap();
    for mode in [0o600, 0o644] {
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        for arguments in [
            &["profile", "list"][..],
            &["-ojson", "profile", "list"],
            &["-oyaml", "profile", "list"],
            &["doctor"],
            &["hire", "external-offer", "delete", "7"],
            &["--profile", "y", "hire", "external-offer", "delete", "7"],
        ] {
            let mut command = command();
            command.env("FEISHU_PROFILES", &path).env("FEISHU_BASE_URL", "https://x.example");
            assert_plain(&format!("{arguments:?}"), &run(&mut command, arguments));
        }
    }
}

/// What is in a folder.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_file_that_a_server_names_gets_a_plain_visible_name_in_the_folder() {
    for name in [
        ".bash_profile",
        "-rf",
        "CON",
        "nul.txt",
        "C:x",
        "../../evil",
        "/etc/passwd",
        "..\\evil",
        "a%E2%80%AEfdp.exe",
        "a%1B%5B2J%0A.pdf",
        "%E2%80%8B.ssh",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("inner");
        std::fs::create_dir(&inner).unwrap();
        let header = format!("attachment; filename*=UTF-8''{name}");
        let file = Response::body(200, "content").header("Content-Disposition", &header);
        let server = Server::start([file]);
        let mut command = server.command();
        let ran =
            run(command.current_dir(&inner), &["download", &format!("{}/f", server.url)]).ok();
        assert_plain(name, &ran);
        assert_eq!(names(folder.path()), ["inner"], "{name}");
        let found = names(&inner);
        let [found] = found.as_slice() else { panic!("{name}: {found:?}") };
        assert!(!found.starts_with(['.', '-', '~']), "{name}: {found}");
        assert!(!found.chars().any(|c| is_hidden(c) || "/\\:".contains(c)), "{name}: {found}");
        let stem = found.split('.').next().unwrap().to_uppercase();
        assert!(stem != "CON" && stem != "NUL", "{name}: {found}");
        assert_eq!(std::fs::read_to_string(inner.join(found)).unwrap(), "content");
        assert!(ran.err.contains(found.as_str()), "{}", ran.err);
    }
}

#[test]
fn a_download_overwrites_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file =
        Response::body(200, "new").header("Content-Disposition", "attachment; filename=x.pdf");
    let server = Server::start([file]);
    let url = format!("{}/f", server.url);
    std::fs::write(folder.path().join("x.pdf"), "old").unwrap();
    std::os::unix::fs::symlink("nowhere", folder.path().join("link")).unwrap();
    // A given name that is taken is reported before anything is requested.
    for (arguments, calls) in [
        (&["download", &url, "link"][..], 0),
        (&["download", &url, "x.pdf"], 0),
        (&["download", &url], 1),
    ] {
        let ran = run(server.command().current_dir(folder.path()), arguments).with_status(1);
        assert!(ran.err.contains("exists, and is not overwritten"), "{}", ran.err);
        assert_eq!(server.calls().len(), calls, "{arguments:?}");
    }
    assert_eq!(std::fs::read_to_string(folder.path().join("x.pdf")).unwrap(), "old");
    assert_eq!(names(folder.path()), ["link", "x.pdf"], "nothing else is left there");
}

/// Another program takes the name when the command has looked at it already, and while the file
/// comes.
#[test]
fn a_file_that_took_the_name_during_the_download_is_not_overwritten_either() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().to_owned();
    let taken = move || {
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
        while !names(&place).iter().any(|name| name.ends_with(".download")) {
            assert!(std::time::Instant::now() < deadline, "nothing comes");
            std::thread::yield_now();
        }
        std::fs::write(place.join("x.pdf"), "theirs").unwrap();
    };
    let server = Server::start([Response::body(200, "ours").midway(taken)]);
    let download = ["download", &format!("{}/f", server.url), "x.pdf"];
    let ran = run(server.command().current_dir(folder.path()), &download).with_status(1);
    assert!(ran.err.contains("x.pdf exists, and is not overwritten"), "{}", ran.err);
    assert_eq!(std::fs::read_to_string(folder.path().join("x.pdf")).unwrap(), "theirs");
    assert_eq!(names(folder.path()), ["x.pdf"], "nothing else is left there");
}
