//! Where tickets of store apps come from.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::Error;
use crate::future::BoxFuture;
use crate::secret::Secret;

/// Where a [`StoreApp`](crate::StoreApp) reads its ticket.
///
/// The platform pushes the event `app_ticket` to the app every hour; its ticket is needed to get
/// tokens. [`AppTicketCell`] is for a program that receives the event itself. If another process
/// receives it, implement this trait on the storage that it writes to.
pub trait AppTickets: Send + Sync + fmt::Debug {
    /// The ticket that was pushed last; `None` if none ever was.
    ///
    /// # Errors
    /// [`Error::no_token`] if the storage cannot be read.
    fn ticket<'a>(&'a self, app_id: &'a str) -> BoxFuture<'a, Result<Option<Secret>, Error>>;
}

/// The ticket of one store app, passed from the program's event handler to its client. Clones share
/// the ticket.
///
/// The ticket is lost when the process ends, and the next one may take an hour. To avoid that wait,
/// store the ticket elsewhere and [`set`](Self::set) it at start.
#[derive(Debug, Clone, Default)]
pub struct AppTicketCell {
    ticket: Arc<Mutex<Option<Secret>>>,
}

impl AppTicketCell {
    /// Creates a cell without a ticket.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the ticket: `event.app_ticket` of the event `app_ticket`.
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
