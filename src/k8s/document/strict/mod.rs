//! The YAML in which objects are mostly written: maps and lists in blocks, keys on one line, no anchors, no
//! tags, no tabs before anything. What it takes it reads as the library does, at the same places; of
//! anything else it says nothing, and the library is asked.

mod bare;
mod flow;
mod quoted;
mod text;

use super::keys::Keys;
use super::{Entry, Node, Place, Value};
use bare::Stop;
use std::borrow::Cow;

/// How deep values may stand in each other.
const DEEPEST: usize = 64;

/// How long a key may be: the library takes 1,024 characters.
const LONGEST_KEY: usize = 1000;

/// Reads one document, whose text starts at an offset; none when it isn't strict. One without content is
/// null.
pub fn document(text: &str, start: usize) -> Option<Node<'_>> {
    all(text, start, usize::MAX)
}

/// The same with the values of the outermost maps and lists alone, `levels` deep: all others are checked,
/// and null.
pub fn outline(text: &str, start: usize, levels: usize) -> Option<Node<'_>> {
    all(text, start, levels)
}

fn all(text: &str, start: usize, levels: usize) -> Option<Node<'_>> {
    let mut reader = Reader::new(text, start, levels);
    if !reader.has_usual_characters() {
        return None;
    }
    reader.next_line()?;
    let Some(column) = reader.column else {
        return Some(Node { place: Place::new(start, start), value: Value::Null });
    };
    let node = reader.block(column, 0)?;
    reader.column.is_none().then_some(node)
}

