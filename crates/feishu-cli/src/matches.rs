//! Reads arguments that a command may not have.

use clap::ArgMatches;
use clap::parser::ValueSource;

use crate::output::Format;

/// The value of an argument, if the command has it and it was given.
pub(crate) fn text<'a>(matches: &'a ArgMatches, name: &str) -> Option<&'a str> {
    matches.try_get_one::<String>(name).ok().flatten().map(String::as_str)
}

/// Whether a switch was given.
pub(crate) fn flag(matches: &ArgMatches, name: &str) -> bool {
    matches.try_get_one::<bool>(name).ok().flatten() == Some(&true)
        && matches.value_source(name) == Some(ValueSource::CommandLine)
}

/// The output format of responses.
pub(crate) fn format(matches: &ArgMatches) -> Format {
    match text(matches, "output") {
        Some("json") => Format::Json,
        Some("yaml") => Format::Yaml,
        _ => Format::Table,
    }
}
