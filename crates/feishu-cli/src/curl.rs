//! A request as a curl command line, with variables instead of secrets.

use feishu_core::{Json, Preview};

use crate::address::Address;
use crate::secrets::variable;
use crate::show::{self, Facts};
use crate::text::{self, quoted};

/// The line, for a POSIX shell.
pub(crate) fn line(
    facts: &Facts,
    address: &Address,
    preview: &Preview,
    file: Option<&str>,
) -> String {
    let mut parts = vec![format!("curl -X {} {}", preview.method, address.word())];
    if facts.has_token {
        parts.push("-H \"Authorization: Bearer $FEISHU_TOKEN\"".to_owned());
    }
    // curl adds the header of a form itself, with the boundary.
    if let Some(content_type) = preview.content_type.filter(|_| preview.body.is_some()) {
        parts.push(format!("-H {}", quoted(&format!("Content-Type: {content_type}"))));
    }
    for (name, value) in &preview.texts {
        parts.push(match facts.is_secret(name) {
            true => format!("--form-string {}\"${}\"", quoted(&format!("{name}=")), variable(name)),
            false => format!("--form-string {}", quoted(&format!("{name}={value}"))),
        });
    }
    if let (Some((part, _)), Some(path)) = (&preview.file, file) {
        // curl interprets `,` and `;` in an unquoted path.
        let path = path.replace('\\', "\\\\").replace('"', "\\\"");
        parts.push(format!("-F {}", quoted(&format!("{part}=@\"{path}\""))));
    }
    if let Some(body) = show::body(preview) {
        parts.push(format!("--data-raw {}", json(facts, body)));
    }
    parts.join(" \\\n  ") + "\n"
}

/// The body in quotation marks, interrupted by a variable for each secret.
fn json(facts: &Facts, mut body: Json) -> String {
    let mut secrets: Vec<String> = Vec::new();
    facts.each_secret(&mut body, &mut |name, value| {
        *value = Json::String(format!("\u{0}{name}\u{0}"));
        secrets.push(name.to_owned());
    });
    // Hidden characters use JSON escapes, which no shell changes.
    let mut text = quoted(&text::json(&body, false));
    for name in secrets {
        let mark = format!("\\u0000{name}\\u0000");
        text = text.replace(&mark, &format!("'\"${}\"'", variable(&name)));
    }
    text
}
