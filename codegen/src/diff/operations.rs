//! Calls: which there are, and what each takes, answers and allows.

use std::collections::{BTreeMap, BTreeSet};

use super::findings::{Findings, RECEIVED, SENT, Site};
use super::rules::{self, Class};
use super::values::{self, spell};
use super::{PageState, fields};
use crate::model::{Api, DocumentedError, Effect, Operation, RateLimit};
use crate::names;
use crate::rust::conversions;
use crate::rust::ir::RustType;

/// Operations that are the same, and those that have no partner.
pub(super) struct Pairs<'a> {
    pub(super) both: Vec<(&'a Operation, &'a Operation)>,
    removed: Vec<&'a Operation>,
    added: Vec<&'a Operation>,
}

/// Pairs operations by id, and the rest by what they call.
pub(super) fn pair<'a>(old: &'a Api, new: &'a Api) -> Pairs<'a> {
    let by_id: BTreeMap<_, _> =
        old.operations.iter().map(|operation| (&operation.id, operation)).collect();
    let news: BTreeSet<_> = new.operations.iter().map(|operation| &operation.id).collect();
    let mut removed: Vec<_> =
        old.operations.iter().filter(|operation| !news.contains(&operation.id)).collect();
    let mut both = Vec::new();
    let mut added = Vec::new();
    for operation in &new.operations {
        if let Some(before) = by_id.get(&operation.id) {
            both.push((*before, operation));
        } else if let Some(at) = removed.iter().position(|before| call(before) == call(operation)) {
            both.push((removed.remove(at), operation));
        } else {
            added.push(operation);
        }
    }
    Pairs { both, removed, added }
}

/// What the server sees of an operation: the names of parameters do not travel.
fn call(operation: &Operation) -> (&'static str, Vec<&str>) {
    (operation.method.word(), segments(&operation.path))
}

fn segments(path: &str) -> Vec<&str> {
    path.split('/').map(|segment| if segment.starts_with(':') { ":" } else { segment }).collect()
}

/// Whether the page of an operation is another one.
///
/// Specs do not carry the hash of their page yet; until they do, nobody can tell.
pub(super) fn page_state(_old: &Operation, _new: &Operation) -> PageState {
    PageState::Unknown
}

/// Compares all operations.
pub(super) fn compare(findings: &mut Findings<'_>, pairs: &Pairs<'_>) {
    for operation in &pairs.removed {
        let text = format!("{} {} is gone", operation.method.word(), operation.path);
        findings.call(&rules::OPERATION_REMOVED, &operation.id.to_string(), "", text);
    }
    for operation in &pairs.added {
        let text = format!("{} {} is new", operation.method.word(), operation.path);
        findings.call(&rules::OPERATION_ADDED, &operation.id.to_string(), "", text);
    }
    for (old, new) in &pairs.both {
        operation(findings, old, new);
    }
    conversions(findings);
}

fn operation(findings: &mut Findings<'_>, old: &Operation, new: &Operation) {
    let id = new.id.to_string();
    if old.id != new.id {
        findings.call(&rules::OPERATION_RENAMED, &id, "", format!("{} is called {id} now", old.id));
    }
    if call(old) != call(new) {
        let say = |operation: &Operation| format!("{} {}", operation.method.word(), operation.path);
        findings.call(
            &rules::OPERATION_MOVED,
            &id,
            "/http",
            format!("{} now, not {}", say(new), say(old)),
        );
    }
    parameters(findings, &id, old, new);
    parts(findings, &id, old, new);
    access(findings, &id, old, new);
    behaviour(findings, &id, old, new);
    answers(findings, &id, old, new);
    errors(findings, &id, &old.errors, &new.errors);
    words(findings, &id, old, new);
}

