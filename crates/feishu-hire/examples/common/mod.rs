//! Where the examples run: on the tenant that the environment names, or else on a Feishu on this machine.

use std::env;

use feishu_emulator::Emulator;
use feishu_hire::Client;

/// A client, and the Feishu on this machine, if it is that one's.
pub(crate) struct Feishu {
    pub(crate) client: Client,
    /// Ends when it is dropped.
    #[allow(dead_code, reason = "not every example looks into it")]
    pub(crate) emulator: Option<Emulator>,
}

/// What can go wrong in an example.
pub(crate) type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

impl Feishu {
    /// The app of FEISHU_APP_ID and FEISHU_APP_SECRET, if both are set. Otherwise nothing needs to be set up: an emulator
    /// is started, with the objects that the vendor's pages use as samples.
    pub(crate) async fn connect() -> Result<Self> {
        match (env::var("FEISHU_APP_ID"), env::var("FEISHU_APP_SECRET")) {
            (Ok(id), Ok(secret)) => {
                let client = Client::builder(id, secret).build()?;
                Ok(Self { client, emulator: None })
            }
            _ => Self::local().await,
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
}

/// An argument of the command line, or what the emulator has.
pub(crate) fn argument(position: usize, otherwise: &str) -> String {
    env::args().nth(position).unwrap_or_else(|| otherwise.to_owned())
}
