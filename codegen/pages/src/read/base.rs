//! The first table of a page, and what its head and links say.

use super::cell::{has_nameless_scope, scopes};
use super::document::Problem;
use super::document::{Document, Table};
use crate::facts::{ApiName, RateLimitFact, Review};
use crate::model::{AppKind, Method, RateLimit};
use crate::terms::{self, Term};

pub(super) struct Base {
    pub(super) method: Method,
    pub(super) host: String,
    pub(super) path: String,
    pub(super) apps: Vec<AppKind>,
    pub(super) scopes: Vec<String>,
    pub(super) field_scopes: Vec<String>,
    pub(super) rate_limit: RateLimitFact,
    pub(super) reviews: Vec<Review>,
}

pub(super) fn read(document: &Document) -> Result<Base, Problem> {
    const HELP: &str = "only pages that describe one call can be imported";
    let Some(table) = document.tables().find(|table| value(table, terms::URL).is_some()) else {
        return Err((0, "the page has no table with an HTTP URL".to_owned(), HELP));
    };
    let url = value(table, terms::URL).unwrap_or_default();
    let url = url.trim().trim_matches('`').split_whitespace().next().unwrap_or_default();
    let url = url.split(['?', '#']).next().unwrap_or_default();
    let Some((host, path)) = split(url) else {
        return Err((table.line, format!("`{url}` is not the address of a call"), HELP));
    };
    let method = value(table, terms::METHOD).unwrap_or_default();
    let word = method.trim().trim_matches('`').to_ascii_uppercase();
    let Some(method) = Method::parse(&word) else {
        return Err((table.line, format!("`{word}` is not an HTTP method"), HELP));
    };
    Ok(Base {
        method,
        host: host.to_owned(),
        path: path.to_owned(),
        apps: value(table, terms::APPS).map(apps).unwrap_or_default(),
        scopes: value(table, terms::SCOPES).map(scopes).unwrap_or_default(),
        field_scopes: value(table, terms::FIELD_SCOPES).map(scopes).unwrap_or_default(),
        rate_limit: rate_limit(value(table, terms::RATE_LIMIT).unwrap_or_default()),
        reviews: [("scopes.any_of", terms::SCOPES), ("scopes.fields", terms::FIELD_SCOPES)]
            .into_iter()
            .filter(|(_, row)| value(table, *row).is_some_and(has_nameless_scope))
            .map(|(place, _)| Review::left_out(place, "the page gives a scope without its name"))
            .collect(),
    })
}

/// The second cell of the row whose first begins with this word.
fn value(table: &Table, key: Term) -> Option<&str> {
    let header = [&table.header];
    let rows = header.into_iter().chain(table.rows.iter().map(|row| &row.cells));
    let row = rows.into_iter().find(|cells| {
        cells.first().is_some_and(|cell| {
            cell.trim()
                .strip_prefix(key.word())
                .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
        })
    })?;
    row.get(1).map(String::as_str)
}

/// `https://host/path`
fn split(url: &str) -> Option<(&str, &str)> {
    let rest = url.strip_prefix("https://")?;
    let (name, _) = rest.split_once('/')?;
    let host = url.get(..url.len() - rest.len() + name.len())?;
    let path = rest.get(name.len()..)?.trim_end_matches('/');
    let is_plain =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | ':' | '_' | '-' | '.' | '{' | '}');
    let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let whole = path.chars().all(is_plain) && !path.contains("..") && !path.is_empty();
    (whole && !name.is_empty() && name.chars().all(is_host)).then_some((host, path))
}

fn apps(text: &str) -> Vec<AppKind> {
    let is_named = |kind: &AppKind| {
        let (tag, word) = terms::app(*kind);
        text.contains(tag) || text.contains(word)
    };
    [AppKind::Custom, AppKind::Store].into_iter().filter(is_named).collect()
}

/// `[1000 次/分钟、50 次/秒](…)`
fn rate_limit(text: &str) -> RateLimitFact {
    let text = text.split("](").next().unwrap_or_default().trim_matches(['[', ' ']);
    let windows: Vec<_> = text.split('、').filter_map(window).collect();
    if !windows.is_empty() {
        RateLimitFact::Windows(windows)
    } else if terms::SPECIAL_LIMIT.is_in(text) {
        RateLimitFact::Special
    } else {
        RateLimitFact::Unstated
    }
}

