//! YAML as a tree in which every value knows where it was written.
//!
//! The subset is small on purpose: one document, no anchors, no tags, text keys. What is left has one reading.

use std::collections::BTreeMap;

use saphyr_parser::{Event, Parser, ScalarStyle};

use crate::diagnostic::{Code, Diagnostic, Span, Spanned};
use crate::sources::SourceId;

/// Specs are at most eight deep; the limit keeps hostile nesting off the stack.
const MAX_DEPTH: usize = 48;

/// A value and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What is written.
    pub value: Value,
    /// Where it is written.
    pub span: Span,
}

/// What a node holds, by the core schema of YAML 1.2.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `null`, or nothing.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Float(f64),
    /// A string.
    Text(String),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping, in the order of its keys.
    Map(Vec<(Spanned<String>, Node)>),
}

impl Value {
    /// The word that a diagnostic uses for this kind of value.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "a boolean",
            Self::Integer(_) | Self::Float(_) => "a number",
            Self::Text(_) => "a string",
            Self::List(_) => "a list",
            Self::Map(_) => "a mapping",
        }
    }
}

impl Node {
    /// The same value as JSON.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(value) => (*value).into(),
            Value::Integer(value) => (*value).into(),
            Value::Float(value) => (*value).into(),
            Value::Text(value) => value.as_str().into(),
            Value::List(items) => items.iter().map(Self::to_json).collect(),
            Value::Map(entries) => entries
                .iter()
                .map(|(key, node)| (key.value.clone(), node.to_json()))
                .collect::<serde_json::Map<_, _>>()
                .into(),
        }
    }
}

/// Reads `text`. The tree is absent when the text is not YAML at all; repeated keys are reported and the first one
/// kept.
pub fn parse(source: SourceId, text: &str, problems: &mut Vec<Diagnostic>) -> Option<Node> {
    let mut builder = Builder {
        source,
        text,
        offsets: Offsets::new(text),
        problems,
        open: Vec::new(),
        root: None,
    };
    for event in Parser::new_from_str(text) {
        let step = match event {
            Ok((event, span)) => {
                let range = builder.offsets.byte(span.start.index())
                    ..builder.offsets.byte(span.end.index());
                builder.step(event, Span::new(source, range))
            }
            Err(error) => {
                let at = builder.offsets.byte(error.marker().index());
                Err(builder.syntax_error(at, error.info()))
            }
        };
        if let Err(problem) = step {
            builder.problems.push(*problem);
            return None;
        }
    }
    let root = builder.root.take();
    if root.is_none() {
        problems.push(
            Diagnostic::error(Code::EmptyFile, "the file is empty")
                .at(Span::new(source, 0..0), "nothing here")
                .help("copy a spec of the same kind and change it"),
        );
    }
    root
}

/// Turns the character offsets of the parser into byte offsets.
struct Offsets {
    /// Absent for ASCII, where both are the same.
    starts: Option<Vec<u32>>,
    len: usize,
}

impl Offsets {
    fn new(text: &str) -> Self {
        let starts = (!text.is_ascii()).then(|| {
            text.char_indices().map(|(at, _)| u32::try_from(at).unwrap_or(u32::MAX)).collect()
        });
        Self { starts, len: text.len() }
    }

    fn byte(&self, character: usize) -> usize {
        match &self.starts {
            None => character.min(self.len),
            Some(starts) => starts.get(character).map_or(self.len, |start| *start as usize),
        }
    }
}

/// A list or mapping that is not closed yet.
enum Open {
    List(Span, Vec<Node>),
    Map(Span, Entries),
}

/// The entries of a mapping so far.
#[derive(Default)]
struct Entries {
    all: Vec<(Spanned<String>, Node)>,
    /// Where each key was first.
    first: BTreeMap<String, Span>,
    /// The key whose value comes next, and whether this is its first occurrence.
    key: Option<(Spanned<String>, bool)>,
}

struct Builder<'a> {
    source: SourceId,
    text: &'a str,
    offsets: Offsets,
    problems: &'a mut Vec<Diagnostic>,
    open: Vec<Open>,
    root: Option<Node>,
}

type Step = Result<(), Box<Diagnostic>>;

