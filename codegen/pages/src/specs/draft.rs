//! A page in the terms of the format: everything that a spec states about an operation, except for the names of types.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json, json};

use super::fact::{Fact, Shape};
use super::sample::prune;
use super::shape::{Part, Shaper};
use super::words;
use crate::facts::{Page, RateLimitFact, ResponseKind, Review, Row, RowType};
use crate::model::scalar::{self, Scalar};
use crate::model::{Effect, MessageField, OperationId, Paging, RateLimit};
use crate::read::Refusal;
use crate::spec::shape::SPECIAL;

/// The host that the platform's own is, as pages write it.
const HOST: &str = "https://open.feishu.cn";

/// An operation, as a page states it.
#[derive(Debug, Clone)]
pub(super) struct OperationDraft {
    /// What the caller calls the page.
    pub(super) source: String,
    pub(super) name: OperationId,
    pub(super) http: String,
    pub(super) page: String,
    pub(super) page_hash: String,
    pub(super) effect: Effect,
    pub(super) full_overwrite: bool,
    /// Top-level facts of a spec, by key; `null` where the page states nothing.
    pub(super) head: Vec<(&'static str, Json)>,
    pub(super) path: Vec<Fact>,
    pub(super) query: Vec<Fact>,
    pub(super) body: Vec<Fact>,
    pub(super) upload: Option<(String, Option<u64>)>,
    pub(super) request_example: Option<Json>,
    pub(super) flat: bool,
    pub(super) response: Vec<Fact>,
    pub(super) message: MessageField,
    pub(super) response_example: Option<Json>,
    pub(super) errors: Vec<(Option<u16>, i64, String)>,
    pub(super) paging: Option<String>,
    pub(super) idempotency: Option<(String, u64)>,
    pub(super) reviews: Vec<Review>,
}

/// How long a server remembers a key if the page does not state it: the value of all other pages.
const DAY: u64 = 86400;

/// Takes a page for a spec. What the format cannot express is refused or listed in the reviews.
pub(super) fn draft(page: &Page, source: &str) -> Result<OperationDraft, Refusal> {
    let refuse = |what: String, help: &str| Refusal {
        page: source.to_owned(),
        line: 0,
        what,
        help: help.to_owned(),
    };
    if page.host != HOST {
        let help = "a spec describes calls to the platform's own host";
        return Err(refuse(format!("the call goes to {}", page.host), help));
    }
    let Some(name) = words::api_name(page) else {
        let help = "correct the address of the call on a copy of the page";
        return Err(refuse(format!("no name can be derived for {}", page.path), help));
    };
    if page.response_kind == ResponseKind::Binary && page.response_example.is_none() {
        let help = "a spec describes calls that return JSON";
        return Err(refuse("the response is a file".to_owned(), help));
    }
    let mut reviews = Reviews { all: page.reviews.clone(), rows: 0, left_out: 0 };
    if let RateLimitFact::Windows(windows) = &page.rate_limit {
        reviews
            .all
            .extend(windows.iter().filter(|window| !is_known(window)).map(|window| Review {
            place: "rate_limit".to_owned(),
            chosen: format!(
                "without the limit of {} calls in {} seconds: the format has seconds and minutes",
                window.calls, window.seconds
            ),
            alternatives: Vec::new(),
        }));
    }
    let path = path_of(&page.path);
    let (path_facts, query) = (
        path_parameters(page, &path, &mut reviews),
        shaped(Part::Query, &page.query, "request.query", &mut reviews),
    );
    let (files, texts): (Vec<_>, Vec<_>) =
        page.body.iter().partition(|row| row.ty == RowType::File && row.children.is_empty());
    let part = if files.is_empty() { Part::Body } else { Part::Form };
    let body = shaped(part, texts, "request.body", &mut reviews);
    let response = shaped(Part::Response, &page.response, "response", &mut reviews);
    for row in page.headers.iter().chain(files.iter().copied().skip(1)) {
        reviews.left_out(&format!("request.{}", row.name), "the format cannot express it");
    }
    if reviews.left_out >= 3 && reviews.left_out * 2 > reviews.rows {
        let what = format!("{} of {} rows cannot be taken", reviews.left_out, reviews.rows);
        return Err(refuse(what, "check the tables of the page"));
    }
    let mut reviews = reviews.all;
    if reviews.len() > MAX_REVIEWS {
        let more = reviews.len() - MAX_REVIEWS;
        reviews.truncate(MAX_REVIEWS);
        reviews.push(Review {
            place: "page".to_owned(),
            chosen: format!("the first {MAX_REVIEWS} places to review, of {more} more"),
            alternatives: Vec::new(),
        });
    }
    let effect = words::effect(page, &name);
    let mut draft = OperationDraft {
        source: source.to_owned(),
        http: format!("{} {path}", page.method.word()),
        page: address(page, source),
        page_hash: page.hash.clone(),
        effect,
        full_overwrite: page.full_overwrite,
        head: head(page),
        upload: files.first().map(|row| (row.name.clone(), row.rules.max_bytes)),
        flat: page.response_kind == ResponseKind::Flat,
        message: page.message,
        errors: errors(page),
        paging: None,
        idempotency: idempotency(page, &body, effect),
        request_example: None,
        response_example: None,
        path: path_facts,
        query,
        body,
        response,
        name,
        reviews,
    };
    draft.paging = paging(&draft);
    draft.request_example = draft.take_request_example(page);
    draft.response_example = draft.take_response_example(page);
    Ok(draft)
}

fn shaped<'r>(
    part: Part,
    rows: impl IntoIterator<Item = &'r Row>,
    place: &str,
    reviews: &mut Reviews,
) -> Vec<Fact> {
    let Reviews { all, rows: read, left_out } = reviews;
    let mut shaper = Shaper { part, reviews: all, rows: 0, left_out: 0 };
    let facts = shaper.fields(rows, place, 0);
    *read += shaper.rows;
    *left_out += shaper.left_out;
    facts
}

