//! Which products have a catalogue, and which of their operations are in it.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Api, Model, Operation};

/// The names of the products that have a catalogue, each with its versions: all that have more than operations that issue
/// tokens.
pub(crate) fn products<'a>(model: &'a Model, apis: &[&'a Api]) -> Vec<(&'a str, Vec<&'a Api>)> {
    let mut products = BTreeMap::<_, Vec<_>>::new();
    for api in apis {
        products.entry(api.space.product.as_str()).or_default().push(*api);
    }
    products.retain(|_, apis| !operations(model, apis).is_empty());
    products.into_iter().collect()
}

/// The operations of these versions, without those that issue tokens, which are facts of the platform.
pub(super) fn operations<'a>(model: &Model, apis: &[&'a Api]) -> Vec<(&'a Api, &'a Operation)> {
    let tokens = &model.platform.tokens;
    let mut issue: BTreeSet<_> = tokens.sources.iter().map(|it| it.operation.as_str()).collect();
    issue.insert(&tokens.ticket);
    let all = apis.iter().flat_map(|api| api.operations.iter().map(move |it| (*api, it)));
    all.filter(|(_, operation)| !issue.contains(operation.id.to_string().as_str())).collect()
}
