//! Apps that may ask for tokens.

use std::fmt;

use crate::error::Error;

/// Id of the app that exists unless others are configured.
pub const DEFAULT_APP_ID: &str = "cli_emulator";

/// Secret of the app that exists unless others are configured. It protects nothing.
pub const DEFAULT_APP_SECRET: &str = "emulator-secret";

/// An app: a custom one of the emulated tenant, or one from the store.
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
    kind: AppKind,
    /// Keys of the tenants that have installed a store app.
    tenants: Vec<String>,
}

/// The kinds of app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AppKind {
    Custom,
    Store,
}

impl AppKind {
    /// As the catalogue writes it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Custom => "custom",
            Self::Store => "store",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        [Self::Custom, Self::Store].into_iter().find(|kind| kind.name() == name)
    }
}

impl App {
    /// A custom app that holds every scope.
    pub fn new(id: impl Into<String>, secret: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            secret: secret.into(),
            scopes: None,
            kind: AppKind::Custom,
            tenants: Vec::new(),
        }
    }

    /// A store app that holds every scope. It gets tokens for the tenants that have installed it,
    /// and shows the ticket for them that [`Emulator::app_ticket`](crate::Emulator::app_ticket)
    /// reads.
    ///
    /// ```
    /// use feishu_emulator::App;
    ///
    /// let app = App::store("cli_store", "secret").tenant("73658811060f175d");
    /// ```
    pub fn store(id: impl Into<String>, secret: impl Into<String>) -> Self {
        Self { kind: AppKind::Store, ..Self::new(id, secret) }
    }

    /// Lets a tenant install the store app. All tenants share the emulator's objects.
    #[must_use]
    pub fn tenant(mut self, key: impl Into<String>) -> Self {
        self.tenants.push(key.into());
        self
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

    pub(crate) fn kind(&self) -> AppKind {
        self.kind
    }

    /// Whether tokens for this tenant are good. The tenant of a custom app has no key.
    pub(crate) fn is_installed_by(&self, tenant: &str) -> bool {
        match self.kind {
            AppKind::Custom => tenant.is_empty(),
            AppKind::Store => self.tenants.iter().any(|key| key == tenant),
        }
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
            .field("kind", &self.kind)
            .field("tenants", &self.tenants)
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
            if app.kind == AppKind::Custom && !app.tenants.is_empty() {
                return Err(Error::App {
                    problem: format!(
                        "the app {} is a custom app, which has one tenant and needs no key for \
                         it; make it with App::store, or leave the tenants out",
                        app.id
                    ),
                });
            }
            if app.tenants.iter().any(String::is_empty) {
                return Err(Error::App {
                    problem: format!("a tenant of the app {} has an empty key", app.id),
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

    /// Each app's id with each scope that it is granted by name.
    pub(crate) fn scopes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().flat_map(|app| {
            let scopes = app.scopes.iter().flatten();
            scopes.map(|scope| (app.id.as_str(), scope.as_str()))
        })
    }

    /// Ids of the apps that have tickets.
    pub(crate) fn store_apps(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter(|app| app.kind == AppKind::Store).map(App::id)
    }

    pub(crate) fn first(&self) -> App {
        self.0.first().cloned().unwrap_or_default()
    }
}
