//! How the command line calls operations and fields: the command has it from the tables, and the reference prints it.

/// Flags that every operation has; no field may use these names.
pub const TAKEN: &[&str] = &[
    "all",
    "base-url",
    "clear",
    "color",
    "concurrency",
    "curl",
    "dry-run",
    "emulator",
    "encoding",
    "failed",
    "file",
    "findings",
    "help",
    "journal",
    "jq",
    "json",
    "keep-rounded",
    "lark",
    "max-pages",
    "no-validate",
    "output",
    "profile",
    "resend-unknown",
    "results",
    "rows",
    "save",
    "schema",
    "separator",
    "show-secrets",
    "skip-invalid",
    "time-zone",
    "timeout",
    "unset",
    "version",
    "yes",
];

/// A wire name as a word of a command line: `external_offer` -> `external-offer`.
pub fn word(name: &str) -> String {
    name.replace('_', "-")
}

/// The word for a method. The version is omitted, unless an earlier one has the same resource and method.
pub fn method(method: &str, version: &str, is_again: bool) -> String {
    let method = word(method);
    if is_again { format!("{method}-{version}") } else { method }
}

/// The flag of a field, by the names of the objects that it is in and its own.
///
/// `attachment_id_list` is set by `--attachment-id`, one value at a time, unless another field beside it has that name.
/// A flag that every operation has, or an earlier field, becomes `--field.…`.
pub fn flag(
    path: &[impl AsRef<str>],
    is_list: bool,
    is_field: impl Fn(&str) -> bool,
    is_given: impl Fn(&str) -> bool,
) -> String {
    let mut names: Vec<&str> = path.iter().map(AsRef::as_ref).collect();
    if let (true, Some(last)) = (is_list, names.last_mut())
        && let Some(one) = last.strip_suffix("_list").filter(|one| !is_field(one))
    {
        *last = one;
    }
    let flag = names.into_iter().map(word).collect::<Vec<_>>().join(".");
    if TAKEN.contains(&flag.as_str()) || is_given(&flag) { format!("field.{flag}") } else { flag }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_is_the_name_of_the_field_and_of_no_other() {
        let flag = |path: &[&str], is_list| {
            flag(path, is_list, |name| name == "owner_id", |flag| flag == "stage")
        };
        for (path, is_list, expected) in [
            (&["owner"][..], false, "owner"),
            (&["offer_status"], false, "offer-status"),
            (&["bonus", "cash"], false, "bonus.cash"),
            (&["attachment_id_list"], true, "attachment-id"),
            (&["attachment_id_list"], false, "attachment-id-list"),
            (&["bonus", "cash_list"], true, "bonus.cash"),
            (&["owner_id_list"], true, "owner-id-list"),
            (&["rows"], false, "field.rows"),
            (&["rows_list"], true, "field.rows"),
            (&["stage"], false, "field.stage"),
            (&["bonus", "rows"], false, "bonus.rows"),
        ] {
            assert_eq!(flag(path, is_list), expected, "{path:?}");
        }
    }

    #[test]
    fn a_method_that_two_versions_have_says_the_version_once() {
        assert_eq!(method("batch_query", "v2", false), "batch-query");
        assert_eq!(method("batch_query", "v2", true), "batch-query-v2");
    }
}
