use super::*;
use crate::rules::Pattern;
use crate::{Pointer, UnixMillis, Violations};

const DATE: &str = "^[0-9]{4}-[0-9]{2}$";

crate::id! {
    struct OfferId;
}

proptest! {
    #[test]
    fn an_identifier_can_be_a_path_segment(id in id::<OfferId>()) {
        prop_assert!(!matches!(id.as_str(), "" | "." | ".."));
        let values = [("id".into(), id.into_string())];
        let path = crate::path::render("/a/:id", &values).map_err(|e| TestCaseError::fail(e.join(" ")))?;
        prop_assert_eq!(path.matches('/').count(), 2);
    }

    #[test]
    fn a_text_has_as_many_characters_as_asked_for(text in chars(3..=5), exact in chars(7..=7)) {
        prop_assert!((3..=5).contains(&text.chars().count()));
        prop_assert_eq!(exact.chars().count(), 7);
    }

    #[test]
    fn text_after_a_pattern_matches_it_or_does_not(good in matching(DATE), bad in not_matching(DATE)) {
        let pattern = Pattern::new(DATE);
        prop_assert!(pattern.is_match(&good));
        prop_assert!(!pattern.is_match(&bad));
    }

    #[test]
    fn a_time_keeps_the_rule_or_breaks_it(good in unix_millis(), bad in not_unix_millis()) {
        prop_assert!(good.is_valid(), "{}", good);
        prop_assert!(!bad.is_valid(), "{}", bad);
    }

    #[test]
    fn a_day_keeps_the_rule_or_breaks_it(good in date(), bad in not_date()) {
        prop_assert!(good.is_valid(), "{}", good);
        prop_assert!(!bad.is_valid(), "{}", bad);
    }

    #[test]
    fn a_list_holds_each_item_once_or_one_of_them_twice(
        good in distinct(0..9_i64, 0..=4),
        bad in repeating(0..9_i64, 0..=4),
    ) {
        let twice = |list: &[i64]| (1..list.len()).any(|at| list[..at].contains(&list[at]));
        prop_assert!(good.len() <= 4 && !twice(&good), "{:?}", good);
        prop_assert!(bad.len() <= 4 && twice(&bad), "{:?}", bad);
    }

    #[test]
    fn an_unknown_value_is_not_a_known_one(
        text in unknown_value(&["pending", "DONE", "已发送"]),
        number in unknown_number(&["0", "1", "2"]),
    ) {
        prop_assert!(!["pending", "DONE", "已发送"].contains(&text.as_str()));
        prop_assert!(!(0..=2).contains(&number));
    }

    #[test]
    fn json_and_finite_numbers_survive_json(value in json(), number in finite()) {
        let text = serde_json::to_string(&(&value, number))?;
        prop_assert_eq!(serde_json::from_str::<(serde_json::Value, f64)>(&text)?, (value, number));
    }

    #[test]
    fn a_number_that_is_not_finite_breaks_the_rule(number in not_finite()) {
        let mut violations = Violations::default();
        crate::rules::finite(number, &Pointer::root(), &mut violations);
        prop_assert_eq!(violations.len(), 1);
    }
}

#[test]
fn a_broken_value_is_a_valid_one_with_one_thing_changed() {
    let valid = (unix_millis(), text());
    let broken: Broken<(UnixMillis, String)> =
        Broken::new("/time", "unix_millis", valid, not_unix_millis(), |value, broken| {
            value.0 = broken
        });
    assert_eq!((broken.pointer.as_str(), broken.rule), ("/time", "unix_millis"));
    proptest!(|((time, _) in broken.strategy)| prop_assert!(!time.is_valid()));
}
