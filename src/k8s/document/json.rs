//! JSON, with the places of its values.

use super::keys::Keys;
use super::{DEEPEST, Entry, Node, Place, TOO_DEEP, Unreadable, Value, twice};
use std::borrow::Cow;

/// One JSON value, whose text starts at an offset.
///
/// # Errors
/// When it is none, or has a key twice.
pub fn document(text: &str, start: usize) -> Result<Node<'_>, Unreadable> {
    all(text, start, usize::MAX)
}

/// The same with the values of the outermost maps and lists alone, `levels` deep: all others are checked,
/// and null.
///
/// # Errors
/// When it is no JSON, or has a key twice.
pub fn outline(text: &str, start: usize, levels: usize) -> Result<Node<'_>, Unreadable> {
    all(text, start, levels)
}

fn all(text: &str, start: usize, levels: usize) -> Result<Node<'_>, Unreadable> {
    let mut reader = Reader { text, at: 0, start, keys: Keys::default(), levels };
    let node = reader.value(0)?;
    reader.blanks();
    match reader.peek() {
        None => Ok(node),
        Some(_) => reader.refused("something behind the end of the JSON value"),
    }
}

/// Reads an item of a list of a document of which there is an outline, from where it stands in it.
pub fn item(text: &str, start: usize, at: usize) -> Result<Node<'_>, Unreadable> {
    Reader { text, at, start, keys: Keys::default(), levels: usize::MAX }.value(0)
}

/// The reason of an outline; whoever reads all of it gets to know the key.
const TWICE: &str = "a key twice";

struct Reader<'a> {
    text: &'a str,
    at: usize,
    start: usize,
    keys: Keys<'a>,
    /// How many levels of maps and lists are kept.
    levels: usize,
}

type Read<T> = Result<T, Unreadable>;

impl<'a> Reader<'a> {
    fn refused<T>(&self, reason: &str) -> Read<T> {
        Err(Unreadable::new(self.start + self.at, reason))
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blanks(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    /// Goes over a byte, where it comes next.
    fn accept(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    fn value(&mut self, level: usize) -> Read<Node<'a>> {
        self.blanks();
        let start = self.at;
        let value = match self.peek() {
            Some(b'{' | b'[') if level == DEEPEST => {
                return self.refused(TOO_DEEP);
            }
            Some(b'{') => self.map(level)?,
            Some(b'[') => self.list(level)?,
            Some(b'"') => Value::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ => self.word()?,
        };
        Ok(Node { place: Place::new(self.start + start, self.start + self.at), value })
    }

    fn map(&mut self, level: usize) -> Read<Value<'a>> {
        let keep = level < self.levels;
        let mut entries = Vec::new();
        let outer = self.keys.enter();
        self.at += 1;
        self.blanks();
        if self.accept(b'}') {
            return Ok(Value::Map(entries));
        }
        loop {
            self.blanks();
            let start = self.start + self.at;
            if self.peek() != Some(b'"') {
                return self.refused("not JSON: a key in double quotes is expected");
            }
            let key = self.string()?;
            let place = Place::new(start, self.start + self.at);
            self.blanks();
            if !self.accept(b':') {
                return self.refused("not JSON: `:` is expected");
            }
            let is_new = keep || self.keys.add(key.clone());
            let node = self.value(level + 1)?;
            if keep {
                entries.push(Entry { place, key, node });
            } else if !is_new {
                return self.refused(TWICE);
            }
            self.blanks();
            if self.accept(b'}') {
                break;
            }
            if !self.accept(b',') {
                return self.refused("not JSON: `,` or `}` is expected");
            }
        }
        if self.keys.leave(outer).is_none() {
            return self.refused(TWICE);
        }
        match twice(&entries) {
            Some(Entry { place, key, .. }) => {
                Err(Unreadable::new(place.start as usize, format!("the key `{key}` twice")))
            }
            None => Ok(Value::Map(entries)),
        }
    }

    fn list(&mut self, level: usize) -> Read<Value<'a>> {
        let keep = level < self.levels;
        let mut items = Vec::new();
        self.at += 1;
        self.blanks();
        if self.accept(b']') {
            return Ok(Value::List(items));
        }
        loop {
            let node = self.value(level + 1)?;
            if keep {
                items.push(node);
            }
            self.blanks();
            if self.accept(b']') {
                return Ok(Value::List(items));
            }
            if !self.accept(b',') {
                return self.refused("not JSON: `,` or `]` is expected");
            }
        }
    }

