//! Files on their way in: multipart, read piece by piece into the database.
//!
//! At no time is more in memory than a piece and what the parser holds of the next. The pieces are
//! committed as they come and belong to nothing until the call that names them succeeds.

mod disposition;
mod metered;

use std::sync::Arc;

use axum::body::BodyDataStream;
use axum::http::{HeaderMap, header};
use futures_util::StreamExt;
use multer::{Field, Multipart};
use serde_json::Value;

use crate::answer::{Failure, FieldViolation};
use crate::catalogue::UploadRule;
use crate::objects::content::{self, PIECE};
use crate::objects::file::ANY_MIME;
use crate::store::Store;
use crate::strict_json::REPEATED;
use disposition::{Disposition, is_ambiguous};
use metered::{Broken, Metered, Waiting};

/// A file that came in whole.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) name: String,
    pub(crate) mime: String,
    pub(crate) size: i64,
    pieces: Pieces,
}

impl Received {
    pub(crate) fn file(&self) -> i64 {
        self.pieces.file
    }
}

/// Why no file came in.
#[derive(Clone, Debug)]
pub(crate) enum Problem {
    /// The caller's doing.
    Wrong(FieldViolation),
    /// The emulator's own.
    Failed(String),
}

impl Problem {
    /// What follows the closing boundary breaks off, or is a body of its own.
    pub(crate) fn after_the_end(rule: &UploadRule) -> Self {
        wrong(&rule.field, "the body goes on behind its closing boundary".to_owned())
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Internal(reason) => Self::Failed(reason),
            Failure::Refused(refusal) => Self::Failed(refusal.to_string()),
        }
    }
}

/// Reads the one file of a body.
pub(crate) async fn receive(
    store: &Arc<Store>,
    headers: &HeaderMap,
    rule: &UploadRule,
    body: &mut BodyDataStream,
) -> Result<Received, Problem> {
    let boundary = boundary(headers)?;
    let waiting = Waiting::default();
    let mut parts = Multipart::new(Metered::new(body, &waiting), boundary);
    let mut received = None;
    while let Some(part) = parts.next_field().await.map_err(|error| unreadable(rule, &error))? {
        let disposition = disposition_of(&part, rule)?;
        if disposition.field.as_deref() != Some(&rule.field) {
            let name = disposition.field.unwrap_or_default();
            let problem = format!("is not a part here; the part is {}", rule.field);
            return Err(wrong(&name, problem));
        }
        if received.is_some() {
            return Err(wrong(&rule.field, "is there more than once".to_owned()));
        }
        let Some(name) = disposition.file_name else {
            return Err(wrong(&rule.field, "has no file name; send filename=\"…\"".to_owned()));
        };
        received = Some(read(store, part, name, rule, &waiting).await?);
    }
    received.ok_or_else(|| wrong(&rule.field, "is required and missing".to_owned()))
}

/// What separates the parts, if the body says that it has any.
fn boundary(headers: &HeaderMap) -> Result<String, Problem> {
    let expected = "expected multipart/form-data with a boundary";
    let mut values = headers.get_all(header::CONTENT_TYPE).iter();
    let Some(value) = values.next() else {
        return Err(wrong("Content-Type", format!("is missing, {expected}")));
    };
    if values.next().is_some() {
        return Err(wrong("Content-Type", REPEATED.to_owned()));
    }
    let text = String::from_utf8_lossy(value.as_bytes());
    // An empty boundary would make two hyphens in a file its end.
    let usable = |boundary: &String| !boundary.is_empty() && !is_ambiguous(&text, "boundary");
    multer::parse_boundary(&text).ok().filter(usable).ok_or_else(|| {
        let problem = format!("is another type, {expected}");
        Problem::Wrong(FieldViolation::new("Content-Type", &Value::from(text.as_ref()), problem))
    })
}

fn disposition_of(part: &Field<'_>, rule: &UploadRule) -> Result<Disposition, Problem> {
    // Forms do not have it any more (RFC 7578), and the file is stored as it comes. Of a header that is
    // there twice the parser keeps the last one only, so that cannot be told.
    if let Some(encoding) = part.headers().get("content-transfer-encoding") {
        let is = |plain: &&[u8]| encoding.as_bytes().eq_ignore_ascii_case(plain);
        if ![&b"7bit"[..], b"8bit", b"binary"].iter().any(is) {
            let problem = "the part's Content-Transfer-Encoding is not decoded here; send the file \
                           as it is";
            return Err(wrong(&rule.field, problem.to_owned()));
        }
    }
    let parsed = match part.headers().get("content-disposition") {
        Some(value) => Disposition::parse(value.as_bytes()),
        None => Err("is missing"),
    };
    parsed
        .map_err(|problem| wrong(&rule.field, format!("the part's Content-Disposition {problem}")))
}

