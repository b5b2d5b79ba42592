#![allow(clippy::expect_used, reason = "tests fail by panicking")]

use super::unnested;
use crate::model::MessageField;

const HEAD: &str = "# x\n\n## 请求\n名称 | 值\n---|---\nHTTP URL | https://open.feishu.cn/open-apis/x/v1/y\nHTTP Method | POST\n\n";

/// A table of these names in Markdown.
fn table(heading: &str, names: &[&str]) -> String {
    let rows: String = names.iter().map(|name| format!("| {name} | string | x |\n")).collect();
    format!("### {heading}\n\n| 名称 | 类型 | 描述 |\n|---|---|---|\n{rows}\n")
}

#[test]
fn nesting_is_told_by_rows_of_the_page_or_by_marks_of_the_table_and_by_no_other_text() {
    let marked = ["a", "&nbsp;&nbsp;└ `b`", "&nbsp;&nbsp;&nbsp;&nbsp;└ `c`"];
    let (plain, own) = (["a", "b", "c"], ["a", "&emsp;∟b", "&emsp;&emsp;∟c"]);
    let source = "<md-table>\n<md-tr><md-td>x</md-td></md-tr>\n</md-table>\n";
    let code = format!("### 请求体示例\n```json\n\"{source}\"\n```\n");
    let body = |names| table("请求体", names);
    for (what, page, depths) in [
        ("nothing", body(&plain), None),
        ("a row", body(&marked), Some(vec![0, 1, 2])),
        ("a row of another table", table("响应体", &marked) + &body(&plain), Some(vec![0; 3])),
        ("the vendor's markup", source.to_owned() + &body(&plain), Some(vec![0; 3])),
        ("an author's marks", body(&own), Some(vec![0, 1, 2])),
        ("an author's marks in another table", table("响应体", &own) + &body(&plain), None),
        ("marks in prose", format!("| &nbsp;&nbsp;└ x\n\n{}", body(&plain)), None),
        ("marks in a description", body(&["a", "b", "c | int | &nbsp;&nbsp;└"]), None),
        ("the vendor's markup in a sample", code + &body(&plain), None),
    ] {
        let page = unnested(&format!("{HEAD}{page}"), "x.md").expect("a page");
        assert_eq!(page.body.rows.len(), 3, "{what}");
        assert_eq!(page.body.depths, depths, "{what}");
    }
}

#[test]
fn headers_are_those_that_say_something_of_the_call_alone() {
    let rows = [
        "`authorization` | string | `tenant_access_token`<br>or user_access_token",
        "Content-Type | string | **固定值**：\"application/json\"",
        "X-Request-Id | string | `user_access_token`",
    ];
    let page = unnested(&format!("{HEAD}{}", table("请求头", &rows)), "x.md").expect("a page").page;
    let tokens: Vec<_> = page.tokens.iter().map(|kind| kind.word()).collect();
    let headers: Vec<_> = page.headers.iter().map(|row| row.name.as_str()).collect();
    assert_eq!((tokens, headers), (vec!["tenant_access_token"], vec!["X-Request-Id"]));
}

/// What is said of another call in another line is not said of this one.
#[test]
fn a_call_writes_the_whole_object_only_if_one_line_says_so_of_it() {
    for (prose, expected) in [
        ("此接口为全量覆盖。", true),
        ("更新时全量更新，没有传的字段会被清空。", true),
        ("此接口更新一个字段。\n\n要全量覆盖，请用另一个接口。", false),
        ("全量更新请用另一个接口。\n本接口只更新传入的字段。", false),
        ("全量覆盖", false),
    ] {
        let page = unnested(&HEAD.replacen("# x\n", &format!("# x\n\n{prose}\n"), 1), "x.md");
        assert_eq!(page.expect("a page").page.full_overwrite, expected, "{prose}");
    }
}

