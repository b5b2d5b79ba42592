//! Where the examples run: on the tenant that the environment names, or else on a Feishu on this machine.

use std::env;

use feishu_emulator::Emulator;
use feishu_hire::Client;

/// A client, and the Feishu on this machine, if it is that one's.
pub(crate) struct Feishu {
    pub(crate) client: Client,
    /// Ends when it is dropped.
    pub(crate) emulator: Option<Emulator>,
}

/// What can go wrong in an example.
pub(crate) type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

impl Feishu {
    /// The app of FEISHU_APP_ID and FEISHU_APP_SECRET, if both are set, at FEISHU_BASE_URL if that is, too. Otherwise
    /// nothing needs to be set up: an emulator is started, with the objects that the vendor's pages use as samples. Says
    /// which of them it is.
    pub(crate) async fn connect() -> Result<Self> {
        match (variable("FEISHU_APP_ID"), variable("FEISHU_APP_SECRET")) {
            (Some(id), Some(_)) => {
                println!(
                    "This is your tenant, by the app {id}: what is written is really written."
                );
                Ok(Self { client: Client::from_env()?, emulator: None })
            }
            (None, None) => {
                println!(
                    "This is a Feishu on this machine. Set FEISHU_APP_ID and FEISHU_APP_SECRET for your tenant."
                );
                Self::local().await
            }
            _ => Err("set both FEISHU_APP_ID and FEISHU_APP_SECRET, or neither".into()),
        }
    }

    /// A Feishu on this machine.
    pub(crate) async fn local() -> Result<Self> {
        let emulator = Emulator::builder().samples().start().await?;
        let client = Client::builder(emulator.app_id(), emulator.app_secret())
            .base_url(emulator.base_url())
            .build()?;
        Ok(Self { client, emulator: Some(emulator) })
    }

    /// An argument of the command line. Samples stand in for one on this machine alone: no tenant has them.
    pub(crate) fn argument(&self, position: usize, name: &str, sample: &str) -> Result<String> {
        match (env::args().nth(position), &self.emulator) {
            (Some(argument), _) => Ok(argument),
            (None, Some(_)) => Ok(sample.to_owned()),
            (None, None) => Err(format!("{name} is missing: it is argument {position}").into()),
        }
    }
}

fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}
