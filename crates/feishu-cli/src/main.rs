//! The command `feishu`: every operation of the SDK from a terminal.

mod address;
mod api;
mod arguments;
mod bulk;
mod catalogue;
mod check;
mod command;
mod commands;
mod credentials;
mod curl;
mod diff;
mod doctor;
mod download;
mod environment;
mod failure;
mod fields;
mod input;
mod jq;
mod keyring;
mod manual;
mod matches;
mod modify;
mod operate;
mod output;
mod pages;
mod parse;
mod profile;
mod profiles;
mod report;
mod request;
mod sample;
mod secrets;
mod session;
mod show;
mod source;
mod table;
mod text;
mod unknown;
mod violation;

use std::ffi::OsString;
use std::process::ExitCode;

use anstream::ColorChoice;
use clap::ArgMatches;

use crate::catalogue::Catalogue;
use crate::command::{Extent, whole};
use crate::failure::Failure;
use crate::session::Settings;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            output::failed(&failure);
            ExitCode::from(failure.status())
        }
    }
}

fn run() -> Result<(), Failure> {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let extent = Extent::Named(&arguments);
    let catalogue = extent.catalogue();
    let built = command::command(&catalogue, extent)?;
    let Some(matches) = parse::arguments(built, &arguments, whole)? else { return Ok(()) };
    match matches::text(&matches, "color") {
        Some("always") => ColorChoice::Always.write_global(),
        Some("never") => ColorChoice::Never.write_global(),
        _ => {}
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Failure::io("the runtime", error))?;
    let result = runtime.block_on(dispatch(&catalogue, &matches));
    sample::note();
    result
}

async fn dispatch(catalogue: &Catalogue, matches: &ArgMatches) -> Result<(), Failure> {
    let Some((service, of_service)) = matches.subcommand() else { return Ok(()) };
    let Some((resource, of_resource)) = of_service.subcommand() else {
        return commands::run(service, of_service, &Settings::read(of_service), whole).await;
    };
    let Some((method, arguments)) = of_resource.subcommand() else {
        return commands::run(service, of_service, &Settings::read(of_resource), whole).await;
    };
    let settings = Settings::read(arguments);
    let entries = catalogue.of_service(service);
    let named = |method: &str| {
        entries.iter().find(|entry| entry.resource == resource && entry.method == method)
    };
    if let Some(entry) = named(method) {
        return operate::run(entry, arguments, &settings).await;
    }
    if let Some(entry) = method.strip_suffix(bulk::MANY).and_then(named) {
        return bulk::run(entry, false, arguments, &settings).await;
    }
    // It belongs to the replace operation of its resource.
    let replace =
        entries.iter().find(|entry| entry.resource == resource && entry.contract.modify.is_some());
    match replace.filter(|_| method == modify::NAME) {
        Some(entry) => modify::run(entry, arguments, &settings).await,
        None if method == bulk::MODIFY_MANY => match replace {
            Some(entry) => bulk::run(entry, true, arguments, &settings).await,
            None => Err(Failure::Usage(format!("{service} {resource} has no {method}"))),
        },
        None => Err(Failure::Usage(format!("{service} {resource} has no {method}"))),
    }
}
