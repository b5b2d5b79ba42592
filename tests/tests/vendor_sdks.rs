//! The vendor's own SDKs, unmodified, against the emulator: judges of it that we did not write.
//!
//! What an SDK does and must see is in `tests/vendor`, a script for each resource; what the
//! emulator saw of it is here. Where an SDK itself is at fault, its script says so and holds it to
//! the fault, so that a new version that mends it is noticed.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::process::{Command, Stdio};
use std::time::Duration;

use feishu_emulator::{Emulator, RecordedRequest, Seed, SeedFile};
use feishu_tests::tools;
use serde_json::{Value as Json, json};

const APPLICATION: &str = "7000000000000000001";
const ATTACHMENT: &str = "7000000000000000002";
const TALENT: &str = "7000000000000000003";
const OFFER: &str = "7000000000000000004";
const OTHER_APPLICATION: &str = "7000000000000000005";

/// The slowest script takes five seconds, most of it for importing the SDK.
const PATIENCE: Duration = Duration::from_secs(120);

/// An SDK: what runs its scripts, how their names end, and how it introduces itself to the server.
struct Sdk {
    tool: fn() -> Option<Command>,
    extension: &'static str,
    user_agent: &'static str,
}

const PYTHON: Sdk = Sdk { tool: tools::python, extension: "py", user_agent: "oapi-sdk-python/" };
const NODE: Sdk = Sdk { tool: tools::node, extension: "mjs", user_agent: "oapi-node-sdk/" };

/// The outcome of a script.
struct Run {
    emulator: Emulator,
    /// What the script reported.
    found: Json,
    /// What the emulator heard, without the calls for tokens.
    calls: Vec<RecordedRequest>,
    /// The calls for tokens.
    tokens: Vec<RecordedRequest>,
}

/// Runs a script of this SDK against an emulator of its own. `None` when the SDK is not installed.
async fn run(sdk: &Sdk, script: &str) -> Option<Run> {
    let mut command = (sdk.tool)()?;
    let application = |id: &str| json!({ "id": id, "talent_id": "1" });
    let seed = Seed::new()
        .object("attachment", SeedFile::new(ATTACHMENT, "offer.pdf", 2048))
        .object("external_application", application(APPLICATION))
        .object("external_application", application(OTHER_APPLICATION))
        .object(
            "external_offer",
            json!({ "id": OFFER, "external_application_id": OTHER_APPLICATION }),
        );
    let emulator = Emulator::builder().seed(seed).start().await.expect("an emulator");
    command
        .arg(tools::script(&format!("{script}.{}", sdk.extension)))
        .env("FEISHU_BASE_URL", emulator.base_url())
        .env("FEISHU_APP_ID", emulator.app_id())
        .env("FEISHU_APP_SECRET", emulator.app_secret())
        .stdin(Stdio::null());
    let output = tokio::process::Command::from(command).kill_on_drop(true).output();
    let output = tokio::time::timeout(PATIENCE, output).await.expect("an end").expect("a start");
    let [stdout, stderr] =
        [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text));
    let (tokens, calls): (Vec<_>, Vec<_>) = emulator
        .requests()
        .into_iter()
        .partition(|call| call.operation.as_deref() == Some(feishu_emulator::TOKEN_OPERATION));
    assert!(output.status.success(), "{stderr}\nthe emulator heard {calls:#?}");
    let report = stdout.lines().last().expect("a report");
    let found = serde_json::from_str(report).unwrap_or_else(|error| panic!("{error}: {stdout}"));
    for call in &calls {
        let agent = call.header("user-agent").expect("every SDK introduces itself");
        assert!(agent.starts_with(sdk.user_agent), "{agent}");
    }
    Some(Run { emulator, found, calls, tokens })
}

impl Run {
    fn id(&self, name: &str) -> &str {
        self.found[name].as_str().expect("an id")
    }
}

fn body(call: &RecordedRequest) -> Json {
    serde_json::from_slice(&call.body).unwrap_or(Json::Null)
}

