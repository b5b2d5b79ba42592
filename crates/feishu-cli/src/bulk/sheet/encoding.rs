//! Character encodings: decodes a file, and encodes text as in that file.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

const MARK: char = '\u{feff}';

/// Number of bytes that are examined to detect UTF-16 without a mark.
const PROBE: usize = 512;

/// The encoding of a file, and whether it begins with a byte order mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Charset {
    encoding: &'static Encoding,
    mark: bool,
}

impl Charset {
    /// UTF-8 without a mark, as programs write it.
    pub(crate) const UTF_8: Self = Self { encoding: UTF_8, mark: false };

    /// UTF-8 with a mark: without one, Excel assumes the encoding of the system.
    pub(crate) fn for_excel(encoding: &'static Encoding) -> Self {
        Self { encoding, mark: [UTF_8, UTF_16BE, UTF_16LE].contains(&encoding) }
    }

    /// The name of the encoding, such as `UTF-16LE`.
    pub(crate) fn name(self) -> &'static str {
        match self.encoding.name() {
            "gb18030" => "GB18030",
            name => name,
        }
    }

    /// Decodes a file, without its mark. `asked` overrides the detection.
    pub(crate) fn decode(
        bytes: &[u8],
        asked: Option<&'static Encoding>,
    ) -> Result<(Self, String), String> {
        let encoding = match asked {
            Some(asked) => {
                marked(bytes).filter(|found| is_utf16(asked) && is_utf16(found)).unwrap_or(asked)
            }
            None => detected(bytes)?,
        };
        let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes) else {
            return Err(unreadable(bytes, encoding));
        };
        let mark = text.starts_with(MARK);
        let charset = Self { encoding, mark };
        Ok((charset, if mark { text[MARK.len_utf8()..].to_owned() } else { text.into_owned() }))
    }

    /// Encodes a whole file.
    pub(crate) fn encode(self, text: &str) -> Vec<u8> {
        let mut bytes =
            if self.mark { self.more(MARK.encode_utf8(&mut [0; 4])) } else { Vec::new() };
        bytes.extend(self.more(text));
        bytes
    }

    /// Encodes text that is appended.
    pub(crate) fn more(self, text: &str) -> Vec<u8> {
        match self.encoding {
            found if found == UTF_16LE => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            found if found == UTF_16BE => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            // A reason may contain characters that an old encoding lacks; they become `&#…;`.
            other => other.encode(text).0.into_owned(),
        }
    }
}

/// An encoding by one of its names in the Encoding Standard, such as `gbk` or `utf-16le`.
pub(crate) fn named(label: &str) -> Result<&'static Encoding, String> {
    match Encoding::for_label_no_replacement(label.as_bytes()) {
        Some(found) if found == GBK => Ok(GB18030),
        Some(found) => Ok(found),
        None => Err("not an encoding; try utf-8, utf-16le, utf-16be or gb18030".to_owned()),
    }
}

fn is_utf16(encoding: &'static Encoding) -> bool {
    encoding == UTF_16LE || encoding == UTF_16BE
}

fn marked(bytes: &[u8]) -> Option<&'static Encoding> {
    Encoding::for_bom(bytes).map(|(encoding, _)| encoding)
}

fn detected(bytes: &[u8]) -> Result<&'static Encoding, String> {
    if let Some(encoding) = marked(bytes).or_else(|| unmarked_utf16(bytes)) {
        return Ok(encoding);
    }
    let (mut good, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    if bad == 0 {
        return Ok(UTF_8);
    }
    // Text in another encoding is rarely valid UTF-8 by chance. A file that is mostly valid was
    // damaged, and any other encoding would turn all of it into nonsense without an error.
    if good > bad {
        return Err(unreadable(bytes, UTF_8));
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    // A few names are little evidence, and most spreadsheets for this platform are Chinese.
    let found = detector.guess(Some(b"cn"), Utf8Detection::Deny);
    // What Windows calls GBK, Excel writes with characters that only GB18030 has.
    Ok(if found == GBK { GB18030 } else { found })
}

/// Names of fields are ASCII, so every other byte of UTF-16 is 0; some characters after them have 0
/// as the other byte, such as the wide space.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let probe = &bytes[..bytes.len().min(PROBE)];
    let zeros = |from: usize| probe.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let enough = probe.len() / 8;
    match (zeros(0), zeros(1)) {
        (even, odd) if odd > enough && odd > 4 * even => Some(UTF_16LE),
        (even, odd) if even > enough && even > 4 * odd => Some(UTF_16BE),
        _ => None,
    }
}

