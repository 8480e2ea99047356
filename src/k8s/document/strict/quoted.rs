//! Texts in quotes.

use super::{Reader, fold};
use std::borrow::Cow;

impl<'a> Reader<'a> {
    /// Goes over a text in quotes, and says what it says where it is kept. It may go on on lines deeper than
    /// a column, or, where there is none, must end on its line.
    pub(super) fn quoted(&mut self, column: Option<usize>, keep: bool) -> Option<Cow<'a, str>> {
        let quote = self.byte(self.at)?;
        let escape = if quote == b'"' { b'\\' } else { quote };
        self.at += 1;
        let mut said = Cow::Borrowed("");
        loop {
            let rest = self.text.get(self.at..)?;
            let length = memchr::memchr3(quote, escape, b'\n', rest.as_bytes())?;
            let part = rest.get(..length)?;
            let byte = self.byte(self.at + length)?;
            self.at += length + 1;
            if byte == b'\n' {
                let part = part.trim_end_matches(['\r', ' ', '\t']);
                let empty = self.continued(column?)?;
                if keep {
                    said.to_mut().push_str(part);
                    fold(said.to_mut(), empty);
                }
                continue;
            }
            if keep {
                match said.as_ref() {
                    "" => said = Cow::Borrowed(part),
                    _ => said.to_mut().push_str(part),
                }
            }
            let char = match byte {
                b'\'' if self.byte(self.at) == Some(b'\'') => {
                    self.at += 1;
                    '\''
                }
                b'\\' => match self.escaped(column)? {
                    Some(char) => char,
                    None => continue,
                },
                _ => return Some(said),
            };
            if keep {
                said.to_mut().push(char);
            }
        }
    }

    /// From the start of a line on, to the first content, which stands deeper than a column. How many empty
    /// lines there are before.
    fn continued(&mut self, column: usize) -> Option<usize> {
        let mut empty = 0;
        loop {
            let line = self.at;
            self.blanks();
            if self.line_break() {
                empty += 1;
                continue;
            }
            let is_deeper = self.at - line > column;
            self.line = line;
            return (is_deeper && self.byte(self.at)? != b'\t').then_some(empty);
        }
    }

    /// What stands behind a backslash; nothing for a line that goes on.
    fn escaped(&mut self, column: Option<usize>) -> Option<Option<char>> {
        if self.line_break() {
            return (self.continued(column?)? == 0).then_some(None);
        }
        let byte = self.byte(self.at)?;
        self.at += 1;
        let digits = match byte {
            b'0' => return Some(Some('\0')),
            b'a' => return Some(Some('\u{7}')),
            b'b' => return Some(Some('\u{8}')),
            b't' => return Some(Some('\t')),
            b'n' => return Some(Some('\n')),
            b'v' => return Some(Some('\u{b}')),
            b'f' => return Some(Some('\u{c}')),
            b'r' => return Some(Some('\r')),
            b'e' => return Some(Some('\u{1b}')),
            b' ' | b'"' | b'/' | b'\\' => return Some(Some(char::from(byte))),
            b'N' => return Some(Some('\u{85}')),
            b'_' => return Some(Some('\u{a0}')),
            b'L' => return Some(Some('\u{2028}')),
            b'P' => return Some(Some('\u{2029}')),
            b'x' => 2,
            b'u' => 4,
            b'U' => 8,
            _ => return None,
        };
        let code = self.text.get(self.at..self.at + digits)?;
        if !code.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        self.at += digits;
        u32::from_str_radix(code, 16).ok().and_then(char::from_u32).map(Some)
    }
}