    fn word(&mut self) -> Read<Value<'a>> {
        let words =
            [("null", Value::Null), ("true", Value::Bool(true)), ("false", Value::Bool(false))];
        for (word, value) in words {
            if self.rest().starts_with(word) {
                self.at += word.len();
                return Ok(value);
            }
        }
        self.refused("not JSON: a value is expected")
    }

    fn number(&mut self) -> Read<Value<'a>> {
        let rest = self.rest();
        let is_part = |byte: u8| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
        let length = rest.bytes().take_while(|byte| is_part(*byte)).count();
        let text = rest.get(..length).unwrap_or_default();
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let digits = unsigned.bytes().take_while(u8::is_ascii_digit).count();
        let (whole, fraction) = unsigned.split_at_checked(digits).unwrap_or_default();
        // A fraction and an exponent have digits on both sides.
        let is_whole = !whole.is_empty() && (whole == "0" || !whole.starts_with('0'));
        let is_fraction = fraction.is_empty()
            || text.parse::<f64>().is_ok() && !text.contains(".e") && !text.contains(".E");
        if !is_whole || !is_fraction || text.ends_with('.') {
            return self.refused("no number");
        }
        self.at += length;
        Ok(match text.parse() {
            Ok(number) => Value::Int(number),
            Err(_) => Value::Number(Cow::Borrowed(text)),
        })
    }

    fn string(&mut self) -> Read<Cow<'a, str>> {
        self.at += 1;
        let mut text = Cow::Borrowed("");
        loop {
            let rest = self.rest();
            let is_special = |byte: u8| matches!(byte, b'"' | b'\\' | 0..=31);
            let Some(length) = rest.bytes().position(is_special) else {
                self.at = self.text.len();
                return self.refused("not JSON: a text without its closing quote");
            };
            let part = rest.get(..length).unwrap_or_default();
            match text.as_ref() {
                "" => text = Cow::Borrowed(part),
                _ => text.to_mut().push_str(part),
            }
            self.at += length;
            if self.accept(b'"') {
                return Ok(text);
            }
            if !self.accept(b'\\') {
                return self.refused("not JSON: a control character in a text");
            }
            let char = self.escaped()?;
            text.to_mut().push(char);
        }
    }

    /// What stands behind a backslash.
    fn escaped(&mut self) -> Read<char> {
        let char = match self.peek() {
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unit(),
            _ => return self.refused("not JSON: no such escape"),
        };
        self.at += 1;
        Ok(char)
    }

    /// A character by one code unit of UTF-16, or by two.
    fn unit(&mut self) -> Read<char> {
        let Some(high) = self.hex() else { return self.refused("not JSON: no such character") };
        if let Some(char) = char::from_u32(high.into()) {
            return Ok(char);
        }
        let low = if self.accept(b'\\') { self.hex() } else { None };
        let pair = low.map(|low| char::decode_utf16([high, low]).next());
        match pair {
            Some(Some(Ok(char))) => Ok(char),
            _ => self.refused("not JSON: half a character"),
        }
    }

    /// `u` and four digits.
    fn hex(&mut self) -> Option<u16> {
        let digits = self.rest().strip_prefix('u')?.get(..4)?;
        let unit = digits
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit())
            .then(|| u16::from_str_radix(digits, 16).ok());
        self.at += 5;
        unit.flatten()
    }
}
