//! Is there a connection that the policy allows, and that a claim forbids? The search goes over pairs of
//! what lets a connection out and what lets it in, found by the labels of the ends.

use super::exclusive::Assumed;
use super::index::Index;
use super::way::{self, Way};
use super::{Origin, World};
use crate::ir::{EndpointKind, Policy, ZoneId};
use crate::reach;
use crate::set::cidr::AddressSet;
use crate::set::cover::{Answer, Budget, covered};
use crate::set::flow::{Connection, End, FlowBox, Model, Peers, Pod};
use crate::set::labels::LabelBox;
use crate::set::rule::{Direction, NAMESPACE_NAME, Rule, Space, of_namespaces};
use ecow::EcoString;
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::ops::ControlFlow;

/// How much the search for one claim may look at: some seconds.
const BUDGET: Budget = Budget(10_000_000);

/// What lets a connection through in one direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Cause {
    /// The end is an address outside.
    Outside,
    /// Nothing isolates the end.
    Open,
    /// Something allows it.
    Rule(Origin),
}

impl Cause {
    /// DNS, which follows flows.
    pub(crate) const DNS: Self =
        Self::Rule(Origin::Policy(reach::Origin::Allowed(crate::ir::Cause::Dns)));
}

/// What a search found.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Found {
    /// There is no such connection.
    None,
    /// There is this one.
    One(Box<Connection>),
    /// The budget ended first.
    Undecided,
}

/// What is asked again and again.
pub(crate) struct Prover<'a> {
    pub(crate) policy: &'a Policy,
    /// The reading of `ipBlock`.
    pub(crate) model: Model,
    pub(crate) pods: AddressSet,
    pub(crate) world: &'a World,
    space: &'a Space,
    egress: Index,
    ingress: Index,
    exclusive: Assumed,
    budget: Cell<Budget>,
    assumed: RefCell<BTreeSet<ZoneId>>,
}

impl<'a> Prover<'a> {
    /// Over a world, in the words of a policy.
    pub(crate) fn new(policy: &'a Policy, world: &'a World) -> Self {
        Self::within(&world.space, policy, world)
    }

    /// Over a world whose parts stand in a space that it may share with others.
    pub(crate) fn within(space: &'a Space, policy: &'a Policy, world: &'a World) -> Self {
        let [egress, ingress] =
            Direction::ALL.map(|one| Index::new(space, world.meaning.side(one)));
        Self {
            policy,
            model: Model::Outside,
            pods: way::of_pods(policy),
            world,
            space,
            egress,
            ingress,
            exclusive: Assumed::new(policy),
            budget: Cell::new(BUDGET),
            assumed: RefCell::default(),
        }
    }

    /// What an end of a claim names.
    pub(crate) fn of_end(&self, end: &EndpointKind) -> Vec<Peers> {
        self.world.known_ends(way::of_end(self.policy, end))
    }

    /// Forgets what the last claim cost.
    pub(crate) fn start(&mut self, model: Model) {
        self.model = model;
        self.budget.set(BUDGET);
    }

    /// Has less to spend.
    #[cfg(test)]
    pub(crate) fn limit(&mut self, budget: u64) {
        self.budget.set(Budget(budget));
    }

    /// The zones that were assumed to be exclusive since this was last asked.
    pub(crate) fn take_assumed(&self) -> BTreeSet<ZoneId> {
        self.assumed.take()
    }

    const fn index(&self, direction: Direction) -> &Index {
        match direction {
            Direction::Egress => &self.egress,
            Direction::Ingress => &self.ingress,
        }
    }

