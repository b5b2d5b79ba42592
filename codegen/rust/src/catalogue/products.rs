//! Which products have a catalogue, and which of their operations are in it.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Api, Model, Operation};

/// What a catalogue is about.
#[derive(Debug, Clone)]
pub(crate) struct Catalogued<'a> {
    /// Versions of products.
    pub(super) apis: Vec<&'a Api>,
    /// Their operations, without those that issue tokens, which are facts of the platform.
    pub(super) operations: Vec<(&'a Api, &'a Operation)>,
}

impl<'a> Catalogued<'a> {
    /// All that a catalogue of these versions has.
    pub(crate) fn of(model: &Model, apis: Vec<&'a Api>) -> Self {
        let tokens = &model.platform.tokens;
        let issue = tokens.sources.iter().map(|source| &source.operation).chain([&tokens.ticket]);
        let issue: BTreeSet<_> = issue.filter_map(|id| Some(&model.operation(id)?.id)).collect();
        let all = apis.iter().flat_map(|api| api.operations.iter().map(move |it| (*api, it)));
        let operations = all.filter(|(_, operation)| !issue.contains(&operation.id)).collect();
        Self { apis, operations }
    }
}

/// The names of the products that have a catalogue, each with what that is about: all that have more than operations that
/// issue tokens.
pub(crate) fn products<'a>(model: &'a Model, apis: &[&'a Api]) -> Vec<(&'a str, Catalogued<'a>)> {
    let mut products = BTreeMap::<_, Vec<_>>::new();
    for api in apis {
        products.entry(api.space.product.as_str()).or_default().push(*api);
    }
    let products = products.into_iter().map(|(name, apis)| (name, Catalogued::of(model, apis)));
    products.filter(|(_, catalogued)| !catalogued.operations.is_empty()).collect()
}
