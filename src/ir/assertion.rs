//! What is to be proved over everything the program allows.

use super::{Endpoint, Permission, Scope, Subject, ZoneId};
use crate::set::port::PortSet;
use crate::source::Span;

pub use crate::syntax::ast::AssertionWord as Word;

/// An assertion.
#[derive(Debug, Clone)]
pub struct Assertion {
    /// The statement.
    pub span: Span,
    /// The zone whose statement it is, where there is one.
    pub zone: Option<ZoneId>,
    /// `never`, `always`, `only`, `confine`.
    pub word: Word,
    /// The sentence.
    pub claim: Claim,
}

impl Assertion {
    /// Whether a proof is tried: of all but `->>` behind other words than `never`.
    #[must_use]
    pub const fn is_proved(&self) -> bool {
        match &self.claim {
            Claim::Flow { hops, .. } => !*hops || matches!(self.word, Word::Never),
            Claim::Grant { .. } => true,
        }
    }
}

/// The sentence of an assertion.
#[derive(Debug, Clone)]
pub enum Claim {
    /// `A -> B p`.
    Flow {
        /// Who connects; zone globs matched.
        sources: Vec<Endpoint>,
        /// Who is connected to.
        targets: Vec<Endpoint>,
        /// On which ports, by target: those of the statement, of a service, or by default every port
        /// (`always`: the destination's declared ones).
        ports: Vec<PortSet>,
        /// `->>`: by hopping from pod to pod too.
        hops: bool,
    },
    /// `S can V R`.
    Grant {
        /// Who.
        subjects: Vec<Subject>,
        /// What.
        permission: Permission,
        /// Where; none for anywhere.
        scope: Option<Scope>,
    },
}
