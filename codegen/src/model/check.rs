//! Samples and rules against types. The caret goes under the very part of a sample that is wrong.

use crate::diagnostic::{Code, Diagnostic, Span, Spanned};
use crate::model::{Bounds, Number, Rule, Type};
use crate::spec::field::{FieldEntry, RuleEntry};
use crate::spec::node::{Node, Value};
use crate::spec::types::{Declarations, VariantEntry};
use crate::suggest::closest;

/// The integers that every reader of JSON reads as the same number, to both sides of zero. The runtime uses the same.
pub(crate) const EXACT: i64 = (1 << 53) - 1;

/// How UnixMillis and UnixSeconds look on the wire. The runtime and the schema use the same pattern.
pub(crate) const UNIX_MILLIS_PATTERN: &str = "^(0|-?[1-9][0-9]{0,15})$";

/// A field for the purpose of checking a sample.
pub(crate) struct Expected<'a> {
    pub(crate) name: &'a str,
    pub(crate) ty: &'a Type,
    pub(crate) required: bool,
    pub(crate) rules: &'a [Rule],
}

/// The rule, if it fits the type.
pub(crate) fn rule(
    entry: &Spanned<RuleEntry>,
    ty: &Type,
    problems: &mut Vec<Diagnostic>,
) -> Option<Rule> {
    let whole = |bounds: &Bounds| {
        [bounds.min, bounds.max].into_iter().flatten().all(|end| matches!(end, Number::Integer(_)))
    };
    let size = |bounds: &Bounds| {
        whole(bounds)
            && [bounds.min, bounds.max].into_iter().flatten().all(|end| end.as_f64() >= 0.0)
    };
    let (fits, bad_ends) = match (&entry.value, ty) {
        (RuleEntry::Chars(bounds), Type::String) | (RuleEntry::Items(bounds), Type::List(_)) => {
            (true, !size(bounds))
        }
        (RuleEntry::Range(bounds), Type::I64) => (true, !whole(bounds)),
        (RuleEntry::Range(bounds), Type::I32) => (true, !whole(bounds) || !fits_i32(bounds)),
        (RuleEntry::Range(_), Type::F64) | (RuleEntry::Pattern(_), Type::String) => (true, false),
        _ => (false, false),
    };
    if !fits {
        let wants = match entry.value {
            RuleEntry::Chars(_) | RuleEntry::Pattern(_) => "`string`",
            RuleEntry::Items(_) => "a list",
            RuleEntry::Range(_) => "`i32`, `i64` or `f64`",
        };
        problems.push(
            Diagnostic::error(
                Code::MisfitRule,
                format!("`{}` is a rule for {wants}", entry.value.name()),
            )
            .at(entry.span, format!("the field is {}", describe(ty)))
            .help("remove the rule, or change the type"),
        );
        return None;
    }
    if bad_ends {
        problems.push(
            Diagnostic::error(
                Code::BadRange,
                format!("`{}` takes whole numbers that the type can hold", entry.value.name()),
            )
            .at(entry.span, "this range")
            .help("write ends such as 0..10"),
        );
        return None;
    }
    Some(match &entry.value {
        RuleEntry::Chars(bounds) => Rule::Chars(*bounds),
        RuleEntry::Items(bounds) => Rule::Items(*bounds),
        RuleEntry::Range(bounds) => Rule::Range(*bounds),
        RuleEntry::Pattern(pattern) => Rule::Pattern(pattern.clone()),
    })
}

fn fits_i32(bounds: &Bounds) -> bool {
    [bounds.min, bounds.max].into_iter().flatten().all(|end| match end {
        Number::Integer(value) => i32::try_from(value).is_ok(),
        Number::Float(_) => false,
    })
}

/// Gives the type and the rules of a field as written, if they are sound.
pub(crate) type Resolve<'a> = dyn Fn(&FieldEntry) -> Option<(Type, Vec<Rule>)> + 'a;

