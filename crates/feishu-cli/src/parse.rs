//! Parses the command line, and reports mistakes like other failures.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgMatches, Command, Error};
use feishu_core::is_hidden;

use crate::failure::Failure;
use crate::matches::format;
use crate::output::{self, Format};
use crate::text::plain;
use crate::unknown;

/// The parsed command line; `None` if it requested help, which is printed. `whole` builds all
/// commands, to find the intended one if the command does not exist.
pub(crate) fn arguments(
    mut command: Command,
    arguments: &[OsString],
    whole: fn() -> Result<Command, Failure>,
) -> Result<Option<ArgMatches>, Failure> {
    match command.try_get_matches_from_mut(arguments) {
        Ok(matches) => {
            output::notes_as(format(leaf(&matches)));
            Ok(Some(matches))
        }
        Err(error) if !error.use_stderr() => {
            // The reader may close the output.
            let _ = error.print();
            Ok(None)
        }
        Err(error) => {
            output::notes_as(if asks_for_json(arguments) { Format::Json } else { Format::Table });
            Err(failure(arguments, &error, whole))
        }
    }
}

/// The innermost command, with its arguments.
fn leaf(matches: &ArgMatches) -> &ArgMatches {
    matches.subcommand().map_or(matches, |(_, inner)| leaf(inner))
}

/// Whether an invalid command line requests JSON output.
fn asks_for_json(arguments: &[OsString]) -> bool {
    let arguments: Vec<_> = arguments.iter().filter_map(|argument| argument.to_str()).collect();
    let after = |name: &str| arguments.windows(2).any(|two| two == [name, "json"]);
    let whole = ["-ojson", "-o=json", "--output=json"];
    after("-o") || after("--output") || arguments.iter().any(|one| whole.contains(one))
}

fn failure(
    arguments: &[OsString],
    error: &Error,
    whole: fn() -> Result<Command, Failure>,
) -> Failure {
    if let (ErrorKind::InvalidSubcommand, Some(ContextValue::String(word))) =
        (error.kind(), error.get(ContextKind::InvalidSubcommand))
    {
        return whole()
            .map_or_else(|failure| failure, |root| unknown::in_line(&root, arguments, word));
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return Failure::Usage(format!(
            "a command or an argument is missing\n\n{}",
            error.render()
        ));
    }
    // Only the failure's own styles are used; arguments may contain others.
    let text = error.render().to_string();
    let text = arguments.iter().filter_map(|argument| argument.to_str()).fold(text, spelled_out);
    let text = text.strip_prefix("error: ").unwrap_or(&text).trim_end();
    Failure::Usage(text.to_owned())
}

/// The message with the hidden characters of an argument escaped, so that it stays on one line.
fn spelled_out(text: String, argument: &str) -> String {
    let (name, value) = argument.split_once('=').unwrap_or((argument, argument));
    [argument, name, value].into_iter().filter(|part| part.chars().any(is_hidden)).fold(
        text,
        |text, part| {
            // Sequences that look like styles were removed from it.
            let stripped = anstream::adapter::strip_str(part).to_string();
            text.replace(part, &plain(part)).replace(&stripped, &plain(&stripped))
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_asked_for_in_each_spelling() {
        for (line, expected) in [
            ("feishu x -o json", true),
            ("feishu -ojson x", true),
            ("feishu --output=json", true),
            ("feishu --output json y", true),
            ("feishu -o yaml json", false),
            ("feishu json", false),
        ] {
            let arguments: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            assert_eq!(asks_for_json(&arguments), expected, "{line}");
        }
    }

    #[test]
    fn what_was_typed_stays_on_its_line() {
        let text = "unexpected argument '--a\nb' found\n\nUsage".to_owned();
        assert_eq!(spelled_out(text, "--a\nb"), "unexpected argument '--a\\nb' found\n\nUsage");
    }
}
