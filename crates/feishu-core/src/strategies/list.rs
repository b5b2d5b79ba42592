//! Lists with unique items, and lists with a duplicate.

use std::fmt::Debug;

use proptest::collection::{SizeRange, vec};
use proptest::prelude::*;

/// Lists of `size` unique items.
pub fn distinct<T: Clone + Debug + PartialEq>(
    item: impl Strategy<Value = T> + Clone,
    size: impl Into<SizeRange>,
) -> impl Strategy<Value = Vec<T>> + Clone {
    vec(item, size).prop_filter("no item twice", |items| {
        items.iter().enumerate().all(|(at, item)| !items[..at].contains(item))
    })
}

/// Lists of `size` items with one duplicate. The size must allow two items.
pub fn repeating<T: Clone + Debug + PartialEq>(
    item: impl Strategy<Value = T> + Clone,
    size: impl Into<SizeRange>,
) -> impl Strategy<Value = Vec<T>> + Clone {
    let (from, to) = (any::<prop::sample::Index>(), any::<prop::sample::Index>());
    let lists = vec(item, size).prop_filter("at least two items", |items| items.len() > 1);
    (lists, from, to).prop_map(|(mut items, from, to)| {
        let from = from.index(items.len());
        let other = to.index(items.len() - 1);
        let to = if other < from { other } else { other + 1 };
        items[to] = items[from].clone();
        items
    })
}
