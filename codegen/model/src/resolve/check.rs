//! Samples and rules against types. The caret goes under the very part of a sample that is wrong.
//!
//! A length beside a pattern, an object that contains itself, and a rule on a response are refused
//! with a help message. No page needs them so far, and each would be supported only in part.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::diagnostic::{Code, Diagnostic, Span, Spanned};
use crate::model::scalar::Wire;
use crate::model::{Field, Rule, Type};
use crate::pattern::Patterns;
use crate::spec::field::FieldEntry;
use crate::spec::node::{Node, Value};
use crate::spec::types::{Declarations, VariantEntry};
use crate::suggest::likely;

/// A field for the purpose of checking a sample.
pub(crate) struct Expected<'a> {
    pub(crate) name: &'a str,
    pub(crate) ty: &'a Type,
    pub(crate) required: bool,
    pub(crate) rules: &'a [Rule],
}

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
    patterns: Patterns,
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
            (Type::Id(_), Value::Text(_)) => {}
            (Type::Scalar(scalar), value) if scalar.wire.takes(&node.to_json()) => {
                if let (Some(form), Value::Text(text)) = (&scalar.form, value)
                    && !self.memo.patterns.matches(form.pattern, text)
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
    pub(crate) fn fields(&mut self, node: &Node, fields: &Mapping) {
        /// Maximum number of missing fields that a message names.
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
        /// Maximum number of values in a line of help.
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

    fn rule(&mut self, node: &Node, rule: &Rule) {
        let patterns = &mut self.memo.patterns;
        let broken =
            rule.broken_by(&node.to_json(), |pattern, text| patterns.matches(pattern, text));
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

fn wire_text(variant: &VariantEntry) -> String {
    variant.value.to_json().to_string()
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

pub(crate) fn expected(field: &Field) -> Expected<'_> {
    Expected { name: &field.name, ty: &field.ty, required: field.required, rules: &field.rules }
}
