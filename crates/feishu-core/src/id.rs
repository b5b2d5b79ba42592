//! Identifiers: one type for each kind of object, so that they cannot be mixed up.

/// Declares identifiers: text in a type of its own.
///
/// A candidate's id does not go where an offer's id belongs: no identifier converts to another.
/// Everything that is text converts to any of them, and so does a reference to the identifier itself.
///
/// ```
/// feishu_core::id! {
///     /// Identifies an external offer.
///     pub struct ExternalOfferId;
/// }
///
/// let id = ExternalOfferId::new("6960663240925956660");
/// assert_eq!(id, ExternalOfferId::from("6960663240925956660"));
/// assert_eq!(id.as_str(), "6960663240925956660");
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
#[macro_export]
macro_rules! id {
    ($($(#[$meta:meta])* $vis:vis struct $name:ident;)+) => {$(
        $(#[$meta])*
        #[derive(::core::fmt::Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        $vis struct $name(::std::string::String);

        #[allow(dead_code, reason = "in a private module, what no one calls is not dead but unneeded")]
        impl $name {
            /// The identifier with this text.
            #[must_use]
            $vis fn new(text: impl ::core::convert::Into<::std::string::String>) -> Self {
                Self(text.into())
            }

            /// The identifier as text.
            #[must_use]
            $vis fn as_str(&self) -> &str {
                &self.0
            }

            /// The text of the identifier.
            #[must_use]
            $vis fn into_string(self) -> ::std::string::String {
                self.0
            }
        }

        impl ::core::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }

        impl ::core::convert::From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> Self {
                Self(text)
            }
        }

        impl ::core::convert::From<&::std::string::String> for $name {
            fn from(text: &::std::string::String) -> Self {
                Self(text.clone())
            }
        }

        impl ::core::convert::From<&$name> for $name {
            fn from(id: &$name) -> Self {
                id.clone()
            }
        }

        impl ::core::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl ::core::fmt::Display for $name {
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

        impl<'de> $crate::wire::Decode<'de> for $name {
            fn lenient<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                <::std::string::String as $crate::wire::Decode>::lenient(deserializer).map(Self)
            }
        }

        $crate::__id_schema!($name);
    )+};
}

/// The part of [`id!`] that depends on a feature of *this* crate: a `cfg` inside the expansion
/// would ask for a feature of the crate that calls the macro.
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

/// The part of [`id!`] that depends on a feature of this crate, which is off.
#[cfg(not(feature = "schemars"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __id_schema {
    ($name:ident) => {};
}

#[cfg(test)]
mod tests;
