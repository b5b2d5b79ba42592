use std::sync::{Arc, Mutex};

use futures_util::TryStreamExt;

use super::source::{Content, Counted};
use super::*;

const PART: FilePart = FilePart::new("content").max_bytes(10);

fn counted(content: &[u8], length: Option<u64>, max: Option<u64>) -> Counted<impl Fn(u64) + Unpin> {
    let reader: std::pin::Pin<Box<dyn AsyncRead + Send>> =
        Box::pin(std::io::Cursor::new(content.to_vec()));
    let reader = tokio_util::io::ReaderStream::with_capacity(reader, 4);
    Counted::new(Content::Reader(reader), "it", length, max, |_| {})
}

#[tokio::test]
async fn a_file_that_is_not_as_long_as_it_should_be_breaks_off() {
    for (length, max, problem) in [
        (Some(9), Some(20), None),
        (None, None, None),
        (None, Some(9), None),
        (Some(10), Some(20), Some("it ended after 9 bytes, but 10 were announced")),
        (Some(8), Some(20), Some("it continued beyond 8 bytes, but 8 were announced")),
        (None, Some(8), Some("it is larger than the 8 bytes that are allowed")),
        // A known length was checked before, and may be sent anyway.
        (Some(9), Some(3), None),
    ] {
        let pieces: Result<Vec<_>, _> = counted(b"123456789", length, max).try_collect().await;
        let found = pieces.map(|pieces| pieces.concat()).map_err(|error| error.to_string());
        let expected = problem.map_or(Ok(b"123456789".to_vec()), |problem| Err(problem.to_owned()));
        assert_eq!(found, expected, "length {length:?}, at most {max:?}");
    }
}

#[tokio::test]
async fn progress_is_told_piece_by_piece_and_ends_with_the_whole() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let tell = Arc::clone(&told);
    let content = Content::Bytes(Bytes::from(vec![b'x'; 150_000]));
    let counted = Counted::new(content, "it", Some(150_000), None, move |sent| {
        tell.lock().unwrap().push(sent);
    });
    let pieces: Vec<_> = counted.try_collect().await.unwrap();
    assert_eq!(pieces.iter().map(Bytes::len).sum::<usize>(), 150_000);
    assert_eq!(*told.lock().unwrap(), [65_536, 131_072, 150_000]);
}

