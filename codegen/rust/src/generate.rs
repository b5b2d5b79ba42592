//! The spine: all the steps, in order.
//!
//! All specs are read and resolved once, whatever is made of them: the crate of each product from its own versions, and from
//! all of them what products share (the facts of the runtime, the catalogues of the emulator, the schema of the format).

use serde_json::Value as Json;

use crate::catalogue::{self, Catalogued};
use crate::diagnostic::{Code, Diagnostic, has_errors};
use crate::facade::Facade;
use crate::files::FileSet;
use crate::hidden;
use crate::model::{Api, Model};
use crate::openapi::{self, About};
use crate::package::Package;
use crate::parallel;
use crate::platform;
use crate::rust::{checks, emit::emit, ir::Crate, layout::File, lower::lower, type_list::TypeList};
use crate::schema::Schemas;
use crate::sources::Sources;
use crate::spec;
use crate::{Written, read, sorted};

/// Where the outputs go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The product that it is about; all of the specs if none is named.
    pub product: Option<String>,
    /// The crate of the SDK; `src/generated/` and `schema/` below it belong to the generator.
    pub sdk: Option<String>,
    /// What makes a crate of it, if all of the crate is the generator's.
    pub package: Option<Package>,
    /// The folder of the specs, for the headers of generated files.
    pub specs: String,
    /// The crate of the runtime, if the facts of the platform go there: `src/generated/` below it.
    pub runtime: Option<String>,
    /// The crate of the emulator, if the catalogues of the products go there: `src/generated/` below it.
    pub emulator: Option<String>,
    /// One catalogue that an emulator can be given, if it is wanted.
    pub catalogue: Option<String>,
    /// The crate of the whole platform, if the products go there.
    pub facade: Option<Facade>,
    /// The lists of types for tests, if they are wanted.
    pub types: Option<TypeList>,
    /// The OpenAPI document, if one is wanted.
    pub openapi: Option<About>,
    /// The file that describes the format of the specs, if it is wanted.
    pub format_schema: Option<String>,
}

impl Target {
    /// Only an SDK crate, from the specs of a folder.
    pub fn sdk(sdk: impl Into<String>, specs: impl Into<String>) -> Self {
        Self {
            product: None,
            sdk: Some(sdk.into()),
            package: None,
            specs: specs.into(),
            runtime: None,
            emulator: None,
            catalogue: None,
            facade: None,
            types: None,
            openapi: None,
            format_schema: None,
        }
    }

    fn owned(&self) -> Vec<String> {
        let crates = self.sdk.iter().chain(&self.runtime).chain(&self.emulator);
        let mut owned: Vec<_> = crates.map(|krate| format!("{krate}/src/generated")).collect();
        owned.extend(self.sdk.iter().map(|sdk| format!("{sdk}/schema")));
        let packages = self.sdk.iter().filter(|_| self.package.is_some());
        owned.extend(packages.flat_map(|sdk| Package::places(sdk)));
        owned.extend(self.facade.iter().flat_map(Facade::places));
        owned.extend(self.types.iter().map(|list| list.path.clone()));
        owned.extend(self.openapi.iter().map(|about| about.path.clone()));
        owned.extend(self.catalogue.iter().chain(&self.format_schema).cloned());
        owned
    }
}

/// How much the specs hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// Operations.
    pub operations: usize,
    /// Objects and enumerations.
    pub types: usize,
    /// Identifier types.
    pub ids: usize,
    /// Rules that requests are checked for, those of types included.
    pub rules: usize,
}

impl Summary {
    /// Of these versions, each with the number of its rules.
    fn of<'a>(apis: impl Iterator<Item = (&'a Api, usize)>) -> Self {
        let mut summary = Self::default();
        for (api, rules) in apis {
            summary.operations += api.operations.len();
            summary.types += api.objects.len() + api.enums.len();
            summary.ids += api.ids.len();
            summary.rules += rules;
        }
        summary
    }
}

/// Checks the specs and says what is wrong with them, in the order of files and places.
pub fn lint(sources: &Sources) -> (Summary, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let model = read(sources, &mut problems);
    let summaries = model.iter().flat_map(|model| summaries(model, &[None]));
    (summaries.into_iter().next().unwrap_or_default(), sorted(problems))
}

