//! Hostile pages: whatever text comes, reading it ends, in a page or in a refusal that names a place.
//!
//! A short run belongs to the tests. A long one: `FUZZ_MINUTES=60 cargo test --release -p feishu-codegen --lib fuzz`, with
//! `FEISHU_PAGES` naming a folder of pages to spoil beside the small ones that are here.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests fail by panicking"
)]

use std::time::{Duration, Instant};

use super::read::{MAX_BYTES, read, read_all};

/// Rounds of the run that belongs to the tests.
const ROUNDS: u64 = 3_000;

/// A page of each dialect, in words of our own.
const CORPUS: [&str; 3] = [
    "---\ntitle: \"x\"\nfullPath: \"/a/hire-v1/thing/update\"\nupdateTime: \"1764644266000\"\n---\n# x\n\n## 请求\n<md-table>\n<md-tr><md-th>HTTP URL</md-th><md-td>https://open.feishu.cn/open-apis/hire/v1/things/:thing_id</md-td></md-tr>\n<md-tr><md-th>HTTP Method</md-th><md-td>PUT</md-td></md-tr>\n<md-tr><md-th>接口频率限制</md-th><md-td>[1000 次/分钟、50 次/秒](/x)</md-td></md-tr>\n</md-table>\n### 请求体\n<md-dt-table>\n<md-dt-thead><md-dt-tr><md-dt-th>名称</md-dt-th><md-dt-th>类型</md-dt-th><md-dt-th>必填</md-dt-th><md-dt-th>描述</md-dt-th></md-dt-tr></md-dt-thead>\n<md-dt-tr level=\"0\"><md-dt-td><md-text type=\"field-name\" >owner</md-text></md-dt-td><md-dt-td><md-text type=\"field-type\" >person\\[\\]</md-text></md-dt-td><md-dt-td>是</md-dt-td><md-dt-td>x\n\n**数据校验规则**：\n\n- 长度范围：`0` ～ `10`</md-dt-td></md-dt-tr>\n<md-dt-tr level=\"1\"><md-dt-td><md-text type=\"field-name\" >id</md-text></md-dt-td><md-dt-td><md-text type=\"field-type\" >int</md-text></md-dt-td><md-dt-td>否</md-dt-td><md-dt-td>x\n\n**可选值有**：\n<md-enum><md-enum-item key=\"1\" >a</md-enum-item></md-enum></md-dt-td></md-dt-tr>\n</md-dt-table>\n### 请求体示例\n<md-code-json>\n{ \"owner\": [{ \"id\": 1 }] }\n</md-code-json>\n",
    "# x\n\n## 请求\n名称 | 值\n---|---\nHTTP URL | https://open.feishu.cn/open-apis/hire/v1/things\nHTTP Method | POST\n\n### 请求体\n\n名称 | 类型 | 必填 | 描述\n--- | --- | --- | ---\nowner | person | 是 | x  \n**示例值**：1\nid | string | 否 | x\nstage | string\\[\\] | 否 | x  \n**默认值**：`[]`\n\n### 请求体示例\n```json\n{ \"owner\": { \"id\": \"1\" }, \"stage\": [\"a\"] }\n```\n\n## 响应\n\n### 响应体\n\n名称 | 类型 | 描述\n--- | --- | ---\ncode | int | x\nmsg | string | x\ndata | \\- | \\-\nthing | thing | x\nid | string | x\n",
    "# x\n\n## 请求\n\n| 名称 | 值 |\n|---|---|\n| HTTP URL | https://open.feishu.cn/open-apis/hire/v1/things |\n| HTTP Method | POST |\n\n### 请求体\n\n| 名称 | 类型 | 必填 | 描述 |\n|---|---|---|---|\n| `owner` | `person` | 是 | x<br>**示例值**：1 |\n| &nbsp;&nbsp;└ `id` | `string` | 否 | x |\n| &nbsp;&nbsp;&nbsp;&nbsp;└ `deep` | `int` | 否 | x |\n",
];

/// Pieces that readers trip over.
const PIECES: [&str; 34] = [
    "<md-table>",
    "</md-table>",
    "<md-dt-table>",
    "</md-dt-table>",
    "<md-dt-tr level=\"9\">",
    "<md-dt-tr level=\"99999999999\">",
    "<md-td>",
    "<md-enum-item key=\"",
    "\">",
    "<",
    ">",
    "|",
    " | ",
    "\\|",
    "--- | ---",
    "  \n",
    "\n\n",
    "```json\n",
    "```",
    "# 请求体\n",
    "### 响应体\n",
    "&nbsp;&nbsp;└ ",
    "&emsp;∟",
    "**可选值有**：",
    "- `",
    "`",
    "长度范围：`0` ～ `99999999999999999999`",
    "正则校验：`[`",
    "map<string, map<string, ",
    "[][][][][][]",
    "\u{202e}",
    "\0",
    "*/ } fn main(){",
    "../../x",
];

