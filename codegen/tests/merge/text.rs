//! Text of pages and specs stays text: whatever it is, the YAML that an import writes gives it back as it was.

use std::collections::BTreeMap;

use feishu_codegen::{Sources, Verdict};
use feishu_codegen_model::spec::node;
use serde_json::{Value as Json, json};

use super::facts::edited;
use super::{LEGS, PAGE, SPEC, apply, beginning};

/// Text that YAML takes for something else without quotes, or that quotes do not protect by themselves.
const TEXTS: &[&str] = &[
    "See the list #3.",
    "See: the list",
    "See the list:",
    "Look at \"it\".",
    "Look at 'it'.",
    "Look, [or] {not}: it",
    "C:\\new\\u0041",
    "A line\nand another",
    "A line\n\n  and another\n",
    "A\ttab",
    "blanks behind  ",
    "  blanks before",
    "a no-break blank behind\u{a0}",
    "true",
    "True",
    "FALSE",
    "null",
    "Null",
    "yes",
    "no",
    "on",
    "n",
    "~",
    "12",
    "-1",
    "1e3",
    "0x1f",
    "0o17",
    ".5",
    "2026-01-02",
    "- x",
    "? x",
    ": x",
    "# x",
    "* x",
    "*x",
    "&x",
    "!x",
    "|",
    "> x",
    "%x",
    "@x",
    "`x`",
    "'x'",
    "\"x\"",
    "[x]",
    "{ x: y }",
    "<<",
    "---",
    "...",
    "名字：小白",
    "小白 # 3: x",
    "a\u{2028}b",
    "a\u{85}b",
    "\u{feff}a",
    "\u{202e}a",
    "a\u{0}b",
    "😀",
];

/// What a file says, as specs are read.
fn said(text: &str) -> Json {
    let mut sources = Sources::new();
    let source = sources.add("x.yaml", text);
    let mut problems = Vec::new();
    let node = node::parse(source, text, &mut problems);
    assert!(problems.is_empty(), "{problems:?}\n{text}");
    node.expect("a tree").to_json()
}

/// The spec that the page becomes or changes.
fn taken(files: &mut BTreeMap<String, String>, page: &str, verdict: Verdict) -> Json {
    let (imported, spec) = apply(files, page);
    assert_eq!(imported.outcomes[0].verdict, verdict, "{:?}", imported.outcomes);
    said(&spec)
}

#[test]
fn the_advice_of_a_code_is_the_same_in_every_spec_that_gets_the_code() {
    let mut other = "operation: zoo.v1.cage.get\nsummary: Get a cage\npage: https://pages.example/zoo/cage/get\n\nhttp: GET /open-apis/zoo/v1/cages/mine\ntokens: [tenant_access_token]\napps: [custom]\nrate_limit: 10/s\n\nresponse:\n  data:\n    size: { type: i32 }\n\nerrors:\n".to_owned();
    let codes = 2001..;
    for (text, code) in TEXTS.iter().zip(codes.clone()) {
        let advice = Json::from(*text);
        other.push_str(&format!("  - {{ code: {code}, name: error_{code}, advice: {advice} }}\n"));
    }
    assert_eq!(said(&other)["errors"][0]["advice"], TEXTS[0]);
    let mut files = beginning();
    files.insert("spec/zoo/v1/cage/get.yaml".to_owned(), other);
    for (count, verdict) in [(TEXTS.len() / 2, Verdict::Created), (TEXTS.len(), Verdict::Updated)] {
        let rows = codes.clone().take(count).map(|code| format!("400 | {code} | 错误 | x\n"));
        let page = edited(PAGE, &[("400 | 1001 | bad pet | x\n", &rows.collect::<String>())]);
        let spec = taken(&mut files, &page, verdict);
        let errors = spec["errors"].as_array().expect("errors");
        let advice: Vec<_> = errors.iter().map(|error| &error["advice"]).collect();
        // Specs are read without the blanks at the end of such a text.
        let expected: Vec<_> = TEXTS[..count].iter().map(|text| text.trim_end()).collect();
        assert_eq!(advice, expected, "{}", files[SPEC]);
    }
}