/// Checks samples against types.
pub(crate) struct Samples<'a> {
    pub(crate) declarations: &'a Declarations,
    pub(crate) resolve: &'a Resolve<'a>,
    pub(crate) problems: &'a mut Vec<Diagnostic>,
}

impl Samples<'_> {
    /// A sample of one field.
    pub(crate) fn value(&mut self, node: &Node, ty: &Type, rules: &[Rule]) {
        match (ty, &node.value) {
            (Type::Json, _)
            | (Type::Bool, Value::Bool(_))
            | (Type::I64 | Type::UnixMillisNumber | Type::UnixSecondsNumber, Value::Integer(_))
            | (Type::F64, Value::Integer(_) | Value::Float(_))
            | (Type::String | Type::Secret | Type::Id(_), Value::Text(_)) => {}
            (Type::I32, Value::Integer(value)) if i32::try_from(*value).is_ok() => {}
            (Type::UnixMillis | Type::UnixSeconds, Value::Text(text))
                if matches(UNIX_MILLIS_PATTERN, text) => {}
            (Type::UnixMillis | Type::UnixSeconds, Value::Text(text)) => {
                let unit = if *ty == Type::UnixMillis { "milliseconds" } else { "seconds" };
                self.wrong(
                    node.span,
                    format!("`{text}` is not a time in {unit}"),
                    "write digits in quotes",
                );
            }
            (Type::List(inner), Value::List(items)) => {
                items.iter().for_each(|item| self.value(item, inner, &[]))
            }
            (Type::Map(inner), Value::Map(entries)) => {
                entries.iter().for_each(|(_, item)| self.value(item, inner, &[]))
            }
            (Type::Object(name), Value::Map(_)) => self.object(node, name),
            (Type::Enum(name), value) => self.variant(node.span, name, value),
            (_, value) => {
                let text = matches!(
                    ty,
                    Type::String
                        | Type::Secret
                        | Type::Id(_)
                        | Type::UnixMillis
                        | Type::UnixSeconds
                );
                let help = if text { "put it in quotes" } else { "change the sample or the type" };
                self.wrong(
                    node.span,
                    format!("the type is {}, and this is {}", describe(ty), value.kind()),
                    help,
                );
                return;
            }
        }
        for rule in rules {
            self.rule(node, rule);
        }
    }

    /// A sample of a mapping with these fields.
    pub(crate) fn fields(&mut self, node: &Node, fields: &[Expected<'_>]) {
        let Value::Map(entries) = &node.value else {
            self.wrong(
                node.span,
                format!("a mapping was expected, and this is {}", node.value.kind()),
                "write the fields",
            );
            return;
        };
        for (key, value) in entries {
            match fields.iter().find(|field| field.name == key.value) {
                Some(field) => self.value(value, field.ty, field.rules),
                None => {
                    let help = match closest(&key.value, fields.iter().map(|field| field.name)) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => "declare the field, or take it out of the sample".to_owned(),
                    };
                    self.wrong(
                        key.span,
                        format!("the sample has a field `{}` that is not declared", key.value),
                        &help,
                    );
                }
            }
        }
        for field in fields.iter().filter(|field| field.required) {
            if !entries.iter().any(|(key, _)| key.value == field.name) {
                self.wrong(
                    node.span,
                    format!("the sample lacks the required field `{}`", field.name),
                    "add it, or make the field optional",
                );
            }
        }
    }

    fn object(&mut self, node: &Node, name: &str) {
        let Some(object) =
            self.declarations.objects.iter().find(|object| object.name.value == name)
        else {
            return;
        };
        let resolved: Vec<_> = object
            .fields
            .iter()
            .filter_map(|field| Some((field, (self.resolve)(field)?)))
            .collect();
        let expected: Vec<_> = resolved
            .iter()
            .map(|(field, (ty, rules))| Expected {
                name: &field.name.value,
                ty,
                required: field.required,
                rules,
            })
            .collect();
        // A field whose type could not be resolved was reported; its samples are not held against it.
        if expected.len() == object.fields.len() {
            self.fields(node, &expected);
        }
    }

    fn variant(&mut self, span: Span, name: &str, value: &Value) {
        let Some(declared) = self.declarations.enums.iter().find(|entry| entry.name.value == name)
        else {
            return;
        };
        if !declared.variants.iter().any(|variant| variant.value.value == *value) {
            let known: Vec<_> = declared.variants.iter().map(wire_text).collect();
            self.wrong(
                span,
                format!("this is not a value of `{name}`"),
                &format!("one of {}", known.join(", ")),
            );
        }
    }

    fn rule(&mut self, node: &Node, rule: &Rule) {
        let (kept, what) = match (rule, &node.value) {
            (Rule::Chars(bounds), Value::Text(text)) => {
                let chars = text.chars().count();
                (
                    within(bounds, Number::Integer(size(chars))),
                    format!("a length of {chars}, {bounds} is allowed"),
                )
            }
            (Rule::Items(bounds), Value::List(items)) => {
                let items = items.len();
                (
                    within(bounds, Number::Integer(size(items))),
                    format!("a length of {items}, {bounds} is allowed"),
                )
            }
            (Rule::Range(bounds), Value::Integer(value)) => {
                (within(bounds, Number::Integer(*value)), format!("{value}, {bounds} is allowed"))
            }
            (Rule::Range(bounds), Value::Float(value)) => {
                (within(bounds, Number::Float(*value)), format!("{value}, {bounds} is allowed"))
            }
            (Rule::Pattern(pattern), Value::Text(text)) => {
                (matches(pattern, text), format!("`{text}`, which does not match {pattern}"))
            }
            _ => return,
        };
        if !kept {
            self.wrong(
                node.span,
                format!("the sample breaks its own rule: {what}"),
                "correct the sample or the rule",
            );
        }
    }

    fn wrong(&mut self, span: Span, message: String, help: &str) {
        self.problems.push(
            Diagnostic::error(Code::BadExample, message).at(span, "in this sample").help(help),
        );
    }
}

