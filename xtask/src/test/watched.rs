//! Runs a command, forwards its output, and ends it if it is silent for long.

use std::collections::BTreeSet;
use std::io::{self, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use crate::out;

/// The harness prints this after the name of a slow test.
const LONG: &str = " has been running for over 60 seconds";

/// How long to wait for the remaining output after the command has ended.
const LEFTOVERS: Duration = Duration::from_secs(5);

/// How a command ended.
#[derive(Debug)]
pub(super) enum Ended {
    /// It exited.
    With(ExitStatus),
    /// It was ended, because it was silent for too long.
    Silent {
        /// Tests that the harness reported as slow, and not as completed.
        running: Vec<String>,
    },
}

/// What is known of the output.
struct Seen {
    last: Instant,
    running: BTreeSet<String>,
}

/// Runs `command`, and ends it if it prints nothing for `patience`.
pub(super) fn run(mut command: Command, patience: Duration) -> io::Result<Ended> {
    if out::is_terminal() {
        // It cannot detect the terminal behind the pipe.
        command.env("CARGO_TERM_COLOR", "always");
    } else {
        #[cfg(unix)]
        // A process group of its own, so that tests end with it. On a terminal, an interrupt must
        // reach all of them.
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
    }
    let mut child =
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(|error| {
            io::Error::new(error.kind(), format!("cargo could not be started: {error}"))
        })?;
    let seen = Arc::new(Mutex::new(Seen { last: Instant::now(), running: BTreeSet::new() }));
    let (done, copied) = mpsc::channel();
    let (stdout, stderr) = out::of_another();
    if let Some(from) = child.stdout.take() {
        copy(from, stdout, &seen, done.clone());
    }
    if let Some(from) = child.stderr.take() {
        copy(from, stderr, &seen, done);
    }
    loop {
        if let Some(status) = child.try_wait()? {
            // Reads the rest of both streams, unless a process that a test left behind keeps one
            // open.
            while copied.recv_timeout(LEFTOVERS).is_ok() {}
            return Ok(Ended::With(status));
        }
        {
            let seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
            if seen.last.elapsed() > patience {
                end(&mut child);
                return Ok(Ended::Silent { running: seen.running.iter().cloned().collect() });
            }
        }
        thread::sleep(Duration::from_millis(100));
    }
}

/// Forwards output as it arrives.
fn copy(
    mut from: impl Read + Send + 'static,
    mut to: impl Write + Send + 'static,
    seen: &Arc<Mutex<Seen>>,
    done: mpsc::Sender<()>,
) {
    let seen = Arc::clone(seen);
    thread::spawn(move || {
        let (mut piece, mut line) = (vec![0; 8192], Vec::new());
        while let Ok(length @ 1..) = from.read(&mut piece) {
            let piece = piece.get(..length).unwrap_or_default();
            // The reader has closed the stream, so the failure cannot be reported.
            let _ = to.write_all(piece).and_then(|()| to.flush());
            let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
            seen.last = Instant::now();
            for byte in piece {
                if *byte == b'\n' {
                    seen.line(&String::from_utf8_lossy(&line));
                    line.clear();
                } else {
                    line.push(*byte);
                }
            }
        }
        // The receiver may be gone if this took too long.
        let _ = done.send(());
    });
}

impl Seen {
    /// Tracks which tests are slow.
    fn line(&mut self, line: &str) {
        let Some(test) = line.strip_prefix("test ") else { return };
        if let Some(name) = test.strip_suffix(LONG) {
            self.running.insert(name.to_owned());
        } else if let Some((name, _)) = test.split_once(" ... ") {
            self.running.remove(name);
        }
    }
}

fn end(child: &mut Child) {
    #[cfg(unix)]
    {
        let group = format!("-{}", child.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
    }
    // It may have exited already.
    let _ = child.kill();
    let _ = child.wait();
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    /// Far longer than the patience: only one of the two ends it.
    const HANG: &str = "exec tail -f /dev/null";

    #[cfg(unix)]
    #[test]
    fn what_hangs_is_ended_and_named() {
        let script = format!(
            "echo 'test fast ... ok'; echo 'test a::b has been running for over 60 seconds'; \
             echo 'test late has been running for over 60 seconds'; echo 'test late ... ok'; {HANG}"
        );
        let ended = run(shell(&script), Duration::from_millis(500)).expect("it starts");
        assert!(matches!(&ended, Ended::Silent { running } if running == &["a::b"]), "{ended:?}");
    }

    /// Tests are processes of their own, below cargo.
    #[cfg(unix)]
    #[test]
    fn what_a_command_started_ends_with_it() {
        use std::os::fd::OwnedFd;
        use std::os::unix::net::UnixStream;

        if out::is_terminal() {
            return skip::skip("on a terminal, processes share its group: run with `2>&1 | cat`");
        }
        let (mut ours, theirs) = UnixStream::pair().expect("a pair");
        // Where this fails, the process ends with our end.
        let script = format!("exec 3<&0; (echo here >&3; exec cat <&3 >&2) & {HANG}");
        let mut command = shell(&script);
        command.stdin(OwnedFd::from(theirs));
        let ended = run(command, Duration::from_millis(500)).expect("it starts");
        assert!(matches!(ended, Ended::Silent { .. }), "{ended:?}");
        // The stream ends when no process has the other end.
        ours.set_read_timeout(Some(Duration::from_secs(10))).expect("a limit");
        let mut said = String::new();
        let end = ours.read_to_string(&mut said);
        assert!(end.is_ok(), "it still runs: {end:?}");
        assert_eq!(said, "here\n");
    }

    /// Who looks for what hangs would look in the wrong place.
    #[cfg(unix)]
    #[test]
    fn a_slow_test_that_has_ended_is_not_blamed_however_it_ended() {
        let ends = ["ok", "FAILED", "ignored", "ignored, needs a server", "ok <61.234s>"];
        let mut script = "echo 'test a::b has been running for over 60 seconds'; ".to_owned();
        for (number, end) in ends.iter().enumerate() {
            script += &format!(
                "echo 'test slow::{number} has been running for over 60 seconds'; \
                 echo 'test slow::{number} ... {end}'; "
            );
        }
        let ended = run(shell(&(script + HANG)), Duration::from_millis(500)).expect("it starts");
        assert!(matches!(&ended, Ended::Silent { running } if running == &["a::b"]), "{ended:?}");
    }

    #[cfg(unix)]
    #[test]
    fn what_ends_by_itself_keeps_its_status() {
        for code in [0, 1, 101] {
            let ended = run(shell(&format!("exit {code}")), Duration::from_secs(60));
            let ended = ended.expect("it starts");
            assert!(
                matches!(ended, Ended::With(status) if status.code() == Some(code)),
                "{ended:?}"
            );
        }
    }
}
