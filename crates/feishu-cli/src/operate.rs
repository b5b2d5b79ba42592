//! One operation: checked, shown or sent, and its answer printed.

use clap::ArgMatches;
use feishu_core::{Client, Contract, Json};
use futures_util::{TryStreamExt, pin_mut};
use serde_json::Map;

use crate::catalogue::{Entry, schema};
use crate::failure::Failure;
use crate::output::{self, Format};
use crate::pages;
use crate::request::{Request, flag, text};
use crate::session::{Session, Settings};
use crate::{curl, secrets, show};

/// Carries out an operation.
pub(crate) async fn run(
    entry: &Entry,
    matches: &ArgMatches,
    settings: &Settings,
) -> Result<(), Failure> {
    let contract = entry.contract;
    if let Some(part) = text(matches, "schema") {
        return print_schema(entry, part);
    }
    let mut request = Request::read(contract, matches)?;
    secrets::fill(&mut request, settings)?;
    let violations = request.violations()?;
    let broken = request.validate && !violations.is_empty();
    if flag(matches, "dry-run") {
        let preview = request.call(&settings.bystander()?).await?.preview()?;
        output::print(&show::request(contract, &preview, &violations))?;
        return if broken { Err(Failure::Violations(violations)) } else { Ok(()) };
    }
    if broken {
        return Err(Failure::Violations(violations));
    }
    if flag(matches, "curl") {
        let preview = request.call(&settings.bystander()?).await?.preview()?;
        return output::print(&curl::line(contract, &preview, request.file.as_deref()));
    }
    let session = Session::open(settings, contract).await?;
    let result = send(&session.client, &request, matches, settings.format).await;
    session.close().await;
    result
}

async fn send(
    client: &Client,
    request: &Request,
    matches: &ArgMatches,
    format: Format,
) -> Result<(), Failure> {
    let contract = request.contract;
    if flag(matches, "all") {
        let items = pages::items(client, request);
        pin_mut!(items);
        let mut all = Vec::new();
        while let Some(item) = items.try_next().await? {
            all.push(item);
        }
        return output::print(&output::render(&Json::Array(all), format)?);
    }
    let answer = request.call(client).await?.send::<Json>().await?;
    let mut data = answer.into_inner();
    let leads_to = text(matches, "save").map(|path| (path, address(&data).map(str::to_owned)));
    if !flag(matches, "show-secrets") {
        secrets::mask(contract, &mut data);
    }
    output::print(&answered(contract, &data, format)?)?;
    if let Some(next) = contract.items.and_then(|_| pages::next(&data)) {
        output::note(&format!("There are more: --all, or --page-token {next}"));
    }
    match leads_to {
        Some((path, Some(url))) => download(client, &url, Some(path)).await,
        Some((_, None)) => Err(Failure::Local("the answer leads to no file".to_owned())),
        None => Ok(()),
    }
}

/// A table shows the list of a page alone; other formats show all of the answer.
pub(crate) fn answered(
    contract: &Contract,
    data: &Json,
    format: Format,
) -> Result<String, Failure> {
    if let (Format::Table, Some(items)) = (format, contract.items) {
        let empty = Json::Array(Vec::new());
        return output::render(data.get(items).unwrap_or(&empty), format);
    }
    // What says nothing but that it worked.
    if data.as_object().is_some_and(Map::is_empty) && format == Format::Table {
        return Ok("Done.\n".to_owned());
    }
    output::render(data, format)
}

/// The address of a file in an answer.
fn address(data: &Json) -> Option<&str> {
    let object = data.as_object()?;
    object.get("url").and_then(Json::as_str).or_else(|| object.values().find_map(address))
}

/// Fetches a file.
pub(crate) async fn download(
    client: &Client,
    url: &str,
    path: Option<&str>,
) -> Result<(), Failure> {
    let download = client.download(url).await?;
    // What a server calls a file may be a path: only its end is taken.
    let named = download.file_name().map(|name| name.replace(['/', '\\', '\0'], "_"));
    let named = named.filter(|name| !name.trim_matches('.').is_empty());
    let path = match (path, named) {
        (Some(path), _) => path.to_owned(),
        (None, Some(name)) => name,
        (None, None) => {
            return Err(Failure::Usage(
                "the server names no file; say where to keep it".to_owned(),
            ));
        }
    };
    if std::path::Path::new(&path).exists() {
        return Err(Failure::Local(format!("{path} exists, and is not overwritten")));
    }
    let bytes = download.save(&path).await?;
    output::note(&format!("{bytes} bytes in {path}"));
    Ok(())
}

fn print_schema(entry: &Entry, part: &str) -> Result<(), Failure> {
    let contract = entry.contract;
    let found = match part {
        "response" => Some(contract.response),
        "query" => contract.query,
        // Where there is no body, the query is what there is to know.
        _ => contract.request.or(contract.query),
    };
    match found {
        Some(text) => output::print(&output::render(&schema(text)?, Format::Json)?),
        None => Err(Failure::Usage(format!("{} takes no {part}", entry.words()))),
    }
}
