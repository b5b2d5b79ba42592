//! Text of a spec on a page. Nothing of it is ever markup: neither Markdown nor HTML, nor a command of the site's
//! builder.

use crate::{hidden, markdown};

/// A string unchanged, on one line. Markdown lets a backslash stand before any ASCII punctuation, so all of it is
/// escaped: what would be markup in some place is none in any.
pub(super) fn text(text: &str) -> String {
    let mut escaped = String::new();
    for word in text.split_whitespace() {
        if !escaped.is_empty() {
            escaped.push(' ');
        }
        for c in hidden::one_line(word).chars() {
            if c.is_ascii_punctuation() {
                escaped.push('\\');
            }
            escaped.push(c);
        }
    }
    escaped
}

/// Text in paragraphs, where blank lines divide them. Text in backquotes is code.
pub(super) fn paragraphs(written: &str) -> String {
    let paragraphs = written.split("\n\n").map(with_code).filter(|text| !text.is_empty());
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

/// One paragraph, for instance in a cell of a table.
pub(super) fn with_code(written: &str) -> String {
    let parts: Vec<_> = written.split('`').collect();
    if parts.len() % 2 == 0 {
        // A backquote without its partner.
        return text(written);
    }
    let mut out = String::new();
    for (index, part) in parts.iter().enumerate() {
        let is_code = index % 2 == 1;
        let piece = if is_code { code(part) } else { text(part) };
        let spaced = |c: Option<char>| c.is_some_and(char::is_whitespace);
        let before = !is_code && spaced(part.chars().next()) && !out.is_empty();
        out.push_str(if before && !out.ends_with(' ') { " " } else { "" });
        out.push_str(&piece);
        let after = !is_code && spaced(part.chars().last()) && !out.is_empty();
        out.push_str(if after && !out.ends_with(' ') { " " } else { "" });
    }
    out.trim().to_owned()
}

/// A value as code. An element of HTML instead of backquotes, since inside those nothing can be escaped.
pub(super) fn code(value: &str) -> String {
    format!("<code>{}</code>", text(value))
}

/// Several values as code.
pub(super) fn codes<'a>(values: impl IntoIterator<Item = &'a str>, between: &str) -> String {
    values.into_iter().map(code).collect::<Vec<_>>().join(between)
}

/// A block of code. The fence is longer than any run of backquotes in it.
pub(super) fn block(language: &str, content: &str) -> String {
    let fence = markdown::fence(content, 3);
    let lines: Vec<_> = content.lines().map(hidden::one_line).collect();
    format!("{fence}{language}\n{}\n{fence}\n", lines.join("\n"))
}

/// A link to an external page; only its text if the address is not a web address.
pub(super) fn outward(label: &str, address: &str) -> String {
    if !address.starts_with("https://") {
        return text(address);
    }
    format!("[{}](<{}>)", text(label), markdown::destination(address))
}

/// A table. The head is ours; cells are Markdown already, and say what they are without their head: a screen that is
/// too narrow for columns shows them one below the other. `site.css` knows the name.
pub(super) fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    format!("<div class=\"rows\">\n\n{}\n</div>\n", plain_table(head, rows))
}

/// Names and their values.
pub(super) fn pairs(rows: &[Vec<String>]) -> String {
    plain_table(&["", ""], rows)
}

fn plain_table(head: &[&str], rows: &[Vec<String>]) -> String {
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
    };
    let mut out = line(&mut head.iter().copied());
    out.push_str(&line(&mut head.iter().map(|_| "---")));
    for row in rows {
        out.push_str(&line(&mut row.iter().map(String::as_str)));
    }
    out
}

/// Something that opens when it is asked for.
pub(super) fn folded(summary: &str, content: &str) -> String {
    format!("<details>\n<summary>{}</summary>\n\n{content}\n</details>\n", text(summary))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punctuation_is_never_markup() {
        assert_eq!(
            text("<b>*a*</b>\n| {{#include x}}"),
            r"\<b\>\*a\*\<\/b\> \| \{\{\#include x\}\}"
        );
        assert_eq!(text("1. a"), r"1\. a");
        assert_eq!(code("a`|<"), r"<code>a\`\|\<</code>");
    }

    #[test]
    fn backquotes_make_code_only_in_pairs() {
        assert_eq!(with_code("the field `a_b`, or none"), r"the field <code>a\_b</code>\, or none");
        assert_eq!(with_code("a ` b"), r"a \` b");
        assert_eq!(with_code("`a` `b`"), "<code>a</code> <code>b</code>");
    }

    #[test]
    fn a_block_cannot_be_left() {
        assert_eq!(block("json", "```\n````"), "`````json\n```\n````\n`````\n");
        assert_eq!(block("json", "{}\u{202e}"), "```json\n{}\u{fffd}\n```\n");
    }

    #[test]
    fn an_address_is_one_of_the_web_or_text() {
        assert_eq!(outward("a", "https://a.b/c?d=<e>"), "[a](<https://a.b/c?d=%3Ce%3E>)");
        assert_eq!(outward("a", "javascript:b"), r"javascript\:b");
    }
}
