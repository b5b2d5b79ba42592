//! Reads values from JSON text, which is known to be valid.
//!
//! One plain function per type, over calls that are compiled once: most of the time that a crate of types takes to
//! compile is the code that reads them.

use std::borrow::Cow;

use super::field_set::FieldSet;
use super::mismatch::{Cause, Kind, Mismatch, Step};
use super::scan;

/// A value that can be read from JSON.
pub trait Decode: Sized {
    /// Whether an optional field takes an empty value of another type, such as `""` for a list, for an absent one.
    const MAY_BE_EMPTY: bool = true;

    /// Reads the value, as strictly as the [reader](Reader::is_strict) is.
    ///
    /// # Errors
    /// A strict reader: JSON that the schema of the type does not accept, including `null`. A lenient one: JSON from which
    /// a value could only be guessed.
    fn decode(from: &mut Reader<'_>) -> Result<Self, Refused>;
}

/// Takes the fields of an object.
pub trait ReadFields {
    /// The names of the fields.
    fn names(&self) -> &'static [&'static str];

    /// Reads the value of the field that has this position among the [names](Self::names).
    ///
    /// # Errors
    /// The value is refused.
    fn read_field(&mut self, index: usize, from: &mut Reader<'_>) -> Result<(), Refused>;
}

/// A value could not be read. The reader knows why and where.
#[derive(Debug)]
pub struct Refused(());

/// Reads values from JSON text.
///
/// A *strict* reader reads exactly what the JSON Schema of a request accepts. A *lenient* one reads responses: `null` is
/// the same as an absent field, some values may have another type, and a value that cannot be read loses its field or
/// its item, which [`Response::lost`](crate::Response::lost) lists.
#[derive(Debug)]
pub struct Reader<'a> {
    text: &'a str,
    at: usize,
    is_strict: bool,
    /// The place of the value that is read, before the steps.
    root: &'static str,
    /// The way to the value that is read; after one was refused, the way to that one.
    steps: Vec<Step>,
    /// Why the value that was refused last was refused.
    cause: Option<Cause>,
    lost: Vec<Mismatch>,
}

impl<'a> Reader<'a> {
    /// A reader of the value at `at`, whose place is `root`.
    pub(crate) fn new(text: &'a str, at: usize, root: &'static str, is_strict: bool) -> Self {
        Self { text, at, is_strict, root, steps: Vec::new(), cause: None, lost: Vec::new() }
    }

    /// Whether this reader reads exactly what the schema of a request accepts.
    #[must_use]
    pub fn is_strict(&self) -> bool {
        self.is_strict
    }

    /// Refuses the value that begins here, of which nothing was read yet.
    ///
    /// `expected` completes a sentence that ends in "expected", such as "a string".
    pub fn expected(&mut self, expected: &'static str) -> Refused {
        self.refuse(expected, Kind::Unlike)
    }

    /// Refuses a value that no message may repeat.
    pub(crate) fn hidden(&mut self, refused: Refused) -> Refused {
        if let Some(cause) = &mut self.cause {
            cause.kind = Kind::Hidden;
        }
        refused
    }

