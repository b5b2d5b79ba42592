//! The position of a value in a JSON document.

use std::fmt;

/// A JSON Pointer (RFC 6901), extended step by step while a value is checked.
///
/// Each step is on the stack and refers to the previous one, so walking through a value does not
/// allocate; only a violation formats its pointer.
///
/// ```
/// use feishu_core::Pointer;
///
/// let root = Pointer::root();
/// let list = root.field("attachment_id_list");
/// assert_eq!(list.index(3).to_string(), "/attachment_id_list/3");
/// assert_eq!(root.key("a/b~c").to_string(), "/a~1b~0c");
/// assert_eq!(root.to_string(), "");
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Pointer<'a> {
    parent: Option<&'a Pointer<'a>>,
    step: Step<'a>,
}

#[derive(Debug, Clone, Copy)]
enum Step<'a> {
    Root,
    Name(&'a str),
    Index(usize),
}

impl<'a> Pointer<'a> {
    /// The whole document.
    #[must_use]
    pub const fn root() -> Self {
        Self { parent: None, step: Step::Root }
    }

    /// A field of this object, by its name on the wire.
    #[must_use]
    pub const fn field<'b>(&'b self, name: &'b str) -> Pointer<'b>
    where
        'a: 'b,
    {
        Pointer { parent: Some(self), step: Step::Name(name) }
    }

    /// An entry of this map.
    #[must_use]
    pub const fn key<'b>(&'b self, key: &'b str) -> Pointer<'b>
    where
        'a: 'b,
    {
        self.field(key)
    }

    /// An item of this list, counted from 0.
    #[must_use]
    pub const fn index<'b>(&'b self, index: usize) -> Pointer<'b>
    where
        'a: 'b,
    {
        Pointer { parent: Some(self), step: Step::Index(index) }
    }
}

impl fmt::Display for Pointer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            parent.fmt(f)?;
        }
        match self.step {
            Step::Root => Ok(()),
            Step::Index(index) => write!(f, "/{index}"),
            Step::Name(name) => write!(f, "/{}", feishu_text::escape_pointer(name)),
        }
    }
}
