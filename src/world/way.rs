//! Boxes of whole connections, with both ends on equal terms.

use crate::ir::{EndpointKind, Namespaces, Policy, Zone};
use crate::set::cidr::AddressSet;
use crate::set::flow::{Connection, End, FlowBox, Model, Peers, Ports};
use crate::set::labels::{LabelBox, ValueSet};
use crate::set::port::PortSet;
use crate::set::rule::{Direction, NAMESPACE_NAME, PeerId, PortsId, Space, Subject, of_namespaces};
use ecow::EcoString;

/// A box of connections from pods or addresses to pods or addresses.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Way {
    /// Who connects.
    pub(crate) source: Peers,
    /// Who is connected to.
    pub(crate) target: Peers,
    /// The target's ports.
    pub(crate) ports: Ports,
}

impl Way {
    /// From each source to each target on each part of the ports, but for what has no pod at either end.
    pub(crate) fn all(sources: &[Peers], targets: &[Peers], ports: &PortSet) -> Vec<Self> {
        let mut ways = Vec::new();
        for source in sources {
            for target in targets {
                if is_outside(source) && is_outside(target) {
                    continue;
                }
                for ports in Ports::of(ports) {
                    if is_outside(target) && !ports.names.is_empty() {
                        continue;
                    }
                    ways.push(Self { source: source.clone(), target: target.clone(), ports });
                }
            }
        }
        ways
    }

    /// The connections that a rule holds.
    pub(crate) fn of_rule(
        space: &Space,
        direction: Direction,
        model: Model,
        (subject, peer, ports): (Subject, PeerId, PortsId),
    ) -> impl Iterator<Item = Self> {
        let boxes = FlowBox::of_rule(space, direction, model, subject, peer, ports);
        boxes.into_iter().map(move |flow| {
            let FlowBox { namespaces, pods, addresses, peers, ports } = flow;
            let subject = Peers::Pods { namespaces, pods, addresses };
            match direction {
                Direction::Egress => Self { source: subject, target: peers, ports },
                Direction::Ingress => Self { source: peers, target: subject, ports },
            }
        })
    }

    /// The end whose traffic is ruled in a direction.
    pub(crate) const fn subject(&self, direction: Direction) -> &Peers {
        match direction {
            Direction::Egress => &self.source,
            Direction::Ingress => &self.target,
        }
    }

    /// The other end.
    pub(crate) const fn peer(&self, direction: Direction) -> &Peers {
        match direction {
            Direction::Egress => &self.target,
            Direction::Ingress => &self.source,
        }
    }

    /// The same with another end.
    pub(crate) fn with_subject(&self, direction: Direction, subject: Peers) -> Self {
        let (source, target) = match direction {
            Direction::Egress => (subject, self.target.clone()),
            Direction::Ingress => (self.source.clone(), subject),
        };
        Self { source, target, ports: self.ports.clone() }
    }

    /// What is in both, where there may be something.
    pub(crate) fn intersect(&self, other: &Self) -> Option<Self> {
        let source = meet(&self.source, &other.source)?;
        let target = meet(&self.target, &other.target)?;
        let ports = self.ports.intersect(&other.ports);
        (!ports.numbers.is_empty()).then_some(Self { source, target, ports })
    }

    /// Whether all of this is surely in `other`.
    pub(crate) fn is_inside(&self, other: &Self) -> bool {
        is_inside(&self.source, &other.source)
            && is_inside(&self.target, &other.target)
            && other.ports.names.is_subset(&self.ports.names)
            && self.ports.numbers.is_subset(&other.ports.numbers)
    }

    /// The same as a box seen from a pod: from the source where it is one, else from the target.
    pub(crate) fn seen(&self) -> Option<(Direction, FlowBox)> {
        let (direction, subject, peers) = match (&self.source, &self.target) {
            (Peers::Pods { .. }, _) => (Direction::Egress, &self.source, &self.target),
            (Peers::Outside(_), Peers::Pods { .. }) => {
                (Direction::Ingress, &self.target, &self.source)
            }
            (Peers::Outside(_), Peers::Outside(_)) => return None,
        };
        let Peers::Pods { namespaces, pods, addresses } = subject.clone() else { return None };
        let (peers, ports) = (peers.clone(), self.ports.clone());
        Some((direction, FlowBox { namespaces, pods, addresses, peers, ports }))
    }
}

/// Both ends of a connection, the source first.
pub(crate) fn ends(connection: &Connection) -> (End, End) {
    let (subject, peer) = (End::Pod(connection.subject.clone()), connection.peer.clone());
    match connection.direction {
        Direction::Egress => (subject, peer),
        Direction::Ingress => (peer, subject),
    }
}

