//! The Lua scripts that Redis runs, each an atomic step.

use std::sync::LazyLock;

use ::redis::Script;

macro_rules! script {
    ($(#[$doc:meta])* $name:ident = $text:expr) => {
        $(#[$doc])*
        pub(super) static $name: LazyLock<Script> = LazyLock::new(|| Script::new($text));
    };
}

script!(
    /// Does nothing.
    CHECK = "return 1"
);
script!(
    /// Takes a permit within rate limits.
    RESERVE = include_str!("scripts/reserve.lua")
);
script!(
    /// Delays every call.
    REFUSED = include_str!("scripts/refused.lua")
);
script!(
    /// A value with its remaining lifetime.
    GET = include_str!("scripts/get.lua")
);
script!(
    /// Stores a value for a time.
    PUT = include_str!("scripts/put.lua")
);
script!(
    /// Stores a value if there is none.
    TAKE = include_str!("scripts/take.lua")
);
script!(
    /// Deletes a value unless it was replaced by another.
    DROP = include_str!("scripts/drop.lua")
);
