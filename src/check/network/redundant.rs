//! `redundant-flow`, `shadowed-flow`: flows that allow nothing that others don't.
//!
//! Judged by meaning: every connection that a statement's halves allow must be allowed by the halves of
//! other statements that hold at least as long, each half by its own direction, in both readings of
//! `ipBlock`. What DNS and the API imply makes no flow redundant. Statements that are reported no longer
//! count for others, so that all of them can be removed together.
//!
//! A rule is first looked for as it is, then compared with rules whose subject and peer can overlap its own,
//! and only then with their union. Both have a budget; what isn't decided within it isn't reported.

use super::overlap::Overlaps;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::ir::{Cause, Flow, Policy};
use crate::reach::{Origin, reach};
use crate::set::cover::{Answer, Budget, covered};
use crate::set::flow::{FlowBox, Model};
use crate::set::labels::LabelBox;
use crate::set::rule::{Direction, LabelsId, NAMESPACE_NAME, Peer, PeerId, Rule, Space, Subject};
use crate::source::Span;
use jiff::civil::Date;
use std::collections::{BTreeSet, HashMap};

/// How many rules are compared one by one.
const COMPARED: usize = 10_000_000;

/// How many boxes all searches may look at.
const SEARCHED: Budget = Budget(3_000_000);

/// Of how many statements a union is shown and made smaller.
const UNION: usize = 16;

pub(super) fn check(policy: &Policy, sink: &mut Sink) {
    // A statement with an error says less than it means.
    if sink.has_errors() {
        return;
    }
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
        report(policy, &search.statements, at, &by, sink);
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
    let mut statements = Statements { all: Vec::new(), by_span: HashMap::new() };
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

struct Search<'a> {
    space: &'a Space,
    rows: &'a [Row],
    statements: Vec<Statement<'a>>,
    /// Rows of a direction, a subject and a peer.
    runs: HashMap<(Direction, Subject, PeerId), std::ops::Range<usize>>,
    near_subjects: HashMap<Subject, Vec<Subject>>,
    near_peers: HashMap<PeerId, Vec<PeerId>>,
    compared: usize,
    budget: Budget,
}

impl<'a> Search<'a> {
    fn new(space: &'a Space, rows: &'a [Row], statements: Vec<Statement<'a>>) -> Self {
        let mut runs = HashMap::with_capacity(rows.len());
        let mut start = 0;
        for run in rows.chunk_by(|one, other| one.key() == other.key()) {
            if let Some(first) = run.first() {
                runs.insert(first.key(), start..start + run.len());
            }
            start += run.len();
        }
        let subjects: BTreeSet<_> = rows.iter().map(|row| row.rule.subject).collect();
        let peers: BTreeSet<_> = rows.iter().map(|row| row.rule.peer).collect();
        let near_subjects = near_subjects(space, &subjects);
        let near_peers = near_peers(space, &peers);
        let (compared, budget) = (COMPARED, SEARCHED);
        Self { space, rows, statements, runs, near_subjects, near_peers, compared, budget }
    }

    /// The statements that together allow all that one allows; none when they don't.
    fn covers(&mut self, at: usize) -> Option<Vec<usize>> {
        let statement = self.statements.get(at)?;
        if !statement.whole || statement.rows.is_empty() {
            return None;
        }
        let rows: Vec<Row> =
            statement.rows.iter().filter_map(|row| self.rows.get(*row)).copied().collect();
        // A rule without connections may still make its sources ask for names.
        if rows.iter().any(|row| self.boxes(row, Model::Everywhere).is_empty()) {
            return None;
        }
        let mut by_one: Option<BTreeSet<usize>> = None;
        let mut parts = Vec::with_capacity(rows.len());
        for row in &rows {
            let others = self.candidates(at, row)?;
            let singles: BTreeSet<usize> = others
                .iter()
                .filter(|other| self.holds(other, row))
                .map(|other| other.rule.origin)
                .collect();
            if singles.is_empty() && !self.union(row, &others)? {
                return None;
            }
            by_one = Some(match by_one {
                Some(some) => some.intersection(&singles).copied().collect(),
                None => singles.clone(),
            });
            parts.push((*row, others, singles));
        }
        if let Some(one) = by_one.as_ref().and_then(BTreeSet::first) {
            return Some(vec![*one]);
        }
        let mut chosen = BTreeSet::new();
        for (row, others, singles) in parts {
            match singles.first() {
                Some(_) if !singles.is_disjoint(&chosen) => {}
                Some(first) => drop(chosen.insert(*first)),
                None => chosen.extend(self.needed(&row, others)),
            }
        }
        Some(chosen.into_iter().collect())
    }

    /// The rows of other statements that hold as long, whose subject and peer can overlap a row's; none
    /// when there are too many to compare.
    fn candidates(&mut self, at: usize, row: &Row) -> Option<Vec<Row>> {
        let until = self.statements.get(at)?.until();
        let (subjects, peers) =
            (self.near_subjects.get(&row.rule.subject)?, self.near_peers.get(&row.rule.peer)?);
        self.compared = self.compared.checked_sub(subjects.len().saturating_mul(peers.len()))?;
        let mut found = Vec::new();
        for subject in subjects {
            for peer in peers {
                let Some(run) = self.runs.get(&(row.direction, *subject, *peer)) else { continue };
                self.compared = self.compared.checked_sub(run.len())?;
                let others = self.rows.get(run.clone()).unwrap_or_default();
                found.extend(others.iter().filter(|other| {
                    other.rule.origin != at
                        && self
                            .statements
                            .get(other.rule.origin)
                            .is_some_and(|other| other.stands && other.until() >= until)
                }));
            }
        }
        Some(found)
    }

