//! How values are written as JSON, and read from it: strictly in requests, leniently in responses.
//!
//! What the SDK sends must match the spec, so a request type accepts nothing else; this makes its reader equivalent to
//! the JSON Schema. Responses of the platform differ from its pages in small ways, such as a number written as a string.
//! Such a difference must not make the rest unreadable: a value that cannot be read loses its field, and
//! [`Response::lost`](crate::Response::lost) says so.
//!
//! Each generated struct has one function that writes its fields, or one that reads them. They are plain functions over a
//! [`Writer`] and a [`Reader`], because a crate of many types takes several times as long to compile with serde's
//! derives, which are generic over the format. serde's traits are implemented by way of JSON text.

mod field_set;
mod mismatch;
mod reader;
pub(crate) mod scan;
mod serde_bridge;
mod values;
mod writer;

use serde_json::{Map, Value};

pub use self::mismatch::Mismatch;
pub(crate) use self::mismatch::path;
pub(crate) use self::reader::MAX_LOST;
pub use self::reader::{Decode, ReadFields, Reader, Refused};
pub use self::serde_bridge::{deserialize_request, deserialize_response, serialize};
pub(crate) use self::writer::to_json;
pub use self::writer::{Encode, WriteFields, Writer};

/// Reads a response that begins at `at`, at the place `root` in the body, and gives back what was lost of it.
///
/// An empty list or string is read as an object without fields, because some endpoints write that. Anything else that is
/// no object is lost, and read as such an object, too.
///
/// # Errors
/// A field that must be there is not, or cannot be read.
pub(crate) fn read_response<T: Decode>(
    text: &str,
    at: usize,
    root: &'static str,
) -> Result<(T, Vec<Mismatch>), Mismatch> {
    let mut read = None;
    let found = read_into(text, at, root, &mut |from| match T::decode(from) {
        Ok(value) => {
            read = Some(value);
            Ok(())
        }
        Err(refused) => Err(refused),
    });
    match (found, read) {
        (Ok(lost), Some(value)) => Ok((value, lost)),
        (Ok(_), None) => Err(Reader::new(text, at, root, false).unread()),
        (Err(why), _) => Err(why),
    }
}

/// The part of [`read_response`] that is compiled once, not for each type.
fn read_into(
    text: &str,
    at: usize,
    root: &'static str,
    read: &mut dyn FnMut(&mut Reader<'_>) -> Result<(), Refused>,
) -> Result<Vec<Mismatch>, Mismatch> {
    let mut reader = Reader::new(text, at, root, false);
    let Err(refused) = read(&mut reader) else { return Ok(reader.into_lost()) };
    let why = reader.mismatch(refused);
    if text.as_bytes().get(scan::blank(text.as_bytes(), at)) == Some(&b'{') {
        return Err(why);
    }
    let is_empty = Reader::new(text, at, root, false).is_emptied();
    match read(&mut Reader::new("{}", 0, root, false)) {
        Ok(()) if is_empty => Ok(Vec::new()),
        Ok(()) => Ok(vec![why]),
        Err(_) => Err(why),
    }
}

/// Reads an optional field of an object, leniently. There is one way to read a value, from its text, so `value` is written
/// first: it is a flag or a token.
///
/// # Errors
/// The value cannot be read.
pub(crate) fn read_field<T: Decode>(
    of: &Map<String, Value>,
    name: &'static str,
) -> Result<Option<T>, Mismatch> {
    let Some(value) = of.get(name) else { return Ok(None) };
    let json = value.to_string();
    let mut reader = Reader::new(&json, 0, name, false);
    let mut field = None;
    match reader.optional(&mut field) {
        Err(refused) => Err(reader.mismatch(refused)),
        Ok(()) => match reader.into_lost().into_iter().next() {
            Some(lost) => Err(lost),
            None => Ok(field),
        },
    }
}

/// Implements what all generated structs have in common: what is written by [`WriteFields`], what is read by [`Decode`],
/// or by [`ReadFields`] if every field may be absent and so the value can be read `in_place`.
///
/// A `request` is read, and a `response` written, only with the feature `full-serde` of the calling crate.
#[macro_export]
macro_rules! object {
    (request $name:ident $($in_place:ident)?) => {
        $crate::object!(@write $name);
        $(
            #[cfg(feature = "full-serde")]
            $crate::object!(@$in_place $name);
        )?

        #[cfg(feature = "full-serde")]
        $crate::object!(@read $name, deserialize_request);
    };
    (response $name:ident $($in_place:ident)?) => {
        $($crate::object!(@$in_place $name);)?
        $crate::object!(@read $name, deserialize_response);

        #[cfg(feature = "full-serde")]
        $crate::object!(@write $name);
    };
    (@write $name:ident) => {
        impl $crate::wire::Encode for $name {
            #[inline]
            fn encode(&self, to: &mut $crate::wire::Writer) {
                to.fields(self);
            }
        }

        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::wire::serialize(self, serializer)
            }
        }
    };
    (@in_place $name:ident) => {
        impl $crate::wire::Decode for $name {
            #[inline]
            fn decode(
                from: &mut $crate::wire::Reader<'_>,
            ) -> ::core::result::Result<Self, $crate::wire::Refused> {
                let mut value = Self::default();
                // No `?`, which is one more function to compile for each type.
                match from.fields(&mut value) {
                    ::core::result::Result::Ok(()) => ::core::result::Result::Ok(value),
                    ::core::result::Result::Err(refused) => ::core::result::Result::Err(refused),
                }
            }
        }
    };
    (@read $name:ident, $deserialize:ident) => {
        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::wire::$deserialize(deserializer)
            }
        }
    };
}

#[cfg(test)]
mod judged;
#[cfg(test)]
mod tests;
