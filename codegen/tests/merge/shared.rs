//! Which types of several pages are one, and where those stand that calls share.

use std::collections::BTreeMap;

use feishu_codegen::{PageText, Verdict, import};

use super::facts::edited;
use super::{PAGE, beginning, sources};

const LEGS: &str = "legs | int | 否 | x";
/// What the page answers, and the sample of it.
const PET: (&str, &str) = (
    "pet | pet | x\nid | string | x\nname | string | x",
    "{ \"pet\": { \"id\": \"7\", \"name\": \"小白\" } }",
);

/// The page of a call that is named so: what is more in its body, and what it answers, each with its sample.
fn page(name: &str, sent: Option<(&str, &str)>, received: (&str, &str)) -> PageText {
    let (rows, sample) = sent.unwrap_or_default();
    let text = edited(
        PAGE,
        &[
            (
                "https://pages.example/zoo/pet/update",
                &format!("https://pages.example/zoo/pet/{name}"),
            ),
            ("zoo/v1/pets/:pet_id", &format!("zoo/v1/pets/:pet_id/{name}")),
            (LEGS, &format!("{rows}{LEGS}")),
            ("\"legs\": 4,", &format!("{sample}\"legs\": 4,")),
            (PET.0, received.0),
            (PET.1, received.1),
        ],
    );
    PageText { name: format!("{name}.md"), text }
}

/// Imports pages, and takes over what comes out.
fn take(files: &mut BTreeMap<String, String>, pages: &[PageText]) {
    let imported = import(pages, &sources(files), "spec", &mut |_| {});
    for outcome in &imported.outcomes {
        assert_eq!(outcome.verdict, Verdict::Created, "{outcome:?}");
    }
    files.extend(imported.files.iter().map(|(path, text)| (path.to_owned(), text.to_owned())));
}

/// How many objects there are of what the pages give this name.
fn declared(files: &BTreeMap<String, String>, wire: &str) -> usize {
    files.values().map(|text| text.matches(&format!("    wire: {wire}\n")).count()).sum()
}

#[test]
fn responses_mean_one_object_if_one_of_them_lists_all_that_the_other_does() {
    let short = ("pet | pet | x\nid | string | x", "{ \"pet\": { \"id\": \"7\" } }");
    let other = (
        "pet | pet | x\nid | string | x\nage | int | x",
        "{ \"pet\": { \"id\": \"7\", \"age\": 3 } }",
    );
    let turned = (
        "pet | pet | x\nname | string | x\nid | string | x",
        "{ \"pet\": { \"name\": \"小白\", \"id\": \"7\" } }",
    );
    let typed = (
        "pet | pet | x\nid | int | x\nname | string | x",
        "{ \"pet\": { \"id\": 7, \"name\": \"小白\" } }",
    );
    for (one, two, objects) in [
        (PET, PET, 1),
        (PET, turned, 1),
        (PET, short, 1),
        (short, PET, 1),
        (PET, other, 2),
        (PET, typed, 2),
    ] {
        let mut files = beginning();
        take(&mut files, &[page("feed", None, one), page("wash", None, two)]);
        assert_eq!(declared(&files, "pet"), objects, "{one:?} {two:?}: {files:#?}");
        if objects == 1 {
            let types = &files["spec/zoo/v1/types.yaml"];
            assert!(types.contains("      id: { type: string }\n"), "{types}");
            assert!(types.contains("      name: { type: string }\n"), "{types}");
        }
    }
}