/// Like [`lint`], with how much each of these products holds. Without a name it is all of the specs.
pub fn lint_all(specs: &Written, products: &[Option<&str>]) -> (Vec<Summary>, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let model = specs.model(&mut problems);
    let summaries = model.map(|model| summaries(&model, products));
    (summaries.unwrap_or_default(), sorted(problems))
}

fn summaries(model: &Model, products: &[Option<&str>]) -> Vec<Summary> {
    let rules = parallel::map(&model.apis, checks::count);
    let of = |product: &Option<&str>| {
        let held = model.apis.iter().zip(rules.iter().copied());
        Summary::of(held.filter(|(api, _)| is_of(api, *product)))
    };
    products.iter().map(of).collect()
}

/// Generates everything for a target. The set holds files only when no diagnostic is an error.
pub fn generate(sources: &Sources, target: &Target) -> (FileSet, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let model = read(sources, &mut problems);
    let (files, _, problems) = made(model, problems, std::slice::from_ref(target));
    (files, problems)
}

/// Generates everything for several targets, and says how much each of them holds. The set has files only when no
/// diagnostic is an error.
pub fn generate_all(
    specs: &Written,
    targets: &[Target],
) -> (FileSet, Vec<Summary>, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let model = specs.model(&mut problems);
    made(model, problems, targets)
}

/// What is made of a model, if there is one.
fn made(
    model: Option<Model>,
    mut problems: Vec<Diagnostic>,
    targets: &[Target],
) -> (FileSet, Vec<Summary>, Vec<Diagnostic>) {
    let owned = || targets.iter().flat_map(Target::owned);
    let mut files = FileSet::owning(owned());
    let mut summaries = Vec::new();
    if let Some(model) = model {
        let lowered = parallel::map(&model.apis, lower);
        let schemas = &Schemas::of(&model.apis);
        let origins: Vec<_> = targets.iter().map(|target| format!("{}/", target.specs)).collect();
        let mut outputs = Vec::new();
        for (target, origin) in targets.iter().zip(&origins) {
            let part = Part::of(&model, &lowered, target.product.as_deref());
            summaries.push(part.summary());
            problems.extend(misplaced(&part, target));
            outputs.extend(self::outputs(part, schemas, target, origin));
        }
        let texts = parallel::map(&outputs, |(_, output)| output());
        let paths = outputs.into_iter().map(|(path, _)| path);
        problems.extend(paths.zip(texts).filter_map(|(path, text)| add(&mut files, path, text)));
    }
    if has_errors(&problems) {
        files = FileSet::owning(owned());
    }
    (files, summaries, sorted(problems))
}

/// Whether a version is of this product; if none is named, all are wanted.
fn is_of(api: &Api, product: Option<&str>) -> bool {
    product.is_none_or(|product| api.space.product == product)
}

/// The versions that a target is about, each as it is and as it was lowered.
struct Part<'a> {
    model: &'a Model,
    apis: Vec<&'a Api>,
    lowered: Vec<&'a Crate<'a>>,
}

impl<'a> Part<'a> {
    /// Those of a product, or all.
    fn of(model: &'a Model, lowered: &'a [Crate<'a>], product: Option<&str>) -> Self {
        let all = model.apis.iter().zip(lowered).filter(|(api, _)| is_of(api, product));
        let (apis, lowered) = all.unzip();
        Self { model, apis, lowered }
    }

    fn summary(&self) -> Summary {
        let rules = self.lowered.iter().map(|lowered| lowered.checks());
        Summary::of(self.apis.iter().copied().zip(rules))
    }

    /// A crate is of one product.
    fn several_products(&self) -> Option<Diagnostic> {
        let mut products: Vec<_> = self.apis.iter().map(|api| &*api.space.product).collect();
        products.dedup();
        (products.len() > 1).then(|| {
            let message = format!(
                "a crate is of one product, and these specs are of {}",
                products.join(" and ")
            );
            Diagnostic::error(Code::MisplacedFile, message)
                .help("generate a crate for each product")
        })
    }
}

/// What a target asks for that these specs cannot give.
fn misplaced(part: &Part<'_>, target: &Target) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    if target.runtime.is_some() || target.emulator.is_some() {
        problems.extend(platform::missing_tokens(part.model));
    }
    if target.sdk.is_some() || target.openapi.is_some() {
        problems.extend(part.several_products());
    }
    problems
}

