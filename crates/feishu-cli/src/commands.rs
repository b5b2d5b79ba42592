//! The commands that do not belong to an operation.

use clap::{Arg, ArgMatches, Command};

use crate::arguments::Outline;
use crate::catalogue::Entry;
use crate::failure::Failure;
use crate::matches::text;
use crate::session::{Session, Settings};
use crate::{api, bulk, doctor, download, manual, modify, profiles};

/// Commands of the program itself.
pub(crate) fn own() -> Vec<Command> {
    let mut own = vec![
        Command::new("doctor").about("Diagnose credentials, clock, scopes and network"),
        profiles::command(),
        api::command(),
        Command::new("download")
            .about("Download a file from a URL that the platform returned")
            .arg(
                Arg::new("url")
                    .value_name("URL")
                    .required(true)
                    .help("The URL; it grants access itself, and no token is sent"),
            )
            .arg(
                Arg::new("path")
                    .value_name("PATH")
                    .help("The path to save to [default: the name that the server gives]"),
            ),
    ];
    own.push(bulk::template::command());
    own.extend(manual::commands());
    own
}

/// Commands that belong to a resource.
pub(crate) fn beside(entry: &Entry) -> impl Iterator<Item = Outline> {
    modify::outline(entry).into_iter().chain(bulk::outlines(entry))
}

/// Runs one of [`own`]. `whole` builds the complete command line, for commands that need all of it.
pub(crate) async fn run(
    name: &str,
    matches: &ArgMatches,
    settings: &Settings,
    whole: fn() -> Result<Command, Failure>,
) -> Result<(), Failure> {
    match name {
        "download" => {
            let session = Session::anonymous(settings).await?;
            let url = text(matches, "url").unwrap_or_default();
            let result = download::run(&session.client, url, text(matches, "path")).await;
            session.close().await;
            result
        }
        "api" => api::run(matches, settings).await,
        "doctor" => doctor::run(settings).await,
        "profile" => profiles::run(matches, settings),
        bulk::template::NAME => bulk::template::run(matches),
        "completions" => manual::completions(matches, whole()?),
        "man" => manual::man(matches, whole()?),
        other => Err(Failure::Usage(format!("{other} is not a command"))),
    }
}
