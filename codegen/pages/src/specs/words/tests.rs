#![allow(clippy::expect_used, reason = "tests fail by panicking")]

use super::*;
use crate::read::{nested, unnested};
use crate::tree::Evidence;

/// What a call that is named so does if it is sent with POST, which alone leaves that open.
const POSTED: &[(Effect, &[&str])] = &[
    (
        Effect::Read,
        &[
            "get",
            "list",
            "search",
            "query",
            "mget",
            "find",
            "check",
            "count",
            "recognize",
            "preview",
            "get_by_mail",
            "check_in",
            "batch_get",
            "batch_get_id",
            "batch_query",
            "batch_list",
            "batch_search",
            "list_convert",
            "query_names_convert",
            "id_convert",
        ],
    ),
    (
        Effect::Create,
        &["create", "create_by_resume", "create_batch", "upload", "upload_all", "upload_part"],
    ),
    (
        Effect::Update,
        &[
            "update",
            "delete",
            "patch",
            "replace",
            "send",
            "add",
            "import",
            "download",
            "feed",
            "batch",
            "batch_create",
            "batch_upload",
            "batch_update",
            "batch_delete",
            "id",
            "id_convert_back",
            "convert",
            "name_convert",
            "getter",
            "created",
            "uploads",
            "re_upload",
            "do_create",
            "after_get",
        ],
    ),
];

/// What is retried depends on it.
#[test]
fn method_and_name_tell_what_a_call_does() {
    let text = "# x\n\n## 请求\n名称 | 值\n---|---\nHTTP URL | https://open.feishu.cn/open-apis/zoo/v1/pets\nHTTP Method | POST\n";
    let page = unnested(text, "page.md").expect("a page");
    let mut page = nested(page, &Evidence::default());
    let every = POSTED.iter().flat_map(|(effect, names)| names.iter().map(|name| (*effect, *name)));
    for (posted, name) in every {
        let id = OperationId {
            project: "zoo".to_owned(),
            version: "v1".to_owned(),
            resource: "pet".to_owned(),
            method: name.to_owned(),
        };
        for (method, full_overwrite, expected) in [
            (Method::Post, false, posted),
            (Method::Post, true, posted),
            (Method::Get, false, Effect::Read),
            (Method::Delete, false, Effect::Delete),
            (Method::Patch, false, Effect::Update),
            (Method::Put, false, Effect::Update),
            (Method::Put, true, Effect::Replace),
        ] {
            (page.method, page.full_overwrite) = (method, full_overwrite);
            assert_eq!(effect(&page, &id), expected, "{method:?} {name} {full_overwrite}");
        }
    }
}

#[test]
fn operations_are_named_by_their_path_where_no_link_names_them() {
    let name = |method, path| from_path(method, path).expect("a name").to_string();
    assert_eq!(name(Method::Post, "/open-apis/hire/v1/attachments"), "hire.v1.attachment.create");
    assert_eq!(
        name(Method::Get, "/open-apis/user/v4/app_admin_user/list"),
        "user.v4.app_admin_user.list"
    );
    let info = "/open-apis/hire/v1/talents/:talent_id/external_info";
    assert_eq!(name(Method::Post, info), "hire.v1.talent_external_info.create");
    assert_eq!(name(Method::Put, info), "hire.v1.talent_external_info.update");
    assert_eq!(name(Method::Post, "/open-apis/suite/docs-api/meta"), "suite.v0.docs_api.meta");
    assert_eq!(
        name(
            Method::Post,
            "/open-apis/sheets/v2/spreadsheets/:spreadsheetToken/insert_dimension_range"
        ),
        "sheets.v2.spreadsheet.insert_dimension_range"
    );
}

#[test]
fn summaries_are_english() {
    let say = |resource: &str, method: &str| {
        summary(&OperationId {
            project: "x".to_owned(),
            version: "v1".to_owned(),
            resource: resource.to_owned(),
            method: method.to_owned(),
        })
    };
    assert_eq!(say("external_offer", "update"), "Update an external offer");
    assert_eq!(say("registry", "list"), "List registries");
    assert_eq!(say("exam_paper", "batch_delete"), "Delete several exam papers");
    assert_eq!(say("delivery", "create_by_resume"), "Create a delivery by resume");
    assert_eq!(say("application", "cancel_onboard"), "Cancel the onboard of an application");
    assert_eq!(say("talent", "onboard_status"), "Call onboard status on a talent");
}

#[test]
fn values_are_named_in_english_or_by_number() {
    let mut names = ValueNames::default();
    assert_eq!(names.name(&"open_id".into(), "以 open_id 来识别用户"), "open_id");
    assert_eq!(names.name(&1.into(), "社招"), "value_1");
    assert_eq!(names.name(&1.into(), "In Progress"), "in_progress");
    assert_eq!(names.name(&(-1).into(), "unknown"), "value_minus_1");
    let mut names = ValueNames::default();
    assert_eq!(names.name(&"value_2".into(), ""), "value_2");
    assert_eq!(names.name(&"self".into(), ""), "value_no_2");
    assert_eq!(names.name(&"self".into(), ""), "value_3");
}

#[test]
fn only_a_number_below_zero_has_a_minus_in_its_name() {
    for (number, value, error) in [
        (-1, "value_minus_1", "error_minus_1"),
        (0, "value_0", "error_0"),
        (1, "value_1", "error_1"),
    ] {
        assert_eq!(ValueNames::default().name(&number.into(), ""), value);
        assert_eq!(error_name(number, "错误"), error);
    }
}