/// What a script does to a resource, as the emulator must have seen it.
struct Resource {
    script: &'static str,
    /// The resource, and its plural in paths.
    kind: &'static str,
    path: &'static str,
    /// The calls without `hire.v1.`, in order.
    calls: &'static [&'static str],
    /// The body of the first creation.
    created: Json,
    /// The body that replaces it, and all that is stored in the end beside the id.
    replaced: Json,
}

async fn check(sdk: &Sdk, resource: &Resource) {
    let Some(run) = run(sdk, resource.script).await else { return };
    let heard: Vec<_> = run.calls.iter().filter_map(|call| call.operation.clone()).collect();
    let expected: Vec<_> = resource.calls.iter().map(|call| format!("hire.v1.{call}")).collect();
    assert_eq!(heard, expected);
    assert!(run.calls.iter().all(|call| (call.status, call.code) == (200, 0)), "{:#?}", run.calls);
    assert_eq!(run.tokens.len(), 1, "the SDK keeps its token");

    let (kept, deleted) = (run.id("kept"), run.id("deleted"));
    let the = |method: &str| {
        let operation = format!("hire.v1.{}.{method}", resource.kind);
        let mut calls = run.calls.iter().filter(|call| call.operation.as_ref() == Some(&operation));
        calls.next().unwrap_or_else(|| panic!("no {operation}"))
    };
    let collection = format!("/open-apis/hire/v1/{}", resource.path);
    let (create, update, delete) = (the("create"), the("update"), the("delete"));
    assert_eq!((&*create.method, &create.path), ("POST", &collection));
    assert_eq!(body(create), resource.created);
    assert_eq!((&*update.method, &update.path), ("PUT", &format!("{collection}/{kept}")));
    assert_eq!(body(update), resource.replaced);
    assert_eq!((&*delete.method, &delete.path), ("DELETE", &format!("{collection}/{deleted}")));

    let object = |id| run.emulator.object(resource.kind, id);
    let mut stored = resource.replaced.clone();
    stored["id"] = kept.into();
    assert_eq!(object(kept).await.expect("read"), Some(stored));
    assert_eq!(object(deleted).await.expect("read"), None);
}

fn offers() -> Resource {
    Resource {
        script: "offers",
        kind: "external_offer",
        path: "external_offers",
        calls: &[
            "external_offer.create",
            "external_offer.create",
            "external_offer.create",
            "external_offer.batch_query",
            "external_offer.batch_query",
            "external_offer.batch_query",
            "external_offer.update",
            "external_offer.batch_query",
            "external_offer.delete",
            "external_offer.batch_query",
        ],
        created: json!({
            "external_id": "offer-1",
            "external_application_id": APPLICATION,
            "biz_create_time": "1721899352428",
            "owner": "张三",
            "offer_status": "已发送",
            "attachment_id_list": [ATTACHMENT],
        }),
        replaced: json!({ "external_application_id": APPLICATION, "owner": "李四" }),
    }
}

fn background_checks() -> Resource {
    Resource {
        script: "background_checks",
        kind: "external_background_check",
        path: "external_background_checks",
        calls: &[
            "external_background_check.create",
            "external_background_check.create",
            "external_background_check.batch_query",
            "external_background_check.update",
            "external_background_check.batch_query",
            "external_background_check.delete",
            "external_background_check.batch_query",
        ],
        created: json!({
            "external_application_id": APPLICATION,
            "date": 1_626_602_069_392_i64,
            "name": "张三的背调",
            "result": "已通过",
            "attachment_id_list": [ATTACHMENT],
        }),
        replaced: json!({ "external_application_id": APPLICATION, "date": 0, "name": "again" }),
    }
}

