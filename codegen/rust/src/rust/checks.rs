//! What a request is checked for before it is sent: the rules that the page states, and those that come with types.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::model::{Api, Field, Rule, Side, Type};
use crate::rust::ir::Check;

/// How many checks the requests of a version have, and the objects in them: what `lower` would make, counted without
/// lowering anything else.
pub(crate) fn count(api: &Api) -> usize {
    let checks = Checks::of(api);
    let is_struct = |side| matches!(side, Side::Query | Side::Body);
    let sent = api.operations.iter().flat_map(|operation| &operation.sent);
    let sent = sent.filter(|message| is_struct(message.side)).flat_map(|message| &message.fields);
    let objects = api.objects.iter().filter(|object| object.usage.request);
    let fields = sent.chain(objects.flat_map(|object| &object.fields));
    fields.map(|field| checks.field(field).len()).sum()
}

/// The checks of the fields of a version.
pub(crate) struct Checks<'a> {
    api: &'a Api,
    /// Whether objects have rules, as far as anyone asked.
    ruled: RefCell<BTreeMap<String, bool>>,
}

impl<'a> Checks<'a> {
    pub(crate) fn of(api: &'a Api) -> Self {
        Self { api, ruled: RefCell::default() }
    }

    /// The stated rules, then those that come with the type.
    pub(crate) fn field(&self, field: &Field) -> Vec<Check> {
        let stated = field.rules.iter().filter_map(|rule| rule.checked(&field.ty)).map(Check::Rule);
        let implied = match &field.ty {
            Type::Scalar(scalar) => scalar.implied_pattern(),
            _ => None,
        };
        let implied = implied.map(|pattern| Check::Rule(Rule::pattern_of(pattern)));
        // A range of whole numbers already ends where they are no longer exact.
        let is_stated = |word| field.rules.iter().any(|rule| rule.kind.word == word);
        let of_type = self
            .check_of_type(&field.ty)
            .filter(|check| !matches!(check, Check::Scalar(check) if is_stated(check.rule)));
        stated.chain(implied).chain(of_type).collect()
    }

    fn check_of_type(&self, ty: &Type) -> Option<Check> {
        match ty {
            Type::Scalar(scalar) => scalar.rust.check.map(Check::Scalar),
            Type::Enum(name) => Some(Check::Values(name.clone())),
            Type::Object(name) => self.has_rules(name).then_some(Check::Object),
            Type::List(inner) => {
                self.check_of_type(inner).map(|check| Check::EachItem(Box::new(check)))
            }
            Type::Map(inner) => {
                self.check_of_type(inner).map(|check| Check::EachEntry(Box::new(check)))
            }
            Type::Id(_) => None,
        }
    }

    /// Whether any value of an object can break a rule: one of its own, or one of an object inside. Objects stand in many
    /// places, so each is looked at once.
    fn has_rules(&self, name: &str) -> bool {
        if let Some(known) = self.ruled.borrow().get(name) {
            return *known;
        }
        let object = self.api.object(name);
        let mut fields = object.iter().flat_map(|object| &object.fields);
        let found = fields.any(|field| !self.field(field).is_empty());
        self.ruled.borrow_mut().insert(name.to_owned(), found);
        found
    }
}
