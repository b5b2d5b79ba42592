//! A small spec with the fields that a test asks for, and the parts of the Rust that it becomes.

use feishu_codegen::{FileSet, Sources, Target, generate, has_errors};
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Field, File, ImplItem, ImplItemFn, Item, ItemImpl, ItemStruct};

const PLATFORM: &str = include_str!("../fixture/platform.yaml");

const TYPES: &str = r#"
ids:
  PetId: { description: Identifies a pet. }
enums:
  Size:
    description: Numbers.
    values: { small: { value: 1 }, large: { value: -2 } }
  Mood:
    description: Strings.
    values: { happy: { value: happy }, sad: { value: SO SAD } }
objects:
  Food:
    description: Has a rule.
    fields:
      label: { type: string, required: true, chars: 1..20 }
  Meal:
    description: Has a rule inside.
    fields:
      food: { type: Food }
  Toy:
    description: Has no rule.
    fields:
      label: { type: string }
"#;

const REPLACE: &str = r#"
operation: zoo.v1.pet.replace
summary: Replace a pet
page: https://pages.example/pet/replace
page_updated: 2025-01-31

http: PUT /open-apis/zoo/v1/pets/:pet_id
tokens: [tenant_access_token]
apps: [custom]
write: replace

request:
  path:
    pet_id: { type: PetId, example: "7" }
  body:
BODY
response:
  data:
DATA
"#;

/// What is declared as sent has to be sent.
const FEED: &str = r#"
operation: zoo.v1.pet.feed
summary: Feed a pet
page: https://pages.example/pet/feed
page_updated: 2025-01-31

http: POST /open-apis/zoo/v1/pets/feed
tokens: [tenant_access_token]
apps: [custom]
write: create

request:
  body:
    meal: { type: Meal }
    toy: { type: Toy }

response:
  data: {}
"#;

/// Names for fields, as many as a test needs.
pub(crate) const FIELDS: [&str; 24] = [
    "fa", "fb", "fc", "fd", "fe", "ff", "fg", "fh", "fi", "fj", "fk", "fl", "fm", "fo", "fp", "fq",
    "fr", "fs", "ft", "fu", "fv", "fw", "fx", "fy",
];

/// Fields of these kinds under [`FIELDS`]. A spec for each would take long.
pub(crate) fn numbered<T: AsRef<str>>(fields: &[T]) -> Vec<(&'static str, &str)> {
    assert!(fields.len() <= FIELDS.len());
    FIELDS.into_iter().zip(fields.iter().map(AsRef::as_ref)).collect()
}

/// Every file of Rust.
pub(crate) struct Code(Vec<(String, File)>);

impl Code {
    /// The crate of these specs, beside those of the platform.
    pub(crate) fn of(specs: &[(&str, &str)]) -> Self {
        let files = files(specs);
        let rust = files.iter().filter(|(path, _)| path.ends_with(".rs"));
        let parsed = rust.map(|(path, text)| {
            let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"));
            (path.to_owned(), file)
        });
        Self(parsed.collect())
    }

    /// The crate of an operation that sends and receives these fields: name and what is said of it.
    pub(crate) fn with(body: &[(&str, &str)], data: &[(&str, &str)]) -> Self {
        let lines = |fields: &[(&str, &str)]| -> String {
            fields.iter().map(|(name, what)| format!("    {name}: {{ {what} }}\n")).collect()
        };
        let data = if data.is_empty() { &[("ok", "type: bool")] } else { data };
        let text = REPLACE.replace("BODY", &lines(body)).replace("DATA", &lines(data));
        Self::of(&[("types", TYPES), ("pet/feed", FEED), ("pet/replace", &text)])
    }

    /// The items of a file.
    pub(crate) fn file(&self, end: &str) -> &[Item] {
        let found = self.0.iter().find(|(path, _)| path.ends_with(end));
        &found.unwrap_or_else(|| panic!("no {end}")).1.items
    }

    fn items(&self) -> impl Iterator<Item = &Item> {
        self.0.iter().flat_map(|(_, file)| &file.items)
    }