fn interviews() -> Resource {
    Resource {
        script: "interviews",
        kind: "external_interview",
        path: "external_interviews",
        calls: &[
            "external_interview.create",
            "external_interview.create",
            "external_interview_assessment.create",
            "external_interview_assessment.patch",
            "external_interview.batch_query",
            "external_interview.update",
            "external_interview.batch_query",
            "external_interview.delete",
            "external_interview.batch_query",
        ],
        created: json!({
            "external_application_id": APPLICATION,
            "participate_status": 2,
            "begin_time": 1_618_500_278_638_i64,
            "end_time": 1_618_500_278_639_i64,
            "interview_assessments": [{
                "username": "张三",
                "conclusion": 2,
                "content": "第一次面试",
                "assessment_dimension_list": [{
                    "score": 99,
                    "options": ["a", "b"],
                    "assessment_type": 4,
                    "title": "面试测试",
                    "content": "不错",
                }],
            }],
        }),
        replaced: json!({ "external_application_id": APPLICATION, "begin_time": 1 }),
    }
}

fn applications() -> Resource {
    Resource {
        script: "applications",
        kind: "external_application",
        path: "external_applications",
        calls: &[
            "external_application.create",
            "external_application.create",
            "external_application.list",
            "external_application.list",
            "external_application.update",
            "external_application.list",
            "external_application.delete",
            "external_application.list",
        ],
        created: json!({
            "external_id": "application-1",
            "job_recruitment_type": 1,
            "job_title": "高级Java",
            "resume_source": "lagou",
            "stage": "1",
            "talent_id": TALENT,
            "termination_reason": "不符合期望",
            "delivery_type": 1,
            "modify_time": 1_618_500_278_644_i64,
            "create_time": 1_618_500_278_644_i64,
            "termination_type": "health",
        }),
        replaced: json!({ "talent_id": TALENT, "stage": "2" }),
    }
}

/// Rewards cannot be read or replaced through the API, and the external info of a talent not be
/// deleted.
async fn check_talents(sdk: &Sdk) {
    let Some(run) = run(sdk, "talents").await else { return };
    let heard: Vec<_> = run.calls.iter().filter_map(|call| call.operation.as_deref()).collect();
    assert_eq!(
        heard,
        [
            "hire.v1.talent_external_info.create",
            "hire.v1.talent_external_info.update",
            "hire.v1.external_referral_reward.create",
            "hire.v1.external_referral_reward.create",
            "hire.v1.external_referral_reward.delete",
        ]
    );
    assert!(run.calls.iter().all(|call| (call.status, call.code) == (200, 0)), "{:#?}", run.calls);
    assert_eq!(run.calls[1].path, format!("/open-apis/hire/v1/talents/{TALENT}/external_info"));
    assert_eq!(run.calls[2].query.as_deref(), Some("user_id_type=open_id"));
    let expected = json!({
        "external_id": "reward-1",
        "referral_user_id": "ou_1",
        "talent_id": TALENT,
        "rule_type": 1,
        "bonus": { "bonus_type": 1, "point_bonus": 100 },
        "stage": 3,
        "pay_time": "1704720275001",
    });
    assert_eq!(body(&run.calls[2]), expected);

    let object = |kind, id| run.emulator.object(kind, id);
    let info = object("talent_external_info", TALENT).await.expect("read").expect("there");
    assert_eq!(info, json!({ "talent_id": TALENT, "external_create_time": "1" }));
    let reward = object("external_referral_reward", run.id("kept")).await.expect("read");
    assert_eq!(reward.expect("there")["bonus"], expected["bonus"]);
    assert_eq!(object("external_referral_reward", run.id("deleted")).await.expect("read"), None);
}

/// What the emulator saw of the errors, up to the last call, in which the SDKs differ.
fn check_errors(run: &Run) {
    let codes: Vec<_> = run.tokens.iter().map(|call| call.code).collect();
    assert_eq!(codes, [10_015, 0], "a wrong secret, then the right one");
    let broken = &run.calls[0];
    assert_eq!((broken.status, broken.code), (400, 1_002_002));
    assert_eq!(broken.log_id, run.id("log_id"));
    assert_eq!(broken.path, format!("/open-apis/hire/v1/external_offers/{OFFER}"));
    let attachments: Vec<_> = (0..11).map(|number: u8| number.to_string()).collect();
    assert_eq!(body(broken)["attachment_id_list"], json!(attachments));
}

