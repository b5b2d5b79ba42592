//! What the page of *update external offer* says, in the operation table. The figures of rules are
//! left to the oracles, so that a rule can change without a test.

use std::time::Duration;

use feishu_hire::{AppKind, Effect, Method, RateLimit, TokenKind, operations};
use feishu_tests::products::{self, Tables};

#[test]
fn the_operation_table_says_what_the_page_says() {
    let operation = &operations::EXTERNAL_OFFER_UPDATE;
    assert_eq!(operation.id, "hire.v1.external_offer.update");
    assert_eq!(
        (operation.method, &*operation.path),
        (Method::Put, "/open-apis/hire/v1/external_offers/:external_offer_id")
    );
    assert_eq!(operation.content_type, Some("application/json; charset=utf-8"));
    assert_eq!(*operation.tokens, [TokenKind::TenantAccessToken]);
    assert_eq!(operation.apps, [AppKind::Custom]);
    assert_eq!(operation.scopes, ["hire:external_offer"]);
    assert_eq!(*operation.rate_limits, [RateLimit { calls: 10, per: Duration::from_secs(1) }]);
    assert_eq!(operation.effect, Effect::Replace);
    assert!(operation.effect.is_idempotent());
    assert_eq!(operation.page_updated, "2024-12-03");
    assert_eq!(
        operation.page,
        "https://open.feishu.cn/document/hire-v1/get-candidates/import-external-system-information/import-external-offer-info/update"
    );
    let errors: Vec<_> = operation
        .errors
        .iter()
        .map(|error| (error.http_status, error.code, error.name, error.retry))
        .collect();
    assert_eq!(
        errors,
        [(500, 1_002_001, "system_error", true), (400, 1_002_002, "invalid_parameter", false)]
    );
    assert!(operation.errors.iter().all(|error| !error.advice.is_empty()));
}

#[test]
fn the_platform_says_what_its_pages_say() {
    use feishu_core::platform;
    assert_eq!(
        (platform::FEISHU, platform::LARK),
        ("https://open.feishu.cn", "https://open.larksuite.com")
    );
    assert_eq!(platform::LOG_ID_HEADER, "x-tt-logid");
    assert_eq!(platform::RATE_LIMIT_HEADER, "x-ogw-ratelimit-limit");
    assert_eq!(platform::RATE_LIMIT_RESET_HEADER, "x-ogw-ratelimit-reset");
    assert_eq!(
        platform::TENANT_ACCESS_TOKEN.path,
        "/open-apis/auth/v3/tenant_access_token/internal"
    );
    assert_eq!(platform::APP_TICKET_RESEND, feishu_auth::operations::APP_TICKET_RESEND.path);
    assert_eq!(platform::TENANT_ACCESS_TOKEN.lifetime_seconds, 2 * 60 * 60);
    assert_eq!(platform::TENANT_ACCESS_TOKEN.renewal_window_seconds, 30 * 60);
    for code in [
        99_991_400, 99_991_401, 99_991_403, 99_991_661, 99_991_663, 99_991_664, 99_991_668,
        99_991_672, 99_991_677,
    ] {
        assert!(platform::GATEWAY_ERRORS.iter().any(|error| error.code == code), "{code}");
    }
}

#[test]
fn a_contract_says_of_its_operation_what_programs_without_types_need() {
    use feishu_core::Contract;
    for Tables { contracts, operations, .. } in products::all() {
        let ids: Vec<_> = contracts.iter().map(|contract| &contract.operation.id).collect();
        assert_eq!(ids, operations.iter().map(|operation| &operation.id).collect::<Vec<_>>());
        for Contract { operation, path, query, request, modify, .. } in *contracts {
            let names = operation.path.split('/').filter_map(|part| part.strip_prefix(':'));
            assert!(names.eq(path.iter().map(|parameter| parameter.name)), "{}", operation.id);
            let schemas: Vec<serde_json::Value> = [query, request]
                .into_iter()
                .flatten()
                .map(|text| serde_json::from_str(text).unwrap())
                .collect();
            for source in modify.iter().flat_map(|modify| modify.sources) {
                let declared =
                    |schema: &serde_json::Value| schema["properties"].get(source.field).is_some();
                assert!(schemas.iter().any(declared), "{}: {}", operation.id, source.field);
            }
        }
    }
    let offer = feishu_hire::contracts::ALL
        .iter()
        .find(|contract| contract.operation.id == "hire.v1.external_offer.update")
        .unwrap();
    let modify = offer.modify.unwrap();
    assert_eq!(modify.read.id, "hire.v1.external_offer.batch_query");
    assert_eq!(modify.by, Some("external_offer_id_list"));
    let files = modify.sources.iter().find(|source| source.field == "attachment_id_list").unwrap();
    assert_eq!((files.from, files.element), ("attachment_list", Some("id")));
}
