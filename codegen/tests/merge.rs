//! A page into a spec that a person keeps: facts follow the page, all else stays, byte for byte.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

#[path = "merge/blame.rs"]
mod blame;
#[path = "merge/comments.rs"]
mod comments;
#[path = "merge/ends.rs"]
mod ends;
#[path = "merge/facts.rs"]
mod facts;
#[path = "merge/parts.rs"]
mod parts;
#[path = "merge/reviews.rs"]
mod reviews;
#[path = "merge/rules.rs"]
mod rules;
#[path = "merge/shared.rs"]
mod shared;
#[path = "merge/taken.rs"]
mod taken;
#[path = "merge/text.rs"]
mod text;
#[path = "merge/twice.rs"]
mod twice;

use std::collections::BTreeMap;

use feishu_codegen::{Import, PageText, Severity, Sources, Verdict, import, lint};
use proptest::prelude::*;

const PLATFORM: &str = include_str!("fixture/platform.yaml");
const SPEC: &str = "spec/zoo/v1/pet/update.yaml";

/// A page of an invented call, in the flat dialect.
const PAGE: &str = include_str!("fixture/page.md");

/// The row of its field that is an integer.
const LEGS: &str = "legs | int | 否 | x";

fn sources(files: &BTreeMap<String, String>) -> Sources {
    let mut sources = Sources::new();
    for (path, text) in files {
        sources.add(path.as_str(), text.as_str());
    }
    sources
}

fn beginning() -> BTreeMap<String, String> {
    BTreeMap::from([("spec/platform.yaml".to_owned(), PLATFORM.to_owned())])
}

fn run(files: &BTreeMap<String, String>, page: &str) -> Import {
    let page = PageText { name: "zoo/pet/update.md".to_owned(), text: page.to_owned() };
    import(&[page], &sources(files), "spec", &mut |_| {})
}

/// Imports, takes over what comes out, and gives the spec.
fn apply(files: &mut BTreeMap<String, String>, page: &str) -> (Import, String) {
    let imported = run(files, page);
    files.extend(imported.files.iter().map(|(path, text)| (path.to_owned(), text.to_owned())));
    let spec = files.get(SPEC).cloned().unwrap_or_default();
    (imported, spec)
}

/// The spec of the page, with what a person wrote into it.
fn kept() -> BTreeMap<String, String> {
    let mut files = beginning();
    let (imported, spec) = apply(&mut files, PAGE);
    assert_eq!(imported.outcomes[0].verdict, Verdict::Created, "{:?}", imported.outcomes);
    let edits = [
        ("summary: Update a pet", "summary: Change a pet      # in our words"),
        (
            "    name:\n      type: string\n",
            "    # The caller's name for it.\n    name:\n      type: string\n      description: What it is called.\n",
        ),
        ("      calm: { value: 1 }", "      calm: { value: 1, description: It sleeps. }"),
        ("      value_2: { value: 2 }", "      glad: { value: 2 }"),
        ("    name: bad_pet\n", "    name: bad_pet\n    advice: Look at the pet.\n"),
    ];
    let spec = edits.iter().fold(spec, |spec, (from, to)| {
        assert_eq!(spec.matches(from).count(), 1, "{from} in {spec}");
        spec.replace(from, to)
    });
    files.insert(SPEC.to_owned(), spec);
    files
}

#[test]
fn a_new_spec_reads_as_written_by_hand() {
    let mut files = beginning();
    let (imported, spec) = apply(&mut files, PAGE);
    assert_eq!(imported.outcomes[0].verdict, Verdict::Created);
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("imported_spec", spec);
    });
    let (_, problems) = lint(&sources(&files));
    assert!(problems.iter().all(|problem| problem.severity == Severity::Warning), "{problems:?}");
}

#[test]
fn a_limit_that_the_format_has_no_word_for_is_to_be_reviewed() {
    let page = PAGE.replace("[10 次/秒]", "[100 次/小时、10 次/秒]");
    let (imported, spec) = apply(&mut beginning(), &page);
    assert_eq!(imported.outcomes[0].reviews, 1, "{spec}");
    assert!(spec.contains("\nrate_limit: 10/s\n"), "{spec}");
    assert!(spec.contains("100 calls in 3600 seconds"), "{spec}");
}

