//! The vendor's pages themselves: every sample on them decodes without loss, and the operation
//! table repeats their facts.
//!
//! The pages are not part of this project. `FEISHU_PAGES` names the folder that holds them; without
//! it the test says that it was skipped, and under CI that is a failure.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use feishu_core::{AppKind, Operation, Validate};
use feishu_tests::oracle::{Schema, encode};
use feishu_tests::products;
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
        skip::skip("FEISHU_PAGES names no folder with the vendor's pages");
    }
    found
}

/// The JSON sample under a heading of a page.
fn sample(page: &str, heading: &str) -> Option<Json> {
    let (_, after) = page.split_once(&format!("### {heading}"))?;
    let section = after.split("\n## ").next()?.split("\n### ").next()?;
    let fence = |open: &str, close: &str| Some(section.split_once(open)?.1.split_once(close)?.0);
    let json = fence("<md-code-json>", "</md-code-json>").or_else(|| fence("```json", "```"))?;
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
    schemas: &'static [(&'static str, &'static str)],
    request: Option<fn(&Json)>,
    data: fn(&Json),
}

macro_rules! checked {
    ($($product:ident { $($operation:ident($($body:ident)?) -> $data:ident = $schema:ident;)+ })+) => {
        &[$($(Checked {
            operation: &products::$product::operations::$operation,
            schemas: products::$product::schemas::ALL,
            request: [$(Some(request::<products::$product::$body> as fn(&Json)),)? None][0],
            data: |sample| {
                let _ = round_trip::<products::$product::$data>(sample);
            },
        }),+),+]
    };
}

const ALL: &[Checked] = feishu_tests::product_calls!(checked);

#[test]
fn every_operation_is_held_against_its_page() {
    let missing: Vec<_> = products::PRODUCTS
        .iter()
        .flat_map(|tables| tables.operations)
        .filter(|operation| !ALL.iter().any(|checked| checked.operation.id == operation.id))
        .map(|operation| &*operation.id)
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
            checked
                .schemas
                .iter()
                .find(|(name, _)| *name == file)
                .map(|(_, text)| Schema::parse(text))
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
        let mut data = answer.clone();
        if operation.flat {
            let fields = data.as_object_mut().expect("an object");
            fields.retain(|name, _| name != "code" && name != "msg");
        } else {
            data = data["data"].clone();
        }
        (checked.data)(&data);
        let schema = schema("response").expect("a schema");
        assert_eq!(schema.complaints(&answer), [] as [String; 0], "{}", operation.id);
        assert_eq!(schema.json["examples"][0], answer, "{}", operation.id);
    }
}

#[test]
fn the_operation_table_repeats_the_facts_of_the_pages() {
    let Some(pages) = pages() else { return };
    for Checked { operation, .. } in ALL {
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
        let apps = [(AppKind::Custom, "custom"), (AppKind::Store, "isv")];
        let apps = apps.iter().filter(|(kind, _)| operation.apps.contains(kind));
        let apps: Vec<_> = apps.map(|(_, word)| *word).collect();
        let supported = format!("<md-app-support types=\"{}\">", apps.join(","));
        assert!(page.contains(&supported), "{}: {supported}", operation.id);
        let takes_tokens = page.contains("type=\"token-tenant\"");
        assert_eq!(!operation.tokens.is_empty(), takes_tokens, "{}", operation.id);
        for scope in operation.scopes {
            assert!(
                page.contains(&format!("<md-perm name=\"{scope}\"")),
                "{}: {scope}",
                operation.id
            );
        }
        for limit in &*operation.rate_limits {
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

/// The page is found by its path, or else by the address in it.
fn page_of(pages: &Path, operation: &Operation) -> String {
    let address = operation
        .page
        .strip_prefix("https://open.feishu.cn/document")
        .expect("a page of the vendor's");
    let path = pages.join(address.trim_start_matches('/')).with_extension("md");
    if let Ok(text) = fs::read_to_string(path) {
        return text;
    }
    let named = format!("fullPath: \"{address}\"");
    let mut waiting = ["hire-v1", "authentication-management"].map(|f| pages.join(f)).to_vec();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            let entries = fs::read_dir(&path).expect("a folder");
            waiting.extend(entries.map(|entry| entry.expect("an entry").path()));
        } else if let Ok(text) = fs::read_to_string(&path)
            && text.lines().take(8).any(|line| line == named)
        {
            return text;
        }
    }
    panic!("{}: no page says that it is at {address}", operation.id)
}
