//! The message for what no other message fits: what stands there, and what could.

use super::{Code, Context, Diagnostic, Failure};

/// Names what the grammar would have taken.
pub fn explain(failure: &Failure<'_>) -> Diagnostic {
    let found = failure.text.get(failure.at..).unwrap_or_default();
    let word: String = found.chars().take_while(|char| !char.is_whitespace()).take(40).collect();
    let span = failure.span(failure.at, failure.at + word.len());
    let place = match failure.context {
        Context::Statement => "statement",
        Context::Cluster => "statement of a `cluster`",
        Context::Header => "header",
    };
    Diagnostic::new(Code::Syntax, span, format!("this {place} can't be read"))
        .label(format!("expected {:?}", failure.expected))
}
