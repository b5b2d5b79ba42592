//! The operations that the command offers: all that the SDK's crates know.

use std::collections::HashSet;

use feishu_core::{Contract, Json};

use crate::failure::Failure;

/// An operation, with the words that call it: `hire external-offer update`.
pub(crate) struct Entry {
    pub(crate) contract: &'static Contract,
    pub(crate) service: String,
    pub(crate) resource: String,
    pub(crate) method: String,
}

impl Entry {
    /// The words that call it, as they are typed.
    pub(crate) fn words(&self) -> String {
        format!("{} {} {}", self.service, self.resource, self.method)
    }
}

/// What is known of each operation, in the order of the tables.
pub(crate) fn contracts() -> impl Iterator<Item = &'static Contract> {
    feishu::contracts()
}

/// Every operation, in the order of the tables.
pub(crate) fn entries() -> Vec<Entry> {
    let mut seen = HashSet::new();
    contracts()
        .map(|contract| {
            let id = &*contract.operation.id;
            let mut parts = id.split('.').map(kebab);
            let mut next = || parts.next().unwrap_or_default();
            let (service, version, resource, mut method) = (next(), next(), next(), next());
            // The version is left out, except where two of them hold the same.
            if !seen.insert((service.clone(), resource.clone(), method.clone())) {
                method = format!("{method}-{version}");
            }
            Entry { contract, service, resource, method }
        })
        .collect()
}

/// A name of the wire as a word of a command line.
pub(crate) fn kebab(name: &str) -> String {
    name.replace('_', "-")
}

/// A schema that the generator made.
pub(crate) fn schema(text: &str) -> Result<Json, Failure> {
    serde_json::from_str(text)
        .map_err(|error| Failure::Local(format!("a schema of this program: {error}")))
}
