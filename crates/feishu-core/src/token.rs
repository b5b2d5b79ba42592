//! Access tokens: providers, stores, and how calls share one fetch.
//!
//! A provider fetches a token, a store shares it between processes, and [`Tokens`] connects both to
//! the calls.
//!
//! A client caches its tokens in memory. All calls that wait for a token drive one shared future,
//! which nobody owns: cancelling one waiter leaves the rest running; the fetch stops with the last.
//! Only the early replacement (with 15 to 20 minutes left, different in each client) is a task. A
//! store is rarely used, and its failure never fails a call. User tokens are never put into a
//! store, because a key does not identify the user.

mod credentials;
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

pub(crate) use credentials::Credentials;
#[cfg(feature = "redis")]
pub(crate) use held::LONGEST_LIFE;
#[cfg(feature = "redis")]
pub(crate) use key::joined;
pub(crate) use provider::choose_kind;
pub(crate) use store::OnStoreError;
pub(crate) use tokens::Tokens;

#[cfg(test)]
mod tests;
