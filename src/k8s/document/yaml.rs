//! Any YAML, read by a library.

use super::{DEEPEST, Entry, Node, Place, TOO_DEEP, Unreadable, Value, scalar, twice};
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Span};
use std::borrow::Cow;
use std::collections::HashMap;

/// How many values the aliases of a document may stand for.
const MOST_ALIASED: usize = 100_000;

/// One document of YAML, whose text starts at an offset.
///
/// # Errors
/// When it is none, or has what no object has: tags, keys that are no text, a key twice, aliases that stand
/// for too much.
pub fn document(text: &str, start: usize) -> Result<Node<'_>, Unreadable> {
    let mut builder = Builder {
        offsets: Offsets::new(text, start),
        open: Vec::new(),
        anchors: HashMap::new(),
        aliased: 0,
        document: None,
    };
    let mut parser = Parser::new_from_str(text);
    loop {
        match parser.next_event() {
            None | Some(Ok((Event::StreamEnd, _))) => break,
            Some(Ok((event, span))) => builder.take(event, span)?,
            Some(Err(error)) => {
                let at = builder.offsets.of(*error.marker());
                let too_deep = error.info() == "recursion limit exceeded";
                return Err(Unreadable::new(at, if too_deep { TOO_DEEP } else { error.info() }));
            }
        }
    }
    let nothing = Node { place: Place::new(start, start), value: Value::Null };
    Ok(builder.document.unwrap_or(nothing))
}

/// Offsets of characters, for places that mostly ascend.
struct Offsets<'a> {
    text: &'a str,
    start: usize,
    is_ascii: bool,
    /// The last character that was asked for, and its offset in the text.
    last: (usize, usize),
}

impl<'a> Offsets<'a> {
    fn new(text: &'a str, start: usize) -> Self {
        Self { text, start, is_ascii: text.is_ascii(), last: (0, 0) }
    }

    fn of(&mut self, mark: Marker) -> usize {
        let index = mark.index();
        if self.is_ascii {
            return self.start + index.min(self.text.len());
        }
        let (mut at, mut offset) = self.last;
        if index < at {
            let before = self.text.get(..offset).unwrap_or_default();
            let back = before.char_indices().rev().nth(at - index - 1);
            (at, offset) = (index, back.map_or(0, |(offset, _)| offset));
        }
        let rest = self.text.get(offset..).unwrap_or_default();
        let ahead = rest.char_indices().nth(index - at);
        let offset = ahead.map_or(self.text.len(), |(ahead, _)| offset + ahead);
        self.last = (index, offset);
        self.start + offset
    }

    fn place(&mut self, span: Span) -> Place {
        let start = self.of(span.start);
        Place::new(start, self.of(span.end).max(start))
    }

    /// The text of a place.
    fn said(&self, place: Place) -> &'a str {
        let (start, end) = (place.start as usize, place.end as usize);
        let range = start.saturating_sub(self.start)..end.saturating_sub(self.start);
        self.text.get(range).unwrap_or_default()
    }

    /// A block of text without the lines behind it.
    fn trimmed(&self, place: Place) -> Place {
        let start = place.start as usize;
        Place::new(start, start + self.said(place).trim_end().len())
    }

    /// A text in quotes without what stands behind them.
    fn in_quotes(&self, place: Place) -> Place {
        let said = self.said(place).as_bytes();
        let quote = said.first().copied().unwrap_or_default();
        let mut at = 1;
        while let Some(byte) = said.get(at) {
            match (*byte, said.get(at + 1)) {
                (b'\\', _) if quote == b'"' => at += 2,
                (b'\'', Some(b'\'')) if quote == b'\'' => at += 2,
                (byte, _) if byte == quote => break,
                _ => at += 1,
            }
        }
        let start = place.start as usize;
        Place::new(start, start + said.len().min(at + 1))
    }
}

/// The key under which the entries of other maps are taken in.
const MERGE: &str = "<<";

/// A list or a map whose end is not read yet.
struct Open<'a> {
    place: Place,
    anchor: usize,
    items: Items<'a>,
}

enum Items<'a> {
    List(Vec<Node<'a>>),
    Map(Vec<Entry<'a>>, Vec<Entry<'a>>, Expected<'a>),
}

/// What comes next in a map.
enum Expected<'a> {
    Key,
    Value(Place, Cow<'a, str>),
    /// A map, or a list of maps, to take the entries of.
    Merged,
}

struct Builder<'a> {
    offsets: Offsets<'a>,
    open: Vec<Open<'a>>,
    anchors: HashMap<usize, Node<'a>>,
    aliased: usize,
    document: Option<Node<'a>>,
}