impl Builder<'_> {
    fn step(&mut self, event: Event<'_>, span: Span) -> Step {
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
            Event::DocumentStart(_) if self.root.is_some() => {
                Err(unsupported(span, "a second document", "keep one document in a file"))
            }
            Event::DocumentStart(_) => Ok(()),
            Event::Alias(_) => Err(unsupported(span, "an alias", "write the value out")),
            Event::Scalar(text, style, anchor, tag) => {
                refuse_extras(span, anchor, tag.is_some())?;
                let span = self.trimmed(span);
                self.scalar(&text, style, span)
            }
            Event::SequenceStart(anchor, tag) => {
                refuse_extras(span, anchor, tag.is_some())?;
                self.open(Open::List(span, Vec::new()), span)
            }
            Event::MappingStart(anchor, tag) => {
                refuse_extras(span, anchor, tag.is_some())?;
                self.open(Open::Map(span, Entries::default()), span)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
        }
    }

    fn open(&mut self, open: Open, span: Span) -> Step {
        if matches!(self.open.last(), Some(Open::Map(_, Entries { key: None, .. }))) {
            return Err(key_is_no_text(span));
        }
        if self.open.len() == MAX_DEPTH {
            return Err(too_deep(span));
        }
        self.open.push(open);
        Ok(())
    }

    fn close(&mut self, end: Span) -> Step {
        let node = match self.open.pop() {
            Some(Open::List(start, items)) => {
                let last = items.last().map(|item| item.span);
                Node { value: Value::List(items), span: self.join(start, last, end) }
            }
            Some(Open::Map(start, Entries { all, .. })) => {
                // A key without a value has an empty one where the next token starts.
                let last = all.last().map(|(key, node)| match node.value {
                    Value::Null if node.span.start == node.span.end => key.span,
                    _ => node.span,
                });
                Node { value: Value::Map(all), span: self.join(start, last, end) }
            }
            None => return Ok(()),
        };
        self.place(node)
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, span: Span) -> Step {
        if let Some(Open::Map(_, Entries { first, key: key @ None, .. })) = self.open.last_mut() {
            let is_new = match first.get(text) {
                Some(first) => {
                    let message = format!("duplicate key `{text}`");
                    self.problems.push(
                        Diagnostic::error(Code::DuplicateKey, message)
                            .at(span, "again here")
                            .at(*first, "first here")
                            .help("remove one of the two"),
                    );
                    false
                }
                None => first.insert(text.to_owned(), span).is_none(),
            };
            *key = Some((Spanned::new(text.to_owned(), span), is_new));
            return Ok(());
        }
        let value = match style {
            ScalarStyle::Plain => plain(text),
            _ => Value::Text(text.to_owned()),
        };
        self.place(Node { value, span })
    }

    fn place(&mut self, node: Node) -> Step {
        match self.open.last_mut() {
            Some(Open::List(_, items)) => items.push(node),
            Some(Open::Map(_, entries)) => match entries.key.take() {
                Some((name, true)) => entries.all.push((name, node)),
                Some((_, false)) => {}
                None => return Err(key_is_no_text(node.span)),
            },
            None => self.root = Some(node),
        }
        Ok(())
    }

    /// A list or mapping in block style ends with its `last` value: a comment behind that may be about the next token,
    /// where the parser ends it. One in brackets ends with its bracket.
    fn join(&self, start: Span, last: Option<Span>, end: Span) -> Span {
        let is_flow = end.start < end.end;
        let end = last.filter(|_| !is_flow).unwrap_or(end);
        self.trimmed(Span { end: end.end.max(start.end), ..start })
    }

    /// The parser ends block values where the next token starts; a caret belongs under the value alone.
    fn trimmed(&self, span: Span) -> Span {
        let text = self.text.get(span.start..span.end).unwrap_or_default();
        Span { end: span.start + text.trim_end().len(), ..span }
    }

    fn syntax_error(&self, at: usize, info: &str) -> Box<Diagnostic> {
        if info.contains("recursion limit") {
            return too_deep(Span::new(self.source, at..at));
        }
        let line_start = self.text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let line = self.text[line_start..].lines().next().unwrap_or_default();
        let indentation = &line[..line.len() - line.trim_start().len()];
        let problem = Diagnostic::error(Code::YamlSyntax, format!("this is not YAML: {info}"));
        Box::new(match indentation.find('\t') {
            Some(tab) => problem
                .at(Span::new(self.source, line_start + tab..line_start + tab + 1), "a tab")
                .help("indent with spaces; YAML allows no tabs there"),
            None => problem.at(Span::new(self.source, at..at), "the parser stopped here").help(
                "look for a missing quote, colon or closing bracket on this line or the one before; \
                 quote text that holds `: `, `#`, or starts with one of @ ` % & * ! | > [ { \" '",
            ),
        })
    }
}

fn too_deep(span: Span) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(Code::TooDeep, format!("more than {MAX_DEPTH} levels of nesting"))
            .at(span, "this one is too deep")
            .help("give inner objects a name under `objects`"),
    )
}

fn refuse_extras(span: Span, anchor: usize, tagged: bool) -> Step {
    if anchor > 0 {
        return Err(unsupported(span, "an anchor", "write the value out where it is needed"));
    }
    if tagged {
        return Err(unsupported(
            span,
            "a tag",
            "remove it; the format knows the type of each value",
        ));
    }
    Ok(())
}

fn unsupported(span: Span, what: &str, help: &str) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(Code::YamlFeature, format!("{what} is not permitted in a spec"))
            .at(span, what)
            .help(help),
    )
}

fn key_is_no_text(span: Span) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(Code::WrongKind, "a key must be a string")
            .at(span, "used as a key")
            .help("write `name: value`"),
    )
}

/// Resolves an unquoted scalar by the core schema of YAML 1.2: `no` and `on` are text, `0o7` is a number.
fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        _ => {}
    }
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return match text.parse() {
            Ok(integer) => Value::Integer(integer),
            Err(_) => text.parse().map_or_else(|_| Value::Text(text.to_owned()), Value::Float),
        };
    }
    let radix = |prefix, radix| {
        text.strip_prefix(prefix).and_then(|rest| i64::from_str_radix(rest, radix).ok())
    };
    if let Some(integer) = radix("0x", 16).or_else(|| radix("0o", 8)) {
        return Value::Integer(integer);
    }
    let numeric = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && digits
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-'))
        && digits.bytes().any(|byte| byte.is_ascii_digit());
    match text.parse() {
        Ok(float) if numeric => Value::Float(float),
        _ => Value::Text(text.to_owned()),
    }
}
