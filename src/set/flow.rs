//! Connections, and boxes of them.

use super::cidr::AddressSet;
use super::interval::Intervals;
use super::labels::LabelBox;
use super::port::{PortSet, Protocol};
use super::rule::{
    Direction, NAMESPACE_NAME, Peer, PeerId, PortsId, Space, Subject, of_namespaces,
};
use ecow::EcoString;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::net::IpAddr;

/// Labels of a pod or of a namespace.
pub type Labels = BTreeMap<EcoString, EcoString>;

/// How a plugin reads a block of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Model {
    /// It matches addresses outside of the cluster alone.
    Outside,
    /// It matches the addresses of pods too.
    Everywhere,
}

impl Model {
    /// Both: what holds in one need not hold in the other.
    pub const ALL: [Self; 2] = [Self::Outside, Self::Everywhere];
}

impl fmt::Display for Model {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Outside => "`ipBlock` matches addresses outside alone",
            Self::Everywhere => "`ipBlock` matches addresses of pods too",
        })
    }
}

/// A pod, as far as policies see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pod {
    /// The labels of its namespace, the one with the name included.
    pub namespace: Labels,
    /// Its own labels.
    pub labels: Labels,
    /// Its port names, by protocol, with their numbers.
    pub ports: BTreeMap<(Protocol, EcoString), u16>,
    /// The address that it uses.
    pub address: IpAddr,
}

/// One end of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// A pod.
    Pod(Pod),
    /// An address outside of the cluster.
    Outside(IpAddr),
}

/// One connection, seen from the subject of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// Whether the subject is its source or its destination.
    pub direction: Direction,
    /// The pod whose traffic it is.
    pub subject: Pod,
    /// The other end.
    pub peer: End,
    /// The protocol.
    pub protocol: Protocol,
    /// The destination's port.
    pub port: u16,
}

impl Connection {
    /// Whether the destination has this name for the port.
    fn is_named(&self, protocol: Protocol, name: &EcoString) -> bool {
        let pod = match (self.direction, &self.peer) {
            (Direction::Ingress, _) => &self.subject,
            (Direction::Egress, End::Pod(pod)) => pod,
            (Direction::Egress, End::Outside(_)) => return false,
        };
        protocol == self.protocol && pod.ports.get(&(protocol, name.clone())) == Some(&self.port)
    }
}

impl fmt::Display for Pod {
    /// `a pod of the namespace "shop" with app=web`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.namespace.get(NAMESPACE_NAME).map_or("?", EcoString::as_str);
        write!(formatter, "a pod of the namespace `{name}`")?;
        let others: Vec<_> =
            self.namespace.iter().filter(|(key, _)| *key != NAMESPACE_NAME).collect();
        if !others.is_empty() {
            write!(formatter, " ({})", listed(others))?;
        }
        match self.labels.len() {
            0 => write!(formatter, " without labels"),
            _ => write!(formatter, " with `{}`", listed(&self.labels)),
        }
    }
}

fn listed<'a>(labels: impl IntoIterator<Item = (&'a EcoString, &'a EcoString)>) -> String {
    let pairs = labels.into_iter().map(|(key, value)| format!("{key}={value}"));
    pairs.collect::<Vec<_>>().join(",")
}

impl fmt::Display for End {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pod(pod) => pod.fmt(formatter),
            Self::Outside(address) => write!(formatter, "the address {address}"),
        }
    }
}

impl fmt::Display for Connection {
    /// `tcp/80 from … to …`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{} ", self.protocol.word(), self.port)?;
        match self.direction {
            Direction::Egress => write!(formatter, "from {} to {}", self.subject, self.peer),
            Direction::Ingress => write!(formatter, "from {} to {}", self.peer, self.subject),
        }
    }
}

/// The other ends of a box.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Peers {
    /// Addresses outside.
    Outside(AddressSet),
    /// Pods.
    Pods {
        /// Of namespaces with these labels.
        namespaces: LabelBox,
        /// With these labels of their own.
        pods: LabelBox,
        /// At these addresses.
        addresses: AddressSet,
    },
}

/// The ports of a box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ports {
    /// Protocol × 65536 + port.
    pub numbers: Intervals<u32>,
    /// What the destination calls by all these names: facts about the pod, each true of any number or of
    /// none.
    pub names: BTreeSet<(Protocol, EcoString)>,
}

impl Ports {
    /// The parts of a set of ports: its numbers and each of its names apart.
    #[must_use]
    pub fn of(ports: &PortSet) -> Vec<Self> {
        let numbers = ports.numbers().clone();
        let numbers = (!numbers.is_empty()).then(|| Self { numbers, names: BTreeSet::new() });
        let names = ports.names().iter().map(|(protocol, name)| Self {
            numbers: Intervals::new([protocol.full()]),
            names: [(*protocol, name.clone())].into(),
        });
        numbers.into_iter().chain(names).collect()
    }

