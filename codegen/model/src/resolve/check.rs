//! Samples and rules against types. The caret goes under the very part of a sample that is wrong.
//!
//! A length beside a pattern, an object that contains itself, and a rule on a response are refused
//! with a help message. No page needs them so far, and each would be supported only in part.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Span, Spanned};
use crate::model::scalar::Wire;
use crate::model::{Field, Rule, Type};
use crate::pattern::Patterns;
use crate::spec::node::{Node, Value};
use crate::suggest::likely;

/// The rule, if it fits the type.
pub(crate) fn rule(
    entry: &Spanned<Rule>,
    ty: &Type,
    problems: &mut Vec<Diagnostic>,
) -> Option<Rule> {
    let rule = &entry.value;
    if !rule.kind.subject.fits(ty) {
        problems.push(
            Diagnostic::error(
                Code::MisfitRule,
                format!("`{}` is a rule for {}", rule.kind.word, rule.kind.subject.types()),
            )
            .at(entry.span, format!("the field is {}", describe(ty)))
            .help("remove the rule, or change the type"),
        );
        return None;
    }
    if !rule.suits(ty) {
        problems.push(
            Diagnostic::error(
                Code::BadRange,
                format!("`{}` takes integers in the range of the type", rule.kind.word),
            )
            .at(entry.span, "this range")
            .help("write ends such as 0..10"),
        );
        return None;
    }
    Some(rule.clone())
}

/// The fields of an object or of a body, for those who look for one of them.
#[derive(Debug, Default)]
pub(crate) struct Mapping<'a> {
    /// In their order.
    pub(crate) fields: Vec<&'a Field>,
    by_name: BTreeMap<&'a str, &'a Field>,
    required: Vec<&'a str>,
    /// Whether a field was refused. That has been reported, and samples of the others are not held against it.
    is_partial: bool,
    /// Whether values may break the rules of fields.
    is_lenient: bool,
}

impl<'a> Mapping<'a> {
    /// Of two fields with one name, the first: that there are two is reported.
    pub(crate) fn field(&self, name: &str) -> Option<&'a Field> {
        self.by_name.get(name).copied()
    }

    /// The same fields, without their rules.
    pub(crate) fn lenient(self) -> Self {
        Self { is_lenient: true, ..self }
    }
}

/// Of fields as they were resolved, each of which may have been refused.
impl<'a> FromIterator<Option<&'a Field>> for Mapping<'a> {
    fn from_iter<I: IntoIterator<Item = Option<&'a Field>>>(fields: I) -> Self {
        let mut mapping = Self::default();
        for field in fields {
            let Some(field) = field else {
                mapping.is_partial = true;
                continue;
            };
            if field.required {
                mapping.required.push(&field.name);
            }
            mapping.fields.push(field);
            mapping.by_name.entry(&field.name).or_insert(field);
        }
        mapping
    }
}

impl<'a> FromIterator<&'a Field> for Mapping<'a> {
    fn from_iter<I: IntoIterator<Item = &'a Field>>(fields: I) -> Self {
        fields.into_iter().map(Some).collect()
    }
}

/// What a namespace declares, for checks of samples. Compiled patterns are shared by all of them.
#[derive(Debug)]
pub(crate) struct Declared<'a> {
    objects: BTreeMap<&'a str, Mapping<'a>>,
    /// The values of each enumeration, as JSON.
    enums: BTreeMap<&'a str, BTreeSet<String>>,
    patterns: RefCell<Patterns>,
}

impl<'a> Declared<'a> {
    /// Of two with one name, the last.
    pub(crate) fn new(
        objects: impl Iterator<Item = (&'a str, Mapping<'a>)>,
        enums: impl Iterator<Item = (&'a str, BTreeSet<String>)>,
    ) -> Self {
        let patterns = RefCell::default();
        Self { objects: objects.collect(), enums: enums.collect(), patterns }
    }

    /// The object of this name.
    pub(crate) fn object(&self, name: &str) -> Option<&Mapping<'a>> {
        self.objects.get(name)
    }
}

/// Checks samples against types.
pub(crate) struct Samples<'a> {
    pub(crate) known: &'a Declared<'a>,
    pub(crate) problems: &'a mut Vec<Diagnostic>,
}

impl Samples<'_> {
    /// A sample of one field.
    pub(crate) fn value(&mut self, node: &Node, ty: &Type, rules: &[Rule]) {
        match (ty, &node.value) {
            (Type::Id(_), Value::Text(_)) => {}
            (Type::Scalar(scalar), value) if scalar.wire.takes(&node.to_json()) => {
                if let (Some(form), Value::Text(text)) = (&scalar.form, value)
                    && !self.known.patterns.borrow_mut().matches(form.pattern, text)
                {
                    self.wrong(node.span, format!("`{text}` is not {}", form.what), form.help);
                }
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
                let text = ty.wire() == Some(Wire::Text);
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
    pub(crate) fn fields(&mut self, node: &Node, fields: &Mapping<'_>) {
        /// Maximum number of missing fields that a message names.
        const NAMED: usize = 10;
        if fields.is_partial {
            return;
        }
        let Value::Map(entries) = &node.value else {
            self.wrong(
                node.span,
                format!("expected a mapping, found {}", node.value.kind()),
                "write the fields",
            );
            return;
        };
        for (key, value) in entries {
            match fields.field(&key.value) {
                Some(field) if fields.is_lenient => self.value(value, &field.ty, &[]),
                Some(field) => self.value(value, &field.ty, &field.rules),
                None => {
                    let known = fields.by_name.keys().copied();
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
        let missing = fields.required.iter().filter(|name| !there.contains(*name));
        for name in missing.take(NAMED) {
            self.wrong(
                node.span,
                format!("the sample lacks the required field `{name}`"),
                "add it, or make the field optional",
            );
        }
    }

    fn object(&mut self, node: &Node, name: &str) {
        if let Some(known) = self.known.object(name) {
            self.fields(node, known);
        }
    }

    fn variant(&mut self, span: Span, name: &str, value: &Value) {
        /// Maximum number of values in a line of help.
        const NAMED: usize = 20;
        let Some(known) = self.known.enums.get(name) else { return };
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

    fn rule(&mut self, node: &Node, rule: &Rule) {
        let mut patterns = self.known.patterns.borrow_mut();
        let broken =
            rule.broken_by(&node.to_json(), |pattern, text| patterns.matches(pattern, text));
        drop(patterns);
        if let Some(what) = broken {
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

/// A type in words.
pub(crate) fn describe(ty: &Type) -> String {
    match ty {
        Type::Scalar(scalar) if scalar.note.is_empty() => format!("`{}`", scalar.word),
        Type::Scalar(scalar) => format!("`{}`, {}", scalar.word, scalar.note),
        Type::Id(name) => format!("`{name}`, a string"),
        Type::Object(name) | Type::Enum(name) => format!("`{name}`"),
        Type::List(_) => "a list".to_owned(),
        Type::Map(_) => "a map".to_owned(),
    }
}
