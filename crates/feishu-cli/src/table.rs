//! Aligned tables, in which a Chinese character takes two columns.

use anstyle::{AnsiColor, Style};
use feishu_core::Json;

use crate::text::{Printable, plain, width};

const HEADING: Style = Style::new().bold();
const NAME: Style = AnsiColor::Cyan.on_default();

/// A list of objects as rows, or one object as names and values.
pub(crate) fn of(value: &Json) -> Printable {
    match value {
        Json::Array(items) if items.is_empty() => "Nothing found.\n".into(),
        Json::Array(items) => rows(items),
        Json::Object(_) => pairs(value),
        other => format!("{}\n", cell(other)).into(),
    }
}

fn rows(items: &[Json]) -> Printable {
    let items: Vec<_> = items.iter().map(flat).collect();
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in items.iter().flatten() {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let of_item = |item: &Vec<(String, String)>| -> Vec<String> {
        let find = |name: &&str| item.iter().find(|(found, _)| found == name);
        names
            .iter()
            .map(|name| find(name).map_or_else(String::new, |(_, text)| text.clone()))
            .collect()
    };
    let mut lines: Vec<Vec<String>> = vec![names.iter().map(|name| plain(name)).collect()];
    lines.extend(items.iter().map(of_item));
    aligned(&lines, |row, _| (row == 0).then_some(HEADING))
}

fn pairs(value: &Json) -> Printable {
    let lines: Vec<_> =
        flat(value).into_iter().map(|(name, text)| vec![plain(&name), text]).collect();
    aligned(&lines, |_, column| (column == 0).then_some(NAME))
}

/// Names joined with dots, and values on one line.
fn flat(value: &Json) -> Vec<(String, String)> {
    let mut found = Vec::new();
    flatten(value, "", &mut found);
    found
}

fn flatten(value: &Json, name: &str, found: &mut Vec<(String, String)>) {
    match value {
        Json::Object(object) if !object.is_empty() => {
            for (inner, value) in object {
                let dot = if name.is_empty() { "" } else { "." };
                flatten(value, &format!("{name}{dot}{inner}"), found);
            }
        }
        other => found.push((if name.is_empty() { "value" } else { name }.to_owned(), cell(other))),
    }
}

fn cell(value: &Json) -> String {
    let is_plain = |item: &Json| !item.is_object() && !item.is_array();
    match value {
        Json::Null => String::new(),
        Json::String(text) => plain(text),
        Json::Array(items) if items.iter().all(is_plain) => {
            items.iter().map(cell).collect::<Vec<_>>().join(", ")
        }
        other => plain(&other.to_string()),
    }
}

fn aligned(lines: &[Vec<String>], style: impl Fn(usize, usize) -> Option<Style>) -> Printable {
    let columns = lines.first().map_or(0, Vec::len);
    let widest = |column: usize| lines.iter().map(|line| width(&line[column])).max().unwrap_or(0);
    let widths: Vec<_> = (0..columns).map(widest).collect();
    let mut text = Printable::default();
    for (row, line) in lines.iter().enumerate() {
        // The last column is not padded.
        let end = line.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
        for (column, cell) in line[..end].iter().enumerate() {
            match style(row, column) {
                Some(style) => text.styled(style, cell),
                None => text.push(cell),
            }
            let pad = if column + 1 == end { 0 } else { widths[column] - width(cell) + 2 };
            text.push(&" ".repeat(pad));
        }
        text.push("\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn bare(value: &Json) -> String {
        of(value).bare()
    }

    #[test]
    fn columns_are_aligned_by_what_a_terminal_shows() {
        let offers = json!([
            { "id": "1", "owner": "张三", "offer_status": "已发送" },
            { "id": "22", "owner": "Li", "x": { "y": [1, 2] } },
        ]);
        assert_eq!(
            bare(&offers),
            "id  owner  offer_status  x.y\n\
             1   张三   已发送\n\
             22  Li                   1, 2\n"
        );
    }

    #[test]
    fn an_object_is_names_and_values() {
        let offer = json!({ "offer": { "id": "1", "files": [{ "id": "7" }], "none": null } });
        assert_eq!(bare(&offer), "offer.id     1\noffer.files  [{\"id\":\"7\"}]\noffer.none\n");
    }

    #[test]
    fn a_table_of_nothing_says_so() {
        assert_eq!(bare(&json!([])), "Nothing found.\n");
    }
}
