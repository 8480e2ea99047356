//! The rules of a world that may matter to what differs: those of the namespaces that it touches.

use super::pairs::Unmatched;
use crate::set::rule::{Direction, Meaning, NAMESPACE_NAME, NameId, Peer, Side, Space, Subject};
use crate::world::{Origin, World};
use std::collections::HashSet;

/// The namespaces whose rules are asked for, by direction; none for all.
pub(super) struct Touched {
    egress: Option<HashSet<NameId>>,
    ingress: Option<HashSet<NameId>>,
}

impl Touched {
    /// The namespaces of both ends of what differs.
    pub(super) fn by(space: &Space, before: &World, after: &World, rules: [&Unmatched; 2]) -> Self {
        let mut touched = Self { egress: Some(HashSet::new()), ingress: Some(HashSet::new()) };
        for direction in Direction::ALL {
            let isolated = |world: &World| -> HashSet<Subject> {
                world.meaning.side(direction).isolated.iter().map(|(subject, _)| *subject).collect()
            };
            // A pod that is isolated in one world alone may exchange connections with everybody.
            if isolated(before) != isolated(after) {
                return Self { egress: None, ingress: None };
            }
            for rule in rules.iter().flat_map(|unmatched| unmatched.of(direction)) {
                touched.add(direction, rule.subject.namespace);
                touched.add_peer(direction, space, space.peer_of(rule.peer).copied());
            }
        }
        touched
    }

    fn add(&mut self, direction: Direction, namespace: NameId) {
        if let Some(names) = self.of_mut(direction) {
            names.insert(namespace);
        }
    }

    /// The other end of a rule of a direction.
    fn add_peer(&mut self, direction: Direction, space: &Space, peer: Option<Peer>) {
        let other = match direction {
            Direction::Egress => Direction::Ingress,
            Direction::Ingress => Direction::Egress,
        };
        let names = match peer {
            Some(Peer::Pods(namespaces, _)) => space.labels_of(namespaces),
            // Addresses may be those of pods.
            _ => None,
        };
        match names.map(|namespaces| namespaces.get(NAMESPACE_NAME)) {
            Some(names) if !names.negated => {
                let known = names.values.iter().filter_map(|name| space.find_name(name));
                known.for_each(|name| self.add(other, name));
            }
            _ => *self.of_mut(other) = None,
        }
    }

    const fn of_mut(&mut self, direction: Direction) -> &mut Option<HashSet<NameId>> {
        match direction {
            Direction::Egress => &mut self.egress,
            Direction::Ingress => &mut self.ingress,
        }
    }

    const fn of(&self, direction: Direction) -> Option<&HashSet<NameId>> {
        match direction {
            Direction::Egress => self.egress.as_ref(),
            Direction::Ingress => self.ingress.as_ref(),
        }
    }

    /// A world with the rules of these namespaces alone, and with all that it isolates.
    pub(super) fn near(&self, world: &World) -> World {
        let side = |direction| -> Side<Origin> {
            let all = world.meaning.side(direction);
            let touched = self.of(direction);
            let rules = all
                .rules
                .iter()
                .filter(|rule| touched.is_none_or(|names| names.contains(&rule.subject.namespace)));
            Side { isolated: all.isolated.clone(), rules: rules.copied().collect() }
        };
        let meaning =
            Meaning { egress: side(Direction::Egress), ingress: side(Direction::Ingress) };
        World { meaning, ..World::default() }
    }
}
