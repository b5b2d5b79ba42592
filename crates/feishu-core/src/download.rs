//! A file on its way from the platform.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use futures_util::stream::{self, Stream};
use reqwest::header::{CONTENT_DISPOSITION, CONTENT_TYPE, LOCATION, USER_AGENT};
use tokio::io::AsyncWriteExt;
use url::{Host, Url};

use crate::error::Error;
use crate::response::Answer;
use crate::transport::Transport;
use crate::upload::{Bytes, Progress};

/// How many redirects a download follows.
const REDIRECTS: usize = 5;

/// A file that is being fetched, piece by piece. Made by [`Client::download`](crate::Client::download).
///
/// ```no_run
/// # async fn run(client: feishu_core::Client) -> Result<(), feishu_core::Error> {
/// let download = client.download("https://xxx.feishu.cn/hire/file/blob/…").await?;
/// let bytes = download.save("offer.pdf").await?;
/// println!("{bytes} bytes");
/// # Ok(())
/// # }
/// ```
pub struct Download {
    incoming: reqwest::Response,
    origin: String,
    patience: Option<Duration>,
    limit: usize,
    done: u64,
    total: Option<u64>,
    on_progress: Option<Box<dyn Fn(Progress) + Send + Sync>>,
}

impl Download {
    /// What the server calls the file: any text at all, so never a path as it is.
    pub fn file_name(&self) -> Option<String> {
        file_name(self.incoming.headers().get(CONTENT_DISPOSITION)?.as_bytes())
    }

    /// What the server says the file is, such as `application/pdf`.
    pub fn content_type(&self) -> Option<&str> {
        self.incoming.headers().get(CONTENT_TYPE)?.to_str().ok()
    }

    /// How many bytes the file has, where the server says so.
    pub fn len(&self) -> Option<u64> {
        self.total
    }

    /// Whether the server says that the file has no content.
    pub fn is_empty(&self) -> bool {
        self.total == Some(0)
    }

    /// Calls `report` after each piece that has come.
    #[must_use]
    pub fn on_progress(mut self, report: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.on_progress = Some(Box::new(report));
        self
    }

    /// The next piece; `None` after the last.
    ///
    /// # Errors
    /// [`ErrorKind::Timeout`](crate::ErrorKind::Timeout) when nothing comes for as long as the client's
    /// time limit, and [`ErrorKind::Transport`](crate::ErrorKind::Transport) when the file breaks off.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        let next = self.incoming.chunk();
        let next = match self.patience {
            Some(patience) => tokio::time::timeout(patience, next)
                .await
                .map_err(|_| Error::stalled(patience, &self.origin))?,
            None => next.await,
        };
        let next = next.map_err(|error| Error::exchange(error, &self.origin))?;
        if let Some(piece) = &next {
            self.done += piece.len() as u64;
            if let Some(report) = &self.on_progress {
                report(Progress { done: self.done, total: self.total });
            }
        }
        Ok(next)
    }

    /// The pieces as a stream, which ends after an error.
    pub fn into_stream(self) -> impl Stream<Item = Result<Bytes, Error>> + Send {
        stream::try_unfold(self, |mut download| async move {
            Ok(download.chunk().await?.map(|piece| (piece, download)))
        })
    }

    /// The whole file in memory, if it is no larger than the client's largest answer.
    ///
    /// # Errors
    /// As [`chunk`](Self::chunk), and [`ErrorKind::Decode`](crate::ErrorKind::Decode) for a larger file.
    pub async fn bytes(mut self) -> Result<Vec<u8>, Error> {
        let mut all = Vec::new();
        while let Some(piece) = self.chunk().await? {
            if piece.len() > self.limit - all.len() {
                return Err(Error::too_large(answer(&self.incoming), self.limit));
            }
            all.extend_from_slice(&piece);
        }
        Ok(all)
    }

    /// Writes the file to `path`, and says how many bytes it has. It is written beside that path and
    /// moved there once it is whole: what stands at `path` is the old file or the new one.
    ///
    /// # Errors
    /// As [`chunk`](Self::chunk), and [`ErrorKind::File`](crate::ErrorKind::File) when the disk refuses.
    pub async fn save(mut self, path: impl AsRef<Path>) -> Result<u64, Error> {
        let path = path.as_ref();
        let part = beside(path);
        let written = self.write(&part).await;
        let moved = match written {
            Ok(()) => {
                tokio::fs::rename(&part, path).await.map_err(|error| Error::save(path, error))
            }
            Err(error) => Err(error),
        };
        if let Err(error) = moved {
            // The half that was written is of no use; that it could not be removed is not the news.
            let _ = tokio::fs::remove_file(&part).await;
            return Err(error);
        }
        Ok(self.done)
    }

    async fn write(&mut self, path: &Path) -> Result<(), Error> {
        let failed = |error| Error::save(path, error);
        let mut file = tokio::fs::File::create(path).await.map_err(failed)?;
        while let Some(piece) = self.chunk().await? {
            file.write_all(&piece).await.map_err(failed)?;
        }
        file.sync_all().await.map_err(failed)
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("origin", &self.origin)
            .field("done", &self.done)
            .field("total", &self.total)
            .finish_non_exhaustive()
    }
}