fn matches(pattern: &str, text: &str) -> bool {
    regex_lite::Regex::new(pattern).is_ok_and(|regex| regex.is_match(text))
        && !(is_anchored(pattern) && text.ends_with('\n'))
}

/// Whether a pattern ends with `$`. No text that ends with a line break matches such a pattern: engines differ on it.
pub(crate) fn is_anchored(pattern: &str) -> bool {
    pattern.strip_suffix('$').is_some_and(|start| {
        let escapes = start.len() - start.trim_end_matches('\\').len();
        escapes % 2 == 0
    })
}

fn within(bounds: &Bounds, value: Number) -> bool {
    bounds.min.is_none_or(|min| value >= min) && bounds.max.is_none_or(|max| value <= max)
}

fn size(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn wire_text(variant: &VariantEntry) -> String {
    variant.value.to_json().to_string()
}

/// A type in words.
pub(crate) fn describe(ty: &Type) -> String {
    match ty {
        Type::String => "`string`".to_owned(),
        Type::Bool => "`bool`".to_owned(),
        Type::I32 => "`i32`".to_owned(),
        Type::I64 => "`i64`".to_owned(),
        Type::F64 => "`f64`".to_owned(),
        Type::Json => "`json`".to_owned(),
        Type::Secret => "`secret`, a string".to_owned(),
        Type::UnixMillis => "`UnixMillis`, a string of digits".to_owned(),
        Type::UnixMillisNumber => "`UnixMillisNumber`, a whole number".to_owned(),
        Type::UnixSeconds => "`UnixSeconds`, a string of digits".to_owned(),
        Type::UnixSecondsNumber => "`UnixSecondsNumber`, a whole number".to_owned(),
        Type::Id(name) => format!("`{name}`, a string"),
        Type::Object(name) | Type::Enum(name) => format!("`{name}`"),
        Type::List(_) => "a list".to_owned(),
        Type::Map(_) => "a map".to_owned(),
    }
}
