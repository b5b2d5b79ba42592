//! From the spec as written to the model. All that relates one part of a spec to another is checked here.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Spanned, has_errors};
use crate::model::{Api, Enum, Field, Id, Model, Object, Operation, Product, Variant};
use crate::resolve::check::Declared;
use crate::resolve::fields::{Parts, kept};
use crate::resolve::types::{TypeNames, check_nesting};
use crate::sources::Sources;
use crate::space::Space;
use crate::spec::Spec;
use crate::spec::operation::OperationFile;
use crate::spec::platform::PlatformFile;
use crate::spec::types::Declarations;
use crate::spec::usage::Usages;
use crate::{names, parallel};

mod check;
mod conventions;
mod derived;
mod emulate;
mod enums;
mod fields;
mod groups;
mod http;
mod modify;
mod operation;
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
    let mut products: Vec<_> = spec.products.iter().map(|file| &file.product).collect();
    products.sort_by(|a, b| a.name.cmp(&b.name));
    let each: Vec<_> = spaces.iter().collect();
    let found = parallel::map(&each, |(space, operations)| {
        let product = products.iter().find(|product| product.name == space.product);
        let mut problems = Vec::new();
        let resolved = namespace(spec, space, operations, product.copied(), &mut problems);
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
    let operations = resolved.iter().flat_map(|namespace| &namespace.operations);
    groups::check(&spec.products, &operations.collect::<Vec<_>>(), problems);
    let mut model = Model {
        platform: Arc::new(spec.platform.as_ref()?.platform.clone()),
        products: products.into_iter().cloned().collect(),
        apis: Vec::new(),
        kinds: Vec::new(),
    };
    for (((space, _), resolved), usages) in spaces.iter().zip(resolved).zip(usages) {
        let api =
            model.api_of(space, spaces.keys(), spec.declared(space), resolved, &usages, sources);
        model.apis.push(api);
    }
    model.kinds = emulate::kinds(spec, &model, problems);
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
struct Namespace {
    operations: Vec<Operation>,
    /// The fields of each object, in the order of the declarations.
    objects: Vec<Vec<Field>>,
    /// The values of each enumeration, in the same order.
    enums: Vec<Vec<Variant>>,
}

/// Reads the specs of one namespace: what each field means, then all that is asked of fields and of operations.
fn namespace(
    spec: &Spec,
    space: &Space,
    operations: &[&OperationFile],
    product: Option<&Product>,
    problems: &mut Vec<Diagnostic>,
) -> Namespace {
    let declarations = spec.declared(space);
    let names = TypeNames::collect(declarations, problems);
    let objects = declarations.objects.iter();
    let objects: Vec<_> =
        objects.map(|object| fields::resolve(&object.fields, &names, problems)).collect();
    let parts: Vec<_> = operations.iter().map(|file| Parts::of(file, &names, problems)).collect();
    // Of two types with one name, the first counts: that there are two is reported.
    let known_objects = declarations.objects.iter().zip(&objects).rev().map(|(object, fields)| {
        (object.name.value.as_str(), fields.iter().map(|it| it.field.as_ref()).collect())
    });
    let known_enums = declarations.enums.iter().rev().map(|entry| {
        let values = entry.variants.iter().map(|variant| variant.value.to_json().to_string());
        (entry.name.value.as_str(), values.collect())
    });
    let known = Declared::new(known_objects, known_enums);
    let platform = spec.platform.as_ref();
    let mut resolver =
        Resolver { platform, operations, parts: &parts, declarations, known: &known, problems };
    objects.iter().for_each(|fields| resolver.field_samples(fields));
    let enums = declarations.enums.iter().map(|entry| resolver.values(entry)).collect();
    let facts: Vec<_> = operations
        .iter()
        .zip(&parts)
        .map(|(file, parts)| resolver.operation(file, parts))
        .collect();
    resolver.derived_names();
    resolver.error_names();
    check_nesting(declarations, problems);
    let operations = operations.iter().zip(parts).zip(facts);
    let operations =
        operations.filter_map(|((file, parts), facts)| Some(facts?.with(file, parts, product)));
    Namespace {
        operations: operations.collect(),
        objects: objects.into_iter().map(kept).collect(),
        enums,
    }
}

impl Model {
    fn api_of<'s>(
        &self,
        space: &Space,
        mut spaces: impl Iterator<Item = &'s &'s Space>,
        declarations: &Declarations,
        resolved: Namespace,
        usages: &Usages,
        sources: &Sources,
    ) -> Api {
        let Namespace { mut operations, objects, enums } = resolved;
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
        let groups = product.map(|product| product.groups.as_slice()).unwrap_or_default();
        let fields = declarations.objects.iter().zip(&objects);
        let fields = fields.map(|(object, fields)| (object.name.value.as_str(), fields.as_slice()));
        let groups = groups::of_types(groups, &operations, &fields.collect());
        let file = |name: &Spanned<String>| sources.get(name.span.source).path().to_owned();
        let ids = declarations.ids.iter();
        let mut ids: Vec<_> = ids
            .map(|id| Id {
                name: id.name.value.clone(),
                description: id.description.clone(),
                groups: groups.of(&id.name),
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
                groups: groups.of(&object.name),
                file: file(&object.name),
            })
            .collect();
        let mut enums: Vec<_> = declarations
            .enums
            .iter()
            .zip(enums)
            .map(|(entry, variants)| Enum {
                name: entry.name.value.clone(),
                description: entry.description.clone(),
                variants,
                groups: groups.of(&entry.name),
                file: file(&entry.name),
            })
            .collect();
        // The order of the files must not show in the output.
        operations.sort_by(|a, b| a.id.cmp(&b.id));
        ids.sort_by(|a, b| a.name.cmp(&b.name));
        objects.sort_by(|a, b| a.name.cmp(&b.name));
        enums.sort_by(|a, b| a.name.cmp(&b.name));
        let module = (space.version != *main).then(|| space.version.clone());
        let (space, platform) = (space.clone(), Arc::clone(&self.platform));
        Api { space, platform, library, module, operations, ids, objects, enums }
    }
}

/// Checks the specs of one namespace, whose fields are resolved.
struct Resolver<'a> {
    platform: Option<&'a PlatformFile>,
    operations: &'a [&'a OperationFile],
    /// The fields of each operation.
    parts: &'a [Parts<'a>],
    declarations: &'a Declarations,
    known: &'a Declared<'a>,
    problems: &'a mut Vec<Diagnostic>,
}

impl Resolver<'_> {
    fn report(&mut self, problem: Diagnostic) {
        self.problems.push(problem);
    }
}
