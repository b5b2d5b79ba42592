//! Arguments that several commands share, built from the tables of operations.

use clap::builder::{PossibleValue, TypedValueParser};
use clap::{Arg, ArgAction, Command};
use feishu_core::{Contract, NamedValue};
use feishu_text::command::word;

use crate::catalogue::Entry;
use crate::failure::Failure;
use crate::fields::Field;

/// Help heading of the flags for fields.
const FIELDS: &str = "Fields";

/// The command of an operation: its name, its summary, and a function that adds its arguments. There
/// are thousands, so only the requested command gets them.
pub(crate) struct Outline {
    pub(crate) command: Command,
    pub(crate) fill: fn(Command, &Entry) -> Result<Command, Failure>,
}

/// The filter for printed output.
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
pub(crate) fn field_flags(entry: &Entry) -> Vec<Arg> {
    entry.fields().iter().map(field_flag).collect()
}

fn field_flag(field: &Field) -> Arg {
    let arg =
        flag_for(field, field.id(), field.flag.clone()).help_heading(FIELDS).help(field.help());
    match &field.alias {
        Some(alias) => arg.alias(alias.clone()),
        None => arg,
    }
}

/// A flag that takes the values of a field, as [`given`](crate::request::given) reads them.
pub(crate) fn flag_for(field: &Field, id: String, flag: String) -> Arg {
    let arg = Arg::new(id)
        .long(flag)
        .value_name(field.value_name())
        // A string may begin with a hyphen, and so may a number.
        .allow_hyphen_values(true)
        .action(if field.list { ArgAction::Append } else { ArgAction::Set });
    match field.values() {
        [] => arg,
        values => arg.value_parser(Named(values)).value_name("VALUE"),
    }
}

/// Names of values, for help and completions. Any other string is accepted, too: the check of the
/// request reports it together with all other mistakes, and can be turned off.
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
            PossibleValue::new(word(named.name))
                .alias(named.value)
                .help(format!("{} ({})", named.description, named.value))
        };
        Some(Box::new(self.0.iter().map(value)))
    }
}

/// A flag without a value.
pub(crate) fn switch(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
}
