//! Confirmation before many objects are deleted.

use std::io::{self, BufRead, IsTerminal, Write};

use feishu_text::counted;

use crate::failure::Failure;
use crate::text::plain;

/// Asks whether this many objects may be deleted, unless `--yes` was given.
pub(super) fn deletion(count: usize, host: &str, is_said: bool) -> Result<(), Failure> {
    if is_said || count == 0 {
        return Ok(());
    }
    let stdin = io::stdin();
    let is_terminal = stdin.is_terminal() && io::stderr().is_terminal();
    ask(count, host, is_terminal, &mut stdin.lock(), &mut io::stderr().lock())
}

fn ask(
    count: usize,
    host: &str,
    is_terminal: bool,
    input: &mut impl BufRead,
    output: &mut impl Write,
) -> Result<(), Failure> {
    let what = counted(count, "object");
    if !is_terminal {
        return Err(Failure::Usage(format!(
            "not sent: this deletes {what}, and there is no terminal to confirm on; --yes confirms it"
        )));
    }
    let host = plain(host);
    let mut line = String::new();
    let asked = write!(output, "Delete {what} at {host}? Type the number to continue: ")
        .and_then(|()| output.flush())
        .and_then(|()| input.read_line(&mut line));
    asked.map_err(|error| Failure::io("the terminal", error))?;
    if line.trim() == count.to_string() {
        return Ok(());
    }
    Err(Failure::Usage("nothing was deleted".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(is_terminal: bool, typed: &str) -> (Result<(), Failure>, String) {
        let mut shown = Vec::new();
        let answered = ask(12, "https://a", is_terminal, &mut typed.as_bytes(), &mut shown);
        (answered, String::from_utf8(shown).unwrap())
    }

    #[test]
    fn only_the_number_of_objects_lets_them_be_deleted() {
        let (answered, shown) = asked(true, "12\n");
        assert!(answered.is_ok());
        assert_eq!(shown, "Delete 12 objects at https://a? Type the number to continue: ");
        for typed in ["", "\n", "y\n", "yes\n", "11\n"] {
            assert!(asked(true, typed).0.is_err(), "{typed:?}");
        }
    }

    #[test]
    fn without_a_terminal_nothing_is_asked_and_nothing_is_deleted() {
        let (answered, shown) = asked(false, "12\n");
        assert!(answered.unwrap_err().to_string().contains("--yes"));
        assert_eq!(shown, "");
    }
}
