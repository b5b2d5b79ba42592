//! Words of the spec and of the platform.

use std::fmt;

/// Declares an enum whose variants are words of the spec.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($variant:ident $word:literal,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[allow(clippy::enum_variant_names, reason = "the names are the platform's")]
        pub enum $name { $(#[doc = concat!("`", $word, "`")] $variant,)* }

        impl $name {
            /// The words of the spec, in the order of the variants.
            pub const WORDS: &'static [&'static str] = &[$($word,)*];

            /// The variant for a word of the spec.
            pub fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }

            /// The word of the spec.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// The name of the variant, which the runtime's enum shares.
            pub fn variant(self) -> &'static str {
                match self { $(Self::$variant => stringify!($variant),)* }
            }
        }
    };
}

words! {
    /// An HTTP method.
    Method { Get "GET", Post "POST", Put "PUT", Patch "PATCH", Delete "DELETE", }
}

words! {
    /// Where the message of an envelope is.
    MessageField { Msg "msg", Message "message", }
}

words! {
    /// What a client does about a gateway error.
    Action { Fail "fail", Wait "wait", RefreshToken "refresh_token", }
}

words! {
    /// What a call does to the server's data.
    Effect { Read "read", Create "create", Replace "replace", Update "update", Delete "delete", }
}

impl Effect {
    /// The words of what a call writes: all but the first.
    pub const WRITES: &'static [&'static str] = match Self::WORDS {
        [_read, writes @ ..] => writes,
        [] => &[],
    };
}

words! {
    /// The kind of token that authorises a call.
    TokenKind { TenantAccessToken "tenant_access_token", UserAccessToken "user_access_token", AppAccessToken "app_access_token", }
}

words! {
    /// Who may call.
    AppKind { Custom "custom", Store "store", }
}

/// A number of calls in a number of seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    /// How many calls.
    pub calls: u32,
    /// In how many seconds.
    pub seconds: u32,
}

impl fmt::Display for RateLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let window = if self.seconds == 60 { "minute" } else { "second" };
        write!(f, "{} calls a {window}", self.calls)
    }
}
