//! Braces where no block belongs, and headers that aren't.

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

/// A `{` with nothing before it.
pub fn without_header(brace: Span) -> Diagnostic {
    Diagnostic::new(Code::Syntax, brace, "this block has no header")
        .label("nothing stands before it")
        .help("a block is opened by `zone`, `in`, `for` or `cluster`, on the same line")
}

/// A `{` on a line under its header; `place` is from the header's end to behind the brace.
pub fn brace_on_its_own(brace: Span, place: Span, between: &str) -> Diagnostic {
    let diagnostic = Diagnostic::new(Code::Syntax, brace, "a `{` stands on the line of its header")
        .label("on a line of its own")
        .also(place.before(), "it belongs here");
    if between.trim().is_empty() { diagnostic.fix("move it up", place, " {") } else { diagnostic }
}

/// A block behind a statement that takes none.
pub fn not_taken(brace: Span, statement: &str) -> Diagnostic {
    let word = statement.split([' ', '\t']).next().unwrap_or_default();
    let diagnostic = Diagnostic::new(Code::Syntax, brace, "this statement takes no block")
        .label("no block belongs here");
    diagnostic.help(match word {
        "segment" => "the selector of a segment stands behind `:`, as in `segment web: app=web`",
        "service" | "net" | "port" => "what it is stands behind `=`",
        _ => "blocks are opened by `zone`, `in`, `for` and `cluster`",
    })
}

/// A block in a `cluster`.
pub fn in_cluster(header: Span) -> Diagnostic {
    Diagnostic::new(Code::ClusterStatement, header, "a `cluster` block holds no blocks")
        .label("no fact about the cluster")
        .help("zones stand outside of it")
}

/// `a -> { b, c }`.
pub fn list_in_braces(brace: Span) -> Diagnostic {
    Diagnostic::new(Code::Syntax, brace, "lists stand without braces")
        .label("no block belongs here")
        .help("write `a -> b, c tcp/80`")
}
