//! The one table of scalars. A new scalar is a row here, and its type, check and strategies in the runtime crate.

use feishu_text::pattern::{DAY, UNIX_MILLIS, UNIX_SECONDS};

use super::row::{Argument, Enforced, Form, Row, Rust, Scalar, TypeCheck, Unit, Wire};

const TEXT: Rust = Rust {
    ty: "String",
    import: None,
    is_copy: false,
    argument: Argument::Into("to_owned"),
    schema_sent: "String",
    valid: "strategies::text()",
    check: None,
};

const INTEGER: Rust = Rust {
    ty: "i64",
    import: None,
    is_copy: true,
    argument: Argument::Itself,
    schema_sent: "feishu_core::schema::ExactInt64",
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

/// `string`
pub const STRING: Scalar = Scalar(&Row {
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

/// `bool`
pub const BOOL: Scalar = Scalar(&Row {
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
        valid: "proptest::bool::ANY",
        check: None,
    },
});

/// `i32`
pub const I32: Scalar = Scalar(&Row {
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
        valid: "proptest::num::i32::ANY",
        check: None,
    },
});

/// `i64`
pub const I64: Scalar = Scalar(&Row {
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

/// `f64`
pub const F64: Scalar = Scalar(&Row {
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
        valid: "strategies::finite()",
        check: Some(TypeCheck {
            function: "finite",
            by_value: true,
            rule: "finite",
            broken: "strategies::not_finite()",
        }),
    },
});

/// `json`
pub const JSON: Scalar = Scalar(&Row {
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
        valid: "strategies::json()",
        check: None,
    },
});

/// `secret`
pub const SECRET: Scalar = Scalar(&Row {
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
        import: Some("feishu_core"),
        argument: Argument::Into("into"),
        schema_sent: "Secret",
        valid: "strategies::secret()",
        ..TEXT
    },
});

/// Every scalar, in the order in which they are named to people.
pub static ALL: &[Scalar] = &[
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
            pattern: UNIX_MILLIS,
            format: None,
            digits: Some(16),
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
            import: Some("feishu_core"),
            is_copy: false,
            argument: Argument::Into("into"),
            schema_sent: "UnixMillis",
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
            import: Some("feishu_core"),
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
            pattern: UNIX_SECONDS,
            format: None,
            digits: Some(13),
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
    Scalar(&Row {
        word: "Date",
        wire: Wire::Text,
        form: Some(Form {
            pattern: DAY,
            format: Some("date"),
            digits: None,
            enforced: Enforced::ByType,
            what: "a day of the calendar",
            help: "write a day such as 2024-05-01",
        }),
        unit: None,
        in_path: false,
        in_query: true,
        note: "a string such as 2024-05-01",
        rustdoc: "a day as a string such as 2024-05-01",
        reference: "day, as a string such as 2024-05-01",
        sample: "\"2024-05-01\"",
        rust: Rust {
            ty: "Date",
            import: Some("feishu_core"),
            argument: Argument::Into("into"),
            schema_sent: "Date",
            valid: "strategies::date()",
            check: Some(TypeCheck {
                function: "date",
                by_value: false,
                rule: "date",
                broken: "strategies::not_date()",
            }),
            ..TEXT
        },
    }),
];
