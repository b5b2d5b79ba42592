//! Access tokens: where they come from, where they are kept, and how many calls share one fetch.
//!
//! A provider gets a token, a store keeps it for several processes, and [`Tokens`] stands between
//! them and the calls.
//!
//! A client keeps its tokens in memory. All calls that wait for a token drive one shared future,
//! which nobody owns: cancelling one waiter leaves the rest running, and the fetch stops with the
//! last. Only the early replacement (with 15 to 20 minutes left, different in each client) is a
//! task. A store is asked rarely, and its failure never fails a call. Tokens of users never enter a
//! store, because a key does not say which user.

mod custom_app;
mod exchange;
mod fetch;
mod fixed;
mod held;
mod issued;
mod key;
mod memory;
mod provider;
mod store;
mod store_app;
mod tickets;
mod tokens;

pub use custom_app::CustomApp;
pub use exchange::TokenExchange;
pub use fixed::{FixedToken, UserTokens};
pub use issued::IssuedToken;
pub use key::TokenKey;
pub use memory::MemoryTokenStore;
pub use provider::TokenProvider;
pub use store::{Lease, StoreError, TokenStore};
pub use store_app::StoreApp;
pub use tickets::{AppTicketCell, AppTickets};

pub(crate) use exchange::Credentials;
#[cfg(feature = "redis")]
pub(crate) use held::LONGEST_LIFE;
#[cfg(feature = "redis")]
pub(crate) use key::joined;
pub(crate) use provider::choose_kind;
pub(crate) use store::OnStoreError;
pub(crate) use tokens::Tokens;

#[cfg(test)]
mod tests;
