//! `diff` misses nothing: every word that is written otherwise and every line that is left out is a change.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

#[path = "verdicts/base.rs"]
#[allow(dead_code, reason = "specs with errors are compared, too")]
mod base;
#[path = "verdicts/surface.rs"]
mod surface;

use std::fs;
use std::path::Path;

use feishu_codegen::diff::{Format, diff};
use proptest::prelude::*;
use proptest::sample::Index;

use base::{Files, files, sources};
use surface::{api, verdict};

/// The words of a file that are not comments.
fn words(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut line_start = 0;
    for line in text.split_inclusive('\n') {
        let code = if line.starts_with('#') { "" } else { line.split(" #").next().unwrap_or(line) };
        let mut start = None;
        for (at, c) in code.char_indices().chain([(code.len(), ' ')]) {
            match (c.is_alphanumeric() || c == '_', start) {
                (true, None) => start = Some(at),
                (false, Some(from)) => {
                    found.push(line_start + from..line_start + at);
                    start = None;
                }
                _ => {}
            }
        }
        line_start += line.len();
    }
    found
}

/// What a word may be mistaken for.
fn slip(word: &str) -> Vec<String> {
    let mut slips = match word {
        "true" => vec!["false".to_owned()],
        "false" => vec!["true".to_owned()],
        "i32" => vec!["i64".to_owned(), "f64".to_owned()],
        "i64" => vec!["i32".to_owned()],
        "string" => vec!["json".to_owned(), "bool".to_owned()],
        "GET" | "PUT" => vec!["POST".to_owned()],
        "POST" => vec!["PUT".to_owned()],
        "replace" => vec!["update".to_owned()],
        "custom" => vec!["store".to_owned()],
        "data" => vec!["flat".to_owned()],
        _ => Vec::new(),
    };
    if slips.is_empty() {
        slips.push(match word.parse::<i64>() {
            Ok(number) => (number + 1).to_string(),
            Err(_) => format!("{word}x"),
        });
    }
    slips
}

/// Every edit of one word, and every line left out: which file it is, and what it says then.
fn edits(files: &Files) -> Vec<(usize, String)> {
    let mut edits = Vec::new();
    // The platform of the fixture has as much to say as the project's, in fewer words.
    let of_the_project =
        |path: &str| path == "spec/platform.yaml" && files.len() > base::files().len();
    for (index, (path, text)) in files.iter().enumerate() {
        if of_the_project(path) {
            continue;
        }
        for word in words(text) {
            for slip in slip(&text[word.clone()]) {
                edits.push((index, format!("{}{slip}{}", &text[..word.start], &text[word.end..])));
            }
        }
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let (from, to) = (at, at + line.len());
            at = to;
            if !line.trim().is_empty() && !line.trim_start().starts_with('#') {
                edits.push((index, format!("{}{}", &text[..from], &text[to..])));
            }
        }
    }
    edits
}

/// Fails unless every edit that leaves the specs without errors is a change; for some, the verdict on Rust is checked as
/// well. Takes one edit of so many, and gives the number of those that leave no error.
fn all_are_noticed(files: &Files, each: usize) -> usize {
    let old = sources(files);
    let before = api(&old);
    let mut valid = 0;
    for (index, text) in edits(files).into_iter().step_by(each) {
        let mut edited = files.clone();
        edited[index].1 = text;
        let Ok(found) = diff(&old, &sources(&edited)) else { continue };
        valid += 1;
        if found.changes.is_empty() {
            let (was, is) = (files[index].1.lines(), edited[index].1.lines());
            let line = was.zip(is).find(|(was, is)| was != is);
            panic!("{}: nobody noticed {line:?}", files[index].0);
        }
        // Generating takes longer than comparing.
        if valid % 10 == 0 {
            let (text, after) = (found.render(Format::Text, None), api(&sources(&edited)));
            assert_eq!(found.rust(), Some(verdict(&before, &after)), "{text}");
        }
    }
    valid
}

/// The specs of this project that have one of everything.
fn kitchen() -> Files {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a workspace");
    let mut found = Vec::new();
    let mut waiting = vec![here.join("tests/kitchen/spec")];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(
                fs::read_dir(&path).expect("a folder").map(|entry| entry.expect("one").path()),
            );
        } else {
            let name = path.strip_prefix(here).expect("below it").to_str().expect("UTF-8");
            found.push((name.to_owned(), fs::read_to_string(&path).expect("text")));
        }
    }
    // What an import is to mind says nothing of the API, nor does what the emulator keeps.
    for (_, text) in &mut found {
        let mut inside = false;
        let lines = text.split_inclusive('\n').filter(|line| {
            if !line.starts_with([' ', '\n', '#']) {
                inside =
                    ["corrections:", "review:", "emulate:"].iter().any(|key| line.starts_with(key));
            }
            !inside
        });
        *text = lines.collect();
    }
    found.push((
        "spec/platform.yaml".to_owned(),
        include_str!("../../spec/platform.yaml").to_owned(),
    ));
    found.sort();
    found
}

#[test]
fn no_edit_of_one_word_or_line_goes_unnoticed() {
    let valid = all_are_noticed(&files(), 1);
    assert!(valid > 200, "{valid}");
}

#[test]
fn no_edit_of_a_spec_with_one_of_everything_goes_unnoticed() {
    let valid = all_are_noticed(&kitchen(), 3);
    assert!(valid > 150, "{valid}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_pair_of_texts_is_survived(
        file in any::<Index>(),
        cuts in prop::collection::vec((any::<Index>(), 0..9_usize, "[ -~\n名]{0,6}"), 1..4),
    ) {
        let old = files();
        let mut new = old.clone();
        let file = file.index(new.len());
        let mut text: Vec<char> = new[file].1.chars().collect();
        for (at, removed, inserted) in cuts {
            let at = at.index(text.len() + 1);
            let end = (at + removed).min(text.len());
            text.splice(at..end, inserted.chars());
        }
        new[file].1 = text.into_iter().collect();
        let (old, new) = (sources(&old), sources(&new));
        for found in [diff(&old, &new), diff(&new, &old)].into_iter().flatten() {
            let text = found.render(Format::Text, None);
            prop_assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
        }
    }
}