/// `50 次/秒`
fn window(text: &str) -> Option<RateLimit> {
    let (calls, unit) = text.split_once("次")?;
    let unit = unit.trim().trim_start_matches('/').trim();
    let (seconds, _) = terms::TIMES.into_iter().find(|(_, word)| word.is(unit))?;
    Some(RateLimit { calls: calls.trim().parse().ok()?, seconds })
}

/// What the vendor's own tools call the operation.
pub(super) fn api_name(document: &Document) -> Option<ApiName> {
    explorer(document).or_else(|| by_address(document))
}

/// `…?project=hire&version=v1&resource=external_offer&method=create`
fn explorer(document: &Document) -> Option<ApiName> {
    let text =
        document.prose().find(|text| text.contains("project=") && text.contains("method="))?;
    let parameter = |name: &str| {
        let (_, rest) = text.split_once(&format!("{name}="))?;
        let end = rest.find(|c: char| !is_name(c)).unwrap_or(rest.len());
        rest.get(..end).filter(|value| !value.is_empty()).map(str::to_owned)
    };
    Some(ApiName {
        project: parameter("project")?,
        version: parameter("version")?,
        resource: parameter("resource")?,
        method: parameter("method")?,
    })
}

/// `/ukTM…/hire-v1/external_offer/create`
fn by_address(document: &Document) -> Option<ApiName> {
    let path = document.front("fullPath")?;
    let segments: Vec<_> = path.split('/').collect();
    let at = segments.iter().position(|segment| {
        segment.rsplit_once("-v").is_some_and(|(name, version)| {
            !name.is_empty()
                && !version.is_empty()
                && version.bytes().all(|byte| byte.is_ascii_digit())
        })
    })?;
    let (project, version) = segments.get(at)?.rsplit_once('-')?;
    let [resource, .., method] = segments.get(at + 1..)? else { return None };
    let plain = [project, version, resource, method].iter().all(|name| name.chars().all(is_name));
    let named = |text: &str| text.to_owned();
    plain.then(|| ApiName {
        project: named(project),
        version: named(version),
        resource: named(resource),
        method: named(method),
    })
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '.')
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "tests fail by panicking")]
mod tests {
    use super::super::document;
    use super::*;

    #[test]
    fn a_call_is_named_by_the_link_to_the_explorer_or_else_by_the_address_of_its_page() {
        const LINK: &str =
            "[Try it](https://x/explorer?project=zoo&version=v1&resource=pet&method=create)";
        const BY_LINK: Option<&str> = Some("zoo.v1.pet.create");
        for (full_path, prose, name) in [
            ("", LINK.to_owned(), BY_LINK),
            ("/x/zoo-v2/cage/list", LINK.to_owned(), BY_LINK),
            // Other links have some of the same parameters.
            ("", format!("[Console](https://x/apps?project=zoo)\n## More\n{LINK}"), BY_LINK),
            ("", format!("[Guide](https://x/guide?method=get)\n## More\n{LINK}"), BY_LINK),
            (
                "/x/zoo-v2/cage/list",
                "[Console](https://x/apps?project=zoo)".to_owned(),
                Some("zoo.v2.cage.list"),
            ),
            ("/x/zoo-v2/cage/list", LINK.replace("&version=v1", ""), Some("zoo.v2.cage.list")),
            ("/x/zoo-v2/cage/lock/list", String::new(), Some("zoo.v2.cage.list")),
            ("/x/zoo-v2/cage", String::new(), None),
            ("/x/zoo-vx/cage/list", String::new(), None),
            ("/x/zoo-v2/c ge/list", String::new(), None),
            ("", "No link.".to_owned(), None),
        ] {
            let page = format!("---\nfullPath: {full_path}\n---\n{prose}\n");
            let document = document::split(&page, |_, _| Ok(None)).expect("a page");
            let found = api_name(&document);
            let found = found
                .map(|it| format!("{}.{}.{}.{}", it.project, it.version, it.resource, it.method));
            assert_eq!(found.as_deref(), name, "{page}");
        }
    }

    #[test]
    fn only_a_plain_address_is_one() {
        for bad in [
            "",
            "http://x/y",
            "https://",
            "https://x",
            "https://x/../y",
            "https://x/a b",
            "https:///y",
        ] {
            assert_eq!(split(bad), None, "{bad}");
        }
        assert_eq!(
            split("https://open.feishu.cn/open-apis/x/:id/"),
            Some(("https://open.feishu.cn", "/open-apis/x/:id"))
        );
    }
}
