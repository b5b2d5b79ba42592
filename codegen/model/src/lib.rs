//! Endpoint specs as written, and the model that they resolve to.
//!
//! Text becomes [`Sources`](sources::Sources), a [`Spec`](spec::Spec) as written, and a [`Model`](model::Model) that is
//! resolved and checked. Modules depend on each other in one direction: `spec` and `resolve` know the model, and the model
//! knows neither. What several outputs need beside it is here, too: names, text, and the set of files that they fill.

pub mod diagnostic;
pub mod files;
#[doc(hidden)]
pub mod hidden;
pub mod markdown;
pub mod model;
pub mod names;
pub mod parallel;
pub mod pattern;
mod products;
mod read;
mod report;
mod resolve;
pub mod sources;
pub mod space;
pub mod spec;
mod suggest;

pub use products::products;
pub use read::{Reading, Written, read, sorted};
