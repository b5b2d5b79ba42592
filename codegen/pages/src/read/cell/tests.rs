//! What the description of a field states, sentence by sentence.

#![allow(clippy::expect_used, reason = "tests fail by panicking")]

use serde_json::{Value as Json, json};

use super::*;
use crate::model::{Bounds, Number, Rule};

fn list(inner: RowType) -> RowType {
    RowType::List(Box::new(inner))
}

fn rules(text: &str, ty: &RowType) -> Rules {
    read(&format!("x\n\n**数据校验规则**：\n\n{text}"), ty).rules
}

#[test]
fn rules_belong_to_what_the_type_can_have() {
    let none = Rules::default;
    let of = |kind, limit| Rules { stated: vec![(kind, limit)], ..none() };
    let size = |end: Option<u64>| end.map(Json::from);
    let length = |min, max| of(rule::CHARS, Limit::Ends(size(min), size(max)));
    let items = |min, max| of(rule::ITEMS, Limit::Ends(size(min), size(max)));
    let range = |min, max| of(rule::RANGE, Limit::Ends(min, max));
    let (text, many) = (RowType::String, list(RowType::String));
    for (said, ty, expected) in [
        ("- 长度范围：`1` ～ `20` 字符", &text, length(Some(1), Some(20))),
        ("- 长度范围：`1` ～ `20`", &many, items(Some(1), Some(20))),
        ("- 最大长度：`20` 字符", &text, length(None, Some(20))),
        ("- 最小长度：`2` 字符", &text, length(Some(2), None)),
        ("- 最大长度：`20`", &many, items(None, Some(20))),
        ("- 最小长度：`2`", &many, items(Some(2), None)),
        ("- 取值范围：`1` ～ `50`", &RowType::Int, range(Some(json!(1)), Some(json!(50)))),
        ("- 取值范围：`-5` ～ `-1`", &RowType::Int, range(Some(json!(-5)), Some(json!(-1)))),
        ("- 取值范围：1-50", &RowType::Int, range(Some(json!(1)), Some(json!(50)))),
        (
            "- 取值范围：`0.5` ～ `1.5`。",
            &RowType::Float,
            range(Some(json!(0.5)), Some(json!(1.5))),
        ),
        ("- 最大值：`100`", &RowType::Int, range(None, Some(json!(100)))),
        ("- 最小值：`0`", &RowType::Int, range(Some(json!(0)), None)),
        ("* 最小值: 3.", &RowType::Int, range(Some(json!(3)), None)),
        ("- 长度：`3`", &text, none()),
        ("长度范围", &text, none()),
        ("- 正则校验：`^[0-9]+$`", &text, of(rule::PATTERN, Limit::Pattern("^[0-9]+$".to_owned()))),
        // Ends that are said one by one are of one rule, and what comes later holds.
        ("- 最小值：`1`\n- 最大值：`2`", &RowType::Int, range(Some(json!(1)), Some(json!(2)))),
        ("- 最大值：`1`\n- 最大值：`2`", &RowType::Int, range(None, Some(json!(2)))),
    ] {
        assert_eq!(rules(said, ty), expected, "{said}");
    }
}

/// A new row of the table of rules is read by its phrases, and no import takes a rule away for which it has no eye.
#[test]
fn every_rule_that_a_page_can_state_is_read_as_it_is_written() {
    let ends = Bounds { min: Some(Number::Integer(1)), max: Some(Number::Integer(8)) };
    for kind in rule::ALL.iter().filter(|kind| kind.page.is_some()) {
        let stated = match kind.limits {
            Limits::Sizes | Limits::Numbers => {
                [ends, Bounds { min: None, ..ends }, Bounds { max: None, ..ends }]
                    .map(|bounds| Rule::within(*kind, bounds))
                    .to_vec()
            }
            Limits::Pattern => vec![Rule::matching(*kind, "^a$")],
            Limits::Stated => vec![Rule::stated(*kind)],
        };
        let ty = if kind.subject.is_list() { list(RowType::String) } else { RowType::String };
        for rule in stated {
            let line = rule.on_page().unwrap();
            let Rules { stated, .. } = rules(&line, &ty);
            let limit = match (rule.bounds(), kind.limits) {
                (Some(bounds), _) => {
                    let end = |end: Option<Number>| end.map(|end| end.to_json());
                    Limit::Ends(end(bounds.min), end(bounds.max))
                }
                (None, Limits::Pattern) => Limit::Pattern("^a$".to_owned()),
                (None, _) => Limit::Holds,
            };
            assert_eq!(stated, [(*kind, limit)], "{line}");
        }
    }
}

