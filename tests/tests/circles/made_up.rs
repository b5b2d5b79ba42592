//! The reading of sources, on sources that are made up.

use std::collections::BTreeSet;

use super::graph::{Allowed, Circle, circles, new_and_stale};
use super::modules::Crate;

/// The steps of all circles in a crate of these files.
fn steps(files: &[(&str, &str)]) -> Vec<String> {
    let read = |path: &str| {
        let file = files.iter().find(|(name, _)| path == format!("src/{name}"));
        file.map(|(_, text)| (*text).to_owned())
    };
    let found = circles(&Crate::read("src/lib.rs", &read).edges());
    found.into_iter().flat_map(|circle| circle.steps).collect()
}

/// What `a` and `b` need of each other, where both are children of the root.
fn between(a: &str, b: &str) -> Vec<String> {
    steps(&[("lib.rs", "mod a; mod b;"), ("a.rs", a), ("b.rs", b)])
}

const BOTH: [&str; 2] =
    ["src/a.rs -> src/b.rs because of crate::b::B", "src/b.rs -> src/a.rs because of crate::a::A"];

#[test]
fn two_modules_that_use_each_other_are_a_circle_with_a_reason_for_each_step() {
    let found = between("use crate::b::B; pub struct A;", "use crate::a::A; pub struct B;");
    assert_eq!(found, BOTH);
}

#[test]
fn one_direction_is_no_circle() {
    assert!(between("use crate::b::B; pub struct A;", "pub struct B;").is_empty());
}

#[test]
fn a_path_in_a_body_a_type_or_a_macro_counts_like_a_use() {
    let uses = [
        "fn f() { let _ = crate::a::A; }",
        "pub struct C(Vec<crate::a::A>);",
        "fn f() { println!(\"{:?}\", [crate::a::A]); }",
        "impl From<crate::a::A> for B { fn from(_: u8) {} }",
        "mod inner { fn f() { super::super::a::A; } }",
        "use crate::a; fn f() { a::A; }",
        "use crate::{a::{self as c}}; fn f() { c::A; }",
        "fn f() { use crate::a::*; A; }",
    ];
    for text in uses {
        let found = between("use crate::b::B; pub struct A;", &format!("pub struct B; {text}"));
        assert_eq!(found.len(), 2, "{text}: {found:?}");
    }
}

#[test]
fn a_circle_through_a_reexport_is_found() {
    let found = steps(&[
        ("lib.rs", "mod a; mod b; pub use a::A;"),
        ("a.rs", "mod below; pub(crate) use below::*; pub use below::Other as A; use crate::b::B;"),
        ("a/below.rs", "use crate::b::B; pub struct Other;"),
        ("b.rs", "pub struct B(crate::A);"),
    ]);
    assert_eq!(
        found,
        [
            "src/a/below.rs -> src/b.rs because of crate::b::B",
            "src/b.rs -> src/a/below.rs because of crate::A",
        ]
    );
}

#[test]
fn super_is_resolved_from_files_folders_and_blocks() {
    let child = "use super::super::other::Other; use super::Parent;";
    for name in ["parent.rs", "parent/mod.rs"] {
        let found = steps(&[
            ("lib.rs", "mod parent; mod other;"),
            (name, "mod child; pub struct Parent;"),
            ("parent/child/mod.rs", &format!("pub struct Child; mod inner {{ {child} }}")),
            ("other.rs", "use super::parent::child::Child; pub struct Other;"),
        ]);
        assert!(found.is_empty(), "in a block, `super` is the file's own module: {found:?}");
        let found = steps(&[
            ("lib.rs", "mod parent; mod other;"),
            (name, "mod child; pub struct Parent;"),
            ("parent/child/mod.rs", &format!("pub struct Child; {child}")),
            ("other.rs", "use super::parent::child::Child; pub struct Other;"),
        ]);
        assert_eq!(found.len(), 2, "{found:?}");
    }
}

