//! A download onto the disk, which has the old file or the whole new one.

use std::io;
use std::path::Path;

use tempfile::NamedTempFile;
use tokio::io::AsyncWriteExt;
use tokio::task::spawn_blocking;

use super::Download;
use crate::error::Error;

impl Download {
    /// Writes the file to `path`, and says how many bytes it has.
    ///
    /// It is written in the same folder under a random name, to a file that is created anew, and moved
    /// to `path` once it is whole: what stands at `path` is the old file or the new one. No link that
    /// somebody laid there is followed. Only its owner can read it (0600 on Unix). When the download
    /// fails, or its future is dropped, nothing is left of it.
    ///
    /// # Errors
    /// As [`chunk`](Self::chunk), and [`ErrorKind::File`](crate::ErrorKind::File) when the disk refuses.
    pub async fn save(mut self, path: impl AsRef<Path>) -> Result<u64, Error> {
        let path = path.as_ref();
        let failed = |error| Error::save(path, error);
        // Empty for a bare name, which is one in the current folder.
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let part = blocking(move || {
            // Not named after `path`, whose name may be as long as a name can be.
            tempfile::Builder::new().prefix(".feishu-").suffix(".part").tempfile_in(folder)
        });
        // From here on, whatever ends this function removes the file, unless it was moved.
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

/// The file, once all that was written to it is on the disk. `write_all` returns while the last piece is
/// still being written, and `sync_all` does not say that this failed; `flush` does.
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

    /// How a file ends to which something was written.
    async fn end(file: File) -> io::Result<()> {
        let mut file = tokio::fs::File::from_std(file);
        file.write_all(b"the last piece").await?;
        on_disk(file).await.map(drop)
    }

    /// What is moved to its name before that can be an empty file after a loss of power, or half of one if the disk is
    /// full. A pipe takes what is written to it, and cannot be synced.
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
