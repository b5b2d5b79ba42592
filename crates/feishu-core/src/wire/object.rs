//! Objects are read only from JSON objects.
//!
//! Code that serde derives also reads an array, as the fields in order, which no schema accepts; a
//! property test found this. So derives are `remote` to the type itself, and `feishu_core::object!`
//! wraps them.

use std::fmt;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde::forward_to_deserialize_any;

/// Implements serde for a generated struct whose derives are `remote` to itself, so that it is
/// written as an object and read only from an object. A derive alone would also read an *array*, as
/// the fields in order; that is a mistake here, and no JSON Schema accepts it.
///
/// A `request` is read, and a `response` written, only with the feature `full-serde` of the calling
/// crate.
#[macro_export]
macro_rules! object {
    (request $name:ident) => {
        $crate::object!(@write $name);

        #[cfg(feature = "full-serde")]
        $crate::object!(@read $name);
    };
    (response $name:ident) => {
        $crate::object!(@read $name);

        #[cfg(feature = "full-serde")]
        $crate::object!(@write $name);
    };
    (@write $name:ident) => {
        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                Self::serialize(self, serializer)
            }
        }
    };
    (@read $name:ident) => {
        const _: () = {
            impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
                fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                    deserializer: D,
                ) -> ::core::result::Result<Self, D::Error> {
                    Self::deserialize($crate::wire::ObjectOnly(deserializer))
                }
            }

            impl<'de> $crate::wire::Decode<'de> for $name {}
        };
    };
}

/// A deserializer that passes only objects to its visitor.
#[derive(Debug)]
pub struct ObjectOnly<D>(pub D);

impl<'de, D: Deserializer<'de>> Deserializer<'de> for ObjectOnly<D> {
    type Error = D::Error;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_struct(name, fields, MapVisitor(visitor))
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_any(MapVisitor(visitor))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

/// Forwards a map; everything else keeps the default, which is an error that says what was
/// expected.
struct MapVisitor<V>(V);

impl<'de, V: Visitor<'de>> Visitor<'de> for MapVisitor<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(map)
    }
}
