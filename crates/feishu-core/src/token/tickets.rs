//! The way in for the tickets of store apps.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::Error;
use crate::future::BoxFuture;
use crate::secret::Secret;

/// Where a [`StoreApp`](crate::StoreApp) finds its ticket.
///
/// The platform pushes the event `app_ticket` to the app every hour, and the ticket in it is what the
/// app needs to get tokens. [`AppTicketCell`] serves a program that receives the event itself. Where
/// another process receives it, implement this trait over the place where that one keeps it.
pub trait AppTickets: Send + Sync + fmt::Debug {
    /// The ticket that was pushed last; `None` if none ever was.
    ///
    /// # Errors
    /// [`Error::no_token`], when the place cannot be read.
    fn ticket<'a>(&'a self, app_id: &'a str) -> BoxFuture<'a, Result<Option<Secret>, Error>>;
}

/// The ticket of one store app, handed from the program's event handler to its client. Clones are the
/// same cell.
///
/// The ticket that is in here is lost with the process. Keep it somewhere if a program that has just
/// started should not have to wait for the next one, and [`set`](Self::set) it at the start.
#[derive(Debug, Clone, Default)]
pub struct AppTicketCell {
    ticket: Arc<Mutex<Option<Secret>>>,
}

impl AppTicketCell {
    /// A cell with no ticket in it yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Hands in a ticket: `event.app_ticket` of the event `app_ticket`.
    pub fn set(&self, ticket: impl Into<Secret>) {
        *self.ticket.lock().unwrap_or_else(PoisonError::into_inner) = Some(ticket.into());
    }

    fn get(&self) -> Option<Secret> {
        self.ticket.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl AppTickets for AppTicketCell {
    fn ticket<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<Option<Secret>, Error>> {
        Box::pin(async { Ok(self.get()) })
    }
}
