//! The command as people run it: a process of its own, against the emulator.

#![allow(clippy::unwrap_used)]

mod api;
mod credentials;
mod curl;
mod failures;
mod hostile;
mod import;
mod kept;
mod lists;
mod many;
mod modify;
mod operations;
mod overwrites;
mod reference;
mod rows;
mod samples;
mod server;
mod sheets;
mod shown;
mod sources;
mod stops;
mod told;

use std::io::Write;
use std::process::{Command, Stdio};

use feishu_emulator::{Emulator, Seed};
use serde_json::{Value as Json, json};

/// An offer of [`emulator`], and its application.
const OFFER: &str = "6989202908470446380";
const APPLICATION: &str = "7395015673275697419";

/// What a run printed, and how it ended.
struct Ran {
    status: i32,
    out: String,
    err: String,
}

impl Ran {
    /// The run, if it succeeded.
    #[track_caller]
    fn ok(self) -> Self {
        assert_eq!(self.status, 0, "{}{}", self.out, self.err);
        self
    }

    /// The run, if it ended with this status.
    #[track_caller]
    fn with_status(self, status: i32) -> Self {
        assert_eq!(self.status, status, "{}{}", self.out, self.err);
        self
    }

    #[track_caller]
    fn json(&self) -> Json {
        serde_json::from_str(&self.out).unwrap()
    }
}

/// The command, without anything of the environment that the test runs in.
fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_feishu"));
    command.env_clear().stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// The command with the credentials of an emulator, and its address.
fn command_for(emulator: &Emulator) -> Command {
    let mut command = command();
    command
        .env("FEISHU_APP_ID", emulator.app_id())
        .env("FEISHU_APP_SECRET", emulator.app_secret())
        .env("FEISHU_BASE_URL", emulator.base_url());
    command
}

/// Runs it. An emulator of the same test needs other threads to respond.
fn run(command: &mut Command, arguments: &[&str]) -> Ran {
    let output = command.args(arguments).output().unwrap();
    ran(&output)
}

/// Runs it with something on its standard input.
fn run_with_input(command: &mut Command, arguments: &[&str], input: &str) -> Ran {
    let mut child = command.args(arguments).stdin(Stdio::piped()).spawn().unwrap();
    // One that ends early does not read.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    ran(&child.wait_with_output().unwrap())
}

fn ran(output: &std::process::Output) -> Ran {
    Ran {
        status: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout.clone()).unwrap(),
        err: String::from_utf8(output.stderr.clone()).unwrap(),
    }
}

/// An emulator with one offer that has every field.
async fn emulator() -> Emulator {
    let emulator = Emulator::builder().lenient_references().start().await.unwrap();
    let offer = json!({
        "id": OFFER,
        "external_application_id": APPLICATION,
        "biz_create_time": "1721899352428",
        "owner": "张三",
        "offer_status": "已发送",
    });
    emulator.seed(Seed::new().object("external_offer", offer)).await.unwrap();
    emulator
}

/// An object that the emulator holds.
async fn stored(emulator: &Emulator, kind: &str, id: &str) -> Json {
    emulator.object(kind, id).await.unwrap().unwrap()
}
