//! Links to files: good for thirty minutes, for whoever has them.
//!
//! A link names its attachment and its end, and is signed, so it needs no row of its own and no
//! `Authorization`.

use percent_encoding::percent_decode_str;
use rusqlite::Transaction;

use crate::answer::{Failure, Refusal};
use crate::code::Code;
use crate::objects::attachment;
use crate::page_token;

/// Where links begin, as in the vendor's samples.
const PREFIX: &str = "/hire/file/blob/";

/// How the log shows the path of a link: what is in it lets anyone fetch the file.
pub(crate) const RECORDED_PATH: &str = "/hire/file/blob/{link}/";

const LIFETIME_MILLIS: i64 = 30 * 60 * 1000;

/// No page says what a link answers that is no longer good; the code is that of a bad parameter.
const REFUSED: Code = Code { status: 403, code: 1002002 };

/// A file that a link leads to.
#[derive(Clone, Debug)]
pub(crate) struct Download {
    pub(crate) file: i64,
    pub(crate) name: String,
    pub(crate) mime: String,
    pub(crate) size: u64,
}

/// A link to the attachment's file, from now on.
pub(crate) fn make(
    transaction: &Transaction<'_>,
    base_url: &str,
    id: &str,
    now: i64,
) -> Result<String, Failure> {
    let seal = page_token::seal(transaction, &subject(id), now.saturating_add(LIFETIME_MILLIS))?;
    let name: String = id.bytes().map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("{base_url}{PREFIX}{seal}{name}/"))
}

/// The part of a path that is signed, if the path is that of a link.
pub(crate) fn in_path(path: &str) -> Option<&str> {
    path.strip_prefix(PREFIX)?.strip_suffix('/').filter(|link| !link.contains('/'))
}

/// The file that a link leads to.
pub(crate) fn open(
    transaction: &Transaction<'_>,
    link: &str,
    now: i64,
) -> Result<Download, Failure> {
    let forged = || Refusal::new(REFUSED, "The link is not one that was given out here.");
    let (seal, name) = link.split_at_checked(page_token::LENGTH).ok_or_else(forged)?;
    let id = attachment_id(name).ok_or_else(forged)?;
    let end = page_token::open(transaction, &subject(&id), seal)?.ok_or_else(forged)?;
    if now >= end {
        let msg = "The link has expired; it was good for 30 minutes. Ask for the attachment again.";
        return Err(Refusal::new(REFUSED, msg).into());
    }
    let missing = |msg| Refusal::new(REFUSED, msg).status(404);
    let stored = attachment::find(transaction, &id)?
        .ok_or_else(|| missing("There is no attachment here any more."))?;
    let file = stored.file.ok_or_else(|| {
        missing("A seed brought this attachment without its file; give it a text or a base64.")
    })?;
    let size = u64::try_from(stored.size).unwrap_or_default();
    Ok(Download { file, name: stored.name, mime: stored.mime, size })
}

/// What is signed. A list's question is JSON, so no page token is a link, and no link one.
fn subject(id: &str) -> String {
    format!("file of {id}")
}

/// The id that hexadecimal digits stand for. Digits in upper case were never given out.
fn attachment_id(digits: &str) -> Option<String> {
    let known = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if !digits.len().is_multiple_of(2) || !digits.bytes().all(known) {
        return None;
    }
    let mut escaped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place.is_multiple_of(2) {
            escaped.push('%');
        }
        escaped.push(digit);
    }
    percent_decode_str(&escaped).decode_utf8().ok().map(Into::into)
}
