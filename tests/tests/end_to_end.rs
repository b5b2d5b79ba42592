//! The generated client against the emulator, over HTTP.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use feishu_emulator::{Emulator, Fault, FaultKind};
use feishu_hire::{
    CallOptions, Client, ErrorCode, ErrorKind, GatewayCode, RetryPolicy, UpdateExternalOffer,
};
use feishu_tests::products;
use serde_json::{Value as Json, json};

const OFFER: &str = "6989202908470446380";

async fn start() -> (Emulator, Client) {
    let emulator =
        Emulator::builder().samples().lenient_references().start().await.expect("an emulator");
    let client = Client::builder(emulator.app_id(), emulator.app_secret())
        .base_url(emulator.base_url())
        .build();
    (emulator, client.expect("a client"))
}

/// The schema that contains the samples of the page.
fn schema(text: &str) -> Json {
    serde_json::from_str(text).expect("JSON")
}

#[tokio::test]
async fn the_page_s_sample_request_gives_the_page_s_sample_answer() {
    let (_emulator, client) = start().await;
    let request =
        schema(feishu_hire::schemas::EXTERNAL_OFFER_UPDATE_REQUEST)["examples"][0].clone();
    let expected =
        schema(feishu_hire::schemas::EXTERNAL_OFFER_UPDATE_RESPONSE)["examples"][0].clone();
    let offer: UpdateExternalOffer = serde_json::from_value(request).expect("the sample decodes");
    let answer = client.external_offer().update(OFFER, &offer).await.expect("replaced");
    assert_eq!(serde_json::from_slice::<Json>(answer.body()).expect("JSON"), expected);
    assert_eq!(json!({ "external_offer": answer.external_offer }), expected["data"]);
    assert!(answer.log_id().is_some());
}

#[tokio::test]
async fn a_field_that_is_left_out_is_cleared() {
    let (emulator, client) = start().await;
    let full = UpdateExternalOffer::new("1")
        .owner("张三")
        .offer_status("已发送")
        .biz_create_time(1_721_899_352_428);
    client.external_offer().update(OFFER, &full).await.expect("replaced");
    let answer = client
        .external_offer()
        .update(OFFER, &UpdateExternalOffer::new("2"))
        .await
        .expect("replaced");
    assert_eq!(
        (&answer.external_offer.owner, &answer.external_offer.biz_create_time),
        (&None, &None)
    );
    let stored = emulator.object("external_offer", OFFER).await.expect("read").expect("there");
    assert_eq!(stored["external_application_id"], "2");
    assert_eq!(stored.get("owner").filter(|owner| !owner.is_null()), None);
}

#[tokio::test]
async fn an_error_of_the_gateway_has_a_name() {
    let (emulator, client) = start().await;
    let offer = UpdateExternalOffer::new("2");
    for (code, name) in [
        (99_991_400, GatewayCode::RateLimited),
        (99_991_403, GatewayCode::MonthlyQuotaExceeded),
        (99_991_672, GatewayCode::MissingScope),
    ] {
        let kind = FaultKind::Code { http: 400, code, msg: "no".to_owned(), carry_out: false };
        emulator.fault(Fault::new("hire.v1.external_offer.update", kind)).await.expect("ordered");
        let once = CallOptions::new().retry(RetryPolicy::none());
        let error = client.external_offer().options(once).update(OFFER, &offer).await;
        let error = error.expect_err("refused");
        assert_eq!(ErrorCode::of(&error), Some(ErrorCode::Gateway(name)), "{error}");
        assert_eq!(GatewayCode::of(&error), Some(name), "{error}");
    }
}

/// For each crate, the number that its name of a code has, and whether there is a name.
macro_rules! error_codes {
    ($($product:ident { $($call:tt)+ })+) => {{
        let all: &[fn(i64) -> (i64, bool)] = &[$(|code| {
            let found = products::$product::ErrorCode::from(code);
            (found.code(), found.name().is_some())
        }),+];
        all
    }};
}

#[test]
fn each_code_of_the_gateway_has_a_name_in_every_crate() {
    for code in GatewayCode::ALL {
        let found = ErrorCode::from(code.code());
        assert_eq!(found, ErrorCode::Gateway(*code));
        assert_eq!((found.code(), found.name()), (code.code(), Some(code.as_str())));
        // Where a page documents the code itself, the name is the page's.
        for round_trip in feishu_tests::product_calls!(error_codes) {
            let (found, has_a_name) = round_trip(code.code());
            assert!(has_a_name && found == code.code(), "{code:?}");
        }
    }
    let documented = ErrorCode::from(1_002_002);
    assert_eq!(documented, ErrorCode::InvalidParameter);
    assert_eq!(documented.to_string(), "1002002 (invalid_parameter)");
    assert_eq!(ErrorCode::from(7), ErrorCode::Other(7));
    assert_eq!(
        (ErrorCode::Other(7).name(), ErrorCode::Other(7).to_string()),
        (None, "7".to_owned())
    );
}

#[tokio::test]
async fn an_error_of_the_server_arrives_whole() {
    let (_emulator, client) = start().await;
    let error = client
        .external_offer()
        .update("1", &UpdateExternalOffer::new("2"))
        .await
        .expect_err("no such offer");
    assert_eq!(error.kind(), ErrorKind::Api);
    assert_eq!((error.status(), error.code()), (Some(400), Some(1_002_002)));
    assert_eq!(ErrorCode::of(&error), Some(ErrorCode::InvalidParameter));
    assert_eq!(error.documented().map(|documented| documented.name), Some("invalid_parameter"));
    assert!(error.log_id().is_some());
    assert!(error.page().expect("a page").contains("import-external-offer-info/update"));
    let text = error.to_string();
    for part in
        ["1002002", "400", "hire.v1.external_offer.update", error.log_id().expect("a log id")]
    {
        assert!(text.contains(part), "{part} is missing: {text}");
    }
}

#[tokio::test]
async fn wrong_credentials_are_an_error_of_the_token_and_print_no_secret() {
    let (emulator, _) = start().await;
    let client = Client::builder(emulator.app_id(), "not-the-secret")
        .base_url(emulator.base_url())
        .build()
        .expect("a client");
    let error = client
        .external_offer()
        .update(OFFER, &UpdateExternalOffer::new("2"))
        .await
        .expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::Token);
    assert!(!format!("{error} {error:?} {client:?}").contains("not-the-secret"));
    assert_eq!(emulator.requests().len(), 1, "the call itself was not sent");
}

#[tokio::test]
async fn what_a_type_cannot_say_the_emulator_refuses() {
    // The emulator uses the schema: with validation turned off, it finds what `validate()`
    // would have found.
    let (_emulator, client) = start().await;
    let broken = UpdateExternalOffer::new("2").biz_create_time("yesterday");
    let unchecked = feishu_hire::CallOptions::new().validate(false);
    let error = client
        .external_offer()
        .options(unchecked)
        .update(OFFER, &broken)
        .await
        .expect_err("refused");
    assert_eq!(error.code(), Some(1_002_002));
    assert_eq!(error.field_violations().len(), 1);
    assert!(error.field_violations()[0].field.contains("biz_create_time"), "{error:?}");
}
