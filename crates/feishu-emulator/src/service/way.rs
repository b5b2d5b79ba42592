//! Where a request leads, and what is known of its operation before the body is read.

use axum::http::Method;

use super::Service;
use crate::answer::Failure;
use crate::auth;
use crate::catalogue::{Operation, UploadRule};
use crate::request::Request;
use crate::route::{self, NoMatch, Target, Way};

impl Service {
    /// Where a request leads. The emulator's own paths are no operation's.
    pub(crate) fn way(&self, method: &Method, path: &str) -> Way {
        if path.starts_with(route::ADMIN) {
            return Err(NoMatch::Unknown);
        }
        self.routes.find(method.as_str(), path)
    }

    /// Whether all that a call needs of the catalogue has been read.
    pub(crate) fn is_ready_for(&self, request: &Request) -> bool {
        self.number(request).is_none_or(|number| self.catalogue.parts.has_read(number))
    }

    /// Reads what a call needs of the catalogue. Blocks.
    pub(crate) fn get_ready_for(&self, request: &Request) {
        // What is wrong with it, the call is told.
        let _ = self.called(request);
    }

    /// The number of the operation that a request calls.
    fn number(&self, request: &Request) -> Option<usize> {
        match request.way.as_ref().ok()?.target {
            Target::Operation(number) => Some(number),
            Target::Token(_) => None,
        }
    }

    fn called(&self, request: &Request) -> Option<&Operation> {
        Some(self.catalogue.parts.operation(self.number(request)?).ok()?.operation)
    }

    /// The rule for the file, if a call is to upload one.
    pub(crate) fn upload_rule(&self, request: &Request) -> Option<UploadRule> {
        let mut rule = self.called(request)?.upload.clone()?;
        rule.max_bytes = self.max_upload_bytes.into_iter().chain(rule.max_bytes).min();
        Some(rule)
    }

    /// Whether the app may make this call, asked before the body is read. Blocks.
    pub(crate) fn authorizes(&self, request: &Request) -> bool {
        let Some(operation) = self.called(request) else { return false };
        let (catalogue, headers) = (&self.catalogue, &request.headers);
        let now = self.clock.now();
        let authorized = self.store.transaction(|transaction| {
            let app = auth::caller(catalogue, &self.apps, transaction, operation, headers, now)?;
            auth::check_scopes(catalogue, app, operation)?;
            Ok::<bool, Failure>(self.limits.has_room(
                app.id(),
                &operation.id,
                &operation.rate_limits,
                now,
            ))
        });
        authorized.unwrap_or(false)
    }
}
