//! The next version of a crate.

use std::fmt;

use super::change::RustApi;

/// A version that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAVersion(String);

impl fmt::Display for NotAVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a version; write three numbers, like 0.1.0", self.0)
    }
}

impl std::error::Error for NotAVersion {}

/// The version after `current`. Before 1.0, Cargo takes the second number for the major one and the third for both others.
pub fn next_version(current: &str, rust: RustApi) -> Result<String, NotAVersion> {
    let bad = || NotAVersion(current.chars().take(100).collect());
    let release = current.split(['-', '+']).next().unwrap_or_default();
    let numbers: Vec<u64> =
        release.split('.').map(str::parse).collect::<Result<_, _>>().map_err(|_| bad())?;
    let [major, minor, patch] = numbers[..] else { return Err(bad()) };
    if [major, minor, patch].contains(&u64::MAX) {
        return Err(bad());
    }
    let next = match (major, minor, rust) {
        (0, 0, _) => [0, 0, patch + 1],
        (0, _, RustApi::Major) => [0, minor + 1, 0],
        (0, ..) => [0, minor, patch + 1],
        (_, _, RustApi::Major) => [major + 1, 0, 0],
        (_, _, RustApi::Minor) => [major, minor + 1, 0],
        (_, _, RustApi::Patch) => [major, minor, patch + 1],
    };
    Ok(next.map(|number| number.to_string()).join("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn before_one_the_second_number_is_the_major_one() {
        let cases = [
            ("0.1.0", RustApi::Major, "0.2.0"),
            ("0.1.0", RustApi::Minor, "0.1.1"),
            ("0.1.9", RustApi::Patch, "0.1.10"),
            ("0.0.3", RustApi::Minor, "0.0.4"),
            ("1.2.3", RustApi::Major, "2.0.0"),
            ("1.2.3", RustApi::Minor, "1.3.0"),
            ("1.2.3", RustApi::Patch, "1.2.4"),
        ];
        for (current, rust, next) in cases {
            assert_eq!(next_version(current, rust).as_deref(), Ok(next), "{current} {rust}");
        }
    }

    #[test]
    fn what_is_no_version_is_refused() {
        for bad in ["", "1", "1.2", "1.2.3.4", "a.b.c", "-1.0.0", "18446744073709551615.0.0"] {
            assert!(next_version(bad, RustApi::Patch).is_err(), "{bad}");
        }
    }
}
