//! Downloads files from the platform under safe names.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use feishu_core::Client;

use crate::failure::Failure;
use crate::output;
use crate::text::{plain, shown};

/// Downloads a file.
pub(crate) async fn run(client: &Client, url: &str, path: Option<&str>) -> Result<(), Failure> {
    if let Some(path) = path {
        refuse_existing(Path::new(path))?;
    }
    let download = client.download(url).await?;
    let given = download.file_name();
    let path = match (path, download.safe_file_name()) {
        (Some(path), _) => PathBuf::from(path),
        (None, Some(name)) => PathBuf::from(name),
        (None, None) => {
            return Err(Failure::Usage(
                "the server gives no file name; name the path to save to".to_owned(),
            ));
        }
    };
    refuse_existing(&path)?;
    // It is downloaded under another name first, so that a file created meanwhile is not
    // overwritten either.
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let part = tempfile::Builder::new()
        .prefix(".feishu-")
        .suffix(".download")
        .tempfile_in(folder.unwrap_or(Path::new(".")))
        .map_err(|error| Failure::io(path.display(), error))?
        .into_temp_path();
    let bytes = download.save(&part).await?;
    part.persist_noclobber(&path).map_err(|failed| match failed.error.kind() {
        ErrorKind::AlreadyExists => exists(&path),
        _ => Failure::io(path.display(), failed.error),
    })?;
    let renamed = given.filter(|given| Some(given.as_str()) != path.to_str());
    let renamed =
        renamed.map(|given| format!(", which the server calls \"{}\"", shown(&given, 100)));
    output::note(&format!(
        "{bytes} bytes in {}{}",
        plain(&path.display().to_string()),
        renamed.unwrap_or_default()
    ));
    Ok(())
}

/// A dangling link exists, too.
fn refuse_existing(path: &Path) -> Result<(), Failure> {
    match path.symlink_metadata() {
        Ok(_) => Err(exists(path)),
        Err(_) => Ok(()),
    }
}

fn exists(path: &Path) -> Failure {
    Failure::Local(format!("{} exists, and is not overwritten", plain(&path.display().to_string())))
}
