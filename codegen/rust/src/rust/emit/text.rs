//! Parts of files that are laid out here: rows of tables, and what macros of the runtime declare, inside which no formatter
//! looks. Text of a spec becomes a literal or a line of docs, as everywhere.

use proc_macro2::Literal;

/// Lines of code end here; a row that is one text may be longer.
const WIDTH: usize = 100;

/// A string of Rust.
pub(super) fn string(text: &str) -> String {
    Literal::string(text).to_string()
}

/// Text of a spec on one line, as a terminal shows it.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Doc comments, `indent` spaces in. No text can end one: what follows a line break is another line of docs.
pub(super) fn docs(indent: usize, lines: &[String]) -> String {
    let mut text = String::new();
    for line in lines.iter().flat_map(|line| line.split(['\n', '\r'])) {
        text.extend(std::iter::repeat_n(' ', indent));
        text.push_str("/// ");
        text.push_str(line);
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    text
}

/// `before` and `after` around a list: on one line if there is room for it, else each item on a line of its own. `indent`
/// spaces in; the first of them belong to `before`.
pub(super) fn list(indent: usize, before: &str, items: &[String], after: &str) -> String {
    let one = format!("{:indent$}{before}{}{after}", "", items.join(", "));
    if items.len() < 2 || one.chars().count() <= WIDTH {
        return one;
    }
    let rows: String = items.iter().map(|item| format!("{:indent$}    {item},\n", "")).collect();
    let (before, after) = (before.trim_end(), after.trim_start());
    format!("{:indent$}{before}\n{rows}{:indent$}{after}", "", "")
}

/// What `calls` are made of `start`, which begins at the left: on one line if there is room for it, else each on a line of
/// its own. What is no longer one line has been laid out already, four spaces further in.
pub(super) fn chain(indent: usize, start: &str, calls: &[String], end: &str) -> String {
    let one = format!(
        "{:indent$}{start}{}{end}",
        "",
        calls.iter().map(|call| call.trim_start()).collect::<String>()
    );
    if !one.contains('\n') && one.chars().count() <= WIDTH {
        return one;
    }
    let rows: String = calls.iter().map(|call| format!("\n{call}")).collect();
    format!("{:indent$}{start}{rows}{end}", "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_a_comment_of_docs() {
        let lines = ["one\nfn main() {}\r#![x]".to_owned(), String::new(), "two ".to_owned()];
        let expected = "    /// one\n    /// fn main() {}\n    /// #![x]\n    ///\n    /// two\n";
        assert_eq!(docs(4, &lines), expected);
    }

    #[test]
    fn a_list_that_is_too_long_for_a_line_has_a_line_for_each_item() {
        let items = |length: usize| vec!["x".repeat(length), "y".to_owned()];
        assert_eq!(list(4, "f(", &items(1), ");"), "    f(x, y);");
        // 4 spaces, `f(`, `, y` and `);` are 11 characters.
        assert!(!list(4, "f(", &items(WIDTH - 11), ");").contains('\n'));
        let long = "x".repeat(WIDTH - 10);
        let expected = format!("    f(\n        {long},\n        y,\n    );");
        assert_eq!(list(4, "f(", &items(WIDTH - 10), ");"), expected);
        assert!(!list(4, "f(", &["x".repeat(2 * WIDTH)], ");").contains('\n'));
    }

    #[test]
    fn calls_stand_on_lines_of_their_own_where_one_line_has_no_room() {
        let calls = |length: usize| vec![format!("        .a({})", "x".repeat(length))];
        assert_eq!(chain(4, "f()", &calls(1), ";"), "    f().a(x);");
        let long = "x".repeat(WIDTH);
        assert_eq!(chain(4, "f()", &calls(WIDTH), ";"), format!("    f()\n        .a({long});"));
    }
}
