//! The reference site in a real browser: `tests/vendor/site.mjs` looks at it, here it is built.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

#[allow(dead_code, reason = "other tests need the rest")]
mod support;

use std::fs;
use std::path::Path;

use feishu_codegen::{Sources, reference};
use feishu_tests::tools;
use support::{files_below, text};

#[test]
fn the_site_is_read_in_light_in_dark_and_on_a_phone_and_asks_nobody_anything() {
    let (Some(mut node), Some(chromium)) = (tools::node(), tools::chromium()) else { return };
    let mut sources = Sources::new();
    for path in files_below("spec").into_iter().filter(|path| path.ends_with(".yaml")) {
        sources.add(&path, text(&path));
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("site");
    fs::create_dir_all(&folder).expect("a folder");
    let (pages, _) = reference(&sources, None);
    pages.apply(&folder).expect("written");
    let html = feishu_site::build(&folder).expect("built");
    // Screenshots are for people, beside the site.
    let output = node
        .arg(tools::script("site.mjs"))
        .args([&html, &folder.join("screenshots")])
        .env("FEISHU_CHROMIUM", chromium)
        .output()
        .expect("node starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
