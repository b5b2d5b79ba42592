//! Which version of a product is which, where names changed.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::operations::route;
use crate::model::{Api, Model};

/// A version before and after; empty on a side where it does not exist.
type Pair<'a> = (Cow<'a, Api>, Cow<'a, Api>);

/// Pairs versions by name, and the rest by the routes that both have: a product that is called otherwise is the same to
/// the server.
pub(super) fn pair<'a>(old: &'a Model, new: &'a Model) -> Vec<Pair<'a>> {
    let mut gone = Vec::new();
    let mut pairs: Vec<Pair<'a>> = Vec::new();
    for api in &old.apis {
        match new.api(&api.space) {
            Some(now) => pairs.push((Cow::Borrowed(api), Cow::Borrowed(now))),
            None => gone.push(api),
        }
    }
    let mut come: Vec<_> = new.apis.iter().filter(|api| old.api(&api.space).is_none()).collect();
    for before in gone {
        let routes: BTreeSet<_> = before.operations.iter().map(route).collect();
        let shared =
            |api: &Api| api.operations.iter().filter(|it| routes.contains(&route(it))).count();
        let most = come.iter().enumerate().map(|(at, api)| (shared(api), at)).max();
        match most.filter(|(shared, _)| *shared > 0) {
            Some((_, at)) => pairs.push((Cow::Borrowed(before), Cow::Borrowed(come.remove(at)))),
            None => pairs.push((Cow::Borrowed(before), Cow::Owned(empty(before)))),
        }
    }
    pairs.extend(come.into_iter().map(|now| (Cow::Owned(empty(now)), Cow::Borrowed(now))));
    pairs
}

/// An empty version, used where none exists.
fn empty(api: &Api) -> Api {
    Api {
        space: api.space.clone(),
        platform: Arc::clone(&api.platform),
        library: api.library.clone(),
        module: api.module.clone(),
        operations: Vec::new(),
        ids: Vec::new(),
        objects: Vec::new(),
        enums: Vec::new(),
    }
}
