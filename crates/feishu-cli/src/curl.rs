//! A request as a line of curl, with variables in the place of secrets.

use feishu_core::{Contract, Json, Preview};

use crate::secrets::variable;
use crate::show;

/// The line, for a POSIX shell.
pub(crate) fn line(contract: &Contract, preview: &Preview, file: Option<&str>) -> String {
    let mut parts = vec![format!("curl -X {} {}", preview.method, quoted(&preview.url))];
    if !contract.operation.tokens.is_empty() {
        parts.push("-H \"Authorization: Bearer $FEISHU_TOKEN\"".to_owned());
    }
    // Of a form, curl writes the header itself, with the boundary.
    if let Some(content_type) = preview.content_type.filter(|_| preview.body.is_some()) {
        parts.push(format!("-H {}", quoted(&format!("Content-Type: {content_type}"))));
    }
    for (name, value) in &preview.texts {
        parts.push(match contract.secrets.contains(&name.as_str()) {
            true => format!("--form-string {}\"${}\"", quoted(&format!("{name}=")), variable(name)),
            false => format!("--form-string {}", quoted(&format!("{name}={value}"))),
        });
    }
    if let (Some((part, _)), Some(path)) = (&preview.file, file) {
        // curl reads `,` and `;` of a bare path as its own.
        let path = path.replace('\\', "\\\\").replace('"', "\\\"");
        parts.push(format!("-F {}", quoted(&format!("{part}=@\"{path}\""))));
    }
    if let Some(body) = show::body(preview) {
        parts.push(format!("--data-raw {}", json(contract, body)));
    }
    parts.join(" \\\n  ") + "\n"
}

/// The body in quotation marks, opened for variables where secrets stand.
fn json(contract: &Contract, mut body: Json) -> String {
    let mut text = String::new();
    let secrets: Vec<_> =
        contract.secrets.iter().filter(|name| body.get(**name).is_some()).collect();
    for name in &secrets {
        body[**name] = Json::String(format!("\u{0}{name}\u{0}"));
    }
    text.push_str(&quoted(&body.to_string()));
    for name in secrets {
        let mark = format!("\\u0000{name}\\u0000");
        text = text.replace(&mark, &format!("'\"${}\"'", variable(name)));
    }
    text
}

/// Text that a POSIX shell leaves as it is.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_leaves_what_is_quoted_as_it_is() {
        assert_eq!(quoted("a b"), "'a b'");
        assert_eq!(quoted("it's $HOME `ls`"), "'it'\\''s $HOME `ls`'");
    }
}
