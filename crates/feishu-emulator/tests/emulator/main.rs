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
#[cfg(feature = "cli")]
mod command;
#[cfg(test)]
mod connections;
#[cfg(test)]
mod data;
#[cfg(test)]
mod doors;
#[cfg(all(test, unix, feature = "cli"))]
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
#[cfg(feature = "cli")]
mod kill;
#[cfg(test)]
mod kitchen;
#[cfg(test)]
mod lifecycle;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod log;
#[cfg(test)]
mod migration;
#[cfg(test)]
mod page;
#[cfg(test)]
mod paging;
#[cfg(test)]
mod query_string;
#[cfg(test)]
#[cfg(feature = "cli")]
mod readme;
#[cfg(test)]
mod references;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod seeds;
#[cfg(test)]
mod seeds_again;
#[cfg(test)]
mod snapshot;
#[cfg(test)]
mod strict;
#[cfg(test)]
mod token;
#[cfg(test)]
mod tokens_of_store_apps;
#[cfg(test)]
mod uploads;
