//! Lengths of time for people.

/// A length of time in the largest unit that it is a whole number of: `24 hours`, `90 minutes`, `1 second`.
pub fn duration(seconds: u64) -> String {
    let (count, unit) = match seconds {
        0 => (0, "second"),
        _ if seconds.is_multiple_of(3600) => (seconds / 3600, "hour"),
        _ if seconds.is_multiple_of(60) => (seconds / 60, "minute"),
        _ => (seconds, "second"),
    };
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{plural}")
}

#[cfg(test)]
mod tests {
    use super::duration;

    #[test]
    fn no_part_of_a_length_of_time_is_rounded_away() {
        for (seconds, expected) in [
            (0, "0 seconds"),
            (1, "1 second"),
            (59, "59 seconds"),
            (60, "1 minute"),
            (61, "61 seconds"),
            (1_800, "30 minutes"),
            (3_600, "1 hour"),
            (5_400, "90 minutes"),
            (86_400, "24 hours"),
        ] {
            assert_eq!(duration(seconds), expected);
        }
    }
}
