//! A file of data whose emulator is killed, again and again, in the middle of its writes.
//!
//! What was acknowledged must be there at the next start. What was under way may be there or not,
//! but whole.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::client::{JSON, TOKEN_PATH};
use crate::command::Running;

const KILLS: usize = 120;
const WRITERS: usize = 4;

/// Assessments of every interview: a write of several rows, of which half would be seen.
const ASSESSMENTS: usize = 3;

#[test]
fn what_was_acknowledged_is_there_after_every_kill_and_nothing_is_there_in_half() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("feishu.db");
    let began = Instant::now();
    let mut writers: Vec<_> = (0..WRITERS).map(Writer::new).collect();
    let mut acknowledged = BTreeSet::new();
    let mut writes = 0;
    for round in 0..KILLS {
        // Now and then before it is up.
        if round % 12 == 0 {
            drop(start(&file));
            continue;
        }
        let mut emulator = start(&file);
        let url = address(&emulator.line());
        check(&url, &mut writers, &mut acknowledged);
        let enough = round * 37 % 61;
        writes += write_until(enough, &url, &mut writers, emulator, &mut acknowledged);
    }
    let mut emulator = start(&file);
    check(&address(&emulator.line()), &mut writers, &mut acknowledged);
    drop(emulator);
    assert!(sound(&file));
    let left: usize = writers.iter().map(|writer| writer.objects.len()).sum();
    let seconds = began.elapsed().as_secs_f32();
    println!("{KILLS} kills, {writes} acknowledged writes, {left} objects left, {seconds:.1} s");
    assert!(writes > KILLS * 10, "{writes}");
}

#[test]
fn a_start_that_is_killed_while_it_makes_its_file_can_be_repeated() {
    let folder = tempfile::tempdir().unwrap();
    for round in 0..15 {
        let file = folder.path().join(format!("feishu-{round}.db"));
        let log = folder.path().join(format!("feishu-{round}.db-wal"));
        let there = |path: &Path, bytes| path.metadata().is_ok_and(|found| found.len() >= bytes);
        let killed = start(&file);
        let reached = || match round % 5 {
            0 => there(&file, 0),
            1 => there(&file, 1),
            2 => there(&log, 0),
            3 => there(&log, 1),
            _ => there(&log, 16 * 1024),
        };
        let began = Instant::now();
        while !reached() {
            assert!(began.elapsed() < Duration::from_secs(20), "{round}: no such file");
            thread::yield_now();
        }
        drop(killed);
        check(&address(&start(&file).line()), &mut [], &mut BTreeSet::new());
        assert!(sound(&file), "{round}");
    }
}

fn start(file: &Path) -> Running {
    let file = file.to_str().unwrap();
    Running::start(&["--json", "--app-secret", "s", "--lenient-references", "--data", file])
}

fn address(first_line: &str) -> String {
    let line: Value = serde_json::from_str(first_line).unwrap();
    line["address"].as_str().unwrap().to_owned()
}

/// SQLite's own opinion of the file.
fn sound(file: &Path) -> bool {
    let file = rusqlite::Connection::open(file).unwrap();
    file.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0)).unwrap() == "ok"
}

/// Lets all writers write, and kills the emulator while they do, at the acknowledgement that makes
/// it `enough`. Returns how many there were.
fn write_until(
    enough: usize,
    url: &str,
    writers: &mut [Writer],
    emulator: Running,
    acknowledged: &mut BTreeSet<String>,
) -> usize {
    let (tell, told) = mpsc::channel();
    thread::scope(|scope| {
        for writer in writers.iter_mut() {
            let tell = tell.clone();
            scope.spawn(move || writer.run(url, &tell));
        }
        drop(tell);
        let mut ids: Vec<String> = told.iter().take(enough).collect();
        drop(emulator);
        ids.extend(told);
        let writes = ids.len();
        let created = ids.into_iter().filter(|id| !id.is_empty());
        for id in created {
            assert!(acknowledged.insert(id.clone()), "{id} was given out twice");
        }
        writes
    })
}

