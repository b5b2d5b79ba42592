//! Lists in pages: complete, in order, and with tokens that cannot be made up.

use std::collections::BTreeSet;

use feishu_emulator::{Emulator, Seed};
use serde_json::{Value, json};

use crate::catalogue::operation;
use crate::client::{call, data};

const QUERY: &str = "hire.v1.external_offer.batch_query";

/// Applications `a` and `b`, and this many offers of `a`: `0`, `1`, `2`, …
async fn with_offers(count: usize) -> Emulator {
    let application = |id| json!({ "id": id, "talent_id": "t" });
    let seed = Seed::new()
        .object("external_application", application("a"))
        .object("external_application", application("b"));
    let seed = (0..count).fold(seed, |seed, number| seed.object("external_offer", offer(number)));
    Emulator::builder().seed(seed).start().await.unwrap()
}

fn offer(number: usize) -> Value {
    json!({ "id": number.to_string(), "external_application_id": "a" })
}

fn ids(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().unwrap();
    items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

/// A page of the offers of application `a`.
async fn page(emulator: &Emulator, size: usize, token: Option<&str>) -> Value {
    let token = token.map(|token| format!("&page_token={token}")).unwrap_or_default();
    let query = format!("external_application_id=a&page_size={size}{token}");
    let page = data(emulator, QUERY, "", &query, &json!({})).await;
    assert_eq!(page["has_more"] == true, page.get("page_token").is_some(), "{page}");
    page
}

fn token(page: &Value) -> Option<String> {
    page.get("page_token").map(|token| token.as_str().unwrap().to_owned())
}

#[tokio::test]
async fn pages_of_any_size_hold_every_item_once_in_order_of_creation() {
    for (count, size) in [(0, 1), (1, 1), (3, 1), (6, 3), (7, 3), (7, 20)] {
        let emulator = with_offers(count).await;
        let (mut seen, mut next) = (Vec::new(), None);
        loop {
            let page = page(&emulator, size, next.as_deref()).await;
            assert!(ids(&page).len() <= size);
            seen.extend(ids(&page));
            next = token(&page);
            if next.is_none() {
                break;
            }
        }
        let expected: Vec<_> = (0..count).map(|number| number.to_string()).collect();
        assert_eq!(seen, expected, "{count} in pages of {size}");
    }
}

#[tokio::test]
async fn the_size_of_a_page_is_the_schemas_default_unless_asked_for() {
    let emulator = with_offers(21).await;
    let size = &operation(QUERY)["query_schema"]["properties"]["page_size"];
    let (default, most) = (size["default"].as_u64().unwrap(), size["maximum"].as_u64().unwrap());
    let found = data(&emulator, QUERY, "", "external_application_id=a", &json!({})).await;
    assert_eq!(ids(&found).len() as u64, default);
    assert_eq!(ids(&page(&emulator, 20, None).await).len() as u64, most);
    for (size, value) in [((most + 1).to_string(), "21"), ("0".into(), "0"), ("-1".into(), "-1")] {
        let query = format!("page_size={size}");
        let refused = call(&emulator, QUERY, "", &query, &json!({})).await;
        assert_eq!(refused.verdict(), (400, 1002002));
        assert_eq!(refused.violations(), [("page_size".to_owned(), value.to_owned())]);
    }
}

#[tokio::test]
async fn every_item_that_stays_is_seen_once_while_others_come_and_go() {
    let emulator = with_offers(12).await;
    let (mut seen, mut next, mut added) = (Vec::new(), None, Vec::new());
    let mut doomed = ["0", "3", "10"].into_iter();
    loop {
        let page = page(&emulator, 3, next.as_deref()).await;
        seen.extend(ids(&page));
        next = token(&page);
        if next.is_none() {
            break;
        }
        // One that was seen, one that the token points at, one that is still to come.
        if let Some(id) = doomed.next() {
            data(&emulator, "hire.v1.external_offer.delete", id, "", &Value::Null).await;
            for application in ["a", "b"] {
                let body = json!({ "external_application_id": application });
                let made = data(&emulator, "hire.v1.external_offer.create", "", "", &body).await;
                if application == "a" {
                    added.push(made["external_offer"]["id"].as_str().unwrap().to_owned());
                }
            }
        }
    }
    let once: BTreeSet<_> = seen.iter().cloned().collect();
    assert_eq!(once.len(), seen.len(), "{seen:?}");
    let mut expected: Vec<_> = (0..12).map(|number| number.to_string()).collect();
    expected.retain(|id| id != "10");
    expected.extend(added);
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn a_list_goes_on_though_its_last_item_was_deleted() {
    let emulator = with_offers(4).await;
    let first = page(&emulator, 2, None).await;
    data(&emulator, "hire.v1.external_offer.delete", "1", "", &Value::Null).await;
    let rest = page(&emulator, 2, token(&first).as_deref()).await;
    assert_eq!(ids(&rest), ["2", "3"]);
}

#[tokio::test]
async fn a_replaced_item_keeps_its_place() {
    let emulator = with_offers(3).await;
    let body = json!({ "external_application_id": "a", "owner": "new" });
    data(&emulator, "hire.v1.external_offer.update", "0", "", &body).await;
    assert_eq!(ids(&page(&emulator, 5, None).await), ["0", "1", "2"]);
}

#[tokio::test]
async fn a_token_that_was_not_given_out_is_refused() {
    let emulator = with_offers(3).await;
    let good = token(&page(&emulator, 1, None).await).unwrap();
    let other = |digit| if digit == '0' { '1' } else { '0' };
    let mut forged: Vec<String> = (0..good.len())
        .map(|place| {
            let change = |(at, digit)| if at == place { other(digit) } else { digit };
            good.chars().enumerate().map(change).collect()
        })
        .collect();
    forged.extend([
        String::new(),
        "x".to_owned(),
        good[1..].to_owned(),
        good[..good.len() - 1].to_owned(),
        format!("{good}0"),
        good.to_uppercase(),
        format!("%2B{}", &good[1..]),
        "%E5%BC%A0".repeat(16),
    ]);
    for token in forged {
        let query = format!("external_application_id=a&page_size=1&page_token={token}");
        let refused = call(&emulator, QUERY, "", &query, &json!({})).await;
        assert_eq!(refused.verdict(), (400, 1002002), "{token}");
        assert_eq!(refused.violations()[0].0, "page_token", "{token}");
    }
    assert_eq!(ids(&page(&emulator, 1, Some(&good)).await), ["1"]);
}

#[tokio::test]
async fn a_token_is_good_for_its_own_question_only() {
    let emulator = with_offers(3).await;
    let good = token(&page(&emulator, 1, None).await).unwrap();
    let token = format!("page_token={good}");
    let foreign = with_offers(3).await;
    let refusals = [
        (&emulator, QUERY, format!("external_application_id=b&{token}"), json!({})),
        (&emulator, QUERY, token.clone(), json!({})),
        (
            &emulator,
            QUERY,
            format!("external_application_id=a&{token}"),
            json!({ "external_offer_id_list": ["0", "1"] }),
        ),
        (
            &emulator,
            "hire.v1.external_interview.batch_query",
            format!("external_application_id=a&{token}"),
            json!({}),
        ),
        (
            &emulator,
            "hire.v1.external_application.list",
            format!("talent_id=a&{token}"),
            Value::Null,
        ),
        (&foreign, QUERY, format!("external_application_id=a&{token}"), json!({})),
    ];
    for (emulator, operation, query, body) in refusals {
        let refused = call(emulator, operation, "", &query, &body).await;
        assert_eq!(refused.verdict(), (400, 1002002), "{operation} {query}");
        assert_eq!(refused.violations()[0].0, "page_token");
    }
    let other_size = page(&emulator, 2, Some(&good)).await;
    assert_eq!(ids(&other_size), ["1", "2"], "the size of a page is no part of the question");
}

#[tokio::test]
async fn a_list_of_ids_beats_every_other_condition() {
    let emulator = with_offers(5).await;
    let body = json!({ "external_offer_id_list": ["3", "none", "0", "3"] });
    let query = "external_application_id=b";
    let found = data(&emulator, QUERY, "", query, &body).await;
    assert_eq!(ids(&found), ["0", "3"], "in order of creation, each once, unknown ones left out");
    let empty = json!({ "external_offer_id_list": [] });
    let found = data(&emulator, QUERY, "", query, &empty).await;
    assert_eq!(ids(&found), Vec::<String>::new(), "an empty list is no condition");
    let body = json!({ "external_offer_id_list": ["0", "1", "2"] });
    let first = data(&emulator, QUERY, "", "page_size=2", &body).await;
    let query = format!("page_size=2&page_token={}", token(&first).unwrap());
    let rest = data(&emulator, QUERY, "", &query, &body).await;
    assert_eq!((ids(&first).len(), ids(&rest)), (2, vec!["2".to_owned()]));
}

#[tokio::test]
async fn a_list_goes_on_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let start = || Emulator::builder().data(folder.path().join("feishu.db"));
    let seed =
        (0..3).fold(Seed::new(), |seed, number| seed.object("external_offer", offer(number)));
    let emulator = start().seed(seed).start().await.unwrap();
    let good = token(&page(&emulator, 2, None).await).unwrap();
    emulator.shutdown().await;
    let emulator = start().start().await.unwrap();
    assert_eq!(ids(&page(&emulator, 2, Some(&good)).await), ["2"]);
}

#[tokio::test]
async fn what_is_made_after_a_restore_comes_after_every_page_that_was_read_before() {
    for (deleted, rest) in [(&[][..], &["3"][..]), (&["3"], &[]), (&["2", "3"], &[])] {
        let emulator = with_offers(4).await;
        let first = page(&emulator, 3, None).await;
        for id in deleted {
            data(&emulator, "hire.v1.external_offer.delete", id, "", &Value::Null).await;
        }
        let taken = emulator.snapshot().await.unwrap();
        emulator.restore(&taken).await.unwrap();
        let body = json!({ "external_application_id": "a" });
        let made = data(&emulator, "hire.v1.external_offer.create", "", "", &body).await;
        let made = made["external_offer"]["id"].as_str().unwrap();
        let next = page(&emulator, 3, token(&first).as_deref()).await;
        let expected: Vec<_> = rest.iter().copied().chain([made]).collect();
        assert_eq!(ids(&next), expected, "{deleted:?}");
    }
}

#[tokio::test]
async fn a_token_of_a_list_of_ids_is_good_for_these_ids_only() {
    let emulator = with_offers(4).await;
    let query = async |ids: &[&str], token: Option<&str>| {
        let token = token.map(|token| format!("&page_token={token}")).unwrap_or_default();
        let body = json!({ "external_offer_id_list": ids });
        call(&emulator, QUERY, "", &format!("page_size=1{token}"), &body).await
    };
    let first = query(&["0", "1", "2"], None).await.json()["data"].take();
    let next = token(&first).unwrap();
    let same = query(&["0", "1", "2"], Some(&next)).await;
    assert_eq!(ids(&same.json()["data"]), ["1"]);
    for other in [&["0", "1", "3"][..], &["0", "1"], &["2", "1", "0"], &[]] {
        let reply = query(other, Some(&next)).await;
        assert_eq!(reply.verdict(), (400, 1002002), "{other:?}");
        assert_eq!(reply.violations(), [("page_token".to_owned(), next.clone())], "{other:?}");
    }
}