    /// Every part of a way that something lets through in a direction.
    pub(crate) fn each<T>(
        &self,
        direction: Direction,
        way: &Way,
        visit: &mut dyn FnMut(Cause, Way) -> ControlFlow<Option<T>>,
    ) -> ControlFlow<Option<T>> {
        let Peers::Pods { namespaces, pods, addresses } = way.subject(direction) else {
            return visit(Cause::Outside, way.clone());
        };
        let index = self.index(direction);
        if !namespaces.is_disjoint(&index.open) {
            let namespaces = namespaces.intersect(&index.open);
            let (pods, addresses) = (pods.clone(), addresses.clone());
            let open = way.with_subject(direction, Peers::Pods { namespaces, pods, addresses });
            visit(Cause::Open, open)?;
        }
        let names = namespaces.get(NAMESPACE_NAME);
        for (name, open) in index.partly.iter().filter(|(name, _)| names.contains(Some(name))) {
            let Some(open) = open else { return ControlFlow::Break(None) };
            let own = of_namespaces([name.clone()]);
            for piece in open.iter().filter(|piece| !piece.is_disjoint(pods)) {
                let (namespaces, pods) = (namespaces.intersect(&own), pods.intersect(piece));
                let subject = Peers::Pods { namespaces, pods, addresses: addresses.clone() };
                visit(Cause::Open, way.with_subject(direction, subject))?;
            }
        }
        let space = self.space;
        for rule in index.between(way.subject(direction), way.peer(direction)) {
            if self.spend(1).is_break() {
                return ControlFlow::Break(None);
            }
            let Rule { subject, peer, ports, origin } = rule;
            let own = space.name_of(subject.namespace).zip(space.labels_of(subject.pods));
            let apart = |(name, own): (&EcoString, &LabelBox)| {
                !names.contains(Some(name)) || own.is_disjoint(pods)
            };
            if own.is_none_or(apart) {
                continue;
            }
            for part in Way::of_rule(space, direction, self.model, (subject, peer, ports)) {
                if let Some(part) = way.intersect(&part) {
                    visit(Cause::Rule(origin), part)?;
                }
            }
        }
        ControlFlow::Continue(())
    }

