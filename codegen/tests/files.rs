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
    let error = set.insert("elsewhere/a.rs", "").expect_err("refused").to_string();
    assert_eq!(error, "`elsewhere/a.rs` is outside the folders that the generator owns");
}

#[test]
fn the_root_stays_when_nothing_is_left_in_it() {
    let root = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(root.path().join("out/deep")).expect("made");
    fs::write(root.path().join("out/deep/gone.rs"), "stale").expect("written");
    let changes = set(&[]).apply(root.path()).expect("applied");
    assert_eq!(changes, [Change::Remove { path: "out/deep/gone.rs".into() }]);
    assert!(root.path().is_dir() && !root.path().join("out").exists());
}

/// Only what is not there counts as absent: the rest is for a person to look at.
#[test]
fn what_cannot_be_read_is_an_error() {
    let root = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(root.path().join("out/a.rs")).expect("made");
    let error = set(&[("out/a.rs", "a")]).compare(root.path()).expect_err("a folder is no file");
    assert!(error.to_string().contains("out/a.rs cannot be read: "), "{error}");
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

#[test]
fn a_path_that_is_refused_is_named_with_the_reason() {
    let error = FileSet::owning(["out"]).insert("elsewhere/a.rs", "").expect_err("refused");
    assert_eq!(
        error.to_string(),
        "`elsewhere/a.rs` is outside the folders that the generator owns"
    );
}

#[test]
fn a_set_holds_what_was_put_in_and_what_another_one_owns_and_holds() {
    let mut all = set(&[("out/a.rs", "a"), ("one.json", "{}")]);
    let mut other = FileSet::owning(["more"]);
    other.insert("more/b.rs", "b").expect("owned");
    all.extend(other);
    all.insert("more/c.rs", "c").expect("owned as well");
    let held: Vec<_> = all.iter().collect();
    assert_eq!(
        held,
        [("more/b.rs", "b"), ("more/c.rs", "c"), ("one.json", "{}"), ("out/a.rs", "a")]
    );
    assert_eq!([all.get("more/b.rs"), all.get("more/d.rs"), all.get("")], [Some("b"), None, None]);

    let root = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(root.path().join("more")).expect("made");
    fs::write(root.path().join("more/stale.rs"), "").expect("written");
    let changes = all.apply(root.path()).expect("applied");
    let paths: Vec<_> = changes.iter().map(Change::path).collect();
    assert_eq!(paths, ["more/b.rs", "more/c.rs", "more/stale.rs", "one.json", "out/a.rs"]);
}

/// The checkout stays, and what is above it, though the generator owned all that was in it.
#[test]
fn no_folder_is_removed_but_those_below_the_root() {
    let above = tempfile::tempdir().expect("a folder");
    let root = above.path().join("root");
    fs::create_dir_all(root.join("out/deep")).expect("made");
    fs::write(root.join("out/deep/stale.rs"), "").expect("written");
    let changes = FileSet::owning(["out"]).apply(&root).expect("applied");
    assert_eq!(changes, [Change::Remove { path: "out/deep/stale.rs".into() }]);
    assert!(root.is_dir() && !root.join("out").exists());
}

#[test]
fn what_cannot_be_read_or_written_is_named_with_its_place() {
    let root = tempfile::tempdir().expect("a folder");
    let at = |path: &str| root.path().join(path);
    // A folder where a file is to be.
    fs::create_dir_all(at("out/a.rs/inner")).expect("made");
    let error = set(&[("out/a.rs", "a")]).compare(root.path()).expect_err("not read");
    let expected = format!("{} cannot be read: ", at("out/a.rs").display());
    assert!(error.to_string().starts_with(&expected), "{error}");
    // A file where a folder is to be.
    fs::create_dir_all(at("other")).expect("made");
    fs::write(at("other/b"), "").expect("written");
    let mut below = FileSet::owning(["other/b/c"]);
    below.insert("other/b/c/d.rs", "d").expect("owned");
    let error = below.apply(root.path()).expect_err("not written");
    assert!(error.to_string().contains(&at("other/b").display().to_string()), "{error}");
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
    // Others beside the rights to read and write do not come along.
    fs::set_permissions(at("out/a.rs"), fs::Permissions::from_mode(0o1640)).expect("set");
    fs::hard_link(at("out/a.rs"), at("kept")).expect("linked");

    set(&[("out/a.rs", "after"), ("out/b.rs", "new")]).apply(root.path()).expect("applied");
    assert_eq!(fs::read_to_string(at("out/a.rs")).expect("read"), "after");
    assert_eq!(fs::read_to_string(at("kept")).expect("read"), "before");
    let rights = |path: &str| fs::metadata(at(path)).expect("there").mode() & 0o7777;
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

#[cfg(unix)]
#[test]
fn a_link_anywhere_on_the_way_is_followed_neither_to_write_nor_to_remove() {
    let elsewhere = tempfile::tempdir().expect("a folder");
    let precious = elsewhere.path().join("precious.rs");
    // The owned place is two folders deep, and files lie two folders below it.
    for link in ["a", "a/b", "a/b/c", "a/b/c/d"] {
        let root = tempfile::tempdir().expect("a folder");
        let link = root.path().join(link);
        for behind in ["precious.rs", "a/b/c/d.rs", "b/c/d.rs", "c/d.rs", "d.rs"] {
            let path = elsewhere.path().join(behind);
            fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            fs::write(path, "mine").expect("written");
        }
        fs::create_dir_all(link.parent().expect("a folder")).expect("made");
        std::os::unix::fs::symlink(elsewhere.path(), &link).expect("linked");
        let mut set = FileSet::owning(["a/b"]);
        set.insert("a/b/c/d/e.rs", "ours").expect("owned");
        for error in [set.compare(root.path()).map(drop), set.apply(root.path()).map(drop)] {
            let error = error.expect_err("refused").to_string();
            assert!(
                error.contains("symbolic link") && error.contains(&link.display().to_string()),
                "{error}"
            );
        }
        // One that owns nothing behind the link but what is to be removed.
        let error = FileSet::owning(["a/b"]).apply(root.path()).expect_err("refused");
        assert!(error.to_string().contains("symbolic link"), "{error}");
        assert_eq!(fs::read_to_string(&precious).expect("read"), "mine");
        assert!(!elsewhere.path().join("c/d/e.rs").exists());
        assert!(elsewhere.path().join("b/c/d.rs").exists(), "nothing is removed behind it");
    }
}
