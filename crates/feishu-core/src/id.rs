//! Identifiers: one type per kind of object, so that they cannot be mixed up.

/// Declares identifier types, which are strings in types of their own.
///
/// A candidate's id cannot be used as an offer's id: no identifier type converts to another, or
/// compares with one. All kinds of strings convert to identifiers and compare with them, and a map
/// keyed by identifiers can be searched with strings.
///
/// ```
/// feishu_core::id! {
///     /// Identifies an external offer.
///     pub struct ExternalOfferId;
/// }
///
/// let id = ExternalOfferId::new("6960663240925956660");
/// assert_eq!(id, ExternalOfferId::from("6960663240925956660"));
/// assert_eq!(id, "6960663240925956660");
/// assert_eq!("6960663240925956660".parse(), Ok(id.clone()));
///
/// let owners = std::collections::HashMap::from([(id, "张三")]);
/// assert_eq!(owners.get("6960663240925956660"), Some(&"张三"));
/// ```
///
/// ```compile_fail
/// # feishu_core::id! {
/// #     /// Identifies an external offer.
/// #     pub struct ExternalOfferId;
/// #     /// Identifies a candidate.
/// #     pub struct CandidateId;
/// # }
/// let offer = ExternalOfferId::from(CandidateId::new("1"));
/// ```
///
/// ```compile_fail
/// # feishu_core::id! {
/// #     /// Identifies an external offer.
/// #     pub struct ExternalOfferId;
/// #     /// Identifies a candidate.
/// #     pub struct CandidateId;
/// # }
/// let same = ExternalOfferId::new("1") == CandidateId::new("1");
/// ```
#[macro_export]
macro_rules! id {
    ($($(#[$meta:meta])* $vis:vis struct $name:ident;)+) => {$(
        $(#[$meta])*
        #[derive(::core::fmt::Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        $vis struct $name(::std::string::String);

        #[allow(dead_code, reason = "unused methods of an identifier in a private module are expected")]
        impl $name {
            /// Creates an identifier from a string.
            #[must_use]
            $vis fn new(text: impl ::core::convert::Into<::std::string::String>) -> Self {
                Self(text.into())
            }

            /// The identifier as a string slice.
            #[must_use]
            #[inline]
            $vis fn as_str(&self) -> &str {
                &self.0
            }

            /// The identifier as a `String`.
            #[must_use]
            #[inline]
            $vis fn into_string(self) -> ::std::string::String {
                self.0
            }
        }

        impl ::core::convert::From<&str> for $name {
            #[inline]
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }

        impl ::core::convert::From<::std::string::String> for $name {
            #[inline]
            fn from(text: ::std::string::String) -> Self {
                Self(text)
            }
        }

        impl ::core::convert::From<&::std::string::String> for $name {
            #[inline]
            fn from(text: &::std::string::String) -> Self {
                Self(text.clone())
            }
        }

        impl ::core::convert::From<&$name> for $name {
            #[inline]
            fn from(id: &$name) -> Self {
                id.clone()
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = ::core::convert::Infallible;

            #[inline]
            fn from_str(text: &str) -> ::core::result::Result<Self, Self::Err> {
                ::core::result::Result::Ok(Self(text.into()))
            }
        }

        impl ::core::convert::AsRef<str> for $name {
            #[inline]
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        // `Eq`, `Ord` and `Hash` are those of the string inside, as `Borrow` requires.
        impl ::std::borrow::Borrow<str> for $name {
            #[inline]
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        $crate::__id_compares!($name: str, &str, ::std::string::String);

        impl ::core::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(&self.0)
            }
        }

        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                <::std::string::String as $crate::__private::serde::Deserialize>::deserialize(
                    deserializer,
                )
                .map(Self)
            }
        }

        impl $crate::wire::Encode for $name {
            #[inline]
            fn encode(&self, to: &mut $crate::wire::Writer) {
                to.string(&self.0);
            }
        }

        impl $crate::wire::Decode for $name {
            #[inline]
            fn decode(
                from: &mut $crate::wire::Reader<'_>,
            ) -> ::core::result::Result<Self, $crate::wire::Refused> {
                <::std::string::String as $crate::wire::Decode>::decode(from).map(Self)
            }
        }

        $crate::__id_schema!($name);
    )+};
}

/// Comparisons of [`id!`] with strings, in both directions.
#[doc(hidden)]
#[macro_export]
macro_rules! __id_compares {
    ($name:ident: $($text:ty),+) => {$(
        impl ::core::cmp::PartialEq<$text> for $name {
            #[inline]
            fn eq(&self, other: &$text) -> bool {
                let other: &str = other.as_ref();
                self.0 == other
            }
        }

        impl ::core::cmp::PartialEq<$name> for $text {
            #[inline]
            fn eq(&self, other: &$name) -> bool {
                other == self
            }
        }
    )+};
}

/// The part of [`id!`] that depends on a feature of *this* crate: a `cfg` inside the expansion
/// would check a feature of the calling crate.
#[cfg(feature = "schemars")]
#[doc(hidden)]
#[macro_export]
macro_rules! __id_schema {
    ($name:ident) => {
        impl $crate::__private::schemars::JsonSchema for $name {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                ::std::borrow::Cow::Borrowed(::core::stringify!($name))
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(
                _: &mut $crate::__private::schemars::SchemaGenerator,
            ) -> $crate::__private::schemars::Schema {
                $crate::__private::schemars::json_schema!({ "type": "string" })
            }
        }
    };
}

/// The same part while the feature of this crate is off.
#[cfg(not(feature = "schemars"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __id_schema {
    ($name:ident) => {};
}

#[cfg(test)]
mod tests;
