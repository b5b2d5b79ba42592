//! Tables in the vendor's own markup.
//!
//! It looks like HTML but is not: text contains bare `<` and `&`, attributes contain line breaks, tags stay open. So only
//! the vendor's own tag names count as tags, and everything else is text.

use super::cell::NAMELESS;
use super::document::{Begins, CUT_OFF, Table, TableRow};

/// Maximum number of bytes in a tag; a longer one is text. Without a limit, the end of each open quote would be searched
/// for up to the end of its line. The longest tag of the vendor's has a tenth of it.
const LONGEST_TAG: usize = 2048;

/// The end of a block of markup.
const BLOCK_END: &str = ":::";

/// Reads the table that begins in the first of these lines, if one does, and returns it with its number of lines.
pub(super) fn table(lines: &[&str], line: usize) -> Begins {
    let first = lines.first().copied().unwrap_or_default();
    let tables = [("<md-table", "</md-table>"), ("<md-dt-table", "</md-dt-table>")];
    let Some((_, closing)) = tables.into_iter().find(|(tag, _)| first.contains(tag)) else {
        return Ok(None);
    };
    // Without an end the page is truncated. Reading on would lose rows, and search for the end from each such line. The
    // block that the table is in ends it, too: end tags are missing.
    let is_end = |line: &&str| line.contains(closing) || line.trim() == BLOCK_END;
    let Some(last) = lines.iter().position(is_end) else {
        return Err((line, format!("no `{closing}` ends the table here"), CUT_OFF));
    };
    let closed = lines.get(last).is_some_and(|line| line.contains(closing));
    let length = if closed { last + 1 } else { last };
    let mut reader = Reader { table: Table { line, ..Table::default() }, ..Reader::default() };
    for (index, text) in lines.iter().take(length).enumerate() {
        reader.line(text, line + index);
    }
    reader.end_row();
    Ok(Some((reader.table, length)))
}

#[derive(Default)]
struct Reader {
    table: Table,
    row: Option<TableRow>,
    cell: Option<String>,
    is_header: bool,
    /// The name in `<md-perm name="…">`, which is appended to its text.
    scope: Option<String>,
    /// Inside `<md-tooltip>`, whose text does not belong to the cell.
    in_tooltip: bool,
}

impl Reader {
    fn line(&mut self, line: &str, number: usize) {
        let mut rest = line;
        while let Some(at) = rest.find('<') {
            let (text, from_tag) = rest.split_at(at);
            self.text(text);
            match tag(from_tag) {
                Some((tag, length)) => {
                    self.tag(&tag, number);
                    rest = from_tag.get(length..).unwrap_or_default();
                }
                None => {
                    self.text("<");
                    rest = from_tag.get(1..).unwrap_or_default();
                }
            }
        }
        self.text(rest);
        self.text("\n");
    }

    fn text(&mut self, text: &str) {
        if let (Some(cell), false) = (&mut self.cell, self.in_tooltip) {
            cell.push_str(text);
        }
    }

    fn tag(&mut self, tag: &Tag<'_>, number: usize) {
        match (tag.name, tag.closes) {
            ("md-tr" | "md-dt-tr" | "tr", false) => {
                self.end_row();
                let level = tag.attribute("level").and_then(|level| level.parse().ok());
                let level = Some(level.unwrap_or_default());
                self.row = Some(TableRow { line: number, level, cells: Vec::new() });
            }
            ("md-tr" | "md-dt-tr" | "tr", true) => self.end_row(),
            ("md-thead" | "md-dt-thead", closes) => {
                self.end_row();
                self.is_header = !closes;
            }
            ("md-td" | "md-dt-td" | "md-th" | "md-dt-th", false) => self.cell = Some(String::new()),
            ("md-td" | "md-dt-td" | "md-th" | "md-dt-th", true) => self.end_cell(),
            ("md-tooltip", closes) => self.in_tooltip = !closes,
            ("br", _) => self.text("\n"),
            ("md-enum-item", false) => {
                let key = tag.attribute("key").unwrap_or_default();
                self.text(&format!("\n- `{key}`："));
            }
            ("md-enum", true) => self.text("\n"),
            ("md-tag", false) => self.text("`"),
            ("md-tag", true) => self.text("`\n"),
            ("md-perm", false) => self.scope = tag.attribute("name").map(str::to_owned),
            ("md-perm", true) => match self.scope.take() {
                Some(scope) => self.text(&format!("({scope})\n")),
                None => self.text(&format!("{NAMELESS}\n")),
            },
            ("md-app-support", false) => {
                self.text(&format!("{}\n", tag.attribute("types").unwrap_or_default()));
            }
            _ => {}
        }
    }

    fn end_cell(&mut self) {
        if let (Some(cell), Some(row)) = (self.cell.take(), &mut self.row) {
            row.cells.push(entities(&cell).trim().to_owned());
        }
    }

    fn end_row(&mut self) {
        self.end_cell();
        let Some(row) = self.row.take() else { return };
        if row.cells.is_empty() {
            return;
        }
        if self.is_header && self.table.header.is_empty() {
            self.table.header = row.cells;
        } else {
            self.table.rows.push(row);
        }
    }
}

struct Tag<'a> {
    name: &'a str,
    closes: bool,
    attributes: &'a str,
}

impl<'a> Tag<'a> {
    fn attribute(&self, name: &str) -> Option<&'a str> {
        let mut rest = self.attributes;
        while let Some((before, after)) = rest.split_once("=\"") {
            let (value, more) = after.split_once('"')?;
            if before.trim_end().rsplit([' ', '\t']).next() == Some(name) {
                return Some(value);
            }
            rest = more;
        }
        None
    }
}