    /// The same as a set; none where a port needs several names, or a name and a number.
    #[must_use]
    pub fn to_set(&self) -> Option<PortSet> {
        let mut names = self.names.iter();
        match (names.next(), names.next()) {
            (None, _) => Some(PortSet::of_numbers(self.numbers.clone())),
            (Some((protocol, name)), None) => {
                let whole = self.numbers == Intervals::new([protocol.full()]);
                whole.then(|| PortSet::named(*protocol, name.clone()))
            }
            _ => None,
        }
    }

    /// What is in both.
    #[must_use]
    pub fn intersect(&self, other: &Self) -> Self {
        Self {
            numbers: self.numbers.intersect(&other.numbers),
            names: self.names.union(&other.names).cloned().collect(),
        }
    }
}

/// A box of connections in one direction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowBox {
    /// The labels of the subject's namespace.
    pub namespaces: LabelBox,
    /// The labels of the subject.
    pub pods: LabelBox,
    /// The addresses of the subject.
    pub addresses: AddressSet,
    /// The other ends.
    pub peers: Peers,
    /// The destination's ports.
    pub ports: Ports,
}

impl FlowBox {
    /// The boxes of a rule: addresses and pods apart, numbers and each port name apart.
    #[must_use]
    pub fn of_rule(
        space: &Space,
        direction: Direction,
        model: Model,
        subject: Subject,
        peer: PeerId,
        ports: PortsId,
    ) -> Vec<Self> {
        let parts = (space.peer_of(peer), space.ports_of(ports), of_subject(space, subject));
        let (Some(peer), Some(ports), Some((namespaces, pods))) = parts else { return Vec::new() };
        let mut boxes = Vec::new();
        for peers in of_peer(space, model, *peer) {
            let outside = matches!(peers, Peers::Outside(_));
            for ports in Ports::of(ports) {
                if !ports.names.is_empty() && outside && direction == Direction::Egress {
                    continue;
                }
                let (namespaces, pods, peers) = (namespaces.clone(), pods.clone(), peers.clone());
                let addresses = AddressSet::all();
                boxes.push(Self { namespaces, pods, addresses, peers, ports });
            }
        }
        boxes
    }

    /// Everything that a subject exchanges with addresses: the box that stands for its isolation.
    #[must_use]
    pub fn of_isolation(space: &Space, subject: Subject) -> Option<Self> {
        let (namespaces, pods) = of_subject(space, subject)?;
        let peers = Peers::Outside(AddressSet::all());
        let numbers = PortSet::any().numbers().clone();
        let ports = Ports { numbers, names: BTreeSet::new() };
        Some(Self { namespaces, pods, addresses: AddressSet::all(), peers, ports })
    }

    /// Whether it holds a connection.
    #[must_use]
    pub fn contains(&self, connection: &Connection) -> bool {
        let Connection { direction: _, subject, peer, protocol, port } = connection;
        let peer = match (&self.peers, peer) {
            (Peers::Outside(addresses), End::Outside(address)) => addresses.contains(*address),
            (Peers::Pods { namespaces, pods, addresses }, End::Pod(pod)) => {
                namespaces.contains(&pod.namespace)
                    && pods.contains(&pod.labels)
                    && addresses.contains(pod.address)
            }
            _ => false,
        };
        peer && self.namespaces.contains(&subject.namespace)
            && self.pods.contains(&subject.labels)
            && self.addresses.contains(subject.address)
            && self.ports.numbers.contains(protocol.at(*port))
            && self.ports.names.iter().all(|(of, name)| connection.is_named(*of, name))
    }
}

fn of_subject(space: &Space, subject: Subject) -> Option<(LabelBox, LabelBox)> {
    let name = space.name_of(subject.namespace)?;
    Some((of_namespaces([name.clone()]), space.labels_of(subject.pods)?.clone()))
}

fn of_peer(space: &Space, model: Model, peer: Peer) -> Vec<Peers> {
    let any = LabelBox::default;
    match peer {
        Peer::Anywhere => vec![
            Peers::Outside(AddressSet::all()),
            Peers::Pods { namespaces: any(), pods: any(), addresses: AddressSet::all() },
        ],
        Peer::Pods(namespaces, pods) => {
            let parts = space.labels_of(namespaces).zip(space.labels_of(pods));
            let peers = parts.map(|(namespaces, pods)| Peers::Pods {
                namespaces: namespaces.clone(),
                pods: pods.clone(),
                addresses: AddressSet::all(),
            });
            peers.into_iter().collect()
        }
        Peer::Addresses(id) => {
            let Some(addresses) = space.addresses_of(id) else { return Vec::new() };
            let outside = Peers::Outside(addresses.clone());
            let (namespaces, pods) = (any(), any());
            let inside = Peers::Pods { namespaces, pods, addresses: addresses.clone() };
            match model {
                Model::Outside => vec![outside],
                Model::Everywhere => vec![outside, inside],
            }
        }
    }
}
