//! Which rules of a page go with the type that the spec has.

use feishu_codegen::Verdict;

use super::facts::{edited, met};
use super::{LEGS, PAGE};

const WIDER: (&str, &str) = ("legs:\n      type: i32", "legs:\n      type: i64");

/// The page with a range of the field that it calls an `int`.
fn within(range: &str) -> String {
    let ruled = format!("{LEGS}  \n**数据校验规则**：  \n- 取值范围：{range}");
    edited(PAGE, &[(LEGS, &ruled)])
}

#[test]
fn a_range_is_followed_where_the_spec_has_the_wider_integer() {
    for (before, after, gone, come) in [
        (PAGE.to_owned(), within("`0` ～ `8`"), None, Some("      range: 0..8")),
        (
            within("`0` ～ `8`"),
            within("`2` ～ `8`"),
            Some("      range: 0..8"),
            Some("      range: 2..8"),
        ),
        (within("`0` ～ `8`"), PAGE.to_owned(), Some("      range: 0..8"), None),
    ] {
        let came = met(&before, &[WIDER], &after);
        assert_eq!(came.outcome.verdict, Verdict::Updated, "{:?}", came.outcome);
        assert_eq!(came.gone, Vec::from_iter(gone), "{}", came.spec);
        assert_eq!(came.come, Vec::from_iter(come), "{}", came.spec);
    }
}

#[test]
fn a_correction_of_a_range_holds_where_the_spec_has_the_wider_integer() {
    let person = [
        WIDER,
        ("range: 0..8", "range: 0..9"),
        (
            "\nrequest:\n",
            "\ncorrections:\n  - { place: request.body.legs.range, page: 0..8, why: Nine work. }\n\nrequest:\n",
        ),
    ];
    let page = within("`0` ～ `8`");
    let came = met(&page, &person, &page);
    assert_eq!(came.outcome.verdict, Verdict::Unchanged, "{:?}", came.outcome);
}

#[test]
fn the_rules_of_a_type_that_a_person_corrected_stay() {
    let person = [
        (
            "legs:\n      type: i32\n      example: 4",
            "legs:\n      type: string\n      chars: 1..3",
        ),
        ("    legs: 4\n", ""),
        (
            "\nrequest:\n",
            "\ncorrections:\n  - { place: request.body.legs.type, page: i32, why: Digits are sent. }\n\nrequest:\n",
        ),
    ];
    let came = met(PAGE, &person, &within("`0` ～ `8`"));
    assert_ne!(came.outcome.verdict, Verdict::Refused, "{:?}", came.outcome);
    assert!(came.spec.contains("legs:\n      type: string\n      chars: 1..3\n"), "{}", came.spec);
    assert!(!came.spec.contains("range:"), "{}", came.spec);
}

#[test]
fn the_rules_of_a_type_go_with_it() {
    let was = "name | string | 是 | x  \n**示例值**：\"小白\"  \n**数据校验规则**：  \n- 长度范围：`1` ～ `20`";
    let after = [
        (was, "name | int | 是 | x"),
        ("{ \"name\": \"小白\", \"legs\"", "{ \"name\": 7, \"legs\""),
    ];
    let came = met(PAGE, &[], &edited(PAGE, &after));
    assert_eq!(came.outcome.verdict, Verdict::Updated, "{:?}", came.outcome);
    assert!(came.gone.contains(&"      chars: 1..20".to_owned()), "{:?}", came.gone);
    assert!(
        came.spec.contains("    name:\n      type: i32\n      required: true\n"),
        "{}",
        came.spec
    );
}
