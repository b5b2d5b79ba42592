use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};

use super::*;

/// What rustdoc turns on, and what other viewers may.
fn events(markdown: &str) -> Vec<Event<'_>> {
    Parser::new_ext(markdown, Options::all() - Options::ENABLE_SMART_PUNCTUATION).collect()
}

/// Whether anything but paragraphs, items of flat lists, code in a line and text comes out.
fn surprise(markdown: &str) -> Option<String> {
    let plain = |event: &Event<'_>| {
        matches!(
            event,
            Event::Start(Tag::Paragraph | Tag::List(None) | Tag::Item)
                | Event::End(_)
                | Event::Text(_)
                | Event::Code(_)
                | Event::SoftBreak
        )
    };
    events(markdown).into_iter().find(|event| !plain(event)).map(|event| format!("{event:?}"))
}

/// All that a reader sees, without blanks.
fn seen(markdown: &str) -> String {
    let events = events(markdown).into_iter();
    let text = events.filter_map(|event| match event {
        Event::Text(text) | Event::Code(text) => Some(text.to_string()),
        _ => None,
    });
    text.collect::<String>().chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn code_and_flat_lists_keep_their_meaning() {
    assert_eq!(lines("The field `a b`, (`c`)."), ["The field `a b`, (`c`)."]);
    assert_eq!(
        lines("Either\n- one\n  and more\n- two\n\nAnd then."),
        ["Either", "", "- one and more", "- two", "", "And then."]
    );
    assert_eq!(inline("a\n\n- b"), "a - b");
    assert_eq!(seen(&lines("The field `a|b`, or c_d.").join("\n")), "Thefielda|b,orc_d.");
}

#[test]
fn a_line_is_as_long_as_fits_and_no_longer() {
    // Characters count, not bytes.
    for word in ["a", "of", "word", "小白", "a-rather-long-word"] {
        let words = vec![word.to_owned(); 200];
        let lines = wrap(&words);
        let width = |line: &str| line.chars().count();
        let (last, full) = lines.split_last().expect("lines");
        assert!(full.len() > 2 && width(last) <= 96, "{lines:?}");
        for line in full {
            let next = width(line) + 1 + width(word);
            assert!(width(line) <= 96 && next > 96, "{line:?}");
        }
        assert_eq!(lines.join(" "), words.join(" "));
    }
    let too_long = "x".repeat(120);
    assert_eq!(wrap(&["a".to_owned(), too_long.clone(), "b".to_owned()]), ["a", &*too_long, "b"]);
}

#[test]
fn a_line_begins_no_block() {
    for word in
        ["-", "+", "=", "---", "===", "# x", "1. x", "12) x", "> x", "| x", ":-", "~~~", "    x"]
    {
        let text = format!("a\n{word}\nb\n\n{word}\n{}", "long ".repeat(30) + word);
        let markdown = lines(&text).join("\n");
        assert_eq!(surprise(&markdown), None, "{markdown}");
    }
}

#[test]
fn backquotes_that_are_no_pairs_mean_nothing() {
    for text in ["a ` b", "```\nlet x;\n```", "`` ` ``", "~~~\nx\n~~~", "`a``b`", "```rust,ignore"]
    {
        let markdown = lines(text).join("\n");
        assert_eq!(surprise(&markdown), None, "{markdown}");
        assert!(
            !events(&markdown).iter().any(|event| matches!(event, Event::Code(_))),
            "{markdown}"
        );
    }
}

#[test]
fn a_fence_is_longer_than_any_run_inside() {
    for text in ["`", "``", "a``` b", "<img src=x>`", "````<script>", "`a`", " a ", "a\\", "\\`"] {
        let code = code(text);
        let all = events(&code);
        let is_it = |event: &Event<'_>| matches!(event, Event::Code(found) if **found == *text);
        assert!(all.iter().any(is_it), "{code}: {all:?}");
        assert_eq!(surprise(&code), None);
    }
    assert_eq!(fence("a", 3), "```");
    assert_eq!(fence("a```b", 3), "````");
}

#[test]
fn a_cell_stays_one_cell() {
    for text in ["a|b", "`a|b`", "\\|", "`\\`|`x`", "a\\", "`a\\|b`", "|-|-|"] {
        let table = format!("| a | b |\n|---|---|\n| {} | {} |", cell(text), code_in_cell(text));
        let cells =
            events(&table).iter().filter(|e| matches!(e, Event::Start(Tag::TableCell))).count();
        assert_eq!(cells, 4, "{table}");
    }
}

#[test]
fn an_address_ends_where_its_link_ends() {
    let link = format!("[a](<{}>)", destination("https://a.b/c?d=<e>\\ [x](y)\u{202e}"));
    assert_eq!(link, "[a](<https://a.b/c?d=%3Ce%3E%5C%20%5Bx%5D%28y%29%E2%80%AE>)");
}

fn piece() -> impl Strategy<Value = String> {
    let pieces = [
        "`",
        "``",
        "```",
        "~~~",
        "\n",
        "\n\n",
        "    ",
        "\t",
        "- ",
        "* ",
        "+ ",
        "1. ",
        "> ",
        "# ",
        "<",
        ">",
        "<b>",
        "<!--",
        "&lt;",
        "&#60;",
        "[",
        "](x)",
        "![",
        "[^1]",
        "[^1]: ",
        "[a]: b",
        "*",
        "**",
        "_",
        "~~",
        "|",
        "|-|-|",
        "---",
        "===",
        "\\",
        "$",
        "$$",
        "^",
        "{#x}",
        "https://x.y",
        "www.x.y",
        "a@b.c",
        "a",
        " ",
        "中",
        "\u{202e}",
        "\r",
        "\u{2028}",
        ":",
        ": ",
        "::: x",
        "[[x]]",
        "[x]",
        "- [ ] ",
        "!",
        "\"",
        "'",
        ".",
        ")",
        "0",
        "fn main() {}",
        "%%",
        "||",
        "[!NOTE]",
        "+++",
    ];
    prop::sample::select(pieces.to_vec()).prop_map(str::to_owned)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_text_says_it_stays_text(pieces in prop::collection::vec(piece(), 0..24)) {
        let text = pieces.concat();
        let markdown = lines(&text).join("\n");
        prop_assert_eq!(surprise(&markdown), None, "{:?} -> {:?}", text, markdown);
        let inline = format!("Sets `a`. {}", inline(&text));
        prop_assert_eq!(surprise(&inline), None, "{:?} -> {:?}", text, inline);
        let table = format!("| a | b |\n|---|---|\n| {} | {} |", cell(&text), code_in_cell(&text));
        let all = events(&table);
        let cells = all.iter().filter(|event| matches!(event, Event::Start(Tag::TableCell))).count();
        prop_assert_eq!(cells, 4, "{:?} -> {:?}", text, table);
        let odd = all.iter().find(|event| matches!(event, Event::Html(_) | Event::InlineHtml(_) | Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_))));
        prop_assert!(odd.is_none(), "{:?} -> {:?}: {:?}", text, table, odd);
        // Nothing is lost but backquotes in pairs and the marks of items.
        let kept = |text: &str| -> String {
            text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '`' | '-' | '*')).collect()
        };
        let (seen, said) = (kept(&seen(&markdown)), kept(&text));
        prop_assert_eq!(seen.as_str(), hidden::one_line(&said));
    }
}
