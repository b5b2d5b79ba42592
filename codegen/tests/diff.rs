//! What `diff` says of two sets of specs.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

#[path = "verdicts/base.rs"]
mod base;
#[path = "verdicts/cases.rs"]
#[allow(dead_code, reason = "the code of the cases is compiled elsewhere")]
mod cases;
#[path = "diff/facts.rs"]
mod facts;
#[path = "diff/names.rs"]
mod names;
#[path = "diff/renames.rs"]
mod renames;
#[path = "diff/types.rs"]
mod types;
use base::{between, files, sources};
use cases::{CASES, MORE};
use feishu_codegen::diff::{Bump, Format, PageState, accept, diff};
use feishu_codegen::{Sources, has_errors};

#[test]
fn a_diff_reads_well_in_each_format() {
    let edits = [
        (1, "      huge: { value: 3 }\n", ""),
        (1, "      legs: { type: i32 }\n", "      legs: { type: i64 }\n"),
        (2, "items: 1..3", "items: 1..5"),
        (2, "    nickName: { type: string }\n", "    tail: { type: bool, required: true }\n"),
        (2, "mood: { type: Mood }", "mood: { type: Mood, required: true }"),
        (2, "pattern: \"^[a-z]+$\"", "pattern: \"^(a|<b>)$\""),
        (2, "example: abc", "example: a"),
        (2, "rate_limit: 10/s", "rate_limit: 5/s"),
        (2, "scopes: { any_of: [\"zoo:pet\", \"zoo:all\"] }", "scopes: { any_of: [\"zoo:pet\"] }"),
        (2, SAMPLE, ""),
        (5, "photos/:size", "pictures/:size"),
    ];
    let mut edited = files();
    for (file, from, to) in edits {
        assert_eq!(edited[file].1.matches(from).count(), 1, "{from}");
        edited[file].1 = edited[file].1.replace(from, to);
    }
    edited[0].1 += "# Nothing said.\n";
    let mut found = between(&sources(&files()), &sources(&edited));
    let list = "accept:\n  - { id: scope-removed, place: zoo.v1.pet.replace#/scopes, why: Nobody had it. }\n";
    accept(&mut found, "accepted.yaml", list).expect("the entry matches");
    let bump = Bump { current: "0.4.2".to_owned(), next: "0.5.0".to_owned() };
    for (name, format) in
        [("text", Format::Text), ("json", Format::Json), ("markdown", Format::Markdown)]
    {
        insta::assert_snapshot!(format!("diff_as_{name}"), found.render(format, Some(&bump)));
    }
}

#[test]
fn nothing_is_the_difference_of_a_thing_and_itself() {
    let old = sources(&files());
    assert_eq!(between(&old, &old).changes, []);
    for case in CASES {
        let same = sources(&case.files());
        assert_eq!(between(&same, &same).changes, [], "{}", case.id);
        // The order of the files does not show.
        let mut backward = case.files();
        backward.reverse();
        assert_eq!(between(&same, &sources(&backward)).changes, [], "{}", case.id);
    }
}

#[test]
fn specs_with_errors_are_told_by_their_side() {
    let good = sources(&files());
    let mut broken = files();
    broken[2].1 = broken[2].1.replace("type: i32", "type: i33");
    let broken = sources(&broken);
    let invalid = diff(&broken, &good).expect_err("the old ones have an error");
    assert!(has_errors(&invalid.old) && invalid.new.is_empty());
    let invalid = diff(&good, &broken).expect_err("the new ones have an error");
    assert!(invalid.old.is_empty() && has_errors(&invalid.new));
}

