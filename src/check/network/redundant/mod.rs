//! `redundant-flow`, `shadowed-flow`: flows that allow nothing that others don't.
//!
//! Judged by meaning: every connection that a statement's halves allow must be allowed by the halves of
//! other statements that hold at least as long, each half by its own direction, in both readings of
//! `ipBlock`. What DNS and the API imply makes no flow redundant. Statements that are reported no longer
//! count for others, so that all of them can be removed together.
//!
//! A statement stands when one of its connections is in no other rule, which one connection of each of its
//! rules shows nearly always. What other rules hold is compared with each of them, and only then with their
//! union. All that has a budget; what isn't decided within it isn't reported.

mod near;
mod search;

use crate::check::{Context, edit};
use crate::diagnostic::{Applicability, Code, Diagnostic, Sink};
use crate::hash::HashMap;
use crate::ir::{Cause, Flow, Policy};
use crate::reach::{Origin, reach};
use crate::set::rule::{Direction, PeerId, Rule, Space, Subject};
use crate::source::Span;
use jiff::civil::Date;
use search::Search;

pub(super) fn check(context: &Context<'_>, sink: &mut Sink) {
    // A statement with an error says less than it means.
    if sink.has_errors() || !context.wants(&[Code::RedundantFlow, Code::ShadowedFlow]) {
        return;
    }
    let policy = context.policy;
    let mut space = Space::default();
    let meaning = reach(policy, &mut space);
    let mut statements = statements(policy);
    let mut rows = Vec::new();
    for direction in Direction::ALL {
        for rule in &meaning.side(direction).rules {
            let Origin::Allowed(Cause::Flow(id)) = rule.origin else { continue };
            let Some(flow) = policy.flow(id) else { continue };
            if let Some(statement) = statements.by_span.get(&flow.span) {
                let Rule { subject, peer, ports, .. } = *rule;
                rows.push(Row {
                    direction,
                    rule: Rule { subject, peer, ports, origin: *statement },
                });
            }
        }
    }
    rows.sort_unstable_by_key(|row| (row.key(), row.rule.ports, row.rule.origin));
    rows.dedup();
    for (at, row) in rows.iter().enumerate() {
        if let Some(statement) = statements.all.get_mut(row.rule.origin) {
            statement.rows.push(at);
        }
    }
    let order = statements.order();
    let mut search = Search::new(&space, &rows, statements.all);
    for at in order {
        let Some(by) = search.covers(at) else { continue };
        report(context, &search.statements, at, &by, sink);
        if let Some(statement) = search.statements.get_mut(at) {
            statement.stands = false;
        }
    }
}

/// A statement: its flows, of which a `<->` has two and a body for several zones one each.
struct Statement<'a> {
    first: &'a Flow,
    /// Whether each of its targets has ports.
    whole: bool,
    stands: bool,
    rows: Vec<usize>,
}

impl Statement<'_> {
    /// Its last day; the last of all for one that holds for good.
    fn until(&self) -> Date {
        self.first.clauses.until.map_or(Date::MAX, |(last, _)| last)
    }
}

struct Statements<'a> {
    all: Vec<Statement<'a>>,
    by_span: HashMap<Span, usize>,
}

fn statements(policy: &Policy) -> Statements<'_> {
    let mut statements = Statements { all: Vec::new(), by_span: HashMap::default() };
    for flow in &policy.flows {
        let at = *statements.by_span.entry(flow.span).or_insert(statements.all.len());
        if at == statements.all.len() {
            statements.all.push(Statement {
                first: flow,
                whole: true,
                stands: true,
                rows: Vec::new(),
            });
        }
        let whole = flow.targets.iter().all(|target| !target.ports.is_empty());
        if let Some(statement) = statements.all.get_mut(at) {
            statement.whole &= whole;
        }
    }
    statements
}

impl Statements<'_> {
    /// The order in which they are asked: those without a reason first, the later before the earlier.
    fn order(&self) -> Vec<usize> {
        let mut order: Vec<_> = (0..self.all.len()).rev().collect();
        order.sort_by_key(|at| {
            self.all.get(*at).is_some_and(|statement| statement.first.clauses.because.is_some())
        });
        order
    }
}

/// A rule of a statement, in a direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Row {
    direction: Direction,
    rule: Rule<usize>,
}

impl Row {
    const fn key(&self) -> (Direction, Subject, PeerId) {
        (self.direction, self.rule.subject, self.rule.peer)
    }
}

fn report(
    context: &Context<'_>,
    statements: &[Statement<'_>],
    at: usize,
    by: &[usize],
    sink: &mut Sink,
) {
    let Some(statement) = statements.get(at) else { return };
    let others: Vec<&Flow> =
        by.iter().filter_map(|other| statements.get(*other)).map(|other| other.first).collect();
    let flow = statement.first;
    let mut diagnostic = match others.as_slice() {
        [one] => Diagnostic::new(
            Code::RedundantFlow,
            flow.span,
            "another flow allows all that this one allows",
        )
        .label("changes nothing")
        .also(one.span, "allows it already"),
        several => several.iter().take(3).fold(
            Diagnostic::new(
                Code::ShadowedFlow,
                flow.span,
                format!("{} other flows together allow all that this one allows", several.len()),
            )
            .label("changes nothing"),
            |diagnostic, other| diagnostic.also(other.span, "allows a part of it"),
        ),
    };
    if let Some((last, _)) = flow.clauses.until
        && others.iter().all(|other| other.clauses.until.is_none_or(|(until, _)| until > last))
    {
        diagnostic = diagnostic.note(format!(
            "after {last} the connection stays allowed: what allows it already holds longer"
        ));
    }
    let reason = flow.clauses.because.as_ref();
    let kept = reason.is_none_or(|reason| {
        others.iter().any(|other| other.clauses.because.as_ref() == Some(reason))
    });
    sink.push(if !kept {
        diagnostic.help(
            "if its reason still counts, write it at the flow that stays, and remove this one",
        )
    } else if context.policy.cluster.name.is_some() {
        diagnostic.help("remove it, or narrow the flow that allows more than it should")
    } else {
        diagnostic.help("remove it, or narrow the flow that allows more than it should").fixes(
            "remove the flow",
            vec![edit::removal(context.sources, flow.span)],
            Applicability::Unsafe,
        )
    });
}
