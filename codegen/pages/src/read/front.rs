//! The head of a page: where it is published and when it was changed. Both ways: pages are read, and
//! written.

use super::document::Document;

/// Where the vendor publishes its pages.
const DOCUMENTS: &str = "https://open.feishu.cn/document";

const HOUR: i64 = 3_600_000;

/// From the first of March of the year 0 to the first of January 1970.
const EPOCH: i64 = 719_468;

/// An address as the vendor's own pages have it.
pub(crate) fn full_path(address: &str) -> Option<&str> {
    address.strip_prefix(DOCUMENTS).filter(|path| path.starts_with('/'))
}

/// The beginning of a day, as the vendor's clock has it, in milliseconds.
pub(crate) fn millis(day: &str) -> Option<i64> {
    let mut parts = day.split('-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    // As in `day`, backwards.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * month + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Some((era * 146_097 + day_of_era - EPOCH) * 24 * HOUR - 8 * HOUR)
}

/// Where the page is published.
pub(super) fn address(document: &Document) -> Option<String> {
    if let Some(address) = document.front("source_url") {
        return address.starts_with("https://").then(|| address.to_owned());
    }
    let path = document.front("fullPath")?;
    path.starts_with('/').then(|| format!("{DOCUMENTS}{path}"))
}

/// The day on which the page was changed, as the vendor's clock has it.
pub(super) fn updated(document: &Document) -> Option<String> {
    let date = |text: &str| {
        let text = text.trim();
        let is_date = text.len() == 10
            && text.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        is_date.then(|| text.to_owned())
    };
    if let Some(millis) = document.front("updateTime").and_then(|text| text.parse::<i64>().ok()) {
        return day(millis);
    }
    let said =
        document.prose().flat_map(str::lines).find_map(|line| line.strip_prefix("最后更新于"));
    document.front("last_remote_update").and_then(date).or_else(|| said.and_then(date))
}

/// The day of a time in milliseconds, eight hours east of Greenwich.
fn day(millis: i64) -> Option<String> {
    // From the first of March of the year 0, so that a leap day is the last of its year (Howard Hinnant's algorithm).
    let days = millis.checked_add(8 * HOUR)?.div_euclid(24 * HOUR) + EPOCH;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    let year = year + era * 400 + next;
    (1970..=9999).contains(&year).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_written_as_a_path_only_if_it_is_one_of_the_vendors_documents() {
        for (address, path) in [
            ("https://open.feishu.cn/document/zoo/pet", Some("/zoo/pet")),
            ("https://open.feishu.cn/document/", Some("/")),
            ("https://open.feishu.cn/document", None),
            ("https://open.feishu.cn/documents/zoo", None),
            ("https://pages.example/document/zoo", None),
        ] {
            assert_eq!(full_path(address), path, "{address}");
            // And read again, it is the same address.
            let (key, value) = path.map_or(("source_url", address), |path| ("fullPath", path));
            let front = vec![(key.to_owned(), value.to_owned())];
            let document = Document { front, ..Document::default() };
            assert_eq!(super::address(&document).as_deref(), Some(address));
        }
    }

    #[test]
    fn days_are_those_of_china() {
        for (millis, expected) in [
            (1_764_644_266_000, "2025-12-02"),
            (1_730_692_707_000, "2024-11-04"),
            // The two sides of a midnight in China.
            (1_709_136_000_000, "2024-02-29"),
            (1_709_135_999_000, "2024-02-28"),
            (0, "1970-01-01"),
        ] {
            assert_eq!(day(millis).as_deref(), Some(expected), "{millis}");
            let midnight = super::millis(expected).expect("a day");
            assert_eq!(day(midnight).as_deref(), Some(expected), "{expected}");
            assert!(day(midnight - 1).is_none_or(|before| before != expected));
        }
        assert_eq!(day(i64::MAX), None);
    }
}
