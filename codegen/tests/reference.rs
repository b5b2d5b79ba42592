//! The reference of a small spec, page by page.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use feishu_codegen::{Release, Sources, Target, generate, reference};
use serde_json::{Value as Json, json};

const OPERATION: &str = "spec/zoo/v1/pet/replace.yaml";

fn fixture() -> Vec<(&'static str, String)> {
    vec![
        ("spec/platform.yaml", include_str!("fixture/platform.yaml").to_owned()),
        ("spec/zoo/v1/types.yaml", include_str!("fixture/types.yaml").to_owned()),
        (OPERATION, include_str!("fixture/replace.yaml").to_owned()),
        ("spec/zoo/v1/pet/list.yaml", include_str!("fixture/list.yaml").to_owned()),
        ("spec/zoo/v1/token/issue.yaml", include_str!("fixture/issue.yaml").to_owned()),
    ]
}

fn sources(files: &[(&str, String)]) -> Sources {
    let mut sources = Sources::new();
    for (path, text) in files {
        sources.add(*path, text.clone());
    }
    sources
}

#[test]
fn each_kind_of_page_says_what_the_spec_says() {
    let (pages, problems) = reference(&sources(&fixture()), None);
    assert!(problems.is_empty(), "{problems:?}");
    insta::with_settings!({ snapshot_path => "snapshots/reference", prepend_module_to_snapshot => false }, {
        for (path, page) in pages.iter() {
            let name = path.trim_start_matches("src/").trim_end_matches(".md").replace('/', "-");
            insta::assert_snapshot!(name, page);
        }
    });
}

#[test]
fn the_order_of_files_does_not_show() {
    let mut turned = fixture();
    turned.reverse();
    assert_eq!(reference(&sources(&turned), None).0, reference(&sources(&fixture()), None).0);
}

#[test]
fn what_changed_names_its_page_and_what_is_gone_has_none() {
    let old = sources(&fixture());
    let without: Vec<_> =
        fixture().into_iter().filter(|(path, _)| !path.ends_with("list.yaml")).collect();
    let list = |old: &Sources, new: &Sources| {
        let old = Release::read("v1.0.0", old).expect("no errors");
        let (pages, problems) = reference(new, Some(&old));
        pages.get("src/changes.md").unwrap_or_else(|| panic!("{problems:?}")).to_owned()
    };
    let page = list(&old, &sources(&without));
    assert!(page.starts_with("# What changed\n\nSince <code>v1\\.0\\.0</code>: "), "{page}");
    assert!(page.contains("**breaking**") && page.contains(r"## zoo\.v1\.pet\.list"), "{page}");
    assert!(!page.contains("zoo.v1.pet.list.md"), "{page}");
    // The other way round it is new, and has a page.
    let page = list(&sources(&without), &old);
    assert!(page.contains("(operations/zoo.v1.pet.list.md)"), "{page}");
    let page = list(&old, &old);
    assert!(
        page.ends_with("The specs have not changed since <code>v1\\.0\\.0</code>.\n"),
        "{page}"
    );
}

#[test]
fn specs_with_errors_have_no_pages() {
    let mut files = fixture();
    files.push(("spec/zoo/v1/pet/sell.yaml", "operation: zoo.v1.pet.sell\n".to_owned()));
    let (pages, problems) = reference(&sources(&files), None);
    assert!(pages.iter().next().is_none() && !problems.is_empty());
}

/// The fixture after edits, each of which has one place in the file of this name.
fn edited(edits: &[(&str, &str, &str)]) -> Vec<(&'static str, String)> {
    let mut files = fixture();
    for (file, from, to) in edits {
        let found = files.iter_mut().find(|(path, _)| path.ends_with(file));
        let (_, text) = found.unwrap_or_else(|| panic!("no {file}"));
        assert_eq!(text.matches(from).count(), 1, "{from}");
        *text = text.replace(from, to);
    }
    files
}

/// The page of the call that lists pets, after edits.
fn list(edits: &[(&str, &str, &str)]) -> String {
    let (pages, problems) = reference(&sources(&edited(edits)), None);
    let page = pages.get("src/operations/zoo.v1.pet.list.md");
    page.unwrap_or_else(|| panic!("{problems:?}")).to_owned()
}

/// What stands in the examples for a shell under a heading.
fn example<'a>(page: &'a str, heading: &str) -> &'a str {
    let (_, rest) = page.split_once(&format!("### {heading}\n\n```sh\n")).expect("an example");
    rest.split_once("\n```").expect("an end").0
}

