//! Where a download may lead, and what is on the disk after it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

#[allow(dead_code, reason = "shared with other tests, which use all of it")]
mod support;

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use feishu_core::{Client, ClientBuilder, ErrorKind};
use futures_util::StreamExt;
use support::{Reply, Server, ok, own_http_client, reply};

fn builder(base_url: &str) -> ClientBuilder {
    Client::builder("cli_a1b2c3", "hunter2").base_url(base_url)
}

fn client(server: &Server) -> Client {
    builder(&server.url).build().unwrap()
}

/// A client that finds `files.example` and `open.example` at the server, so that a request that
/// should not be sent is seen there instead of being lost.
fn everywhere(server: &Server, base_url: &str) -> Client {
    let address: SocketAddr = server.url.trim_start_matches("http://").parse().unwrap();
    let http = own_http_client()
        .redirect(reqwest::redirect::Policy::none())
        .resolve("files.example", address)
        .resolve("open.example", address);
    builder(base_url).allow_insecure_http().http_client(http.build().unwrap()).build().unwrap()
}

fn port(server: &Server) -> &str {
    server.url.rsplit(':').next().unwrap()
}

fn redirect(to: &str) -> Reply {
    reply(302, &format!("location: {to}\r\n"), "")
}

/// A file in chunks of this many bytes, without an announced length.
fn in_pieces(content: &str, size: usize) -> Reply {
    let mut body = String::new();
    for piece in content.as_bytes().chunks(size) {
        let piece = std::str::from_utf8(piece).unwrap();
        body += &format!("{:x}\r\n{piece}\r\n", piece.len());
    }
    Reply::Bytes(format!("HTTP/1.1 200 X\r\ntransfer-encoding: chunked\r\n\r\n{body}0\r\n\r\n"))
}