/// Parameters stand in the order of the path. The wire knows their places, not their names.
fn parameters(findings: &mut Findings<'_>, id: &str, old: &Operation, new: &Operation) {
    let site = Site::of_operation(id, "/request/path", SENT);
    let (a, b) = (&old.parameters, &new.parameters);
    let names = |list: &[crate::model::Field]| {
        list.iter().map(|field| field.name.clone()).collect::<Vec<_>>()
    };
    let (was, is) = (names(a), names(b));
    let sorted = |mut names: Vec<String>| {
        names.sort();
        names
    };
    if was.len() == is.len() && was != is && sorted(was.clone()) == sorted(is.clone()) {
        let text = format!("the path takes {} now, not {}", is.join(", "), was.join(", "));
        findings.part(&rules::PARAMETERS_REORDERED, &site, "", text);
    } else if was.len() != is.len() {
        for name in was.iter().filter(|name| !is.contains(name)) {
            let text = format!("`{name}` is no longer part of the path");
            findings.part(&rules::PARAMETER_REMOVED, &site, &format!("/{name}"), text);
        }
        for name in is.iter().filter(|name| !was.contains(name)) {
            let text = format!("`{name}` is part of the path now");
            findings.part(&rules::PARAMETER_ADDED, &site, &format!("/{name}"), text);
        }
    }
    let pairs: Vec<_> = if sorted(was.clone()) == sorted(is.clone()) || was.len() != is.len() {
        b.iter()
            .filter_map(|now| Some((a.iter().find(|before| before.name == now.name)?, now)))
            .collect()
    } else {
        a.iter().zip(b).collect()
    };
    for (before, now) in pairs {
        let path = format!("/{}", now.name);
        if before.name != now.name {
            let text = format!("`{}` is called `{}` now", before.name, now.name);
            findings.part(&rules::PARAMETER_RENAMED, &site, &path, text);
        }
        if !findings.names.same(&before.ty, &now.ty) {
            let class = match values::relation((findings.old, findings.new), &before.ty, &now.ty) {
                values::Relation::Same => &rules::TYPE_NAMED_OTHERWISE,
                values::Relation::Wider => &rules::TYPE_WIDENED,
                values::Relation::Narrower => &rules::TYPE_NARROWED,
                _ => &rules::TYPE_CHANGED,
            };
            let text =
                format!("`{}` is {} now, not {}", now.name, spell(&now.ty), spell(&before.ty));
            findings.part(class, &site, &path, text);
        }
        fields::words(findings, &site, &path, before, now);
    }
}