#[test]
fn the_end_of_the_name_says_what_a_file_is_unless_someone_else_does() {
    for (name, expected) in [
        ("offer.pdf", "application/pdf"),
        (
            "张三的简历.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        ("OFFER.TXT", "text/plain"),
        ("offer", "application/octet-stream"),
        ("offer.unheard-of", "application/octet-stream"),
    ] {
        assert_eq!(Upload::bytes(name, "").media_type(), expected, "{name}");
    }
    assert_eq!(Upload::bytes("a.pdf", "").content_type("image/png").media_type(), "image/png");
}

#[test]
fn a_name_or_type_that_could_break_out_of_its_header_is_refused() {
    for name in ["", "a\r\nX-Evil: 1", "a\0b", "\u{7f}"] {
        assert!(Upload::bytes(name, "x").unsendable().is_some(), "{name:?}");
    }
    for media_type in ["", "pdf", "text/plain\r\nX-Evil: 1"] {
        let upload = Upload::bytes("a", "x").content_type(media_type);
        assert!(upload.unsendable().is_some(), "{media_type:?}");
    }
    for name in ["a.pdf", "张三 \"最终\" \\ 版.pdf", "../../etc/passwd"] {
        assert_eq!(Upload::bytes(name, "x").unsendable(), None, "{name:?}");
    }
}

#[test]
fn only_a_file_that_is_known_to_be_too_large_is_refused_at_once() {
    let check = |upload: Upload| {
        let mut violations = Violations::default();
        upload.check(&PART, &mut violations);
        violations.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert!(check(Upload::bytes("a", "0123456789")).is_empty());
    assert_eq!(
        check(Upload::bytes("a", "0123456789x")),
        ["/content: has 11 bytes, at most 10 are allowed (bytes)"]
    );
    let reader = || Upload::reader("a", tokio::io::empty());
    assert!(check(reader()).is_empty());
    assert_eq!(check(reader().length(11)).len(), 1);
}

#[tokio::test]
async fn what_is_in_memory_or_on_disk_can_be_had_again_and_a_reader_once() {
    let again = Source::Bytes(Bytes::from_static(b"x"));
    assert!(again.open().await.is_ok() && again.open().await.is_ok());
    let once = Source::reader(tokio::io::empty());
    assert!(once.open().await.is_ok());
    let Err(error) = once.open().await else { panic!("opened twice") };
    assert!(error.to_string().contains("only once"), "{error}");
}

#[tokio::test]
async fn what_is_no_file_is_told_at_once() {
    let folder = std::env::temp_dir();
    let error = Upload::open(&folder).await.unwrap_err();
    assert!(error.to_string().contains("is not a file"), "{error}");
    let missing = folder.join("feishu-core-no-such-file");
    assert_eq!(Upload::open(missing).await.unwrap_err().kind(), io::ErrorKind::NotFound);
}

/// A reader that fails after a few bytes.
struct Broken(bool);

impl AsyncRead for Broken {
    fn poll_read(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
        buffer: &mut tokio::io::ReadBuf<'_>,
    ) -> std::task::Poll<io::Result<()>> {
        if std::mem::replace(&mut self.0, true) {
            return std::task::Poll::Ready(Err(io::Error::other("the disk is gone")));
        }
        buffer.put_slice(b"123");
        std::task::Poll::Ready(Ok(()))
    }
}

#[tokio::test]
async fn every_error_of_a_file_names_its_path() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("offer.pdf");
    let named = |error: &dyn std::fmt::Display| {
        let (text, path) = (error.to_string(), path.display().to_string());
        assert!(text.contains(&path), "{text} does not name {path}");
    };
    let missing = Upload::open(&path).await.unwrap_err();
    named(&missing);
    assert_eq!(missing.kind(), io::ErrorKind::NotFound);
    std::fs::create_dir(&path).unwrap();
    named(&Upload::open(&path).await.unwrap_err());
    std::fs::remove_dir(&path).unwrap();

    // What happens to it after it was opened.
    let source = Source::Path(path.clone());
    let Err(error) = source.open().await else { panic!("opened what is not there") };
    named(&error);
    let subject = source.subject("a name of its own");
    for (length, max) in [(Some(9), None), (Some(1), None), (None, Some(1))] {
        let content = Content::Bytes(Bytes::from_static(b"123"));
        let counted = Counted::new(content, subject.clone(), length, max, |_| {});
        named(&counted.try_collect::<Vec<_>>().await.unwrap_err());
    }
    let reader: std::pin::Pin<Box<dyn AsyncRead + Send>> = Box::pin(Broken(false));
    let content = Content::Reader(tokio_util::io::ReaderStream::new(reader));
    let counted = Counted::new(content, subject, None, None, |_| {});
    named(&counted.try_collect::<Vec<_>>().await.unwrap_err());

    // Without a path, the name that it is sent under.
    assert_eq!(Source::reader(tokio::io::empty()).subject("offer.pdf"), "\"offer.pdf\"");
}

#[tokio::test(start_paused = true)]
async fn only_what_stands_still_is_given_up() {
    let moved = Moved::now();
    let patience = std::time::Duration::from_secs(30);
    let start = Instant::now();
    let mover = {
        let moved = moved.clone();
        async move {
            for _ in 0..5 {
                tokio::time::sleep(std::time::Duration::from_secs(20)).await;
                moved.touch();
            }
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        () = moved.stalled(patience) => {}
        () = mover => {}
    }
    assert_eq!(start.elapsed().as_secs(), 130);
}

#[test]
fn an_upload_says_its_name_and_how_long_it_is_where_that_is_known() {
    let reader = || Upload::reader("c.pdf", tokio::io::empty());
    for (upload, name, length, is_empty) in [
        (Upload::bytes("a.pdf", "0123"), "a.pdf", Some(4), false),
        (Upload::bytes("a.pdf", ""), "a.pdf", Some(0), true),
        (Upload::bytes("a.pdf", "0").file_name("b.pdf"), "b.pdf", Some(1), false),
        (reader(), "c.pdf", None, false),
        (reader().length(0), "c.pdf", Some(0), true),
        (reader().length(7), "c.pdf", Some(7), false),
    ] {
        assert_eq!(upload.name(), name);
        assert_eq!((upload.len(), upload.is_empty()), (length, is_empty), "{upload:?}");
    }
}

#[test]
fn what_is_logged_of_an_upload_is_all_but_its_content() {
    let text = format!("{:?}", Upload::bytes("offer.pdf", "hunter2"));
    for part in ["offer.pdf", "application/pdf", "Some(7)"] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    assert!(!text.contains("hunter2"), "{text}");
}
