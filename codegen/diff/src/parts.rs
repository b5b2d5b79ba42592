//! What a call takes and responses: path, query, body, file, and the fields of the response.

use super::fields;
use super::findings::{Findings, Site};
use super::reach::{RECEIVED, SENT};
use super::rules;
use super::values::{self, spell};
use crate::model::{Field, Operation};

/// Parameters stand in the order of the path. The wire knows their places, not their names.
pub(super) fn parameters(findings: &mut Findings<'_>, id: &str, old: &Operation, new: &Operation) {
    let site = Site::of_operation(id, "/request/path", SENT).in_text();
    let (a, b) = (&old.parameters, &new.parameters);
    let names = |list: &[Field]| list.iter().map(|field| field.name.clone()).collect::<Vec<_>>();
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
            let apis = (findings.old, findings.new);
            let class = match values::relation(apis, site.notation, &before.ty, &now.ty) {
                values::Relation::Same => &rules::TYPE_NAMED_OTHERWISE,
                values::Relation::Wider => &rules::TYPE_WIDENED,
                values::Relation::Narrower => &rules::TYPE_NARROWED,
                values::Relation::BecameEnum => &rules::BECAME_ENUM,
                values::Relation::NoLongerEnum => &rules::NO_LONGER_ENUM,
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
pub(super) fn parts(findings: &mut Findings<'_>, id: &str, old: &Operation, new: &Operation) {
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
    let site = Site::of_operation(id, path, SENT).in_text();
    fields::compare(findings, &site, &old.query, &new.query);

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
    let site = Site::of_operation(id, path, SENT);
    // Beside a file stands a form, whose parts are text.
    let site = if old.upload.is_some() && new.upload.is_some() { site.in_text() } else { site };
    fields::compare(findings, &site, &fields_of(old), &fields_of(new));
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

pub(super) fn answers(findings: &mut Findings<'_>, id: &str, old: &Operation, new: &Operation) {
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
            "the sample response changed".to_owned(),
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
            let same = findings.names.same(&was.item, &is.item);
            let class = if same { &rules::PAGING_CHANGED } else { &rules::PAGING_RETYPED };
            findings.call(class, id, "/paging", text);
        }
        _ => {}
    }
}
