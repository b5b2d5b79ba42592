//! Text of specs inside Markdown: in doc comments, in the reference, and in descriptions of schemas, which viewers render.
//!
//! Markdown has two levels. What a line begins with decides on blocks (code, lists, headings, tables, HTML), and what
//! stands inside it on spans (links, emphasis, HTML again). So each piece of text is taken apart into words that no line
//! break tears, the punctuation that means something inside a line is escaped in each word, and what means something at the
//! beginning of a line is escaped where a line begins. Two things keep their meaning: `code` between single backquotes,
//! written anew with a fence longer than any run in it, and items of a list that begin with `- `.

use std::fmt::Write;

use crate::hidden;

/// Text as lines of Markdown: paragraphs and flat lists, nothing else. Each line is about as wide as a comfortable one.
pub fn lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for block in blocks(text) {
        let words = words(&block.text);
        if words.is_empty() {
            continue;
        }
        let follows = lines.last().is_some_and(|line| block.is_item && is_item(line));
        if !lines.is_empty() && !follows {
            lines.push(String::new());
        }
        let (first, others) = if block.is_item { ("- ", "  ") } else { ("", "") };
        let wrapped = wrap(&words).into_iter().enumerate();
        lines.extend(
            wrapped.map(|(at, line)| format!("{}{line}", if at == 0 { first } else { others })),
        );
    }
    lines
}

/// Text within a line that has something of ours before it: paragraphs run together.
pub fn inline(text: &str) -> String {
    words(text).join(" ")
}

/// Text in the cell of a table. A table is cut at `|` before anything else is read, code included.
pub fn cell(text: &str) -> String {
    spans(text)
        .map(|span| match span {
            Span::Code(text) => code_in_cell(&joined(text)),
            Span::Text(word) => escaped(word),
            Span::Blank => " ".to_owned(),
        })
        .collect::<String>()
        .trim()
        .to_owned()
}

/// A value as code, on one line. The fence is longer than any run of backquotes in it.
pub fn code(text: &str) -> String {
    let text = hidden::one_line(text);
    if text.chars().all(char::is_whitespace) {
        // No span: fences around blanks alone are an odd sight, and around nothing they are not even code.
        return format!("\"{text}\"");
    }
    let fence = fence(&text, 1);
    // One blank on each side is taken off again where both are there and something else is.
    let pad = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// A value as code in a cell of a table: `\|` is a bar there, inside code, too.
pub fn code_in_cell(text: &str) -> String {
    code(text).replace('|', "\\|")
}

/// A fence of at least so many backquotes, longer than any run of them in the text.
pub fn fence(text: &str, least: usize) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    "`".repeat(if longest < least { least } else { longest + 1 })
}

/// The address of a page as the destination of a link between `<` and `>`. What has no place in one is percent-encoded.
pub fn destination(address: &str) -> String {
    let mut safe = String::with_capacity(address.len());
    for byte in address.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&*+,;=%".contains(&byte) {
            safe.push(byte.into());
        } else {
            let _ = write!(safe, "%{byte:02X}");
        }
    }
    safe
}

/// Breaks words of ours and of specs into lines that are comfortable to read. No line begins a block.
pub fn wrap(words: &[String]) -> Vec<String> {
    const WIDTH: usize = 96;
    let mut lines: Vec<String> = Vec::new();
    let mut width = 0;
    for word in words {
        let of_word = word.chars().count();
        match lines.last_mut() {
            Some(line) if width + 1 + of_word <= WIDTH => {
                line.push(' ');
                line.push_str(word);
                width += 1 + of_word;
            }
            _ => {
                lines.push(at_the_beginning(word));
                width = of_word;
            }
        }
    }
    lines
}

/// A paragraph, or an item of a list.
struct Block {
    text: String,
    is_item: bool,
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut is_open = false;
    for line in text.lines() {
        let line = line.trim();
        let item = line.strip_prefix("- ").or_else(|| line.strip_prefix("* "));
        match (item, line.is_empty(), blocks.last_mut()) {
            (_, true, _) => is_open = false,
            (Some(item), ..) => {
                blocks.push(Block { text: item.to_owned(), is_item: true });
                is_open = true;
            }
            (None, false, Some(block)) if is_open => {
                block.text.push(' ');
                block.text.push_str(line);
            }
            _ => {
                blocks.push(Block { text: line.to_owned(), is_item: false });
                is_open = true;
            }
        }
    }
    blocks
}

fn is_item(line: &str) -> bool {
    line.starts_with("- ") || line.starts_with("  ")
}

/// A part of a text.
enum Span<'a> {
    /// Between single backquotes.
    Code(&'a str),
    /// Something without blanks.
    Text(&'a str),
    Blank,
}

/// The parts of a text. Where backquotes do not come one by one and in pairs, none of them means anything.
fn spans(text: &str) -> impl Iterator<Item = Span<'_>> {
    let is_pair = |(at, part): (usize, &str)| at % 2 == 0 || !part.trim().is_empty();
    let means_code = text.matches('`').count().is_multiple_of(2)
        && text.split('`').enumerate().all(is_pair)
        && !text.contains("``");
    let parts = text.split(move |c| means_code && c == '`').enumerate();
    parts.flat_map(|(at, part)| {
        let code = (at % 2 == 1).then_some(Span::Code(part));
        let text = (at % 2 == 0).then(|| {
            part.split_inclusive(char::is_whitespace).flat_map(|piece| {
                let word = piece.trim_end_matches(char::is_whitespace);
                let text = (!word.is_empty()).then_some(Span::Text(word));
                let blank = (word.len() < piece.len()).then_some(Span::Blank);
                text.into_iter().chain(blank)
            })
        });
        code.into_iter().chain(text.into_iter().flatten())
    })
}

/// Code between backquotes, with one blank for each line break and more.
fn joined(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Pieces that no line break may tear: words, and code with all that it holds.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for span in spans(text) {
        match span {
            Span::Code(text) => word.push_str(&code(&joined(text))),
            Span::Text(text) => word.push_str(&escaped(text)),
            Span::Blank if word.is_empty() => {}
            Span::Blank => words.push(std::mem::take(&mut word)),
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// What means something inside a line, with a backslash before it.
fn escaped(word: &str) -> String {
    let word = hidden::one_line(word);
    let mut escaped = String::with_capacity(word.len());
    let mut chars = word.chars().peekable();
    while let Some(c) = chars.next() {
        let is_markup = match c {
            '<' | '>' | '[' | ']' | '*' | '_' | '`' | '\\' | '#' | '~' | '|' | '$' | '^' => true,
            // `&lt;` would be another character, and `https://` a link to those who make links of addresses.
            '&' => chars.peek().is_some_and(|next| next.is_ascii_alphanumeric() || *next == '#'),
            ':' => chars.peek() == Some(&'/'),
            '.' => escaped.ends_with("www") || escaped.ends_with("WWW"),
            '@' => true,
            _ => false,
        };
        if is_markup {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// A word where a line begins: it is no mark of an item, a heading, a rule or a fence.
fn at_the_beginning(word: &str) -> String {
    let marks_block = word.starts_with(['-', '+', '=', ':']);
    if marks_block {
        return format!("\\{word}");
    }
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    match (digits, word.get(digits..)) {
        // `1.` and `1)` are marks of items.
        (1.., Some(rest)) if rest.starts_with(['.', ')']) => {
            format!("{}\\{rest}", word.get(..digits).unwrap_or_default())
        }
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests;
