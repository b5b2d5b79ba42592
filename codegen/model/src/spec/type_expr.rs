//! Type expressions: `string`, `[AttachmentId]`, `{string: i64}`.

use std::fmt;

/// A type as written.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeExpr {
    /// A scalar, or a declared name.
    Name(String),
    /// `[T]`
    List(Box<TypeExpr>),
    /// `{string: T}`
    Map(Box<TypeExpr>),
}

/// Lists and maps inside each other, at most. Lists of lists of lists are the deepest that any page shows.
pub const MAX_DEPTH: usize = 4;

impl TypeExpr {
    /// Reads an expression; the error says what is wrong in a few words.
    pub fn parse(text: &str) -> Result<Self, String> {
        Self::parse_at(text, 0)
    }

    fn parse_at(text: &str, depth: usize) -> Result<Self, String> {
        if depth > MAX_DEPTH {
            return Err(format!("more than {MAX_DEPTH} nested lists or maps"));
        }
        let text = text.trim();
        if let Some(rest) = text.strip_prefix('[') {
            let inner = rest.strip_suffix(']').ok_or("a list type ends with `]`")?;
            return Ok(Self::List(Box::new(Self::parse_at(inner, depth + 1)?)));
        }
        if let Some(rest) = text.strip_prefix('{') {
            let inner = rest.strip_suffix('}').ok_or("a map type ends with `}`")?;
            let (key, value) = inner.split_once(':').ok_or("a map type is written {string: T}")?;
            if key.trim() != "string" {
                return Err("the keys of a map are strings".to_owned());
            }
            return Ok(Self::Map(Box::new(Self::parse_at(value, depth + 1)?)));
        }
        if text.is_empty() {
            return Err("a type is missing".to_owned());
        }
        if !text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            return Err(format!("`{text}` is not the name of a type"));
        }
        Ok(Self::Name(text.to_owned()))
    }

    /// The name at the heart of the expression.
    pub fn name(&self) -> &str {
        match self {
            Self::Name(name) => name,
            Self::List(inner) | Self::Map(inner) => inner.name(),
        }
    }
}

impl fmt::Display for TypeExpr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::List(inner) => write!(f, "[{inner}]"),
            Self::Map(inner) => write!(f, "{{string: {inner}}}"),
        }
    }
}
