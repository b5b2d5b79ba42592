//! What a page becomes where there is no spec, and what of it goes to review.

use feishu_codegen::{Import, PageText, Verdict, import};

use super::{LEGS, PAGE, apply, beginning, run, sources};

fn edited(edits: &[(&str, &str)]) -> String {
    edits.iter().fold(PAGE.to_owned(), |text, (from, to)| {
        assert_eq!(text.matches(from).count(), 1, "{from:?}");
        text.replace(from, to)
    })
}

/// The one spec that comes out.
fn taken(page: &str) -> (Import, String) {
    let imported = run(&beginning(), page);
    assert_eq!(imported.outcomes[0].verdict, Verdict::Created, "{:?}", imported.outcomes);
    let spec = imported.files.iter().map(|(_, text)| text).collect();
    (imported, spec)
}

#[test]
fn a_page_is_refused_when_most_of_its_rows_cannot_be_taken() {
    // The page has eight rows that can.
    for (bad, refused) in [(2, false), (3, false), (8, false), (9, true)] {
        let rows = "名字 | string | 否 | x\n".repeat(bad);
        let page = edited(&[(LEGS, &format!("{rows}{LEGS}"))]);
        let imported = run(&beginning(), &page);
        let outcome = &imported.outcomes[0];
        assert_eq!(outcome.verdict == Verdict::Refused, refused, "{bad}: {outcome:?}");
        if refused {
            let why = format!("{bad} of {} rows cannot be taken", bad + 8);
            assert!(outcome.notes[0].contains(&why), "{outcome:?}");
        } else {
            assert_eq!(outcome.reviews, bad);
        }
    }
}

#[test]
fn a_small_page_may_lose_two_rows() {
    let (head, rest) = PAGE.split_once("### 请求体\n").expect("a body");
    let (_, tail) = rest.split_once("## 响应\n").expect("a response");
    let bad = "名字 | string | x\n".repeat(2);
    let tail = tail.replace("pet | pet | x\nid | string | x\nname | string | x\n", &bad);
    let page = format!("{head}## 响应\n{tail}");
    let (imported, _) = taken(&page);
    assert!(imported.outcomes[0].reviews >= 2, "{:?}", imported.outcomes);
}

#[test]
fn a_hundred_places_are_reviewed_and_more_are_counted() {
    for (asked, more) in [(99, None), (100, None), (101, Some(1)), (250, Some(150))] {
        let rows: String =
            (0..asked).map(|at| format!("n{at} | int | 否 | x  \n**默认值**：many\n")).collect();
        let (imported, spec) = taken(&edited(&[(LEGS, &format!("{rows}{LEGS}"))]));
        assert_eq!(spec.matches("  - { place: \"request.body.n").count(), asked.min(100));
        assert_eq!(imported.outcomes[0].reviews, asked.min(100) + usize::from(more.is_some()));
        let says = spec.lines().find(|line| line.contains("places to review"));
        let line = more.map(|more| {
            format!("  - {{ place: \"page\", chosen: \"the first 100 places to review, of {more} more\" }}")
        });
        assert_eq!(says, line.as_deref(), "{asked}");
    }
}

/// Two blanks at the end of a line say that a cell goes on, and people leave some anywhere.
#[test]
fn a_heading_ends_a_table_whatever_blanks_the_last_line_ends_in() {
    let (from, tables) = ("\n\n#", PAGE.matches("\n\n#").count());
    assert!(tables > 6);
    let facts = |page: &str| {
        let (imported, spec) = taken(page);
        let lines = spec.lines().filter(|line| !line.starts_with("page_hash: "));
        (imported.outcomes[0].reviews, lines.map(str::to_owned).collect::<Vec<_>>())
    };
    let expected = facts(PAGE);
    for end in ["", " ", "  ", "   ", "\t", "  \n", "\n  "] {
        assert_eq!(facts(&PAGE.replace(from, &format!("{end}\n#"))), expected, "{end:?}");
    }
}

#[test]
fn an_error_is_named_by_its_description_under_any_title_of_that_column() {
    for title in ["描述", "说明", "Description"] {
        let page = edited(&[("错误码 | 描述 |", &format!("错误码 | {title} |"))]);
        let (_, spec) = taken(&page);
        assert!(spec.contains("    name: bad_pet\n"), "{title}: {spec}");
    }
}

