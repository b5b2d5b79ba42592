//! A request as it was typed.

use std::sync::{Arc, OnceLock};

use clap::ArgMatches;
use clap::parser::ValuesRef;
use feishu_core::{Call, CallOptions, Client, Contract, Json, Upload};
use serde_json::Map;

use crate::catalogue::{Entry, schema};
use crate::check::Check;
use crate::failure::Failure;
use crate::fields::{Field, Section};
use crate::input;
use crate::matches::{flag, text};
use crate::secrets;
use crate::session::Settings;
use crate::violation::Violation;

/// A request as it was typed, unchecked.
#[derive(Clone)]
pub(crate) struct Request {
    pub(crate) contract: &'static Contract,
    pub(crate) path: Vec<(&'static str, String)>,
    pub(crate) query: Query,
    pub(crate) body: Json,
    pub(crate) file: Option<String>,
    pub(crate) validate: bool,
    /// Shared with every copy of the request, whatever is changed in it.
    pub(crate) checks: LazyChecks,
}

impl Request {
    /// A request without anything.
    pub(crate) fn new(contract: &'static Contract) -> Self {
        Self {
            contract,
            path: Vec::new(),
            query: Query::default(),
            body: Json::Object(Map::new()),
            file: None,
            validate: true,
            checks: LazyChecks::new(contract),
        }
    }

    /// Parses the arguments of an operation.
    pub(crate) fn read(entry: &Entry, matches: &ArgMatches) -> Result<Self, Failure> {
        let contract = entry.contract;
        let body = match text(matches, "json") {
            Some(argument) => {
                let body = input::json(argument, "--json")?;
                refuse_shown_secrets(contract, argument, &body)?;
                body
            }
            None => Json::Object(Map::new()),
        };
        let mut request = Self {
            contract,
            path: path(contract, matches),
            body,
            file: text(matches, "file").map(str::to_owned),
            validate: !flag(matches, "no-validate"),
            ..Self::new(contract)
        };
        for field in entry.fields() {
            if let Some(value) = given(field, &field.id(), matches)? {
                request.set(field, value)?;
            }
        }
        Ok(request)
    }

    /// Sets the value of a field.
    ///
    /// # Errors
    /// What the field is in is not an object.
    pub(crate) fn set(&mut self, field: &Field, value: Json) -> Result<(), Failure> {
        match field.section {
            Section::Body => put(&mut self.body, &field.path, value),
            Section::Query => {
                self.query.insert(&field.name(), value);
                Ok(())
            }
        }
    }

    /// Adds what has no flag: secrets, and the id of the app for its secret.
    pub(crate) fn fill_secrets(&mut self, settings: &Settings) -> Result<(), Failure> {
        let Json::Object(body) = &mut self.body else { return Ok(()) };
        for name in self.contract.secrets {
            if body.contains_key(*name) {
                continue;
            }
            let value = match *name {
                "app_secret" => {
                    settings.credentials()?.map(|known| known.app_secret.expose().to_owned())
                }
                other => settings.secret_variable(&secrets::variable(other))?,
            };
            body.extend(value.map(|value| ((*name).to_owned(), Json::String(value))));
        }
        if self.contract.secrets.contains(&"app_secret") && !body.contains_key("app_id") {
            let id = settings.credentials()?.map(|known| known.app_id);
            body.extend(id.map(|id| ("app_id".to_owned(), Json::String(id))));
        }
        Ok(())
    }

    /// All rules that it violates, whether or not validation is turned off.
    pub(crate) fn violations(&self) -> Result<Vec<Violation>, Failure> {
        Ok(self.checks.get()?.violations(self))
    }

    /// Fails with all rules that it violates. If validation is turned off, nothing is checked.
    pub(crate) fn validate(&self) -> Result<(), Failure> {
        if self.validate { self.refuse(self.violations()?) } else { Ok(()) }
    }

