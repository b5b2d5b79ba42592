//! Whose pages are refused for an error, what else is imported, and what it costs.

use std::collections::BTreeMap;

use feishu_codegen::{Import, PageOutcome, PageText, Severity, Verdict, import, lint};

use super::facts::edited;
use super::{PAGE, PLATFORM, sources};

type Files = BTreeMap<String, String>;

/// The page of an update of a thing of a product.
fn page(product: &str, thing: &str, edits: &[(&str, &str)]) -> PageText {
    let address = format!("https://pages.example/{product}/{thing}/update");
    let path = format!("{product}/v1/{thing}s/:pet_id");
    let renamed = [
        ("https://pages.example/zoo/pet/update", address.as_str()),
        ("zoo/v1/pets/:pet_id", path.as_str()),
    ];
    let text = edited(&edited(PAGE, &renamed), edits);
    PageText { name: format!("{product}/{thing}.md"), text }
}

fn spec(product: &str, thing: &str) -> String {
    format!("spec/{product}/v1/{thing}/update.yaml")
}

fn run(files: &Files, pages: &[PageText]) -> Import {
    import(pages, &sources(files), "spec", &mut |_| {})
}

/// Imports pages of which none is refused, and takes over what comes out.
fn take(files: &mut Files, pages: &[PageText]) -> Import {
    let imported = run(files, pages);
    for outcome in &imported.outcomes {
        assert_ne!(outcome.verdict, Verdict::Refused, "{outcome:?}");
    }
    files.extend(imported.files.iter().map(|(path, text)| (path.to_owned(), text.to_owned())));
    assert_sound(files);
    imported
}

fn assert_sound(files: &Files) {
    let sources = sources(files);
    let (_, problems) = lint(&sources);
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
    let errors: Vec<_> = errors.map(|problem| problem.render(&sources, false)).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

fn beginning(pages: &[PageText]) -> Files {
    let mut files = Files::from([("spec/platform.yaml".to_owned(), PLATFORM.to_owned())]);
    take(&mut files, pages);
    files
}

/// A person's edit of a file.
fn edit(files: &mut Files, path: &str, edits: &[(&str, &str)]) {
    let text = edited(&files[path], edits);
    files.insert(path.to_owned(), text);
}

fn verdict(imported: &Import, page: &str) -> Verdict {
    outcome(imported, page).verdict
}

fn outcome<'i>(imported: &'i Import, page: &str) -> &'i PageOutcome {
    imported.outcomes.iter().find(|outcome| outcome.page == page).expect("a page of the run")
}

fn rounds(imported: &Import) -> Vec<(&str, usize)> {
    imported.rounds.iter().map(|(product, rounds)| (product.as_str(), *rounds)).collect()
}

/// The name becomes the key of a create, which the page then makes a number.
const NUMBERED: &[(&str, &str)] = &[
    (
        "name | string | 是 | x  \n**示例值**：\"小白\"  \n**数据校验规则**：  \n- 长度范围：`1` ～ `20`",
        "name | int | 是 | x",
    ),
    ("{ \"name\": \"小白\", \"legs\"", "{ \"name\": 7, \"legs\""),
];
const SLOWER: &[(&str, &str)] = &[("10 次/秒", "5 次/秒")];

/// Specs of things of the zoo whose pages, once they say that the name is a number, spoil them.
fn keyed(count: usize) -> (Files, Vec<PageText>) {
    let things: Vec<_> = (0..count).map(|at| format!("thing{at}x")).collect();
    let pages: Vec<_> = things.iter().map(|thing| page("zoo", thing, &[])).collect();
    let mut files = beginning(&[&pages[..], &[page("zoo", "pet", &[])]].concat());
    for thing in &things {
        let key = ("write: update\n", "write: create\nidempotency: { field: name, window: 60s }\n");
        edit(&mut files, &spec("zoo", thing), &[key]);
    }
    assert_sound(&files);
    (files, things.iter().map(|thing| page("zoo", thing, NUMBERED)).collect())
}