#[test]
fn a_limit_is_read_in_each_spelling_of_its_window() {
    const CELL: &str = "[10 次/秒](https://pages.example)";
    assert_eq!(PAGE.matches(CELL).count(), 1);
    for (said, expected) in [
        ("10 次/秒", Some("10/s")),
        ("10次/秒", Some("10/s")),
        ("90 次/分钟", Some("90/min")),
        ("90 次/分", Some("90/min")),
        ("90次 / 分", Some("90/min")),
        ("5 次/秒、90 次/分", Some("[5/s, 90/min]")),
        ("90 次/分、5 次/秒", Some("[90/min, 5/s]")),
        ("特殊频控", Some("special")),
        ("-", None),
    ] {
        for cell in [format!("[{said}](https://pages.example)"), said.to_owned()] {
            let (imported, spec) = apply(&mut beginning(), &PAGE.replace(CELL, &cell));
            let line = spec.lines().find_map(|line| line.strip_prefix("rate_limit: "));
            assert_eq!(line, expected, "{cell}: {spec}");
            assert_eq!(imported.outcomes[0].reviews, 0, "{cell}: {spec}");
        }
    }
}

#[test]
fn the_same_page_leaves_what_a_person_wrote_alone() {
    let mut files = kept();
    let before = files.clone();
    let (imported, _) = apply(&mut files, PAGE);
    assert_eq!(imported.outcomes[0].verdict, Verdict::Unchanged, "{:?}", imported.outcomes);
    assert_eq!(files, before);
}

/// What a page says instead, and the lines of the spec that change for it.
const CHANGES: &[(&str, &str, &[&str], &[&str])] = &[
    ("`0` ～ `10`", "`0` ～ `20`", &["      items: 0..10"], &["      items: 0..20"]),
    ("`1` ～ `20`", "`2` ～ `20`", &["      chars: 1..20"], &["      chars: 2..20"]),
    ("name | string | 是", "name | string | 否", &["      required: true"], &[]),
    ("legs | int | 否", "legs | int | 是", &[], &["      required: true"]),
    (
        "HTTP Method | PUT",
        "HTTP Method | PATCH",
        &["http: PUT /open-apis/zoo/v1/pets/:pet_id"],
        &["http: PATCH /open-apis/zoo/v1/pets/:pet_id"],
    ),
    ("10 次/秒", "5 次/秒", &["rate_limit: 10/s"], &["rate_limit: 5/s"]),
    (
        "pets(zoo:pet)",
        "pets(zoo:pet) all(zoo:all)",
        &["scopes: { any_of: [\"zoo:pet\"] }"],
        &["scopes: { any_of: [\"zoo:pet\", \"zoo:all\"] }"],
    ),
    ("| 自建应用", "| 自建应用、商店应用", &["apps: [custom]"], &["apps: [custom, store]"]),
    (
        "`tenant_access_token`",
        "`tenant_access_token` `user_access_token`",
        &["tokens: [tenant_access_token]"],
        &["tokens: [tenant_access_token, user_access_token]"],
    ),
    ("- `2`：高兴", "- `2`：高兴  \n- `3`：Sad", &[], &["      sad: { value: 3 }"]),
    ("legs | int |", "legs | int64 |", &["      type: i32"], &["      type: i64"]),
    ("400 | 1001", "403 | 1001", &["  - http: 400"], &["  - http: 403"]),
    (
        "bad pet | x\n",
        "bad pet | x\n404 | 1002 | no pet | x\n",
        &[],
        &["  - http: 404", "    code: 1002", "    name: no_pet"],
    ),
    (
        "name | string | x\n\n",
        "name | string | x\nage | int | x\n\n",
        &[],
        &["      age: { type: i32 }"],
    ),
    ("tags | string", "labels | string", &["    tags:"], &["    labels:"]),
    (
        "last_remote_update: 2026-01-02",
        "last_remote_update: 2026-02-03",
        &["page_updated: 2026-01-02"],
        &["page_updated: 2026-02-03"],
    ),
];