fn spoil(text: &str, random: &mut u64) -> String {
    let mut next = |below: usize| {
        // xorshift: any numbers will do, and the same ones every time.
        *random ^= *random << 13;
        *random ^= *random >> 7;
        *random ^= *random << 17;
        usize::try_from(*random % (below.max(1) as u64)).expect("small")
    };
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..=next(6) {
        let at = next(chars.len());
        match next(5) {
            0 => {
                chars.drain(at..(at + next(40)).min(chars.len()));
            }
            1 => {
                let piece: Vec<_> =
                    chars.iter().skip(next(chars.len())).take(next(200)).copied().collect();
                chars.splice(at..at, piece);
            }
            2 => chars.truncate(at),
            _ => {
                chars.splice(at..at, PIECES[next(PIECES.len())].chars());
            }
        }
    }
    chars.into_iter().collect()
}

fn corpus() -> Vec<String> {
    /// Longer pages take longer to read, and are no stranger.
    const LONGEST: usize = 60_000;
    let mut corpus: Vec<_> = CORPUS.iter().map(|&page| page.to_owned()).collect();
    let minutes = std::env::var_os("FUZZ_MINUTES").is_some();
    if let (true, Some(folder)) = (minutes, std::env::var_os("FEISHU_PAGES")) {
        let folder = std::path::PathBuf::from(folder);
        let pages = super::tests::pages(&folder);
        corpus.extend(pages.into_values().filter(|page| page.len() < LONGEST));
    }
    corpus
}

#[test]
fn whatever_a_page_says_reading_it_ends() {
    let corpus = corpus();
    let minutes =
        std::env::var("FUZZ_MINUTES").ok().and_then(|minutes| minutes.parse::<u64>().ok());
    let end = minutes.map(|minutes| Instant::now() + Duration::from_secs(60 * minutes));
    let (mut random, mut rounds, mut read_well, mut slowest) =
        (0x2024_1203_u64, 0, 0, Duration::ZERO);
    while end.map_or(rounds < ROUNDS, |end| Instant::now() < end) {
        let base = &corpus[usize::try_from(rounds).expect("small") % corpus.len()];
        let page = spoil(base, &mut random);
        let start = Instant::now();
        match read(&page, "page.md") {
            Ok(_) => read_well += 1,
            Err(refusal) => assert!(refusal.to_string().starts_with("page.md"), "{refusal}"),
        }
        slowest = slowest.max(start.elapsed());
        rounds += 1;
    }
    println!(
        "{rounds} pages from a corpus of {}: {read_well} read; the slowest took {slowest:?}",
        corpus.len()
    );
    assert!(read_well > 0);
}

#[test]
fn a_page_that_is_too_large_is_refused_at_once() {
    let page = "| ".repeat(50 << 20);
    let refusal = read(&page, "large.md").expect_err("refused");
    assert!(refusal.to_string().contains(&MAX_BYTES.to_string()), "{refusal}");
}

#[test]
fn ten_thousand_rows_end_nested_and_flat() {
    let head = "# x\n\n## 请求\n名称 | 值\n---|---\nHTTP URL | https://open.feishu.cn/open-apis/x/v1/y\nHTTP Method | POST\n\n### 请求体\n\n名称 | 类型 | 描述\n--- | --- | ---\n";
    let flat: String = (0..10_000).map(|row| format!("f{row} | thing | x\n")).collect();
    let nested: String = (0..10_000)
        .map(|row| {
            format!(
                "|{}└ `f{row}` | `thing` | x |\n",
                "&nbsp;&nbsp;".repeat(if row < 100 { row } else { 1 })
            )
        })
        .collect();
    let page = read(&format!("{head}{flat}"), "flat.md").expect("read");
    assert!(!page.body.is_empty());
    let refusal = read(&format!("{head}{nested}"), "nested.md").expect_err("too deep");
    assert!(refusal.to_string().contains("nested more than"), "{refusal}");
}

/// That the work does not grow faster than the text is measured in `tests/growth.rs`.
#[test]
fn what_is_left_open_is_refused_by_the_name_of_the_page() {
    for open in [
        "<md-table>\n",
        "<md-dt-table\n",
        "```json\n",
        "<md-table><md-tr><md-td>",
        "a | b\n--- | ---\n",
    ] {
        let page = open.repeat(3_000);
        let results = read_all([("page.md", page.as_str())]);
        let [Err(refusal)] = results.as_slice() else { panic!("{open:?} is read as a page") };
        assert!(refusal.to_string().starts_with("page.md"), "{refusal}");
    }
}
