//! Pages that are made to take long: the time to read one grows as its length does, up to the longest that is read at
//! all.

#![allow(clippy::expect_used, reason = "tests fail by panicking")]

use std::time::Duration;

use super::{MAX_BYTES, read};

const HEAD: &str = "# x\n\n## 请求\n名称 | 值\n---|---\nHTTP URL | https://open.feishu.cn/open-apis/x/v1/y\nHTTP Method | POST\n\n";

/// What this thread has had of a processor: however busy the machine is, it does not advance while others run. Zero
/// where the system does not say.
fn processor_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = stat.split_whitespace().next().and_then(|first| first.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or_default())
}

/// A table of fields in the vendor's markup that holds one cell of text.
fn cell(text: &str) -> String {
    format!(
        "### 请求体\n<md-dt-table>\n<md-dt-thead><md-dt-tr><md-dt-th>名称</md-dt-th><md-dt-th>类型</md-dt-th><md-dt-th>描述</md-dt-th></md-dt-tr></md-dt-thead>\n<md-dt-tr><md-dt-td>a</md-dt-td><md-dt-td>string</md-dt-td><md-dt-td>{text}</md-dt-td></md-dt-tr>\n</md-dt-table>\n"
    )
}

/// As often as there is room for it. A page may have eight times as much: but tests are not optimised.
fn filled(piece: &str) -> String {
    piece.repeat(MAX_BYTES / 8 / piece.len())
}

#[test]
fn a_page_of_nothing_but_beginnings_is_read_in_linear_time() {
    let pieces = [
        "<",
        "<md-",
        "<md-x \"",
        "<md-x a=\"b\" ",
        "</md-dt-td",
        "&amp",
        "&&lt;",
        "(a",
        "((",
        "1-",
        "`",
        "**",
        "- `a",
        "**示例值**：",
        "[",
        "{\"a\":",
        "\\|",
        "|",
        "aaaa",
        "长度范围：",
        "}   ",
        "，",
        "\u{a0}",
    ];
    let lines = [
        "<md-table\n",
        "<md-dt-table>\n",
        "<md-code-json>\n",
        "```\n",
        "a|b\n--|--\n",
        "a|b  \n",
        "# 请求体\n",
        "## x\n",
        "- `a`：x\n",
        "- 正则校验：(\n",
        "**可选值有**：\n",
        "<md-enum-item key=\"\n",
        "└ a | b | c\n",
        "---\n",
    ];
    let inside = pieces.iter().chain(&lines).map(|piece| format!("{HEAD}{}", cell(&filled(piece))));
    let outside = pieces.iter().chain(&lines).map(|piece| format!("{HEAD}{}", filled(piece)));
    let table = "### 请求体\n\n名称 | 类型 | 描述\n--- | --- | ---\n";
    let rows = pieces
        .iter()
        .chain(&lines)
        .map(|piece| format!("{HEAD}{table}a | string | {}", filled(piece)));
    let json = ["[", "{\"a\":", "1,", "\"a", "// \n", "} "]
        .map(|piece| format!("{HEAD}### 请求体示例\n```json\n[{}\n```\n", filled(piece)));
    for page in inside.chain(outside).chain(rows).chain(json) {
        let start = processor_time();
        let _ = read(&page, "long.md");
        let took = processor_time().saturating_sub(start);
        let about: String = page.chars().skip(page.chars().count() / 2).take(30).collect();
        // Quadratic time would be minutes.
        assert!(took < Duration::from_secs(20), "{took:?} for {about:?}");
    }
}

#[test]
fn what_does_not_end_is_refused_where_it_begins() {
    let table = format!(
        "{HEAD}### 请求体\n<md-dt-table>\n<md-dt-tr><md-dt-td>a</md-dt-td></md-dt-tr>\n### 响应体\n"
    );
    let code = format!("{HEAD}### 请求体示例\n```json\n{{}}\n\n## 响应\n### 响应体\n");
    for (page, what) in
        [(table, "no `</md-dt-table>` ends the table here"), (code, "the code here does not end")]
    {
        let refusal = read(&page, "cut.md").expect_err("refused").to_string();
        assert!(refusal.contains(what) && refusal.starts_with("cut.md:10:"), "{refusal}");
    }
}
