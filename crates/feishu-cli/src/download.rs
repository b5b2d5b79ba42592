//! Files from the platform, under a name that does no harm.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use feishu_core::{Client, is_hidden};

use crate::failure::Failure;
use crate::output;
use crate::text::{plain, shown};

/// Bytes of a name. Most file systems take 255, some by characters of two bytes, some less.
const MAX_NAME: usize = 180;

/// Bytes of the end of a name, such as `.pdf`, that is kept when the rest is cut.
const MAX_ENDING: usize = 20;

/// Names that are devices on Windows, with or without an ending.
const DEVICES: [&str; 9] =
    ["AUX", "CLOCK$", "CON", "CONIN$", "CONOUT$", "NUL", "PRN", "COM", "LPT"];

/// Fetches a file.
pub(crate) async fn run(client: &Client, url: &str, path: Option<&str>) -> Result<(), Failure> {
    if let Some(path) = path {
        refuse_existing(Path::new(path))?;
    }
    let download = client.download(url).await?;
    let given = download.file_name();
    let path = match (path, given.as_deref().and_then(visible)) {
        (Some(path), _) => PathBuf::from(path),
        (None, Some(name)) => PathBuf::from(name),
        (None, None) => {
            return Err(Failure::Usage(
                "the server names no file; say where to keep it".to_owned(),
            ));
        }
    };
    refuse_existing(&path)?;
    // It comes under another name first: what takes the place meanwhile is not overwritten either.
    let part = part(&path);
    let bytes = download.save(&part).await?;
    if let Err(failure) = put(&part, &path) {
        // What was to be kept is not: the failure says so.
        let _ = std::fs::remove_file(&part);
        return Err(failure);
    }
    let renamed = given.filter(|given| Some(given.as_str()) != path.to_str());
    let renamed =
        renamed.map(|given| format!(", which the server calls \"{}\"", shown(&given, 100)));
    output::note(&format!(
        "{bytes} bytes in {}{}",
        plain(&path.display().to_string()),
        renamed.unwrap_or_default()
    ));
    Ok(())
}

/// A link that leads nowhere is there, too.
fn refuse_existing(path: &Path) -> Result<(), Failure> {
    match path.symlink_metadata() {
        Ok(_) => Err(exists(path)),
        Err(_) => Ok(()),
    }
}

fn exists(path: &Path) -> Failure {
    Failure::Local(format!("{} exists, and is not overwritten", plain(&path.display().to_string())))
}

/// A name in the same folder that no other run uses, and that is short whatever the other's is.
fn part(path: &Path) -> PathBuf {
    path.with_file_name(format!(".feishu-{}.download", std::process::id()))
}

/// Gives a file its name, unless another has it.
fn put(part: &Path, path: &Path) -> Result<(), Failure> {
    match std::fs::hard_link(part, path) {
        Ok(()) => std::fs::remove_file(part).map_err(|error| Failure::io(part.display(), error)),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(exists(path)),
        // File systems without links: the best that is left.
        Err(_) => {
            refuse_existing(path)?;
            std::fs::rename(part, path).map_err(|error| Failure::io(path.display(), error))
        }
    }
}

/// What a server calls a file, as a plain visible name in the folder; `None` if nothing is left of it.
fn visible(given: &str) -> Option<String> {
    let mut name = String::with_capacity(given.len());
    for character in given.chars() {
        match character {
            // Separators, drives and streams, wildcards, redirections.
            '/' | '\\' | ':' | '<' | '>' | '"' | '|' | '?' | '*' => name.push('_'),
            _ if character.is_whitespace() => {
                // Many of them push the true ending of a name out of sight.
                if !name.ends_with(' ') {
                    name.push(' ');
                }
            }
            _ if is_hidden(character) => {}
            _ => name.push(character),
        }
    }
    // Leading dots hide a file, a hyphen makes it an option; Windows drops dots and spaces at the end.
    let name = name.trim_start_matches(['.', '-', '~', ' ']).trim_end_matches(['.', ' ']);
    if name.is_empty() || name.chars().all(|character| character == '_') {
        return None;
    }
    let name = if is_device(name) { format!("_{name}") } else { name.to_owned() };
    Some(capped(&name))
}

/// Windows looks at what stands before the first dot.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_ascii_uppercase();
    DEVICES.iter().any(|device| match stem.strip_prefix(device) {
        Some("") => !matches!(*device, "COM" | "LPT"),
        // Digits, and the superscripts that old code pages take for them.
        Some(number) if matches!(*device, "COM" | "LPT") => {
            let mut number = number.chars();
            let is_digit = |c: char| c.is_ascii_digit() || matches!(c, '¹' | '²' | '³');
            number.next().is_some_and(is_digit) && number.next().is_none()
        }
        _ => false,
    })
}

fn capped(name: &str) -> String {
    if name.len() <= MAX_NAME {
        return name.to_owned();
    }
    let ending = name.rfind('.').map_or("", |dot| &name[dot..]);
    let ending = if ending.len() > MAX_ENDING { "" } else { ending };
    let mut end = MAX_NAME - ending.len();
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{ending}", name[..end].trim_end_matches(['.', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_calls_a_file_becomes_a_plain_visible_name() {
        for (given, expected) in [
            ("聘书.pdf", Some("聘书.pdf")),
            ("a b.pdf", Some("a b.pdf")),
            (".bash_profile", Some("bash_profile")),
            ("...", None),
            ("-rf", Some("rf")),
            ("--.-x", Some("x")),
            ("../../etc/passwd", Some("_.._etc_passwd")),
            ("..\\x", Some("_x")),
            ("/etc/passwd", Some("_etc_passwd")),
            ("C:x", Some("C_x")),
            ("x.txt::$DATA", Some("x.txt__$DATA")),
            ("~/x", Some("_x")),
            ("CON", Some("_CON")),
            ("con.txt", Some("_con.txt")),
            ("NUL .tar.gz", Some("_NUL .tar.gz")),
            ("COM1", Some("_COM1")),
            ("lpt³.x", Some("_lpt³.x")),
            ("CONIN$", Some("_CONIN$")),
            ("COM", Some("COM")),
            ("COM10", Some("COM10")),
            ("CONTRACT.pdf", Some("CONTRACT.pdf")),
            ("offer\u{202e}fdp.exe", Some("offerfdp.exe")),
            ("a\u{200b}\u{0}\r\n.pdf", Some("a .pdf")),
            ("offer.pdf                                  .exe", Some("offer.pdf .exe")),
            ("x. . .", Some("x")),
            ("\u{200b}", None),
            ("///", None),
            ("", None),
            ("  \u{a0} ", None),
        ] {
            assert_eq!(visible(given).as_deref(), expected, "{given:?}");
        }
    }

    #[test]
    fn a_long_name_is_cut_between_characters_and_keeps_its_ending() {
        let name = visible(&format!("{}.pdf", "聘".repeat(300))).unwrap();
        assert!(name.len() <= MAX_NAME && name.ends_with("聘.pdf"), "{name}");
        let name = visible(&format!("a.{}", "b".repeat(300))).unwrap();
        assert_eq!(name.len(), MAX_NAME);
    }

    #[test]
    fn what_takes_the_place_of_a_file_meanwhile_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let (part, path) = (folder.path().join("x.part"), folder.path().join("x"));
        std::fs::write(&part, "new").unwrap();
        put(&part, &path).unwrap();
        assert!(!part.exists());
        std::fs::write(&part, "newer").unwrap();
        assert_eq!(put(&part, &path).unwrap_err().status(), 1);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "new");
    }
}
