//! Shell completions and manual pages, generated from the complete command line.

use clap::{Arg, ArgMatches, Command, value_parser};
use clap_complete::Shell;

use crate::failure::Failure;
use crate::matches::text;
use crate::text::plain;
use crate::{output, unknown};

/// The commands.
pub(crate) fn commands() -> [Command; 2] {
    let completions = Command::new("completions")
        .about("Print the completion script of a shell")
        .after_help("For bash: source <(feishu completions bash)")
        .arg(
            Arg::new("shell")
                .value_name("SHELL")
                .required(true)
                .value_parser(value_parser!(Shell))
                .help("The shell"),
        );
    let man = Command::new("man")
        .about("Print a manual page, or write all of them")
        .after_help("To read one: feishu man hire external-offer update | man -l -")
        .arg(
            Arg::new("words")
                .value_name("COMMAND")
                .num_args(0..)
                .help("The command, such as: hire external-offer update"),
        )
        .arg(
            Arg::new("folder")
                .long("folder")
                .value_name("PATH")
                .conflicts_with("words")
                .help("Write the pages of all commands into this folder"),
        );
    [completions, man]
}

/// Prints the completion script of a shell.
pub(crate) fn completions(matches: &ArgMatches, mut command: Command) -> Result<(), Failure> {
    let Some(shell) = matches.get_one::<Shell>("shell") else { return Ok(()) };
    let mut script = Vec::new();
    clap_complete::generate(*shell, &mut command, "feishu", &mut script);
    output::print(String::from_utf8_lossy(&script).as_ref())
}

/// Prints a manual page, or writes all of them.
pub(crate) fn man(matches: &ArgMatches, mut command: Command) -> Result<(), Failure> {
    if let Some(folder) = text(matches, "folder") {
        let write = std::fs::create_dir_all(folder)
            .and_then(|()| clap_mangen::generate_to(command, folder));
        write.map_err(|error| Failure::io(folder, error))?;
        output::note(&format!("Written: {}", plain(folder)));
        return Ok(());
    }
    command.build();
    let (mut found, mut name) = (&command, command.get_name().to_owned());
    for word in matches.get_many::<String>("words").into_iter().flatten() {
        found =
            found.find_subcommand(word).ok_or_else(|| unknown::of(&name, found, &command, word))?;
        name += &format!(" {}", found.get_name());
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(found.clone())
        .render(&mut page)
        .map_err(|error| Failure::io("the manual page", error))?;
    output::print(String::from_utf8_lossy(&page).as_ref())
}
