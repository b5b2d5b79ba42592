//! Files on their way out: piece by piece from the database, and never as something to show.

use std::io;
use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, header};
use futures_util::stream;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::file_link::Download;
use crate::objects::content;
use crate::objects::file::ANY_MIME;
use crate::store::Store;

/// Characters that `filename*` does not encode (RFC 8187).
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_').remove(b'~');

/// A browser must save the file, not run it: an uploaded file may be HTML.
pub(crate) fn headers(download: &Download) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let mime = HeaderValue::try_from(&download.mime);
    headers.insert(header::CONTENT_TYPE, mime.unwrap_or(HeaderValue::from_static(ANY_MIME)));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(download.size));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Ok(value) = HeaderValue::try_from(disposition(&download.name)) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    headers
}

/// The name twice: for all clients in ASCII, and whole for those that know RFC 8187.
fn disposition(name: &str) -> String {
    let harmless = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '%') || c == ' ';
    let ascii: String = name.chars().map(|c| if harmless(c) { c } else { '_' }).collect();
    let whole = utf8_percent_encode(name, PLAIN);
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{whole}")
}

/// The bytes. If the file is replaced on the way the connection breaks off, short of its length.
pub(crate) fn body(store: Arc<Store>, download: &Download) -> Body {
    let from = (store, download.content, 0_i64, download.size);
    Body::from_stream(stream::try_unfold(from, async |(store, file, number, left)| {
        if left == 0 {
            return Ok(None);
        }
        let reader = Arc::clone(&store);
        let read = move || reader.transaction(|tx| content::read_piece(tx, file, number));
        let piece = tokio::task::spawn_blocking(read).await.map_err(io::Error::other)?;
        let piece = piece.map_err(io::Error::other)?.filter(|piece| !piece.is_empty());
        let piece = piece.ok_or_else(|| io::Error::other("the file was replaced"))?;
        let left = left.saturating_sub(piece.len() as u64);
        Ok::<_, io::Error>(Some((piece, (store, file, number.saturating_add(1), left))))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_told_twice_and_cannot_end_its_header() {
        for (name, expected) in [
            ("a b.pdf", "filename=\"a b.pdf\"; filename*=UTF-8''a%20b.pdf"),
            ("张三.pdf", "filename=\"__.pdf\"; filename*=UTF-8''%E5%BC%A0%E4%B8%89.pdf"),
            ("a\"\\b", "filename=\"a__b\"; filename*=UTF-8''a%22%5Cb"),
            ("a\r\nX: 1", "filename=\"a__X: 1\"; filename*=UTF-8''a%0D%0AX%3A%201"),
            ("100%.txt", "filename=\"100_.txt\"; filename*=UTF-8''100%25.txt"),
        ] {
            assert_eq!(disposition(name), format!("attachment; {expected}"));
        }
    }
}
