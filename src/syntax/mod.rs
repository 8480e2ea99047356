//! Text to a spanned syntax tree, always, with every syntax error.
//!
//! `scan` cuts the text into statements and block braces, `nest` pairs the braces, `parser` gives the
//! statements to the grammar (`grammar/netz.pest`), many at a time while they are right and one by one
//! around what is wrong, `build` turns matches into the ast, and `mistake` says what is wrong with the
//! statements that don't match.

pub mod ast;
mod build;
mod decode;
pub mod format;
mod grammar;
mod mistake;
mod nest;
mod parser;
mod recover;
mod scan;

pub use decode::decode;

use crate::diagnostic::Sink;
use crate::source::FileId;

/// Parses a file. Never fails: what can't be read is reported to `sink` and left out.
#[must_use]
pub fn parse(id: FileId, text: &str, sink: &mut Sink) -> ast::File {
    parser::parse(id, text, sink)
}
