//! The door: what every call but those for tokens must show.

use axum::http::{HeaderMap, header};
use rusqlite::Transaction;

use crate::answer::{Failure, Help, PermissionViolation, Refusal};
use crate::app::{App, Apps};
use crate::catalogue::{Catalogue, Operation, TokenKind};
use crate::code::Code;
use crate::request::Request;
use crate::strict_json;
use crate::token;

/// "App id unauthorized" in the vendor's list of codes. No page says what an app is told that has
/// a kind which an operation does not support; it is no error that another token would cure.
const WRONG_KIND_OF_APP: Code = Code { status: 400, code: 10005 };

/// Id of the app that a call of the token service names, whether or not it gets a token.
pub(crate) fn named_app(apps: &Apps, request: &Request) -> Option<String> {
    let body = strict_json::read(request.body.bytes()).ok()?;
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
    let holder = token::holder(transaction, TokenKind::Tenant, token, now)?;
    let app =
        holder.and_then(|(id, tenant)| apps.get(&id).filter(|app| app.is_installed_by(&tenant)));
    let app = app.ok_or_else(|| {
        let msg = "The tenant access token is not valid: it expired, or was never issued here.";
        Refusal::new(codes.invalid_tenant_access_token, msg)
    })?;
    let kind = app.kind().name();
    if !operation.apps.iter().any(|supported| supported == kind) {
        let supported = operation.apps.join(", ");
        let msg = format!("{} is for {supported} apps, and this is a {kind} app.", operation.id);
        return Err(Refusal::new(WRONG_KIND_OF_APP, msg).into());
    }
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
