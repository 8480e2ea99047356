//! Is all that a statement allows allowed by others?

use super::near::Near;
use super::{Row, Statement};
use crate::hash::HashMap;
use crate::set::cover::{Answer, Budget, covered};
use crate::set::flow::{FlowBox, Model};
use crate::set::rule::{Direction, LabelsId, Peer, PeerId, Rule, Space, Subject};
use std::collections::BTreeSet;
use std::rc::Rc;

/// How many pairs of a subject and a peer, and rules of theirs, are looked at.
const COMPARED: usize = 10_000_000;

/// How many boxes all searches may look at.
const SEARCHED: Budget = Budget(3_000_000);

/// Of how many statements a union is shown and made smaller.
const UNION: usize = 16;

/// Subjects and peers near others.
#[derive(Default)]
struct Found {
    subjects: HashMap<Subject, Rc<[Subject]>>,
    peers: HashMap<PeerId, Rc<[PeerId]>>,
}

impl Found {
    /// Those near a row's subject and peer, looked for where they aren't known.
    fn of(
        &mut self,
        row: &Row,
        subjects: impl FnOnce(Subject) -> Vec<Subject>,
        peers: impl FnOnce(PeerId) -> Vec<PeerId>,
    ) -> (Rc<[Subject]>, Rc<[PeerId]>) {
        let Rule { subject, peer, .. } = row.rule;
        let subjects = self.subjects.entry(subject).or_insert_with(|| subjects(subject).into());
        let peers = self.peers.entry(peer).or_insert_with(|| peers(peer).into());
        (subjects.clone(), peers.clone())
    }
}

/// The search over the rules of all statements.
pub(super) struct Search<'a> {
    space: &'a Space,
    rows: &'a [Row],
    pub(super) statements: Vec<Statement<'a>>,
    /// Rows of a direction, a subject and a peer.
    runs: HashMap<(Direction, Subject, PeerId), std::ops::Range<usize>>,
    near: Near<'a>,
    /// What was found near subjects and peers: rules share them.
    holding: Found,
    meeting: Found,
    /// How many pairs of a subject and a peer may still be looked for.
    left: usize,
    budget: Budget,
}

impl<'a> Search<'a> {
    pub(super) fn new(space: &'a Space, rows: &'a [Row], statements: Vec<Statement<'a>>) -> Self {
        let mut runs = HashMap::with_capacity_and_hasher(rows.len(), Default::default());
        let mut start = 0;
        for run in rows.chunk_by(|one, other| one.key() == other.key()) {
            if let Some(first) = run.first() {
                runs.insert(first.key(), start..start + run.len());
            }
            start += run.len();
        }
        let near = Near::new(space, rows);
        let (holding, meeting) = (Found::default(), Found::default());
        let (left, budget) = (COMPARED, SEARCHED);
        Self { space, rows, statements, runs, near, holding, meeting, left, budget }
    }

    /// The statements that together allow all that one allows; none when they don't.
    pub(super) fn covers(&mut self, at: usize) -> Option<Vec<usize>> {
        let statement = self.statements.get(at)?;
        if !statement.whole || statement.rows.is_empty() {
            return None;
        }
        let rows: Vec<Row> =
            statement.rows.iter().filter_map(|row| self.rows.get(*row)).copied().collect();
        let mut by_one: Option<BTreeSet<usize>> = None;
        let mut parts = Vec::with_capacity(rows.len());
        for row in &rows {
            let holding = self.holding(at, row)?;
            if holding.is_empty() {
                return None;
            }
            let singles: BTreeSet<usize> = holding
                .iter()
                .filter(|other| self.holds(other, row))
                .map(|other| other.rule.origin)
                .collect();
            let mut others = Vec::new();
            if singles.is_empty() {
                others = self.meeting(at, row)?;
                if !self.union(row, &others)? {
                    return None;
                }
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

    /// The rows of other statements that hold as long and a connection of a row, among which is what holds all
    /// of it; none when there were too many.
    fn holding(&mut self, at: usize, row: &Row) -> Option<Vec<Row>> {
        let near = &self.near;
        let (subjects, peers) = self.holding.of(
            row,
            |subject| near.subjects_holding(subject),
            |peer| near.peers_holding(peer),
        );
        self.others(at, row, &subjects, &peers)
    }

    /// The rows of other statements that hold as long and some connection of a row; none when there were too
    /// many.
    fn meeting(&mut self, at: usize, row: &Row) -> Option<Vec<Row>> {
        let near = &self.near;
        let (subjects, peers) = self.meeting.of(
            row,
            |subject| near.subjects_meeting(subject),
            |peer| near.peers_meeting(peer),
        );
        self.others(at, row, &subjects, &peers)
    }

    /// The rows of other statements that hold as long, of subjects and peers that are near a row's; none
    /// when there were too many.
    fn others(
        &mut self,
        at: usize,
        row: &Row,
        subjects: &[Subject],
        peers: &[PeerId],
    ) -> Option<Vec<Row>> {
        let until = self.statements.get(at)?.until();
        self.left = self.left.checked_sub(subjects.len() * peers.len())?;
        let mut found = Vec::new();
        for (subject, peer) in
            subjects.iter().flat_map(|subject| peers.iter().map(move |peer| (subject, peer)))
        {
            let Some(run) = self.runs.get(&(row.direction, *subject, *peer)) else { continue };
            self.left = self.left.checked_sub(run.len())?;
            let others = self.rows.get(run.clone()).unwrap_or_default();
            found.extend(others.iter().filter(|other| {
                let statement = self.statements.get(other.rule.origin);
                other.rule.origin != at
                    && statement.is_some_and(|other| other.stands && other.until() >= until)
            }));
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
