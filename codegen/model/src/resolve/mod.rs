//! From the spec as written to the model. All that relates one part of a spec to another is checked here.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Spanned, has_errors};
use crate::model::Product;
use crate::model::{
    Api, AppKind, Enum, Field, Groups, Id, Message, Model, Object, Operation, Rule, Side,
    TokenKind, Type,
};
use crate::resolve::check::{Mapping, Memo, Samples, expected};
use crate::resolve::types::{TypeNames, check_nesting};
use crate::sources::Sources;
use crate::space::Space;
use crate::spec::Spec;
use crate::spec::field::FieldEntry;
use crate::spec::node::{Node, Value};
use crate::spec::operation::OperationFile;
use crate::spec::platform::PlatformFile;
use crate::spec::types::{Declarations, ObjectEntry};
use crate::spec::usage::Usages;
use crate::{names, parallel};

mod check;
mod conventions;
mod derived;
mod emulate;
mod enums;
mod groups;
mod http;
mod modify;
mod types;
mod unique;
mod usage;

use unique::unique_operations;

/// The model of a spec, if the spec has no errors.
pub(crate) fn resolve(
    spec: &Spec,
    sources: &Sources,
    problems: &mut Vec<Diagnostic>,
) -> Option<Model> {
    let spaces = spaces(spec);
    let each: Vec<_> = spaces.iter().collect();
    let found = parallel::map(&each, |(space, operations)| {
        let mut problems = Vec::new();
        let resolved = Resolver::new(spec, space, operations, sources, &mut problems).all();
        (resolved, problems)
    });
    let mut resolved = Vec::new();
    for (of_space, found) in found {
        resolved.push(of_space);
        problems.extend(found);
    }
    unique_operations(spec, problems);
    if has_errors(problems) {
        return None;
    }
    let usages: Vec<_> = spaces
        .iter()
        .map(|(space, operations)| usage::check(spec.declared(space), operations, problems))
        .collect();
    if has_errors(problems) {
        return None;
    }
    let mut products: Vec<_> = spec.products.iter().map(|file| file.product.clone()).collect();
    products.sort_by(|a, b| a.name.cmp(&b.name));
    let mut model = Model {
        platform: Arc::new(spec.platform.as_ref()?.platform.clone()),
        products,
        apis: Vec::new(),
        kinds: Vec::new(),
    };
    for (((space, _), resolved), usages) in spaces.iter().zip(resolved).zip(usages) {
        let api =
            model.api_of(space, spaces.keys(), spec.declared(space), resolved, &usages, sources);
        model.apis.push(api);
    }
    groups::check(spec, &model, problems);
    let kinds = emulate::kinds(spec, &model, problems);
    model.kinds = kinds;
    (!has_errors(problems)).then_some(model)
}

/// The namespaces that have any spec, each with its operations.
fn spaces(spec: &Spec) -> BTreeMap<&Space, Vec<&OperationFile>> {
    let mut spaces: BTreeMap<&Space, Vec<&OperationFile>> =
        spec.declarations.keys().map(|space| (space, Vec::new())).collect();
    for file in &spec.operations {
        spaces.entry(&file.space).or_default().push(file);
    }
    spaces
}

/// What a namespace holds, before it is known which way its objects travel.
struct Resolved {
    operations: Vec<Operation>,
    /// The fields of each object, in the order of the declarations.
    objects: Vec<Vec<Field>>,
    enums: Vec<Enum>,
}

impl Model {
    fn api_of<'s>(
        &self,
        space: &Space,
        mut spaces: impl Iterator<Item = &'s &'s Space>,
        declarations: &Declarations,
        resolved: Resolved,
        usages: &Usages,
        sources: &Sources,
    ) -> Api {
        let Resolved { mut operations, objects, mut enums } = resolved;
        let product = self.product(&space.product);
        let library = product
            .map_or_else(|| format!("feishu_{}", names::snake(&space.product)), Product::library);
        let main = match product {
            Some(product) => &product.main,
            // Specs that are compared may lack a manifest.
            None => spaces
                .find(|other| other.product == space.product)
                .map_or(&space.version, |first| &first.version),
        };
        let ids = declarations.ids.iter();
        let mut ids: Vec<_> = ids
            .map(|id| Id {
                name: id.name.value.clone(),
                description: id.description.clone(),
                groups: Groups::Always,
            })
            .collect();
        let mut objects: Vec<_> = declarations
            .objects
            .iter()
            .zip(objects)
            .map(|(object, fields)| Object {
                name: object.name.value.clone(),
                wire: object.wire.clone(),
                description: object.description.clone(),
                fields,
                usage: usages.direction(&object.name),
                groups: Groups::Always,
                file: sources.get(object.name.span.source).path().to_owned(),
            })
            .collect();
        // The order of the files must not show in the output.
        operations.sort_by(|a, b| a.id.cmp(&b.id));
        ids.sort_by(|a, b| a.name.cmp(&b.name));
        objects.sort_by(|a, b| a.name.cmp(&b.name));
        enums.sort_by(|a, b| a.name.cmp(&b.name));
        let module = (space.version != *main).then(|| space.version.clone());
        let (space, platform) = (space.clone(), Arc::clone(&self.platform));
        let mut api = Api { space, platform, library, module, operations, ids, objects, enums };
        if let Some(product) = product {
            groups::mark(&mut api, &product.groups);
        }
        api
    }
}

