//! One direction of what policies allow, asked about one pod at a time.

use crate::set::cidr::AddressSet;
use crate::set::flow::{Model, Pod};
use crate::set::interval::Intervals;
use crate::set::port::{PortSet, Protocol};
use crate::set::rule::{self, NAMESPACE_NAME, NameId, Peer, PeerId, PortsId, Rule, Space, Subject};
use ecow::EcoString;
use std::collections::BTreeMap;

/// The subjects of one namespace, and what is allowed them.
#[derive(Debug, Default)]
struct Own {
    isolated: Vec<Subject>,
    rules: Vec<(Subject, PeerId, PortsId)>,
}

/// One direction, by namespace.
#[derive(Debug)]
pub(super) struct Side {
    namespaces: BTreeMap<EcoString, Own>,
}

impl Side {
    pub(super) fn new<O: Copy>(space: &Space, side: &rule::Side<O>) -> Self {
        let mut namespaces: BTreeMap<EcoString, Own> = BTreeMap::new();
        let name = |id: NameId| space.name_of(id).cloned().unwrap_or_default();
        for (subject, _) in &side.isolated {
            namespaces.entry(name(subject.namespace)).or_default().isolated.push(*subject);
        }
        for Rule { subject, peer, ports, .. } in &side.rules {
            let own = namespaces.entry(name(subject.namespace)).or_default();
            own.rules.push((*subject, *peer, *ports));
        }
        Self { namespaces }
    }

    /// The rules of a pod; none where nothing isolates it.
    fn rules<'a>(
        &'a self,
        space: &'a Space,
        pod: &'a Pod,
    ) -> Option<impl Iterator<Item = (Peer, &'a PortSet)>> {
        let own = self.namespaces.get(pod.namespace.get(NAMESPACE_NAME)?)?;
        let is_of = |subject: &Subject| {
            space.labels_of(subject.pods).is_some_and(|labels| labels.contains(&pod.labels))
        };
        own.isolated.iter().any(is_of).then(|| {
            let rules = own.rules.iter().filter(move |(subject, ..)| is_of(subject));
            rules.filter_map(|(_, peer, ports)| {
                space.peer_of(*peer).copied().zip(space.ports_of(*ports))
            })
        })
    }

    /// The ports of `target`, one of the two, that are open between the pod and another one.
    pub(super) fn to_pod(
        &self,
        space: &Space,
        model: Model,
        pod: &Pod,
        other: &Pod,
        target: &Pod,
    ) -> Intervals<u32> {
        let Some(rules) = self.rules(space, pod) else { return all() };
        let holds = |peer: Peer| match peer {
            Peer::Anywhere => true,
            Peer::Pods(namespaces, pods) => {
                let parts = space.labels_of(namespaces).zip(space.labels_of(pods));
                parts.is_some_and(|(namespaces, pods)| {
                    namespaces.contains(&other.namespace) && pods.contains(&other.labels)
                })
            }
            Peer::Addresses(id) => {
                model == Model::Everywhere
                    && space.addresses_of(id).is_some_and(|set| set.contains(other.address))
            }
        };
        let open = rules.filter(|(peer, _)| holds(*peer));
        open.fold(Intervals::default(), |open, (_, ports)| {
            open.union(&numbers(ports, Some(target)))
        })
    }

    /// The addresses outside that the pod is open to, in sets that share none, with the ports: those of
    /// `target` where it is the pod, else of the addresses.
    pub(super) fn to_addresses(
        &self,
        space: &Space,
        pod: &Pod,
        target: Option<&Pod>,
    ) -> Vec<(AddressSet, Intervals<u32>)> {
        let Some(rules) = self.rules(space, pod) else { return vec![(AddressSet::all(), all())] };
        let mut pieces = vec![(AddressSet::all(), Intervals::default())];
        for (peer, ports) in rules {
            let addresses = match peer {
                Peer::Anywhere => AddressSet::all(),
                Peer::Pods(..) => continue,
                Peer::Addresses(id) => space.addresses_of(id).cloned().unwrap_or_default(),
            };
            pieces = cut(pieces, &addresses, &numbers(ports, target));
        }
        pieces.retain(|(_, ports)| !ports.is_empty());
        pieces
    }
}

/// Opens ports to addresses; pieces with the same ports become one.
fn cut(
    pieces: Vec<(AddressSet, Intervals<u32>)>,
    addresses: &AddressSet,
    ports: &Intervals<u32>,
) -> Vec<(AddressSet, Intervals<u32>)> {
    let mut by_ports: BTreeMap<Intervals<u32>, AddressSet> = BTreeMap::new();
    for (piece, open) in pieces {
        let (inside, outside) = (piece.intersect(addresses), piece.subtract(addresses));
        for (part, open) in [(inside, open.union(ports)), (outside, open)] {
            if !part.is_empty() {
                let whole = by_ports.entry(open).or_default();
                *whole = whole.union(&part);
            }
        }
    }
    by_ports.into_iter().map(|(ports, addresses)| (addresses, ports)).collect()
}

/// Every port of every protocol.
fn all() -> Intervals<u32> {
    Intervals::new(Protocol::ALL.map(Protocol::full))
}

/// The numbers of ports; names are those of the target, and mean nothing to an address.
fn numbers(ports: &PortSet, target: Option<&Pod>) -> Intervals<u32> {
    let named = ports.names().iter().filter_map(|(protocol, name)| {
        let port = target?.ports.get(&(*protocol, name.clone()))?;
        Some((protocol.at(*port), protocol.at(*port)))
    });
    ports.numbers().union(&Intervals::new(named))
}
