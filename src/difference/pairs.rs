//! The rules of one side that the other side doesn't have as they are.

use crate::set::port::PortSet;
use crate::set::rule::{Direction, Meaning, PeerId, PortsId, Rule, Space, Subject};
use crate::world::Origin;

/// The rules of one world whose ports no rules of the other hold for the same subject and peer. Of worlds
/// that are nearly the same these are few.
pub(super) struct Unmatched {
    egress: Vec<Rule<Origin>>,
    ingress: Vec<Rule<Origin>>,
}

impl Unmatched {
    /// Those of `own`. The rules of both are sorted.
    pub(super) fn new(space: &Space, own: &Meaning<Origin>, others: &Meaning<Origin>) -> Self {
        let [egress, ingress] = Direction::ALL
            .map(|one| unmatched(space, &own.side(one).rules, &others.side(one).rules));
        Self { egress, ingress }
    }

    /// Those of a direction.
    pub(super) fn of(&self, direction: Direction) -> &[Rule<Origin>] {
        match direction {
            Direction::Egress => &self.egress,
            Direction::Ingress => &self.ingress,
        }
    }
}

/// Sorts the rules of a world.
pub(super) fn sort(meaning: &mut Meaning<Origin>) {
    for direction in Direction::ALL {
        let rules = &mut meaning.side_mut(direction).rules;
        rules.sort_unstable_by_key(|rule| (pair(rule), rule.ports));
    }
}

fn unmatched(space: &Space, own: &[Rule<Origin>], others: &[Rule<Origin>]) -> Vec<Rule<Origin>> {
    let mut rest = others;
    let mut unmatched = Vec::new();
    for same in own.chunk_by(|one, other| pair(one) == pair(other)) {
        let Some(first) = same.first() else { continue };
        let before = rest.iter().take_while(|rule| pair(rule) < pair(first)).count();
        rest = rest.get(before..).unwrap_or_default();
        let equal = rest.iter().take_while(|rule| pair(rule) == pair(first)).count();
        let (near, after) = rest.split_at_checked(equal).unwrap_or_default();
        rest = after;
        if ports(same).eq(ports(near)) {
            continue;
        }
        let known = near.iter().filter_map(|rule| space.ports_of(rule.ports));
        let held = known.fold(PortSet::default(), |all, ports| all.union(ports));
        let inside = |rule: &&Rule<Origin>| {
            space.ports_of(rule.ports).is_none_or(|own| own.is_subset(&held))
        };
        unmatched.extend(same.iter().filter(|rule| !inside(rule)));
    }
    unmatched
}

const fn pair(rule: &Rule<Origin>) -> (Subject, PeerId) {
    (rule.subject, rule.peer)
}

/// The ports of rules of one pair, each once.
fn ports(rules: &[Rule<Origin>]) -> impl Iterator<Item = PortsId> {
    let runs = rules.chunk_by(|one, other| one.ports == other.ports);
    runs.filter_map(|run| run.first().map(|rule| rule.ports))
}