/// Query, body and file.
fn parts(findings: &mut Findings<'_>, id: &str, old: &Operation, new: &Operation) {
    let path = "/request/query";
    match (old.query.is_empty(), new.query.is_empty()) {
        (true, false) => findings.call(
            &rules::QUERY_ADDED,
            id,
            path,
            "the call takes query parameters now".to_owned(),
        ),
        (false, true) => {
            findings.call(
                &rules::QUERY_REMOVED,
                id,
                path,
                "the call takes no query parameters any more".to_owned(),
            );
        }
        _ => {}
    }
    fields::compare(findings, &Site::of_operation(id, path, SENT), &old.query, &new.query);

    let path = "/request/body";
    match (&old.body, &new.body) {
        (None, Some(_)) => {
            findings.call(&rules::BODY_ADDED, id, path, "the call takes a body now".to_owned())
        }
        (Some(_), None) => findings.call(
            &rules::BODY_REMOVED,
            id,
            path,
            "the call takes no body any more".to_owned(),
        ),
        _ => {}
    }
    let fields_of = |operation: &Operation| {
        operation.body.as_ref().map(|body| body.fields.clone()).unwrap_or_default()
    };
    fields::compare(
        findings,
        &Site::of_operation(id, path, SENT),
        &fields_of(old),
        &fields_of(new),
    );
    let example =
        |operation: &Operation| operation.body.as_ref().and_then(|body| body.example.clone());
    if old.body.is_some() == new.body.is_some() && example(old) != example(new) {
        findings.call(
            &rules::SAMPLE_CHANGED,
            id,
            "/request/example",
            "the sample request changed".to_owned(),
        );
    }

    let path = "/request/upload";
    match (&old.upload, &new.upload) {
        (None, Some(file)) => {
            findings.call(
                &rules::UPLOAD_ADDED,
                id,
                path,
                format!("the call takes a file in `{}` now", file.field),
            );
        }
        (Some(file), None) => {
            findings.call(
                &rules::UPLOAD_REMOVED,
                id,
                path,
                format!("the call takes no file in `{}` any more", file.field),
            );
        }
        (Some(was), Some(is)) => {
            if was.field != is.field {
                let text =
                    format!("the file goes into `{}` now, not into `{}`", is.field, was.field);
                findings.call(&rules::UPLOAD_RENAMED, id, &format!("{path}/field"), text);
            }
            if was.max_bytes != is.max_bytes {
                let (most, least) = (u64::MAX, was.max_bytes.unwrap_or(u64::MAX));
                let class = if is.max_bytes.unwrap_or(most) < least {
                    &rules::FILE_LIMIT_LOWERED
                } else {
                    &rules::FILE_LIMIT_RAISED
                };
                let say = |bytes: Option<u64>| {
                    bytes.map_or("any number of".to_owned(), |bytes| format!("at most {bytes}"))
                };
                let text = format!(
                    "a file has {} bytes now, not {}",
                    say(is.max_bytes),
                    say(was.max_bytes)
                );
                findings.call(class, id, &format!("{path}/max_bytes"), text);
            }
            if was.description != is.description {
                let text = "the description of the file changed".to_owned();
                findings.call(&rules::TEXT_CHANGED, id, &format!("{path}/description"), text);
            }
        }
        (None, None) => {}
    }
    let (was, is) =
        (old.content_type(&findings.old.platform), new.content_type(&findings.new.platform));
    if let (Some(was), Some(is), true) = (was, is, old.upload.is_some() != new.upload.is_some()) {
        findings.call(
            &rules::CONTENT_TYPE_CHANGED,
            id,
            "/request",
            format!("a request is {is} now, not {was}"),
        );
    }
}

/// Who may call, and how often.
fn access(findings: &mut Findings<'_>, id: &str, old: &Operation, new: &Operation) {
    let words = |list: &[crate::model::TokenKind]| {
        list.iter().map(|kind| kind.word().to_owned()).collect::<Vec<_>>()
    };
    let of_tokens = Choice {
        path: "/tokens",
        added: &rules::TOKEN_KIND_ADDED,
        removed: &rules::TOKEN_KIND_REMOVED,
        needed: Some((&rules::TOKEN_NEEDED, &rules::TOKEN_NOT_NEEDED)),
        reordered: &rules::TOKENS_REORDERED,
    };
    of_tokens.compare(findings, id, &words(&old.tokens), &words(&new.tokens));
    let words = |list: &[crate::model::AppKind]| {
        list.iter().map(|kind| kind.word().to_owned()).collect::<Vec<_>>()
    };
    let of_apps = Choice {
        path: "/apps",
        added: &rules::APP_KIND_ADDED,
        removed: &rules::APP_KIND_REMOVED,
        needed: None,
        reordered: &rules::TEXT_CHANGED,
    };
    of_apps.compare(findings, id, &words(&old.apps), &words(&new.apps));
    let of_scopes = Choice {
        path: "/scopes",
        added: &rules::SCOPE_ADDED,
        removed: &rules::SCOPE_REMOVED,
        needed: Some((&rules::SCOPE_NEEDED, &rules::SCOPE_NOT_NEEDED)),
        reordered: &rules::TEXT_CHANGED,
    };
    of_scopes.compare(findings, id, &old.scopes, &new.scopes);
    rate_limits(findings, id, &old.rate_limits, &new.rate_limits);
}

/// A list of which any one is enough.
struct Choice {
    path: &'static str,
    added: &'static Class,
    removed: &'static Class,
    /// For a list that was empty, or is: then nothing is needed.
    needed: Option<(&'static Class, &'static Class)>,
    reordered: &'static Class,
}

