//! Programs that others wrote and the tests run: the vendor's SDKs for Python and Node, validators
//! of JSON Schema, and a browser.
//!
//! `tests/vendor/setup` installs them. Where one is missing, the test that asks for it says so,
//! past the test harness, which shows nothing of a test that passes, and returns; under CI it
//! fails. `FEISHU_VENDOR_TOOLS` names the folder, which is `target/vendor` otherwise.
//!
//! ```no_run
//! use feishu_tests::tools;
//!
//! let Some(mut python) = tools::python() else { return };
//! let output = python.arg(tools::script("offers.py")).output();
//! ```
//!
//! Each judges something that we did not want to judge ourselves:
//!
//! - `lark-oapi` (Python) and `@larksuiteoapi/node-sdk` (Node), the vendor's own SDKs: the
//!   emulator.
//! - `jsonschema` (Python) and `ajv` (Node): the schemas. They share nothing with each other or
//!   with `jsonschema` for Rust.
//! - `openapi-spec-validator` and `schemathesis` (Python), `@redocly/cli` and
//!   `@stoplight/spectral-cli` (Node, the two most used linters): the OpenAPI documents, and
//!   whether the emulator does what they say.
//! - `openapi-typescript` with `openapi-fetch` and `typescript`, and `progenitor`, which is a
//!   program of its own outside the workspace and reads OpenAPI 3.0 only: what the documents are
//!   worth to other generators.
//! - `playwright-core` with Chromium, without the browsers that Playwright would download: what
//!   people see.
//! - `redis-server`: a real one, which is killed, stopped and restarted.
//! - Only in `tests/bench`, and not in CI: `@stoplight/prism-cli`, a stateless mock to compare
//!   throughput with, in the newest version that runs on Node 20, and `autocannon`, a load
//!   generator.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Python with the packages of `tests/vendor/requirements.txt`.
pub fn python() -> Option<Command> {
    python_of("venv", "Python with the vendor's SDK")
}

/// Python with the packages of `tests/vendor/judges.txt`.
pub fn python_judge() -> Option<Command> {
    python_of("judges", "Python with validators")
}

fn python_of(environment: &str, tool: &str) -> Option<Command> {
    let python = folder().join(environment).join("bin/python");
    let mut command = found(python.is_file(), tool, &python).then(|| Command::new(python))?;
    // No `__pycache__` beside the scripts.
    command.env("PYTHONDONTWRITEBYTECODE", "1");
    Some(local(command))
}

/// Node with the packages of `tests/vendor/package.json`.
///
/// They are found by `NODE_PATH`, which `require` heeds and `import` does not. A module gets them
/// so:
///
/// ```js
/// import { createRequire } from 'node:module';
/// const lark = createRequire(import.meta.url)('@larksuiteoapi/node-sdk');
/// ```
pub fn node() -> Option<Command> {
    node_with("@larksuiteoapi/node-sdk", "Node with the vendor's SDK")
}

/// Node with the same packages, of which it needs `ajv`.
pub fn node_judge() -> Option<Command> {
    node_with("ajv", "Node with ajv")
}

fn node_with(package: &str, tool: &str) -> Option<Command> {
    let modules = folder().join("node/node_modules");
    let package = modules.join(package);
    let there = package.is_dir() && on_path(&["node"]).is_some();
    let mut command = found(there, tool, &package).then(|| Command::new("node"))?;
    command.env("NODE_PATH", modules);
    Some(local(command))
}

/// A program of the packages of `tests/vendor/openapi/package.json`, which tells nobody that it
/// runs.
pub fn openapi(program: &str) -> Option<Command> {
    let script = openapi_modules().join(".bin").join(program);
    let there = script.exists() && on_path(&["node"]).is_some();
    let mut command = found(there, program, &script).then(|| Command::new("node"))?;
    command
        .arg(script)
        .env("REDOCLY_TELEMETRY", "off")
        .env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
    Some(local(command))
}

/// Where those packages are.
pub fn openapi_modules() -> PathBuf {
    folder().join("openapi/node_modules")
}

/// The program of `tests/vendor/progenitor`, as the documents have it now.
pub fn progenitor() -> Option<Command> {
    let target = folder().join("progenitor");
    let mut command =
        found(target.is_dir(), "progenitor", &target).then(|| Command::new(cargo()))?;
    command.args(["run", "--quiet", "--locked", "--offline", "--target-dir"]).arg(target);
    command.arg("--manifest-path").arg(script("progenitor/Cargo.toml"));
    Some(local(command))
}

fn cargo() -> std::ffi::OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// A Chromium, or a Chrome. Without arguments: tests have it started by `playwright-core`, from
/// Node.
pub fn chromium() -> Option<PathBuf> {
    let browser = on_path(&["chromium", "chromium-browser", "google-chrome"]);
    found(browser.is_some(), "a browser", Path::new("chromium on PATH"));
    browser
}

/// The client of the shell.
pub fn curl() -> Option<PathBuf> {
    let curl = on_path(&["curl"]);
    found(curl.is_some(), "curl", Path::new("curl on PATH"));
    curl
}

/// A script in `tests/vendor`.
pub fn script(name: &str) -> PathBuf {
    workspace().join("tests/vendor").join(name)
}

/// Says what is missing; under CI nothing may be.
fn found(there: bool, tool: &str, expected: &Path) -> bool {
    if !there {
        let expected = expected.display();
        skip::skip(&format!("{tool} is not installed ({expected}); run tests/vendor/setup"));
    }
    there
}

/// These programs talk to this machine alone: no proxy in between.
fn local(mut command: Command) -> Command {
    for variable in ["NO_PROXY", "no_proxy"] {
        command.env(variable, "127.0.0.1,localhost");
    }
    command.current_dir(workspace());
    command
}

fn on_path(names: &[&str]) -> Option<PathBuf> {
    let folders: Vec<_> = env::split_paths(&env::var_os("PATH")?).collect();
    let candidates = names.iter().flat_map(|name| folders.iter().map(move |f| f.join(name)));
    candidates.into_iter().find(|candidate| candidate.is_file())
}

/// Where `tests/vendor/setup` puts things.
fn folder() -> PathBuf {
    let named = env::var_os("FEISHU_VENDOR_TOOLS").map(PathBuf::from);
    named.unwrap_or_else(|| workspace().join("target/vendor"))
}

/// The workspace. Asked for at run time where cargo tells: a checkout may have moved since this was
/// compiled.
pub(crate) fn workspace() -> PathBuf {
    let here = env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    // The tests of a crate below `crates` use this file, too.
    let found = here.ancestors().find(|folder| folder.join("tests/vendor").is_dir());
    found.map_or_else(|| here.clone(), Path::to_owned)
}
