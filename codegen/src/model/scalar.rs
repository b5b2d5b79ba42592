//! The one table of scalars. A new scalar is a row here; what it needs at run time is in the runtime crate.
//!
//! The rest asks a scalar for its facts and does not ask which one it is. The few that some code means by name have a
//! constant.

use std::ops::Deref;

use feishu_text::pattern::UNIX_TIME;
use serde_json::Value as Json;

/// A scalar of the format.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scalar(&'static Row);

/// What the rest asks of a scalar.
#[derive(Debug)]
pub(crate) struct Row {
    /// The word of the format.
    pub(crate) word: &'static str,
    pub(crate) wire: Wire,
    /// What its strings look like, where not every string will do.
    pub(crate) form: Option<Form>,
    /// What a time counts.
    pub(crate) unit: Option<Unit>,
    /// Whether it may be a parameter of a path.
    pub(crate) in_path: bool,
    /// Whether it may be a query parameter or a part of a form.
    pub(crate) in_query: bool,
    /// What a diagnostic adds to the word; empty where the word says it.
    pub(crate) note: &'static str,
    /// What it is, in rustdoc.
    pub(crate) rustdoc: &'static str,
    /// What it is, in the reference.
    pub(crate) reference: &'static str,
    /// A value, as JSON, for an example of a field that no page gives a sample of.
    pub(crate) sample: &'static str,
    pub(crate) rust: Rust,
}

/// The form of a value on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wire {
    Text,
    Flag,
    Int32,
    Int64,
    Float,
    /// Any JSON.
    Any,
}

/// What a time counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    UnixMillis,
    UnixSeconds,
}

/// What the strings of a scalar look like.
#[derive(Debug)]
pub(crate) struct Form {
    pub(crate) pattern: &'static str,
    /// The strings are those of whole numbers.
    pub(crate) is_digits: bool,
    pub(crate) enforced: Enforced,
    /// What such a string is, in a diagnostic.
    pub(crate) what: &'static str,
    /// How to write one, in a diagnostic.
    pub(crate) help: &'static str,
}

/// What holds a value to its form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Enforced {
    /// The Rust type, and the schema wherever the type stands.
    ByType,
    /// A pattern on each field that is sent.
    ByField,
}

/// The Rust type of a scalar, and how generated code treats it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rust {
    pub(crate) ty: &'static str,
    /// Its path, where a file that names the type has to import it.
    pub(crate) import: Option<&'static str>,
    pub(crate) is_copy: bool,
    pub(crate) argument: Argument,
    /// What `schemars` is shown of a field that is sent.
    pub(crate) schema_sent: &'static str,
    /// What `schemars` is shown of a field that comes back.
    pub(crate) schema_received: &'static str,
    /// A strategy for valid values.
    pub(crate) valid: &'static str,
    pub(crate) check: Option<TypeCheck>,
}

/// How setters and constructors take a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Argument {
    /// A primitive type, as it is.
    Itself,
    /// As `impl Into`, also the items of a list. This method makes one of a literal.
    Into(&'static str),
    /// As `impl Into` where it stands alone; the items of a list as they are.
    IntoAlone,
}

/// The check that comes with a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TypeCheck {
    /// In the module `rules` of the runtime.
    pub(crate) function: &'static str,
    /// Whether the function takes the value itself, not a reference.
    pub(crate) by_value: bool,
    /// The rule that a violation names. A field that states it needs no second check.
    pub(crate) rule: &'static str,
    /// A strategy for values that break it.
    pub(crate) broken: &'static str,
}

const TEXT: Rust = Rust {
    ty: "String",
    import: None,
    is_copy: false,
    argument: Argument::Into("to_owned"),
    schema_sent: "String",
    schema_received: "String",
    valid: "strategies::text()",
    check: None,
};

const INTEGER: Rust = Rust {
    ty: "i64",
    import: None,
    is_copy: true,
    argument: Argument::Itself,
    schema_sent: "feishu_core::schema::ExactInt64",
    schema_received: "feishu_core::schema::Int64",
    valid: "strategies::exact()",
    check: Some(EXACT),
};

/// Every reader reads the integer alike.
const EXACT: TypeCheck = TypeCheck {
    function: "exact",
    by_value: true,
    rule: "range",
    broken: "strategies::not_exact()",
};

pub(crate) const STRING: Scalar = Scalar(&Row {
    word: "string",
    wire: Wire::Text,
    form: None,
    unit: None,
    in_path: true,
    in_query: true,
    note: "",
    rustdoc: "a string",
    reference: "string",
    sample: "\"text\"",
    rust: TEXT,
});