impl Transport {
    /// Fetches a file without a token, wherever the address leads.
    pub(crate) async fn download(&self, url: &str) -> Result<Download, Error> {
        let mut url = self.downloadable(url)?;
        for _ in 0..=REDIRECTS {
            let request = self.http.get(url.clone()).header(USER_AGENT, &self.user_agent);
            let sent = request.send();
            let incoming = match self.timeout {
                Some(patience) => tokio::time::timeout(patience, sent)
                    .await
                    .map_err(|_| Error::stalled(patience, &origin(&url)))?,
                None => sent.await,
            };
            let incoming = incoming.map_err(|error| Error::exchange(error, &origin(&url)))?;
            let location = incoming.headers().get(LOCATION).and_then(|to| to.to_str().ok());
            match location.filter(|_| incoming.status().is_redirection()) {
                Some(to) => {
                    let next = url.join(to).map_err(|_| {
                        Error::configuration("a download was redirected to no address at all")
                    })?;
                    url = self.downloadable(next.as_str())?;
                }
                None if incoming.status().is_success() => {
                    return Ok(Download {
                        origin: origin(&url),
                        patience: self.timeout,
                        limit: self.max_response_bytes,
                        done: 0,
                        total: incoming.content_length(),
                        on_progress: None,
                        incoming,
                    });
                }
                None => return Err(self.receive(incoming).await?.refusal()),
            }
        }
        Err(Error::configuration(format!("a download was redirected more than {REDIRECTS} times")))
    }

    /// An address that nobody on the way can read along, or one on this machine. Messages do not repeat
    /// it: it is a permission in itself.
    fn downloadable(&self, url: &str) -> Result<Url, Error> {
        let url = Url::parse(url).map_err(|error| {
            Error::configuration(format!("the address of the download cannot be read: {error}"))
        })?;
        let is_loopback = match url.host() {
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost",
            None => false,
        };
        let local = is_loopback && self.base.is_loopback();
        match url.scheme() {
            "https" => Ok(url),
            "http" if local || origin(&url) == self.base.origin() => Ok(url),
            scheme => Err(Error::configuration(format!(
                "a download from an address that begins with {scheme}: would not be safe; it must be \
                 https"
            ))),
        }
    }
}

fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

fn answer(incoming: &reqwest::Response) -> Answer {
    Answer {
        status: incoming.status().as_u16(),
        log_id: None,
        retry_after: None,
        rate_limit: None,
        date: None,
        body: Vec::new(),
    }
}

/// A path in the same folder that no other download uses.
fn beside(path: &Path) -> PathBuf {
    use std::sync::atomic::{AtomicU64, Ordering};

    static COUNT: AtomicU64 = AtomicU64::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}-{number}.part", std::process::id()));
    path.with_file_name(name)
}

/// The name in a `Content-Disposition`; the spelled-out one goes before the plain one.
fn file_name(header: &[u8]) -> Option<String> {
    let header = String::from_utf8_lossy(header);
    let parameter = |name: &str| {
        header.split(';').skip(1).find_map(|part| {
            let (key, value) = part.split_once('=')?;
            key.trim().eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        })
    };
    let spelled_out = parameter("filename*").and_then(|value| {
        let (charset, rest) = value.split_once('\'')?;
        let (_, encoded) = rest.split_once('\'')?;
        let decoded = percent_encoding::percent_decode_str(encoded).decode_utf8().ok()?;
        charset.eq_ignore_ascii_case("utf-8").then(|| decoded.into_owned())
    });
    let plain = || parameter("filename").map(|value| value.trim_matches('"').to_owned());
    spelled_out.or_else(plain).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_is_read_in_both_spellings() {
        for (header, expected) in [
            ("attachment; filename=\"offer.pdf\"", Some("offer.pdf")),
            ("attachment; filename=offer.pdf", Some("offer.pdf")),
            ("attachment; filename=\"张三.pdf\"", Some("张三.pdf")),
            ("attachment; filename=\"x\"; filename*=UTF-8''%E5%BC%A0.pdf", Some("张.pdf")),
            ("inline", None),
            ("attachment; filename=\"\"", None),
            ("attachment; filename*=latin-1''x; filename=y", Some("y")),
        ] {
            assert_eq!(file_name(header.as_bytes()).as_deref(), expected, "{header}");
        }
    }
}
