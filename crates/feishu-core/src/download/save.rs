//! Saving a download: the path holds either the old file or the whole new one.

use std::io;
use std::path::Path;

use tempfile::NamedTempFile;
use tokio::io::AsyncWriteExt;
use tokio::task::spawn_blocking;

use super::Download;
use crate::error::Error;

impl Download {
    /// Writes the file to `path`, and returns its size in bytes.
    ///
    /// It is written to a newly created file with a random name in the same folder, and renamed to
    /// `path` once complete. So `path` holds either the old file or the new one, and no link placed
    /// there by another user is followed. Only its owner can read the file (0600 on Unix). If the
    /// download fails, or its future is dropped, the partial file is removed.
    ///
    /// # Errors
    /// As [`chunk`](Self::chunk), and [`ErrorKind::File`](crate::ErrorKind::File) if the file
    /// cannot be written.
    pub async fn save(mut self, path: impl AsRef<Path>) -> Result<u64, Error> {
        let path = path.as_ref();
        let failed = |error| Error::save(path, error);
        // Empty for a bare file name, which is in the current folder.
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let part = blocking(move || {
            // Not derived from `path`, whose name may already have the maximum length.
            tempfile::Builder::new().prefix(".feishu-").suffix(".part").tempfile_in(folder)
        });
        // From here on, the file is removed however this function ends, unless it was renamed.
        let (file, part) = part.await.map_err(failed)?.into_parts();
        let mut file = tokio::fs::File::from_std(file);
        while let Some(piece) = self.chunk().await? {
            file.write_all(&piece).await.map_err(failed)?;
        }
        let (file, to) = (on_disk(file).await.map_err(failed)?, path.to_owned());
        blocking(move || {
            NamedTempFile::from_parts(file, part).persist(to).map_err(io::Error::from)
        })
        .await
        .map_err(failed)?;
        Ok(self.done)
    }
}

/// Returns once everything is on the disk. `write_all` returns before the last chunk is written,
/// and `sync_all` does not report its failure; `flush` does.
async fn on_disk(mut file: tokio::fs::File) -> io::Result<std::fs::File> {
    file.flush().await?;
    file.sync_all().await?;
    Ok(file.into_std().await)
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    spawn_blocking(work).await.map_err(io::Error::other)?
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs::File;
    use std::os::fd::OwnedFd;

    use super::*;

    /// The result of writing to a file and syncing it.
    async fn end(file: File) -> io::Result<()> {
        let mut file = tokio::fs::File::from_std(file);
        file.write_all(b"the last piece").await?;
        on_disk(file).await.map(drop)
    }

    /// A file that is renamed before it is synced can be empty after a loss of power, or incomplete
    /// if the disk is full. A pipe accepts writes and cannot be synced.
    #[tokio::test]
    async fn a_file_is_whole_only_when_its_last_piece_is_on_the_disk() {
        end(tempfile::tempfile().unwrap()).await.unwrap();
        let (_reader, pipe) = io::pipe().unwrap();
        let unsynced = end(File::from(OwnedFd::from(pipe))).await.unwrap_err();
        assert_eq!(unsynced.kind(), io::ErrorKind::InvalidInput);
        #[cfg(target_os = "linux")]
        {
            let full = File::options().write(true).open("/dev/full").unwrap();
            let unwritten = end(full).await.unwrap_err();
            assert_eq!(unwritten.kind(), io::ErrorKind::StorageFull);
        }
    }
}