#[test]
fn pages_that_would_spoil_their_specs_are_refused_alone_and_take_one_round_more_however_many() {
    for count in [1, 2, 41] {
        let (mut files, mut pages) = keyed(count);
        pages.push(page("zoo", "pet", SLOWER));
        pages.push(page("farm", "cow", &[]));
        let imported = run(&files, &pages);
        for outcome in imported.outcomes.iter().take(count) {
            assert_eq!(outcome.verdict, Verdict::Refused, "{outcome:?}");
            let why = &outcome.notes[0];
            let file = outcome.file.as_deref().expect("a spec");
            assert!(why.contains(file) && why.contains("idempotency key"), "{why}");
        }
        assert_eq!(verdict(&imported, "zoo/pet.md"), Verdict::Updated);
        assert_eq!(verdict(&imported, "farm/cow.md"), Verdict::Created);
        assert_eq!(rounds(&imported), [("farm", 1), ("zoo", 2)], "{count} are refused");
        let written: Vec<_> = imported.files.iter().map(|(path, _)| path.to_owned()).collect();
        assert_eq!(written, [spec("farm", "cow"), spec("zoo", "pet")]);
        files.extend(imported.files.iter().map(|(path, text)| (path.to_owned(), text.to_owned())));
        assert_sound(&files);
    }
}

#[test]
fn pages_that_do_not_go_into_their_specs_are_known_before_anything_is_checked() {
    for count in [1, 30] {
        let things: Vec<_> = (0..count).map(|at| format!("thing{at}x")).collect();
        let pages: Vec<_> = things.iter().map(|thing| page("zoo", thing, &[])).collect();
        let mut files = beginning(&[&pages[..], &[page("zoo", "pet", &[])]].concat());
        let correction = "\ncorrections:\n  - { place: request.body.tags.items, page: 0..9, why: More are refused. }\n";
        for thing in &things {
            files.get_mut(&spec("zoo", thing)).expect("a spec").push_str(correction);
        }
        let mut pages: Vec<_> = things.iter().map(|thing| page("zoo", thing, SLOWER)).collect();
        pages.push(page("zoo", "pet", SLOWER));
        let imported = run(&files, &pages);
        for outcome in imported.outcomes.iter().take(count) {
            assert_eq!(outcome.verdict, Verdict::Refused, "{outcome:?}");
            assert!(outcome.notes[0].contains("a correction expects"), "{outcome:?}");
        }
        assert_eq!(verdict(&imported, "zoo/pet.md"), Verdict::Updated);
        assert_eq!(rounds(&imported), [("zoo", 1)], "{count} are refused");
    }
}

#[test]
fn a_round_parses_the_files_that_the_import_changes_and_no_other() {
    for count in [1, 41] {
        let (files, mut pages) = keyed(count);
        pages.push(page("zoo", "pet", SLOWER));
        pages.push(page("farm", "cow", &[]));
        let imported = run(&files, &pages);
        assert_eq!(rounds(&imported), [("farm", 1), ("zoo", 2)]);
        // In the first round all specs with pages, and in the second the one whose page is not refused.
        let parsed = [("farm".to_owned(), 1), ("zoo".to_owned(), count + 2)];
        assert_eq!(imported.parsed, parsed.into(), "{count} are refused");
    }
}

#[test]
fn only_products_that_change_are_checked() {
    let files = beginning(&[page("zoo", "pet", &[]), page("farm", "cow", &[])]);
    let same = [page("zoo", "pet", &[]), page("farm", "cow", SLOWER)];
    assert_eq!(rounds(&run(&files, &same)), [("farm", 1), ("zoo", 0)]);
    assert_eq!(rounds(&run(&files, &[page("farm", "cow", SLOWER)])), [("farm", 1)]);
}

#[test]
fn an_error_that_was_there_stops_its_product_and_no_other() {
    let mut files = beginning(&[page("zoo", "pet", &[]), page("farm", "cow", &[])]);
    let path = "spec/zoo/v1/pet/get.yaml";
    files.insert(path.to_owned(), "operation: 7\n".to_owned());
    let pages = [page("zoo", "pet", SLOWER), page("zoo", "cat", &[]), page("farm", "cow", SLOWER)];
    let imported = run(&files, &pages);
    for name in ["zoo/pet.md", "zoo/cat.md"] {
        let outcome = outcome(&imported, name);
        assert_eq!(outcome.verdict, Verdict::Refused, "{outcome:?}");
        assert!(outcome.notes[0].contains(path), "{outcome:?}");
    }
    assert_eq!(verdict(&imported, "farm/cow.md"), Verdict::Updated);
    assert_eq!(rounds(&imported), [("farm", 1)]);
    let sources = sources(&files);
    let errors = imported.problems.iter().filter(|problem| problem.severity == Severity::Error);
    let places: Vec<_> = errors.filter_map(|problem| Some(problem.place(&sources)?.0)).collect();
    assert!(!places.is_empty() && places.iter().all(|place| *place == path), "{places:?}");
}

