//! What an emulator shall be like, and how it starts.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::Emulator;
use crate::app::{App, Apps};
use crate::catalogue::{Catalogue, Parts};
use crate::clock::Clock;
use crate::connections::ConnectionLimits;
use crate::error::Error;
use crate::fault::Fault;
use crate::limits::RateLimits;
use crate::log::{Listener, RecordedRequest};
use crate::objects::content;
use crate::operations::References;
use crate::origin::Doors;
use crate::public_url::PublicUrl;
use crate::seed::{Seed, store_at_start};
use crate::server;
use crate::service::{Service, Setup};
use crate::store::Store;
use crate::ticket;

/// What an emulator shall be like. Made by [`Emulator::builder`].
#[derive(Clone, Debug)]
pub struct EmulatorBuilder {
    listen: SocketAddr,
    allow_remote: bool,
    public_url: Option<String>,
    connection_limits: ConnectionLimits,
    listener: Option<Listener>,
    data: Option<PathBuf>,
    apps: Vec<App>,
    samples: bool,
    seeds: Vec<Seed>,
    reseed: bool,
    clock: Clock,
    references: References,
    rate_limits: RateLimits,
    faults: Vec<Fault>,
    max_upload_bytes: Option<u64>,
    catalogues: Vec<String>,
}

impl Default for EmulatorBuilder {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            allow_remote: false,
            public_url: None,
            connection_limits: ConnectionLimits::new(),
            listener: None,
            data: None,
            apps: Vec::new(),
            samples: false,
            seeds: Vec::new(),
            reseed: false,
            clock: Clock::system(),
            references: References::default(),
            rate_limits: RateLimits::default(),
            faults: Vec::new(),
            max_upload_bytes: None,
            catalogues: Vec::new(),
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

    /// Accepts a listen address that other machines can reach, and calls under any host name. Whoever
    /// reaches it can read and change all that the emulator holds. Web pages of other sites still
    /// cannot.
    #[must_use]
    pub fn allow_remote(mut self, allowed: bool) -> Self {
        self.allow_remote = allowed;
        self
    }

    /// Offers the operations of another catalogue, too: a JSON document that `cargo xtask generate` writes. They are
    /// checked as all are. Objects that it describes are kept; what is done to others is answered with the samples of
    /// the pages.
    ///
    /// [`start`](Self::start) fails with [`Error::Catalogue`] for a text that is none, and for one with an operation or
    /// a kind of objects that is known already.
    #[must_use]
    pub fn catalogue(mut self, json: impl Into<String>) -> Self {
        self.catalogues.push(json.into());
        self
    }

    /// Begins links to files with this URL, such as `https://feishu.test/mock`, and takes calls for its
    /// host. Without it, links begin with the host that the caller used.
    #[must_use]
    pub fn public_url(mut self, url: impl Into<String>) -> Self {
        self.public_url = Some(url.into());
        self
    }

    /// Sets how many connections there may be, and how long one may keep the emulator waiting.
    #[must_use]
    pub fn connection_limits(mut self, limits: ConnectionLimits) -> Self {
        self.connection_limits = limits;
        self
    }

    /// Calls `listen` with every call as it is recorded, before its response is sent. It should be
    /// quick: the call waits for it.
    #[must_use]
    pub fn on_request(mut self, listen: impl Fn(&RecordedRequest) + Send + Sync + 'static) -> Self {
        self.listener = Some(Listener::new(listen));
        self
    }

    /// Keeps the data in this file, which is created if it does not exist, instead of in memory.
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

    /// Stores [`Seed::samples`] at the start, with those of other catalogues, before other seeds, in the way of
    /// [`seed`](Self::seed).
    #[must_use]
    pub fn samples(mut self) -> Self {
        self.samples = true;
        self
    }

    /// Stores a seed at the start. Seeds are stored in the order given, and each replaces objects
    /// of the same id that one before it brought.
    ///
    /// Objects that a data file holds stay as they are, and objects of seeds that were deleted from it
    /// stay deleted, so that the next start undoes nothing. [`reseed`](Self::reseed) stores them again.
    #[must_use]
    pub fn seed(mut self, seed: Seed) -> Self {
        self.seeds.push(seed);
        self
    }

    /// Stores all objects of the seeds, in place of those that a data file holds.
    #[must_use]
    pub fn reseed(mut self) -> Self {
        self.reseed = true;
        self
    }

    /// Tells the time by this clock.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Takes bodies that name other objects which do not exist. Without this they are refused. An id in the path must
    /// exist either way.
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
    /// [`Error::Remote`], [`Error::Listen`] and [`Error::PublicUrl`] for the address,
    /// [`Error::DataFile`], [`Error::ForeignData`], [`Error::NewerData`] and [`Error::Database`] for
    /// the data file, [`Error::Seed`] for a seed,
    /// [`Error::App`] for an app without id or secret, given twice, or with tenants that it cannot
    /// have, [`Error::RateLimits`] for a factor that is not above 0, [`Error::Fault`] for a fault.
    pub async fn start(self) -> Result<Emulator, Error> {
        self.start_knowing(Parts::embedded()?).await
    }