#[test]
fn an_accepted_change_is_marked_and_an_entry_that_matches_nothing_is_an_error() {
    let mut edited = files();
    edited[2].1 = edited[2].1.replace("items: 1..3", "items: 1..2");
    let (old, new) = (sources(&files()), sources(&edited));
    let list = "accept:\n  - id: request-max-items-lowered\n    place: zoo.v1.pet.replace#/request/body/tags\n    why: Nobody has three.\n";
    let mut found = between(&old, &new);
    accept(&mut found, "accepted.yaml", list).expect("the entry matches");
    assert_eq!(found.changes[0].accepted.as_deref(), Some("Nobody has three."));
    assert!(found.render(Format::Text, None).contains("accepted: Nobody has three."));

    let marked = list.replace("Nobody has three.", "\"a | b\\n<img>\"");
    let mut found = between(&old, &new);
    accept(&mut found, "accepted.yaml", &marked).expect("the entry matches");
    let table = found.render(Format::Markdown, None);
    let row = table.lines().find(|line| line.contains("Accepted: ")).expect("a row");
    assert!(row.ends_with('|') && row.contains("a \\| b"), "{row}");
    assert!(!row.contains("<img>"), "{row}");

    // One entry takes all changes of its class at its place.
    let mut edited = files();
    let scopes = "scopes: { any_of: [\"zoo:pet\", \"zoo:all\"] }";
    assert!(edited[2].1.contains(scopes));
    let more = scopes.replace("\"zoo:all\"", "\"zoo:all\", \"zoo:new\", \"zoo:newer\"");
    edited[2].1 = edited[2].1.replace(scopes, &more);
    let mut found = between(&sources(&edited), &sources(&files()));
    assert_eq!(found.changes.len(), 2, "{:#?}", found.changes);
    let place = found.changes[0].place.to_string();
    assert_eq!(found.changes[1].place.to_string(), place);
    let (id, other) = (found.changes[0].id.clone(), found.changes[1].id.clone());
    assert_eq!(id, other);
    let both = format!("accept:\n  - {{ id: {id}, place: {place}, why: Nobody has them. }}\n");
    accept(&mut found, "accepted.yaml", &both).expect("the entry matches");
    assert!(found.changes.iter().all(|change| change.accepted.is_some()), "{:#?}", found.changes);

    let stale = [
        (list.replace("lowered", "raised"), "there is no change `request-max-items-raised`"),
        (list.replace("/tags", "/toys"), "#/request/body/toys"),
        (list.replace("why:", "because:"), "missing key `why`"),
        ("accept: 7\n".to_owned(), "accept"),
        ("accept: [\n".to_owned(), ""),
        (String::new(), ""),
    ];
    for (list, expected) in stale {
        let bad = accept(&mut between(&old, &new), "accepted.yaml", &list).expect_err(&list);
        let texts: Vec<_> =
            bad.problems.iter().map(|problem| problem.render(&bad.list, false)).collect();
        assert!(texts.iter().any(|text| text.contains(expected)), "{list}\n{}", texts.join("\n"));
    }
}

/// Types of one name in both are as little the same as their calls are.
#[test]
fn a_product_that_goes_while_an_unrelated_one_comes_is_not_that_one() {
    let other = |text: &str| {
        let text = text.replace("zoo", "ark").replace("legs: { type: i32 }", "legs: { type: i64 }");
        text.replace("/open-apis/ark/", "/open-apis/ark/another/")
    };
    let mut edited = files();
    for (path, text) in edited.iter_mut().filter(|(path, _)| !path.ends_with("platform.yaml")) {
        (*path, *text) = (path.replace("zoo", "ark"), other(text));
    }
    let found = between(&sources(&files()), &sources(&edited));
    let ids: Vec<_> = found.changes.iter().map(|change| change.id.as_str()).collect();
    for id in &ids {
        assert!(id.ends_with("-added") || id.ends_with("-removed"), "{ids:?}");
    }
    let count = |id: &str| ids.iter().filter(|found| **found == id).count();
    assert!(count("type-removed") > 1, "{ids:?}");
    assert_eq!(count("type-removed"), count("type-added"), "{ids:?}");
    assert_eq!(count("operation-removed"), count("operation-added"), "{ids:?}");
}

