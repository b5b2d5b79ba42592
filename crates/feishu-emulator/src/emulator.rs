//! Starting, watching and stopping an emulator.

mod builder;
#[cfg(feature = "client")]
mod client;

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::app::App;
use crate::clock::Clock;
use crate::error::Error;
use crate::fault::{Fault, Faults};
use crate::log::RecordedRequest;
use crate::seed::Seed;
use crate::service::Service;
use crate::snapshot::Snapshot;

pub use builder::EmulatorBuilder;

/// How long calls in flight may take to finish once the emulator shuts down.
const DRAIN_TIME: Duration = Duration::from_secs(5);

/// A running emulator. Dropping it stops it.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), feishu_emulator::Error> {
/// use feishu_emulator::Emulator;
///
/// let emulator = Emulator::builder().samples().start().await?;
/// // Point a client at emulator.base_url(), with emulator.app_id() and emulator.app_secret().
/// let offer = emulator.object("external_offer", "6989202908470446380").await?;
/// assert!(offer.is_some());
/// emulator.shutdown().await;
/// # Ok(())
/// # }
/// ```
pub struct Emulator {
    base_url: String,
    address: SocketAddr,
    warnings: Vec<String>,
    app: App,
    clock: Clock,
    service: Arc<Service>,
    /// Dropped to stop the server.
    stop: oneshot::Sender<()>,
    server: JoinHandle<()>,
}

impl Emulator {
    /// Starts an empty emulator on a free port of this machine, with its data in memory.
    ///
    /// # Errors
    ///
    /// As [`EmulatorBuilder::start`].
    pub async fn start() -> Result<Self, Error> {
        Self::builder().start().await
    }

    /// An emulator to be configured.
    pub fn builder() -> EmulatorBuilder {
        EmulatorBuilder::default()
    }

    /// Where a client on this machine reaches it, such as `http://127.0.0.1:41873`; no slash at the
    /// end.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Where it listens: `0.0.0.0` and a port, if it does so on every address of this machine.
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// What its owner should know about how it started, such as a scope that no operation asks for.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Id of the first app.
    pub fn app_id(&self) -> &str {
        self.app.id()
    }

    /// Secret of the first app.
    pub fn app_secret(&self) -> &str {
        self.app.secret()
    }

    /// The clock that tokens expire by. Advance it to see what a client does with an expired one.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The last 10 000 calls, or fewer if they take more than 32 MiB: oldest first, those to the token
    /// endpoint among them.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.service.log.all()
    }

    /// An object as responses show it, read from the database behind the API's back.
    ///
    /// `kind` is what a product calls its objects, such as `external_offer`. An unknown one is an error that lists them
    /// all.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownKind`], or [`Error::Database`].
    pub async fn object(&self, kind: &str, id: &str) -> Result<Option<Value>, Error> {
        let (kind, id) = (kind.to_owned(), id.to_owned());
        self.blocking(move |service| service.object(&kind, &id)).await
    }

    /// The ticket that was pushed to a store app last, which it shows to get its token. `None` for
    /// what is no store app. The call to send it again makes a new one.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn app_ticket(&self, app_id: &str) -> Result<Option<String>, Error> {
        let app_id = app_id.to_owned();
        self.blocking(move |service| service.app_ticket(&app_id)).await
    }

    /// Stores more objects, in place of ones with the same ids.
    ///
    /// # Errors
    ///
    /// [`Error::Seed`] when the seed is not usable, and then nothing of it is stored; or
    /// [`Error::Database`].
    pub async fn seed(&self, seed: Seed) -> Result<(), Error> {
        self.blocking(move |service| seed.store(&service.store, service.parts()).map(|_| ())).await
    }

    /// All objects, to be restored later or elsewhere.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn snapshot(&self) -> Result<Snapshot, Error> {
        self.blocking(Service::snapshot).await
    }

    /// Replaces all objects with a snapshot. Tokens, faults and the recorded calls stay.
    ///
    /// # Errors
    ///
    /// [`Error::Snapshot`] when the snapshot is not usable, and then nothing is changed; or
    /// [`Error::Database`].
    pub async fn restore(&self, snapshot: &Snapshot) -> Result<(), Error> {
        let snapshot = snapshot.clone();
        self.blocking(move |service| service.restore(&snapshot)).await
    }

    /// Removes all objects, tokens, faults, counts of calls and recorded calls. The clock continues.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn reset(&self) -> Result<(), Error> {
        self.blocking(|service| service.reset(false)).await
    }

    /// The same, and then stores the seeds of the start again.
    ///
    /// # Errors
    ///
    /// [`Error::Seed`] when a seed leans on what a data file held, and then nothing is changed; or
    /// [`Error::Database`].
    pub async fn reset_to_seeds(&self) -> Result<(), Error> {
        self.blocking(|service| service.reset(true)).await
    }

    /// Makes something go wrong with one or more of the next calls. Returns the fault's number, by
    /// which [`faults`](Self::faults) tells of it.
    ///
    /// # Errors
    ///
    /// [`Error::Fault`] if it names something unknown, or a number that is out of bounds.
    pub async fn fault(&self, fault: Fault) -> Result<u64, Error> {
        let numbers = self.blocking(move |service| service.place_faults(&json!(fault))).await?;
        Ok(numbers.first().copied().unwrap_or_default())
    }

    /// The faults that wait, and those that fired.
    pub fn faults(&self) -> Faults {
        self.service.faults.report()
    }

    /// Removes the faults that wait, and forgets those that fired.
    pub fn clear_faults(&self) {
        self.service.faults.clear();
    }

    /// Stops listening, and waits up to five seconds for the calls in flight. Those that take
    /// longer are cut off.
    pub async fn shutdown(self) {
        let Self { stop, mut server, .. } = self;
        drop(stop);
        if tokio::time::timeout(DRAIN_TIME, &mut server).await.is_err() {
            server.abort();
        }
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Service) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let service = Arc::clone(&self.service);
        tokio::task::spawn_blocking(move || work(&service)).await.unwrap_or(Err(Error::Interrupted))
    }
}

impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator")
            .field("base_url", &self.base_url)
            .field("app", &self.app)
            .finish_non_exhaustive()
    }
}
