//! Text of a spec in what people read: doc comments, OpenAPI documents and the reference. It opens nothing there, and none
//! of it is ever run as an example.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use feishu_codegen::{About, Severity, Sources, Target, generate, hidden, reference};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use pulldown_cmark::{BrokenLink, CowStr, Event, Options, Parser, Tag};
use serde_json::Value as Json;

const FIXTURE: [(&str, &str); 5] = [
    ("spec/platform.yaml", include_str!("fixture/platform.yaml")),
    ("spec/zoo/v1/types.yaml", include_str!("fixture/types.yaml")),
    ("spec/zoo/v1/pet/replace.yaml", include_str!("fixture/replace.yaml")),
    ("spec/zoo/v1/pet/list.yaml", include_str!("fixture/list.yaml")),
    ("spec/zoo/v1/token/issue.yaml", include_str!("fixture/issue.yaml")),
];

/// An operation that says something in every place that takes text.
fn spec(text: &str) -> String {
    let quoted = serde_json::to_string(text).expect("text is JSON");
    r#"operation: zoo.v1.cage.mend
summary: TEXT
description: TEXT
page: https://pages.example/cage/mend
http: POST /open-apis/zoo/v1/cages/:cage_id
tokens: [tenant_access_token]
apps: [custom]
scopes: { any_of: [TEXT], fields: [TEXT] }
rate_limit: 10/s
write: update
request:
  path:
    cage_id: { type: CageId, example: TEXT, description: TEXT }
  query:
    why: { type: string, description: TEXT, example: TEXT, default: TEXT }
  body:
    reason: { type: string, pattern: "^[^Q]+$", description: TEXT, example: TEXT, scopes: [TEXT] }
    lock: { type: Lock, description: TEXT }
    parts: { type: "[Part]", description: TEXT }
    word: { type: Word, required: true, description: TEXT, example: TEXT }
response:
  data:
    said: { type: Said, description: TEXT, scopes: [TEXT] }
  example: { code: 0, msg: TEXT, data: { said: { text: TEXT } } }
errors:
  - { http: 400, code: 4711, name: bad_cage, advice: TEXT }
ids:
  CageId: { description: TEXT }
objects:
  Lock: { wire: TEXT, description: TEXT, fields: { key: { type: string, required: true, description: TEXT } } }
  Part: { wire: TEXT, description: TEXT, fields: { name: { type: string, pattern: TEXT, description: TEXT } } }
  Said: { wire: TEXT, description: TEXT, fields: { text: { type: string, description: TEXT } } }
enums:
  Word:
    description: TEXT
    values: { one: { value: TEXT, description: TEXT }, two: { value: "2" } }
"#
    .replace("pattern: TEXT", &format!("pattern: {}", pattern(text)))
    .replace("TEXT", &quoted)
}

/// What of the text can stand in a pattern.
fn pattern(text: &str) -> String {
    let plain = |c: &char| c.is_ascii_alphanumeric() || "`<> /=!|~\"'".contains(*c);
    let chars: String = text.chars().filter(plain).take(60).collect();
    serde_json::to_string(&format!("^{chars}a$")).expect("JSON")
}

fn sources(text: &str) -> Sources {
    let mut sources = Sources::new();
    for (path, text) in FIXTURE {
        sources.add(path, text);
    }
    sources.add("spec/zoo/v1/cage/mend.yaml", spec(text));
    sources
}

fn generated(text: &str) -> BTreeMap<String, String> {
    let sources = sources(text);
    let mut target = Target::sdk("sdk", "spec");
    target.runtime = Some("core".to_owned());
    target.catalogue = Some("emulator/catalogue.json".to_owned());
    target.emulator = Some("emulated".to_owned());
    target.openapi = Some(About {
        path: "sdk/openapi.json".to_owned(),
        title: "Zoo".to_owned(),
        description: "Animals.".to_owned(),
        version: "1.0.0".to_owned(),
        license: "MIT".to_owned(),
    });
    let (files, problems) = generate(&sources, &target);
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
    let errors: Vec<_> = errors.map(|problem| problem.render(&sources, false)).collect();
    assert!(errors.is_empty(), "{text:?}: {}", errors.join("\n"));
    files.iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect()
}

