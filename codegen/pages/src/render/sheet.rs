//! The content of a page, independent of the dialect.

use serde_json::Value as Json;

use super::blocks::{Block, Line, REQUEST, Row, Table, escape, one_line, row, table, text};
use super::fields;
use crate::facts::PageDialect;
use crate::model::{Api, DocumentedError, Effect, Operation, RateLimit, Side};
use crate::names;
use crate::read::front;
use crate::terms::{self, Term};

/// A page.
pub(super) struct Sheet {
    /// `hire/v1/external_offer/update.md`
    pub(super) name: String,
    pub(super) title: String,
    address: String,
    /// `YYYY-MM-DD`, or nothing.
    updated: String,
    /// Paragraphs of one line each.
    pub(super) prose: Vec<String>,
    /// With the levels of their headings, and these.
    pub(super) parts: Vec<(&'static str, &'static str, Vec<Block>)>,
}

impl Sheet {
    pub(super) fn of(api: &Api, operation: &Operation) -> Self {
        let id = &operation.id;
        let deprecated = if operation.deprecated {
            format!("（{}）", terms::DEPRECATED.word())
        } else {
            String::new()
        };
        Self {
            name: format!("{}/{}/{}/{}.md", id.project, id.version, id.resource, id.method),
            title: one_line(&operation.summary) + &deprecated,
            address: operation.page.clone(),
            updated: operation.page_updated.clone(),
            prose: prose(operation),
            parts: vec![
                ("##", "请求", vec![Block::Table(base(api, operation))]),
                ("###", terms::HEADERS.word(), table(REQUEST, headers(api, operation), false)),
                ("###", terms::PATH.word(), fields::sent(api, operation.fields(Side::Path), None)),
                (
                    "###",
                    terms::QUERY.word(),
                    fields::sent(api, operation.fields(Side::Query), None),
                ),
                ("###", terms::BODY.word(), fields::body(api, operation)),
                (
                    "###",
                    terms::BODY_SAMPLE.word(),
                    code(operation.example(Side::Body)).into_iter().collect(),
                ),
                ("##", "响应", Vec::new()),
                ("###", terms::RESPONSE.word(), fields::response(api, operation)),
                (
                    "###",
                    terms::RESPONSE_SAMPLE.word(),
                    code(operation.response.example.as_ref()).into_iter().collect(),
                ),
                (
                    "###",
                    terms::ERROR_CODE.word(),
                    table(ERRORS, operation.errors.iter().map(error).collect(), false),
                ),
            ]
            .into_iter()
            .filter(|(level, _, blocks)| !blocks.is_empty() || *level == "##")
            .collect(),
        }
    }

    /// The front matter of the file in a dialect.
    pub(super) fn front(&self, dialect: PageDialect) -> Vec<(&'static str, String)> {
        let title = ("title", format!("\"{}\"", self.title.replace('"', "'")));
        let full_path = front::full_path(&self.address).filter(|_| dialect == PageDialect::Source);
        let address = match full_path {
            Some(path) => ("fullPath", format!("\"{path}\"")),
            None => ("source_url", self.address.clone()),
        };
        let millis = front::millis(&self.updated).filter(|_| dialect == PageDialect::Source);
        let updated = match millis {
            Some(millis) => Some(("updateTime", format!("\"{millis}\""))),
            None if self.updated.is_empty() => None,
            None => Some(("last_remote_update", self.updated.clone())),
        };
        [Some(title), Some(address), updated].into_iter().flatten().collect()
    }
}

const ERRORS: &[Term] = &[terms::STATUS, terms::ERROR_CODE, terms::DESCRIPTION, terms::ADVICE];

fn code(sample: Option<&Json>) -> Option<Block> {
    let text = serde_json::to_string_pretty(sample?).ok()?;
    // Backticks and `<` occur only in strings, where JSON can escape them.
    Some(Block::Code(text.replace('`', "\\u0060").replace('<', "\\u003c")))
}

fn prose(operation: &Operation) -> Vec<String> {
    let id = &operation.id;
    let explorer = format!(
        "{{API Explorer}}(url=/api/tools/api_explore/api_explore_config?project={}&version={}&resource={}&method={})",
        id.project, id.version, id.resource, id.method
    );
    let description = operation.description.as_deref().map(one_line);
    let description = description.map(|text| format!("> {}", escape(&text)));
    let (this_call, overwrites) = (terms::THIS_CALL.word(), terms::OVERWRITES.word());
    let overwrites = (operation.effect == Effect::Replace)
        .then(|| format!("> {this_call}为{overwrites}：没有传入的选填字段会被清空。"));
    [Some(explorer), description, overwrites].into_iter().flatten().collect()
}

fn base(api: &Api, operation: &Operation) -> Table {
    let url = format!("{}{}", api.platform.feishu.url, operation.path);
    let limit = |limit: &RateLimit| {
        let unit = terms::TIMES.into_iter().find(|(seconds, _)| *seconds == limit.seconds);
        format!("{} 次/{}", limit.calls, unit.map(|(_, unit)| unit.word()).unwrap_or_default())
    };
    let limits: Vec<_> = operation.rate_limits.iter().map(limit).collect();
    let limits = match (operation.special_limit, limits.is_empty()) {
        (true, _) => Some(terms::SPECIAL_LIMIT.word().to_owned()),
        (false, true) => None,
        (false, false) => Some(limits.join("、")),
    };
    let scopes =
        |scopes: &[String]| (!scopes.is_empty()).then(|| vec![Line::Scopes(scopes.to_vec())]);
    let limits = limits.map(|limits| text(format!("[{limits}]({})", api.platform.rate_limit_page)));
    let apps = (!operation.apps.is_empty()).then(|| vec![Line::Apps(operation.apps.clone())]);
    let rows = [
        (terms::URL, Some(text(url))),
        (terms::METHOD, Some(text(operation.method.word()))),
        (terms::RATE_LIMIT, limits),
        (terms::APPS, apps),
        (terms::SCOPES, scopes(&operation.scopes)),
        (terms::FIELD_SCOPES, scopes(&operation.field_scopes)),
    ];
    let rows = rows.into_iter().filter_map(|(key, cell)| Some(row([text(key.word()), cell?])));
    Table { header: vec!["基本", "值"], rows: rows.collect(), nested: false }
}

fn headers(api: &Api, operation: &Operation) -> Vec<Row> {
    let header =
        |name: &str, about| row([text(name), text("string"), text(terms::YES.word()), about]);
    let tokens: Vec<_> = operation.tokens.iter().map(|kind| Line::Token(kind.word())).collect();
    let content_type = operation.content_type(&api.platform);
    let content_type = content_type.map(|word| text(format!("**固定值**：\"{word}\"")));
    let authorization = (!tokens.is_empty()).then(|| header("Authorization", tokens));
    authorization
        .into_iter()
        .chain(content_type.map(|about| header("Content-Type", about)))
        .collect()
}

fn error(error: &DocumentedError) -> Row {
    let status = match error.http_status {
        0 => String::new(),
        status => status.to_string(),
    };
    let advice = error.advice.as_deref().map(one_line).unwrap_or_default();
    let words = error.name.split('_').count();
    // Readers take up to six words for a name, and more for a sentence.
    let name = if words > 6 { names::pascal(&error.name) } else { error.name.replace('_', " ") };
    row([status, error.code.to_string(), name, advice.replace('|', "/")].map(text))
}
