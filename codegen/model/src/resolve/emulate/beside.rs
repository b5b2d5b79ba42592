//! All kinds beside one that is resolved, and the types of their versions.

use std::collections::BTreeMap;

use super::draft::KindDraft;
use crate::model::Api;
use crate::resolve::check::{Declared, Mapping};
use crate::space::Space;

/// What a kind may lead to.
pub(super) struct Beside<'a, 'd> {
    pub(super) names: BTreeMap<&'a str, &'d KindDraft<'a>>,
    /// The kinds whose objects belong to those of a kind.
    pub(super) parts: BTreeMap<&'a str, Vec<&'d KindDraft<'a>>>,
    /// What is declared beside each.
    pub(super) known: BTreeMap<&'d Space, Declared<'a>>,
}

impl<'a, 'd> Beside<'a, 'd> {
    pub(super) fn of(drafts: &'d [KindDraft<'a>]) -> Self {
        let names = drafts.iter().map(|draft| (draft.name(), draft)).collect();
        let mut parts = BTreeMap::<_, Vec<_>>::new();
        let mut known = BTreeMap::new();
        for draft in drafts {
            if let Some(whole) = draft.whole() {
                parts.entry(whole).or_default().push(draft);
            }
            known.entry(&draft.space).or_insert_with(|| self::known(draft.api));
        }
        Self { names, parts, known }
    }
}

/// The types of a version, without the rules of requests: a server may hold what it would not take any more.
fn known(api: &Api) -> Declared<'_> {
    let objects = api.objects.iter().map(|object| {
        let fields: Mapping<'_> = object.fields.iter().collect();
        (object.name.as_str(), fields.lenient())
    });
    let enums = api.enums.iter().map(|declared| {
        let values = declared.variants.iter().map(|variant| variant.value.to_json().to_string());
        (declared.name.as_str(), values.collect())
    });
    Declared::new(objects, enums)
}
