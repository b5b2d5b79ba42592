//! Starting, watching and stopping an emulator.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::app::{App, Apps};
use crate::catalogue::Catalogue;
use crate::clock::Clock;
use crate::error::Error;
use crate::fault::{Fault, Faults};
use crate::limits::RateLimits;
use crate::log::RecordedRequest;
use crate::objects::file;
use crate::operations::References;
use crate::seed::Seed;
use crate::server;
use crate::service::{Service, Setup};
use crate::snapshot::Snapshot;
use crate::store::Store;
use crate::ticket;

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

    /// Where it listens, such as `http://127.0.0.1:41873`; no slash at the end.
    pub fn base_url(&self) -> &str {
        &self.base_url
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

    /// The last 10 000 calls, oldest first, those to the token endpoint among them.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.service.log.all()
    }

    /// An object as answers show it, read from the database behind the API's back.
    ///
    /// `kind` is `attachment`, or the name of a resource such as `external_offer`. An unknown one
    /// is an error that lists them all.
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

    /// Stores more objects.
    ///
    /// # Errors
    ///
    /// [`Error::Seed`] when the seed is not usable, and then nothing of it is stored; or
    /// [`Error::Database`].
    pub async fn seed(&self, seed: Seed) -> Result<(), Error> {
        self.blocking(move |service| seed.store(&service.store).map(|_| ())).await
    }

    /// All objects, to be restored later or elsewhere.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn snapshot(&self) -> Result<Snapshot, Error> {
        self.blocking(Service::snapshot).await
    }

    /// Puts a snapshot in the place of all objects. Tokens, faults and the recorded calls stay.
    ///
    /// # Errors
    ///
    /// [`Error::Snapshot`] when the snapshot is not usable, and then nothing is changed; or
    /// [`Error::Database`].
    pub async fn restore(&self, snapshot: &Snapshot) -> Result<(), Error> {
        let snapshot = snapshot.clone();
        self.blocking(move |service| service.restore(&snapshot)).await
    }

    /// Removes all objects, tokens, faults, counts of calls and recorded calls. The clock goes on.
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
    /// [`Error::Fault`] when it names what is not there, or a number that is out of bounds.
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

/// What an emulator shall be like. Made by [`Emulator::builder`].
#[derive(Clone, Debug)]
pub struct EmulatorBuilder {
    listen: SocketAddr,
    allow_remote: bool,
    data: Option<PathBuf>,
    apps: Vec<App>,
    samples: bool,
    seeds: Vec<Seed>,
    clock: Clock,
    references: References,
    rate_limits: RateLimits,
    faults: Vec<Fault>,
    max_upload_bytes: Option<u64>,
}

impl Default for EmulatorBuilder {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            allow_remote: false,
            data: None,
            apps: Vec::new(),
            samples: false,
            seeds: Vec::new(),
            clock: Clock::system(),
            references: References::default(),
            rate_limits: RateLimits::default(),
            faults: Vec::new(),
            max_upload_bytes: None,
        }
    }
}

impl EmulatorBuilder {
    /// Listens on this address. Port 0, which is the default, takes any free port.
    #[must_use]
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// Accepts a listen address that other machines can reach. Whoever reaches it can read and
    /// change all that the emulator holds.
    #[must_use]
    pub fn allow_remote(mut self, allowed: bool) -> Self {
        self.allow_remote = allowed;
        self
    }

    /// Keeps the data in this file, which is made if it is not there, instead of in memory.
    #[must_use]
    pub fn data(mut self, file: impl Into<PathBuf>) -> Self {
        self.data = Some(file.into());
        self
    }

    /// Adds an app. The first one takes the place of [`App::default`].
    #[must_use]
    pub fn app(mut self, app: App) -> Self {
        self.apps.push(app);
        self
    }

    /// Stores [`Seed::samples`] at the start, before other seeds.
    #[must_use]
    pub fn samples(mut self) -> Self {
        self.samples = true;
        self
    }

    /// Stores a seed at the start. Seeds are stored in the order given, and each replaces objects
    /// of the same id, also ones that a data file holds.
    #[must_use]
    pub fn seed(mut self, seed: Seed) -> Self {
        self.seeds.push(seed);
        self
    }

    /// Tells the time by this clock.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Takes bodies that name applications, interviews or attachments which do not exist. Without
    /// this they are refused. An id in the path must exist either way.
    #[must_use]
    pub fn lenient_references(mut self) -> Self {
        self.references = References::Lenient;
        self
    }

    /// Counts calls as the platform does, or more or less strictly. Without this nothing is counted.
    #[must_use]
    pub fn rate_limits(mut self, limits: RateLimits) -> Self {
        self.rate_limits = limits;
        self
    }

    /// Makes something go wrong, as [`Emulator::fault`] does, from the first call on.
    #[must_use]
    pub fn fault(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }

    /// Takes files up to this size only, so that a test of a file that is too large can do with a
    /// small one. It can lower the platform's limit, not lift it.
    #[must_use]
    pub fn max_upload_bytes(mut self, limit: u64) -> Self {
        self.max_upload_bytes = Some(limit);
        self
    }

    /// Starts the emulator.
    ///
    /// # Errors
    ///
    /// [`Error::Remote`] and [`Error::Listen`] for the address, [`Error::ForeignData`],
    /// [`Error::NewerData`] and [`Error::Database`] for the data file, [`Error::Seed`] for a seed,
    /// [`Error::App`] for an app without id or secret, given twice, or with tenants that it cannot
    /// have, [`Error::RateLimits`] for a factor that is not above 0, [`Error::Fault`] for a fault.
    pub async fn start(self) -> Result<Emulator, Error> {
        let apps = Apps::new(self.apps)?;
        let app = apps.first();
        let rate_limits = self.rate_limits.checked()?;
        let listener = bind(self.listen, self.allow_remote).await?;
        let local = listener
            .local_addr()
            .map_err(|source| Error::Listen { address: self.listen, source })?;
        let base_url = format!("http://{local}");

        let (clock, url) = (self.clock.clone(), base_url.clone());
        let prepare = move || {
            let store = Store::open(self.data.as_deref())?;
            // What a process that died had half received.
            let tidied = store.transaction(|transaction| {
                file::sweep(transaction)?;
                apps.store_apps().try_for_each(|app_id| ticket::ensure(transaction, app_id))
            });
            tidied.map_err(|source| store.error(source))?;
            let samples = self.samples.then(Seed::samples).transpose()?;
            let seeds: Vec<Seed> = samples.into_iter().chain(self.seeds).collect();
            for seed in &seeds {
                seed.store(&store)?;
            }
            let setup = Setup {
                apps,
                clock,
                base_url: url,
                references: self.references,
                rate_limits,
                seeds,
                allow_remote: self.allow_remote,
                max_upload_bytes: self.max_upload_bytes,
            };
            let service = Service::new(Catalogue::embedded()?, store, setup);
            service.place_faults(&json!(self.faults))?;
            Ok(service)
        };
        let prepared = tokio::task::spawn_blocking(prepare).await;
        let service = Arc::new(prepared.unwrap_or(Err(Error::Interrupted))?);

        let (stop, stopped) = oneshot::channel();
        let server = tokio::spawn(server::run(listener, Arc::clone(&service), stopped));
        Ok(Emulator { base_url, app, clock: self.clock, service, stop, server })
    }
}

async fn bind(address: SocketAddr, allow_remote: bool) -> Result<TcpListener, Error> {
    if !allow_remote && !address.ip().to_canonical().is_loopback() {
        return Err(Error::Remote { address });
    }
    TcpListener::bind(address).await.map_err(|source| Error::Listen { address, source })
}
