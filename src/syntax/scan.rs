//! Where statements and blocks begin and end: one pass over the bytes, without recursion.
//!
//! The scanner knows only what it must to cut: strings, comments, parentheses, `;`, braces, and which
//! newlines end a statement. It never fails; what it cuts out of broken text is broken statements.

use super::ast::Comment;
use crate::source::{FileId, Span};
use std::ops::Range;

/// Byte offsets in the text. A text is shorter than 4 GiB.
pub type Bytes = Range<u32>;

/// A piece of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A statement, from its first to its last byte that is no blank and no comment.
    Statement(Bytes),
    /// The header of a block, perhaps empty, and the place of its `{`.
    Open(Bytes, u32),
    /// A `}`.
    Close(u32),
}

/// What a scan found.
#[derive(Debug, Default)]
pub struct Scan {
    /// The pieces, in order.
    pub items: Vec<Item>,
    /// The comments, in order.
    pub comments: Vec<Comment>,
    /// Strings without their closing quote: from the quote to where the scanner gave up.
    pub unclosed: Vec<Bytes>,
}

/// How many characters a string in curly quotes may have: the search for its end must not take long.
const LONGEST_CURLY: usize = 1000;

/// Cuts `text` into items.
#[must_use]
pub fn scan(id: FileId, text: &str) -> Scan {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut scanner = Scanner {
        id,
        text,
        bytes: text.as_bytes(),
        at: start,
        line_is_blank: true,
        statement: None,
        scan: Scan::default(),
    };
    scanner.run();
    scanner.scan
}

/// The statement being read.
struct Open {
    start: usize,
    /// Behind its last byte that counts.
    end: usize,
    /// The open parentheses.
    parentheses: u32,
    /// Whether a newline came that ends it, unless what follows goes on.
    ended: bool,
    /// The `end` at which `ended` was decided.
    judged: usize,
}

struct Scanner<'t> {
    id: FileId,
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    /// Whether nothing but blanks came since the newline.
    line_is_blank: bool,
    statement: Option<Open>,
    scan: Scan,
}

