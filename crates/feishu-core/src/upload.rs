//! Uploading a file.
//!
//! A form is an operation with `upload`: one file, and a body whose fields are text parts with the
//! types and rules of any other body. File names are sent as they are, in quoted UTF-8: `filename*`
//! is not part of this format, and servers do not read it. The bytes are counted, and a file of an
//! unexpected length aborts the request. During an upload, the client's timeout limits how long no
//! byte may move.

mod source;

use std::fmt;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use reqwest::multipart::{Form, Part};
use tokio::io::AsyncRead;
use tokio::time::Instant;

use crate::error::Error;
use crate::operation::FilePart;
use crate::validate::{Pointer, Rule, Violations};
use source::{Counted, Source};

pub use bytes::Bytes;
pub(crate) use source::FileError;

/// Content type of a form. The boundary is added when it is sent.
pub(crate) const FORM_CONTENT_TYPE: &str = "multipart/form-data";

/// A file to upload: its content, name and media type.
///
/// The content is streamed: from memory, from a file, or from any [`AsyncRead`].
///
/// ```
/// use feishu_core::Upload;
///
/// # async fn run() -> std::io::Result<()> {
/// let from_memory = Upload::bytes("offer.txt", "Dear Ms Zhang, …");
/// let from_disk = Upload::open("offers/张三.pdf").await?
///     .on_progress(|progress| println!("{} of {:?} bytes", progress.done, progress.total));
/// let from_anything = Upload::reader("offer.pdf", tokio::io::empty()).length(0);
/// # Ok(())
/// # }
/// ```
pub struct Upload {
    file_name: String,
    content_type: Option<String>,
    source: Source,
    length: Option<u64>,
    on_progress: Option<Arc<OnProgress>>,
}

type OnProgress = dyn Fn(Progress) + Send + Sync;

/// The progress of an upload or a download.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Bytes of the file that were passed to the connection, or received from it.
    pub done: u64,
    /// Total number of bytes, if known.
    pub total: Option<u64>,
}

impl Upload {
    /// Uploads data in memory: a `Vec<u8>`, a `String`, or a `'static` slice.
    pub fn bytes(file_name: impl Into<String>, content: impl Into<Bytes>) -> Self {
        let content = content.into();
        let length = content.len() as u64;
        Self::new(file_name.into(), Source::Bytes(content), Some(length))
    }

    /// Uploads a file of this machine under its own name.
    ///
    /// # Errors
    /// The file does not exist, is not a regular file, or its name is not Unicode; the message
    /// names the path. The file is opened again when it is sent, and must not have changed its
    /// length by then.
    pub async fn open(path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref();
        let metadata = tokio::fs::metadata(path).await.map_err(|error| {
            io::Error::new(error.kind(), format!("{} cannot be opened: {error}", path.display()))
        })?;
        if !metadata.is_file() {
            let message = format!("{} is not a file", path.display());
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            let message = format!(
                "the name of {} is not Unicode; open the file yourself and use Upload::reader",
                path.display()
            );
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        };
        Ok(Self::new(name.to_owned(), Source::Path(path.to_owned()), Some(metadata.len())))
    }

    /// Uploads what `reader` yields. It can be sent only once, so a failed call cannot be retried.
    ///
    /// Set the [`length`](Self::length) if it is known. Otherwise the request is sent in chunks,
    /// which not every proxy accepts.
    pub fn reader(file_name: impl Into<String>, reader: impl AsyncRead + Send + 'static) -> Self {
        Self::new(file_name.into(), Source::reader(reader), None)
    }

    fn new(file_name: String, source: Source, length: Option<u64>) -> Self {
        Self { file_name, content_type: None, source, length, on_progress: None }
    }

    /// Sets how many bytes a [`reader`](Self::reader) yields. If it yields fewer or more, the
    /// upload is aborted. Data in memory or on disk keeps its own length.
    #[must_use]
    pub fn length(mut self, bytes: u64) -> Self {
        if matches!(self.source, Source::Reader(_)) {
            self.length = Some(bytes);
        }
        self
    }

