//! From the spec as written to the model. All that relates one part of a spec to another is checked here.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Spanned, has_errors};
use crate::model::check::{self, Expected, Samples};
use crate::model::types::{TypeNames, Usages, check_cycles};
use crate::model::{
    Api, AppKind, Body, Enum, Field, Id, Object, Operation, Rule, TokenKind, Type, Usage, Variant,
    VariantValue,
};
use crate::names;
use crate::sources::Sources;
use crate::spec::Spec;
use crate::spec::field::FieldEntry;
use crate::spec::node::{Node, Value};
use crate::spec::operation::OperationFile;
use crate::spec::types::{Declarations, EnumEntry};

mod http;

/// The model of a spec, if the spec has no errors.
pub(crate) fn resolve(
    spec: &Spec,
    sources: &Sources,
    problems: &mut Vec<Diagnostic>,
) -> Option<Api> {
    let declarations = &spec.declarations;
    let names = TypeNames::collect(declarations, problems);
    let mut resolver = Resolver { spec, sources, names, problems };

    let objects: Vec<_> = declarations
        .objects
        .iter()
        .map(|object| (object, resolver.fields(&object.fields)))
        .collect();
    let enums: Vec<_> =
        declarations.enums.iter().map(|entry| resolver.enumeration(entry)).collect();
    let operations: Vec<_> = spec.operations.iter().map(|file| resolver.operation(file)).collect();
    resolver.unique_operations();
    resolver.derived_names();
    resolver.error_names();
    check_cycles(declarations, resolver.problems);
    if has_errors(resolver.problems) {
        return None;
    }

    let usages = resolver.usages();
    resolver.one_way(&usages);
    resolver.rules_on_responses(&usages);
    resolver.unused(&usages);
    if has_errors(resolver.problems) {
        return None;
    }
    let mut api = Api {
        platform: spec.platform.as_ref()?.platform.clone(),
        operations: operations.into_iter().flatten().collect(),
        ids: declarations
            .ids
            .iter()
            .map(|id| Id { name: id.name.value.clone(), description: id.description.clone() })
            .collect(),
        objects: objects
            .into_iter()
            .map(|(object, fields)| Object {
                name: object.name.value.clone(),
                wire: object.wire.clone(),
                description: object.description.clone(),
                fields,
                usage: usages.of(&object.name),
                file: sources.get(object.name.span.source).path().to_owned(),
            })
            .collect(),
        enums,
    };
    // The order of the files must not show in the output.
    api.operations.sort_by(|a, b| a.id.cmp(&b.id));
    api.ids.sort_by(|a, b| a.name.cmp(&b.name));
    api.objects.sort_by(|a, b| a.name.cmp(&b.name));
    api.enums.sort_by(|a, b| a.name.cmp(&b.name));
    Some(api)
}

struct Resolver<'a> {
    spec: &'a Spec,
    sources: &'a Sources,
    names: TypeNames,
    problems: &'a mut Vec<Diagnostic>,
}

impl<'a> Resolver<'a> {
    fn report(&mut self, problem: Diagnostic) {
        self.problems.push(problem);
    }

    /// Fields that are well named, well typed, and whose samples keep their rules.
    fn fields(&mut self, entries: &'a [FieldEntry]) -> Vec<Field> {
        let mut rust_names = BTreeMap::<String, &Spanned<String>>::new();
        entries
            .iter()
            .filter_map(|entry| {
                self.wire_name(&entry.name);
                match rust_names.get(&names::snake(&entry.name)) {
                    Some(first) => {
                        let message = format!(
                            "`{}` and `{}` are the same name in Rust",
                            first.value, entry.name.value
                        );
                        let first = first.span;
                        self.report(
                            Diagnostic::error(Code::NameCollision, message)
                                .at(
                                    entry.name.span,
                                    format!("becomes `{}`", names::snake(&entry.name)),
                                )
                                .at(first, "as does this one")
                                .help("one of the two must be left out of the spec"),
                        );
                    }
                    None => {
                        rust_names.insert(names::snake(&entry.name), &entry.name);
                    }
                }
                self.field(entry)
            })
            .collect()
    }

    fn wire_name(&mut self, name: &Spanned<String>) {
        if !names::is_wire_name(name) {
            self.report(
                Diagnostic::error(Code::BadName, format!("`{}` cannot be the name of a field", name.value.escape_debug()))
                    .at(name.span, "this name")
                    .help("a name has ASCII letters, digits, `_` and `-`, a letter among them before any digit"),
            );
        }
    }

