//! What a page leaves open: what a person is asked, and once.

use super::PAGE;
use super::facts::{MORE, edited, hold, met};

/// A field that asks a person for a look, and what it asks.
const SIZE: &str = "size | int | 否 | x  \n**默认值**：big\n";
const SIZE_ASKS: &str = "  - { place: \"request.body.size\", chosen: \"without the default: it is not a value of the type\" }";

#[test]
fn what_a_changed_page_leaves_open_is_asked_once() {
    let size = format!("{SIZE}{MORE}");
    let after = [(MORE, size.as_str())];
    let come = ["    size:", "      type: i32"];
    let asks = |review: &str| format!("    name: bad_pet\n\nreview:\n{review}\n");
    let elsewhere = SIZE_ASKS.replace("body.size", "body.legs");
    let otherwise = SIZE_ASKS.replace("without the", "with a");
    let all = |more: &[&'static str]| [&come[..], more].concat();
    let new = ["request.body.size: new"];
    hold(&[
        ("no review so far", &[], &[], &after, &[], &all(&["", "review:", SIZE_ASKS]), &new),
        (
            "an empty list",
            &[],
            &[("    name: bad_pet\n", "    name: bad_pet\n\nreview: []\n")],
            &after,
            &["review: []"],
            &all(&["review:", SIZE_ASKS]),
            &new,
        ),
        (
            "asked already",
            &[],
            &[("    name: bad_pet\n", &asks(SIZE_ASKS))],
            &after,
            &[],
            &come,
            &new,
        ),
        (
            "asked of another place",
            &[],
            &[("    name: bad_pet\n", &asks(&elsewhere))],
            &after,
            &[],
            &all(&[SIZE_ASKS]),
            &new,
        ),
        (
            "asked otherwise",
            &[],
            &[("    name: bad_pet\n", &asks(&otherwise))],
            &after,
            &[],
            &all(&[SIZE_ASKS]),
            &new,
        ),
    ]);
}

#[test]
fn what_a_person_settled_on_a_page_stays_settled_until_it_changes() {
    let size = format!("{SIZE}{MORE}");
    let open = [(MORE, size.as_str())];
    let longer = format!("{SIZE}size_now | string | 否 | x\n{MORE}");
    let longer = [(MORE, longer.as_str())];
    let outside = [("**示例值**：1  ", "**示例值**：9  ")];
    let ours = ("    tags:\n", "    coat:\n      type: string\n    tags:\n");
    let review = format!("\nreview:\n{SIZE_ASKS}\n");
    let coat = ["    coat:", "      type: string"];
    let limit = ("[10 次/秒]", "[5 次/秒]");
    hold(&[
        (
            "a field left out that was in doubt",
            &open,
            &[("    size:\n      type: i32\n", ""), (&review, "")],
            &open,
            &[],
            &[],
            &[],
        ),
        (
            "a field left out beside one that was in doubt",
            &longer,
            &[("    size_now:\n      type: string\n", "")],
            &longer,
            &[],
            &["    size_now:", "      type: string"],
            &["request.body.size_now: new"],
        ),
        (
            "a field of ours where nesting or values are in doubt",
            &outside,
            &[ours],
            &outside,
            &[],
            &[],
            &[],
        ),
        (
            "a field of ours where nothing else could be meant",
            &open,
            &[ours],
            &open,
            &coat,
            &[],
            &["request.body.coat: removed"],
        ),
        (
            "a field of ours, and the page changed",
            &outside,
            &[ours],
            &[outside[0], limit],
            &["rate_limit: 10/s", coat[0], coat[1]],
            &["rate_limit: 5/s"],
            &["rate_limit: 5/s instead of 10/s", "request.body.coat: removed"],
        ),
    ]);
}

#[test]
fn a_question_too_long_to_be_written_whole_is_asked_once() {
    let unlisted: Vec<_> = (0..5).map(|at| format!("\"{}_{at}\": 1", "long".repeat(20))).collect();
    let page = edited(
        PAGE,
        &[("\"tags\": [\"a\"] }", &format!("\"tags\": [\"a\"], {} }}", unlisted.join(", ")))],
    );
    let came = met(&page, &[], &edited(&page, &[("[10 次/秒]", "[5 次/秒]")]));
    assert_eq!(came.outcome.reviews, 1, "{}", came.spec);
    assert!(!came.spec.contains("longlong_4"), "cut: {}", came.spec);
    assert_eq!(came.come, ["rate_limit: 5/s"], "{}", came.spec);
}
