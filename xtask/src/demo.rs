//! `demo`: the whole data flow, from the specs to an updated offer.

use std::io::{self, Write};
use std::process::Command;

use crate::generate::generate;
use crate::out;
use crate::report::Status;
use crate::workspace::Workspace;

/// Generates, then runs the example that calls the emulator through the client. The example is a
/// separate program, because it is compiled with the client that `generate` has just written.
pub(crate) fn demo(workspace: &Workspace) -> io::Result<Status> {
    let _ = writeln!(out::stdout(), "== generate ==");
    let status = generate(workspace, false)?;
    if status != Status::Fine {
        return Ok(status);
    }
    let _ = writeln!(out::stdout(), "\n== call the emulator through the generated client ==");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .current_dir(workspace.root())
        .args(["run", "--quiet", "--package", "feishu-tests", "--example", "update_offer"])
        .status()
        .map_err(|error| {
            io::Error::new(error.kind(), format!("cargo could not be started: {error}"))
        })?;
    Ok(if status.success() { Status::Fine } else { Status::CouldNotRun })
}
