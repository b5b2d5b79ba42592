//! The address of a request that is shown instead of sent.

use crate::session::Settings;
use crate::text::quoted;

/// What stands in the place of the emulator's address: the one inside this command ends with it, so
/// that its port would lead nowhere, and the platform is not what was asked for.
const VARIABLE: &str = "$FEISHU_BASE_URL";

/// What to do about that variable.
pub(crate) const NOTE: &str = "\
the emulator inside this command ends with it: start feishu-emulator, and set FEISHU_BASE_URL to the \
address that it prints";

/// An address, of the platform or of an emulator.
pub(crate) enum Address {
    Url(String),
    /// The path and query of a request to an emulator.
    Emulator(String),
}

impl Address {
    /// The address of a preview.
    pub(crate) fn of(url: &str, settings: &Settings) -> Self {
        match settings.in_emulator(url) {
            Some(path) => Self::Emulator(path.to_owned()),
            None => Self::Url(url.to_owned()),
        }
    }

    /// Whether [`NOTE`] has to be said.
    pub(crate) fn is_emulator(&self) -> bool {
        matches!(self, Self::Emulator(_))
    }

    /// As people read it.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Url(url) => url.clone(),
            Self::Emulator(path) => format!("{VARIABLE}{path}"),
        }
    }

    /// As a shell reads it.
    pub(crate) fn word(&self) -> String {
        match self {
            Self::Url(url) => quoted(url),
            Self::Emulator(path) => format!("\"{VARIABLE}\"{}", quoted(path)),
        }
    }
}
