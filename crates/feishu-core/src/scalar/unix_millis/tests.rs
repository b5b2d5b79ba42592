use super::*;

#[test]
fn a_number_is_written_as_its_digits() {
    for (millis, text) in [
        (0, "0"),
        (-1, "-1"),
        (1_721_899_352_428, "1721899352428"),
        (i64::MAX, "9223372036854775807"),
        (i64::MIN, "-9223372036854775808"),
    ] {
        let time = UnixMillis::from_millis(millis);
        assert_eq!(time.as_str(), text);
        assert_eq!(time.millis(), Some(millis));
        assert_eq!(time, UnixMillis::from(text));
        assert_eq!(UnixMillis::from(text.to_owned()).millis(), Some(millis));
    }
}

#[test]
fn a_time_can_be_a_constant() {
    const EPOCH: UnixMillis = UnixMillis::from_millis(0);
    assert_eq!(EPOCH.to_string(), "0");
}

#[test]
fn a_time_is_digits_at_every_place() {
    for length in 1..=16 {
        for at in 1..length {
            for byte in 0..128 {
                let mut text = vec![b'1'; length];
                text[at] = byte;
                let time = UnixMillis::from(String::from_utf8(text).unwrap());
                assert_eq!(time.is_valid(), byte.is_ascii_digit(), "{time}");
            }
        }
    }
}

#[test]
fn the_rule_and_the_pattern_agree() {
    let pattern = regex_lite::Regex::new(UnixMillis::PATTERN).unwrap();
    for text in [
        "0",
        "7",
        "-7",
        "9999999999999999",
        "-9999999999999999",
        "10000000000000000",
        "-10000000000000000",
        "9223372036854775807",
        "9223372036854775808",
        "99999999999999999999999",
        "",
        "-",
        "-0",
        "+1",
        "01",
        "00",
        "1.0",
        "1e3",
        " 1",
        "1 ",
        "1\n",
        "１２",
        "yesterday",
    ] {
        let time = UnixMillis::from(text);
        assert_eq!(time.is_valid(), pattern.is_match(text), "{text:?}");
        assert_eq!(time.as_str(), text, "whatever it is given is kept");
    }
}

#[test]
fn text_that_is_no_integer_in_shortest_form_has_no_millis() {
    for text in ["", "-0", "+1", "01", "1.0", "9223372036854775808", "yesterday"] {
        assert_eq!(UnixMillis::from(text).millis(), None, "{text:?}");
    }
    // Too long for the rule, but still a number.
    assert_eq!(UnixMillis::from("10000000000000000").millis(), Some(10_000_000_000_000_000));
}

#[test]
fn a_system_time_is_rounded_down_to_a_millisecond() {
    let micros = Duration::from_micros;
    let epoch = SystemTime::UNIX_EPOCH;
    for (time, millis) in [
        (epoch, 0),
        (epoch + micros(1_999), 1),
        (epoch - micros(1), -1),
        (epoch - micros(1_000), -1),
        (epoch - micros(1_001), -2),
    ] {
        assert_eq!(UnixMillis::from(time), UnixMillis::from_millis(millis), "{time:?}");
    }
}

#[test]
fn a_time_comes_back_from_a_system_time() {
    for millis in [0, 1, -1, 1_721_899_352_428, -86_400_000] {
        let time = UnixMillis::from_millis(millis);
        assert_eq!(UnixMillis::from(SystemTime::try_from(time.clone()).unwrap()), time);
    }
}

#[test]
fn text_that_is_no_time_has_no_system_time_and_is_given_back() {
    let error = SystemTime::try_from(UnixMillis::from("yesterday")).unwrap_err();
    assert!(error.to_string().starts_with("\"yesterday\" is not a number of milliseconds"));
    assert_eq!(error.into_value(), UnixMillis::from("yesterday"));
}

#[test]
fn equal_times_hash_alike_however_they_were_made() {
    let times = std::collections::HashSet::from([UnixMillis::from_millis(5)]);
    assert!(times.contains(&UnixMillis::from("5")));
    assert!(!times.contains(&UnixMillis::from("05")));
}

#[test]
fn a_time_is_a_string_on_the_wire() {
    let time = UnixMillis::from_millis(1_721_899_352_428);
    assert_eq!(serde_json::to_string(&time).unwrap(), "\"1721899352428\"");
    assert_eq!(serde_json::from_str::<UnixMillis>("\"1721899352428\"").unwrap(), time);
    assert!(serde_json::from_str::<UnixMillis>("1721899352428").is_err());
    assert_eq!(format!("{time:?}"), "UnixMillis(\"1721899352428\")");
}

#[cfg(feature = "schemars")]
#[test]
fn the_schema_of_a_time_states_its_pattern_wherever_it_is_used() {
    let schema = schemars::schema_for!(Vec<UnixMillis>);
    let expected = serde_json::json!({
        "type": "string",
        "pattern": UnixMillis::PATTERN,
        "not": { "type": "string", "pattern": "\n$" },
    });
    assert_eq!(schema.get("items"), Some(&expected));
}
