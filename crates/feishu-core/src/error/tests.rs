use std::time::Duration;

use super::*;
use crate::envelope::Envelope;
use crate::operation::{AppKind, Effect, Method, OperationRef, RateLimit, TokenKind};
use crate::response::Answer;
use crate::{Pointer, rules};

static UPDATE: Operation = Operation::new(
    "hire.v1.external_offer.update",
    Method::Put,
    "/open-apis/hire/v1/external_offers/:external_offer_id",
)
.summary("Replace an external offer")
.tokens(&[TokenKind::TenantAccessToken])
.apps(&[AppKind::Custom])
.scopes(&["hire:external_offer"])
.rate_limits(&[RateLimit { calls: 10, per: Duration::from_secs(1) }])
.effect(Effect::Replace)
.errors(&[DocumentedError::new(1002002, "invalid_parameter")
    .http_status(400)
    .advice("Check the type and the size of each parameter.")])
.page("https://page.example/update", "2024-12-03");

fn answer(status: u16, body: &str) -> Answer {
    Answer::bare(status, body)
}

fn refused(status: u16, body: &str) -> Error {
    let answer = answer(status, body);
    let envelope = Envelope::parse(body).unwrap();
    Error::api(answer, envelope).of(&OperationRef::from(&UPDATE))
}

#[test]
fn a_documented_code_is_told_with_its_name_and_advice() {
    let error =
        refused(400, r#"{"code":1002002,"msg":"param is\ninvalid","error":{"logid":"L1"}}"#);
    assert_eq!(
        error.to_string(),
        "hire.v1.external_offer.update: the platform refused: code 1002002 (invalid_parameter), \
         \"param is invalid\" [HTTP 400, log id L1]; Check the type and the size of each \
         parameter; see https://page.example/update"
    );
    assert_eq!(error.kind(), ErrorKind::Api);
    assert_eq!((error.status(), error.code()), (Some(400), Some(1_002_002)));
    assert_eq!(error.msg(), Some("param is\ninvalid"));
    assert_eq!(error.log_id(), Some("L1"));
    assert_eq!(error.documented(), UPDATE.errors.first());
    assert_eq!(error.gateway(), None);
    assert_eq!(error.page(), Some("https://page.example/update"));
    assert_eq!(error.operation(), Some(&UPDATE));
}

#[test]
fn a_code_of_the_gateway_is_told_with_its_name_and_advice() {
    let body = r#"{"code":99991400,"msg":"request trigger frequency limit"}"#;
    let mut answer = answer(429, body);
    answer.head.headers.insert("x-ogw-ratelimit-reset", "1.5".parse().unwrap());
    let envelope = Envelope::parse(body).unwrap();
    let error = Error::api(answer, envelope).of(&OperationRef::from(&UPDATE));
    let text = error.to_string();
    assert!(text.contains("code 99991400 (rate_limited)"), "{text}");
    assert!(text.contains("; retry in 1.5 s; "), "{text}");
    assert_eq!(error.gateway().map(|gateway| gateway.name), Some("rate_limited"));
    assert_eq!(error.documented(), None);
    assert_eq!(error.retry_after(), Some(Duration::from_millis(1500)));
}

#[test]
fn the_particulars_of_a_refusal_are_told() {
    let error = refused(
        400,
        r#"{"code":7,"msg":"","error":{
            "message":"more","troubleshooter":"look at https://t.example",
            "field_violations":[{"field":"owner","value":"x","description":"too short"}],
            "permission_violations":[{"scope":"hire:offer","url":"https://grant.example"}],
            "helps":[{"url":"https://help.example","description":"d"}]}}"#,
    );
    assert_eq!(
        error.to_string(),
        "hire.v1.external_offer.update: the platform refused: code 7 [HTTP 400]; \
         field owner = \"x\": too short; the app lacks the scope hire:offer, grant it at \
         https://grant.example; more; look at https://t.example; see https://page.example/update"
    );
    assert_eq!(error.field_violations()[0].field, "owner");
    assert_eq!(error.permission_violations()[0].scope, "hire:offer");
    assert_eq!(error.helps()[0].url, "https://help.example");
    assert_eq!(error.troubleshooter(), Some("look at https://t.example"));
}

