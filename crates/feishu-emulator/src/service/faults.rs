//! Where faults meet calls.

use rusqlite::Transaction;
use serde_json::Value;

use super::{Outcome, Service, refusal};
use crate::answer::Refusal;
use crate::auth;
use crate::catalogue::TokenKind;
use crate::code::ANY_SYSTEM_ERROR;
use crate::error::Error;
use crate::fault::{self, Call, FaultKind, Hit, Known, Made};
use crate::request::Request;
use crate::route::Target;
use crate::token;

impl Service {
    /// Puts one fault or a list of them into the queue, all or none. Returns their numbers.
    pub(crate) fn place_faults(&self, document: &Value) -> Result<Vec<u64>, Error> {
        let tokens = self.catalogue.token_operations.iter().map(|operation| operation.id.as_str());
        let operations = self.parts().routes().map(|route| route.id);
        let known = Known {
            operations: tokens.chain(operations).collect(),
            apps: self.apps.ids().collect(),
        };
        fault::read(document, &known)
            .and_then(|faults| self.faults.add(faults).map_err(|problem| vec![problem]))
            .map_err(|problems| Error::Fault { problems })
    }

    /// The fault that fires on a call, if one does. Blocks while the database works.
    pub(crate) fn hit(&self, request: &Request) -> Option<Hit> {
        // A call that is no operation's has no fault of its own; the emulator's paths are none.
        let target = request.way.as_ref().ok()?.target;
        self.faults.take(Call {
            operation: self.operation_id(target),
            app_id: self.app_id(target, request),
            log_id: self.log_ids.next(self.clock.now()),
        })
    }

    fn app_id(&self, target: Target, request: &Request) -> Option<String> {
        match target {
            Target::Token(_) => auth::named_app(&self.apps, request),
            Target::Operation(_) => {
                let token = auth::bearer_token(&self.catalogue, &request.headers).ok()?;
                let now = self.clock.now();
                let holder = |transaction: &Transaction<'_>| {
                    token::holder(transaction, TokenKind::Tenant, token, now)
                };
                self.store.transaction(holder).ok()?.map(|(app_id, _)| app_id)
            }
        }
    }

    /// The response to a call that a fault fires on. `outcome` carries the call out.
    pub(super) fn reply_under(
        &self,
        hit: &Hit,
        request: &Request,
        outcome: impl FnOnce() -> Outcome,
    ) -> Made {
        let Hit { kind, app_id, log_id } = hit;
        let made = kind.carries_out().then(|| {
            let outcome = self.prepare(kind, app_id.as_deref()).and_then(|()| outcome());
            self.reply(request, outcome, log_id.clone())
        });
        let gateway = &self.catalogue.gateway;
        match kind.refusal(gateway.rate_limited, &self.catalogue.rate_limit_headers) {
            Some(refusal) => self.reply(request, Err(refusal), log_id.clone()),
            None => kind.reply(log_id, made),
        }
    }

    /// What a fault does to the emulator before the call is carried out.
    fn prepare(&self, kind: &FaultKind, app_id: Option<&str>) -> Result<(), Refusal> {
        let (FaultKind::InvalidateTokens {}, Some(app_id)) = (kind, app_id) else { return Ok(()) };
        self.store
            .transaction(|transaction| token::invalidate(transaction, app_id))
            .map_err(|error| refusal(error.into(), ANY_SYSTEM_ERROR))
    }
}