impl Choice {
    fn compare(&self, findings: &mut Findings<'_>, id: &str, old: &[String], new: &[String]) {
        if old == new {
            return;
        }
        match (self.needed, old, new) {
            (Some((needed, _)), [], is) => {
                return findings.call(
                    needed,
                    id,
                    self.path,
                    format!("one of these is needed now: {}", is.join(", ")),
                );
            }
            (Some((_, not_needed)), was, []) => {
                return findings.call(
                    not_needed,
                    id,
                    self.path,
                    format!("none of these is needed any more: {}", was.join(", ")),
                );
            }
            _ => {}
        }
        let gone: BTreeSet<_> = old.iter().filter(|word| !new.contains(word)).collect();
        let come: BTreeSet<_> = new.iter().filter(|word| !old.contains(word)).collect();
        for word in &gone {
            findings.call(self.removed, id, self.path, format!("`{word}` is no longer enough"));
        }
        for word in &come {
            findings.call(self.added, id, self.path, format!("`{word}` is enough, too"));
        }
        if gone.is_empty() && come.is_empty() {
            findings.call(
                self.reordered,
                id,
                self.path,
                "the same words in another order".to_owned(),
            );
        }
    }
}

/// Every window counts by itself.
fn rate_limits(findings: &mut Findings<'_>, id: &str, old: &[RateLimit], new: &[RateLimit]) {
    if old == new {
        return;
    }
    let path = "/rate_limit";
    let windows = |limits: &[RateLimit]| {
        limits.iter().map(|limit| (limit.seconds, *limit)).collect::<BTreeMap<_, _>>()
    };
    let (was, is) = (windows(old), windows(new));
    let mut found = false;
    for seconds in was.keys().chain(is.keys()).collect::<BTreeSet<_>>() {
        let (class, text) = match (was.get(seconds), is.get(seconds)) {
            (None, Some(is)) => {
                (&rules::LIMIT_ADDED, format!("{is}, where there was no such limit"))
            }
            (Some(was), None) => (&rules::LIMIT_REMOVED, format!("no limit of {was} any more")),
            (Some(was), Some(is)) if is.calls < was.calls => {
                (&rules::LIMIT_LOWERED, format!("{is}, not {was}"))
            }
            (Some(was), Some(is)) if is.calls > was.calls => {
                (&rules::LIMIT_RAISED, format!("{is}, not {was}"))
            }
            _ => continue,
        };
        found = true;
        findings.call(class, id, path, text);
    }
    if !found {
        findings.call(
            &rules::TEXT_CHANGED,
            id,
            path,
            "the same limits, written otherwise".to_owned(),
        );
    }
}

/// What a call does, and whether it may be done twice.
fn behaviour(findings: &mut Findings<'_>, id: &str, old: &Operation, new: &Operation) {
    if old.effect != new.effect {
        let class = match (old.effect, new.effect) {
            (_, Effect::Replace) => &rules::WRITE_BECAME_REPLACE,
            (Effect::Replace, _) => &rules::WRITE_NO_LONGER_REPLACE,
            _ => &rules::EFFECT_CHANGED,
        };
        findings.call(
            class,
            id,
            "/write",
            format!("{} now, not {}", new.effect.word(), old.effect.word()),
        );
    }
    let path = "/idempotency";
    match (&old.idempotency, &new.idempotency) {
        (None, Some(key)) => findings.call(
            &rules::KEY_ADDED,
            id,
            path,
            format!("`{}` tells a repeated create", key.field),
        ),
        (Some(key), None) => {
            findings.call(
                &rules::KEY_REMOVED,
                id,
                path,
                format!("`{}` no longer tells a repeated create", key.field),
            );
        }
        (Some(was), Some(is)) => {
            if was.field != is.field {
                let text = format!("the key is `{}` now, not `{}`", is.field, was.field);
                findings.call(&rules::KEY_MOVED, id, path, text);
            }
            if was.seconds != is.seconds {
                let class =
                    if is.seconds < was.seconds { &rules::KEY_SHORTER } else { &rules::KEY_LONGER };
                findings.call(
                    class,
                    id,
                    path,
                    format!("remembered for {} seconds, not {}", is.seconds, was.seconds),
                );
            }
        }
        (None, None) => {}
    }
    let path = "/modify";
    match (&old.modify, &new.modify) {
        (None, Some(_)) => findings.call(
            &rules::MODIFY_ADDED,
            id,
            path,
            "a part can be changed by `modify` now".to_owned(),
        ),
        (Some(_), None) => findings.call(
            &rules::MODIFY_REMOVED,
            id,
            path,
            "a part can no longer be changed by `modify`".to_owned(),
        ),
        (Some(was), Some(is)) => {
            // What a renamed or retyped field does to the reading is said at the field; this is what the spec says itself.
            let said = |modify: &crate::model::Modify| {
                let other_names = modify
                    .sources
                    .iter()
                    .filter(|s| s.field != s.from || s.element.is_some())
                    .cloned();
                (
                    modify.read.clone(),
                    modify.by.clone(),
                    other_names.collect::<Vec<_>>(),
                    modify.lost.clone(),
                )
            };
            if said(was) != said(is) {
                findings.call(
                    &rules::MODIFY_CHANGED,
                    id,
                    path,
                    "`modify` reads in another way".to_owned(),
                );
            }
        }
        (None, None) => {}
    }
}

