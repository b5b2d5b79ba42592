//! What becomes of the calls of a client that was made from one OpenAPI document at a server that is another: the verdict
//! on the wire, found without the differ and without its model.

use feishu_codegen::diff::Wire;
use serde_json::{Value as Json, json};

use super::values::Schemas;

/// The worst that an old client meets at a new server.
pub(crate) fn verdict(old: &Json, new: &Json) -> Wire {
    if old["servers"] != new["servers"] {
        return Wire::Breaking;
    }
    let (old, new) = (&promised(old), &promised(new));
    let (before, after) = (Schemas::of(old, new), Schemas::of(new, old));
    let calls = operations(old).into_iter().map(|call| match find(&call, new) {
        Some(answered) => Meeting { before: &before, after: &after, call, answered }.verdict(),
        None => Wire::Breaking,
    });
    calls.max().unwrap_or(Wire::Safe)
}

/// What a server promises. Schemas of responses accept what readers of the SDK accept, too: the first of their types is the
/// one that is promised, or left out.
fn promised(part: &Json) -> Json {
    let mut members = match part {
        Json::Array(items) => return items.iter().map(promised).collect(),
        Json::Object(members) => members.clone(),
        _ => return part.clone(),
    };
    let null = json!({ "type": "null" });
    if let Some(Json::Array(forms)) = members.get_mut("anyOf") {
        forms.retain(|form| *form != null);
        if let [only @ Json::Object(_)] = forms.as_slice() {
            let only = only.as_object().cloned().unwrap_or_default();
            members.remove("anyOf");
            members.extend(only);
        }
    }
    if let Some(Json::Array(types)) = members.get("type") {
        let first = types.first().cloned().expect("a type");
        if first != "string" {
            members.remove("pattern");
            members.remove("not");
        }
        members.insert("type".to_owned(), first);
    }
    members.into_iter().map(|(name, member)| (name, promised(&member))).collect()
}

/// A method, a path and what the document says of them.
struct Call<'a> {
    method: &'a str,
    path: &'a str,
    facts: &'a Json,
}

fn operations(document: &Json) -> Vec<Call<'_>> {
    let paths = document["paths"].as_object().expect("paths");
    let methods = paths.iter().flat_map(|(path, methods)| {
        let methods = methods.as_object().expect("methods");
        methods.iter().map(move |(method, facts)| Call { method, path, facts })
    });
    methods.collect()
}

/// What the server takes the call for: parameters have no names on the wire.
fn find<'a>(call: &Call<'_>, new: &'a Json) -> Option<Call<'a>> {
    let alike =
        |one: &str, other: &str| one == other || one.starts_with('{') && other.starts_with('{');
    operations(new).into_iter().find(|candidate| {
        let (one, other) = (call.path.split('/'), candidate.path.split('/'));
        candidate.method == call.method
            && one.clone().count() == other.clone().count()
            && one.zip(other).all(|(one, other)| alike(one, other))
    })
}

/// All that is said of a call, wherever it stands.
fn whole<'a>(schemas: &Schemas<'a>, facts: &'a Json) -> Json {
    let bodies = [body(facts), Some(answer(facts))].into_iter().flatten();
    let bodies: Vec<_> = bodies.map(|(_, schema)| schemas.properties(schema)).collect();
    json!([facts, bodies])
}

/// An old call at the new server.
struct Meeting<'a> {
    before: &'a Schemas<'a>,
    after: &'a Schemas<'a>,
    call: Call<'a>,
    answered: Call<'a>,
}

fn worse_if(found: bool, verdict: Wire) -> Wire {
    if found { verdict } else { Wire::Safe }
}

impl<'a> Meeting<'a> {
    fn verdict(&self) -> Wire {
        if whole(self.before, self.call.facts) == whole(self.after, self.answered.facts) {
            return Wire::Safe;
        }
        let parts = [
            self.access(),
            self.behaviour(),
            self.path(),
            self.query(),
            self.body(),
            self.answer(),
            self.errors(),
        ];
        parts.into_iter().max().unwrap_or(Wire::Safe)
    }

