//! The README's tables against what is there, and its examples in other languages than Rust, run as they
//! stand.

use std::collections::BTreeSet;
use std::process::{Command, Stdio};

use feishu_emulator::Emulator;
use serde_json::Value;

use crate::client::send;
use crate::command::Running;

#[path = "../../../../tests/src/tools.rs"]
#[allow(dead_code, unreachable_pub, reason = "shared with the tests across crates")]
mod tools;

const README: &str = include_str!("../../README.md");

/// The address that the README's examples call.
const ADDRESS: &str = "http://127.0.0.1:8787";

/// First and second cell of every row of a table whose head begins so.
fn rows(head: &str) -> Vec<(&'static str, &'static str)> {
    let (_, table) = README.split_once(head).unwrap_or_else(|| panic!("no table {head}"));
    let lines = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    let cells = lines.map(|line| line.split(" | ").map(|cell| cell.trim_matches([' ', '|'])));
    cells.map(|mut cells| (cells.next().unwrap(), cells.next().unwrap())).collect()
}

async fn listed(path: &str, key: &str) -> Vec<Value> {
    let emulator = Emulator::start().await.unwrap();
    let reply = send(emulator.base_url(), "GET", path, &[], b"").await;
    reply.json()[key].as_array().unwrap().clone()
}

#[tokio::test]
async fn the_table_of_operations_has_each_of_them_once() {
    let known = listed("/_emulator/operations", "operations").await;
    let rows = rows("| operation | what it does here |");
    assert_eq!(rows.len(), known.len());
    for operation in known {
        let (method, path) = (&operation["method"], operation["path"].as_str().unwrap());
        let fits = |(cell, _): &&(&str, &str)| {
            let Some((named, end)) = cell.trim_matches('`').split_once(' ') else { return false };
            let end = end.trim_start_matches('…');
            // Paths are shortened at their beginning.
            named == method && path.ends_with(end) && !path.contains(&format!("/{end}/"))
        };
        let found: Vec<_> = rows.iter().filter(fits).collect();
        assert_eq!(found.len(), 1, "{method} {path}: {found:?}");
    }
}

#[tokio::test]
async fn the_table_of_the_emulators_own_calls_has_each_of_them_once() {
    let known = listed("/_emulator/", "calls").await;
    let rows = rows("| call | what it does | in Rust |");
    let named: Vec<String> = known
        .iter()
        .map(|call| {
            format!("`{} {}`", call["method"].as_str().unwrap(), call["path"].as_str().unwrap())
        })
        .collect();
    let mut told: Vec<&str> = rows.iter().map(|(call, _)| *call).collect();
    told.sort_unstable();
    let mut named: Vec<&str> = named.iter().map(String::as_str).collect();
    named.sort_unstable();
    assert_eq!(told, named);
}

#[test]
fn the_table_of_options_has_each_of_them_once() {
    let help = Command::new(env!("CARGO_BIN_EXE_feishu-emulator")).arg("--help").output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let (_, options) = help.split_once("Options:").unwrap();
    let known = options.lines().filter_map(|line| {
        let option = line.trim_start().trim_start_matches("-h, ").trim_start_matches("-V, ");
        option.starts_with("--").then(|| option.split([' ', '=']).next().unwrap().to_owned())
    });
    let known: BTreeSet<String> =
        known.filter(|option| option != "--help" && option != "--version").collect();
    let rows = rows("| option | what it does |");
    let told: BTreeSet<String> = rows
        .iter()
        .flat_map(|(cell, _)| cell.split(", "))
        .map(|option| option.trim_matches('`').split(' ').next().unwrap().to_owned())
        .collect();
    assert!(known.len() > 10, "{help}");
    assert_eq!(told, known);
}

/// The example in this language. There is one.
fn example(language: &str) -> &'static str {
    let begin = format!("```{language}\n");
    let mut found = README.split(&begin).skip(1);
    let text = found.next().and_then(|rest| rest.split("\n```").next());
    assert!(found.next().is_none(), "several examples in {language}");
    text.unwrap_or_else(|| panic!("no example in {language}"))
}

/// Runs the example against a command that was started as the README says.
fn run(mut program: Command, language: &str, flag: &str) {
    let mut running = Running::start(&["--samples", "--json"]);
    let line: Value = serde_json::from_str(&running.line()).unwrap();
    let text = example(language).replace(ADDRESS, line["address"].as_str().unwrap());
    let output = program.args([flag, &text]).stdin(Stdio::null()).output().unwrap();
    let [out, err] = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text));
    assert!(output.status.success(), "{out}{err}");
    assert_eq!(out.lines().last(), Some("张三"), "{out}{err}");
}

#[test]
fn the_example_for_python_works_with_the_vendors_sdk() {
    let Some(python) = tools::python() else { return };
    run(python, "python", "-c");
}

#[test]
fn the_example_for_node_works_with_the_vendors_sdk() {
    let Some(node) = tools::node() else { return };
    run(node, "js", "-e");
}