    /// Whether a row holds all of another.
    fn holds(&self, outer: &Row, inner: &Row) -> bool {
        let within = |inner: LabelsId, outer: LabelsId| {
            let both = self.space.labels_of(inner).zip(self.space.labels_of(outer));
            inner == outer || both.is_some_and(|(inner, outer)| inner.is_subset(outer))
        };
        let peer = outer.rule.peer == inner.rule.peer
            || match (self.space.peer_of(outer.rule.peer), self.space.peer_of(inner.rule.peer)) {
                (Some(Peer::Anywhere), Some(_)) => true,
                (Some(Peer::Pods(spaces, pods)), Some(Peer::Pods(own_spaces, own_pods))) => {
                    within(*own_spaces, *spaces) && within(*own_pods, *pods)
                }
                (Some(Peer::Addresses(all)), Some(Peer::Addresses(own))) => {
                    let both = self.space.addresses_of(*own).zip(self.space.addresses_of(*all));
                    both.is_some_and(|(own, all)| own.is_subset(all))
                }
                _ => false,
            };
        let ports =
            self.space.ports_of(inner.rule.ports).zip(self.space.ports_of(outer.rule.ports));
        peer && outer.rule.subject.namespace == inner.rule.subject.namespace
            && within(inner.rule.subject.pods, outer.rule.subject.pods)
            && ports.is_some_and(|(inner, outer)| inner.is_subset(outer))
    }

    fn boxes(&self, row: &Row, model: Model) -> Vec<FlowBox> {
        let Rule { subject, peer, ports, .. } = row.rule;
        FlowBox::of_rule(self.space, row.direction, model, subject, peer, ports)
    }

    /// Whether a row is inside the union of others; none when that isn't decided.
    fn union(&mut self, row: &Row, others: &[Row]) -> Option<bool> {
        if others.is_empty() {
            return Some(false);
        }
        for model in Model::ALL {
            let by: Vec<_> = others.iter().flat_map(|other| self.boxes(other, model)).collect();
            for wanted in self.boxes(row, model) {
                match covered(row.direction, &wanted, &by, &mut self.budget) {
                    Answer::Inside => {}
                    Answer::Outside(_) => return Some(false),
                    Answer::Undecided => return None,
                }
            }
        }
        Some(true)
    }

    /// The statements of a union without those that it doesn't need.
    fn needed(&mut self, row: &Row, mut others: Vec<Row>) -> BTreeSet<usize> {
        let statements: BTreeSet<_> = others.iter().map(|other| other.rule.origin).collect();
        for statement in statements.iter().rev().take(UNION) {
            let without: Vec<_> =
                others.iter().filter(|other| other.rule.origin != *statement).copied().collect();
            if self.union(row, &without) == Some(true) {
                others = without;
            }
        }
        others.iter().map(|other| other.rule.origin).collect()
    }
}

fn near_subjects(space: &Space, subjects: &BTreeSet<Subject>) -> HashMap<Subject, Vec<Subject>> {
    let sets: Vec<(Subject, &str, &LabelBox)> = subjects
        .iter()
        .filter_map(|subject| {
            let name = space.name_of(subject.namespace)?;
            Some((*subject, name.as_str(), space.labels_of(subject.pods)?))
        })
        .collect();
    let overlaps = Overlaps::new(
        sets.iter().map(|(subject, name, labels)| (*subject, Some([*name]), *labels)),
    );
    let near = |(subject, name, labels): &(Subject, &str, &LabelBox)| {
        (*subject, overlaps.of(Some([*name]), labels))
    };
    sets.iter().map(near).collect()
}

/// Pods are compared with pods, addresses with addresses, and both with everything.
fn near_peers(space: &Space, peers: &BTreeSet<PeerId>) -> HashMap<PeerId, Vec<PeerId>> {
    let (mut pods, mut blocks, mut everything) = (Vec::new(), Vec::new(), Vec::new());
    for id in peers {
        match space.peer_of(*id) {
            Some(Peer::Anywhere) => everything.push(*id),
            Some(Peer::Addresses(_)) => blocks.push(*id),
            Some(Peer::Pods(namespaces, labels)) => {
                if let Some((namespaces, labels)) =
                    space.labels_of(*namespaces).zip(space.labels_of(*labels))
                {
                    pods.push((*id, names(namespaces), labels));
                }
            }
            None => {}
        }
    }
    let overlaps =
        Overlaps::new(pods.iter().map(|(id, names, labels)| (*id, names.clone(), *labels)));
    let with_everything = |mut met: Vec<PeerId>| {
        met.extend(&everything);
        met
    };
    let mut near: HashMap<_, _> = pods
        .iter()
        .map(|(id, names, labels)| (*id, with_everything(overlaps.of(names.clone(), labels))))
        .collect();
    let addresses = with_everything(blocks.clone());
    near.extend(blocks.iter().map(|id| (*id, addresses.clone())));
    near.extend(everything.iter().map(|id| (*id, everything.clone())));
    near
}

/// The names of namespaces, where they are listed.
fn names(namespaces: &LabelBox) -> Option<Vec<&str>> {
    let values = namespaces.get(NAMESPACE_NAME);
    let listed = !values.negated && !values.absent;
    listed.then(|| values.values.iter().map(|name| name.as_str()).collect())
}

fn report(policy: &Policy, statements: &[Statement<'_>], at: usize, by: &[usize], sink: &mut Sink) {
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
    } else if policy.cluster.name.is_some() {
        diagnostic.help("remove it, or narrow the flow that allows more than it should")
    } else {
        diagnostic.help("remove it, or narrow the flow that allows more than it should").maybe_fix(
            "remove the flow",
            flow.span,
            "",
        )
    });
}