fn answers(findings: &mut Findings<'_>, id: &str, old: &Operation, new: &Operation) {
    if old.flat != new.flat {
        let now = if new.flat {
            "beside `code` now, not in `data`"
        } else {
            "in `data` now, not beside `code`"
        };
        findings.call(&rules::RESPONSE_KIND, id, "/response", format!("the fields stand {now}"));
    }
    if old.message != new.message {
        let text = format!("the message is in `{}` now, not in `{}`", new.message, old.message);
        findings.call(&rules::MESSAGE_FIELD, id, "/response/message", text);
    }
    let path = if new.flat { "/response/flat" } else { "/response/data" };
    fields::compare(findings, &Site::of_operation(id, path, RECEIVED), &old.data, &new.data);
    if old.response_example != new.response_example {
        findings.call(
            &rules::SAMPLE_CHANGED,
            id,
            "/response/example",
            "the sample answer changed".to_owned(),
        );
    }
    match (&old.paging, &new.paging) {
        (None, Some(paging)) => findings.call(
            &rules::PAGING_ADDED,
            id,
            "/paging",
            format!("`{}` comes in pages now", paging.items),
        ),
        (Some(paging), None) => {
            findings.call(
                &rules::PAGING_REMOVED,
                id,
                "/paging",
                format!("`{}` no longer comes in pages", paging.items),
            );
        }
        (Some(was), Some(is)) if was.items != is.items => {
            let text = format!("pages hold `{}` now, not `{}`", is.items, was.items);
            findings.call(&rules::PAGING_CHANGED, id, "/paging", text);
        }
        _ => {}
    }
}

