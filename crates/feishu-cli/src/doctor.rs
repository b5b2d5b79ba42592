//! Diagnoses credentials, clock, scopes and network.

use std::collections::HashSet;
use std::time::{Duration, SystemTime};

use anstyle::{AnsiColor, Style};
use feishu_core::{
    CallOptions, Client, Contract, Effect, Error, ErrorKind, Json, RetryPolicy, TokenKind,
};

use crate::catalogue::contracts;
use crate::credentials::{self, Credentials};
use crate::environment::variable;
use crate::failure::Failure;
use crate::output::{self, Format};
use crate::report::headline;
use crate::session::{Session, Settings};
use crate::text::{Printable, plain, shown};

const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();

/// With a larger clock difference, tokens would expire unexpectedly.
const CLOCK_TOLERANCE: Duration = Duration::from_secs(60);

/// The result of one check.
struct Finding {
    what: &'static str,
    /// `None` if it could not be checked.
    good: Option<bool>,
    words: String,
}

/// The results so far, and the failure to fix first.
#[derive(Default)]
struct Findings {
    all: Vec<Finding>,
    failure: Option<Failure>,
}

impl Findings {
    fn good(&mut self, what: &'static str, words: impl Into<String>) {
        self.all.push(Finding { what, good: Some(true), words: words.into() });
    }

    fn bad(&mut self, what: &'static str, words: impl Into<String>, failure: Failure) {
        self.all.push(Finding { what, good: Some(false), words: words.into() });
        self.failure.get_or_insert(failure);
    }
}

/// Checks one thing after another, and prints the results.
pub(crate) async fn run(settings: &Settings) -> Result<(), Failure> {
    let mut findings = Findings::default();
    match settings.credentials() {
        Ok(Some(known)) => {
            let Credentials { app_id, from, .. } = &known;
            findings.good("credentials", format!("{}, from {from}", shown(app_id, 100)));
            let session = Session::of(settings, &known).await?;
            look(&session.client, &mut findings).await;
            session.close().await;
        }
        missing => {
            let failure =
                missing.err().unwrap_or_else(|| Failure::Usage(credentials::MISSING.into()));
            findings.bad("credentials", failure.to_string(), failure);
        }
    }
    output::print(&text(&findings.all, settings.format)?)?;
    match findings.failure {
        // The findings already explain it better.
        Some(failure) => Err(Failure::Found(failure.status())),
        None => Ok(()),
    }
}

/// Calls that only read objects that do not exist: a response that says so is as good as a
/// successful one.
async fn look(client: &Client, findings: &mut Findings) {
    for (number, probe) in probes().enumerate() {
        let answer = call(client, probe).await;
        if number == 0 && !is_known(client, &answer, findings) {
            return;
        }
        scope(probe, answer.err(), findings);
    }
}

/// One read operation for each set of scopes.
fn probes() -> impl Iterator<Item = &'static Contract> {
    let mut seen = HashSet::new();
    contracts().filter(move |contract| {
        let operation = contract.operation;
        let is_read = operation.effect == Effect::Read;
        // An operation without a token says nothing about scopes.
        let takes_token = operation.tokens.contains(&TokenKind::TenantAccessToken);
        is_read && takes_token && seen.insert(operation.scopes)
    })
}

async fn call(client: &Client, probe: &Contract) -> Result<Option<SystemTime>, Error> {
    let options = CallOptions::new().validate(false).retry(RetryPolicy::none());
    let mut call = client.call(probe.operation, &options);
    for parameter in probe.path {
        call = call.path(parameter.name, "0");
    }
    if probe.request.is_some() {
        call = call.json(&Json::Object(serde_json::Map::new()));
    }
    Ok(call.send::<Json>().await?.date())
}

/// Checks network, clock and app with the first response. Returns whether a token was obtained.
fn is_known(
    client: &Client,
    answer: &Result<Option<SystemTime>, Error>,
    findings: &mut Findings,
) -> bool {
    let error = answer.as_ref().err();
    if let Some(error) = error.filter(|error| error.status().is_none()) {
        let words = format!("{} does not respond: {}; {}", client.host(), headline(error), proxy());
        findings.bad("network", words, error.clone().into());
        return false;
    }
    findings.good("network", format!("{} responds", client.host()));
    clock(answer.as_ref().map_or_else(Error::date, |date| *date), findings);
    match error.filter(|error| error.kind() == ErrorKind::Token) {
        Some(error) => {
            let words = format!(
                "the platform gives the app {}; compare id and secret with those in \
                 the developer console, and mind that Feishu and Lark (--lark) know different apps",
                headline(error)
            );
            findings.bad("app", words, error.clone().into());
            false
        }
        None => {
            findings.good("app", "the platform accepts its id and secret");
            true
        }
    }
}

fn proxy() -> String {
    let known = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
    match known.iter().find(|name| variable(name).is_some()) {
        Some(name) => format!("a proxy is set by {name}: is it the right one?"),
        None => "no proxy is set: does this network need one (HTTPS_PROXY)?".to_owned(),
    }
}

fn clock(date: Option<SystemTime>, findings: &mut Findings) {
    let Some(date) = date else {
        let words = "the response has no Date header".to_owned();
        return findings.all.push(Finding { what: "clock", good: None, words });
    };
    let (off, direction) = match SystemTime::now().duration_since(date) {
        Ok(ahead) => (ahead, "ahead of"),
        Err(behind) => (behind.duration(), "behind"),
    };
    if off <= CLOCK_TOLERANCE {
        return findings.good("clock", "agrees with the platform's");
    }
    let words = format!("{} s {direction} the platform's; set it, or enable NTP", off.as_secs());
    findings.bad("clock", words.clone(), Failure::Local(words));
}

/// Whether the gateway accepts a call; the endpoint's own errors do not matter.
fn scope(probe: &Contract, error: Option<Error>, findings: &mut Findings) {
    let id = &*probe.operation.id;
    match error {
        Some(error) if error.gateway().is_some() || error.status().is_none() => {
            let missing = error.permission_violations();
            let names: Vec<_> = missing.iter().map(|missing| shown(&missing.scope, 100)).collect();
            let link =
                missing.iter().map(|missing| plain(&missing.url)).find(|url| !url.is_empty());
            let words = match names.as_slice() {
                [] => headline(&error),
                names => format!(
                    "{id} may not be called; grant the app one of {} in the developer console{}",
                    names.join(", "),
                    link.map(|link| format!(": {link}")).unwrap_or_default()
                ),
            };
            findings.bad("scopes", words, error.into());
        }
        _ => findings.good("scopes", format!("{id} may be called")),
    }
}

fn text(findings: &[Finding], format: Format) -> Result<Printable, Failure> {
    if format != Format::Table {
        let of = |finding: &Finding| serde_json::json!({ "what": finding.what, "good": finding.good, "words": finding.words });
        return output::render(&findings.iter().map(of).collect(), format);
    }
    let mut text = Printable::default();
    for finding in findings {
        let (style, mark) = match finding.good {
            Some(true) => (GOOD, "good"),
            Some(false) => (BAD, "bad "),
            None => (Style::new(), "?   "),
        };
        text.styled(style, mark);
        text.push(&format!(
            "  {:<11}  {}\n",
            finding.what,
            finding.words.replace('\n', "\n        ")
        ));
    }
    Ok(text)
}
