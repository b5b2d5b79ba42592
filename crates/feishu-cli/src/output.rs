//! What is printed: tables for people, JSON and YAML for programs.

use std::io::{ErrorKind, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use anstyle::{AnsiColor, Style};
use feishu_core::{Json, is_hidden};

use crate::failure::Failure;
use crate::report;
use crate::table;
use crate::text::{self, Printable, ToPrintable};

const ERROR: Style = AnsiColor::Red.on_default().bold();

/// How responses are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Table,
    Json,
    Yaml,
}

/// Whether the standard error is for a program, too: a JSON object on each line.
static IS_JSON: AtomicBool = AtomicBool::new(false);

/// Says how notes are printed from now on.
pub(crate) fn notes_as(format: Format) {
    IS_JSON.store(format == Format::Json, Ordering::Relaxed);
}

/// The response in a format, with a line break at its end.
pub(crate) fn render(value: &Json, format: Format) -> Result<Printable, Failure> {
    Ok(match format {
        Format::Table => table::of(value),
        Format::Json => (text::json(value, true) + "\n").into(),
        Format::Yaml => yaml(value)?.into(),
    })
}

/// YAML in which strings with hidden characters are escaped, as JSON's are: the same value.
fn yaml(value: &Json) -> Result<String, Failure> {
    let mut mark = "escaped".to_owned();
    while value.to_string().contains(&mark) {
        mark.push('-');
    }
    let mut strings = Vec::new();
    let marked = marked(value, &mark, &mut strings);
    let mut text = serde_yaml_ng::to_string(&marked)
        .map_err(|error| Failure::Local(format!("the response as YAML: {error}")))?;
    // From the last on: the name of the first is the beginning of that of the tenth.
    for (number, string) in strings.iter().enumerate().rev() {
        text = text.replace(&format!("{mark}{number}"), &escaped(string));
    }
    Ok(text)
}

/// The value, with a mark in the place of each string that would bring a hidden character.
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

/// A string in the quotation marks of YAML.
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

/// Prints on the standard output. Whoever reads it may stop reading.
pub(crate) fn print(text: &(impl ToPrintable + ?Sized)) -> Result<(), Failure> {
    write(text.to_printable().as_str())
}

/// Prints a string of a response for a program: as it is, except on a terminal.
pub(crate) fn print_raw(text: &str) -> Result<(), Failure> {
    if std::io::stdout().is_terminal() { print(text) } else { write(text) }
}

fn write(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::io("the standard output", error))
        }
        _ => Ok(()),
    }
}

/// Says something beside the response, where a program that reads the response does not see it. With
/// `-o json` it is an object, as an error is.
pub(crate) fn note(text: &(impl ToPrintable + ?Sized)) {
    let text = text.to_printable();
    if IS_JSON.load(Ordering::Relaxed) {
        return object(&serde_json::json!({ "note": text.bare() }));
    }
    // Nobody is left to be told that it cannot be told.
    let _ = writeln!(anstream::stderr().lock(), "{}", text.as_str());
}

/// Says why the command ends without success.
pub(crate) fn failed(failure: &Failure) {
    if IS_JSON.load(Ordering::Relaxed) {
        return object(&report::object(failure));
    }
    let mut text = Printable::default();
    text.styled(ERROR, "error");
    text.push(&format!(": {failure}"));
    note(&text);
}

/// Prints an object on one line of the standard error.
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
