//! Crates that are generated whole: that of a product, and that of all of them.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use feishu_codegen::{Facade, FileSet, Package, Product, Sources, Target, generate};

const HOSTILE: &str =
    "\"]\nx = 1 \u{202e}*/ fn main() {} /*\n\n```\nfn main() {}\n```\n\n# A heading\n<script>";

fn package(front_page: Option<&str>, text: &str) -> FileSet {
    let product = Product {
        name: "zoo".to_owned(),
        title: text.to_owned(),
        description: text.to_owned(),
        krate: "feishu-zoo".to_owned(),
        main: "v1".to_owned(),
        groups: Vec::new(),
    };
    let front_page = front_page.map(str::to_owned);
    let mut sources = Sources::new();
    sources.add("spec/platform.yaml", include_str!("fixture/platform.yaml"));
    sources.add("spec/zoo/v1/types.yaml", include_str!("fixture/types.yaml"));
    sources.add("spec/zoo/v1/pet/replace.yaml", include_str!("fixture/replace.yaml"));
    sources.add("spec/zoo/v1/pet/list.yaml", include_str!("fixture/list.yaml"));
    sources.add("spec/zoo/v1/token/issue.yaml", include_str!("fixture/issue.yaml"));
    let package = Some(Package { product, front_page, publish: true });
    let target = Target { package, ..Target::sdk("sdk/zoo", "spec/zoo") };
    let (files, problems) = generate(&sources, &target);
    assert!(problems.is_empty(), "{problems:?}");
    files
}

#[test]
fn the_crate_has_a_manifest_a_readme_and_a_library_and_nothing_of_examples_and_tests() {
    let files = package(None, "The zoo");
    let manifest = files.get("sdk/zoo/Cargo.toml").expect("a manifest");
    assert!(
        manifest.contains("name = \"feishu-zoo\"") && !manifest.contains("publish"),
        "{manifest}"
    );
    let readme = files.get("sdk/zoo/README.md").expect("a README");
    assert!(readme.contains("| `client.pet().replace(…)` | Replace a pet |"), "{readme}");
    let library = files.get("sdk/zoo/src/lib.rs").expect("a library");
    assert!(library.contains("//! let client = feishu_zoo::Client::from_env()?;"), "{library}");
    let mut others = files.clone();
    assert!(others.insert("sdk/zoo/src/generated/x.rs", "").is_ok());
    for path in
        ["sdk/zoo/examples/a.rs", "sdk/zoo/tests/a.rs", "sdk/zoo/build.rs", "sdk/x/Cargo.toml"]
    {
        assert!(others.insert(path, "").is_err(), "{path}");
    }
}

#[test]
fn a_front_page_is_the_docs_of_the_crate_with_the_features_behind_it() {
    let files = package(Some("Pets.\r\n\r\n```\nlet x = 1;\n```\n\n"), "The zoo");
    let library = files.get("sdk/zoo/src/lib.rs").expect("a library");
    assert!(
        library.contains(
            "\n\n//! Pets.\n//!\n//! ```\n//! let x = 1;\n//! ```\n//!\n//! # Features\n"
        ),
        "{library}"
    );
}

#[test]
fn text_of_a_manifest_stays_text_in_every_file_of_the_crate() {
    let files = package(None, HOSTILE);
    let get = |path: &str| files.get(path).expect("there").to_owned();
    let (manifest, library) = (get("sdk/zoo/Cargo.toml"), get("sdk/zoo/src/lib.rs"));
    let lines = |text: &str| text.lines().filter(|line| line.contains("fn main() {}")).count();
    assert_eq!(lines(&manifest), 1, "{manifest}");
    assert!(manifest.contains("\ndescription = \"Rust SDK for \\\"]\u{fffd}x = 1 "), "{manifest}");
    let fences = library.lines().filter(|line| line.starts_with("//! ```")).count();
    assert_eq!(fences, 2, "the two of our own example: {library}");
    assert!(!library.contains("//! # A heading") && !library.contains("//! <script>"), "{library}");
    assert!(
        !library.contains('\u{202e}') && !get("sdk/zoo/README.md").contains("\n# A"),
        "{library}"
    );
    assert!(library.lines().all(|line| !line.contains("main() {}") || line.starts_with("//! ")));
}

#[test]
fn the_crate_of_all_products_has_each_behind_a_feature_with_all_of_its_groups_and_hands_the_common_ones_on()
 {
    let mut sources = Sources::new();
    sources.add("spec/platform.yaml", include_str!("fixture/platform.yaml"));
    for name in ["zoo", "ark"] {
        let groups = if name == "ark" { "groups:\n  tokens: [token]\n" } else { "" };
        let manifest = format!(
            "product: {name}\ntitle: \"The\\n{name} = []\"\ndescription: Pets.\ncrate: feishu-{name}\nmain: v1\n{groups}"
        );
        let issue = include_str!("fixture/issue.yaml").replace("zoo", name);
        sources.add(format!("spec/{name}/product.yaml"), manifest);
        sources.add(
            format!("spec/{name}/v1/token/issue.yaml"),
            issue.replace("pages.example", &format!("pages.example/{name}")),
        );
    }
    let facade = Facade {
        krate: "crates/all".to_owned(),
        products: "../sdk".to_owned(),
        version: "1.2.3".to_owned(),
    };
    let target = Target { sdk: None, facade: Some(facade), ..Target::sdk("", "spec") };
    let (files, problems) = generate(&sources, &target);
    assert!(problems.is_empty(), "{problems:?}");
    let table = |text: &str| toml::from_str::<toml::Table>(text).expect("TOML");
    let manifest = table(files.get("crates/all/Cargo.toml").expect("a manifest"));
    let expected = table(
        r#"
[features]
default = ["tls"]
tls = ["feishu-core/tls"]
redis = ["feishu-core/redis"]
full-serde = ["feishu-ark?/full-serde", "feishu-zoo?/full-serde"]
schemars = ["feishu-core/schemars", "feishu-ark?/schemars", "feishu-zoo?/schemars"]
proptest = ["feishu-core/proptest", "feishu-ark?/proptest", "feishu-zoo?/proptest"]
full = ["ark", "zoo"]
ark = ["dep:feishu-ark", "feishu-ark/full"]
zoo = ["dep:feishu-zoo"]

[dependencies]
feishu-core = { workspace = true }
feishu-ark = { path = "../sdk/feishu-ark", version = "=1.2.3", default-features = false, optional = true }
feishu-zoo = { path = "../sdk/feishu-zoo", version = "=1.2.3", default-features = false, optional = true }
"#,
    );
    for part in ["features", "dependencies"] {
        assert_eq!(manifest.get(part), expected.get(part), "{part}");
    }
}
