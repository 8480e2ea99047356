//! Text to a spanned syntax tree, always, with every syntax error.

pub mod ast;

use crate::diagnostic::Sink;
use crate::source::FileId;

/// Parses a file. Never fails: what can't be read is reported to `sink` and left out.
#[must_use]
pub fn parse(id: FileId, _text: &str, _sink: &mut Sink) -> ast::File {
    ast::File { id, statements: Vec::new(), comments: Vec::new() }
}
