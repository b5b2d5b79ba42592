//! An empty CSV with the headers of an operation.

use std::io::{self, Write};

use clap::{Arg, ArgAction, ArgMatches, Command};
use encoding_rs::{Encoding, UTF_8};
use feishu_core::Contract;
use feishu_text::did_you_mean;

use super::sheet::Format;
use super::sheet::encoding::Charset;
use super::{MANY, args};
use crate::catalogue;
use crate::failure::Failure;
use crate::fields::{self, Field};
use crate::modify;

/// The name of the command.
pub(crate) const NAME: &str = "template";

/// The command.
pub(crate) fn command() -> Command {
    Command::new(NAME)
        .about("Print an empty CSV with the headers of an operation, to be filled in")
        .long_about(
            "Print an empty CSV with the headers of an operation, to be filled in and given to its \
             command that ends in -many:\n\n    feishu template hire external-offer create > \
             offers.csv\n\nIt begins with a byte order mark, by which Excel tells UTF-8. Make the columns \
             of ids Text before you fill them in: Excel rounds numbers of more than 15 digits.",
        )
        .arg(
            Arg::new("words")
                .value_name("OPERATION")
                .required(true)
                .num_args(1..)
                .action(ArgAction::Append)
                .help("The words of the command, such as hire external-offer create"),
        )
        .args(args::format())
}

/// Prints it.
pub(crate) fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let words: Vec<&str> =
        matches.get_many::<String>("words").into_iter().flatten().map(String::as_str).collect();
    let (contract, is_change) = find(&words.join(" "))?;
    let encoding = matches.get_one::<&'static Encoding>("encoding").copied().unwrap_or(UTF_8);
    let separator = matches.get_one::<u8>("separator").copied().unwrap_or(b',');
    let format =
        Format { charset: Charset::for_excel(encoding), separator: Some(separator), crlf: true };
    let bytes = format.charset.encode(&format.table(&[headers(contract, is_change)?])?);
    // Bytes of another encoding than that of the terminal, so past what writes text.
    let mut out = io::stdout().lock();
    match out.write_all(&bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::io("the standard output", error))
        }
        _ => Ok(()),
    }
}

/// The operation that some words call, and whether they call its change of a part.
fn find(words: &str) -> Result<(&'static Contract, bool), Failure> {
    let one = words.strip_suffix(MANY).unwrap_or(words);
    let mut known = Vec::new();
    for entry in catalogue::entries().iter().filter(|entry| super::takes_rows(entry.contract)) {
        let change = format!("{} {} {}", entry.service, entry.resource, modify::NAME);
        if entry.words() == one {
            return Ok((entry.contract, false));
        }
        if change == one && entry.contract.modify.is_some() {
            return Ok((entry.contract, true));
        }
        known.push(entry.words());
    }
    Err(Failure::Usage(format!(
        "no operation {words} takes rows of a file{}",
        did_you_mean(one, &known)
    )))
}

/// The names of all columns: ids first, and of objects their fields.
fn headers(contract: &'static Contract, is_change: bool) -> Result<Vec<String>, Failure> {
    let fields = fields::of(contract)?;
    let is_leaf = |field: &&Field| {
        !fields.iter().any(|other| {
            other.section == field.section
                && other.path.len() > field.path.len()
                && other.path.starts_with(&field.path)
        })
    };
    let mut headers: Vec<_> = contract.path.iter().map(|one| one.name.to_owned()).collect();
    if let (true, Some(how)) = (is_change, &contract.modify) {
        let find = modify::find_fields(modify::reading(how)?)?;
        // What the row says itself is taken from there.
        let own = |name: &String| fields.iter().any(|field| field.name() == *name);
        let find = find.iter().filter(|field| field.required).map(Field::name);
        headers.extend(find.filter(|name| !own(name)).map(|name| format!("find_{name}")));
    }
    headers.extend(fields.iter().filter(is_leaf).map(Field::name));
    Ok(headers)
}
