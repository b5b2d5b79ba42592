#![allow(clippy::expect_used, reason = "tests fail by panicking")]

use std::collections::HashMap;

use serde_json::json;

use super::kin::type_name;
use super::*;
use crate::facts::RowType;
use crate::read::{UnnestedPage, nested, unnested};

fn row(name: &str, ty: RowType) -> Row {
    Row::bare(name, ty)
}

fn text(name: &str) -> Row {
    row(name, RowType::String)
}

fn object(name: &str, ty: &str) -> Row {
    row(name, RowType::Object(Some(ty.to_owned())))
}

fn list(name: &str, ty: &str) -> Row {
    row(name, RowType::List(Box::new(RowType::Object(Some(ty.to_owned())))))
}

/// `a(b c)` for a tree.
fn shape(rows: &[Row]) -> String {
    let one = |row: &Row| match row.children.as_slice() {
        [] => row.name.clone(),
        children => format!("{}({})", row.name, shape(children)),
    };
    rows.iter().map(one).collect::<Vec<_>>().join(" ")
}

fn inferred(rows: Vec<Row>, example: Option<Json>) -> (String, usize) {
    let (rows, reviews) = infer(rows, example.as_ref(), &Evidence::default());
    (shape(&rows), reviews.len())
}

#[test]
fn depths_make_a_tree() {
    let rows = ["a", "b", "c", "d", "e"].map(text).to_vec();
    assert_eq!(shape(&build(rows, &[0, 1, 2, 1, 0])), "a(b(c) d) e");
}

#[test]
fn the_sample_tells_where_an_object_ends() {
    let rows = vec![object("owner", "user"), text("name"), text("phone"), text("stage")];
    let sample = json!({ "owner": { "name": "x", "phone": "1" }, "stage": "y" });
    assert_eq!(inferred(rows, Some(sample)), ("owner(name phone) stage".to_owned(), 0));
}

#[test]
fn a_name_does_not_stand_twice_in_one_object() {
    let rows = vec![text("id"), list("files", "file"), text("id"), text("size")];
    let sample = json!({ "id": "1", "files": [{ "id": "2", "size": 3 }] });
    assert_eq!(inferred(rows, Some(sample)), ("id files(id size)".to_owned(), 0));
}

#[test]
fn what_nothing_settles_is_said() {
    let rows = vec![object("owner", "user"), text("name"), text("stage")];
    let (shape, reviews) = inferred(rows, None);
    assert!(shape.starts_with("owner(name"), "an object without a field is unlikely: {shape}");
    assert!(reviews > 0, "the stage may be the owner's");
}

#[test]
fn other_places_of_a_type_tell_its_fields() {
    let known = vec![object("creator", "user"), text("name"), text("phone"), text("made")];
    let mut evidence = Evidence::default();
    for _ in 0..3 {
        evidence.add_depths(&known, &[0, 1, 1, 0]);
    }
    let rows = vec![object("owner", "user"), text("name"), text("phone"), text("stage")];
    let (rows, reviews) = infer(rows, None, &evidence);
    assert_eq!((shape(&rows).as_str(), reviews.len()), ("owner(name phone) stage", 0));
}

/// All trees of a few rows: what is known of types afterwards, held against the trees themselves.
#[test]
fn the_fields_of_a_type_are_what_stands_directly_in_it() {
    const ROWS: usize = 6;
    let rows: Vec<_> =
        (0..ROWS).map(|at| object(&format!("f{at}"), ["t0", "t1", "t2"][at % 3])).collect();
    let mut open = vec![vec![0]];
    while let Some(depths) = open.pop() {
        if depths.len() < ROWS {
            let deepest = depths.last().map_or(0, |last| last + 1);
            open.extend((0..=deepest).map(|depth| [&depths[..], &[depth]].concat()));
            continue;
        }
        let mut evidence = Evidence::default();
        evidence.add_depths(&rows, &depths);
        let mut expected = HashMap::<&str, (usize, HashMap<String, usize>)>::new();
        let tree = build(rows.clone(), &depths);
        let mut below: Vec<&Row> = tree.iter().collect();
        while let Some(row) = below.pop() {
            let (places, children) =
                expected.entry(type_name(&row.ty).expect("a type")).or_default();
            *places += usize::from(!row.children.is_empty());
            for child in &row.children {
                *children.entry(child.name.clone()).or_default() += 1;
                below.push(child);
            }
        }
        for (ty, (places, children)) in expected {
            let known = evidence.of_type(ty);
            let found = known.map(|known| (known.places, known.children.clone()));
            assert_eq!(found.unwrap_or_default(), (places, children), "{ty} in {depths:?}");
        }
    }
}

