//! Unknown commands: lists the commands that were probably meant, and all others.

use std::ffi::OsString;

use clap::Command;
use feishu_text::closest;

use crate::failure::Failure;
use crate::text::shown;

/// Maximum number of commands in a message.
const NAMED: usize = 30;

/// Maximum number of characters of a word in a message.
const SHOWN: usize = 60;

/// Synonyms: someone who types one may mean a command with another.
const SYNONYMS: [&[&str]; 4] = [
    &[
        "get", "list", "query", "search", "read", "show", "find", "fetch", "view", "describe",
        "ls", "all",
    ],
    &["create", "add", "new", "insert", "post", "make"],
    &["update", "modify", "replace", "edit", "set", "put", "patch", "change"],
    &["delete", "remove", "rm", "del", "drop", "destroy"],
];

/// The failure for `word`, which `command` does not have; `name` is how the command is called.
pub(crate) fn of(name: &str, command: &Command, root: &Command, word: &str) -> Failure {
    let known: Vec<String> =
        command.get_subcommands().map(|known| known.get_name().to_owned()).collect();
    let mut text = format!("{name} has no command {}", shown(word, SHOWN));
    let mut meant: Vec<String> =
        meant(word, &known).iter().map(|known| format!("{name} {known}")).collect();
    if meant.is_empty() {
        elsewhere(root, root.get_name(), &normal(word), &mut meant);
    }
    for (number, meant) in meant.iter().take(3).enumerate() {
        let ask = if number == 0 { "did you mean:" } else { "          or:" };
        text += &format!("\n  {ask} {meant}");
    }
    let mut listed = known.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    if let more @ 1.. = known.len().saturating_sub(NAMED) {
        listed += &format!(" and {more} more (--help)");
    }
    if !known.is_empty() {
        text += &format!("\n  commands: {listed}");
    }
    Failure::Usage(text)
}

/// The failure for a command line in which `word` is not a subcommand of the previous word.
pub(crate) fn in_line(root: &Command, arguments: &[OsString], word: &str) -> Failure {
    let (mut command, mut name) = (root, root.get_name().to_owned());
    for argument in arguments.iter().skip(1).filter_map(|argument| argument.to_str()) {
        if argument == word {
            break;
        }
        // A word that is none of its commands is an option, or the value of one.
        if let Some(found) = command.find_subcommand(argument) {
            name += &format!(" {}", found.get_name());
            command = found;
        }
    }
    of(&name, command, root, word)
}

/// The commands that a word probably means, the most likely first.
fn meant<'a>(word: &str, known: &'a [String]) -> Vec<&'a str> {
    let word = normal(word);
    let same = known.iter().find(|known| **known == word);
    if let Some(same) = same {
        return vec![same];
    }
    let many = word.ends_with("-many");
    let synonyms = SYNONYMS.iter().find(|words| words.contains(&word.trim_end_matches("-many")));
    let has = |known: &str| {
        known.ends_with("-many") == many
            && known.split('-').any(|part| synonyms.is_some_and(|words| words.contains(&part)))
    };
    let mut found: Vec<&str> =
        known.iter().map(String::as_str).filter(|known| has(known)).collect();
    if found.is_empty() {
        found.extend(closest(&word, known.iter().map(String::as_str)));
    }
    if found.is_empty() {
        let inside = |known: &&str| format!("-{known}-").contains(&format!("-{word}-"));
        found.extend(known.iter().map(String::as_str).filter(inside));
    }
    found
}

/// Converts `externalOffer` and `external_offer` to `external-offer`.
fn normal(word: &str) -> String {
    crate::failure::snake(word).replace('_', "-")
}

/// Commands of that name at any level.
fn elsewhere(command: &Command, name: &str, word: &str, found: &mut Vec<String>) {
    for inner in command.get_subcommands() {
        let name = format!("{name} {}", inner.get_name());
        if inner.get_name() == word {
            found.push(name);
        } else {
            elsewhere(inner, &name, word, found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_that_is_meant_is_found_by_another_word_for_it() {
        let known: Vec<_> = [
            "batch-query",
            "create",
            "create-many",
            "delete",
            "delete-many",
            "modify",
            "update",
            "update-many",
        ]
        .map(str::to_owned)
        .into();
        for (word, expected) in [
            ("get", &["batch-query"][..]),
            ("list", &["batch-query"]),
            ("batch_query", &["batch-query"]),
            ("batchQuery", &["batch-query"]),
            ("remove", &["delete"]),
            ("rm-many", &["delete-many"]),
            ("add", &["create"]),
            ("put", &["modify", "update"]),
            ("craete", &["create"]),
            ("query", &["batch-query"]),
            ("frobnicate", &[]),
        ] {
            assert_eq!(meant(word, &known), expected, "{word}");
        }
        let resources = ["external-offer", "external-interview", "attachment"].map(str::to_owned);
        assert_eq!(meant("offer", &resources), ["external-offer"]);
        assert_eq!(meant("external_offer", &resources), ["external-offer"]);
    }
}
