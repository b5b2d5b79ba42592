//! A fact of the page changes: which lines of the spec follow, which stay, and what is said.

use feishu_codegen::{Outcome, Verdict};

use super::{PAGE, SPEC, apply, beginning, kept};

/// Replaces what stands there exactly once.
fn edited(text: &str, edits: &[(&str, &str)]) -> String {
    edits.iter().fold(text.to_owned(), |text, (from, to)| {
        assert_eq!(text.matches(from).count(), 1, "{from:?} in {text}");
        text.replace(from, to)
    })
}

/// The lines of one text that the other lacks, without the hash.
fn lacking(text: &str, other: &str) -> Vec<String> {
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
struct Came {
    outcome: Outcome,
    gone: Vec<String>,
    come: Vec<String>,
    spec: String,
    types: Option<String>,
}

/// The spec of one page, edited by a person, meets another page.
fn met(before: &str, person: &[(&str, &str)], after: &str) -> Came {
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
type Case<'a> = (
    &'a str,
    &'a [(&'a str, &'a str)],
    &'a [(&'a str, &'a str)],
    &'a [(&'a str, &'a str)],
    &'a [&'a str],
    &'a [&'a str],
    &'a [&'a str],
);

fn hold(cases: &[Case<'_>]) {
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
const MORE: &str = "tags | string\\[\\] | 否 | x";

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
                "request.example: the page's, since ours is none any more",
                "response.example: the page's, since ours is none any more",
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
                "request.example: the page's, since ours is none any more",
                "response.example: the page's, since ours is none any more",
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
                "request.example: the page's, since ours is none any more",
                "response.example: the page's, since ours is none any more",
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
                "response.example: the page's, since ours is none any more",
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
                "request.example: the page's, since ours is none any more",
                "response.example: the page's, since ours is none any more",
            ],
        ),
    ]);
}

/// A field that asks a person for a look, and what it asks.
const SIZE: &str = "size | int | 否 | x  \n**默认值**：big\n";
const SIZE_ASKS: &str = "  - { place: \"request.body.size\", chosen: \"without the default: it is no value of the type\" }";

