//! The vendor's pages themselves: every sample on them decodes without loss, and the operation table repeats their facts.
//!
//! The pages are not part of this project. `FEISHU_PAGES` names the folder that holds them; without it the test says that
//! it was skipped, and under CI that is a failure.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::fs;
use std::path::PathBuf;

use feishu_core::{Operation, Validate};
use feishu_hire::*;
use feishu_tests::oracle::{Schema, encode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

/// The folder of the pages in the vendor's own markup.
fn pages() -> Option<PathBuf> {
    let folder = std::env::var_os("FEISHU_PAGES")
        .map(PathBuf::from)
        .map(|folder| folder.join("source-2026-03"));
    let found = folder.filter(|folder| folder.is_dir());
    if found.is_none() {
        assert!(
            std::env::var_os("CI").is_none(),
            "CI has the pages; set FEISHU_PAGES to their folder"
        );
        println!("skipped: FEISHU_PAGES names no folder with the vendor's pages");
    }
    found
}

/// The JSON sample under a heading of a page.
fn sample(page: &str, heading: &str) -> Option<Json> {
    let (_, after) = page.split_once(&format!("### {heading}"))?;
    let section = after.split("\n## ").next()?.split("\n### ").next()?;
    let (_, json) = section.split_once("<md-code-json>")?;
    let (json, _) = json.split_once("</md-code-json>")?;
    Some(serde_json::from_str(json).unwrap_or_else(|error| panic!("{heading}: {error}\n{json}")))
}

/// Decodes and encodes again; nothing may be lost but what is `null`.
fn round_trip<T: Serialize + DeserializeOwned>(sample: &Json) -> T {
    let decoded: T =
        serde_json::from_value(sample.clone()).unwrap_or_else(|error| panic!("{error}: {sample}"));
    assert_eq!(normal(&encode(&decoded)), normal(sample));
    decoded
}

/// JSON in which a number has one form: to JSON, 100 and 100.0 are the same.
fn normal(json: &Json) -> Json {
    match json {
        Json::Number(number) => number.as_f64().map_or(json.clone(), |float| {
            let whole = float as i64;
            if number.is_f64() && whole as f64 == float { whole.into() } else { json.clone() }
        }),
        Json::Array(items) => items.iter().map(normal).collect(),
        Json::Object(fields) => fields
            .iter()
            .map(|(name, value)| (name.clone(), normal(value)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        _ => json.clone(),
    }
}

fn request<T: Serialize + DeserializeOwned + Validate>(sample: &Json) {
    let decoded: T = round_trip(sample);
    if let Err(violations) = feishu_core::validate(&decoded) {
        panic!("the page's own sample breaks a rule: {violations}");
    }
}

/// How the samples of an operation are checked.
struct Checked {
    operation: &'static Operation,
    request: Option<fn(&Json)>,
    data: fn(&Json),
}

macro_rules! checked {
    ($($constant:ident: $($request:ident)? => $data:ident;)+) => {
        &[$(Checked {
            operation: &operations::$constant,
            request: [$(Some(request::<$request> as fn(&Json)),)? None][0],
            data: |sample| {
                let _ = round_trip::<$data>(sample);
            },
        }),+]
    };
}

const ALL: &[Checked] = checked! {
    ATTACHMENT_GET: => GetAttachmentData;
    ATTACHMENT_PREVIEW: => PreviewAttachmentData;
    EXTERNAL_APPLICATION_CREATE: CreateExternalApplication => CreateExternalApplicationData;
    EXTERNAL_APPLICATION_DELETE: => DeleteExternalApplicationData;
    EXTERNAL_APPLICATION_LIST: => ListExternalApplicationData;
    EXTERNAL_APPLICATION_UPDATE: UpdateExternalApplication => UpdateExternalApplicationData;
    EXTERNAL_BACKGROUND_CHECK_BATCH_QUERY: BatchQueryExternalBackgroundCheck => BatchQueryExternalBackgroundCheckData;
    EXTERNAL_BACKGROUND_CHECK_CREATE: CreateExternalBackgroundCheck => CreateExternalBackgroundCheckData;
    EXTERNAL_BACKGROUND_CHECK_DELETE: => DeleteExternalBackgroundCheckData;
    EXTERNAL_BACKGROUND_CHECK_UPDATE: UpdateExternalBackgroundCheck => UpdateExternalBackgroundCheckData;
    EXTERNAL_INTERVIEW_BATCH_QUERY: BatchQueryExternalInterview => BatchQueryExternalInterviewData;
    EXTERNAL_INTERVIEW_CREATE: CreateExternalInterview => CreateExternalInterviewData;
    EXTERNAL_INTERVIEW_DELETE: => DeleteExternalInterviewData;
    EXTERNAL_INTERVIEW_UPDATE: UpdateExternalInterview => UpdateExternalInterviewData;
    EXTERNAL_INTERVIEW_ASSESSMENT_CREATE: CreateExternalInterviewAssessment => CreateExternalInterviewAssessmentData;
    EXTERNAL_INTERVIEW_ASSESSMENT_PATCH: PatchExternalInterviewAssessment => PatchExternalInterviewAssessmentData;
    EXTERNAL_OFFER_BATCH_QUERY: BatchQueryExternalOffer => BatchQueryExternalOfferData;
    EXTERNAL_OFFER_CREATE: CreateExternalOffer => CreateExternalOfferData;
    EXTERNAL_OFFER_DELETE: => DeleteExternalOfferData;
    EXTERNAL_OFFER_UPDATE: UpdateExternalOffer => UpdateExternalOfferData;
    EXTERNAL_REFERRAL_REWARD_CREATE: CreateExternalReferralReward => CreateExternalReferralRewardData;
    EXTERNAL_REFERRAL_REWARD_DELETE: => DeleteExternalReferralRewardData;
    TALENT_EXTERNAL_INFO_CREATE: CreateTalentExternalInfo => CreateTalentExternalInfoData;
    TALENT_EXTERNAL_INFO_UPDATE: UpdateTalentExternalInfo => UpdateTalentExternalInfoData;
};

#[test]
fn every_operation_is_held_against_its_page() {
    let missing: Vec<_> = operations::ALL
        .iter()
        .filter(|operation| !ALL.iter().any(|checked| checked.operation.id == operation.id))
        .map(|operation| operation.id)
        .collect();
    assert_eq!(missing, [] as [&str; 0]);
}

#[test]
fn every_sample_of_every_page_decodes_without_loss_and_keeps_the_schema() {
    let Some(pages) = pages() else { return };
    for checked in ALL {
        let operation = checked.operation;
        let page = page_of(&pages, operation);
        let schema = |side: &str| {
            let file = format!("{}.{side}.json", operation.id);
            schemas::ALL.iter().find(|(name, _)| *name == file).map(|(_, text)| Schema::parse(text))
        };
        let sent = sample(&page, "请求体示例");
        assert_eq!(sent.is_some(), checked.request.is_some(), "{}", operation.id);
        if let (Some(sample), Some(check)) = (sent, checked.request) {
            check(&sample);
            let schema = schema("request").expect("a schema");
            assert_eq!(schema.complaints(&sample), [] as [String; 0], "{}", operation.id);
            assert_eq!(schema.json["examples"][0], sample, "{}", operation.id);
        }
        let answer = sample(&page, "响应体示例").expect("every page has a sample answer");
        (checked.data)(&answer["data"]);
        let schema = schema("response").expect("a schema");
        assert_eq!(schema.complaints(&answer), [] as [String; 0], "{}", operation.id);
        assert_eq!(schema.json["examples"][0], answer, "{}", operation.id);
    }
}

#[test]
fn the_operation_table_repeats_the_facts_of_the_pages() {
    let Some(pages) = pages() else { return };
    for operation in operations::ALL {
        let page = page_of(&pages, operation);
        let cell = |heading: &str| {
            let (_, after) =
                page.split_once(heading).unwrap_or_else(|| panic!("{heading}: {}", operation.id));
            after
                .split("<md-td>")
                .nth(1)
                .and_then(|cell| cell.split("</md-td>").next())
                .map(str::trim)
                .unwrap_or_default()
        };
        assert_eq!(
            cell("HTTP URL"),
            format!("https://open.feishu.cn{}", operation.path),
            "{}",
            operation.id
        );
        assert_eq!(cell("HTTP Method"), operation.method.as_str(), "{}", operation.id);
        for scope in operation.scopes {
            assert!(
                page.contains(&format!("<md-perm name=\"{scope}\"")),
                "{}: {scope}",
                operation.id
            );
        }
        for limit in operation.rate_limits {
            let unit = if limit.per.as_secs() == 60 { "分" } else { "秒" };
            let figure = format!("{} 次/{unit}", limit.calls);
            assert!(cell("接口频率限制").contains(&figure), "{}: {figure}", operation.id);
        }
        for error in operation.errors {
            assert!(
                page.contains(&format!("<md-td>{}</md-td>", error.code)),
                "{}: {}",
                operation.id,
                error.code
            );
        }
    }
}

fn page_of(pages: &std::path::Path, operation: &Operation) -> String {
    let path = operation
        .page
        .strip_prefix("https://open.feishu.cn/document/")
        .expect("a page of the vendor's");
    let path = pages.join(path).with_extension("md");
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
