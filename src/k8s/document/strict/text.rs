//! Blocks of text: behind `|` as they stand, behind `>` with their lines joined.

use super::{Node, Reader, Value, fold};
use std::borrow::Cow;

/// What becomes of the line breaks at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tail {
    /// None is left.
    Strip,
    /// One.
    Clip,
    /// All.
    Keep,
}

impl<'a> Reader<'a> {
    /// The text whose lines stand deeper than a column, and the line behind it.
    pub(super) fn block_text(&mut self, column: usize, keep: bool) -> Option<Node<'a>> {
        let folds = self.byte(self.at)? == b'>';
        self.at += 1;
        let tail = match self.byte(self.at)? {
            b'-' => Tail::Strip,
            b'+' => Tail::Keep,
            _ => Tail::Clip,
        };
        self.at += usize::from(tail != Tail::Clip);
        // A digit would say how deep the lines stand.
        self.blanks();
        if !self.is_at_end() {
            return None;
        }
        self.skip_line();
        let (mut empty, indent) = self.first_line()?;
        if indent <= column {
            return None;
        }
        let start = self.at;
        let (mut end, mut said) = (start, String::new());
        let (mut breaks, mut was_blank) = (false, false);
        // At the first character of a line.
        loop {
            let from = self.at;
            self.skip_line();
            let line = self.text.get(from..self.at)?;
            let has_break = line.ends_with('\n');
            let line = line.strip_suffix('\n').unwrap_or(line);
            let line = line.strip_suffix('\r').unwrap_or(line);
            let is_blank = line.starts_with([' ', '\t']);
            if keep {
                if breaks && folds && !was_blank && !is_blank {
                    fold(&mut said, empty);
                } else {
                    said.extend(std::iter::repeat_n('\n', empty + usize::from(breaks)));
                }
                said.push_str(line);
            }
            (was_blank, breaks, empty) = (is_blank, has_break, 0);
            let length = line.trim_end().len();
            if length > 0 {
                end = from + length;
            }
            if !has_break {
                break;
            }
            match self.following(indent)? {
                (count, true) => empty = count,
                (count, false) => {
                    empty = count;
                    break;
                }
            }
        }
        if tail != Tail::Strip {
            said.push('\n');
        }
        if tail == Tail::Keep {
            said.extend(std::iter::repeat_n('\n', empty));
        }
        self.next_line()?;
        Some(Node { place: self.place(start, end), value: Value::Text(Cow::Owned(said)) })
    }

    /// From the start of a line on, to the first character of the text. How many empty lines there are
    /// before, and how deep it stands.
    fn first_line(&mut self) -> Option<(usize, usize)> {
        let (mut empty, mut deepest) = (0, 0);
        loop {
            let line = self.at;
            self.blanks();
            let indent = self.at - line;
            if self.line_break() {
                (empty, deepest) = (empty + 1, deepest.max(indent));
                continue;
            }
            let is_plain = deepest <= indent && self.byte(self.at)? != b'\t';
            return is_plain.then_some((empty, indent));
        }
    }

    /// From the start of a line on: how many empty ones there are, and whether another line of the text
    /// follows, to whose first character it goes.
    fn following(&mut self, indent: usize) -> Option<(usize, bool)> {
        let mut empty = 0;
        loop {
            let line = self.at;
            while self.at - line < indent && self.byte(self.at) == Some(b' ') {
                self.at += 1;
            }
            if self.line_break() {
                empty += 1;
                continue;
            }
            let column = self.at - line;
            if column < indent || self.byte(self.at).is_none() {
                // Blanks behind the last line break are read in more than one way.
                let ends = column == 0 || self.byte(self.at).is_some();
                self.at = line;
                return ends.then_some((empty, false));
            }
            return Some((empty, true));
        }
    }
}