#[test]
fn what_is_in_an_object_inside_a_type_elsewhere_is_none_of_its_own_fields() {
    let rows = |file: RowType| {
        let inside = [object("offer", "offer"), row("attachment", file), text("id"), text("name")];
        [&[text("id"), text("name")], &inside[..]].concat()
    };
    let mut evidence = Evidence::default();
    let known = rows(RowType::Object(Some("file".to_owned())));
    evidence.add_depths(&known, &[0, 0, 0, 1, 2, 2]);
    // Another page calls the attachment nothing but an object.
    let (rows, reviews) = infer(rows(RowType::Object(None)), None, &evidence);
    assert_eq!(shape(&rows), "id name offer(attachment(id name))");
    assert_eq!(reviews, [], "the offer has no name of its own");
}

#[test]
fn of_very_many_rows_none_is_lost() {
    fn count(rows: &[Row]) -> usize {
        rows.iter().map(|row| 1 + count(&row.children)).sum()
    }
    let rows: Vec<_> = (0..3_000).map(|at| object(&format!("f{}", at % 700), "thing")).collect();
    let (tree, _) = infer(rows, None, &Evidence::default());
    assert_eq!(count(&tree), 3_000);
}

#[test]
fn the_order_of_the_sample_decides_where_a_name_has_two_places() {
    let rows = vec![object("owner", "user"), text("name"), text("id")];
    let sample = json!({ "owner": { "id": "1", "name": "x" }, "id": "2" });
    let (shape, reviews) = inferred(rows, Some(sample));
    assert_eq!(shape, "owner(name) id", "the owner's id comes before its name");
    assert!(reviews > 0, "and the other place is told");
}

#[test]
fn an_object_that_shows_its_own_fields_may_list_none_of_them() {
    let shown = |example| Row { example, ..object("owner", "user") };
    let sample = json!({ "owner": { "x": 1 } });
    let rows = vec![shown(Some(json!({ "x": 1 }))), text("name")];
    assert_eq!(inferred(rows, Some(sample.clone())), ("owner name".to_owned(), 0));
    let (shape, reviews) = inferred(vec![shown(None), text("name")], Some(sample));
    assert!(
        shape == "owner name" && reviews > 0,
        "{shape}: without a sample of its own, it is doubtful"
    );
}

#[test]
fn an_object_whose_own_sample_shows_the_next_row_has_it_for_a_field() {
    let shown =
        |sample| vec![Row { example: Some(sample), ..object("owner", "user") }, text("name")];
    let told = ("owner(name)".to_owned(), 0);
    assert_eq!(inferred(shown(json!({ "name": "x" })), None), told);
    let (_, reviews) = inferred(shown(json!({ "x": 1 })), None);
    assert!(reviews > 0, "one whose sample shows other fields may list none of them");
}

/// More doubts than trees are followed: those of trees that were given up are told, too.
#[test]
fn every_doubt_is_told_however_many_there_are() {
    let rows: Vec<_> = (0..8)
        .flat_map(|at| {
            [
                object(&format!("o{at}"), &format!("t{at}")),
                text(&format!("a{at}")),
                text(&format!("b{at}")),
            ]
        })
        .collect();
    let (_, reviews) = infer(rows, None, &Evidence::default());
    for at in 0..8 {
        let name = format!("b{at}");
        let is_told = reviews.iter().any(|review| review.place.ends_with(&name));
        assert!(is_told, "{name} may stand elsewhere: {reviews:#?}");
    }
}

#[test]
fn a_doubt_says_where_the_row_stands_and_where_else_it_could() {
    let owner = Row { line: 7, ..object("owner", "user") };
    let rows = vec![owner, text("name"), text("stage")];
    let (_, reviews) = infer(rows, None, &Evidence::default());
    let expected = Review {
        place: "request.body.owner.stage".to_owned(),
        chosen: "a field of `owner` (line 7)".to_owned(),
        alternatives: vec!["a field of the whole".to_owned()],
    };
    let reviews: Vec<_> = reviews.into_iter().map(|review| review.below("request.body")).collect();
    assert_eq!(reviews, [expected]);
}