#[test]
fn what_a_changed_page_leaves_open_is_asked_once() {
    let size = format!("{SIZE}{MORE}");
    let after = [(MORE, size.as_str())];
    let come = ["    size:", "      type: i32"];
    let asks = |review: &str| format!("    name: bad_pet\n\nreview:\n{review}\n");
    let elsewhere = SIZE_ASKS.replace("body.size", "body.legs");
    let otherwise = SIZE_ASKS.replace("without the", "with a");
    let all = |more: &[&'static str]| [&come[..], more].concat();
    let new = ["request.body.size: new"];
    hold(&[
        ("no review so far", &[], &[], &after, &[], &all(&["", "review:", SIZE_ASKS]), &new),
        (
            "an empty list",
            &[],
            &[("    name: bad_pet\n", "    name: bad_pet\n\nreview: []\n")],
            &after,
            &["review: []"],
            &all(&["review:", SIZE_ASKS]),
            &new,
        ),
        (
            "asked already",
            &[],
            &[("    name: bad_pet\n", &asks(SIZE_ASKS))],
            &after,
            &[],
            &come,
            &new,
        ),
        (
            "asked of another place",
            &[],
            &[("    name: bad_pet\n", &asks(&elsewhere))],
            &after,
            &[],
            &all(&[SIZE_ASKS]),
            &new,
        ),
        (
            "asked otherwise",
            &[],
            &[("    name: bad_pet\n", &asks(&otherwise))],
            &after,
            &[],
            &all(&[SIZE_ASKS]),
            &new,
        ),
    ]);
}

#[test]
fn what_a_person_settled_on_a_page_stays_settled_until_it_changes() {
    let size = format!("{SIZE}{MORE}");
    let open = [(MORE, size.as_str())];
    let outside = [("**示例值**：1  ", "**示例值**：9  ")];
    let ours = ("    tags:\n", "    coat:\n      type: string\n    tags:\n");
    let review = format!("\nreview:\n{SIZE_ASKS}\n");
    let coat = ["    coat:", "      type: string"];
    let limit = ("[10 次/秒]", "[5 次/秒]");
    hold(&[
        (
            "a field left out that was in doubt",
            &open,
            &[("    size:\n      type: i32\n", ""), (&review, "")],
            &open,
            &[],
            &[],
            &[],
        ),
        (
            "a field of ours where nesting or values are in doubt",
            &outside,
            &[ours],
            &outside,
            &[],
            &[],
            &[],
        ),
        (
            "a field of ours where nothing else could be meant",
            &open,
            &[ours],
            &open,
            &coat,
            &[],
            &["request.body.coat: removed"],
        ),
        (
            "a field of ours, and the page changed",
            &outside,
            &[ours],
            &[outside[0], limit],
            &["rate_limit: 10/s", coat[0], coat[1]],
            &["rate_limit: 5/s"],
            &["rate_limit: 5/s instead of 10/s", "request.body.coat: removed"],
        ),
    ]);
}

#[test]
fn types_that_a_page_brings_stand_with_those_that_operations_share() {
    let row = |values: &str| format!("size | int | 否 | x  \n**可选值有**：  \n{values}\n{MORE}");
    let after = edited(PAGE, &[(MORE, &row("- `1`：Small  \n- `2`：Large"))]);
    let came = met(PAGE, &[], &after);
    let declared = |name: &str| {
        format!(
            "enums:\n  {name}:\n    description: A size.\n    values:\n      small: {{ value: 1 }}\n      large: {{ value: 2 }}\n"
        )
    };
    assert_eq!(came.come, ["    size:", "      type: PetSize"], "{:?}", came.outcome);
    let types = came.types.unwrap_or_default();
    assert!(types.ends_with(&declared("PetSize")), "{types}");

    // Where the name is taken, that of the project comes before it.
    let taken = (
        "enums:\n",
        "enums:\n  PetSize:\n    description: Another one.\n    values:\n      tiny: { value: 7 }\n",
    );
    let came = met(PAGE, &[taken], &after);
    assert_eq!(came.come, ["    size:", "      type: ZooPetSize"], "{:?}", came.outcome);
    let types = came.types.unwrap_or_default();
    assert!(types.ends_with(&declared("ZooPetSize")), "{types}");
}

/// The page without the table of the body, and without a sample of it.
fn bodiless() -> String {
    let (head, rest) = PAGE.split_once("### 请求体\n").expect("a body");
    let (_, tail) = rest.split_once("## 响应\n").expect("a response");
    format!("{head}## 响应\n{tail}")
}

#[test]
fn a_part_of_the_call_that_a_page_brings_is_added_whole() {
    let came = met(&bodiless(), &[], PAGE);
    assert_eq!(came.gone, Vec::<String>::new(), "{:?}", came.outcome);
    assert_eq!(
        came.come,
        [
            "  body:",
            "    name:",
            "      type: string",
            "      required: true",
            "      chars: 1..20",
            "      example: \"小白\"",
            "    legs:",
            "      type: i32",
            "      example: 4",
            "    mood:",
            "      type: PetMood",
            "      example: 1",
            "    tags:",
            "      type: \"[string]\"",
            "      items: 0..10",
            "      example: [\"a\"]",
        ],
    );
    assert!(came.outcome.notes.contains(&"request.body: new".to_owned()), "{:?}", came.outcome);
    assert!(came.types.unwrap_or_default().contains("\n  PetMood:\n"));

    let taken = (
        "objects:\n",
        "enums:\n  PetMood:\n    description: Another one.\n    values:\n      tiny: { value: 7 }\n\nobjects:\n",
    );
    let came = met(&bodiless(), &[taken], PAGE);
    assert!(came.spec.contains("      type: ZooPetMood\n"), "{}\n{:?}", came.spec, came.outcome);

    // A parameter of the path is always required, so nobody says it.
    let mine = edited(
        PAGE,
        &[("pets/:pet_id", "pets/mine"), ("pet_id | string | x  \n**示例值**：\"7\"\n", "")],
    );
    let came = met(&mine, &[], PAGE);
    assert_eq!(
        came.come[1..],
        ["  path:", "    pet_id:", "      example: \"7\"", "      type: string"],
        "{}",
        came.spec
    );

    // `data: {}` says that there is nothing.
    let bare = edited(
        PAGE,
        &[
            ("pet | pet | x\nid | string | x\nname | string | x\n", ""),
            (
                "```json\n{ \"code\": 0, \"msg\": \"ok\", \"data\": { \"pet\": { \"id\": \"7\", \"name\": \"小白\" } } }\n```\n",
                "",
            ),
        ],
    );
    let came = met(&bare, &[], PAGE);
    assert_eq!(came.gone, ["  data: {}"], "{:?}", came.outcome);
    assert_eq!(came.come, ["  data:", "    pet:", "      type: Pet"], "{:?}", came.outcome);
}

#[test]
fn a_page_is_refused_that_lost_more_fields_than_it_kept() {
    // Beside these: the parameter of the path, the name, the pet and its two fields.
    for (lost, refused) in [(4, false), (5, false), (6, true)] {
        let bare = |rows: &str| {
            let (head, rest) = PAGE.split_once("legs | int").expect("a body");
            let (_, tail) = rest.split_once("### 请求体示例").expect("a sample");
            format!("{head}{rows}\n### 请求体示例{tail}")
                .replace(", \"legs\": 4, \"mood\": 1, \"tags\": [\"a\"]", "")
        };
        let rows: String = (0..lost).map(|at| format!("old_{at} | int | 否 | x\n")).collect();
        let came = met(&bare(&rows), &[], &bare(""));
        let said = format!("the page lacks {lost} of {} fields", lost + 5);
        assert_eq!(came.outcome.verdict == Verdict::Refused, refused, "{:?}", came.outcome);
        assert_eq!(came.outcome.notes[0].contains(&said), refused, "{:?}", came.outcome);
    }
}

/// Another call that answers a pet.
const GET: &str = "operation: zoo.v1.pet.get
summary: Get a pet
page: https://pages.example/zoo/pet/get

http: GET /open-apis/zoo/v1/pets/:pet_id
tokens: [tenant_access_token]
apps: [custom]
rate_limit: 10/s

request:
  path:
    pet_id: { type: string }

response:
  data:
    pet: { type: Pet }
";

#[test]
fn a_field_of_a_shared_object_is_neither_renamed_nor_removed() {
    let mut files = kept();
    files.insert("spec/zoo/v1/pet/get.yaml".to_owned(), GET.to_owned());
    let page = edited(
        PAGE,
        &[
            ("id | string | x\nname | string | x", "id | string | x\nlabel | string | x"),
            ("\"id\": \"7\", \"name\"", "\"id\": \"7\", \"label\""),
        ],
    );
    let before = files.get(SPEC).cloned().unwrap_or_default();
    let (imported, spec) = apply(&mut files, &page);
    assert_eq!(imported.outcomes[0].verdict, Verdict::Updated, "{:?}", imported.outcomes);
    assert_eq!(
        lacking(&spec, &before),
        ["      label: { type: string }"],
        "{:?}",
        imported.outcomes
    );
    assert_eq!(lacking(&before, &spec), Vec::<String>::new());
}

#[test]
fn the_file_of_an_upload_follows_the_page() {
    let of = |file: &str| {
        edited(
            PAGE,
            &[
                ("HTTP Method | PUT", "HTTP Method | POST"),
                (
                    "tags | string\\[\\] | 否 | x  \n**示例值**：[\"a\"]  \n**数据校验规则**：  \n- 长度范围：`0` ～ `10`\n",
                    file,
                ),
                (", \"tags\": [\"a\"]", ""),
            ],
        )
    };
    let sized = |name: &str, size: &str| of(&format!("{name} | file | 是 | x {size}\n"));
    let (small, none) = (sized("photo", "最大 2 MB"), sized("photo", ""));
    for (before, after, gone, come) in [
        (
            &small,
            &sized("photo", "最大 3 MB"),
            &["    max_bytes: 2097152"][..],
            &["    max_bytes: 3145728"][..],
        ),
        (&small, &none, &["    max_bytes: 2097152"], &[]),
        (&none, &small, &[], &["    max_bytes: 2097152"]),
        (&small, &sized("image", "最大 2 MB"), &["    field: photo"], &["    field: image"]),
    ] {
        let came = met(before, &[], after);
        assert_eq!(came.gone, gone, "{:?}", came.outcome);
        assert_eq!(came.come, come, "{:?}", came.outcome);
    }
}