    fn access(&self) -> Wire {
        let facts = (self.call.facts, self.answered.facts);
        let kinds = (kinds(facts.0), kinds(facts.1));
        let apps = (texts(&facts.0["x-feishu-apps"]), texts(&facts.1["x-feishu-apps"]));
        let scopes = |facts: &'a Json| texts(&facts["x-feishu-scopes"]["any_of"]);
        let scopes = (scopes(facts.0), scopes(facts.1));
        // Who has any one of the old ones must have enough, where one is asked for.
        let refused = |old: &[&str], new: &[&str]| {
            !new.is_empty() && (old.is_empty() || old.iter().any(|one| !new.contains(one)))
        };
        let refused = refused(&kinds.0, &kinds.1)
            || apps.0.iter().any(|app| !apps.1.contains(app))
            || refused(&scopes.0, &scopes.1);
        let first = kinds.1.first().is_some_and(|first| kinds.0.first() != Some(first));
        worse_if(refused, Wire::Breaking).max(worse_if(first, Wire::Risky))
    }

    fn behaviour(&self) -> Wire {
        let (old, new) = (self.call.facts, self.answered.facts);
        let effect = match (old["x-feishu-effect"].as_str(), new["x-feishu-effect"].as_str()) {
            (one, other) if one == other => Wire::Safe,
            (_, Some("replace")) => Wire::Breaking,
            _ => Wire::Risky,
        };
        let key = "x-feishu-idempotency-key";
        let key = match (old.get(key), new.get(key)) {
            (None, _) => Wire::Safe,
            (Some(_), None) => Wire::Breaking,
            (Some(one), Some(other)) if one["field"] != other["field"] => Wire::Breaking,
            (one, other) => worse_if(one != other, Wire::Risky),
        };
        let paging = "x-feishu-paging";
        let paging = old.get(paging).is_some() && old.get(paging) != new.get(paging);
        let rate = |facts: &Json| {
            let limits = facts["x-feishu-rate-limit"].as_array().cloned().unwrap_or_default();
            let calls = limits
                .iter()
                .filter_map(|limit| Some(limit["calls"].as_f64()? / limit["seconds"].as_f64()?));
            calls.fold(f64::INFINITY, f64::min)
        };
        let fields = |facts: &Json| texts(&facts["x-feishu-scopes"]["fields"]).len();
        let risky = paging
            || rate(new) < rate(old)
            || newly(old, new, "deprecated")
            || fields(new) > fields(old);
        let size = |facts: &Json| facts["x-feishu-max-file-bytes"].as_u64().unwrap_or(u64::MAX);
        let smaller = worse_if(size(new) < size(old), Wire::Breaking);
        effect.max(key).max(smaller).max(worse_if(risky, Wire::Risky))
    }

    /// Parameters of the path, by where they stand.
    fn path(&self) -> Wire {
        let ends = |facts: &'a Json, path: &str| -> Vec<&'a Json> {
            let all = facts["parameters"].as_array().into_iter().flatten();
            let of =
                |name: &str| all.clone().find(|one| one["in"] == "path" && one["name"] == name);
            let names =
                path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
            names.map(|name| &of(name).expect("described")["schema"]).collect()
        };
        let old = ends(self.call.facts, self.call.path);
        let new = ends(self.answered.facts, self.answered.path);
        let pairs = old.into_iter().zip(new).map(|(old, new)| {
            let (before, after) = (self.before, self.after);
            let good = after.judge(new);
            let mut values =
                before.values(old).into_iter().map(|value| after.read_text(new, &value));
            worse_if(!values.all(|value| good(&value)), Wire::Breaking)
        });
        pairs.max().unwrap_or(Wire::Safe)
    }

    fn query(&self) -> Wire {
        let query = |facts| parameters(facts, "query");
        self.sent(&query(self.call.facts), &query(self.answered.facts), true)
    }

    fn body(&self) -> Wire {
        // Who sends no body sends what an object without properties takes.
        let none = json!({ "type": "object", "additionalProperties": false });
        let (old, new) = (body(self.call.facts), body(self.answered.facts));
        let other = matches!((old, new), (Some((one, _)), Some((other, _))) if one != other);
        let schema =
            |body: Option<(&str, &Json)>| body.map_or(none.clone(), |(_, schema)| schema.clone());
        let form = old.or(new).is_some_and(|(kind, _)| kind == "multipart/form-data");
        worse_if(other, Wire::Breaking).max(self.sent(&schema(old), &schema(new), form))
    }

