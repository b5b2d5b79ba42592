//! Problems found in a spec: a stable code, the place, and what to do about it.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::hidden;
use crate::sources::{SourceId, Sources};

/// A stretch of text in one source, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The file.
    pub source: SourceId,
    /// First byte.
    pub start: usize,
    /// Byte after the last one.
    pub end: usize,
}

impl Span {
    /// The span of the bytes `range` in `source`.
    pub fn new(source: SourceId, range: Range<usize>) -> Self {
        Self { source, start: range.start, end: range.end }
    }
}

/// A value together with the place where it was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// `value`, written at `span`.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

impl<T> std::ops::Deref for Spanned<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth a look; code is generated all the same.
    Warning,
    /// Nothing is generated.
    Error,
}

/// Declares [`Code`] with its stable names and one-line meanings.
macro_rules! codes {
    ($($variant:ident $name:literal $meaning:literal,)*) => {
        /// What kind of problem a diagnostic reports. The names are stable: scripts may match on them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = $meaning] $variant,)*
        }

        impl Code {
            /// Every code there is.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name that is printed, such as `unknown-key`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What the code means, in a sentence.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $meaning,)* }
            }
        }
    };
}

codes! {
    NotUtf8 "not-utf8" "The file is not UTF-8 text.",
    FileTooLarge "file-too-large" "The file is too large for a spec.",
    MissingFile "missing-file" "A required file is missing.",
    EmptyFile "empty-file" "The file holds no YAML document.",
    YamlSyntax "yaml-syntax" "The text is not YAML.",
    YamlFeature "yaml-feature" "A YAML feature that specs may not use: anchors, aliases, tags, several documents.",
    TooDeep "too-deep" "The YAML is nested too deeply.",
    DuplicateKey "duplicate-key" "A mapping names the same key twice.",
    UnknownKey "unknown-key" "A mapping has a key that the format does not know.",
    MissingKey "missing-key" "A mapping lacks a key that the format requires.",
    WrongKind "wrong-kind" "The value has the wrong type.",
    BadValue "bad-value" "The value has the right type, but is not permitted for this key.",
    BadName "bad-name" "A name cannot be used on the wire or in Rust.",
    BadType "bad-type" "A type expression cannot be parsed.",
    UnknownType "unknown-type" "A type is not declared.",
    CyclicType "cyclic-type" "An object contains itself.",
    UnusedType "unused-type" "A declared type is used by no operation.",
    DuplicateDeclaration "duplicate-declaration" "Two declarations have the same name.",
    MisplacedFile "misplaced-file" "The path of the file and what it declares disagree.",
    PathParameter "path-parameter" "The path and the declared path parameters disagree.",
    BadRange "bad-range" "A range is empty or cannot be parsed.",
    MisfitRule "misfit-rule" "A rule does not fit the type of its field.",
    BadPattern "bad-pattern" "A pattern is not a regular expression that every consumer reads alike.",
    BadExample "bad-example" "A sample or default breaks the type or a rule of its own field.",
    NameCollision "name-collision" "Two names become the same Rust name.",
    UnknownRateLimit "unknown-rate-limit" "A rate limit matches no tier of the platform.",
    ConflictingError "conflicting-error" "One error code has two names, or one name two codes.",
    BadIdempotency "bad-idempotency" "The operation cannot have this idempotency key.",
    BadPaging "bad-paging" "A paged operation lacks what paging needs.",
    BadUpload "bad-upload" "The operation cannot take a file.",
    BadModify "bad-modify" "The object cannot be read and written back as the spec states.",
    StaleEntry "stale-entry" "An accepted change does not occur.",
    TwoWayObject "two-way-object" "An object is used in requests and in responses.",
    TooManyProblems "too-many-problems" "A file has more problems than are listed.",
    NeedsReview "needs-review" "An import left a question for a person.",
    Internal "internal" "Internal error of the generator.",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One problem.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// What kind of problem.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// What was found.
    pub message: String,
    /// The places it is about, the main one first, each with a few words. A problem with a whole tree has none.
    pub labels: Vec<(Span, String)>,
    /// What to type instead.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error that `message` describes.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            labels: Vec::new(),
            help: None,
        }
    }

    /// A warning that `message` describes.
    pub(crate) fn warning(code: Code, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message) }
    }

    /// Adds a place. The first one added is the main one.
    #[must_use]
    pub fn at(mut self, span: Span, label: impl Into<String>) -> Self {
        self.labels.push((span, label.into()));
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The main place as `(path, line, column)`, both counted from 1, the column in characters.
    pub fn place<'a>(&self, sources: &'a Sources) -> Option<(&'a str, usize, usize)> {
        let (span, _) = self.labels.first()?;
        let source = sources.get(span.source);
        let before = &source.text()[..floor(source.text(), span.start)];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Some((
            source.path(),
            before.matches('\n').count() + 1,
            before[line_start..].chars().count() + 1,
        ))
    }

    /// The problem as a person reads it: the message, each place with its source line and a caret, the help.
    pub fn render(&self, sources: &Sources, color: bool) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let title = level.primary_title(printable(&self.message)).id(self.code.name());
        let mut group = Group::with_title(title);
        for (position, chunk) in self.snippets(sources).into_iter().enumerate() {
            let mut places: Vec<_> =
                chunk.annotations.iter().map(|(_, place, _)| place.clone()).collect();
            let mut snippet = Snippet::source(shown(chunk.text, &mut places))
                .line_start(chunk.first_line)
                .path(hidden::one_line(chunk.path));
            for ((index, _, label), range) in chunk.annotations.into_iter().zip(places) {
                let kind = if position == 0 && index == 0 {
                    AnnotationKind::Primary
                } else {
                    AnnotationKind::Context
                };
                snippet = snippet.annotation(kind.span(range).label(printable(label)));
            }
            group = group.element(snippet);
        }
        let mut report = vec![group];
        if let Some(help) = &self.help {
            report.push(Group::with_title(Level::HELP.secondary_title(printable(help))));
        }
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        renderer.decor_style(DecorStyle::Ascii).term_width(120).render(&report)
    }

    /// Only the lines around each place are handed to the renderer, so that one mistake in a large file is cheap.
    fn snippets<'a>(&'a self, sources: &'a Sources) -> Vec<Chunk<'a>> {
        const NEAR: usize = 2_000;
        let mut chunks: Vec<Chunk<'a>> = Vec::new();
        for (index, (span, label)) in self.labels.iter().enumerate() {
            let source = sources.get(span.source);
            let text = source.text();
            let start = floor(text, span.start);
            let end = floor(text, span.end.max(start)).max(start);
            let first = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
            let last = text[end..].find('\n').map_or(text.len(), |newline| end + newline);
            if let Some(chunk) = chunks.iter_mut().find(|chunk| {
                chunk.source == span.source
                    && first.abs_diff(chunk.start) < NEAR
                    && last.abs_diff(chunk.start) < NEAR
            }) {
                let (low, high) =
                    (chunk.start.min(first), (chunk.start + chunk.text.len()).max(last));
                let shift = chunk.start - low;
                for (_, range, _) in &mut chunk.annotations {
                    *range = range.start + shift..range.end + shift;
                }
                chunk.annotations.push((index, start - low..end - low, label));
                (chunk.start, chunk.text) = (low, &text[low..high]);
                chunk.first_line = line_of(text, low);
            } else {
                chunks.push(Chunk {
                    source: span.source,
                    path: source.path(),
                    start: first,
                    first_line: line_of(text, first),
                    text: &text[first..last],
                    annotations: vec![(index, start - first..end - first, label)],
                });
            }
        }
        chunks
    }
}

