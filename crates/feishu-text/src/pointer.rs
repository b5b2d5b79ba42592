//! JSON Pointers (RFC 6901).

use std::fmt;

/// A place in a JSON value. Displayed as a JSON Pointer, in which its steps are escaped.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Pointer(Vec<String>);

impl Pointer {
    /// The place that a JSON Pointer names, for one that another library gives.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        text.split('/').skip(1).map(|token| token.replace("~1", "/").replace("~0", "~")).collect()
    }

    /// Names of fields, keys of maps, and indexes, from the outermost inwards; none for the whole value.
    #[must_use]
    pub fn steps(&self) -> &[String] {
        &self.0
    }

    /// A place directly inside this one.
    #[must_use]
    pub fn child(&self, step: impl Into<String>) -> Self {
        let mut steps = self.0.clone();
        steps.push(step.into());
        Self(steps)
    }

    /// The same place, in a value that has this one in a field.
    #[must_use]
    pub fn inside(&self, field: &str) -> Self {
        [field].into_iter().chain(self.0.iter().map(String::as_str)).collect()
    }
}

impl<S: Into<String>> FromIterator<S> for Pointer {
    fn from_iter<I: IntoIterator<Item = S>>(steps: I) -> Self {
        Self(steps.into_iter().map(Into::into).collect())
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|step| write!(f, "/{}", escape_pointer(step)))
    }
}

/// One token of a pointer.
#[must_use]
pub fn escape_pointer(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_is_the_same_after_both_ways() {
        for (steps, text) in [
            (&[][..], ""),
            (&[""], "/"),
            (&["a", "0"], "/a/0"),
            (&["a/b", "", "~1", "~/", "007"], "/a~1b//~01/~0~1/007"),
        ] {
            let pointer: Pointer = steps.iter().copied().collect();
            assert_eq!(pointer.to_string(), text);
            assert_eq!(Pointer::parse(text), pointer);
        }
    }

    #[test]
    fn a_place_is_extended_at_either_end() {
        let pointer = Pointer::parse("/b");
        assert_eq!(pointer.child("c/d").to_string(), "/b/c~1d");
        assert_eq!(pointer.inside("a").to_string(), "/a/b");
        assert_eq!(Pointer::default().child("a"), Pointer::default().inside("a"));
    }
}
