//! `expired`, `expires-soon`: statements whose `until` has passed, or is near.

use super::edit;
use crate::compile::Options;
use crate::diagnostic::{Applicability, Code, Diagnostic, Sink};
use crate::ir::{Clauses, Policy};
use crate::source::{SourceMap, Span};
use jiff::ToSpan;
use jiff::civil::Date;

/// How many days before the last one it is near.
const SOON: i64 = 30;

/// Says which statements have passed their last day, and which are about to.
pub(super) fn expired(policy: &Policy, options: &Options, sources: &SourceMap, sink: &mut Sink) {
    let flows = policy.flows.iter().map(|flow| (&flow.clauses, flow.span, "flow"));
    let grants = policy.grants.iter().map(|grant| (&grant.clauses, grant.span, "grant"));
    let holdings = policy.holdings.iter().map(|holding| (&holding.clauses, holding.span, "grant"));
    for (clauses, statement, what) in flows.chain(grants).chain(holdings) {
        one(clauses, statement, what, options, sources, sink);
    }
}

fn one(
    clauses: &Clauses,
    statement: Span,
    what: &str,
    options: &Options,
    sources: &SourceMap,
    sink: &mut Sink,
) {
    let Some((last, span)) = clauses.until else { return };
    if options.today <= last {
        let near = options.today.checked_add(SOON.days()).unwrap_or(Date::MAX);
        if last <= near {
            sink.push(
                Diagnostic::new(
                    Code::ExpiresSoon,
                    span,
                    format!("this {what} holds until {last}; today is {}", options.today),
                )
                .also(statement.before(), format!("the {what}"))
                .help("decide whether it is still needed: set a later day, or let it end and take it out"),
            );
        }
        return;
    }
    sink.push(
        Diagnostic::new(
            Code::Expired,
            span,
            format!("this {what} held until {last}; today is {}", options.today),
        )
        .also(statement.before(), format!("the {what}"))
        .help("take the statement out, or, if it is still needed, set a later day")
        .fixes(
            format!("remove the {what}"),
            vec![edit::removal(sources, statement)],
            Applicability::Unsafe,
        ),
    );
}
