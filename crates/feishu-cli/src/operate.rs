//! Runs one operation: checks the request, shows or sends it, and prints the response.

use std::ops::ControlFlow;

use clap::ArgMatches;
use feishu_core::{Client, Contract, Json};
use serde_json::Map;

use crate::address::{self, Address};
use crate::catalogue::{Entry, schema};
use crate::failure::Failure;
use crate::matches::{flag, text};
use crate::output::{self, Format};
use crate::request::Request;
use crate::session::{Session, Settings};
use crate::show::Facts;
use crate::text::{Printable, word};
use crate::{curl, download, jq, pages, sample, secrets, show};

/// Runs an operation.
pub(crate) async fn run(
    entry: &Entry,
    matches: &ArgMatches,
    settings: &Settings,
) -> Result<(), Failure> {
    let contract = entry.contract;
    if let Some(part) = text(matches, "schema") {
        return print_schema(entry, part);
    }
    let mut request = Request::read(entry, matches)?;
    if let Some(filter) = text(matches, "jq") {
        jq::check(filter)?;
    }
    request.fill_secrets(settings)?;
    if flag(matches, "dry-run") {
        // Shown even if they would not keep the request from being sent.
        let violations = request.violations()?;
        let preview = request.call(&settings.bystander()?).await?.preview()?;
        let address = Address::of(&preview.url, settings);
        output::print(&show::request(&Facts::of(contract), &address, &preview, &violations))?;
        return request.refuse(violations);
    }
    request.validate()?;
    if flag(matches, "curl") {
        let preview = request.call(&settings.bystander()?).await?.preview()?;
        let address = Address::of(&preview.url, settings);
        if address.is_emulator() {
            output::note(address::NOTE);
        }
        let file = request.file.as_deref();
        return output::print(&curl::line(&Facts::of(contract), &address, &preview, file));
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
    if flag(matches, "all") {
        return all(client, request, matches, format).await;
    }
    let contract = request.contract;
    let response = request.call(client).await?.send::<Json>().await?;
    let mut data = sample::noticed(response).into_inner();
    let url = contract.file_url.and_then(|at| data.pointer(at)?.as_str());
    let leads_to = text(matches, "save").map(|path| (path, url.map(str::to_owned)));
    if !flag(matches, "show-secrets") {
        secrets::mask(contract, &mut data);
    }
    match text(matches, "jq") {
        Some(filter) => jq::print(filter, &data, format)?,
        None => output::print(&answered(contract, &data, format)?)?,
    }
    if contract.items.is_some() {
        let sent = request.query.get("page_token").and_then(Json::as_str);
        if let Some(next) = pages::after(&data, sent)? {
            output::note(&format!("There are more: --all, or --page-token={}", word(&next)));
        }
    }
    match leads_to {
        Some((path, Some(url))) => download::run(client, &url, Some(path)).await,
        Some((_, None)) => Err(Failure::Local("the response has no link to a file".to_owned())),
        None => Ok(()),
    }
}

/// Reads all pages as one list. What was read is printed, even if a later page fails.
async fn all(
    client: &Client,
    request: &Request,
    matches: &ArgMatches,
    format: Format,
) -> Result<(), Failure> {
    let max = matches.get_one::<u64>("max-pages").copied().unwrap_or(pages::MAX_PAGES);
    let mut items = Vec::new();
    let walked = pages::walk(client, request, max, |item| {
        items.push(item);
        ControlFlow::Continue(())
    });
    let walked = walked.await;
    let paged = match walked {
        // Nothing was read, so there is nothing to print and no token to continue with.
        Err(paged) if paged.pages == 0 => return Err(paged.why),
        other => other.map_err(|paged| Failure::Paged(Box::new(paged))),
    };
    let list = Json::Array(items);
    match text(matches, "jq") {
        Some(filter) => jq::print(filter, &list, format)?,
        None => output::print(&output::render(&list, format)?)?,
    }
    paged
}

/// A table shows only the list of a page; other formats show the whole response.
pub(crate) fn answered(
    contract: &Contract,
    data: &Json,
    format: Format,
) -> Result<Printable, Failure> {
    if let (Format::Table, Some(items)) = (format, contract.items) {
        let empty = Json::Array(Vec::new());
        return output::render(data.get(items).unwrap_or(&empty), format);
    }
    // The response only confirms success.
    if data.as_object().is_some_and(Map::is_empty) && format == Format::Table {
        return Ok("Done.\n".into());
    }
    output::render(data, format)
}

fn print_schema(entry: &Entry, part: &str) -> Result<(), Failure> {
    let contract = entry.contract;
    let found = match part {
        "response" => Some(contract.response),
        "query" => contract.query,
        // Without a body, the schema of the query is printed.
        _ => contract.request.or(contract.query),
    };
    match found {
        Some(text) => output::print(&output::render(&schema(text)?, Format::Json)?),
        None => Err(Failure::Usage(format!("{} takes no {part}", entry.words()))),
    }
}