/// Names of what is in a folder.
fn files(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[tokio::test]
async fn a_redirect_is_followed_without_a_token() {
    let server = Server::start([redirect("/there?a=1"), ok("content")]).await;
    let url = format!("{}/here", server.url);
    let content = client(&server).download(&url).await.unwrap().bytes().await.unwrap();
    assert_eq!(content, b"content");
    assert_eq!(server.lines(), ["GET /here", "GET /there?a=1"]);
    assert!(server.seen().iter().all(|seen| seen.header("authorization").is_none()));
}

#[tokio::test]
async fn a_redirect_to_an_address_that_is_not_safe_is_refused_before_it_is_asked() {
    let elsewhere = Server::start([ok("content")]).await;
    let plain = format!("http://files.example:{}/there", port(&elsewhere));
    for to in [plain.as_str(), "ftp://files.example/there"] {
        let server = Server::start([redirect(to)]).await;
        let client = everywhere(&elsewhere, &server.url);
        let error = client.download(&format!("{}/here", server.url)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{error}");
        assert!(error.to_string().contains("must be https"), "{error}");
        assert_eq!((server.seen().len(), elsewhere.seen().len()), (1, 0), "{to}");
    }
}

#[tokio::test]
async fn a_redirect_to_what_is_no_address_is_refused() {
    let server = Server::start([redirect("http://[")]).await;
    let error = client(&server).download(&format!("{}/here", server.url)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration, "{error}");
}

#[tokio::test]
async fn redirects_come_to_an_end() {
    let server = Server::start((0..7).map(|_| redirect("/again"))).await;
    let error = client(&server).download(&format!("{}/here", server.url)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration, "{error}");
    assert!(error.to_string().contains("more than 5 times"), "{error}");
    assert_eq!(server.seen().len(), 6);
}

#[tokio::test]
async fn the_platform_cannot_send_a_client_to_this_machine() {
    let server = Server::start([ok("secret of this machine")]).await;
    let client = everywhere(&server, &format!("http://open.example:{}", port(&server)));
    for host in ["localhost", "127.0.0.1", "[::1]"] {
        let url = format!("http://{host}:{}/private", port(&server));
        let error = client.download(&url).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{url}: {error}");
    }
    assert_eq!(server.seen().len(), 0);

    // Nor by a redirect.
    let to = format!("http://127.0.0.1:{}/private", port(&server));
    let platform = Server::start([redirect(&to)]).await;
    let base = format!("http://open.example:{}", port(&platform));
    let client = everywhere(&platform, &base);
    let error = client.download(&format!("{base}/file")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration, "{error}");
    assert_eq!((platform.seen().len(), server.seen().len()), (1, 0));
}

#[tokio::test]
async fn a_client_of_this_machine_may_go_on_on_this_machine() {
    let other = Server::start([ok("content")]).await;
    let server = Server::start([redirect(&format!("{}/there", other.url))]).await;
    let url = format!("{}/here", server.url);
    let content = client(&server).download(&url).await.unwrap().bytes().await.unwrap();
    assert_eq!(content, b"content");
}

/// The limit is for the whole file, in however many pieces it comes.
#[tokio::test]
async fn a_file_of_exactly_the_limit_is_read_and_one_more_byte_is_too_many() {
    for (content, fits) in
        [("12345678", true), ("123456789", false), ("123456781234567812345678", false), ("", true)]
    {
        for reply in [ok(content), in_pieces(content, 4), in_pieces(content, 1)] {
            let server = Server::start([reply.clone()]).await;
            let client = builder(&server.url).max_response_bytes(8).build().unwrap();
            let read = client.download(&server.url).await.unwrap().bytes().await;
            match read {
                Ok(bytes) => assert!(fits && bytes == content.as_bytes(), "{reply:?}"),
                Err(error) => {
                    assert!(!fits && error.kind() == ErrorKind::Decode, "{reply:?}: {error}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_file_that_is_saved_is_whole_and_its_owners_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("offer.pdf");
    std::fs::write(&path, "the old one").unwrap();
    let server = Server::start([ok("the new one!")]).await;
    let download = client(&server).download(&server.url).await.unwrap();
    assert_eq!(download.save(&path).await.unwrap(), 12);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "the new one!");
    assert_eq!(files(folder.path()), ["offer.pdf"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[tokio::test]
async fn a_bare_name_is_one_in_the_folder_in_which_the_program_runs() {
    let taken = tempfile::NamedTempFile::new_in(".").unwrap();
    let name = taken.path().file_name().unwrap().to_owned();
    let server = Server::start([ok("content")]).await;
    let download = client(&server).download(&server.url).await.unwrap();
    download.save(&name).await.unwrap();
    assert_eq!(std::fs::read_to_string(taken.path()).unwrap(), "content");
}

#[tokio::test]
async fn what_is_known_of_a_file_is_told_before_it_is_read() {
    for (reply, length, empty) in [
        (ok("content"), Some(7), false),
        (ok(""), Some(0), true),
        (in_pieces("content", 4), None, false),
    ] {
        let server = Server::start([reply]).await;
        let url = format!("{}/private", server.url);
        let download = client(&server).download(&url).await.unwrap();
        assert_eq!((download.len(), download.is_empty()), (length, empty));
        let shown = format!("{download:?}");
        assert!(shown.contains(&server.url) && shown.contains("done: 0"), "{shown}");
        assert!(!shown.contains("private"), "the address is a permission: {shown}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_that_was_laid_beforehand_is_not_written_through() {
    let folder = tempfile::tempdir().unwrap();
    let (path, elsewhere) = (folder.path().join("offer.pdf"), folder.path().join("elsewhere"));
    std::fs::write(&elsewhere, "precious").unwrap();
    std::os::unix::fs::symlink(&elsewhere, &path).unwrap();
    // The name that the half-written file once had.
    let part = folder.path().join(format!("offer.pdf.{}-0.part", std::process::id()));
    std::os::unix::fs::symlink(&elsewhere, part).unwrap();
    let server = Server::start([ok("content")]).await;
    let download = client(&server).download(&server.url).await.unwrap();
    download.save(&path).await.unwrap();
    assert_eq!(std::fs::read_to_string(&elsewhere).unwrap(), "precious");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "content");
    assert!(std::fs::symlink_metadata(&path).unwrap().is_file());
}

#[tokio::test]
async fn the_pieces_come_as_a_stream_that_ends_after_an_error() {
    let half = "HTTP/1.1 200 X\r\ncontent-length: 100\r\n\r\nhalf".to_owned();
    let server = Server::start([Reply::BytesThenClose(half)]).await;
    let mut pieces = client(&server).download(&server.url).await.unwrap().into_stream();
    let mut read = Vec::new();
    // Without being pinned.
    let error = loop {
        match pieces.next().await.expect("an error before the end") {
            Ok(piece) => read.extend_from_slice(&piece),
            Err(error) => break error,
        }
    };
    assert_eq!((read.as_slice(), error.kind()), (&b"half"[..], ErrorKind::Transport));
    assert!(pieces.next().await.is_none());
}

#[tokio::test]
async fn half_a_file_is_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("offer.pdf");
    std::fs::write(&path, "the old one").unwrap();
    let half = "HTTP/1.1 200 X\r\ncontent-length: 100\r\n\r\nhalf".to_owned();
    let server = Server::start([Reply::BytesThenClose(half)]).await;
    let download = client(&server).download(&server.url).await.unwrap();
    let error = download.save(&path).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "the old one");
    assert_eq!(files(folder.path()), ["offer.pdf"]);
}

#[tokio::test]
async fn a_download_that_nobody_waits_for_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let half = "HTTP/1.1 200 X\r\ncontent-length: 100\r\n\r\nhalf".to_owned();
    let server = Server::start([Reply::BytesThenSilence(half)]).await;
    let (told, mut tell) = tokio::sync::mpsc::unbounded_channel();
    let download = client(&server).download(&server.url).await.unwrap();
    let download = download.on_progress(move |progress| told.send(progress.done).unwrap());
    let saving = tokio::spawn(download.save(folder.path().join("offer.pdf")));
    assert_eq!(tell.recv().await, Some(4));
    assert_eq!(files(folder.path()).len(), 1);
    saving.abort();
    assert!(saving.await.unwrap_err().is_cancelled());
    assert_eq!(files(folder.path()), [""; 0]);
}

#[tokio::test]
async fn what_the_disk_refuses_names_the_path() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("taken")).unwrap();
    for name in ["missing/offer.pdf", "taken"] {
        let path = folder.path().join(name);
        let server = Server::start([ok("content")]).await;
        let download = client(&server).download(&server.url).await.unwrap();
        let error = download.save(&path).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::File, "{error}");
        assert!(error.to_string().contains(path.to_str().unwrap()), "{error}");
        assert_eq!(files(folder.path()), ["taken"]);
    }
}

#[tokio::test]
async fn the_name_that_a_server_proposes_is_offered_as_it_is_and_as_a_safe_one() {
    for (headers, name, safe) in [
        ("content-disposition: attachment; filename=\".ssh\"\r\n", Some(".ssh"), Some("_ssh")),
        (
            "content-disposition: attachment; filename=\"x\"; filename*=UTF-8''%E5%BC%A0.pdf\r\n",
            Some("张.pdf"),
            Some("张.pdf"),
        ),
        ("content-disposition: attachment; filename=\"..\"\r\n", Some(".."), None),
        (
            "content-disposition: attachment\r\ncontent-disposition: inline; filename=a\r\n",
            Some("a"),
            Some("a"),
        ),
        ("", None, None),
    ] {
        let server = Server::start([reply(200, headers, "content")]).await;
        let download = client(&server).download(&server.url).await.unwrap();
        assert_eq!(download.file_name().as_deref(), name, "{headers}");
        assert_eq!(download.safe_file_name().as_deref(), safe, "{headers}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_download_that_stands_still_is_given_up() {
    let half = "HTTP/1.1 200 X\r\ncontent-length: 100\r\n\r\nhalf".to_owned();
    let server = Server::start([Reply::BytesThenSilence(half)]).await;
    let client = builder(&server.url).timeout(Duration::from_secs(30)).build().unwrap();
    let error = client.download(&server.url).await.unwrap().bytes().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
}

#[tokio::test]
async fn a_download_says_how_long_it_is_where_the_server_does() {
    let unknown = "HTTP/1.1 200 X\r\n\r\ncontent".to_owned();
    for (reply, length, is_empty) in [
        (ok("content"), Some(7), false),
        (ok(""), Some(0), true),
        (Reply::BytesThenClose(unknown), None, false),
    ] {
        let server = Server::start([reply]).await;
        let download = client(&server).download(&server.url).await.unwrap();
        assert_eq!((download.len(), download.is_empty()), (length, is_empty), "{download:?}");
    }
}

/// The address itself is a permission.
#[tokio::test]
async fn what_is_logged_of_a_download_is_its_server_and_how_far_it_is() {
    let server = Server::start([ok("content")]).await;
    let address = format!("{}/hunter2", server.url);
    let mut download = client(&server).download(&address).await.unwrap();
    download.chunk().await.unwrap();
    let text = format!("{download:?}");
    for part in [server.url.as_str(), "done: 7", "total: Some(7)"] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    assert!(!text.contains("hunter2"), "{text}");
}

#[tokio::test]
async fn a_bare_name_is_one_in_the_current_folder() {
    // A name that is free, and a file that is removed again at the end.
    let taken = tempfile::NamedTempFile::new_in(".").unwrap();
    let server = Server::start([ok("content")]).await;
    let download = client(&server).download(&server.url).await.unwrap();
    download.save(taken.path().file_name().unwrap()).await.unwrap();
    assert_eq!(std::fs::read_to_string(taken.path()).unwrap(), "content");
}