#[test]
fn an_example_sends_what_is_required_and_what_has_a_sample() {
    let query = "    page_size: { type: i32 }\n";
    let page = list(&[
        (
            "list.yaml",
            query,
            "    page_size: { type: i32 }\n    view: { type: string, required: true }\n    sort: { type: string, example: age }\n    both: { type: string, required: true, example: yes it is }\n",
        ),
        (
            "list.yaml",
            "    pet_ids: { type: \"[PetId]\" }\n",
            "    pet_ids: { type: \"[PetId]\" }\n    name: { type: string, required: true }\n    legs: { type: i32, example: 4 }\n    tail: { type: bool, required: true, example: true }\n",
        ),
    ]);
    let curl = example(&page, "curl");
    assert!(curl.contains("/pets/list?view=text&sort=age&both=yes%20it%20is'"), "{curl}");
    let (_, body) = curl.split_once("-d '").expect("a body");
    let body: Json = serde_json::from_str(body.trim_end_matches('\'')).expect("JSON");
    assert_eq!(body, json!({ "name": "text", "legs": 4, "tail": true }));
}

#[test]
fn where_the_page_has_no_sample_a_value_of_the_type_is_made_up() {
    let field = |name: &str, rest: &str| format!("    {name}: {{ required: true, {rest} }}\n");
    let fields: String = [
        field("count", "type: i32, range: 3..5"),
        field("most", "type: i32, range: ..5"),
        field("owner", "type: OwnerId"),
        field("size", "type: Size"),
        field("toy", "type: Toy"),
        field("toys", "type: \"[Toy]\""),
        field("by_name", "type: \"{string: Size}\""),
        field("standard", "type: i32, default: 7"),
        field("deep", "type: D1"),
    ]
    .concat();
    // Deeper than pages go, and still complete: a call without a required field would be refused.
    const DEPTH: usize = 12;
    let object = |at: usize, field: String| {
        format!("  D{at}:\n    description: A thing.\n    fields:\n      {field}\n")
    };
    let mut objects: String = (1..DEPTH)
        .map(|at| object(at, format!("inner: {{ type: D{}, required: true }}", at + 1)))
        .collect();
    objects
        .push_str(&object(DEPTH, "end: { type: bool, required: true, example: true }".to_owned()));
    let page = list(&[
        ("list.yaml", "    pet_ids: { type: \"[PetId]\" }\n", &fields),
        ("types.yaml", "enums:\n", &format!("{objects}enums:\n")),
    ]);
    let curl = example(&page, "curl");
    let (_, body) = curl.split_once("-d '").expect("a body");
    let body: Json = serde_json::from_str(body.trim_end_matches('\'')).expect("JSON");
    let deep = (1..DEPTH).fold(json!({ "end": true }), |inner, _| json!({ "inner": inner }));
    let expected = json!({
        "count": 3,
        "most": 5,
        "owner": "1",
        "size": 1,
        "toy": { "label": "text" },
        "toys": [{ "label": "text" }],
        "by_name": { "key": 1 },
        "standard": 7,
        "deep": deep,
    });
    assert_eq!(body, expected);
}

#[test]
fn a_list_of_the_query_has_a_flag_for_one_of_it_unless_that_flag_is_taken() {
    let query = "    page_size: { type: i32 }\n";
    let list_of = "pet_id_list: { type: \"[PetId]\", example: [\"7\", \"8\"] }";
    let text = "pet_id_list: { type: string, example: \"7,8\" }";
    let one = "pet_id: { type: PetId, example: \"9\" }";
    let other = "tags: { type: \"[string]\", example: [a] }";
    for (fields, flags) in [
        (&[list_of][..], &["--pet-id '7'", "--pet-id '8'"][..]),
        (&[text], &["--pet-id-list '7,8'"]),
        (&[text, other], &["--pet-id-list '7,8'", "--tags 'a'"]),
        (&[list_of, one], &["--pet-id-list '7'", "--pet-id-list '8'", "--pet-id '9'"]),
        (&[one, list_of], &["--pet-id '9'", "--pet-id-list '7'", "--pet-id-list '8'"]),
    ] {
        let lines: String = fields.iter().map(|field| format!("    {field}\n")).collect();
        let page = list(&[("list.yaml", query, &format!("{query}{lines}"))]);
        let line = format!("feishu zoo pet list \\\n  {}", flags.join(" \\\n  "));
        assert_eq!(example(&page, "feishu"), line);
    }
}