    /// Whether what was good to send still is.
    fn sent(&self, old: &Json, new: &Json, as_text: bool) -> Wire {
        let (before, after) = (self.before, self.after);
        let good = after.judge(new);
        let sent = before.values(old).into_iter().map(|value| {
            let value = if as_text { after.read_text(new, &value) } else { value };
            if good(&value) {
                Wire::Safe
            } else if good(&after.known(new, &value)) {
                // A server may leave what it does not know, or refuse it.
                Wire::Risky
            } else {
                Wire::Breaking
            }
        });
        let words = after.properties(new).into_iter().filter(|(at, now)| {
            let was = before.properties(old).into_iter().find(|(known, _)| known == at);
            was.is_some_and(|(_, was)| {
                was.get("default") != now.get("default") || newly(was, now, "deprecated")
            })
        });
        worse_if(words.count() > 0, Wire::Risky).max(sent.max().unwrap_or(Wire::Safe))
    }

    /// Whether what is answered now can be read by who knows what was answered before.
    fn answer(&self) -> Wire {
        let (before, after) = (self.before, self.after);
        let ((_, old), (_, new)) = (answer(self.call.facts), answer(self.answered.facts));
        // Clients do without the message, whatever it is called, and look for everything else where it was.
        let mut lenient = before.resolve(old).clone();
        let required = lenient["required"].as_array_mut().expect("an envelope");
        required.retain(|name| name != "msg" && name != "message");
        let good = before.judge(&lenient);
        let unread = !after.values(new).iter().all(good);
        let (was, now) = (before.properties(old), after.properties(new));
        let in_data = |all: &[(String, &Json)]| all.iter().any(|(at, _)| at == "/data");
        let elsewhere = in_data(&was) != in_data(&now);
        let lost = was.iter().filter(|(at, property)| {
            let now = now.iter().find(|(now, _)| now == at);
            now.is_none_or(|(_, now)| newly(property, now, "deprecated"))
        });
        worse_if(unread || elsewhere, Wire::Breaking).max(worse_if(lost.count() > 0, Wire::Risky))
    }

    /// Errors that both sides know by name.
    fn errors(&self) -> Wire {
        let (old, new) = (errors(self.call.facts), errors(self.answered.facts));
        let changed = old
            .iter()
            .any(|(name, was)| new.iter().any(|(other, now)| other == name && now != was));
        worse_if(changed, Wire::Risky)
    }
}

fn newly(old: &Json, new: &Json, mark: &str) -> bool {
    old.get(mark) != Some(&json!(true)) && new.get(mark) == Some(&json!(true))
}

fn texts(list: &Json) -> Vec<&str> {
    list.as_array().into_iter().flatten().filter_map(Json::as_str).collect()
}

fn kinds(facts: &Json) -> Vec<&str> {
    let kinds = facts["security"].as_array().into_iter().flatten();
    kinds.filter_map(|kind| kind.as_object()?.keys().next().map(String::as_str)).collect()
}

/// Parameters of one kind, as an object that has no others.
fn parameters(facts: &Json, kind: &str) -> Json {
    let all = facts["parameters"].as_array().into_iter().flatten();
    let of_kind: Vec<_> = all.filter(|one| one["in"] == kind).collect();
    let name = |one: &Json| one["name"].as_str().expect("a name").to_owned();
    let mut properties = serde_json::Map::new();
    for one in &of_kind {
        let mut schema = one["schema"].clone();
        if let (Some(deprecated), Some(schema)) = (one.get("deprecated"), schema.as_object_mut()) {
            schema.insert("deprecated".to_owned(), deprecated.clone());
        }
        properties.insert(name(one), schema);
    }
    let required: Vec<_> =
        of_kind.iter().filter(|one| one["required"] == true).map(|one| name(one)).collect();
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

/// The content type and the schema of what is sent.
fn body(facts: &Json) -> Option<(&str, &Json)> {
    content(&facts["requestBody"])
}

/// The content type and the schema of a success.
fn answer(facts: &Json) -> (&str, &Json) {
    content(&facts["responses"]["200"]).expect("an answer")
}

fn content(part: &Json) -> Option<(&str, &Json)> {
    let (kind, content) = part["content"].as_object()?.iter().next()?;
    Some((kind, &content["schema"]))
}

/// The name of each documented error, with its status and its code.
fn errors(facts: &Json) -> Vec<(&str, (&str, &Json))> {
    let statuses = facts["responses"].as_object().into_iter().flatten();
    let errors = statuses.flat_map(|(status, response)| {
        let examples = response["content"].as_object().into_iter().flatten();
        let examples =
            examples.filter_map(|(_, content)| content["examples"].as_object()).flatten();
        examples.map(move |(name, example)| {
            (name.as_str(), (status.as_str(), &example["value"]["code"]))
        })
    });
    errors.collect()
}
