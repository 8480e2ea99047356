//! What is wrong with a statement that the grammar doesn't match, in words a person can use.

mod expected;

use super::grammar::Rule;
use super::scan::Bytes;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span};
use pest::error::{Error, ErrorVariant, InputLocation};

/// Where a statement stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Context {
    /// At top level or in a block.
    Statement,
    /// In a `cluster` block.
    Cluster,
    /// Before a `{`, which is its last byte.
    Header,
}

/// A statement that doesn't match, and how far the grammar came.
#[derive(Debug)]
pub struct Failure<'t> {
    id: FileId,
    /// The statement alone.
    text: &'t str,
    /// Where it starts in the file.
    base: u32,
    /// Where in `text` the grammar gave up.
    at: usize,
    /// What the grammar would have taken there.
    expected: Vec<Rule>,
    context: Context,
}

impl<'t> Failure<'t> {
    /// The failure to match `bytes` of `text`.
    pub fn new(
        id: FileId,
        text: &'t str,
        bytes: Bytes,
        context: Context,
        error: &Error<Rule>,
    ) -> Self {
        let base = bytes.start;
        let text = text.get(bytes.start as usize..bytes.end as usize).unwrap_or_default();
        let at = match error.location {
            InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
        };
        let expected = match &error.variant {
            ErrorVariant::ParsingError { positives, .. } => positives.clone(),
            ErrorVariant::CustomError { .. } => Vec::new(),
        };
        Self { id, text, base, at, expected, context }
    }

    /// The place of a range of `text`.
    fn span(&self, start: usize, end: usize) -> Span {
        let offset = |at: usize| self.base.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
        Span::new(self.id, offset(start), offset(end))
    }
}

/// Says what is wrong.
pub fn explain(failure: &Failure<'_>) -> Diagnostic {
    expected::explain(failure)
}

/// A block behind a statement that takes none.
pub fn no_block(brace: Span) -> Diagnostic {
    Diagnostic::new(Code::Syntax, brace, "this statement takes no block")
        .label("no block belongs here")
        .help("blocks belong to `zone`, `in`, `for` and `cluster`")
}

/// A string without its closing quote.
pub fn unclosed_string(string: Span) -> Diagnostic {
    Diagnostic::new(Code::UnclosedString, string, "this string has no closing quote")
        .label("the string starts here")
        .help("a string ends on the line on which it starts")
        .maybe_fix("close it at the end of the line", string.after(), "\"")
}