/// The doc comments of a file: each run of `///` or `//!`, as rustdoc puts its lines together.
fn docs(code: &str) -> Vec<String> {
    fn walk(tokens: TokenStream, docs: &mut Vec<String>) {
        let mut open: Vec<String> = Vec::new();
        for token in tokens {
            match token {
                TokenTree::Punct(mark) if matches!(mark.as_char(), '#' | '!') => {}
                TokenTree::Group(group) => {
                    let line = (group.delimiter() == Delimiter::Bracket)
                        .then(|| doc(group.stream()))
                        .flatten();
                    match line {
                        Some(line) => open.push(line),
                        None => walk(group.stream(), docs),
                    }
                }
                _ => {
                    docs.extend((!open.is_empty()).then(|| open.join("\n")));
                    open.clear();
                }
            }
        }
        docs.extend((!open.is_empty()).then(|| open.join("\n")));
    }
    fn doc(attribute: TokenStream) -> Option<String> {
        let mut tokens = attribute.into_iter();
        let (name, equals, text) = (tokens.next()?, tokens.next()?, tokens.next()?);
        let is_doc = name.to_string() == "doc" && equals.to_string() == "=";
        let text =
            is_doc.then(|| syn::parse_str::<syn::LitStr>(&text.to_string()).ok()).flatten()?;
        let text = text.value();
        Some(text.strip_prefix(' ').unwrap_or(&text).to_owned())
    }
    let mut docs = Vec::new();
    walk(code.parse().expect("Rust"), &mut docs);
    docs
}

/// What a renderer makes of Markdown, without the text: all that opens something, and where links lead.
fn structure(markdown: &str) -> Vec<String> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION;
    // Rustdoc asks of each `[name]` whether it is an item.
    let known =
        |link: BrokenLink<'_>| Some((CowStr::from(link.reference.to_string()), CowStr::from("")));
    let events = Parser::new_with_broken_link_callback(markdown, options, Some(known));
    let odd = events.filter(|event| match event {
        // Text may have paragraphs and flat lists.
        Event::Start(Tag::Paragraph | Tag::List(None) | Tag::Item) | Event::End(_) => false,
        Event::Text(_) | Event::Code(_) | Event::SoftBreak => false,
        // Code is written as an element in the reference.
        Event::InlineHtml(html) => !matches!(&**html, "<code>" | "</code>"),
        _ => true,
    });
    odd.map(|event| format!("{event:?}")).collect()
}

/// Each has what opens something somewhere, around something that it must not become.
const HOSTILE: [&str; 22] = [
    "A sample:\n\n```\n{\"a\": 1,\n\n \"b\": 2}\n```\n\nand no more.",
    "A sample:\n\n    let x = ;\n\ndone.",
    "~~~rust\npanic!(\"evil\")\n~~~",
    "```rust\nstd::process::exit(1)\n```",
    "````\nevil",
    "`````` <img src=evil onerror=evil> ``````",
    "`<script>evil()</script>` and `` `<b>` ``",
    "<details><summary>x</summary>\n\n<script>evil()</script>",
    "<!-- evil",
    "[x](https://evil.example) ![x](https://evil.example) <https://evil.example> https://evil.example www.evil.example",
    "[`evil`] [evil][evil] [^evil]\n\n[^evil]: evil\n[evil]: https://evil.example",
    "# Errors\n\n## Panics\n\nx\n===\n\ny\n---",
    "| a | b |\n|---|---|\n| `c|d` | e |",
    "a | b\n--|--\nc | d\\|",
    "> quoted\n\n* a\n  * b\n\n1. c\n2) d\n\n+ e\n\n- [ ] f",
    "&lt;b&gt; &#60;script&#62; &amp;",
    "**bold** _em_ ~~gone~~ $x$ ^y^",
    "ends with a backslash \\",
    "\u{202e}desrever\u{2066} \u{200b}\u{e0041}\u{feff} \u{2028}x\u{2029}y \u{1b}[31m \u{9b}",
    "*/ } fn main() { /*",
    "\"# ]] evil #[doc = include_str!(\"/etc/passwd\")]",
    "    \t- ",
];