impl<'a> Builder<'a> {
    fn take(&mut self, event: Event<'a>, span: Span) -> Result<(), Unreadable> {
        let mut place = self.offsets.place(span);
        if let Event::Scalar(_, style, ..) = &event {
            place = match style {
                ScalarStyle::Literal | ScalarStyle::Folded => self.offsets.trimmed(place),
                ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
                    self.offsets.in_quotes(place)
                }
                ScalarStyle::Plain => place,
            };
        }
        match event {
            Event::Scalar(_, _, _, Some(tag))
            | Event::SequenceStart(_, Some(tag))
            | Event::MappingStart(_, Some(tag)) => refused(place, format!("a tag, `{tag}`")),
            Event::Scalar(text, style, anchor, None) => {
                let is_bare = style == ScalarStyle::Plain;
                if is_bare && text == MERGE && self.expects_key() {
                    self.expect(Expected::Merged);
                    return Ok(());
                }
                let value = match is_bare {
                    true => scalar::in_yaml_1_2(text.clone()),
                    false => Value::Text(text.clone()),
                };
                self.put(anchor, Node { place, value }, Some(text))
            }
            Event::SequenceStart(anchor, None) => self.open(place, anchor, Items::List(Vec::new())),
            Event::MappingStart(anchor, None) => {
                let items = Items::Map(Vec::new(), Vec::new(), Expected::Key);
                self.open(place, anchor, items)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(place),
            Event::Alias(anchor) => {
                let Some(node) = self.anchors.get(&anchor) else {
                    return refused(place, "an alias of what it stands in");
                };
                self.aliased = self.aliased.saturating_add(size(node));
                if self.aliased > MOST_ALIASED {
                    return refused(place, "its aliases stand for more than 100,000 values");
                }
                let node = Node { place, value: node.value.clone() };
                let text = node.text().map(|text| Cow::Owned(text.to_owned()));
                self.put(0, node, text)
            }
            Event::DocumentStart(_) if self.document.is_some() => {
                refused(place, "a second document")
            }
            _ => Ok(()),
        }
    }

    fn expects_key(&self) -> bool {
        let innermost = self.open.last().map(|open| &open.items);
        matches!(innermost, Some(Items::Map(_, _, Expected::Key)))
    }

    fn expect(&mut self, next: Expected<'a>) {
        if let Some(Open { items: Items::Map(_, _, expected), .. }) = self.open.last_mut() {
            *expected = next;
        }
    }

    fn open(&mut self, place: Place, anchor: usize, items: Items<'a>) -> Result<(), Unreadable> {
        if self.open.len() >= DEEPEST {
            return refused(place, TOO_DEEP);
        }
        if self.expects_key() {
            return refused(place, NO_KEY);
        }
        self.open.push(Open { place, anchor, items });
        Ok(())
    }

    fn close(&mut self, end: Place) -> Result<(), Unreadable> {
        let Some(Open { place, anchor, items }) = self.open.pop() else { return Ok(()) };
        let within = match &items {
            Items::List(items) => {
                items.first().zip(items.last()).map(|(first, last)| first.place.to(last.place))
            }
            Items::Map(entries, ..) => entries
                .first()
                .zip(entries.last())
                .map(|(first, last)| first.place.to(last.node.place)),
        };
        // A block has no brackets: its end is wherever the next thing stands, of no length.
        let is_flow = end.start < end.end;
        let bracket = Place { end: end.start + 1, ..end };
        let place = if is_flow { place.to(bracket) } else { within.unwrap_or(place) };
        let value = match items {
            Items::List(items) => Value::List(items),
            Items::Map(mut entries, merged, _) => {
                if let Some(twice) = twice(&entries) {
                    return refused(twice.place, format!("the key `{}` twice", twice.key));
                }
                // Own entries win over merged ones, and earlier merged ones over later ones.
                for entry in merged {
                    if entries.iter().all(|own| own.key != entry.key) {
                        entries.push(entry);
                    }
                }
                Value::Map(entries)
            }
        };
        self.put(anchor, Node { place, value }, None)
    }

    /// Takes a finished value, with its text where it may be a key.
    fn put(
        &mut self,
        anchor: usize,
        node: Node<'a>,
        text: Option<Cow<'a, str>>,
    ) -> Result<(), Unreadable> {
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        match self.open.last_mut().map(|open| &mut open.items) {
            None => self.document = Some(node),
            Some(Items::List(items)) => items.push(node),
            Some(Items::Map(entries, merged, expected)) => {
                match std::mem::replace(expected, Expected::Key) {
                    Expected::Value(place, key) => entries.push(Entry { place, key, node }),
                    Expected::Merged => merge(node, merged)?,
                    Expected::Key => {
                        let key = text.filter(|_| !node.is_null());
                        let Some(key) = key else { return refused(node.place, NO_KEY) };
                        *expected = Expected::Value(node.place, key);
                    }
                }
            }
        }
        Ok(())
    }
}

const NO_KEY: &str = "a key that is no text";

fn refused(place: Place, reason: impl Into<String>) -> Result<(), Unreadable> {
    Err(Unreadable::new(place.start as usize, reason))
}

/// Takes the entries of a map, or of a list of maps.
fn merge<'a>(node: Node<'a>, merged: &mut Vec<Entry<'a>>) -> Result<(), Unreadable> {
    let maps = match node.value {
        Value::List(items) => items,
        _ => vec![node],
    };
    for Node { place, value } in maps {
        let Value::Map(entries) = value else { return refused(place, "a merge of what is no map") };
        merged.extend(entries);
    }
    Ok(())
}

/// How many values there are in a value, itself included.
fn size(node: &Node<'_>) -> usize {
    let items: usize = node.items().iter().map(size).sum();
    1 + items + node.entries().iter().map(|entry| size(&entry.node)).sum::<usize>()
}
