//! Building blocks of generated `modify` methods: read an object, and turn it into the request that
//! writes it back.
//!
//! If objects cannot be read by id, the pages of a list are searched.

use crate::error::Error;
use crate::operation::OperationRef;

/// A field that the request requires.
///
/// # Errors
/// [`ErrorKind::Incomplete`](crate::ErrorKind::Incomplete) if the response did not include it.
pub fn needed<'a, T>(value: &'a Option<T>, field: &str) -> Result<&'a T, Error> {
    value.as_ref().ok_or_else(|| Error::incomplete(field))
}

/// Creates the request that writes back the object that was found. `reading` is the operation that
/// searched for it.
///
/// # Errors
/// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) if nothing was found, and
/// [`ErrorKind::Incomplete`](crate::ErrorKind::Incomplete) if the object lacks a field that the
/// request requires.
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
