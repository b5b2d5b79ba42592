//! `platform.yaml` as written.
//!
//! Nothing in it refers to anything else, so it is read straight into the model.
//!
//! The endpoints that issue tokens are specs like any other, with types and a client of their own.
//! This file names them, and the runtime takes method, path and fields from there. Their responses
//! are `flat`: the fields are beside `code`.

use crate::diagnostic::{Span, Spanned};
use crate::model::{
    Action, AppKind, GatewayError, Host, Platform, RateLimitTier, TokenKind, TokenSource, Tokens,
};
use crate::spec::node::Node;
use crate::spec::operation::read_rate_limits;
use crate::spec::reader::{Reader, Table};
use crate::spec::shape::{PLATFORM, PLATFORMS, Shape};
use crate::spec::types::nested;

/// The platform file.
#[derive(Debug)]
pub struct PlatformFile {
    /// Its facts.
    pub platform: Platform,
    /// The codes with their places, to find conflicts.
    pub codes: Vec<(Spanned<i64>, String)>,
}

/// Reads the file. Nothing comes back when a fact is missing; that was reported.
pub fn read(reader: &mut Reader<'_>, node: &Node, owner: Span) -> Option<PlatformFile> {
    let table = reader.table(node, &PLATFORM, owner)?;
    if let Some(node) = table.get("platform") {
        let _known = reader.word(node, PLATFORMS, |_| Some(()));
    }
    let hosts = section(reader, table, "hosts", &PLATFORM)
        .map(|(hosts, shape)| ["feishu", "lark"].map(|name| read_host(reader, hosts, shape, name)));
    let headers = section(reader, table, "headers", &PLATFORM).map(|(headers, _)| {
        ["log_id", "rate_limit", "rate_limit_reset"].map(|key| text(reader, headers, key))
    });
    let tokens = section(reader, table, "tokens", &PLATFORM)
        .and_then(|(tokens, shape)| read_tokens(reader, tokens, shape));
    let tiers =
        table.get("rate_limit_tiers").map(|node| read_tiers(reader, node)).unwrap_or_default();
    let (errors, codes) =
        table.get("errors").map(|node| read_errors(reader, node)).unwrap_or_default();
    let json_content_type = text(reader, table, "json_content_type");
    let (rate_limit_page, error_page) =
        (text(reader, table, "rate_limit_page"), text(reader, table, "error_page"));
    let [feishu, lark] = hosts?;
    let [log_id_header, rate_limit_header, rate_limit_reset_header] = headers?;
    Some(PlatformFile {
        platform: Platform {
            feishu: feishu?,
            lark: lark?,
            json_content_type: json_content_type?,
            log_id_header: log_id_header?,
            rate_limit_header: rate_limit_header?,
            rate_limit_reset_header: rate_limit_reset_header?,
            tokens: tokens?,
            rate_limit_page: rate_limit_page?,
            rate_limit_tiers: tiers,
            error_page: error_page?,
            errors,
        },
        codes,
    })
}

fn section<'n>(
    reader: &mut Reader<'_>,
    table: Table<'n>,
    key: &str,
    shape: &'static Shape,
) -> Option<(Table<'n>, &'static Shape)> {
    let shape = nested(shape, key);
    let owner = table.key_span(key)?;
    Some((reader.table(table.get(key)?, shape, owner)?, shape))
}

fn text(reader: &mut Reader<'_>, table: Table<'_>, key: &str) -> Option<String> {
    table.get(key).and_then(|node| reader.text(node)).map(|text| text.value)
}

fn read_host(
    reader: &mut Reader<'_>,
    hosts: Table<'_>,
    shape: &'static Shape,
    name: &str,
) -> Option<Host> {
    let (host, _) = section(reader, hosts, name, shape)?;
    Some(Host { url: text(reader, host, "url")?, description: text(reader, host, "description")? })
}

fn read_tokens(reader: &mut Reader<'_>, table: Table<'_>, shape: &'static Shape) -> Option<Tokens> {
    let mut sources = Vec::new();
    for kind in [TokenKind::TenantAccessToken, TokenKind::AppAccessToken] {
        let Some((token, _)) = section(reader, table, kind.word(), shape) else { continue };
        for app in [AppKind::Custom, AppKind::Store] {
            let operation = text(reader, token, app.word());
            sources.extend(operation.map(|operation| TokenSource { kind, app, operation }));
        }
    }
    let seconds = |reader: &mut Reader<'_>, key| {
        text(reader, table, key)
            .and_then(|text| text.strip_suffix('s').and_then(|digits| digits.parse().ok()))
    };
    Some(Tokens {
        lifetime_seconds: seconds(reader, "lifetime")?,
        renewal_window_seconds: seconds(reader, "renewal_window")?,
        ticket: text(reader, table, "app_ticket")?,
        sources,
    })
}

fn read_tiers(reader: &mut Reader<'_>, node: &Node) -> Vec<RateLimitTier> {
    let shape = nested(&PLATFORM, "rate_limit_tiers");
    reader
        .named(node, "tier")
        .iter()
        .filter_map(|(name, node)| {
            let table = reader.table(node, shape, name.span)?;
            let number = name.value.parse::<u32>();
            if number.is_err() {
                reader.bad_value(
                    name.span,
                    format!("`{}` is not the number of a tier", name.value),
                    "this key",
                    "write digits",
                );
            }
            let limits = table.get("limit").map(|node| read_rate_limits(reader, node))?;
            let paid = table.get("paid").map(|node| read_rate_limits(reader, node));
            let number = number.unwrap_or_default();
            Some(RateLimitTier { number, paid: paid.unwrap_or_else(|| limits.clone()), limits })
        })
        .collect()
}

fn read_errors(
    reader: &mut Reader<'_>,
    node: &Node,
) -> (Vec<GatewayError>, Vec<(Spanned<i64>, String)>) {
    let shape = nested(&PLATFORM, "errors");
    reader
        .list(node)
        .iter()
        .filter_map(|node| {
            let table = reader.table(node, shape, node.span)?;
            let code = table.get("code").and_then(|node| reader.integer(node));
            let name = text(reader, table, "name");
            let advice = text(reader, table, "advice");
            let action = table
                .get("action")
                .and_then(|node| reader.word(node, Action::WORDS, Action::parse));
            let statuses = table.get("http").map(|node| reader.list(node)).unwrap_or_default();
            let http_statuses =
                statuses.iter().filter_map(|node| read_status(reader, node)).collect();
            let (code, name) = (code?, name?);
            Some((
                GatewayError {
                    code: code.value,
                    name: name.clone(),
                    http_statuses,
                    action: action?,
                    advice: advice?,
                },
                (code, name),
            ))
        })
        .unzip()
}

/// An HTTP status between 100 and 599.
fn read_status(reader: &mut Reader<'_>, node: &Node) -> Option<u16> {
    let status = reader.integer(node)?;
    let checked = http_status(&status);
    if checked.is_none() {
        reader.bad_value(
            node.span,
            format!("{} is not an HTTP status", status.value),
            "this status",
            "write 100 to 599",
        );
    }
    checked
}

/// The number as an HTTP status, if it is one.
pub fn http_status(status: &Spanned<i64>) -> Option<u16> {
    u16::try_from(status.value).ok().filter(|status| (100..600).contains(status))
}
