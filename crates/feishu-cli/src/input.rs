//! Input from arguments, files and standard input.

use std::io::Read;

use feishu_core::Json;

use crate::failure::Failure;
use crate::text::plain;

/// The content that an argument names: itself, `@FILE`, or `-` for standard input.
pub(crate) fn text(argument: &str, flag: &str) -> Result<String, Failure> {
    if argument == "-" {
        let mut text = String::new();
        let read = std::io::stdin().lock().read_to_string(&mut text);
        return match read {
            Ok(_) => Ok(text),
            Err(error) => Err(Failure::io(format_args!("{flag}: the standard input"), error)),
        };
    }
    match argument.strip_prefix('@') {
        Some(path) => std::fs::read_to_string(path)
            .map_err(|error| Failure::io(format_args!("{flag}: {path}"), error)),
        None => Ok(argument.to_owned()),
    }
}

/// The JSON that an argument names.
pub(crate) fn json(argument: &str, flag: &str) -> Result<Json, Failure> {
    let text = text(argument, flag)?;
    // Spreadsheets and editors on Windows begin a file with a byte order mark.
    serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
        let place = match argument {
            "-" => " on the standard input".to_owned(),
            path => path
                .strip_prefix('@')
                .map(|path| format!(" in {}", plain(path)))
                .unwrap_or_default(),
        };
        Failure::Usage(format!(
            "{flag}: no JSON{place}: {error}; give an object such as '{{\"name\": \"value\"}}', \
             @FILE, or - for the standard input"
        ))
    })
}
