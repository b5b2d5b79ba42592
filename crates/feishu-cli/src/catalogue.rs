//! The operations that the command offers: all operations of the SDK's crates.

use feishu_core::{Contract, Json};
use feishu_text::command::{Methods, word};

use crate::failure::Failure;

/// An operation and the words of its command: `hire external-offer update`.
pub(crate) struct Entry {
    pub(crate) contract: &'static Contract,
    pub(crate) service: String,
    pub(crate) resource: String,
    pub(crate) method: String,
}

impl Entry {
    /// The words of the command, as typed.
    pub(crate) fn words(&self) -> String {
        format!("{} {} {}", self.service, self.resource, self.method)
    }
}

/// All operations, in the order of the tables.
pub(crate) fn contracts() -> impl Iterator<Item = &'static Contract> {
    feishu::contracts()
}

/// The services of the operations, in the order of the tables.
pub(crate) fn services() -> Vec<String> {
    let mut services: Vec<&str> = Vec::new();
    for service in contracts().filter_map(|contract| contract.operation.id.split('.').next()) {
        // Operations of a service are consecutive, so the last one usually matches.
        if services.last() != Some(&service) && !services.contains(&service) {
            services.push(service);
        }
    }
    services.into_iter().map(word).collect()
}

/// The operations of a service, in the order of the tables.
pub(crate) fn of_service(service: &str) -> Vec<Entry> {
    let mut methods = Methods::default();
    let of_service = contracts().filter(|contract| {
        contract.operation.id.split('.').next().is_some_and(|name| is_spelled(service, name))
    });
    of_service
        .map(|contract| {
            let mut parts = contract.operation.id.split('.');
            let mut next = || parts.next().unwrap_or_default();
            let (service, version, resource, method) = (next(), next(), next(), next());
            let method = methods.add(resource, method, version);
            let (service, resource) = (word(service), word(resource));
            Entry { contract, service, resource, method }
        })
        .collect()
}

/// Every operation, sorted by service.
pub(crate) fn entries() -> Vec<Entry> {
    services().iter().flat_map(|service| of_service(service)).collect()
}

/// Whether a word of a command line is this wire name.
fn is_spelled(word: &str, name: &str) -> bool {
    let spelled = name.bytes().map(|byte| if byte == b'_' { b'-' } else { byte });
    spelled.eq(word.bytes())
}

/// Parses a schema that the generator wrote.
pub(crate) fn schema(text: &str) -> Result<Json, Failure> {
    serde_json::from_str(text)
        .map_err(|error| Failure::Local(format!("a schema of this program: {error}")))
}