/// The tag at the start of a text, and its length.
fn tag(text: &str) -> Option<(Tag<'_>, usize)> {
    let inner = text.strip_prefix('<')?;
    let (inner, closes) = inner.strip_prefix('/').map_or((inner, false), |inner| (inner, true));
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
    let length = inner.bytes().take(LONGEST_TAG).take_while(is_name).count();
    let name = inner.get(..length)?;
    if !(name.starts_with("md-") || matches!(name, "br" | "tr")) {
        return None;
    }
    let rest = inner.get(length..)?;
    let end = end_of_tag(rest)?;
    let attributes = rest.get(..end)?;
    let whole = text.len() - rest.len() + end + 1;
    Some((Tag { name, closes, attributes }, whole))
}

/// The position of the first `>` outside quotes.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut quoted = false;
    text.bytes().take(LONGEST_TAG).position(|byte| {
        quoted ^= byte == b'"';
        byte == b'>' && !quoted
    })
}

/// Decodes `&lt;` and the like.
pub(super) fn entities(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&nbsp;", " ")
        .replace("&amp;", "&")
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    /// The rows of the table that begins on the first line of a text, and how many lines it has.
    fn read(text: &str) -> (Vec<Vec<String>>, usize) {
        let lines: Vec<_> = text.lines().collect();
        let (table, length) = table(&lines, 1).expect("it ends").expect("a table");
        (table.rows.into_iter().map(|row| row.cells).collect(), length)
    }

    #[test]
    fn a_table_goes_to_the_tag_that_ends_it_whatever_else_is_on_that_line() {
        let row = |text: &str| format!("<md-tr><md-td>{text}</md-td></md-tr>");
        let (a, b) = (row("a"), row("b"));
        for (text, length) in [
            (format!("<md-table>\n{a}\n{b}\n</md-table>\nMore."), 4),
            (format!("<md-table>\n{a}\n{b}</md-table>\nMore."), 3),
            (format!("<md-table>{a}{b}</md-table>\nMore."), 1),
            (format!("<md-table>{a}\n{b}</md-table>"), 2),
            (format!("<md-dt-table>\n{a}\n{b}</md-dt-table>\nMore."), 3),
        ] {
            let rows = vec![vec!["a".to_owned()], vec!["b".to_owned()]];
            assert_eq!(read(&text), (rows, length), "{text}");
        }
    }

    /// End tags are missing on many pages.
    #[test]
    fn a_row_ends_with_what_it_is_in_and_a_table_with_its_block() {
        let rows = vec![vec!["a".to_owned()], vec!["b".to_owned()]];
        let (a, b) = ("<md-tr><md-td>a</md-td>", "<md-tr><md-td>b</md-td>");
        for (text, length) in [
            (format!("<md-table>\n{a}\n{b}\n</md-table>\nMore."), 4),
            (format!("<md-table>\n<md-tbody>\n{a}\n{b}\n</md-tbody>\n</md-table>"), 6),
            (format!("<md-table>\n{a}</md-tr>\n{b}\n:::\n## More\n<md-table>\n</md-table>"), 3),
            (format!("<md-table>\n{a}\n<md-tr><md-td>b\n  :::  \n</md-table>"), 3),
        ] {
            assert_eq!(read(&text), (rows.clone(), length), "{text}");
        }
        let cut_off = ["<md-table>", "<md-tr><md-td>a</md-td></md-tr>", "## More"];
        assert!(table(&cut_off, 1).is_err());
    }

    #[test]
    fn a_table_stands_on_the_line_where_it_begins_and_each_row_on_its_own() {
        let text = "<md-table>\n<md-tr><md-td>a</md-td></md-tr>\n\n<md-tr><md-td>b</md-td></md-tr>\n</md-table>";
        let lines: Vec<_> = text.lines().collect();
        let (table, _) = table(&lines, 7).expect("it ends").expect("a table");
        let rows: Vec<_> = table.rows.iter().map(|row| row.line).collect();
        assert_eq!((table.line, rows), (7, vec![8, 10]));
    }

    #[test]
    fn each_tag_of_a_cell_becomes_what_markdown_has_for_it() {
        for (cell, text) in [
            ("a<br>b<br/>c", "a\nb\nc"),
            (
                "x<md-enum><md-enum-item key=\"1\">One</md-enum-item><md-enum-item key=\"2\">Two</md-enum-item></md-enum>y",
                "x\n- `1`：One\n- `2`：Two\ny",
            ),
            ("<md-tag mode=\"inline\">a_token</md-tag>b", "`a_token`\nb"),
            ("<md-perm name=\"zoo:pet\">Pets</md-perm>b", "Pets(zoo:pet)\nb"),
            ("<md-perm href=\"/x\">Pets</md-perm>b", "Pets()\nb"),
            ("<md-app-support types=\"custom,isv\"></md-app-support>b", "custom,isv\nb"),
            ("a<md-tooltip>hidden</md-tooltip>b", "ab"),
            // A quoted `>` does not end a tag, and tags that are not the vendor's are text.
            ("a<md-text type=\"a > b\" href=\"<c>\">b</md-text>", "ab"),
            ("1 < 2 > 0 <b>c</b>", "1 < 2 > 0 <b>c</b>"),
            ("&lt;x&gt; &amp;lt;", "<x> &lt;"),
        ] {
            let page = format!("<md-table><md-tr><md-td>{cell}</md-td></md-tr></md-table>");
            assert_eq!(read(&page).0, [[text]], "{cell}");
        }
    }
}
