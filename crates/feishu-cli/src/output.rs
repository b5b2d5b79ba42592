//! Output: tables for people, JSON and YAML for programs.

use std::io::{ErrorKind, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use anstyle::{AnsiColor, Style};
use feishu_core::{Json, is_hidden};

use crate::failure::Failure;
use crate::report;
use crate::table;
use crate::text::{self, Printable, ToPrintable};

const ERROR: Style = AnsiColor::Red.on_default().bold();

/// The output format of responses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Table,
    Json,
    Yaml,
}

/// Whether standard error is for a program, too: a JSON object per line.
static IS_JSON: AtomicBool = AtomicBool::new(false);

/// Sets the format of notes.
pub(crate) fn notes_as(format: Format) {
    IS_JSON.store(format == Format::Json, Ordering::Relaxed);
}

/// Formats the response, with a line break at its end.
pub(crate) fn render(value: &Json, format: Format) -> Result<Printable, Failure> {
    Ok(match format {
        Format::Table => table::of(value),
        Format::Json => (text::json(value, true) + "\n").into(),
        Format::Yaml => yaml(value)?.into(),
    })
}

/// YAML in which strings with hidden characters are escaped, as in JSON: the value is the same.
fn yaml(value: &Json) -> Result<String, Failure> {
    let mut mark = "escaped".to_owned();
    while value.to_string().contains(&mark) {
        mark.push('-');
    }
    let mut strings = Vec::new();
    let marked = marked(value, &mark, &mut strings);
    let mut text = serde_yaml_ng::to_string(&marked)
        .map_err(|error| Failure::Local(format!("the response as YAML: {error}")))?;
    // Starts with the last one: the name of the first is a prefix of the name of the tenth.
    for (number, string) in strings.iter().enumerate().rev() {
        text = text.replace(&format!("{mark}{number}"), &escaped(string));
    }
    Ok(text)
}

/// The value, with a placeholder for each string that contains a hidden character.
fn marked(value: &Json, mark: &str, strings: &mut Vec<String>) -> Json {
    let mut one = |text: &str| {
        if !text.chars().any(|character| is_hidden(character) && character != '\n') {
            return text.to_owned();
        }
        strings.push(text.to_owned());
        format!("{mark}{}", strings.len() - 1)
    };
    match value {
        Json::String(text) => Json::String(one(text)),
        Json::Array(items) => items.iter().map(|item| marked(item, mark, strings)).collect(),
        Json::Object(object) => {
            let names: Vec<_> = object.keys().map(|name| one(name)).collect();
            let values = object.values().map(|value| marked(value, mark, strings));
            Json::Object(names.into_iter().zip(values).collect())
        }
        other => other.clone(),
    }
}

/// A quoted YAML string.
fn escaped(text: &str) -> String {
    let mut escaped = "\"".to_owned();
    for character in text.chars() {
        match character {
            '"' | '\\' => escaped.extend(['\\', character]),
            _ if is_hidden(character) => escaped += &format!("\\U{:08x}", u32::from(character)),
            _ => escaped.push(character),
        }
    }
    escaped + "\""
}

/// Prints to standard output. The reader may close it.
pub(crate) fn print(text: &(impl ToPrintable + ?Sized)) -> Result<(), Failure> {
    write(text.to_printable().as_str())
}

/// Prints a string of a response for a program: raw, except on a terminal.
pub(crate) fn print_raw(text: &str) -> Result<(), Failure> {
    if std::io::stdout().is_terminal() { print(text) } else { write(text) }
}

fn write(text: &str) -> Result<(), Failure> {
    write_to(anstream::stdout().lock(), text.as_bytes())
}

/// Prints bytes that a terminal may not be able to show; they come from the spec, not from outside.
pub(crate) fn print_bytes(bytes: &[u8]) -> Result<(), Failure> {
    write_to(std::io::stdout().lock(), bytes)
}

fn write_to(mut out: impl Write, bytes: &[u8]) -> Result<(), Failure> {
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::io("the standard output", error))
        }
        _ => Ok(()),
    }
}

/// Prints a note to standard error, where a program that reads the response does not see it. With
/// `-o json` it is an object, as an error is.
pub(crate) fn note(text: &(impl ToPrintable + ?Sized)) {
    let text = text.to_printable();
    if IS_JSON.load(Ordering::Relaxed) {
        return object(&serde_json::json!({ "note": text.bare() }));
    }
    // If standard error is closed, the failure to print cannot be reported.
    let _ = writeln!(anstream::stderr().lock(), "{}", text.as_str());
}

/// Prints why the command fails.
pub(crate) fn failed(failure: &Failure) {
    if IS_JSON.load(Ordering::Relaxed) {
        return object(&report::object(failure));
    }
    let mut text = Printable::default();
    text.styled(ERROR, "error");
    text.push(&format!(": {failure}"));
    note(&text);
}

/// Prints an object on one line of standard error.
pub(crate) fn object(value: &Json) {
    let _ = writeln!(anstream::stderr().lock(), "{}", text::json(value, false));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_read_stays_as_it_is_beside_what_cannot() {
        let value = serde_json::json!({ "name": "a \"b\" 张\u{202e}c" });
        for (format, expected) in [
            (Format::Json, "{\n  \"name\": \"a \\\"b\\\" 张\\u202ec\"\n}\n"),
            (Format::Yaml, "name: \"a \\\"b\\\" 张\\U0000202ec\"\n"),
        ] {
            assert_eq!(render(&value, format).unwrap().bare(), expected);
        }
    }

    #[test]
    fn no_format_lets_a_hidden_character_through() {
        let text = "a\u{1b}[2J\u{202e}\u{9b}\"\\\t张\u{e0041}";
        let mut value = serde_json::json!({ text: [text, "escaped0", "lines\nof it"], "b": text });
        for number in 0..12 {
            value[format!("{number}{text}")] = Json::String(format!("{number}{text}"));
        }
        for format in [Format::Table, Format::Json, Format::Yaml] {
            let rendered = render(&value, format).unwrap().bare();
            let wrong: Vec<_> = rendered.chars().filter(|c| is_hidden(*c) && *c != '\n').collect();
            assert!(wrong.is_empty(), "{format:?} {wrong:?} {rendered}");
            match format {
                Format::Table => {}
                Format::Json => assert_eq!(serde_json::from_str::<Json>(&rendered).unwrap(), value),
                Format::Yaml => {
                    assert_eq!(serde_yaml_ng::from_str::<Json>(&rendered).unwrap(), value);
                }
            }
        }
    }
}
