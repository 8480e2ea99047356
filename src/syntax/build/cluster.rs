//! `cluster` blocks.

use super::{Builder, Match};
use crate::syntax::ast::{Cluster, ClusterItemKind};
use crate::syntax::grammar::Rule;

impl Builder<'_> {
    /// The header, without items.
    pub(super) fn cluster(&mut self, pair: Match<'_>) -> Cluster {
        let header = self.span(&pair);
        let name = pair.into_inner().find(|pair| pair.as_rule() == Rule::name);
        Cluster { name: name.map(|pair| self.name(&pair)), items: Vec::new(), header }
    }

    /// A statement of the block.
    pub fn fact(&mut self, pair: Match<'_>) -> Option<ClusterItemKind> {
        Some(match pair.as_rule() {
            Rule::pod_range => ClusterItemKind::Pods(self.range(pair)?),
            Rule::service_range => ClusterItemKind::Services(self.range(pair)?),
            Rule::node_range => ClusterItemKind::Nodes(self.range(pair)?),
            Rule::api_server => self.api_server(pair)?,
            Rule::source_address => ClusterItemKind::SourceIpPreserved,
            Rule::service => ClusterItemKind::Service(self.service(pair)?),
            _ => return None,
        })
    }

    fn range(&mut self, pair: Match<'_>) -> Option<Vec<crate::syntax::ast::Address>> {
        self.cidrs(pair.into_inner().last()?)
    }

    fn api_server(&mut self, pair: Match<'_>) -> Option<ClusterItemKind> {
        let (mut addresses, mut ports, mut from) = (Vec::new(), Vec::new(), None);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::cidrs => addresses = self.cidrs(part)?,
                Rule::port => ports.push(self.port(&part)),
                Rule::place => from = Some(self.endpoint(part)?),
                Rule::API | Rule::FROM => {}
                _ => return None,
            }
        }
        Some(ClusterItemKind::Api { addresses, ports, from })
    }
}
