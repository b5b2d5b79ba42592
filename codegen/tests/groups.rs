//! Groups of resources: which parts of a crate are there with which features.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use feishu_codegen::{FileSet, Package, Sources, Target, Written, generate, products};

const OWNER: &str = r#"
operation: zoo.v1.owner.get
summary: Get an owner
page: https://pages.example/owner/get
page_updated: 2025-01-31
http: GET /open-apis/zoo/v1/owners/:owner_id
tokens: [tenant_access_token]
apps: [custom]
request:
  path:
    owner_id: { type: OwnerId, example: "8" }
response:
  data:
    pets: { type: "[Pet]" }
"#;

/// What is generated of three resources, with these groups in the manifest.
fn generated(groups: &str) -> FileSet {
    let mut sources = Sources::new();
    let manifest = "product: zoo\ntitle: Zoo\ndescription: Pets.\ncrate: feishu-zoo\nmain: v1\n";
    sources.add("spec/zoo/product.yaml", format!("{manifest}{groups}"));
    sources.add("spec/platform.yaml", include_str!("fixture/platform.yaml"));
    sources.add("spec/zoo/v1/types.yaml", include_str!("fixture/types.yaml"));
    sources.add("spec/zoo/v1/pet/replace.yaml", include_str!("fixture/replace.yaml"));
    sources.add("spec/zoo/v1/pet/list.yaml", include_str!("fixture/list.yaml"));
    sources.add("spec/zoo/v1/token/issue.yaml", include_str!("fixture/issue.yaml"));
    sources.add("spec/zoo/v1/owner/get.yaml", OWNER);
    let specs = Written::of(sources);
    let (found, problems) = products(&specs, "spec", &Default::default());
    assert!(problems.is_empty(), "{problems:?}");
    let product = found.into_iter().next().expect("a product");
    let package = Some(Package { product, front_page: None, publish: true });
    let target = Target { package, ..Target::sdk("sdk", "spec/zoo") };
    let (files, problems) = generate(specs.sources(), &target);
    assert!(problems.is_empty(), "{problems:?}");
    files
}

const GROUPS: &str = "groups:\n  owners: [owner]\n  pets: [pet]\n  tokens: [token]\n";

/// The condition of an item: the attribute above its line, or nothing.
fn condition(files: &FileSet, path: &str, item: &str) -> String {
    let text = files.get(&format!("sdk/src/generated/{path}")).expect("the file");
    let mut above = "";
    for line in text.lines() {
        if line == item {
            let condition = above.strip_prefix("#[cfg(").and_then(|rest| rest.strip_suffix(")]"));
            return condition.unwrap_or_default().to_owned();
        }
        above = line;
    }
    panic!("{path} has no {item}:\n{text}")
}

#[test]
fn a_type_is_there_with_the_groups_whose_operations_use_it_also_through_other_types() {
    let files = generated(GROUPS);
    let both = "any(feature = \"owners\", feature = \"pets\")";
    let cases = [
        ("resources/mod.rs", "pub mod owner;", "feature = \"owners\""),
        ("resources/mod.rs", "pub mod token;", "feature = \"tokens\""),
        // In the responses of both, as an item of a list.
        ("types/mod.rs", "mod pet;", both),
        ("types/mod.rs", "pub use pet::Pet;", both),
        // A field of it.
        ("types/mod.rs", "mod size;", both),
        // In the requests of one.
        ("types/mod.rs", "mod toy;", "feature = \"pets\""),
        ("strategies/mod.rs", "pub mod toy;", "feature = \"pets\""),
        ("mod.rs", "pub use ids::*;", both),
        ("mod.rs", "pub mod types;", ""),
    ];
    for (path, item, expected) in cases {
        assert_eq!(condition(&files, path, item), expected, "{path}: {item}");
    }
}

#[test]
fn what_all_groups_use_needs_no_feature() {
    let files = generated("groups:\n  owners: [owner, token]\n  pets: [pet]\n");
    assert_eq!(condition(&files, "types/mod.rs", "mod pet;"), "");
    assert_eq!(condition(&files, "types/mod.rs", "mod toy;"), "feature = \"pets\"");
    assert_eq!(condition(&files, "resources/mod.rs", "pub mod owner;"), "feature = \"owners\"");
}

#[test]
fn a_group_is_a_feature_that_is_on_by_default_and_the_docs_of_what_needs_it_say_so() {
    let files = generated(GROUPS);
    let manifest = files.get("sdk/Cargo.toml").expect("a manifest");
    let manifest: toml::Table = toml::from_str(manifest).expect("TOML");
    let features = manifest.get("features").expect("features");
    let of = |name: &str| features[name].as_array().expect("a list").clone();
    assert_eq!(of("default"), ["full".into(), "tls".into()]);
    assert_eq!(of("full"), ["owners".into(), "pets".into(), "tokens".into()]);
    assert!(of("owners").is_empty() && of("pets").is_empty() && of("tokens").is_empty());
    for path in ["sdk/README.md", "sdk/src/lib.rs"] {
        let text = files.get(path).expect("the file");
        assert!(text.contains("| `pets` | yes | the resource `pet` with its types |"), "{text}");
    }
    let client = files.get("sdk/src/generated/client.rs").expect("the client");
    let accessor = "    /// Requires the feature `pets`, which is on by default.\n    #[cfg(feature = \
                    \"pets\")]\n    #[inline]\n    pub fn pet(&self)";
    assert!(client.contains(accessor), "{client}");
}

#[test]
fn without_groups_nothing_needs_a_feature_of_one_and_schemas_are_whole_either_way() {
    let (with, without) = (generated(GROUPS), generated(""));
    for (path, text) in without.iter() {
        let others = ["\"proptest\"", "\"full-serde\""];
        let of_group =
            |line: &&str| line.contains("cfg(") && !others.iter().any(|one| line.contains(one));
        if path.contains("/src/generated/") {
            assert_eq!(text.lines().find(of_group), None, "{path}");
        }
        if path.contains("/schema/") {
            assert_eq!(with.get(path), Some(text), "{path}");
        }
    }
    let manifest = without.get("sdk/Cargo.toml").expect("a manifest");
    assert!(
        manifest.contains("default = [\"tls\"]") && !manifest.contains("full = "),
        "{manifest}"
    );
}
