//! What the emulator knows of a file, whatever the product.
//!
//! It is said here once: which fields responses may show, which of them lists show, and what a seed says.

use super::scalar::{I64, STRING, Scalar};

/// A fact about a file, by the name that responses and seeds have for it.
#[derive(Debug, PartialEq)]
pub struct FileFact {
    /// The name.
    pub name: &'static str,
    /// Where responses may show it.
    pub shown: ShownIn,
    /// Whether a seed says it.
    pub seeded: Seeded,
    /// Its type in a seed.
    pub scalar: Scalar,
    /// The least number that it can be.
    pub least: Option<i64>,
}

/// The responses that show a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShownIn {
    /// No response.
    Nothing,
    /// Responses about the file itself.
    Itself,
    /// Those, and lists of files of other objects.
    Lists,
}

/// Whether a seed says a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seeded {
    /// It cannot.
    No,
    /// It may.
    Optional,
    /// It must.
    Required,
    /// It must, unless it brings the content, from which the fact follows.
    UnlessContent,
    /// It is the content, in one of the forms that it may have.
    Content,
}

/// All facts, in the order in which messages list them.
pub static FILE_FACTS: [FileFact; 9] = {
    use Seeded::{Content, No, Optional, Required, UnlessContent};
    use ShownIn::{Itself, Lists, Nothing};
    [
        fact("id", Lists, Required, STRING),
        fact("name", Lists, Required, STRING),
        FileFact { least: Some(0), ..fact("size", Lists, UnlessContent, I64) },
        fact("mime", Itself, Optional, STRING),
        fact("create_time", Itself, Optional, I64),
        fact("url", Itself, No, STRING),
        // The id that lists show, if it is another one.
        fact("listed_as", Nothing, Optional, STRING),
        fact("text", Nothing, Content, STRING),
        fact("base64", Nothing, Content, STRING),
    ]
};

const fn fact(name: &'static str, shown: ShownIn, seeded: Seeded, scalar: Scalar) -> FileFact {
    FileFact { name, shown, seeded, scalar, least: None }
}

impl FileFact {
    /// The fact that responses about a file show under this name.
    pub fn shown(name: &str) -> Option<&'static Self> {
        Self::all_shown().find(|fact| fact.name == name)
    }

    /// The fact that lists of files show under this name.
    pub fn listed(name: &str) -> Option<&'static Self> {
        Self::all_listed().find(|fact| fact.name == name)
    }

    /// What responses about a file may show.
    pub fn all_shown() -> impl Iterator<Item = &'static Self> + Clone {
        FILE_FACTS.iter().filter(|fact| fact.shown != ShownIn::Nothing)
    }

    /// What lists of files may show.
    pub fn all_listed() -> impl Iterator<Item = &'static Self> + Clone {
        FILE_FACTS.iter().filter(|fact| fact.shown == ShownIn::Lists)
    }

    /// What a seed may say of a file.
    pub fn all_seeded() -> impl Iterator<Item = &'static Self> + Clone {
        FILE_FACTS.iter().filter(|fact| fact.seeded != Seeded::No)
    }

    /// The names of those that a seed says in this way.
    pub fn seeded_as(seeded: Seeded) -> impl Iterator<Item = &'static str> + Clone {
        FILE_FACTS.iter().filter(move |fact| fact.seeded == seeded).map(|fact| fact.name)
    }
}