/// Reads the specs of one namespace.
struct Resolver<'a> {
    platform: Option<&'a PlatformFile>,
    operations: &'a [&'a OperationFile],
    declarations: &'a Declarations,
    sources: &'a Sources,
    names: TypeNames,
    problems: &'a mut Vec<Diagnostic>,
    memo: Memo,
    /// The index of each declared object, and its fields by name.
    places: BTreeMap<&'a str, usize>,
    objects: BTreeMap<&'a str, BTreeMap<&'a str, &'a FieldEntry>>,
}

impl<'a> Resolver<'a> {
    fn new(
        spec: &'a Spec,
        space: &Space,
        operations: &'a [&'a OperationFile],
        sources: &'a Sources,
        problems: &'a mut Vec<Diagnostic>,
    ) -> Self {
        let declarations = spec.declared(space);
        let names = TypeNames::collect(declarations, problems);
        let all = declarations.objects.iter().enumerate().rev();
        let fields = |object: &'a ObjectEntry| {
            let fields = object.fields.iter().rev();
            fields.map(|field| (field.name.value.as_str(), field)).collect()
        };
        let by_name = declarations.objects_by_name();
        Self {
            platform: spec.platform.as_ref(),
            operations,
            declarations,
            sources,
            names,
            problems,
            memo: Memo::default(),
            places: all.map(|(at, object)| (object.name.value.as_str(), at)).collect(),
            objects: by_name.into_iter().map(|(name, object)| (name, fields(object))).collect(),
        }
    }

    fn all(mut self) -> Resolved {
        let (declarations, operations) = (self.declarations, self.operations);
        let objects = declarations.objects.iter().map(|object| self.fields(&object.fields));
        let objects = objects.collect();
        let enums = declarations.enums.iter().map(|entry| self.enumeration(entry)).collect();
        let operations = operations.iter().filter_map(|file| self.operation(file)).collect();
        self.derived_names();
        self.error_names();
        check_nesting(declarations, self.problems);
        Resolved { operations, objects, enums }
    }
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
                                .help("remove one of the two from the spec"),
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
                    .help("a name consists of ASCII letters, digits, `_` and `-`, with a letter before any digit"),
            );
        }
    }

    fn field(&mut self, entry: &'a FieldEntry) -> Option<Field> {
        let ty = self.names.resolve(entry.ty.as_ref()?, self.problems)?;
        if let Type::List(inner) | Type::Map(inner) = &ty
            && holds_secrets(inner)
            && let Some(expr) = &entry.ty
        {
            self.report(
                Diagnostic::error(Code::BadType, "a list or map cannot hold secrets")
                    .at(expr.span, "this type")
                    .help("give each secret a field of its own"),
            );
        }
        let rules: Vec<_> =
            entry.rules.iter().filter_map(|rule| check::rule(rule, &ty, self.problems)).collect();
        let clash = rules.iter().find_map(|rule| {
            let (other, help) = rule.kind.clash?;
            rules.iter().any(|rule| rule.kind.word == other).then_some((rule, other, help))
        });
        if let Some((rule, other, help)) = clash {
            let message = format!("`{}` and `{other}` are on the same field", rule.kind.word);
            let problem = Diagnostic::error(Code::MisfitRule, message);
            let labelled = entry
                .rules
                .iter()
                .fold(problem, |problem, rule| problem.at(rule.span, rule.value.kind.word));
            self.report(labelled.help(help));
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
            scopes: entry.scopes.clone(),
            deprecated: entry.deprecated,
        })
    }

    fn samples(&mut self, check: impl FnOnce(&mut Samples<'_>)) {
        let names = &self.names;
        // Mistakes in the fields themselves are reported at the fields.
        let resolve = |entry: &FieldEntry| -> Option<(Type, Vec<Rule>)> {
            let ignored = &mut Vec::new();
            let ty = names.lookup(&entry.ty.as_ref()?.value)?;
            let rules =
                entry.rules.iter().filter_map(|rule| check::rule(rule, &ty, ignored)).collect();
            Some((ty, rules))
        };
        check(&mut Samples {
            declarations: self.declarations,
            resolve: &resolve,
            problems: self.problems,
            memo: &mut self.memo,
        });
    }

    /// Checks the sample of a whole body. A field that was refused has been reported, and is not held against the
    /// sample.
    fn body_sample(&mut self, sample: &Node, fields: &[Field], entries: &[FieldEntry]) {
        if fields.len() == entries.len() {
            let expected: Mapping = fields.iter().map(expected).collect();
            self.samples(|samples| samples.fields(sample, &expected));
        }
    }

    fn operation(&mut self, file: &'a OperationFile) -> Option<Operation> {
        let id = self.operation_id(file);
        let method = self.method(file);
        let effect = self.effect(file);
        self.rate_limits(file);
        self.reviews(file);
        let parameters = self.parameters(file);
        let query = self.query(file);
        let body = file.body.as_ref().map(|entries| self.body(file, entries));
        let upload = self.upload(file);
        let modify = self.modify(file, &parameters, body.as_deref());
        let data = self.fields(&file.data);
        let idempotency = self.idempotency(file, body.as_deref());
        let paging = self.paging(file, &query, &data);
        if let Some(sample) = &file.response_example {
            self.response_sample(file, sample, &data);
        }
        let errors = self.errors(file);
        let id = id?;
        let request = names::request_type(&id.resource, &id.method);
        let sample = |node: &Option<Node>| node.as_ref().map(Node::to_json);
        let some = |fields: Vec<Field>| (!fields.is_empty()).then_some(fields);
        let sent = [
            (Side::Path, request.clone(), some(parameters), None),
            (Side::Query, names::query_type(&request), some(query), None),
            (Side::Body, request.clone(), body, sample(&file.request_example)),
        ];
        let sent = sent.into_iter().filter_map(|(side, name, fields, example)| {
            Some(Message { side, name, fields: fields?, example })
        });
        let response = Message {
            side: Side::Response,
            name: names::data_type(&request),
            fields: data,
            example: sample(&file.response_example),
        };
        Some(Operation {
            file: file.path.clone(),
            groups: Groups::Always,
            sent: sent.collect(),
            response,
            id,
            summary: file.summary.clone(),
            description: file.description.clone(),
            page: file.page.clone(),
            page_updated: file.page_updated.clone(),
            page_hash: file.page_hash.clone(),
            method: method?,
            path: file.http.path.clone(),
            tokens: file.tokens.iter().filter_map(|word| TokenKind::parse(word)).collect(),
            apps: file.apps.iter().filter_map(|word| AppKind::parse(word)).collect(),
            scopes: file.scopes.clone(),
            field_scopes: file.field_scopes.clone(),
            rate_limits: file.rate_limits.clone(),
            special_limit: file.special_limit,
            effect: effect?,
            upload,
            idempotency,
            paging,
            modify,
            flat: file.flat.is_some(),
            message: file.message,
            errors,
            deprecated: file.deprecated,
        })
    }

    fn body(&mut self, file: &'a OperationFile, entries: &'a [FieldEntry]) -> Vec<Field> {
        if entries.is_empty() {
            self.report(
                Diagnostic::error(Code::BadValue, "the body has no fields")
                    .at(file.http.span, "the body of this request")
                    .help("remove `body` if nothing is sent"),
            );
        }
        let fields = self.fields(entries);
        if let Some(sample) = &file.request_example {
            self.body_sample(sample, &fields, entries);
        }
        fields
    }

    /// The sample of a response has the envelope around it.
    fn response_sample(&mut self, file: &OperationFile, sample: &Node, data: &[Field]) {
        let entries = &file.data;
        let envelope = match &sample.value {
            Value::Map(fields) => fields.as_slice(),
            _ => &[],
        };
        let get =
            |key: &str| envelope.iter().find(|(name, _)| name.value == key).map(|(_, node)| node);
        let succeeds = get("code").is_some_and(|code| code.value == Value::Integer(0));
        if !succeeds || get(file.message).is_none() {
            self.report(
                Diagnostic::error(Code::BadExample, "the sample response is not a successful one")
                    .at(sample.span, "this sample")
                    .help(format!(
                        "write the whole body of the response: code: 0, {}: …, data: …",
                        file.message
                    )),
            );
        }
        if file.flat.is_some() {
            let fields = envelope
                .iter()
                .filter(|(name, _)| name.value != "code" && name.value != file.message);
            let beside = Node { value: Value::Map(fields.cloned().collect()), ..sample.clone() };
            return self.body_sample(&beside, data, entries);
        }
        match get("data") {
            Some(node) => self.body_sample(node, data, entries),
            None if data.iter().any(|field| field.required) => self.report(
                Diagnostic::error(
                    Code::BadExample,
                    "the sample response has no `data`, and `data` has required fields",
                )
                .at(sample.span, "this sample")
                .help("add `data` to the sample"),
            ),
            None => {}
        }
    }
}

fn holds_secrets(ty: &Type) -> bool {
    match ty {
        Type::List(inner) | Type::Map(inner) => holds_secrets(inner),
        ty => *ty == Type::SECRET,
    }
}
