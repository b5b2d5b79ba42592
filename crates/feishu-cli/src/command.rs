//! The command line, built from the tables of operations.
//!
//! It is built from `contracts::ALL` (path parameters, fields, names of values, secrets, paging, the
//! source of a full overwrite). It uses none of the generated types: an operation is a row of the
//! table, the check is the JSON Schema, and a call is `Client::call` with JSON, so limits,
//! retries and tokens are those of every caller. One run calls one of thousands of operations, so a
//! command is filled only if its name is among the arguments; completions and manual pages build
//! everything. The parser offers the names of values but does not enforce them, so that one check,
//! which can be turned off, reports all problems. Secrets have no flags, because process lists show
//! flags.

use std::ffi::OsString;

use clap::{Arg, ArgGroup, Command, value_parser};
use feishu_core::{Contract, Effect};
use feishu_text::command::word;

use crate::arguments::{Outline, field_flags, jq, path, switch};
use crate::catalogue::{Catalogue, Entry, Service};
use crate::failure::{Failure, STATUSES};
use crate::pages;

/// Help heading of the flags that every command has.
const GLOBAL: &str = "Global options";

/// How much of the command line is built.
#[derive(Clone, Copy)]
pub(crate) enum Extent<'a> {
    /// All of it.
    Whole,
    /// Only the commands whose names are among these words. A word that is a value instead does no
    /// harm: a command is then built that nobody uses.
    Named(&'a [OsString]),
}

impl Extent<'_> {
    /// The operations that it needs.
    pub(crate) fn catalogue(self) -> Catalogue {
        Catalogue::new(|service| self.has(service))
    }

    fn has(self, name: &str) -> bool {
        match self {
            Self::Whole => true,
            Self::Named(words) => words.iter().any(|word| word == name),
        }
    }
}

/// The whole command.
pub(crate) fn whole() -> Result<Command, Failure> {
    command(&Extent::Whole.catalogue(), Extent::Whole)
}

/// The command, with operations from the catalogue of its extent.
pub(crate) fn command(catalogue: &Catalogue, extent: Extent<'_>) -> Result<Command, Failure> {
    let mut root = Command::new("feishu")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Calls the Feishu / Lark open platform from a terminal.")
        .long_about(
            "Calls the Feishu / Lark open platform from a terminal. Requests are checked against the \
             rules of the spec before anything is sent; limits, tokens and retries are taken care of.\n\n\
             Credentials come from FEISHU_APP_ID and FEISHU_APP_SECRET, or from a profile, never from \
             an argument. With --emulator nothing has to be set up.",
        )
        .after_long_help(STATUSES)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .args(globals());
    for service in &catalogue.services {
        root = root.subcommand(service_command(service, extent)?);
    }
    Ok(crate::commands::own().into_iter().fold(root, Command::subcommand))
}

fn service_command(service: &Service, extent: Extent<'_>) -> Result<Command, Failure> {
    let Service { name, entries } = service;
    let command = group(name, format!("Operations of {name}"));
    let mut resources: Vec<&str> = Vec::new();
    for entry in entries {
        if !resources.contains(&entry.resource.as_str()) {
            resources.push(&entry.resource);
        }
    }
    resources.into_iter().try_fold(command, |command, resource| {
        let methods = entries.iter().filter(|entry| entry.resource == resource);
        Ok(command.subcommand(resource_command(resource, methods, extent)?))
    })
}

fn resource_command<'e>(
    resource: &str,
    methods: impl Iterator<Item = &'e Entry> + Clone,
    extent: Extent<'_>,
) -> Result<Command, Failure> {
    let names: Vec<_> = methods.clone().map(|entry| entry.method.as_str()).collect();
    let mut command = group(resource, names.join(", "));
    if !extent.has(resource) {
        return Ok(command);
    }
    for entry in methods {
        let own = Command::new(entry.method.clone()).about(entry.contract.operation.summary);
        let own = Outline { command: own, fill: operation };
        for Outline { command: inner, fill } in
            std::iter::once(own).chain(crate::commands::beside(entry))
        {
            let is_asked_for = extent.has(inner.get_name());
            command = command.subcommand(if is_asked_for { fill(inner, entry)? } else { inner });
        }
    }
    Ok(command)
}