pub(crate) const BOOL: Scalar = Scalar(&Row {
    word: "bool",
    wire: Wire::Flag,
    form: None,
    unit: None,
    in_path: false,
    in_query: true,
    note: "",
    rustdoc: "a boolean",
    reference: "boolean",
    sample: "true",
    rust: Rust {
        ty: "bool",
        import: None,
        is_copy: true,
        argument: Argument::Itself,
        schema_sent: "bool",
        schema_received: "feishu_core::schema::Flag",
        valid: "proptest::bool::ANY",
        check: None,
    },
});

pub(crate) const I32: Scalar = Scalar(&Row {
    word: "i32",
    wire: Wire::Int32,
    form: None,
    unit: None,
    in_path: true,
    in_query: true,
    note: "",
    rustdoc: "an integer",
    reference: "integer",
    sample: "1",
    rust: Rust {
        ty: "i32",
        import: None,
        is_copy: true,
        argument: Argument::Itself,
        schema_sent: "feishu_core::schema::Int32",
        schema_received: "feishu_core::schema::Int32",
        valid: "proptest::num::i32::ANY",
        check: None,
    },
});

pub(crate) const I64: Scalar = Scalar(&Row {
    word: "i64",
    wire: Wire::Int64,
    form: None,
    unit: None,
    in_path: true,
    in_query: true,
    note: "",
    rustdoc: "an integer",
    reference: "integer",
    sample: "1",
    rust: INTEGER,
});

pub(crate) const F64: Scalar = Scalar(&Row {
    word: "f64",
    wire: Wire::Float,
    form: None,
    unit: None,
    in_path: false,
    in_query: true,
    note: "",
    rustdoc: "a number",
    reference: "number",
    sample: "1.0",
    rust: Rust {
        ty: "f64",
        import: None,
        is_copy: true,
        argument: Argument::Itself,
        schema_sent: "feishu_core::schema::Double",
        schema_received: "feishu_core::schema::Double",
        valid: "strategies::finite()",
        check: Some(TypeCheck {
            function: "finite",
            by_value: true,
            rule: "finite",
            broken: "strategies::not_finite()",
        }),
    },
});

pub(crate) const JSON: Scalar = Scalar(&Row {
    word: "json",
    wire: Wire::Any,
    form: None,
    unit: None,
    in_path: false,
    in_query: false,
    note: "",
    rustdoc: "any JSON value",
    reference: "any JSON value",
    sample: "{}",
    rust: Rust {
        ty: "feishu_core::Json",
        import: None,
        is_copy: false,
        argument: Argument::IntoAlone,
        schema_sent: "feishu_core::Json",
        schema_received: "feishu_core::Json",
        valid: "strategies::json()",
        check: None,
    },
});

pub(crate) const SECRET: Scalar = Scalar(&Row {
    word: "secret",
    wire: Wire::Text,
    form: None,
    unit: None,
    in_path: false,
    in_query: false,
    note: "a string",
    rustdoc: "a string that is never printed",
    reference: "string, secret",
    sample: "\"text\"",
    rust: Rust {
        ty: "Secret",
        import: Some("feishu_core::Secret"),
        argument: Argument::Into("into"),
        schema_sent: "Secret",
        schema_received: "Secret",
        valid: "strategies::secret()",
        ..TEXT
    },
});

/// Every scalar, in the order in which they are named to people.
pub(crate) static ALL: &[Scalar] = &[
    STRING,
    BOOL,
    I32,
    I64,
    F64,
    JSON,
    SECRET,
    Scalar(&Row {
        word: "UnixMillis",
        wire: Wire::Text,
        form: Some(Form {
            pattern: UNIX_TIME,
            is_digits: true,
            enforced: Enforced::ByType,
            what: "a time in milliseconds",
            help: "write digits in quotes",
        }),
        unit: Some(Unit::UnixMillis),
        in_path: false,
        in_query: true,
        note: "a string of digits",
        rustdoc: "a Unix time in milliseconds, as a string of digits",
        reference: "Unix time in milliseconds, as a string",
        sample: "\"1\"",
        rust: Rust {
            ty: "UnixMillis",
            import: Some("feishu_core::UnixMillis"),
            is_copy: false,
            argument: Argument::Into("into"),
            schema_sent: "UnixMillis",
            schema_received: "UnixMillis",
            valid: "strategies::unix_millis()",
            check: Some(TypeCheck {
                function: "unix_millis",
                by_value: false,
                rule: "unix_millis",
                broken: "strategies::not_unix_millis()",
            }),
        },
    }),
    Scalar(&Row {
        word: "UnixMillisNumber",
        wire: Wire::Int64,
        form: None,
        unit: Some(Unit::UnixMillis),
        in_path: false,
        in_query: true,
        note: "an integer",
        rustdoc: "a Unix time in milliseconds",
        reference: "Unix time in milliseconds",
        sample: "1",
        rust: Rust {
            ty: "UnixMillisNumber",
            import: Some("feishu_core::UnixMillisNumber"),
            argument: Argument::Into("into"),
            valid: "strategies::unix_millis_number()",
            check: Some(TypeCheck {
                broken: "strategies::not_exact_unix_millis_number()",
                ..EXACT
            }),
            ..INTEGER
        },
    }),
    Scalar(&Row {
        word: "UnixSeconds",
        wire: Wire::Text,
        form: Some(Form {
            pattern: UNIX_TIME,
            is_digits: true,
            enforced: Enforced::ByField,
            what: "a time in seconds",
            help: "write digits in quotes",
        }),
        unit: Some(Unit::UnixSeconds),
        in_path: false,
        in_query: true,
        note: "a string of digits",
        rustdoc: "a Unix time in seconds, as a string of digits",
        reference: "Unix time in seconds, as a string",
        sample: "\"1\"",
        rust: TEXT,
    }),
    Scalar(&Row {
        word: "UnixSecondsNumber",
        wire: Wire::Int64,
        form: None,
        unit: Some(Unit::UnixSeconds),
        in_path: false,
        in_query: true,
        note: "an integer",
        rustdoc: "a Unix time in seconds",
        reference: "Unix time in seconds",
        sample: "1",
        rust: INTEGER,
    }),
];