#[test]
fn everything_that_is_wrong_with_a_request_is_one_error_on_one_line() {
    let mut violations = Violations::default();
    let root = Pointer::root();
    rules::items(11, ..=10, &root.field("attachment_id_list"), &mut violations);
    rules::chars("", 1.., &root.field("owner"), &mut violations);
    let path = vec!["the path parameter id is empty".to_owned()];

    let rules_only = Error::unsendable(vec![], violations.clone(), None, None)
        .unwrap()
        .of(&OperationRef::from(&UPDATE));
    assert_eq!(rules_only.kind(), ErrorKind::Rules);
    assert_eq!(rules_only.violations(), Some(&violations));
    assert_eq!(
        rules_only.to_string(),
        "hire.v1.external_offer.update: not sent, because \
         /attachment_id_list: holds 11 items, at most 10 are allowed (items); \
         /owner: has 0 characters, at least 1 are needed (chars); \
         rules as of the page of 2024-12-03; \
         if the platform allows this by now, turn the check off with \
         CallOptions::validate(false) or ClientBuilder::validate(false); \
         see https://page.example/update"
    );

    let both = Error::unsendable(path, violations.clone(), None, None).unwrap();
    assert_eq!(both.kind(), ErrorKind::PathParameter);
    assert_eq!(both.violations(), Some(&violations));
    assert!(both.to_string().starts_with("not sent, because the path parameter id is empty; /att"));

    assert!(Error::unsendable(vec![], Violations::default(), None, None).is_none());
}

