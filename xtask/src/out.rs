//! All output goes through here. File names, URLs of pages and strings of specs come from others,
//! and may contain characters that control a terminal or reverse the reading direction: these are
//! made visible.

use std::io::{self, IsTerminal, StderrLock, StdoutLock, Write};

use feishu_codegen::hidden;

/// A stream on which hidden characters become visible. Line feeds and tabs are kept.
pub(crate) struct Shown<W>(W);

/// Standard output.
pub(crate) fn stdout() -> Shown<StdoutLock<'static>> {
    Shown(io::stdout().lock())
}

/// Standard error.
pub(crate) fn stderr() -> Shown<StderrLock<'static>> {
    Shown(io::stderr().lock())
}

/// Output for a program or a file: unchanged, unless it goes to a terminal.
pub(crate) fn data(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if out.is_terminal() {
        Shown(out).write_all(text.as_bytes())
    } else {
        out.write_all(text.as_bytes())
    }
}

/// Output of another program: unchanged, because that program knows its terminal.
pub(crate) fn of_another() -> (io::Stdout, io::Stderr) {
    (io::stdout(), io::stderr())
}

/// Whether standard error is a terminal.
pub(crate) fn is_terminal() -> bool {
    io::stderr().is_terminal()
}

/// A diagnostic. Its text was cleaned when it was formatted, and the control sequences are its own
/// colours.
pub(crate) fn diagnostic(text: &str) {
    // The reader has closed the stream, so the failure cannot be reported.
    let _ = writeln!(io::stderr().lock(), "{text}\n");
}

/// Whether errors are coloured.
pub(crate) fn is_colored() -> bool {
    io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}

impl<W: Write> Write for Shown<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) if error.valid_up_to() > 0 => {
                std::str::from_utf8(bytes.get(..error.valid_up_to()).unwrap_or_default())
                    .unwrap_or_default()
            }
            Err(error) => {
                write!(self.0, "{}", hidden::SHOWN)?;
                return Ok(error.error_len().unwrap_or(bytes.len()));
            }
        };
        self.0.write_all(hidden::lines(text).as_bytes())?;
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_does_not_reach_it() {
        let mut shown = Shown(Vec::new());
        write!(shown, "a\u{1b}[31m\tb\n\u{202e}c\u{9b}d\u{200b}").expect("written");
        shown.write_all(b"\xff\x80e\xe4\xb8").expect("written");
        let text = String::from_utf8(shown.0).expect("UTF-8");
        assert_eq!(text, "a\u{fffd}[31m\tb\n\u{fffd}c\u{fffd}d\u{fffd}\u{fffd}\u{fffd}e\u{fffd}");
    }
}
