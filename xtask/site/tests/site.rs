//! The site of the workspace's specs, and of hostile ones.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use feishu_codegen::{Release, Sources, reference};
use scraper::{Html, Selector};
use tempfile::TempDir;

fn workspace() -> PathBuf {
    let here = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("set by cargo"));
    here.ancestors().nth(2).expect("a workspace").to_owned()
}

fn specs(root: &Path, folder: &str, sources: &mut Sources) {
    let mut entries: Vec<_> = fs::read_dir(root.join(folder))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"))
        .collect();
    entries.sort();
    for name in entries {
        let path = format!("{folder}/{name}");
        if root.join(&path).is_dir() {
            specs(root, &path, sources);
        } else if name.ends_with(".yaml") {
            sources.add(&path, fs::read(root.join(&path)).expect("readable"));
        }
    }
}

fn built(sources: &Sources) -> TempDir {
    built_with(sources, None)
}

fn built_with(sources: &Sources, since: Option<&Release>) -> TempDir {
    let (pages, problems) = reference(sources, since);
    let problems: Vec<_> = problems.iter().map(|problem| problem.render(sources, false)).collect();
    let folder = tempfile::tempdir().expect("a folder");
    pages.apply(folder.path()).expect("written");
    assert!(pages.iter().next().is_some(), "{}", problems.join("\n"));
    feishu_site::build(folder.path()).expect("built");
    folder
}

/// The site of the specs, built once.
fn site() -> PathBuf {
    static SITE: OnceLock<TempDir> = OnceLock::new();
    let site = SITE.get_or_init(|| {
        let mut sources = Sources::new();
        specs(&workspace(), "spec", &mut sources);
        built(&sources)
    });
    site.path().join("html")
}

fn page(site: &Path, path: &str) -> Html {
    Html::parse_document(&fs::read_to_string(site.join(path)).expect(path))
}

