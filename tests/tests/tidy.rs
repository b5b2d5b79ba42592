//! What no linter knows.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

#[allow(dead_code, reason = "other tests need the rest")]
mod support;

use std::collections::BTreeSet;

use support::{files_below, text, yaml};

/// Machines' clocks are set while programs run. No policy may depend on one: tokens, windows, waits
/// and deadlines run on Tokio's clock, which only goes forward, and which a test can pause. The
/// journal of a bulk run outlives its process, and with it every clock but this.
#[test]
fn the_runtime_never_asks_for_the_wall_clock() {
    let mut checked = 0;
    for path in files_below("crates/feishu-core/src") {
        let is_test = path.ends_with("/fuzz.rs") || path.ends_with("/tests.rs");
        let outlives = path.contains("/bulk/");
        if !path.ends_with(".rs") || is_test || outlives {
            continue;
        }
        let text = text(&path);
        let code: Vec<_> =
            text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        for clock in ["SystemTime::now", "std::time::Instant"] {
            assert!(!code.iter().any(|line| line.contains(clock)), "{path} uses {clock}");
        }
        checked += 1;
    }
    assert!(checked > 30);
}

/// Files that name a product although no test, and why the fact is not in `product.yaml`.
/// `products_are_named_in_their_specs` refuses every other one, and an entry here that is no longer
/// needed.
const NAME_A_PRODUCT: &[(&str, &str, &str)] = &[
    (
        "crates/feishu-emulator/src/log.rs",
        "auth",
        "a constant for tests of callers: the operation that a client starts with",
    ),
    (
        "crates/feishu-emulator/src/ui/app.js",
        "auth",
        "the page shows how to get a token with curl, whatever the product",
    ),
    ("xtask/src/cli.rs", "hire", "help shows commands that can be run"),
    ("tests/Cargo.toml", "auth", "tests by example need the crates by name"),
    ("tests/Cargo.toml", "hire", "tests by example need the crates by name"),
    ("tests/stranger/Cargo.toml", "hire", "stands for a crate of somebody that uses one product"),
    ("tests/stranger/src/lib.rs", "hire", "stands for a crate of somebody that uses one product"),
    ("tests/stranger/src/own.rs", "hire", "stands for a crate of somebody that uses one product"),
];

/// Files of the emulator in which the name of a resource stands all the same. Docs may take one for an example, and a migration
/// has to name what was stored before it.
const NAME_A_RESOURCE: &[(&str, &str, &str)] = &[
    ("crates/feishu-emulator/src/cli.rs", "attachment", "help shows a seed that can be used"),
    ("crates/feishu-emulator/src/cli.rs", "external_offer", "help shows a seed that can be used"),
    (
        "crates/feishu-emulator/src/download.rs",
        "attachment",
        "a word of HTTP: a file is saved, not shown",
    ),
];

/// Tests that name the crates of several products and yet are no list of products, which would have
/// to be derived.
const NAME_SEVERAL_CRATES: &[(&str, &str)] = &[
    ("tests/tests/attachments.rs", "a form of one product with a token that another one issued"),
    ("tests/tests/facts.rs", "the page of one operation, and the tokens that the platform names"),
    ("tests/tests/openapi.rs", "calls that issue a token, and calls that need it"),
    ("tests/tests/other_clients.rs", "programs that get a token and then write an offer"),
    ("tests/vendor/progenitor/build.rs", "a program that gets a token and then writes an offer"),
    ("tests/vendor/progenitor/src/main.rs", "a program that gets a token and then writes an offer"),
];

/// A product, by what names it in source: its crate, its folder, its feature, its operations and
/// their routes.
struct Product {
    name: String,
    crates: [String; 2],
    others: Vec<String>,
}

impl Product {
    fn all() -> Vec<Self> {
        let manifests =
            files_below("spec").into_iter().filter(|path| path.ends_with("/product.yaml"));
        let products = manifests.map(|path| {
            let facts = yaml(&path);
            let name = facts["product"].as_str().expect("a name").to_owned();
            let krate = facts["crate"].as_str().expect("a crate").to_owned();
            let mut others = vec![
                format!("spec/{name}"),
                format!("open-apis/{name}/"),
                format!("feishu::{name}"),
                format!("\"{name}\""),
                format!("'{name}'"),
            ];
            others.extend((1..10).map(|version| format!("{name}.v{version}.")));
            Self { crates: [krate.replace('-', "_"), krate], name, others }
        });
        let products: Vec<_> = products.collect();
        assert!(products.len() >= 2, "there are products");
        products
    }

    fn has_its_crate_in(&self, source: &str) -> bool {
        self.crates.iter().any(|name| source.contains(name))
    }

    fn is_named_in(&self, source: &str) -> bool {
        self.has_its_crate_in(source) || self.others.iter().any(|name| source.contains(name))
    }
}

/// What a person wrote, without specs, prose and what the tests of others wrote down.
fn sources() -> impl Iterator<Item = String> {
    let files = ["codegen", "crates", "tests", "xtask", ".ci", ".cargo"].into_iter();
    let files =
        files.flat_map(files_below).chain(["Cargo.toml", ".gitattributes"].map(str::to_owned));
    let extensions = ["rs", "toml", "js", "mjs", "ts", "py", "html", "css"];
    files.filter(move |path| {
        let is_generated =
            ["/generated/", "crates/sdk/", "crates/feishu/Cargo.toml", "tests/kitchen/"];
        let name = path.rsplit('/').next().unwrap_or_default();
        let is_source = match name.rsplit_once('.') {
            Some((_, extension)) => extensions.contains(&extension) || name == ".gitattributes",
            None => true,
        };
        is_source && !is_generated.iter().any(|part| path.contains(part))
    })
}

