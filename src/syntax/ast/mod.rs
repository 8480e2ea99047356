//! What the text says, statement by statement, before any name is looked up.
//!
//! Every part carries its span. Names keep `$variables` and globs as written: a `for` is expanded and a
//! glob is matched in `lower`.

use crate::source::{FileId, Span};
use ecow::EcoString;
use std::collections::BTreeSet;

mod flow;
mod right;
pub(super) mod shift;
mod zone;

pub use crate::set::port::Protocol;
pub use flow::*;
pub use right::*;
pub use zone::*;

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Which file.
    pub id: FileId,
    /// Its statements at top level, in order.
    pub statements: Vec<Statement>,
    /// Its comments, in order, wherever they stand.
    pub comments: Vec<Comment>,
    /// The places that something was said of while statements were read, and the braces of blocks that don't
    /// match: what holds one of them may read otherwise the next time.
    pub doubtful: BTreeSet<Span>,
}

/// A comment, from `#` to the end of its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comment {
    /// The comment with its `#`, without the newline.
    pub span: Span,
    /// Whether nothing but blanks stands before it on its line.
    pub own_line: bool,
}

/// A statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// From its first to its last token, the braces of its body included.
    pub span: Span,
    /// What it says.
    pub kind: StatementKind,
}

/// Every kind of statement.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "each variant is documented at its type")]
pub enum StatementKind {
    Use(Text),
    Zone(Zone),
    In(In),
    For(For),
    Cluster(Cluster),
    Segment(Segment),
    Net(Net),
    Port(Port),
    Service(Service),
    Account(Account),
    User(Principal),
    Group(Principal),
    Role(Role),
    Resource(Resource),
    Flow(Flow),
    Grant(Grant),
    Has(Has),
    Assertion(Assertion),
    Lint(Lint),
    /// `label app.kubernetes.io/name`: the key behind shorthand segments.
    Label(Name),
    Pods(Pods),
    Quota(Vec<Quota>),
    /// `owner "team-shop"`.
    Owner(Text),
    Without(Without),
    Exclusive(Exclusive),
    /// `delivered by SUBJECT, …`.
    Delivered(Vec<SubjectName>),
}

/// A name, or a pattern of names: letters, digits, `-`, `_`; `$variables`; `*` in globs; or quoted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The text, unquoted and unescaped.
    pub text: EcoString,
    /// The place, quotes included.
    pub span: Span,
    /// Whether it was quoted, and so is always a name.
    pub quoted: bool,
}

/// A string in double quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The text, unescaped.
    pub text: EcoString,
    /// The place, quotes included.
    pub span: Span,
}

/// A date as written, `2027-06-30`; `lower` checks that it exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Date {
    /// Year, month, day.
    pub text: EcoString,
    /// The place.
    pub span: Span,
}

/// `never a -> b`, `only oncall can read secrets`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assertion {
    /// The assertion word.
    pub word: AssertionWord,
    /// What it is about.
    pub claim: Claim,
}

/// The four words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AssertionWord {
    /// No such connection is possible; nobody holds it.
    Never,
    /// Every such connection is allowed; it is held.
    Always,
    /// Nobody else can.
    Only,
    /// Nothing else is possible.
    Confine,
}

/// The sentence of an assertion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// `A -> B p`, `A ->> B`.
    Flow(Flow),
    /// `S can V R`.
    Grant(Grant),
}

/// `lint deny any-port, any-peer`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lint {
    /// `allow`, `warn` or `deny`, to be checked by `lower`.
    pub level: Name,
    /// The names or codes of lints.
    pub names: Vec<Name>,
}
