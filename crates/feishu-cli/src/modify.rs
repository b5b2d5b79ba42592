//! Changes some fields by a full overwrite: reads, changes, shows the difference, writes everything
//! back.

use std::ops::ControlFlow;

use clap::{Arg, ArgAction, ArgMatches, Command};
use feishu_core::{Client, FieldSource, Json, Modify, RequestField, WireType};
use feishu_text::command::word;
use feishu_text::did_you_mean;
use serde_json::Map;

use crate::arguments::{Outline, field_flags, flag_for, path, switch};
use crate::catalogue::{Entry, reading};
use crate::diff;
use crate::failure::Failure;
use crate::fields::Field;
use crate::matches::flag;
use crate::operate::answered;
use crate::output;
use crate::pages;
use crate::request::{self, Query, Request};
use crate::sample;
use crate::session::{Session, Settings};
use crate::text::shown;
use crate::violation::Violation;

/// The name of the command.
pub(crate) const NAME: &str = "modify";

/// The command, for a replace operation whose object can be read first.
pub(crate) fn outline(entry: &Entry) -> Option<Outline> {
    entry.contract.modify.as_ref()?;
    let command = Command::new(NAME)
        .about("Change some fields and keep the others: read, show the difference, write all back");
    Some(Outline { command, fill })
}

fn fill(command: Command, entry: &Entry) -> Result<Command, Failure> {
    let contract = entry.contract;
    let Some(modify) = &contract.modify else { return Ok(command) };
    let lost = match modify.lost {
        [] => String::new(),
        lost => format!(" Cannot be read, so cleared unless given: {}.", lost.join(", ")),
    };
    Ok(command
        .long_about(format!(
            "Change some fields and keep the others.\n\nThe object is read ({}), changed, and written \
             back as a whole ({}), because the platform clears what is left out.{lost} Somebody who writes \
             in between is overwritten: the platform has no way to tell.",
            modify.read.id, contract.operation.id
        ))
        .args(path(contract))
        .args(finders(entry, true)?)
        .args(field_flags(entry))
        .arg(
            Arg::new("json")
                .long("json")
                .value_name("JSON|@FILE|-")
                .help("Fields as JSON; null clears a field. Flags override its fields"),
        )
        .arg(
            Arg::new("unset")
                .long("unset")
                .value_name("FIELD")
                .action(ArgAction::Append)
                .help("Clear a field; can be given several times"),
        )
        .arg(switch("dry-run", "Read, and show what would change; write nothing"))
        .arg(switch("no-validate", "Write even if that breaks rules of the spec")))
}

/// Flags for finding the object: parameters of the read call.
pub(crate) fn finders(entry: &Entry, required: bool) -> Result<Vec<Arg>, Failure> {
    let arg = |field: &Field| {
        flag_for(field, find_id(field), format!("find-{}", word(&field.name())))
            .required(required && field.required)
            .help(format!("Where to look for it: {}", field.help()))
    };
    Ok(entry.finders()?.iter().map(arg).collect())
}

/// The id of the argument for a parameter of the read call.
fn find_id(field: &Field) -> String {
    format!("find.{}", field.name())
}

/// Runs the command.
pub(crate) async fn run(
    entry: &Entry,
    matches: &ArgMatches,
    settings: &Settings,
) -> Result<(), Failure> {
    let contract = entry.contract;
    let Some(modify) = &contract.modify else {
        return Err(Failure::Usage(format!("{} cannot be read first", entry.words())));
    };
    // Mistakes in the arguments are reported before anything is read.
    let changes = Request::read(entry, matches)?;
    let unset = unset(entry, matches)?;
    let find = find(entry, matches)?;
    if changes.validate {
        refuse_unfit(&Reading::new(modify)?.violations(&changes, &find)?)?;
    }
    let session = Session::open(settings, contract).await?;
    let result = change(&session.client, modify, changes, &find, &unset, matches, settings).await;
    session.close().await;
    result
}