#[test]
fn text_opens_nothing_in_the_docs_of_a_crate() {
    let of = |text: &str| -> BTreeMap<String, Vec<Vec<String>>> {
        let files = generated(text).into_iter().filter(|(path, _)| path.ends_with(".rs"));
        files
            .map(|(path, code)| (path, docs(&code).iter().map(|docs| structure(docs)).collect()))
            .collect()
    };
    let plain = of("Plain words");
    let all: Vec<_> = plain.values().flatten().flatten().collect();
    assert!(all.iter().any(|event| event.contains("Table")), "the tables of errors are there");
    assert!(all.iter().all(|event| !event.contains("CodeBlock") && !event.contains("Html")));
    for text in HOSTILE {
        for (path, structure) in of(text) {
            assert_eq!(structure, plain[&path], "{path}, for {text:?}");
        }
    }
}

#[test]
fn text_opens_nothing_in_openapi_and_is_what_it_is_in_json_schema() {
    fn descriptions<'a>(value: &'a Json, found: &mut Vec<&'a str>) {
        match value {
            Json::Object(map) => {
                for (key, value) in map {
                    match (key.as_str(), value) {
                        ("description", Json::String(text)) => found.push(text),
                        ("example" | "examples" | "default" | "enum", _) => {}
                        (_, value) => descriptions(value, found),
                    }
                }
            }
            Json::Array(items) => items.iter().for_each(|item| descriptions(item, found)),
            _ => {}
        }
    }
    for text in HOSTILE {
        let files = generated(text);
        let openapi: Json = serde_json::from_str(&files["sdk/openapi.json"]).expect("JSON");
        let mut found = Vec::new();
        descriptions(&openapi, &mut found);
        for description in found {
            assert_eq!(structure(description), [""; 0], "{description:?}, for {text:?}");
        }
        let path = "sdk/schema/zoo.v1.cage.mend.request.json";
        let schema: Json = serde_json::from_str(&files[path]).expect("JSON");
        let described = schema.pointer("/properties/reason/description").expect("described");
        assert_eq!(described, &*hidden::lines(text.trim_end()));
    }
}

#[test]
fn text_opens_nothing_in_the_reference() {
    let of = |text: &str| -> BTreeMap<String, Vec<String>> {
        let (pages, _) = reference(&sources(text), None);
        let pages = pages.iter().filter(|(path, _)| path.ends_with(".md"));
        pages.map(|(path, page)| (path.to_owned(), structure(page))).collect()
    };
    let plain = of("Plain words");
    assert!(plain.len() > 5);
    for text in HOSTILE {
        for (path, structure) in of(text) {
            assert_eq!(structure, plain[&path], "{path}, for {text:?}");
        }
    }
}

#[test]
fn no_generated_file_holds_a_character_that_nobody_sees() {
    for text in HOSTILE {
        for (path, content) in generated(text) {
            let found = content.chars().find(|c| hidden::is_hidden(*c) && *c != '\n');
            assert_eq!(found, None, "{path}, for {text:?}");
        }
    }
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// What the collector of doctests would find.
#[test]
fn the_examples_of_generated_crates_are_those_that_we_wrote() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let blocks = |path: &Path| {
        let code = fs::read_to_string(path).expect("text");
        let docs = docs(&code).into_iter();
        docs.flat_map(|docs| structure(&docs)).filter(|event| event.contains("CodeBlock")).count()
    };
    let products = fs::read_dir(root.join("crates/sdk")).expect("a folder");
    let products = products.map(|entry| entry.expect("an entry").path());
    for krate in products.chain([root.join("tests/kitchen")]) {
        let lib = fs::read_to_string(krate.join("src/lib.rs")).expect("text");
        let manifest = fs::read_to_string(krate.join("Cargo.toml")).expect("text");
        // A person wrote this file, and each fence in it.
        let ours = lib.lines().filter(|line| line.starts_with("//! ```")).count() / 2;
        let mut files = Vec::new();
        rust_files(&krate.join("src"), &mut files);
        assert!(files.len() > 10, "{}", krate.display());
        for path in files {
            let expected = if path.ends_with("src/lib.rs") { ours } else { 0 };
            assert_eq!(blocks(&path), expected, "{}", path.display());
        }
        // Even if text opened a block, nothing would run it.
        assert!(
            lib.contains("#[cfg(not(doctest))]\n#[rustfmt::skip]\nmod generated;")
                || manifest.contains("[lib]\ndoctest = false"),
            "{} lets `cargo test` see the text of its specs",
            krate.display()
        );
    }
}
