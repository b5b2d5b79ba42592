//! A table of mistakes that people make in specs. Each snapshot is what the maintainer sees.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

#[path = "malformed/cases.rs"]
mod cases;
#[path = "malformed/together.rs"]
mod together;

use feishu_codegen::{
    Code, FileSet, Severity, Sources, Target, Written, generate, generate_all, lint,
};
use std::collections::BTreeMap;

use cases::CASES;

const PLATFORM: &str = "spec/platform.yaml";
const TYPES: &str = "spec/zoo/v1/types.yaml";
const OPERATION: &str = "spec/zoo/v1/pet/replace.yaml";
const LIST: &str = "spec/zoo/v1/pet/list.yaml";
const ISSUE: &str = "spec/zoo/v1/token/issue.yaml";

/// The valid spec that each case spoils.
fn fixture() -> BTreeMap<&'static str, Vec<u8>> {
    BTreeMap::from([
        (PLATFORM, include_bytes!("fixture/platform.yaml").to_vec()),
        (TYPES, include_bytes!("fixture/types.yaml").to_vec()),
        (OPERATION, include_bytes!("fixture/replace.yaml").to_vec()),
        (LIST, include_bytes!("fixture/list.yaml").to_vec()),
        (ISSUE, include_bytes!("fixture/issue.yaml").to_vec()),
    ])
}

fn sources(files: &BTreeMap<&str, Vec<u8>>) -> Sources {
    let mut sources = Sources::new();
    for (path, bytes) in files {
        sources.add(*path, bytes.clone());
    }
    sources
}

fn target() -> Target {
    let mut target = Target::sdk("sdk", "spec");
    target.runtime = Some("core".to_owned());
    target.catalogue = Some("emulator/catalogue.json".to_owned());
    target.emulator = Some("emulated".to_owned());
    target.format_schema = Some("spec/spec.schema.json".to_owned());
    target
}

#[test]
fn the_fixture_itself_is_fine() {
    let (summary, problems) = lint(&sources(&fixture()));
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!((summary.operations, summary.types, summary.ids), (3, 3, 2));
}

#[test]
fn lint_counts_the_rules_that_generated_code_checks() {
    let sources = sources(&fixture());
    let (held, _) = lint(&sources);
    let (_, made, problems) = generate_all(&Written::of(sources), &[Target::sdk("sdk", "spec")]);
    assert!(problems.is_empty(), "{problems:?}");
    assert!(held.rules > 0);
    assert_eq!(made, [held]);
}

#[test]
fn every_mistake_is_reported_with_its_code_and_place_and_remedy() {
    assert!(CASES.len() >= 40);
    let mut surprises = Vec::new();
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        for (name, expected, spoil) in CASES {
            let sources = sources(&spoil.apply(name));
            let (_, problems) = lint(&sources);
            let codes: Vec<_> = problems.iter().map(|problem| problem.code).collect();
            let (mut found, mut wanted) = (codes.clone(), expected.to_vec());
            found.sort();
            wanted.sort();
            if found != wanted {
                surprises.push(format!("{name}: expected {expected:?}, found {codes:?}"));
            }
            let rendered: Vec<_> = problems.iter().map(|problem| problem.render(&sources, false)).collect();
            insta::assert_snapshot!(*name, rendered.join("\n\n"));
        }
    });
    assert!(surprises.is_empty(), "{}", surprises.join("\n"));
}

#[test]
fn every_mistake_says_what_to_do_and_all_but_a_missing_file_where() {
    for (name, _, spoil) in CASES {
        let sources = sources(&spoil.apply(name));
        for problem in lint(&sources).1 {
            assert!(problem.help.is_some(), "{name}: {} has no help", problem.code);
            assert!(
                problem.place(&sources).is_some() || problem.code == Code::MissingFile,
                "{name}"
            );
        }
    }
}

#[test]
fn columns_count_characters() {
    let case = CASES
        .iter()
        .find(|(name, ..)| *name == "chinese_before_the_mistake")
        .expect("the case is there");
    let sources = sources(&case.2.apply(case.0));
    let (_, problems) = lint(&sources);
    let line = include_str!("fixture/replace.yaml")
        .lines()
        .position(|line| line.contains("名字"))
        .expect("there")
        + 1;
    let column = "    name: { type: string, description: 名字很长很长, ".chars().count() + 1;
    assert_eq!(problems[0].place(&sources), Some((OPERATION, line, column)));
}

#[test]
fn nothing_is_generated_from_a_spec_with_errors() {
    for (name, _, spoil) in CASES {
        let sources = sources(&spoil.apply(name));
        let (files, problems) = generate(&sources, &target());
        let has_errors = problems.iter().any(|problem| problem.severity == Severity::Error);
        assert_eq!(files.iter().next().is_none(), has_errors, "{name}");
    }
}

#[test]
fn a_token_that_no_spec_issues_is_reported_by_its_operation() {
    let mut files = fixture();
    files.remove(ISSUE);
    let (generated, problems) = generate(&sources(&files), &target());
    assert!(generated.iter().next().is_none());
    assert_eq!(problems.len(), 5, "each kind of token for each kind of app, and the ticket");
    for problem in &problems {
        assert_eq!(problem.code, Code::MissingFile);
        assert!(problem.message.contains("zoo.v1.token.issue"), "{}", problem.message);
    }
    // A crate that needs no tokens of its own does not miss them.
    let (generated, problems) = generate(&sources(&files), &Target::sdk("sdk", "spec"));
    assert!(problems.is_empty() && generated.iter().count() > 10);
}

#[test]
fn every_code_has_a_case_or_a_reason() {
    // A mistake of the generator, which no spec can provoke, and one of a list that is no spec.
    let exempt = [Code::Internal, Code::StaleEntry];
    for code in Code::ALL.iter().filter(|code| !exempt.contains(code)) {
        let covered = CASES.iter().any(|(_, expected, _)| expected.contains(code));
        assert!(covered, "no malformed spec provokes {code}: {}", code.meaning());
    }
}

#[test]
fn the_fixture_generates_the_same_bytes_whatever_the_order_of_the_files() {
    let forward = sources(&fixture());
    let mut backward = Sources::new();
    for (path, bytes) in fixture().into_iter().rev() {
        backward.add(path, bytes);
    }
    let generated = |sources: &Sources| -> FileSet { generate(sources, &target()).0 };
    assert_eq!(generated(&forward), generated(&backward));
    assert!(generated(&forward).iter().count() > 15);
}