async fn change(
    client: &Client,
    modify: &Modify,
    changes: Request,
    find: &Map<String, Json>,
    unset: &[String],
    matches: &ArgMatches,
    settings: &Settings,
) -> Result<(), Failure> {
    let contract = changes.contract;
    let before = read(client, modify, &changes, find).await?;
    let after = changed(&before, &changes.body, unset);
    let mut difference = diff::of(&before, &after);
    let write = Request { body: after, ..changes };
    if flag(matches, "dry-run") {
        difference.push("Nothing was written.\n");
        output::print(&difference)?;
        return write.validate();
    }
    if write.body == before {
        return output::print("Nothing to change.\n");
    }
    write.validate()?;
    output::note(&difference);
    let answer = sample::noticed(write.call(client).await?.send::<Json>().await?);
    output::print(&answered(contract, answer.data(), settings.format)?)
}

/// The parameters for finding the object, from flags.
pub(crate) fn find(entry: &Entry, matches: &ArgMatches) -> Result<Map<String, Json>, Failure> {
    let mut query = Map::new();
    for field in entry.finders()? {
        if let Some(value) = request::given(field, &find_id(field), matches)? {
            query.insert(field.name(), value);
        }
    }
    Ok(query)
}

/// The call that reads the object before a change.
#[derive(Clone)]
pub(crate) struct Reading {
    by: Option<&'static str>,
    request: Request,
}

impl Reading {
    pub(crate) fn new(modify: &Modify) -> Result<Self, Failure> {
        Ok(Self { by: modify.by, request: Request::new(reading(modify)?) })
    }

    /// The request for the object that is changed.
    fn request(&self, changes: &Request, find: &Map<String, Json>) -> Request {
        let mut body = Map::new();
        if let Some(by) = self.by {
            body.insert(by.to_owned(), serde_json::json!([id(changes)]));
        }
        let (query, body) = (Query::from(find.clone()), Json::Object(body));
        Request { query, body, validate: changes.validate, ..self.request.clone() }
    }

    /// The rules that it violates.
    pub(crate) fn violations(
        &self,
        changes: &Request,
        find: &Map<String, Json>,
    ) -> Result<Vec<Violation>, Failure> {
        self.request(changes, find).violations()
    }
}

/// The id of the object that is changed.
fn id(changes: &Request) -> &str {
    changes.path.last().map(|(_, id)| id.as_str()).unwrap_or_default()
}

/// What is wrong with the call that reads, if anything is.
fn refuse_unfit(violations: &[Violation]) -> Result<(), Failure> {
    match violations {
        [] => Ok(()),
        all => Err(Failure::Usage(unfit(all))),
    }
}

/// In words.
pub(crate) fn unfit(violations: &[Violation]) -> String {
    let all: Vec<_> = violations.iter().map(ToString::to_string).collect();
    format!("the object cannot be read: {}", all.join("; "))
}

/// The body with a change; fields that are `null` in it, or unset, are omitted.
pub(crate) fn changed(before: &Json, change: &Json, unset: &[String]) -> Json {
    let mut after = before.clone();
    merge(&mut after, change);
    if let Json::Object(after) = &mut after {
        after.retain(|name, value| !unset.contains(name) && !value.is_null());
    }
    after
}

/// The stored object, as the body that would write it.
pub(crate) async fn read(
    client: &Client,
    modify: &Modify,
    changes: &Request,
    find: &Map<String, Json>,
) -> Result<Json, Failure> {
    let request = Reading::new(modify)?.request(changes, find);
    let id = id(changes);
    let mut found = None;
    let walked = pages::walk(client, &request, pages::MAX_PAGES, |item| {
        if item["id"] != id {
            return ControlFlow::Continue(());
        }
        found = Some(item);
        ControlFlow::Break(())
    });
    // An incomplete list does not prove that the object does not exist.
    walked.await.map_err(|paged| paged.why)?;
    let Some(item) = found else {
        return Err(Failure::Missing(format!(
            "{} finds nothing with the id {}, so nothing was written",
            request.contract.operation.id,
            shown(id, 100)
        )));
    };
    writable(modify.sources, &item, changes.contract.request_fields)
}

