//! What it means to break a rule of the spec, and where.

mod pointer;
mod rule;
mod violations;

pub use pointer::Pointer;
pub use rule::{Number, Rule};
pub use violations::{Violation, Violations};

/// A value that can tell which rules of the spec it breaks.
///
/// Generated request types implement it. [`Call::json`](crate::Call::json) asks before it sends.
pub trait Validate {
    /// Adds every violation in this value to `violations`; `at` is where the value stands.
    fn check(&self, at: &Pointer<'_>, violations: &mut Violations);
}

/// JSON of no declared type has no rules.
impl Validate for serde_json::Value {
    fn check(&self, _: &Pointer<'_>, _: &mut Violations) {}
}

/// Checks every rule of a value. Nothing is allocated unless one is broken.
///
/// # Errors
/// All violations, not only the first.
pub fn validate<T: Validate + ?Sized>(value: &T) -> Result<(), Violations> {
    let mut violations = Violations::default();
    value.check(&Pointer::root(), &mut violations);
    if violations.is_empty() { Ok(()) } else { Err(violations) }
}
