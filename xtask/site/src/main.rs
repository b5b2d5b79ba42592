//! `feishu-site DIR`: builds `DIR/html` from the Markdown in `DIR/src`. `cargo xtask docs` writes
//! the Markdown and runs this.

use std::env;
use std::io;
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(root) = env::args_os().nth(1) else {
        eprintln!("error: which folder? `cargo xtask docs` names one");
        return ExitCode::from(2);
    };
    match run(Path::new(&root)) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Builds the site, and prints the faults and their number.
fn run(root: &Path) -> io::Result<usize> {
    let html = feishu_site::build(root)?;
    let checked = feishu_site::check(&html)?;
    for fault in &checked.faults {
        eprintln!("{fault}");
    }
    let (pages, links) = (checked.pages, checked.links);
    println!("{pages} pages, {links} links, {} faults", checked.faults.len());
    println!("{}", html.join("index.html").display());
    Ok(checked.faults.len())
}
