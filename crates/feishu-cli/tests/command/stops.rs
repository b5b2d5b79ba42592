//! How a run ends before its rows do: by Ctrl-C, by what every row would meet, by a full disk; and
//! that nobody reads what it prints.

use std::path::PathBuf;
use std::process::Command;

use serde_json::json;
use tempfile::TempDir;

use crate::server::{Response, Server};
use crate::{command, ran};

/// This many rows that update an offer each.
fn offers(folder: &TempDir, ids: &[&str]) -> PathBuf {
    let mut text = "external_offer_id,external_application_id,owner\n".to_owned();
    for id in ids {
        text += &format!("{id},7,张三\n");
    }
    let path = folder.path().join("offers.csv");
    std::fs::write(&path, text).unwrap();
    path
}

/// The update of all of them, one after the other.
fn update(server: &Server, path: &std::path::Path) -> Command {
    let mut command = server.command();
    command.args(["hire", "external-offer", "update-many"]).arg(path).args(["--concurrency", "1"]);
    command
}

#[cfg(unix)]
#[test]
fn ctrl_c_lets_the_row_that_is_under_way_end_and_again_gives_it_up() {
    use std::io::{BufRead, BufReader, Read};
    use std::process::Child;
    use std::sync::{Mutex, mpsc};
    use std::time::Duration;

    let interrupt = |child: &Child| {
        let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    };
    let goes_on = "run the same command to continue";
    let unknown = "it is not known whether these were done:\n  line 2";
    for (ids, again, out, told) in [
        (&["1", "2", "3"][..], false, "1 done, 2 not sent\n", goes_on),
        (&["1", "2", "3"], true, "0 done, 1 unknown, 2 not sent\n", unknown),
        (&["1"], true, "0 done, 1 unknown\n", unknown),
    ] {
        // The response to the first row is delayed until the test releases it.
        let (began, has_begun) = mpsc::channel();
        let (go_on, held) = mpsc::channel::<()>();
        let held = Mutex::new(held);
        let response = Response::data(&json!({})).midway(move || {
            began.send(()).unwrap();
            let _ = held.lock().unwrap().recv();
        });
        let server = Server::start([response]);
        let folder = tempfile::tempdir().unwrap();
        let path = offers(&folder, ids);
        let mut child = update(&server, &path).spawn().unwrap();
        while has_begun.recv_timeout(Duration::from_millis(10)).is_err() {
            assert!(child.try_wait().unwrap().is_none(), "it ended before it called");
        }
        interrupt(&child);
        let mut errors = BufReader::new(child.stderr.take().unwrap());
        let mut first = String::new();
        while !first.ends_with("press Ctrl-C again to abandon them\n") {
            let read = errors.read_line(&mut first).unwrap();
            assert!(read > 0, "it did not wait for what was under way: {first}");
        }
        if again {
            // One that comes before it listens again is not heard.
            while child.try_wait().unwrap().is_none() {
                interrupt(&child);
            }
        }
        drop(go_on);
        let mut rest = String::new();
        errors.read_to_string(&mut rest).unwrap();
        let ended = ran(&child.wait_with_output().unwrap()).with_status(130);
        assert_eq!(ended.out, out, "{first}{rest}");
        assert!(rest.contains(told) && rest.contains(goes_on), "{rest}");
        assert_eq!(server.calls().len(), 1, "no other row was begun");
    }
}

#[test]
fn a_run_that_every_row_would_fail_in_ends_with_the_status_of_that_failure() {
    // No scope, an address that is not allowed, a quota that is used up.
    for code in [99_991_672, 99_991_401, 99_991_403] {
        let server = Server::start([Response::refusal(400, code, "no")]);
        let folder = tempfile::tempdir().unwrap();
        let path = offers(&folder, &["1", "2", "3"]);
        let ended = ran(&update(&server, &path).output().unwrap()).with_status(4);
        assert_eq!(ended.out, "0 done, 1 failed, 2 not sent\n", "{code}: {}", ended.err);
        assert!(ended.err.contains("stopped, because every item would fail"), "{}", ended.err);
        assert_eq!(server.calls().len(), 1, "{code}");
    }
}

/// A row whose start cannot be recorded must not be sent: the next run would not know of
/// it.
#[cfg(unix)]
#[test]
fn a_journal_that_cannot_be_written_ends_the_run_and_the_row_is_not_sent() {
    let server = Server::start([Response::data(&json!({}))]);
    let folder = tempfile::tempdir().unwrap();
    // Files end at 512 bytes: there is room for three rows, and not for the long one.
    let long = "4".repeat(200);
    let path = offers(&folder, &["1", "2", "3", &long, "5"]);
    let run = update(&server, &path);
    let mut limited = Command::new("sh");
    limited.args(["-c", "ulimit -f 1; trap '' XFSZ; exec \"$0\" \"$@\""]);
    limited.arg(run.get_program()).args(run.get_args());
    limited.envs(run.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let ended = ran(&limited.output().unwrap()).with_status(1);
    assert_eq!(ended.out, "3 done, 1 failed, 1 not sent\n", "{}", ended.err);
    assert!(ended.err.contains("offers.csv.journal"), "{}", ended.err);
    assert_eq!(server.calls().len(), 3);
    let failed = std::fs::read_to_string(folder.path().join("offers.failed.csv")).unwrap();
    let row = failed.lines().nth(1).unwrap();
    assert!(row.starts_with(&format!("{long},7,张三,")) && row.contains("journal"), "{failed}");
}

#[test]
fn who_stops_reading_is_no_failure_and_a_full_disk_is_one() {
    let commands = [
        &["template", "hire", "external-offer", "create"][..],
        &["hire", "external-offer", "create", "--schema"],
    ];
    for arguments in commands {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let ended = ran(&command().args(arguments).stdout(writer).output().unwrap()).ok();
        assert_eq!(ended.err, "", "{arguments:?}");
        if cfg!(target_os = "linux") {
            let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
            let output = command().args(arguments).stdout(full).output().unwrap();
            let ended = ran(&output).with_status(1);
            assert!(ended.err.contains("the standard output: "), "{arguments:?}: {}", ended.err);
        }
    }
}
