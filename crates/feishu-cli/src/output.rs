//! What is printed: tables for people, JSON and YAML for programs.

use std::io::{ErrorKind, Write};

use feishu_core::Json;

use crate::failure::Failure;
use crate::table;

/// How answers are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Table,
    Json,
    Yaml,
}

/// The answer in a format, with a line break at its end.
pub(crate) fn render(value: &Json, format: Format) -> Result<String, Failure> {
    Ok(match format {
        Format::Table => table::of(value),
        Format::Json => format!("{value:#}\n"),
        Format::Yaml => serde_yaml_ng::to_string(value)
            .map_err(|error| Failure::Local(format!("the answer as YAML: {error}")))?,
    })
}

/// Prints on the standard output. Whoever reads it may stop reading.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::io("the standard output", error))
        }
        _ => Ok(()),
    }
}

/// Says something beside the answer, where a program that reads the answer does not see it.
pub(crate) fn note(text: &str) {
    // Nobody is left to be told that it cannot be told.
    let _ = writeln!(anstream::stderr().lock(), "{text}");
}