    /// Starts an emulator that knows these products.
    pub(crate) async fn start_knowing(self, known: &'static Parts) -> Result<Emulator, Error> {
        let apps = Apps::new(self.apps)?;
        let app = apps.first();
        let rate_limits = self.rate_limits.checked()?;
        let public_url = self.public_url.map(|url| url.parse::<PublicUrl>()).transpose()?;
        let listener = bind(self.listen, self.allow_remote).await?;
        let address = listener
            .local_addr()
            .map_err(|source| Error::Listen { address: self.listen, source })?;
        let base_url = format!("http://{}", reachable(address));

        let (clock, url) = (self.clock.clone(), base_url.clone());
        let prepare = move || {
            let catalogue = Catalogue::with(known, &self.catalogues)?;
            let mut warnings = unknown_scopes(&apps, &catalogue);
            let store = Store::open(self.data.as_deref())?;
            // What a process that died had half received.
            let tidied = store.transaction(|transaction| {
                content::sweep(transaction)?;
                apps.store_apps().try_for_each(|app_id| ticket::ensure(transaction, app_id))
            });
            tidied.map_err(|source| store.error(source))?;
            let parts = &catalogue.parts;
            let samples = self.samples.then(|| Seed::samples_of(parts)).transpose()?;
            let seeds: Vec<Seed> = samples.into_iter().chain(self.seeds).collect();
            let left = store_at_start(&seeds, self.reseed, &store, parts)?;
            warnings.extend((left > 0).then(|| left_as_they_are(left)));
            let setup = Setup {
                apps,
                clock,
                base_url: url,
                references: self.references,
                rate_limits,
                seeds,
                doors: Doors { allow_remote: self.allow_remote, public_url },
                connection_limits: self.connection_limits,
                listener: self.listener,
                max_upload_bytes: self.max_upload_bytes,
            };
            let service = Service::new(catalogue, store, setup);
            service.place_faults(&json!(self.faults))?;
            Ok((service, warnings))
        };
        let prepared = tokio::task::spawn_blocking(prepare).await;
        let (service, warnings) = prepared.unwrap_or(Err(Error::Interrupted))?;
        let service = Arc::new(service);

        let (stop, stopped) = oneshot::channel();
        let server = tokio::spawn(server::run(listener, Arc::clone(&service), stopped));
        Ok(Emulator { base_url, address, warnings, app, clock: self.clock, service, stop, server })
    }
}

/// Every address of a machine has no address of its own; from here it is this machine.
fn reachable(address: SocketAddr) -> SocketAddr {
    if !address.ip().to_canonical().is_unspecified() {
        return address;
    }
    let ip = match address.ip() {
        // A socket for IPv6 takes IPv4 only where the system says so; its own kind it takes always.
        IpAddr::V6(ip) if ip.to_ipv4_mapped().is_none() => Ipv6Addr::LOCALHOST.into(),
        _ => Ipv4Addr::LOCALHOST.into(),
    };
    SocketAddr::new(ip, address.port())
}

fn unknown_scopes(apps: &Apps, catalogue: &Catalogue) -> Vec<String> {
    let known = catalogue.parts.scopes();
    let unknown = apps.scopes().filter(|(_, scope)| !known.contains(scope));
    let known = Vec::from_iter(known.iter().copied()).join(", ");
    let warning = |(app_id, scope)| {
        format!(
            "the app {app_id} is granted {scope:?}, and no operation here asks for that scope; \
             those that are asked for are {known}"
        )
    };
    unknown.map(warning).collect()
}

fn left_as_they_are(count: usize) -> String {
    format!(
        "objects of the seeds that the data file holds, or held and lost, were left as they are: \
         {count}; start with --reseed (`EmulatorBuilder::reseed`) to store them again"
    )
}

async fn bind(address: SocketAddr, allow_remote: bool) -> Result<TcpListener, Error> {
    if !allow_remote && !address.ip().to_canonical().is_loopback() {
        return Err(Error::Remote { address });
    }
    TcpListener::bind(address).await.map_err(|source| Error::Listen { address, source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_url_of_every_address_leads_to_this_machine_by_the_same_kind() {
        for (address, expected) in [
            ("0.0.0.0:80", "127.0.0.1:80"),
            ("[::]:80", "[::1]:80"),
            ("[::ffff:0.0.0.0]:80", "127.0.0.1:80"),
            ("192.0.2.1:80", "192.0.2.1:80"),
            ("[2001:db8::1]:80", "[2001:db8::1]:80"),
            ("127.0.0.1:80", "127.0.0.1:80"),
        ] {
            assert_eq!(reachable(address.parse().unwrap()).to_string(), expected, "{address}");
        }
    }
}
