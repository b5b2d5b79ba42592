//! Which platform is called, and as whom.

use std::time::Duration;

use clap::ArgMatches;
use feishu_core::{Client, ClientBuilder, Contract};

use crate::credentials::{self, Credentials};
use crate::failure::Failure;
use crate::output::Format;
use crate::profile::Profile;
use crate::request::{flag, text};

/// What the global options say.
pub(crate) struct Settings {
    pub(crate) format: Format,
    /// `Some` with `--emulator`; a path if it keeps its data.
    emulator: Option<String>,
    pub(crate) base_url: Option<String>,
    pub(crate) lark: bool,
    timeout: Option<Duration>,
    profile: Option<String>,
}

impl Settings {
    /// Reads the global options.
    pub(crate) fn read(matches: &ArgMatches) -> Self {
        let format = match text(matches, "output") {
            Some("json") => Format::Json,
            Some("yaml") => Format::Yaml,
            _ => Format::Table,
        };
        let timeout = matches.try_get_one::<u64>("timeout").ok().flatten();
        let lark = flag(matches, "lark");
        let base_url = text(matches, "base-url").map(str::to_owned);
        Self {
            format,
            emulator: text(matches, "emulator").map(str::to_owned),
            base_url: base_url
                .or_else(|| credentials::variable("FEISHU_BASE_URL").filter(|_| !lark)),
            lark,
            timeout: timeout.map(|seconds| Duration::from_secs(*seconds)),
            profile: text(matches, "profile")
                .map(str::to_owned)
                .or_else(|| credentials::variable("FEISHU_PROFILE")),
        }
    }

    /// Whether there is nothing but the emulator to call.
    pub(crate) fn is_emulated(&self) -> bool {
        self.emulator.is_some()
    }

    /// The profile that is asked for, or the default one, if there is any.
    pub(crate) fn profile(&self) -> Result<Option<Profile>, Failure> {
        if self.is_emulated() { Ok(None) } else { Profile::find(self.profile.as_deref()) }
    }

    /// Id and secret of the app, if they are known.
    pub(crate) fn credentials(&self) -> Result<Option<Credentials>, Failure> {
        if self.is_emulated() {
            return Ok(emulated());
        }
        // What is asked for on the command line comes before what lies around.
        match self.profile {
            Some(_) => credentials::of_profile(self.profile()?),
            None => match credentials::of_environment()? {
                Some(found) => Ok(Some(found)),
                None => credentials::of_profile(self.profile()?),
            },
        }
    }

    /// Who calls whom, in words that are the same for the next run. `None` for an emulator that
    /// forgets: there is nothing to go on with.
    pub(crate) fn caller(&self) -> Result<Option<String>, Failure> {
        let host = match self.emulator.as_deref() {
            Some("") => return Ok(None),
            // It has another address each time.
            Some(file) => format!("the emulator with {file}"),
            None => self.bystander()?.host().to_owned(),
        };
        let id = self.credentials()?.map_or_else(String::new, |known| known.app_id);
        Ok(Some(format!("{id} at {host}")))
    }

    /// A client that previews calls and sends none: it needs no credentials.
    pub(crate) fn bystander(&self) -> Result<Client, Failure> {
        self.client("none", "none", None)
    }

    fn client(&self, id: &str, secret: &str, emulator: Option<&str>) -> Result<Client, Failure> {
        let mut builder: ClientBuilder<Client> = Client::builder(id, secret);
        builder = builder.user_agent(concat!("feishu-cli/", env!("CARGO_PKG_VERSION")));
        if let Some(timeout) = self.timeout {
            builder = builder.timeout(timeout);
        }
        let profile = self.profile()?.unwrap_or_default();
        let own = self.base_url.as_deref().or(emulator);
        builder = match (own, self.lark, profile.base_url, profile.lark) {
            (Some(url), ..) => builder.base_url(url),
            (None, true, ..) => builder.lark(),
            (None, false, Some(url), _) => builder.base_url(&url),
            (None, false, None, true) => builder.lark(),
            _ => builder,
        };
        Ok(builder.build()?)
    }
}

/// A client that is ready, and the emulator that it calls, if it calls one.
pub(crate) struct Session {
    pub(crate) client: Client,
    #[cfg(feature = "emulator")]
    emulator: Option<feishu_emulator::Emulator>,
}

impl Session {
    /// Gets ready to call an operation.
    pub(crate) async fn open(settings: &Settings, contract: &Contract) -> Result<Self, Failure> {
        // An operation without a token needs none: what its body wants, the check has asked for.
        let known = settings.credentials()?;
        if known.is_none() && !contract.operation.tokens.is_empty() {
            return Err(Failure::Usage(credentials::MISSING.to_owned()));
        }
        let (id, secret) = known.map_or_else(
            || ("none".to_owned(), "none".into()),
            |known| (known.app_id, known.app_secret),
        );
        Self::with(settings, &id, secret.expose()).await
    }

    /// Gets ready to call as an app that is known.
    pub(crate) async fn of(settings: &Settings, known: &Credentials) -> Result<Self, Failure> {
        Self::with(settings, &known.app_id, known.app_secret.expose()).await
    }

    /// Gets ready for what needs no credentials.
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

    /// Lets the emulator finish what it writes.
    pub(crate) async fn close(self) {
        #[cfg(feature = "emulator")]
        if let Some(emulator) = self.emulator {
            // Connections that are kept alive would be waited for.
            drop(self.client);
            emulator.shutdown().await;
        }
    }
}

/// A new file, or none, begins with the samples; one that is there is taken as it is.
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
    builder.start().await.map_err(|error| Failure::Local(format!("the emulator: {error}")))
}

#[cfg(feature = "emulator")]
fn emulated() -> Option<Credentials> {
    Some(Credentials {
        app_id: feishu_emulator::DEFAULT_APP_ID.to_owned(),
        app_secret: feishu_emulator::DEFAULT_APP_SECRET.into(),
        from: "the emulator".to_owned(),
    })
}

#[cfg(not(feature = "emulator"))]
fn emulated() -> Option<Credentials> {
    None
}