/// The body that writes back what was read.
fn writable(
    sources: &[FieldSource],
    object: &Json,
    target: &[RequestField],
) -> Result<Json, Failure> {
    let mut body = Map::new();
    for source in sources {
        let found = &object[source.from];
        let found = match (source.element, found) {
            (Some(element), Json::Array(items)) => {
                let there = items.iter().filter(|item| !item.is_null());
                let ids = there.map(|item| match &item[element] {
                    Json::Null => Err(Failure::Local(format!(
                        "the response has no {element} in {}, so nothing was written",
                        source.from
                    ))),
                    value => Ok(value.clone()),
                });
                Json::Array(ids.collect::<Result<_, _>>()?)
            }
            _ => found.clone(),
        };
        let target = target.iter().find(|field| field.name == source.field);
        if let Some(field) = target.filter(|_| !found.is_null()) {
            body.insert(source.field.to_owned(), fitted(found, field.ty));
        }
    }
    Ok(Json::Object(body))
}

/// Converts a value of a response to the shape of a request: fields that a request does not have
/// are omitted, and a number that is a string in the request is converted. `null` in a list or map is
/// no value, as the SDK reads it.
fn fitted(value: Json, ty: WireType) -> Json {
    match (value, ty) {
        (Json::Object(object), WireType::Object(fields)) => {
            let fit = |(name, value): (String, Json)| {
                let field = fields.iter().find(|field| field.name == name)?;
                (!value.is_null()).then(|| (name, fitted(value, field.ty)))
            };
            Json::Object(object.into_iter().filter_map(fit).collect())
        }
        (Json::Object(object), WireType::Map(inner)) => {
            let there = object.into_iter().filter(|(_, value)| is_value(value, *inner));
            Json::Object(there.map(|(name, value)| (name, fitted(value, *inner))).collect())
        }
        (Json::Array(items), WireType::List(inner)) => {
            let there = items.into_iter().filter(|item| is_value(item, *inner));
            there.map(|item| fitted(item, *inner)).collect()
        }
        (Json::Number(number), WireType::String) => Json::String(number.to_string()),
        (Json::String(text), WireType::Integer) => {
            text.parse::<i64>().map_or(Json::String(text), Json::from)
        }
        (value, _) => value,
    }
}

/// Whether a list or map of such values has this one.
fn is_value(value: &Json, ty: WireType) -> bool {
    !value.is_null() || matches!(ty, WireType::Any)
}

/// Replaces the values that a change names; objects are merged field by field.
fn merge(target: &mut Json, change: &Json) {
    match (target, change) {
        (Json::Object(target), Json::Object(change)) => {
            for (name, value) in change {
                merge(target.entry(name).or_insert(Json::Null), value);
            }
        }
        (target, change) => *target = change.clone(),
    }
}