fn unreadable(bytes: &[u8], encoding: &'static Encoding) -> String {
    let charset = Charset { encoding, mark: false };
    // No byte of a character is a line break, except in UTF-16.
    let readable =
        |line: &[u8]| encoding.decode_without_bom_handling_and_without_replacement(line).is_some();
    let place = match bytes.split(|byte| *byte == b'\n').position(|line| !readable(line)) {
        Some(before) if !is_utf16(encoding) => format!("line {}", before + 1),
        _ => "the file".to_owned(),
    };
    format!(
        "{place} is not {}; save the file as \"CSV UTF-8\", or name its encoding with --encoding",
        charset.name()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "external_offer_id;owner;offer_status\r\n1;张三\u{3000};已发送\r\n2;李四;签约\r\n";

    #[test]
    fn each_encoding_is_detected_and_comes_back_byte_for_byte() {
        for (encoding, mark) in [
            (UTF_8, false),
            (UTF_8, true),
            (UTF_16LE, true),
            (UTF_16BE, true),
            (UTF_16LE, false),
            (UTF_16BE, false),
            (GB18030, false),
            (GB18030, true),
        ] {
            let charset = Charset { encoding, mark };
            let bytes = charset.encode(TEXT);
            let (found, text) = Charset::decode(&bytes, None).unwrap();
            if (encoding, mark) == (GB18030, true) {
                // Unusual, but kept if the encoding is given.
                let (found, text) = Charset::decode(&bytes, Some(GB18030)).unwrap();
                assert_eq!((found, text.as_str()), (charset, TEXT));
                continue;
            }
            assert_eq!((found, text.as_str()), (charset, TEXT));
            assert_eq!(found.encode(&text), bytes);
        }
    }

    #[test]
    fn one_chinese_name_is_enough_to_tell_gb18030() {
        let (bytes, ..) = GB18030.encode("id,owner\n1,张三\n");
        assert_eq!(Charset::decode(&bytes, None).unwrap().0.name(), "GB18030");
        let (bytes, ..) = GB18030.encode("id,owner\n1,㐂𠮷\n");
        assert_eq!(Charset::decode(&bytes, None).unwrap().1, "id,owner\n1,㐂𠮷\n");
    }

    #[test]
    fn the_requested_encoding_takes_precedence() {
        let (bytes, ..) = encoding_rs::BIG5.encode("id,owner\n1,張三\n");
        let (charset, text) = Charset::decode(&bytes, Some(named("big5").unwrap())).unwrap();
        assert_eq!((charset.name(), text.as_str()), ("Big5", "id,owner\n1,張三\n"));
        let be = Charset { encoding: UTF_16BE, mark: true };
        let found = Charset::decode(&be.encode(TEXT), Some(named("utf-16").unwrap())).unwrap();
        assert_eq!(found, (be, TEXT.to_owned()), "the mark says which of the two");
        assert!(named("utf-9").is_err());
        assert_eq!(named("gbk"), Ok(GB18030));
    }

    #[test]
    fn a_few_bytes_of_0_are_not_enough_to_tell_utf_16() {
        const ASCII: [u8; 2] = *b"ab";
        // Pairs of bytes: this many with the first 0, this many with the second, the others with
        // none.
        let found = |even: usize, odd: usize, none: usize| {
            let mut bytes = [0, b'a'].repeat(even);
            bytes.extend([b'a', 0].repeat(odd));
            bytes.extend(ASCII.repeat(none));
            unmarked_utf16(&bytes)
        };
        for (even, odd, none, expected) in [
            (0, 4, 12, None),
            (0, 5, 11, Some(UTF_16LE)),
            (5, 20, 7, None),
            (5, 21, 6, Some(UTF_16LE)),
            (0, 3, 37, None),
            (3, 10, 3, None),
        ] {
            assert_eq!(found(even, odd, none), expected, "{even} {odd} {none}");
            let mirrored = expected.map(|_| UTF_16BE);
            assert_eq!(found(odd, even, none), mirrored, "{odd} {even} {none}");
        }
    }

    #[test]
    fn a_mark_of_another_encoding_does_not_override_the_requested_one() {
        let marked = Charset { encoding: UTF_16LE, mark: true }.encode("id\n");
        assert!(Charset::decode(&marked, Some(UTF_8)).is_err());
    }

    #[test]
    fn as_many_bad_bytes_as_good_characters_are_another_encoding() {
        // One character that is valid in UTF-8 by chance, and one that is not.
        let found = detected(b"id,owner\n1,\xc3\xa9\n2,\xd5\n");
        assert!(found.is_ok_and(|found| found != UTF_8));
    }

    #[test]
    fn a_line_of_utf_16_is_not_numbered() {
        let error = Charset::decode(b"a\0\n\0b\0\0\xd8", Some(UTF_16LE)).unwrap_err();
        assert!(error.starts_with("the file is not UTF-16LE"), "{error}");
    }

    #[test]
    fn utf_8_with_a_damaged_line_is_not_taken_for_another_encoding() {
        let mut bytes = TEXT.as_bytes().to_vec();
        bytes.extend(b"3;\xd5\xc5;\n");
        let error = Charset::decode(&bytes, None).unwrap_err();
        assert!(error.starts_with("line 4 is not UTF-8"), "{error}");
    }
}
