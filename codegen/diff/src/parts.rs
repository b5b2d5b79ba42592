//! What a call takes and gives: path, query, body, file, and the fields of the response.

use super::fields;
use super::findings::{Findings, Site};
use super::reach::{RECEIVED, SENT};
use super::rules::{self, Class};
use super::values::{self, spell};
use crate::model::{Field, Operation, Side};

/// Parameters are in the order of the path. The wire has their positions, not their names.
pub(super) fn parameters(findings: &mut Findings<'_>, id: &str, old: &Operation, new: &Operation) {
    let site = Site::of_operation(id, "/request/path", SENT).in_text();
    let (a, b) = (old.fields(Side::Path), new.fields(Side::Path));
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

/// A part of a call: its place, what to say when it comes or goes, and where its sample is.
type Part = (Side, &'static str, Option<Presence>, Option<(&'static str, &'static str)>);

/// What it means that a part comes or goes, each with what to say.
type Presence = [(&'static Class, &'static str); 2];

fn parts_of(new: &Operation) -> [Part; 3] {
    let data = if new.flat { "/response/flat" } else { "/response/data" };
    let query = [
        (&rules::QUERY_ADDED, "the call takes query parameters now"),
        (&rules::QUERY_REMOVED, "the call takes no query parameters any more"),
    ];
    let body = [
        (&rules::BODY_ADDED, "the call takes a body now"),
        (&rules::BODY_REMOVED, "the call takes no body any more"),
    ];
    let (sent, received) =
        (("/request/example", "sample request"), ("/response/example", "sample response"));
    [
        (Side::Query, "/request/query", Some(query), None),
        (Side::Body, "/request/body", Some(body), Some(sent)),
        (Side::Response, data, None, Some(received)),
    ]
}

/// What travels beside the path, part by part.
pub(super) fn messages(findings: &mut Findings<'_>, id: &str, old: &Operation, new: &Operation) {
    for (side, path, presence, sample) in parts_of(new) {
        let (was, is) = (old.message(side), new.message(side));
        let change = presence.and_then(|[added, removed]| match (was.is_some(), is.is_some()) {
            (false, true) => Some(added),
            (true, false) => Some(removed),
            _ => None,
        });
        if let Some((class, text)) = change {
            findings.call(class, id, path, text.to_owned());
        }
        let usage = if side.is_sent() { SENT } else { RECEIVED };
        let site = Site::of_operation(id, path, usage);
        // Beside a file is a form, whose parts are text as those of a query are.
        let is_form = side == Side::Body && old.upload.is_some() && new.upload.is_some();
        let site = if side == Side::Query || is_form { site.in_text() } else { site };
        fields::compare(findings, &site, old.fields(side), new.fields(side));
        if let Some((path, what)) = sample
            && was.is_some() == is.is_some()
            && old.example(side) != new.example(side)
        {
            findings.call(&rules::SAMPLE_CHANGED, id, path, format!("the {what} changed"));
        }
    }
}

/// The file of a form, and with it the content type.
pub(super) fn upload(findings: &mut Findings<'_>, id: &str, old: &Operation, new: &Operation) {
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

/// What is around the fields of a response.
pub(super) fn envelope(findings: &mut Findings<'_>, id: &str, old: &Operation, new: &Operation) {
    if old.flat != new.flat {
        let now = if new.flat {
            "beside `code` now, not in `data`"
        } else {
            "in `data` now, not beside `code`"
        };
        findings.call(&rules::RESPONSE_KIND, id, "/response", format!("the fields are {now}"));
    }
    if old.message != new.message {
        let text = format!(
            "the message is in `{}` now, not in `{}`",
            new.message.word(),
            old.message.word()
        );
        findings.call(&rules::MESSAGE_FIELD, id, "/response/message", text);
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
