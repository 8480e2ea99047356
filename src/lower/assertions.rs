//! Assertions: the two sentences, to be proved.

use super::endpoints::{Place, Use};
use super::ports::PortsOf;
use super::{Item, Lowering};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::assertion::Word;
use crate::ir::{Assertion, Claim, EndpointKind};
use crate::set::port::PortSet;
use crate::syntax::ast::{self, Arrow, StatementKind};

impl Lowering<'_> {
    /// Lowers every assertion.
    pub(super) fn lower_assertions(&mut self) {
        for (assertion, item) in self.pick(|kind| match kind {
            StatementKind::Assertion(assertion) => Some(assertion),
            _ => None,
        }) {
            let claim = match &assertion.claim {
                ast::Claim::Flow(flow) => self.flow_claim(flow, assertion.word, &item),
                ast::Claim::Grant(grant) => self.grant_claim(grant, &item),
            };
            if let Some(claim) = claim {
                let (span, zone, word) = (item.statement.span, item.zone, assertion.word);
                self.policy.assertions.push(Assertion { span, zone, word, claim });
            }
        }
    }

    fn flow_claim(&mut self, flow: &ast::Flow, word: Word, item: &Item<'_>) -> Option<Claim> {
        if let Some((_, span)) = flow.half {
            self.say(
                Diagnostic::new(
                    Code::HalfInAssertion,
                    span,
                    "an assertion is about whole connections",
                )
                .help("drop the half: a connection is allowed when both its ends allow it"),
            );
        }
        if flow.arrow == Arrow::Both {
            self.say(
                Diagnostic::new(Code::Syntax, flow.arrow_span, "an assertion has one direction")
                    .help("write two assertions, each with `->`"),
            );
        }
        let place = Place {
            zone: item.zone,
            environment: item.environment,
            statement: item.statement.span,
        };
        let sources = self.resolve_all(&flow.from, Use::Assertion, place);
        let resolved = self.resolve_all(&flow.to, Use::Assertion, place);
        let mut targets = Vec::with_capacity(resolved.len());
        let mut ports = Vec::with_capacity(resolved.len());
        for end in resolved {
            let own = match (end.ports, &end.endpoint.kind) {
                (Some(own), _) => own,
                (None, kind) if !flow.ports.is_empty() => {
                    let of = match kind {
                        EndpointKind::Segment(id) => PortsOf::Segment(*id),
                        _ => PortsOf::Nobody,
                    };
                    self.ports(&flow.ports, of, item.environment)
                }
                (None, EndpointKind::Segment(id)) if word == Word::Always => self
                    .policy
                    .segment(*id)
                    .map(|segment| segment.ports.clone())
                    .unwrap_or_default(),
                (None, _) if word == Word::Always => PortSet::default(),
                (None, _) => PortSet::any(),
            };
            if own.is_empty() && flow.ports.is_empty() {
                self.say(
                    Diagnostic::new(
                        Code::NoPorts,
                        end.endpoint.span,
                        "on which ports must it always be reached?",
                    )
                    .label("no ports here, and none declared")
                    .help("write them behind the destination: `tcp/443`"),
                );
            }
            targets.push(end.endpoint);
            ports.push(own);
        }
        let sources: Vec<_> = sources.into_iter().map(|end| end.endpoint).collect();
        let hops = flow.arrow == Arrow::Hops;
        let sound = flow.half.is_none() && !sources.is_empty() && !targets.is_empty();
        sound.then_some(Claim::Flow { sources, targets, ports, hops })
    }
}
