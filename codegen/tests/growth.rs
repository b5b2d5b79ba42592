//! Work grows as the input does: four times the input takes about four times the instructions, and not sixteen times.
//!
//! Instructions are counted by Valgrind, so nothing here depends on a clock or on what else the machine does. Each case is
//! run in a process of its own, with one, `n` and four times `n` pieces. Without Valgrind the tests say that they are
//! skipped, and under CI they fail.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "tests fail by panicking"
)]

use std::process::Command;

use feishu_codegen::diff::diff;
use feishu_codegen::{About, PageText, Severity, Sources, Target, generate, import, lint};

/// Pieces of the smaller input.
const PIECES: usize = 100;
/// Sorting adds a little to four times the work. Looking at each piece for each piece makes it sixteen times.
const MOST: f64 = 5.0;

const CASE: &str = "GROWTH_CASE";
const SIZE: &str = "GROWTH_SIZE";

type Case = (&'static str, fn(usize));

const CASES: &[Case] = &[
    ("unknown_keys", |n| wrong(&operation("", &many(n, |at| format!("k{at}: 1\n"))))),
    ("repeated_keys", |n| wrong(&operation("", &many(n, |at| format!("k{at}: 1\nk{at}: 2\n"))))),
    ("unknown_types", |n| {
        wrong(&body(&many(n, |at| format!("    f{at}: {{ type: T{at}x }}\n")), ""))
    }),
    ("fields_of_a_body", |n| {
        fine(&body(&many(n, |at| format!("    f{at}: {{ type: string, example: a }}\n")), ""))
    }),
    ("fields_of_an_object_and_a_sample_of_each", |n| {
        let fields = many(n, |at| format!("      f{at}: {{ type: i32, required: true }}\n"));
        let sample = many(n, |at| format!("f{at}: {at}, "));
        let objects = format!("objects:\n  Big:\n    description: x\n    fields:\n{fields}");
        fine(&body(&format!("    big: {{ type: Big, example: {{ {sample} }} }}\n"), &objects));
    }),
    ("values_of_an_enumeration_and_samples_of_them", |n| {
        let values = many(n, |at| format!("      v{at}: {{ value: \"w{at}\" }}\n"));
        let samples = many(n, |at| format!("\"w{at}\", "));
        let enums = format!("enums:\n  Word:\n    description: x\n    values:\n{values}");
        fine(&body(&format!("    words: {{ type: \"[Word]\", example: [{samples}] }}\n"), &enums));
    }),
    ("small_samples_of_a_large_object", |n| {
        let fields = many(n, |at| format!("      f{at}: {{ type: i32 }}\n"));
        let samples = many(n, |at| format!("{{ f{at}: 1 }}, "));
        let objects = format!("objects:\n  Big:\n    description: x\n    fields:\n{fields}");
        fine(&body(&format!("    bigs: {{ type: \"[Big]\", example: [{samples}] }}\n"), &objects));
    }),
    ("objects_and_fields_that_have_them", |n| {
        let objects = many(n, |at| {
            format!("  O{at}x: {{ description: x, fields: {{ a: {{ type: string }} }} }}\n")
        });
        let fields = many(n, |at| format!("    f{at}: {{ type: O{at}x }}\n"));
        fine(&body(&fields, &format!("objects:\n{objects}")));
    }),
    ("parameters_of_a_path", |n| {
        let path = many(n, |at| format!("/:p{at}"));
        let fields = many(n, |at| format!("    p{at}: {{ type: string }}\n"));
        let http = format!("http: POST /open-apis/x{path}\n");
        let text = operation(&format!("request:\n  path:\n{fields}"), "");
        fine(&text.replace("http: POST /open-apis/zoo/v1/things\n", &http));
    }),
    ("documented_errors", |n| {
        let errors = many(n, |at| format!("  - {{ code: {}, name: error_{at} }}\n", at + 100_000));
        fine(&operation("", &format!("errors:\n{errors}")));
    }),
    ("schemas", |n| {
        let (files, problems) = generate(&sources(&wide(n)), &openapi());
        assert!(problems.is_empty() && files.iter().count() == 1);
    }),
    ("a_crate", |n| {
        let values = many(n, |at| format!("      v{at}: {{ value: \"w{at}\" }}\n"));
        let enums = format!("enums:\n  Word:\n    description: x\n    values:\n{values}");
        let fields = many(n, |at| format!("    f{at}: {{ type: string, chars: 1..9 }}\n"));
        let text = body(&format!("    word: {{ type: Word }}\n{fields}"), &enums);
        let (files, problems) = generate(&sources(&text), &Target::sdk("sdk", "spec"));
        assert!(problems.is_empty() && files.iter().count() > 10);
    }),
    ("rows_of_a_flat_page", |n| {
        imported(&page("", &many(n, |at| format!("f{at} | string | 否 | x\n"))))
    }),
    ("objects_of_one_name_on_a_page", |n| {
        let row = |at| {
            format!(
                "| `f{at}` | `thing` | 否 | x |\n| &nbsp;&nbsp;└ `g{at}` | `string` | 否 | x |\n"
            )
        };
        imported(&page("| ", &many(n, row)));
    }),
    ("values_on_a_page", |n| {
        let values = many(n, |at| format!("- `w{at}`：x  \n"));
        imported(&page("", &format!("word | string | 否 | x  \n**可选值有**：  \n{values}")));
    }),
    ("a_page_into_a_spec_of_other_fields", |n| {
        let specs = sources(&body(&many(n, |at| format!("    old{at}: {{ type: string }}\n")), ""));
        let rows = many(n, |at| format!("new{at} | int | 否 | x\n"));
        let page = PageText { name: "page.md".to_owned(), text: page("", &rows) };
        let import = import(&[page], &specs, "spec", &mut |_| {});
        assert_eq!(import.outcomes.len(), 1);
    }),
    ("fields_with_other_names", |n| {
        let of = |word: &str| {
            sources(&body(&many(n, |at| format!("    {word}{at}: {{ type: string }}\n")), ""))
        };
        let diff = diff(&of("old"), &of("new")).expect("sound specs");
        assert!(diff.changes.len() >= n);
    }),
];

fn many(count: usize, piece: impl Fn(usize) -> String) -> String {
    (0..count).map(piece).collect()
}

/// A call with something in it.
fn operation(request: &str, more: &str) -> String {
    format!(
        "operation: zoo.v1.thing.add\nsummary: x\npage: https://pages.example/x\nhttp: POST /open-apis/zoo/v1/things\ntokens: [tenant_access_token]\napps: [custom]\nwrite: update\n{request}response:\n  data: {{ ok: {{ type: bool }} }}\n{more}"
    )
}

fn body(fields: &str, more: &str) -> String {
    operation(&format!("request:\n  body:\n{fields}"), more)
}

fn wide(count: usize) -> String {
    body(&many(count, |at| format!("    f{at}: {{ type: string, chars: 1..{} }}\n", at + 2)), "")
}

fn sources(text: &str) -> Sources {
    let mut sources = Sources::new();
    sources.add("spec/platform.yaml", include_str!("fixture/platform.yaml"));
    sources.add("spec/zoo/v1/token/issue.yaml", include_str!("fixture/issue.yaml"));
    sources.add("spec/zoo/v1/thing/add.yaml", text);
    sources
}

fn errors(text: &str) -> usize {
    let (_, problems) = lint(&sources(text));
    problems.iter().filter(|problem| problem.severity == Severity::Error).count()
}

fn fine(text: &str) {
    assert_eq!(errors(text), 0);
}

fn wrong(text: &str) {
    let found = errors(text);
    assert!((1..=101).contains(&found), "{found} errors");
}

fn openapi() -> Target {
    let about = About {
        path: "openapi.json".to_owned(),
        title: "Zoo".to_owned(),
        description: "Animals.".to_owned(),
        version: "1.0.0".to_owned(),
        license: "MIT".to_owned(),
    };
    Target { sdk: None, openapi: Some(about), ..Target::sdk("", "spec") }
}

/// A page in the flat dialect, or in the nested one, whose lines begin with a bar.
fn page(bar: &str, rows: &str) -> String {
    let line = |cells: &str| format!("{bar}{cells}{}\n", if bar.is_empty() { "" } else { " |" });
    format!(
        "# x\n\n## 请求\n{}{}{}{}\n### 请求体\n{}{}{rows}\n## 响应\n### 响应体\n{}{}{}",
        line("名称 | 值"),
        line("--- | ---"),
        line("HTTP URL | https://open.feishu.cn/open-apis/zoo/v1/things"),
        line("HTTP Method | POST"),
        line("名称 | 类型 | 必填 | 描述"),
        line("--- | --- | --- | ---"),
        line("名称 | 类型 | 描述"),
        line("--- | --- | ---"),
        line("code | int | x"),
    )
}

fn imported(page: &str) {
    let mut specs = Sources::new();
    specs.add("spec/platform.yaml", include_str!("fixture/platform.yaml"));
    let page = PageText { name: "page.md".to_owned(), text: page.to_owned() };
    let import = import(&[page], &specs, "spec", &mut |_| {});
    assert_eq!(import.outcomes.len(), 1);
    assert!(import.files.iter().count() > 0, "{:?}", import.outcomes);
}

/// The instructions of a process that does one case.
fn instructions(case: &str, size: usize) -> f64 {
    let this = std::env::current_exe().expect("a test is a program");
    let output = Command::new("valgrind")
        .args(["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"])
        .arg(this)
        .args(["--exact", "one_case", "--ignored", "--test-threads=1"])
        .env(CASE, case)
        .env(SIZE, size.to_string())
        .output()
        .expect("Valgrind was found before");
    let said = String::from_utf8_lossy(&output.stderr);
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && told.contains("1 passed"), "{case} of {size}: {told}{said}");
    let line =
        said.lines().find_map(|line| line.split_once("I refs:").or(line.split_once("I   refs:")));
    let (_, count) = line.expect("a count of instructions");
    count.trim().replace(',', "").parse().expect("a number")
}

/// What is counted. By itself it does nothing.
#[test]
#[ignore = "run by the others, under Valgrind"]
fn one_case() {
    let Ok(name) = std::env::var(CASE) else { return };
    let size = std::env::var(SIZE).expect("a size").parse().expect("a number");
    let (_, case) = CASES.iter().find(|(known, _)| *known == name).expect("a case");
    case(size);
}

#[test]
fn four_times_the_input_takes_about_four_times_the_work() {
    if Command::new("valgrind").arg("--version").output().is_err() {
        skip::skip("Valgrind is not installed; run tests/vendor/setup");
        return;
    }
    let mut steep = Vec::new();
    for (name, _) in CASES {
        let base = instructions(name, 1);
        let (small, large) = (instructions(name, PIECES), instructions(name, 4 * PIECES));
        let growth = (large - base) / (small - base);
        eprintln!("{name}: {growth:.2}, {:.0} a piece", (large - base) / (4 * PIECES) as f64);
        if growth > MOST {
            steep.push(format!("{name}: {growth:.2} times the work"));
        }
    }
    assert!(steep.is_empty(), "{}", steep.join("\n"));
}
