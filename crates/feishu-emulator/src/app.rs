//! Apps that may ask for tokens.

use std::fmt;

use crate::error::Error;

/// Id of the app that exists unless others are configured.
pub const DEFAULT_APP_ID: &str = "cli_emulator";

/// Secret of the app that exists unless others are configured. It protects nothing.
pub const DEFAULT_APP_SECRET: &str = "emulator-secret";

/// A custom app of the emulated tenant.
///
/// ```
/// use feishu_emulator::App;
///
/// let may_do_nothing = App::new("cli_a1b2c3", "secret").scopes(Vec::<String>::new());
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct App {
    id: String,
    secret: String,
    /// `None` is every scope there is.
    scopes: Option<Vec<String>>,
}

impl App {
    /// An app that holds every scope.
    pub fn new(id: impl Into<String>, secret: impl Into<String>) -> Self {
        Self { id: id.into(), secret: secret.into(), scopes: None }
    }

    /// Grants exactly these scopes, such as `hire:external_offer`, instead of all.
    #[must_use]
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = Some(scopes.into_iter().map(Into::into).collect());
        self
    }

    /// The id, as sent in `app_id`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The secret, as sent in `app_secret`.
    pub fn secret(&self) -> &str {
        &self.secret
    }

    pub(crate) fn holds_one_of(&self, scopes: &[String]) -> bool {
        match &self.scopes {
            // An operation that asks for no scope is open to every app.
            _ if scopes.is_empty() => true,
            None => true,
            Some(held) => scopes.iter().any(|scope| held.contains(scope)),
        }
    }
}

impl Default for App {
    fn default() -> Self {
        Self::new(DEFAULT_APP_ID, DEFAULT_APP_SECRET)
    }
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App")
            .field("id", &self.id)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}

/// The apps of one emulator: at least one, no id twice.
#[derive(Debug)]
pub(crate) struct Apps(Vec<App>);

impl Apps {
    /// No app configured means the default one.
    pub(crate) fn new(configured: Vec<App>) -> Result<Self, Error> {
        if configured.is_empty() {
            return Ok(Self(vec![App::default()]));
        }
        for (place, app) in configured.iter().enumerate() {
            if app.id.is_empty() || app.secret.is_empty() {
                return Err(Error::App {
                    problem: "an app needs an id and a secret, neither of them empty".to_owned(),
                });
            }
            if configured.iter().take(place).any(|other| other.id == app.id) {
                return Err(Error::App {
                    problem: format!(
                        "the app {} is configured twice; give each an id of its own",
                        app.id
                    ),
                });
            }
        }
        Ok(Self(configured))
    }

    pub(crate) fn get(&self, id: &str) -> Option<&App> {
        self.0.iter().find(|app| app.id == id)
    }

    pub(crate) fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|app| app.id.as_str())
    }

    pub(crate) fn first(&self) -> App {
        self.0.first().cloned().unwrap_or_default()
    }
}
