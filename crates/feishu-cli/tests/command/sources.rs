//! Host, brand and credentials come from one source.

use std::path::Path;

use crate::server::{Response, Server};
use crate::{command, run, run_with_input};

const FEISHU: &str = "https://open.feishu.cn";
const LARK: &str = "https://open.larksuite.com";

/// A file with a profile for each kind of host; `default` is the default one.
fn profiles(folder: &Path, default: &str) -> std::path::PathBuf {
    use std::os::unix::fs::PermissionsExt;
    let path = folder.join(format!("{default}.toml"));
    let text = format!(
        "default = \"{default}\"\n\
         [profiles.plain]\napp_id = \"cli_plain\"\napp_secret = \"secret-plain\"\n\
         [profiles.lark]\napp_id = \"cli_lark\"\napp_secret = \"secret-lark\"\nlark = true\n\
         [profiles.own]\napp_id = \"cli_own\"\napp_secret = \"secret-own\"\n\
         base_url = \"https://own.example\"\n"
    );
    std::fs::write(&path, text).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    path
}

#[test]
fn each_combination_of_sources_calls_the_host_of_its_credentials() {
    let folder = tempfile::tempdir().unwrap();
    // Credentials in the environment, FEISHU_BASE_URL, FEISHU_PROFILE, the default profile, flags;
    // what is called, as whom. `None` where that would mix two sources.
    type Case<'a> = (bool, &'a str, &'a str, &'a str, &'a [&'a str], Option<(&'a str, &'a str)>);
    let own = "https://own.example";
    let env = "https://env.example";
    let cases: &[Case<'_>] = &[
        (true, "", "", "", &[], Some((FEISHU, "cli_env"))),
        (true, env, "", "", &[], Some((env, "cli_env"))),
        (true, "", "", "", &["--lark"], Some((LARK, "cli_env"))),
        (true, env, "", "", &["--lark"], Some((LARK, "cli_env"))),
        (true, env, "", "", &["--base-url", own], Some((own, "cli_env"))),
        // The row: a default profile has no say in where the environment's secret goes.
        (true, "", "", "own", &[], Some((FEISHU, "cli_env"))),
        (true, "", "", "lark", &[], Some((FEISHU, "cli_env"))),
        (true, env, "", "own", &[], Some((env, "cli_env"))),
        (true, "", "", "own", &["--lark"], Some((LARK, "cli_env"))),
        // A profile named by a flag or by the environment supplies all of it.
        (true, "", "", "plain", &["--profile", "own"], Some((own, "cli_own"))),
        (true, "", "own", "plain", &[], Some((own, "cli_own"))),
        (true, "", "lark", "plain", &[], Some((LARK, "cli_lark"))),
        (true, "", "own", "plain", &["--profile", "lark"], Some((LARK, "cli_lark"))),
        (false, "", "", "own", &[], Some((own, "cli_own"))),
        (false, "", "", "lark", &[], Some((LARK, "cli_lark"))),
        (false, "", "", "plain", &[], Some((FEISHU, "cli_plain"))),
        // The command line takes precedence.
        (false, "", "", "own", &["--lark"], Some((LARK, "cli_own"))),
        (false, env, "", "own", &["--base-url", env], Some((env, "cli_own"))),
        // A host of the environment, and credentials of a profile.
        (false, env, "", "plain", &[], None),
        (false, env, "", "own", &[], None),
        (false, env, "own", "", &[], None),
        (true, env, "own", "", &[], None),
        (true, env, "", "plain", &["--profile", "lark"], None),
        // The same host from both is no conflict.
        (false, own, "", "own", &[], Some((own, "cli_own"))),
        (false, "https://own.example/", "", "own", &[], Some((own, "cli_own"))),
        // The emulator takes nothing from anywhere.
        (true, env, "own", "lark", &["--emulator"], Some(("$FEISHU_BASE_URL", "cli_emulator"))),
    ];
    for (number, (credentials, base_url, asked, default, flags, expected)) in
        cases.iter().enumerate()
    {
        let mut command = command();
        command.env("HOME", folder.path()).env("FEISHU_BASE_URL", base_url);
        command.env("FEISHU_PROFILE", asked);
        let default = if default.is_empty() && !asked.is_empty() { "plain" } else { default };
        if !default.is_empty() {
            command.env("FEISHU_PROFILES", profiles(folder.path(), default));
        }
        if *credentials {
            command.env("FEISHU_APP_ID", "cli_env").env("FEISHU_APP_SECRET", "secret-env");
        }
        let call = ["auth", "tenant-access-token", "internal", "--dry-run"];
        let ran = run(command.args(*flags), &call);
        match expected {
            Some((host, app)) => {
                assert_eq!(ran.status, 0, "case {number}: {}", ran.err);
                let line = format!("POST {host}/open-apis/");
                assert!(ran.out.starts_with(&line), "case {number}: {}", ran.out);
                let id = if *app == "cli_emulator" { "\"app_id\"" } else { app };
                assert!(ran.out.contains(id), "case {number}: {}", ran.out);
            }
            None => {
                assert_eq!(ran.status, 2, "case {number}: {}{}", ran.out, ran.err);
                assert!(
                    ran.err.contains("FEISHU_BASE_URL names https://env.example"),
                    "{}",
                    ran.err
                );
            }
        }
        for secret in ["secret-env", "secret-plain", "secret-lark", "secret-own"] {
            assert!(!format!("{}{}", ran.out, ran.err).contains(secret), "case {number}");
        }
    }
}

