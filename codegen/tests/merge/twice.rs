//! Pages that describe one call: one of them is taken, and the others say which.

use std::collections::BTreeMap;

use feishu_codegen::{PageText, Verdict, import};

use super::{PAGE, PLATFORM, sources};

/// The page under another name, with another date, title or address.
fn page(name: &str, day: &str, title: &str, address: &str) -> PageText {
    let front = format!(
        "---\nsource_url: https://pages.example/{address}\nlast_remote_update: {day}\n---\n# {title}\n"
    );
    let (_, rest) = PAGE.split_once("\n## ").expect("a heading");
    PageText { name: name.to_owned(), text: format!("{front}\n## {rest}") }
}

#[test]
fn of_pages_that_describe_one_call_the_one_that_is_not_historic_is_taken_or_else_the_newer() {
    let plain = |name: &str, day: &str| page(name, day, "更新", "zoo/pet/update");
    let crossed_out = page("a.md", "2025-09-01", "~~更新~~", "zoo/pet/update");
    let old_section = page("a.md", "2025-09-01", "更新", "historic-version/zoo/pet/update");
    let said = page("a.md", "2025-09-01", "更新（历史版本）", "zoo/pet/update");
    for (first, second, taken, why) in [
        (plain("a.md", "2025-01-02"), plain("b.md", "2025-01-03"), "b.md", ", which is newer"),
        (plain("a.md", "2025-01-03"), plain("b.md", "2025-01-02"), "a.md", ", which is newer"),
        (
            plain("a.md", "2025-01-03"),
            plain("b.md", "2025-01-03"),
            "a.md",
            "; import one of the two",
        ),
        (crossed_out, plain("b.md", "2025-01-03"), "b.md", ", which is not historic"),
        (old_section, plain("b.md", "2025-01-03"), "b.md", ", which is not historic"),
        (said, plain("b.md", "2025-01-03"), "b.md", ", which is not historic"),
    ] {
        let files = BTreeMap::from([("spec/platform.yaml".to_owned(), PLATFORM.to_owned())]);
        for pages in [[first.clone(), second.clone()], [second.clone(), first.clone()]] {
            // Where nothing tells them apart, the order of the pages does.
            let taken = if why.starts_with(';') { pages[0].name.as_str() } else { taken };
            let imported = import(&pages, &sources(&files), "spec", &mut |_| {});
            for outcome in &imported.outcomes {
                let is_taken = outcome.page == taken;
                assert_eq!(outcome.verdict == Verdict::Created, is_taken, "{outcome:?}");
                let expected = format!("it describes the same call as {taken}{why}");
                let told = outcome.notes.iter().any(|note| note.ends_with(&expected));
                assert_eq!(told, !is_taken, "{outcome:?}");
            }
        }
    }
}