#[test]
fn samples_are_values_of_the_type_where_they_can_be() {
    let said = |text: &str, ty: &RowType| read(&format!("x\n**示例值**：{text}"), ty).example;
    for (text, ty, expected) in [
        ("\"a\"", RowType::String, Some(json!("a"))),
        ("a", RowType::String, Some(json!("a"))),
        ("`a`", RowType::String, Some(json!("a"))),
        ("“a”。", RowType::String, Some(json!("a"))),
        ("\"a\\nb\"", RowType::String, Some(json!("a\nb"))),
        ("12", RowType::String, Some(json!("12"))),
        ("{\"a\": 1}", RowType::String, Some(json!("{\"a\": 1}"))),
        ("12", RowType::Int, Some(json!(12))),
        ("\"12\"", RowType::Int, Some(json!(12))),
        ("\"x\"", RowType::Int, Some(json!("x"))),
        ("\"1.5\"", RowType::Float, Some(json!(1.5))),
        ("\"true\"", RowType::Bool, Some(json!(true))),
        ("True", RowType::Bool, Some(json!(true))),
        ("FALSE", RowType::Bool, Some(json!(false))),
        ("\"7\"", RowType::Int64, Some(json!(7))),
        ("[\"a\"]", list(RowType::String), Some(json!(["a"]))),
        ("[\n\"a\",\n\"b\"\n]", list(RowType::String), Some(json!(["a", "b"]))),
        ("\"12\"", RowType::Any, Some(json!("12"))),
        ("some words", RowType::Any, Some(json!("some words"))),
        ("a\nb", RowType::String, Some(json!("a\nb"))),
        ("无", RowType::String, None),
        ("-", RowType::Int, None),
        ("", RowType::String, None),
    ] {
        assert_eq!(said(text, &ty), expected, "{text}");
    }
    let cell = read("x\n**示例值**：1\n**默认值**：`2`", &RowType::Int);
    assert_eq!((cell.example, cell.default), (Some(json!(1)), Some(json!(2))));
    // A blank line ends what may go over several, and what follows is prose.
    let cell = read("x\n**示例值**：1\n\n毫秒时间戳", &RowType::Int);
    assert_eq!((cell.example, cell.unit), (Some(json!(1)), Some(Unit::UnixMillis)));
    let cell = read("x\n**默认值**：2\n\n毫秒时间戳", &RowType::Int);
    assert_eq!((cell.default, cell.unit), (Some(json!(2)), Some(Unit::UnixMillis)));
}

#[test]
fn values_are_of_the_type_and_sentences_are_none() {
    let said = |text: &str, ty: &RowType| {
        let cell = read(&format!("x\n**可选值有**：\n{text}"), ty);
        let known = cell.values.into_iter().map(|fact| (fact.value, fact.meaning));
        known.collect::<Vec<_>>()
    };
    let one = |value: Json, meaning: &str| vec![(value, meaning.to_owned())];
    for (text, ty, expected) in [
        ("- `1`：社招", RowType::Int, one(json!(1), "社招")),
        ("* 1: 社招", RowType::Int, one(json!(1), "社招")),
        ("- `0`：无", RowType::Int, one(json!(0), "无")),
        ("- `-1`：不限", RowType::Int, one(json!(-1), "不限")),
        ("- -1：不限", RowType::Int, one(json!(-1), "不限")),
        ("- `-2147483649`：x", RowType::Int64, one(json!(-2_147_483_649_i64), "x")),
        ("- `4294967296`：x", RowType::Int64, one(json!(4_294_967_296_i64), "x")),
        ("- `-1`：x", list(RowType::Int), one(json!(-1), "x")),
        ("• a：A", RowType::String, one(json!("a"), "A")),
        ("- `a`", RowType::String, one(json!("a"), "")),
        ("- \"a\"：A", RowType::String, one(json!("a"), "A")),
        ("- `true`：yes", RowType::Bool, one(json!(true), "yes")),
        ("- `false`：no", RowType::Bool, one(json!(false), "no")),
        ("- `2`：x", list(list(RowType::Int)), one(json!(2), "x")),
        ("- `2`：x", RowType::Map(Box::new(RowType::String)), one(json!("2"), "x")),
        ("- `x`：x", RowType::Int, Vec::new()),
        ("- `maybe`：x", RowType::Bool, Vec::new()),
        ("1：x", RowType::Int, Vec::new()),
        ("- 这是一句话。", RowType::String, Vec::new()),
        ("- 说明，如下", RowType::String, Vec::new()),
        ("- `` ：x", RowType::String, Vec::new()),
    ] {
        assert_eq!(said(text, &ty), expected, "{text}");
    }
    let long = format!("- `{}`：x", "a".repeat(101));
    assert_eq!(said(&long, &RowType::String), Vec::new());
    let longest = "a".repeat(100);
    assert_eq!(said(&format!("- `{longest}`：x"), &RowType::String), one(json!(longest), "x"));
}