#[test]
fn the_places_to_review_are_those_that_the_spec_lists_after_the_import() {
    let rows: String =
        (0..3).map(|at| format!("n{at} | int | 否 | x  \n**默认值**：many\n")).collect();
    let page = edited(&[(LEGS, &format!("{rows}{LEGS}"))]);
    let slower = page.replace("10 次/秒", "5 次/秒");
    let mut files = beginning();
    let reviews = |files: &mut _, page: &str, verdict| {
        let (imported, spec) = apply(files, page);
        let outcome = &imported.outcomes[0];
        assert_eq!(outcome.verdict, verdict, "{outcome:?}");
        assert_eq!(outcome.reviews, spec.matches("  - { place: ").count(), "{spec}");
        outcome.reviews
    };
    assert_eq!(reviews(&mut files, &page, Verdict::Created), 3);
    assert_eq!(reviews(&mut files, &page, Verdict::Unchanged), 3);
    // A person settles two of them.
    let spec = files.get_mut(super::SPEC).expect("a spec");
    let is_settled =
        |line: &&str| line.contains("request.body.n0") || line.contains("request.body.n1");
    let kept: Vec<_> = spec.lines().filter(|line| !is_settled(line)).collect();
    *spec = kept.join("\n") + "\n";
    assert_eq!(reviews(&mut files, &page, Verdict::Unchanged), 1);
    // A page that changed is looked at anew; what is still listed is not listed twice.
    assert_eq!(reviews(&mut files, &slower, Verdict::Updated), 3);
}

#[test]
fn what_the_format_has_no_place_for_is_said() {
    let file = |name: &str| format!("{name} | file | 是 | x\n");
    let of = |part: &str, what: &str, place: &str, why: &str| {
        (
            part.to_owned(),
            what.to_owned(),
            format!("place: \"request.{place}\", chosen: \"left out: {why}\""),
        )
    };
    let authorization = "Authorization | string | 是 |";
    let parameter = "pet_id | string | x";
    for (from, to, said) in [
        of(
            authorization,
            &format!("X-Pet | string | 是 | x\n{authorization}"),
            "X-Pet",
            "the format cannot express it",
        ),
        of(
            LEGS,
            &format!("{}{}{LEGS}", file("front"), file("back")),
            "back",
            "the format cannot express it",
        ),
        of(
            parameter,
            &format!("cage_id | string | x\n{parameter}"),
            "path.cage_id",
            "the path has no such parameter",
        ),
    ] {
        let (_, spec) =
            taken(&edited(&[(&from, &to), ("HTTP Method | PUT", "HTTP Method | POST")]));
        assert!(spec.contains(&said), "{said}: {spec}");
    }
}

#[test]
fn an_address_that_is_none_is_not_taken() {
    const OURS: &str = "https://open.feishu.cn/document/zoo/pet/update";
    let long = |length: usize| format!("https://{}", "a".repeat(length - "https://".len()));
    for (address, kept) in [
        ("https://pages.example/x", true),
        (&long(500), true),
        (&long(501), false),
        ("http://pages.example/x", false),
        ("ftp://x", false),
        ("https://pages.example/a b", false),
        ("https://pages.example/名", false),
        ("https://pages.example/<x>", false),
        ("https://pages.example/a\"b", false),
        ("https://pages.example/a\\b", false),
    ] {
        let (_, spec) = taken(&edited(&[("https://pages.example/zoo/pet/update", address)]));
        let line = format!("\npage: {}\n", if kept { address } else { OURS });
        assert!(spec.contains(&line), "{address}: {spec}");
    }
}

#[test]
fn a_page_whose_only_limit_has_no_word_states_none() {
    let (_, spec) = taken(&edited(&[("[10 次/秒]", "[100 次/小时]")]));
    assert!(!spec.contains("\nrate_limit:"), "{spec}");
    assert!(spec.contains("without the limit of 100 calls in 3600 seconds"), "{spec}");
}

/// The page of a create.
fn create(key: &str) -> String {
    edited(&[
        ("HTTP Method | PUT", "HTTP Method | POST"),
        ("zoo/v1/pets/:pet_id", "zoo/v1/pets/create"),
        ("pet_id | string | x  \n**示例值**：\"7\"\n", ""),
        (LEGS, &format!("{key}\n{LEGS}")),
    ])
}

