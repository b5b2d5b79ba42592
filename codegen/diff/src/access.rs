//! Who may call, and how often.

use std::collections::{BTreeMap, BTreeSet};

use super::findings::Findings;
use super::rules::{self, Class};
use crate::model::{AppKind, Operation, RateLimit, TokenKind};

/// Who may call, and how often.
pub(super) fn compare(findings: &mut Findings<'_>, id: &str, old: &Operation, new: &Operation) {
    let words =
        |list: &[TokenKind]| list.iter().map(|kind| kind.word().to_owned()).collect::<Vec<_>>();
    let of_tokens = Choice {
        path: "/tokens",
        added: &rules::TOKEN_KIND_ADDED,
        removed: &rules::TOKEN_KIND_REMOVED,
        needed: Some((&rules::TOKEN_NEEDED, &rules::TOKEN_NOT_NEEDED)),
        reordered: &rules::TOKENS_REORDERED,
        first_counts: true,
    };
    of_tokens.compare(findings, id, &words(&old.tokens), &words(&new.tokens));
    let words =
        |list: &[AppKind]| list.iter().map(|kind| kind.word().to_owned()).collect::<Vec<_>>();
    let of_apps = Choice {
        path: "/apps",
        added: &rules::APP_KIND_ADDED,
        removed: &rules::APP_KIND_REMOVED,
        needed: None,
        reordered: &rules::TEXT_CHANGED,
        first_counts: false,
    };
    of_apps.compare(findings, id, &words(&old.apps), &words(&new.apps));
    let of_scopes = Choice {
        path: "/scopes",
        added: &rules::SCOPE_ADDED,
        removed: &rules::SCOPE_REMOVED,
        needed: Some((&rules::SCOPE_NEEDED, &rules::SCOPE_NOT_NEEDED)),
        reordered: &rules::TEXT_CHANGED,
        first_counts: false,
    };
    of_scopes.compare(findings, id, &old.scopes, &new.scopes);
    let (was, is) = (&old.field_scopes, &new.field_scopes);
    for scope in was.iter().filter(|scope| !is.contains(scope)) {
        let text = format!("no field requires `{scope}` any more");
        findings.call(&rules::FIELD_SCOPE_REMOVED, id, "/scopes/fields", text);
    }
    for scope in is.iter().filter(|scope| !was.contains(scope)) {
        let text = format!("some fields require `{scope}` now");
        findings.call(&rules::FIELD_SCOPE_ADDED, id, "/scopes/fields", text);
    }
    if was != is && was.len() == is.len() && was.iter().all(|scope| is.contains(scope)) {
        let text = "the same words in another order".to_owned();
        findings.call(&rules::TEXT_CHANGED, id, "/scopes/fields", text);
    }
    if old.special_limit != new.special_limit {
        let (class, text) = if new.special_limit {
            (&rules::LIMIT_SPECIAL, "the limit is special now, and the page gives no figure")
        } else {
            (&rules::LIMIT_NOT_SPECIAL, "the limit is no longer special")
        };
        findings.call(class, id, "/rate_limit", text.to_owned());
    }
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
    /// Who may choose takes the first that there is.
    first_counts: bool,
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
            findings.call(self.removed, id, self.path, format!("`{word}` is no longer sufficient"));
        }
        for word in &come {
            findings.call(self.added, id, self.path, format!("`{word}` is sufficient, too"));
        }
        if gone.is_empty() && come.is_empty() {
            let text = "the same words in another order".to_owned();
            findings.call(self.reordered, id, self.path, text);
        } else if let (true, Some(was), Some(is)) = (self.first_counts, old.first(), new.first())
            && was != is
        {
            findings.call(
                self.reordered,
                id,
                self.path,
                format!("`{is}` comes first, not `{was}`"),
            );
        }
    }
}

/// Every window counts separately.
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
            "the same limits, written differently".to_owned(),
        );
    }
}
