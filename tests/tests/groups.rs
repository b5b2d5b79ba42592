//! Groups of resources are features: a crate compiles with any of them and without a warning, and
//! what no group that is on uses is not there.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value as Json;

#[allow(dead_code, reason = "each test file uses a part of it")]
mod support;

/// The crates of products that have groups, each with the groups.
fn grouped() -> Vec<(String, Vec<String>)> {
    let manifests =
        support::spec_files().into_iter().filter(|path| path.ends_with("/product.yaml"));
    let products = manifests.filter_map(|path| {
        let manifest = fs::read_to_string(support::root().join(path)).expect("a manifest");
        let manifest: serde_yaml_ng::Value = serde_yaml_ng::from_str(&manifest).expect("YAML");
        let text = |value: &serde_yaml_ng::Value| value.as_str().expect("a name").to_owned();
        let groups = manifest.get("groups")?.as_mapping()?.keys().map(text).collect();
        Some((text(&manifest["crate"]), groups))
    });
    products.collect()
}

/// All sets of so few groups.
fn sets(groups: &[String]) -> Vec<Vec<&str>> {
    let mut sets = vec![Vec::new()];
    for group in groups {
        let with: Vec<_> =
            sets.iter().map(|set| [set.as_slice(), &[group.as_str()]].concat()).collect();
        sets.extend(with);
    }
    sets
}

/// Checks a crate, and gives what the compiler says of it: the code and text of each message, and its line.
fn check(folder: &Path, arguments: &[&str]) -> Vec<(String, u64)> {
    let output = Command::new(std::env::var_os("CARGO").expect("set by cargo"))
        .current_dir(folder)
        // Shared with the other crates that tests make, for what they all depend on.
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("stranger"))
        .env("CARGO_TERM_COLOR", "never")
        .env("RUSTFLAGS", "")
        .args(["check", "--message-format", "json", "--no-default-features"])
        .args(arguments)
        .output()
        .expect("cargo starts");
    let (stdout, stderr) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(stdout.contains("\"build-finished\""), "{stderr}");
    let messages = stdout.lines().map(|line| serde_json::from_str::<Json>(line).expect("JSON"));
    let problems = messages.filter_map(|message| {
        let problem = &message["message"];
        let code = problem["code"]["code"].as_str()?.to_owned();
        let spans = problem["spans"].as_array().expect("spans");
        let line = spans.iter().find(|span| span["is_primary"] == true)?["line_start"].as_u64();
        Some((format!("{code}: {}", problem["message"]), line.expect("a line")))
    });
    problems.collect()
}

#[test]
fn a_crate_compiles_with_any_of_its_groups_and_without_a_warning() {
    let grouped = grouped();
    assert!(grouped.iter().any(|(krate, groups)| krate == "kitchen" && groups.len() > 2));
    for (krate, groups) in grouped {
        let mut sets = sets(&groups);
        if krate != "kitchen" {
            sets.retain(|set| set.len() < 2);
        }
        for set in sets {
            // What a program without any other feature has, and all that is generated.
            for others in ["", "full-serde,proptest,schemars"] {
                let features = format!("{},{others}", set.join(","));
                let root = support::root();
                let problems = check(&root, &["--locked", "-p", &krate, "--features", &features]);
                assert_eq!(problems, [], "{krate} with {features}");
            }
        }
    }
}

/// Lines that end with a code are errors of that code, and no other line is one.
const PROGRAM: &str = r#"
pub fn of_the_group(client: &kitchen::Client) -> usize {
    let _ = client.menu();
    let _: Option<kitchen::Menu> = None;
    kitchen::operations::ALL.len() + kitchen::contracts::ALL.len() + kitchen::schemas::ALL.len()
}
pub use kitchen::operations::MENU_LIST;
pub use kitchen::Course; // photos are of a course, and so are dishes
pub fn of_another(client: &kitchen::Client) {
    let _ = client.order(); // E0599
}
pub use kitchen::Order; // E0432
pub use kitchen::operations::ORDER_GET; // E0432
pub use kitchen::schemas::ORDER_GET_RESPONSE; // E0432
"#;

#[test]
fn a_program_that_asks_for_one_group_has_its_types_and_no_others() {
    let krate = Path::new(env!("CARGO_TARGET_TMPDIR")).join("one-group");
    fs::create_dir_all(krate.join("src")).expect("a folder");
    let root = support::root();
    let manifest = format!(
        "[package]\nname = \"one-group\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         kitchen = {{ path = {:?}, default-features = false, features = [\"menus\"] }}\n",
        root.join("tests/kitchen"),
    );
    fs::write(krate.join("Cargo.toml"), manifest).expect("written");
    fs::write(krate.join("src/lib.rs"), PROGRAM).expect("written");
    fs::copy(root.join("Cargo.lock"), krate.join("Cargo.lock")).expect("copied");
    let lines = PROGRAM.lines().zip(1_u64..);
    let expected: BTreeSet<_> = lines
        .filter_map(|(line, number)| Some((line.split_once("// E")?.1.to_owned(), number)))
        .collect();
    let found: BTreeSet<_> = check(&krate, &[])
        .into_iter()
        .filter_map(|(code, line)| Some((code.get(1..5)?.to_owned(), line)))
        .collect();
    assert_eq!(found, expected);
    assert_eq!(expected.len(), 4);
}
