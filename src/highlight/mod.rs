//! Programs in colour, by [`crate::syntax::classify()`]: for a terminal, for a page, and in the pages of a book.

pub mod ansi;
pub mod html;
pub mod markdown;

use crate::source::FileId;
use crate::syntax::{Class, classify};

/// A text in pieces, all of it, in order, with the class of those that have one.
fn pieces(text: &str) -> impl Iterator<Item = (&str, Option<Class>)> {
    let mut pieces = Vec::new();
    let mut read = 0;
    for (span, class) in classify(FileId(0), text) {
        let range = span.range();
        pieces.push((read..range.start, None));
        read = range.end;
        pieces.push((range, Some(class)));
    }
    pieces.push((read..text.len(), None));
    let pieces = pieces.into_iter().map(|(range, class)| (text.get(range).unwrap_or(""), class));
    pieces.filter(|(piece, _)| !piece.is_empty())
}
