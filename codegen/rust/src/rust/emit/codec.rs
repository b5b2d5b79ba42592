//! How a struct is written as JSON and read from it: one function each, over the codec of the runtime.

use super::text;
use crate::rust::ir::{Role, Struct};
use crate::rust::layout::ident;

/// The code that writes or reads the struct, and what it has in common with all others.
pub(super) fn items(structure: &Struct) -> Vec<String> {
    let (read, write) = (reader(structure), writer(structure));
    let (always, sometimes, role) = match structure.role {
        Role::Request => (write, read, "request"),
        Role::Response => (read, write, "response"),
    };
    let in_place = if structure.has_default() { " in_place" } else { "" };
    let name = ident(&structure.name);
    vec![
        always,
        format!("#[cfg(feature = \"full-serde\")]\n{sometimes}"),
        format!("feishu_core::object!({role} {name}{in_place});\n"),
    ]
}

fn writer(structure: &Struct) -> String {
    let name = ident(&structure.name);
    let to = if structure.fields.is_empty() { "_to" } else { "to" };
    let fields: String = structure
        .fields
        .iter()
        .map(|field| {
            let presence = if field.required { "required" } else { "optional" };
            let wire = text::string(&field.wire);
            format!("        to.{presence}({wire}, &self.{});\n", ident(&field.name))
        })
        .collect();
    format!(
        "impl wire::WriteFields for {name} {{\n    #[inline]\n    fn write_fields(&self, {to}: &mut wire::Writer) {{\n{fields}    }}\n}}\n"
    )
}

fn reader(structure: &Struct) -> String {
    let name = ident(&structure.name);
    let names: Vec<_> = structure.fields.iter().map(|field| text::string(&field.wire)).collect();
    if !structure.has_default() {
        return required(structure, &names);
    }
    let names = text::list(8, "&[", &names, "]");
    let (index, from) =
        if structure.fields.is_empty() { ("_index", "_from") } else { ("index", "from") };
    let arms: String = structure
        .fields
        .iter()
        .enumerate()
        .map(|(at, field)| {
            let field = ident(&field.name);
            format!("            {at} => from.optional(&mut self.{field}),\n")
        })
        .collect();
    let body = match structure.fields.is_empty() {
        true => "        Ok(())\n".to_owned(),
        false => format!("        match index {{\n{arms}            _ => Ok(()),\n        }}\n"),
    };
    format!(
        "impl wire::ReadFields for {name} {{\n    \
         #[inline]\n    fn names(&self) -> &'static [&'static str] {{\n{names}\n    }}\n\n    \
         #[inline]\n    fn read_field(&mut self, {index}: usize, {from}: &mut wire::Reader<'_>) -> Result<(), wire::Refused> {{\n\
         {body}    }}\n}}\n"
    )
}

/// A struct with required fields has no value to begin with, so its fields are collected first.
fn required(structure: &Struct, names: &[String]) -> String {
    let slot = |field: &str| format!("found_{field}");
    let (mut slots, mut arms, mut values) = (String::new(), String::new(), Vec::new());
    for (at, field) in structure.fields.iter().enumerate() {
        let (slot, name) = (slot(&field.name), ident(&field.name));
        slots += &format!("        let mut {slot} = None;\n");
        let presence = if field.required { "required" } else { "optional" };
        arms += &format!("            {at} => from.{presence}(&mut {slot}),\n");
        values.push(match field.required {
            true => format!("{name}: from.found({}, {slot})?", text::string(&field.wire)),
            false => format!("{name}: {slot}"),
        });
    }
    let names = text::list(8, "const NAMES: &[&str] = &[", names, "];");
    let value = text::list(8, "Ok(Self { ", &values, " })");
    format!(
        "impl wire::Decode for {} {{\n    \
         #[inline]\n    fn decode(from: &mut wire::Reader<'_>) -> Result<Self, wire::Refused> {{\n{names}\n{slots}        \
         from.object(NAMES, &mut |index, from| match index {{\n{arms}            _ => Ok(()),\n        }})?;\n\
         {value}\n    }}\n}}\n",
        ident(&structure.name)
    )
}
