//! Open enumerations: the known values. What can be done with them, and with all others, is said by a macro of the runtime.

use super::text;
use crate::rust::ir::EnumType;
use crate::rust::layout::{File, Item, ident};

/// The file of an enumeration.
pub(super) fn file(declared: &EnumType) -> File {
    let mut about = declared.docs.clone();
    about.push(String::new());
    about.push("The platform may add values at any time, so the enumeration is open.".to_owned());
    let variants = declared.variants.iter().map(|variant| {
        let value = match declared.is_integer {
            true => variant.text.clone(),
            false => text::string(&variant.text),
        };
        let docs = text::docs(8, &variant.docs);
        format!("{docs}        {} = {value},\n", ident(&variant.name))
    });
    let declaration = format!(
        "feishu_core::{}_enum! {{\n{}    pub enum {} {{\n{}    }}\n}}\n",
        if declared.is_integer { "number" } else { "text" },
        text::docs(4, &about),
        ident(&declared.name),
        variants.collect::<Vec<_>>().join("\n"),
    );
    File {
        origin: declared.origin.clone(),
        docs: vec![format!("[`{}`].", declared.name)],
        items: vec![Item::Text(declaration)],
    }
}