#[test]
fn an_error_of_the_platform_stops_all() {
    let mut files = beginning(&[page("zoo", "pet", &[])]);
    edit(&mut files, "spec/platform.yaml", &[("platform: feishu\n", "platform: 7\n")]);
    let imported = run(&files, &[page("zoo", "pet", SLOWER), page("farm", "cow", &[])]);
    for outcome in &imported.outcomes {
        assert_eq!(outcome.verdict, Verdict::Refused, "{outcome:?}");
    }
    assert_eq!(imported.files.iter().count(), 0);
}

/// What the emulator keeps has an id; once no page shows one, a person has to say what takes its place.
#[test]
fn an_error_in_a_file_of_no_page_is_reported_as_that_files_and_stops_its_product_alone() {
    let mut files = beginning(&[page("zoo", "pet", &[]), page("farm", "cow", &[])]);
    let manifest = "product: zoo\ntitle: Zoo\ndescription: Pets.\ncrate: feishu-zoo\nmain: v1\nemulate:\n  pet: { replace: update }\n";
    files.insert("spec/zoo/product.yaml".to_owned(), manifest.to_owned());
    assert_sound(&files);
    let tagged = [
        ("id | string | x\nname", "tag | string | x\nname"),
        ("{ \"id\": \"7\"", "{ \"tag\": \"7\""),
    ];
    let pages = [page("zoo", "pet", &tagged), page("farm", "cow", SLOWER)];
    let imported = run(&files, &pages);
    let refused = outcome(&imported, "zoo/pet.md");
    assert_eq!(refused.verdict, Verdict::Refused, "{refused:?}");
    assert!(refused.notes[0].contains("at spec/zoo/product.yaml:7:3: no response"), "{refused:?}");
    assert_eq!(verdict(&imported, "farm/cow.md"), Verdict::Updated);
    // The second round has the sample of the page, which shows no id, either.
    assert_eq!(rounds(&imported), [("farm", 1), ("zoo", 2)]);
    let sources = sources(&files);
    let places: Vec<_> =
        imported.problems.iter().map(|problem| problem.place(&sources).expect("a place")).collect();
    assert_eq!(places, [("spec/zoo/product.yaml", 7, 3)]);
}

/// An owner in the body, whose phone is required or not, and the sample of it.
fn owned(required: &str, sample: &str) -> [(String, String); 2] {
    let legs = "legs | int | 否 | x";
    let rows = format!(
        "owner | owner | 否 | x\nphone | string | {required} | x\nmail | string | 否 | x\n{legs}"
    );
    [
        (legs.to_owned(), rows),
        ("\"legs\": 4,".to_owned(), format!("\"owner\": {sample}, \"legs\": 4,")),
    ]
}

fn owned_page(thing: &str, required: &str, sample: &str) -> PageText {
    let edits = owned(required, sample);
    let edits: Vec<_> = edits.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect();
    page("zoo", thing, &edits)
}

const MAIL: &str = "{ \"mail\": \"a\" }";
const BOTH: &str = "{ \"phone\": \"1\", \"mail\": \"a\" }";

