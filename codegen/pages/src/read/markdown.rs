//! Tables in Markdown, with or without marks of indentation before names.

use super::document::{Table, TableRow};
use super::markup::entities;

/// Reads the table that begins in the first of these lines, if one does, and returns it with its number of lines.
pub(super) fn table(lines: &[&str], line: usize) -> Option<(Table, usize)> {
    let (first, second) = (lines.first()?, lines.get(1)?);
    if !first.contains('|') || !is_separator(second) {
        return None;
    }
    let header: Vec<_> =
        cells(first, usize::MAX).iter().map(|cell| cell.trim().to_owned()).collect();
    // If the last title is empty, `cells` drops it.
    let columns = header.len().max(cells(second, usize::MAX).len());
    let mut table = Table { line, header, rows: Vec::new() };
    let mut at = 2;
    while let Some(text) = lines.get(at) {
        if text.trim().is_empty() || text.starts_with('#') || text.trim_start().starts_with("```") {
            break;
        }
        let (start, mut row) = (at, String::new());
        // A line that ends in two spaces continues on the next line.
        while let Some(text) = lines.get(at) {
            row.push_str(text.trim_end());
            at += 1;
            if !text.ends_with("  ") || lines.get(at).is_none_or(|next| next.starts_with('#')) {
                break;
            }
            row.push('\n');
        }
        let cells = cells(&row, columns);
        match table.rows.last_mut() {
            // A line with too few cells continues the last cell of the previous row.
            Some(last) if cells.len() < columns.min(2) => {
                if let Some(cell) = last.cells.last_mut() {
                    cell.push('\n');
                    cell.push_str(row.trim());
                }
            }
            _ => table.rows.push(self::row(cells, line + start)),
        }
    }
    Some((table, at))
}

/// `--- | ---`
fn is_separator(line: &str) -> bool {
    line.contains("--") && line.chars().all(|c| matches!(c, '-' | '|' | ':' | ' ' | '\t'))
}

/// Splits a row into at most so many cells; the last one takes the rest.
fn cells(row: &str, columns: usize) -> Vec<String> {
    let row = row.trim();
    let (row, framed) = row.strip_prefix('|').map_or((row, false), |row| (row, true));
    let row = if framed { row.strip_suffix('|').unwrap_or(row) } else { row };
    let mut cells = vec![String::new()];
    let mut escaped = false;
    for c in row.chars() {
        if c == '|' && !escaped && cells.len() < columns {
            cells.push(String::new());
        } else if let Some(cell) = cells.last_mut() {
            cell.push(c);
        }
        escaped = c == '\\' && !escaped;
    }
    if !framed
        && cells.len() > 1
        && cells.last().is_some_and(|cell| cell.trim().is_empty())
        && columns == usize::MAX
    {
        cells.pop();
    }
    cells
}

fn row(cells: Vec<String>, line: usize) -> TableRow {
    let mut level = None;
    let cells = cells
        .into_iter()
        .enumerate()
        .map(|(column, cell)| {
            let mut cell = cell.trim();
            if let (0, Some((marks, name))) = (column, cell.split_once('└')) {
                level = Some(marks.matches("&nbsp;").count() / 2).filter(|level| *level > 0);
                cell = name.trim();
            }
            let cell = cell.replace("<br>", "\n").replace("<br/>", "\n");
            entities(&cell).trim().to_owned()
        })
        .collect();
    TableRow { line, level, cells }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_ends_a_cell_unless_a_backslash_stands_before_it() {
        for (row, cells) in [
            ("a | b | c", &["a", "b", "c"][..]),
            ("| a | b | c |", &["a", "b", "c"]),
            (r"a \| b | c | d", &[r"a \| b", "c", "d"]),
            // Of two backslashes, the first takes the second.
            (r"a \\| b | c", &[r"a \\", "b", "c"]),
            // The last cell takes the rest.
            ("a | b | c | d", &["a", "b", "c | d"]),
        ] {
            let row = self::row(super::cells(row, 3), 1);
            assert_eq!(row.cells, cells);
        }
    }

    #[test]
    fn a_row_without_its_last_cells_is_a_row_and_only_what_has_no_second_cell_goes_on_with_the_last()
     {
        let rows =
            ["a | string | 是 | x", "b | int | 否", "c | bool", "more of it", "d | int | 是 | y"];
        let frames: [fn(&str) -> String; 2] = [str::to_owned, |row| format!("| {row} |")];
        for frame in frames {
            let head = ["名称 | 类型 | 必填 | 描述", "--- | --- | --- | ---"];
            let lines: Vec<_> = head.iter().chain(&rows).map(|row| frame(row)).collect();
            let lines: Vec<_> = lines.iter().map(String::as_str).collect();
            let (table, taken) = table(&lines, 1).expect("a table");
            assert_eq!(taken, lines.len());
            let found: Vec<_> =
                table.rows.iter().map(|row| (row.line, row.cells.join(" | "))).collect();
            let more = format!("c | bool\n{}", frame("more of it"));
            let expected = [(3, rows[0]), (4, rows[1]), (5, more.as_str()), (7, rows[4])];
            assert_eq!(found, expected.map(|(line, cells)| (line, cells.to_owned())));
        }
    }
}