/// The text of a file, made when it is asked for.
type Output<'a> = Box<dyn Fn() -> Result<String, String> + Send + Sync + 'a>;

/// The files of a target, each with its path.
fn outputs<'a>(
    part: Part<'a>,
    schemas: &'a Schemas<'a>,
    target: &'a Target,
    origin: &'a str,
) -> Vec<(String, Output<'a>)> {
    let Part { model, apis, lowered } = part;
    let mut outputs = Vec::new();
    let mut add = |path: String, output: Output<'a>| outputs.push((path, output));

    if let Some(sdk) = &target.sdk {
        for (path, emit) in emit(&lowered, origin) {
            add(format!("{sdk}/src/generated/{path}"), Box::new(move || rust(&emit())));
        }
        for api in &apis {
            for schema in schemas.all(api) {
                let file = schema.file();
                add(format!("{sdk}/schema/{file}"), Box::new(move || json(schema.json())));
            }
        }
        if let Some(package) = &target.package {
            for (path, text) in package.files(model, origin) {
                add(format!("{sdk}/{path}"), Box::new(move || Ok(text.clone())));
            }
        }
    }
    if let Some(krate) = &target.runtime {
        let from = format!("{}/platform.yaml", target.specs);
        for (path, emit) in platform::FILES {
            let from = from.clone();
            let path = format!("{krate}/src/generated/{path}");
            add(path, Box::new(move || rust(&emit(model, &from))));
        }
    }
    if let Some(facade) = &target.facade {
        let (krate, products) = (&facade.krate, &model.products);
        let manifest = move || Ok(facade.manifest(products, origin));
        add(format!("{krate}/Cargo.toml"), Box::new(manifest));
        add(format!("{krate}/README.md"), Box::new(move || Ok(Facade::readme(products, origin))));
        let module = move || rust(&Facade::module(model, origin));
        add(format!("{krate}/src/generated/mod.rs"), Box::new(module));
    }
    if let Some(path) = &target.format_schema {
        add(path.clone(), Box::new(|| json(&spec::schema::format_schema())));
    }
    if let Some(list) = &target.types {
        add(list.path.clone(), Box::new(move || rust(&list.file(&lowered, origin))));
    }
    if let Some(about) = &target.openapi {
        let apis = apis.clone();
        let document = move || json(&openapi::document(&model.platform, &apis, about));
        add(about.path.clone(), Box::new(document));
    }
    if let Some(krate) = &target.emulator {
        let place = format!("{krate}/src/generated");
        let facts = move || json(&catalogue::platform(model));
        add(format!("{place}/platform.json"), Box::new(facts));
        let products = catalogue::products(model, &apis);
        for (name, catalogued) in products.clone() {
            let catalogue = move || json(&catalogue::catalogue(model, &catalogued, schemas));
            add(format!("{place}/products/{name}.json"), Box::new(catalogue));
        }
        let index = move || rust(&catalogue::index(model, &products, origin));
        add(format!("{place}/mod.rs"), Box::new(index));
    }
    if let Some(path) = &target.catalogue {
        let catalogued = Catalogued::of(model, apis);
        add(
            path.clone(),
            Box::new(move || json(&catalogue::catalogue(model, &catalogued, schemas))),
        );
    }
    outputs
}

/// Adds a file, unless the generator failed at it.
fn add(files: &mut FileSet, path: String, text: Result<String, String>) -> Option<Diagnostic> {
    let message = match text {
        Ok(text) => files.insert(path, text).err().map(|error| error.to_string()),
        Err(error) => Some(format!("{path}: {error}")),
    };
    message.map(|message| {
        Diagnostic::error(Code::Internal, message)
            .help("this is a bug in the generator; please report it with the spec")
    })
}

fn rust(file: &File) -> Result<String, String> {
    let text = file.render().map_err(|error| error.to_string())?;
    Ok(hidden::in_rust(&text).into_owned())
}

fn json(value: &Json) -> Result<String, String> {
    let text = serde_json::to_string_pretty(value).map_err(|error| error.to_string())?;
    Ok(hidden::in_json(&text).into_owned() + "\n")
}