/// A word of the command line means one thing: that of the first version that has the method.
#[test]
fn of_two_versions_with_one_method_the_later_has_its_number_in_the_command() {
    let (mut files, mut later) = (fixture(), Vec::new());
    for (path, text) in fixture() {
        let Some(file) = path.strip_prefix("spec/zoo/v1/") else { continue };
        let text = text.replace("zoo.v1.", "zoo.v2.").replace("/zoo/v1/", "/zoo/v2/");
        let text = text.replace("pages.example/", "pages.example/v2/");
        later.push((format!("spec/zoo/v2/{file}"), text));
    }
    files.extend(later.iter().map(|(path, text)| (path.as_str(), text.clone())));
    let (pages, problems) = reference(&sources(&files), None);
    assert!(problems.is_empty(), "{problems:?}");
    for (version, command) in [("v1", "feishu zoo pet list"), ("v2", "feishu zoo pet list-v2")] {
        let page = pages.get(&format!("src/operations/zoo.{version}.pet.list.md")).expect("a page");
        let found = page.lines().find(|line| line.starts_with("feishu zoo ")).expect("a command");
        let words: Vec<_> = found.split(' ').take(4).collect();
        assert_eq!(words.join(" "), command, "{page}");
    }
}

#[test]
fn a_change_of_a_type_leads_to_its_page_as_long_as_there_is_one() {
    let changed = |edits: &[(&str, &str, &str)]| {
        let (old, new) = (sources(&fixture()), sources(&edited(edits)));
        let old = Release::read("v1", &old).expect("no errors");
        let (pages, problems) = reference(&new, Some(&old));
        pages.get("src/changes.md").unwrap_or_else(|| panic!("{problems:?}")).to_owned()
    };
    let toys = "    toys: { type: \"[Toy]\", example: [{ label: ball }] }\n";
    let toy = "  Toy:\n    description: Something to play with.\n    fields:\n      label: { type: string, required: true, chars: 1..20 }\n";
    for (name, edits, leads) in [
        ("PetId", &[("types.yaml", "Identifies a pet", "Names a pet")][..], true),
        ("Pet", &[("types.yaml", "An animal", "A beast")], true),
        ("Size", &[("types.yaml", "How large a pet is", "The size of a pet")], true),
        ("Toy", &[("types.yaml", toy, ""), ("replace.yaml", toys, "")], false),
    ] {
        let page = changed(edits);
        let (_, rest) = page.split_once(&format!("\n## zoo\\.v1\\.{name}\n\n")).expect(name);
        let link = format!("[<code>{name}</code>](types/zoo.v1.{name}.md)\n");
        assert_eq!(rest.starts_with(&link), leads, "{page}");
    }
}

#[test]
fn only_what_a_spec_calls_deprecated_is_marked_so() {
    const MARK: &str = "**Deprecated**";
    for (said, marked) in [(None, 0), (Some(false), 0), (Some(true), 1)] {
        let key = said.map(|said| format!(", deprecated: {said}")).unwrap_or_default();
        for (from, to) in [
            ("page_size: { type: i32 }", format!("page_size: {{ type: i32{key} }}")),
            ("pet_ids: { type: \"[PetId]\" }", format!("pet_ids: {{ type: \"[PetId]\"{key} }}")),
            ("has_more: { type: bool }", format!("has_more: {{ type: bool{key} }}")),
        ] {
            let page = list(&[("list.yaml", from, &to)]);
            let row = page.lines().find(|line| line.contains(MARK));
            assert_eq!(page.matches(MARK).count(), marked, "{to}: {row:?}");
            let name = from.split(':').next().unwrap_or_default().replace('_', "\\_");
            assert!(row.is_none_or(|row| row.contains(&name)), "{to}: {row:?}");
        }
        let line = said.map(|said| format!("deprecated: {said}\n")).unwrap_or_default();
        let page = list(&[("list.yaml", "paging: items\n", &format!("paging: items\n{line}"))]);
        assert_eq!(page.matches(MARK).count(), marked, "{line}");
    }
}

#[test]
fn a_reader_learns_how_long_a_key_is_remembered() {
    for (window, long) in [
        ("60s", "1 minute"),
        ("61s", "61 seconds"),
        ("5400s", "90 minutes"),
        ("3600s", "1 hour"),
        ("86400s", "24 hours"),
        ("172800s", "48 hours"),
    ] {
        let key = format!("write: create\nidempotency: {{ field: name, window: {window} }}\n");
        let sources = sources(&edited(&[("replace.yaml", "write: replace\n", &key)]));
        let (pages, problems) = reference(&sources, None);
        let page = pages.get("src/operations/zoo.v1.pet.replace.md");
        let page = page.unwrap_or_else(|| panic!("{problems:?}"));
        let row = format!(
            "\n| Idempotency key | <code>name</code>, remembered by the server for {long} |\n"
        );
        assert!(page.contains(&row), "{window}: {page}");
        // The docs of the crate say the same.
        let (files, problems) = generate(&sources, &Target::sdk("sdk", "spec"));
        let line = format!("idempotency key: `name`, remembered by the server for {long}");
        let said = files.iter().any(|(_, text)| text.contains(&line));
        assert!(said, "{window}: {problems:?}");
    }
    // No other operation has one.
    assert!(!list(&[]).contains("Idempotency key"));
}