#[test]
fn a_hash_is_of_all_that_is_behind_the_head_and_of_nothing_in_it() {
    let hash = |text: &str| unnested(text, "x.md").expect("a page").page.hash;
    let page = HEAD.to_owned() + &table("请求体", &["a"]);
    let other = page.replace("# x", "# y");
    let long: String = (0..60).map(|at| format!("k{at}: v\n")).collect();
    // A line that only begins as one, or that comes late, ends no head.
    for (head, is_head) in [
        ("", false),
        ("---\ntitle: x\n---\n", true),
        ("---  \ntitle: x\n---  \n", true),
        ("---\n", false),
        ("--- x\n---\n", false),
        ("---\ntitle: x\n--- x\n", false),
        (&format!("---\n{long}---\n"), false),
    ] {
        let of = hash(&format!("{head}{page}"));
        assert_ne!(of, hash(&format!("{head}{other}")), "{head:?}");
        let changed = head.replace("title: x", "title: y").replace("k7", "k8");
        if changed != head {
            assert_eq!(of == hash(&format!("{changed}{page}")), is_head, "{head:?}");
        }
    }
}

#[test]
fn the_hash_of_a_page_stays_what_it_is_in_specs() {
    let page = HEAD.to_owned() + &table("请求体", &["a"]);
    for (head, hash) in [
        ("", "9322a1bad98b2a4a490aad698abd3032dbabf7e587706c68d26ca2a3a83b385b"),
        (
            "---\ntitle: x\n---\n",
            "3169a95ad9f3ff5be23372a5faf5b258e4d1af1b0a7a2c97199ccfcb20c74ad1",
        ),
    ] {
        let page = unnested(&format!("{head}{page}"), "x.md").expect("a page").page;
        assert_eq!(page.hash, hash, "{head:?}");
    }
}

/// `message` is where the message is only if nothing else is.
#[test]
fn a_field_that_is_called_message_stays_one_beside_msg() {
    for (names, message, fields) in [
        (&["code", "msg", "message", "state"][..], MessageField::Msg, &["message", "state"][..]),
        (&["code", "message", "state"], MessageField::Message, &["state"]),
        (&["code", "msg", "state"], MessageField::Msg, &["state"]),
    ] {
        let page = format!("{HEAD}{}", table("响应体", names));
        let page = super::read(&page, "x.md").expect("a page");
        let found: Vec<_> = page.response.iter().map(|row| row.name.as_str()).collect();
        assert_eq!((page.message, &*found), (message, fields), "{names:?}");
    }
}

/// Code may hold a fence of its own inside a string.
#[test]
fn code_ends_with_a_line_that_is_or_ends_in_its_mark() {
    let sample = "{ \"code\": 0, \"msg\": \"ok\", \"data\": { \"a\": \"x```y\" } }";
    let rows = table("响应体", &["code", "msg", "data | object | x", "a"]);
    for (open, close) in [
        ("```json\n", "\n```\n"),
        ("```json\n", "```\n"),
        ("```\n", "\n  ```  \n"),
        ("<md-code-json>", "</md-code-json>\n"),
        ("<md-code-json>\n", "\n</md-code-json> x\n"),
    ] {
        let text = format!("{HEAD}{rows}### 响应体示例\n{open}{sample}{close}\n## 错误码\nx\n");
        let page = unnested(&text, "x.md").expect("a page").page;
        let expected = serde_json::from_str(sample).expect("JSON");
        assert_eq!(page.response_example, Some(expected), "{text}");
    }
}

/// Nothing could tell which scope is meant.
#[test]
fn a_scope_without_a_name_is_to_be_reviewed() {
    let row = |word: &str, scope: &str| format!("{word} | 读{scope}\n");
    for (any_of, fields, expected) in [
        ("(zoo:pet)", "(zoo:pet.name)", &[][..]),
        ("()", "(zoo:pet.name)", &["scopes.any_of"]),
        ("(zoo:pet)", "(a:b) 写()", &["scopes.fields"]),
        ("()", "()", &["scopes.any_of", "scopes.fields"]),
    ] {
        let rows = row("权限要求", any_of) + &row("字段权限要求", fields);
        let page = unnested(&HEAD.replace("POST\n", &format!("POST\n{rows}")), "x.md");
        let page = page.expect("a page").page;
        let places: Vec<_> = page.reviews.iter().map(|review| review.place.as_str()).collect();
        assert_eq!(places, expected);
    }
}
