//! The one style of netz: text to text, without an option.
//!
//! Statements stand one on a line, blocks are indented by two blanks, and in a run of flows the arrows and
//! the ports stand in columns. What the author chose stays: comments, groups between empty lines, and where
//! a long statement goes on over a newline.
//!
//! A statement that can't be read is left as it is; behind a brace or a quote that nothing closes, all is,
//! and where even so the text would say something else, all is from the first such statement on. The result
//! is read again, and given only if it says what the text says.

mod align;
mod lines;
mod shape;
mod spacing;

use super::ast::File;
use super::{parse, scan};
use crate::diagnostic::{Levels, Severity, Sink};
use crate::source::{FileId, SourceMap};
use std::borrow::Cow;
use std::ops::Range;

/// How many characters a line may have before a clause or a short block is put on lines of its own.
const WIDTH: usize = 100;

/// A text in the style of netz.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formatted {
    /// The text.
    pub text: String,
    /// Whether something in it can't be read, and was left as it is.
    pub broken: bool,
}

/// Formats a text; none if the result would not say the same, which is a mistake of netz.
#[must_use]
pub fn format(text: &str) -> Option<Formatted> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let returns = text.matches("\r\n").count();
    let crlf = 2 * returns > text.matches('\n').count();
    let text =
        if returns > 0 { Cow::Owned(text.replace("\r\n", "\n")) } else { Cow::Borrowed(text) };
    let formatted = styled(&text)?;
    Some(match crlf {
        true => Formatted { text: formatted.text.replace('\n', "\r\n"), ..formatted },
        false => formatted,
    })
}

/// The same for a text without carriage returns.
fn styled(text: &str) -> Option<Formatted> {
    let reading = Reading::new(text);
    if reading.errors.is_empty() {
        return reading.up_to(text.len()).map(|text| Formatted { text, broken: false });
    }
    // What is left of a broken text is broken, perhaps in another way: only what stays as it is will do.
    let stays = |text: &String| Reading::new(text).attempts().next().is_none_or(|one| one == *text);
    let text = reading.attempts().find(stays).unwrap_or_else(|| text.to_owned());
    Some(Formatted { text, broken: true })
}

/// A text, and what it says.
struct Reading<'t> {
    text: &'t str,
    scan: scan::Scan,
    /// The places that can't be read.
    errors: Vec<Range<usize>>,
    says: (String, Vec<String>),
}

impl<'t> Reading<'t> {
    fn new(text: &'t str) -> Self {
        let (file, errors) = read(text);
        Self { text, scan: scan::scan(FileId(0), text), errors, says: says(&file, text) }
    }

    /// The text in style, as a whole or up to what can't be read, where that says the same.
    fn attempts(&self) -> impl Iterator<Item = String> {
        let first = self.errors.iter().map(|place| place.start).min();
        [Some(self.text.len()), first].into_iter().flatten().filter_map(|end| self.up_to(end))
    }

    /// The text in style up to `end`; none if it would say something else.
    fn up_to(&self, end: usize) -> Option<String> {
        let formatted = lines::lines(self.text, &self.scan, &self.errors, end).write();
        let (again, errors) = read(&formatted);
        let same = self.says == says(&again, &formatted) && self.errors.len() == errors.len();
        same.then_some(formatted)
    }
}

/// What a text says, and the places that can't be read.
fn read(text: &str) -> (File, Vec<Range<usize>>) {
    let mut sources = SourceMap::default();
    let id = sources.add("", text);
    let mut sink = Sink::default();
    let file = parse(id, text, &mut sink);
    let errors = sink.finish(&Levels::default()).into_iter();
    let errors = errors.filter(|diagnostic| diagnostic.severity == Severity::Error);
    let places = errors.map(|diagnostic| diagnostic.primary().map_or(0..0, |span| span.range()));
    (file, places.collect())
}

/// The statements without their places, and the comments.
fn says(file: &File, text: &str) -> (String, Vec<String>) {
    let statements = format!("{:?}", file.statements);
    let mut said = String::with_capacity(statements.len() / 2);
    for part in statements.split("Span { ") {
        let rest =
            if said.is_empty() { part } else { part.split_once(" }").map_or("", |(_, rest)| rest) };
        said.push_str(rest);
        // No part is empty, so the first one is told from the others.
        said.push('·');
    }
    let comment = |range: Range<usize>| text.get(range).unwrap_or_default().trim_end().to_owned();
    (said, file.comments.iter().map(|one| comment(one.span.range())).collect())
}

#[cfg(test)]
mod tests;
