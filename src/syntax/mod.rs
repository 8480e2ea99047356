//! Text to a spanned syntax tree, always, with every syntax error.
//!
//! `scan` cuts the text into statements and block braces, `nest` pairs the braces, `parser` gives the
//! statements to the grammar (`grammar/netz.pest`), many at a time while they are right and one by one
//! around what is wrong, `build` turns matches into the ast, and `mistake` says what is wrong with the
//! statements that don't match.

mod again;
pub mod ast;
mod build;
pub mod classify;
mod decode;
pub mod format;
mod grammar;
mod mistake;
mod nest;
mod parser;
mod parts;
mod recover;
pub(crate) mod scan;

pub use again::Before;
pub(crate) use build::is_reserved;
pub use classify::{Class, classify};
pub use decode::decode;
pub use parts::parts_around;

use crate::diagnostic::Sink;
use crate::source::{FileId, Span};
use grammar::{Grammar, Rule};
use pest::Parser as _;

/// Parses a file. Never fails: what can't be read is reported to `sink` and left out.
#[must_use]
pub fn parse(id: FileId, text: &str, sink: &mut Sink) -> ast::File {
    parser::parse(id, text, None, sink)
}

/// Parses a file that was parsed before: the tree and what is said are those of [`parse`], and statements
/// that haven't changed cost no more than a copy.
#[must_use]
pub fn parse_again(id: FileId, text: &str, before: Before<'_>, sink: &mut Sink) -> ast::File {
    parser::parse(id, text, Some(before), sink)
}

/// Parses the selectors that stand in a part of a text: `app=web,!canary | app=api`. None when it holds
/// anything else; an empty part has no selectors.
pub fn selectors(span: Span, text: &str, sink: &mut Sink) -> Option<Vec<ast::Selector>> {
    let part = text.get(span.range())?;
    let inner = part.trim();
    if inner.is_empty() {
        return Some(Vec::new());
    }
    let pair = Grammar::parse(Rule::selectors, inner).ok()?.next()?;
    if pair.as_str().trim_end().len() < inner.len() {
        return None;
    }
    let blanks = part.len() - part.trim_start().len();
    let base = span.start.saturating_add(u32::try_from(blanks).unwrap_or(u32::MAX));
    build::Builder { id: span.file, base, sink }.selectors(pair)
}