/// The fields to clear, by their wire names.
fn unset(entry: &Entry, matches: &ArgMatches) -> Result<Vec<String>, Failure> {
    let body: Vec<&Field> = entry.fields().iter().filter(|field| field.is_top()).collect();
    let names = matches.get_many::<String>("unset").into_iter().flatten();
    let find = |name: &String| {
        let found = body.iter().find(|field| {
            field.flag == *name || field.name() == *name || word(&field.name()) == *name
        });
        found.map(|field| field.name()).ok_or_else(|| {
            let known: Vec<_> = body.iter().map(|field| field.name()).collect();
            Failure::Usage(format!(
                "--unset: {} is not a field{}",
                shown(name, 100),
                did_you_mean(name, &known)
            ))
        })
    };
    let names = names.map(find).collect::<Result<Vec<_>, _>>()?;
    for field in &body {
        if names.contains(&field.name()) && request::is_given(field, matches) {
            return Err(Failure::Usage(format!(
                "--unset {} and --{}: give only one",
                field.name(),
                field.flag
            )));
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_a_request_does_not_take_is_not_written_back() {
        const ONE: &[RequestField] = &[RequestField::new("score", WireType::Integer)];
        let target = [
            RequestField::new("when", WireType::String),
            RequestField::new("list", WireType::List(&WireType::Object(ONE))),
            RequestField::new("by_name", WireType::Map(&WireType::Object(ONE))),
            RequestField::new("ids", WireType::List(&WireType::String)),
            RequestField::new("none", WireType::String),
        ];
        let sources = [
            FieldSource { field: "when", from: "when", element: None },
            FieldSource { field: "list", from: "inner", element: None },
            FieldSource { field: "by_name", from: "map", element: None },
            FieldSource { field: "ids", from: "files", element: Some("id") },
            FieldSource { field: "none", from: "none", element: None },
        ];
        let object = json!({
            "id": "1", "when": 5, "none": null, "files": [null, { "id": "7", "name": "x" }],
            "inner": [{ "id": "2", "score": "3", "more": 1 }],
            "map": { "a": { "score": "4", "more": null } },
        });
        assert_eq!(
            writable(&sources, &object, &target).unwrap(),
            json!({
                "when": "5", "list": [{ "score": 3 }], "by_name": { "a": { "score": 4 } },
                "ids": ["7"],
            })
        );
        let nameless = json!({ "files": [{ "name": "x" }] });
        assert!(writable(&sources, &nameless, &target).is_err());
    }

    /// By the schema of the call that reads.
    #[test]
    fn the_call_that_reads_is_checked_before_it_is_made() {
        let mut seen = 0;
        for contract in feishu::contracts() {
            let Some(modify) = &contract.modify else { continue };
            let mut changes = Request::new(contract);
            changes.path = vec![("id", "7".to_owned())];
            let call = Reading::new(modify).unwrap();
            let finders = crate::fields::finders(reading(modify).unwrap());
            let good: Map<_, _> = finders.iter().map(|field| (field.name(), json!("7"))).collect();
            assert!(call.violations(&changes, &good).unwrap().is_empty());
            for field in &finders {
                let mut bad = good.clone();
                bad.insert(field.name(), json!(7));
                let found = call.violations(&changes, &bad).unwrap();
                assert_eq!(found.len(), 1, "{}", field.name());
                let refusal = refuse_unfit(&found).unwrap_err().to_string();
                let place = format!("/{} is 7", field.name());
                assert!(refusal.contains(&place), "{refusal}");
                seen += 1;
            }
        }
        assert!(seen > 0);
    }

    #[test]
    fn what_is_null_in_a_list_or_map_is_no_value() {
        const TEXT: WireType = WireType::String;
        for (ty, sent) in [
            (WireType::List(&TEXT), json!(["a", "5"])),
            (WireType::List(&WireType::List(&TEXT)), json!([["a"], []])),
            (WireType::Map(&TEXT), json!({ "a": "b" })),
            (WireType::List(&WireType::Any), json!([null, "a"])),
        ] {
            let read = match (ty, &sent) {
                (WireType::List(WireType::List(_)), _) => json!([["a", null], null, [null]]),
                (WireType::List(WireType::Any), _) => json!([null, "a"]),
                (WireType::Map(_), _) => json!({ "a": "b", "c": null }),
                _ => json!([null, "a", 5]),
            };
            assert_eq!(fitted(read, ty), sent, "{ty:?}");
        }
    }

    #[test]
    fn an_object_of_any_fields_is_written_back_whole() {
        let any = json!({ "x": { "y": [1, null] }, "z": "5" });
        for ty in [WireType::Any, WireType::Map(&WireType::Any)] {
            assert_eq!(fitted(any.clone(), ty), any, "{ty:?}");
        }
    }

    #[test]
    fn a_change_keeps_what_it_does_not_name() {
        let mut target = json!({ "a": { "b": 1, "c": 2 }, "d": [1] });
        merge(&mut target, &json!({ "a": { "b": 3 }, "d": [], "e": null }));
        assert_eq!(target, json!({ "a": { "b": 3, "c": 2 }, "d": [], "e": null }));
    }
}