/// The same connection, seen from the end that is ruled in a direction; none where that is an address.
pub(crate) fn seen_from(connection: &Connection, direction: Direction) -> Option<Connection> {
    let (source, target) = ends(connection);
    let (subject, peer) = match direction {
        Direction::Egress => (source, target),
        Direction::Ingress => (target, source),
    };
    let End::Pod(subject) = subject else { return None };
    let (protocol, port) = (connection.protocol, connection.port);
    Some(Connection { direction, subject, peer, protocol, port })
}

/// Whether these are addresses outside.
pub(crate) const fn is_outside(peers: &Peers) -> bool {
    matches!(peers, Peers::Outside(_))
}

/// What is in both, where there may be something.
pub(crate) fn meet(left: &Peers, right: &Peers) -> Option<Peers> {
    match (left, right) {
        (Peers::Outside(left), Peers::Outside(right)) => {
            let both = left.intersect(right);
            (!both.is_empty()).then_some(Peers::Outside(both))
        }
        (
            Peers::Pods { namespaces, pods, addresses },
            Peers::Pods { namespaces: other_namespaces, pods: other_pods, addresses: others },
        ) => {
            if namespaces.is_disjoint(other_namespaces) || pods.is_disjoint(other_pods) {
                return None;
            }
            let addresses = addresses.intersect(others);
            let namespaces = namespaces.intersect(other_namespaces);
            let pods = pods.intersect(other_pods);
            (!addresses.is_empty()).then_some(Peers::Pods { namespaces, pods, addresses })
        }
        _ => None,
    }
}

/// Whether all of `inner` is in `outer`.
pub(crate) fn is_inside(inner: &Peers, outer: &Peers) -> bool {
    match (inner, outer) {
        (Peers::Outside(inner), Peers::Outside(outer)) => inner.is_subset(outer),
        (
            Peers::Pods { namespaces, pods, addresses },
            Peers::Pods { namespaces: outer_namespaces, pods: outer_pods, addresses: outer },
        ) => {
            namespaces.is_subset(outer_namespaces)
                && pods.is_subset(outer_pods)
                && addresses.is_subset(outer)
        }
        _ => false,
    }
}

/// The addresses that pods may have: the declared ones, else any.
pub(crate) fn of_pods(policy: &Policy) -> AddressSet {
    match policy.cluster.pods.as_slice() {
        [] => AddressSet::all(),
        declared => AddressSet::of_cidrs(declared),
    }
}

/// What an end of a claim names. Its addresses are addresses outside of the cluster.
pub(crate) fn of_end(policy: &Policy, end: &EndpointKind) -> Vec<Peers> {
    let pods_of = |namespaces: LabelBox, pods: LabelBox| {
        let possible = !namespaces.is_empty() && !pods.is_empty();
        let addresses = of_pods(policy);
        possible.then_some(Peers::Pods { namespaces, pods, addresses })
    };
    let zone_labels = |zone| policy.zone(zone).map(namespaces).unwrap_or_default();
    let peers: Vec<Option<Peers>> = match end {
        EndpointKind::Segment(id) => {
            let Some(segment) = policy.segment(*id) else { return Vec::new() };
            let namespaces = zone_labels(segment.zone);
            let alternatives = segment.alternatives.iter();
            alternatives.map(|one| pods_of(namespaces.clone(), one.labels())).collect()
        }
        EndpointKind::Zone(id) => vec![pods_of(zone_labels(*id), LabelBox::default())],
        EndpointKind::Cluster | EndpointKind::OpenEgress => {
            vec![pods_of(LabelBox::default(), LabelBox::default())]
        }
        EndpointKind::Anywhere => vec![
            Some(Peers::Outside(AddressSet::all())),
            pods_of(LabelBox::default(), LabelBox::default()),
        ],
        EndpointKind::Addresses(addresses) => {
            let addresses = AddressSet::of_blocks(&addresses.blocks);
            vec![(!addresses.is_empty()).then_some(Peers::Outside(addresses))]
        }
    };
    peers.into_iter().flatten().collect()
}

/// The labels of a zone's namespaces.
pub(crate) fn namespaces(zone: &Zone) -> LabelBox {
    match &zone.namespaces {
        Namespaces::Named(names) => of_namespaces(names.iter().cloned()),
        Namespaces::Labelled(selector) => {
            selector.labels().with(&NAMESPACE_NAME.into(), &ValueSet::present())
        }
    }
}

/// The key under which the name of a pod's namespace stands beside the pod's own labels; no label has it.
pub(crate) const NAMESPACE: EcoString = EcoString::inline("namespace:");

/// Labels of pods and the names of their namespaces in one box, to find them by.
pub(crate) fn placed(namespaces: &LabelBox, pods: &LabelBox) -> LabelBox {
    pods.clone().replace(&NAMESPACE, namespaces.get(NAMESPACE_NAME).clone())
}

/// The same of an end; none for addresses.
pub(crate) fn labels(end: &Peers) -> Option<LabelBox> {
    match end {
        Peers::Pods { namespaces, pods, .. } => Some(placed(namespaces, pods)),
        Peers::Outside(_) => None,
    }
}
