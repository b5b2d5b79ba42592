//! Reads source into [`Module`]s.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, Ident, Item, ItemMod, ItemUse, Macro, Path, UseTree, Visibility};

use super::modules::{Crate, Import, Module};

/// Reads the file `root` and the files of the modules that it declares.
pub(super) fn read(krate: &mut Crate, root: &str, read: &dyn Fn(&str) -> Option<String>) {
    let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let text = read(root).unwrap_or_else(|| panic!("there is no {root}"));
    Reader { krate, read, module: 0, folder, variables: BTreeSet::new() }.file(root, &text, None);
}

struct Reader<'a> {
    krate: &'a mut Crate,
    read: &'a dyn Fn(&str) -> Option<String>,
    module: usize,
    /// Where the files of the module's children are.
    folder: String,
    /// Of the function that is being read, as far as it has been read.
    variables: BTreeSet<String>,
}

impl Reader<'_> {
    fn file(&mut self, path: &str, text: &str, parent: Option<usize>) -> usize {
        let syntax = syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"));
        self.krate.files.push(path.to_owned());
        self.block(self.krate.files.len() - 1, parent, &syntax.items)
    }

    fn block(&mut self, file: usize, parent: Option<usize>, items: &[Item]) -> usize {
        let module = self.krate.modules.len();
        self.krate.modules.push(Module { file, parent, ..Module::default() });
        let outer = std::mem::replace(&mut self.module, module);
        for item in items {
            self.visit_item(item);
        }
        self.module = outer;
        module
    }

    fn here(&mut self) -> &mut Module {
        &mut self.krate.modules[self.module]
    }

    fn import(&mut self, tree: &UseTree, path: &mut Vec<String>, is_reexport: bool) {
        let depth = path.len();
        let name = match tree {
            UseTree::Path(step) => {
                path.push(plain(&step.ident));
                self.import(&step.tree, path, is_reexport);
                path.truncate(depth);
                return;
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.import(tree, path, is_reexport);
                }
                return;
            }
            UseTree::Name(name) => {
                path.push(plain(&name.ident));
                // `use a::b::{self}` brings `b`.
                path.iter().rfind(|name| *name != "self").cloned()
            }
            UseTree::Rename(rename) => {
                path.push(plain(&rename.ident));
                Some(plain(&rename.rename))
            }
            UseTree::Glob(_) => None,
        };
        let path_there = path.clone();
        self.here().imports.push(Import { name, path: path_there, is_reexport });
        path.truncate(depth);
    }

    /// Paths in the arguments of a macro, which no parser but its own understands.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path = Vec::new();
        let (mut colons, mut dots) = (0, 0);
        for tree in tokens {
            let follows = std::mem::take(&mut colons);
            let is_member = std::mem::take(&mut dots) == 1;
            match tree {
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons = follows + 1,
                TokenTree::Ident(ident) if follows == 2 && !path.is_empty() => {
                    path.push(plain(&ident));
                }
                other => {
                    self.mention(std::mem::take(&mut path));
                    match other {
                        TokenTree::Ident(ident) if follows < 2 && !is_member => {
                            path.push(plain(&ident));
                        }
                        TokenTree::Group(group) => self.tokens(group.stream()),
                        TokenTree::Punct(punct) if punct.as_char() == '.' => {
                            dots = usize::from(is_member) + 1;
                        }
                        _ => {}
                    }
                }
            }
        }
        self.mention(path);
    }

    fn mention(&mut self, path: Vec<String>) {
        let is_variable = matches!(path.as_slice(), [name] if self.variables.contains(name));
        if !path.is_empty() && !is_variable {
            self.here().paths.insert(path);
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        let (attributes, name): (&[Attribute], _) = match item {
            Item::Const(item) => (&item.attrs, Some(&item.ident)),
            Item::Enum(item) => (&item.attrs, Some(&item.ident)),
            Item::Fn(item) => (&item.attrs, Some(&item.sig.ident)),
            Item::Impl(item) => (&item.attrs, None),
            Item::Macro(item) => (&item.attrs, item.ident.as_ref()),
            Item::Mod(item) => (&item.attrs, None),
            Item::Static(item) => (&item.attrs, Some(&item.ident)),
            Item::Struct(item) => (&item.attrs, Some(&item.ident)),
            Item::Trait(item) => (&item.attrs, Some(&item.ident)),
            Item::Type(item) => (&item.attrs, Some(&item.ident)),
            Item::Use(item) => (&item.attrs, None),
            _ => (&[], None),
        };
        if !is_compiled(attributes) {
            return;
        }
        if let Some(name) = name.map(plain) {
            self.here().items.insert(name);
        }
        let outer = std::mem::take(&mut self.variables);
        visit::visit_item(self, item);
        self.variables = outer;
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        let (parent, name) = (self.module, plain(&item.ident));
        let outer = self.folder.clone();
        let child = if let Some((_, items)) = &item.content {
            self.folder = format!("{outer}/{name}");
            let file = self.here().file;
            Some(self.block(file, Some(parent), items))
        } else {
            assert!(!has(&item.attrs, "path"), "{outer}: #[path] is not followed");
            let files = [format!("{outer}/{name}.rs"), format!("{outer}/{name}/mod.rs")];
            let found = files.iter().find_map(|path| Some((path, (self.read)(path)?)));
            self.folder = format!("{outer}/{name}");
            found.map(|(path, text)| self.file(path, &text, Some(parent)))
        };
        self.folder = outer;
        match child {
            Some(child) => {
                self.here().children.insert(name, child);
            }
            None => {
                let path = format!("{}/{name}.rs", self.folder);
                self.here().unread.insert(name, path);
            }
        }
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        if item.leading_colon.is_none() {
            let is_reexport = !matches!(item.vis, Visibility::Inherited);
            self.import(&item.tree, &mut Vec::new(), is_reexport);
        }
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        if is_compiled(&item.attrs) {
            self.variables.clear();
            visit::visit_impl_item_fn(self, item);
        }
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        self.variables.clear();
        visit::visit_trait_item_fn(self, item);
    }

    fn visit_pat_ident(&mut self, pattern: &'ast syn::PatIdent) {
        let name = plain(&pattern.ident);
        // Else it is a constant.
        if name.starts_with(|first: char| first.is_lowercase() || first == '_') {
            self.variables.insert(name);
        }
        visit::visit_pat_ident(self, pattern);
    }

    fn visit_path(&mut self, path: &'ast Path) {
        if path.leading_colon.is_none() {
            self.mention(path.segments.iter().map(|segment| plain(&segment.ident)).collect());
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        self.tokens(call.tokens.clone());
        visit::visit_macro(self, call);
    }

    /// `derive`, `cfg` and the like name no module, and `pub(super)` needs none.
    fn visit_attribute(&mut self, _: &'ast Attribute) {}
    fn visit_visibility(&mut self, _: &'ast Visibility) {}
}

/// Whether an item is there when neither tests nor documentation are built.
fn is_compiled(attributes: &[Attribute]) -> bool {
    !attributes.iter().filter(|attribute| attribute.path().is_ident("cfg")).any(|attribute| {
        let words = attribute.parse_args::<TokenStream>().map(words).unwrap_or_default();
        let says = |word: &str| words.contains(word);
        (says("test") || says("doc")) && !says("not") && !says("any")
    })
}

fn words(tokens: TokenStream) -> BTreeSet<String> {
    let words = tokens.into_iter().flat_map(|tree| match tree {
        TokenTree::Group(group) => words(group.stream()),
        other => BTreeSet::from([other.to_string()]),
    });
    words.collect()
}

fn has(attributes: &[Attribute], name: &str) -> bool {
    attributes.iter().any(|attribute| attribute.path().is_ident(name))
}

fn plain(ident: &Ident) -> String {
    ident.to_string().trim_start_matches("r#").to_owned()
}
