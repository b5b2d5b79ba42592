//! Writes values as JSON text: the bytes that `serde_json` writes.

use super::scan;

/// A value that can be written as JSON.
pub trait Encode {
    /// Writes the value.
    fn encode(&self, to: &mut Writer);
}

/// Writes the fields of an object.
pub trait WriteFields {
    /// Writes each field that is there.
    fn write_fields(&self, to: &mut Writer);
}

/// Writes values as compact JSON.
#[derive(Debug, Default)]
pub struct Writer {
    json: Vec<u8>,
    /// Whether a comma comes before the next field or item.
    follows: bool,
}

impl Writer {
    /// The JSON that was written.
    #[must_use]
    pub fn into_json(self) -> Vec<u8> {
        self.json
    }

    /// Writes an object.
    pub fn fields(&mut self, of: &dyn WriteFields) {
        self.open(b'{');
        of.write_fields(self);
        self.close(b'}');
    }

    /// Writes a field.
    pub fn required<T: Encode>(&mut self, name: &str, value: &T) {
        self.name(name);
        value.encode(self);
    }

    /// Writes a field, if it is there.
    pub fn optional<T: Encode>(&mut self, name: &str, value: &Option<T>) {
        if let Some(value) = value {
            self.required(name, value);
        }
    }

    /// Writes a string.
    pub fn string(&mut self, text: &str) {
        self.json.push(b'"');
        let mut rest = text.as_bytes();
        loop {
            let (plain, special) = rest.split_at(scan::plain_end(rest, 0));
            self.json.extend_from_slice(plain);
            let Some((&byte, after)) = special.split_first() else { break };
            self.escaped(byte);
            rest = after;
        }
        self.json.push(b'"');
    }

    fn escaped(&mut self, byte: u8) {
        let digit = |value: u8| if value < 10 { b'0' + value } else { b'a' + value - 10 };
        let letter = match byte {
            b'"' | b'\\' => byte,
            0x08 => b'b',
            0x0C => b'f',
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            _ => b'u',
        };
        self.json.extend_from_slice(&[b'\\', letter]);
        if letter == b'u' {
            self.json.extend_from_slice(&[b'0', b'0', digit(byte >> 4), digit(byte & 15)]);
        }
    }

    /// Writes a whole number.
    pub fn integer(&mut self, value: i64) {
        let mut digits = [0; 20];
        let mut at = digits.len();
        let mut rest = value.unsigned_abs();
        loop {
            at -= 1;
            digits[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        if value < 0 {
            self.json.push(b'-');
        }
        self.json.extend_from_slice(&digits[at..]);
    }

    /// Writes a value as JSON that is ready.
    pub(crate) fn raw(&mut self, json: &[u8]) {
        self.json.extend_from_slice(json);
    }

    /// Begins a list or an object.
    pub(crate) fn open(&mut self, bracket: u8) {
        self.json.push(bracket);
        self.follows = false;
    }

    /// Ends a list or an object.
    pub(crate) fn close(&mut self, bracket: u8) {
        self.json.push(bracket);
        self.follows = true;
    }

    /// Begins an item.
    pub(crate) fn item(&mut self) {
        if self.follows {
            self.json.push(b',');
        }
        self.follows = true;
    }

    /// Begins a field.
    pub(crate) fn name(&mut self, name: &str) {
        self.item();
        self.string(name);
        self.json.push(b':');
    }
}

/// The JSON of a value.
pub(crate) fn to_json(value: &dyn Encode) -> Vec<u8> {
    let mut writer = Writer::default();
    value.encode(&mut writer);
    writer.into_json()
}
