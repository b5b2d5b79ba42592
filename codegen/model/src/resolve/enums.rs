//! Enumerations: their values must have names that Rust can tell apart.

use std::collections::BTreeMap;

use super::Resolver;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Variant, VariantValue};
use crate::names;
use crate::spec::node::Value;
use crate::spec::types::EnumEntry;

impl Resolver<'_> {
    /// The values of an enumeration.
    pub(super) fn values(&mut self, entry: &EnumEntry) -> Vec<Variant> {
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
                    Diagnostic::error(
                        Code::BadValue,
                        "a value of an integer enum must fit in 32 bits",
                    )
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
                    .help("write `unspecified`, `not_known` or similar"),
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
        variants.collect()
    }
}