#[test]
fn samples_defaults_and_values_of_a_page_are_the_same_in_its_spec() {
    let all: Json = TEXTS.iter().map(|text| ((*text).to_owned(), Json::from(*text))).collect();
    let inside = json!({ "of": TEXTS, "in": [all], "all": all });
    let rows = TEXTS.iter().enumerate().map(|(at, text)| {
        let text = Json::from(*text);
        format!("n{at} | string | 否 | x  \n**示例值**：{text}  \n**默认值**：{text}\n")
    });
    // Values are between backticks, without blanks or quotes around them.
    let is_plain = |text: &&&str| !text.contains(['\n', '`', '"']) && text.trim() == **text;
    let values: Vec<_> = TEXTS.iter().filter(is_plain).collect();
    let known = values.iter().map(|text| format!("  \n- `{text}`：x")).collect::<String>();
    let row = |required: &str| format!("words | map<string, any> |{required} x");
    let body = format!(
        "{}{}  \n**示例值**：{all}\nkind | string | 否 | x  \n**可选值有**：{known}\n{LEGS}",
        rows.collect::<String>(),
        row(" 否 |")
    );
    let page = edited(
        PAGE,
        &[
            (LEGS, &body),
            ("\"legs\": 4,", &format!("\"words\": {inside}, \"legs\": 4,")),
            ("\nname | string | x\n", &format!("\nname | string | x\n{}\n", row(""))),
            (
                "\"name\": \"小白\" } } }",
                &format!("\"name\": \"小白\", \"words\": {inside} }} }} }}"),
            ),
        ],
    );
    let mut files = beginning();
    let spec = taken(&mut files, &page, Verdict::Created);
    for (at, text) in TEXTS.iter().enumerate() {
        let field = &spec["request"]["body"][format!("n{at}")];
        assert_eq!(field["example"], *text, "{}", files[SPEC]);
        assert_eq!(field["default"], *text, "{}", files[SPEC]);
    }
    assert_eq!(spec["request"]["body"]["words"]["example"], all, "{}", files[SPEC]);
    assert_eq!(spec["request"]["example"]["words"], inside, "{}", files[SPEC]);
    assert_eq!(spec["response"]["example"]["data"]["pet"]["words"], inside, "{}", files[SPEC]);
    let declared = spec["enums"]["PetKind"]["values"].as_object().expect("values");
    let found: Vec<_> = declared.values().map(|entry| &entry["value"]).collect();
    assert_eq!(found, values.iter().map(|text| **text).collect::<Vec<_>>(), "{}", files[SPEC]);
}

/// Words that are no text in YAML, or were none once.
#[test]
fn a_name_may_be_any_word() {
    for word in ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "inf", "nan"] {
        let page = edited(
            PAGE,
            &[
                ("legs | int", &format!("{word} | int")),
                ("\"legs\": 4", &format!("\"{word}\": 4")),
                ("- `2`：高兴", &format!("- `2`：{word}")),
                ("pet | pet | x", &format!("pet | {word} | x")),
                ("\nname | string | x\n", &format!("\n{word} | string | x\n")),
                ("\"name\": \"小白\" } } }", &format!("\"{word}\": \"小白\" }} }} }}")),
                ("bad pet", word),
            ],
        );
        let mut files = beginning();
        let spec = taken(&mut files, &page, Verdict::Created);
        assert_eq!(spec["request"]["body"][word]["type"], "i32", "{}", files[SPEC]);
        assert_eq!(spec["request"]["example"][word], 4, "{}", files[SPEC]);
        assert_eq!(spec["errors"][0]["name"], word, "{}", files[SPEC]);
        assert_eq!(spec["enums"]["PetMood"]["values"][word]["value"], 2, "{}", files[SPEC]);
        let ty = spec["response"]["data"]["pet"]["type"].as_str().expect(word);
        assert_eq!(spec["objects"][ty]["wire"], word, "{}", files[SPEC]);
        assert_eq!(spec["objects"][ty]["fields"][word]["type"], "string", "{}", files[SPEC]);
        // And where a person has fields on one line.
        let other = edited(
            &page,
            &[("mood | int", &format!("{word}_x | int")), ("\"mood\"", &format!("\"{word}_x\""))],
        );
        taken(&mut files, &other, Verdict::Updated);
    }
}

#[test]
fn the_address_of_a_page_is_the_same_in_its_spec() {
    for end in ["", "#x", "?a=b&c=[d]{e}", ":", "/:", "#", ",", "'", "`", "|", "%20", "!*&@~-"] {
        let address = format!("https://pages.example/zoo{end}");
        let page = edited(PAGE, &[("https://pages.example/zoo/pet/update", &address)]);
        let mut files = beginning();
        let spec = taken(&mut files, &page, Verdict::Created);
        assert_eq!(spec["page"], address, "{}", files[SPEC]);
    }
}

#[test]
fn a_path_that_is_none_is_refused_as_a_path_and_not_for_what_yaml_makes_of_it() {
    for kept in [false, true] {
        for segment in ["feed:", ":pet_id:", "a:b", ":", "-:"] {
            let mut files = beginning();
            if kept {
                taken(&mut files, PAGE, Verdict::Created);
            }
            let page = edited(PAGE, &[("zoo/v1/pets/:pet_id", &format!("zoo/v1/pets/{segment}"))]);
            let (imported, _) = apply(&mut files, &page);
            let outcome = &imported.outcomes[0];
            assert_eq!(outcome.verdict, Verdict::Refused, "{segment}: {outcome:?}");
            assert!(!outcome.notes[0].contains("YAML"), "{segment}: {outcome:?}");
        }
    }
}