async fn read(
    store: &Arc<Store>,
    mut part: Field<'_>,
    name: String,
    rule: &UploadRule,
    waiting: &Waiting,
) -> Result<Received, Problem> {
    let mime = part.content_type().map_or_else(|| ANY_MIME.to_owned(), ToString::to_string);
    let mut pieces = Pieces::begin(store).await?;
    let mut size: u64 = 0;
    let mut buffer = Vec::new();
    while let Some(bytes) = part.chunk().await.map_err(|error| unreadable(rule, &error))? {
        waiting.handed_on(bytes.len());
        size = size.saturating_add(bytes.len() as u64);
        if let Some(most) = rule.max_bytes.filter(|most| size > *most) {
            let problem = format!("is larger than {most} bytes");
            return Err(wrong(&rule.field, problem));
        }
        let mut bytes = &bytes[..];
        while !bytes.is_empty() {
            let room = PIECE.saturating_sub(buffer.len()).min(bytes.len());
            let (now, later) = bytes.split_at(room);
            buffer.extend_from_slice(now);
            bytes = later;
            if buffer.len() == PIECE {
                pieces.write(std::mem::take(&mut buffer)).await?;
            }
        }
    }
    if !buffer.is_empty() {
        pieces.write(buffer).await?;
    }
    Ok(Received { name, mime, size: i64::try_from(size).unwrap_or(i64::MAX), pieces })
}

fn wrong(field: &str, problem: String) -> Problem {
    Problem::Wrong(FieldViolation::missing(field, problem))
}

fn unreadable(rule: &UploadRule, error: &multer::Error) -> Problem {
    use multer::Error as E;
    let problem = match error {
        E::StreamReadFailed(source) => match source.downcast_ref::<Broken>() {
            Some(broken) => broken.to_string(),
            None => source.to_string(),
        },
        E::IncompleteFieldData { .. } | E::IncompleteStream | E::IncompleteHeaders => {
            "the body ends, or goes astray, before its closing boundary".to_owned()
        }
        other => format!("the headers of a part cannot be read: {other}"),
    };
    wrong(&rule.field, problem)
}

/// The pieces of one upload. Dropped, they are deleted unless a file names them by then.
struct Pieces {
    store: Arc<Store>,
    file: i64,
    next: i64,
}

impl Pieces {
    async fn begin(store: &Arc<Store>) -> Result<Self, Problem> {
        let writer = Arc::clone(store);
        let begin = move || writer.transaction(content::begin).map_err(Failure::from);
        let file = blocking(begin).await?;
        Ok(Self { store: Arc::clone(store), file, next: 0 })
    }

    /// Waits until the piece is stored, so the caller sends no faster than that.
    async fn write(&mut self, piece: Vec<u8>) -> Result<(), Problem> {
        let (store, file, number) = (Arc::clone(&self.store), self.file, self.next);
        self.next = number.saturating_add(1);
        blocking(move || {
            store
                .transaction(|transaction| content::write_piece(transaction, file, number, &piece))
                .map_err(Failure::from)
        })
        .await
    }
}

impl std::fmt::Debug for Pieces {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pieces").field("file", &self.file).finish_non_exhaustive()
    }
}

impl Drop for Pieces {
    fn drop(&mut self) {
        let (store, file) = (Arc::clone(&self.store), self.file);
        // What cannot be deleted now, since the database fails or the runtime ends, is swept at the
        // next start.
        let delete = move || {
            let _ = store.transaction(|tx| content::delete_unless_named(tx, file));
        };
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn_blocking(delete);
        }
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Problem> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done.map_err(Problem::from),
        Err(_) => Err(Problem::Failed("the async runtime stopped".to_owned())),
    }
}

/// Reads and drops up to `limit` bytes, so that the caller gets to the response. Whether the body
/// came to its end in good order.
pub(crate) async fn drain(body: &mut BodyDataStream, limit: usize) -> bool {
    let mut seen: usize = 0;
    while let Some(data) = body.next().await {
        let Ok(data) = data else { return false };
        seen = seen.saturating_add(data.len());
        if seen > limit {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use axum::body::Body;
    use bytes::Bytes;
    use futures_util::stream;

    use super::*;

    /// Ten bytes at a time; an error after them where `ends_well` does not hold.
    async fn drained(pieces: usize, limit: usize, ends_well: bool) -> (bool, usize) {
        let read = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&read);
        let data = (0..pieces).map(move |_| {
            counted.fetch_add(10, Ordering::Relaxed);
            Ok(Bytes::from_static(b"0123456789"))
        });
        let end = (!ends_well).then(|| Err(std::io::Error::other("gone")));
        let mut body = Body::from_stream(stream::iter(data.chain(end))).into_data_stream();
        let is_whole = drain(&mut body, limit).await;
        (is_whole, read.load(Ordering::Relaxed))
    }

    #[tokio::test]
    async fn what_is_left_of_a_body_is_read_up_to_a_limit() {
        for (pieces, limit, ends_well, expected) in [
            (0, 30, true, (true, 0)),
            (1, 30, true, (true, 10)),
            (3, 30, true, (true, 30)),
            (4, 30, true, (false, 40)),
            (100, 30, true, (false, 40)),
            (0, 30, false, (false, 0)),
            (2, 30, false, (false, 20)),
        ] {
            assert_eq!(drained(pieces, limit, ends_well).await, expected, "{pieces} {ends_well}");
        }
    }
}
