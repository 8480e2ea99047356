//! Maps and lists in brackets: `{matchLabels: {app: web}}`, `["Ingress"]`.

use super::bare::bare_value;
use super::{DEEPEST, Entry, LONGEST_KEY, Node, Reader, Value, says_more_than_null};
use std::borrow::Cow;

impl<'a> Reader<'a> {
    /// A map or a list, all of whose lines stand deeper than a column. Goes behind its bracket.
    pub(super) fn flow(&mut self, column: usize, level: usize) -> Option<Node<'a>> {
        if level >= DEEPEST {
            return None;
        }
        let start = self.at;
        let is_map = self.byte(start)? == b'{';
        self.at += 1;
        let value =
            if is_map { self.flow_map(column, level)? } else { self.flow_list(column, level)? };
        Some(Node { place: self.place(start, self.at), value })
    }

    fn flow_list(&mut self, column: usize, level: usize) -> Option<Value<'a>> {
        let keep = level < self.levels;
        let mut items = Vec::new();
        let mut goes_on = self.another(column, b']', true)?;
        while goes_on {
            let node = self.flow_value(column, level + 1, keep)?;
            if keep {
                items.push(node);
            }
            goes_on = self.another(column, b']', false)?;
        }
        Some(Value::List(items))
    }

    fn flow_map(&mut self, column: usize, level: usize) -> Option<Value<'a>> {
        let keep = level < self.levels;
        let mut entries = Vec::new();
        let outer = self.keys.enter();
        let mut goes_on = self.another(column, b'}', true)?;
        while goes_on {
            let start = self.at;
            let is_quoted = matches!(self.byte(start), Some(b'\'' | b'"'));
            let key = match is_quoted {
                true => self.quoted(None, true)?,
                false => {
                    let word = self.flow_word()?;
                    Cow::Borrowed(says_more_than_null(word).then_some(word)?)
                }
            };
            let end = self.at;
            let is_apart = is_quoted || self.byte(end + 1) == Some(b' ');
            if self.byte(end)? != b':' || !is_apart || end - start > LONGEST_KEY {
                return None;
            }
            if !self.keys.add(key.clone()) {
                return None;
            }
            self.at += 1;
            self.blanks();
            let node = self.flow_value(column, level + 1, keep)?;
            if keep {
                entries.push(Entry { place: self.place(start, end), key, node });
            }
            goes_on = self.another(column, b'}', false)?;
        }
        self.keys.leave(outer)?;
        Some(Value::Map(entries))
    }

    fn flow_value(&mut self, column: usize, level: usize, keep: bool) -> Option<Node<'a>> {
        let start = self.at;
        let value = match self.byte(start)? {
            b'[' | b'{' => return self.flow(column, level),
            b'\'' | b'"' => Value::Text(self.quoted(Some(column), keep)?),
            _ => bare_value(Cow::Borrowed(self.flow_word()?)),
        };
        Some(Node { place: self.place(start, self.at), value })
    }

    /// Whether another entry comes, to whose start it goes, or the end, behind which it goes.
    fn another(&mut self, column: usize, close: u8, is_first: bool) -> Option<bool> {
        self.skip_space(column)?;
        if self.byte(self.at)? == close {
            self.at += 1;
            return Some(false);
        }
        if !is_first {
            if self.byte(self.at)? != b',' {
                return None;
            }
            self.at += 1;
            self.skip_space(column)?;
        }
        // Neither an entry without a value nor an end behind a comma.
        Some(true)
    }

    /// Goes over blanks and line breaks; what follows stands deeper than a column.
    fn skip_space(&mut self, column: usize) -> Option<()> {
        self.blanks();
        let mut line = None;
        while self.line_break() {
            line = Some(self.at);
            self.blanks();
        }
        if let Some(line) = line {
            self.line = line;
            return (self.at - line > column).then_some(());
        }
        Some(())
    }

    /// Goes over a bare word in brackets that ends on its line.
    fn flow_word(&mut self) -> Option<&'a str> {
        let start = self.at;
        let is_word = |byte: Option<u8>| {
            byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"./_".contains(&byte))
        };
        match self.byte(start)? {
            b'-' => is_word(self.byte(start + 1)).then_some(())?,
            byte if byte >= 0x80 || b"+()<=~^$;".contains(&byte) => {}
            byte => is_word(Some(byte)).then_some(())?,
        }
        let mut at = start;
        loop {
            match self.byte(at)? {
                b',' | b'[' | b']' | b'{' | b'}' | b'\n' | b'\r' => break,
                b':' if self.is_blank(at + 1) => break,
                b':' if b",[]{}".contains(&self.byte(at + 1)?) => return None,
                b'\t' => return None,
                b' ' if matches!(self.byte(at + 1), Some(b'#' | b'-')) => return None,
                _ => at += 1,
            }
        }
        while self.byte(at - 1) == Some(b' ') {
            at -= 1;
        }
        self.at = at;
        self.text.get(start..at)
    }
}
