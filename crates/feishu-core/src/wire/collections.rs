//! Lists and maps, read item by item with the reader of the item.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserializer;
use serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};

use super::{Decode, lenient};

impl<'de, T: Decode<'de>> Decode<'de> for Vec<T> {
    fn strict<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(List::<Strict, T>(PhantomData))
    }

    /// Omits items that are `null`.
    fn lenient<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(List::<Lenient, T>(PhantomData))
    }
}

impl<'de, T: Decode<'de>> Decode<'de> for BTreeMap<String, T> {
    fn strict<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Map::<Strict, T>(PhantomData))
    }

    /// Omits entries that are `null`.
    fn lenient<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Map::<Lenient, T>(PhantomData))
    }
}

/// How one item is read; `None` omits it.
trait Mode {
    fn read<'de, D: Deserializer<'de>, T: Decode<'de>>(item: D) -> Result<Option<T>, D::Error>;
}

struct Strict;

impl Mode for Strict {
    fn read<'de, D: Deserializer<'de>, T: Decode<'de>>(item: D) -> Result<Option<T>, D::Error> {
        T::strict(item).map(Some)
    }
}

struct Lenient;

impl Mode for Lenient {
    fn read<'de, D: Deserializer<'de>, T: Decode<'de>>(item: D) -> Result<Option<T>, D::Error> {
        lenient::optional(item)
    }
}

struct Item<M, T>(PhantomData<(M, T)>);

impl<'de, M: Mode, T: Decode<'de>> DeserializeSeed<'de> for Item<M, T> {
    type Value = Option<T>;

    fn deserialize<D: Deserializer<'de>>(self, item: D) -> Result<Self::Value, D::Error> {
        M::read(item)
    }
}

struct List<M, T>(PhantomData<(M, T)>);

impl<'de, M: Mode, T: Decode<'de>> Visitor<'de> for List<M, T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Item::<M, T>(PhantomData))? {
            list.extend(item);
        }
        Ok(list)
    }
}

struct Map<M, T>(PhantomData<(M, T)>);

impl<'de, M: Mode, T: Decode<'de>> Visitor<'de> for Map<M, T> {
    type Value = BTreeMap<String, T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut map = BTreeMap::new();
        while let Some(key) = entries.next_key()? {
            if let Some(item) = entries.next_value_seed(Item::<M, T>(PhantomData))? {
                map.insert(key, item);
            }
        }
        Ok(map)
    }
}
