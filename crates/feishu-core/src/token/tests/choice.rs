//! Which kind of token a call goes with.

use super::*;
use crate::ErrorKind;
use crate::operation::{Effect, Method, Operation};

static OPERATION: Operation =
    Operation::new("x.v1.x.get", Method::Get, "/x").tokens(&[]).effect(Effect::Read);

/// Kinds that the operation takes, who gets tokens, whether the call carries one of a user, and
/// what comes of it.
type Case<'a> =
    (&'static [TokenKind], &'a dyn TokenProvider, bool, Result<Option<TokenKind>, &'a str>);

#[test]
fn an_app_acts_as_itself_unless_the_call_carries_the_token_of_a_user() {
    use TokenKind::{AppAccessToken as App, TenantAccessToken as Tenant, UserAccessToken as User};
    let store_app = StoreApp::new(AppTicketCell::new());
    let users = UserTokens::new(|| async { Err(Error::no_token("none")) });
    let (user, neither) = (FixedToken::user("u-1"), FixedToken::new(App, "a-1"));
    let cases: &[Case<'_>] = &[
        (&[], &CustomApp, false, Ok(None)),
        (&[], &CustomApp, true, Ok(None)),
        (&[Tenant], &CustomApp, false, Ok(Some(Tenant))),
        (&[User, Tenant], &CustomApp, false, Ok(Some(Tenant))),
        (&[App, Tenant], &CustomApp, false, Ok(Some(Tenant))),
        (&[User, App], &CustomApp, false, Ok(Some(App))),
        (&[User, Tenant], &CustomApp, true, Ok(Some(User))),
        (&[Tenant, User], &user, false, Ok(Some(User))),
        (&[User, App, Tenant], &store_app, false, Ok(Some(Tenant))),
        (&[User], &store_app, false, Err("takes user_access_token, which this client's")),
        (&[Tenant, User], &users, false, Ok(Some(User))),
        (&[Tenant], &users, false, Err("takes tenant_access_token, which this client's")),
        (&[User], &CustomApp, false, Err("takes user_access_token, which this client's")),
        (&[Tenant, User], &neither, false, Err("takes tenant_access_token or user_access_token")),
        (&[Tenant, User], &users, false, Ok(Some(User))),
        (&[Tenant, App], &users, false, Err("takes tenant_access_token or app_access_token")),
        (&[User, Tenant], &store_app, false, Ok(Some(Tenant))),
        (&[User, App], &store_app, false, Ok(Some(App))),
        (&[User], &store_app, false, Err("takes user_access_token, which this client's")),
        (&[Tenant], &CustomApp, true, Err("carries the token of a user and the endpoint takes")),
    ];
    for (tokens, provider, carries_user_token, expected) in cases {
        let operation = OPERATION.clone().tokens(tokens);
        match (choose_kind(&operation, *provider, *carries_user_token), expected) {
            (Err(error), Err(text)) => {
                assert_eq!(error.kind(), ErrorKind::Token);
                assert!(error.to_string().contains(text), "{error}");
            }
            (chosen, expected) => assert_eq!(chosen.ok(), expected.ok(), "{tokens:?}"),
        }
    }
}