/// What a person must review, and how many rows could not be imported.
struct Reviews {
    all: Vec<Review>,
    rows: usize,
    left_out: usize,
}

impl Reviews {
    fn left_out(&mut self, place: &str, why: &str) {
        self.all.push(Review::left_out(place, why));
    }
}

/// More entries would not help.
const MAX_REVIEWS: usize = 100;

/// `{name}` is another spelling of `:name`.
fn path_of(path: &str) -> String {
    path.split('/')
        .map(|segment| match segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            Some(name) => format!(":{name}"),
            None => segment.to_owned(),
        })
        .collect::<Vec<_>>()
        .join("/")
}

/// Those that the path has, in its order; the table only adds facts about them.
fn path_parameters(page: &Page, path: &str, reviews: &mut Reviews) -> Vec<Fact> {
    let in_path: Vec<_> = path.split('/').filter_map(|part| part.strip_prefix(':')).collect();
    let names: BTreeSet<&str> = in_path.iter().copied().collect();
    // Those that the path lacks are rows of the page like others, so they are counted and what else is wrong is said.
    let table = shaped(Part::Path, &page.path_parameters, "request.path", reviews);
    for row in page.path_parameters.iter().filter(|row| !names.contains(row.name.as_str())) {
        let place = format!("request.path.{}", row.name);
        reviews.left_out(&place, "the path has no such parameter");
    }
    let unsaid = |name: &str| Fact {
        name: name.to_owned(),
        ty: Shape::Scalar(scalar::STRING),
        required: true,
        example: None,
        default: None,
        rules: Vec::new(),
        scopes: Vec::new(),
        deprecated: false,
    };
    let said: BTreeMap<&str, &Fact> =
        table.iter().rev().map(|fact| (fact.name.as_str(), fact)).collect();
    let fact = |name| said.get(name).map_or_else(|| unsaid(name), |fact| (*fact).clone());
    in_path.into_iter().map(fact).collect()
}

/// Where the page is published: as it states itself, or by its name in the vendor's folder.
fn address(page: &Page, source: &str) -> String {
    let sound = |address: &String| {
        address.starts_with("https://")
            && address.len() <= 500
            && address.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '<' | '>'))
    };
    page.address.clone().filter(sound).unwrap_or_else(|| {
        let name = source.trim_end_matches(".md").trim_start_matches(['.', '/']);
        let name: String =
            name.chars().filter(|c| c.is_ascii_alphanumeric() || "/_-".contains(*c)).collect();
        format!("https://open.feishu.cn/document/{name}")
    })
}

/// A window that the format has a word for.
fn is_known(window: &RateLimit) -> bool {
    matches!(window.seconds, 1 | 60)
}

fn head(page: &Page) -> Vec<(&'static str, Json)> {
    let updated = page.updated.as_ref().map_or(Json::Null, |day| day.as_str().into());
    let limit = |limit: &RateLimit| {
        let unit = if limit.seconds == 60 { "min" } else { "s" };
        Json::from(format!("{}/{unit}", limit.calls))
    };
    let rate_limit = match &page.rate_limit {
        RateLimitFact::Windows(windows) => {
            let mut limits: Vec<_> =
                windows.iter().filter(|window| is_known(window)).map(limit).collect();
            match limits.len() {
                0 => Json::Null,
                1 => limits.remove(0),
                _ => limits.into(),
            }
        }
        RateLimitFact::Special => SPECIAL.into(),
        RateLimitFact::Unstated => Json::Null,
    };
    let sound = |scopes: &[String]| -> Vec<String> {
        scopes.iter().filter(|scope| !scope.trim().is_empty()).cloned().collect()
    };
    let (any_of, fields) = (sound(&page.scopes), sound(&page.field_scopes));
    let mut scopes = Map::new();
    if !any_of.is_empty() {
        scopes.insert("any_of".to_owned(), any_of.into());
    }
    if !fields.is_empty() {
        scopes.insert("fields".to_owned(), fields.into());
    }
    let scopes = if scopes.is_empty() { Json::Null } else { scopes.into() };
    vec![
        ("page_updated", updated),
        ("page_hash", page.hash.as_str().into()),
        ("tokens", page.tokens.iter().map(|kind| kind.word()).collect()),
        ("apps", page.apps.iter().map(|kind| kind.word()).collect()),
        ("scopes", scopes),
        ("rate_limit", rate_limit),
        ("deprecated", if page.deprecated { true.into() } else { Json::Null }),
    ]
}

