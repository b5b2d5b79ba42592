//! Page tokens: where a list continues, signed together with its query.
//!
//! A client must hand a token back as it got it. The signature tells one that was made up, changed
//! or taken to another query.

use hmac_sha256::HMAC;
use rusqlite::Transaction;

use crate::answer::Failure;

/// Hexadecimal digits of the position, and bytes of the signature that go along.
const POSITION_DIGITS: usize = 16;
const SIGNATURE_BYTES: usize = 16;

/// Bytes of a whole token.
pub(crate) const LENGTH: usize = POSITION_DIGITS + 2 * SIGNATURE_BYTES;

/// A token to go on with after the object of this number.
pub(crate) fn seal(
    transaction: &Transaction<'_>,
    question: &str,
    after: i64,
) -> Result<String, Failure> {
    let key =
        transaction.query_row("SELECT value FROM page_key", [], |row| row.get::<_, Vec<u8>>(0))?;
    let mut mac = HMAC::new(&key);
    // The position first: it has a fixed length, so no two pairs are the same bytes.
    mac.update(after.to_be_bytes());
    mac.update(question.as_bytes());
    let signature = mac.finalize();
    let mut token = format!("{after:016x}");
    for byte in signature.iter().take(SIGNATURE_BYTES) {
        token += &format!("{byte:02x}");
    }
    Ok(token)
}

/// The number in a token that was made for this question.
///
/// Made again and compared, so every spelling but the one that was given out is another token.
/// The comparison need not be constant-time: someone who can measure it could also read the database.
pub(crate) fn open(
    transaction: &Transaction<'_>,
    question: &str,
    token: &str,
) -> Result<Option<i64>, Failure> {
    let position = token.get(..POSITION_DIGITS);
    let Some(after) = position.and_then(|digits| i64::from_str_radix(digits, 16).ok()) else {
        return Ok(None);
    };
    Ok((seal(transaction, question, after)? == token).then_some(after))
}