#[tokio::test]
async fn lark_oapi_creates_reads_replaces_and_deletes_offers() {
    check(&PYTHON, &offers()).await;
}

#[tokio::test]
async fn lark_oapi_creates_reads_replaces_and_deletes_background_checks() {
    check(&PYTHON, &background_checks()).await;
}

#[tokio::test]
async fn lark_oapi_creates_reads_replaces_and_deletes_interviews() {
    check(&PYTHON, &interviews()).await;
}

#[tokio::test]
async fn lark_oapi_creates_lists_replaces_and_deletes_applications() {
    check(&PYTHON, &applications()).await;
}

#[tokio::test]
async fn lark_oapi_imports_talent_infos_and_referral_rewards() {
    check_talents(&PYTHON).await;
}

#[tokio::test]
async fn lark_oapi_shows_what_went_wrong_and_keeps_an_id_in_its_segment() {
    let Some(run) = run(&PYTHON, "errors").await else { return };
    check_errors(&run);
    let hostile = &run.calls[1];
    assert_eq!((hostile.status, hostile.code), (400, 1_002_002));
    assert!(hostile.path.ends_with(&format!("/elsewhere%2F..%2F{OFFER}")), "{}", hostile.path);
    // Nothing of all this changed the offer.
    let stored = run.emulator.object("external_offer", OFFER).await.expect("read").expect("there");
    assert_eq!(stored["external_application_id"], OTHER_APPLICATION);
}

#[tokio::test]
async fn the_node_sdk_creates_reads_replaces_and_deletes_offers() {
    check(&NODE, &offers()).await;
}

#[tokio::test]
async fn the_node_sdk_creates_reads_replaces_and_deletes_background_checks() {
    check(&NODE, &background_checks()).await;
}

#[tokio::test]
async fn the_node_sdk_creates_reads_replaces_and_deletes_interviews() {
    check(&NODE, &interviews()).await;
}

#[tokio::test]
async fn the_node_sdk_creates_lists_replaces_and_deletes_applications() {
    check(&NODE, &applications()).await;
}

#[tokio::test]
async fn the_node_sdk_imports_talent_infos_and_referral_rewards() {
    check_talents(&NODE).await;
}

#[tokio::test]
async fn the_node_sdk_shows_what_went_wrong_but_lets_an_id_leave_its_segment() {
    let Some(run) = run(&NODE, "errors").await else { return };
    check_errors(&run);
    // The script requested `elsewhere/../` and the id: another offer than this, or none.
    let hostile = &run.calls[1];
    assert_eq!((hostile.status, hostile.code), (200, 0));
    assert_eq!(hostile.path, run.calls[0].path);
}

#[tokio::test]
async fn lark_oapi_reads_attachments_and_has_no_argument_for_a_file() {
    let Some(run) = run(&PYTHON, "attachments").await else { return };
    let heard: Vec<_> =
        run.calls.iter().map(|call| (call.operation.as_deref(), call.code)).collect();
    assert_eq!(
        heard,
        [
            (Some("hire.v1.attachment.create"), 1_002_002),
            (Some("hire.v1.attachment.get"), 0),
            (Some("hire.v1.attachment.preview"), 0),
        ]
    );
}

#[tokio::test]
async fn the_node_sdk_uploads_and_reads_attachments() {
    let Some(run) = run(&NODE, "attachments").await else { return };
    let upload = &run.calls[0];
    assert_eq!(upload.operation.as_deref(), Some("hire.v1.attachment.create"));
    assert!(upload.header("content-type").expect("a type").starts_with("multipart/form-data"));
    let stored = run.emulator.object("attachment", run.id("uploaded")).await.expect("read");
    assert_eq!(stored.expect("there")["size"], 5);
    let client = feishu_hire::Client::builder("cli_none", "none").base_url(run.emulator.base_url());
    let file = client.build().expect("a client").core().download(run.id("url")).await;
    assert_eq!(file.expect("found").bytes().await.expect("bytes"), b"hello");
}
