//! Who uses a declared type: in which direction it travels, and in how many places.

use std::collections::BTreeMap;

use crate::model::Usage;
use crate::spec::operation::OperationFile;
use crate::spec::type_expr::TypeExpr;
use crate::spec::types::{Declarations, ObjectEntry};

/// Where the types of a namespace are used, directly or inside other types.
#[derive(Debug, Default)]
pub struct Usages(BTreeMap<String, Used>);

#[derive(Debug, Default)]
struct Used {
    direction: Usage,
    /// Those inside an object count as often as the object. Counted as far as two, which is all that anybody asks.
    places: usize,
}

impl Usages {
    /// The usages of the types that some operations name.
    pub fn of(declarations: &Declarations, operations: &[&OperationFile]) -> Self {
        let mut usages = Self::default();
        let objects = declarations.objects_by_name();
        let sent = Usage { request: true, response: false };
        let received = Usage { request: false, response: true };
        for file in operations {
            let sent = file.sent().map(|entry| (entry, sent));
            for (entry, direction) in sent.chain(file.data.iter().map(|entry| (entry, received))) {
                if let Some(ty) = &entry.ty {
                    usages.mark(&ty.value, direction, &objects);
                }
            }
        }
        usages
    }

    /// Marks a type and all that it contains. What is known of a type only grows, up to two directions and two places, so
    /// there is an end to it even where objects contain themselves.
    fn mark(&mut self, expr: &TypeExpr, direction: Usage, objects: &BTreeMap<&str, &ObjectEntry>) {
        let name = expr.name();
        let used = self.0.entry(name.to_owned()).or_default();
        let merged = Usage {
            request: used.direction.request || direction.request,
            response: used.direction.response || direction.response,
        };
        if used.direction == merged && used.places > 1 {
            return;
        }
        used.direction = merged;
        used.places += 1;
        if let Some(object) = objects.get(name) {
            for ty in object.fields.iter().filter_map(|field| field.ty.as_ref()) {
                self.mark(&ty.value, direction, objects);
            }
        }
    }

    /// The directions of a type; neither if nothing uses it.
    pub fn direction(&self, name: &str) -> Usage {
        self.0.get(name).map(|used| used.direction).unwrap_or_default()
    }

    /// Whether a type is used in more than one place.
    pub fn is_shared(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|used| used.places > 1)
    }
}
