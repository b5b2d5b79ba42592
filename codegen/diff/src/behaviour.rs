//! What a call does, what may go wrong with it, and what it can be turned into.

use std::collections::{BTreeMap, BTreeSet};

use super::findings::Findings;
use super::rules;
use crate::model::{Api, DocumentedError, Effect, Modify, Operation};
use crate::names;

/// What a call does, and whether it may be done twice.
pub(super) fn compare(findings: &mut Findings<'_>, id: &str, old: &Operation, new: &Operation) {
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
    if old.deprecated != new.deprecated {
        let (class, text) = if new.deprecated {
            (&rules::DEPRECATED, "the operation is deprecated now")
        } else {
            (&rules::NOT_DEPRECATED, "the operation is no longer deprecated")
        };
        findings.call(class, id, "/deprecated", text.to_owned());
    }
    let path = "/idempotency";
    match (&old.idempotency, &new.idempotency) {
        (None, Some(key)) => findings.call(
            &rules::KEY_ADDED,
            id,
            path,
            format!("`{}` identifies a repeated create", key.field),
        ),
        (Some(key), None) => {
            findings.call(
                &rules::KEY_REMOVED,
                id,
                path,
                format!("`{}` no longer identifies a repeated create", key.field),
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
            "`modify` can now change some fields".to_owned(),
        ),
        (Some(_), None) => findings.call(
            &rules::MODIFY_REMOVED,
            id,
            path,
            "`modify` can no longer change some fields".to_owned(),
        ),
        (Some(was), Some(is)) => {
            // The effect of a renamed or retyped field on the read is reported at the field; this is the spec's own
            // statement.
            let said = |modify: &Modify| {
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
                    "`modify` reads differently".to_owned(),
                );
            }
        }
        (None, None) => {}
    }
}

/// The errors that the page of a call documents.
pub(super) fn errors(
    findings: &mut Findings<'_>,
    id: &str,
    old: &[DocumentedError],
    new: &[DocumentedError],
) {
    let by_code = |list: &'_ [DocumentedError]| -> BTreeMap<i64, usize> {
        list.iter().enumerate().map(|(index, error)| (error.code, index)).collect()
    };
    let (was, is) = (by_code(old), by_code(new));
    for error in old.iter().filter(|error| !is.contains_key(&error.code)) {
        let known = &findings.codes.1;
        let class = if known.by_code.contains_key(&error.code) {
            &rules::ERROR_UNLISTED
        } else if known.has_name(error) {
            &rules::ERROR_RECODED
        } else {
            &rules::ERROR_REMOVED
        };
        let text = format!("{} (`{}`) is no longer documented", error.code, error.name);
        findings.call(class, id, &format!("/errors/{}", error.code), text);
    }
    for error in new {
        match was.get(&error.code) {
            Some(index) => documented(findings, id, &old[*index], error),
            None => {
                let known = &findings.codes.0;
                let listed = known.by_code.contains_key(&error.code) || known.has_name(error);
                let class = if listed { &rules::ERROR_LISTED } else { &rules::ERROR_ADDED };
                let text = format!("{} (`{}`) is documented now", error.code, error.name);
                findings.call(class, id, &format!("/errors/{}", error.code), text);
            }
        }
    }
    let kept = |list: &[DocumentedError], other: &BTreeMap<i64, usize>| -> Vec<i64> {
        list.iter().map(|error| error.code).filter(|code| other.contains_key(code)).collect()
    };
    if kept(old, &is) != kept(new, &was) {
        let text = "the errors come in another order".to_owned();
        findings.call(&rules::TEXT_CHANGED, id, "/errors", text);
    }
}

/// An error that was documented before.
fn documented(findings: &mut Findings<'_>, id: &str, old: &DocumentedError, new: &DocumentedError) {
    let (path, code) = (format!("/errors/{}", new.code), new.code);
    if old.name != new.name {
        let (was, is) = (&findings.codes.0.by_code, &findings.codes.1.by_code);
        let same = was.get(&code) == is.get(&code);
        let class = if same { &rules::TEXT_CHANGED } else { &rules::ERROR_RENAMED };
        let text = format!("{code} is called `{}` now, not `{}`", new.name, old.name);
        findings.call(class, id, &path, text);
    }
    if old.http_status != new.http_status {
        let text =
            format!("{code} comes with HTTP {} now, not {}", new.http_status, old.http_status);
        findings.call(&rules::ERROR_STATUS, id, &path, text);
    }
    if old.retry != new.retry {
        let now = if new.retry { "is temporary now" } else { "is no longer temporary" };
        findings.call(&rules::ERROR_RETRY, id, &path, format!("{code} {now}"));
    }
    if old.advice != new.advice {
        findings.call(&rules::TEXT_CHANGED, id, &path, format!("the advice on {code} changed"));
    }
}

/// What is read can be turned into what is written; which types can is a part of the crate's API.
pub(super) fn conversions(findings: &mut Findings<'_>) {
    let all = |api: &Api| -> BTreeSet<(String, String)> {
        let body = |(operation, modify): (&Operation, &Modify)| {
            let id = &operation.id;
            (modify.object.clone(), names::request_type(&id.resource, &id.method))
        };
        let shared = api.converted().into_iter().map(|(from, to)| (from.to_owned(), to.to_owned()));
        api.modifications().map(body).chain(shared).collect()
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
            let site = findings.of_type(&from, &from, "", usage);
            findings.part(class, &site, "", format!("`{from}` can {word} be turned into `{to}`"));
        }
    }
}
