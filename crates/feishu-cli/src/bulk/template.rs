//! An empty CSV with the headers of an operation.

use clap::{Arg, ArgAction, ArgMatches, Command};
use encoding_rs::{Encoding, UTF_8};
use feishu_text::did_you_mean;

use super::args::{self, MANY};
use super::sheet::Format;
use super::sheet::encoding::Charset;
use crate::catalogue::{self, Entry};
use crate::failure::Failure;
use crate::fields::Field;
use crate::modify;
use crate::output;

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

/// Runs the command.
pub(crate) fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let words: Vec<&str> =
        matches.get_many::<String>("words").into_iter().flatten().map(String::as_str).collect();
    let entries = catalogue::entries();
    let (entry, is_change) = find(&entries, &words.join(" "))?;
    let encoding = matches.get_one::<&'static Encoding>("encoding").copied().unwrap_or(UTF_8);
    let separator = matches.get_one::<u8>("separator").copied().unwrap_or(b',');
    let format =
        Format { charset: Charset::for_excel(encoding), separator: Some(separator), crlf: true };
    let bytes = format.charset.encode(&format.table(&[headers(entry, is_change)?])?);
    output::print_bytes(&bytes)
}

/// The operation of some words, and whether they name its change of some fields.
fn find<'a>(entries: &'a [Entry], words: &str) -> Result<(&'a Entry, bool), Failure> {
    let one = words.strip_suffix(MANY).unwrap_or(words);
    let mut known = Vec::new();
    for entry in entries.iter().filter(|entry| args::takes_rows(entry.contract)) {
        let change = format!("{} {} {}", entry.service, entry.resource, modify::NAME);
        if entry.words() == one {
            return Ok((entry, false));
        }
        if change == one && entry.contract.modify.is_some() {
            return Ok((entry, true));
        }
        known.push(entry.words());
    }
    Err(Failure::Usage(format!(
        "no operation {words} takes rows of a file{}",
        did_you_mean(one, &known)
    )))
}

/// The names of all columns: first the ids; for objects, their fields.
fn headers(entry: &Entry, is_change: bool) -> Result<Vec<String>, Failure> {
    let (contract, fields) = (entry.contract, entry.fields());
    let is_leaf = |field: &&Field| {
        !fields.iter().any(|other| {
            other.section == field.section
                && other.path.len() > field.path.len()
                && other.path.starts_with(&field.path)
        })
    };
    let mut headers: Vec<_> = contract.path.iter().map(|one| one.name.to_owned()).collect();
    if is_change {
        // The row's own value takes precedence.
        let own = |name: &String| fields.iter().any(|field| field.name() == *name);
        let find = entry.finders()?.iter().filter(|field| field.required).map(Field::name);
        headers.extend(find.filter(|name| !own(name)).map(|name| format!("find_{name}")));
    }
    headers.extend(fields.iter().filter(is_leaf).map(Field::name));
    Ok(headers)
}

#[cfg(test)]
mod tests {
    use feishu_core::{Contract, Modify};
    use feishu_text::command::Methods;

    use super::*;

    fn headers(contract: &'static Contract, is_change: bool) -> Vec<String> {
        super::headers(&Entry::new(contract, &mut Methods::default()), is_change).unwrap()
    }

    fn contract(id: &str) -> &'static Contract {
        catalogue::contracts().find(|one| one.operation.id == id).unwrap()
    }

    #[test]
    fn the_headers_are_what_a_row_can_say_and_nothing_of_it_twice() {
        let application = ["external_application_id", "job_recruitment_type", "talent_id"];
        for (id, is_change, has, has_not) in [
            (
                "hire.v1.external_referral_reward.create",
                false,
                &["user_id_type", "bonus.bonus_type", "bonus.cash.amount", "stage"][..],
                &["bonus", "bonus.cash"][..],
            ),
            // A row names the talent of an application, which is searched for with it.
            ("hire.v1.external_application.update", true, &application, &["find_talent_id"]),
            ("hire.v1.external_application.update", false, &application, &["find_talent_id"]),
            ("hire.v1.external_application.delete", false, &["talent_id"], &[]),
        ] {
            let found = headers(contract(id), is_change);
            let named = |name: &&str| found.iter().filter(|one| one == name).count();
            assert!(has.iter().all(|name| named(name) == 1), "{id}: {found:?}");
            assert!(has_not.iter().all(|name| named(name) == 0), "{id}: {found:?}");
        }
    }

    #[test]
    fn what_an_object_is_looked_for_by_is_a_column_where_no_field_says_it() {
        let reading = contract("hire.v1.external_application.list").operation;
        let offer = contract("hire.v1.external_offer.update").clone();
        let modify = Modify { read: reading, by: None, sources: &[], lost: &[] };
        let offer: &'static Contract = Box::leak(Box::new(offer.modify(modify)));
        let whole = headers(offer, false);
        let mut expected = whole.clone();
        expected.insert(1, "find_talent_id".to_owned());
        assert_eq!(headers(offer, true), expected);
        assert_eq!(whole[0], "external_offer_id");
    }
}