#[test]
fn a_page_that_changes_a_shared_type_is_refused_for_the_spec_of_another_page_that_it_spoils() {
    let shared = [owned_page("pet", "否", BOTH), owned_page("cat", "否", MAIL)];
    let files = beginning(&[&shared[..], &[page("zoo", "dog", &[])]].concat());
    assert!(files["spec/zoo/v1/types.yaml"].contains("\n  Owner:\n"), "{files:#?}");
    let pages = [owned_page("pet", "是", BOTH), page("zoo", "dog", SLOWER)];
    let imported = run(&files, &pages);
    let refused = outcome(&imported, "zoo/pet.md");
    assert_eq!(refused.verdict, Verdict::Refused, "{refused:?}");
    let why = &refused.notes[0];
    let place = format!("at {}", spec("zoo", "cat"));
    assert!(why.contains(&place) && why.contains("lacks the required field `phone`"), "{why}");
    assert_eq!(verdict(&imported, "zoo/dog.md"), Verdict::Updated);
    assert_eq!(rounds(&imported), [("zoo", 2)]);
    assert!(imported.problems.is_empty(), "{:?}", imported.problems);
}

#[test]
fn a_sample_that_contradicts_another_page_of_the_run_goes_to_review() {
    let cats = ["cat", "cow", "hen"].map(|thing| owned_page(thing, "否", MAIL));
    let mut files = beginning(&[]);
    let first = take(&mut files, &[&[owned_page("pet", "否", BOTH)], &cats[..]].concat());
    let pages = [&[owned_page("pet", "是", BOTH)], &cats[..]].concat();
    let imported = take(&mut files, &pages);
    assert!(imported.rounds["zoo"] <= 3, "{:?}", imported.rounds);
    assert_eq!(verdict(&imported, "zoo/pet.md"), Verdict::Updated);
    for thing in ["cat", "cow", "hen"] {
        let name = format!("zoo/{thing}.md");
        let (before, outcome) = (outcome(&first, &name), outcome(&imported, &name));
        assert_eq!(outcome.verdict, Verdict::Updated, "{outcome:?}");
        assert_eq!(outcome.reviews, before.reviews + 1, "{outcome:?}");
        let spec = &files[&spec("zoo", thing)];
        let review = "  - { place: \"request.example\", chosen: \"without the sample: the sample lacks the required field `phone`\" }\n";
        assert!(spec.contains(review), "{spec}");
        assert_eq!(spec.matches("  example:\n").count(), 1, "{spec}");
    }
}

/// Pages that share a type may contradict each other. The first one changes it; what the others say is not lost.
#[test]
fn a_change_where_another_page_makes_another_one_is_not_said_to_be_made_and_goes_to_review() {
    let limited = |thing: &str, most: usize| {
        let page = owned_page(thing, "否", BOTH);
        let phone = "phone | string | 否 | x";
        let limit = format!("{phone}  \n**数据校验规则**：  \n- 长度范围：`1` ～ `{most}`");
        PageText { text: edited(&page.text, &[(phone, &limit)]), ..page }
    };
    let mut files = beginning(&[limited("pet", 20), limited("cat", 20)]);
    let types = "spec/zoo/v1/types.yaml";
    assert_eq!(files[types].matches("chars: 1..20").count(), 1, "{files:#?}");
    let imported = take(&mut files, &[limited("pet", 40), limited("cat", 30)]);
    assert_eq!(files[types].matches("chars: 1..30").count(), 1, "{}", files[types]);
    let note = |most| format!("request.body.owner.phone.chars: 1..{most} instead of 1..20");
    let of_cat = outcome(&imported, "zoo/cat.md");
    assert!(of_cat.notes.contains(&note(30)) && of_cat.reviews == 0, "{of_cat:?}");
    let of_pet = outcome(&imported, "zoo/pet.md");
    assert!(!of_pet.notes.contains(&note(40)) && of_pet.reviews == 1, "{of_pet:?}");
    let review = "review:\n  - { place: \"request.body.owner.phone.chars\", chosen: \"left out: 1..40 instead of 1..20, where the import makes another change\" }\n";
    assert!(files[&spec("zoo", "pet")].contains(review), "{}", files[&spec("zoo", "pet")]);
    assert!(!files[&spec("zoo", "cat")].contains("review:"), "{}", files[&spec("zoo", "cat")]);
}