#[test]
fn a_refused_token_is_told_apart_from_a_refused_call() {
    // The code of the token endpoint is not one of the operation's, even if it reads the same.
    let error = refused(400, r#"{"code":1002002,"msg":"app secret invalid"}"#)
        .at_token_endpoint(crate::platform::TENANT_ACCESS_TOKEN.page)
        .while_fetching_token(TokenKind::TenantAccessToken);
    assert_eq!(error.kind(), ErrorKind::Token);
    assert_eq!((error.code(), error.documented()), (Some(1_002_002), None));
    assert_eq!(error.page(), Some(crate::platform::TENANT_ACCESS_TOKEN.page));
    let text = error.to_string();
    assert!(
        text.contains("update: no tenant access token: the platform refused: code 1002002,"),
        "{text}"
    );
}

#[test]
fn an_answer_that_may_hold_a_token_is_not_kept() {
    for error in [
        Error::no_envelope(answer(200, "t-hunter2")),
        Error::status_alone(answer(500, "t-hunter2")),
        Error::too_large(answer(200, "t-hunter2"), 4),
    ] {
        let kind = error.kind();
        let error = error.while_fetching_token(TokenKind::AppAccessToken);
        assert_eq!(error.kind(), kind);
        assert_eq!(error.body(), Some(&b""[..]));
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }
}

#[test]
fn neither_form_of_an_error_prints_a_body() {
    let error =
        Error::no_envelope(answer(200, "<html>hunter2</html>")).of(&OperationRef::from(&UPDATE));
    let printed = format!("{error} {error:?}");
    assert!(!printed.contains("hunter2"), "{printed}");
    assert!(printed.contains("Error::body() has the response"), "{printed}");
    assert_eq!(error.body(), Some(&b"<html>hunter2</html>"[..]));
}

#[test]
fn a_redirect_is_told_as_one() {
    for (status, is_redirect) in [(300, true), (302, true), (399, true), (400, false), (404, false)]
    {
        let text = Error::status_alone(answer(status, "")).to_string();
        let told = text.starts_with("the response is a redirect, which is not followed");
        assert_eq!(told, is_redirect, "{status}: {text}");
    }
}

/// Below 500 the request is at fault. From 500 on the server failed, maybe
/// half-way.
#[test]
fn a_server_that_failed_may_have_done_what_the_call_says() {
    for (status, outcome) in [
        (300, Outcome::Refused),
        (404, Outcome::Refused),
        (429, Outcome::Refused),
        (499, Outcome::Refused),
        (500, Outcome::Unknown),
        (501, Outcome::Unknown),
        (503, Outcome::Unknown),
        (599, Outcome::Unknown),
    ] {
        assert_eq!(Error::status_alone(answer(status, "")).outcome(), outcome, "{status} alone");
        let coded = refused(status, r#"{"code":7,"msg":"no"}"#);
        assert_eq!(coded.outcome(), outcome, "{status} with a code of the endpoint");
        // The gateway refuses before the endpoint sees the call.
        let coded = refused(status, r#"{"code":99991400,"msg":"no"}"#);
        assert_eq!(coded.outcome(), Outcome::Refused, "{status} with a code of the gateway");
    }
}

#[test]
fn no_string_of_the_platform_forges_a_line_or_floods_a_log() {
    let whole = serde_json::json!({ "code": 7, "msg": "", "error": {
        "logid": "", "message": "", "troubleshooter": "",
        "field_violations": [{ "field": "", "value": "", "description": "" }],
        "permission_violations": [{ "scope": "", "url": "" }],
    }});
    let hostile = format!("so\nforged\r\u{1b}[2K\u{202e}{}", "x".repeat(10_000));
    for place in [
        "/msg",
        "/error/logid",
        "/error/message",
        "/error/troubleshooter",
        "/error/field_violations/0/field",
        "/error/field_violations/0/value",
        "/error/field_violations/0/description",
        "/error/permission_violations/0/scope",
        "/error/permission_violations/0/url",
    ] {
        let mut body = whole.clone();
        *body.pointer_mut(place).unwrap() = hostile.clone().into();
        let error = refused(400, &body.to_string());
        let text = error.to_string();
        assert!(text.contains("so forged  [2K "), "{place}: {text}");
        assert!(!text.contains(feishu_text::is_hidden), "{place}: {text:?}");
        assert!(text.chars().count() < 1000, "{place}: {} characters", text.chars().count());
    }
}

#[test]
fn an_answer_that_is_too_large_names_the_limit_and_how_to_raise_it() {
    let text = Error::too_large(answer(200, ""), 16).to_string();
    assert!(
        text.contains("larger than the 16 bytes that ClientBuilder::max_response_bytes"),
        "{text}"
    );
}

#[test]
fn an_operation_that_takes_another_token_is_told_before_sending() {
    let error = Error::token_kind(&[TokenKind::UserAccessToken, TokenKind::AppAccessToken]);
    assert_eq!(
        error.to_string(),
        "not sent, because the endpoint takes user_access_token or app_access_token, which this \
         client's token provider does not get; set one that does with \
         ClientBuilder::token_provider"
    );
}

#[test]
fn a_clone_of_an_error_tells_the_same() {
    let source: serde_json::Error = serde_json::from_str::<u8>("x").unwrap_err();
    let error =
        Error::data(answer(200, r#"{"code":0}"#), "data", source).of(&OperationRef::from(&UPDATE));
    let clone = error.clone();
    assert_eq!(clone.to_string(), error.to_string());
    assert_eq!(format!("{clone:?}"), format!("{error:?}"));
    assert_eq!((clone.kind(), clone.body()), (error.kind(), error.body()));
    let source = std::error::Error::source(&clone).unwrap();
    assert!(source.downcast_ref::<serde_json::Error>().is_some());
}

#[test]
fn an_error_is_small_and_goes_anywhere() {
    fn everywhere<T: std::error::Error + Send + Sync + 'static>() {}
    everywhere::<Error>();
    assert_eq!(size_of::<Error>(), size_of::<usize>());
}
