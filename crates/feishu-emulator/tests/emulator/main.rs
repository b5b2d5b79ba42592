//! The emulator judged from outside: raw bytes over TCP in, raw bytes out.

#[cfg(test)]
mod admin;
#[cfg(test)]
mod attachments;
#[cfg(test)]
mod authorization;
#[cfg(test)]
mod catalogue;
#[cfg(test)]
mod client;
#[cfg(test)]
mod command;
#[cfg(test)]
mod data;
#[cfg(all(test, unix))]
mod drain;
#[cfg(test)]
mod external_offer;
#[cfg(test)]
mod family;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod gateway;
#[cfg(test)]
mod idempotency;
#[cfg(test)]
mod kill;
#[cfg(test)]
mod lifecycle;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod migration;
#[cfg(test)]
mod page;
#[cfg(test)]
mod paging;
#[cfg(test)]
mod query_string;
#[cfg(test)]
mod references;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod seeds;
#[cfg(test)]
mod snapshot;
#[cfg(test)]
mod token;
#[cfg(test)]
mod tokens_of_store_apps;
#[cfg(test)]
mod uploads;
