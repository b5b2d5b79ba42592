//! The source of host, brand and credentials: all come from one source, so that no secret goes to a
//! host that another source named. Only the same command line may name another host.

use crate::credentials::{self, Credentials};
use crate::environment::variable;
use crate::failure::Failure;
use crate::profile::Profile;
use crate::text::shown;

/// The variable that names another host for the credentials of the environment.
const BASE_URL: &str = "FEISHU_BASE_URL";

/// Maximum number of characters of an address in a message.
const SHOWN: usize = 100;

/// The source of app and host.
pub(crate) enum Source {
    /// The emulator inside the command.
    Emulator,
    /// `FEISHU_APP_ID`, `FEISHU_APP_SECRET`, `FEISHU_BASE_URL`.
    Environment,
    /// A profile, with its app, brand and host.
    Profile(Box<Profile>),
}

/// The platform that is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Host {
    Feishu,
    Lark,
    Url(String),
    /// The address is known once it runs.
    Emulator,
}

/// The options of the command line.
#[derive(Default)]
pub(crate) struct Asked {
    pub(crate) emulator: bool,
    pub(crate) base_url: Option<String>,
    pub(crate) lark: bool,
    pub(crate) profile: Option<String>,
}

impl Asked {
    /// Explicit sources take precedence: a profile named on the command line, then the environment,
    /// then the default profile.
    pub(crate) fn source(&self) -> Result<Source, Failure> {
        if self.emulator {
            return Ok(Source::Emulator);
        }
        let name = self.profile.clone().or_else(|| variable("FEISHU_PROFILE"));
        if name.is_none() && credentials::is_in_environment() {
            return Ok(Source::Environment);
        }
        let found = Profile::find(name.as_deref())?;
        Ok(found.map_or(Source::Environment, |profile| Source::Profile(Box::new(profile))))
    }

    /// The host of a source, or the one that the command line names instead.
    pub(crate) fn host(&self, source: &Source) -> Result<Host, Failure> {
        match (source, &self.base_url) {
            (Source::Emulator, _) => Ok(Host::Emulator),
            (_, Some(url)) => Ok(Host::Url(url.clone())),
            (_, None) if self.lark => Ok(Host::Lark),
            (Source::Environment, None) => Ok(variable(BASE_URL).map_or(Host::Feishu, Host::Url)),
            (Source::Profile(profile), None) => match variable(BASE_URL) {
                Some(url) if !is_same(&url, profile.host()) => Err(mixed(profile, &url)),
                _ => Ok(of_profile(profile)),
            },
        }
    }
}

impl Source {
    /// Id and secret of the app, if known.
    pub(crate) fn credentials(self) -> Result<Option<Credentials>, Failure> {
        match self {
            Self::Emulator => Ok(credentials::emulated()),
            Self::Environment => credentials::of_environment(),
            Self::Profile(profile) => credentials::of_profile(*profile).map(Some),
        }
    }

    /// A secret from the environment, which is sent only to the host of the environment.
    pub(crate) fn secret_variable(&self, name: &str) -> Result<Option<String>, Failure> {
        match (self, variable(name)) {
            (Self::Profile(profile), Some(_)) => Err(Failure::Usage(format!(
                "{name} is set, but the profile {} is used: secrets of the environment are not sent \
                 to the host of a profile; give it with --json as @FILE or - instead",
                profile.name()
            ))),
            (_, value) => Ok(value),
        }
    }
}

fn of_profile(profile: &Profile) -> Host {
    match &profile.base_url {
        Some(url) => Host::Url(url.clone()),
        None if profile.lark => Host::Lark,
        None => Host::Feishu,
    }
}

fn is_same(one: &str, other: &str) -> bool {
    one.trim_end_matches('/') == other.trim_end_matches('/')
}

/// Neither host is called: that of the profile, because the variable may be set for a test, nor
/// that of the variable, because it would receive the profile's secret.
fn mixed(profile: &Profile, url: &str) -> Failure {
    let url = if url.contains('@') { "another host".to_owned() } else { shown(url, SHOWN) };
    Failure::Usage(format!(
        "{BASE_URL} names {url}, but the credentials come from the profile {}, which calls {}\n  \
         to call the profile's host: unset {BASE_URL}\n  \
         to call that of the environment: set FEISHU_APP_ID and FEISHU_APP_SECRET, and no profile\n  \
         to send the profile's secret there anyway: --base-url",
        profile.name(),
        profile.shown_host()
    ))
}