#[test]
fn a_key_makes_a_create_idempotent_for_as_long_as_the_page_says() {
    let key = |about: &str| create(&format!("key | string | 否 | {about}"));
    let update = |page: String| page.replace("pets/create", "pets/feed");
    for (page, window) in [
        (key("用于幂等，2小时内有效"), Some(7200)),
        (key("用于幂等"), Some(86400)),
        (key("用于幂等，0小时内有效"), Some(86400)),
        (key("x"), None),
        (key("用于幂等  \n**可选值有**：  \n- `a`：A  \n- `b`：B"), None),
        (update(key("用于幂等")), None),
    ] {
        let (_, spec) = taken(&page);
        let line = spec.lines().find(|line| line.starts_with("idempotency:"));
        let said = window.map(|window| format!("idempotency: {{ field: key, window: {window}s }}"));
        assert_eq!(line, said.as_deref(), "{spec}");
    }
    // Whatever else is text in the body.
    let (_, spec) =
        taken(&key("用于幂等").replace("name | string | 是 | x", "name | int | 是 | x"));
    assert!(spec.contains("\nidempotency: { field: key, window: 86400s }\n"), "{spec}");
}

#[test]
fn a_sample_of_the_request_is_one_that_may_be_sent() {
    const SAMPLE: &str = "{ \"name\": \"小白\", \"legs\": 4, \"mood\": 1, \"tags\": [\"a\"] }";
    let none = "place: \"request.example\", chosen: \"without the sample: it has not all that is required, or not as the table says\"";
    let parts = |parts: &str| {
        format!(
            "place: \"request.example\", chosen: \"without these parts of the sample, which the table does not list: {parts}\""
        )
    };
    let free = ("name | string | 是", "name | string | 否");
    let extra = |count: usize| {
        let more: String = (0..count).map(|at| format!(", \"x{at}\": 1")).collect();
        format!("{{ \"name\": \"小白\"{more} }}")
    };
    let places = |count: usize| {
        (0..count).map(|at| format!("request.example.x{at}")).collect::<Vec<_>>().join(", ")
    };
    for (sample, edits, kept, said) in [
        (SAMPLE.to_owned(), &[][..], true, None),
        ("{ \"legs\": 4 }".to_owned(), &[], false, Some(none.to_owned())),
        ("{ \"paws\": 4 }".to_owned(), &[free], false, Some(parts("request.example.paws"))),
        (extra(1), &[], true, Some(parts(&places(1)))),
        (extra(5), &[], true, Some(parts(&places(5)))),
        (extra(6), &[], true, Some(parts(&format!("{} and 1 more", places(5))))),
    ] {
        let page = edited(&[&[(SAMPLE, sample.as_str())], edits].concat());
        let (_, spec) = taken(&page);
        let request = spec.split("\nresponse:\n").next().unwrap_or_default();
        assert_eq!(request.contains("\n  example:"), kept, "{sample}: {spec}");
        assert_eq!(spec.contains("place: \"request.example\""), said.is_some(), "{sample}: {spec}");
        assert!(said.is_none_or(|said| spec.contains(&said)), "{sample}: {spec}");
    }
}

#[test]
fn a_sample_of_a_flat_response_has_its_code_and_message_once() {
    let flat = [
        (
            "data | \\- | \\-\npet | pet | x\nid | string | x\nname | string | x",
            "token | string | x",
        ),
        ("\"data\": { \"pet\": { \"id\": \"7\", \"name\": \"小白\" } }", "\"token\": \"t\""),
    ];
    let (imported, spec) = taken(&edited(&flat));
    let response = "response:\n  flat:\n    token:\n      type: string\n  example:\n    code: 0\n    msg: \"ok\"\n    token: \"t\"\n";
    assert!(spec.contains(response), "{spec}");
    assert_eq!(imported.outcomes[0].reviews, 0, "{spec}");
}

