//! Problems found in a spec: a stable code, the place, and what to do about it.

use std::fmt;
use std::ops::Range;

/// Which file of the sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub(crate) usize);

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
    /// Its position.
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
    /// Worth a look; code is still generated.
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

            /// The meaning of the code, in a sentence.
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
    YamlSyntax "yaml-syntax" "The file is not valid YAML.",
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
    BadGroup "bad-group" "The groups of a product do not hold each of its resources once.",
    BadEmulate "bad-emulate" "The emulator cannot keep an object as the product states.",
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
}

/// Whether any of `diagnostics` is an error.
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
}
