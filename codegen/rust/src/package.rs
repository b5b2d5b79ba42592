//! The files that make a crate of what is generated for a product: its manifest, its front page, its README.

use std::fmt::Write;

use crate::hidden;
use crate::markdown;
use crate::model::{Group, Model, Product};
use crate::names;

/// A crate of which every file but its examples and tests is generated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// Whose operations it has.
    pub product: Product,
    /// The docs of the crate as a person wrote them, in Markdown, where somebody did. Their examples are run.
    pub front_page: Option<String>,
    /// Whether it is for others.
    pub publish: bool,
}

impl Package {
    /// The folders and files of a crate in `folder` that belong to the generator. `examples/` and `tests/` do not.
    pub fn places(folder: &str) -> impl Iterator<Item = String> {
        ["Cargo.toml", "README.md", "openapi.json", "schema", "src"]
            .into_iter()
            .map(move |name| format!("{folder}/{name}"))
    }

    /// The files, by their path in the crate.
    pub(crate) fn files(&self, model: &Model, origin: &str) -> [(&'static str, String); 3] {
        let header = header(origin);
        [
            ("Cargo.toml", format!("# {header}\n{}", self.manifest())),
            ("README.md", format!("<!-- {header} -->\n{}", self.readme(model))),
            ("src/lib.rs", format!("// {header}\n\n{}", self.library())),
        ]
    }

    fn manifest(&self) -> String {
        let Product { krate, title, .. } = &self.product;
        let description = string(&format!(
            "Rust SDK for {title}, generated from specs that are checked against the vendor's pages"
        ));
        let publish = if self.publish { "" } else { "publish = false\n" };
        let on = if self.product.groups.is_empty() { TLS } else { "\"full\", \"tls\"" };
        let turns_on = [
            "\"feishu-core/tls\"",
            "\"feishu-core/redis\"",
            "",
            "\"dep:schemars\", \"feishu-core/schemars\"",
            "\"dep:proptest\", \"feishu-core/proptest\"",
        ];
        let features = features(on, turns_on) + &self.features_of_groups();
        format!(
            "[package]\nname = \"{krate}\"\ndescription = {description}\n{MANIFEST_PACKAGE}{publish}{MANIFEST_LINTS}\
             {features}{MANIFEST_DEPENDENCIES}"
        )
    }

    /// Features of the manifest: one for each group, and one for all of them.
    fn features_of_groups(&self) -> String {
        let mut features = String::new();
        let Product { groups, .. } = &self.product;
        if groups.is_empty() {
            return features;
        }
        let names: Vec<_> = groups.iter().map(|group| format!("\"{}\"", group.name)).collect();
        let _ = writeln!(features, "# Every group of resources.\nfull = [{}]", names.join(", "));
        for Group { name, resources } in groups {
            let about = hidden::one_line(&resources.join(", ")).into_owned();
            let _ = writeln!(features, "# {about}\n{name} = []");
        }
        features
    }

    /// Rows of a table of features: one for each group.
    fn rows_of_groups(&self) -> String {
        let mut rows = String::new();
        let Product { groups, .. } = &self.product;
        if !groups.is_empty() {
            rows.push_str("| `full` | yes | every group of resources: the features below |\n");
        }
        for Group { name, resources } in groups {
            let words =
                if resources.len() == 1 { ("resource", "its") } else { ("resources", "their") };
            let names: Vec<_> = resources.iter().map(|it| markdown::code_in_cell(it)).collect();
            let (name, names) = (markdown::code_in_cell(name), names.join(", "));
            let _ =
                writeln!(rows, "| {name} | yes | the {} {names} with {} types |", words.0, words.1);
        }
        rows
    }

    fn library(&self) -> String {
        let mut page = match &self.front_page {
            Some(page) => page.trim().to_owned(),
            None => self.plain_page(),
        };
        page.push_str("\n\n");
        page.push_str(FEATURES);
        page.push_str(&self.rows_of_groups());
        page.push_str(SCHEMAS);
        let docs = page.lines().map(|line| format!("//! {line}").trim_end().to_owned() + "\n");
        hidden::lines(&docs.collect::<String>()).into_owned() + "\n" + LIBRARY
    }

    /// The front page of a product without a hand-written one.
    fn plain_page(&self) -> String {
        let library = self.product.library();
        format!(
            "{}\n\n```no_run\n# fn main() -> Result<(), {library}::Error> {{\nlet client = \
             {library}::Client::from_env()?;\n# Ok(())\n# }}\n```\n\nA [`Client`] has a method for each resource, and a resource \
             one for each operation. What each takes and gives is in [`resources`].",
            self.about(),
        )
    }

    fn about(&self) -> String {
        let Product { title, description, .. } = &self.product;
        let mut about = markdown::lines(&format!(
            "{} for Rust: typed requests that are checked before they are sent.",
            hidden::one_line(title)
        ));
        about.push(String::new());
        about.extend(markdown::lines(description));
        about.join("\n")
    }

    fn readme(&self, model: &Model) -> String {
        let Product { name, krate, .. } = &self.product;
        let mut page = format!(
            "# {krate}\n\n{}\n\nThe documentation of the crate says how calls are made. Programs that use several products \
             depend on the crate `feishu` with the feature `{name}` instead.\n\n| call | what it does |\n|---|---|\n",
            self.about(),
        );
        for api in model.versions(name) {
            let version = api.module.as_ref().map(|module| format!(".{module}()"));
            for operation in &api.operations {
                let call = format!(
                    "client{}.{}().{}(…)",
                    version.as_deref().unwrap_or_default(),
                    names::accessor(&names::snake(&operation.id.resource)),
                    names::method(&names::snake(&operation.id.method))
                );
                let summary = markdown::cell(&operation.summary);
                let _ = writeln!(page, "| {} | {summary} |", markdown::code_in_cell(&call));
            }
        }
        let rows = self.rows_of_groups();
        if !rows.is_empty() {
            page.push_str("\nParts of the crate are features, so that a program compiles only what it uses:\n\n");
            page.push_str(TABLE_OF_FEATURES);
            page.push_str(&rows);
        }
        page.push_str("\nNot an official product of Feishu or Lark.\n");
        page
    }
}

/// The features of a crate: those that are on by default, and those that every crate has, by what each turns on.
pub(crate) fn features(on: &str, turns_on: [&str; 5]) -> String {
    const ABOUT: [(&str, &str); 5] = [
        (
            "tls",
            "HTTPS by rustls with ring. Without it, bring your own `reqwest::Client` or speak plain HTTP to a test server.",
        ),
        ("redis", "A token store and a rate limiter that processes share through Redis."),
        ("full-serde", "Requests also deserialize and responses also serialize."),
        ("schemars", "`schemars::JsonSchema` for every request and response type."),
        (
            "proptest",
            "Strategies for valid requests, and for requests that break exactly one rule.",
        ),
    ];
    let mut text = format!("[features]\ndefault = [{on}]\n");
    for ((name, about), turns_on) in ABOUT.into_iter().zip(turns_on) {
        let _ = writeln!(text, "# {about}\n{name} = [{turns_on}]");
    }
    text
}

/// What is on by default in every crate.
pub(crate) const TLS: &str = "\"tls\"";

const TABLE_OF_FEATURES: &str = "| feature | default | what it adds |\n|---|---|---|\n";

/// What the first line of a generated file says.
pub(crate) fn header(origin: &str) -> String {
    format!("@generated by cargo xtask generate from {origin} — do not edit")
}

/// A string of TOML, on one line. Hidden characters are shown first, so that only backslashes and quotes need an
/// escape.
pub(crate) fn string(text: &str) -> String {
    let text = hidden::one_line(text);
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{escaped}\"")
}