#[test]
fn a_sample_that_holds_several_values_has_a_line_for_each() {
    let row =
        |ty: &str, sample: &str| format!("extra | {ty} | 否 | x  \n**示例值**：{sample}\n{LEGS}");
    for (ty, sample, lines) in [
        (
            "map<string, string>",
            "{\"a\": \"b\", \"c\": \"d\"}",
            "\n        a: \"b\"\n        c: \"d\"\n",
        ),
        ("string\\[\\]", "[\"a\", \"b\"]", " [\"a\", \"b\"]\n"),
        ("string", "a: b", " \"a: b\"\n"),
    ] {
        let (_, spec) = taken(&edited(&[(LEGS, &row(ty, sample))]));
        let (_, field) = spec.split_once("    extra:\n").expect("a field");
        let (_, example) = field.split_once("      example:").expect("a sample");
        assert!(example.starts_with(lines), "{spec}");
    }
}

#[test]
fn a_type_makes_way_for_the_request_of_the_call() {
    let (_, spec) = taken(&edited(&[("pet | pet | x", "pet | update_pet | x")]));
    assert!(spec.contains("    pet:\n      type: PetUpdatePet\n"), "{spec}");
}

/// A page has a name of its own if it links to the explorer. What it calls is one call all the same.
#[test]
fn of_two_new_pages_of_one_call_the_second_is_refused_and_no_other() {
    let of = |method: &str, path: &str, named: &str| {
        let link = format!(
            "# Pet\n\n{{API Explorer}}(url=/explorer?project=zoo&version=v1&resource=pet&method={named})\n"
        );
        let page = edited(&[
            ("# Pet\n", if named.is_empty() { "# Pet\n" } else { &link }),
            ("HTTP Method | PUT", &format!("HTTP Method | {method}")),
            ("zoo/v1/pets/:pet_id", path),
        ]);
        let parameter = path.split('/').find_map(|part| part.strip_prefix(':'));
        page.replace("pet_id | string", &format!("{} | string", parameter.unwrap_or("pet_id")))
    };
    let page = |name: &str, text: &str| PageText { name: name.to_owned(), text: text.to_owned() };
    let pet = "zoo/v1/pets/:pet_id";
    for (what, one, two, refused) in [
        ("the same", of("PUT", pet, ""), of("PUT", pet, ""), true),
        ("another name", of("PUT", pet, "feed"), of("PUT", pet, "wash"), true),
        ("one that is named", of("PUT", pet, ""), of("PUT", pet, "wash"), true),
        ("another parameter", of("PUT", pet, "feed"), of("PUT", "zoo/v1/pets/:id", "wash"), true),
        (
            "another path",
            of("PUT", pet, "feed"),
            of("PUT", "zoo/v1/pets/:pet_id/wash", "feed"),
            true,
        ),
        (
            "another path and name",
            of("PUT", pet, "feed"),
            of("PUT", "zoo/v1/pets/:pet_id/wash", "wash"),
            false,
        ),
        ("another method and name", of("PUT", pet, "feed"), of("PATCH", pet, "wash"), false),
    ] {
        for pages in [[&one, &two], [&two, &one]] {
            let pages = [page("one.md", pages[0]), page("two.md", pages[1])];
            let imported = import(&pages, &sources(&beginning()), "spec", &mut |_| {});
            let [first, second] = imported.outcomes.as_slice() else { panic!("{what}") };
            assert_eq!(first.verdict, Verdict::Created, "{what}: {first:?}");
            let expected = if refused { Verdict::Refused } else { Verdict::Created };
            assert_eq!(second.verdict, expected, "{what}: {second:?}");
            if refused {
                let why = "two.md: it describes the same call as one.md; import one of the two";
                assert_eq!(second.notes, [why], "{what}");
                assert_eq!(imported.files.iter().count(), 1, "{what}: {:?}", imported.files);
            }
        }
    }
}

#[test]
fn what_two_new_calls_share_stands_in_the_folder_of_both() {
    let other = edited(&[
        (
            "source_url: https://pages.example/zoo/pet/update",
            "source_url: https://pages.example/zoo/pet/get",
        ),
        ("zoo/v1/pets/:pet_id", "zoo/v1/pets/:pet_id/feed"),
    ]);
    let pages =
        [PAGE, &other].map(|text| PageText { name: "p.md".to_owned(), text: text.to_owned() });
    let imported = import(&pages, &sources(&beginning()), "spec", &mut |_| {});
    let types = imported.files.get("spec/zoo/v1/types.yaml");
    assert!(types.is_some_and(|text| text.contains("\n  Pet:\n")), "{:?}", imported.files);
}

