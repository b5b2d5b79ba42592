//! What a folder of specs must say to be a product.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::collections::{BTreeMap, BTreeSet};

use feishu_codegen::{Code, Product, Sources, Written, products};

const ZOO: &str = "spec/zoo/product.yaml";
const MANIFEST: &str =
    "product: zoo\ntitle: The zoo\ndescription: Pets.\ncrate: feishu-zoo\nmain: v1\n";

fn fixture() -> BTreeMap<&'static str, String> {
    BTreeMap::from([
        (ZOO, MANIFEST.to_owned()),
        ("spec/zoo/v1/pet/get.yaml", include_str!("fixture/list.yaml").to_owned()),
        ("spec/platform.yaml", include_str!("fixture/platform.yaml").to_owned()),
    ])
}

fn read(
    files: &BTreeMap<&str, String>,
) -> (Sources, Vec<Product>, Vec<feishu_codegen::Diagnostic>) {
    let mut sources = Sources::new();
    for (path, text) in files {
        sources.add(*path, text.clone());
    }
    let taken = BTreeSet::from(["feishu-core".to_owned()]);
    let specs = Written::of(sources);
    let (found, problems) = products(&specs, "spec", &taken);
    (specs.sources().clone(), found, problems)
}

#[test]
fn a_folder_with_a_manifest_is_a_product() {
    let (_, found, problems) = read(&fixture());
    assert!(problems.is_empty(), "{problems:?}");
    let [zoo] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(
        (zoo.name.as_str(), zoo.library().as_str(), zoo.main.as_str()),
        ("zoo", "feishu_zoo", "v1")
    );
}

/// What is said of a mistake: its code, its place, and a part of its text.
#[test]
fn every_mistake_in_a_manifest_has_a_place_and_a_remedy() {
    let edited = |from: &str, to: &str| {
        assert!(MANIFEST.contains(from), "{from}");
        MANIFEST.replace(from, to)
    };
    let cases = [
        (edited("title: The zoo\n", ""), Code::MissingKey, "add `title:`"),
        (edited("main: v1", "main: v1\nmian: v1"), Code::UnknownKey, "did you mean `main`?"),
        (edited("title: The zoo", "title: [zoo]"), Code::WrongKind, "put it in quotes"),
        (edited("main: v1", "main: one"), Code::BadValue, "^v[0-9]+$"),
        (edited("main: v1", "main: v2"), Code::BadValue, "its folder has v1"),
        (edited("feishu-zoo", "../zoo"), Code::BadValue, "is not a value of `crate`"),
        (edited("feishu-zoo", "feishu-core"), Code::NameCollision, "such as `feishu-zoo`"),
        (
            edited("product: zoo", "product: tiergarten"),
            Code::MisplacedFile,
            "or rename the folder",
        ),
        (String::new(), Code::EmptyFile, "copy a spec"),
    ];
    for (manifest, code, part) in cases {
        let mut files = fixture();
        files.insert(ZOO, manifest.clone());
        let (sources, found, problems) = read(&files);
        assert_eq!(found, [], "{manifest}");
        let [problem] = problems.as_slice() else { panic!("{manifest}: {problems:?}") };
        assert_eq!(problem.code, code, "{manifest}");
        assert_eq!(problem.place(&sources).map(|(path, ..)| path), Some(ZOO), "{manifest}");
        let text = problem.render(&sources, false);
        assert!(text.contains(part), "{text}");
    }
}

#[test]
fn a_folder_without_a_manifest_is_told_what_to_write_and_that_is_enough() {
    let mut files = fixture();
    files.remove(ZOO);
    let (sources, found, problems) = read(&files);
    assert_eq!(found, []);
    let [problem] = problems.as_slice() else { panic!("{problems:?}") };
    assert_eq!(problem.code, Code::MissingFile);
    assert_eq!(problem.place(&sources).map(|(path, ..)| path), Some("spec/zoo/v1/pet/get.yaml"));
    let (_, manifest) =
        problem.help.as_deref().and_then(|help| help.split_once('\n')).expect("lines");
    files.insert(ZOO, manifest.to_owned());
    let (_, found, problems) = read(&files);
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(found.len(), 1);
}

#[test]
fn two_products_share_no_crate_and_none_has_the_name_of_a_feature() {
    let mut files = fixture();
    for name in ["ark", "tls", "type"] {
        let path: &'static str = format!("spec/{name}/product.yaml").leak();
        let manifest = MANIFEST.replace("zoo", name);
        files.insert(path, manifest.replace("feishu-ark", "feishu-zoo"));
        files.insert(format!("spec/{name}/v1/pet/get.yaml").leak(), String::new());
    }
    let (sources, found, problems) = read(&files);
    assert_eq!(found.iter().map(|product| product.name.as_str()).collect::<Vec<_>>(), ["ark"]);
    let said: Vec<_> = problems
        .iter()
        .map(|problem| (problem.code, problem.place(&sources).expect("a place").0))
        .collect();
    assert_eq!(
        said,
        [
            (Code::BadName, "spec/tls/product.yaml"),
            (Code::BadName, "spec/type/product.yaml"),
            (Code::NameCollision, ZOO),
        ]
    );
}
