//! The door: the token endpoint, and what every other call must show.

use axum::http::{HeaderMap, header};
use rusqlite::Transaction;
use serde_json::{Map, Value};

use crate::answer::{Failure, Help, PermissionViolation, Refusal};
use crate::app::{App, Apps};
use crate::catalogue::{Catalogue, Operation};
use crate::request::{ContentType, Request};
use crate::token;

/// `POST …/tenant_access_token/internal`: trades `app_id` and `app_secret` for a token.
///
/// No refusal here repeats a value that was sent: it may be a secret, or nearly one.
pub(crate) fn tenant_access_token(
    catalogue: &Catalogue,
    apps: &Apps,
    transaction: &Transaction<'_>,
    request: &Request,
    now: i64,
) -> Result<Vec<u8>, Failure> {
    let codes = &catalogue.gateway;
    // The page asks for a content type, yet the vendor's Python SDK sends none here.
    let body = request.json(codes.invalid_app_parameter, ContentType::MayBeMissing)?;
    let text = |name: &str| {
        body.get(name).and_then(Value::as_str).filter(|value| !value.is_empty()).ok_or_else(|| {
            let msg = format!("{name} must be a string that is not empty.");
            Refusal::new(codes.invalid_app_parameter, msg)
        })
    };
    let (app_id, app_secret) = (text("app_id")?, text("app_secret")?);
    let app = apps.get(app_id).ok_or_else(|| {
        Refusal::new(codes.invalid_app_parameter, "There is no app with this app_id.")
    })?;
    if app.secret() != app_secret {
        let msg = "The app_secret is not the one of this app.";
        return Err(Refusal::new(codes.wrong_app_secret, msg).into());
    }
    let issued = token::issue(transaction, app.id(), &catalogue.token_endpoint, now)?;
    // This endpoint alone has its data at the top, beside the code.
    let mut answer = Map::new();
    answer.insert("code".to_owned(), 0.into());
    answer.insert("msg".to_owned(), "ok".into());
    answer.insert(catalogue.token_endpoint.field.clone(), issued.token.into());
    answer.insert("expire".to_owned(), issued.expire.into());
    Ok(serde_json::to_vec(&answer)?)
}

/// Id of the app that a call to the token endpoint is about, whether or not it gets a token.
pub(crate) fn named_app(apps: &Apps, request: &Request) -> Option<String> {
    let body: Value = serde_json::from_slice(request.body.bytes()).ok()?;
    Some(apps.get(body.get("app_id")?.as_str()?)?.id().to_owned())
}

/// The app that makes a call, by its token.
pub(crate) fn caller<'a>(
    catalogue: &Catalogue,
    apps: &'a Apps,
    transaction: &Transaction<'_>,
    operation: &Operation,
    headers: &HeaderMap,
    now: i64,
) -> Result<&'a App, Failure> {
    let codes = &catalogue.gateway;
    let token = bearer_token(catalogue, headers)?;
    if !operation.tokens.iter().any(|kind| kind == "tenant_access_token") {
        let msg = format!("{} takes no tenant access token.", operation.id);
        return Err(Refusal::new(codes.invalid_tenant_access_token, msg).into());
    }
    // An app that is configured no longer takes its tokens with it.
    let app = token::holder(transaction, token, now)?.and_then(|id| apps.get(&id));
    let app = app.ok_or_else(|| {
        let msg = "The tenant access token is not valid: it expired, or was never issued here.";
        Refusal::new(codes.invalid_tenant_access_token, msg)
    })?;
    Ok(app)
}

/// Refuses a call whose app holds none of the operation's scopes.
pub(crate) fn check_scopes(
    catalogue: &Catalogue,
    app: &App,
    operation: &Operation,
) -> Result<(), Refusal> {
    if app.holds_one_of(&operation.scopes) {
        Ok(())
    } else {
        Err(missing_scope(catalogue, app, operation))
    }
}

/// The token itself never appears in a message.
pub(crate) fn bearer_token<'a>(
    catalogue: &Catalogue,
    headers: &'a HeaderMap,
) -> Result<&'a str, Refusal> {
    let codes = &catalogue.gateway;
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let Some(value) = values.next() else {
        let msg = "The header Authorization is missing; send \"Bearer\" and a token.";
        return Err(Refusal::new(codes.missing_access_token, msg));
    };
    let malformed = |msg: &str| Err(Refusal::new(codes.malformed_access_token, msg));
    if values.next().is_some() {
        return malformed("There are several Authorization headers; send one.");
    }
    let token = value.to_str().ok().and_then(|text| text.strip_prefix("Bearer "));
    match token {
        None => malformed("The header Authorization is not \"Bearer\", one space and a token."),
        Some(token) if token.starts_with("t-") => Ok(token),
        Some(token) if token.starts_with("u-") => {
            let msg =
                "The user access token is not valid; this emulator issues tenant tokens only.";
            Err(Refusal::new(codes.invalid_user_access_token, msg))
        }
        Some(_) => malformed("The token begins neither with t- nor with u-."),
    }
}

fn missing_scope(catalogue: &Catalogue, app: &App, operation: &Operation) -> Refusal {
    let grant = |query: &str| format!("https://open.feishu.cn/app/{}/auth?q={query}", app.id());
    let violations = operation
        .scopes
        .iter()
        .map(|scope| PermissionViolation { scope: scope.clone(), url: grant(scope) })
        .collect();
    let scopes = operation.scopes.join(", ");
    let help = Help {
        url: operation.page.clone(),
        description: format!("{} asks for one of these scopes: {scopes}", operation.id),
    };
    let msg = format!("The app {} holds none of the scopes {scopes}.", app.id());
    Refusal::new(catalogue.gateway.missing_scope, msg).permissions(violations, vec![help])
}