/// A command that only contains other commands.
fn group(name: &str, about: String) -> Command {
    Command::new(name.to_owned())
        .about(about)
        .subcommand_required(true)
        .arg_required_else_help(true)
}

/// The command of an operation.
fn operation(command: Command, entry: &Entry) -> Result<Command, Failure> {
    let Contract { operation, description, .. } = entry.contract;
    let mut command = command
        .long_about(if description.is_empty() {
            operation.summary.to_owned()
        } else {
            format!("{}. {description}", operation.summary)
        })
        .after_long_help(facts(entry.contract))
        .args(
            path(entry.contract)
                .into_iter()
                .map(|arg| arg.required(false).required_unless_present("schema")),
        )
        .args(field_flags(entry));
    if entry.contract.request.is_some() {
        command = command.arg(
            Arg::new("json")
                .long("json")
                .value_name("JSON|@FILE|-")
                .help("The body as JSON; flags override its fields"),
        );
    }
    if let Some(part) = &operation.upload {
        let most = part.max_bytes.map(|most| format!(", at most {most} bytes")).unwrap_or_default();
        command = command.arg(
            Arg::new("file")
                .long("file")
                .value_name("PATH")
                .required_unless_present("schema")
                .help(format!("The file to upload{most}")),
        );
    }
    if entry.contract.items.is_some() {
        command = command.arg(switch("all", "Every page, not only one")).arg(
            Arg::new("max-pages")
                .long("max-pages")
                .value_name("PAGES")
                .requires("all")
                .value_parser(value_parser!(u64).range(1..))
                .help(format!("With --all: pages to read at most [default: {}]", pages::MAX_PAGES)),
        );
    }
    if entry.contract.file_url.is_some() {
        command = command.arg(
            Arg::new("save")
                .long("save")
                .value_name("PATH")
                .conflicts_with_all(["curl", "dry-run", "schema"])
                .help("Download the file that the response links to, to this path"),
        );
    }
    if !entry.contract.response_secrets.is_empty() {
        command = command.arg(switch("show-secrets", "Print secrets of the response unmasked"));
    }
    Ok(command
        .arg(jq())
        .arg(switch("dry-run", "Print the request and every rule that it breaks; send nothing"))
        .arg(switch("curl", "Print the equivalent curl line, without its secret; send nothing"))
        .arg(
            Arg::new("schema")
                .long("schema")
                .value_name("PART")
                .num_args(0..=1)
                .require_equals(true)
                .default_missing_value("request")
                .value_parser(["request", "query", "response"])
                .help("Print the JSON Schema of the request, or of another part"),
        )
        .arg(switch("no-validate", "Send the request even if it breaks rules of the spec"))
        .group(ArgGroup::new("instead").args(["dry-run", "curl", "schema"])))
}

/// The facts of an operation, printed after its help.
fn facts(contract: &Contract) -> String {
    let operation = contract.operation;
    let mut lines = vec![format!("{} {}", operation.method, operation.path)];
    if !operation.scopes.is_empty() {
        lines.push(format!("Scopes, any one of: {}", operation.scopes.join(", ")));
    }
    for limit in &*operation.rate_limits {
        lines.push(format!("At most {} calls in {:?}", limit.calls, limit.per));
    }
    match operation.effect {
        Effect::Replace => lines.push("Clears every omitted field.".to_owned()),
        Effect::Create if operation.idempotency.is_some() => {
            let field = operation.idempotency.as_ref().map_or("", |key| &key.field);
            lines.push(format!("A repeated call is recognised by --{}.", word(field)));
        }
        _ => {}
    }
    for error in operation.errors {
        let advice = if error.advice.is_empty() { "" } else { ": " };
        lines.push(format!("Error {} {}{advice}{}", error.code, error.name, error.advice));
    }
    lines.push(format!("Page: {}", operation.page));
    lines.join("\n")
}

