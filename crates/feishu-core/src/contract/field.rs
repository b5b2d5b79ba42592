//! The fields of a request as data.

use crate::validate::Number;

/// A field of a request, with what its page says of it.
///
/// The schema of the request says what is checked. This says what a person or a form is told: only
/// rules that the page states, and which integers are times.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct RequestField {
    /// The name on the wire.
    pub name: &'static str,
    /// The type on the wire.
    pub ty: WireType,
    /// Whether it must be given. A field of an object must be given if the object is.
    pub required: bool,
    /// What it means; may be empty.
    pub description: &'static str,
    /// What a value is if its type does not say so, such as `Unix time in milliseconds`; may be
    /// empty.
    pub form: &'static str,
    /// What a time counts. `None` if the values are no times.
    pub time: Option<UnixTime>,
    /// The rules that the page states.
    pub rules: &'static [StatedRule],
    /// The known values, of a field whose values have names: of each item, if it is a list.
    pub values: &'static [NamedValue],
    /// What the server takes if the field is missing, as JSON; may be empty.
    pub default: &'static str,
    /// A sample value, as JSON; may be empty. Objects have none: their fields do.
    pub example: &'static str,
}

impl RequestField {
    /// An optional field without rules.
    #[must_use]
    pub const fn new(name: &'static str, ty: WireType) -> Self {
        Self {
            name,
            ty,
            required: false,
            description: "",
            form: "",
            time: None,
            rules: &[],
            values: &[],
            default: "",
            example: "",
        }
    }

    /// Makes it [`required`](Self#structfield.required).
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Sets [`description`](Self#structfield.description).
    #[must_use]
    pub const fn description(mut self, description: &'static str) -> Self {
        self.description = description;
        self
    }

    /// Sets [`form`](Self#structfield.form).
    #[must_use]
    pub const fn form(mut self, form: &'static str) -> Self {
        self.form = form;
        self
    }

    /// Sets [`time`](Self#structfield.time).
    #[must_use]
    pub const fn time(mut self, unit: UnixTime) -> Self {
        self.time = Some(unit);
        self
    }

    /// Sets [`rules`](Self#structfield.rules).
    #[must_use]
    pub const fn rules(mut self, rules: &'static [StatedRule]) -> Self {
        self.rules = rules;
        self
    }

    /// Sets [`values`](Self#structfield.values).
    #[must_use]
    pub const fn values(mut self, values: &'static [NamedValue]) -> Self {
        self.values = values;
        self
    }

    /// Sets [`default`](Self#structfield.default).
    #[must_use]
    pub const fn default(mut self, value: &'static str) -> Self {
        self.default = value;
        self
    }

    /// Sets [`example`](Self#structfield.example).
    #[must_use]
    pub const fn example(mut self, value: &'static str) -> Self {
        self.example = value;
        self
    }
}

/// The type of a value on the wire.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum WireType {
    /// A string.
    String,
    /// A boolean.
    Boolean,
    /// An integer.
    Integer,
    /// A number.
    Number,
    /// Any JSON value.
    Any,
    /// An object with these fields.
    Object(&'static [RequestField]),
    /// A list whose items have this type.
    List(&'static WireType),
    /// An object with keys of the caller's choice, whose values have this type.
    Map(&'static WireType),
}

/// What a time counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnixTime {
    /// Milliseconds since 1970.
    Millis,
    /// Seconds since 1970.
    Seconds,
}

/// A value with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NamedValue {
    /// Our name for it, in snake case.
    pub name: &'static str,
    /// The value on the wire, as a string.
    pub value: &'static str,
    /// What it means; may be empty.
    pub description: &'static str,
}

impl NamedValue {
    /// A name, the value and what it means.
    #[must_use]
    pub const fn new(name: &'static str, value: &'static str, description: &'static str) -> Self {
        Self { name, value, description }
    }
}

/// A rule that a page states of a field.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct StatedRule {
    /// The name, as a violation has it: [`Rule::name`](crate::Rule::name).
    pub name: &'static str,
    /// What it allows, in words: `at most 10 items`.
    pub words: &'static str,
    /// The minimum, of a rule that states one.
    pub min: Option<Number>,
    /// The maximum, of a rule that states one.
    pub max: Option<Number>,
    /// The regular expression, of a rule that is one.
    pub pattern: Option<&'static str>,
}

impl StatedRule {
    /// A rule without numbers.
    #[must_use]
    pub const fn new(name: &'static str, words: &'static str) -> Self {
        Self { name, words, min: None, max: None, pattern: None }
    }

    /// Sets [`min`](Self#structfield.min).
    #[must_use]
    pub const fn min(mut self, min: Number) -> Self {
        self.min = Some(min);
        self
    }

    /// Sets [`max`](Self#structfield.max).
    #[must_use]
    pub const fn max(mut self, max: Number) -> Self {
        self.max = Some(max);
        self
    }

    /// Sets [`pattern`](Self#structfield.pattern).
    #[must_use]
    pub const fn pattern(mut self, pattern: &'static str) -> Self {
        self.pattern = Some(pattern);
        self
    }
}
