//! What Redis is asked to do, each in one step.

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
    /// Keeps everybody waiting.
    REFUSED = include_str!("scripts/refused.lua")
);
script!(
    /// A value with what is left of its life.
    GET = include_str!("scripts/get.lua")
);
script!(
    /// Keeps a value for a time.
    PUT = include_str!("scripts/put.lua")
);
script!(
    /// Puts a value where there is none.
    TAKE = include_str!("scripts/take.lua")
);
script!(
    /// Forgets a value unless there is another.
    DROP = include_str!("scripts/drop.lua")
);