    fn field(&mut self, entry: &'a FieldEntry) -> Option<Field> {
        let ty = self.names.resolve(entry.ty.as_ref()?, self.problems)?;
        let rules: Vec<_> =
            entry.rules.iter().filter_map(|rule| check::rule(rule, &ty, self.problems)).collect();
        if let [Rule::Chars(_), .., Rule::Pattern(_)] = rules.as_slice() {
            let problem =
                Diagnostic::error(Code::MisfitRule, "`chars` and `pattern` stand on one field");
            let labelled = entry
                .rules
                .iter()
                .fold(problem, |problem, rule| problem.at(rule.span, rule.value.name()));
            self.report(labelled.help("say the length in the pattern: ^[a-z]{1,10}$"));
        }
        for sample in entry.example.iter().chain(&entry.default) {
            self.samples(|samples| samples.value(sample, &ty, &rules));
        }
        Some(Field {
            name: entry.name.value.clone(),
            required: entry.required,
            description: entry.description.clone(),
            example: entry.example.as_ref().map(Node::to_json),
            default: entry.default.as_ref().map(Node::to_json),
            ty,
            rules,
        })
    }

    fn samples(&mut self, check: impl FnOnce(&mut Samples<'_>)) {
        let names = &self.names;
        // What is wrong with the fields themselves is reported where they stand.
        let resolve = |entry: &FieldEntry| -> Option<(Type, Vec<Rule>)> {
            let ignored = &mut Vec::new();
            let ty = names.resolve(entry.ty.as_ref()?, ignored)?;
            let rules =
                entry.rules.iter().filter_map(|rule| check::rule(rule, &ty, ignored)).collect();
            Some((ty, rules))
        };
        check(&mut Samples {
            declarations: &self.spec.declarations,
            resolve: &resolve,
            problems: self.problems,
        });
    }

    /// Checks the sample of a whole body. A field that was refused has been reported, and is not held against the sample.
    fn body_sample(&mut self, sample: &Node, fields: &[Field], entries: &[FieldEntry]) {
        if fields.len() == entries.len() {
            let expected: Vec<_> = fields.iter().map(expected).collect();
            self.samples(|samples| samples.fields(sample, &expected));
        }
    }

    fn enumeration(&mut self, entry: &EnumEntry) -> Enum {
        let mut rust_names = BTreeMap::new();
        for variant in &entry.variants {
            let rust = names::pascal(&variant.name);
            if !names::is_snake_case(&variant.name)
                || rust.starts_with(|c: char| !c.is_ascii_uppercase())
                || rust == "Self"
            {
                self.report(
                    Diagnostic::error(
                        Code::BadName,
                        format!(
                            "`{}` cannot be the name of an enum value",
                            variant.name.value.escape_debug()
                        ),
                    )
                    .at(variant.name.span, "this name")
                    .help("write a name of yours in snake_case: `in_progress: { value: 2 }`"),
                );
            } else if matches!(variant.value.value, Value::Integer(value) if i32::try_from(value).is_err())
            {
                self.report(
                    Diagnostic::error(Code::BadValue, "a value of an enum of numbers fits 32 bits")
                        .at(variant.value.span, "too large")
                        .help("use `i64` instead of an enum"),
                );
            } else if rust == "Unknown" {
                self.report(
                    Diagnostic::error(
                        Code::NameCollision,
                        "`unknown` is the variant for values that the spec does not name",
                    )
                    .at(variant.name.span, "this name is taken")
                    .help("say `unspecified`, `not_known` or the like"),
                );
            } else if let Some(first) = rust_names.insert(rust.clone(), variant.name.span) {
                self.report(
                    Diagnostic::error(Code::NameCollision, format!("two values become `{rust}`"))
                        .at(variant.name.span, "this one")
                        .at(first, "and this one")
                        .help("rename one of the two"),
                );
            }
        }
        let variants = entry.variants.iter().filter_map(|variant| {
            let value = match &variant.value.value {
                Value::Text(text) => VariantValue::Text(text.clone()),
                Value::Integer(integer) => VariantValue::Integer(i32::try_from(*integer).ok()?),
                _ => return None,
            };
            Some(Variant {
                name: variant.name.value.clone(),
                value,
                description: variant.description.clone(),
            })
        });
        Enum {
            name: entry.name.value.clone(),
            description: entry.description.clone(),
            variants: variants.collect(),
            file: self.sources.get(entry.name.span.source).path().to_owned(),
        }
    }

    fn operation(&mut self, file: &'a OperationFile) -> Option<Operation> {
        let id = self.operation_id(file);
        let method = self.method(file);
        let effect = self.effect(file);
        self.rate_limits(file);
        let parameters = self.parameters(file);
        let body = file.body.as_ref().map(|entries| self.body(file, entries));
        let data = self.fields(&file.data);
        if let Some(sample) = &file.response_example {
            self.response_sample(sample, &data, &file.data);
        }
        let errors = self.errors(file);
        Some(Operation {
            file: file.path.clone(),
            id: id?,
            summary: file.summary.clone(),
            description: file.description.clone(),
            page: file.page.clone(),
            page_updated: file.page_updated.clone(),
            method: method?,
            path: file.http.path.clone(),
            tokens: file.tokens.iter().filter_map(|word| TokenKind::parse(word)).collect(),
            apps: file.apps.iter().filter_map(|word| AppKind::parse(word)).collect(),
            scopes: file.scopes.clone(),
            rate_limits: file.rate_limits.clone(),
            effect: effect?,
            parameters,
            body,
            data,
            response_example: file.response_example.as_ref().map(Node::to_json),
            errors,
        })
    }

    fn body(&mut self, file: &'a OperationFile, entries: &'a [FieldEntry]) -> Body {
        if entries.is_empty() {
            self.report(
                Diagnostic::error(Code::BadValue, "the body has no fields")
                    .at(file.http.span, "the body of this request")
                    .help("leave `body` out when nothing is sent"),
            );
        }
        let fields = self.fields(entries);
        if let Some(sample) = &file.request_example {
            self.body_sample(sample, &fields, entries);
        }
        Body { fields, example: file.request_example.as_ref().map(Node::to_json) }
    }

    /// The sample of an answer has the envelope around it.
    fn response_sample(&mut self, sample: &Node, data: &[Field], entries: &[FieldEntry]) {
        let envelope = match &sample.value {
            Value::Map(fields) => fields.as_slice(),
            _ => &[],
        };
        let get =
            |key: &str| envelope.iter().find(|(name, _)| name.value == key).map(|(_, node)| node);
        if !get("code").is_some_and(|code| code.value == Value::Integer(0)) || get("msg").is_none()
        {
            self.report(
                Diagnostic::error(Code::BadExample, "the sample answer is not a successful one")
                    .at(sample.span, "this sample")
                    .help("write the whole body of the answer: code: 0, msg: …, data: …"),
            );
        }
        match get("data") {
            Some(node) => self.body_sample(node, data, entries),
            None if data.iter().any(|field| field.required) => self.report(
                Diagnostic::error(
                    Code::BadExample,
                    "the sample answer has no `data`, and `data` has required fields",
                )
                .at(sample.span, "this sample")
                .help("add `data` to the sample"),
            ),
            None => {}
        }
    }

    fn usages(&self) -> Usages {
        let mut usages = Usages::default();
        let (request, response) =
            (Usage { request: true, response: false }, Usage { request: false, response: true });
        let declarations = &self.spec.declarations;
        for file in &self.spec.operations {
            let sent = file.parameters.iter().chain(file.body.iter().flatten());
            for (entry, usage) in sent
                .map(|entry| (entry, request))
                .chain(file.data.iter().map(|entry| (entry, response)))
            {
                if let Some(ty) = &entry.ty {
                    usages.mark(&ty.value, usage, declarations);
                }
            }
        }
        usages
    }

    /// What is sent is closed and checked, what comes back is open and lenient: no type can be both.
    fn one_way(&mut self, usages: &Usages) {
        for object in &self.spec.declarations.objects {
            if usages.of(&object.name) == (Usage { request: true, response: true }) {
                self.problems.push(
                    Diagnostic::error(
                        Code::TwoWayObject,
                        format!("`{}` is both sent and received", object.name.value),
                    )
                    .at(object.name.span, "used in both directions")
                    .help(format!(
                        "declare `{}Input` with the same fields for requests",
                        object.name.value
                    )),
                );
            }
        }
    }

    /// Responses are never checked, so a rule there would be a promise that nobody keeps.
    fn rules_on_responses(&mut self, usages: &Usages) {
        let declarations: &'a Declarations = &self.spec.declarations;
        let objects = declarations.objects.iter().filter(|object| !usages.of(&object.name).request);
        let fields = objects
            .flat_map(|object| &object.fields)
            .chain(self.spec.operations.iter().flat_map(|o| &o.data));
        for rule in fields.flat_map(|field| &field.rules) {
            self.problems.push(
                Diagnostic::error(
                    Code::MisfitRule,
                    format!("`{}` stands on a field that only answers have", rule.value.name()),
                )
                .at(rule.span, "never checked")
                .help("answers are never checked against rules; say it in the description instead"),
            );
        }
    }

    fn unused(&mut self, usages: &Usages) {
        let declarations: &'a Declarations = &self.spec.declarations;
        let ids = declarations.ids.iter().map(|id| &id.name);
        let objects = declarations.objects.iter().map(|object| &object.name);
        let enums = declarations.enums.iter().map(|entry| &entry.name);
        for name in ids.chain(objects).chain(enums) {
            if usages.of(name) == Usage::default() {
                self.problems.push(
                    Diagnostic::warning(
                        Code::UnusedType,
                        format!("no operation uses `{}`", name.value),
                    )
                    .at(name.span, "unused")
                    .help("remove it, or use it"),
                );
            }
        }
    }
}

fn expected(field: &Field) -> Expected<'_> {
    Expected { name: &field.name, ty: &field.ty, required: field.required, rules: &field.rules }
}
