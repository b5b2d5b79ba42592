//! `cargo xtask import`, run as a maintainer runs it, on copies of the checkout.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]
#![allow(dead_code, reason = "the other tests use the rest of the support")]

mod support;

use std::io::Write;
use std::process::Stdio;

use support::{Checkout, run};

/// A page of an invented call.
const PAGE: &str = r#"# Pet

## 请求
名称 | 值
---|---
HTTP URL | https://open.feishu.cn/open-apis/zoo/v1/pets/:pet_id
HTTP Method | GET

## 响应
### 响应体
名称 | 类型 | 描述
--- | --- | ---
code | int | x
msg | string | x
data | \- | \-
name | string | x

### 响应体示例
```json
{ "code": 0, "msg": "ok", "data": { "name": "a" } }
```
"#;

const SPEC: &str = "spec/zoo/v1/pet/get.yaml";

#[test]
fn a_page_that_is_too_large_is_refused_and_not_taken_in_part() {
    let checkout = Checkout::copy();
    let line = "A line that says nothing.\n";
    let lines = line.repeat(2 * feishu_codegen::MAX_PAGE_BYTES / line.len());
    checkout.write("pages/zoo/pet/get.md", &format!("{PAGE}\n{lines}"));
    let before = checkout.files();
    let output = checkout.xtask(&["import", "pages"]);
    let said = format!("more than {}", feishu_codegen::MAX_PAGE_BYTES);
    assert!(output.status == 5 && output.to_string().contains(&said), "{output}");
    assert_eq!(checkout.files(), before);
}

#[test]
fn a_page_becomes_a_spec_and_a_second_time_changes_nothing() {
    let checkout = Checkout::copy();
    checkout.write("pages/zoo/pet/get.md", PAGE);
    let before = checkout.files();

    let dry = checkout.xtask(&["import", "--dry-run", "pages"]);
    assert_eq!(dry.status, 0, "{dry}");
    assert_eq!(checkout.files(), before, "a dry run writes nothing");

    let output = checkout.xtask(&["import", "pages"]);
    assert_eq!(output.status, 0, "{output}");
    assert_eq!(checkout.changed_since(&before), [SPEC]);
    assert!(output.stdout.contains(&format!("created   {SPEC}")), "{output}");
    assert!(output.stdout.contains("1 page: 1 created"), "{output}");
    let spec = checkout.read(SPEC);
    assert!(spec.contains("page: https://open.feishu.cn/document/zoo/pet/get\n"), "{spec}");
    // The page is of a product that there was not yet, and says nothing of it.
    let output = checkout.xtask(&["lint"]);
    assert!(
        output.status == 1 && output.stderr.contains("write spec/zoo/product.yaml"),
        "{output}"
    );
    let manifest = "product: zoo\ntitle: Zoo\ndescription: Pets.\ncrate: feishu-zoo\nmain: v1\n";
    checkout.write("spec/zoo/product.yaml", manifest);
    assert_eq!(checkout.xtask(&["lint"]).status, 0);

    let before = checkout.files();
    let output = checkout.xtask(&["import", "pages"]);
    assert!(output.stdout.contains("1 page: 1 unchanged"), "{output}");
    assert_eq!(checkout.files(), before);
}

/// The format has no word for calls in an hour.
const LIMITS: &str =
    "接口频率限制 | [100 次/小时、10 次/秒](https://open.feishu.cn/document/limits)";

