use super::*;
use crate::validate::Validate;

/// What `check` reports about the field `f`, one text a violation.
fn reported(check: impl Fn(&Pointer<'_>, &mut Violations)) -> Vec<String> {
    let mut violations = Violations::default();
    check(&Pointer::root().field("f"), &mut violations);
    violations.iter().map(ToString::to_string).collect()
}

#[test]
fn a_list_holds_as_many_items_as_its_limit_allows() {
    for (len, expected) in [
        (0, vec!["/f: holds 0 items, 1 to 3 are allowed (items)"]),
        (1, vec![]),
        (3, vec![]),
        (4, vec!["/f: holds 4 items, 1 to 3 are allowed (items)"]),
    ] {
        assert_eq!(reported(|at, v| items(len, 1..=3, at, v)), expected, "{len}");
    }
    assert_eq!(
        reported(|at, v| items(11, ..=10, at, v)),
        ["/f: holds 11 items, at most 10 are allowed (items)"]
    );
    assert_eq!(
        reported(|at, v| items(1, 2.., at, v)),
        ["/f: holds 1 item, at least 2 are needed (items)"]
    );
    assert_eq!(
        reported(|at, v| items(1, 2..=2, at, v)),
        ["/f: holds 1 item, exactly 2 are allowed (items)"]
    );
    assert!(reported(|at, v| items(usize::MAX, .., at, v)).is_empty());
}

#[test]
fn a_limit_with_an_excluded_end_is_reported_as_the_last_allowed_value() {
    assert_eq!(
        reported(|at, v| items(3, 1..3, at, v)),
        ["/f: holds 3 items, 1 to 2 are allowed (items)"]
    );
    let above = (Bound::Excluded(3), Bound::Unbounded);
    assert_eq!(
        reported(|at, v| items(3, above, at, v)),
        ["/f: holds 3 items, at least 4 are needed (items)"]
    );
}

#[test]
fn the_first_item_that_is_there_again_is_reported() {
    assert!(reported(|at, v| unique_items::<i32>(&[], at, v)).is_empty());
    assert!(reported(|at, v| unique_items(&["a", "A", "b"], at, v)).is_empty());
    assert_eq!(
        reported(|at, v| unique_items(&["a", "b", "c", "b", "a"], at, v)),
        ["/f: holds the same item at 1 and 3, each is allowed once (unique_items)"]
    );
}

#[test]
fn characters_are_unicode_scalar_values() {
    for (text, count) in [("张三", 2), ("👍🏽", 2), ("e\u{301}", 2), ("ab", 2), ("", 0)] {
        assert!(reported(|at, v| chars(text, count..=count, at, v)).is_empty(), "{text}");
    }
    assert_eq!(
        reported(|at, v| chars("张三丰", ..=2, at, v)),
        ["/f: has 3 characters, at most 2 are allowed (chars)"]
    );
    assert_eq!(
        reported(|at, v| chars("", 1.., at, v)),
        ["/f: has 0 characters, at least 1 are needed (chars)"]
    );
}

#[test]
fn both_bounds_of_a_range_are_allowed() {
    for value in [-1, 0, 5] {
        assert!(reported(|at, v| range(value, -1..=5, at, v)).is_empty(), "{value}");
    }
    assert_eq!(
        reported(|at, v| range(6_i32, -1..=5, at, v)),
        ["/f: is 6, -1 to 5 is allowed (range)"]
    );
    assert_eq!(
        reported(|at, v| range(i64::MIN, i64::MIN + 1.., at, v)),
        ["/f: is -9223372036854775808, at least -9223372036854775807 is needed (range)"]
    );
    assert_eq!(
        reported(|at, v| range(0.5, ..=0.25, at, v)),
        ["/f: is 0.5, at most 0.25 is allowed (range)"]
    );
}

#[test]
fn a_float_outside_json_breaks_one_rule_and_not_two() {
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert!(reported(|at, v| range(value, 0.0..=1.0, at, v)).is_empty(), "{value}");
        assert_eq!(
            reported(|at, v| finite(value, at, v)),
            [format!("/f: {value} cannot be written in JSON (finite)")]
        );
    }
    assert!(reported(|at, v| finite(f64::MAX, at, v)).is_empty());
}

