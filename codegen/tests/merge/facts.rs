//! A fact of the page changes: which lines of the spec follow, which stay, and what is said.

use feishu_codegen::{PageOutcome, Verdict};

use super::{PAGE, apply, beginning};

/// Where a row of the body may be put before.
pub(super) const MORE: &str = "tags | string\\[\\] | 否 | x";

/// Replaces text that occurs exactly once.
pub(super) fn edited(text: &str, edits: &[(&str, &str)]) -> String {
    edits.iter().fold(text.to_owned(), |text, (from, to)| {
        assert_eq!(text.matches(from).count(), 1, "{from:?} in {text}");
        text.replace(from, to)
    })
}

/// The lines of one text that the other lacks, without the hash.
pub(super) fn lacking(text: &str, other: &str) -> Vec<String> {
    let mut others: Vec<_> = other.lines().collect();
    let mut found = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with("page_hash")) {
        match others.iter().position(|other| *other == line) {
            Some(at) => drop(others.remove(at)),
            None => found.push(line.to_owned()),
        }
    }
    found
}

/// What a page does to a spec.
pub(super) struct Came {
    pub(super) outcome: PageOutcome,
    pub(super) gone: Vec<String>,
    pub(super) come: Vec<String>,
    pub(super) spec: String,
    pub(super) types: Option<String>,
}

/// The spec of one page, edited by a person, meets another page.
pub(super) fn met(before: &str, person: &[(&str, &str)], after: &str) -> Came {
    let mut files = beginning();
    let (imported, _) = apply(&mut files, before);
    assert_eq!(imported.outcomes[0].verdict, Verdict::Created, "{:?}", imported.outcomes);
    let path = imported.outcomes[0].file.clone().expect("a spec");
    let spec = edited(&files[&path], person);
    files.insert(path.clone(), spec.clone());
    let (imported, _) = apply(&mut files, after);
    let now = files[&path].clone();
    let outcome = imported.outcomes[0].clone();
    let (again, _) = apply(&mut files, after);
    if outcome.verdict != Verdict::Refused {
        assert_eq!(again.outcomes[0].verdict, Verdict::Unchanged, "{:?}", again.outcomes);
    }
    Came {
        outcome,
        gone: lacking(&spec, &now),
        come: lacking(&now, &spec),
        spec: now,
        types: files.get("spec/zoo/v1/types.yaml").cloned(),
    }
}

/// The page as the spec has it, what a person changed in the spec, the page as it is now; the lines of the spec that go and
/// come, and what is said of it.
pub(super) type Case<'a> = (
    &'a str,
    &'a [(&'a str, &'a str)],
    &'a [(&'a str, &'a str)],
    &'a [(&'a str, &'a str)],
    &'a [&'a str],
    &'a [&'a str],
    &'a [&'a str],
);