const MANIFEST_PACKAGE: &str = "\
version.workspace = true
edition.workspace = true
rust-version.workspace = true
license.workspace = true
";

const MANIFEST_LINTS: &str = "
[lints]
workspace = true

";

const MANIFEST_DEPENDENCIES: &str = r#"
[dependencies]
feishu-core.workspace = true
proptest = { workspace = true, optional = true }
schemars = { workspace = true, optional = true }

# For the examples of the front page, and for `examples/` and `tests/`.
[dev-dependencies]
csv.workspace = true
feishu-emulator = { workspace = true, features = ["client"] }
futures-util.workspace = true
serde = { workspace = true, features = ["derive"] }
serde_json.workspace = true
tempfile.workspace = true
tokio = { workspace = true, features = ["macros", "rt-multi-thread"] }
"#;

const FEATURES: &str = "\
# Features

| feature | default | what it adds |
|---|---|---|
| `tls` | yes | HTTPS by rustls; without it, bring a `reqwest::Client` of your own |
| `redis` | no | a token store and a rate limiter that processes share through Redis |
| `full-serde` | no | requests can be read and responses written, too |
| `schemars` | no | `schemars::JsonSchema` for requests and responses |
| `proptest` | no | strategies that make valid requests, and ones that break exactly one rule |
";

const SCHEMAS: &str = "
The JSON Schemas need no feature: they are strings in [`schemas`].
";

const LIBRARY: &str = "\
// A crate that depends only on this one can name every type in its signatures.
#![deny(unnameable_types, ambiguous_glob_reexports)]

// Examples are those of this file. Text of a spec is never run as one, whatever it says: the collector of doctests does
// not even see what is generated.
#[cfg(not(doctest))]
#[rustfmt::skip]
mod generated;

// All of the runtime, so that no name that one of its traits or signatures needs can be missing.
#[doc(inline)]
pub use feishu_core::*;
#[cfg(not(doctest))]
pub use generated::*;
// The generated ones, where both have one.
#[cfg(not(doctest))]
pub use generated::Client;
#[cfg(all(feature = \"proptest\", not(doctest)))]
pub use generated::strategies;
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_of_toml_takes_any_text() {
        assert_eq!(string("A \\ \"B\"\n"), "\"A \\\\ \\\"B\\\"\u{fffd}\"");
    }
}
