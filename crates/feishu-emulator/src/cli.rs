//! The command's arguments.

mod listen;

use std::error::Error as StdError;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Parser;
use feishu_emulator::{
    App, ConnectionLimits, DEFAULT_APP_ID, DEFAULT_APP_SECRET, Emulator, EmulatorBuilder,
    RateLimits, RecordedRequest, Seed,
};

use listen::Listen;

const EXAMPLES: &str = "\
The first line on standard output says where it listens.

Examples:
  Start on a free port, with what the vendor's sample requests need:
      feishu-emulator --samples

  Start on a fixed port, keep the data in a file, and bring your own objects:
      feishu-emulator --listen 8787 --data feishu.db --seed seed.json

  Run it in a container, and see what it is asked:
      feishu-emulator --listen 0.0.0.0:8787 --allow-remote --samples --log

  Let a script read the address:
      feishu-emulator --json > emulator.json &

  Refuse calls that come too fast, as the vendor's pages say:
      feishu-emulator --samples --rate-limits real

  See what an app without the right scope is told:
      feishu-emulator --samples --scope contact:user

A seed file:
  {
    \"attachments\": [
      { \"id\": \"7404675264888097068\", \"name\": \"resume.pdf\", \"size\": 126371 }
    ],
    \"external_offers\": [
      { \"id\": \"6960663240925956660\", \"external_application_id\": \"7395015673275697419\",
        \"attachment_id_list\": [\"7404675264888097068\"] }
    ]
  }

What it was asked and what it holds: open the address in a browser.
What can be asked over HTTP, and made to go wrong: GET /_emulator/ there.
Stop it with Ctrl-C; calls in flight finish first.";

/// A local Feishu for tests: the open platform's HTTP over an embedded database
#[derive(Debug, Parser)]
#[command(name = "feishu-emulator", version, after_help = EXAMPLES)]
pub(crate) struct Cli {
    /// Address to listen on, or the port alone; port 0 takes any free port
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:0")]
    listen: Listen,

    /// Accept a --listen address that other machines can reach, and calls under any host name
    #[arg(long)]
    allow_remote: bool,

    /// Begin links to files with this URL [default: the host that the caller used]
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,

    /// Most open connections; one more closes the one that has been idle longest
    #[arg(long, value_name = "COUNT", default_value = "512")]
    max_connections: NonZeroUsize,

    /// Keep the data in this SQLite file instead of in memory
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,

    /// Store the objects of this JSON file at the start, unless the data has or had them
    #[arg(long, value_name = "FILE")]
    seed: Vec<PathBuf>,

    /// Store what the vendor's sample requests need, unless the data has or had it
    #[arg(long)]
    samples: bool,

    /// Store all objects of --seed and --samples again, in place of what became of them
    #[arg(long)]
    reseed: bool,

    /// Id of the app that may ask for tokens
    #[arg(long, value_name = "ID", default_value = DEFAULT_APP_ID)]
    app_id: String,

    /// Secret of the app
    #[arg(long, value_name = "SECRET", default_value = DEFAULT_APP_SECRET)]
    app_secret: String,

    /// Grant the app this scope only; repeat for several [default: all scopes]
    #[arg(long, value_name = "SCOPE")]
    scope: Vec<String>,

    /// Make the app a store app that the tenant of this key has installed; repeat for several
    #[arg(long, value_name = "KEY")]
    tenant: Vec<String>,

    /// Accept bodies that name other objects which do not exist
    #[arg(long)]
    lenient_references: bool,

    /// Count calls: off, real as on the vendor's pages, or a factor to scale those by
    #[arg(long, value_name = "off|real|FACTOR", default_value = "off")]
    rate_limits: RateLimits,

    /// Print a line on standard error for each call
    #[arg(long)]
    log: bool,

    /// Say where it listens as a line of JSON
    #[arg(long)]
    pub(crate) json: bool,
}

impl Cli {
    pub(crate) fn builder(&self) -> Result<EmulatorBuilder, Box<dyn StdError>> {
        let mut app = match self.tenant.as_slice() {
            [] => App::new(&self.app_id, &self.app_secret),
            tenants => tenants
                .iter()
                .fold(App::store(&self.app_id, &self.app_secret), |app, key| app.tenant(key)),
        };
        if !self.scope.is_empty() {
            app = app.scopes(self.scope.iter().cloned());
        }
        let mut builder = Emulator::builder()
            .listen(self.listen.resolve()?)
            .allow_remote(self.allow_remote)
            .connection_limits(ConnectionLimits::new().connections(self.max_connections.get()))
            .app(app)
            .rate_limits(self.rate_limits);
        if let Some(url) = &self.public_url {
            builder = builder.public_url(url);
        }
        if self.log {
            builder = builder.on_request(print);
        }
        if self.reseed {
            builder = builder.reseed();
        }
        if let Some(file) = &self.data {
            builder = builder.data(file);
        }
        if self.samples {
            builder = builder.samples();
        }
        if self.lenient_references {
            builder = builder.lenient_references();
        }
        for file in &self.seed {
            builder = builder.seed(Seed::from_file(file)?);
        }
        Ok(builder)
    }
}

fn print(call: &RecordedRequest) {
    // The reader may have closed the pipe, which is no reason to stop.
    let _ = writeln!(io::stderr().lock(), "{call}");
}
