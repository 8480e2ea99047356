//! Values that are kept, in a tenth of the memory of a tree.

use super::{Entry, Node, Place, Value};
use std::borrow::Cow;

/// A value in few bytes, without the text that it was read from.
#[derive(Clone, PartialEq, Eq)]
pub struct Packed(Box<[u8]>);

impl std::fmt::Debug for Packed {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.node().fmt(formatter)
    }
}

const NULL: u8 = 0;
const FALSE: u8 = 1;
const TRUE: u8 = 2;
const INT: u8 = 3;
const NUMBER: u8 = 4;
const TEXT: u8 = 5;
const LIST: u8 = 6;
const MAP: u8 = 7;

impl Packed {
    /// Packs a value.
    #[must_use]
    pub fn new(node: &Node<'_>) -> Self {
        let mut writer = Writer { bytes: Vec::new(), last: 0 };
        writer.node(node);
        Self(writer.bytes.into_boxed_slice())
    }

    /// The value.
    #[must_use]
    pub fn node(&self) -> Node<'_> {
        let mut reader = Reader { bytes: &self.0, last: 0 };
        // INVARIANT: the writer wrote what the reader reads.
        reader.node().unwrap_or(Node { place: Place::default(), value: Value::Null })
    }
}

struct Writer {
    bytes: Vec<u8>,
    /// The start of the last place, from which the next one is counted.
    last: u32,
}

impl Writer {
    fn node(&mut self, node: &Node<'_>) {
        let tag = match &node.value {
            Value::Null => NULL,
            Value::Bool(false) => FALSE,
            Value::Bool(true) => TRUE,
            Value::Int(_) => INT,
            Value::Number(_) => NUMBER,
            Value::Text(_) => TEXT,
            Value::List(_) => LIST,
            Value::Map(_) => MAP,
        };
        self.bytes.push(tag);
        self.place(node.place);
        match &node.value {
            Value::Null | Value::Bool(_) => {}
            Value::Int(number) => self.bytes.extend(number.to_le_bytes()),
            Value::Number(text) | Value::Text(text) => self.text(text),
            Value::List(items) => {
                self.count(items.len() as u64);
                items.iter().for_each(|item| self.node(item));
            }
            Value::Map(entries) => {
                self.count(entries.len() as u64);
                for Entry { place, key, node } in entries {
                    self.place(*place);
                    self.text(key);
                    self.node(node);
                }
            }
        }
    }

    /// A place, counted from the one before: forward or backward.
    fn place(&mut self, place: Place) {
        let ahead = i64::from(place.start) - i64::from(self.last);
        self.count(((ahead << 1) ^ (ahead >> 63)).cast_unsigned());
        self.count(u64::from(place.end.wrapping_sub(place.start)));
        self.last = place.start;
    }

    fn text(&mut self, text: &str) {
        self.count(text.len() as u64);
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// Seven bits a byte, the lowest first.
    fn count(&mut self, mut number: u64) {
        while let low = number.to_le_bytes()[0] & 0x7f
            && number > 0x7f
        {
            self.bytes.push(low | 0x80);
            number >>= 7;
        }
        self.bytes.push(number.to_le_bytes()[0]);
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    last: u32,
}

impl<'a> Reader<'a> {
    fn node(&mut self) -> Option<Node<'a>> {
        let [tag] = *self.take(1)? else { return None };
        let place = self.place()?;
        let value = match tag {
            FALSE | TRUE => Value::Bool(tag == TRUE),
            INT => Value::Int(i64::from_le_bytes(self.take(8)?.try_into().ok()?)),
            NUMBER => Value::Number(self.text()?),
            TEXT => Value::Text(self.text()?),
            LIST => {
                let count = self.count()?;
                Value::List((0..count).map(|_| self.node()).collect::<Option<_>>()?)
            }
            MAP => {
                let count = self.count()?;
                Value::Map((0..count).map(|_| self.entry()).collect::<Option<_>>()?)
            }
            _ => Value::Null,
        };
        Some(Node { place, value })
    }

    fn entry(&mut self) -> Option<Entry<'a>> {
        Some(Entry { place: self.place()?, key: self.text()?, node: self.node()? })
    }

    fn place(&mut self) -> Option<Place> {
        let folded = self.count()?;
        let ahead = (folded >> 1).cast_signed() ^ -(folded & 1).cast_signed();
        let start = u32::try_from(i64::from(self.last) + ahead).ok()?;
        let length = u32::try_from(self.count()?).ok()?;
        self.last = start;
        Some(Place { start, end: start.wrapping_add(length) })
    }

    fn text(&mut self) -> Option<Cow<'a, str>> {
        let length = usize::try_from(self.count()?).ok()?;
        std::str::from_utf8(self.take(length)?).ok().map(Cow::Borrowed)
    }

    fn count(&mut self) -> Option<u64> {
        let (mut number, mut shift) = (0, 0);
        loop {
            let [byte] = *self.take(1)? else { return None };
            number |= u64::from(byte & 0x7f).checked_shl(shift)?;
            shift += 7;
            if byte < 0x80 {
                return Some(number);
            }
        }
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        Some(taken)
    }
}