#[test]
fn the_page_of_a_type_lists_each_call_that_uses_it_and_which_way() {
    let (size, token) = ("    page_size: { type: i32 }\n", "    has_more: { type: bool }\n");
    let (body, path) = ("    pet_ids: { type: \"[PetId]\" }\n", "request:\n");
    let route = ("list.yaml", "/v1/pets/list", "/v1/owners/:at/pets");
    let sent = "in the request";
    let both = "in the request and the response";
    for (ty, places, way) in [
        ("OwnerId", &[][..], None),
        ("OwnerId", &[size], Some(sent)),
        ("\"[OwnerId]\"", &[size], Some(sent)),
        ("OwnerId", &[body], Some(sent)),
        ("\"{string: OwnerId}\"", &[body], Some(sent)),
        ("OwnerId", &[path], Some(sent)),
        ("OwnerId", &[token], Some("in the response")),
        ("\"[OwnerId]\"", &[token], Some("in the response")),
        ("OwnerId", &[size, token], Some(both)),
        ("OwnerId", &[body, token], Some(both)),
        ("OwnerId", &[path, token], Some(both)),
        ("Size", &[size], Some(sent)),
        ("\"[Size]\"", &[size], Some(sent)),
        ("Size", &[size, token], Some(both)),
        ("Toy", &[body], Some(sent)),
    ] {
        let field = |place: &str| match place {
            "request:\n" => format!("{place}  path:\n    at: {{ type: {ty} }}\n"),
            _ => format!("{place}    at: {{ type: {ty} }}\n"),
        };
        let fields: Vec<_> = places.iter().map(|place| (*place, field(place))).collect();
        let mut edits: Vec<_> =
            fields.iter().map(|(from, to)| ("list.yaml", *from, to.as_str())).collect();
        edits.extend(places.contains(&path).then_some(route));
        let (pages, problems) = reference(&sources(&edited(&edits)), None);
        let name = ty.trim_matches(|c: char| !c.is_alphanumeric()).trim_start_matches("string: ");
        let page = pages.get(&format!("src/types/zoo.v1.{name}.md"));
        let page = page.unwrap_or_else(|| panic!("{problems:?}"));
        let (_, used) = page.split_once("\n## Used by\n").expect("it is used");
        let line = used.lines().find(|line| line.contains("zoo.v1.pet.list.md"));
        let expected =
            way.map(|way| format!("- [List pets](../operations/zoo.v1.pet.list.md), {way}"));
        assert_eq!(line, expected.as_deref(), "{ty} in {places:?}");
    }
}

/// Whoever reads the first line of each has read the worst.
#[test]
fn the_changes_of_each_owner_begin_with_those_that_break_most() {
    let with_breaks = [
        ("replace.yaml", "summary: Replace a pet", "summary: Exchange a pet"),
        ("replace.yaml", "    born: { type: UnixMillis, example: \"1721899352428\" }\n", ""),
        (
            "replace.yaml",
            "    size: { type: Size",
            "    tail: { type: bool }\n    size: { type: Size",
        ),
        ("replace.yaml", "rate_limit: 10/s", "rate_limit: 5/s"),
        ("replace.yaml", "range: 0..8", "range: 0..4"),
        ("list.yaml", "    page_size:", "    colour: { type: string }\n    page_size:"),
        ("list.yaml", "    pet_ids: { type: \"[PetId]\" }\n", "    ids: { type: \"[PetId]\" }\n"),
        ("types.yaml", "Identifies a pet", "Names a pet"),
    ];
    let old = Release::read("v1", &sources(&fixture())).expect("no errors");
    let (pages, problems) = reference(&sources(&edited(&with_breaks)), Some(&old));
    let page = pages.get("src/changes.md").unwrap_or_else(|| panic!("{problems:?}"));
    let rank = |word: &str, words: &[&str]| {
        words.iter().position(|known| *known == word.trim()).unwrap_or_else(|| panic!("{word}"))
    };
    let mut of_replace = Vec::new();
    for section in page.split("\n## ").skip(1) {
        let rows = section.lines().filter(|line| line.starts_with('|')).skip(2);
        let ranks: Vec<_> = rows
            .map(|row| {
                let mut cells = row.split('|').skip(1);
                let mut cell = || cells.next().expect("a cell");
                let wire = rank(cell(), &["**breaking**", "risky", "safe"]);
                (wire, rank(cell(), &["**major**", "minor", "patch"]))
            })
            .collect();
        assert!(!ranks.is_empty() && ranks.is_sorted(), "{section}");
        if section.starts_with(r"zoo\.v1\.pet\.replace") {
            of_replace = ranks.iter().map(|(wire, _)| *wire).collect();
            of_replace.dedup();
        }
    }
    assert_eq!(of_replace, [0, 1, 2], "one of each: {page}");
}
