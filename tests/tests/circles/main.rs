//! Modules of a crate depend on each other in one direction: files that need each other can only be read, tested and
//! changed together. Between crates the compiler sees to it, within one only this test does.
//!
//! `modules.rs` says what counts as a need. What only tests or documentation need does not.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

mod graph;
mod made_up;
mod modules;
mod reader;
#[allow(dead_code, reason = "other tests need the rest")]
#[path = "../support/mod.rs"]
mod support;

use std::fs;
use std::sync::LazyLock;

use graph::{Allowed, circles, new_and_stale};
use modules::Crate;
use support::{files_below, root};

/// Circles that are better left.
const ALLOWED: &[Allowed] = &[
    Allowed {
        files: &["crates/feishu-core/src/builder.rs", "crates/feishu-core/src/client.rs"],
        why: "callers look for a builder at `Client::builder`, and a builder makes a client",
    },
    Allowed {
        files: &["crates/feishu-core/src/redis/builder.rs", "crates/feishu-core/src/redis/mod.rs"],
        why: "callers look for a builder at `RedisShare::builder`, and a builder makes a share",
    },
    Allowed {
        files: &[
            "crates/feishu-emulator/src/emulator.rs",
            "crates/feishu-emulator/src/emulator/builder.rs",
        ],
        why: "callers look for a builder at `Emulator::builder`, and a builder makes an emulator",
    },
    Allowed {
        files: &[
            "crates/feishu-core/src/token/exchange.rs",
            "crates/feishu-core/src/token/fetch.rs",
            "crates/feishu-core/src/token/provider.rs",
            "crates/feishu-core/src/token/tokens.rs",
        ],
        why: "a fetch can need another: a provider is given an exchange, which gets the app's own token from the \
              tokens, which ask the provider",
    },
];

/// Every library and program that a person wrote.
static CRATES: LazyLock<Vec<Crate>> = LazyLock::new(|| {
    let files = ["codegen", "crates", "tests", "xtask"].into_iter().flat_map(files_below);
    let roots = files.filter(|path| {
        let is_root = path.ends_with("/src/lib.rs") || path.ends_with("/src/main.rs");
        let is_generated = path.starts_with("crates/sdk/") || path.starts_with("tests/kitchen/");
        is_root && !is_generated
    });
    roots.map(|path| Crate::read(&path, &read)).collect()
});

fn is_generated(path: &str) -> bool {
    path.contains("/generated/") || path.ends_with("/generated.rs")
}

/// What a person wrote in a file, if it is there.
fn read(path: &str) -> Option<String> {
    if is_generated(path) { None } else { fs::read_to_string(root().join(path)).ok() }
}

#[test]
fn modules_of_a_crate_depend_on_each_other_in_one_direction() {
    let (mut files, mut needs) = (0, 0);
    let mut found = Vec::new();
    for krate in CRATES.iter() {
        let edges = krate.edges();
        files += krate.files.len();
        needs += edges.values().map(|needs| needs.len()).sum::<usize>();
        found.extend(circles(&edges));
    }
    println!("{} crates, {files} files, {needs} needs, {} circles", CRATES.len(), found.len());
    assert!(files > 400 && needs > 1400, "{files} files, {needs} needs");

    let (new, stale) = new_and_stale(&found, ALLOWED);
    let new: Vec<_> = new.into_iter().map(ToString::to_string).collect();
    assert!(
        new.is_empty(),
        "these files need each other; move what both need into a file below them, or say in `ALLOWED` why not:\n{}",
        new.join("\n")
    );
    assert!(stale.is_empty(), "these are no circles, so strike them off the list: {stale:#?}");
}

/// The test of the test: nothing is wrong with a file that is not read.
#[test]
fn every_module_that_is_declared_is_read_unless_it_is_generated() {
    for krate in CRATES.iter() {
        let unread = krate.modules.iter().flat_map(|module| module.unread.values());
        let unread: Vec<_> = unread.filter(|path| !is_generated(path)).collect();
        assert!(unread.is_empty(), "{unread:#?}");
    }
}
