//! The URL in a preview of a request.

use crate::session::Settings;
use crate::text::quoted;

/// Used instead of the emulator's URL: the emulator inside this command ends with it, so its port
/// would be useless, and the platform was not meant.
const VARIABLE: &str = "$FEISHU_BASE_URL";

/// Explains that variable.
pub(crate) const NOTE: &str = "\
the emulator inside this command ends with it: start feishu-emulator, and set FEISHU_BASE_URL to the \
address that it prints";

/// A URL of the platform or of an emulator.
pub(crate) enum Address {
    Url(String),
    /// The path and query of a request to an emulator.
    Emulator(String),
}

impl Address {
    /// The URL of a preview.
    pub(crate) fn of(url: &str, settings: &Settings) -> Self {
        match settings.in_emulator(url) {
            Some(path) => Self::Emulator(path.to_owned()),
            None => Self::Url(url.to_owned()),
        }
    }

    /// Whether [`NOTE`] must be printed.
    pub(crate) fn is_emulator(&self) -> bool {
        matches!(self, Self::Emulator(_))
    }

    /// For display.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Url(url) => url.clone(),
            Self::Emulator(path) => format!("{VARIABLE}{path}"),
        }
    }

    /// Quoted for a shell.
    pub(crate) fn word(&self) -> String {
        match self {
            Self::Url(url) => quoted(url),
            Self::Emulator(path) => format!("\"{VARIABLE}\"{}", quoted(path)),
        }
    }
}
