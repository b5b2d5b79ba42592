//! Requests, responses and shared objects.

use feishu_text::pattern::{LINE_BREAK_AT_END, is_anchored};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::types::{self, Imports};
use super::{checks, codec, text};
use crate::model::{Bounds, Number, Rule};
use crate::rust::ir::{Check, Role, Root, RustType, Struct, StructField};
use crate::rust::layout::{File, Item, ident, line, unmarked};

/// A file with these structs, which have the same origin.
pub(super) fn file(root: &Root, structs: &[&Struct]) -> File {
    let mut imports = Imports::new(root);
    let mut items = Vec::new();
    for structure in structs {
        imports.of_struct(structure);
        items.push(Item::Text(definition(structure)));
        if structure.role == Role::Request {
            ["Pointer", "Validate", "Violations"].iter().for_each(|name| imports.core(name));
            if structure.fields.iter().any(|field| field.checks.iter().any(uses_rules)) {
                imports.core("rules");
            }
            items.push(Item::Text(methods(structure)));
            items.push(match structure.has_rules() {
                true => Item::Rust(checks::validate_impl(structure)),
                false => Item::Text(no_rules(&structure.name)),
            });
        }
        let name = ident(&structure.name);
        if let Some((field, item)) = &structure.page_of {
            imports.of_type(item);
            items.push(Item::Rust(page(&name, field, item)));
        }
        imports.core("wire");
        items.extend(codec::items(structure).into_iter().map(Item::Text));
    }
    let uses = imports.tokens().into_iter().map(Item::Block);
    File {
        origin: structs.first().map(|structure| structure.origin.clone()).unwrap_or_default(),
        docs: vec![match structs {
            [only] => format!("[`{}`].", only.name),
            many => {
                many.iter()
                    .map(|structure| format!("[`{}`]", structure.name))
                    .collect::<Vec<_>>()
                    .join(" and ")
                    + "."
            }
        }],
        items: uses.chain(items).collect(),
    }
}

/// What makes a response one page of many.
fn page(name: &Ident, field: &str, item: &RustType) -> TokenStream {
    let (field, item) = (ident(field), types::tokens(item));
    quote! {
        impl feishu_core::paging::Page for #name {
            type Item = #item;

            #[inline]
            fn next(&self) -> feishu_core::paging::Next {
                feishu_core::paging::Next::new(self.has_more, self.page_token.as_deref())
            }

            #[inline]
            fn items(&self) -> &[#item] {
                self.#field.as_deref().unwrap_or_default()
            }

            #[inline]
            fn into_items(self) -> Vec<#item> {
                self.#field.unwrap_or_default()
            }
        }
    }
}

/// Whether a check calls into `rules` from here; an object's check calls its own.
fn uses_rules(check: &Check) -> bool {
    match check {
        Check::Object => false,
        Check::EachItem(inner) | Check::EachEntry(inner) => uses_rules(inner),
        _ => true,
    }
}

fn definition(structure: &Struct) -> String {
    let (docs, name) = (text::docs(0, &structure.docs), ident(&structure.name));
    // Constructors and defaults keep outsiders able to make one, so a new field breaks nobody.
    let default = if structure.has_default() { "Default, " } else { "" };
    let fields = structure.fields.iter().map(|field| self::field(field, structure.role));
    let fields = match fields.collect::<Vec<_>>().join("\n") {
        fields if fields.is_empty() => "{}".to_owned(),
        fields => format!("{{\n{fields}}}"),
    };
    let closed = match structure.role {
        Role::Request => ", schemars(deny_unknown_fields)",
        Role::Response => "",
    };
    format!(
        "{docs}#[derive(Clone, Debug, {default}PartialEq)]\n\
         #[cfg_attr(feature = \"schemars\", derive(schemars::JsonSchema){closed})]\n\
         #[non_exhaustive]\n\
         pub struct {name} {fields}\n",
    )
}

/// A field, with a line for each of its attributes.
fn field(field: &StructField, role: Role) -> String {
    let (docs, name) = (text::docs(4, &field.docs), ident(&field.name).to_string());
    let (ty, schema) = (types::text(&field.ty), schema_attribute(field, role));
    let ty = if field.required { ty } else { format!("Option<{ty}>") };
    format!("{docs}{schema}    pub {name}: {ty},\n")
}

/// Absent and `null` differ in a request, so `schemars` is shown the type without its `Option`.
fn schema_attribute(field: &StructField, role: Role) -> String {
    let shown = match role {
        Role::Request => types::schema_sent(&field.ty),
        Role::Response if field.required => types::schema_received(&field.ty),
        Role::Response => format!("Option<{}>", types::schema_received(&field.ty)),
    };
    let is_renamed = unmarked(&ident(&field.name).to_string()) != field.wire;
    let rename = is_renamed.then(|| format!("rename = {}", text::string(&field.wire)));
    let absent =
        (!field.required).then(|| "default, skip_serializing_if = \"Option::is_none\"".to_owned());
    let with = (!field.required || shown != types::text(&field.ty))
        .then(|| format!("with = {}", text::string(&shown)));
    let rules = field.checks.iter().filter_map(Check::rule).flat_map(schema_rule);
    let parts: Vec<_> = rename.into_iter().chain(absent).chain(with).chain(rules).collect();
    if parts.is_empty() {
        return String::new();
    }
    format!("    #[cfg_attr(feature = \"schemars\", schemars({}))]\n", parts.join(", "))
}

