//! Typed access to a node. Each method reports mistakes and continues, so that one run finds all of them.

use crate::diagnostic::{Code, Diagnostic, Span, Spanned};
use crate::spec::node::{Node, Value};
use crate::spec::shape::{Form, Key, Shape};
use crate::suggest::likely;

/// Collects what is wrong while a file is read.
pub struct Reader<'a> {
    /// Where problems go.
    pub problems: &'a mut Vec<Diagnostic>,
}

/// A mapping whose keys were checked against its shape.
#[derive(Clone, Copy)]
pub struct Table<'n> {
    entries: &'n [(Spanned<String>, Node)],
    shape: &'static Shape,
}

impl<'n> Table<'n> {
    /// The value of a key, if the mapping has it.
    pub fn get(&self, key: &str) -> Option<&'n Node> {
        debug_assert!(
            self.shape.keys.iter().any(|known| known.name == key),
            "{key} is not in the shape"
        );
        self.entries.iter().find(|(name, _)| name.value == key).map(|(_, node)| node)
    }

    /// The position of the key itself.
    pub(crate) fn key_span(&self, key: &str) -> Option<Span> {
        self.entries.iter().find(|(name, _)| name.value == key).map(|(name, _)| name.span)
    }
}

impl Reader<'_> {
    /// Adds a problem.
    pub fn report(&mut self, problem: Diagnostic) {
        self.problems.push(problem);
    }

    /// The node as a mapping of the given shape; unknown and missing keys are reported.
    pub fn table<'n>(
        &mut self,
        node: &'n Node,
        shape: &'static Shape,
        owner: Span,
    ) -> Option<Table<'n>> {
        let Value::Map(entries) = &node.value else {
            self.wrong_kind(
                node,
                "a mapping",
                &format!("write the keys of the {}: {}", shape.name, key_list(shape)),
            );
            return None;
        };
        for (name, _) in entries {
            if !shape.keys.iter().any(|known| known.name == name.value) {
                let help =
                    match likely(self.problems, &name.value, shape.keys.iter().map(|key| key.name))
                    {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("known keys: {}", key_list(shape)),
                    };
                self.report(
                    Diagnostic::error(
                        Code::UnknownKey,
                        format!("{} has no key `{}`", with_article(shape.name), name.value),
                    )
                    .at(name.span, "unknown key")
                    .help(help),
                );
            }
        }
        for key in shape.keys.iter().filter(|key| key.required) {
            if !entries.iter().any(|(name, _)| name.value == key.name) {
                self.report(
                    Diagnostic::error(
                        Code::MissingKey,
                        format!("missing key `{}` in the {}", key.name, shape.name),
                    )
                    .at(owner, format!("without `{}`", key.name))
                    .help(format!("add `{}:` {}", key.name, key.doc())),
                );
            }
        }
        for (name, value) in entries {
            if let Some(key) = shape.keys.iter().find(|key| key.name == name.value)
                && let Some(pattern) = key.form.pattern()
            {
                self.check_pattern(value, pattern, key);
            }
        }
        Some(Table { entries, shape })
    }

    fn check_pattern(&mut self, node: &Node, pattern: &str, key: &Key) {
        if let (Form::OneOrMore(_), Value::List(items)) = (&key.form, &node.value) {
            items.iter().for_each(|item| self.check_pattern(item, pattern, key));
            return;
        }
        let Some(text) = self.text(node) else { return };
        if !regex_lite::Regex::new(pattern).is_ok_and(|regex| regex.is_match(&text.value)) {
            self.bad_value(
                node.span,
                format!("`{}` is not a value of `{}`", text.value, key.name),
                "does not fit",
                format!("{} It matches {pattern}", key.doc),
            );
        }
    }

    /// The node as a mapping with free names.
    pub fn named<'n>(&mut self, node: &'n Node, what: &str) -> &'n [(Spanned<String>, Node)] {
        match &node.value {
            Value::Map(entries) => entries,
            _ => {
                self.wrong_kind(
                    node,
                    "a mapping",
                    &format!("write one line for each {what}: `name: …`"),
                );
                &[]
            }
        }
    }

    /// The node as a list.
    pub fn list<'n>(&mut self, node: &'n Node) -> &'n [Node] {
        match &node.value {
            Value::List(items) => items,
            _ => {
                self.wrong_kind(node, "a list", "put the value in brackets: [a, b]");
                &[]
            }
        }
    }

    /// The node as a list; a single value counts as a list of one.
    pub(crate) fn one_or_more<'n>(&mut self, node: &'n Node) -> &'n [Node] {
        match &node.value {
            Value::List(items) => items,
            _ => std::slice::from_ref(node),
        }
    }

    /// The node as a non-empty string.
    pub fn text(&mut self, node: &Node) -> Option<Spanned<String>> {
        match &node.value {
            Value::Text(text) if text.trim().is_empty() => {
                self.report(
                    Diagnostic::error(Code::BadValue, "this string is empty")
                        .at(node.span, "empty")
                        .help("write a value, or remove the key"),
                );
                None
            }
            Value::Text(text) => Some(Spanned::new(text.trim_end().to_owned(), node.span)),
            _ => {
                self.wrong_kind(node, "a string", "put it in quotes");
                None
            }
        }
    }

    /// A boolean.
    pub fn bool(&mut self, node: &Node) -> Option<bool> {
        match node.value {
            Value::Bool(value) => Some(value),
            _ => {
                self.wrong_kind(node, "a boolean", "write true or false without quotes");
                None
            }
        }
    }

    /// A whole number.
    pub fn integer(&mut self, node: &Node) -> Option<Spanned<i64>> {
        match node.value {
            Value::Integer(value) => Some(Spanned::new(value, node.span)),
            _ => {
                self.wrong_kind(node, "an integer", "write digits without quotes");
                None
            }
        }
    }

    /// The node as one of the words that the format knows there.
    pub fn word<W>(
        &mut self,
        node: &Node,
        words: &'static [&'static str],
        parse: fn(&str) -> Option<W>,
    ) -> Option<W> {
        let text = self.text(node)?;
        let word = if words.contains(&&*text.value) { parse(&text.value) } else { None };
        if word.is_some() {
            return word;
        }
        let help = match likely(self.problems, &text.value, words.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("one of {}", words.join(", ")),
        };
        self.bad_value(node.span, format!("unknown value `{}`", text.value), "unknown word", help);
        None
    }

    pub(crate) fn bad_value(
        &mut self,
        span: Span,
        message: String,
        label: &str,
        help: impl Into<String>,
    ) {
        self.report(Diagnostic::error(Code::BadValue, message).at(span, label).help(help));
    }

    fn wrong_kind(&mut self, node: &Node, expected: &str, help: &str) {
        self.report(
            Diagnostic::error(
                Code::WrongKind,
                format!("expected {expected}, found {}", node.value.kind()),
            )
            .at(node.span, format!("expected {expected}"))
            .help(help),
        );
    }
}

fn key_list(shape: &Shape) -> String {
    shape.keys.iter().map(|key| key.name).collect::<Vec<_>>().join(", ")
}

fn with_article(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {noun}")
}

impl Form {
    /// The regular expression of a [`Form::Matching`].
    pub fn pattern(&self) -> Option<&'static str> {
        match self {
            Self::Matching(pattern) => Some(pattern),
            Self::OneOrMore(form) => form.pattern(),
            _ => None,
        }
    }
}