#[test]
fn each_change_of_the_page_changes_the_lines_that_state_it_and_no_other() {
    for (from, to, gone, come) in CHANGES {
        let mut files = kept();
        let before = files.get(SPEC).cloned().expect("the spec");
        assert_eq!(PAGE.matches(from).count(), 1, "{from}");
        // A field that is renamed is renamed in the sample, too.
        let page = if to.contains("age | int") {
            PAGE.replace("\"name\": \"小白\" } } }", "\"name\": \"小白\", \"age\": 3 } } }")
        } else {
            PAGE.to_owned()
        };
        let page = page.replace(from, to).replace(
            "\"tags\": [\"a\"] }",
            if to.starts_with("labels") { "\"labels\": [\"a\"] }" } else { "\"tags\": [\"a\"] }" },
        );
        let (imported, after) = apply(&mut files, &page);
        assert_eq!(imported.outcomes[0].verdict, Verdict::Updated, "{to}: {:?}", imported.outcomes);
        let lines = |a: &str, b: &str| -> Vec<String> {
            let mut others: Vec<_> = b.lines().collect();
            let mut found = Vec::new();
            for line in a.lines() {
                match others.iter().position(|other| *other == line) {
                    Some(at) => drop(others.remove(at)),
                    None => found.push(line.to_owned()),
                }
            }
            found.retain(|line| !line.starts_with("page_hash"));
            found
        };
        let in_sample =
            |line: &String| line.trim_start().starts_with(['t', 'l']) && line.contains("[\"a\"]");
        let clean = |found: Vec<String>| {
            found.into_iter().filter(|line| !in_sample(line)).collect::<Vec<_>>()
        };
        assert_eq!(clean(lines(&before, &after)), *gone, "{to}: {:?}", imported.outcomes);
        assert_eq!(clean(lines(&after, &before)), *come, "{to}: {:?}", imported.outcomes);
        let (again, same) = apply(&mut files, &page);
        assert_eq!(again.outcomes[0].verdict, Verdict::Unchanged, "{to}: {:?}", again.outcomes);
        assert_eq!(same, after);
    }
}

#[test]
fn what_is_required_is_said_in_any_of_the_words_of_the_vendor() {
    for header in ["必填", "是否必填", "必须", "Required"] {
        for (word, required) in [
            ("是", true),
            ("必填", true),
            ("yes", true),
            ("Yes", true),
            ("`true`", true),
            ("required", true),
            ("否", false),
            ("选填", false),
            ("no", false),
            ("No", false),
            ("false", false),
            ("optional", false),
            ("", false),
        ] {
            let page = PAGE
                .replace("名称 | 类型 | 必填 | 描述", &format!("名称 | 类型 | {header} | 描述"))
                .replace("name | string | 是", &format!("name | string | {word}"));
            let (imported, spec) = apply(&mut beginning(), &page);
            assert_eq!(imported.outcomes[0].verdict, Verdict::Created, "{:?}", imported.outcomes);
            let lines =
                ["    name:", "      type: string", "      required: true", "      chars: 1..20"];
            let expected: String = lines
                .iter()
                .filter(|line| required || !line.contains("required"))
                .map(|line| format!("{line}\n"))
                .collect();
            assert!(spec.contains(&expected), "{header} {word}: {spec}");
        }
    }
}

#[test]
fn a_correction_holds_as_long_as_the_page_says_what_it_corrects() {
    let mut files = kept();
    let spec = files.get(SPEC).cloned().expect("the spec").replace("items: 0..10", "items: 0..7")
        + "\ncorrections:\n  - { place: request.body.tags.items, page: 0..10, why: More are refused. }\n";
    files.insert(SPEC.to_owned(), spec.clone());
    let (imported, after) = apply(&mut files, PAGE);
    assert_eq!(imported.outcomes[0].verdict, Verdict::Unchanged, "{:?}", imported.outcomes);
    assert_eq!(after, spec);

    let (imported, after) = apply(&mut files, &PAGE.replace("`0` ～ `10`", "`0` ～ `20`"));
    assert_eq!(imported.outcomes[0].verdict, Verdict::Refused);
    let why = &imported.outcomes[0].notes[0];
    assert!(why.contains("request.body.tags.items") && why.contains("0..20"), "{why}");
    assert_eq!(after, spec);

    files.insert(SPEC.to_owned(), spec.replace("tags.items", "toys.items"));
    let imported = run(&files, PAGE);
    assert!(
        imported.outcomes[0].notes[0].contains("request.body.toys.items"),
        "{:?}",
        imported.outcomes
    );
}

/// The page without the rows of these names, and without samples.
fn without(rows: &[&str]) -> String {
    let mut page = String::new();
    let (mut in_row, mut in_sample) = (false, false);
    for line in PAGE.split_inclusive('\n') {
        if line.starts_with("```") {
            in_sample = !in_sample;
            continue;
        }
        let name = line.split(" | ").next().unwrap_or_default();
        in_row = if line.contains(" | ") {
            rows.contains(&name)
        } else {
            in_row && !line.trim().is_empty()
        };
        if !in_row && !in_sample {
            page.push_str(line);
        }
    }
    page
}

