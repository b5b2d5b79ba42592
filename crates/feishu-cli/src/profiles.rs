//! `feishu profile`: manages named apps.

use std::io::IsTerminal;

use clap::{Arg, ArgMatches, Command};
use feishu_core::{Client, Secret, is_hidden};

use crate::arguments::switch;
use crate::environment::variable;
use crate::failure::Failure;
use crate::matches::{flag, text};
use crate::output;
use crate::profile::{self, Profile, Profiles, shown_path};
use crate::session::Settings;
use crate::text::shown;

/// The command.
pub(crate) fn command() -> Command {
    let name = || Arg::new("name").value_name("NAME").required(true).help("The profile");
    let add = Command::new("add")
        .about("Save an app under a name; prompts for the secret, or reads it from standard input")
        .arg(name())
        .arg(
            Arg::new("app-id")
                .long("app-id")
                .value_name("ID")
                .required(true)
                .help("Id of the app, as the developer console shows it"),
        )
        .arg(switch("keyring", "Keep the secret in the keyring instead of the profile file"));
    Command::new("profile")
        .about("Apps by name: add, use, list, remove")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(add)
        .subcommand(Command::new("use").about("Make it the default profile").arg(name()))
        .subcommand(Command::new("list").about("List them, without their secrets"))
        .subcommand(Command::new("remove").about("Remove it").arg(name()))
}

/// Runs one of its commands.
pub(crate) fn run(matches: &ArgMatches, settings: &Settings) -> Result<(), Failure> {
    let Some((what, arguments)) = matches.subcommand() else { return Ok(()) };
    let path = profile::path()?;
    let mut known = Profiles::read(&path)?;
    let name = text(arguments, "name").unwrap_or_default();
    match what {
        "list" => {
            let row = |(name, profile): (&String, &Profile)| {
                serde_json::json!({
                    "name": name,
                    "app_id": profile.app_id,
                    "host": profile.shown_host(),
                    "secret": profile.place(),
                    "default": known.default.as_ref() == Some(name),
                })
            };
            let rows = known.profiles.iter().map(row).collect();
            return output::print(&output::render(&rows, settings.format)?);
        }
        "add" => {
            check_name(name)?;
            let app_id = text(arguments, "app-id").unwrap_or_default();
            let asked = settings.asked();
            // Settings that no client accepts are refused now, not when they are used.
            if let Some(url) = &asked.base_url {
                Client::builder("none", "none").base_url(url).build()?;
            }
            let mut profile = Profile::new(app_id, &secret()?, flag(arguments, "keyring"))?;
            (profile.lark, profile.base_url) = (asked.lark, asked.base_url.clone());
            output::note(&format!("{} calls {}", shown(name, 100), profile.shown_host()));
            known.profiles.insert(name.to_owned(), profile);
            known.default.get_or_insert_with(|| name.to_owned());
        }
        _ if !known.profiles.contains_key(name) => {
            return Err(Failure::Usage(format!(
                "there is no profile {} in {}",
                shown(name, 100),
                shown_path(&path)
            )));
        }
        "use" => known.default = Some(name.to_owned()),
        _ => {
            if let Some(profile) = known.profiles.remove(name) {
                profile.forget()?;
            }
            known.default = known.default.filter(|default| default != name);
        }
    }
    known.write(&path)?;
    output::note(&format!("Written: {}", shown_path(&path)));
    Ok(())
}

/// Checks a name: it must be easy to type, and its characters must not be mistaken for others.
fn check_name(name: &str) -> Result<(), Failure> {
    let is_odd = |character: char| character.is_whitespace() || is_hidden(character);
    if name.is_empty() || name.starts_with('-') || name.chars().any(is_odd) {
        return Err(Failure::Usage(format!(
            "\"{}\" is no name for a profile: it must not be empty, begin with a hyphen, or hold white \
             space or characters that nobody sees",
            shown(name, 100)
        )));
    }
    Ok(())
}

/// Reads the secret from a source that process lists do not show.
fn secret() -> Result<Secret, Failure> {
    if let Some(secret) = variable("FEISHU_APP_SECRET") {
        return Ok(secret.into());
    }
    let read = if std::io::stdin().is_terminal() {
        output::note("App secret (it is not shown):");
        console::Term::stderr().read_secure_line()
    } else {
        std::io::read_to_string(std::io::stdin())
    };
    let secret = read.map_err(|error| Failure::io("the standard input", error))?;
    match secret.trim() {
        "" => Err(Failure::Usage(
            "no secret: type it at the prompt, or give it on standard input".to_owned(),
        )),
        secret => Ok(secret.into()),
    }
}