    /// Fails with these violations if there are any, unless validation is turned off.
    pub(crate) fn refuse(&self, violations: Vec<Violation>) -> Result<(), Failure> {
        if self.validate && !violations.is_empty() {
            Err(Failure::Rules(violations))
        } else {
            Ok(())
        }
    }

    /// The call, with only path and file checked.
    pub(crate) async fn call(&self, client: &Client) -> Result<Call, Failure> {
        let call = self.call_without_file(client);
        let Some(path) = &self.file else { return Ok(call) };
        let file = Upload::open(path).await;
        Ok(call.upload(file.map_err(|error| Failure::io(format_args!("--file: {path}"), error))?))
    }

    /// The call of an operation without a file.
    pub(crate) fn call_without_file(&self, client: &Client) -> Call {
        let options = CallOptions::new().validate(self.validate);
        let mut call = client.call(self.contract.operation, &options);
        for (name, value) in &self.path {
            call = call.path(*name, value);
        }
        if self.contract.query.is_some() {
            call = call.query(self.query.as_json());
        }
        let is_form = self.contract.operation.upload.is_some();
        if self.contract.request.is_some() {
            call = if is_form { call.form(&self.body) } else { call.json(&self.body) };
        }
        call
    }
}

/// The query parameters of a request: an object of scalars and lists.
#[derive(Clone)]
pub(crate) struct Query(Json);

impl Default for Query {
    fn default() -> Self {
        Map::new().into()
    }
}

impl From<Map<String, Json>> for Query {
    fn from(parameters: Map<String, Json>) -> Self {
        Self(Json::Object(parameters))
    }
}

impl Query {
    /// The value of a parameter.
    pub(crate) fn get(&self, name: &str) -> Option<&Json> {
        self.0.get(name)
    }

    /// Sets a parameter.
    pub(crate) fn insert(&mut self, name: &str, value: Json) {
        if let Json::Object(parameters) = &mut self.0 {
            parameters.insert(name.to_owned(), value);
        }
    }

    /// All parameters, as an object.
    pub(crate) fn as_json(&self) -> &Json {
        &self.0
    }
}

/// The compiled schemas of an operation's request, once somebody needs them.
#[derive(Clone)]
pub(crate) struct LazyChecks {
    contract: &'static Contract,
    compiled: Arc<OnceLock<Checks>>,
}

impl LazyChecks {
    fn new(contract: &'static Contract) -> Self {
        Self { contract, compiled: Arc::default() }
    }

    /// The compiled schemas.
    pub(crate) fn get(&self) -> Result<&Checks, Failure> {
        if let Some(compiled) = self.compiled.get() {
            return Ok(compiled);
        }
        let compiled = Checks::new(self.contract)?;
        Ok(self.compiled.get_or_init(|| compiled))
    }
}

/// The compiled schemas of a request.
pub(crate) struct Checks {
    query: Option<Check>,
    body: Option<Check>,
}

impl Checks {
    /// Compiles the schemas of an operation.
    fn new(contract: &Contract) -> Result<Self, Failure> {
        let check = |text: Option<&str>, fields| {
            let check = |text| Check::new(schema(text)?, fields);
            text.map(|text| check(text).map(|check| check.hiding(contract.secrets))).transpose()
        };
        Ok(Self {
            query: check(contract.query, contract.query_fields)?,
            body: check(contract.request, contract.request_fields)?,
        })
    }