/// All fields in all orders, and all lists of some of them.
fn lists(fields: &[&'static str]) -> Vec<Vec<&'static str>> {
    let longer = |list: Vec<&'static str>| {
        let others = fields.iter().filter(|field| !list.contains(field));
        let longer: Vec<_> = others.map(|field| [&list[..], &[*field]].concat()).collect();
        longer
    };
    let mut all: Vec<Vec<_>> = fields.iter().map(|field| vec![*field]).collect();
    let mut at = 0;
    while let Some(list) = all.get(at) {
        all.extend(longer(list.clone()));
        at += 1;
    }
    all
}

/// What pages state about a field stays with it, in whatever order they list it, and whichever lists more.
#[test]
fn an_object_of_several_pages_has_each_field_once_with_what_each_of_them_states() {
    const FIELDS: &[&str] = &["a", "z"];
    let lists = lists(FIELDS);
    let holds = |one: &[&str], two: &[&str]| one.iter().all(|field| two.contains(field));
    let is_one = |one: &[&str], two: &[&str]| holds(one, two) || holds(two, one);
    let mut cases = Vec::new();
    for one in &lists {
        for two in lists.iter().filter(|two| is_one(one, two)) {
            let third = lists.iter().filter(|three| is_one(one, three) && is_one(two, three));
            cases.extend(third.map(|three| [one, two, three]));
        }
    }
    let marks = |depth: usize| format!("{}└ ", "&nbsp;&nbsp;".repeat(depth));
    // A scope for each field of each page, and one page that calls one field deprecated.
    let field = |at: usize, name: &str| {
        let prose = if at == 1 && name == "a" { "已废弃" } else { "x" };
        format!(
            "| {}{name} | string | {prose}<br>**字段权限要求**：<br>- x(zoo:{name}{at}) |\n",
            marks(2)
        )
    };
    let pages = ["feed", "groom", "wash"].iter().enumerate().map(|(at, name)| {
        let object = |(number, case): (usize, &[&Vec<&str>; 3])| {
            let fields = case[at].iter().map(|name| field(at, name)).collect::<String>();
            format!("| {}o{number} | thing_{number}x | x |\n{fields}", marks(1))
        };
        let rows = cases.iter().enumerate().map(object).collect::<String>();
        page(name, None, (rows.trim_end(), "{}"))
    });
    let mut files = beginning();
    take(&mut files, &pages.collect::<Vec<_>>());
    let types = &files["spec/zoo/v1/types.yaml"];
    let declared: BTreeMap<&str, &str> =
        types.split("    wire: ").skip(1).filter_map(|text| text.split_once('\n')).collect();
    assert_eq!(types.matches("    wire: ").count(), cases.len(), "each is one type");
    for (number, case) in cases.iter().enumerate() {
        let fields = declared[format!("thing_{number}x").as_str()];
        let mut all: Vec<&str> = case.iter().flat_map(|list| list.iter().copied()).collect();
        all.sort_unstable();
        all.dedup();
        let found: Vec<_> = fields.lines().filter(|line| line.contains("{ type: ")).collect();
        assert_eq!(found.len(), all.len(), "{case:?}: {fields}");
        for name in all {
            let start = format!("      {name}: ");
            let line = found.iter().find(|line| line.starts_with(&start)).expect(fields);
            for other in FIELDS {
                for (at, list) in case.iter().enumerate() {
                    let stated = *other == name && list.contains(&name);
                    let says = line.contains(&format!("\"zoo:{other}{at}\""));
                    assert_eq!(says, stated, "{case:?}: {fields}");
                }
            }
            let stated = name == "a" && case[1].contains(&"a");
            assert_eq!(line.contains("deprecated: true"), stated, "{case:?}: {fields}");
        }
    }
}

/// All that two pages may state of a field, and all that one of them may state of it later. A field that one page alone has
/// follows that page.
#[test]
fn what_a_page_does_not_state_of_a_field_of_a_shared_object_stays_if_another_page_did() {
    /// Whether it is deprecated, and whether it needs a scope.
    const STATES: [(bool, bool); 4] = [(false, false), (false, true), (true, false), (true, true)];
    let mut cases = Vec::new();
    for one in STATES {
        for two in STATES {
            cases.extend(STATES.map(|later| [one, two, later]));
        }
    }
    let marks = |depth: usize| format!("{}└ ", "&nbsp;&nbsp;".repeat(depth));
    let rows = |at: usize, kind: &str| -> String {
        let object = |(number, case): (usize, &[(bool, bool); 3])| {
            let (deprecated, scope) = case[at];
            let prose = if deprecated { "已废弃" } else { "x" };
            let scope = scope.then(|| format!("<br>**字段权限要求**：<br>- x(zoo:s{at})"));
            let scope = scope.unwrap_or_default();
            format!(
                "| {}{kind}{number} | {kind}_{number}x | x |\n| {}a | string | {prose}{scope} |\n",
                marks(1),
                marks(2)
            )
        };
        cases.iter().enumerate().map(object).collect()
    };
    let one = |at: usize| {
        let rows = rows(at, "both") + &rows(at, "sole");
        page("feed", None, (rows.trim_end(), "{}"))
    };
    let two = page("wash", None, (rows(1, "both").trim_end(), "{}"));
    let mut files = beginning();
    take(&mut files, &[one(0), two]);
    let imported = import(&[one(2)], &sources(&files), "spec", &mut |_| {});
    assert_eq!(imported.outcomes[0].verdict, Verdict::Updated, "{:?}", imported.outcomes);
    files.extend(imported.files.iter().map(|(path, text)| (path.to_owned(), text.to_owned())));
    let all: String = files.values().map(String::as_str).collect();
    let declared: BTreeMap<&str, &str> =
        all.split("    wire: ").skip(1).filter_map(|text| text.split_once('\n')).collect();
    for (kind, stating) in [("both", &[0, 1, 2][..]), ("sole", &[2])] {
        for (number, case) in cases.iter().enumerate() {
            let fields = declared[format!("{kind}_{number}x").as_str()];
            let line = fields.lines().find(|line| line.starts_with("      a: ")).expect(fields);
            let deprecated = stating.iter().any(|at| case[*at].0);
            assert_eq!(line.contains("deprecated: true"), deprecated, "{kind} {case:?}: {line}");
            for (at, (_, scope)) in case.iter().enumerate() {
                let stated = *scope && stating.contains(&at);
                assert_eq!(line.contains(&format!("zoo:s{at}")), stated, "{kind} {case:?}: {line}");
            }
        }
    }
}

#[test]
fn requests_mean_one_object_only_if_they_list_the_same() {
    let owner =
        ("owner | owner | 否 | x\nphone | string | 否 | x\n", "\"owner\": { \"phone\": \"1\" }, ");
    let more = (
        "owner | owner | 否 | x\nphone | string | 否 | x\nmail | string | 否 | x\n",
        "\"owner\": { \"phone\": \"1\", \"mail\": \"a\" }, ",
    );
    let needed = ("owner | owner | 否 | x\nphone | string | 是 | x\n", owner.1);
    let typed = ("owner | owner | 否 | x\nphone | int | 否 | x\n", "\"owner\": { \"phone\": 1 }, ");
    for (one, two, objects) in [
        (owner, owner, 1),
        (owner, more, 2),
        (more, owner, 2),
        (owner, needed, 2),
        (owner, typed, 2),
    ] {
        let mut files = beginning();
        take(&mut files, &[page("feed", Some(one), PET), page("wash", Some(two), PET)]);
        assert_eq!(declared(&files, "owner"), objects, "{one:?} {two:?}: {files:#?}");
        // And it is the same if the specs of the first are there already.
        let mut files = beginning();
        take(&mut files, &[page("feed", Some(one), PET)]);
        take(&mut files, &[page("wash", Some(two), PET)]);
        assert_eq!(declared(&files, "owner"), objects, "{one:?} {two:?}: {files:#?}");
    }
}

#[test]
fn an_object_of_the_specs_is_taken_again_for_what_travels_the_same_way() {
    let sent = (
        "pet | pet | 否 | x\nid | string | 否 | x\nname | string | 否 | x\n",
        "\"pet\": { \"id\": \"7\", \"name\": \"小白\" }, ",
    );
    let receives = |name: &str| page(name, None, PET);
    let sends = |name: &str| page(name, Some(sent), ("pet | string | x", "{ \"pet\": \"7\" }"));
    for (what, one, two, objects) in [
        ("received twice", receives("feed"), receives("wash"), 1),
        ("sent twice", sends("feed"), sends("wash"), 1),
        ("received, then sent", receives("feed"), sends("wash"), 2),
        ("sent, then received", sends("feed"), receives("wash"), 2),
    ] {
        let mut files = beginning();
        take(&mut files, &[one]);
        take(&mut files, &[two]);
        assert_eq!(declared(&files, "pet"), objects, "{what}: {files:#?}");
    }
}

#[test]
fn shared_types_are_added_at_the_end_of_their_section_and_nothing_else_moves() {
    const SIZE: &str =
        "  Size:\n    description: How large.\n    values:\n      small: { value: 1 } # fits\n";
    const TOY: &str =
        "  Toy:\n    description: A toy.\n    fields:\n      label: { type: string }\n";
    const MOOD: &str = "  PetFeedMood:\n    description: A mood.\n    values:\n      calm: { value: 1 }\n      value_2: { value: 2 }\n";
    const PETS: &str = "  Pet:\n    wire: pet\n    description: A pet.\n    fields:\n      id: { type: string }\n      name: { type: string }\n";
    for (before, after) in [
        (
            format!("enums:\n{SIZE}\nobjects:\n{TOY}"),
            format!("enums:\n{SIZE}\n{MOOD}\nobjects:\n{TOY}\n{PETS}"),
        ),
        (
            format!("# Ours.\nobjects:\n{TOY}\n\n# More.\nenums: # numbers\n{SIZE}"),
            format!(
                "# Ours.\nobjects:\n{TOY}\n{PETS}\n\n# More.\nenums: # numbers\n{SIZE}\n{MOOD}"
            ),
        ),
        (format!("objects:\n{TOY}"), format!("objects:\n{TOY}\n{PETS}\nenums:\n{MOOD}")),
        (
            format!("enums:\n{}", SIZE.trim_end()),
            format!("enums:\n{SIZE}\n{MOOD}\nobjects:\n{PETS}"),
        ),
        (
            "ids:\n  PetId: { description: A pet. }\n".to_owned(),
            format!("ids:\n  PetId: {{ description: A pet. }}\n\nenums:\n{MOOD}\nobjects:\n{PETS}"),
        ),
        (
            format!("enums: {{}}\n\nobjects:\n{TOY}"),
            format!("enums:\n{MOOD}\nobjects:\n{TOY}\n{PETS}"),
        ),
        (
            format!("objects: {{ }} # none yet\n\nenums:\n{SIZE}"),
            format!("objects: # none yet\n{PETS}\nenums:\n{SIZE}\n{MOOD}"),
        ),
        ("objects: {}".to_owned(), format!("objects:\n{PETS}\nenums:\n{MOOD}")),
    ] {
        let mut files = beginning();
        files.insert("spec/zoo/v1/types.yaml".to_owned(), before);
        take(&mut files, &[page("feed", None, PET), page("wash", None, PET)]);
        assert_eq!(files["spec/zoo/v1/types.yaml"], after);
    }
}