#[test]
fn a_secret_of_the_environment_is_not_posted_to_the_host_of_a_profile() {
    let (profile, environment) = (
        Server::start([Response::data(&serde_json::json!({}))]),
        Server::start([Response::data(&serde_json::json!({}))]),
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("profiles.toml");
    let add = ["profile", "add", "work", "--app-id", "cli_work", "--base-url", &profile.url];
    let with_profile = |command: &mut std::process::Command| {
        command.env("FEISHU_PROFILES", &path);
    };
    let mut adding = command();
    with_profile(&mut adding);
    run_with_input(&mut adding, &add, "secret-work\n").ok();

    let mut calling = environment.command();
    with_profile(&mut calling);
    let delete = ["hire", "external-offer", "delete", "7"];
    run(&mut calling, &delete).ok();
    assert_eq!((profile.count(), environment.count()), (0, 2));
    assert!(environment.requests()[0].body.contains("secret-env"));

    // Other secrets of the environment stay with it, too.
    for arguments in [
        &["auth", "app-access-token", "create"][..],
        &["api", "GET", "/open-apis/x", "--token", "user"],
    ] {
        let mut calling = command();
        with_profile(&mut calling);
        calling.env("FEISHU_APP_TICKET", "ticket-env").env("FEISHU_USER_ACCESS_TOKEN", "u-env");
        let ran = run(&mut calling, arguments).with_status(2);
        assert!(ran.err.contains("is set, but the profile work is used"), "{}", ran.err);
        assert!(!ran.err.contains("-env"), "{}", ran.err);
    }
    assert_eq!(profile.count(), 0);
}

/// Who forgets one of the two must not write to the tenant of another app.
#[test]
fn half_of_the_credentials_in_the_environment_is_told_and_no_default_profile_takes_over() {
    let server = Server::start([Response::data(&serde_json::json!({}))]);
    let folder = tempfile::tempdir().unwrap();
    let (path, none) = (folder.path().join("profiles.toml"), folder.path().join("none.toml"));
    let add = ["profile", "add", "work", "--app-id", "cli_work", "--base-url", &server.url];
    run_with_input(command().env("FEISHU_PROFILES", &path), &add, "secret-work\n").ok();
    let rows = folder.path().join("rows.csv");
    std::fs::write(&rows, "external_offer_id\n7\n").unwrap();
    let delete = ["hire", "external-offer", "delete", "7"];
    let delete_many = ["hire", "external-offer", "delete-many", rows.to_str().unwrap(), "--yes"];
    let halves = [
        ("cli_env", "", "FEISHU_APP_ID is set, FEISHU_APP_SECRET is not"),
        ("", "secret-env", "FEISHU_APP_SECRET is set, FEISHU_APP_ID is not"),
    ];
    let with = |path: &Path, id: &str, secret: &str| {
        let mut command = command();
        command.env("FEISHU_PROFILES", path).env("FEISHU_APP_ID", id);
        command.env("FEISHU_APP_SECRET", secret);
        command
    };
    for (id, secret, expected) in halves {
        for path in [&path, &none] {
            for arguments in [
                &delete[..],
                &delete_many,
                &["api", "DELETE", "/open-apis/x"],
                &["doctor"],
                &["--lark", "doctor"],
            ] {
                let ran = run(&mut with(path, id, secret), arguments).with_status(2);
                let said = format!("{}{}", ran.out, ran.err);
                assert!(said.contains(expected), "{arguments:?}: {said}");
                assert!(!said.contains("secret-env"), "{arguments:?}: {said}");
            }
        }
    }
    assert_eq!(server.count(), 0, "nothing was sent");
    // Empty variables count as not set, and a named profile supplies all of it.
    for (id, secret, profile) in [("", "", ""), ("cli_env", "", "work"), ("", "secret-env", "work")]
    {
        let before = server.count();
        run(with(&path, id, secret).env("FEISHU_PROFILE", profile), &delete).ok();
        let requests = server.requests();
        assert_eq!(requests.len(), before + 2);
        let body = &requests[before].body;
        assert!(body.contains("cli_work") && body.contains("secret-work"), "{body}");
    }
}

#[test]
fn the_emulator_inside_is_called_whatever_the_environment_says() {
    let server = Server::start([Response::data(&serde_json::json!({}))]);
    let query = [
        "--emulator",
        "hire",
        "external-offer",
        "batch-query",
        "--external-application-id",
        "7395015673275697419",
    ];
    server.run(&query).ok();
    assert_eq!(server.count(), 0);
}

#[test]
fn a_preview_of_the_emulator_names_no_platform() {
    let call = ["--emulator", "hire", "external-offer", "delete", "a/b"];
    let dry = run(command().args(call), &["--dry-run"]).ok();
    assert!(dry.out.starts_with("DELETE $FEISHU_BASE_URL/open-apis/"), "{}", dry.out);
    let curl = run(command().args(call), &["--curl"]).ok();
    assert!(
        curl.out.starts_with("curl -X DELETE \"$FEISHU_BASE_URL\"'/open-apis/"),
        "{}",
        curl.out
    );
    assert!(curl.err.contains("feishu-emulator"), "{}", curl.err);
    let raw = run(&mut command(), &["--emulator", "api", "GET", "/open-apis/x", "--curl"]).ok();
    for text in [dry.out, curl.out, raw.out] {
        assert!(!text.contains("open.feishu.cn") && !text.contains("larksuite"), "{text}");
    }
}

#[test]
fn a_password_in_a_base_url_is_refused_and_no_part_of_it_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let added = folder.path().join("profiles.toml");
    let path = profiles(folder.path(), "own");
    let text = std::fs::read_to_string(&path).unwrap();
    let call = ["hire", "external-offer", "delete", "7"];
    // A password may hold what separates it from the host, and what ends a host.
    for password in ["hush", "p@hush", "hush@p@p", "p/hush", "p?@hush"] {
        let url = |host: &str| format!("https://me:{password}@{host}.example");
        let (own, env) = (url("own"), url("env"));
        std::fs::write(&path, text.replace("https://own.example", &own)).unwrap();
        let add = ["profile", "add", "x", "--app-id", "a", "--base-url", &own];
        let on_the_line = ["--base-url", &own];
        for (arguments, path, status, shown) in [
            (&add[..], &added, 2, ""),
            (&["profile", "list"], &path, 0, "***@own.example"),
            (&["profile", "list", "-ojson"], &path, 0, "***@own.example"),
            (&["doctor"], &path, 2, ""),
            (&call, &path, 2, ""),
            (&[&call[..], &["--dry-run"]].concat(), &path, 2, ""),
            (&[&call[..], &["--curl"]].concat(), &path, 2, ""),
            (&[&call[..], &on_the_line].concat(), &path, 2, ""),
            (&["api", "GET", "/open-apis/x"], &path, 2, ""),
        ] {
            for base_url in ["", &env, "https://env.example"] {
                let mut command = command();
                command.env("FEISHU_PROFILES", path).env("FEISHU_BASE_URL", base_url);
                let ran = run_with_input(&mut command, arguments, "s\n").with_status(status);
                let said = format!("{}{}", ran.out, ran.err);
                assert!(!said.contains("hush"), "{password} {arguments:?}: {said}");
                assert!(said.contains(shown), "{password} {arguments:?}: {said}");
            }
        }
        assert!(!added.exists(), "{password}");
    }
}

