//! What generated `modify` methods are made of: reading an object, and turning it into the request
//! that writes it back.
//!
//! If objects cannot be read by id, the pages of a list are searched.

use crate::error::Error;
use crate::operation::OperationRef;

/// A field that the request cannot do without.
///
/// # Errors
/// [`ErrorKind::Incomplete`](crate::ErrorKind::Incomplete) when the answer left it out.
pub fn needed<'a, T>(value: &'a Option<T>, field: &str) -> Result<&'a T, Error> {
    value.as_ref().ok_or_else(|| Error::incomplete(field))
}

/// The request that writes back what was found. `reading` is the operation that looked for it.
///
/// # Errors
/// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) when nothing was found, and
/// [`ErrorKind::Incomplete`](crate::ErrorKind::Incomplete) when what was found lacks a field that the
/// request must have.
pub fn writable<'a, S, T>(
    found: Option<&'a S>,
    reading: impl Into<OperationRef>,
    id: &str,
) -> Result<T, Error>
where
    T: TryFrom<&'a S, Error = Error>,
{
    let request = match found {
        Some(object) => T::try_from(object),
        None => Err(Error::not_found(id)),
    };
    request.map_err(|error| error.of(&reading.into()))
}
