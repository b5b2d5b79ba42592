//! What flags say of how rows are read.

use feishu_core::Json;
use feishu_text::command::word;
use serde_json::Map;

use super::time::Zone;
use crate::fields::Field;
use crate::modify;
use crate::request::Request;

/// How rows are read.
pub(super) struct Reading<'a> {
    /// The fields of a request.
    pub(super) fields: &'a [Field],
    /// The values that flags set for rows without their own.
    pub(super) every_row: Request,
    /// The time zone of times without an offset; `None` if none can be assumed.
    pub(super) zone: Option<Zone>,
    /// Whether to accept numbers that Excel seems to have rounded.
    pub(super) keep_rounded: bool,
    /// Set if objects are read and changed, instead of being written as a whole.
    pub(super) change: Option<Change<'a>>,
}

/// How objects are changed.
pub(super) struct Change<'a> {
    /// Parameters of the call that reads.
    pub(super) fields: &'a [Field],
    /// The call itself.
    pub(super) call: modify::Reading,
    /// Their values from flags.
    pub(super) find: Map<String, Json>,
    /// The content of a cell that clears its field.
    pub(super) clear: Option<String>,
}

impl Change<'_> {
    /// Takes required parameters of the read call from the row itself, and reports missing ones.
    pub(super) fn look_up(&self, request: &Request, find: &mut Map<String, Json>) -> Vec<String> {
        let mut missing = Vec::new();
        for name in self.fields.iter().filter(|field| field.required).map(Field::name) {
            if find.contains_key(&name) {
                continue;
            }
            match request.body.get(&name).filter(|value| !value.is_null()) {
                Some(value) => drop(find.insert(name, value.clone())),
                None => missing.push(format!("find-{} is required and missing", word(&name))),
            }
        }
        missing
    }
}
