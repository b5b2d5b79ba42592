//! The names of the fields of an open object, in a set that many trees share.

use std::collections::HashSet;
use std::rc::Rc;

/// A set that only grows. Copies share its parts, each at least twice as large as the next. So copying takes logarithmic
/// time, and so does adding a name, on average.
#[derive(Debug, Clone, Default)]
pub(super) struct Names<'a> {
    parts: Vec<Rc<HashSet<&'a str>>>,
}

impl<'a> Names<'a> {
    pub(super) fn contains(&self, name: &str) -> bool {
        self.parts.iter().any(|part| part.contains(name))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Adds a name unless it is present.
    pub(super) fn add(&mut self, name: &'a str) {
        let mut new = HashSet::from([name]);
        while let Some(last) = self.parts.pop_if(|last| last.len() <= new.len()) {
            new.extend(last.iter());
        }
        self.parts.push(Rc::new(new));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_does_not_see_what_is_added_later_and_has_few_parts() {
        let words: Vec<_> = (0..1_000).map(|at| format!("f{at}")).collect();
        let mut names = Names::default();
        assert!(names.is_empty());
        for (at, word) in words.iter().enumerate() {
            let before = names.clone();
            names.add(word);
            assert!(names.contains(word) && !before.contains(word));
            assert!(words.get(..at).is_some_and(|all| all.iter().all(|word| names.contains(word))));
            assert!(names.parts.len() <= 10, "{} parts", names.parts.len());
        }
    }
}