/// Reads a map in a list of a document of which there is an outline, from where it stands in it.
pub fn item(text: &str, start: usize, at: usize) -> Option<Node<'_>> {
    let mut reader = Reader::new(text, start, usize::MAX);
    reader.at = at;
    if reader.byte(at) == Some(b'{') {
        // How deep its lines stand was seen to before.
        return reader.flow(0, 0);
    }
    let before = text.get(..at)?;
    reader.line = before.rfind('\n').map_or(0, |newline| newline + 1);
    let column = at - reader.line;
    reader.column = Some(column);
    reader.block(column, 0)
}

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    /// The next byte.
    at: usize,
    /// Where its line starts.
    line: usize,
    /// The column of the next content, at the start of a line; none at the end.
    column: Option<usize>,
    /// The offset of the text.
    start: usize,
    keys: Keys<'a>,
    /// How many levels of maps and lists are kept.
    levels: usize,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, start: usize, levels: usize) -> Self {
        let (bytes, keys) = (text.as_bytes(), Keys::default());
        Self { text, bytes, at: 0, line: 0, column: None, start, keys, levels }
    }

    /// Whether there is no byte order mark, nothing that ends a text, and no half of a line break.
    fn has_usual_characters(&self) -> bool {
        memchr::memchr3_iter(0, b'\r', 0xEF, self.bytes).all(|at| match self.bytes.get(at) {
            Some(b'\r') => self.byte(at + 1) == Some(b'\n'),
            Some(0xEF) => self.bytes.get(at + 1..at + 3) != Some(&[0xBB, 0xBF]),
            _ => false,
        })
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    fn place(&self, start: usize, end: usize) -> Place {
        Place::new(self.start + start, self.start + end)
    }

    /// Whether a blank, a line break or the end stands somewhere.
    fn is_blank(&self, at: usize) -> bool {
        matches!(self.byte(at), None | Some(b' ' | b'\n' | b'\r' | b'\t'))
    }

    /// Goes over blanks.
    fn blanks(&mut self) {
        while self.byte(self.at) == Some(b' ') {
            self.at += 1;
        }
    }

    /// Goes over a line break, where one comes next; `false` where none does.
    fn line_break(&mut self) -> bool {
        let length = match self.byte(self.at) {
            Some(b'\n') => 1,
            Some(b'\r') => 2,
            _ => return false,
        };
        self.at += length;
        true
    }

    /// Goes behind the line.
    fn skip_line(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        self.at = memchr::memchr(b'\n', rest).map_or(self.bytes.len(), |end| self.at + end + 1);
    }

    /// From the start of a line, goes to the next that says something.
    fn next_line(&mut self) -> Option<()> {
        loop {
            self.line = self.at;
            self.blanks();
            match self.byte(self.at) {
                None => {
                    self.column = None;
                    return Some(());
                }
                Some(b'\n' | b'\r') => {
                    self.line_break();
                }
                Some(b'#') => self.skip_line(),
                Some(b'\t') => return None,
                Some(_) => break,
            }
        }
        let column = self.at - self.line;
        let rest = self.bytes.get(self.at..)?;
        if column == 0
            && (rest.starts_with(b"---") || rest.starts_with(b"...") || rest.starts_with(b"%"))
        {
            return None;
        }
        self.column = Some(column);
        Some(())
    }

    /// Whether nothing but a comment follows on the line.
    fn is_at_end(&self) -> bool {
        match self.byte(self.at) {
            None | Some(b'\n' | b'\r') => true,
            Some(b'#') => self.at.checked_sub(1).and_then(|at| self.byte(at)) == Some(b' '),
            _ => false,
        }
    }

    /// Behind a value: ends the line, and goes to the next that says something.
    fn end_line(&mut self) -> Option<()> {
        self.blanks();
        if !self.is_at_end() {
            return None;
        }
        self.skip_line();
        self.next_line()
    }

    /// What follows an entry stands no deeper than it.
    fn ends(&self, column: usize) -> Option<()> {
        self.column.is_none_or(|at| at <= column).then_some(())
    }

    fn is_dash(&self) -> bool {
        self.byte(self.at) == Some(b'-') && self.is_blank(self.at + 1)
    }

    /// A list or a map whose entries stand at this column.
    fn block(&mut self, column: usize, level: usize) -> Option<Node<'a>> {
        match level {
            DEEPEST.. => None,
            _ if self.is_dash() => self.list(column, level),
            _ => self.map(column, level),
        }
    }

    fn list(&mut self, column: usize, level: usize) -> Option<Node<'a>> {
        let keep = level < self.levels;
        let mut items: Vec<Node<'a>> = Vec::new();
        let mut place: Option<Place> = None;
        while self.column == Some(column) && self.is_dash() {
            self.at += 1;
            self.blanks();
            if self.is_at_end() {
                self.end_line()?;
                self.column.filter(|next| *next > column)?;
            }
            let node = self.node(column, level + 1, keep)?;
            place = Some(place.unwrap_or(node.place).to(node.place));
            if keep {
                items.push(node);
            }
            self.ends(column)?;
        }
        Some(Node { place: place?, value: Value::List(items) })
    }

    /// What stands there, of an entry at a column that is further to the left.
    fn node(&mut self, left: usize, level: usize, keep: bool) -> Option<Node<'a>> {
        if !self.is_dash() && !self.is_key() {
            return self.value(left, level, keep);
        }
        let column = self.at - self.line;
        self.column = Some(column);
        self.block(column, level)
    }

    fn map(&mut self, column: usize, level: usize) -> Option<Node<'a>> {
        let keep = level < self.levels;
        let mut entries: Vec<Entry<'a>> = Vec::new();
        let mut place: Option<Place> = None;
        let outer = self.keys.enter();
        while self.column == Some(column) && !self.is_dash() {
            let start = self.at;
            let (key, end) = self.key()?;
            self.blanks();
            let node = if self.is_at_end() {
                self.end_line()?;
                match self.column {
                    Some(next) if next > column => self.node(column, level + 1, keep)?,
                    Some(next) if next == column && self.is_dash() => {
                        self.list(column, level + 1)?
                    }
                    _ => Node { place: self.place(end, end), value: Value::Null },
                }
            } else {
                self.value(column, level + 1, keep)?
            };
            let at = self.place(start, end);
            place = Some(place.unwrap_or(at).to(node.place));
            if keep {
                entries.push(Entry { place: at, key, node });
            }
            self.ends(column)?;
        }
        self.keys.leave(outer)?;
        Some(Node { place: place?, value: Value::Map(entries) })
    }

    /// Whether a key stands there.
    fn is_key(&mut self) -> bool {
        let at = self.at;
        let end = match self.byte(at) {
            Some(b'\'' | b'"') => self.quoted(None, false).map(|_| self.at),
            _ if self.starts_bare() => {
                self.bare_end(at).filter(|(_, stop)| *stop == Stop::Colon).map(|(end, _)| end)
            }
            _ => None,
        };
        self.at = at;
        end.is_some_and(|end| self.byte(end) == Some(b':') && self.is_blank(end + 1))
    }

    /// Goes over a key and its colon. What it says, and where it ends.
    fn key(&mut self) -> Option<(Cow<'a, str>, usize)> {
        let start = self.at;
        let (key, end) = match self.byte(start)? {
            b'\'' | b'"' => (self.quoted(None, true)?, self.at),
            _ if self.starts_bare() => {
                let (end, stop) = self.bare_end(start)?;
                let word = self.text.get(start..end)?;
                let names =
                    stop == Stop::Colon && says_more_than_null(word) && !word.ends_with(' ');
                (Cow::Borrowed(names.then_some(word)?), end)
            }
            _ => return None,
        };
        let fits = end - start < LONGEST_KEY && self.byte(end)? == b':' && self.is_blank(end + 1);
        if !fits || !self.keys.add(key.clone()) {
            return None;
        }
        self.at = end + 1;
        Some((key, end))
    }

    /// A value that starts on this line, of an entry at a column, and all of the line it ends on.
    fn value(&mut self, column: usize, level: usize, keep: bool) -> Option<Node<'a>> {
        let start = self.at;
        match self.byte(start)? {
            b'\'' | b'"' => {
                let value = Value::Text(self.quoted(Some(column), keep)?);
                let place = self.place(start, self.at);
                self.end_line()?;
                Some(Node { place, value })
            }
            b'[' | b'{' => {
                let node = self.flow(column, level)?;
                self.end_line()?;
                Some(node)
            }
            b'|' | b'>' => self.block_text(column, keep),
            _ if self.starts_bare() => self.bare(column, keep),
            _ => None,
        }
    }
}

/// Joins lines: a blank for a line break, a line break for each empty line.
fn fold(text: &mut String, empty_lines: usize) {
    match empty_lines {
        0 => text.push(' '),
        _ => text.extend(std::iter::repeat_n('\n', empty_lines)),
    }
}

/// Whether a key without quotes is neither null nor takes in another map.
fn says_more_than_null(word: &str) -> bool {
    !matches!(word, "" | "~" | "null" | "Null" | "NULL" | "<<")
}
