//! `feishu api`: calls an endpoint that has no spec, with the same token, retries and errors.

mod raw;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command};
use feishu_core::{CallOptions, Client, Json};

use crate::address::{self, Address};
use crate::arguments::{jq, switch};
use crate::failure::Failure;
use crate::matches::{flag, text};
use crate::output;
use crate::pages;
use crate::session::{Session, Settings};
use crate::show::Facts;
use crate::text::{Printable, word};
use crate::{curl, sample, secrets, show};

use raw::{EFFECTS, METHODS, Raw, TOKENS};

/// The variable that holds a user's token.
const USER_TOKEN: &str = "FEISHU_USER_ACCESS_TOKEN";

/// The command.
pub(crate) fn command() -> Command {
    let option = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    Command::new("api")
        .about("Call any endpoint by method and path, with or without a spec")
        .long_about(
            "Call any endpoint by method and path, with or without a spec.\n\nToken, retries, \
             time limits and errors are those of other commands. Nothing is checked, and no rate limit \
             is known. The host is that of the credentials, never part of the path.",
        )
        .after_help(
            "feishu api GET /open-apis/contact/v3/users/ou_1 --query user_id_type=open_id --jq .user.name\n\
             feishu api POST /open-apis/im/v1/messages --query receive_id_type=chat_id --json @message.json\n\
             feishu api POST /open-apis/im/v1/files --form file_type=pdf --form file_name=x.pdf --file file=x.pdf",
        )
        .arg(
            Arg::new("method")
                .value_name("METHOD")
                .required(true)
                .ignore_case(true)
                .value_parser(PossibleValuesParser::new(METHODS.map(|(name, _)| name)))
                .help("The HTTP method"),
        )
        .arg(Arg::new("path").value_name("PATH").required(true).help(
            "The path, from /open-apis/ on. Each segment is encoded; one that begins with a colon is \
             filled by --param",
        ))
        .arg(
            option("param", "NAME=VALUE", "Set the path segment :NAME")
                .action(ArgAction::Append),
        )
        .arg(
            option("query", "NAME=VALUE", "A query parameter; can be given several times")
                .action(ArgAction::Append),
        )
        .arg(
            option("json", "JSON|@FILE|-", "The body as JSON").conflicts_with_all(["form", "file"]),
        )
        .arg(
            option("form", "NAME=VALUE", "A field of a form, in addition to its file")
                .action(ArgAction::Append)
                .requires("file"),
        )
        .arg(option("file", "NAME=PATH", "A file to upload, as that field of a form"))
        .arg(
            option("token", "KIND", "The token to send; user: from FEISHU_USER_ACCESS_TOKEN")
                .value_parser(TOKENS)
                .default_value("tenant"),
        )
        .arg(
            option(
                "effect",
                "EFFECT",
                "The effect of the call, which decides whether it may be retried [default: by the method]",
            )
            .value_parser(PossibleValuesParser::new(EFFECTS.map(|(name, _)| name))),
        )
        .arg(option(
            "idempotency-key",
            "FIELD",
            "The field of the body by which the endpoint recognises a repeated call",
        ))
        .arg(jq())
        .arg(switch("show-secrets", "Print tokens and secrets of the response unmasked"))
        .arg(switch("dry-run", "Print the request; send nothing"))
        .arg(
            switch("curl", "Print the equivalent curl line, without its secrets; send nothing")
                .conflicts_with("dry-run"),
        )
}

/// Runs the command.
pub(crate) async fn run(matches: &ArgMatches, settings: &Settings) -> Result<(), Failure> {
    let raw = Raw::read(matches)?;
    if let Some(filter) = text(matches, "jq") {
        crate::jq::check(filter)?;
    }
    let facts = Facts::raw(raw.has_token());
    if flag(matches, "dry-run") || flag(matches, "curl") {
        let call = raw.call(&settings.bystander()?, CallOptions::new()).await?;
        let preview = call.preview()?;
        let address = Address::of(&preview.url, settings);
        if flag(matches, "dry-run") {
            return output::print(&show::request(&facts, &address, &preview, &[]));
        }
        if address.is_emulator() {
            output::note(address::NOTE);
        }
        return output::print(&curl::line(&facts, &address, &preview, raw.file()));
    }
    let mut options = CallOptions::new();
    if raw.is_of_user() {
        let token = settings.secret_variable(USER_TOKEN)?.ok_or_else(|| {
            Failure::Usage(format!("--token user needs the token of a user in {USER_TOKEN}"))
        })?;
        options = options.user_access_token(token);
    }
    let session = Session::ready(settings, raw.has_token() && !raw.is_of_user()).await?;
    let result = send(&session.client, &raw, options, matches, settings).await;
    session.close().await;
    result
}

async fn send(
    client: &Client,
    raw: &Raw,
    options: CallOptions,
    matches: &ArgMatches,
    settings: &Settings,
) -> Result<(), Failure> {
    let response = sample::noticed(raw.call(client, options).await?.send::<Json>().await?);
    let mut data = raw::data(response.into_inner());
    if !flag(matches, "show-secrets") {
        secrets::mask_known(&mut data);
    }
    match text(matches, "jq") {
        Some(filter) => crate::jq::print(filter, &data, settings.format)?,
        None => output::print(&printed(&data, settings)?)?,
    }
    if let Some(next) = pages::after(&data, raw.page_token())? {
        output::note(&format!("There are more: --query {}", word(&format!("page_token={next}"))));
    }
    Ok(())
}

fn printed(data: &Json, settings: &Settings) -> Result<Printable, Failure> {
    if data.as_object().is_some_and(serde_json::Map::is_empty)
        && settings.format == output::Format::Table
    {
        return Ok("Done.\n".into());
    }
    output::render(data, settings.format)
}
