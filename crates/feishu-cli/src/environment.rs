//! Variables of the environment.

/// A variable of the environment; an empty one is like none.
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
