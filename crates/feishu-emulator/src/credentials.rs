//! The token service: what an app shows, and the token or ticket that it gets for that.
//!
//! No refusal here repeats a value that was sent: it may be a secret, or nearly one.

use rusqlite::Transaction;
use serde_json::{Map, Value};

use crate::answer::{Failure, Refusal};
use crate::app::{App, AppKind, Apps};
use crate::catalogue::{Catalogue, Grant, TokenKind, TokenOperation};
use crate::code::Code;
use crate::request::{ContentType, Request};
use crate::ticket;
use crate::token::{self, Grantee};

/// Codes of the vendor's list of codes, for what the pages of these operations leave open. The
/// last one is for an app that is no store app; of the others the list says no more than that
/// there is no token.
const NO_APP_TOKEN: Code = Code { status: 400, code: 10012 };
const NO_TENANT_TOKEN: Code = Code { status: 400, code: 10013 };
const NO_TICKET: Code = Code { status: 400, code: 10016 };

/// Responds to a call of the token service.
pub(crate) fn grant(
    catalogue: &Catalogue,
    apps: &Apps,
    transaction: &Transaction<'_>,
    operation: &TokenOperation,
    request: &Request,
    now: i64,
) -> Result<Vec<u8>, Failure> {
    let invalid = catalogue.gateway.invalid_app_parameter;
    // The pages ask for a content type, yet the vendor's Python SDK sends none here.
    let body = request.json(invalid, ContentType::MayBeMissing)?;
    let counter = Counter { catalogue, apps, transaction, body: &body, now };
    let data = match operation.grant {
        Grant::Token { kind: TokenKind::Tenant, app: AppKind::Custom } => counter.custom(false)?,
        Grant::Token { kind: TokenKind::App, app: AppKind::Custom } => counter.custom(true)?,
        Grant::Token { kind: TokenKind::App, app: AppKind::Store } => counter.store_app()?,
        Grant::Token { kind: TokenKind::Tenant, app: AppKind::Store } => counter.store_tenant()?,
        Grant::Ticket => counter.ticket()?,
    };
    // These operations have their data at the top, beside the code.
    let mut answer = Map::new();
    answer.insert("code".to_owned(), 0.into());
    answer.insert("msg".to_owned(), operation.success.as_str().into());
    answer.extend(data);
    Ok(serde_json::to_vec(&answer)?)
}

/// One call, at the counter where it is served.
struct Counter<'a> {
    catalogue: &'a Catalogue,
    apps: &'a Apps,
    transaction: &'a Transaction<'a>,
    body: &'a Value,
    now: i64,
}

type Data = Vec<(String, Value)>;

impl<'a> Counter<'a> {
    /// The token of a custom app. It is the same string whether it is for the app or for the app
    /// in its tenant, as in the page's sample.
    fn custom(&self, both: bool) -> Result<Data, Failure> {
        let refused = if both { NO_APP_TOKEN } else { NO_TENANT_TOKEN };
        let app = self.app_by_secret(AppKind::Custom, refused)?;
        let mut data = self.issue(app, TokenKind::Tenant, "")?;
        if both {
            let token = data.first().map(|(_, token)| token.clone()).unwrap_or_default();
            data.push((TokenKind::App.field().to_owned(), token));
        }
        Ok(data)
    }

    /// The store app's own token, for its ticket.
    fn store_app(&self) -> Result<Data, Failure> {
        let shown = self.text("app_ticket")?;
        let app = self.app_by_secret(AppKind::Store, NO_APP_TOKEN)?;
        if ticket::last(self.transaction, app.id())?.as_deref() != Some(shown) {
            let msg = "The app_ticket is not the one that was pushed to this app last.";
            return Err(Refusal::new(NO_APP_TOKEN, msg).into());
        }
        self.issue(app, TokenKind::App, "")
    }

    /// The token of a store app in a tenant, for the app's own token.
    fn store_tenant(&self) -> Result<Data, Failure> {
        let (shown, tenant) = (self.text("app_access_token")?, self.text("tenant_key")?);
        let holder = token::holder(self.transaction, TokenKind::App, shown, self.now)?;
        let app = holder.and_then(|(app_id, _)| self.apps.get(&app_id));
        let app = app.filter(|app| app.kind() == AppKind::Store).ok_or_else(|| {
            let msg = "The app_access_token is not one of a store app: it expired, or was never \
                       issued here.";
            Refusal::new(self.catalogue.gateway.invalid_app_access_token, msg)
        })?;
        if !app.is_installed_by(tenant) {
            let msg = "No tenant of this tenant_key has installed the app.";
            return Err(Refusal::new(NO_TENANT_TOKEN, msg).into());
        }
        self.issue(app, TokenKind::Tenant, tenant)
    }

    /// A new ticket, which is pushed, not returned.
    fn ticket(&self) -> Result<Data, Failure> {
        let app = self.app_by_secret(AppKind::Store, NO_TICKET)?;
        ticket::renew(self.transaction, app.id())?;
        Ok(Data::new())
    }

    fn issue(&self, app: &App, kind: TokenKind, tenant: &str) -> Result<Data, Failure> {
        let grantee = Grantee { app_id: app.id(), kind, tenant };
        let issued = token::issue(self.transaction, &grantee, &self.catalogue.tokens, self.now)?;
        let (field, expire) = (kind.field().to_owned(), "expire".to_owned());
        Ok(vec![(field, issued.token.into()), (expire, issued.expire.into())])
    }

    /// The app that the body shows the secret of. One of another kind is refused with this code.
    fn app_by_secret(&self, kind: AppKind, refused: Code) -> Result<&'a App, Refusal> {
        let codes = &self.catalogue.gateway;
        let (app_id, app_secret) = (self.text("app_id")?, self.text("app_secret")?);
        let app = self.apps.get(app_id).ok_or_else(|| {
            Refusal::new(codes.invalid_app_parameter, "There is no app with this app_id.")
        })?;
        if app.secret() != app_secret {
            let msg = "The app_secret is not the one of this app.";
            return Err(Refusal::new(codes.wrong_app_secret, msg));
        }
        if app.kind() != kind {
            let (this, those) = (app.kind().name(), kind.name());
            let msg = format!("This is a {this} app, and only {those} apps may call this.");
            return Err(Refusal::new(refused, msg));
        }
        Ok(app)
    }

    fn text(&self, name: &str) -> Result<&'a str, Refusal> {
        let value = self.body.get(name).and_then(Value::as_str).filter(|value| !value.is_empty());
        value.ok_or_else(|| {
            let msg = format!("{name} must be a string that is not empty.");
            Refusal::new(self.catalogue.gateway.invalid_app_parameter, msg)
        })
    }
}
