//! The command line, built from the tables of operations.
//!
//! The command is built at start, from `contracts::ALL` (path parameters, names of values, secrets,
//! paging, the source of a full overwrite) and the JSON Schemas. It uses none of the generated
//! types: an operation is a row of the table, the check is the schema, and a call is `Client::call`
//! with JSON, so limits, retries and tokens are those of every caller. The parser offers the names
//! of values and does not enforce them, so that all problems come out of one check, which can be
//! turned off. Secrets have no flags, because process lists show those.

use clap::builder::{PossibleValue, TypedValueParser};
use clap::{Arg, ArgAction, ArgGroup, Command, value_parser};
use feishu_core::{Contract, Effect, Json, NamedValue};

use crate::catalogue::{Entry, entries, kebab, schema};
use crate::failure::{Failure, STATUSES};
use crate::fields::{self, Field};
use crate::pages;

/// Heading of the flags that are fields.
const FIELDS: &str = "Fields";
/// Heading of the flags that every command has.
const GLOBAL: &str = "Global options";

/// The whole command.
pub(crate) fn command() -> Result<Command, Failure> {
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
    let entries = entries();
    let mut services: Vec<&str> = Vec::new();
    for entry in &entries {
        if !services.contains(&entry.service.as_str()) {
            services.push(&entry.service);
        }
    }
    for service in services {
        root = root.subcommand(of_service(service, &entries)?);
    }
    Ok(crate::commands::own().into_iter().fold(root, Command::subcommand))
}

fn of_service(service: &str, entries: &[Entry]) -> Result<Command, Failure> {
    let of_service: Vec<_> = entries.iter().filter(|entry| entry.service == service).collect();
    let mut command = Command::new(service.to_owned())
        .about(format!("Operations of {service}"))
        .subcommand_required(true)
        .arg_required_else_help(true);
    let mut resources: Vec<&str> = Vec::new();
    for entry in &of_service {
        if !resources.contains(&entry.resource.as_str()) {
            resources.push(&entry.resource);
        }
    }
    for resource in resources {
        let methods: Vec<_> =
            of_service.iter().filter(|entry| entry.resource == resource).collect();
        let names: Vec<_> = methods.iter().map(|entry| entry.method.as_str()).collect();
        let mut of_resource = Command::new(resource.to_owned())
            .about(names.join(", "))
            .subcommand_required(true)
            .arg_required_else_help(true);
        for entry in methods {
            of_resource = of_resource.subcommand(operation(entry)?);
            for extra in crate::commands::beside(entry)? {
                of_resource = of_resource.subcommand(extra);
            }
        }
        command = command.subcommand(of_resource);
    }
    Ok(command)
}

/// One operation.
fn operation(entry: &Entry) -> Result<Command, Failure> {
    let Contract { operation, description, .. } = entry.contract;
    let mut command = Command::new(entry.method.clone())
        .about(operation.summary)
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
        .args(field_flags(entry.contract)?);
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
    if saves(entry.contract)? {
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

/// The filter over what is printed.
pub(crate) fn jq() -> Arg {
    Arg::new("jq")
        .long("jq")
        .value_name("FILTER")
        .conflicts_with_all(["curl", "dry-run"])
        .help("Filter the response with a jq program; strings are printed raw")
}

/// The path parameters, as positional arguments.
pub(crate) fn path(contract: &Contract) -> Vec<Arg> {
    let of = |parameter: &feishu_core::PathParameter| {
        let sample = parameter.example;
        let sample = if sample.is_empty() { String::new() } else { format!(" [such as {sample}]") };
        Arg::new(format!("path.{}", parameter.name))
            .value_name(parameter.name.to_uppercase())
            .required(true)
            .help(format!("{}{sample}", parameter.description))
    };
    contract.path.iter().map(of).collect()
}

/// A flag for each field.
pub(crate) fn field_flags(contract: &Contract) -> Result<Vec<Arg>, Failure> {
    Ok(fields::of(contract)?.iter().map(field_flag).collect())
}

fn field_flag(field: &Field) -> Arg {
    let mut arg = Arg::new(field.id())
        .long(field.flag.clone())
        .value_name(field.value_name())
        .help_heading(FIELDS)
        .help(field.help())
        // A text may begin with a hyphen, and so may a number.
        .allow_hyphen_values(true)
        .action(if field.list { ArgAction::Append } else { ArgAction::Set });
    let whole = field.path.iter().map(|name| kebab(name)).collect::<Vec<_>>().join(".");
    if whole != field.flag && !fields::TAKEN.contains(&whole.as_str()) {
        arg = arg.alias(whole);
    }
    if !field.values.is_empty() {
        arg = arg.value_parser(Named(field.values)).value_name("VALUE");
    }
    arg
}

/// Names of values, for help and completions. Any other text passes, too: the check of the request
/// names it beside all else that is wrong, and can be turned off.
#[derive(Clone)]
struct Named(&'static [NamedValue]);

impl TypedValueParser for Named {
    type Value = String;

    fn parse_ref(
        &self,
        command: &Command,
        arg: Option<&Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<String, clap::Error> {
        clap::builder::StringValueParser::new().parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let value = |named: &NamedValue| {
            PossibleValue::new(kebab(named.name))
                .alias(named.value)
                .help(format!("{} ({})", named.description, named.value))
        };
        Some(Box::new(self.0.iter().map(value)))
    }
}

/// What the table says of an operation, below its help.
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
            lines.push(format!("A repeated call is recognised by --{}.", kebab(field)));
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

/// Whether the response has the address of one file.
fn saves(contract: &Contract) -> Result<bool, Failure> {
    let found = schema(contract.response)?;
    let addresses = |object: &Json| object["properties"]["url"]["type"] == "string";
    let defined = found["$defs"].as_object().into_iter().flatten();
    Ok(contract.items.is_none() && defined.filter(|(_, object)| addresses(object)).count() == 1)
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

/// A flag without a value.
pub(crate) fn switch(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_command_can_be_parsed() {
        super::command().unwrap().debug_assert();
    }
}
