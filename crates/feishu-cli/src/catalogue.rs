//! The operations that the command offers: all operations of the SDK's crates.

use std::cell::OnceCell;

use feishu_core::{Contract, Json, Modify};
use feishu_text::command::{Methods, word};

use crate::failure::Failure;
use crate::fields::{self, Field};

/// An operation and the words of its command: `hire external-offer update`.
pub(crate) struct Entry {
    pub(crate) contract: &'static Contract,
    pub(crate) service: String,
    pub(crate) resource: String,
    pub(crate) method: String,
    fields: OnceCell<Vec<Field>>,
    /// What the object of a `modify` is found by.
    finders: OnceCell<Vec<Field>>,
}

impl Entry {
    /// An operation; `methods` are those of its service that came before.
    pub(crate) fn new(contract: &'static Contract, methods: &mut Methods<'static>) -> Self {
        let mut parts = contract.operation.id.split('.');
        let mut next = || parts.next().unwrap_or_default();
        let (service, version, resource, method) = (next(), next(), next(), next());
        let method = methods.add(resource, method, version);
        let (service, resource) = (word(service), word(resource));
        let (fields, finders) = Default::default();
        Self { contract, service, resource, method, fields, finders }
    }

    /// The words of the command, as typed.
    pub(crate) fn words(&self) -> String {
        format!("{} {} {}", self.service, self.resource, self.method)
    }

    /// The fields of the request: the flags are made of them, and by the flags the request. Of thousands of operations,
    /// one needs them.
    pub(crate) fn fields(&self) -> &[Field] {
        self.fields.get_or_init(|| fields::of(self.contract))
    }

    /// The parameters, except for paging, of the call that reads the object before a change; none if there is no such call.
    pub(crate) fn finders(&self) -> Result<&[Field], Failure> {
        if let Some(known) = self.finders.get() {
            return Ok(known);
        }
        let found = match &self.contract.modify {
            Some(modify) => fields::finders(reading(modify)?),
            None => Vec::new(),
        };
        Ok(self.finders.get_or_init(|| found))
    }
}

/// The services, with the operations of those that are asked for.
pub(crate) struct Catalogue {
    pub(crate) services: Vec<Service>,
}

/// A service.
pub(crate) struct Service {
    pub(crate) name: String,
    /// Its operations, in the order of the tables; none if nobody asks for them.
    pub(crate) entries: Vec<Entry>,
}

impl Catalogue {
    /// The services in the order of the tables, with the operations of those for which `is_asked_for` holds.
    pub(crate) fn new(is_asked_for: impl Fn(&str) -> bool) -> Self {
        let mut services: Vec<(&str, Vec<&'static Contract>)> = Vec::new();
        for contract in contracts() {
            let service = contract.operation.id.split('.').next().unwrap_or_default();
            // Operations of a service are consecutive, so the last one usually matches.
            match services.iter_mut().rfind(|(known, _)| *known == service) {
                Some((_, contracts)) => contracts.push(contract),
                None => services.push((service, vec![contract])),
            }
        }
        let service = |(wire, contracts): (&str, Vec<_>)| {
            let (name, mut methods) = (word(wire), Methods::default());
            let entries = match is_asked_for(&name) {
                true => contracts.into_iter().map(|it| Entry::new(it, &mut methods)).collect(),
                false => Vec::new(),
            };
            Service { name, entries }
        };
        Self { services: services.into_iter().map(service).collect() }
    }

    /// The operations of a service.
    pub(crate) fn of_service(&self, name: &str) -> &[Entry] {
        let found = self.services.iter().find(|service| service.name == name);
        found.map(|service| service.entries.as_slice()).unwrap_or_default()
    }
}

/// All operations, in the order of the tables.
pub(crate) fn contracts() -> impl Iterator<Item = &'static Contract> {
    feishu::contracts()
}

/// The operation that reads an object before a change.
pub(crate) fn reading(modify: &Modify) -> Result<&'static Contract, Failure> {
    let found = contracts().find(|contract| contract.operation.id == modify.read.id);
    found.ok_or_else(|| Failure::Local(format!("the operation {} is not known", modify.read.id)))
}

/// Every operation, sorted by service.
pub(crate) fn entries() -> Vec<Entry> {
    Catalogue::new(|_| true).services.into_iter().flat_map(|service| service.entries).collect()
}

/// Parses a schema that the generator wrote.
pub(crate) fn schema(text: &str) -> Result<Json, Failure> {
    serde_json::from_str(text)
        .map_err(|error| Failure::Local(format!("a schema of this program: {error}")))
}