/// Each code once, with the status where the page states one.
fn errors(page: &Page) -> Vec<(Option<u16>, i64, String)> {
    let mut errors: Vec<(Option<u16>, i64, String)> = Vec::new();
    let mut seen = BTreeSet::from([0]);
    for error in &page.errors {
        if seen.insert(error.code) {
            let status = Some(error.http_status).filter(|status| (100..600).contains(status));
            errors.push((status, error.code, words::error_name(error.code, &error.description)));
        }
    }
    errors
}

fn idempotency(page: &Page, body: &[Fact], effect: Effect) -> Option<(String, u64)> {
    let row = page.body.iter().find(|row| row.idempotency_key.is_some())?;
    let fits = |fact: &Fact| fact.name == row.name && fact.ty == Shape::Scalar(scalar::STRING);
    (effect == Effect::Create && body.iter().any(fits)).then(|| {
        (row.name.clone(), row.idempotency_key.flatten().filter(|s| *s > 0).unwrap_or(DAY))
    })
}

/// The paged list, if the four names that belong to one are present.
fn paging(draft: &OperationDraft) -> Option<String> {
    let has = |facts: &[Fact], name: &str, scalar: Scalar| {
        facts
            .iter()
            .any(|fact| fact.name == name && fact.ty == Shape::Scalar(scalar) && !fact.required)
    };
    let complete = has(&draft.query, Paging::TOKEN, scalar::STRING)
        && has(&draft.query, Paging::SIZE, scalar::I32)
        && has(&draft.response, Paging::TOKEN, scalar::STRING)
        && has(&draft.response, Paging::HAS_MORE, scalar::BOOL);
    let mut lists = draft.response.iter().filter(|fact| matches!(fact.ty, Shape::List(_)));
    let (first, second) = (lists.next(), lists.next());
    let alone = first.filter(|_| second.is_none() && complete && !draft.flat);
    alone.map(|fact| fact.name.clone())
}

impl OperationDraft {
    fn take_request_example(&mut self, page: &Page) -> Option<Json> {
        let sample = page.request_example.as_ref()?.as_object()?;
        if self.body.is_empty() {
            return None;
        }
        let pruned = prune(sample, &self.body, "request.example", true);
        let why = "it has not all that is required, or not as the table says";
        self.cut("request.example", &pruned.cut, pruned.broken.then_some(why));
        (!pruned.broken && !pruned.sample.is_empty()).then(|| pruned.sample.into())
    }

    fn take_response_example(&mut self, page: &Page) -> Option<Json> {
        let sample = page.response_example.as_ref()?.as_object()?;
        let code = sample.get("code").and_then(Json::as_i64);
        let message = sample.get(self.message.word()).and_then(Json::as_str);
        let (Some(0), Some(message)) = (code, message) else {
            let why = "it is not a successful response";
            self.cut("response.example", &["response.example.code".to_owned()], Some(why));
            return None;
        };
        let mut kept = Map::new();
        kept.insert("code".to_owned(), json!(0));
        kept.insert(self.message.word().to_owned(), message.into());
        let place = "response.example";
        if self.flat {
            let beside: Map<_, _> = sample
                .iter()
                .filter(|(name, _)| *name != "code" && *name != self.message.word())
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect();
            let pruned = prune(&beside, &self.response, place, false);
            self.cut(place, &pruned.cut, None);
            kept.extend(pruned.sample);
        } else if let Some(data) = sample.get("data").and_then(Json::as_object) {
            let pruned = prune(data, &self.response, place, false);
            self.cut(place, &pruned.cut, None);
            kept.insert("data".to_owned(), pruned.sample.into());
        }
        Some(kept.into())
    }

    /// Adds a review that names where the sample and the table disagree.
    fn cut(&mut self, place: &str, cut: &[String], whole: Option<&str>) {
        const SHOWN: usize = 5;
        let mut distinct: Vec<_> = cut.to_vec();
        distinct.sort();
        distinct.dedup();
        if distinct.is_empty() && whole.is_none() {
            return;
        }
        let mut shown = distinct.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
        if distinct.len() > SHOWN {
            shown.push_str(&format!(" and {} more", distinct.len() - SHOWN));
        }
        let chosen = if let Some(why) = whole {
            format!("without the sample: {why}")
        } else {
            format!("without these parts of the sample, which the table does not list: {shown}")
        };
        self.reviews.push(Review { place: place.to_owned(), chosen, alternatives: Vec::new() });
    }
}
