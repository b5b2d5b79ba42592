//! A comment above a line is about that line: a page puts nothing between them.

use std::collections::BTreeSet;

use feishu_codegen::Verdict;

use super::facts::{MORE, edited};
use super::{CHANGES, LEGS, PAGE, SPEC, apply, beginning};

/// Each line with the keys that lead to it, but for blank lines and comments.
fn places(text: &str) -> Vec<(String, &str)> {
    let mut open: Vec<(usize, &str)> = Vec::new();
    let mut found = Vec::new();
    for line in text.lines() {
        let plain = line.trim_start_matches([' ', '-']);
        let indent = line.len() - plain.len();
        if plain.is_empty() || plain.starts_with('#') {
            found.push((String::new(), line));
            continue;
        }
        open.retain(|(other, _)| *other < indent);
        open.push((indent, plain.split(':').next().unwrap_or_default()));
        let keys: Vec<_> = open.iter().map(|(_, key)| *key).collect();
        found.push((keys.join("."), line));
    }
    found
}

/// The spec with a comment above each line, which says where the line stands.
fn commented(spec: &str) -> String {
    let line = |(place, line): &(String, &str)| {
        if place.is_empty() {
            return format!("{line}\n");
        }
        let indent = line.len() - line.trim_start().len();
        format!("{}# at {place}\n{line}\n", " ".repeat(indent))
    };
    places(spec).iter().map(line).collect()
}

/// What a page may have more, before all else of its kind.
const FIRST: &[(&str, &str)] = &[
    ("\nname | string | 是", "\nage | int | 否 | x\nname | string | 是"),
    ("\npet | pet | x\n", "\nage | int | x\npet | pet | x\n"),
    ("\nid | string | x\n", "\nage | int | x\nid | string | x\n"),
    ("400 | 1001 |", "400 | 1000 | old pet | x\n400 | 1001 |"),
    ("- `1`：Calm", "- `0`：Sad  \n- `1`：Calm"),
    ("msg | string", "message | string"),
    ("# Pet\n", "# Pet（已废弃）\n"),
    (
        "### 请求体\n",
        "### 查询参数\n名称 | 类型 | 必填 | 描述\n--- | --- | --- | ---\nq | int | 否 | x\n\n### 请求体\n",
    ),
    (LEGS, "legs | int | 是 | x"),
    (MORE, "tags | string\\[\\] | 是 | 已废弃"),
];

#[test]
fn a_comment_stays_above_its_line_whatever_a_page_changes() {
    let mut before = beginning();
    let (_, spec) = apply(&mut before, PAGE);
    let spec = commented(&spec);
    before.insert(SPEC.to_owned(), spec.clone());
    let (same, _) = apply(&mut before, PAGE);
    assert_eq!(same.outcomes[0].verdict, Verdict::Unchanged, "{:?}", same.outcomes);
    let changes = CHANGES.iter().map(|(from, to, ..)| (*from, *to));
    for (from, to) in changes.chain(FIRST.iter().copied()) {
        let mut files = before.clone();
        let (imported, after) = apply(&mut files, &edited(PAGE, &[(from, to)]));
        assert_eq!(imported.outcomes[0].verdict, Verdict::Updated, "{to}: {:?}", imported.outcomes);
        let lines = places(&after);
        let left: BTreeSet<&str> = lines.iter().map(|(place, _)| place.as_str()).collect();
        let mut count = 0;
        for (at, (_, line)) in lines.iter().enumerate() {
            let Some(about) = line.trim_start().strip_prefix("# at ") else { continue };
            let below = lines.get(at + 1).map_or("", |(place, _)| place.as_str());
            // A line that the page took away, or whose field it renamed, leaves its comment.
            assert!(below == about || !left.contains(about), "{to}: {about}, not {below}\n{after}");
            count += usize::from(below == about);
        }
        assert!(count > 20, "{to}: {after}");
    }
}
