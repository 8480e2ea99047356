//! From what pest matched to the ast: one method a rule, one file an area.
//!
//! Each method takes the pair of its rule. None means that the grammar and this code disagree about the
//! children of a rule, which the caller reports as a bug of netz.

mod block;
mod cluster;
mod declaration;
mod endpoint;
mod flow;
mod grant;
mod name;
mod segment;
mod zone;

pub use block::Header;
pub use name::is_reserved;

use super::ast::StatementKind;
use super::grammar::Rule;
use crate::diagnostic::Sink;
use crate::source::{FileId, Span};
use pest::iterators::Pair;

/// A match of a rule of the grammar.
pub type Match<'t> = Pair<'t, Rule>;

/// Builds the statements of one text that was given to pest.
pub struct Builder<'s> {
    /// The file.
    pub id: FileId,
    /// Where the text starts in the file.
    pub base: u32,
    /// Takes what the grammar can't say.
    pub sink: &'s mut Sink,
}

impl Builder<'_> {
    /// The place of a match.
    pub fn span(&self, pair: &Match<'_>) -> Span {
        let span = pair.as_span();
        let offset = |at: usize| self.base.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
        Span::new(self.id, offset(span.start()), offset(span.end()))
    }

    /// A statement or a block.
    pub fn statement(&mut self, pair: Match<'_>) -> Option<StatementKind> {
        use StatementKind as Kind;
        Some(match pair.as_rule() {
            Rule::flow => Kind::Flow(self.flow(pair)?),
            Rule::grant => Kind::Grant(self.grant(pair)?),
            Rule::membership => Kind::Has(self.membership(pair)?),
            Rule::assertion => Kind::Assertion(self.assertion(pair)?),
            Rule::block => self.block(pair)?,
            Rule::zone => Kind::Zone(self.zone(pair)?),
            Rule::inside => Kind::In(self.inside(pair)?),
            Rule::segment => Kind::Segment(self.segment(pair)?),
            Rule::net => Kind::Net(self.net(pair)?),
            Rule::port_declaration => Kind::Port(self.port_declaration(pair)?),
            Rule::service => Kind::Service(self.service(pair)?),
            Rule::account => Kind::Account(self.account(pair)?),
            Rule::user => Kind::User(self.principal(pair)?),
            Rule::group => Kind::Group(self.principal(pair)?),
            Rule::role => Kind::Role(self.role(pair)?),
            Rule::resource_declaration => Kind::Resource(self.resource_declaration(pair)?),
            Rule::use_file => Kind::Use(self.only_string(pair)?),
            Rule::owner => Kind::Owner(self.only_string(pair)?),
            Rule::lint => Kind::Lint(self.lint(pair)?),
            Rule::label => Kind::Label(self.label(pair)?),
            Rule::pod_security => Kind::Pods(self.pod_security(pair)?),
            Rule::quota => Kind::Quota(self.quota(pair)?),
            Rule::without => Kind::Without(self.without(pair)?),
            Rule::exclusive => Kind::Exclusive(self.exclusive(pair)?),
            Rule::delivered => Kind::Delivered(self.delivered(pair)?),
            _ => return None,
        })
    }
}
