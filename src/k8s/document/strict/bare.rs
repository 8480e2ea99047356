//! Words without quotes, on one line and over several.

use super::{Reader, fold};
use crate::k8s::document::{Node, Value, scalar};
use std::borrow::Cow;

/// Why a bare word ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// At the end of its line.
    Line,
    /// At a colon that makes it a key.
    Colon,
    /// At a comment.
    Comment,
}

impl<'a> Reader<'a> {
    /// Whether a bare word starts there.
    pub(super) fn starts_bare(&self) -> bool {
        match self.byte(self.at) {
            Some(b'-' | b'?' | b':') => !self.is_blank(self.at + 1),
            Some(byte) => !b" \t\r\n,[]{}#&*!|>'\"%@`".contains(&byte),
            None => false,
        }
    }

    /// Where a bare word ends on its line, and why; none where there is a tab.
    pub(super) fn bare_end(&self, from: usize) -> Option<(usize, Stop)> {
        let mut at = from;
        let stop = loop {
            match self.byte(at) {
                None | Some(b'\n' | b'\r') => break Stop::Line,
                Some(b':') if self.is_blank(at + 1) => return Some((at, Stop::Colon)),
                Some(b'#') if self.byte(at - 1) == Some(b' ') => break Stop::Comment,
                Some(b'\t') => return None,
                Some(_) => at += 1,
            }
        };
        while self.byte(at - 1) == Some(b' ') {
            at -= 1;
        }
        Some((at, stop))
    }

    /// A bare word, which may go on on deeper lines.
    pub(super) fn bare(&mut self, column: usize, keep: bool) -> Option<Node<'a>> {
        let start = self.at;
        let (mut end, mut stop) = self.bare_end(start)?;
        let mut said = Cow::Borrowed(self.text.get(start..end)?);
        loop {
            match stop {
                Stop::Colon => return None,
                Stop::Comment => {
                    self.at = end;
                    self.end_line()?;
                    break;
                }
                Stop::Line => {}
            }
            self.at = end;
            self.skip_line();
            let after = self.at;
            self.next_line()?;
            let is_text = |column: &usize, at: usize| {
                self.column.is_some_and(|next| next > *column) && at == self.at
            };
            // Behind a comment a text doesn't go on.
            let Some(breaks) = self.empty_lines(after).filter(|(_, at)| is_text(&column, *at))
            else {
                break;
            };
            let from = self.at;
            (end, stop) = self.bare_end(from)?;
            if keep {
                fold(said.to_mut(), breaks.0);
                said.to_mut().push_str(self.text.get(from..end)?);
            }
        }
        let value = if keep { bare_value(said) } else { Value::Null };
        Some(Node { place: self.place(start, end), value })
    }

    /// How many empty lines there are from the start of one on, and where the first content behind them
    /// stands.
    pub(super) fn empty_lines(&self, from: usize) -> Option<(usize, usize)> {
        let (mut at, mut count) = (from, 0);
        loop {
            match self.byte(at)? {
                b' ' | b'\r' => at += 1,
                b'\n' => {
                    count += 1;
                    at += 1;
                }
                _ => return Some((count, at)),
            }
        }
    }
}

/// What a word without quotes says.
pub(super) fn bare_value(word: Cow<'_, str>) -> Value<'_> {
    match word.as_bytes().first() {
        Some(b'n' | b'N' | b't' | b'T' | b'f' | b'F') | None => scalar::in_yaml_1_2(word),
        Some(byte) if byte.is_ascii_alphabetic() => Value::Text(word),
        Some(_) => scalar::in_yaml_1_2(word),
    }
}
