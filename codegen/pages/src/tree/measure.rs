//! The inference, held against trees that are known: the pages of the source, made flat, where `FEISHU_PAGES` names
//! their folder. Samples are spoiled, too, since pages elsewhere have worse ones.

#![allow(clippy::expect_used, clippy::print_stderr, reason = "tests fail by panicking")]

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::Value as Json;

use super::kin::parents;
use super::{Evidence, search};
use crate::facts::Row;
use crate::read::{UnnestedPage, unnested};
use crate::tests::pages;

/// What becomes of a sample.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Sample {
    Whole,
    None,
    /// This share of its fields is taken out, in hundredths.
    Without(u64),
}

#[derive(Debug, Default)]
struct Count {
    exact: usize,
    /// Each wrong row is one of those reported.
    flagged: usize,
    /// Some row is reported, and another one is wrong, too.
    partly: usize,
    /// Nothing is reported.
    silent: usize,
    /// Exact, but something is reported.
    doubted: usize,
}

fn thin(value: &Json, share: u64, random: &mut u64) -> Json {
    let mut keep = || {
        *random ^= *random << 13;
        *random ^= *random >> 7;
        *random ^= *random << 17;
        *random % 100 >= share
    };
    match value {
        Json::Object(object) => {
            let kept: Vec<_> = object
                .iter()
                .filter(|(name, _)| keep() || ["data", "code", "msg"].contains(&name.as_str()))
                .collect();
            kept.into_iter()
                .map(|(name, value)| (name.clone(), thin(value, share, random)))
                .collect()
        }
        Json::Array(items) => items.iter().map(|item| thin(item, share, random)).collect(),
        value => value.clone(),
    }
}

fn judge(
    name: &str,
    rows: &[Row],
    truth: &[usize],
    example: Option<&Json>,
    evidence: &Evidence,
    count: &mut Count,
) {
    let found = search::search(rows, example, evidence);
    let (is, was) = (parents(&found.depths), parents(truth));
    let wrong: BTreeSet<usize> =
        (0..rows.len()).filter(|row| is.get(*row) != was.get(*row)).collect();
    let told: BTreeSet<usize> = found.doubts.iter().map(|doubt| doubt.row).collect();
    if wrong.is_empty() {
        count.exact += 1;
        count.doubted += usize::from(!told.is_empty());
        return;
    }
    match (wrong.is_subset(&told), told.is_empty()) {
        (true, _) => count.flagged += 1,
        (false, false) => count.partly += 1,
        (false, true) => count.silent += 1,
    }
    if std::env::var_os("VERBOSE").is_some() {
        eprintln!("  {} {name}", if told.is_empty() { "SILENT" } else { "told" });
        for row in wrong.iter().take(4) {
            let at = |parent: Option<Option<usize>>| {
                parent.flatten().map_or("-", |parent| rows[parent].name.as_str())
            };
            eprintln!(
                "      {} is in {} but put in {} {}",
                rows[*row].name,
                at(was.get(*row).copied()),
                at(is.get(*row).copied()),
                told.contains(row)
            );
        }
    }
}

#[test]
#[ignore = "a measurement"]
fn figures() {
    let Some(folder) = std::env::var_os("FEISHU_PAGES").map(PathBuf::from) else { return };
    let mut drafts: Vec<(String, UnnestedPage, [Vec<usize>; 2])> = Vec::new();
    for (name, text) in pages(&folder.join("source-2026-03")) {
        let Ok(mut draft) = unnested(&text, &name) else { continue };
        let truth = [
            draft.body.depths.take().unwrap_or_default(),
            draft.response.depths.take().unwrap_or_default(),
        ];
        drafts.push((name, draft, truth));
    }
    let together = Evidence::of(drafts.iter().map(|(_, draft, _)| draft));
    let modes = [
        Sample::Whole,
        Sample::Without(10),
        Sample::Without(30),
        Sample::Without(60),
        Sample::None,
    ];
    for alone in [false, true] {
        for mode in modes {
            let mut counts = [Count::default(), Count::default()];
            let mut random = 0x1234_5678_9abc_def1_u64;
            let start = std::time::Instant::now();
            for (name, draft, truth) in &drafts {
                let own;
                let evidence = if alone {
                    own = Evidence::of([draft]);
                    &own
                } else {
                    &together
                };
                for (side, rows, example) in [
                    (0, &draft.body.rows, &draft.page.request_example),
                    (1, &draft.response.rows, &draft.page.response_example),
                ] {
                    if rows.is_empty() {
                        continue;
                    }
                    let example = match mode {
                        Sample::Whole => example.clone(),
                        Sample::None => None,
                        Sample::Without(share) => {
                            example.as_ref().map(|value| thin(value, share, &mut random))
                        }
                    };
                    judge(name, rows, &truth[side], example.as_ref(), evidence, &mut counts[side]);
                }
            }
            eprintln!(
                "{} {mode:?} {:?}: bodies {:?}; answers {:?}",
                if alone { "alone" } else { "together" },
                start.elapsed(),
                counts[0],
                counts[1]
            );
        }
    }
}
