//! Blocks: their headers, and what is in them when all of it is right.

use super::{Builder, Match};
use crate::syntax::ast::{Cluster, ClusterItem, For, In, Statement, StatementKind as Kind, Zone};
use crate::syntax::grammar::Rule;

/// A block whose body is still to be put in.
pub enum Header {
    /// `zone … {`.
    Zone(Zone),
    /// `in … {`.
    In(In),
    /// `for … {`.
    For(For),
    /// `cluster … {`.
    Cluster(Cluster),
}

impl Header {
    /// The block with what is in it: facts for a `cluster`, statements for the others.
    pub fn with(self, statements: Vec<Statement>, facts: Vec<ClusterItem>) -> Kind {
        match self {
            Self::Zone(zone) => Kind::Zone(Zone { body: Some(statements), ..zone }),
            Self::In(inside) => Kind::In(In { body: Some(statements), ..inside }),
            Self::For(repeated) => Kind::For(For { body: statements, ..repeated }),
            Self::Cluster(cluster) => Kind::Cluster(Cluster { items: facts, ..cluster }),
        }
    }
}

impl Builder<'_> {
    /// What opens a block.
    pub fn header(&mut self, pair: Match<'_>) -> Option<Header> {
        Some(match pair.as_rule() {
            Rule::zone => Header::Zone(self.zone(pair)?),
            Rule::inside => Header::In(self.inside(pair)?),
            Rule::r#loop => Header::For(self.repeated(pair)?),
            Rule::cluster => Header::Cluster(self.cluster(pair)),
            _ => return None,
        })
    }

    /// A whole block.
    pub(super) fn block(&mut self, pair: Match<'_>) -> Option<Kind> {
        let mut inner = pair.into_inner();
        let header = self.header(inner.next()?)?;
        let mut statements = Vec::with_capacity(inner.len());
        let mut facts = Vec::new();
        for part in inner {
            let span = self.span(&part);
            match part.as_rule() {
                Rule::brace | Rule::comment => {}
                _ if matches!(header, Header::Cluster(_)) => {
                    facts.push(ClusterItem { span, kind: self.fact(part)? });
                }
                _ => statements.push(Statement { span, kind: self.statement(part)? }),
            }
        }
        Some(header.with(statements, facts))
    }
}
