//! A page as blocks: headings, tables, code, and the text between. All dialects are converted to this.

use crate::terms::Term;

/// What a step of reading finds wrong: the line, what, and what to do.
pub(super) type Problem = (usize, String, &'static str);

/// What to do about a page that has no end.
pub(super) const CUT_OFF: &str = "the page is truncated; download it again";

/// The whole page.
#[derive(Debug, Default)]
pub(super) struct Document {
    /// `key: value` at the head of the file.
    pub(super) front: Vec<(String, String)>,
    /// How many lines the head has.
    pub(super) head: usize,
    /// In order; the first one is before any heading.
    pub(super) parts: Vec<Part>,
}

/// A heading, and what follows it up to the next.
#[derive(Debug, Default)]
pub(super) struct Part {
    /// As many as there are `#`.
    pub(super) level: usize,
    pub(super) heading: String,
    pub(super) text: String,
    pub(super) tables: Vec<Table>,
    pub(super) code: Vec<String>,
}

/// A table. Cells are text with line breaks; enumerations, scopes and tags in them are written as Markdown has them.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Table {
    /// From 1.
    pub(super) line: usize,
    pub(super) header: Vec<String>,
    pub(super) rows: Vec<TableRow>,
}

/// A row of a table.
#[derive(Debug, Default, PartialEq)]
pub(super) struct TableRow {
    /// From 1.
    pub(super) line: usize,
    /// How deep it is nested, where the dialect tells: the vendor's markup by an attribute, Markdown by what stands before
    /// names. Not by the marks that authors themselves put there, in any dialect.
    pub(super) level: Option<usize>,
    pub(super) cells: Vec<String>,
}

impl Document {
    pub(super) fn front(&self, key: &str) -> Option<&str> {
        self.front.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    /// The parts under a heading, those in its first spelling first.
    pub(super) fn under(&self, heading: Term) -> impl Iterator<Item = &Part> {
        let is =
            move |word: &'static str| self.parts.iter().filter(move |part| part.heading == word);
        heading.words().flat_map(is)
    }

    /// All that is not in a table or code, in order.
    pub(super) fn prose(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().flat_map(|part| [part.heading.as_str(), part.text.as_str()])
    }

    pub(super) fn tables(&self) -> impl Iterator<Item = &Table> {
        self.parts.iter().flat_map(|part| &part.tables)
    }

    /// Whether the page is in a dialect that tells which rows are nested. Then a row without a level is not nested.
    pub(super) fn tells_nesting(&self) -> bool {
        self.tables().flat_map(|table| &table.rows).any(|row| row.level.is_some())
    }
}

impl Table {
    /// The column with this title.
    pub(super) fn column(&self, title: Term) -> Option<usize> {
        self.header.iter().position(|found| title.is(found))
    }
}

/// What begins at a line: a table and how many lines it has, nothing, or a table that cannot be read.
pub(super) type Begins = Result<Option<(Table, usize)>, Problem>;

/// Takes a page apart, line by line: `table` reads the table that begins at a line.
pub(super) fn split(
    text: &str,
    mut table: impl FnMut(&[&str], usize) -> Begins,
) -> Result<Document, Problem> {
    let lines: Vec<&str> = text.lines().collect();
    let mut document = Document { parts: vec![Part::default()], ..Document::default() };
    document.head = front_matter(&lines, &mut document.front);
    let mut at = document.head;
    while let Some(line) = lines.get(at) {
        let Some(part) = document.parts.last_mut() else { break };
        if let Some((level, heading)) = heading(line) {
            document.parts.push(Part { level, heading: heading.to_owned(), ..Part::default() });
            at += 1;
        } else if let Some(code) = code_of_one_line(line) {
            part.code.push(code.to_owned());
            at += 1;
        } else if let Some((end, closing)) = fence(line) {
            let is_end = |line: &str| ends_code(line, closing).is_some();
            let body: Vec<_> = lines.iter().skip(at + 1).take_while(|line| !is_end(line)).collect();
            let mut code = end.to_owned();
            for line in &body {
                code.push_str(line);
                code.push('\n');
            }
            match lines.get(at + 1 + body.len()).and_then(|line| ends_code(line, closing)) {
                Some(last) => code.push_str(last),
                // The last code of a page may well be left open, but not one that hides a part.
                None if body
                    .iter()
                    .any(|line| heading(line).is_some_and(|(level, _)| level > 1)) =>
                {
                    return Err((at + 1, "the code here does not end".to_owned(), CUT_OFF));
                }
                None => {}
            }
            part.code.push(code);
            at += body.len() + 2;
        } else if let Some((found, length)) = table(lines.get(at..).unwrap_or_default(), at + 1)? {
            part.tables.push(found);
            at += length.max(1);
        } else {
            part.text.push_str(line);
            part.text.push('\n');
            at += 1;
        }
    }
    Ok(document)
}

/// `---`, `key: value`, `---`: the number of lines.
fn front_matter(lines: &[&str], front: &mut Vec<(String, String)>) -> usize {
    /// A block with more lines is not a head.
    const LONGEST: usize = 40;
    if lines.first().map(|line| line.trim_end()) != Some("---") {
        return 0;
    }
    let Some(end) = lines.iter().skip(1).take(LONGEST).position(|line| line.trim_end() == "---")
    else {
        return 0;
    };
    for line in lines.iter().skip(1).take(end) {
        if let Some((key, value)) = line.split_once(':') {
            let value = value.trim().trim_matches('"');
            front.push((key.trim().to_owned(), value.to_owned()));
        }
    }
    end + 2
}

/// `## 请求` -> 2, `请求`
fn heading(line: &str) -> Option<(usize, &str)> {
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    let rest = line.get(level..)?;
    ((1..=6).contains(&level) && rest.starts_with([' ', '\t'])).then(|| (level, rest.trim()))
}

/// What stands before the end of code, if a line ends it. Code may hold its own mark inside a line.
fn ends_code<'t>(line: &'t str, closing: &str) -> Option<&'t str> {
    match line.trim_start().starts_with(closing) {
        true => Some(""),
        false if closing == FENCE => line.trim_end().strip_suffix(closing),
        false => line.split_once(closing).map(|(before, _)| before),
    }
}

const FENCE: &str = "```";

/// The beginning of code: its part on this line, and its end marker.
fn fence(line: &str) -> Option<(&str, &'static str)> {
    let trimmed = line.trim_start();
    if let Some(rest) = trimmed.strip_prefix(FENCE) {
        // A fence that closes on its own line holds nothing of interest.
        return (!rest.contains(FENCE)).then_some(("", FENCE));
    }
    let (_, rest) = trimmed.split_once(MARKED_CODE.0)?;
    Some((rest, MARKED_CODE.1))
}

/// The tags around code in the vendor's markup.
const MARKED_CODE: (&str, &str) = ("<md-code-json>", "</md-code-json>");

/// Code that begins and ends in the line.
fn code_of_one_line(line: &str) -> Option<&str> {
    let (_, rest) = line.split_once(MARKED_CODE.0)?;
    rest.split_once(MARKED_CODE.1).map(|(code, _)| code)
}