/// Codes are the crate's: the same code from two operations is one variant.
fn errors(findings: &mut Findings<'_>, id: &str, old: &[DocumentedError], new: &[DocumentedError]) {
    let variants = |api: &Api| -> BTreeMap<i64, String> {
        let all = api.operations.iter().flat_map(|operation| &operation.errors);
        all.map(|error| (error.code, names::pascal(&error.name))).collect()
    };
    if old.is_empty() && new.is_empty() {
        return;
    }
    let (known, knows) = (variants(findings.old), variants(findings.new));
    let find =
        |list: &[DocumentedError], code: i64| list.iter().position(|error| error.code == code);
    let named = |variants: &BTreeMap<i64, String>, error: &DocumentedError| {
        let name = names::pascal(&error.name);
        variants.values().any(|other| *other == name)
    };
    for error in old.iter().filter(|error| find(new, error.code).is_none()) {
        let class = match knows.contains_key(&error.code) {
            true => &rules::ERROR_UNLISTED,
            false if named(&knows, error) => &rules::ERROR_RECODED,
            false => &rules::ERROR_REMOVED,
        };
        let text = format!("{} (`{}`) is no longer documented", error.code, error.name);
        findings.call(class, id, &format!("/errors/{}", error.code), text);
    }
    for error in new {
        let path = format!("/errors/{}", error.code);
        let Some(was) = find(old, error.code).map(|at| &old[at]) else {
            let listed = known.contains_key(&error.code) || named(&known, error);
            let class = if listed { &rules::ERROR_LISTED } else { &rules::ERROR_ADDED };
            findings.call(
                class,
                id,
                &path,
                format!("{} (`{}`) is documented now", error.code, error.name),
            );
            continue;
        };
        if was.name != error.name {
            let class = if known.get(&error.code) == knows.get(&error.code) {
                &rules::TEXT_CHANGED
            } else {
                &rules::ERROR_RENAMED
            };
            let text = format!("{} is called `{}` now, not `{}`", error.code, error.name, was.name);
            findings.call(class, id, &path, text);
        }
        if was.http_status != error.http_status {
            let text = format!(
                "{} comes with HTTP {} now, not {}",
                error.code, error.http_status, was.http_status
            );
            findings.call(&rules::ERROR_STATUS, id, &path, text);
        }
        if was.retry != error.retry {
            let now = if error.retry {
                "goes away by itself now"
            } else {
                "no longer goes away by itself"
            };
            findings.call(&rules::ERROR_RETRY, id, &path, format!("{} {now}", error.code));
        }
        if was.advice != error.advice {
            findings.call(
                &rules::TEXT_CHANGED,
                id,
                &path,
                format!("the advice on {} changed", error.code),
            );
        }
    }
    let kept = |list: &[DocumentedError], other: &[DocumentedError]| -> Vec<i64> {
        list.iter().map(|error| error.code).filter(|code| find(other, *code).is_some()).collect()
    };
    if kept(old, new) != kept(new, old) {
        findings.call(
            &rules::TEXT_CHANGED,
            id,
            "/errors",
            "the errors come in another order".to_owned(),
        );
    }
}

fn words(findings: &mut Findings<'_>, id: &str, old: &Operation, new: &Operation) {
    if old.summary != new.summary {
        findings.call(&rules::TEXT_CHANGED, id, "/summary", "the summary changed".to_owned());
    }
    if old.description != new.description {
        findings.call(
            &rules::TEXT_CHANGED,
            id,
            "/description",
            "the description changed".to_owned(),
        );
    }
    if old.page != new.page {
        findings.call(
            &rules::PAGE_CHANGED,
            id,
            "/page",
            format!("the page is {} now, not {}", new.page, old.page),
        );
    }
    if old.page_updated != new.page_updated {
        let text = format!("the page is of {} now, not of {}", new.page_updated, old.page_updated);
        findings.call(&rules::PAGE_CHANGED, id, "/page_updated", text);
    }
}

/// What is read can be turned into what is written; which types can is a part of the crate's API.
fn conversions(findings: &mut Findings<'_>) {
    let all = |api: &Api| -> BTreeSet<(String, String)> {
        let all = conversions::all(api).into_iter();
        all.filter_map(|conversion| match conversion.source {
            RustType::Object { name, .. } => Some((name, conversion.target)),
            _ => None,
        })
        .collect()
    };
    let (was, is) = (all(findings.old), all(findings.new));
    // Where a type is gone or new, that says it.
    let has = |api: &Api, name: &str| api.objects.iter().any(|object| object.name == name);
    let lost: Vec<_> =
        was.difference(&is).filter(|(from, _)| has(findings.new, from)).cloned().collect();
    let won: Vec<_> =
        is.difference(&was).filter(|(from, _)| has(findings.old, from)).cloned().collect();
    for (class, pairs, word) in
        [(&rules::CONVERSION_REMOVED, lost, "no longer"), (&rules::CONVERSION_ADDED, won, "now")]
    {
        for (from, to) in pairs {
            let usage = findings.reach.1.usage(&from);
            let site = Site::of_type(&from, &from, "", usage);
            findings.part(class, &site, "", format!("`{from}` can {word} be turned into `{to}`"));
        }
    }
}
