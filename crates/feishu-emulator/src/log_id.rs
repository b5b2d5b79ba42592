//! Log ids in the vendor's form: the time in UTC to the second, then twenty hexadecimal digits.

use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU32, Ordering};

#[derive(Debug)]
pub(crate) struct LogIds {
    /// Tells two runs on one data file apart. `RandomState` is seeded by the operating system.
    run: u64,
    next: AtomicU32,
}

impl LogIds {
    pub(crate) fn new() -> Self {
        Self { run: RandomState::new().hash_one("run") & 0xffff_ffff_ffff, next: AtomicU32::new(0) }
    }

    pub(crate) fn next(&self, now_millis: i64) -> String {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        format!("{}{:012X}{number:08X}", compact_time(now_millis), self.run)
    }
}

/// `YYYYMMDDhhmmss`, by the civil-from-days algorithm: years begin in March, so that the leap day
/// comes last, and repeat in eras of 400.
fn compact_time(millis: i64) -> String {
    let seconds = millis.div_euclid(1000);
    let (day, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let shifted = day + 719_468;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day_of_month = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}{month:02}{day_of_month:02}{hour:02}{minute:02}{second:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_id_begins_with_the_time_in_utc() {
        let cases = [
            (0, "19700101000000"),
            (951_782_399_000, "20000228235959"),
            (951_782_400_000, "20000229000000"),
            (1_721_899_352_428, "20240725092232"),
            (1_735_689_599_999, "20241231235959"),
        ];
        for (millis, time) in cases {
            assert_eq!(compact_time(millis), time);
        }
    }

    /// Counted up day by day from 1970, over a whole era of the calendar.
    #[test]
    fn every_day_of_four_centuries_has_its_date() {
        let mut day = 0_i64;
        for year in 1970..2401 {
            let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let february = if is_leap { 29 } else { 28 };
            let lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
            for (month, length) in (1..).zip(lengths) {
                for date in 1..=length {
                    let expected = format!("{year:04}{month:02}{date:02}000000");
                    assert_eq!(compact_time(day * 86_400_000), expected);
                    day += 1;
                }
            }
        }
    }

    #[test]
    fn no_two_log_ids_are_the_same() {
        let ids = LogIds::new();
        let (first, second) = (ids.next(0), ids.next(0));
        assert_ne!(first, second);
        assert_eq!(first.len(), 34);
    }
}
