//! `--jq`: filters the output with a jq program.

use feishu_core::Json;
use jaq_core::load::{Arena, File, Loader};
use jaq_core::{Compiler, Ctx, Vars, data, unwrap_valr};
use jaq_json::{Val, read};

use crate::failure::Failure;
use crate::output::{self, Format};
use crate::text::{json, shown};

/// Maximum number of characters of a filter in a message.
const SHOWN: usize = 60;

/// Prints the results of the filter, each on lines of its own: strings are printed raw, or as JSON
/// if JSON output was requested.
pub(crate) fn print(filter: &str, value: &Json, format: Format) -> Result<(), Failure> {
    for result in run(filter, value)? {
        match (&result, format) {
            (Json::String(text), Format::Table) => output::print_raw(&format!("{text}\n"))?,
            (_, Format::Yaml) => output::print(&output::render(&result, format)?)?,
            _ => output::print(&(json(&result, false) + "\n"))?,
        }
    }
    Ok(())
}

/// Checks the filter before anything is sent.
pub(crate) fn check(filter: &str) -> Result<(), Failure> {
    compiled(filter, |_| Ok(Vec::new())).map(drop)
}

fn run(filter: &str, value: &Json) -> Result<Vec<Json>, Failure> {
    let input = read::parse_single(value.to_string().as_bytes())
        .map_err(|error| Failure::Local(format!("--jq: the response: {error:?}")))?;
    compiled(filter, |compiled| {
        let context = Ctx::<data::JustLut<Val>>::new(&compiled.lut, Vars::new([]));
        compiled
            .id
            .run((context, input))
            .map(unwrap_valr)
            .map(|result| {
                let value = result.map_err(|error| {
                    Failure::Local(format!("--jq: {}", shown(&error.to_string(), 300)))
                })?;
                // Bytes that are not UTF-8, and numbers that JSON does not have, are shown as jq
                // shows them.
                let text = value.to_string();
                Ok(serde_json::from_str(&text).unwrap_or(Json::String(text)))
            })
            .collect()
    })
}

type Compiled = jaq_core::Filter<data::JustLut<Val>>;

fn compiled(
    filter: &str,
    with: impl FnOnce(&Compiled) -> Result<Vec<Json>, Failure>,
) -> Result<Vec<Json>, Failure> {
    let wrong = |what: String| Failure::Usage(format!("--jq: {what}"));
    let definitions = jaq_core::defs().chain(jaq_std::defs()).chain(jaq_json::defs());
    let functions = jaq_core::funs().chain(jaq_std::funs()).chain(jaq_json::funs());
    let arena = Arena::default();
    let modules = Loader::new(definitions)
        .load(&arena, File { code: filter, path: () })
        .map_err(|errors| wrong(unread(&errors)))?;
    let compiled = Compiler::default().with_funs(functions).compile(modules).map_err(|errors| {
        let undefined = errors.iter().flat_map(|(_, undefined)| undefined);
        let undefined: Vec<_> = undefined
            .map(|(name, what)| format!("{} is not a {} of jq", shown(name, SHOWN), what.as_str()))
            .collect();
        wrong(undefined.join("; "))
    })?;
    with(&compiled)
}

/// What is missing in a filter, and where.
fn unread(errors: &jaq_core::load::Errors<&str, ()>) -> String {
    use jaq_core::load::Error;
    let mut found = Vec::new();
    let at = |expected: &str, rest: &str| match rest {
        "" => format!("{expected} is missing at the end"),
        rest => format!("{expected} is missing before \"{}\"", shown(rest, SHOWN)),
    };
    for (_, error) in errors {
        match error {
            Error::Io(paths) => {
                found.extend(paths.iter().map(|(path, _)| {
                    format!("\"{}\" is left over: a filter is one argument", shown(path, SHOWN))
                }));
            }
            Error::Lex(errors) => {
                found.extend(errors.iter().map(|(expected, rest)| at(expected.as_str(), rest)));
            }
            Error::Parse(errors) => {
                found.extend(errors.iter().map(|(expected, rest)| at(expected.as_str(), rest)));
            }
        }
    }
    found.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_filter_takes_a_value_apart() {
        let value = json!({ "items": [
            { "id": "1", "name": "张三", "n": 1.5 },
            { "id": "9007199254740993", "name": "x\u{202e}", "n": 9_007_199_254_740_993_i64 },
        ] });
        for (filter, expected) in [
            (".items[].id", vec![json!("1"), json!("9007199254740993")]),
            (".items | length", vec![json!(2)]),
            (".items[1].n", vec![json!(9_007_199_254_740_993_i64)]),
            (
                ".items[] | select(.name | test(\"^张\")) | {id, n}",
                vec![json!({ "id": "1", "n": 1.5 })],
            ),
            ("[.items[].name]", vec![json!(["张三", "x\u{202e}"])]),
            (".none", vec![json!(null)]),
            ("empty", vec![]),
        ] {
            assert_eq!(run(filter, &value).unwrap(), expected, "{filter}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_filter_is_said_on_one_line() {
        for (filter, status) in [
            (".items[", 2),
            (".a |", 2),
            ("nope", 2),
            ("\"\u{1b}[2J", 2),
            ("import \"x\" as x; .", 2),
            (".items.x", 1),
            ("error(\"\u{1b}\")", 1),
        ] {
            let failure = run(filter, &json!({ "items": [1] })).unwrap_err();
            assert_eq!(failure.status(), status, "{filter:?}: {failure}");
            let text = failure.to_string();
            assert!(text.starts_with("--jq: ") && text.len() > 8, "{filter:?}: {text}");
            assert!(!text.chars().any(char::is_control), "{filter:?}: {text:?}");
        }
        assert!(check(".items[]").is_ok());
    }
}
