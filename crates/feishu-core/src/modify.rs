//! Building blocks of generated `modify` methods: read an object, and turn it into the request that
//! writes it back.
//!
//! If objects cannot be read by id, the pages of a list are searched.

use crate::error::Error;
use crate::operation::OperationRef;
use crate::paging::{self, Items};

/// The first item that is `wanted`, of a list that `reading` returns; `None` if the whole list has none.
///
/// What could not be read would be cleared when the rest is written back, and an item that was lost may be the one that
/// is wanted. So both are errors here.
///
/// # Errors
/// The error of a page that had to be searched, and [`ErrorKind::Incomplete`](crate::ErrorKind::Incomplete) if anything
/// of these pages could not be read.
pub async fn find<T>(
    mut items: Items<T>,
    reading: impl Into<OperationRef>,
    wanted: impl Fn(&T) -> bool,
) -> Result<Option<T>, Error> {
    let found = paging::find(&mut items, wanted).await?;
    match items.lost().first() {
        Some(lost) => Err(Error::unread(lost).of(&reading.into())),
        None => Ok(found),
    }
}

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
