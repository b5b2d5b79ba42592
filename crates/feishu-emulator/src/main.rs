//! `feishu-emulator`: the emulator from a shell.

mod cli;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use feishu_emulator::Emulator;

use crate::cli::Cli;

#[tokio::main]
async fn main() -> ExitCode {
    match run(&Cli::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: &Cli) -> Result<(), Box<dyn std::error::Error>> {
    // Before the first line, so that its reader may send a signal at once.
    let stop = stop_signal()?;
    let emulator = cli.builder()?.start().await?;
    for warning in emulator.warnings() {
        // The reader may have closed the pipe, which is no reason to stop.
        let _ = writeln!(io::stderr().lock(), "warning: {warning}");
    }
    announce(&emulator, cli.json)?;
    stop.await;
    emulator.shutdown().await;
    Ok(())
}

fn announce(emulator: &Emulator, json: bool) -> io::Result<()> {
    let (url, app_id) = (emulator.base_url(), emulator.app_id());
    let address = emulator.local_addr();
    let everywhere = match address.ip().is_unspecified() {
        true => format!("and on every other address of this machine ({address})\n"),
        false => String::new(),
    };
    let text = if json {
        format!("{}\n", serde_json::json!({ "address": url, "app_id": app_id }))
    } else {
        format!(
            "feishu-emulator listening on {url}\n{everywhere}app id {app_id}; stop with Ctrl-C\n"
        )
    };
    // In one write: a reader of only the first line may close the pipe after it.
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Ctrl-C, and on Unix the signal that process managers send.
#[cfg(unix)]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Ctrl-C.
#[cfg(not(unix))]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Without a way to hear of Ctrl-C the process is ended by it, which is what was asked.
        let _ = tokio::signal::ctrl_c().await;
    })
}
