//! Makes a file name proposed by someone else safe to use.

use feishu_text::is_hidden;

/// Maximum length in bytes: most file systems allow 255, and programs append extensions.
const MAX_BYTES: usize = 200;
/// Maximum length in bytes of an extension, with its dot, that is kept when a name is cut.
const MAX_ENDING: usize = 20;

/// A safe and visible file name made from an untrusted one, such as the name that a server gives a
/// download; `None` if nothing of it can be used.
///
/// The result can be joined to a folder on any operating system: it names no other folder, hidden
/// file, device or command-line option, contains no hidden characters, and has at most 200 bytes.
/// Readable text in any script is kept. The caller must check whether a file of this name exists.
///
/// ```
/// use feishu_core::safe_file_name;
///
/// assert_eq!(safe_file_name("张三 offer.pdf").as_deref(), Some("张三 offer.pdf"));
/// assert_eq!(safe_file_name("../../.bash_profile").as_deref(), Some("_bash_profile"));
/// assert_eq!(safe_file_name("C:\\Temp\\CON.txt").as_deref(), Some("_CON.txt"));
/// assert_eq!(safe_file_name(".."), None);
/// ```
#[must_use]
pub fn safe_file_name(proposed: &str) -> Option<String> {
    let base = proposed.rsplit(['/', '\\']).next().unwrap_or_default();
    let mut name = String::with_capacity(base.len().min(MAX_BYTES));
    for character in base.chars().filter(|it| it.is_whitespace() || !is_hidden(*it)) {
        match character {
            space if space.is_whitespace() => {
                if !name.ends_with(' ') {
                    name.push(' ');
                }
            }
            // Characters that Windows refuses, including those for streams (`name:stream`).
            '<' | '>' | ':' | '"' | '|' | '?' | '*' => name.push('_'),
            plain => name.push(plain),
        }
    }
    // Windows drops trailing dots and spaces, so that two names would become one.
    let name = name.trim_matches(' ').trim_end_matches(['.', ' ']);
    if name.trim_start_matches(['.', '-', '~', '_', ' ']).is_empty() {
        return None;
    }
    // A leading dot hides a file, a dash makes it an option, and a shell expands a tilde.
    let mut name = match name.strip_prefix(['.', '-', '~']) {
        Some(rest) => format!("_{rest}"),
        None => name.to_owned(),
    };
    if is_device(&name) {
        name.insert(0, '_');
    }
    Some(shortened(name))
}

/// Whether Windows treats a name as a device, whatever its extension.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    match stem.as_str() {
        "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$" => true,
        numbered => ["COM", "LPT"].iter().any(|device| {
            let number = numbered.strip_prefix(device).map(|it| it.chars().collect::<Vec<_>>());
            matches!(number.as_deref(), Some(['0'..='9' | '¹' | '²' | '³']))
        }),
    }
}