    /// Takes so much from the budget.
    pub(crate) fn spend(&self, amount: usize) -> ControlFlow<()> {
        let Budget(left) = self.budget.get();
        let amount = amount as u64;
        self.budget.set(Budget(left.saturating_sub(amount)));
        if left < amount { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// An allowed connection of the way that isn't permitted.
    pub(crate) fn escape(&self, wanted: &Way, permitted: &[Way]) -> Found {
        let near: Vec<_> =
            permitted.iter().filter(|one| one.intersect(wanted).is_some()).cloned().collect();
        let inside = |part: &Way| near.iter().any(|one| part.is_inside(one));
        let first = match &wanted.target {
            Peers::Pods { namespaces, .. } if !namespaces.get(NAMESPACE_NAME).negated => {
                Direction::Ingress
            }
            _ => Direction::Egress,
        };
        let second = match first {
            Direction::Egress => Direction::Ingress,
            Direction::Ingress => Direction::Egress,
        };
        let flow = self.each(first, wanted, &mut |_, part| {
            if inside(&part) {
                return ControlFlow::Continue(());
            }
            self.each(second, &part, &mut |_, part| {
                if inside(&part) {
                    return ControlFlow::Continue(());
                }
                match self.outside(&part, &near) {
                    Found::None => ControlFlow::Continue(()),
                    Found::One(connection) => ControlFlow::Break(Some(connection)),
                    Found::Undecided => ControlFlow::Break(None),
                }
            })
        });
        match flow {
            ControlFlow::Continue(()) => Found::None,
            ControlFlow::Break(Some(connection)) => Found::One(connection),
            ControlFlow::Break(None) => Found::Undecided,
        }
    }

    /// A connection of the way that nothing lets through in a direction.
    pub(crate) fn denied(&self, direction: Direction, wanted: &Way) -> Found {
        let mut allowed = Vec::new();
        let flow = self.each::<()>(direction, wanted, &mut |_, part| {
            allowed.push(part);
            ControlFlow::Continue(())
        });
        match flow {
            ControlFlow::Continue(()) => self.outside(wanted, &allowed),
            ControlFlow::Break(_) => Found::Undecided,
        }
    }

    /// A connection of the way that is in none of the others. Pods that are assumed not to exist are in no
    /// connection.
    pub(crate) fn outside(&self, wanted: &Way, others: &[Way]) -> Found {
        let Some((direction, flow)) = wanted.seen() else { return Found::None };
        let same_ends = |other: &&Way| {
            way::is_outside(&other.source) == way::is_outside(&wanted.source)
                && way::is_outside(&other.target) == way::is_outside(&wanted.target)
        };
        let seen = others.iter().filter(same_ends).filter_map(Way::seen);
        let mut by: Vec<FlowBox> = seen.map(|(_, flow)| flow).collect();
        loop {
            let mut budget = self.budget.get();
            let answer = covered(direction, &flow, &by, &mut budget);
            self.budget.set(budget);
            match answer {
                Answer::Inside => return Found::None,
                Answer::Undecided => return Found::Undecided,
                Answer::Outside(connection) => match self.impossible(&connection, wanted) {
                    Some(impossible) => by.push(impossible),
                    None => return Found::One(connection),
                },
            }
        }
    }

    /// The connections, among them this one, of pods that are assumed not to exist.
    fn impossible(&self, connection: &Connection, wanted: &Way) -> Option<FlowBox> {
        let (source, target) = way::ends(connection);
        let mut way = wanted.clone();
        way.ports.names.clear();
        let any = |end: &End| match end {
            End::Pod(_) => Peers::Pods {
                namespaces: LabelBox::default(),
                pods: LabelBox::default(),
                addresses: AddressSet::all(),
            },
            End::Outside(_) => Peers::Outside(AddressSet::all()),
        };
        (way.source, way.target) = (any(&source), any(&target));
        if let End::Pod(pod) = &source
            && let Some(twice) = self.of_two_segments(pod)
        {
            way.source = twice;
        } else if let End::Pod(pod) = &target
            && let Some(twice) = self.of_two_segments(pod)
        {
            way.target = twice;
        } else {
            return None;
        }
        way.seen().map(|(_, flow)| flow)
    }

    /// The pods that fit the same two segments of a zone that is assumed to be exclusive.
    fn of_two_segments(&self, pod: &Pod) -> Option<Peers> {
        let (zone, pods) = self.exclusive.of_two_segments(pod)?;
        self.assumed.borrow_mut().insert(zone);
        Some(pods)
    }

    /// What lets a connection through in a direction.
    pub(crate) fn causes(&self, direction: Direction, connection: &Connection) -> Vec<Cause> {
        let Some(connection) = way::seen_from(connection, direction) else {
            return vec![Cause::Outside];
        };
        let index = self.index(direction);
        let mut causes = Vec::new();
        let name = connection.subject.namespace.get(NAMESPACE_NAME);
        let partly = name.and_then(|name| index.partly.get(name)?.as_ref());
        let holds = |open: &LabelBox| open.contains(&connection.subject.labels);
        if index.open.contains(&connection.subject.namespace)
            || partly.is_some_and(|open| open.iter().any(holds))
        {
            causes.push(Cause::Open);
        }
        for Rule { subject, peer, ports, origin } in index.of(&connection.subject) {
            let boxes = FlowBox::of_rule(self.space, direction, self.model, subject, peer, ports);
            if boxes.iter().any(|one| one.contains(&connection)) {
                causes.push(Cause::Rule(origin));
            }
        }
        causes.sort_unstable();
        causes.dedup();
        causes
    }

    /// The part of a way that DNS lets out because flows imply it; none when the budget ended.
    pub(crate) fn implied_dns(&self, way: &Way) -> Option<Vec<Way>> {
        let mut implied = Vec::new();
        let flow = self.each::<()>(Direction::Egress, way, &mut |cause, part| {
            if cause == Cause::DNS {
                implied.push(part);
            }
            ControlFlow::Continue(())
        });
        flow.is_continue().then_some(implied)
    }

    /// Every key of labels that something speaks of.
    pub(crate) fn keys(&self) -> BTreeSet<EcoString> {
        let selectors = self.policy.segments.iter().flat_map(|segment| &segment.alternatives);
        let zones = self.policy.zones.iter().filter_map(|zone| match &zone.namespaces {
            crate::ir::Namespaces::Labelled(selector) => Some(selector),
            crate::ir::Namespaces::Named(_) => None,
        });
        let requirements = selectors.chain(zones).flat_map(|selector| &selector.requirements);
        let keys = requirements.map(|requirement| requirement.key.clone());
        keys.chain(self.space.keys().cloned()).chain([NAMESPACE_NAME.into()]).collect()
    }
}
