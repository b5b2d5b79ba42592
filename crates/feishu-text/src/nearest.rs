//! "Did you mean …?"

/// Comparison is quadratic in the length, and nobody mistypes a name this long.
const LONGEST: usize = 100;

/// The candidate that was most likely mistyped, if any is close enough: a third of the characters
/// may differ, but always one.
pub fn closest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = typed.chars().count();
    if length > LONGEST {
        return None;
    }
    let limit = (length / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (distance(typed, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The end of a sentence about an unknown word: `; did you mean owner?`, or nothing if no candidate
/// is close.
pub fn did_you_mean<C: AsRef<str>>(typed: &str, candidates: &[C]) -> String {
    let close = closest(typed, candidates.iter().map(AsRef::as_ref));
    close.map(|close| format!("; did you mean {close}?")).unwrap_or_default()
}

/// The number of edits between two words: insert, delete, replace, swap neighbours (optimal string
/// alignment), ignoring case.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) =
        (a.to_lowercase().chars().collect(), b.to_lowercase().chars().collect());
    let mut before_last = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let replace = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = replace.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before_last[j - 2] + 1);
            }
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_suggested_and_a_far_one_is_not() {
        let names = ["required", "description", "example", "owner", "offer_status"];
        for (typed, expected) in [
            ("requird", Some("required")),
            ("exmaple", Some("example")),
            ("ower", Some("owner")),
            ("Onwer", Some("owner")),
            ("offer_state", Some("offer_status")),
            ("salary", None),
            ("zebra", None),
        ] {
            assert_eq!(closest(typed, names), expected, "{typed}");
        }
        assert_eq!(closest(&"x".repeat(5_000), names), None);
    }

    #[test]
    fn a_sentence_ends_with_the_nearest_name_or_as_it_is() {
        assert_eq!(did_you_mean("onwer", &["owner", "offer"]), "; did you mean owner?");
        assert_eq!(did_you_mean("salary", &["owner".to_owned()]), "");
    }

    #[test]
    fn swapped_neighbours_count_as_one_edit() {
        assert_eq!(distance("tpye", "type"), 1);
        assert_eq!(distance("", "abc"), 3);
    }
}
