//! All comparisons, in order: what products share, then each version of a product with its counterpart.

use std::collections::{BTreeMap, BTreeSet};

use super::change::Diff;
use super::findings::{Changes, Findings};
use super::{groups, operations, platform, products, types, versions};
use crate::model::Model;

/// All that changed.
pub(super) fn all(old: &Model, new: &Model) -> Diff {
    let mut changes = Changes::default();
    platform::compare(&mut changes, &old.platform, &new.platform);
    products::compare(&mut changes, old, new);
    let mut changes = changes.0;
    let mut pages = BTreeMap::new();
    for (before, after) in versions::pair(old, new) {
        let products = old.product(&before.space.product).zip(new.product(&after.space.product));
        let (old, new) = (before, after);
        let operations = operations::pair(&old, &new);
        let mut findings = Findings::new(&old, &new);
        operations::compare(&mut findings, &operations);
        types::compare(&mut findings);
        if let Some((was, is)) = products {
            groups::compare(&mut findings, was, is);
        }
        changes.extend(findings.changes.0);
        let states = operations.both.iter();
        pages.extend(
            states.map(|(old, new)| (new.id.to_string(), operations::page_state(old, new))),
        );
    }
    changes.sort_by(|a, b| {
        (&a.place.owner, &a.place.path, b.wire, b.rust, &a.id).cmp(&(
            &b.place.owner,
            &b.place.path,
            a.wire,
            a.rust,
            &b.id,
        ))
    });
    let touched: BTreeSet<_> =
        changes.iter().flat_map(|change| &change.touches).map(|touch| &touch.operation).collect();
    let state = |id: &String| Some((id.clone(), *pages.get(id)?));
    let pages = touched.into_iter().filter_map(state).collect();
    Diff { changes, pages }
}