#[test]
fn what_is_left_to_review_is_counted_each_time_and_stops_nothing() {
    let checkout = Checkout::copy();
    checkout.write("pages/pet.md", &PAGE.replace("GET\n", &format!("GET\n{LIMITS}\n")));
    checkout.write("pages/dog.md", &PAGE.replace("pets/:pet_id", "dogs/:dog_id"));
    let manifest = "product: zoo\ntitle: Zoo\ndescription: Pets.\ncrate: feishu-zoo\nmain: v1\n";
    checkout.write("spec/zoo/product.yaml", manifest);
    for expected in [
        "2 pages: 2 created; 1 place to review; 2 files written\n",
        "2 pages: 2 unchanged; 1 place to review; 0 files written\n",
    ] {
        let output = checkout.xtask(&["import", "pages"]);
        assert_eq!(output.status, 0, "{output}");
        assert!(output.stdout.ends_with(expected), "{output}");
    }
    for command in [&["lint"][..], &["generate"], &["generate", "--check"]] {
        let output = checkout.xtask(command);
        assert_eq!(output.status, 0, "{command:?}: {output}");
        assert!(output.stderr.ends_with("0 errors and 1 warning\n"), "{command:?}: {output}");
    }
}

#[test]
fn a_page_comes_from_standard_input_and_goes_into_a_folder_of_its_own() {
    let checkout = Checkout::copy();
    let before = checkout.files();
    let folder = format!("--spec={}", checkout.root().join("elsewhere/specs").display());
    let mut command = checkout.command(&["import", "-", "--json", &folder]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("xtask starts");
    child.stdin.take().expect("a pipe").write_all(PAGE.as_bytes()).expect("written");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(report["pages"][0]["outcome"], "created");
    assert_eq!(report["files"], serde_json::json!(["specs/zoo/v1/pet/get.yaml"]));
    assert_eq!(checkout.changed_since(&before), ["elsewhere/specs/zoo/v1/pet/get.yaml"]);
}

#[test]
fn a_spec_is_a_page_again() {
    const OFFER: &str = "hire.v1.external_offer.update";
    let checkout = Checkout::copy();
    for dialect in ["source", "nested", "flat"] {
        let output = checkout.xtask(&["render", OFFER, "--dialect", dialect]);
        assert_eq!((output.status, output.stderr.as_str()), (0, ""), "{output}");
        checkout.write("offer.md", &output.stdout);
        let import = checkout.xtask(&["import", "--dry-run", "offer.md"]);
        assert_eq!(import.status, 0, "{import}");
        // Only the page is another one.
        let facts = import.stdout.lines().filter(|line| line.contains("instead of"));
        let others: Vec<_> = facts.filter(|line| !line.contains("page_hash")).collect();
        assert!(others.is_empty(), "{dialect}: {import}");
    }

    let output = checkout.xtask(&["render"]);
    assert!(output.status == 4 && output.stderr.contains("--out"), "{output}");
    let output = checkout.xtask(&["render", "hire.v1.offer"]);
    assert!(output.status == 4 && output.stderr.contains(OFFER), "{output}");
    // One of several that is misspelt is not passed over, and nothing is written beside it.
    for operations in [[OFFER, "hire.v1.offer"], ["hire.v1.offer", OFFER]] {
        let [one, other] = operations;
        let output = checkout.xtask(&["render", one, other, "--out", "some"]);
        assert!(
            output.status == 4 && output.stderr.contains("no operation `hire.v1.offer`"),
            "{output}"
        );
        assert!(!checkout.root().join("some").exists());
    }
    let output = checkout.xtask(&["render", "--out", "pages"]);
    assert_eq!(output.status, 0, "{output}");
    assert!(checkout.read("pages/hire/v1/external_offer/update.md").contains("0` ～ `10"));
}

#[test]
fn a_page_that_is_none_is_refused_and_the_others_are_imported() {
    let checkout = Checkout::copy();
    checkout.write("pages/guide.md", "# How to\n\nWords.\n");
    checkout.write("pages/pet.md", PAGE);
    let output = checkout.xtask(&["import", "pages"]);
    assert_eq!(output.status, 5, "{output}");
    assert!(output.stdout.contains("refused   guide.md"), "{output}");
    assert!(output.stdout.contains("2 pages: 1 created, 1 refused"), "{output}");
    assert!(checkout.read(SPEC).contains("operation: zoo.v1.pet.get"));
}

/// It may lead up, and so in circles, or to pages that nobody has named.
#[cfg(unix)]
#[test]
fn a_link_among_pages_is_not_followed() {
    let checkout = Checkout::copy();
    checkout.write("pages/zoo/pet.md", PAGE);
    let other = PAGE.replace("pets/:pet_id", "dogs/:dog_id");
    checkout.write("elsewhere/dog.md", &other);
    for (target, name) in [
        ("../..", "pages/zoo/up"),
        (".", "pages/zoo/here"),
        ("../../elsewhere", "pages/zoo/elsewhere"),
        ("../elsewhere/dog.md", "pages/dog.md"),
        ("nowhere", "pages/nowhere"),
    ] {
        std::os::unix::fs::symlink(target, checkout.root().join(name)).expect("linked");
        let output = checkout.xtask(&["import", "--dry-run", "pages"]);
        assert_eq!(output.status, 0, "{name}: {output}");
        assert!(output.stdout.contains("1 page: 1 created"), "{name}: {output}");
        assert!(output.stdout.contains(SPEC), "{name}: {output}");
        checkout.remove(name);
    }
    let output = checkout.xtask(&["import", "--dry-run", "pages", "elsewhere"]);
    assert!(output.stdout.contains("2 pages: 2 created"), "what is named is read: {output}");
}

/// A page is where it lies, however its place is written.
#[test]
fn a_page_that_is_named_in_several_ways_is_imported_once() {
    let checkout = Checkout::copy();
    checkout.write("pages/zoo/pet.md", PAGE);
    let whole = checkout.root().join("pages/zoo/pet.md").display().to_string();
    for places in [
        &["pages", "pages"][..],
        &["pages", "./pages/"],
        &["pages", "pages/zoo"],
        &["pages", "pages/zoo/pet.md"],
        &["pages", &whole],
        &["pages", "pages/../pages/zoo/pet.md"],
        &["pages/zoo/pet.md", "pages/zoo/../zoo/pet.md", "pages"],
    ] {
        let output = checkout.xtask(&[&["import", "--dry-run"], places].concat());
        assert_eq!(output.status, 0, "{places:?}: {output}");
        assert!(output.stdout.contains("1 page: 1 created"), "{places:?}: {output}");
    }
}

#[test]
fn nothing_is_imported_beside_specs_with_errors() {
    let checkout = Checkout::copy();
    checkout.write("page.md", PAGE);
    checkout.write("spec/zoo/v1/pet/list.yaml", "operation: 7\n");
    let before = checkout.files();
    let output = checkout.xtask(&["import", "page.md"]);
    assert_eq!(output.status, 1, "{output}");
    assert!(output.stderr.contains("nothing was imported"), "{output}");
    assert_eq!(checkout.files(), before);
}

#[test]
fn a_product_whose_specs_have_errors_is_left_alone_and_others_are_imported() {
    let checkout = Checkout::copy();
    checkout.write("pages/pet.md", PAGE);
    checkout.write("pages/cow.md", &PAGE.replace("zoo/v1/pets", "farm/v1/cows"));
    checkout.write("spec/zoo/v1/pet/list.yaml", "operation: 7\n");
    let before = checkout.files();
    let output = checkout.xtask(&["import", "pages"]);
    assert_eq!(output.status, 1, "{output}");
    assert!(output.stderr.contains("spec/zoo/v1/pet/list.yaml"), "{output}");
    assert!(output.stdout.contains("2 pages: 1 created, 1 refused"), "{output}");
    assert_eq!(checkout.changed_since(&before), ["spec/farm/v1/cow/get.yaml"]);
}

#[test]
fn a_place_without_pages_is_said() {
    let checkout = Checkout::copy();
    std::fs::create_dir(checkout.root().join("empty")).expect("made");
    let output = run(&mut checkout.command(&["import", "empty"]));
    assert_eq!(output.status, 4, "{output}");
    assert!(output.stderr.contains("there is no page"), "{output}");
}