/// Whether all of a file is tests, or an example. `tests/src` is a library.
fn is_of_tests(path: &str) -> bool {
    let folders = ["/tests/", "/examples/", "tests/vendor/", "tests/bench/", "tests/mutants/"];
    let names = ["/tests.rs", "/fuzz.rs"];
    folders.iter().any(|part| path.contains(part)) || names.iter().any(|name| path.ends_with(name))
}

/// The code of a file: no comments, and nothing of the tests at its end.
fn code(path: &str) -> String {
    let text = text(path);
    let end = text.find("\nmod tests {").unwrap_or(text.len());
    let comment = if path.ends_with(".rs") || path.ends_with("js") { "//" } else { "#" };
    let lines = text[..end].lines().filter(|line| !line.trim_start().starts_with(comment));
    lines.collect::<Vec<_>>().join("\n")
}

/// A product is what its folder says. Source that names one would have to be edited for the next
/// one.
#[test]
fn products_are_named_in_their_specs() {
    let products = Product::all();
    let mut checked = 0;
    let mut found = BTreeSet::new();
    for path in sources().filter(|path| !is_of_tests(path)) {
        let code = code(&path);
        let named = products.iter().filter(|product| product.is_named_in(&code));
        found.extend(named.map(|product| (path.clone(), product.name.clone())));
        checked += 1;
    }
    assert!(checked > 300, "{checked}");
    let allowed: BTreeSet<_> = NAME_A_PRODUCT
        .iter()
        .map(|(path, product, _)| ((*path).to_owned(), (*product).to_owned()))
        .collect();
    let new: Vec<_> = found.difference(&allowed).collect();
    assert!(new.is_empty(), "derive these from product.yaml, or say why not: {new:#?}");
    let stale: Vec<_> = allowed.difference(&found).collect();
    assert!(stale.is_empty(), "these name no product, so strike them off the list: {stale:#?}");
}

/// A test may take a product for an example. One that goes through all of them is to find them by
/// itself.
#[test]
fn tests_of_every_product_do_not_list_the_products() {
    let products = Product::all();
    let lists = sources().filter(|path| is_of_tests(path)).filter(|path| {
        let code = code(path);
        products.iter().filter(|product| product.has_its_crate_in(&code)).count() > 1
    });
    let found: Vec<_> = lists.collect();
    let found: BTreeSet<_> = found.iter().map(String::as_str).collect();
    let allowed: BTreeSet<_> = NAME_SEVERAL_CRATES.iter().map(|(path, _)| *path).collect();
    let new: Vec<_> = found.difference(&allowed).collect();
    assert!(new.is_empty(), "go through `feishu_tests::products`, or say why not: {new:#?}");
    let stale: Vec<_> = allowed.difference(&found).collect();
    assert!(stale.is_empty(), "these list nothing, so strike them off the list: {stale:#?}");
}

/// The names of all resources, apart from those by which apps get tokens: these are the platform's, and no product's alone.
fn resources() -> BTreeSet<String> {
    let platform = text("spec/platform.yaml");
    let specs = files_below("spec").into_iter().filter(|path| path.ends_with(".yaml"));
    let resources = specs.filter_map(|path| {
        let [_, product, version, resource, _] = path.split('/').collect::<Vec<_>>()[..] else {
            return None;
        };
        let issues_tokens = platform.contains(&format!("{product}.{version}.{resource}."));
        (!issues_tokens).then(|| resource.to_owned())
    });
    resources.collect()
}

/// Whether a text has a name, or its plural, as a word.
fn has_word(text: &str, name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(name).any(|(at, _)| {
        let rest = &text[at + name.len()..];
        let rest = rest.strip_prefix('s').unwrap_or(rest);
        !text[..at].ends_with(is_part) && !rest.starts_with(is_part)
    })
}

/// What the emulator keeps is data of the catalogue: a new product's objects are kept without a line of code.
#[test]
fn the_emulator_knows_no_resource() {
    let resources = resources();
    assert!(resources.len() >= 8 && resources.contains("external_offer"), "{resources:?}");
    let mut found = BTreeSet::new();
    let mut checked = 0;
    for path in files_below("crates/feishu-emulator/src") {
        let is_data = path.contains("/generated/") || path.ends_with(".sql");
        if is_data {
            continue;
        }
        let code = code(&path);
        let named = resources.iter().filter(|name| has_word(&code, name));
        found.extend(named.map(|name| (path.clone(), name.clone())));
        checked += 1;
    }
    assert!(checked > 60, "{checked}");
    let allowed: BTreeSet<_> = NAME_A_RESOURCE
        .iter()
        .map(|(path, resource, _)| ((*path).to_owned(), (*resource).to_owned()))
        .collect();
    let new: Vec<_> = found.difference(&allowed).collect();
    assert!(new.is_empty(), "have these in product.yaml, or say why not: {new:#?}");
    let stale: Vec<_> = allowed.difference(&found).collect();
    assert!(stale.is_empty(), "these name nothing, so strike them off the list: {stale:#?}");
}
