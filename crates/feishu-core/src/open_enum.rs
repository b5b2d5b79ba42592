//! Open enumerations: the values that the spec knows, and one variant for all that it does not.

/// Declares an enumeration of strings.
///
/// Each variant is one value on the wire, and the platform may add more at any time: what is not known is kept in
/// `Unknown`, which the macro adds.
///
/// ```
/// feishu_core::text_enum! {
///     /// A kind of user id.
///     pub enum UserIdType {
///         /// Of the user in one app.
///         OpenId = "open_id",
///         /// Of the user in one tenant.
///         UserId = "user_id",
///     }
/// }
///
/// assert_eq!(UserIdType::from("open_id"), UserIdType::OpenId);
/// assert_eq!(UserIdType::from("new_id").as_str(), "new_id");
/// assert_eq!(UserIdType::VALUES, ["open_id", "user_id"]);
/// ```
#[macro_export]
macro_rules! text_enum {
    ($(#[$meta:meta])* $vis:vis enum $name:ident {
        $($(#[$about:meta])* $variant:ident = $value:literal,)*
    }) => {
        $crate::__open_enum! {
            $(#[$meta])* $vis enum $name: ::std::string::String = "string", value => Self::from(value.as_str()), {
                $($(#[$about])* $variant = $value, $value,)*
            }
        }

        impl $name {
            /// The value on the wire.
            #[inline]
            $vis fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Unknown(value) => value,
                }
            }
        }

        impl ::core::convert::From<&str> for $name {
            #[inline]
            fn from(value: &str) -> Self {
                match value {
                    $($value => Self::$variant,)*
                    other => Self::Unknown(::std::borrow::ToOwned::to_owned(other)),
                }
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = ::core::convert::Infallible;

            // Not `Self::Err`, which may be a variant.
            #[inline]
            fn from_str(
                value: &str,
            ) -> ::core::result::Result<Self, ::core::convert::Infallible> {
                ::core::result::Result::Ok(Self::from(value))
            }
        }

        /// The value on the wire.
        impl ::core::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl $crate::wire::Encode for $name {
            #[inline]
            fn encode(&self, to: &mut $crate::wire::Writer) {
                to.string(self.as_str());
            }
        }
    };
}

/// Declares an enumeration of whole numbers, which is open as that of [`text_enum!`] is.
///
/// ```
/// feishu_core::number_enum! {
///     /// How people were hired.
///     pub enum RecruitmentType {
///         /// People with work experience.
///         Experienced = 1,
///         /// Students and graduates.
///         Campus = 2,
///     }
/// }
///
/// assert_eq!(RecruitmentType::from(2), RecruitmentType::Campus);
/// assert_eq!(RecruitmentType::from(7).value(), 7);
/// assert_eq!(RecruitmentType::VALUES, ["1", "2"]);
/// ```
#[macro_export]
macro_rules! number_enum {
    ($(#[$meta:meta])* $vis:vis enum $name:ident {
        $($(#[$about:meta])* $variant:ident = $value:literal,)*
    }) => {
        $crate::__open_enum! {
            $(#[$meta])* $vis enum $name: i32 = "integer", value => Self::from(value), {
                $($(#[$about])* $variant = $value, ::core::stringify!($value),)*
            }
        }

        impl $name {
            /// The value on the wire.
            #[inline]
            $vis fn value(&self) -> i32 {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Unknown(value) => *value,
                }
            }
        }

        impl ::core::convert::From<i32> for $name {
            #[inline]
            fn from(value: i32) -> Self {
                match value {
                    $($value => Self::$variant,)*
                    other => Self::Unknown(other),
                }
            }
        }

        /// The value on the wire.
        impl ::core::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.value(), f)
            }
        }

        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_i32(self.value())
            }
        }

        impl $crate::wire::Encode for $name {
            #[inline]
            fn encode(&self, to: &mut $crate::wire::Writer) {
                to.integer(::core::convert::From::from(self.value()));
            }
        }
    };
}

/// What enumerations of both kinds have, of what each is on the wire, how that becomes a value, and each variant with its
/// value and the value as text.
#[doc(hidden)]
#[macro_export]
macro_rules! __open_enum {
    ($(#[$meta:meta])* $vis:vis enum $name:ident: $wire:ty = $word:literal, $read:ident => $from:expr, {
        $($(#[$about:meta])* $variant:ident = $value:literal, $text:expr,)*
    }) => {
        $(#[$meta])*
        #[derive(Clone, ::core::fmt::Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        $vis enum $name {
            $($(#[$about])* $variant,)*
            /// A value unknown to this version, as on the wire.
            Unknown($wire),
        }

        impl $name {
            /// The known values, as strings.
            $vis const VALUES: &'static [&'static str] = &[$($text),*];

            /// The value as a string, if it is not a known one.
            #[inline]
            $vis fn unknown(&self) -> ::core::option::Option<::std::string::String> {
                match self {
                    Self::Unknown(value) => {
                        ::core::option::Option::Some(::std::string::ToString::to_string(value))
                    }
                    _ => ::core::option::Option::None,
                }
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::wire::deserialize_request::<$wire, D>(deserializer).map(|$read| $from)
            }
        }

        impl $crate::wire::Decode for $name {
            #[inline]
            fn decode(
                from: &mut $crate::wire::Reader<'_>,
            ) -> ::core::result::Result<Self, $crate::wire::Refused> {
                match <$wire as $crate::wire::Decode>::decode(from) {
                    ::core::result::Result::Ok($read) => ::core::result::Result::Ok($from),
                    ::core::result::Result::Err(refused) => ::core::result::Result::Err(refused),
                }
            }
        }

        $crate::__open_enum_schema!($name: $word, $($value),*);
    };
}

/// The part that depends on a feature of *this* crate: see `__id_schema`. A request may hold the known values only;
/// responses are shown the open type instead.
#[cfg(feature = "schemars")]
#[doc(hidden)]
#[macro_export]
macro_rules! __open_enum_schema {
    ($name:ident: $word:literal, $($value:literal),*) => {
        impl $crate::__private::schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                ::std::borrow::Cow::Borrowed(::core::stringify!($name))
            }

            fn json_schema(
                _: &mut $crate::__private::schemars::SchemaGenerator,
            ) -> $crate::__private::schemars::Schema {
                $crate::__private::schemars::json_schema!({ "type": $word, "enum": [$($value),*] })
            }
        }
    };
}

/// The part that depends on a feature of this crate, which is off.
#[cfg(not(feature = "schemars"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __open_enum_schema {
    ($name:ident: $word:literal, $($value:literal),*) => {};
}

#[cfg(test)]
mod tests;