/// What is on the page for a reader.
fn main_text(page: &Html) -> String {
    let main = Selector::parse("main").expect("a selector");
    let text: String = page.select(&main).flat_map(|main| main.text()).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn no_link_is_dead_and_nothing_is_fetched_from_elsewhere() {
    let checked = feishu_site::check(&site()).expect("read");
    let faults: Vec<_> = checked.faults.iter().map(ToString::to_string).collect();
    assert_eq!(faults, Vec::<String>::new());
    assert!(checked.pages > 75 && checked.links > 1000, "{checked:?}");
}

#[test]
fn an_operation_has_a_page_with_all_that_the_spec_says_of_it() {
    let site = site();
    let text = main_text(&page(&site, "operations/hire.v1.external_offer.update.html"));
    for said in [
        "Replace an external offer",
        "PUT /open-apis/hire/v1/external_offers/:external_offer_id",
        "Writes the whole offer: an optional field that is left out is cleared on the server.",
        "tenant_access_token",
        "hire:external_offer",
        "per app and tenant",
        "open the page, as of ",
        r#"Example: "张三"."#,
        r#"UpdateExternalOffer::new("7395015673275697419")"#,
        "curl -X PUT 'https://open.feishu.cn/open-apis/hire/v1/external_offers/6960663240925956660'",
        "Authorization: Bearer $TENANT_ACCESS_TOKEN",
        r#""maxItems": "#,
        "1002002",
        "invalid_parameter",
        "Check the type and the size of each parameter.",
    ] {
        assert!(text.contains(said), "{said:?} is not in: {text}");
    }
}

#[test]
fn a_secret_is_no_part_of_an_example() {
    let path = "operations/auth.v3.tenant_access_token.internal.html";
    let text = main_text(&page(&site(), path));
    let examples = text.split("Examples").nth(1).and_then(|it| it.split("Sample response").next());
    let examples = examples.expect("examples");
    assert!(examples.contains(r#""app_secret": "'"$APP_SECRET"'""#), "{examples}");
    assert!(examples.contains("app_secret: Secret"), "{examples}");
    assert!(!examples.contains("dskLLdkasdjlasdKK"), "{examples}");
}

#[test]
fn a_type_says_what_it_holds_and_what_uses_it() {
    let site = site();
    let text = main_text(&page(&site, "types/hire.v1.ExternalOffer.html"));
    assert!(text.contains("Replace an external offer, in the response"), "{text}");
    let text = main_text(&page(&site, "types/hire.v1.AttachmentId.html"));
    assert!(text.contains("ids of different kinds cannot be confused"), "{text}");
    let text = main_text(&page(&site, "platform.html"));
    assert!(text.contains("99991400") && text.contains("waits and retries"), "{text}");
    let text = main_text(&page(&site, "changes.html"));
    assert!(text.contains("No release to compare with yet"), "{text}");
}

#[test]
fn what_changed_leads_to_what_is_there_and_to_nothing_that_is_gone() {
    let root = workspace();
    let mut now = Sources::new();
    specs(&root, "spec", &mut now);
    // Before, there was no delete of an offer, an update of another name, and a word of the
    // platform that was HTML.
    let mut before = Sources::new();
    for (_, source) in now.readable() {
        let (path, text) = (source.path(), source.text());
        if path.ends_with("external_offer/delete.yaml") {
            continue;
        }
        let gone = path.ends_with("external_referral_reward/delete.yaml");
        let path = if gone { path.replace("delete", "remove") } else { path.to_owned() };
        // What the emulator keeps names operations, too, and is no part of this.
        let text = text.split("\nemulate:").next().unwrap_or_default();
        let text =
            text.replace("external_referral_reward.delete", "external_referral_reward.remove");
        before.add(path, text.replace("invalid_app_parameter", "script_alert"));
    }
    let before = Release::read("<b>v1</b>", &before).expect("no errors");
    let site = built_with(&now, Some(&before));
    let html = site.path().join("html");
    let checked = feishu_site::check(&html).expect("read");
    assert_eq!(checked.faults, Vec::new());
    let page = page(&html, "changes.html");
    let links = Selector::parse("main a:not(.header)").expect("a selector");
    let links: Vec<_> = page.select(&links).filter_map(|it| it.attr("href")).collect();
    assert!(links.contains(&"operations/hire.v1.external_offer.delete.html"), "{links:?}");
    let text = main_text(&page);
    assert!(text.contains("Since <b>v1</b>: ") && text.contains("script_alert"), "{text}");
}

#[test]
fn the_search_knows_every_operation() {
    let site = site();
    let files = fs::read_dir(&site).expect("a folder").map(|it| it.expect("a file").path());
    let index = files
        .filter(|path| path.to_string_lossy().contains("searchindex"))
        .map(|path| fs::read_to_string(path).expect("text"))
        .collect::<String>();
    let operations = fs::read_dir(site.join("operations")).expect("pages");
    let mut count = 0;
    for operation in operations {
        let name = operation.expect("a page").file_name().into_string().expect("UTF-8");
        assert!(index.contains(&name), "{name}");
        count += 1;
    }
    assert_eq!(count, 30);
}

/// Everything that Markdown, HTML, mdBook or a browser might take for more than text.
const HOSTILE: &[&str] = &[
    "<script>window.owned = true</script>",
    "<img src=x onerror=owned()>",
    "<b onclick=owned()>bold</b>",
    "[click](javascript:owned())",
    "![seen](https://evil.example/pixel.png)",
    "{{#include /etc/passwd}}",
    "{{#playground /etc/passwd}}",
    "| cell | cell |",
    "# heading {#taken}",
    "``` fence",
    "`code` <!-- comment",
    "&lt;script&gt; &#x41;",
    "</code></td></table></main><iframe src=https://evil.example></iframe>",
    "*emphasis* _emphasis_ ~~struck~~ [^1] \\(x^2\\) $$x$$",
    "1. item",
    "> [!NOTE] quote",
    "https://evil.example/bare",
];

#[test]
fn hostile_text_is_text() {
    let root = workspace();
    let yaml = |text: &str| format!("{text:?}");
    for hostile in HOSTILE {
        let mut sources = Sources::new();
        sources.add(
            "spec/platform.yaml",
            fs::read(root.join("spec/platform.yaml")).expect("readable"),
        );
        specs(&root, "spec/auth", &mut sources);
        let quoted = yaml(hostile);
        let spec = format!(
            r#"operation: hire.v1.thing.create
summary: {quoted}
description: {quoted}
page: https://open.feishu.cn/document/x"><script>owned()</script>
page_updated: 2024-12-03
http: POST /open-apis/hire/v1/things/:thing_id
tokens: [tenant_access_token]
apps: [custom]
scopes: {{ any_of: ["hire:thing"] }}
rate_limit: 10/s
write: create
ids:
  ThingId: {{ description: {quoted} }}
enums:
  Colour:
    description: {quoted}
    values:
      red: {{ value: {quoted}, description: {quoted} }}
objects:
  Part:
    description: {quoted}
    fields:
      name: {{ type: string, example: {quoted}, description: {quoted} }}
request:
  path:
    thing_id: {{ type: ThingId, example: {quoted}, description: {quoted} }}
  body:
    name: {{ type: string, required: true, example: {quoted}, description: {quoted} }}
    colour: {{ type: Colour, example: {quoted}, description: {quoted} }}
    parts: {{ type: "[Part]", description: {quoted} }}
response:
  data:
    note: {{ type: string, description: {quoted} }}
errors:
  - {{ http: 400, code: 1002002, name: invalid_parameter, advice: {quoted} }}
"#
        );
        sources.add("spec/hire/v1/thing/create.yaml", spec);
        let site = built(&sources);
        let html = site.path().join("html");
        let checked = feishu_site::check(&html).expect("read");
        let faults: Vec<_> = checked.faults.iter().map(ToString::to_string).collect();
        assert_eq!(faults, Vec::<String>::new(), "{hostile}");

        let expected: String = hostile.split_whitespace().collect::<Vec<_>>().join(" ");
        // In words of a person, backquotes in pairs mark code.
        let in_words = if *hostile == "`code` <!-- comment" {
            expected.replace('`', "")
        } else {
            expected.clone()
        };
        let path = "operations/hire.v1.thing.create.html";
        for (path, times) in
            [(path, 6), ("types/hire.v1.Part.html", 2), ("types/hire.v1.Colour.html", 2)]
        {
            let page = page(&html, path);
            let text = main_text(&page);
            assert!(text.matches(&in_words).count() >= times, "{path}: {in_words:?} in {text}");
            let strange = Selector::parse(
                "main script, main img, main iframe, main b, main em, main del, main blockquote, main [onclick], \
                 main [onerror], main ol, main sup, main h1 ~ h1, #taken, main a:not(.header)[href*=evil], main a:not(.header)[href*=javascript]",
            );
            let strange = strange.expect("a selector");
            let found: Vec<_> = page.select(&strange).map(|element| element.html()).collect();
            assert_eq!(found, Vec::<String>::new(), "{path}: {hostile}");
        }
    }
}