/// A name that is too long loses the end of its stem but keeps its extension.
fn shortened(name: String) -> String {
    if name.len() <= MAX_BYTES {
        return name;
    }
    let ending = name.rfind('.').map(|dot| &name[dot..]).filter(|it| it.len() <= MAX_ENDING);
    let ending = ending.unwrap_or_default();
    let stem = &name[..name.len() - ending.len()];
    let cut = (0..=MAX_BYTES - ending.len()).rev().find(|at| stem.is_char_boundary(*at));
    let kept = stem.get(..cut.unwrap_or_default()).unwrap_or_default();
    format!("{}{ending}", kept.trim_end_matches(['.', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_a_server_proposes_becomes_a_plain_visible_one() {
        for (proposed, expected) in [
            ("offer.pdf", Some("offer.pdf")),
            ("张三 的 offer (1).pdf", Some("张三 的 offer (1).pdf")),
            ("a.tar.gz", Some("a.tar.gz")),
            ("_draft.md", Some("_draft.md")),
            // Hidden files and options.
            (".bash_profile", Some("_bash_profile")),
            ("..hidden", Some("_.hidden")),
            ("-rf", Some("_rf")),
            ("~root", Some("_root")),
            (" .ssh ", Some("_ssh")),
            ("\u{200b}.ssh", Some("_ssh")),
            // Folders, drives, streams, devices.
            ("/etc/passwd", Some("passwd")),
            ("..\\..\\a.pdf", Some("a.pdf")),
            ("C:x", Some("C_x")),
            ("a.pdf:evil.exe", Some("a.pdf_evil.exe")),
            ("CON", Some("_CON")),
            ("nul.txt", Some("_nul.txt")),
            // A device whatever its extensions.
            ("con.tar.gz", Some("_con.tar.gz")),
            ("com1 .log", Some("_com1 .log")),
            ("LPT².pdf", Some("_LPT².pdf")),
            ("aux", Some("_aux")),
            ("console.txt", Some("console.txt")),
            ("COM10.txt", Some("COM10.txt")),
            ("a<b>|?*\"c", Some("a_b_____c")),
            // What Windows would drop.
            ("a.pdf. . ", Some("a.pdf")),
            // What nobody sees.
            ("a\u{202e}fdp.exe", Some("afdp.exe")),
            ("a\r\nb\tc\0\u{1b}[31m.pdf", Some("a b c[31m.pdf")),
            ("a\u{200d}\u{feff}\u{ad}b\u{fe0f}.pdf", Some("ab.pdf")),
            ("a\u{e0041}\u{2028}b", Some("a b")),
            ("a\u{a0}\u{3000}b", Some("a b")),
            // Nothing is left.
            ("", None),
            (".", None),
            ("..", None),
            ("a/..", None),
            (" - ", None),
            ("...", None),
            ("\u{202e}\u{200b}", None),
            ("folder/", None),
        ] {
            assert_eq!(safe_file_name(proposed).as_deref(), expected, "{proposed:?}");
        }
    }

    #[test]
    fn a_long_name_is_cut_between_characters_and_keeps_its_ending() {
        let name = safe_file_name(&format!("{}.pdf", "张".repeat(300))).unwrap();
        assert_eq!(name, format!("{}.pdf", "张".repeat(65)));
        assert_eq!(safe_file_name(&"a".repeat(201)).unwrap(), "a".repeat(200));
        assert_eq!(safe_file_name(&"a".repeat(200)).unwrap(), "a".repeat(200));
        let ending = format!("a.{}", "b".repeat(300));
        assert_eq!(safe_file_name(&ending).unwrap(), ending[..200]);
    }

    /// Programs know by its ending how to open a file.
    #[test]
    fn a_long_name_keeps_its_ending_whatever_dots_are_before_it() {
        for (begin, ending) in
            [("1. offer of ", ".pdf"), ("v2.0.1 of ", ".docx"), ("a.b", ".md"), ("张.三", ".表格")]
        {
            let name = safe_file_name(&format!("{begin}{}{ending}", "x".repeat(300))).unwrap();
            let middle = "x".repeat(200 - begin.len() - ending.len());
            assert_eq!(name, format!("{begin}{middle}{ending}"));
        }
    }

    #[test]
    fn a_safe_name_stays_as_it_is() {
        let pieces =
            [".", "-", "~", " ", "/", "\\", ":", "CON", "a", "张", "\u{202e}", "\u{a0}", "\t"];
        let mut random = fastrand::Rng::with_seed(6266);
        for _ in 0..20_000 {
            let proposed: String = (0..8).filter_map(|_| random.choice(pieces)).collect();
            if let Some(name) = safe_file_name(&proposed) {
                assert_eq!(safe_file_name(&name).as_deref(), Some(&*name), "{proposed:?}");
                assert!(!name.starts_with(['.', '-', '~']) && !is_device(&name), "{name:?}");
            }
        }
    }
}