#[test]
fn a_pattern_searches_unless_it_is_anchored() {
    static ANYWHERE: Pattern = Pattern::new("[0-9]{2}");
    static WHOLE: Pattern = Pattern::new("^[0-9]{2}$");
    assert!(reported(|at, v| pattern("a12b", &ANYWHERE, at, v)).is_empty());
    assert_eq!(
        reported(|at, v| pattern("a12b", &WHOLE, at, v)),
        ["/f: \"a12b\" does not match ^[0-9]{2}$ (pattern)"]
    );
    assert_eq!(reported(|at, v| pattern("12\n", &WHOLE, at, v)).len(), 1);
    // A class that a line break is in takes it, and engines that read `$` otherwise do not.
    static LINE: Pattern = Pattern::new("^[^,]+$");
    assert!(reported(|at, v| pattern("a\nb", &LINE, at, v)).is_empty());
    assert_eq!(reported(|at, v| pattern("ab\n", &LINE, at, v)).len(), 1);
}

#[test]
fn a_pattern_that_does_not_compile_keeps_nobody_from_sending() {
    static BROKEN: Pattern = Pattern::new("(");
    assert!(reported(|at, v| pattern("anything", &BROKEN, at, v)).is_empty());
}

#[test]
fn a_value_that_an_enum_does_not_name_is_reported_with_those_it_does() {
    let allowed = &["pending", "done"];
    assert_eq!(
        reported(|at, v| values(&"Done", allowed, at, v)),
        ["/f: \"Done\" is not one of pending, done (values)"]
    );
    assert_eq!(
        reported(|at, v| values(&7, &["1", "2"], at, v)),
        ["/f: \"7\" is not one of 1, 2 (values)"]
    );
}

#[test]
fn a_time_that_is_no_time_is_reported() {
    assert!(reported(|at, v| unix_millis(&UnixMillis::from_millis(-1), at, v)).is_empty());
    let text = reported(|at, v| unix_millis(&UnixMillis::from("yesterday\n"), at, v));
    assert_eq!(text.len(), 1);
    assert!(text[0].starts_with("/f: \"yesterday\" is not a time in milliseconds"), "{text:?}");
    assert!(text[0].ends_with("(unix_millis)"), "{text:?}");
}

#[test]
fn a_time_in_seconds_is_reported_in_words_and_not_by_its_pattern() {
    static SECONDS: Pattern = Pattern::new(feishu_text::pattern::UNIX_SECONDS);
    for time in ["0", "-1", "1721899352", "9999999999999"] {
        assert!(reported(|at, v| pattern(time, &SECONDS, at, v)).is_empty(), "{time}");
    }
    assert_eq!(
        reported(|at, v| pattern("yesterday", &SECONDS, at, v)),
        [
            "/f: \"yesterday\" is not a time in seconds since 1970, an integer of at most 13 digits (pattern)"
        ]
    );
}

#[test]
fn a_day_that_the_calendar_does_not_have_is_reported() {
    assert!(reported(|at, v| date(&Date::from("2024-02-29"), at, v)).is_empty());
    assert_eq!(
        reported(|at, v| date(&Date::from("2023-02-29"), at, v)),
        ["/f: \"2023-02-29\" is not a day of the calendar, such as 2024-05-01 (date)"]
    );
}

#[test]
fn a_long_value_is_shortened_where_it_is_reported() {
    let mut violations = Violations::default();
    values(&"李".repeat(500), &["a"], &Pointer::root(), &mut violations);
    let violation = &violations.as_slice()[0];
    assert_eq!(violation.actual(), format!("{}…", "李".repeat(80)));
    assert_eq!(violation.pointer, "");
    assert!(violation.to_string().starts_with("(the whole value): \"李"));
}

