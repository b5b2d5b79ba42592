//! Formats a failure: first the reason, then other facts, each on a line of its own; or an object
//! for programs.

use std::fmt;

use feishu_core::platform::Action;
use feishu_core::{Effect, Error, ErrorKind, Json, Outcome};
use feishu_text::counted;
use serde_json::json;

use crate::failure::{Failure, Paged, snake};
use crate::text::{plain, shown, word};
use crate::violation::Violation;

/// Maximum number of characters of a string from the platform in a message.
const SHOWN: usize = 300;

/// Maximum number of details of one kind in a message: a server can send any number.
const LISTED: usize = 20;

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Local(text)
            | Self::Usage(text)
            | Self::Missing(text)
            | Self::Incomplete(text)
            | Self::Rows(text)
            | Self::Unknown(text)
            | Self::Stopped(_, text)
            | Self::Interrupted(text) => f.write_str(text),
            Self::Rules(violations) => rules(f, violations),
            Self::Call(error) => {
                f.write_str(&headline(error))?;
                details(error).iter().try_for_each(|(name, text)| write!(f, "\n  {name}: {text}"))
            }
            Self::Paged(paged) => paged.fmt(f),
            Self::Found(_) => f.write_str("problems were found, see above"),
        }
    }
}

fn rules(f: &mut fmt::Formatter<'_>, violations: &[Violation]) -> fmt::Result {
    let count = violations.len();
    let rules = counted(count, "rule");
    write!(f, "not sent, because the request breaks {rules} of the spec")?;
    violations.iter().try_for_each(|violation| write!(f, "\n  {violation}"))?;
    f.write_str("\nIf the platform has changed, --no-validate sends it anyway.")
}

impl fmt::Display for Paged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pages = if self.pages == 1 { "page was" } else { "pages were" };
        write!(f, "{}\n  read: {} {pages} read and printed", self.why, self.pages)?;
        match &self.page_token {
            Some(token) => write!(f, "\n  continue with: --page-token={}", word(token)),
            None => Ok(()),
        }
    }
}

/// The reason on one line, for lists of failures.
pub(crate) fn headline(error: &Error) -> String {
    let Some(code) = error.code() else {
        let reason = shown(&error.reason().to_string(), 2 * SHOWN);
        return if error.kind() == ErrorKind::Token {
            format!("no token: {reason}")
        } else {
            reason
        };
    };
    let mut line = if error.kind() == ErrorKind::Token { "no token: " } else { "" }.to_owned();
    line += &match error.msg().filter(|msg| !msg.trim().is_empty()) {
        Some(msg) => format!("{}: code {code}", shown(msg.trim().trim_end_matches('.'), SHOWN)),
        None => format!("{}: code {code}", error.reason()),
    };
    match name(error) {
        Some(name) => line + &format!(" ({name})"),
        None => line,
    }
}

/// A failure on one line, for lists: only what differs between calls.
pub(crate) fn line(error: &Error) -> String {
    let mut line = headline(error);
    for (name, text) in details(error) {
        if !matches!(name, "operation" | "advice" | "analysis" | "page") {
            line += &format!("; {name}: {text}");
        }
    }
    line
}

/// Our name for the platform's code.
fn name(error: &Error) -> Option<&'static str> {
    let gateway = || error.gateway().map(|known| known.name);
    error.documented().map(|known| known.name).or_else(gateway)
}

/// What to do about it.
fn advice(error: &Error) -> Option<&'static str> {
    let known =
        [error.documented().map(|known| known.advice), error.gateway().map(|known| known.advice)];
    known.into_iter().flatten().find(|advice| !advice.is_empty())
}

/// Whether the same call may succeed later, if known.
fn retry(error: &Error) -> Option<bool> {
    let gateway = || error.gateway().map(|known| known.action != Action::Fail);
    let known = error.documented().map(|known| known.retry).or_else(gateway);
    if error.is_rate_limited() { Some(true) } else { known }
}

