//! Feishu / Lark Recruiting ("hire") for Rust: typed requests that are checked before they are sent.
//!
//! ```
//! use feishu_hire::{Client, UpdateExternalOffer};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let app = feishu_emulator::App::new("cli_a1b2c3", "the app secret");
//! # let emulator = feishu_emulator::Emulator::builder().samples().app(app).start().await?;
//! let client = Client::builder("cli_a1b2c3", "the app secret") // .lark() · .base_url(…)
//! #   .base_url(emulator.base_url())
//!     .build()?;
//!
//! let offer = UpdateExternalOffer::new("7395015673275697419") // required fields are arguments
//!     .owner("张三")
//!     .offer_status("已发送")
//!     .attachment_id_list(["7404675264888097068"]);
//!
//! let replaced = client.external_offer().update("6960663240925956660", &offer).await?;
//! println!("{:?} (log id {:?})", replaced.external_offer.owner, replaced.log_id());
//! # assert_eq!(replaced.external_offer.owner.as_deref(), Some("张三"));
//! # Ok(())
//! # }
//! ```
//!
//! # What the compiler says, what the SDK says, what the server says
//!
//! A required field that is missing, or an id of another kind, does not compile. A rule of the page that a value breaks
//! is reported before anything is sent, with all the others:
//!
//! ```
//! use feishu_hire::UpdateExternalOffer;
//!
//! let offer = UpdateExternalOffer::new("7395015673275697419").biz_create_time("yesterday");
//! let violations = offer.validate().unwrap_err();
//! assert_eq!(violations.as_slice()[0].pointer, "/biz_create_time");
//! ```
//!
//! The rules are those of the page on the day it was read. If the platform has moved on, turn the check off, for a client
//! with [`ClientBuilder::validate`] or for a call with [`CallOptions::validate`]. Answers are never checked, and are
//! decoded leniently.
//!
//! # Optional values and ids
//!
//! Each optional field has two setters: one takes a value, and one with `maybe_` before its name takes an `Option`. An id
//! is made of any string and compares with any string, but not with an id of another kind:
//!
//! ```
//! use feishu_hire::{ExternalOfferId, UpdateExternalOffer};
//!
//! /// A row of a file, in which anything may be missing.
//! struct Row {
//!     owner: Option<String>,
//!     status: Option<String>,
//! }
//!
//! let row = Row { owner: Some("张三".to_owned()), status: None };
//! let offer = UpdateExternalOffer::new("7395015673275697419")
//!     .maybe_owner(row.owner.as_deref())
//!     .maybe_offer_status(row.status);
//! assert_eq!((offer.owner.as_deref(), offer.offer_status), (Some("张三"), None));
//!
//! let id = ExternalOfferId::new("6960663240925956660");
//! assert!(id == "6960663240925956660");
//! ```
//!
//! # Credentials from the environment
//!
//! [`Client::from_env`] reads `FEISHU_APP_ID`, `FEISHU_APP_SECRET` and, if it is set, `FEISHU_BASE_URL`, the names that the
//! command line uses, too. [`ClientBuilder::from_env`] is for a client with more settings:
//!
//! ```no_run
//! use feishu_hire::{Client, ClientBuilder, NoRateLimit};
//!
//! # fn main() -> Result<(), feishu_hire::Error> {
//! let client = Client::from_env()?;
//! let unlimited: Client = ClientBuilder::from_env()?.rate_limiter(NoRateLimit).build()?;
//! # Ok(())
//! # }
//! ```
//!
//! # When something goes wrong
//!
//! There is one [`Error`]. It knows the operation and its page, the HTTP status, the code, the message and the log id of the
//! platform, the fields that were refused, how often the call was sent and what went wrong first. [`ErrorCode::of`] names
//! its code, be it one that the pages document or one of the platform's gateway ([`GatewayCode`]: a rate limit, a missing
//! scope), and [`Error::outcome`] says what is known of a call that failed: nothing was done, it
//! was refused, nobody can tell, or it was done and only the answer could not be read.
//!
//! ```
//! use feishu_hire::{Client, Error, ErrorCode, GatewayCode, Outcome, UpdateExternalOffer};
//!
//! async fn push(client: &Client, id: &str, offer: &UpdateExternalOffer) -> Result<(), Error> {
//!     match client.external_offer().update(id, offer).await {
//!         Ok(_) => Ok(()),
//!         Err(error) if error.outcome() == Outcome::Unknown => {
//!             // A replace does no harm twice.
//!             client.external_offer().update(id, offer).await.map(drop)
//!         }
//!         Err(error) if ErrorCode::of(&error) == Some(ErrorCode::InvalidParameter) => {
//!             for field in error.field_violations() {
//!                 eprintln!("{}: {}", field.field, field.description);
//!             }
//!             Err(error)
//!         }
//!         Err(error) if ErrorCode::of(&error) == Some(ErrorCode::Gateway(GatewayCode::MissingScope)) => {
//!             for scope in error.permission_violations() {
//!                 eprintln!("grant {} at {}", scope.scope, scope.url);
//!             }
//!             Err(error)
//!         }
//!         Err(error) => Err(error),
//!     }
//! }
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let emulator = feishu_emulator::Emulator::builder().samples().start().await?;
//! # let builder = feishu_hire::Client::builder(emulator.app_id(), emulator.app_secret());
//! # let client = builder.base_url(emulator.base_url()).build()?;
//! # let offer = UpdateExternalOffer::new("7395015673275697419");
//! # push(&client, "6960663240925956660", &offer).await?;
//! # let refused = push(&client, "1", &offer).await.unwrap_err();
//! # assert_eq!(ErrorCode::of(&refused), Some(ErrorCode::InvalidParameter));
//! # Ok(())
//! # }
//! ```
//!
//! Calls that can be sent again without harm are, after random waits within a budget and a deadline: [`RetryPolicy`],
//! [`RetryBudget`], [`CallOptions`].
//!
//! # A full overwrite, made safe
//!
//! Updates write the whole object: what a request leaves out is cleared. `modify` reads the object first, hands it to a
//! closure as the request that would write it back, and sends that:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let emulator = feishu_emulator::Emulator::builder().samples().start().await?;
//! # let builder = feishu_hire::Client::builder(emulator.app_id(), emulator.app_secret());
//! # let client = builder.base_url(emulator.base_url()).build()?;
//! client.external_offer().modify("6960663240925956660", |offer| offer.owner = Some("李四".into())).await?;
//! # let stored = emulator.object("external_offer", "6960663240925956660").await?;
//! # assert_eq!(stored.ok_or("no offer")?["owner"], "李四");
//! # Ok(())
//! # }
//! ```
//!
//! # Lists
//!
//! A list comes page by page, or as a stream of its items that asks for a page when it is needed:
//!
//! ```
//! use feishu_hire::{ErrorKind, ListExternalApplicationQuery};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let emulator = feishu_emulator::Emulator::builder().samples().start().await?;
//! # let builder = feishu_hire::Client::builder(emulator.app_id(), emulator.app_secret());
//! # let client = builder.base_url(emulator.base_url()).build()?;
//! let query = ListExternalApplicationQuery::new("6960663240925956660");
//! let mut applications = client.external_application().list_items(&query);
//! while let Some(application) = applications.next().await {
//!     match application {
//!         Ok(application) => println!("{:?}", application.job_title),
//!         Err(error) if error.kind() == ErrorKind::IncompleteList => eprintln!("{error}"),
//!         Err(error) => {
//!             // What was read so far is good, and this query goes on from there.
//!             let read = error.list_position().cloned().unwrap_or_default();
//!             let rest = query.clone().page_token(read.next_token.unwrap_or_default());
//!             eprintln!("{} items, then {error}; go on with {rest:?}", read.items);
//!         }
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! The stream ends when the server says that there is no more. If it says that there is more and gives no way to read it,
//! the stream ends with [`ErrorKind::IncompleteList`], so a part of a list is never taken for the whole.
//!
//! # Many calls at once
//!
//! A call owns its request and a handle of the client, so calls can be joined, spawned, and kept in a struct. Nothing is
//! sent before a call is awaited. Streams of lists own what they need, too.
//!
//! ```
//! use feishu_hire::UpdateExternalOffer;
//! use futures_util::future::try_join_all;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let emulator = feishu_emulator::Emulator::builder().samples().start().await?;
//! # let builder = feishu_hire::Client::builder(emulator.app_id(), emulator.app_secret());
//! # let client = builder.base_url(emulator.base_url()).build()?;
//! let offer = UpdateExternalOffer::new("7395015673275697419").owner("张三");
//! let task = tokio::spawn(client.external_offer().update("6960663240925956660", &offer));
//!
//! let ids = ["6960663240925956660", "6989202908470446380"];
//! let replaced = try_join_all(ids.map(|id| client.external_offer().update(id, &offer))).await?;
//! # assert_eq!(replaced.len(), 2);
//!
//! println!("{:?}", task.await??.external_offer.owner);
//! # Ok(())
//! # }
//! ```
//!
//! For thousands of writes, see [Many writes](#many-writes).
//!
//! # Files
//!
//! ```
//! use feishu_hire::Upload;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let emulator = feishu_emulator::Emulator::builder().samples().start().await?;
//! # let builder = feishu_hire::Client::builder(emulator.app_id(), emulator.app_secret());
//! # let client = builder.base_url(emulator.base_url()).build()?;
//! # let folder = tempfile::tempdir()?;
//! # let (path, copy) = (folder.path().join("张三的 offer.pdf"), folder.path().join("copy.pdf"));
//! # std::fs::write(&path, "an offer")?;
//! let file = Upload::open(&path).await?.on_progress(|progress| eprintln!("{progress:?}"));
//! let attachment = client.attachment().create(file).await?;
//!
//! // Addresses of files are good for half an hour, and for whoever has them.
//! let known = client.attachment().get(&attachment.id, &Default::default()).await?;
//! if let Some(url) = &known.attachment.url {
//!     client.core().download(url).await?.save(&copy).await?;
//! }
//! # assert_eq!(std::fs::read_to_string(&copy)?, "an offer");
//! # Ok(())
//! # }
//! ```
//!
//! A download replaces the file at that path only once it is whole, and only its owner can read it. The name that a server
//! proposes may be anything, `../.bash_profile` among it: [`Download::safe_file_name`] makes a plain one of it.
//!
//! # Parts of your own
//!
//! All of the runtime has its name here, so that this crate is the only one to depend on: implement [`TokenStore`],
//! [`TokenProvider`], [`AppTickets`], [`RateLimiter`] or [`Observer`], and hand it to [`ClientBuilder`]. The HTTP client that
//! [`ClientBuilder::http_client`] takes is one of [`reqwest`].
//!
//! # Many writes
//!
//! Calls are paced by the limits of the pages, tried again where that does no harm, and their outcome is said when it is
//! unknown. [`bulk`] sends a stream of them, and goes on after a crash from its journal:
//!
//! ```
//! use feishu_hire::bulk::{Bulk, Fate, Journal, Resend};
//! use feishu_hire::{CreateExternalOffer, operations};
//! use futures_util::{TryStreamExt, stream};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let emulator = feishu_emulator::Emulator::builder().samples().start().await?;
//! # let builder = feishu_hire::Client::builder(emulator.app_id(), emulator.app_secret());
//! # let client = builder.base_url(emulator.base_url()).build()?;
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("offers.journal");
//! let rows = [("offer-1", "7395015673275697419", "张三"), ("offer-2", "7395015673275697419", "李四")];
//! let journal = Journal::open(&path, "offers of May").await?;
//! let mut outcomes = Bulk::new()
//!     .journal(&journal)
//!     .resend(Resend::keyed(&operations::EXTERNAL_OFFER_CREATE))
//!     .run(stream::iter(rows.map(|row| (row.0, row))), async |key, (_, application, owner)| {
//!         // The key is said to the platform, too, which makes no second offer for it.
//!         let offer = CreateExternalOffer::new(application).owner(owner).external_id(key);
//!         client.external_offer().create(&offer).await
//!     });
//! while let Some(outcome) = outcomes.try_next().await? {
//!     if let Fate::Failed(error) = outcome.fate {
//!         eprintln!("{}: {error}", outcome.key);
//! #       panic!("{error}");
//!     }
//! }
//! # let made = emulator.requests().into_iter().filter(|it| it.path.ends_with("/external_offers"));
//! # assert_eq!(made.count(), 2);
//! # Ok(())
//! # }
//! ```
//!
//! # Testing your own code
//!
//! `feishu-emulator` is a Feishu on this machine, in your test's own process: with the platform's semantics, rate limits and
//! error codes, a clock to move, and faults to order.
//!
//! With its feature `client`, `emulator.client()` makes a client for it that does not pace itself. A client that is built
//! in another way keeps the documented rate limits, 10 calls a second for most operations, against an emulator as well.
//!
//! ```
//! use feishu_emulator::{Emulator, Fault, FaultKind};
//! use feishu_hire::{Client, UpdateExternalOffer};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let emulator = Emulator::builder().samples().start().await?; // a port of its own
//! let client = emulator.client::<Client>().build()?;
//!
//! // The first answer is lost on its way. A replace may be sent again, and is.
//! let fault = Fault::new("hire.v1.external_offer.update", FaultKind::Reset { carry_out: true });
//! emulator.fault(fault).await?;
//! let offer = UpdateExternalOffer::new("7395015673275697419").owner("张三");
//! client.external_offer().update("6989202908470446380", &offer).await?;
//!
//! let stored = emulator.object("external_offer", "6989202908470446380").await?;
//! assert_eq!(stored.expect("the offer")["owner"], "张三");
//! assert_eq!(emulator.faults().fired.len(), 1);
//! # Ok(())
//! # }
//! ```
//!
//! Whole programs are in the crate's folder `examples`: push one offer, change a part of one, upload a file and link it, sync
//! from a CSV file, test code of your own. They run without any set-up, on an emulator, or on your tenant when
//! `FEISHU_APP_ID` and `FEISHU_APP_SECRET` are set.
//!
//! # Features
//!
//! | feature | default | what it adds |
//! |---|---|---|
//! | `tls` | yes | HTTPS by rustls; without it, bring a `reqwest::Client` of your own |
//! | `redis` | no | a token store and a rate limiter that processes share through Redis |
//! | `full-serde` | no | requests can be read and responses written, too |
//! | `schemars` | no | `schemars::JsonSchema` for requests and responses |
//! | `proptest` | no | strategies that make valid requests, and ones that break exactly one rule |
//!
//! The JSON Schemas themselves are always there, as text, in [`schemas`].

// Whatever a signature here names can be named by whoever depends on this crate alone.
#![deny(unnameable_types, ambiguous_glob_reexports)]

// Examples are those of this file. Text of a spec is never run as one, whatever it says: the collector of doctests does
// not even see what is generated.
#[cfg(not(doctest))]
#[rustfmt::skip]
mod generated;

// All of the runtime, so that no name that one of its traits or signatures needs can be missing.
#[doc(inline)]
pub use feishu_core::*;
#[cfg(not(doctest))]
pub use generated::*;
// The generated ones, where both have one.
#[cfg(not(doctest))]
pub use generated::Client;
#[cfg(all(feature = "proptest", not(doctest)))]
pub use generated::strategies;
