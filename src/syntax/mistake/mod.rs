//! What is wrong with a statement that the grammar doesn't match, in words a person can use.
//!
//! pest says how far it came and what it would have taken there. That is the message of last resort, in
//! [`expected`]; before it, each of [`CAUSES`] looks whether it knows what was meant.

mod address;
mod arrow;
pub mod block;
mod clause;
mod declaration;
mod endpoint;
mod expected;
mod field;
mod grant;
mod look_alike;
mod name;
mod phrase;
mod port;
mod selector;
mod sender;
pub mod token;
pub mod word;

pub use clause::{half_in_one_word, misspelt_because};
pub use name::{empty_name, every_endpoint, reserved_word};

use super::grammar::Rule;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span};
use pest::error::{Error, ErrorVariant, InputLocation};
use token::Token;

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

impl Context {
    /// The rule for exactly one.
    pub const fn rule(self) -> Rule {
        match self {
            Self::Statement => Rule::one_statement,
            Self::Cluster => Rule::one_fact,
            Self::Header => Rule::one_header,
        }
    }
}

/// A statement that doesn't match, and how far the grammar came.
#[derive(Debug)]
pub struct Failure<'t> {
    id: FileId,
    /// The statement alone.
    text: &'t str,
    /// Where it starts in the file.
    base: u32,
    context: Context,
    /// Where in `text` the grammar gave up.
    at: usize,
    /// What the grammar would have taken there.
    expected: Vec<Rule>,
    /// The statement, or as much of it as is worth a look.
    tokens: Vec<Token<'t>>,
    /// The token at `at`; past the last one at the end.
    here: usize,
}

/// A cause of a failure: what it says when it is one.
type Cause = fn(&Failure<'_>) -> Option<Diagnostic>;

/// From the surest to the vaguest.
const CAUSES: [Cause; 18] = [
    look_alike::explain,
    word::comment,
    word::yaml,
    declaration::order,
    address::explain,
    sender::explain,
    endpoint::dots,
    name::explain,
    clause::explain,
    grant::explain,
    arrow::explain,
    port::explain,
    endpoint::explain,
    field::explain,
    selector::explain,
    declaration::explain,
    word::explain,
    declaration::comma,
];

/// A longer statement is reported without a look for its cause.
const LONGEST: usize = 16 * 1024;

impl<'t> Failure<'t> {
    /// The failure to match `text`, which starts at `base`.
    pub fn new(
        id: FileId,
        text: &'t str,
        base: u32,
        context: Context,
        error: &Error<Rule>,
    ) -> Self {
        let at = place(error).min(text.len());
        let expected = match &error.variant {
            ErrorVariant::ParsingError { positives, .. } => positives.clone(),
            ErrorVariant::CustomError { .. } => Vec::new(),
        };
        let tokens = if text.len() <= LONGEST { token::tokens(text) } else { Vec::new() };
        let here = tokens.partition_point(|token| token.end() <= at);
        Self { id, text, base, context, at, expected, tokens, here }
    }

    /// Says what is wrong.
    pub fn explain(&self) -> Diagnostic {
        let known = CAUSES.iter().find_map(|cause| cause(self));
        known.unwrap_or_else(|| expected::explain(self))
    }

    /// The place of a range of `text`.
    fn span(&self, start: usize, end: usize) -> Span {
        let offset = |at: usize| self.base.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
        Span::new(self.id, offset(start), offset(end))
    }

    /// The place of a token.
    fn span_of(&self, token: &Token<'_>) -> Span {
        self.span(token.start, token.end())
    }

    /// The place from one token to another.
    fn span_to(&self, first: &Token<'_>, last: &Token<'_>) -> Span {
        self.span(first.start, last.end())
    }

    /// The token that the grammar stopped at.
    fn found(&self) -> Option<&Token<'t>> {
        self.tokens.get(self.here)
    }

    /// The `n`th token behind the one that the grammar stopped at.
    fn ahead(&self, n: usize) -> Option<&Token<'t>> {
        self.tokens.get(self.here + n)
    }

    /// The `n`th token before the one that the grammar stopped at.
    fn back(&self, n: usize) -> Option<&Token<'t>> {
        self.tokens.get(self.here.checked_sub(n)?)
    }

    /// The text of the first token.
    fn first(&self) -> &'t str {
        self.tokens.first().map_or("", |token| token.text)
    }

    /// Whether the grammar would have taken `rule`.
    fn expects(&self, rule: Rule) -> bool {
        self.expected.contains(&rule)
    }

    /// Whether an arrow stands before the place.
    fn is_behind_arrow(&self) -> bool {
        self.tokens.iter().take(self.here).any(|token| matches!(token.text, "->" | "<->" | "->>"))
    }
}

/// Where in its text a match failed.
pub fn place(error: &Error<Rule>) -> usize {
    match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    }
}

/// A string without its closing quote.
pub fn unclosed_string(string: Span) -> Diagnostic {
    Diagnostic::new(Code::UnclosedString, string, "this string has no closing quote")
        .label("opened here")
        .help("a string ends on the line on which it starts")
        .maybe_fix("close it", string.after(), "\"")
}
