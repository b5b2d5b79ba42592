//! The content of a file to upload, and the check of its length.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::stream::Stream;
use tokio::io::AsyncRead;
use tokio_util::io::ReaderStream;

/// Number of bytes that are read and sent at a time.
const PIECE: usize = 64 * 1024;

type Reader = Pin<Box<dyn AsyncRead + Send>>;

/// The source of the content.
pub(super) enum Source {
    Bytes(Bytes),
    Path(PathBuf),
    /// Taken when it is sent.
    Reader(Mutex<Option<Reader>>),
}

/// Content that is being read.
pub(super) enum Content {
    Bytes(Bytes),
    Reader(ReaderStream<Reader>),
}

impl Source {
    pub(super) fn reader(reader: impl AsyncRead + Send + 'static) -> Self {
        Self::Reader(Mutex::new(Some(Box::pin(reader))))
    }

    /// The name of the file in messages: its path, or the name that it is sent under.
    pub(super) fn subject(&self, file_name: &str) -> String {
        match self {
            Self::Path(path) => path.display().to_string(),
            Self::Bytes(_) | Self::Reader(_) => format!("{file_name:?}"),
        }
    }

    pub(super) async fn open(&self) -> Result<Content, FileError> {
        let reader: Reader = match self {
            Self::Bytes(bytes) => return Ok(Content::Bytes(bytes.clone())),
            Self::Path(path) => {
                let file = tokio::fs::File::open(path).await.map_err(|error| {
                    FileError::new(format!("{} cannot be opened: {error}", path.display()))
                })?;
                Box::pin(file)
            }
            Self::Reader(reader) => {
                let taken = reader.lock().unwrap_or_else(PoisonError::into_inner).take();
                taken.ok_or_else(|| {
                    FileError::new("a reader can be sent only once; create another upload")
                })?
            }
        };
        Ok(Content::Reader(ReaderStream::with_capacity(reader, PIECE)))
    }
}

/// Counts content as it is read, and ends with an error if its length is wrong.
pub(super) struct Counted<F> {
    content: Content,
    subject: String,
    sent: u64,
    length: Option<u64>,
    max: Option<u64>,
    on_piece: F,
    over: bool,
}

impl<F> Counted<F> {
    pub(super) fn new(
        content: Content,
        subject: impl Into<String>,
        length: Option<u64>,
        max: Option<u64>,
        on_piece: F,
    ) -> Self {
        Self { content, subject: subject.into(), sent: 0, length, max, on_piece, over: false }
    }

    /// The error for the length, now that `sent` bytes were read.
    fn problem(&self, ended: bool) -> Option<FileError> {
        let (sent, subject) = (self.sent, &self.subject);
        match (self.length, self.max) {
            (Some(length), _) if sent > length || (ended && sent < length) => {
                let reason = if ended { "ended after" } else { "continued beyond" };
                let at = if ended { sent } else { length };
                Some(FileError::new(format!(
                    "{subject} {reason} {at} bytes, but {length} were announced"
                )))
            }
            (None, Some(max)) if sent > max => Some(FileError::new(format!(
                "{subject} is larger than the {max} bytes that are allowed"
            ))),
            _ => None,
        }
    }
}

impl<F: Fn(u64) + Unpin> Stream for Counted<F> {
    type Item = Result<Bytes, FileError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.over {
            return Poll::Ready(None);
        }
        let piece = match &mut self.content {
            Content::Bytes(bytes) => {
                let piece = bytes.split_to(PIECE.min(bytes.len()));
                (!piece.is_empty()).then_some(Ok(piece))
            }
            Content::Reader(reader) => match Pin::new(reader).poll_next(context) {
                Poll::Ready(piece) => piece,
                Poll::Pending => return Poll::Pending,
            },
        };
        let next = match piece {
            Some(Ok(piece)) => {
                self.sent += piece.len() as u64;
                match self.problem(false) {
                    Some(problem) => Some(Err(problem)),
                    None => {
                        (self.on_piece)(self.sent);
                        Some(Ok(piece))
                    }
                }
            }
            Some(Err(error)) => Some(Err(FileError::read(&self.subject, &error))),
            None => self.problem(true).map(Err),
        };
        self.over = !matches!(next, Some(Ok(_)));
        Poll::Ready(next)
    }
}

/// The file is not as expected. If a part of it was sent, the request is incomplete.
#[derive(Debug)]
pub(crate) struct FileError(String);

impl FileError {
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self(what.into())
    }

    fn read(subject: &str, error: &io::Error) -> Self {
        Self(format!("{subject} cannot be read: {error}"))
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for FileError {}
