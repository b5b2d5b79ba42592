//! Tables in the vendor's own markup.

use std::fmt::Write as _;

use super::blocks::{Line, Row, Table, escape};
use crate::terms;

pub(super) fn code(text: &mut String, json: &str) {
    let _ = writeln!(text, "<md-code-json>\n{json}\n</md-code-json>");
}

pub(super) fn table(text: &mut String, table: &Table) {
    let kind = if table.nested { "md-dt" } else { "md" };
    let _ = writeln!(text, "<{kind}-table>\n<{kind}-thead>\n<{kind}-tr>");
    for title in &table.header {
        let _ = writeln!(text, "<{kind}-th>{title}</{kind}-th>");
    }
    let _ = writeln!(text, "</{kind}-tr>\n</{kind}-thead>\n<{kind}-tbody>");
    for row in &table.rows {
        self::row(text, row, kind);
    }
    let _ = writeln!(text, "</{kind}-tbody>\n</{kind}-table>");
}

fn row(text: &mut String, row: &Row, kind: &str) {
    match kind {
        "md-dt" => {
            let _ = writeln!(text, "<md-dt-tr level=\"{}\">", row.depth);
        }
        kind => {
            let _ = writeln!(text, "<{kind}-tr>");
        }
    }
    for cell in &row.cells {
        let _ = write!(text, "<{kind}-td>");
        for (at, line) in cell.iter().enumerate() {
            if at > 0 {
                text.push('\n');
            }
            self::line(text, line);
        }
        let _ = writeln!(text, "</{kind}-td>");
    }
    let _ = writeln!(text, "</{kind}-tr>");
}

fn line(text: &mut String, line: &Line) {
    match line {
        Line::Text(words) => text.push_str(&escape(words)),
        Line::Apps(kinds) => {
            let kinds: Vec<_> = kinds.iter().map(|kind| terms::app(*kind).0).collect();
            let _ = write!(text, "<md-app-support types=\"{}\"></md-app-support>", kinds.join(","));
        }
        Line::Token(kind) => {
            let _ = write!(text, "<md-tag mode=\"inline\">{kind}</md-tag>");
        }
        Line::Values(values) => {
            text.push_str("<md-enum>");
            for (value, name) in values {
                let (value, name) = (attribute(value), escape(name));
                let _ = write!(text, "\n<md-enum-item key=\"{value}\">{name}</md-enum-item>");
            }
            text.push_str("\n</md-enum>");
        }
        Line::Scopes(scopes) => {
            for scope in scopes {
                let (name, scope) = (attribute(scope), escape(scope));
                let _ = write!(text, "\n<md-perm name=\"{name}\">{scope}</md-perm>");
            }
        }
    }
}

/// Escapes the value of an attribute.
fn attribute(text: &str) -> String {
    escape(text).replace('"', "&quot;")
}
