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
    // Bold words inside a sentence are no label.
    assert_eq!(read("x **示例值**：1", &RowType::Int).example, None);
}