#[test]
fn only_an_object_that_is_no_map_and_no_free_one_must_have_a_field() {
    let map = |ty| RowType::Map(Box::new(ty));
    let list = |ty| RowType::List(Box::new(ty));
    let named = |name: &str| RowType::Object(Some(name.to_owned()));
    for (ty, is_doubtful) in [
        (named("user"), false),
        (RowType::Object(None), false),
        (list(named("user")), false),
        (RowType::Any, true),
        (map(named("user")), true),
        (list(map(named("user"))), true),
        (list(RowType::Any), true),
        (named("enum"), true),
    ] {
        // The next row may be its field, or the next one of the whole.
        let (_, reviews) = inferred(vec![row("first", ty.clone()), text("name")], None);
        assert_eq!(reviews > 0, is_doubtful, "{ty:?}");
    }
}

#[test]
fn what_stands_beside_an_object_elsewhere_is_none_of_its_fields() {
    let known = [object("creator", "user"), text("name"), object("maker", "firm"), text("seat")];
    let mut evidence = Evidence::default();
    evidence.add_depths(&known, &[0, 1, 0, 1]);
    let rows = vec![object("owner", "user"), text("name"), text("seat")];
    let (rows, reviews) = infer(rows, None, &evidence);
    assert_eq!((shape(&rows).as_str(), reviews.len()), ("owner(name) seat", 0));
}

#[test]
fn a_sample_is_looked_into_through_lists_of_lists() {
    let rows = vec![list("owners", "user"), text("name"), text("stage")];
    for depth in 0..8 {
        let owners = (0..depth).fold(json!({ "name": "x" }), |inner, _| json!([inner]));
        let sample = json!({ "owners": owners, "stage": "y" });
        let expected = ("owners(name) stage".to_owned(), 0);
        assert_eq!(inferred(rows.clone(), Some(sample)), expected, "{depth}");
    }
}

/// Elements leave out what they have no value for: in all ways in which each field comes first in one of three elements, and
/// is repeated in the later ones or not.
#[test]
fn fields_that_only_some_elements_of_a_list_have_are_shown_by_the_sample() {
    let rows = vec![
        list("owners", "user"),
        text("name"),
        object("home", "place"),
        text("street"),
        text("phone"),
        text("stage"),
    ];
    let values = [("name", json!("x")), ("home", json!({ "street": "y" })), ("phone", json!("1"))];
    for case in 0..3_usize.pow(3) {
        let first = [case % 3, case / 3 % 3, case / 9];
        if !first.is_sorted() {
            continue;
        }
        for repeated in [false, true] {
            let has = |at: usize, from: usize| at == from || repeated && at > from;
            let element = |at: usize| -> Json {
                let fields = values.iter().zip(first).filter(|(_, from)| has(at, *from));
                fields.map(|((name, value), _)| ((*name).to_owned(), value.clone())).collect()
            };
            let elements = [0, 1, 2].map(element);
            let expected = ("owners(name home(street) phone) stage".to_owned(), 0);
            for owners in [json!(elements), json!([[], [elements[0], elements[1]], [elements[2]]])]
            {
                let sample = json!({ "owners": owners, "stage": "z" });
                assert_eq!(inferred(rows.clone(), Some(sample.clone())), expected, "{sample}");
            }
        }
    }
}

/// A page with these rows in the body, and nothing that tells how they are nested.
fn page(rows: &[&str]) -> UnnestedPage {
    let rows: String = rows.iter().map(|row| format!("{row} | x\n")).collect();
    let text = format!(
        "# x\n\n## 请求\n名称 | 值\n---|---\nHTTP URL | https://open.feishu.cn/open-apis/x/v1/y\nHTTP Method | POST\n\n### 请求体\n名称 | 类型 | 描述\n--- | --- | ---\n{rows}"
    );
    unnested(&text, "page.md").expect("a page")
}

#[test]
fn rows_that_follow_a_type_on_every_page_are_its_fields() {
    let owner = ["owner | user", "name | string", "phone | string"];
    let pages = ["stage", "paid_by", "colour"].map(|last| {
        let last = format!("{last} | string");
        page(&[&owner[..], &[last.as_str()]].concat())
    });
    let evidence = Evidence::of(&pages);
    let [first, ..] = pages;
    assert_eq!(shape(&nested(first, &evidence).body), "owner(name phone) stage");
}
