#![allow(clippy::expect_used, reason = "tests fail by panicking")]

use serde_json::json;

use super::*;

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
    let (rows, reviews) = infer(rows, example.as_ref(), &Evidence::default(), "request.body");
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
    let (rows, reviews) = infer(rows, None, &evidence, "response");
    assert_eq!((shape(&rows).as_str(), reviews.len()), ("owner(name phone) stage", 0));
}

#[test]
fn very_many_rows_end() {
    let rows: Vec<_> = (0..3_000).map(|at| object(&format!("f{}", at % 700), "thing")).collect();
    let (tree, _) = infer(rows, None, &Evidence::default(), "request.body");
    assert!(!tree.is_empty());
}
