//! May this connect to that: on which ports for every pod, on which for some, and what says so.

use crate::set::flow::{Connection, Peers, Ports};
use crate::set::interval::Intervals;
use crate::set::port::{PortSet, Protocol};
use crate::set::rule::{Direction, NAMESPACE_NAME};
use crate::world::prover::{Cause, Found, Prover};
use crate::world::way::{self, Way};
use std::collections::BTreeSet;
use std::ops::ControlFlow;

use super::answer::Extent;

/// How many parts of a way are looked at one by one; more are asked about together.
const MOST_PARTS: usize = 2000;

/// Into how many sets of ports an answer may fall.
const MOST_PORTS: usize = 64;

/// A part of what is asked about that both ends let through, and why.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) egress: Cause,
    pub(super) ingress: Cause,
    pub(super) way: Way,
}

/// What of some ways is allowed, in one reading of `ipBlock`.
#[derive(Debug, Default)]
pub(super) struct Reached {
    /// Ports by how many pods they are allowed for.
    pub(super) ports: [PortSet; 3],
    /// What is allowed; the first of it where it is much.
    pub(super) parts: Vec<Part>,
    /// A connection that is allowed.
    pub(super) allowed: Option<Box<Connection>>,
    /// A connection that isn't.
    pub(super) denied: Option<Box<Connection>>,
    /// Whether a search was given up.
    pub(super) unfinished: bool,
}

impl Reached {
    /// The ports that are allowed for so many pods.
    pub(super) fn on(&self, extent: Extent) -> &PortSet {
        let [all, some, none] = &self.ports;
        match extent {
            Extent::All => all,
            Extent::Some => some,
            Extent::None => none,
        }
    }
}

/// What each part of some ways is allowed by, in both directions; none when the budget ended. True when
/// there is more.
pub(super) fn parts(prover: &Prover<'_>, ways: &[Way], most: usize) -> Option<(Vec<Part>, bool)> {
    let mut parts = Vec::new();
    for way in ways {
        let (first, second) = order(way);
        let flow = prover.each(first, way, &mut |one, part| {
            prover.each(second, &part, &mut |other, way| {
                let (egress, ingress) = match first {
                    Direction::Egress => (one, other),
                    Direction::Ingress => (other, one),
                };
                if parts.len() >= most {
                    return ControlFlow::Break(Some(()));
                }
                parts.push(Part { egress, ingress, way });
                ControlFlow::Continue(())
            })
        });
        match flow {
            ControlFlow::Continue(()) => {}
            ControlFlow::Break(Some(())) => return Some((parts, true)),
            ControlFlow::Break(None) => return None,
        }
    }
    Some((parts, false))
}

/// The ends, first the one whose namespaces are few.
fn order(way: &Way) -> (Direction, Direction) {
    match &way.target {
        Peers::Pods { namespaces, .. } if !namespaces.get(NAMESPACE_NAME).negated => {
            (Direction::Ingress, Direction::Egress)
        }
        _ => (Direction::Egress, Direction::Ingress),
    }
}

/// What of some ways is allowed. `asked` are their ports; where the question didn't say, the names of ports
/// that rules speak of are asked about too.
pub(super) fn reached(prover: &Prover<'_>, ways: &[Way], asked: &PortSet, open: bool) -> Reached {
    let mut reached = Reached::default();
    let Some((parts, many)) = parts(prover, ways, MOST_PARTS) else {
        reached.unfinished = true;
        return reached;
    };
    reached.parts = parts;
    let mut sets = of_numbers(asked.numbers(), &reached.parts);
    if many || sets.len() > MOST_PORTS {
        sets = vec![asked.numbers().clone()];
    }
    let mut sets: Vec<_> =
        sets.into_iter().map(|numbers| Ports { numbers, names: BTreeSet::new() }).collect();
    let mut names: BTreeSet<_> = asked.names().iter().cloned().collect();
    if open {
        names.extend(reached.parts.iter().flat_map(|part| part.way.ports.names.iter().cloned()));
    }
    sets.extend(
        names
            .into_iter()
            .map(|name| Ports { numbers: Intervals::new([name.0.full()]), names: [name].into() }),
    );
    for ports in sets.iter().filter(|ports| !ports.numbers.is_empty()) {
        let extent = reached.extent(prover, ways, ports, open);
        let [all, some, none] = &mut reached.ports;
        let set = match extent {
            Extent::All => all,
            Extent::Some => some,
            Extent::None => none,
        };
        *set = set.union(&port_set(ports));
    }
    reached.allowed = ways.iter().find_map(|way| match prover.escape(way, &[]) {
        Found::One(connection) => Some(connection),
        Found::None | Found::Undecided => None,
    });
    reached
}

impl Reached {
    /// For how many pods some ports are allowed.
    fn extent(&mut self, prover: &Prover<'_>, ways: &[Way], ports: &Ports, open: bool) -> Extent {
        let meets = |part: &Part| {
            let both = part.way.ports.intersect(ports);
            !both.numbers.is_empty() && (!open || part.way.ports.names.is_subset(&ports.names))
        };
        if !self.parts.iter().any(meets) {
            return Extent::None;
        }
        let same = |way: &&Way| {
            way.ports.names.is_subset(&ports.names)
                && (ports.names.is_empty() || !way::is_outside(&way.target))
        };
        for way in ways.iter().filter(same) {
            let way = Way { ports: ports.clone(), ..way.clone() };
            for direction in Direction::ALL {
                match prover.denied(direction, &way) {
                    Found::None => {}
                    Found::One(connection) => {
                        self.denied.get_or_insert(connection);
                        return Extent::Some;
                    }
                    Found::Undecided => {
                        self.unfinished = true;
                        return Extent::Some;
                    }
                }
            }
        }
        Extent::All
    }
}

/// Numbers, cut where a rule begins or ends to hold them.
fn of_numbers(numbers: &Intervals<u32>, parts: &[Part]) -> Vec<Intervals<u32>> {
    let sets: BTreeSet<_> = parts
        .iter()
        .filter(|part| part.way.ports.names.is_empty())
        .map(|part| &part.way.ports.numbers)
        .collect();
    let mut cut = vec![numbers.clone()];
    for set in sets {
        let halves = cut.iter().flat_map(|one| [one.intersect(set), one.subtract(set)]);
        cut = halves.filter(|half| !half.is_empty()).collect();
        if cut.len() > MOST_PORTS {
            break;
        }
    }
    cut
}

/// Ports of a box as a set of ports.
pub(super) fn port_set(ports: &Ports) -> PortSet {
    if !ports.names.is_empty() {
        let names = ports.names.iter().cloned();
        return names.fold(PortSet::default(), |all, (protocol, name)| {
            all.union(&PortSet::named(protocol, name))
        });
    }
    // INVARIANT: no range holds ports of two protocols, since there is no port 0.
    ports.numbers.ranges().iter().fold(PortSet::default(), |all, (low, high)| {
        let ((protocol, low), (_, high)) = (Protocol::split(*low), Protocol::split(*high));
        all.union(&PortSet::range(protocol, low, high))
    })
}
