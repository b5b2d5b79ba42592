//! Violations of the rules of a spec.

mod pointer;
mod rule;
mod violations;

pub use pointer::Pointer;
pub use rule::{Number, Rule};
pub use violations::{Violation, Violations};

/// A value that can check itself against the rules of the spec.
///
/// Generated request types implement it. [`Call::json`](crate::Call::json) calls it before sending.
pub trait Validate {
    /// Adds every violation in this value to `violations`; `at` is the pointer to the value.
    fn check(&self, at: &Pointer<'_>, violations: &mut Violations);
}

/// JSON of no declared type has no rules.
impl Validate for serde_json::Value {
    fn check(&self, _: &Pointer<'_>, _: &mut Violations) {}
}

/// Checks all rules of a value. Allocates only if one is violated.
///
/// # Errors
/// All violations, not only the first.
pub fn validate<T: Validate + ?Sized>(value: &T) -> Result<(), Violations> {
    let mut violations = Violations::default();
    value.check(&Pointer::root(), &mut violations);
    if violations.is_empty() { Ok(()) } else { Err(violations) }
}