#[test]
fn what_is_said_in_passing_counts_for_the_types_that_it_can_mean() {
    let unit = |text: &str, ty: &RowType| read(text, ty).unit;
    for ty in [RowType::Int, RowType::Int64, RowType::String] {
        assert_eq!(unit("毫秒时间戳", &ty), Some(Unit::UnixMillis));
        assert_eq!(unit("时间戳，单位：秒", &ty), Some(Unit::UnixSeconds));
        assert_eq!(unit("秒级时间戳", &ty), Some(Unit::UnixSeconds));
        assert_eq!(unit("时间戳", &ty), None);
        assert_eq!(unit("毫秒", &ty), None);
    }
    assert_eq!(unit("毫秒时间戳", &RowType::Bool), None);
    assert!(read("毫秒时间戳", &RowType::Int).wide && read("int64", &RowType::Int).wide);
    assert!(read("秒级时间戳", &RowType::Int).wide && !read("int", &RowType::Int).wide);

    let key = |text: &str, ty: &RowType| read(text, ty).idempotency_key;
    assert_eq!(key("用于幂等，24小时内仅可创建一次", &RowType::String), Some(Some(86_400)));
    assert_eq!(key("幂等键，90 分钟内有效", &RowType::String), Some(Some(5_400)));
    assert_eq!(key("幂等键，61 秒内有效", &RowType::String), Some(Some(61)));
    assert_eq!(key("仅用于幂等", &RowType::String), Some(None));
    assert_eq!(key("仅用于幂等", &RowType::Int), None);
    assert_eq!(key("主键", &RowType::String), None);

    assert!(read("该字段已废弃", &RowType::Int).deprecated);
    assert!(!read("x", &RowType::Int).deprecated);

    let size = |text: &str, ty: &RowType| read(text, ty).rules.max_bytes;
    assert_eq!(size("最大 300 MB", &RowType::File), Some(300 << 20));
    assert_eq!(size("不超过 2GB", &RowType::File), Some(2 << 30));
    assert_eq!(size("不超过 5 kb", &RowType::File), Some(5 << 10));
    assert_eq!(size("不超过 1000 字节", &RowType::File), Some(1000));
    assert_eq!(size("不超过 MB", &RowType::File), None);
    assert_eq!(size("小文件", &RowType::File), None);
    assert_eq!(size("最大 300 MB", &RowType::String), None);
}

#[test]
fn labels_end_what_came_before() {
    // What no label is known for belongs to nothing.
    let cell =
        read("x\n**说明**：毫秒时间戳 (a:b)\n- 最大值：`1`\n**注意**：已废弃", &RowType::Int);
    assert_eq!((cell.unit, cell.deprecated, cell.rules), (None, false, Rules::default()));
    assert!(cell.scopes.is_empty());
    let cell = read(
        "x\n\n**当值为 `user_id`，字段权限要求**：\n获取用户 user ID(contact:user.employee_id:readonly)\n(no scope) (a//b:c)(a:b",
        &RowType::String,
    );
    assert_eq!(cell.scopes, ["contact:user.employee_id:readonly"]);
    let cell = read("x\n- **示例值**: 1\n**数据校验规则**\n- 最大值：`9`", &RowType::Int);
    assert_eq!(
        (cell.example, cell.rules.stated),
        (Some(json!(1)), vec![(rule::RANGE, Limit::Ends(None, Some(json!(9))))])
    );
    // Bold words inside a sentence are no label, unless a colon makes them one.
    for (said, example) in [
        ("x **示例值** 1", None),
        ("x **示例值**：1", Some(json!(1))),
        ("x**示例值:** 1", Some(json!(1))),
        ("x **某示例值**：1", None),
    ] {
        assert_eq!(read(said, &RowType::Int).example, example, "{said}");
    }
}

