//! Which rows can be parents, and which are.

use crate::facts::RowType;

/// The name that a page gives to the object in a type.
pub(super) fn type_name(ty: &RowType) -> Option<&str> {
    match ty {
        RowType::Object(name) => name.as_deref(),
        RowType::List(inner) | RowType::Map(inner) => type_name(inner),
        _ => None,
    }
}

/// Whether rows of a type can have rows nested in them.
pub(super) fn can_have_children(ty: &RowType) -> bool {
    match ty {
        RowType::Object(_) | RowType::Any => true,
        RowType::List(inner) | RowType::Map(inner) => can_have_children(inner),
        _ => false,
    }
}

/// Whether such a type often has no rows nested in it.
pub(super) fn may_be_empty(ty: &RowType) -> bool {
    match ty {
        RowType::Any | RowType::Map(_) => true,
        RowType::Object(name) => name.as_deref() == Some("enum"),
        RowType::List(inner) => may_be_empty(inner),
        _ => false,
    }
}

/// The row in which each row is nested.
pub(super) fn parents(depths: &[usize]) -> Vec<Option<usize>> {
    // The rows that can still get children, from the root down.
    let mut open: Vec<usize> = Vec::new();
    let mut parents = Vec::with_capacity(depths.len());
    for (row, depth) in depths.iter().enumerate() {
        while open.last().and_then(|last| depths.get(*last)).is_some_and(|last| last >= depth) {
            open.pop();
        }
        parents.push(open.last().copied());
        open.push(row);
    }
    parents
}
