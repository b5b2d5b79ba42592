//! Strings for a terminal. Strings from outside (responses, files, arguments, names of files and
//! profiles) are printed only as [`Printable`], which contains nothing that a terminal would
//! interpret.

use anstyle::Style;
use feishu_core::{Json, is_hidden};
use unicode_width::UnicodeWidthChar;

/// Printable text: hidden characters are escaped, except for line ends and tabs. Only the program
/// adds styles, so no string brings its own.
#[derive(Debug, Default, Clone)]
pub(crate) struct Printable(String);

impl Printable {
    /// Adds text of any number of lines.
    pub(crate) fn push(&mut self, text: &str) {
        for character in text.chars() {
            if is_hidden(character) && !matches!(character, '\n' | '\t') {
                self.0.extend(character.escape_default());
            } else {
                self.0.push(character);
            }
        }
    }

    /// Adds text in a style.
    pub(crate) fn styled(&mut self, style: Style, text: &str) {
        self.0 += &style.render().to_string();
        self.push(text);
        self.0 += &style.render_reset().to_string();
    }

    /// The text with its styles.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The text without its styles.
    pub(crate) fn bare(&self) -> String {
        anstream::adapter::strip_str(&self.0).to_string()
    }
}

impl From<&str> for Printable {
    fn from(text: &str) -> Self {
        let mut printable = Self::default();
        printable.push(text);
        printable
    }
}

impl From<String> for Printable {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

/// What can be made printable. Values are printed through a reference to this.
pub(crate) trait ToPrintable {
    /// The printable text.
    fn to_printable(&self) -> Printable;
}

impl ToPrintable for str {
    fn to_printable(&self) -> Printable {
        self.into()
    }
}

impl ToPrintable for String {
    fn to_printable(&self) -> Printable {
        self.as_str().into()
    }
}

impl ToPrintable for Printable {
    fn to_printable(&self) -> Printable {
        self.clone()
    }
}

/// The text on one line, with hidden characters escaped: for values in a message, so that they
/// cannot look like a line of the message.
pub(crate) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        if is_hidden(character) {
            plain.extend(character.escape_default());
        } else {
            plain.push(character);
        }
    }
    plain
}

/// The same, cut after `most` characters.
pub(crate) fn shown(text: &str, most: usize) -> String {
    let mut shown = plain(text);
    if let Some((end, _)) = shown.char_indices().nth(most) {
        shown.truncate(end);
        shown.push('…');
    }
    shown
}

/// A value as JSON with hidden characters escaped, which does not change the value.
pub(crate) fn json(value: &Json, on_lines: bool) -> String {
    let text = if on_lines { format!("{value:#}") } else { value.to_string() };
    // Line feeds inside strings are already escaped: the others are layout.
    if !text.chars().any(|character| is_hidden(character) && character != '\n') {
        return text;
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_hidden(character) && character != '\n' {
            for unit in character.encode_utf16(&mut [0; 2]) {
                escaped += &format!("\\u{unit:04x}");
            }
        } else {
            escaped.push(character);
        }
    }
    escaped
}

/// A shell word for pasting: unquoted if that is safe, otherwise quoted. Hidden characters are
/// escaped as bytes, as bash, zsh, ksh and the newest POSIX read them.
pub(crate) fn word(text: &str) -> String {
    let is_safe = |c: char| c.is_ascii_alphanumeric() || "_-./:@%+,=".contains(c);
    let harmless = !text.is_empty() && !text.starts_with(['-', '=']) && text.chars().all(is_safe);
    if harmless { text.to_owned() } else { quoted(text) }
}

/// Text in shell quotes, which the shell does not change.
pub(crate) fn quoted(text: &str) -> String {
    if !text.chars().any(is_hidden) {
        return format!("'{}'", text.replace('\'', "'\\''"));
    }
    let mut quoted = "$'".to_owned();
    for character in text.chars() {
        match character {
            '\'' | '\\' => quoted.extend(['\\', character]),
            _ if is_hidden(character) => {
                for byte in character.encode_utf8(&mut [0; 4]).bytes() {
                    quoted += &format!("\\{byte:03o}");
                }
            }
            _ => quoted.push(character),
        }
    }
    quoted.push('\'');
    quoted
}

/// The number of columns of plain text: two for a Chinese character.
pub(crate) fn width(text: &str) -> usize {
    text.chars().filter_map(UnicodeWidthChar::width).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One of each kind of hidden character.
    const HIDDEN: &str = "\u{1b}\r\u{7f}\u{9b}\u{ad}\u{61c}\u{200b}\u{202e}\u{2066}\u{2028}\u{3164}\
                          \u{fe0f}\u{feff}\u{fff9}\u{e0041}";

    #[test]
    fn a_terminal_acts_on_nothing_that_is_shown() {
        assert_eq!(plain("a\u{1b}[31mb\r\n"), "a\\u{1b}[31mb\\r\\n");
        assert_eq!(plain("\u{202e}abc"), "\\u{202e}abc");
        assert_eq!(plain("张三 é"), "张三 é");
        let mut printable = Printable::from(HIDDEN);
        printable.styled(Style::new().bold(), HIDDEN);
        assert!(!printable.bare().chars().any(is_hidden), "{printable:?}");
        assert!(!plain(HIDDEN).chars().any(is_hidden));
        assert_eq!(Printable::from("a\n\tb").as_str(), "a\n\tb");
    }

    #[test]
    fn json_with_hidden_characters_is_the_same_value_without_them() {
        let value = serde_json::json!({ HIDDEN: [HIDDEN, "张\n三"], "n": 1.5 });
        for on_lines in [true, false] {
            let text = json(&value, on_lines);
            assert!(!text.chars().any(|c| is_hidden(c) && c != '\n'), "{text:?}");
            assert_eq!(serde_json::from_str::<Json>(&text).unwrap(), value);
        }
    }

    #[test]
    fn a_shell_leaves_what_is_quoted_as_it_is() {
        assert_eq!(word("a-b_c.d/e:f"), "a-b_c.d/e:f");
        assert_eq!(word("-rf"), "'-rf'");
        assert_eq!(word(""), "''");
        assert_eq!(quoted("a b"), "'a b'");
        assert_eq!(quoted("it's $HOME `ls`"), "'it'\\''s $HOME `ls`'");
        assert_eq!(quoted("a'\\\u{200b}b\n"), "$'a\\'\\\\\\342\\200\\213b\\012'");
    }

    #[test]
    #[cfg(unix)]
    fn bash_reads_what_is_quoted_as_it_was() {
        for text in [HIDDEN, "it's \\ $(id) `id` \"x\"\n\n", "-n", "张三; rm -rf /", "=ls", "a!b"]
        {
            let script = format!("printf %s {}", word(text));
            let Ok(ran) = std::process::Command::new("bash").args(["-c", &script]).output() else {
                return;
            };
            assert_eq!(String::from_utf8(ran.stdout).unwrap(), text, "{script:?}");
        }
    }

    #[test]
    fn a_chinese_character_takes_two_columns() {
        assert_eq!(width("张三"), 4);
        assert_eq!(width("abc"), 3);
        assert_eq!(shown("张三李四", 2), "张三…");
    }
}
