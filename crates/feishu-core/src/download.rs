//! Downloading a file.
//!
//! Downloads carry no token: the URLs themselves grant access, on hosts other than the API's. Only
//! downloads follow redirects, and only to `https`, or from this machine to this machine.

mod disposition;
mod save;

use std::fmt;
use std::time::Duration;

use futures_util::stream::{self, Stream};
use reqwest::header::{CONTENT_DISPOSITION, CONTENT_TYPE, LOCATION, USER_AGENT};
use url::{Host, Url};

use crate::error::Error;
use crate::file_name::safe_file_name;
use crate::response::{Answer, Head};
use crate::transport::Transport;
use crate::upload::{Bytes, Progress};

/// Maximum number of redirects of a download.
const REDIRECTS: usize = 5;

/// A file that is being downloaded, chunk by chunk. Created by
/// [`Client::download`](crate::Client::download).
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
    /// The file name that the server gives, without folders: the `filename*` or `filename` of
    /// `Content-Disposition`. It may be any string, including `..` and hidden characters. Use it
    /// for display, and [`safe_file_name`](Self::safe_file_name) as the name of a file.
    pub fn file_name(&self) -> Option<String> {
        let headers = self.incoming.headers().get_all(CONTENT_DISPOSITION);
        headers.iter().find_map(|header| disposition::file_name(header.as_bytes()))
    }

    /// The server's file name, made safe for a file in a folder of yours; see [`safe_file_name`].
    /// `None` if the server gives no name, or none of it can be used.
    ///
    /// ```no_run
    /// # async fn run(client: feishu_core::Client, url: &str) -> Result<(), feishu_core::Error> {
    /// let download = client.download(url).await?;
    /// let name = download.safe_file_name().unwrap_or_else(|| "download".to_owned());
    /// download.save(std::path::Path::new("attachments").join(name)).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn safe_file_name(&self) -> Option<String> {
        safe_file_name(&self.file_name()?)
    }

    /// The media type that the server gives, such as `application/pdf`.
    pub fn content_type(&self) -> Option<&str> {
        self.incoming.headers().get(CONTENT_TYPE)?.to_str().ok()
    }

    /// The size of the file in bytes, if the server gives it.
    pub fn len(&self) -> Option<u64> {
        self.total
    }

    /// Whether the server says that the file has no content.
    pub fn is_empty(&self) -> bool {
        self.total == Some(0)
    }

    /// Calls `report` after each chunk that arrives.
    #[must_use]
    pub fn on_progress(mut self, report: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.on_progress = Some(Box::new(report));
        self
    }

    /// The next chunk; `None` after the last.
    ///
    /// # Errors
    /// [`ErrorKind::Timeout`](crate::ErrorKind::Timeout) if nothing arrives for the client's
    /// timeout, and [`ErrorKind::Transport`](crate::ErrorKind::Transport) if the connection breaks.
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

    /// The chunks as a stream, which ends after an error. It is `Unpin`.
    pub fn into_stream(self) -> impl Stream<Item = Result<Bytes, Error>> + Send + Unpin {
        Box::pin(stream::try_unfold(self, |mut download| async move {
            Ok(download.chunk().await?.map(|piece| (piece, download)))
        }))
    }

    /// The whole file in memory, if it is no larger than the client's maximum response size.
    ///
    /// # Errors
    /// As [`chunk`](Self::chunk), and [`ErrorKind::Decode`](crate::ErrorKind::Decode) for a larger
    /// file.
    pub async fn bytes(mut self) -> Result<Vec<u8>, Error> {
        let mut all = Vec::new();
        while let Some(piece) = self.chunk().await? {
            if piece.len() > self.limit - all.len() {
                let answer = Answer { head: Head::of(&mut self.incoming), body: Vec::new() };
                return Err(Error::too_large(answer, self.limit));
            }
            all.extend_from_slice(&piece);
        }
        Ok(all)
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
    /// Downloads a file without a token from any address.
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
                        Error::configuration("a redirect of the download has no valid address")
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

    /// Accepts an address that nobody on the network path can read (`https`), or one on this
    /// machine. Messages do not repeat the address, because it grants access.
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
