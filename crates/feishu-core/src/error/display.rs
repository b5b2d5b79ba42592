//! `Display` of errors: one line, first the facts, then the advice.

use std::fmt;

use super::{Error, ErrorKind, Outcome, Step};
use crate::operation::Effect;
use crate::text::OneLine;

/// The name in the spec of the gateway error for a missing scope.
const MISSING_SCOPE: &str = "missing_scope";

/// Maximum number of characters of a string from the platform in a message.
const SHOWN: usize = 300;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = self.operation() {
            write!(f, "{}: ", operation.id)?;
        }
        if let Step::Token { kind, .. } = self.0.step {
            let wanted = kind.map_or("access_token", |kind| kind.as_str());
            write!(f, "no {}: ", wanted.replace('_', " "))?;
        }
        write!(f, "{}", OneLine::new(&self.0.what, usize::MAX))?;
        self.verdict_line(f)?;
        self.origin_line(f)?;
        self.detail_lines(f)?;
        self.history(f)?;
        if let Some(advice) = self.advice() {
            write!(f, "; {}", advice.trim_end_matches('.'))?;
        }
        if self.0.violations.is_some() {
            let updated = self.operation().map_or("", |operation| operation.page_updated);
            if !updated.is_empty() {
                write!(f, "; rules as of the page of {updated}")?;
            }
            f.write_str(
                "; if the platform allows this by now, turn the check off with \
                 CallOptions::validate(false) or ClientBuilder::validate(false)",
            )?;
        }
        match self.page() {
            Some(page) if !page.is_empty() => write!(f, "; see {page}"),
            _ => Ok(()),
        }
    }
}

impl Error {
    /// `: code 1002002 (invalid_parameter), "param is invalid"`
    fn verdict_line(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((code, msg)) = self.verdict() else { return Ok(()) };
        write!(f, ": code {code}")?;
        let name = self.documented().map(|e| e.name).or_else(|| self.gateway().map(|e| e.name));
        if let Some(name) = name {
            write!(f, " ({name})")?;
        }
        if msg.is_empty() { Ok(()) } else { write!(f, ", \"{}\"", OneLine::new(msg, SHOWN)) }
    }

    /// ` [HTTP 400, log id 20240726…]`
    fn origin_line(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(status) = self.status() else { return Ok(()) };
        write!(f, " [HTTP {status}")?;
        if let Some(log_id) = self.log_id() {
            write!(f, ", log id {}", OneLine::new(log_id, SHOWN))?;
        }
        f.write_str("]")
    }

    fn detail_lines(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for violation in self.field_violations() {
            let field = OneLine::new(&violation.field, SHOWN);
            let value = OneLine::new(&violation.value, SHOWN);
            let description = OneLine::new(&violation.description, SHOWN);
            write!(f, "; field {field} = \"{value}\": {description}")?;
        }
        for violation in self.permission_violations() {
            write!(f, "; the app lacks the scope {}", OneLine::new(&violation.scope, SHOWN))?;
            if !violation.url.is_empty() {
                write!(f, ", grant it at {}", OneLine::new(&violation.url, SHOWN))?;
            }
        }
        if self.gateway().is_some_and(|error| error.name == MISSING_SCOPE)
            && self.permission_violations().is_empty()
            && let Some(scopes) = self.operation().map(|operation| operation.scopes)
            && !scopes.is_empty()
        {
            write!(f, "; the app needs one of the scopes {}", scopes.join(", "))?;
        }
        if let Some(message) = self.details().and_then(|details| details.message.as_deref()) {
            write!(f, "; {}", OneLine::new(message, SHOWN))?;
        }
        if let Some(calls) = self.rate_limit() {
            write!(f, "; the limit is {calls} calls")?;
        }
        if let Some(wait) = self.retry_after() {
            write!(f, "; retry in {} s", wait.as_secs_f64())?;
        }
        if let Some(link) = self.troubleshooter() {
            write!(f, "; {}", OneLine::new(link, SHOWN))?;
        }
        Ok(())
    }

    /// `; tried 3 times, the first time: no connection to …`
    fn history(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(first) = self.first() {
            match self.attempts() {
                0 => f.write_str("; the call was never sent")?,
                1 => f.write_str("; sent once")?,
                times => write!(f, "; sent {times} times")?,
            }
            write!(f, "; first failure: {}", OneLine::new(&first.0.what, SHOWN))?;
        }
        if let Some(list) = self.list_position().filter(|list| list.pages > 0)
            && self.kind() != ErrorKind::IncompleteList
        {
            write!(f, "; read before the failure: {}", list.amount())?;
        }
        let writes = self.operation().is_some_and(|o| o.effect != Effect::Read);
        if writes && self.outcome() == Outcome::Unknown {
            f.write_str("; the outcome is unknown: the platform may have carried it out")?;
        }
        Ok(())
    }

    /// The advice of the endpoint's page, or else the platform's.
    fn advice(&self) -> Option<&'static str> {
        let documented = self.documented().map(|error| error.advice);
        let gateway = self.gateway().map(|error| error.advice);
        let general = match self.kind() {
            ErrorKind::Decode => Some("Error::body() has the response"),
            _ => None,
        };
        [documented, gateway, general].into_iter().flatten().find(|advice| !advice.is_empty())
    }
}

/// The facts, without the body, which may be long.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.kind())
            .field("operation", &self.operation().map(|operation| &operation.id))
            .field("step", &self.0.step)
            .field("what", &self.0.what)
            .field("violations", &self.0.violations)
            .field("status", &self.status())
            .field("verdict", &self.verdict())
            .field("log_id", &self.log_id())
            .field("retry_after", &self.retry_after())
            .field("details", &self.details())
            .field("body_bytes", &self.body().map(<[u8]>::len))
            .field("outcome", &self.outcome())
            .field("attempts", &self.attempts())
            .field("first", &self.first())
            .field("list", &self.list_position())
            .field("source", &self.0.source)
            .finish()
    }
}
