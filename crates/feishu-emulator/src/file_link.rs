//! Links to files: valid for thirty minutes, for anyone who has them.
//!
//! A link names its file and its end, and is signed, so it needs no row of its own and no
//! `Authorization`.

use percent_encoding::percent_decode_str;
use rusqlite::Transaction;

use crate::answer::{Failure, Refusal};
use crate::catalogue::{Head, Parts};
use crate::code::Code;
use crate::objects::file;
use crate::objects::kind::Kind;
use crate::page_token;

/// What is in a link between the product and what is signed, as in the vendor's samples.
const PLACE: &str = "/file/blob/";

const LIFETIME_MILLIS: i64 = 30 * 60 * 1000;

/// A link as it is called.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Link<'a> {
    pub(crate) product: &'a str,
    signed: &'a str,
}

impl<'a> Link<'a> {
    /// The link that a path is, if it is that of a product with files.
    pub(crate) fn in_path(parts: &Parts, path: &'a str) -> Option<Self> {
        let (product, rest) = path.strip_prefix('/')?.split_once(PLACE)?;
        let signed = rest.strip_suffix('/').filter(|link| !link.contains('/'))?;
        let is_wanted = |head: Head<'_>| head.is_file && head.product == product;
        parts.heads().any(is_wanted).then_some(Self { product, signed })
    }

    /// How the log shows its path: what is in it lets anyone fetch the file.
    pub(crate) fn recorded_path(self) -> String {
        format!("/{}{PLACE}{{link}}/", self.product)
    }
}

/// A file that a link leads to.
#[derive(Clone, Debug)]
pub(crate) struct Download {
    /// The number of its pieces.
    pub(crate) content: i64,
    pub(crate) name: String,
    pub(crate) mime: String,
    pub(crate) size: u64,
}

/// A link to a file, from now on.
pub(crate) fn make(
    transaction: &Transaction<'_>,
    base_url: &str,
    kind: &Kind,
    id: &str,
    now: i64,
) -> Result<String, Failure> {
    let name = format!("{}/{id}", kind.name);
    let end = now.saturating_add(LIFETIME_MILLIS);
    let seal = page_token::seal(transaction, &subject(&name), end)?;
    let name: String = name.bytes().map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("{base_url}/{}{PLACE}{seal}{name}/", kind.product))
}

/// The file that a link leads to. No page says what a link answers that is no longer good; the code is that of a bad
/// parameter.
pub(crate) fn open(
    transaction: &Transaction<'_>,
    parts: &Parts,
    link: Link<'_>,
    bad_parameter: i64,
    now: i64,
) -> Result<Download, Failure> {
    let refused = Code { status: 403, code: bad_parameter };
    let forged = || Refusal::new(refused, "The link is not one that was given out here.");
    let (seal, name) = link.signed.split_at_checked(page_token::LENGTH).ok_or_else(forged)?;
    let name = from_hex(name).ok_or_else(forged)?;
    let end = page_token::open(transaction, &subject(&name), seal)?.ok_or_else(forged)?;
    let (kind, id) = name.split_once('/').ok_or_else(forged)?;
    let kind = parts.find(kind)?.map(|found| found.kind);
    let kind = kind.filter(|kind| kind.product == link.product).ok_or_else(forged)?;
    if now >= end {
        let msg = "The link has expired; it was good for 30 minutes. Ask for the file again.";
        return Err(Refusal::new(refused, msg).into());
    }
    let missing = |msg| Refusal::new(refused, msg).status(404);
    let stored = file::find(transaction, kind, id)?
        .ok_or_else(|| missing("There is no such file here any more."))?;
    let content = stored.content.ok_or_else(|| {
        missing("A seed brought this file without what is in it; give it a text or a base64.")
    })?;
    let size = u64::try_from(stored.size).unwrap_or_default();
    Ok(Download { content, name: stored.name, mime: stored.mime, size })
}

/// What is signed. A list's question is JSON, so no page token is a link, and no link one.
fn subject(name: &str) -> String {
    format!("file of {name}")
}

/// The text that hexadecimal digits stand for. Digits in upper case were never given out.
fn from_hex(digits: &str) -> Option<String> {
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