/// Compares what is stored with what the writers were told.
fn check(url: &str, writers: &mut [Writer], acknowledged: &mut BTreeSet<String>) {
    let mut connection = Connection::open(url).unwrap();
    let mut stored: BTreeMap<String, Object> = BTreeMap::new();
    for kind in [Kind::Offer, Kind::Interview] {
        let mut next = Some(i64::MAX);
        while let Some(before) = next {
            let path = format!("/_emulator/objects/{}?limit=1000&before={before}", kind.name());
            let list = connection.call("GET", &path, "", &Value::Null).unwrap();
            for entry in list["objects"].as_array().unwrap() {
                let id = entry["id"].as_str().unwrap().to_owned();
                stored.insert(id, Object { kind, mark: kind.mark(&entry["object"]) });
            }
            next = list["next"].as_i64();
        }
    }
    for writer in writers.iter_mut() {
        writer.settle(&stored, acknowledged);
    }
    let expected: BTreeMap<_, _> =
        writers.iter().flat_map(|writer| writer.objects.clone()).collect();
    assert_eq!(stored, expected);

    // No assessment is left of an interview that was deleted or replaced.
    let interviews = stored.values().filter(|object| object.kind == Kind::Interview).count();
    let kinds = connection.call("GET", "/_emulator/objects", "", &Value::Null).unwrap();
    let kinds = kinds["kinds"].as_array().unwrap();
    let assessments = kinds.iter().find(|entry| entry["kind"] == "external_interview_assessment");
    assert_eq!(assessments.unwrap()["count"], interviews * ASSESSMENTS);
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Offer,
    Interview,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Offer => "external_offer",
            Self::Interview => "external_interview",
        }
    }

    /// An object that says the same mark in every place, so that two halves of two are told.
    fn body(self, mark: &str) -> Value {
        match self {
            Self::Offer => {
                json!({ "external_application_id": mark, "owner": mark, "offer_status": mark })
            }
            Self::Interview => {
                let assessment = json!({ "username": mark, "content": mark });
                let assessments = vec![assessment; ASSESSMENTS];
                json!({ "external_application_id": mark, "interview_assessments": assessments })
            }
        }
    }

    fn mark(self, object: &Value) -> String {
        let mark = object["external_application_id"].as_str().unwrap().to_owned();
        let whole = match self {
            Self::Offer => object["owner"] == *mark && object["offer_status"] == *mark,
            Self::Interview => {
                let list = object["interview_assessments"].as_array().unwrap();
                let of_it = |one: &Value| one["username"] == *mark && one["content"] == *mark;
                list.len() == ASSESSMENTS && list.iter().all(of_it)
            }
        };
        assert!(whole, "half an object: {object}");
        mark
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Object {
    kind: Kind,
    mark: String,
}

/// A write that was sent.
#[derive(Clone, Debug)]
enum Step {
    Create(Object),
    Replace(String, Object),
    Delete(String, Kind),
}

/// One connection, its own objects, and what it was told of them.
#[derive(Debug)]
struct Writer {
    name: usize,
    count: usize,
    objects: BTreeMap<String, Object>,
    /// Sent, and not acknowledged when the emulator was killed.
    under_way: Option<Step>,
}

impl Writer {
    fn new(name: usize) -> Self {
        Self { name, count: 0, objects: BTreeMap::new(), under_way: None }
    }

    /// Writes until the connection breaks. Tells the id of every object that it created, and
    /// nothing in its place for other writes.
    fn run(&mut self, url: &str, tell: &Sender<String>) {
        let _: io::Result<()> = (|| {
            let mut connection = Connection::open(url)?;
            let login = json!({ "app_id": "cli_emulator", "app_secret": "s" });
            let token = connection.call("POST", TOKEN_PATH, "", &login)?;
            let token = token["tenant_access_token"].as_str().unwrap().to_owned();
            loop {
                let write = self.next();
                self.under_way = Some(write.clone());
                let answer = send(&mut connection, &token, &write)?;
                self.under_way = None;
                // The other side listens until all writers are done.
                tell.send(self.note(write, &answer)).unwrap();
            }
        })();
    }

    /// A mix of all kinds of write, the same in every run.
    fn next(&mut self) -> Step {
        self.count += 1;
        let kind = if self.count.is_multiple_of(3) { Kind::Interview } else { Kind::Offer };
        let mark = format!("{}-{}", self.name, self.count);
        let some = self.objects.iter().nth(self.count * 7 % self.objects.len().max(1));
        match (self.count % 5, some) {
            (1 | 2, Some((id, object))) => {
                Step::Replace(id.clone(), Object { kind: object.kind, mark })
            }
            (3, Some((id, object))) => Step::Delete(id.clone(), object.kind),
            _ => Step::Create(Object { kind, mark }),
        }
    }

    fn note(&mut self, write: Step, answer: &Value) -> String {
        match write {
            Step::Create(object) => {
                let id = answer["data"][object.kind.name()]["id"].as_str().unwrap().to_owned();
                self.objects.insert(id.clone(), object);
                return id;
            }
            Step::Replace(id, object) => drop(self.objects.insert(id, object)),
            Step::Delete(id, _) => drop(self.objects.remove(&id)),
        }
        String::new()
    }

    /// Takes over what became of the write that was under way; both outcomes are right.
    fn settle(&mut self, stored: &BTreeMap<String, Object>, acknowledged: &mut BTreeSet<String>) {
        match self.under_way.take() {
            Some(Step::Create(object)) => {
                if let Some((id, _)) = stored.iter().find(|(_, found)| **found == object) {
                    assert!(acknowledged.insert(id.clone()), "{id} was given out twice");
                    self.objects.insert(id.clone(), object);
                }
            }
            Some(Step::Replace(id, object)) if stored.get(&id) == Some(&object) => {
                self.objects.insert(id, object);
            }
            Some(Step::Delete(id, _)) if !stored.contains_key(&id) => {
                self.objects.remove(&id);
            }
            // It did not happen.
            Some(Step::Replace(..) | Step::Delete(..)) | None => {}
        }
    }
}

fn send(connection: &mut Connection, token: &str, write: &Step) -> io::Result<Value> {
    let path = |kind: Kind| format!("/open-apis/hire/v1/{}s", kind.name());
    match write {
        Step::Create(Object { kind, mark }) => {
            connection.call("POST", &path(*kind), token, &kind.body(mark))
        }
        Step::Replace(id, Object { kind, mark }) => {
            connection.call("PUT", &format!("{}/{id}", path(*kind)), token, &kind.body(mark))
        }
        Step::Delete(id, kind) => {
            connection.call("DELETE", &format!("{}/{id}", path(*kind)), token, &Value::Null)
        }
    }
}

/// A connection that is kept for many calls. Fails when the other side is gone, and panics at an
/// answer that is no success.
struct Connection(TcpStream);

impl Connection {
    fn open(url: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(url.strip_prefix("http://").unwrap())?;
        stream.set_nodelay(true)?;
        Ok(Self(stream))
    }

    fn call(&mut self, method: &str, path: &str, token: &str, body: &Value) -> io::Result<Value> {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\
             {JSON}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        self.0.write_all(request.as_bytes())?;
        let answer = self.read()?;
        assert!(answer["code"].as_i64().unwrap_or(0) == 0, "{method} {path} {body}: {answer}");
        Ok(answer)
    }

    fn read(&mut self) -> io::Result<Value> {
        let mut bytes = Vec::new();
        loop {
            let text = String::from_utf8_lossy(&bytes);
            if let Some((head, body)) = text.split_once("\r\n\r\n") {
                let mut lines = head.lines();
                let length = lines.find_map(|line| line.strip_prefix("Content-Length: ")).unwrap();
                if body.len() >= length.parse().unwrap() {
                    return Ok(serde_json::from_str(body).unwrap());
                }
            }
            let mut more = [0; 16 * 1024];
            match self.0.read(&mut more)? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                count => bytes.extend_from_slice(&more[..count]),
            }
        }
    }
}
