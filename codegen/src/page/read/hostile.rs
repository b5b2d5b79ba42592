//! Pages that do not end what they begin. That none takes long is measured in `tests/growth.rs`.

#![allow(clippy::expect_used, reason = "tests fail by panicking")]

use super::read;

const HEAD: &str = "# x\n\n## 请求\n名称 | 值\n---|---\nHTTP URL | https://open.feishu.cn/open-apis/x/v1/y\nHTTP Method | POST\n\n";

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
