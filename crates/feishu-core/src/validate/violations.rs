//! All violations in a value.

use std::fmt;

use super::{Pointer, Rule};

/// A violated rule and where it is violated.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Violation {
    /// JSON Pointer (RFC 6901) to the value, such as `/attachment_id_list`; empty for the whole
    /// value.
    pub pointer: String,
    /// The rule, its limit, and what was found.
    pub rule: Rule,
}

impl Violation {
    /// The name of the violated rule, see [`Rule::name`].
    #[must_use]
    pub const fn rule_name(&self) -> &'static str {
        self.rule.name()
    }

    /// What the rule allows, see [`Rule::limit`].
    #[must_use]
    pub fn limit(&self) -> String {
        self.rule.limit()
    }

    /// What was found, see [`Rule::actual`].
    #[must_use]
    pub fn actual(&self) -> String {
        self.rule.actual()
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.pointer.is_empty() { "(the whole value)" } else { &self.pointer };
        write!(f, "{place}: {}", self.rule)
    }
}

/// All violations that a check found, in the order of the fields. `Display` prints one per line.
///
/// ```
/// use feishu_core::{Pointer, Violations, rules};
///
/// let mut violations = Violations::default();
/// let root = Pointer::root();
/// rules::items(11, ..=10, &root.field("attachment_id_list"), &mut violations);
///
/// assert_eq!(
///     violations.to_string(),
///     "/attachment_id_list: holds 11 items, at most 10 are allowed (items)",
/// );
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Violations {
    // An empty `Vec` owns no memory: a check that finds nothing allocates nothing.
    list: Vec<Violation>,
}

impl Violations {
    /// Adds a violation. Only here is a pointer formatted.
    #[cold]
    #[inline(never)]
    pub fn push(&mut self, at: &Pointer<'_>, rule: Rule) {
        self.list.push(Violation { pointer: at.to_string(), rule });
    }

    /// The violations in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Violation> {
        self.list.iter()
    }

    /// The violations as a slice.
    #[must_use]
    pub fn as_slice(&self) -> &[Violation] {
        &self.list
    }

    /// The number of violations.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are no violations.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether no memory was allocated, as after a check that found nothing.
    #[cfg(test)]
    pub(crate) fn owns_memory(&self) -> bool {
        self.list.capacity() > 0
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, violation) in self.list.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            violation.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}

impl<'a> IntoIterator for &'a Violations {
    type Item = &'a Violation;
    type IntoIter = std::slice::Iter<'a, Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for Violations {
    type Item = Violation;
    type IntoIter = std::vec::IntoIter<Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}