pub(super) fn hold(cases: &[Case<'_>]) {
    for (what, before, person, after, gone, come, notes) in cases {
        let came = met(&edited(PAGE, before), person, &edited(PAGE, after));
        let (outcome, spec) = (&came.outcome, &came.spec);
        assert_ne!(outcome.verdict, Verdict::Refused, "{what}: {:?}", outcome.notes);
        assert_eq!(came.gone, *gone, "{what}: {spec}");
        assert_eq!(came.come, *come, "{what}: {spec}");
        let said: Vec<_> =
            outcome.notes.iter().filter(|note| !note.starts_with("page_hash: ")).collect();
        assert_eq!(said, *notes, "{what}: {spec}");
    }
}

const LIMIT: (&str, &str) = ("接口频率限制 | [10 次/秒](https://pages.example)\n", "");

#[test]
fn what_the_head_of_a_page_says_comes_and_goes_with_it() {
    hold(&[
        (
            "a limit",
            &[LIMIT],
            &[],
            &[],
            &[],
            &["rate_limit: 10/s"],
            &["rate_limit: 10/s instead of nothing"],
        ),
        (
            "no limit any more",
            &[],
            &[],
            &[LIMIT],
            &["rate_limit: 10/s"],
            &[],
            &["rate_limit: nothing instead of 10/s"],
        ),
        (
            "another limit",
            &[],
            &[],
            &[("[10 次/秒]", "[5 次/秒、90 次/分钟]")],
            &["rate_limit: 10/s"],
            &["rate_limit: [5/s, 90/min]"],
            &["rate_limit: [\"5/s\",\"90/min\"] instead of 10/s"],
        ),
        (
            "a limit that a person wrote as a list",
            &[],
            &[("rate_limit: 10/s", "rate_limit: [10/s]")],
            &[("# Pet\n", "# Pet（已废弃）\n")],
            &[],
            &["deprecated: true"],
            &["deprecated: true instead of nothing"],
        ),
        (
            "deprecated",
            &[],
            &[],
            &[("# Pet\n", "# Pet（已废弃）\n")],
            &[],
            &["deprecated: true"],
            &["deprecated: true instead of nothing"],
        ),
        (
            "another method",
            &[],
            &[],
            &[("Method | PUT", "Method | PATCH")],
            &["http: PUT /open-apis/zoo/v1/pets/:pet_id"],
            &["http: PATCH /open-apis/zoo/v1/pets/:pet_id"],
            &[
                "http: PATCH /open-apis/zoo/v1/pets/:pet_id instead of PUT /open-apis/zoo/v1/pets/:pet_id",
            ],
        ),
        (
            "the name of the message",
            &[],
            &[],
            &[("msg | string", "message | string"), ("\"msg\": \"ok\"", "\"message\": \"ok\"")],
            &["    msg: \"ok\""],
            &["  message: message", "    message: \"ok\""],
            &[
                "response.message: message instead of msg",
                "request.example: taken from the page, since ours is no longer valid",
                "response.example: taken from the page, since ours is no longer valid",
            ],
        ),
    ]);
}

#[test]
fn words_in_another_order_or_another_spelling_are_the_same_fact() {
    let both = "`tenant_access_token` `user_access_token`";
    let of = [("`tenant_access_token`", both), ("pets(zoo:pet)", "pets(zoo:pet)(zoo:all)")];
    let short = [("`1` ～ `20`", "`2` ～ `2`")];
    hold(&[
        (
            "tokens and scopes turned",
            &of,
            &[
                (
                    "[tenant_access_token, user_access_token]",
                    "[user_access_token, tenant_access_token]",
                ),
                ("[\"zoo:pet\", \"zoo:all\"]", "[\"zoo:all\", \"zoo:pet\"]"),
            ],
            &of,
            &[],
            &[],
            &[],
        ),
        ("a range of one", &short, &[("chars: 2..2", "chars: 2")], &short, &[], &[], &[]),
        ("a range with blanks", &short, &[("chars: 2..2", "chars: 2 .. 2")], &short, &[], &[], &[]),
        (
            "a range of another one",
            &short,
            &[("chars: 2..2", "chars: 2")],
            &[],
            &["      chars: 2"],
            &["      chars: 1..20"],
            &["request.body.name.chars: 1..20 instead of 2"],
        ),
        (
            "blanks",
            &[],
            &[(
                "http: PUT /open-apis/zoo/v1/pets/:pet_id",
                "http: \"PUT /open-apis/zoo/v1/pets/:pet_id \"",
            )],
            &[],
            &[],
            &[],
            &[],
        ),
        (
            "what is not required",
            &[],
            &[("type: i32\n", "type: i32\n      required: false\n")],
            &[],
            &[],
            &[],
            &[],
        ),
    ]);
}

#[test]
fn an_error_follows_the_page_unless_a_correction_is_about_it() {
    let second = ("bad pet | x\n", "bad pet | x\n404 | 1002 | no pet | x\n");
    let here = "corrections:\n  - { place: errors.1002, page: ";
    let (missing, wrong) = (
        format!("    name: bad_pet\n\n{here}1002, why: It is never sent. }}\n"),
        format!(
            "    name: bad_pet\n  - http: 404\n    code: 1002\n    name: no_pet\n\n{here}null, why: It is sent. }}\n"
        ),
    );
    hold(&[
        (
            "removed",
            &[second],
            &[],
            &[],
            &["  - http: 404", "    code: 1002", "    name: no_pet"],
            &[],
            &["errors.1002: removed"],
        ),
        (
            "added",
            &[],
            &[],
            &[second],
            &[],
            &["  - http: 404", "    code: 1002", "    name: no_pet"],
            &["errors.1002: new"],
        ),
        (
            "the spec has none and the page one",
            &[],
            &[("    name: bad_pet\n", &missing)],
            &[second],
            &[],
            &[],
            &[],
        ),
        (
            "the spec has one and the page none",
            &[],
            &[("    name: bad_pet\n", &wrong)],
            &[],
            &[],
            &[],
            &[],
        ),
    ]);
}

#[test]
fn a_field_is_renamed_where_type_and_sample_say_so() {
    let legs = "legs | int | 否 | x  \n**示例值**：4\n";
    let sample = ("\"legs\": 4, ", "");
    let rows = |rows: &str| edited(PAGE, &[(legs, rows), sample]);
    let row = |name: &str, ty: &str, example: &str| {
        format!("{name} | {ty} | 否 | x  \n**示例值**：{example}\n")
    };
    let two = |a: (&str, &str), b: (&str, &str)| row(a.0, "int", a.1) + &row(b.0, "int", b.1);
    for (what, before, after, renamed) in [
        (
            "samples tell",
            two(("one", "1"), ("two", "2")),
            two(("new", "2"), ("more", "1")),
            &["new: renamed from two", "more: renamed from one"][..],
        ),
        ("no sample tells", two(("one", "1"), ("two", "2")), two(("new", "3"), ("more", "4")), &[]),
        ("another type", row("one", "int", "1"), row("new", "string", "\"1\""), &[]),
        (
            "a list",
            row("one", "int\\[\\]", "[1]"),
            row("new", "int\\[\\]", "[1]"),
            &["new: renamed from one"],
        ),
        (
            "a list of other things",
            row("one", "int\\[\\]", "[1]"),
            row("new", "string\\[\\]", "[\"1\"]"),
            &[],
        ),
    ] {
        let came = met(&rows(&before), &[], &rows(&after));
        let said: Vec<_> = came
            .outcome
            .notes
            .iter()
            .filter_map(|note| note.strip_prefix("request.body."))
            .filter(|note| note.contains("renamed"))
            .collect();
        assert_eq!(said, *renamed, "{what}: {}", came.spec);
    }
    let came = met(
        PAGE,
        &[],
        &edited(
            PAGE,
            &[("pet | pet | x", "animal | pet | x"), ("{ \"pet\": {", "{ \"animal\": {")],
        ),
    );
    assert!(
        came.outcome.notes.contains(&"response.animal: renamed from pet".to_owned()),
        "{:?}",
        came.outcome
    );
    assert!(came.spec.contains("    animal:\n      type: Pet\n"), "{}", came.spec);
}

#[test]
fn a_sample_of_a_field_gives_way_where_it_is_none_any_more() {
    let moods = "mood | int\\[\\] | 否 | x  \n**示例值**：[1]  \n**可选值有**：  \n- `1`：Calm  \n- `2`：高兴";
    let other = "mood | int\\[\\] | 否 | x  \n**示例值**：[1]  \n**可选值有**：  \n- `1`：Calm  \n- `3`：Sad";
    let row = (
        "mood | int | 否 | x  \n**示例值**：1  \n**可选值有**：  \n- `1`：Calm  \n- `2`：高兴",
        moods,
    );
    hold(&[
        (
            "another type",
            &[],
            &[],
            &[
                (
                    "legs | int | 否 | x  \n**示例值**：4",
                    "legs | string | 否 | x  \n**示例值**：four",
                ),
                ("\"legs\": 4", "\"legs\": \"four\""),
            ],
            &["      type: i32", "      example: 4", "    legs: 4"],
            &["      type: string", "      example: \"four\"", "    legs: \"four\""],
            &[
                "request.body.legs.type: string instead of i32",
                "request.body.legs.example: four instead of 4",
                "request.example: taken from the page, since ours is no longer valid",
                "response.example: taken from the page, since ours is no longer valid",
            ],
        ),
        (
            "another rule",
            &[],
            &[],
            &[
                ("**示例值**：\"小白\"", "**示例值**：\"小白白\""),
                ("`1` ～ `20`", "`3` ～ `20`"),
                ("{ \"name\": \"小白\", \"legs\"", "{ \"name\": \"小白白\", \"legs\""),
            ],
            &["      chars: 1..20", "      example: \"小白\"", "    name: \"小白\""],
            &["      chars: 3..20", "      example: \"小白白\"", "    name: \"小白白\""],
            &[
                "request.body.name.chars: 3..20 instead of 1..20",
                "request.body.name.example: 小白白 instead of 小白",
                "request.example: taken from the page, since ours is no longer valid",
                "response.example: taken from the page, since ours is no longer valid",
            ],
        ),
        (
            "a rule that ours keeps",
            &[],
            &[],
            &[("**示例值**：\"小白\"", "**示例值**：\"小黑\""), ("`1` ～ `20`", "`2` ～ `20`")],
            &["      chars: 1..20"],
            &["      chars: 2..20"],
            &["request.body.name.chars: 2..20 instead of 1..20"],
        ),
        (
            "other values in a list",
            &[row, ("\"mood\": 1", "\"mood\": [1]")],
            &[("      example: [1]", "      example: [2]")],
            &[(row.0, other), ("\"mood\": 1", "\"mood\": [1]")],
            &["      example: [2]"],
            &["      example: [1]", "      sad: { value: 3 }"],
            &[
                "request.body.mood.values: 3 instead of nothing",
                "request.body.mood.example: [1] instead of [2]",
            ],
        ),
    ]);
}

#[test]
fn samples_of_the_call_stay_while_they_are_some() {
    let request =
        ("```json\n{ \"name\": \"小白\", \"legs\": 4, \"mood\": 1, \"tags\": [\"a\"] }\n```\n", "");
    hold(&[
        ("the page has none", &[], &[], &[request], &[], &[], &[]),
        (
            "the page has none, and ours is none any more",
            &[],
            &[],
            &[request, ("legs | int | 否 | x  \n**示例值**：4", "legs | string | 否 | x")],
            &[
                "      type: i32",
                "      example: 4",
                "    name: \"小白\"",
                "    legs: 4",
                "    mood: 1",
                "    tags: [\"a\"]",
                "  example:",
            ],
            &["      type: string"],
            &[
                "request.body.legs.type: string instead of i32",
                "request.body.legs.example: nothing instead of 4",
                "request.example: removed",
                "response.example: taken from the page, since ours is no longer valid",
            ],
        ),
        (
            "ours on one line is none any more",
            &[],
            &[(
                "  example:\n    name: \"小白\"\n    legs: 4\n    mood: 1\n    tags: [\"a\"]\n",
                "  example: { name: \"小白\", legs: 4 }\n",
            )],
            &[
                ("legs | int | 否 | x  \n**示例值**：4", "legs | string | 否 | x"),
                ("\"legs\": 4", "\"legs\": \"four\""),
            ],
            &["      type: i32", "      example: 4", "  example: { name: \"小白\", legs: 4 }"],
            &[
                "      type: string",
                "    name: \"小白\"",
                "    legs: \"four\"",
                "    mood: 1",
                "    tags: [\"a\"]",
                "  example:",
            ],
            &[
                "request.body.legs.type: string instead of i32",
                "request.body.legs.example: nothing instead of 4",
                "request.example: taken from the page, since ours is no longer valid",
                "response.example: taken from the page, since ours is no longer valid",
            ],
        ),
    ]);
}
