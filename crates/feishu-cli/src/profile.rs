//! The profile file: named apps, readable only by its owner.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use feishu_core::{Secret, platform};
use serde::{Deserialize, Serialize};

use crate::environment::variable;
use crate::failure::Failure;
use crate::keyring;
use crate::text::{plain, shown, word};

/// Maximum number of characters of a name or host in a message.
const SHOWN: usize = 100;

/// A named app.
#[derive(Default, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Profile {
    #[serde(skip)]
    pub(crate) name: String,
    pub(crate) app_id: String,
    /// The secret, unless it is in the keyring.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    app_secret: Option<String>,
    #[serde(default, skip_serializing_if = "is_false")]
    keyring: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    pub(crate) lark: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) base_url: Option<String>,
}

// serde calls this with a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_false(value: &bool) -> bool {
    !value
}

/// The content of the file.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Profiles {
    /// The default profile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) default: Option<String>,
    #[serde(default)]
    pub(crate) profiles: BTreeMap<String, Profile>,
}

impl Profile {
    /// A profile whose secret is stored in it, or in the keyring.
    pub(crate) fn new(app_id: &str, secret: &Secret, keyring: bool) -> Result<Self, Failure> {
        let mut profile = Self { app_id: app_id.to_owned(), keyring, ..Self::default() };
        if keyring {
            keyring::keep(app_id, secret)?;
        } else {
            profile.app_secret = Some(secret.expose().to_owned());
        }
        Ok(profile)
    }

    /// Deletes the secret from the keyring, if it is there.
    pub(crate) fn forget(&self) -> Result<(), Failure> {
        if self.keyring { keyring::forget(&self.app_id) } else { Ok(()) }
    }

    /// The name, for display.
    pub(crate) fn name(&self) -> String {
        shown(&self.name, SHOWN)
    }

    /// The host that it calls, for display: without a user name and password that someone may have
    /// written there.
    pub(crate) fn shown_host(&self) -> String {
        let host = self.host();
        match host.rsplit_once('@') {
            Some((_, end)) => format!("***@{}", shown(end, SHOWN)),
            None => shown(host, SHOWN),
        }
    }

    /// The host that it calls.
    pub(crate) fn host(&self) -> &str {
        let usual = if self.lark { platform::LARK } else { platform::FEISHU };
        self.base_url.as_deref().unwrap_or(usual)
    }

    /// The profile with that name, or the default one. `None` if no name is given and there is no
    /// default.
    pub(crate) fn find(name: Option<&str>) -> Result<Option<Self>, Failure> {
        let path = match path() {
            Ok(path) => path,
            Err(_) if name.is_none() => return Ok(None),
            Err(error) => return Err(error),
        };
        let known = Profiles::read(&path)?;
        let Some(name) = name.or(known.default.as_deref()) else { return Ok(None) };
        match known.profiles.get(name) {
            Some(profile) => Ok(Some(Self { name: name.to_owned(), ..profile.clone() })),
            None => {
                let names: Vec<_> = known.profiles.keys().map(|name| shown(name, SHOWN)).collect();
                let names = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
                Err(Failure::Usage(format!(
                    "there is no profile {}\n  in {}: {names}",
                    shown(name, SHOWN),
                    shown_path(&path)
                )))
            }
        }
    }

    /// Where the secret is stored, in words.
    pub(crate) fn place(&self) -> &'static str {
        if self.keyring { "keyring" } else { "file" }
    }

    /// The secret.
    pub(crate) fn secret(&self) -> Result<Secret, Failure> {
        match &self.app_secret {
            Some(secret) if !self.keyring => Ok(secret.as_str().into()),
            None if self.keyring => keyring::recall(&self.app_id),
            _ => Err(Failure::Usage(format!(
                "the profile {} needs either app_secret or keyring = true",
                self.name()
            ))),
        }
    }
}

impl Profiles {
    /// Reads the file; a missing file is empty.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self::default());
            }
            Err(error) => return Err(Failure::io(path.display(), error)),
        };
        refuse_open(path)?;
        toml::from_str(&text).map_err(|error| {
            // The error shows the line, which may contain the secret.
            let line = error.span().map_or(1, |span| 1 + text[..span.start].matches('\n').count());
            let message = without_values(error.message());
            Failure::Usage(format!("{}, line {line}: {message}", shown_path(path)))
        })
    }

    /// Replaces the file atomically, and makes it readable only by its owner.
    pub(crate) fn write(&self, path: &Path) -> Result<(), Failure> {
        let failed = |error: std::io::Error| Failure::io(path.display(), error);
        let text = toml::to_string(self).map_err(|error| Failure::io(path.display(), error))?;
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        let beside = path.with_extension(format!("{}.tmp", std::process::id()));
        let written = write_private(&beside, &text).and_then(|()| std::fs::rename(&beside, path));
        if written.is_err() {
            let _ = std::fs::remove_file(&beside);
        }
        written.map_err(failed)
    }
}

/// The path for display.
pub(crate) fn shown_path(path: &Path) -> String {
    plain(&path.display().to_string())
}

/// A message of the parser without the values that it repeats, because a secret may be in the wrong
/// field.
fn without_values(message: &str) -> String {
    let is_about_value =
        message.starts_with("invalid type") || message.starts_with("invalid value");
    match message.rsplit_once(", expected ") {
        Some((_, expected)) if is_about_value => format!("this is not {}", plain(expected)),
        None if is_about_value => "this value has the wrong type".to_owned(),
        _ => plain(message),
    }
}

/// The path of the file: `FEISHU_PROFILES`, or in the configuration folder.
pub(crate) fn path() -> Result<PathBuf, Failure> {
    if let Some(path) = variable("FEISHU_PROFILES") {
        return Ok(path.into());
    }
    let folder = match (variable("XDG_CONFIG_HOME"), variable("APPDATA"), variable("HOME")) {
        (Some(folder), ..) | (None, Some(folder), _) => PathBuf::from(folder),
        (None, None, Some(home)) => PathBuf::from(home).join(".config"),
        (None, None, None) => {
            return Err(Failure::Usage(
                "no folder for settings is known; set FEISHU_PROFILES to the path of the profile file".to_owned(),
            ));
        }
    };
    Ok(folder.join("feishu").join("profiles.toml"))
}

#[cfg(unix)]
fn refuse_open(path: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::PermissionsExt;
    let metadata = std::fs::metadata(path).map_err(|error| Failure::io(path.display(), error))?;
    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o077 == 0 {
        return Ok(());
    }
    Err(Failure::Usage(format!(
        "{} can be read or changed by others (mode {mode:o}), so it is not used\n  chmod 600 {}",
        shown_path(path),
        word(&path.display().to_string())
    )))
}

// On other systems, a user's folders are closed to others.
#[cfg(not(unix))]
fn refuse_open(_: &Path) -> Result<(), Failure> {
    Ok(())
}

fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
