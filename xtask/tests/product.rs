//! A new product is a folder of specs and nothing else.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

#[allow(dead_code, reason = "what other tests need")]
mod support;

use support::Checkout;

const MANIFEST: &str = "product: toy\ntitle: Feishu / Lark Toys\ndescription: Toys, for tests.\ncrate: feishu-toy\nmain: v1\n";

/// An operation that reads, one that writes, and one of another version.
fn operations() -> [(&'static str, String); 3] {
    let spec = |id: &str, http: &str, rest: &str| {
        format!(
            "operation: {id}\nsummary: Play with a toy\npage: https://open.feishu.cn/document/toy\nhttp: {http}\ntokens: \
             [tenant_access_token]\napps: [custom]\nrate_limit: 10/s\n{rest}response:\n  data: {{}}\n"
        )
    };
    let path = "request:\n  path: { toy_id: { type: string, description: The toy. } }\n";
    let body = "write: create\nrequest:\n  body: { name: { type: string, required: true, chars: 1..20, description: What it is called. } }\n";
    [
        (
            "spec/toy/v1/ball/get.yaml",
            spec("toy.v1.ball.get", "GET /open-apis/toy/v1/balls/:toy_id", path),
        ),
        (
            "spec/toy/v1/ball/create.yaml",
            spec("toy.v1.ball.create", "POST /open-apis/toy/v1/balls", body),
        ),
        (
            "spec/toy/v2/kite/create.yaml",
            spec("toy.v2.kite.create", "POST /open-apis/toy/v2/kites", body),
        ),
    ]
}

#[test]
fn a_folder_of_specs_is_a_crate_a_feature_commands_and_pages_and_without_it_all_is_as_before() {
    let checkout = Checkout::copy();
    let before = checkout.files();
    checkout.write("spec/toy/product.yaml", MANIFEST);
    for (path, text) in operations() {
        checkout.write(path, &text);
    }
    let output = checkout.xtask(&["generate"]);
    assert_eq!((output.status, output.stderr.as_str()), (0, ""), "{output}");
    assert!(output.stdout.contains("\nfeishu-toy: 3 operations, "), "{output}");
    println!("{}", output.stdout);

    // The crate is whole, with the types, schemas and OpenAPI document of its operations.
    let manifest = checkout.read("crates/sdk/feishu-toy/Cargo.toml");
    assert!(manifest.contains("\nname = \"feishu-toy\"\n"), "{manifest}");
    for file in ["README.md", "src/lib.rs", "schema/toy.v1.ball.create.request.json"] {
        checkout.read(&format!("crates/sdk/feishu-toy/{file}"));
    }
    let openapi = checkout.read("crates/sdk/feishu-toy/openapi.json");
    assert!(openapi.contains("/open-apis/toy/v2/kites") && openapi.contains("Feishu / Lark Toys"));

    // The crate of the whole platform has a feature, a method and a row for it; the command
    // `feishu` walks its table.
    let facade = checkout.read("crates/feishu/Cargo.toml");
    assert!(facade.contains("\ntoy = [\"dep:feishu-toy\"]\n"), "{facade}");
    assert!(facade.contains("\nfeishu-toy = { path = \"../sdk/feishu-toy\", "), "{facade}");
    let module = checkout.read("crates/feishu/src/generated/mod.rs");
    assert!(module.contains("pub fn toy(&self) -> feishu_toy::Client {"), "{module}");
    assert!(
        module.contains("    #[cfg(feature = \"toy\")]\n    feishu_toy::contracts::ALL,\n"),
        "{module}"
    );
    assert!(checkout.read("crates/feishu/README.md").contains("| `toy` | Feishu / Lark Toys |"));

    // The lists of types, so that every test of every type has those of the product.
    let types = checkout.read("tests/src/generated/product.rs");
    for row in [
        "create_ball: CreateBall = BALL_CREATE_REQUEST;",
        "BALL_GET() -> GetBallData = BALL_GET_RESPONSE;",
    ] {
        assert!(types.contains(row), "{row}: {types}");
    }

    // The emulator's catalogue and the reference.
    let generated = "crates/feishu-emulator/src/generated";
    let catalogue = checkout.read(&format!("{generated}/products/toy.json"));
    assert!(catalogue.contains("\"toy.v1.ball.create\""));
    let index = checkout.read(&format!("{generated}/mod.rs"));
    assert!(index.contains("include_str!(\"products/toy.json\")"), "{index}");
    let site = checkout.root().join("site");
    let output = checkout.xtask(&["docs", "--markdown", "--out", site.to_str().expect("UTF-8")]);
    assert_eq!(output.status, 0, "{output}");
    let page = checkout.read("site/src/operations/toy.v1.ball.create.md");
    assert!(page.contains("use feishu_toy::"), "{page}");
    std::fs::remove_dir_all(site).expect("removed");

    // Nothing but what follows from the folder was touched, and nothing of it stays.
    let changed = checkout.changed_since(&before);
    let follows = |path: &&String| {
        [
            "crates/feishu/",
            "crates/feishu-emulator/",
            "crates/sdk/feishu-toy/",
            "spec/toy/",
            "tests/src/generated/",
        ]
        .iter()
        .any(|place| path.starts_with(place))
    };
    assert_eq!(
        changed.iter().filter(|path| !follows(path)).collect::<Vec<_>>(),
        [] as [&String; 0]
    );
    std::fs::remove_dir_all(checkout.root().join("spec/toy")).expect("removed");
    let output = checkout.xtask(&["generate"]);
    assert_eq!(output.status, 0, "{output}");
    println!("{}", output.stdout);
    assert_eq!(checkout.changed_since(&before), [] as [&str; 0]);
    assert!(!checkout.root().join("crates/sdk/feishu-toy").exists(), "its folder goes, too");
}

#[test]
fn a_crate_that_a_person_wrote_beside_those_of_the_products_stays() {
    let checkout = Checkout::copy();
    for (name, manifest) in [
        ("feishu-mine", "[package]\nname = \"feishu-mine\"\n"),
        // What the generator writes at the top is only spoken of.
        (
            "feishu-ours",
            "# Not one of those that are @generated.\n[package]\nname = \"feishu-ours\"\n",
        ),
        (
            "feishu-kept",
            "[package]\nname = \"feishu-kept\"\n# Once it said: # @generated by cargo xtask generate\n",
        ),
    ] {
        checkout.write(&format!("crates/sdk/{name}/Cargo.toml"), manifest);
        checkout.write(&format!("crates/sdk/{name}/src/lib.rs"), "//! By hand.\n");
    }
    let before = checkout.files();
    for command in [&["generate", "--check"][..], &["generate"]] {
        let output = checkout.xtask(command);
        assert_eq!(output.status, 0, "{command:?}: {output}");
        assert_eq!(checkout.changed_since(&before), [] as [&str; 0], "{command:?}");
    }
}

/// Else the next to generate something would find the crate gone, and not know why.
#[test]
fn the_crate_of_a_product_that_is_gone_is_found_by_a_check_and_removed() {
    let checkout = Checkout::copy();
    let original = checkout.files();
    let hire = "crates/sdk/feishu-hire/";
    let of_the_crate = ["Cargo.toml", "README.md", "openapi.json", "src/lib.rs"];
    let gone = of_the_crate.map(|file| format!("crates/sdk/feishu-gone/{file}"));
    for (file, path) in of_the_crate.iter().zip(&gone) {
        let text = checkout.read(&format!("{hire}{file}"));
        checkout.write(path, &text.replace("feishu-hire", "feishu-gone"));
    }
    let before = checkout.files();
    let output = checkout.xtask(&["generate", "--check"]);
    assert_eq!(output.status, 3, "{output}");
    for path in &gone {
        assert!(output.stdout.contains(&format!("{path} is obsolete")), "{path}: {output}");
    }
    assert!(output.stderr.contains("4 files stale"), "{output}");
    assert_eq!(checkout.changed_since(&before), [] as [&str; 0], "--check writes nothing");
    let output = checkout.xtask(&["generate"]);
    assert_eq!(output.status, 0, "{output}");
    for path in &gone {
        assert!(output.stdout.contains(&format!("removed {path}\n")), "{path}: {output}");
    }
    assert_eq!(checkout.files(), original);
}

#[test]
fn a_folder_without_a_manifest_is_told_what_to_write_and_nothing_is_written() {
    let checkout = Checkout::copy();
    for (path, text) in operations() {
        checkout.write(path, &text);
    }
    let before = checkout.files();
    for command in [&["lint"][..], &["generate"]] {
        let output = checkout.xtask(command);
        assert_eq!(output.status, 1, "{output}");
        assert!(output.stderr.contains("error[missing-file]"), "{output}");
        for line in ["product: toy", "crate: feishu-toy", "main: v1"] {
            assert!(output.stderr.contains(line), "{line}\n{output}");
        }
        assert_eq!(checkout.changed_since(&before), [] as [&str; 0]);
    }
}
