//! Byte offsets to positions of the protocol and back.
//!
//! A line ends at `\n`, `\r\n` or `\r` there, and a column counts what was agreed: bytes, or the units of
//! UTF-16.

use lsp_types::{Position, Range};
use netz::source::Span;

/// What columns count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// Units of UTF-16, which every client knows.
    #[default]
    Utf16,
}

/// How many bytes lie between two places whose units are counted beforehand.
const STRIDE: usize = 1024;

/// Where the lines of a text start, and how to count in them.
#[derive(Debug, Clone, Default)]
pub struct Lines {
    /// Where each line starts.
    starts: Vec<u32>,
    /// How many units of UTF-16 stand before each multiple of [`STRIDE`]; empty where a byte is a unit.
    units: Vec<u32>,
}

impl Lines {
    /// Scans a text once.
    pub fn new(text: &str, encoding: Encoding) -> Self {
        let mut starts = vec![0];
        let bytes = text.as_bytes();
        for (at, byte) in bytes.iter().enumerate() {
            let ends = *byte == b'\n' || *byte == b'\r' && bytes.get(at + 1) != Some(&b'\n');
            if ends {
                starts.push(small(at + 1));
            }
        }
        let units = match encoding {
            Encoding::Utf16 if !text.is_ascii() => {
                let strides = bytes.chunks(STRIDE).scan(0, |before, stride| {
                    let start = *before;
                    *before += units_in(stride);
                    Some(start)
                });
                strides.collect()
            }
            _ => Vec::new(),
        };
        Self { starts, units }
    }

    /// The position of an offset of the text.
    pub fn position(&self, text: &str, offset: u32) -> Position {
        let offset = offset.min(small(text.len()));
        let line = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let start = self.starts.get(line).copied().unwrap_or_default();
        let character = self.units_before(text, offset) - self.units_before(text, start);
        Position { line: small(line), character }
    }

    /// The range of a part of the text.
    pub fn range(&self, text: &str, span: Span) -> Range {
        Range { start: self.position(text, span.start), end: self.position(text, span.end) }
    }

    /// The offset of a position. Behind the end of a line it is that end, behind the last line the end of
    /// the text.
    pub fn offset(&self, text: &str, position: Position) -> u32 {
        let line = position.line as usize;
        let Some(start) = self.starts.get(line).copied() else { return small(text.len()) };
        let end = self.starts.get(line + 1).map_or(text.len(), |next| *next as usize);
        let content = text.get(start as usize..end).unwrap_or_default();
        let length = content.trim_end_matches(['\n', '\r']).len();
        let end = start.saturating_add(small(length));
        if self.units.is_empty() {
            let mut offset = start.saturating_add(position.character).min(end);
            while !text.is_char_boundary(offset as usize) {
                offset -= 1;
            }
            return offset;
        }
        let wanted = self.units_before(text, start).saturating_add(position.character);
        let stride = self.units.partition_point(|units| *units <= wanted).saturating_sub(1);
        let mut at = (stride * STRIDE).max(start as usize);
        while !text.is_char_boundary(at) {
            at += 1;
        }
        let mut units = self.units_before(text, small(at));
        for letter in text.get(at..end as usize).unwrap_or_default().chars() {
            units += small(letter.len_utf16());
            if units > wanted {
                break;
            }
            at += letter.len_utf8();
        }
        small(at).min(end)
    }

    /// How many units of the encoding stand before an offset.
    fn units_before(&self, text: &str, offset: u32) -> u32 {
        if self.units.is_empty() {
            return offset;
        }
        let offset = offset as usize;
        let stride = (offset / STRIDE).min(self.units.len() - 1);
        let counted = self.units.get(stride).copied().unwrap_or_default();
        counted + units_in(text.as_bytes().get(stride * STRIDE..offset).unwrap_or_default())
    }
}

/// How many units of UTF-16 the characters have that start in these bytes.
fn units_in(bytes: &[u8]) -> u32 {
    let units = bytes.iter().map(|byte| match byte {
        0b1000_0000..=0b1011_1111 => 0,
        0b1111_0000.. => 2,
        _ => 1,
    });
    units.sum()
}

fn small(size: usize) -> u32 {
    u32::try_from(size).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "a\u{1F980}b\r\nä\rx\n\nlast";

    #[test]
    fn positions_count_what_was_agreed() {
        let at = |encoding, offset| {
            let position = Lines::new(TEXT, encoding).position(TEXT, offset);
            (position.line, position.character)
        };
        assert_eq!((at(Encoding::Utf8, 5), at(Encoding::Utf16, 5)), ((0, 5), (0, 3)));
        assert_eq!((at(Encoding::Utf8, 10), at(Encoding::Utf16, 10)), ((1, 2), (1, 1)));
        assert_eq!(at(Encoding::Utf16, 11), (2, 0));
        assert_eq!(at(Encoding::Utf16, 99), (4, 4));
    }

    #[test]
    fn every_offset_comes_back() {
        let long: String = "zone ä; \u{1F980} ".repeat(500);
        for text in [TEXT, &long, &"ä\n".repeat(3000), "", "plain\ntext"] {
            for encoding in [Encoding::Utf8, Encoding::Utf16] {
                let lines = Lines::new(text, encoding);
                for (offset, letter) in text.char_indices() {
                    let position = lines.position(text, small(offset));
                    let back = lines.offset(text, position) as usize;
                    // Of a `\r\n` the place between is no position.
                    let between = letter == '\n' && text[..offset].ends_with('\r');
                    assert!(back == offset || between, "{offset} of {text:?}");
                }
            }
        }
    }

    #[test]
    fn positions_that_no_text_has_are_the_nearest_that_it_has() {
        let lines = Lines::new(TEXT, Encoding::Utf16);
        let offset = |line, character| lines.offset(TEXT, Position { line, character });
        assert_eq!(offset(0, 99), 6);
        assert_eq!(offset(0, 2), 1, "half of a pair");
        assert_eq!(offset(99, 0), small(TEXT.len()));
        let bytes = Lines::new(TEXT, Encoding::Utf8);
        assert_eq!(bytes.offset(TEXT, Position { line: 0, character: 3 }), 1);
    }
}
