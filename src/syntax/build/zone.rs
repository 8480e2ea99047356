//! Zones and the headers of other blocks. Bodies are put in by the parser.

use super::{Builder, Match};
use crate::syntax::ast::{For, In, Isolates, Namespaces, Zone};
use crate::syntax::grammar::Rule;

impl Builder<'_> {
    pub(super) fn zone(&mut self, pair: Match<'_>) -> Option<Zone> {
        let header = self.span(&pair);
        let (mut external, mut name) = (false, None);
        let (mut namespaces, mut isolates, mut owner) = (None, None, None);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::EXTERN => external = true,
                Rule::name => name = Some(self.name(&part)),
                Rule::namespaces => namespaces = Some(self.namespaces(part)?),
                Rule::isolates => isolates = Some(self.isolates(part)),
                Rule::owner => owner = Some(self.only_string(part)?),
                Rule::ZONE | Rule::equals => {}
                _ => return None,
            }
        }
        Some(Zone { external, name: name?, namespaces, isolates, owner, body: None, header })
    }

    fn namespaces(&mut self, pair: Match<'_>) -> Option<Namespaces> {
        let last = pair.into_inner().last()?;
        Some(match last.as_rule() {
            Rule::selector => Namespaces::Labelled(self.selector(last)?),
            _ => Namespaces::Named(self.names(last)),
        })
    }

    fn isolates(&self, pair: Match<'_>) -> Isolates {
        let span = self.span(&pair);
        let direction = pair.into_inner().last().map(|pair| pair.as_rule());
        Isolates {
            ingress: direction != Some(Rule::EGRESS),
            egress: direction != Some(Rule::INGRESS),
            span,
        }
    }

    pub(super) fn inside(&mut self, pair: Match<'_>) -> Option<In> {
        let header = self.span(&pair);
        let zones = self.names(pair.into_inner().last()?);
        Some(In { zones, body: None, header })
    }

    /// The header of a `for`, its body empty.
    pub(super) fn repeated(&mut self, pair: Match<'_>) -> Option<For> {
        let header = self.span(&pair);
        let mut parts = pair.into_inner();
        let variable = parts.find(|pair| pair.as_rule() == Rule::loop_variable)?;
        let variable = self.name(&variable);
        let values = parts.find(|pair| pair.as_rule() == Rule::names);
        let values = values.map(|pair| self.names(pair)).unwrap_or_default();
        Some(For { variable, values, body: Vec::new(), header })
    }
}
