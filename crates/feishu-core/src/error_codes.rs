//! The error codes that the pages of a product document, as one enumeration.

/// Declares the error codes of a product, each with its number and name, and adds those of the gateway and all others.
///
/// ```
/// use feishu_core::GatewayCode;
///
/// feishu_core::error_codes! {
///     /// An error code of the zoo.
///     pub enum ErrorCode {
///         /// Code 1002001, with HTTP 500.
///         SystemError = (1002001, "system_error"),
///     }
/// }
///
/// assert_eq!(ErrorCode::from(1002001), ErrorCode::SystemError);
/// assert_eq!(ErrorCode::SystemError.to_string(), "1002001 (system_error)");
/// assert_eq!(ErrorCode::from(99991672), ErrorCode::Gateway(GatewayCode::MissingScope));
/// assert_eq!(ErrorCode::from(7).name(), None);
/// ```
#[macro_export]
macro_rules! error_codes {
    ($(#[$meta:meta])* $vis:vis enum $name:ident {
        $($(#[$about:meta])* $variant:ident = ($code:literal, $word:literal),)*
    }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, ::core::fmt::Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        $vis enum $name {
            $($(#[$about])* $variant,)*
            /// A code of the platform's gateway, which any operation may return, such as for a rate limit or a missing scope.
            Gateway($crate::GatewayCode),

            /// An undocumented code.
            Other(i64),
        }

        impl $name {
            /// The code of an error, if the server returned one.
            #[inline]
            $vis fn of(error: &$crate::Error) -> ::core::option::Option<Self> {
                error.code().map(Self::from)
            }

            /// The number on the wire.
            #[inline]
            $vis fn code(self) -> i64 {
                match self {
                    $(Self::$variant => $code,)*
                    Self::Gateway(gateway) => gateway.code(),
                    Self::Other(code) => code,
                }
            }

            /// The name of the code, such as `missing_scope`, if it is documented.
            #[inline]
            $vis fn name(self) -> ::core::option::Option<&'static str> {
                match self {
                    $(Self::$variant => ::core::option::Option::Some($word),)*
                    Self::Gateway(gateway) => ::core::option::Option::Some(gateway.as_str()),
                    Self::Other(_) => ::core::option::Option::None,
                }
            }
        }

        impl ::core::convert::From<i64> for $name {
            #[allow(clippy::match_single_binding, reason = "a product may document no code")]
            #[inline]
            fn from(code: i64) -> Self {
                match code {
                    $($code => Self::$variant,)*
                    other => $crate::GatewayCode::from_code(other)
                        .map_or(Self::Other(other), Self::Gateway),
                }
            }
        }

        /// Code and name, as in `99991672 (missing_scope)`; for an unknown code, only the number.
        impl ::core::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                match self.name() {
                    ::core::option::Option::Some(name) => {
                        ::core::write!(f, "{} ({name})", self.code())
                    }
                    ::core::option::Option::None => ::core::write!(f, "{}", self.code()),
                }
            }
        }
    };
}

#[cfg(test)]
#[allow(dead_code, reason = "what an error says is tested where errors are made")]
mod tests {
    use crate::GatewayCode;

    crate::error_codes! {
        /// An error code.
        pub(crate) enum ErrorCode {
            /// Documented.
            SystemError = (1002001, "system_error"),
            TalentNotFound = (-1002102, "talent_not_found"),
        }
    }

    crate::error_codes! {
        pub(crate) enum NoCode {
        }
    }

    #[test]
    fn a_documented_code_has_a_number_and_a_name() {
        for (code, name, known) in [
            (1002001, "system_error", ErrorCode::SystemError),
            (-1002102, "talent_not_found", ErrorCode::TalentNotFound),
        ] {
            assert_eq!(ErrorCode::from(code), known);
            assert_eq!((known.code(), known.name()), (code, Some(name)));
            assert_eq!(known.to_string(), format!("{code} ({name})"));
        }
    }

    #[test]
    fn codes_of_the_gateway_are_known_to_every_product_and_all_others_are_kept() {
        let gateway = GatewayCode::MissingScope;
        let known = ErrorCode::from(gateway.code());
        assert_eq!(known, ErrorCode::Gateway(gateway));
        assert_eq!((known.code(), known.name()), (gateway.code(), Some(gateway.as_str())));
        assert_eq!(ErrorCode::from(7), ErrorCode::Other(7));
        assert_eq!((ErrorCode::Other(7).code(), ErrorCode::Other(7).name()), (7, None));
        assert_eq!(ErrorCode::Other(7).to_string(), "7");
        assert_eq!(NoCode::from(gateway.code()), NoCode::Gateway(gateway));
        assert_eq!(NoCode::from(1002001), NoCode::Other(1002001));
    }
}