    /// Reads a string. Gives back nothing, and has read nothing, if the value is none.
    pub fn string(&mut self) -> Option<Cow<'a, str>> {
        if self.peek() != b'"' {
            return None;
        }
        let start = self.at + 1;
        let end = scan::plain_end(self.bytes(), start);
        if self.bytes().get(end) == Some(&b'"') {
            let content = self.text.get(start..end)?;
            self.at = end + 1;
            return Some(Cow::Borrowed(content));
        }
        let end = scan::string_end(self.bytes(), self.at)?;
        let content = scan::unescape(self.text.get(start..end - 1)?)?;
        self.at = end;
        Some(Cow::Owned(content))
    }

    /// Reads a number, as it is written. Gives back nothing, and has read nothing, if the value is none.
    pub fn number(&mut self) -> Option<&'a str> {
        if !matches!(self.peek(), b'-' | b'0'..=b'9') {
            return None;
        }
        let end = scan::number_end(self.bytes(), self.at)?;
        let number = self.text.get(self.at..end)?;
        self.at = end;
        Some(number)
    }

    /// Reads an integer of at most 18 digits, in the shortest notation. Gives back nothing, and has read nothing, if the value
    /// is anything else.
    pub(crate) fn short_integer(&mut self) -> Option<i64> {
        let is_negative = self.peek() == b'-';
        let first = self.at + usize::from(is_negative);
        let (mut digits, mut value) = (0, 0_i64);
        for byte in self.bytes().get(first..)? {
            match byte {
                // 18 digits always fit.
                b'0'..=b'9' if digits < 18 => value = value * 10 + i64::from(byte - b'0'),
                b'0'..=b'9' | b'.' | b'e' | b'E' => return None,
                _ => break,
            }
            digits += 1;
        }
        if digits == 0 {
            return None;
        }
        self.at = first + digits;
        Some(if is_negative { -value } else { value })
    }

    /// Reads `true` or `false`. Gives back nothing, and has read nothing, if the value is neither.
    pub fn flag(&mut self) -> Option<bool> {
        let (flag, length) = match self.peek() {
            b't' => (true, 4),
            b'f' => (false, 5),
            _ => return None,
        };
        self.at += length;
        Some(flag)
    }

    /// Reads a value by `read`, which may read part of it before it finds that it is none.
    ///
    /// ```
    /// use feishu_core::wire::{Decode, Reader, Refused};
    ///
    /// struct Grade(u8);
    ///
    /// impl Decode for Grade {
    ///     fn decode(from: &mut Reader<'_>) -> Result<Self, Refused> {
    ///         from.value("a grade", |from| from.string()?.parse().ok().map(Grade))
    ///     }
    /// }
    /// ```
    ///
    /// # Errors
    /// `read` found none. `expected` completes a sentence that ends in "expected", such as "a string".
    pub fn value<T>(
        &mut self,
        expected: &'static str,
        read: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Result<T, Refused> {
        let start = self.at;
        read(self).ok_or_else(|| {
            self.at = start;
            self.expected(expected)
        })
    }

    /// Where the text was read to.
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    /// Goes back to a position, to read what is there once more.
    pub(crate) fn rewind(&mut self, position: usize) {
        self.at = position;
    }

    /// The text of the next value, whatever it is.
    pub(crate) fn raw(&mut self) -> &'a str {
        let start = scan::blank(self.bytes(), self.at);
        self.at = start;
        self.skip();
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// Reads an object into a value of which every field may be absent.
    ///
    /// # Errors
    /// Those of [`object`](Self::object).
    pub fn fields(&mut self, into: &mut dyn ReadFields) -> Result<(), Refused> {
        let names = into.names();
        self.object(names, &mut |index, from| into.read_field(index, from))
    }

    /// Reads an object: calls `read` at the value of each field that `names` has, with its position there.
    ///
    /// # Errors
    /// The value is no object, or `read` refuses a field. In a strict reader, also a field that `names` does not have, or
    /// that is there twice.
    pub fn object(
        &mut self,
        names: &'static [&'static str],
        read: &mut dyn FnMut(usize, &mut Self) -> Result<(), Refused>,
    ) -> Result<(), Refused> {
        if self.peek() != b'{' {
            return Err(self.expected("an object"));
        }
        self.at += 1;
        let depth = self.steps.len();
        let mut seen = FieldSet::default();
        let mut next = 0;
        while let Some(key) = self.member() {
            // Fields mostly come in the order of their documentation. Then the key need not be read.
            let known = match names.get(next).filter(|expected| self.is_at_key(expected)) {
                Some(expected) => Some((next, *expected)),
                None => {
                    let name = self.key();
                    names
                        .iter()
                        .enumerate()
                        .find_map(|(at, known)| (*known == name).then_some((at, *known)))
                }
            };
            self.colon();
            let Some((index, known)) = known else {
                if self.is_strict {
                    self.step(depth, Step::Key(key));
                    return Err(self.refuse("a documented field", Kind::Unknown));
                }
                self.skip();
                continue;
            };
            self.step(depth, Step::Name(known));
            if seen.insert(index) {
                next = index + 1;
                read(index, self)?;
            } else {
                let refused = self.refuse("a field once", Kind::Twice);
                self.lose(self.here(), refused, false)?;
            }
        }
        self.steps.truncate(depth);
        Ok(())
    }

    /// Reads a field that may be absent.
    ///
    /// # Errors
    /// Only in a strict reader: the value is refused, as `null` is.
    pub fn optional<T: Decode>(&mut self, field: &mut Option<T>) -> Result<(), Refused> {
        let Some(place) = self.place() else { return Ok(()) };
        match T::decode(self) {
            Ok(value) => {
                *field = Some(value);
                Ok(())
            }
            Err(refused) => self.lose(place, refused, T::MAY_BE_EMPTY),
        }
    }

    /// Reads a field that must be there; [`found`](Self::found) says what to do if it was not.
    ///
    /// # Errors
    /// The value is refused.
    pub fn required<T: Decode>(&mut self, field: &mut Option<T>) -> Result<(), Refused> {
        *field = Some(T::decode(self)?);
        Ok(())
    }

    /// The required field `name` of the object that was read last.
    ///
    /// # Errors
    /// It was not there.
    pub fn found<T>(&mut self, name: &'static str, field: Option<T>) -> Result<T, Refused> {
        field.ok_or_else(|| self.refuse("a required field", Kind::Missing(name)))
    }

    /// Reads a list: calls `read` at each item; of a lenient reader, not at those that are `null`, and those that it refuses
    /// are lost.
    ///
    /// # Errors
    /// The value is no list. In a strict reader, also an item that is refused.
    pub(crate) fn items(
        &mut self,
        read: &mut dyn FnMut(&mut Self) -> Result<(), Refused>,
    ) -> Result<(), Refused> {
        if self.peek() != b'[' {
            return Err(self.expected("a list"));
        }
        self.at += 1;
        let (depth, mut index) = (self.steps.len(), 0);
        while self.has_item() {
            self.step(depth, Step::Index(index));
            index += 1;
            let Some(place) = self.place() else { continue };
            if let Err(refused) = read(self) {
                self.lose(place, refused, false)?;
            }
        }
        self.steps.truncate(depth);
        Ok(())
    }

    /// Reads an object of any keys; of a lenient reader, without the entries that are `null` or lost.
    ///
    /// # Errors
    /// The value is no object. In a strict reader, also a value that is refused.
    pub(crate) fn entries<T: Decode>(
        &mut self,
        mut add: impl FnMut(String, T),
    ) -> Result<(), Refused> {
        if self.peek() != b'{' {
            return Err(self.expected("a map"));
        }
        self.at += 1;
        let depth = self.steps.len();
        while let Some(key) = self.member() {
            let name = self.key();
            self.colon();
            self.step(depth, Step::Key(key));
            let Some(place) = self.place() else { continue };
            match T::decode(self) {
                Ok(value) => add(name.into_owned(), value),
                Err(refused) => self.lose(place, refused, false)?,
            }
        }
        self.steps.truncate(depth);
        Ok(())
    }

    /// Why the value was refused.
    pub(crate) fn mismatch(&self, _: Refused) -> Mismatch {
        let unlike = Cause { at: 0, expected: "another value", kind: Kind::Unlike };
        self.cause.unwrap_or(unlike).mismatch(self.text, self.root, &self.steps)
    }

    /// Why nothing was read, if nothing was refused either.
    pub(crate) fn unread(&self) -> Mismatch {
        self.mismatch(Refused(()))
    }

    /// What was lost: at most [`MAX_LOST`].
    pub(crate) fn into_lost(self) -> Vec<Mismatch> {
        self.lost
    }

    /// Takes the value for an absent one if it is empty: `""`, `[]` or `{}`.
    pub(crate) fn is_emptied(&mut self) -> bool {
        let start = scan::blank(self.bytes(), self.at);
        let bytes = self.bytes();
        let closing = match bytes.get(start) {
            Some(b'"') => b'"',
            Some(b'[') => b']',
            Some(b'{') => b'}',
            _ => return false,
        };
        let end = if closing == b'"' { start + 1 } else { scan::blank(bytes, start + 1) };
        if bytes.get(end) != Some(&closing) {
            return false;
        }
        self.at = end + 1;
        true
    }

    fn bytes(&self) -> &'a [u8] {
        self.text.as_bytes()
    }

    /// The first byte of the next value, to which it moves; 0 at the end.
    fn peek(&mut self) -> u8 {
        match self.bytes().get(self.at) {
            // Mostly there is no white space.
            Some(&byte) if byte > b' ' => byte,
            _ => {
                self.at = scan::blank(self.bytes(), self.at);
                self.bytes().get(self.at).copied().unwrap_or_default()
            }
        }
    }

    /// Where the next key of an object begins, to which it moves; `None` after the last.
    fn member(&mut self) -> Option<usize> {
        let mut first = self.peek();
        if first == b',' {
            self.at += 1;
            first = self.peek();
        }
        if first == b'"' {
            return Some(self.at);
        }
        self.at = (self.at + 1).min(self.text.len());
        None
    }

    /// Whether the key that begins here is `name`, after which it then moves.
    fn is_at_key(&mut self, name: &str) -> bool {
        let rest = self.bytes().get(self.at + 1..).unwrap_or_default();
        let rest = rest.strip_prefix(name.as_bytes());
        let is_it = rest.is_some_and(|rest| rest.first() == Some(&b'"'));
        if is_it {
            self.at += name.len() + 2;
        }
        is_it
    }

    /// Reads the key that begins here.
    fn key(&mut self) -> Cow<'a, str> {
        // Half a surrogate pair: no name that is known.
        self.string().unwrap_or_else(|| Cow::Borrowed(self.raw()))
    }

    /// Moves after the colon that follows a key.
    fn colon(&mut self) {
        self.peek();
        self.at += 1;
    }

    /// The way to what is read now is the one to its container, which has `depth` steps, and `last`.
    fn step(&mut self, depth: usize, last: Step) {
        self.steps.truncate(depth + 1);
        match self.steps.get_mut(depth) {
            Some(step) => *step = last,
            None => self.steps.push(last),
        }
    }

    /// Whether a list has another item, at which the next value then begins.
    fn has_item(&mut self) -> bool {
        if self.peek() == b',' {
            self.at += 1;
        }
        match self.peek() {
            b']' | 0 => {
                self.at = (self.at + 1).min(self.text.len());
                false
            }
            _ => true,
        }
    }

    /// Where the next value begins; `None` if it is `null` and this reader reads that as absent.
    #[inline]
    fn place(&mut self) -> Option<Place> {
        if self.peek() == b'n' && !self.is_strict {
            self.at += 4;
            return None;
        }
        Some(self.here())
    }

    fn here(&self) -> Place {
        Place { at: self.at, depth: self.steps.len(), lost: self.lost.len() }
    }

    /// Goes on after the value at `place`, which was refused.
    fn lose(&mut self, place: Place, refused: Refused, may_be_empty: bool) -> Result<(), Refused> {
        if self.is_strict {
            return Err(refused);
        }
        self.at = place.at;
        // What was lost inside is part of what is lost now.
        self.lost.truncate(place.lost);
        if !(may_be_empty && self.is_emptied()) {
            self.skip();
            if self.lost.len() < MAX_LOST {
                let mismatch = self.mismatch(refused);
                self.lost.push(mismatch);
            }
        }
        self.steps.truncate(place.depth);
        Ok(())
    }

    fn refuse(&mut self, expected: &'static str, kind: Kind) -> Refused {
        let at = scan::blank(self.bytes(), self.at);
        self.cause = Some(Cause { at, expected, kind });
        Refused(())
    }

    /// Moves after the next value.
    fn skip(&mut self) {
        self.at = scan::value_end(self.bytes(), self.at).unwrap_or(self.text.len());
    }
}

/// Where a value begins.
#[derive(Clone, Copy)]
struct Place {
    at: usize,
    /// The number of steps to it.
    depth: usize,
    /// How much was lost before it.
    lost: usize,
}

/// Maximum number of mismatches that a reader keeps: a hostile response does not decide how much memory they take.
pub(crate) const MAX_LOST: usize = 1_000;