    /// Sets the name of the file that people will see. It must not contain control characters.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = name.into();
        self
    }

    /// Sets the media type of the file, such as `application/pdf`. By default it follows from the
    /// extension.
    #[must_use]
    pub fn content_type(mut self, media_type: impl Into<String>) -> Self {
        self.content_type = Some(media_type.into());
        self
    }

    /// Calls `report` after each chunk that was passed to the connection. It runs during the
    /// upload, so it should be fast.
    #[must_use]
    pub fn on_progress(mut self, report: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.on_progress = Some(Arc::new(report));
        self
    }

    /// The name of the file.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.file_name
    }

    /// The size of the file in bytes, if known.
    #[must_use]
    pub fn len(&self) -> Option<u64> {
        self.length
    }

    /// Whether the file is known to be empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.length == Some(0)
    }

    /// Whether the content can be read again.
    pub(crate) fn is_replayable(&self) -> bool {
        !matches!(self.source, Source::Reader(_))
    }

    fn media_type(&self) -> String {
        self.content_type.clone().unwrap_or_else(|| {
            mime_guess::from_path(&self.file_name).first_or_octet_stream().essence_str().to_owned()
        })
    }

    /// Checks everything that can be checked before the file is read.
    pub(crate) fn check(&self, part: &FilePart, violations: &mut Violations) {
        if let (Some(max), Some(actual)) = (part.max_bytes, self.length)
            && actual > max
        {
            violations.push(&Pointer::root().field(&part.field), Rule::Bytes { max, actual });
        }
    }

    /// What a form cannot carry, in words.
    pub(crate) fn unsendable(&self) -> Option<String> {
        if self.file_name.is_empty() || self.file_name.chars().any(char::is_control) {
            return Some(
                "the name of the file is empty or holds control characters; set another with \
                 Upload::file_name"
                    .to_owned(),
            );
        }
        let media_type = self.media_type();
        Part::bytes(Vec::new()).mime_str(&media_type).err().map(|_| {
            format!("the content type {media_type:?} is invalid; use one such as application/pdf")
        })
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("file_name", &self.file_name)
            .field("content_type", &self.media_type())
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}

/// A form: text parts and a file.
#[derive(Debug)]
pub(crate) struct Multipart {
    pub(crate) texts: Vec<(String, String)>,
    pub(crate) part: FilePart,
    pub(crate) file: Upload,
    pub(crate) moved: Moved,
}

/// When bytes last moved, to tell a slow upload from a stalled one.
#[derive(Debug, Clone)]
pub(crate) struct Moved(Arc<Mutex<Instant>>);

impl Moved {
    pub(crate) fn now() -> Self {
        Self(Arc::new(Mutex::new(Instant::now())))
    }

    pub(crate) fn touch(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    /// Returns once nothing has moved for `patience`.
    pub(crate) async fn stalled(&self, patience: std::time::Duration) {
        loop {
            let end = *self.0.lock().unwrap_or_else(PoisonError::into_inner) + patience;
            if end <= Instant::now() {
                return;
            }
            tokio::time::sleep_until(end).await;
        }
    }
}

impl Multipart {
    /// The form, ready to be sent. Data in memory or on disk can be sent again.
    pub(crate) async fn form(&self) -> Result<Form, Error> {
        self.moved.touch();
        let file = &self.file;
        let report = file.on_progress.clone();
        let total = file.length;
        let moved = self.moved.clone();
        let on_piece = move |sent| {
            moved.touch();
            if let Some(report) = &report {
                report(Progress { done: sent, total });
            }
        };
        let content = file.source.open().await.map_err(Error::file)?;
        let subject = file.source.subject(&file.file_name);
        let counted = Counted::new(content, subject, file.length, self.part.max_bytes, on_piece);
        let body = reqwest::Body::wrap_stream(counted);
        let part = match file.length {
            Some(length) => Part::stream_with_length(body, length),
            None => Part::stream(body),
        };
        let part = part
            .file_name(file.file_name.clone())
            .mime_str(&file.media_type())
            .map_err(|error| Error::file(FileError::new(error.to_string())))?;
        // Names are not encoded: the platform does not recognise another spelling.
        let mut form = Form::new().percent_encode_noop();
        for (name, value) in &self.texts {
            form = form.text(name.clone(), value.clone());
        }
        Ok(form.part(self.part.field.clone(), part))
    }
}

#[cfg(test)]
mod tests;
