//! Pages into specs, where `FEISHU_PAGES` names the vendor's pages.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "tests fail by panicking"
)]

mod support;

use std::collections::BTreeMap;
use std::fs;

use feishu_codegen::{Import, PageOutcome, PageText, Severity, Verdict, import, lint};
use support::{after, empty, folder, pages, repository, specs};

/// Pages whose specs were written by hand.
const FAMILY: &[&str] = &[
    "hire-v1/get-candidates/import-external-system-information/",
    "hire-v1/attachment/",
    "authentication-management/access-token/app_",
    "authentication-management/access-token/tenant_",
];

fn tell(import: &Import) {
    let mut counts = BTreeMap::new();
    for outcome in &import.outcomes {
        *counts.entry(outcome.verdict).or_insert(0) += 1;
        if outcome.verdict == Verdict::Refused {
            eprintln!("refused: {}", outcome.notes.join("; "));
        }
    }
    let reviews: usize = import.outcomes.iter().map(|outcome| outcome.reviews).sum();
    eprintln!("{counts:?}, {reviews} places to review, {} files", import.files.iter().count());
}

#[test]
fn every_page_becomes_a_spec_that_passes_lint() {
    let Some(folder) = folder() else { return };
    let pages = pages(&folder.join("source-2026-03"));
    let empty = empty();
    let imported = import(&pages, &empty, "spec", &mut |_| {});
    tell(&imported);
    let after = after(&empty, &imported);
    let (_, problems) = lint(&after);
    for problem in problems.iter().filter(|problem| problem.severity == Severity::Error) {
        eprintln!("{}", problem.render(&after, false));
    }
    assert!(problems.iter().all(|problem| problem.severity == Severity::Warning));
    let count = |verdict| imported.outcomes.iter().filter(|page| page.verdict == verdict).count();
    assert!(count(Verdict::Created) >= 180, "{}", count(Verdict::Created));

    let again = import(&pages, &after, "spec", &mut |_| {});
    let changed: Vec<_> =
        again.outcomes.iter().filter(|page| page.verdict == Verdict::Updated).collect();
    assert!(changed.is_empty(), "a second time changes nothing, but {changed:#?}");
    assert_eq!(again.files.iter().count(), 0);
}

#[test]
fn the_pages_of_the_family_leave_its_specs_unchanged() {
    let Some(folder) = folder() else { return };
    let mut pages = pages(&folder.join("source-2026-03"));
    pages.retain(|page| FAMILY.iter().any(|start| page.name.starts_with(start)));
    assert_eq!(pages.len(), 30);
    let imported = import(&pages, &repository(), "spec", &mut |_| {});
    let unchanged = |outcome: &&PageOutcome| outcome.verdict != Verdict::Unchanged;
    let others: Vec<_> = imported.outcomes.iter().filter(unchanged).collect();
    assert!(others.is_empty(), "{others:#?}");
    assert_eq!(imported.files.iter().count(), 0);
}

#[test]
fn an_older_version_of_a_page_changes_its_facts_and_the_newer_one_brings_them_back() {
    let Some(folder) = folder() else { return };
    const SPEC: &str = "spec/hire/v1/external_offer/create.yaml";
    let create = "hire-v1/get-candidates/import-external-system-information/import-external-offer-info/create.md";
    let page = |dialect: &str| {
        let text = fs::read_to_string(folder.join(dialect).join(create)).expect("the page");
        [PageText { name: create.to_owned(), text }]
    };
    let lines = |import: &Import| -> Vec<String> {
        let text = import.files.get(SPEC).expect("the spec");
        text.lines().filter(|line| !line.starts_with("page_hash")).map(str::to_owned).collect()
    };
    let now = repository();
    let older = import(&page("flat-2025-10"), &now, "spec", &mut |_| {});
    assert_eq!(older.files.iter().count(), 1);
    let now_text = fs::read_to_string(specs().join("hire/v1/external_offer/create.yaml"));
    let now_text = now_text.expect("the spec");
    let changed: Vec<_> =
        lines(&older).into_iter().filter(|line| !now_text.lines().any(|now| now == line)).collect();
    assert_eq!(changed, ["page_updated: 2024-12-03", "      items: 0..10"]);

    let newer = import(&page("flat-2026-01"), &after(&now, &older), "spec", &mut |_| {});
    let expected: Vec<_> =
        now_text.lines().filter(|line| !line.starts_with("page_hash")).map(str::to_owned).collect();
    assert_eq!(lines(&newer), expected);
}