#[test]
fn a_page_that_lost_most_of_its_fields_is_refused() {
    for (gone, refusal) in [
        // Of eight: the parameter of the path, four of the body, the pet and its two fields.
        (&["name", "legs", "mood", "tags", "id"][..], Some("the page lacks")),
        (&["legs", "mood", "tags"], None),
        (&["legs", "mood"], None),
    ] {
        let mut files = beginning();
        apply(&mut files, &without(&[]));
        let before = files.clone();
        let (imported, _) = apply(&mut files, &without(gone));
        let (verdict, notes) = (imported.outcomes[0].verdict, &imported.outcomes[0].notes);
        match refusal {
            Some(why) => {
                assert_eq!(verdict, Verdict::Refused, "{gone:?}: {notes:?}");
                assert!(notes.iter().any(|note| note.contains(why)), "{gone:?}: {notes:?}");
                assert_eq!(files, before);
            }
            None => assert_eq!(verdict, Verdict::Updated, "{gone:?}: {notes:?}"),
        }
    }
}

#[test]
fn a_page_whose_rows_cannot_be_taken_is_refused() {
    let rows = "名字 | string | 否 | x\n".repeat(12);
    let page = PAGE.replace("legs | int | 否 | x", &format!("{rows}legs | int | 否 | x"));
    let imported = run(&beginning(), &page);
    assert_eq!(imported.outcomes[0].verdict, Verdict::Refused, "{:?}", imported.outcomes);
    assert!(
        imported.outcomes[0].notes[0].contains("rows cannot be taken"),
        "{:?}",
        imported.outcomes
    );
    assert_eq!(imported.files.iter().count(), 0);
}

#[test]
fn a_page_that_is_refused_stops_no_other() {
    let pages = [
        PageText { name: "a.md".to_owned(), text: "# A guide\n\nWords.\n".to_owned() },
        PageText { name: "b.md".to_owned(), text: PAGE.to_owned() },
        PageText { name: "c.md".to_owned(), text: PAGE.to_owned() },
    ];
    let imported = import(&pages, &sources(&beginning()), "spec", &mut |_| {});
    let verdicts: Vec<_> = imported.outcomes.iter().map(|page| page.verdict).collect();
    assert_eq!(verdicts, [Verdict::Refused, Verdict::Created, Verdict::Refused]);
    assert_eq!(imported.files.iter().map(|(path, _)| path).collect::<Vec<_>>(), [SPEC]);
}

#[test]
fn progress_counts_each_page_once() {
    let page = |name: &str, text: &str| PageText { name: name.to_owned(), text: text.to_owned() };
    let pages = [page("a.md", "# A guide\n"), page("b.md", PAGE), page("c.md", PAGE)];
    let mut told = Vec::new();
    import(&pages, &sources(&beginning()), "spec", &mut |done| told.push(done));
    assert_eq!(told, [1, 2, 3]);
}

#[test]
fn specs_with_errors_are_corrected_first() {
    let mut files = kept();
    files.insert("spec/zoo/v1/pet/get.yaml".to_owned(), "operation: 7\n".to_owned());
    let imported = run(&files, PAGE);
    assert_eq!(imported.outcomes[0].verdict, Verdict::Refused);
    assert!(imported.problems.iter().any(|problem| problem.severity == Severity::Error));
    assert_eq!(imported.files.iter().count(), 0);
}

/// Names that no page should have.
const HOSTILE: &[&str] = &[
    "*/ } fn main(){",
    "../../x",
    "r#type",
    "type",
    "a\": { b",
    "- x",
    "null",
    "true",
    "self",
    "名字",
    "{{x}}",
    "a: b # c",
    "&anchor",
    "!tag",
    "%PAGE",
    "\u{202e}abc",
];