impl Scanner<'_> {
    fn run(&mut self) {
        while let Some(byte) = self.bytes.get(self.at).copied() {
            match byte {
                b' ' | b'\t' | b'\r' => self.at += 1,
                b'\n' => self.newline(),
                b'#' => self.comment(),
                b';' => {
                    self.finish();
                    self.line_is_blank = false;
                    self.at += 1;
                }
                b'{' => self.open(),
                b'}' => {
                    self.finish();
                    self.line_is_blank = false;
                    self.scan.items.push(Item::Close(offset(self.at)));
                    self.at += 1;
                }
                b'"' => self.string(),
                _ => self.token(byte),
            }
        }
        self.finish();
    }

    /// Ends the statement being read, if there is one.
    fn finish(&mut self) {
        if let Some(open) = self.statement.take() {
            self.scan.items.push(Item::Statement(offset(open.start)..offset(open.end)));
        }
    }

    fn open(&mut self) {
        let at = offset(self.at);
        let header = match self.statement.take() {
            Some(open) if open.ended && !self.is_header(&open) => {
                self.scan.items.push(Item::Statement(offset(open.start)..offset(open.end)));
                at..at
            }
            Some(open) => offset(open.start)..offset(open.end),
            None => at..at,
        };
        self.scan.items.push(Item::Open(header, at));
        self.line_is_blank = false;
        self.at += 1;
    }

    /// Whether a line that has ended opens a block, so that a `{` on a later line is its.
    fn is_header(&self, open: &Open) -> bool {
        let read = self.text.get(open.start..open.end).unwrap_or_default();
        let mut words = read.split([' ', '\t']);
        words.next().is_some_and(|word| ["zone", "in", "for", "cluster", "extern"].contains(&word))
            && words.next().is_none_or(|word| !word.starts_with(['-', '<', ',', '/']))
    }

    fn newline(&mut self) {
        self.line_is_blank = true;
        self.at += 1;
        if let Some(open) = &mut self.statement
            && open.judged != open.end
        {
            let read = self.text.get(open.start..open.end).unwrap_or_default();
            let in_list = open.parentheses > 0 && read.ends_with([',', '(']);
            open.ended = !in_list && !goes_on(read);
            open.judged = open.end;
        }
    }

    fn comment(&mut self) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let line = rest.split('\n').next().unwrap_or_default();
        let end = self.at + line.trim_end_matches('\r').len();
        self.scan.comments.push(Comment {
            span: Span::new(self.id, offset(self.at), offset(end)),
            own_line: self.line_is_blank,
        });
        self.at += line.len();
    }

    /// Notes that the bytes from here to `end` belong to a statement.
    fn extend(&mut self, end: usize) {
        let start = self.at;
        self.line_is_blank = false;
        if let Some(open) = &self.statement
            && open.ended
        {
            let rest = self.text.get(start..).unwrap_or_default();
            let in_list = open.parentheses > 0 && rest.starts_with([',', ')']);
            if !in_list && !starts_clause(rest) {
                self.finish();
            }
        }
        match &mut self.statement {
            Some(open) => {
                open.end = end;
                open.ended = false;
            }
            None => {
                self.statement = Some(Open { start, end, parentheses: 0, ended: false, judged: 0 });
            }
        }
        self.at = end;
    }

    fn string(&mut self) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        match string_length(rest) {
            Ok(length) => self.extend(self.at + length),
            Err(length) => {
                let (start, end) = (self.at, self.at + length);
                self.extend(end);
                self.scan.unclosed.push(offset(start)..offset(end));
            }
        }
    }

    /// One byte, or a word; the scanner needs no finer tokens.
    fn token(&mut self, byte: u8) {
        let rest = self.bytes.get(self.at + 1..).unwrap_or_default();
        let length = if is_plain(byte) {
            let word = 1 + rest.iter().take_while(|byte| is_plain(**byte)).count();
            word + self.braced_variable(self.at + word)
        } else if byte.is_ascii() {
            1
        } else {
            self.curly_string()
                .unwrap_or_else(|| 1 + rest.iter().take_while(|byte| **byte & 0xC0 == 0x80).count())
        };
        self.extend(self.at + length);
        if let Some(open) = &mut self.statement {
            match byte {
                b'(' => open.parentheses += 1,
                b')' => open.parentheses = open.parentheses.saturating_sub(1),
                _ => {}
            }
        }
    }

    /// The length of the `{env}` at `at`, when a `$` is before it: wrong, but it opens no block.
    fn braced_variable(&self, at: usize) -> usize {
        let (before, rest) = self.text.split_at_checked(at).unwrap_or_default();
        let name = rest.strip_prefix('{').filter(|_| before.ends_with('$')).unwrap_or_default();
        let length = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
        if name.get(length..).is_some_and(|rest| rest.starts_with('}')) { length + 2 } else { 0 }
    }

    /// The length of a string in curly quotes: wrong, but its content is no code.
    fn curly_string(&self) -> Option<usize> {
        let rest = self.text.get(self.at..).filter(|rest| rest.starts_with(['“', '”', '„']))?;
        let line = rest.char_indices().skip(1).take(LONGEST_CURLY);
        let mut line = line.take_while(|(_, char)| *char != '\n');
        let (at, close) = line.find(|(_, char)| matches!(char, '“' | '”'))?;
        Some(at + close.len_utf8())
    }
}

/// Bytes of words and of everything else that the scanner need not look at.
const fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/' | b'$' | b'*')
}

/// The length of the string that `rest` starts with, or, when it isn't closed on its line, where it is
/// taken to end: before braces that close the line, since they are seldom meant as its text.
fn string_length(rest: &str) -> Result<usize, usize> {
    let mut bytes = rest.bytes().enumerate().skip(1);
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => return Ok(at + 1),
            b'\n' => break,
            b'\\' if rest.as_bytes().get(at + 1) != Some(&b'\n') => _ = bytes.next(),
            _ => {}
        }
    }
    let line = rest.split('\n').next().unwrap_or_default();
    let text = line.trim_end_matches(['{', '}', ';', ' ', '\t', '\r']);
    Err(text.len().max(1))
}

/// Whether a statement that reads so far goes on over a newline.
fn goes_on(read: &str) -> bool {
    let word = || read.split(|char: char| !char.is_ascii_alphabetic()).next();
    match read.as_bytes().last() {
        Some(b',' | b'|') => true,
        Some(b'>') => read.ends_with("->") || read.ends_with("->>"),
        Some(b'=') => {
            let declares = ["zone", "extern", "net", "port", "service", "user", "group"];
            word().is_some_and(|word| declares.contains(&word))
                && read.matches('=').count() == 1
                && !read.ends_with("!=")
        }
        Some(b':') => word() == Some("segment") && read.matches(':').count() == 1,
        _ => false,
    }
}

/// Whether `rest` starts with `because` or `until`.
fn starts_clause(rest: &str) -> bool {
    ["because", "until"].iter().any(|word| {
        rest.strip_prefix(word).is_some_and(|rest| {
            let rest = rest.trim_start_matches(['-', '_']);
            !rest.starts_with(|char: char| char.is_ascii_alphanumeric() || char == '$')
        })
    })
}

/// An offset as stored.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
