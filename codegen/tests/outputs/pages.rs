//! The reference: what a person finds on its pages.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use super::{SPECS, sources};
use feishu_codegen::{Release, reference};

static PAGES: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let (pages, problems) = reference(&sources(&SPECS), None);
    assert!(problems.is_empty(), "{problems:?}");
    let name = |path: &str| path.strip_prefix("src/").expect("in the folder").to_owned();
    pages.iter().map(|(path, page)| (name(path), page.to_owned())).collect()
});

/// What is below a heading, up to the next one.
#[track_caller]
pub(crate) fn section(page: &str, heading: &str) -> String {
    let text = &PAGES[page];
    let mut lines = text.lines().skip_while(|line| *line != heading);
    assert!(lines.next().is_some(), "no {heading:?} in {text}");
    let mut is_code = false;
    let inside = lines.take_while(|line| {
        is_code ^= line.starts_with("```");
        is_code || !line.starts_with('#')
    });
    inside.collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// As a reader sees it, but with backquotes around code and with the destinations of links.
fn seen(markdown: &str) -> String {
    let plain = markdown.replace("<code>", "`").replace("</code>", "`");
    let mut seen = String::new();
    let mut chars = plain.chars().peekable();
    while let Some(c) = chars.next() {
        let escapes = c == '\\' && chars.peek().is_some_and(char::is_ascii_punctuation);
        seen.extend(if escapes { chars.next() } else { Some(c) });
    }
    seen
}

/// The table below a heading, or what stands there instead. No cell of these specs has a bar in it.
#[track_caller]
fn table(page: &str, heading: &str) -> Vec<Vec<String>> {
    let section = section(page, heading);
    let rows = section.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    let cells = |row: &str| row.split(" | ").map(|cell| seen(cell.trim())).collect();
    let rows: Vec<Vec<_>> = rows.map(cells).collect();
    // Without its second line a table is a paragraph.
    let rule: Vec<_> = rows.first().into_iter().flatten().map(|_| "---".to_owned()).collect();
    assert_eq!(rows.get(1), Some(&rule), "{section}");
    rows.into_iter().enumerate().filter(|(at, _)| *at != 1).map(|(_, row)| row).collect()
}

/// The lines of the only block of code below a heading.
#[track_caller]
pub(crate) fn block(page: &str, heading: &str) -> String {
    let section = section(page, heading);
    let mut parts = section.split("```").skip(1);
    let (_, code) = parts.next().and_then(|code| code.split_once('\n')).expect("a block");
    code.trim_end().to_owned()
}

pub(crate) const CREATE: &str = "operations/zoo.v1.pet.create.md";
pub(crate) const PHOTO: &str = "operations/zoo.v1.photo.create.md";
pub(crate) const SIGN: &str = "operations/zoo.v1.token.sign.md";
pub(crate) const GET: &str = "operations/zoo.v1.pet.get.md";

#[test]
fn every_link_within_the_reference_leads_to_a_page_and_every_page_is_in_the_contents() {
    let mut linked = Vec::new();
    for (path, page) in PAGES.iter() {
        let folder = Path::new(path).parent().unwrap_or(Path::new(""));
        for (_, rest) in page.match_indices("](").map(|(at, _)| page.split_at(at + 2)) {
            let link = rest.split([')', '#']).next().unwrap_or_default();
            if link.starts_with('<') {
                continue;
            }
            let target = match link.strip_prefix("../") {
                Some(rest) => rest.to_owned(),
                None => folder.join(link).display().to_string(),
            };
            assert!(PAGES.contains_key(&target), "{link} of {path}");
            if path == "SUMMARY.md" {
                linked.push(target);
            }
        }
    }
    linked.sort();
    let pages: Vec<_> = PAGES.keys().filter(|path| *path != "SUMMARY.md").cloned().collect();
    assert_eq!(linked, pages);
}

#[test]
fn the_first_page_counts_what_there_is_and_lists_the_operations_of_each_resource() {
    let first = section("index.md", "# Feishu / Lark reference");
    assert!(
        first.starts_with("5 operations and 6 types of the Feishu / Lark open platform"),
        "{first}"
    );
    for page in ["changes.md", "platform.md", "types/index.md"] {
        assert!(first.contains(&format!("]({page})")), "{page} in {first}");
    }
    let expected = [
        ["Operation", "Call", "Effect"],
        [
            "[Buy a pet](operations/zoo.v1.pet.create.md)",
            "`POST /open-apis/zoo/v1/owners/:owner_id/pets`",
            "creates; a repeated call may create a second object",
        ],
        [
            "[Read a pet](operations/zoo.v1.pet.get.md)",
            "`GET /open-apis/zoo/v1/pets/:pet_id`",
            "reads",
        ],
    ];
    assert_eq!(table("index.md", "## zoo v1 pet"), expected);
    assert_eq!(table("index.md", "## zoo v1 photo").len(), 2);
    assert_eq!(table("index.md", "## zoo v1 token").len(), 3);
}

#[test]
fn the_errors_of_a_page_say_what_to_do_and_whether_to_repeat() {
    let heading = "## Errors {#errors}";
    let expected = [
        ["Code", "Status", "Name", "Retry", "What to do"],
        ["`1001`", "HTTP 400", "`bad_name`", "", "Look at `name`."],
        ["`1002`", "", "`sold_out`", "yes", ""],
    ];
    assert_eq!(table(CREATE, heading), expected);
    assert!(
        section(GET, heading).starts_with("The page documents no error codes of this operation.\n")
    );
    for page in [CREATE, GET] {
        assert!(section(page, heading).ends_with("see [platform errors](../platform.md#errors)."));
    }
}

#[test]
fn a_page_has_the_facts_of_its_operation() {
    let facts = |page: &str, title: &str| -> Vec<_> {
        let rows = table(page, title).into_iter().skip(1);
        rows.map(|row| format!("{}: {}", row[0], row[1])).collect()
    };
    let expected = [
        "Operation: `zoo.v1.pet.create`",
        "Resource: [`pet`](../resources/zoo.v1.pet.md)",
        "Rust: `client.pet().create(…)` of `feishu_zoo`",
        "Effect: creates; a repeated call may create a second object",
        "Token: `tenant_access_token` or `user_access_token`",
        "Apps: custom",
        "Scopes: `zoo:pet` or `zoo:all`",
        "Scopes for some fields: `zoo:born`, `zoo:food`",
        "Rate limit: 10 calls a second per app and tenant",
        "Vendor's page: [open the page](<https://pages.example/pet/create>), as of 2025-01-31",
    ];
    assert_eq!(facts(CREATE, "# Buy a pet"), expected);
    let sign = facts(SIGN, "# Sign in");
    for fact in ["Token: none", "Scopes: none", "Rate limit: not stated on the page"] {
        assert!(sign.iter().any(|found| found == fact), "{fact}: {sign:?}");
    }
}

#[test]
fn the_fields_of_a_page_say_type_rules_and_meaning() {
    let expected = [
        ["Field", "Type and rules", "Meaning"],
        [
            "`name`",
            "string, **required**, 1 to 5 characters",
            "What it is called. Example: `\"Rex\"`. Requires the scope `zoo:name` or `zoo:all`.",
        ],
        ["`size`", "[`Size`](../types/zoo.v1.Size.md), default `1`", "Example: `2`."],
        ["`legs`", "integer", "**Deprecated**."],
        ["`foods`", "list of [`Food`](../types/zoo.v1.Food.md)", ""],
        ["`marks`", "map from string to string", ""],
    ];
    assert_eq!(table(CREATE, "### Body"), expected);
    let answered = table(CREATE, "## Response {#response}");
    assert_eq!(answered[1], ["`pet`", "[`Pet`](../types/zoo.v1.Pet.md), always present", ""]);
    let parts = table(PHOTO, "### Text parts");
    assert_eq!(
        parts[1..],
        [["`title`", "string, **required**", "Example: `\"sun\"`."], ["`note`", "string", ""]]
    );
}

#[test]
fn the_list_of_types_has_each_kind_that_there_is() {
    let path = "types/index.md";
    let link = |name: &str| format!("[`{name}`](../types/zoo.v1.{name}.md)");
    for (heading, types) in [
        (
            "## Objects of zoo v1",
            &[
                ("Food", "What a pet eats."),
                ("Pet", "An animal."),
                ("Toy", "What a pet plays with."),
            ][..],
        ),
        ("## Enumerations of zoo v1", &[("Size", "How large a pet is.")]),
        (
            "## Identifiers of zoo v1",
            &[("OwnerId", "Identifies an owner."), ("PetId", "Identifies a pet.")],
        ),
    ] {
        let rows: Vec<_> =
            types.iter().map(|(name, about)| vec![link(name), (*about).to_owned()]).collect();
        let found = table(path, heading);
        assert_eq!(found[0], ["Type", "Description"]);
        assert_eq!(found[1..], rows, "{heading}");
    }
    // A heading with nothing below it would promise something.
    let text = include_str!("spec/types.yaml");
    let (before, _) = text.split_once("enums:").expect("enumerations");
    let objects = before.replace("      size: { type: Size }\n", "");
    let specs = SPECS.map(|(path, spec)| match path {
        "spec/zoo/v1/types.yaml" => (path, objects.clone()),
        _ => (
            path,
            spec.replace("    size: { type: Size, example: 2, default: 1 }\n", "")
                .replace(", size: 2", ""),
        ),
    });
    let specs: Vec<_> = specs.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let (pages, problems) = reference(&sources(&specs), None);
    let page = pages.get("src/types/index.md").unwrap_or_else(|| panic!("{problems:?}"));
    let headings: Vec<_> = page.lines().filter(|line| line.starts_with('#')).collect();
    assert_eq!(headings, ["# Types", "## Objects of zoo v1", "## Identifiers of zoo v1"]);
}

#[test]
fn the_page_of_a_type_says_what_it_is_made_of_and_where_it_is_used() {
    assert!(section("types/zoo.v1.Pet.md", "# Pet").starts_with(r"An animal\."));
    assert!(
        section("types/zoo.v1.Pet.md", "# Pet")
            .contains("Name on the vendor's pages: <code>animal</code>.")
    );
    assert_eq!(
        table("types/zoo.v1.Pet.md", "## Fields")[1],
        ["`id`", "[`PetId`](../types/zoo.v1.PetId.md)", "Example: `\"7\"`."]
    );
    let values = [
        ["Value", "Rust", "Meaning"],
        ["`1`", "`Small`", "Fits in a hand."],
        ["`2`", "`Large`", ""],
    ];
    assert_eq!(table("types/zoo.v1.Size.md", "## Values"), values);
    for (name, expected) in [
        (
            "Size",
            "- [Buy a pet](../operations/zoo.v1.pet.create.md), in the request\n- in [`Pet`](../types/zoo.v1.Pet.md)",
        ),
        (
            "Pet",
            "- [Buy a pet](../operations/zoo.v1.pet.create.md), in the response\n- [Read a pet](../operations/zoo.v1.pet.get.md), in the response",
        ),
        (
            "PetId",
            "- [Read a pet](../operations/zoo.v1.pet.get.md), in the request\n- [Upload a photo](../operations/zoo.v1.photo.create.md), in the request\n- in [`Pet`](../types/zoo.v1.Pet.md)",
        ),
    ] {
        assert_eq!(
            seen(&section(&format!("types/zoo.v1.{name}.md"), "## Used by")),
            expected,
            "{name}"
        );
    }
}

/// The list of changes leads on to what changed.
#[test]
fn a_change_leads_to_the_page_of_what_changed_whatever_kind_it_is() {
    let cases = [
        (
            "zoo.v1.Pet",
            "      tame: { type: bool }",
            "      tame: { type: string }",
            "[`Pet`](types/zoo.v1.Pet.md)",
        ),
        (
            "zoo.v1.Size",
            "      large: { value: 2 }",
            "      large: { value: 2 }\n      huge: { value: 3 }",
            "[`Size`](types/zoo.v1.Size.md)",
        ),
        (
            "zoo.v1.CageId",
            "ids:\n",
            "ids:\n  CageId: { description: Identifies a cage. }\n",
            "[`CageId`](types/zoo.v1.CageId.md)",
        ),
        (
            "zoo.v1.pet.get",
            "    pet: { type: Pet }",
            "    pet: { type: Toy }",
            "[Read a pet](operations/zoo.v1.pet.get.md)",
        ),
        ("platform", "x-limit", "x-other", "[The platform](platform.md)"),
    ];
    let release = Release::read("v1.0.0", &sources(&SPECS)).expect("no errors");
    for (owner, before, after, link) in cases {
        let specs = SPECS.map(|(path, text)| (path, text.replace(before, after)));
        let specs: Vec<_> = specs.iter().map(|(path, text)| (*path, text.as_str())).collect();
        let new = sources(&specs);
        let (pages, problems) = reference(&new, Some(&release));
        let page =
            seen(pages.get("src/changes.md").unwrap_or_else(|| panic!("{owner}: {problems:?}")));
        assert!(page.contains(&format!("\n## {owner}\n\n{link}\n")), "{owner}: {page}");
    }
}