fn globals() -> Vec<Arg> {
    let global = |arg: Arg| arg.global(true).help_heading(GLOBAL);
    let value = |name: &'static str, value_name: &'static str, help: &'static str| {
        global(Arg::new(name).long(name).value_name(value_name).help(help))
    };
    let mut args = vec![
        value("output", "FORMAT", "How to print responses")
            .short('o')
            .value_parser(["table", "json", "yaml"])
            .default_value("table")
            .hide_possible_values(false),
        value("color", "WHEN", "Whether to use colours [default: on a terminal, without NO_COLOR]")
            .value_parser(["auto", "always", "never"])
            .default_value("auto"),
        value("profile", "NAME", "The profile to take credentials from [env: FEISHU_PROFILE]"),
        value("base-url", "URL", "Another host, such as a proxy [env: FEISHU_BASE_URL]"),
        global(switch("lark", "Call Lark, for tenants outside mainland China"))
            .conflicts_with("base-url"),
        value("timeout", "SECONDS", "The timeout of one request")
            .value_parser(value_parser!(u64).range(1..)),
    ];
    if cfg!(feature = "emulator") {
        args.push(
            value(
                "emulator",
                "FILE",
                "Call an emulator inside this command; with FILE, keep its data there",
            )
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("")
            .conflicts_with_all(["lark", "base-url", "profile"]),
        );
    }
    args
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::entries;

    fn words(line: &str) -> Vec<OsString> {
        line.split_whitespace().map(OsString::from).collect()
    }

    fn named(words: &[OsString]) -> Command {
        let extent = Extent::Named(words);
        command(&extent.catalogue(), extent).unwrap()
    }

    /// How many commands there are, and how many arguments they have.
    fn size(command: &Command) -> (usize, usize) {
        let own = (1, command.get_arguments().count());
        command.get_subcommands().map(size).fold(own, |sum, one| (sum.0 + one.0, sum.1 + one.1))
    }

    #[test]
    fn every_command_can_be_parsed() {
        whole().unwrap().debug_assert();
    }

    #[test]
    fn a_command_that_is_asked_for_is_that_of_the_whole() {
        let whole = whole().unwrap();
        for entry in entries() {
            let help = |root: &Command| {
                let service = root.find_subcommand(&entry.service)?;
                let resource = service.find_subcommand(&entry.resource)?;
                let mut found = resource.find_subcommand(&entry.method)?.clone();
                Some(found.render_long_help().to_string())
            };
            let line = words(&entry.words());
            let asked = named(&line);
            assert!(help(&whole).is_some(), "{}", entry.words());
            assert_eq!(help(&asked), help(&whole), "{}", entry.words());
        }
    }

    #[test]
    fn a_list_of_commands_is_that_of_the_whole() {
        let help = |root: &Command, name: &str| {
            root.find_subcommand(name).map(|found| found.clone().render_help().to_string())
        };
        let whole = whole().unwrap();
        let (none, line) = (words(""), words("hire"));
        let (bare, hire) = (named(&none), named(&line));
        assert_eq!(bare.clone().render_help().to_string(), whole.clone().render_help().to_string());
        assert!(help(&hire, "hire").is_some_and(|help| help.contains("external-offer")));
        assert_eq!(help(&hire, "hire"), help(&whole, "hire"));
    }

    #[test]
    fn what_nobody_asks_for_is_not_built() {
        let whole = size(&whole().unwrap());
        let line = words("hire external-offer update");
        let one = size(&named(&line));
        let none = size(&named(&[]));
        assert!(none.0 < one.0 && one.0 < whole.0, "{none:?} {one:?} {whole:?}");
        assert!(10 * one.1 < whole.1, "{one:?} {whole:?}");
    }
}
