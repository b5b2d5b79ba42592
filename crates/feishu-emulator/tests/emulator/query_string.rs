//! Query parameters: named, typed and known, or refused.

use serde_json::{Value, json};

use crate::client::{SAMPLE_OFFER, call, data, with_samples};

#[tokio::test]
async fn a_parameter_that_is_wrong_is_named() {
    let emulator = with_samples().await;
    let list = "hire.v1.external_application.list";
    let query = "hire.v1.external_offer.batch_query";
    let reward = "hire.v1.external_referral_reward.create";
    let text = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    for (operation, raw, expected) in [
        (list, "", vec![text("talent_id", "")]),
        (list, "page_size=x", vec![text("page_size", "x"), text("talent_id", "")]),
        (list, "talent_id=1&talent_id=2", vec![text("talent_id", "2")]),
        (list, "talent_id=1&Page_Size=2", vec![text("Page_Size", "2")]),
        (query, "page_size=1e1", vec![text("page_size", "1e1")]),
        (query, "page_size=99999999999999999999", vec![text("page_size", "99999999999999999999")]),
        (query, "external_offer_id=1", vec![text("external_offer_id", "1")]),
        (query, "external_application_id=%ff", vec![text("external_application_id", "%ff")]),
        (reward, "user_id_type=id", vec![text("user_id_type", "id")]),
    ] {
        let body = if operation == list { Value::Null } else { json!({}) };
        let refused = call(&emulator, operation, "", raw, &body).await;
        assert_eq!(refused.verdict(), (400, 1002002), "{raw}");
        assert_eq!(refused.violations(), expected, "{raw}");
        for (name, _) in expected {
            assert!(refused.msg().contains(&format!("{name}: ")), "{}", refused.msg());
        }
    }
}

#[tokio::test]
async fn an_operation_without_parameters_takes_none() {
    let emulator = with_samples().await;
    let body = json!({ "external_application_id": "1" });
    let update = "hire.v1.external_offer.update";
    let refused = call(&emulator, update, SAMPLE_OFFER, "user_id_type=open_id", &body).await;
    assert_eq!(refused.verdict(), (400, 1002002));
    assert_eq!(refused.violations(), [("user_id_type".to_owned(), "open_id".to_owned())]);
    data(&emulator, update, SAMPLE_OFFER, "&", &body).await;
}

#[tokio::test]
async fn a_value_is_decoded_before_it_is_compared() {
    let emulator = with_samples().await;
    let talent = json!({ "talent_id": "张 &=+" });
    data(&emulator, "hire.v1.external_application.create", "", "", &talent).await;
    let list = "hire.v1.external_application.list";
    for raw in ["talent_id=%E5%BC%A0+%26%3D%2B", "talent_id=%E5%BC%A0%20%26=%2b"] {
        let found = data(&emulator, list, "", raw, &Value::Null).await;
        assert_eq!(found["items"][0]["talent_id"], "张 &=+", "{raw}");
    }
}