/// It is what `--fail-on` looks at.
#[test]
fn no_change_is_better_as_a_whole_than_in_one_direction() {
    let old = sources(&files());
    let mut of_both = 0;
    for case in CASES.iter().chain(MORE) {
        for found in
            [between(&old, &sources(&case.files())), between(&sources(&case.files()), &old)]
        {
            for change in &found.changes {
                let worst = change.request.max(change.response);
                assert!(worst.is_none_or(|worst| worst == change.wire), "{change:#?}");
                assert!(found.wire() >= Some(change.wire), "{}", case.id);
                of_both += usize::from(change.request.is_some() && change.response.is_some());
            }
        }
    }
    assert!(of_both >= 5, "{of_both}");
}

#[test]
fn the_hash_in_the_specs_tells_whether_the_page_changed_or_only_the_spec() {
    let with = |hash: Option<char>, items: &str| {
        let hash = hash.map(|c| format!("page_hash: {}\n", c.to_string().repeat(64)));
        let mut files = files();
        let text = files[2].1.replace("\nhttp:", &format!("\n{}http:", hash.unwrap_or_default()));
        files[2].1 = text.replace("items: 1..3", items);
        sources(&files)
    };
    let (was, is) = ("items: 1..3", "items: 1..2");
    let cases = [
        (Some('a'), Some('b'), PageState::Changed, "zoo.v1.pet.replace (page changed)\n"),
        (Some('a'), Some('a'), PageState::Same, "zoo.v1.pet.replace (spec edited)\n"),
        (None, Some('a'), PageState::Unknown, "zoo.v1.pet.replace\n"),
        (None, None, PageState::Unknown, "zoo.v1.pet.replace\n"),
    ];
    for (old, new, state, heading) in cases {
        let found = between(&with(old, was), &with(new, is));
        assert_eq!(found.pages, [("zoo.v1.pet.replace".to_owned(), state)]);
        assert!(found.render(Format::Text, None).starts_with(heading), "{state:?}");
        assert_eq!(found.changes.iter().any(|change| change.id == "page-changed"), old != new);
    }
}

#[test]
fn the_calls_that_a_change_touches_are_named_or_counted_and_none_is_left_out() {
    let old = files();
    let get = old.iter().find(|(path, _)| path.ends_with("pet/get.yaml"));
    let (_, get) = get.expect("a file").clone();
    let mut counted = 0;
    for more in 0..6 {
        // Each answers with the pet, as two calls of the base do.
        let mut old = old.clone();
        for letter in ('a'..).take(more) {
            let text = get.replace("pet.get", &format!("pet.get_{letter}"));
            let text = text.replace("/pets/", &format!("/{letter}_pets/"));
            old.push((format!("spec/zoo/v1/pet/get_{letter}.yaml"), text));
        }
        let mut new = old.clone();
        new[1].1 = new[1].1.replace("      legs: { type: i32 }\n", "");
        let found = between(&sources(&old), &sources(&new));
        let [change] = found.changes.as_slice() else { panic!("{:#?}", found.changes) };
        assert_eq!(change.touches.len(), more + 2);
        for format in [Format::Text, Format::Markdown] {
            let text = found.render(format, None);
            let named = text.matches("(response)").count();
            let left = (0..10).find(|left| text.contains(&format!(" and {left} more")));
            assert_ne!(left, Some(0), "{text}");
            assert_eq!(named + left.unwrap_or_default(), change.touches.len(), "{text}");
            counted += usize::from(left.is_some());
        }
    }
    assert!(counted > 0, "all were named, so nothing was counted");
}

const SAMPLE: &str = "  example: { owner_id: \"8\", legs: 4, name: 小白 }\n";

fn without_sample() -> Sources {
    let mut files = files();
    files[2].1 = files[2].1.replace(SAMPLE, "");
    sources(&files)
}