#[test]
fn a_parent_that_only_hands_its_children_on_is_in_no_circle() {
    let found = steps(&[
        ("lib.rs", "mod parent;"),
        ("parent.rs", "mod one; mod two; pub use one::One; pub use two::Two;"),
        ("parent/one.rs", "pub struct One;"),
        ("parent/two.rs", "pub struct Two(super::One);"),
    ]);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_parent_that_uses_what_it_hands_on_needs_it() {
    let found = steps(&[
        ("lib.rs", "mod parent;"),
        ("parent.rs", "mod one; pub use one::One; pub const LIMIT: u8 = 1; fn f(_: One) {}"),
        ("parent/one.rs", "pub struct One([u8; super::LIMIT]);"),
    ]);
    assert_eq!(
        found,
        [
            "src/parent.rs -> src/parent/one.rs because of One",
            "src/parent/one.rs -> src/parent.rs because of super::LIMIT",
        ]
    );
}

#[test]
fn what_only_tests_or_documentation_need_is_ignored() {
    let only = [
        "#[cfg(test)] mod tests { use crate::a::A; }",
        "#[cfg(all(test, unix))] use crate::a::A;",
        "#[cfg(doc)] use crate::a::A;",
        "impl B { #[cfg(test)] fn f(_: crate::a::A) {} }",
        "/// See [`A`](crate::a::A).\npub fn f() {}",
    ];
    for text in only {
        let found = between("use crate::b::B; pub struct A;", &format!("pub struct B; {text}"));
        assert!(found.is_empty(), "{text}: {found:?}");
    }
    for text in ["#[cfg(not(test))] use crate::a::A;", "#[cfg(any(test, unix))] use crate::a::A;"] {
        let found = between("use crate::b::B; pub struct A;", &format!("pub struct B; {text}"));
        assert_eq!(found, BOTH, "{text}");
    }
}

#[test]
fn names_of_other_crates_and_of_methods_are_not_taken_for_modules() {
    let found = steps(&[
        ("lib.rs", "mod a; mod b; pub use reqwest;"),
        ("a.rs", "use crate::b::B; pub struct A; pub fn len() {}"),
        (
            "b.rs",
            "use ::a::A; use serde::a; pub struct B; fn f() { vec![B.len()]; crate::reqwest::A; }",
        ),
    ]);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_function_and_a_module_of_one_name_are_told_apart() {
    let found = steps(&[
        ("lib.rs", "mod parent; mod b;"),
        ("parent.rs", "mod run; pub use run::run;"),
        ("parent/run.rs", "pub fn run(_: crate::b::B) {}"),
        ("b.rs", "pub struct B; fn f() { crate::parent::run(B); }"),
    ]);
    assert_eq!(found.len(), 2, "{found:?}");
}

#[test]
fn a_variable_is_not_taken_for_the_function_of_that_name() {
    let parent = |text: &str| {
        let text = format!("mod run; pub use run::run; pub struct P; {text}");
        let child = "pub fn run(_: super::P) {}";
        steps(&[("lib.rs", "mod parent;"), ("parent.rs", &text), ("parent/run.rs", child)]).len()
    };
    for variable in [
        "fn f(run: u8) -> u8 { run }",
        "impl P { fn f() { for run in 0..2 { drop([run]) } } }",
        "fn f() { let c = |run| vec![run]; }",
        "trait T { fn f(run: u8) { drop(run) } }",
    ] {
        assert_eq!(parent(variable), 0, "{variable}");
        assert_eq!(parent(&format!("{variable} fn g() {{ run(P) }}")), 2, "{variable}");
    }
}

#[test]
fn every_file_of_a_large_circle_is_in_it_and_the_shortest_way_is_shown() {
    let read = |path: &str| {
        let text = match path {
            "src/lib.rs" => "mod a; mod b; mod c; mod d;",
            "src/a.rs" => "use crate::b::B; pub struct A;",
            "src/b.rs" => "use crate::{a::A, c::C}; pub struct B;",
            "src/c.rs" => "use crate::a::A; pub struct C;",
            "src/d.rs" => "use crate::a::A;",
            _ => return None,
        };
        Some(text.to_owned())
    };
    let found = circles(&Crate::read("src/lib.rs", &read).edges());
    assert_eq!(found.len(), 1);
    assert_eq!(Vec::from_iter(&found[0].files), ["src/a.rs", "src/b.rs", "src/c.rs"]);
    assert_eq!(found[0].steps, BOTH);
}

#[test]
fn a_circle_that_has_grown_shrunk_or_gone_is_not_the_one_that_was_allowed() {
    let circle = |files: &[&str]| Circle {
        files: files.iter().map(|file| (*file).to_owned()).collect::<BTreeSet<_>>(),
        steps: Vec::new(),
    };
    let allow = |files| [Allowed { files, why: "an example" }];
    for (found, list, is_allowed) in [
        (vec![circle(&["a", "b"])], allow(&["b", "a"]), true),
        (vec![circle(&["a", "b", "c"])], allow(&["a", "b"]), false),
        (vec![circle(&["a", "b"])], allow(&["a", "b", "c"]), false),
        (vec![circle(&["a/b", "a/c"]), circle(&["a/d", "a/e"])], allow(&["a/"]), true),
        (vec![circle(&["a/b", "c"])], allow(&["a/"]), false),
    ] {
        let (new, stale) = new_and_stale(&found, &list);
        assert_eq!((new.is_empty(), stale.is_empty()), (is_allowed, is_allowed), "{found:?}");
    }
    assert_eq!(new_and_stale(&[], &allow(&["a", "b"])).1.len(), 1);
}
