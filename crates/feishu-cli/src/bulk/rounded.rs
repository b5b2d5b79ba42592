//! Detects ids that Excel rounded. It keeps 15 digits of a number; the platform's ids have 19.

use std::fmt;

use crate::text::shown;

/// Number of digits that Excel keeps.
const KEPT: usize = 15;

/// Number of digits of a plausible id: of 10,000 unrounded ids, one ends in four zeros.
const LONG: usize = 19;

/// The remedy, printed once for all rows.
pub(super) const ADVICE: &str = "\
Excel keeps 15 digits of a number, so the others are lost. Take the values from their source again. In \
Excel, do not open the file by a double click: choose Data > From Text/CSV (数据 > 从文本/CSV) and make \
the columns of ids Text (文本). If a number that ends in zeros is right, --keep-rounded sends it as it is.";

/// How a number was rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rounded {
    /// For example `7.39502E+18`.
    Scientific,
    /// For example `7395015673275690000`.
    Zeros,
}

impl Rounded {
    /// The problem of a cell.
    pub(super) fn told(self, cell: &str) -> String {
        format!("is {}, {self}", shown(cell, 40))
    }
}

impl fmt::Display for Rounded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Scientific => "which Excel has rounded; the last digits are lost",
            Self::Zeros => "which Excel seems to have rounded: all digits after the 15th are 0",
        })
    }
}

/// The evidence in the other cells of a column: if one has digits after the 15th, the column was
/// not treated as numbers, and a shorter number ends in two zeros by chance.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Evidence {
    exact: bool,
}

impl Evidence {
    /// Examines all cells of a column.
    pub(super) fn of<'a>(cells: impl IntoIterator<Item = &'a str>) -> Self {
        let exact = |cell: &str| is_digits(cell) && cell.len() > KEPT && !ends_in_zeros(cell);
        Self { exact: cells.into_iter().any(exact) }
    }

    /// Whether a cell of the column was rounded.
    pub(super) fn rounded(self, cell: &str) -> Option<Rounded> {
        if is_scientific(cell) {
            return Some(Rounded::Scientific);
        }
        let looks = is_digits(cell) && cell.len() > KEPT + 1 && ends_in_zeros(cell);
        (looks && (!self.exact || cell.len() >= LONG)).then_some(Rounded::Zeros)
    }
}

/// Whether it is a number in the notation of Excel for twelve or more digits.
pub(super) fn is_scientific(cell: &str) -> bool {
    let Some((mantissa, exponent)) = cell.split_once(['e', 'E']) else { return false };
    let (first, rest) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    let large = exponent.parse::<u8>().is_ok_and(|exponent| exponent >= 11);
    first.len() == 1 && is_digits(first) && is_digits(rest) && is_digits(exponent) && large
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn ends_in_zeros(digits: &str) -> bool {
    digits.get(KEPT..).is_some_and(|rest| rest.bytes().all(|byte| byte == b'0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_excel_has_rounded_are_told_from_those_that_end_in_zeros_by_chance() {
        let alone = Evidence::default();
        for cell in ["7.39502E+18", "7E+18", "7.39502e18", "1.5E+11"] {
            assert_eq!(alone.rounded(cell), Some(Rounded::Scientific), "{cell}");
        }
        for cell in ["7395015673275690000", "12345678901234500", "123456789012345000"] {
            assert_eq!(alone.rounded(cell), Some(Rounded::Zeros), "{cell}");
        }
        for cell in [
            "7395015673275697400",
            "1234567890123450",
            "1E+05",
            "73.9E+18",
            "A1.5E+18",
            "1.E+18",
            "1.5xE+18",
            "offer-000000000000000000",
            "100000",
            "",
        ] {
            assert_eq!(alone.rounded(cell), None, "{cell}");
        }
        let beside = Evidence::of(["12345678901234567", "12345678901234500"]);
        assert_eq!(beside.rounded("12345678901234500"), None, "a column of text");
        assert_eq!(beside.rounded("7395015673275690000"), Some(Rounded::Zeros));
        // In ids of the platform's length, this many zeros are not by chance, whatever
        // the other cells.
        for (cell, expected) in [
            ("123456789012345000", None),
            ("1234567890123450000", Some(Rounded::Zeros)),
            ("12345678901234500000", Some(Rounded::Zeros)),
        ] {
            assert_eq!(beside.rounded(cell), expected, "{cell}");
        }
        // Fifteen digits are kept whole, and what is no number shows nothing of numbers.
        for beside in ["123456789012345", "offer-123456789012345", "1234567890123456x"] {
            let evidence = Evidence::of([beside, "12345678901234500"]);
            let found = evidence.rounded("12345678901234500");
            assert_eq!(found, Some(Rounded::Zeros), "{beside}");
        }
        let rounded = Evidence::of(["12345678901234600", "12345678901234500", "7"]);
        assert_eq!(rounded.rounded("12345678901234500"), Some(Rounded::Zeros));
    }
}
