//! Validators of JSON Schema that others wrote, as processes that judge a stream of values.
//!
//! `tests/vendor/judge.py` and `judge.mjs` describe what goes in and comes out.

use std::io::{BufRead, BufReader, BufWriter, Write};
use std::process::{ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::{io, thread};

use feishu_core::Validate;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use crate::oracle::{Schema, rust_accepts};

/// What a judge says: a letter for each value. `y` valid, `n` invalid, `?` not JSON.
pub type Verdicts = String;

/// Strings to validate with one schema, and the verdict of Rust.
#[derive(Debug)]
pub struct Case {
    /// The type.
    pub name: &'static str,
    /// The schema, in one line.
    pub schema: String,
    /// The values, one line each.
    pub values: Vec<String>,
    /// What `jsonschema` for Rust says.
    pub by_schema: Verdicts,
    /// What decoding and `validate()` say.
    pub by_type: Verdicts,
}

impl Case {
    /// Has Rust judge `values` as a `T`.
    pub fn new<T: DeserializeOwned + Validate>(
        name: &'static str,
        schema: &str,
        values: Vec<String>,
    ) -> Self {
        let schema = Schema::parse(schema);
        let (mut by_schema, mut by_type) = (Verdicts::new(), Verdicts::new());
        for value in &values {
            let (one, other) = match serde_json::from_str::<Json>(value) {
                Ok(json) => (letter(schema.accepts(&json)), letter(rust_accepts::<T>(&json))),
                Err(_) => ('?', '?'),
            };
            by_schema.push(one);
            by_type.push(other);
        }
        Self { name, schema: schema.json.to_string(), values, by_schema, by_type }
    }
}

fn letter(accepted: bool) -> char {
    if accepted { 'y' } else { 'n' }
}

/// Has a judge decide the cases as they come, until there are no more.
///
/// # Errors
///
/// The judge cannot be started, does not respond, or fails; it has printed why on standard
/// error stream.
pub fn decide(
    mut judge: Command,
    cases: &Receiver<Arc<Case>>,
) -> io::Result<Vec<(Arc<Case>, Verdicts)>> {
    let mut child = judge.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let (Some(stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(io::Error::other("a judge without pipes"));
    };
    let (asked, said) = thread::scope(|scope| {
        let said = scope.spawn(|| listen(stdout));
        (ask(stdin, cases), said.join())
    });
    let status = child.wait()?;
    let said = said.map_err(|_| io::Error::other("the answers were not read"))??;
    let fits = asked.len() == said.len()
        && asked.iter().zip(&said).all(|(case, verdicts)| case.values.len() == verdicts.len());
    if !status.success() || !fits {
        let problem = format!(
            "{judge:?} ended with {status} after {} of {} schemas",
            said.len(),
            asked.len()
        );
        return Err(io::Error::other(problem));
    }
    Ok(asked.into_iter().zip(said).collect())
}

/// Writes every case that comes; a judge that hangs up will be found to have said too little.
fn ask(stdin: ChildStdin, cases: &Receiver<Arc<Case>>) -> Vec<Arc<Case>> {
    let mut stdin = BufWriter::new(stdin);
    let mut asked = Vec::new();
    let mut listens = true;
    for case in cases {
        if listens {
            listens = put(&mut stdin, &case).is_ok();
        }
        asked.push(case);
    }
    asked
}

fn put(stdin: &mut impl Write, case: &Case) -> io::Result<()> {
    writeln!(stdin, "S {}", case.schema)?;
    case.values.iter().try_for_each(|value| writeln!(stdin, "V {value}"))?;
    stdin.flush()
}

fn listen(stdout: ChildStdout) -> io::Result<Vec<Verdicts>> {
    BufReader::new(stdout).lines().collect()
}