#[test]
fn hostile_names_end_in_an_error_or_in_a_sound_spec() {
    for name in HOSTILE {
        for place in [
            "legs | int | 否",
            "pet | pet | x",
            "- `2`：高兴",
            "pets/:pet_id",
            "pets(zoo:pet)",
            "bad pet",
            "\"小白\"\n",
            "https://pages.example/zoo/pet/update",
        ] {
            let (head, tail) = match place {
                "legs | int | 否" => (name.to_string(), " | int | 否"),
                "pet | pet | x" => (format!("pet | {name}"), " | x"),
                "- `2`：高兴" => (format!("- `2`：{name}"), ""),
                "pets/:pet_id" => (format!("{name}/:pet_id"), ""),
                "pets(zoo:pet)" => (format!("pets({name}:pet)"), ""),
                _ => (name.to_string(), ""),
            };
            let page = PAGE.replacen(place, &format!("{head}{tail}"), 1);
            let mut files = beginning();
            let (imported, _) = apply(&mut files, &page);
            for (path, _) in imported.files.iter() {
                assert!(path.starts_with("spec/") && !path.contains(".."), "{path}");
            }
            let (_, problems) = lint(&sources(&files));
            assert!(
                problems.iter().all(|problem| problem.severity == Severity::Warning),
                "{name}: {problems:?}"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_edit_of_a_page_is_survived_and_what_is_written_is_sound(
        at in any::<proptest::sample::Index>(),
        length in 0_usize..40,
        put in prop_oneof![Just(String::new()), "\\PC{0,20}", Just("| |\n".to_owned()), Just("```".to_owned())],
        kept_spec in any::<bool>(),
    ) {
        let places: Vec<usize> = PAGE.char_indices().map(|(at, _)| at).collect();
        let start = places[at.index(places.len())];
        let end = places.iter().copied().find(|place| *place >= start + length).unwrap_or(PAGE.len());
        let page = format!("{}{put}{}", &PAGE[..start], &PAGE[end..]);
        let mut files = if kept_spec { kept() } else { beginning() };
        apply(&mut files, &page);
        let (_, problems) = lint(&sources(&files));
        prop_assert!(problems.iter().all(|problem| problem.severity == Severity::Warning), "{problems:?}");
        let again = run(&files, &page);
        prop_assert_eq!(again.files.iter().count(), 0, "a second time changes {:?}", again.outcomes);
    }
}

#[test]
fn a_page_without_a_date_takes_no_date_away() {
    let mut files = kept();
    let page =
        PAGE.replace("last_remote_update: 2026-01-02\n", "").replace("[10 次/秒]", "[20 次/秒]");
    let (_, spec) = apply(&mut files, &page);
    assert!(spec.contains("rate_limit: 20/s\n"), "{spec}");
    assert!(spec.contains("page_updated: 2026-01-02\n"), "{spec}");
}

/// One field that comes where two go may be either of them, or neither.
#[test]
fn a_field_is_renamed_only_where_nothing_else_could_have_got_its_name() {
    let legs = "legs | int | 否 | x  \n**示例值**：4\n";
    let sample = "\"legs\": 4, ";
    let of = |rows: &str| {
        assert_eq!(PAGE.matches(legs).count(), 1);
        PAGE.replace(legs, rows).replace(sample, "")
    };
    for (before, after, renamed) in [
        ("one | int | 否 | x\n", "new | int | 否 | x\n", true),
        ("one | int | 否 | x\ntwo | int | 否 | x\n", "new | int | 否 | x\n", false),
        ("one | int | 否 | x\n", "new | int | 否 | x\nmore | int | 否 | x\n", false),
    ] {
        let mut files = beginning();
        apply(&mut files, &of(before));
        let (imported, spec) = apply(&mut files, &of(after));
        let notes = &imported.outcomes[0].notes;
        assert_eq!(imported.outcomes[0].verdict, Verdict::Updated, "{notes:?}");
        let says = notes.iter().any(|note| note.contains("renamed from one"));
        assert_eq!(says, renamed, "{before:?} {after:?}: {notes:?}");
        assert!(spec.contains("    new:\n") && !spec.contains("    one:\n"), "{spec}");
    }
}

#[test]
fn a_call_to_another_host_is_not_taken() {
    for host in [
        "https://open.larksuite.com",
        "https://open.feishu.cn.evil.example",
        "https://evil.example",
    ] {
        let page = PAGE.replace("https://open.feishu.cn", host);
        let imported = run(&beginning(), &page);
        assert_eq!(imported.outcomes[0].verdict, Verdict::Refused, "{host}");
        let note = &imported.outcomes[0].notes[0];
        assert!(note.contains(&format!("the call goes to {host}")), "{note}");
        assert_eq!(imported.files.iter().count(), 0);
    }
}

#[test]
fn a_pattern_that_hangs_goes_to_review_and_never_into_a_spec() {
    // The flat dialect has a bar between columns, so no pattern there has one.
    for pattern in ["^(a+)+b$", "^([a-z]+)*b$"] {
        let rules = format!("- 长度范围：`1` ～ `20`  \n- 正则校验：`{pattern}`");
        let page = PAGE
            .replace("- 长度范围：`1` ～ `20`", &rules)
            .replace("示例值**：\"小白\"", "示例值**：\"b\"");
        let mut files = beginning();
        let (imported, spec) = apply(&mut files, &page);
        assert_eq!(imported.outcomes[0].verdict, Verdict::Created, "{:?}", imported.outcomes);
        assert!(
            imported.outcomes[0].reviews > 0 && spec.contains("without the rule pattern"),
            "{spec}"
        );
        assert!(!spec.contains("    pattern:"), "{spec}");
    }
}