impl Scalar {
    /// The scalar of a word.
    pub(crate) fn find(word: &str) -> Option<Self> {
        ALL.iter().copied().find(|scalar| scalar.word == word)
    }

    /// The scalar of this wire form and unit; the plainest if there are several.
    pub(crate) fn on_the_wire(wire: Wire, unit: Option<Unit>) -> Option<Self> {
        ALL.iter().copied().find(|scalar| scalar.wire == wire && scalar.unit == unit)
    }

    /// The words of all scalars for which `is` holds, as a sentence lists them.
    pub(crate) fn words(is: impl Fn(&Row) -> bool) -> String {
        let words = ALL.iter().filter(|scalar| is(scalar)).map(|scalar| scalar.word);
        words.collect::<Vec<_>>().join(", ")
    }

    /// The pattern that every field of the type must match that is sent, as if it were a rule of the field.
    pub(crate) fn implied_pattern(self) -> Option<&'static str> {
        let form = self.0.form.as_ref();
        form.filter(|form| form.enforced == Enforced::ByField).map(|form| form.pattern)
    }
}

impl Wire {
    /// Whether a value is written so.
    pub(crate) fn takes(self, value: &Json) -> bool {
        match self {
            Self::Text => value.is_string(),
            Self::Flag => value.is_boolean(),
            Self::Int32 => value.as_i64().is_some_and(|value| i32::try_from(value).is_ok()),
            Self::Int64 => value.as_i64().is_some(),
            Self::Float => value.is_number() && value.as_f64().is_some_and(f64::is_finite),
            Self::Any => true,
        }
    }
}

impl Deref for Scalar {
    type Target = Row;

    fn deref(&self) -> &Row {
        self.0
    }
}

/// Words are unique.
impl PartialEq for Scalar {
    fn eq(&self, other: &Self) -> bool {
        self.word == other.word
    }
}

impl Eq for Scalar {}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::pattern;

    #[test]
    fn words_are_unique() {
        let words: BTreeSet<_> = ALL.iter().map(|scalar| scalar.word).collect();
        assert_eq!(words.len(), ALL.len());
    }

    #[test]
    fn samples_are_valid_values() {
        for scalar in ALL {
            let sample: Json = serde_json::from_str(scalar.sample).unwrap();
            assert!(scalar.wire.takes(&sample), "{}", scalar.word);
            if let Some(form) = &scalar.form {
                let pattern = regex_lite::Regex::new(form.pattern).unwrap();
                assert!(pattern.is_match(sample.as_str().unwrap()), "{}", scalar.word);
            }
        }
    }

    #[test]
    fn patterns_mean_the_same_in_every_language() {
        for form in ALL.iter().filter_map(|scalar| scalar.form.as_ref()) {
            assert_eq!(pattern::problem(form.pattern).map(|problem| problem.what), None);
        }
    }

    #[test]
    fn only_strings_have_a_form_and_only_what_is_enforced_by_type_has_its_own_check() {
        for scalar in ALL.iter().filter(|scalar| scalar.form.is_some()) {
            assert_eq!(scalar.wire, Wire::Text, "{}", scalar.word);
            let by_field = scalar.implied_pattern().is_some();
            assert_eq!(by_field, scalar.rust.check.is_none(), "{}", scalar.word);
        }
    }
}
