//! Addresses as people write them.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr, ToSocketAddrs};
use std::str::FromStr;

/// Where to listen: `127.0.0.1:8787`, `[::1]:8787`, `localhost:8787`, or the port alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Listen {
    Address(SocketAddr),
    Name { host: String, port: u16 },
}

impl Listen {
    /// The address. A name may have several: an IPv4 one is preferred, since clients that look up
    /// `localhost` try all of its addresses, and those that are told `127.0.0.1` have only that.
    pub(crate) fn resolve(&self) -> Result<SocketAddr, String> {
        let (host, port) = match self {
            Self::Address(address) => return Ok(*address),
            Self::Name { host, port } => (host.as_str(), *port),
        };
        let found = (host, port).to_socket_addrs();
        let found = found.map_err(|error| format!("cannot find the host {host}: {error}"))?;
        let found = Vec::from_iter(found);
        let preferred = found.iter().find(|address| address.is_ipv4()).or(found.first());
        preferred.copied().ok_or_else(|| format!("the host {host} has no address"))
    }
}

impl FromStr for Listen {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let expected = || {
            format!(
                "{text:?} is not an address; write it like 127.0.0.1:8787, localhost:8787 or 8787"
            )
        };
        if let Ok(port) = text.parse::<u16>() {
            return Ok(Self::Address((Ipv4Addr::LOCALHOST, port).into()));
        }
        if let Ok(address) = text.parse() {
            return Ok(Self::Address(address));
        }
        let (host, port) = text.rsplit_once(':').ok_or_else(expected)?;
        let port = port.parse().map_err(|_| expected())?;
        let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
        if host.is_empty() || !host.chars().all(known) {
            return Err(expected());
        }
        Ok(Self::Name { host: host.to_owned(), port })
    }
}

impl fmt::Display for Listen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address) => address.fmt(f),
            Self::Name { host, port } => write!(f, "{host}:{port}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(text: &str) -> String {
        text.parse::<Listen>().unwrap().resolve().unwrap().to_string()
    }

    #[test]
    fn an_address_may_be_an_ip_a_name_or_a_port_alone() {
        for (text, address) in [
            ("127.0.0.1:8787", "127.0.0.1:8787"),
            ("[::1]:8787", "[::1]:8787"),
            ("0.0.0.0:80", "0.0.0.0:80"),
            ("8787", "127.0.0.1:8787"),
            ("0", "127.0.0.1:0"),
            ("localhost:8787", "127.0.0.1:8787"),
        ] {
            assert_eq!(resolved(text), address, "{text}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused_with_one_that_is() {
        for text in [
            "",
            "nowhere",
            "127.0.0.1",
            ":8787",
            "localhost:",
            "localhost:x",
            "65536",
            "a b:1",
            "::1",
        ] {
            let error = text.parse::<Listen>().unwrap_err();
            assert!(error.contains("localhost:8787"), "{text}: {error}");
        }
    }
}