/// Consecutive lines of one source, with the labels that fall into them.
struct Chunk<'a> {
    source: SourceId,
    path: &'a str,
    start: usize,
    first_line: usize,
    text: &'a str,
    annotations: Vec<(usize, Range<usize>, &'a str)>,
}

fn line_of(text: &str, offset: usize) -> usize {
    text[..offset].matches('\n').count() + 1
}

/// The last character boundary at or before `offset`.
fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// Text of a hostile spec must not steer the terminal that shows it.
fn printable(text: &str) -> Cow<'_, str> {
    hidden::lines(text)
}

/// Lines of a source without hidden characters. What takes the place of one may be longer, so places move.
fn shown<'t>(text: &'t str, places: &mut [Range<usize>]) -> Cow<'t, str> {
    let visible = |text: &'t str| -> Cow<'t, str> {
        // The end of a line in a file of Windows is no news.
        if text.contains('\r') {
            let lines: Vec<_> = text.split("\r\n").map(hidden::lines).collect();
            lines.join("\r\n").into()
        } else {
            hidden::lines(text)
        }
    };
    let clean = visible(text);
    if clean.len() != text.len() {
        for place in places {
            let moved = |at: usize| text.get(..at).map_or(at, |before| visible(before).len());
            *place = moved(place.start).min(clean.len())..moved(place.end).min(clean.len());
        }
    }
    clean
}

/// Whether any of `diagnostics` is an error.
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
}
