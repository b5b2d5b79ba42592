//! Tables in Markdown, with or without marks of indentation.

use std::fmt::Write as _;

use super::blocks::{Line, Row, Table, escape};
use crate::facts::PageDialect;
use crate::terms;

pub(super) fn code(text: &mut String, json: &str) {
    let _ = writeln!(text, "```json\n{json}\n```");
}

pub(super) fn table(text: &mut String, table: &Table, dialect: PageDialect) {
    let titles = table.header.join(" | ");
    let rule = vec!["---"; table.header.len()].join(" | ");
    // Nested pages have bars around rows and `<br>` for line breaks, flat pages neither.
    let framed = dialect == PageDialect::Nested;
    let mut row = |cells: String| {
        let _ = match framed {
            true => writeln!(text, "| {cells} |"),
            false => writeln!(text, "{cells}"),
        };
    };
    row(titles);
    row(rule);
    for found in &table.rows {
        row(cells(found, framed));
    }
}

fn cells(row: &Row, framed: bool) -> String {
    let (end, mut text) = (if framed { "<br>" } else { "  \n" }, String::new());
    for (column, cell) in row.cells.iter().enumerate() {
        if column > 0 {
            text.push_str(" | ");
        } else if framed && row.depth > 0 {
            let _ = write!(text, "{}└ ", "&nbsp;&nbsp;".repeat(row.depth));
        }
        let lines: Vec<_> = cell.iter().flat_map(lines).collect();
        text.push_str(&lines.join(end));
    }
    text
}

fn lines(line: &Line) -> Vec<String> {
    match line {
        Line::Text(words) => vec![escape(words)],
        Line::Apps(kinds) => {
            let kinds: Vec<_> = kinds.iter().map(|kind| terms::app(*kind).1).collect();
            vec![kinds.join("、")]
        }
        Line::Token(kind) => vec![format!("`{kind}`")],
        Line::Values(values) => {
            values.iter().map(|(value, name)| escape(&format!("- `{value}`：{name}"))).collect()
        }
        Line::Scopes(scopes) => {
            scopes.iter().map(|scope| escape(&format!("- {scope}({scope})"))).collect()
        }
    }
}