    pub(crate) fn structure(&self, name: &str) -> &ItemStruct {
        let mut structs = self.items().filter_map(|item| match item {
            Item::Struct(item) if item.ident == name => Some(item),
            _ => None,
        });
        structs.next().unwrap_or_else(|| panic!("no struct {name}"))
    }

    pub(crate) fn field(&self, of: &str, name: &str) -> &Field {
        let mut fields = self.structure(of).fields.iter();
        let found = fields.find(|field| field.ident.as_ref().is_some_and(|found| found == name));
        found.unwrap_or_else(|| panic!("{of} has no {name}"))
    }

    /// The attributes of a field without its docs, flat.
    pub(crate) fn attributes(&self, of: &str, name: &str) -> String {
        let attributes = self.field(of, name).attrs.iter();
        attributes.filter(|attribute| !attribute.path().is_ident("doc")).map(flat).collect()
    }

    /// The implementation of a trait for a type, both as they are written, flat; the inherent one for "".
    pub(crate) fn implementation(&self, of: &str, on: &str) -> Option<&ItemImpl> {
        self.items().find_map(|item| match item {
            Item::Impl(item) => {
                let found = item.trait_.as_ref().map(|(path, ..)| flat(path)).unwrap_or_default();
                (found == of && flat(&item.self_ty) == on).then_some(item)
            }
            _ => None,
        })
    }

    /// What a macro is given, flat, wherever it is called as an item.
    pub(crate) fn macros(&self, name: &str) -> Vec<String> {
        let calls = self.items().filter_map(|item| match item {
            Item::Macro(item) if flat(&item.mac.path) == name => Some(flat(&item.mac.tokens)),
            _ => None,
        });
        calls.collect()
    }

    pub(crate) fn method(&self, of: &str, on: &str, name: &str) -> &ImplItemFn {
        let found = self.implementation(of, on).unwrap_or_else(|| panic!("no {of} for {on}"));
        let mut methods = found.items.iter().filter_map(|item| match item {
            ImplItem::Fn(method) if method.sig.ident == name => Some(method),
            _ => None,
        });
        methods.next().unwrap_or_else(|| panic!("no {name} in {of} for {on}"))
    }

    /// The body of a free function of a file, flat.
    pub(crate) fn function(&self, file: &str, name: &str) -> String {
        let mut found = self.file(file).iter().filter_map(|item| match item {
            Item::Fn(item) if item.sig.ident == name => Some(flat(&item.block)),
            _ => None,
        });
        found.next().unwrap_or_else(|| panic!("no {name} in {file}"))
    }
}

/// All files of these specs.
pub(crate) fn files(specs: &[(&str, &str)]) -> FileSet {
    let mut sources = Sources::new();
    sources.add("spec/platform.yaml", PLATFORM);
    for (name, text) in specs {
        sources.add(format!("spec/zoo/v1/{name}.yaml"), *text);
    }
    let (files, problems) = generate(&sources, &Target::sdk("sdk", "spec"));
    let errors: Vec<_> = problems.iter().map(|problem| problem.render(&sources, false)).collect();
    assert!(!has_errors(&problems), "{}", errors.join("\n"));
    files
}

/// Code as the formatter would have it on one endless line: without spaces between its tokens, and without commas before a
/// closing bracket.
pub(crate) fn flat(tokens: &impl ToTokens) -> String {
    let text = tokens.to_token_stream().to_string();
    let parsed: TokenStream = text.parse().expect("tokens");
    let mut flat = String::new();
    write(parsed, &mut flat);
    flat
}

fn write(tokens: TokenStream, flat: &mut String) {
    use proc_macro2::{Delimiter, TokenTree};
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                // The formatter puts braces around what a closure yields where lines break.
                let inside = group.stream().to_string();
                if open == "{" && flat.ends_with('|') && !inside.contains(';') {
                    write(group.stream(), flat);
                    continue;
                }
                flat.push_str(open);
                write(group.stream(), flat);
                while flat.ends_with(',') {
                    flat.pop();
                }
                flat.push_str(close);
            }
            TokenTree::Punct(mark) => flat.push(mark.as_char()),
            token => {
                // Two words in a row stay two.
                if flat.ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                    flat.push(' ');
                }
                flat.push_str(&token.to_string());
            }
        }
    }
}
