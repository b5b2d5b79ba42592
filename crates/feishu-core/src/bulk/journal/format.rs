//! The bytes of a journal.
//!
//! A line with the name of the format and its version, followed by records, each in a frame:
//!
//! ```text
//! sum 8 | back 4 | length 2 | kind 1 | body, so many bytes as `length` says
//! ```
//!
//! Numbers are little-endian. `sum` is a prefix of the SHA-256 of the offset of the frame and of
//! all that follows `sum`, so a moved frame is as invalid as a changed one. `back` is the distance
//! to the start of the batch that the frame was written with. Everything before that start was on
//! the disk by then, so damage there is not a torn end.

use hmac_sha256::Hash;

/// The first line of every journal of this version.
pub(super) const MAGIC: &[u8] = b"feishu-bulk-journal 1\n";
/// What the first line begins with in every version.
pub(super) const MAGIC_NAME: &[u8] = b"feishu-bulk-journal ";

/// Maximum length in bytes of a job name or a key.
pub(crate) const MAX_TEXT: usize = 1024;

/// Bytes of a frame before its body.
const HEAD: usize = 15;
const SUM: usize = 8;
const TIME: usize = 8;

/// The longest possible frame.
pub(super) const MAX_FRAME: usize = HEAD + TIME + MAX_TEXT;

/// A record of a journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Record {
    /// What the journal is for; the first record, and only that.
    Job(String),
    /// The item is about to be sent, at this time in milliseconds since 1970.
    Started { key: String, millis: u64 },
    /// The platform has carried out the item.
    Done { key: String },
    /// The platform has certainly not carried it out.
    NotDone { key: String },
}

/// A record, the offset of its end, and the start of its batch.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) record: Record,
    pub(super) batch: u64,
    pub(super) length: usize,
}

/// Appends the frame of `record`, which will be at offset `at` of the file, in a batch that begins
/// at `batch`. Strings are no longer than [`MAX_TEXT`].
pub(super) fn encode(record: &Record, at: u64, batch: u64, out: &mut Vec<u8>) {
    let (kind, millis, text) = match record {
        Record::Job(name) => (b'J', None, name),
        Record::Started { key, millis } => (b'S', Some(*millis), key),
        Record::Done { key } => (b'D', None, key),
        Record::NotDone { key } => (b'N', None, key),
    };
    let start = out.len();
    let back = u32::try_from(at - batch).unwrap_or(u32::MAX);
    let length = text.len() + millis.map_or(0, |_| TIME);
    out.extend([0; SUM]);
    out.extend(back.to_le_bytes());
    out.extend(u16::try_from(length).unwrap_or(u16::MAX).to_le_bytes());
    out.push(kind);
    out.extend(millis.iter().flat_map(|millis| millis.to_le_bytes()));
    out.extend(text.as_bytes());
    let sum = sum(at, &out[start + SUM..]);
    out[start..start + SUM].copy_from_slice(&sum);
}

/// The frame at the start of `bytes`, which are at offset `at` of the file; `None` unless it is
/// complete and intact.
pub(super) fn decode(bytes: &[u8], at: u64) -> Option<Frame> {
    let head = bytes.first_chunk::<HEAD>()?;
    let [s0, s1, s2, s3, s4, s5, s6, s7, b0, b1, b2, b3, l0, l1, kind] = *head;
    let length = HEAD + usize::from(u16::from_le_bytes([l0, l1]));
    if length > MAX_FRAME || !b"JSDN".contains(&kind) {
        return None;
    }
    let frame = bytes.get(..length)?;
    if sum(at, &frame[SUM..]) != [s0, s1, s2, s3, s4, s5, s6, s7] {
        return None;
    }
    let batch = at.checked_sub(u32::from_le_bytes([b0, b1, b2, b3]).into())?;
    let body = &frame[HEAD..];
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).ok();
    let record = match kind {
        b'J' => Record::Job(text(body)?),
        b'S' => {
            let (millis, key) = body.split_first_chunk::<TIME>()?;
            Record::Started { key: text(key)?, millis: u64::from_le_bytes(*millis) }
        }
        b'D' => Record::Done { key: text(body)? },
        _ => Record::NotDone { key: text(body)? },
    };
    Some(Frame { record, batch, length })
}

fn sum(at: u64, frame: &[u8]) -> [u8; SUM] {
    let mut whole = Hash::new();
    whole.update(at.to_le_bytes());
    whole.update(frame);
    let whole = whole.finalize();
    let mut sum = [0; SUM];
    sum.copy_from_slice(&whole[..SUM]);
    sum
}
