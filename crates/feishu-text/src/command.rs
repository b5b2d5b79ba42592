//! How the command line calls operations and fields: the command has it from the tables, and the reference prints it.

use std::collections::HashSet;

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

/// The words for methods, one after the other.
#[derive(Debug, Default)]
pub struct Methods<'a> {
    seen: HashSet<(&'a str, &'a str)>,
}

impl<'a> Methods<'a> {
    /// The word for a method. The version is omitted, unless an earlier one has the same resource and method.
    pub fn add(&mut self, resource: &'a str, method: &'a str, version: &str) -> String {
        let is_new = self.seen.insert((resource, method));
        let method = word(method);
        if is_new { method } else { format!("{method}-{version}") }
    }
}

/// A flag of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flag {
    /// What it is called.
    pub name: String,
    /// The whole name of its field, if the flag is called otherwise and nothing else is called so.
    pub alias: Option<String>,
}

/// The flags of a command, one after the other.
#[derive(Debug, Default)]
pub struct Flags {
    given: HashSet<String>,
}

impl Flags {
    /// The flag of a field, by the names of the objects that it is in and its own.
    ///
    /// `attachment_id_list` is set by `--attachment-id`, one value at a time, unless another field beside it has that
    /// name. A flag that every operation has, or an earlier field, becomes `--field.…`.
    pub fn add(
        &mut self,
        path: &[impl AsRef<str>],
        is_list: bool,
        is_field: impl Fn(&str) -> bool,
    ) -> Flag {
        let spelled =
            |names: &[&str]| names.iter().map(|name| word(name)).collect::<Vec<_>>().join(".");
        let mut names: Vec<&str> = path.iter().map(AsRef::as_ref).collect();
        let whole = spelled(&names);
        if let (true, Some(last)) = (is_list, names.last_mut())
            && let Some(one) = last.strip_suffix("_list").filter(|one| !is_field(one))
        {
            *last = one;
        }
        let mut name = spelled(&names);
        while !self.is_free(&name) {
            name = format!("field.{name}");
        }
        self.given.insert(name.clone());
        let alias = self.is_free(&whole).then_some(whole);
        self.given.extend(alias.clone());
        Flag { name, alias }
    }

    fn is_free(&self, flag: &str) -> bool {
        !TAKEN.contains(&flag) && !self.given.contains(flag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_is_the_name_of_the_field_and_of_no_other() {
        for (path, is_list, expected, alias) in [
            (&["owner"][..], false, "owner", None),
            (&["offer_status"], false, "offer-status", None),
            (&["bonus", "cash"], false, "bonus.cash", None),
            (&["attachment_id_list"], true, "attachment-id", Some("attachment-id-list")),
            (&["attachment_id_list"], false, "attachment-id-list", None),
            (&["bonus", "cash_list"], true, "bonus.cash", Some("bonus.cash-list")),
            (&["owner_id_list"], true, "owner-id-list", None),
            (&["rows"], false, "field.rows", None),
            (&["rows_list"], true, "field.rows", Some("rows-list")),
            (&["stage"], false, "field.stage", None),
            (&["bonus", "rows"], false, "bonus.rows", None),
        ] {
            let mut flags = Flags::default();
            flags.add(&["stage"], false, |_| false);
            let flag = flags.add(path, is_list, |name| name == "owner_id");
            let expected = Flag { name: expected.to_owned(), alias: alias.map(str::to_owned) };
            assert_eq!(flag, expected, "{path:?}");
        }
    }

    /// A parser of arguments panics, or sets the wrong one, if two flags have one name.
    #[test]
    fn no_flag_and_no_alias_is_given_twice() {
        let mut flags = Flags::default();
        let names = ["tag_list", "tag", "tag-list", "tag_list", "stage", "stage", "rows"];
        let fields = names.iter().flat_map(|name| [(*name, true), (*name, false)]);
        let mut given: Vec<String> = Vec::new();
        for (name, is_list) in fields {
            let flag = flags.add(&[name], is_list, |_| false);
            given.push(flag.name);
            given.extend(flag.alias);
        }
        let count = given.len();
        given.sort();
        given.dedup();
        assert_eq!(given.len(), count, "{given:?}");
    }

    #[test]
    fn a_method_that_two_versions_have_says_the_version_once() {
        let mut methods = Methods::default();
        for (resource, method, version, expected) in [
            ("offer", "batch_query", "v1", "batch-query"),
            ("talent", "batch_query", "v1", "batch-query"),
            ("offer", "batch_query", "v2", "batch-query-v2"),
            ("offer", "get", "v2", "get"),
        ] {
            assert_eq!(methods.add(resource, method, version), expected);
        }
    }
}