#[test]
fn a_secret_in_the_wrong_place_of_a_profile_is_not_repeated() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("profiles.toml");
    for wrong in ["keyring = \"hush\"", "lark = [\"hush\"]", "base_url = { a = \"hush\" }"] {
        std::fs::write(&path, format!("[profiles.x]\napp_id = \"a\"\n{wrong}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        let mut command = command();
        let ran = run(command.env("FEISHU_PROFILES", &path), &["profile", "list"]).with_status(2);
        assert!(ran.err.contains("line ") && !ran.err.contains("hush"), "{}", ran.err);
    }
}

/// Tenants of Feishu are in China; those of Lark are everywhere.
#[test]
fn a_time_without_an_offset_is_read_as_the_host_wants_it_whatever_names_the_host() {
    let folder = tempfile::tempdir().unwrap();
    let rows = folder.path().join("new.csv");
    std::fs::write(&rows, "talent_id,create_time\n1,2024-05-01\n").unwrap();
    let create = ["hire", "external-application", "create-many", rows.to_str().unwrap()];
    // FEISHU_BASE_URL, the default profile, flags; whether a time zone must be said.
    for (base_url, default, flags, is_lark) in [
        ("", "lark", &[][..], true),
        ("", "plain", &["--profile", "lark"], true),
        ("", "plain", &["--lark"], true),
        ("", "plain", &["--base-url", LARK], true),
        (LARK, "", &[], true),
        (FEISHU, "", &["--lark"], true),
        ("", "plain", &[], false),
        ("", "own", &[], false),
        ("", "lark", &["--base-url", FEISHU], false),
        (FEISHU, "", &[], false),
        (LARK, "", &["--base-url", FEISHU], false),
    ] {
        let mut command = command();
        match default {
            "" => command.env("FEISHU_APP_ID", "cli_env").env("FEISHU_APP_SECRET", "secret-env"),
            default => command.env("FEISHU_PROFILES", profiles(folder.path(), default)),
        };
        command.env("FEISHU_BASE_URL", base_url).args(flags);
        let ran = run(command.args(create), &["--dry-run"]);
        let (status, words) = match is_lark {
            true => (3, "/create_time is \"2024-05-01\", which needs a time zone"),
            false => (0, "1 time without an offset read in UTC+8"),
        };
        let case = format!("{base_url:?} {default:?} {flags:?}");
        assert_eq!(ran.status, status, "{case}: {}", ran.err);
        assert!(ran.err.contains(words), "{case}: {}", ran.err);
    }
}