    /// All violations of a request.
    pub(crate) fn violations(&self, request: &Request) -> Vec<Violation> {
        // A pointer is in one of two objects if both exist.
        let both = self.query.is_some() && self.body.is_some();
        let parts =
            [("query", &self.query, request.query.as_json()), ("body", &self.body, &request.body)];
        let found = parts.into_iter().flat_map(|(what, check, value)| {
            let found = check.iter().flat_map(|check| check.violations(value));
            found.map(move |found| Violation { part: both.then_some(what), ..found })
        });
        found.collect()
    }
}

/// The path parameters that were given.
pub(crate) fn path(contract: &Contract, matches: &ArgMatches) -> Vec<(&'static str, String)> {
    let given = contract.path.iter().filter_map(|parameter| {
        let value = text(matches, &format!("path.{}", parameter.name))?;
        Some((parameter.name, value.to_owned()))
    });
    given.collect()
}

/// What was written after a flag, if it was given.
fn written<'a>(id: &str, matches: &'a ArgMatches) -> Option<ValuesRef<'a, String>> {
    // A command has only the flags of its own operation.
    matches.try_get_many(id).ok().flatten()
}

/// Whether a field's flag was given.
pub(crate) fn is_given(field: &Field, matches: &ArgMatches) -> bool {
    written(&field.id(), matches).is_some()
}

/// The value of a field by the flag with this id, if it was given. Standard input, if the flag names it, can be read once.
pub(crate) fn given(
    field: &Field,
    id: &str,
    matches: &ArgMatches,
) -> Result<Option<Json>, Failure> {
    let Some(texts) = written(id, matches) else { return Ok(None) };
    let mut values = texts.map(|text| field.value(text)).collect::<Result<Vec<_>, _>>()?;
    Ok(if field.list { Some(Json::Array(values)) } else { values.pop() })
}

/// Sets a value at its path, and creates the objects on the way.
pub(crate) fn put(target: &mut Json, path: &[&str], value: Json) -> Result<(), Failure> {
    let Some((name, rest)) = path.split_first() else {
        *target = value;
        return Ok(());
    };
    let Json::Object(object) = target else {
        return Err(Failure::Usage(format!(
            "{name} cannot be set, because its parent is not an object; give --json an object"
        )));
    };
    let inner = object.entry(*name).or_insert_with(|| Json::Object(Map::new()));
    put(inner, rest, value)
}

/// Other users can read arguments in a process list.
fn refuse_shown_secrets(contract: &Contract, argument: &str, body: &Json) -> Result<(), Failure> {
    let shown = contract.secrets.iter().find(|name| body.get(**name).is_some());
    match shown.filter(|_| argument != "-" && !argument.starts_with('@')) {
        Some(name) => Err(Failure::Usage(format!(
            "--json holds {name}, which every process on this machine could read; give it as @FILE \
             or on the standard input (-)"
        ))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::entries;

    #[test]
    fn a_request_that_is_sent_without_validation_is_not_checked() {
        let entries = entries();
        let contract = entries.iter().map(|entry| entry.contract).find(|it| it.request.is_some());
        let checked = Request { body: serde_json::json!([]), ..Request::new(contract.unwrap()) };
        let unchecked = Request { validate: false, ..Request::new(contract.unwrap()) };
        let unchecked = Request { body: checked.body.clone(), ..unchecked };
        assert!(matches!(checked.validate(), Err(Failure::Rules(_))));
        assert!(checked.checks.compiled.get().is_some());
        assert!(unchecked.validate().is_ok());
        assert!(unchecked.checks.compiled.get().is_none(), "not even the schemas are compiled");
    }

    /// A command that reads, changes and writes, and one that does so for each row, check many
    /// requests of one operation.
    #[test]
    fn the_schemas_of_a_request_are_compiled_once_for_all_that_is_made_of_it() {
        let entries = entries();
        let contract = entries.iter().map(|entry| entry.contract).find(|it| it.request.is_some());
        let first = Request::new(contract.unwrap());
        assert!(first.checks.compiled.get().is_none(), "before anybody needs them");
        let changed = Request { body: serde_json::json!([]), ..first.clone() };
        assert!(!changed.violations().unwrap().is_empty());
        let known = std::ptr::from_ref(first.checks.compiled.get().unwrap());
        assert_eq!(known, std::ptr::from_ref(changed.checks.get().unwrap()));
    }
}
