#![allow(clippy::expect_used, reason = "tests fail by panicking")]

use super::unnested;

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