#[test]
fn a_violation_tells_its_rule_limit_and_actual_value_apart() {
    let mut violations = Violations::default();
    let root = Pointer::root();
    items(11, 1..=10, &root.field("items"), &mut violations);
    chars("", 1.., &root.field("chars"), &mut violations);
    range(2.5, ..=2.0, &root.field("range"), &mut violations);
    values(&"c", &["a", "b"], &root.field("values"), &mut violations);
    unix_millis(&UnixMillis::from("01"), &root.field("time"), &mut violations);
    date(&Date::from("2023-02-29"), &root.field("date"), &mut violations);
    unique_items(&[7, 8, 7], &root.field("list"), &mut violations);
    finite(f64::INFINITY, &root.field("finite"), &mut violations);
    let told: Vec<_> = violations.iter().map(|v| (v.rule_name(), v.limit(), v.actual())).collect();
    let expected = [
        ("items", "1..=10", "11"),
        ("chars", "1..", "0"),
        ("range", "..=2", "2.5"),
        ("values", "a, b", "c"),
        ("unix_millis", UnixMillis::PATTERN, "01"),
        ("date", "YYYY-MM-DD", "2023-02-29"),
        ("unique_items", "unique items", "0 and 2"),
        ("finite", "finite", "inf"),
    ]
    .map(|(rule, limit, actual)| (rule, limit.to_owned(), actual.to_owned()));
    assert_eq!(told, expected);
    assert_eq!(violations.len(), violations.to_string().lines().count());
}

/// A request with a list of objects, as the generator would write its check.
struct Request {
    names: Vec<String>,
    created: UnixMillis,
}

impl Validate for Request {
    fn check(&self, at: &Pointer<'_>, violations: &mut Violations) {
        let list = at.field("a/b~c");
        items(self.names.len(), ..=3, &list, violations);
        for (index, name) in self.names.iter().enumerate() {
            chars(name, 1..=4, &list.index(index).field("name"), violations);
        }
        unix_millis(&self.created, &at.field("created"), violations);
    }
}

#[test]
fn a_check_that_finds_nothing_owns_no_memory() {
    let request = Request { names: vec!["张三".to_owned(); 3], created: UnixMillis::from("0") };
    let mut violations = Violations::default();
    request.check(&Pointer::root(), &mut violations);
    // Pointers live on the stack, limits and values are compared in place; the list of violations
    // is the only thing that could have grown.
    assert!(violations.is_empty() && !violations.owns_memory());
    assert_eq!(crate::validate(&request), Ok(()));
}

#[test]
fn every_violation_is_found_with_its_place() {
    let request = Request {
        names: vec!["a".to_owned(), String::new(), "b".to_owned(), "abcde".to_owned()],
        created: UnixMillis::from("-0"),
    };
    let violations = crate::validate(&request).unwrap_err();
    let places: Vec<_> = violations.iter().map(|v| (v.pointer.as_str(), v.rule_name())).collect();
    assert_eq!(
        places,
        [
            ("/a~1b~0c", "items"),
            ("/a~1b~0c/1/name", "chars"),
            ("/a~1b~0c/3/name", "chars"),
            ("/created", "unix_millis"),
        ]
    );
}

#[test]
fn an_integer_is_exact_up_to_53_bits_on_both_sides_of_zero() {
    for value in [0_i64, 9_007_199_254_740_991, -9_007_199_254_740_991] {
        assert!(reported(|at, v| exact(value, at, v)).is_empty(), "{value}");
    }
    for value in [9_007_199_254_740_992_i64, -9_007_199_254_740_992, i64::MAX, i64::MIN] {
        assert_eq!(reported(|at, v| exact(value, at, v)).len(), 1, "{value}");
    }
}
