//! Block style without anything that needs a guess: one value a line, bare strings that no version of YAML
//! takes for something else, quotes that end on their line.

use super::{Entry, Node, Place, Value};
use std::borrow::Cow;

/// How deep values may stand in each other.
const DEEPEST: usize = 32;

/// How many entries a map may have: each is compared with all before it.
const WIDEST: usize = 256;

/// Words that some version of YAML takes for a boolean or for null, in any case.
const WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];

/// Reads one document, whose text starts at an offset; none when it is anything but plain. One without
/// content is null.
pub fn document(text: &str, start: usize) -> Option<Node<'_>> {
    let lines = text.split('\n');
    let mut reader = Reader { lines, line: None, origin: text.as_ptr().addr(), start };
    reader.advance()?;
    if reader.line.is_none() {
        return Some(Node { place: Place::new(start, start), value: Value::Null });
    }
    let node = reader.block(0, DEEPEST)?;
    reader.line.is_none().then_some(node)
}

struct Reader<'a> {
    lines: std::str::Split<'a, char>,
    /// The column and the content of the next line; what is left of it, after a dash.
    line: Option<(usize, &'a str)>,
    /// The address of the text, which tells where a part of it stands.
    origin: usize,
    /// The offset of the text.
    start: usize,
}

impl<'a> Reader<'a> {
    /// Goes to the next line that says something; none when it can't be plain.
    fn advance(&mut self) -> Option<()> {
        for line in self.lines.by_ref() {
            if line.is_empty() {
                continue;
            }
            if line.starts_with('#') {
                let breaks = |char: char| {
                    char.is_control() || matches!(char, '\u{2028}' | '\u{2029}' | '\u{feff}')
                };
                if line.contains(breaks) {
                    return None;
                }
                continue;
            }
            let content = line.trim_start_matches(' ');
            let plain = |byte: &u8| matches!(byte, b' '..=b'~');
            if content.is_empty() || !content.as_bytes().iter().all(plain) || content.ends_with(' ')
            {
                return None;
            }
            self.line = Some((line.len() - content.len(), content));
            return Some(());
        }
        self.line = None;
        Some(())
    }

    fn place(&self, part: &str) -> Place {
        let start = part.as_ptr().addr().wrapping_sub(self.origin) + self.start;
        Place::new(start, start + part.len())
    }

    /// A list or a map whose entries stand at this column.
    fn block(&mut self, column: usize, depth: usize) -> Option<Node<'a>> {
        let depth = depth.checked_sub(1)?;
        let (at, content) = self.line?;
        if at != column {
            return None;
        }
        if content.starts_with("- ") { self.list(column, depth) } else { self.map(column, depth) }
    }

    fn list(&mut self, column: usize, depth: usize) -> Option<Node<'a>> {
        let mut items: Vec<Node<'a>> = Vec::new();
        let mut place: Option<Place> = None;
        while let Some((at, content)) = self.line
            && at == column
            && let Some(item) = content.strip_prefix("- ")
        {
            if item.starts_with([' ', '-']) {
                return None;
            }
            let node = if key(item).is_some() {
                self.line = Some((column + 2, item));
                self.block(column + 2, depth)?
            } else {
                let node = self.scalar(item)?;
                self.advance()?;
                node
            };
            place = Some(place.unwrap_or(node.place).to(node.place));
            items.push(node);
            self.ends(column)?;
        }
        Some(Node { place: place?, value: Value::List(items) })
    }

    fn map(&mut self, column: usize, depth: usize) -> Option<Node<'a>> {
        let mut entries: Vec<Entry<'a>> = Vec::new();
        let mut place = None;
        while let Some((at, content)) = self.line
            && at == column
            && !content.starts_with("- ")
        {
            let (word, key, rest) = key(content)?;
            if entries.len() == WIDEST || entries.iter().any(|other| other.key == key) {
                return None;
            }
            self.advance()?;
            let node = match (rest, self.line) {
                ("", Some((next, content))) if next == column && content.starts_with("- ") => {
                    self.list(column, depth.checked_sub(1)?)?
                }
                ("", Some((next, content))) if next == column + 2 && !content.starts_with("- ") => {
                    self.block(next, depth)?
                }
                ("", _) => return None,
                (rest, _) => self.scalar(rest)?,
            };
            let at = self.place(word);
            place = Some(place.unwrap_or(at).to(node.place));
            entries.push(Entry { place: at, key, node });
            self.ends(column)?;
        }
        Some(Node { place: place?, value: Value::Map(entries) })
    }

    fn scalar(&self, text: &'a str) -> Option<Node<'a>> {
        Some(Node { place: self.place(text), value: scalar(text)? })
    }

    /// What follows an entry stands no deeper than it.
    fn ends(&self, column: usize) -> Option<()> {
        self.line.is_none_or(|(at, _)| at <= column).then_some(())
    }
}

