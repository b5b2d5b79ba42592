//! Fields, types and parts of the call that come or go with a page.

use feishu_codegen::Verdict;

use super::facts::{MORE, edited, lacking, met};
use super::{PAGE, SPEC, apply, beginning, kept};

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

/// What a person or another page called a value may be what this one calls another. Rust tells names apart by their
/// words alone.
#[test]
fn a_value_whose_name_is_taken_gets_one_that_is_free() {
    const LAST: &str = "- `2`：高兴";
    for (names, meanings, come) in [
        (["active", "calm"], &["Active"][..], &["active_2: { value: 3 }"][..]),
        (
            ["active", "glad"],
            &["Active", "Glad"],
            &["active_2: { value: 3 }", "glad_2: { value: 4 }"],
        ),
        (["active", "active_2"], &["Active"], &["active_2_2: { value: 3 }"]),
        (["active", "active2"], &["Active"], &["active_2_2: { value: 3 }"]),
        (["level1", "calm"], &["Level 1"], &["level_1_2: { value: 3 }"]),
        (["level_1", "calm"], &["level1"], &["level1_2: { value: 3 }"]),
        (["value_3", "calm"], &["伤心"], &["value_3_2: { value: 3 }"]),
        (
            ["active", "calm"],
            &["Active", "active"],
            &["active_2: { value: 3 }", "value_4: { value: 4 }"],
        ),
        (
            ["active", "calm"],
            &["Active", "Active 2"],
            &["active_2: { value: 3 }", "active_2_2: { value: 4 }"],
        ),
        (["sad", "calm"], &["Active"], &["active: { value: 3 }"]),
    ] {
        let [one, two] = names;
        let person = [
            ("calm: { value: 1 }", format!("{one}: {{ value: 1 }}")),
            ("value_2: { value: 2 }", format!("{two}: {{ value: 2 }}")),
        ];
        let person = person.each_ref().map(|(from, to)| (*from, to.as_str()));
        let more = meanings.iter().zip(3..).map(|(meaning, at)| format!("  \n- `{at}`：{meaning}"));
        let more = format!("{LAST}{}", more.collect::<String>());
        let came = met(PAGE, &person, &edited(PAGE, &[(LAST, &more)]));
        let found: Vec<_> = came.come.iter().map(|line| line.trim_start()).collect();
        assert_eq!(
            came.outcome.verdict,
            Verdict::Updated,
            "{names:?} {meanings:?}: {:?}",
            came.outcome
        );
        assert_eq!(found, come, "{names:?} {meanings:?}: {}", came.spec);
        assert_eq!(came.gone, Vec::<String>::new(), "{names:?} {meanings:?}");
    }
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

/// Two fields may go by themselves; three may be a page that was cut off.
#[test]
fn a_page_is_refused_that_lost_three_of_five_fields_and_not_two_of_four() {
    let cut = |text: &str, from: &str, to: &str, with: &str| {
        let (head, rest) = text.split_once(from).expect(from);
        let (_, tail) = rest.split_once(to).expect(to);
        format!("{head}{with}{to}{tail}")
    };
    for (lost, refused) in [(2, false), (3, true)] {
        let bare = |rows: &str| {
            let page = cut(PAGE, "legs | int", "\n### 请求体示例", rows)
                .replace(", \"legs\": 4, \"mood\": 1, \"tags\": [\"a\"]", "")
                .replace("pet | pet | x\nid | string | x\nname | string | x\n", "");
            page.replace(", \"data\": { \"pet\": { \"id\": \"7\", \"name\": \"小白\" } }", "")
        };
        let rows: String = (0..lost).map(|at| format!("old_{at} | int | 否 | x\n")).collect();
        let came = met(&bare(&rows), &[], &bare(""));
        let said = format!("the page lacks {lost} of {} fields", lost + 2);
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
fn a_field_is_renamed_in_an_object_of_one_call_and_added_in_one_of_several() {
    let of = |rows: &str, sample: &str| {
        edited(
            PAGE,
            &[
                ("id | string | x\nname | string | x", rows),
                ("{ \"id\": \"7\", \"name\": \"小白\" }", sample),
            ],
        )
    };
    let pet = |name: &str| {
        of(
            &format!("id | string | x\n{name} | string | x"),
            &format!("{{ \"id\": \"7\", \"{name}\": \"小白\" }}"),
        )
    };
    // What is in a shared object is shared.
    let collar = |name: &str| {
        of(
            &format!("id | string | x\ncollar | collar | x\n{name} | string | x"),
            &format!("{{ \"id\": \"7\", \"collar\": {{ \"{name}\": \"小白\" }} }}"),
        )
    };
    for (before, after) in [(pet("name"), pet("label")), (collar("name"), collar("label"))] {
        for is_shared in [false, true] {
            let mut files = beginning();
            let (_, old) = apply(&mut files, &before);
            if is_shared {
                files.insert("spec/zoo/v1/pet/get.yaml".to_owned(), GET.to_owned());
            }
            let (imported, new) = apply(&mut files, &after);
            let outcome = &imported.outcomes[0];
            assert_eq!(outcome.verdict, Verdict::Updated, "{outcome:?}");
            let declared = |mut lines: Vec<String>| {
                lines.retain(|line| line.contains("{ type: "));
                lines
            };
            let gone = ["      name: { type: string }"];
            let gone = if is_shared { &[][..] } else { &gone };
            assert_eq!(declared(lacking(&old, &new)), gone, "{outcome:?}");
            let come = declared(lacking(&new, &old));
            assert_eq!(come, ["      label: { type: string }"], "{outcome:?}");
        }
    }
}

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

#[test]
fn keys_on_one_line_that_the_page_no_longer_has_are_removed_each_as_is_said() {
    let (block, line) = (
        "    # The caller's name for it.\n    name:\n      type: string\n      description: What it is called.\n      required: true\n      chars: 1..20\n      example: \"小白\"\n",
        |keys: &str| format!("    name: {{ {keys} }}\n"),
    );
    let row = "name | string | 是 | x  \n**示例值**：\"小白\"  \n**数据校验规则**：  \n- 长度范围：`1` ～ `20`";
    let page = edited(PAGE, &[(row, "name | string | 否 | x  \n**示例值**：\"小白\"")]);
    for (before, after) in [
        ("type: string, required: true, chars: 1..20", "type: string"),
        ("type: string, chars: 1..20, required: true", "type: string"),
        (
            "type: string, description: A, required: true, chars: 1..20, example: \"b\"",
            "type: string, description: A, example: \"b\"",
        ),
        ("required: true, type: string, chars: 1..20", "type: string"),
    ] {
        let mut files = kept();
        let spec = edited(&files[SPEC], &[(block, &line(before))]);
        files.insert(SPEC.to_owned(), spec);
        let (imported, spec) = apply(&mut files, &page);
        let outcome = &imported.outcomes[0];
        assert_eq!(outcome.verdict, Verdict::Updated, "{before}: {outcome:?}");
        assert!(spec.contains(&line(after)), "{before}: {spec}");
        for key in ["required: false instead of true", "chars: nothing instead of 1..20"] {
            let note = format!("request.body.name.{key}");
            assert!(outcome.notes.contains(&note), "{before}: {outcome:?}");
        }
    }
}
