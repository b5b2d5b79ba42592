//! Samples and rules against types. The caret goes under the very part of a sample that is wrong.
//!
//! A length beside a pattern, an object that contains itself, and a rule on a response are refused
//! with a help message. No page needs them so far, and each would be supported only in part.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use regex_lite::Regex;

use crate::diagnostic::{Code, Diagnostic, Span, Spanned};
use crate::model::{Bounds, Number, Rule, Type};
use crate::spec::field::{FieldEntry, RuleEntry};
use crate::spec::node::{Node, Value};
use crate::spec::types::{Declarations, VariantEntry};
use crate::suggest::likely;

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
                format!("`{}` takes integers in the range of the type", entry.value.name()),
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

/// The fields of a mapping for the purpose of checking samples of it.
#[derive(Debug, Default)]
pub(crate) struct Mapping {
    fields: BTreeMap<String, (Type, Vec<Rule>)>,
    required: Vec<String>,
}

impl<'f> FromIterator<Expected<'f>> for Mapping {
    fn from_iter<I: IntoIterator<Item = Expected<'f>>>(fields: I) -> Self {
        let mut mapping = Self::default();
        for field in fields {
            if field.required {
                mapping.required.push(field.name.to_owned());
            }
            let known = (field.ty.clone(), field.rules.to_vec());
            mapping.fields.entry(field.name.to_owned()).or_insert(known);
        }
        mapping
    }
}

/// What samples have in common: what was worked out for one holds for all.
#[derive(Debug, Default)]
pub(crate) struct Memo {
    /// Absent for an object whose fields are wrong themselves.
    objects: BTreeMap<String, Option<Rc<Mapping>>>,
    /// The values of each enumeration, as JSON.
    enums: BTreeMap<String, Rc<BTreeSet<String>>>,
    patterns: BTreeMap<String, Option<Regex>>,
}

/// Checks samples against types.
pub(crate) struct Samples<'a> {
    pub(crate) declarations: &'a Declarations,
    pub(crate) resolve: &'a Resolve<'a>,
    pub(crate) problems: &'a mut Vec<Diagnostic>,
    pub(crate) memo: &'a mut Memo,
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
                if self.matches(UNIX_MILLIS_PATTERN, text) => {}
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
                    format!("expected {}, found {}", describe(ty), value.kind()),
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
    pub(crate) fn fields(&mut self, node: &Node, fields: &Mapping) {
        /// Of the required fields that one mapping lacks, so many are named.
        const NAMED: usize = 10;
        let Value::Map(entries) = &node.value else {
            self.wrong(
                node.span,
                format!("expected a mapping, found {}", node.value.kind()),
                "write the fields",
            );
            return;
        };
        for (key, value) in entries {
            match fields.fields.get(&key.value) {
                Some((ty, rules)) => self.value(value, ty, rules),
                None => {
                    let known = fields.fields.keys().map(String::as_str);
                    let help = match likely(self.problems, &key.value, known) {
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
        if fields.required.is_empty() {
            return;
        }
        let there: BTreeSet<&str> = entries.iter().map(|(key, _)| key.value.as_str()).collect();
        let missing = fields.required.iter().filter(|name| !there.contains(name.as_str()));
        for name in missing.take(NAMED) {
            self.wrong(
                node.span,
                format!("the sample lacks the required field `{name}`"),
                "add it, or make the field optional",
            );
        }
    }

    fn object(&mut self, node: &Node, name: &str) {
        let known = match self.memo.objects.get(name) {
            Some(known) => known.clone(),
            None => {
                let mut declared = self.declarations.objects.iter();
                let declared = declared.find(|object| object.name.value == name);
                let known = declared.and_then(|object| self.mapping(&object.fields)).map(Rc::new);
                self.memo.objects.insert(name.to_owned(), known.clone());
                known
            }
        };
        if let Some(known) = known {
            self.fields(node, &known);
        }
    }

    /// A field whose type could not be resolved was reported; its samples are not held against it.
    fn mapping(&self, entries: &[FieldEntry]) -> Option<Mapping> {
        let mut mapping = Mapping::default();
        for entry in entries {
            let known = (self.resolve)(entry)?;
            if entry.required {
                mapping.required.push(entry.name.value.clone());
            }
            mapping.fields.entry(entry.name.value.clone()).or_insert(known);
        }
        Some(mapping)
    }

    fn variant(&mut self, span: Span, name: &str, value: &Value) {
        /// So many values are named in a line of help.
        const NAMED: usize = 20;
        let known = match self.memo.enums.get(name) {
            Some(known) => Rc::clone(known),
            None => {
                let mut declared = self.declarations.enums.iter();
                let Some(declared) = declared.find(|entry| entry.name.value == name) else {
                    return;
                };
                let known: Rc<BTreeSet<_>> =
                    Rc::new(declared.variants.iter().map(wire_text).collect());
                self.memo.enums.insert(name.to_owned(), Rc::clone(&known));
                known
            }
        };
        let sample = Node { value: value.clone(), span };
        if !known.contains(&sample.to_json().to_string()) {
            let mut help = known.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
            if known.len() > NAMED {
                help.push_str(&format!(" and {} more", known.len() - NAMED));
            }
            let message = format!("this is not a value of `{name}`");
            self.wrong(span, message, &format!("one of {help}"));
        }
    }

    fn matches(&mut self, pattern: &str, text: &str) -> bool {
        if !self.memo.patterns.contains_key(pattern) {
            self.memo.patterns.insert(pattern.to_owned(), Regex::new(pattern).ok());
        }
        let regex = self.memo.patterns.get(pattern).and_then(Option::as_ref);
        regex.is_some_and(|regex| regex.is_match(text))
            && !(is_anchored(pattern) && text.ends_with('\n'))
    }

    fn rule(&mut self, node: &Node, rule: &Rule) {
        let (kept, what) = match (rule, &node.value) {
            (Rule::Chars(bounds), Value::Text(text)) => {
                let chars = text.chars().count();
                (
                    within(bounds, Number::Integer(size(chars))),
                    format!("length {chars}, permitted: {bounds}"),
                )
            }
            (Rule::Items(bounds), Value::List(items)) => {
                let items = items.len();
                (
                    within(bounds, Number::Integer(size(items))),
                    format!("length {items}, permitted: {bounds}"),
                )
            }
            (Rule::Range(bounds), Value::Integer(value)) => {
                (within(bounds, Number::Integer(*value)), format!("{value}, permitted: {bounds}"))
            }
            (Rule::Range(bounds), Value::Float(value)) => {
                (within(bounds, Number::Float(*value)), format!("{value}, permitted: {bounds}"))
            }
            (Rule::Pattern(pattern), Value::Text(text)) => {
                (self.matches(pattern, text), format!("`{text}`, which does not match {pattern}"))
            }
            _ => return,
        };
        if !kept {
            self.wrong(
                node.span,
                format!("the sample breaks the rule of its field: {what}"),
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
        Type::UnixMillisNumber => "`UnixMillisNumber`, an integer".to_owned(),
        Type::UnixSeconds => "`UnixSeconds`, a string of digits".to_owned(),
        Type::UnixSecondsNumber => "`UnixSecondsNumber`, an integer".to_owned(),
        Type::Id(name) => format!("`{name}`, a string"),
        Type::Object(name) | Type::Enum(name) => format!("`{name}`"),
        Type::List(_) => "a list".to_owned(),
        Type::Map(_) => "a map".to_owned(),
    }
}
