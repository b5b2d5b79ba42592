//! The facts that all calls share.

use std::collections::BTreeMap;

use super::findings::Changes;
use super::rules;
use crate::model::Platform;

/// What these changes belong to.
const OWNER: &str = "platform";

/// Compares the platforms.
pub(super) fn compare(changes: &mut Changes, old: &Platform, new: &Platform) {
    for (path, was, is) in
        [("/hosts/feishu", &old.feishu, &new.feishu), ("/hosts/lark", &old.lark, &new.lark)]
    {
        if was.url != is.url {
            changes.shared(
                &rules::HOST_CHANGED,
                OWNER,
                path,
                format!("{} now, not {}", is.url, was.url),
            );
        }
        if was.description != is.description {
            changes.shared(&rules::TEXT_CHANGED, OWNER, path, "the description changed".to_owned());
        }
    }
    facts(changes, old, new);
    let pages = [
        ("/rate_limit_page", &old.rate_limit_page, &new.rate_limit_page),
        ("/error_page", &old.error_page, &new.error_page),
    ];
    for (path, was, is) in pages {
        if was != is {
            changes.shared(
                &rules::PAGE_CHANGED,
                OWNER,
                path,
                format!("the page is {is} now, not {was}"),
            );
        }
    }
    errors(changes, old, new);
}

fn facts(changes: &mut Changes, old: &Platform, new: &Platform) {
    let seconds = |seconds: u64| format!("{seconds} seconds");
    let facts = [
        ("/json_content_type", old.json_content_type.clone(), new.json_content_type.clone()),
        ("/headers/log_id", old.log_id_header.clone(), new.log_id_header.clone()),
        ("/headers/rate_limit", old.rate_limit_header.clone(), new.rate_limit_header.clone()),
        (
            "/headers/rate_limit_reset",
            old.rate_limit_reset_header.clone(),
            new.rate_limit_reset_header.clone(),
        ),
        (
            "/tokens/lifetime",
            seconds(old.tokens.lifetime_seconds),
            seconds(new.tokens.lifetime_seconds),
        ),
        (
            "/tokens/renewal_window",
            seconds(old.tokens.renewal_window_seconds),
            seconds(new.tokens.renewal_window_seconds),
        ),
        ("/tokens/app_ticket", old.tokens.ticket.clone(), new.tokens.ticket.clone()),
    ];
    for (path, was, is) in facts {
        if was != is {
            changes.shared(&rules::PLATFORM_FACT, OWNER, path, format!("{is} now, not {was}"));
        }
    }
    if old.rate_limit_tiers != new.rate_limit_tiers {
        changes.shared(
            &rules::PLATFORM_FACT,
            OWNER,
            "/rate_limit_tiers",
            "the tiers changed".to_owned(),
        );
    }
    let sources = |platform: &Platform| -> BTreeMap<(&str, &str), String> {
        let sources = platform.tokens.sources.iter();
        sources
            .map(|source| ((source.kind.word(), source.app.word()), source.operation.clone()))
            .collect()
    };
    let (was, is) = (sources(old), sources(new));
    let mut keys: Vec<_> = was.keys().chain(is.keys()).collect();
    keys.sort();
    keys.dedup();
    for key in keys {
        let (was, is) = (was.get(key), is.get(key));
        if was != is {
            let say = |operation: Option<&String>| {
                operation.map_or("no operation", String::as_str).to_owned()
            };
            let text = format!("issued by {} now, not by {}", say(is), say(was));
            changes.shared(
                &rules::PLATFORM_TOKENS,
                OWNER,
                &format!("/tokens/{}/{}", key.0, key.1),
                text,
            );
        }
    }
}

fn errors(changes: &mut Changes, old: &Platform, new: &Platform) {
    let find = |platform: &Platform, code: i64| {
        platform.errors.iter().position(|error| error.code == code)
    };
    for error in old.errors.iter().filter(|error| find(new, error.code).is_none()) {
        let text = format!("{} (`{}`) is gone", error.code, error.name);
        changes.shared(
            &rules::GATEWAY_ERROR_REMOVED,
            OWNER,
            &format!("/errors/{}", error.code),
            text,
        );
    }
    for error in &new.errors {
        let path = format!("/errors/{}", error.code);
        let Some(was) = find(old, error.code).map(|at| &old.errors[at]) else {
            changes.shared(
                &rules::GATEWAY_ERROR_ADDED,
                OWNER,
                &path,
                format!("{} (`{}`) is new", error.code, error.name),
            );
            continue;
        };
        if was.name != error.name
            || was.action != error.action
            || was.http_statuses != error.http_statuses
        {
            let say = |error: &crate::model::GatewayError| {
                format!("`{}`, HTTP {:?}, {}", error.name, error.http_statuses, error.action.word())
            };
            let text = format!("{} is {} now, not {}", error.code, say(error), say(was));
            changes.shared(&rules::GATEWAY_ERROR_CHANGED, OWNER, &path, text);
        }
        if was.advice != error.advice {
            changes.shared(
                &rules::TEXT_CHANGED,
                OWNER,
                &path,
                format!("the advice on {} changed", error.code),
            );
        }
    }
    let codes = |platform: &Platform, other: &Platform| -> Vec<i64> {
        let all = platform.errors.iter().map(|error| error.code);
        all.filter(|code| find(other, *code).is_some()).collect()
    };
    if codes(old, new) != codes(new, old) {
        changes.shared(
            &rules::TEXT_CHANGED,
            OWNER,
            "/errors",
            "the errors come in another order".to_owned(),
        );
    }
}
