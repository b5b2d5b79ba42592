//! The host that is called, and the app that calls it.

use std::time::Duration;

use clap::ArgMatches;
use feishu_core::{Client, ClientBuilder, Contract};

use crate::credentials::{self, Credentials};
use crate::failure::Failure;
use crate::matches::{flag, format, text};
use crate::output::Format;
use crate::source::{Asked, Host};

/// The host in previews with `--emulator`, because the emulator inside the command does not run
/// yet: a name that resolves only to this machine.
const PREVIEW: &str = "http://emulator.localhost";

/// The global options.
pub(crate) struct Settings {
    pub(crate) format: Format,
    /// `Some` with `--emulator`; a path if it keeps its data.
    emulator: Option<String>,
    timeout: Option<Duration>,
    asked: Asked,
}

impl Settings {
    /// Parses the global options.
    pub(crate) fn read(matches: &ArgMatches) -> Self {
        let timeout = matches.try_get_one::<u64>("timeout").ok().flatten();
        let emulator = text(matches, "emulator").map(str::to_owned);
        Self {
            format: format(matches),
            timeout: timeout.map(|seconds| Duration::from_secs(*seconds)),
            asked: Asked {
                emulator: emulator.is_some(),
                base_url: text(matches, "base-url").map(str::to_owned),
                lark: flag(matches, "lark"),
                profile: text(matches, "profile").map(str::to_owned),
            },
            emulator,
        }
    }

    /// Whether only the emulator is called.
    pub(crate) fn is_emulated(&self) -> bool {
        self.emulator.is_some()
    }

    /// The host options of the command line.
    pub(crate) fn asked(&self) -> &Asked {
        &self.asked
    }

    /// Id and secret of the app, if known.
    pub(crate) fn credentials(&self) -> Result<Option<Credentials>, Failure> {
        self.asked.source()?.credentials()
    }

    /// A secret from the environment, if the credentials come from there, too.
    pub(crate) fn secret_variable(&self, name: &str) -> Result<Option<String>, Failure> {
        self.asked.source()?.secret_variable(name)
    }

    /// The app and the host, in words that are the same in the next run. `None` for an emulator
    /// without a data file: it cannot be continued.
    pub(crate) fn caller(&self) -> Result<Option<String>, Failure> {
        let host = match self.emulator.as_deref() {
            Some("") => return Ok(None),
            // Its port differs each time.
            Some(file) => format!("the emulator with {file}"),
            None => self.bystander()?.host().to_owned(),
        };
        let id = self.credentials()?.map_or_else(String::new, |known| known.app_id);
        Ok(Some(format!("{id} at {host}")))
    }

    /// A client that only previews calls: it needs no credentials.
    pub(crate) fn bystander(&self) -> Result<Client, Failure> {
        self.client("none", "none", None)
    }

    /// The path of a URL of the emulator inside the command.
    pub(crate) fn in_emulator<'a>(&self, url: &'a str) -> Option<&'a str> {
        url.strip_prefix(PREVIEW).filter(|_| self.emulator.is_some())
    }

    fn client(&self, id: &str, secret: &str, emulator: Option<&str>) -> Result<Client, Failure> {
        let mut builder: ClientBuilder<Client> = Client::builder(id, secret);
        builder = builder.user_agent(concat!("feishu-cli/", env!("CARGO_PKG_VERSION")));
        if let Some(timeout) = self.timeout {
            builder = builder.timeout(timeout);
        }
        builder = match self.asked.host(&self.asked.source()?)? {
            Host::Feishu => builder,
            Host::Lark => builder.lark(),
            Host::Url(url) => builder.base_url(&url),
            Host::Emulator => builder.base_url(emulator.unwrap_or(PREVIEW)),
        };
        Ok(builder.build()?)
    }
}

/// A client, and the emulator that it calls, if any.
pub(crate) struct Session {
    pub(crate) client: Client,
    #[cfg(feature = "emulator")]
    emulator: Option<feishu_emulator::Emulator>,
}

impl Session {
    /// Prepares a session for an operation.
    pub(crate) async fn open(settings: &Settings, contract: &Contract) -> Result<Self, Failure> {
        // An operation without a token needs no credentials here: the check has required those in
        // its body.
        Self::ready(settings, !contract.operation.tokens.is_empty()).await
    }

    /// Prepares a session for calls that need a token of the app, or none.
    pub(crate) async fn ready(settings: &Settings, needs_token: bool) -> Result<Self, Failure> {
        let known = settings.credentials()?;
        if known.is_none() && needs_token {
            return Err(Failure::Usage(credentials::MISSING.to_owned()));
        }
        let (id, secret) = known.map_or_else(
            || ("none".to_owned(), "none".into()),
            |known| (known.app_id, known.app_secret),
        );
        Self::with(settings, &id, secret.expose()).await
    }

    /// Prepares a session for a known app.
    pub(crate) async fn of(settings: &Settings, known: &Credentials) -> Result<Self, Failure> {
        Self::with(settings, &known.app_id, known.app_secret.expose()).await
    }

    /// Prepares a session without credentials.
    pub(crate) async fn anonymous(settings: &Settings) -> Result<Self, Failure> {
        Self::with(settings, "none", "none").await
    }

    #[cfg(feature = "emulator")]
    async fn with(settings: &Settings, id: &str, secret: &str) -> Result<Self, Failure> {
        let emulator = match &settings.emulator {
            Some(path) => Some(emulator(path).await?),
            None => None,
        };
        let url = emulator.as_ref().map(|emulator| emulator.base_url().to_owned());
        Ok(Self { client: settings.client(id, secret, url.as_deref())?, emulator })
    }

    #[cfg(not(feature = "emulator"))]
    async fn with(settings: &Settings, id: &str, secret: &str) -> Result<Self, Failure> {
        Ok(Self { client: settings.client(id, secret, None)? })
    }

    /// Lets the emulator finish its writes.
    pub(crate) async fn close(self) {
        #[cfg(feature = "emulator")]
        if let Some(emulator) = self.emulator {
            // Otherwise it would wait for connections that are kept alive.
            drop(self.client);
            emulator.shutdown().await;
        }
    }
}

/// A new emulator starts with the samples; an existing file is used as it is.
#[cfg(feature = "emulator")]
async fn emulator(path: &str) -> Result<feishu_emulator::Emulator, Failure> {
    let mut builder =
        feishu_emulator::Emulator::builder().rate_limits(feishu_emulator::RateLimits::Real);
    if path.is_empty() || !std::path::Path::new(path).exists() {
        builder = builder.samples();
    }
    if !path.is_empty() {
        builder = builder.data(path);
    }
    builder.start().await.map_err(|error| Failure::io("the emulator", error))
}