/// Who copies a page joins its lines, marks items otherwise, and puts scopes into marks of code.
#[test]
fn a_description_states_the_same_however_a_copy_breaks_its_lines() {
    let parts = [
        ("每页的大小", &[][..]),
        ("**示例值**：2", &[]),
        ("**默认值**：`1`", &[]),
        ("**可选值有**：", &["- `1`：社招 - 含实习", "- `2`：校招", "- `30`：其他：`4`"]),
        ("**数据校验规则**：", &["- 最小值：`1`", "- 最大值：`30`"]),
        ("**字段权限要求（满足任一）**：", &["读(zoo:pet:read)", "写(zoo:pet)"]),
    ];
    let ty = RowType::Int;
    let told = |text: &str| format!("{:?}", read(text, &ty));
    let expected = Cell {
        example: Some(json!(2)),
        default: Some(json!(1)),
        rules: Rules {
            stated: vec![(rule::RANGE, Limit::Ends(Some(json!(1)), Some(json!(30))))],
            ..Rules::default()
        },
        values: [(1, "社招 - 含实习"), (2, "校招"), (30, "其他：`4`")]
            .map(|(value, meaning)| ValueFact { value: value.into(), meaning: meaning.to_owned() })
            .to_vec(),
        scopes: vec!["zoo:pet:read".to_owned(), "zoo:pet".to_owned()],
        ..Cell::default()
    };
    let expected = format!("{expected:?}");
    for turn in 0..parts.len() {
        // In any order, but for prose, which begins.
        let mut order = parts;
        order[1..].rotate_left(turn % (parts.len() - 1));
        for (between_parts, between_items) in
            [("\n", "\n"), ("\n\n", "\n\n"), ("\n", " "), (" ", " "), (" ", "\n"), ("", " ")]
        {
            let whole = |(head, items): &(&str, &[&str])| {
                [*head]
                    .into_iter()
                    .chain(items.iter().copied())
                    .collect::<Vec<_>>()
                    .join(between_items)
            };
            let text = order.iter().map(whole).collect::<Vec<_>>().join(between_parts);
            for text in [
                text.clone(),
                text.replace("- `", "* `")
                    .replace("- 最", "* 最")
                    .replace("社招 -", "社招 *")
                    .replace("社招 *", "社招 -"),
                text.replace("读(zoo:pet:read)", "`zoo:pet:read` 读")
                    .replace("写(zoo:pet)", "`zoo:pet` 写"),
                text.replace('：', ":").replace("其他:", "其他：").replace("**:", "**："),
            ] {
                assert_eq!(told(&text), expected, "{text}");
            }
        }
    }
}

#[test]
fn json_as_text_may_be_marked_as_code_inside_its_quotes() {
    for (said, expected) in [
        (r#""`{\"a\":1}`""#, r#"{"a":1}"#),
        (r#""`[1]`""#, "[1]"),
        (r#""`x`""#, "`x`"),
        (r#""`{x}`""#, "`{x}`"),
        ("`x`", "x"),
    ] {
        assert_eq!(sample(said, &RowType::String), Some(json!(expected)), "{said}");
    }
}

#[test]
fn a_rule_may_be_a_label_of_its_own_with_its_limit_on_a_later_line() {
    let list = list(RowType::String);
    let expected = vec![(rule::ITEMS, Limit::Ends(None, Some(json!(50))))];
    for said in [
        "**最大长度**：50",
        "**最大长度**： `50`",
        "**最大长度：**\n\n50",
        "- **最大长度**：\n50",
        "x **最大长度**：50",
    ] {
        assert_eq!(read(said, &list).rules.stated, expected, "{said}");
    }
    assert_eq!(read("**最大长度**：\n\n**示例值**：50", &list).rules, Rules::default());
    // A name without a limit takes none from the next rule, and takes it nothing.
    for said in [
        "**最小长度**：\n**示例值**：x\n**数据校验规则**：\n- 最大长度：`50`",
        "**数据校验规则**：\n- 最小长度：\n- 最大长度：`50`",
        "**最小长度**：\n**最大长度**：50",
    ] {
        assert_eq!(read(said, &list).rules.stated, expected, "{said}");
    }
}

#[test]
fn a_note_that_this_field_goes_is_a_fact_and_one_about_another_field_is_none() {
    for (said, expected) in [
        ("x\n**注意**：该字段即将下线，请使用「b」字段", true),
        ("x - **注意**：该字段即将下线", true),
        ("x\n- **注意**：该字段已废弃", true),
        ("x\n**注意**：字段 b 已废弃", false),
    ] {
        assert_eq!(read(said, &RowType::String).deprecated, expected, "{said}");
    }
}

#[test]
fn scopes_are_names_in_parentheses_or_marks_of_code_each_once() {
    for (said, expected) in [
        ("读(a:b)", &["a:b"][..]),
        ("`a:b` 读 `c:d.e:read-only` 写", &["a:b", "c:d.e:read-only"]),
        ("`a:b` 读(a:b)", &["a:b"]),
        ("`user_id` (user_id) `https://x` (http://x)", &[]),
        ("`a:b 读` (a:b", &[]),
        ("``a:b``", &["a:b"]),
    ] {
        assert_eq!(scopes(said), expected, "{said}");
    }
}
