//! Segments and selectors.

use super::{Builder, Match};
use crate::syntax::ast::{Operator, Requirement, Segment, Selector};
use crate::syntax::grammar::Rule;

impl Builder<'_> {
    pub(super) fn segment(&mut self, pair: Match<'_>) -> Option<Segment> {
        let mut names = Vec::with_capacity(2);
        let (mut ports, mut named_ports, mut selector) = (Vec::new(), Vec::new(), None);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name => names.push(self.name(&part)),
                Rule::port => ports.push(self.port(&part)),
                Rule::named_port => {
                    let mut inner = part.into_inner();
                    let name = self.name(&inner.next()?);
                    named_ports.push((name, self.port(&inner.next_back()?)));
                }
                Rule::selectors => selector = Some(self.selectors(part)?),
                Rule::SEGMENT | Rule::AS | Rule::colon => {}
                _ => return None,
            }
        }
        let mut names = names.into_iter();
        let (name, account) = (names.next()?, names.next());
        Some(Segment { name, account, ports, named_ports, selector })
    }

    /// Alternatives.
    pub fn selectors(&mut self, pair: Match<'_>) -> Option<Vec<Selector>> {
        let selectors = pair.into_inner().filter(|pair| pair.as_rule() == Rule::selector);
        selectors.map(|pair| self.selector(pair)).collect()
    }

    pub(super) fn selector(&mut self, pair: Match<'_>) -> Option<Selector> {
        let span = self.span(&pair);
        let requirements = pair.into_inner().filter(|pair| pair.as_rule() == Rule::requirement);
        let requirements: Option<_> = requirements.map(|pair| self.requirement(pair)).collect();
        Some(Selector { requirements: requirements?, span })
    }

    fn requirement(&mut self, pair: Match<'_>) -> Option<Requirement> {
        let span = self.span(&pair);
        let mut inner = pair.into_inner();
        let first = inner.next()?;
        if first.as_rule() == Rule::absent {
            let key = self.name(&inner.next()?);
            return Some(Requirement { key, operator: Operator::DoesNotExist, span });
        }
        let key = self.name(&first);
        let operator = match (inner.next(), inner.next()) {
            (Some(test), Some(value)) => match test.as_rule() {
                Rule::equal => Operator::Equals(self.name(&value)),
                Rule::unequal => Operator::NotEquals(self.name(&value)),
                Rule::IN => Operator::In(self.names(value)),
                Rule::NOTIN => Operator::NotIn(self.names(value)),
                _ => return None,
            },
            _ => Operator::Exists,
        };
        Some(Requirement { key, operator, span })
    }
}
