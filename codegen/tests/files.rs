//! The one place that touches the disk.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::fs;

use feishu_codegen::{Change, FileSet};

fn set(files: &[(&str, &str)]) -> FileSet {
    let mut set = FileSet::owning(["out", "one.json"]);
    for (path, text) in files {
        set.insert(*path, *text).expect("the path is owned");
    }
    set
}

#[test]
fn paths_outside_the_owned_places_are_refused() {
    let mut set = FileSet::owning(["out", "one.json"]);
    for path in [
        "",
        "out",
        "elsewhere/a.rs",
        "out/../a.rs",
        "../out/a.rs",
        "/out/a.rs",
        "out//a.rs",
        "out/./a.rs",
        "outer/a.rs",
        "out/a b.rs",
        "out/a\0.rs",
        "out/名.rs",
        "one.json/x",
        "C:\\out\\a.rs",
    ] {
        let refused = set.insert(path, "").is_err();
        // An owned place may itself be the file, and what is below it is a matter for the disk.
        assert_eq!(refused, !matches!(path, "out" | "one.json/x"), "{path:?}");
    }
    assert!(set.insert("out/a/b.rs", "").is_ok());
    assert!(set.insert("one.json", "{}").is_ok());
}

#[test]
fn applying_adds_updates_and_removes_and_a_second_time_does_nothing() {
    let root = tempfile::tempdir().expect("a folder");
    let at = |path: &str| root.path().join(path);
    fs::create_dir_all(at("out/old/deep")).expect("made");
    fs::write(at("out/old/deep/gone.rs"), "stale").expect("written");
    fs::write(at("out/kept.rs"), "before").expect("written");
    fs::write(at("beside.rs"), "mine").expect("written");

    let set = set(&[("out/kept.rs", "after"), ("out/new/a.rs", "a"), ("one.json", "{}")]);
    let changes = set.compare(root.path()).expect("compared");
    assert_eq!(
        changes,
        [
            Change::Add { path: "one.json".into(), new: "{}".into() },
            Change::Update {
                path: "out/kept.rs".into(),
                old: "before".into(),
                new: "after".into()
            },
            Change::Add { path: "out/new/a.rs".into(), new: "a".into() },
            Change::Remove { path: "out/old/deep/gone.rs".into() },
        ]
    );
    assert_eq!(
        fs::read_to_string(at("out/kept.rs")).expect("read"),
        "before",
        "comparing writes nothing"
    );

    assert_eq!(set.apply(root.path()).expect("applied"), changes);
    assert_eq!(fs::read_to_string(at("out/kept.rs")).expect("read"), "after");
    assert_eq!(fs::read_to_string(at("out/new/a.rs")).expect("read"), "a");
    assert!(!at("out/old").exists(), "folders that became empty go too");
    assert_eq!(
        fs::read_to_string(at("beside.rs")).expect("read"),
        "mine",
        "nothing outside is touched"
    );
    assert_eq!(set.apply(root.path()).expect("applied"), []);
    let left: Vec<_> = fs::read_dir(at("out"))
        .expect("listed")
        .map(|entry| entry.expect("read").file_name())
        .collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().ends_with(".tmp")), "{left:?}");
}

#[test]
fn a_file_of_two_places_one_inside_the_other_is_removed_once() {
    let root = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(root.path().join("out/deep")).expect("made");
    fs::write(root.path().join("out/deep/gone.rs"), "stale").expect("written");
    let set = FileSet::owning(["out", "out/deep"]);
    let removed = set.apply(root.path()).expect("applied");
    assert_eq!(removed, [Change::Remove { path: "out/deep/gone.rs".into() }]);
}

/// Whoever has the old file open, or a name of its own for it, keeps it whole: a new one takes its name in one step.
#[cfg(unix)]
#[test]
fn a_file_is_replaced_and_never_written_into() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let root = tempfile::tempdir().expect("a folder");
    let at = |path: &str| root.path().join(path);
    fs::create_dir_all(at("out")).expect("made");
    fs::write(at("out/a.rs"), "before").expect("written");
    fs::set_permissions(at("out/a.rs"), fs::Permissions::from_mode(0o640)).expect("set");
    fs::hard_link(at("out/a.rs"), at("kept")).expect("linked");

    set(&[("out/a.rs", "after"), ("out/b.rs", "new")]).apply(root.path()).expect("applied");
    assert_eq!(fs::read_to_string(at("out/a.rs")).expect("read"), "after");
    assert_eq!(fs::read_to_string(at("kept")).expect("read"), "before");
    let rights = |path: &str| fs::metadata(at(path)).expect("there").mode() & 0o777;
    assert_eq!(rights("out/a.rs"), 0o640, "the rights stay");
    fs::write(at("like-any-other"), "").expect("written");
    assert_eq!(rights("out/b.rs"), rights("like-any-other"));
}

/// The names that files are written under first cannot be guessed, and what stands there is not opened.
#[cfg(unix)]
#[test]
fn a_link_that_was_laid_beforehand_is_not_written_through() {
    let root = tempfile::tempdir().expect("a folder");
    let at = |path: &str| root.path().join(path);
    fs::create_dir_all(at("out")).expect("made");
    fs::write(at("precious"), "mine").expect("written");
    for name in [format!(".a.rs.{}.tmp", std::process::id()), ".a.rs.tmp".to_owned()] {
        std::os::unix::fs::symlink(at("precious"), at("out").join(name)).expect("linked");
    }
    // The links themselves are in the way: nothing is removed behind them, either.
    let error = set(&[("out/a.rs", "a")]).apply(root.path()).expect_err("refused");
    assert!(error.to_string().contains("symbolic link"), "{error}");
    assert_eq!(fs::read_to_string(at("precious")).expect("read"), "mine");
    assert!(!at("out/a.rs").exists());
}

#[test]
fn names_that_windows_cannot_check_out_are_refused() {
    let mut set = FileSet::owning(["out"]);
    for path in ["out/aux", "out/CON.rs", "out/nul/a.rs", "out/com1.json", "out/a."] {
        assert!(set.insert(path, "").is_err(), "{path}");
    }
    assert!(set.insert("out/console.rs", "").is_ok());
}

#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_an_owned_folder_is_not_followed() {
    let root = tempfile::tempdir().expect("a folder");
    let elsewhere = tempfile::tempdir().expect("a folder");
    fs::write(elsewhere.path().join("precious.rs"), "mine").expect("written");
    std::os::unix::fs::symlink(elsewhere.path(), root.path().join("out")).expect("linked");

    let error = set(&[("out/a.rs", "a")]).apply(root.path()).expect_err("refused");
    assert!(error.to_string().contains("symbolic link"), "{error}");
    assert_eq!(fs::read_to_string(elsewhere.path().join("precious.rs")).expect("read"), "mine");
    assert!(!elsewhere.path().join("a.rs").exists());
}
