//! A bulk run whose process is killed, again and again, in the middle of its writes.
//!
//! The test starts itself as the process to kill. The "platform" is a file that each call appends
//! its key to, so that what was really done can be counted.

// Clippy allows these in test functions, but does not see that helpers are part of a test.
#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fs::{self, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use feishu_core::bulk::{Bulk, Failure, Fate, Journal, Resend, Verdict};
use futures_util::{TryStreamExt, stream};

const KEYS: usize = 400;
const CONCURRENCY: usize = 4;
const FOLDER: &str = "FEISHU_BULK_KILL_FOLDER";
const RESEND: &str = "FEISHU_BULK_KILL_RESEND";

/// How often each key reached the platform.
type Counts = BTreeMap<String, usize>;

#[test]
fn what_was_acknowledged_before_a_kill_is_never_sent_again_and_nothing_is_lost() {
    let told = run_to_the_end(Resend::Always);
    assert_eq!(told.platform.len(), KEYS, "lost");
    assert_eq!(told.acknowledged.len(), KEYS);
    for (key, then) in &told.acknowledged {
        assert_eq!(told.platform[key], *then, "{key} was sent after it was acknowledged");
    }
    let twice = told.platform.values().filter(|count| **count > 1).count();
    println!("{} kills, {twice} of {KEYS} sent more than once, none acknowledged", told.kills);
}

#[test]
fn what_must_not_be_sent_twice_is_not_and_is_told_as_unknown_instead() {
    let told = run_to_the_end(Resend::Never);
    assert!(told.platform.values().all(|count| *count == 1), "{:?}", told.platform);
    for key in (0..KEYS).map(|n| n.to_string()) {
        let acknowledged = told.acknowledged.contains_key(&key);
        assert!(acknowledged != told.unknown.contains(&key), "{key}");
        assert!(!acknowledged || told.platform.contains_key(&key), "{key}");
    }
    assert!(told.unknown.len() <= told.kills * CONCURRENCY, "{}", told.unknown.len());
    println!("{} kills, {} of {KEYS} unknown", told.kills, told.unknown.len());
}

/// The outcome of the runs.
#[derive(Default)]
struct Told {
    kills: usize,
    platform: Counts,
    /// How often a key had been sent by the end of the process that acknowledged it, or found it
    /// done.
    acknowledged: Counts,
    /// What the last run yielded as unknown.
    unknown: Vec<String>,
}

/// Runs the job until a process gets to its end, killing those before it.
fn run_to_the_end(resend: Resend) -> Told {
    let folder = tempfile::tempdir().unwrap();
    let mut told = Told::default();
    loop {
        // Later ones have more to say before they get to what is new.
        let new = 1 + told.kills * 7 % 37;
        let lines = run(folder.path(), resend, new);
        told.platform = platform(folder.path());
        told.unknown.clear();
        for line in &lines {
            match line.split_once(' ') {
                Some(("done" | "already", key)) => {
                    let count = told.platform[key];
                    told.acknowledged.entry(key.to_owned()).or_insert(count);
                }
                Some(("unknown", key)) => told.unknown.push(key.to_owned()),
                _ => {}
            }
        }
        if lines.iter().any(|line| line == "end") {
            assert!(told.kills >= 10, "{}", told.kills);
            return told;
        }
        told.kills += 1;
    }
}

/// Runs a process, kills it after it acknowledged this many new items, and returns its output.
fn run(folder: &Path, resend: Resend, new: usize) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "the_process_to_kill", "--ignored", "--nocapture"])
        .env(FOLDER, folder)
        .env(RESEND, if resend == Resend::Always { "always" } else { "never" })
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = Vec::new();
    let mut acknowledged = 0;
    let mut said = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    // A last line without an end was cut off by the kill.
    while said.read_line(&mut line).unwrap() > 0 && line.ends_with('\n') {
        acknowledged += usize::from(line.starts_with("done "));
        lines.push(line.trim_end().to_owned());
        line.clear();
        if acknowledged == new {
            child.kill().unwrap();
        }
    }
    child.wait().unwrap();
    lines
}

fn platform(folder: &Path) -> Counts {
    let mut counts = Counts::new();
    for key in fs::read_to_string(folder.join("platform")).unwrap_or_default().lines() {
        *counts.entry(key.to_owned()).or_default() += 1;
    }
    counts
}

#[derive(Debug)]
struct Never(Infallible);

impl std::fmt::Display for Never {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {}
    }
}

impl Failure for Never {
    fn verdict(&self) -> Verdict {
        match self.0 {}
    }
}

#[tokio::test]
#[ignore = "the other tests start it, and kill it"]
async fn the_process_to_kill() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let always = std::env::var(RESEND).is_ok_and(|resend| resend == "always");
    let journal = Journal::open(folder.join("journal"), "to be killed").await.unwrap();
    let platform = OpenOptions::new().create(true).append(true).open(folder.join("platform"));
    let platform = platform.unwrap();
    let inputs = stream::iter((0..KEYS).map(|n| (n.to_string(), ())));
    let mut outcomes = Bulk::new()
        .concurrency(CONCURRENCY)
        .journal(&journal)
        .resend(if always { Resend::Always } else { Resend::Never })
        .run(inputs, async |key: String, ()| {
            tokio::task::yield_now().await;
            (&platform).write_all(format!("{key}\n").as_bytes()).unwrap();
            tokio::task::yield_now().await;
            Ok::<_, Never>(())
        });
    println!();
    while let Some(outcome) = outcomes.try_next().await.unwrap() {
        let fate = match outcome.fate {
            Fate::Done(()) => "done",
            Fate::AlreadyDone => "already",
            Fate::Unknown => "unknown",
            other => panic!("{other:?}"),
        };
        println!("{fate} {}", outcome.key);
    }
    println!("end");
}