/// The `schemars` attribute for a rule.
fn schema_rule(rule: &Rule) -> Vec<String> {
    let attribute = rule.kind.schemars;
    if attribute.is_empty() {
        let keywords = rule.keywords().into_iter();
        let keywords = keywords.filter_map(|(keyword, value)| Some((keyword, value.as_bool()?)));
        return keywords
            .map(|(word, is)| format!("extend({} = {is})", text::string(word)))
            .collect();
    }
    if let Some(pattern) = rule.pattern() {
        let stated = format!("{attribute}(pattern = {})", text::string(pattern));
        let end = text::string(LINE_BREAK_AT_END);
        let anchored = is_anchored(pattern)
            .then(|| format!("extend(\"not\" = {{ \"type\": \"string\", \"pattern\": {end} }})"));
        return [stated].into_iter().chain(anchored).collect();
    }
    let Bounds { min, max } = rule.bounds().unwrap_or(Bounds::ANY);
    let min = min.map(|min| format!("min = {}", wide(min)));
    let max = max.map(|max| format!("max = {}", wide(max)));
    let ends: Vec<_> = min.into_iter().chain(max).collect();
    vec![format!("{attribute}({})", ends.join(", "))]
}

/// A number where nothing else says of what type it is. Ranges end where numbers are no longer exact, which is long
/// before `i64` does.
fn wide(number: Number) -> String {
    match number {
        Number::Integer(value) if i32::try_from(value).is_err() => format!("{value}i64"),
        _ => line(checks::number(number)),
    }
}

/// The constructor, two setters for each optional field, and `validate`.
fn methods(structure: &Struct) -> String {
    let name = ident(&structure.name);
    let required: Vec<_> = structure.fields.iter().filter(|field| field.required).collect();
    let arguments: Vec<_> = required
        .iter()
        .map(|field| {
            let name = ident(&field.name).to_string();
            format!("{name}: {}", line(types::argument(&field.ty, &name).0))
        })
        .collect();
    let values = structure.fields.iter().map(|field| {
        let name = ident(&field.name).to_string();
        if !field.required {
            return format!("{name}: None");
        }
        let (_, value) = types::argument(&field.ty, &name);
        if name == value { name } else { format!("{name}: {value}") }
    });
    let about_new = if required.is_empty() {
        "Creates a value with no fields set."
    } else {
        "Creates a value from the required fields; no other field is set."
    };
    let many_arguments = if required.len() > 7 {
        "    #[allow(clippy::too_many_arguments, reason = \"each is a required field\")]\n"
    } else {
        ""
    };
    let optional = structure.fields.iter().filter(|field| !field.required);
    let setters: String = optional.map(setter).collect();
    let inline = inline(&arguments);
    let new = text::list(4, "pub fn new(", &arguments, ") -> Self {");
    let value = match values.collect::<Vec<_>>().as_slice() {
        [] => "        Self {}".to_owned(),
        values => text::list(8, "Self { ", values, " }"),
    };
    format!(
        "impl {name} {{\n    /// {about_new}\n{many_arguments}{inline}{new}\n{value}\n    }}\n\n{setters}{VALIDATE}}}\n"
    )
}

const VALIDATE: &str =
    "    /// Checks every documented rule locally. Does not allocate if all rules are met.
    ///
    /// # Errors
    ///
    /// Returns every violation, with a JSON Pointer, the limit and the actual value.
    #[inline]
    pub fn validate(&self) -> Result<(), Violations> {
        feishu_core::validate(self)
    }
";

/// A generic function is compiled where it is called without being told to: see [the parent](super).
fn inline(arguments: &[String]) -> &'static str {
    if arguments.iter().any(|argument| argument.contains("impl ")) { "" } else { INLINE }
}

const INLINE: &str = "    #[inline]\n";

/// `impl Validate` of a struct of which all values are valid.
fn no_rules(name: &str) -> String {
    let name = ident(name);
    format!(
        "impl Validate for {name} {{\n    #[inline]\n    fn check(&self, _at: &Pointer<'_>, _violations: &mut Violations) {{}}\n}}\n"
    )
}

/// Two methods: one that takes a value, and one that takes an `Option` of it.
///
/// One method with `impl Into<Option<T>>` would not do: `&str` is no `Into<Option<String>>`, so every
/// setter of a string, id or list would lose what makes it pleasant. A trait of our own that takes
/// both needs a marker parameter to be coherent, which leaves `None` and number literals without a
/// type, and shows in docs and in each error. `maybe_` is what builders of the ecosystem call it.
fn setter(field: &StructField) -> String {
    let name = ident(&field.name).to_string();
    let method = ident(&field.setters.one).to_string();
    let maybe = ident(&field.setters.maybe).to_string();
    let (ty, value) = types::argument(&field.ty, &name);
    let ty = line(ty);
    let about = format!("Sets `{}`. {}", field.wire, field.summary);
    // In a link, the mark of a raw identifier would begin a fragment.
    let target = unmarked(&method);
    let about_maybe = format!(
        "Like [`{method}`](Self::{target}), but takes an `Option`; `None` omits the field."
    );
    let value_of_option =
        if name == value { name.clone() } else { types::map_argument(&field.ty, &name) };
    let one = |about: String, method: &str, ty: &str, value: &str| {
        let arguments = ["mut self".to_owned(), format!("{name}: {ty}")];
        let head = text::list(4, &format!("pub fn {method}("), &arguments, ") -> Self {");
        let (docs, inline) = (text::docs(4, &[about]), inline(&arguments));
        format!(
            "{docs}{inline}    #[must_use]\n{head}\n        self.{name} = {value};\n        self\n    }}\n\n"
        )
    };
    one(about, &method, &ty, &format!("Some({value})"))
        + &one(about_maybe, &maybe, &format!("Option<{ty}>"), &value_of_option)
}