/// A key as it is written, what it says, and what stands on its line after the colon and a blank.
fn key(content: &str) -> Option<(&str, Cow<'_, str>, &str)> {
    let (key, rest) = if content.starts_with(['\'', '"']) {
        quoted(content)?
    } else {
        let colon = |at: usize| matches!(content.as_bytes().get(at + 1), None | Some(b' '));
        let mut colons = content.bytes().enumerate().filter(|(_, byte)| *byte == b':');
        let (at, _) = colons.find(|(at, _)| colon(*at))?;
        let (key, rest) = content.split_at_checked(at)?;
        let Value::Text(key) = bare(key)? else { return None };
        (key, rest)
    };
    let word = content.get(..content.len() - rest.len())?;
    let rest = rest.strip_prefix(':')?;
    if rest.is_empty() {
        return Some((word, key, rest));
    }
    let rest = rest.strip_prefix(' ')?;
    (!rest.starts_with(' ')).then_some((word, key, rest))
}

fn scalar(text: &str) -> Option<Value<'_>> {
    match text {
        "{}" => Some(Value::Map(Vec::new())),
        "[]" => Some(Value::List(Vec::new())),
        _ if text.starts_with(['\'', '"']) => {
            let (text, rest) = quoted(text)?;
            rest.is_empty().then_some(Value::Text(text))
        }
        _ => bare(text),
    }
}

/// Text without quotes, a number or a boolean; none for what may be one thing or another.
fn bare(text: &str) -> Option<Value<'_>> {
    let bytes = text.as_bytes();
    let ends = matches!(bytes.last(), None | Some(b' ' | b':'));
    if ends || bytes.windows(2).any(|pair| matches!(pair, b": " | b" #")) {
        return None;
    }
    let is_text = match bytes.first()? {
        b'a'..=b'z' | b'A'..=b'Z' => {
            bytes.len() > 5 || !WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
        }
        // No number, date or time has a slash or one of these letters in it.
        b'0'..=b'9' => bytes.iter().any(|byte| {
            *byte == b'/'
                || byte.is_ascii_alphabetic()
                    && !b"abcdefoxptzin".contains(&byte.to_ascii_lowercase())
        }),
        b'/' | b'_' | b'(' | b')' | b';' | b'$' | b'^' | b'\\' | b':' => true,
        _ => false,
    };
    match text {
        _ if is_text => Some(Value::Text(Cow::Borrowed(text))),
        "true" => Some(Value::Bool(true)),
        "false" => Some(Value::Bool(false)),
        "0" => Some(Value::Int(0)),
        _ if bytes.len() < 10 && bytes.first() != Some(&b'0') => {
            if !bytes.iter().all(u8::is_ascii_digit) {
                return None;
            }
            text.parse().ok().map(Value::Int)
        }
        _ => None,
    }
}

/// Text in quotes, and what stands after them.
fn quoted(text: &str) -> Option<(Cow<'_, str>, &str)> {
    match text.strip_prefix('\'') {
        Some(inner) => single(inner),
        None => double(text.strip_prefix('"')?),
    }
}

fn single(inner: &str) -> Option<(Cow<'_, str>, &str)> {
    let (first, rest) = inner.split_once('\'')?;
    if !rest.starts_with('\'') {
        return Some((Cow::Borrowed(first), rest));
    }
    let (mut text, mut rest) = (first.to_owned(), rest);
    while let Some(more) = rest.strip_prefix('\'') {
        let (part, after) = more.split_once('\'')?;
        text.push('\'');
        text.push_str(part);
        rest = after;
    }
    Some((Cow::Owned(text), rest))
}

fn double(inner: &str) -> Option<(Cow<'_, str>, &str)> {
    let mut text = String::new();
    let mut chars = inner.chars();
    loop {
        match chars.next()? {
            '"' => return Some((Cow::Owned(text), chars.as_str())),
            '\\' => text.push(escaped(&mut chars)?),
            char => text.push(char),
        }
    }
}

fn escaped(chars: &mut std::str::Chars<'_>) -> Option<char> {
    let digits = match chars.next()? {
        'n' => return Some('\n'),
        'r' => return Some('\r'),
        't' => return Some('\t'),
        char @ ('"' | '\\') => return Some(char),
        'x' => 2,
        'u' => 4,
        'U' => 8,
        _ => return None,
    };
    let mut code = 0;
    for _ in 0..digits {
        code = code * 16 + chars.next()?.to_digit(16)?;
    }
    char::from_u32(code)
}