#[test]
fn doubts_about_a_response_name_its_fields_as_the_spec_does() {
    let sample = "{ \"code\": 0, \"msg\": \"ok\", \"data\": { \"pet\": { \"id\": \"7\", \"name\": \"小白\" } } }";
    let page = edited(&[(sample, "{}")]);
    let (_, spec) = apply(&mut beginning(), &page);
    assert!(spec.contains("place: \"response.pet"), "{spec}");
    assert!(!spec.contains("response.data"), "{spec}");
}

/// The page of a call that lists: rows of the query and of `data`, and a sample of the latter.
fn listing(query: &str, data: &str, sample: &str) -> String {
    let (head, rest) = PAGE.split_once("### 路径参数\n").expect("parameters");
    let (_, tail) = rest.split_once("## 响应\n").expect("a response");
    let head = head.replace("HTTP Method | PUT", "HTTP Method | GET");
    let head = head.replace("zoo/v1/pets/:pet_id", "zoo/v1/pets/list");
    let tail = tail.replace("pet | pet | x\nid | string | x\nname | string | x\n", data);
    let tail = tail.replace("{ \"pet\": { \"id\": \"7\", \"name\": \"小白\" } }", sample);
    let table = "### 查询参数\n名称 | 类型 | 必填 | 描述\n--- | --- | --- | ---\n";
    format!("{head}{table}{query}\n## 响应\n{tail}")
}

#[test]
fn a_list_comes_in_pages_only_if_it_is_the_only_one_and_all_that_pages_need_is_there() {
    const SIZE: &str = "page_size | int | 否 | x\n";
    const TOKEN: &str = "page_token | string | 否 | x\n";
    const ITEMS: &str = "items | string\\[\\] | x\n";
    const MORE: &str = "has_more | boolean | x\n";
    const NEXT: &str = "page_token | string | x\n";
    let query = [SIZE, TOKEN].concat();
    let data = [ITEMS, MORE, NEXT].concat();
    let warnings = "warnings | string\\[\\] | x\n";
    let needed = |rows: &str| rows.replace("否", "是");
    for (what, query, data, pages) in [
        ("all is there", query.clone(), data.clone(), true),
        ("in another order", [TOKEN, SIZE].concat(), [NEXT, MORE, ITEMS].concat(), true),
        ("another list before it", query.clone(), [warnings, &data].concat(), false),
        ("another list behind it", query.clone(), [&data, warnings].concat(), false),
        ("no list", query.clone(), [MORE, NEXT].concat(), false),
        ("no size", TOKEN.to_owned(), data.clone(), false),
        ("no token", SIZE.to_owned(), data.clone(), false),
        ("no next token", query.clone(), [ITEMS, MORE].concat(), false),
        ("not said whether there is more", query.clone(), [ITEMS, NEXT].concat(), false),
        ("a size that must be said", [&needed(SIZE), TOKEN].concat(), data.clone(), false),
        ("a token that must be said", [SIZE, &needed(TOKEN)].concat(), data.clone(), false),
        ("a size in words", query.replace("int |", "string |"), data.clone(), false),
        (
            "a number for a token",
            query.clone(),
            data.replace("token | string", "token | int"),
            false,
        ),
    ] {
        let values = [
            ("items | ", "\"items\": [\"a\"]"),
            ("warnings | ", "\"warnings\": [\"b\"]"),
            ("has_more | ", "\"has_more\": true"),
            ("page_token | string", "\"page_token\": \"t\""),
            ("page_token | int", "\"page_token\": 1"),
        ];
        let values = values.iter().filter(|(row, _)| data.contains(row)).map(|(_, value)| *value);
        let sample = format!("{{ {} }}", values.collect::<Vec<_>>().join(", "));
        let (imported, spec) = taken(&listing(&query, &data, &sample));
        let line = spec.lines().find_map(|line| line.strip_prefix("paging: "));
        assert_eq!(line, pages.then_some("items"), "{what}: {spec}");
        assert_eq!(imported.outcomes[0].reviews, 0, "{what}: {spec}");
    }
}