/// Facts other than the reason, one named line each. Nothing from the reason is repeated.
fn details(error: &Error) -> Vec<(&'static str, String)> {
    let mut lines: Vec<(&'static str, String)> = Vec::new();
    if let Some(operation) = error.operation() {
        lines.push(("operation", plain(&operation.id)));
    }
    if let Some(status) = error.status() {
        let log_id = error.log_id().map(|id| format!(", log id {}", shown(id, SHOWN)));
        lines.push(("response", format!("HTTP {status}{}", log_id.unwrap_or_default())));
    }
    let said = error.msg().unwrap_or_default().trim();
    for violation in error.field_violations().iter().take(LISTED) {
        let value = shown_value(error, &violation.field, &violation.value);
        let why = violation.description.trim();
        let why =
            if said.contains(why) { String::new() } else { ": ".to_owned() + &shown(why, SHOWN) };
        lines.push(("field", format!("{} = {value}{why}", shown(&violation.field, SHOWN))));
    }
    for violation in error.permission_violations().iter().take(LISTED) {
        let grant = match violation.url.as_str() {
            "" => String::new(),
            url => format!(", grant it at {}", shown(url, SHOWN)),
        };
        lines.push(("missing scope", format!("{}{grant}", shown(&violation.scope, SHOWN))));
    }
    if error.attempts() > 1 {
        let first = error.first().map(headline).filter(|first| *first != headline(error));
        let first = first.map(|first| format!(" times, the first time: {first}"));
        lines.push((
            "sent",
            format!("{}{}", error.attempts(), first.unwrap_or(" times".to_owned())),
        ));
    }
    let writes = error.operation().is_some_and(|operation| operation.effect != Effect::Read);
    if writes && error.outcome() == Outcome::Unknown {
        lines.push(("outcome", "unknown; the platform may have carried it out".to_owned()));
    }
    if let Some(wait) = error.retry_after() {
        lines.push(("wait", format!("{} s, as the platform requests", wait.as_secs_f64())));
    }
    lines.extend(advice(error).map(|advice| ("advice", plain(advice))));
    lines.extend(error.troubleshooter().map(|link| ("analysis", shown(link, SHOWN))));
    lines.extend(error.page().filter(|page| !page.is_empty()).map(|page| ("page", plain(page))));
    lines
}

/// A value that the platform repeats, unless it is a secret that was sent.
fn shown_value(error: &Error, field: &str, value: &str) -> String {
    let operation = error.operation().map(|operation| &*operation.id);
    let last = field.rsplit(['.', '/']).next().unwrap_or(field);
    if crate::secrets::is_secret(operation, last) {
        return crate::secrets::MASK.to_owned();
    }
    format!("\"{}\"", shown(value, SHOWN))
}

/// The failure as an object, for programs: unknown facts are `null`.
pub(crate) fn object(failure: &Failure) -> Json {
    let mut object = json!({
        "kind": failure.kind(),
        "message": failure.to_string(),
        "exit_status": failure.status(),
        "operation": null, "http_status": null, "code": null, "name": null, "log_id": null,
        "outcome": null, "attempts": null, "retry": null, "retry_after_seconds": null,
        "violations": [],
    });
    match failure {
        Failure::Call(error) => call(&mut object, error),
        Failure::Rules(violations) => {
            object["message"] = "the request breaks rules of the spec; nothing was sent".into();
            object["outcome"] = "not_done".into();
            let of = |violation: &Violation| {
                json!({
                    "part": violation.part, "pointer": violation.pointer.to_string(), "rule": violation.rule,
                    "message": violation.words,
                })
            };
            object["violations"] = violations.iter().map(of).collect();
        }
        Failure::Paged(paged) => {
            object = self::object(&paged.why)["error"].take();
            object["message"] = match &paged.why {
                Failure::Call(error) => headline(error).into(),
                why => why.to_string().into(),
            };
            object["pages"] = paged.pages.into();
            object["page_token"] = json!(paged.page_token);
        }
        _ => {}
    }
    json!({ "error": object })
}

fn call(object: &mut Json, error: &Error) {
    object["message"] = headline(error).into();
    object["operation"] = json!(error.operation().map(|operation| &*operation.id));
    object["http_status"] = json!(error.status());
    object["code"] = json!(error.code());
    object["name"] = json!(name(error));
    object["log_id"] = json!(error.log_id());
    object["outcome"] = snake(&format!("{:?}", error.outcome())).into();
    object["attempts"] = error.attempts().into();
    object["retry"] = json!(retry(error));
    object["retry_after_seconds"] = json!(error.retry_after().map(|wait| wait.as_secs_f64()));
    let broken = error.violations().into_iter().flatten();
    let broken = broken.map(|violation| {
        json!({ "pointer": violation.pointer.to_string(), "message": violation.rule.to_string() })
    });
    let refused = error.field_violations().iter().map(|violation| {
        json!({
            "field": violation.field,
            "value": if shown_value(error, &violation.field, "") == crate::secrets::MASK {
                crate::secrets::MASK
            } else {
                &violation.value
            },
            "message": violation.description,
        })
    });
    object["violations"] = broken.chain(refused).collect();
    let scopes = error.permission_violations().iter();
    object["missing_scopes"] =
        scopes.map(|missing| json!({ "scope": missing.scope, "url": missing.url })).collect();
    object["advice"] = json!(advice(error));
    object["analysis"] = json!(error.troubleshooter());
    object["page"] = json!(error.page().filter(|page| !page.is_empty()));
}