/// The required fields of a response are ours, since pages do not say which these are.
#[test]
fn a_sample_that_lacks_what_a_person_requires_goes_to_review() {
    let mut files = beginning(&[page("zoo", "pet", &[]), page("zoo", "cat", &[])]);
    let id = ("id: { type: string }", "id: { type: string, required: true }");
    edit(&mut files, "spec/zoo/v1/types.yaml", &[id]);
    assert_sound(&files);
    let lacking = |thing: &str| page("zoo", thing, &[("{ \"id\": \"7\", \"name\"", "{ \"name\"")]);
    let pages: Vec<_> = ["cow", "hen", "dog"].into_iter().map(lacking).collect();
    let plain = take(&mut beginning(&[]), &pages);
    let imported = take(&mut files, &pages);
    assert_eq!(rounds(&imported), [("zoo", 2)]);
    for (plain, outcome) in plain.outcomes.iter().zip(&imported.outcomes) {
        assert_eq!(outcome.verdict, Verdict::Created, "{outcome:?}");
        assert_eq!(outcome.reviews, plain.reviews + 1, "{outcome:?}");
        let spec = &files[outcome.file.as_deref().expect("a spec")];
        assert!(spec.contains("without the sample: the sample lacks"), "{spec}");
        assert_eq!(spec.matches("  example:\n").count(), 1, "{spec}");
    }
    assert_eq!(run(&files, &pages).files.iter().count(), 0, "a second time changes nothing");
}

/// Which group is a person's to say, and no group may name a resource that is not there.
#[test]
fn a_new_resource_of_a_product_with_groups_is_imported_and_left_to_be_put_into_one() {
    let mut files = beginning(&[page("zoo", "pet", &[])]);
    let manifest = "product: zoo\ntitle: Zoo\ndescription: Pets.\ncrate: feishu-zoo\nmain: v1\ngroups:\n  pets: [pet]\n";
    files.insert("spec/zoo/product.yaml".to_owned(), manifest.to_owned());
    assert_sound(&files);
    let imported = run(&files, &[page("zoo", "pet", SLOWER), page("zoo", "cat", &[])]);
    let created = outcome(&imported, "zoo/cat.md");
    assert_eq!(created.verdict, Verdict::Created, "{created:?}");
    assert_eq!(created.notes, ["no group of spec/zoo/product.yaml has `cat`: add it to one"]);
    assert_eq!(verdict(&imported, "zoo/pet.md"), Verdict::Updated);
    assert!(outcome(&imported, "zoo/pet.md").notes.iter().all(|note| !note.contains("group")));
    files.extend(imported.files.iter().map(|(path, text)| (path.to_owned(), text.to_owned())));
    edit(&mut files, "spec/zoo/product.yaml", &[("[pet]", "[pet, cat]")]);
    assert_sound(&files);
}

#[test]
fn a_new_call_is_left_to_be_put_into_a_group_only_if_none_of_the_groups_has_its_resource() {
    let new = |thing: &str| {
        let edits = [
            ("HTTP Method | PUT", "HTTP Method | PATCH"),
            (
                "source_url: https://pages.example/zoo/",
                "source_url: https://pages.example/new/zoo/",
            ),
        ];
        page("zoo", thing, &edits)
    };
    for (groups, grouped) in [
        ("", &["pet", "cow", "hen"][..]),
        ("groups:\n  all: [pet, cow]\n", &["pet", "cow"]),
        ("groups:\n  pets: [pet]\n  farm: [cow]\n", &["pet", "cow"]),
        ("groups:\n  farm: [cow]\n  pets: [pet]\n", &["pet", "cow"]),
    ] {
        let mut files = beginning(&[page("zoo", "pet", &[]), page("zoo", "cow", &[])]);
        let manifest = format!(
            "product: zoo\ntitle: Zoo\ndescription: Pets.\ncrate: feishu-zoo\nmain: v1\n{groups}"
        );
        files.insert("spec/zoo/product.yaml".to_owned(), manifest);
        assert_sound(&files);
        let imported = run(&files, &["pet", "cow", "hen"].map(new));
        for thing in ["pet", "cow", "hen"] {
            let created = outcome(&imported, &format!("zoo/{thing}.md"));
            assert_eq!(created.verdict, Verdict::Created, "{groups}: {created:?}");
            let note = format!("no group of spec/zoo/product.yaml has `{thing}`: add it to one");
            let expected = if grouped.contains(&thing) { Vec::new() } else { vec![note] };
            assert_eq!(created.notes, expected, "{groups}");
        }
    }
}
