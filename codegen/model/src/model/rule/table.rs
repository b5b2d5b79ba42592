//! The one table of rules. A new rule is a row here, and its check and its strategies in the runtime crate.

use super::kind::{Kind, Limits, Phrases, Row, Subject, Takes};

/// How many characters a string may have.
pub const CHARS: Kind = Kind(&Row {
    word: "chars",
    doc: "How many characters a string may have.",
    limits: Limits::Sizes,
    subject: Subject::Text,
    clash: Some(("pattern", "state the length in the pattern: ^[a-z]{1,10}$")),
    keywords: &["minLength", "maxLength"],
    prose: ["", " characters"],
    demands: "characters",
    page: Some(Phrases { names: &["长度范围", "最小长度", "最大长度"] }),
    takes: Takes::Reference,
    schemars: "length",
    valid: "strategies::chars",
    broken: "strategies::chars",
});

/// How many elements a list may have.
pub const ITEMS: Kind = Kind(&Row {
    word: "items",
    doc: "How many elements a list may have.",
    limits: Limits::Sizes,
    subject: Subject::List,
    clash: None,
    keywords: &["minItems", "maxItems"],
    prose: ["", " items"],
    demands: "items",
    page: Some(Phrases { names: &["长度范围", "最小长度", "最大长度"] }),
    takes: Takes::Length,
    schemars: "length",
    valid: "vec",
    broken: "vec",
});

/// Between which numbers a value lies.
pub const RANGE: Kind = Kind(&Row {
    word: "range",
    doc: "The range of the value; both limits are allowed.",
    limits: Limits::Numbers,
    subject: Subject::Number,
    clash: None,
    keywords: &["minimum", "maximum"],
    prose: ["", ""],
    demands: "in value",
    page: Some(Phrases { names: &["取值范围", "最小值", "最大值"] }),
    takes: Takes::Value,
    schemars: "range",
    // Ranges are strategies of their own.
    valid: "",
    broken: "",
});

/// What a string matches.
pub const PATTERN: Kind = Kind(&Row {
    word: "pattern",
    doc: "A regular expression. It may match any part of the string, so anchor it with ^ and $.",
    limits: Limits::Pattern,
    subject: Subject::Text,
    clash: None,
    keywords: &["pattern"],
    prose: ["matches ", ""],
    demands: "match",
    page: Some(Phrases { names: &["正则校验"] }),
    takes: Takes::Reference,
    schemars: "regex",
    valid: "strategies::matching",
    broken: "strategies::not_matching",
});

/// Whether no two elements of a list are the same.
const UNIQUE_ITEMS: Kind = Kind(&Row {
    word: "unique_items",
    doc: "Whether no two elements of a list may be the same.",
    limits: Limits::Stated,
    subject: Subject::Comparable,
    clash: None,
    keywords: &["uniqueItems"],
    prose: ["", "no item twice"],
    demands: "have distinct items",
    page: None,
    takes: Takes::Reference,
    // It has no attribute for it, and is given the keyword.
    schemars: "",
    valid: "strategies::distinct",
    broken: "strategies::repeating",
});

/// Every rule, in the order in which a field states them.
pub const ALL: &[Kind] = &[CHARS, ITEMS, RANGE, PATTERN, UNIQUE_ITEMS];
