//! Flows and their clauses.

use super::endpoints::{Place, Use};
use super::{Item, Lowering};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Clauses, Endpoint, Flow};
use crate::syntax::ast::{self, Arrow, StatementKind};

impl Lowering<'_> {
    /// Lowers every flow.
    pub(super) fn lower_flows(&mut self) {
        for (flow, item) in self.pick(|kind| match kind {
            StatementKind::Flow(flow) => Some(flow),
            _ => None,
        }) {
            self.flow(flow, &item, &flow.from, &flow.to);
            if flow.arrow == Arrow::Both {
                self.flow(flow, &item, &flow.to, &flow.from);
            }
            if flow.arrow == Arrow::Hops {
                self.say(
                    Diagnostic::new(
                        Code::Syntax,
                        flow.arrow_span,
                        "`->>` stands only in assertions",
                    )
                    .label("asks whether hops can get there")
                    .help("to allow the connection, write `->`"),
                );
            }
        }
    }

    fn flow(
        &mut self,
        flow: &ast::Flow,
        item: &Item<'_>,
        from: &[ast::Endpoint],
        to: &[ast::Endpoint],
    ) {
        let span = item.statement.span;
        let place = Place { zone: item.zone, environment: item.environment, statement: span };
        let sources = self.resolve_all(from, Use::Source, place);
        let sources: Vec<Endpoint> = sources.into_iter().map(|end| end.endpoint).collect();
        let targets =
            self.targets(to, &flow.ports, Use::Destination, item.zone, item.environment, span);
        if sources.is_empty() || targets.is_empty() {
            return;
        }
        self.place_ports(span, &flow.ports);
        let clauses = self.clauses(&flow.clauses, item);
        let only = flow.half.map(|(half, _)| half);
        self.policy.flows.push(Flow { span, zone: item.zone, sources, targets, only, clauses });
    }

    /// Reads `because` and `until`.
    pub(super) fn clauses(&mut self, clauses: &ast::Clauses, item: &Item<'_>) -> Clauses {
        let because = clauses.because.as_ref().map(|text| self.text(text, item.environment));
        let until = clauses.until.as_ref().and_then(|date| match date.text.parse() {
            Ok(day) => Some((day, date.span)),
            Err(_) => {
                let message = format!("there is no day `{}`", date.text);
                self.say(
                    Diagnostic::new(Code::BadDate, date.span, message)
                        .help("write year, month and day: `until 2027-06-30`"),
                );
                None
            }
        });
        Clauses { because, until }
    }
}
