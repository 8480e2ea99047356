//! What policies say, whatever they are written in: which subjects are isolated, and which peers they may
//! exchange what with.
//!
//! In a direction a connection is allowed when its subject is an address outside, or isolated by nothing, or
//! some rule holds it; the subject is the source for egress, the destination for ingress. A connection is
//! allowed when both directions allow it. Two sets of policies add up by putting their rules together.
//!
//! The parts of rules are interned in a [`Space`], so that equal parts of different meanings are equal
//! numbers.

mod adopt;

use super::cidr::AddressSet;
use super::labels::{LabelBox, ValueSet};
use super::port::PortSet;
use crate::hash::IndexSet;
use ecow::EcoString;
use std::hash::Hash;
use std::sync::LazyLock;

/// The label that holds a namespace's name; the API server sets it on each.
pub const NAMESPACE_NAME: &str = "kubernetes.io/metadata.name";

/// [`NAMESPACE_NAME`] as a key, made once: it is too long to stand in an [`EcoString`] itself.
static NAME_KEY: LazyLock<EcoString> = LazyLock::new(|| NAMESPACE_NAME.into());

/// The labels of the namespaces of these names, as far as their names say them.
#[must_use]
pub fn of_namespaces(names: impl IntoIterator<Item = EcoString>) -> LabelBox {
    let values = names.into_iter().collect();
    LabelBox::default().replace(&NAME_KEY, ValueSet { absent: false, negated: false, values })
}

/// The labels of all other namespaces, as far as their names say them.
#[must_use]
pub fn of_other_namespaces(names: impl IntoIterator<Item = EcoString>) -> LabelBox {
    let values = names.into_iter().collect();
    LabelBox::default().replace(&NAME_KEY, ValueSet { absent: false, negated: true, values })
}

/// A direction of traffic, seen from the subject of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// The subject is the source.
    Egress,
    /// The subject is the destination.
    Ingress,
}

impl Direction {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Egress, Self::Ingress];

    /// `egress`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Egress => "egress",
            Self::Ingress => "ingress",
        }
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $id:ident of $item:ty, $get:ident, $put:ident in $items:ident;)*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct $id(u32);

            impl Space {
                /// The part of a number; none for a number of another space.
                #[must_use]
                pub fn $get(&self, id: $id) -> Option<&$item> {
                    self.$items.get_index(id.0 as usize)
                }

                fn $put(&mut self, item: &$item) -> $id {
                    $id(intern(&mut self.$items, item))
                }
            }
        )*
    };
}

ids! {
    /// A namespace's name.
    NameId of EcoString, name_of, put_name in names;
    /// A box of labels that some object can carry.
    LabelsId of LabelBox, labels_of, put_labels in labels;
    /// Some addresses.
    AddressesId of AddressSet, addresses_of, put_addresses in addresses;
    /// The other end of a rule.
    PeerId of Peer, peer_of, put_peer in peers;
    /// Some ports.
    PortsId of PortSet, ports_of, put_ports in ports;
}

/// The parts of rules, each once.
#[derive(Debug, Clone, Default)]
pub struct Space {
    names: IndexSet<EcoString>,
    /// The labels of the namespaces of these names, by their numbers, as far as they were asked for.
    namespaces: Vec<Option<LabelsId>>,
    labels: IndexSet<LabelBox>,
    addresses: IndexSet<AddressSet>,
    peers: IndexSet<Peer>,
    ports: IndexSet<PortSet>,
}

fn intern<T: Hash + Eq + Clone>(items: &mut IndexSet<T>, item: &T) -> u32 {
    let at = match items.get_index_of(item) {
        Some(at) => at,
        None => items.insert_full(item.clone()).0,
    };
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The other end of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Peer {
    /// All pods and all addresses.
    Anywhere,
    /// The pods with these labels of the namespaces with these labels.
    Pods(LabelsId, LabelsId),
    /// Addresses: outside ones alone, or those of pods too, as the plugin reads them.
    Addresses(AddressesId),
}

impl Space {
    /// A namespace's name.
    pub fn name(&mut self, name: &EcoString) -> NameId {
        self.put_name(name)
    }

    /// The number of a namespace's name; none when nothing says it.
    #[must_use]
    pub fn find_name(&self, name: &EcoString) -> Option<NameId> {
        let at = self.names.get_index_of(name)?;
        u32::try_from(at).ok().map(NameId)
    }

    /// The labels of pods; none when no pod can carry them.
    pub fn labels(&mut self, labels: LabelBox) -> Option<LabelsId> {
        (!labels.is_empty()).then(|| self.put_labels(&labels.canonical()))
    }

    /// The labels of the namespace of this name.
    pub fn namespace(&mut self, name: &EcoString) -> LabelsId {
        let at = self.put_name(name).0 as usize;
        if let Some(known) = self.namespaces.get(at).copied().flatten() {
            return known;
        }
        let id = self.put_labels(&of_namespaces([name.clone()]));
        if self.namespaces.len() <= at {
            self.namespaces.resize(at + 1, None);
        }
        if let Some(known) = self.namespaces.get_mut(at) {
            *known = Some(id);
        }
        id
    }

    /// The labels of namespaces, each of which has the one that holds its name; none when no namespace can
    /// carry them.
    pub fn namespaces(&mut self, labels: LabelBox) -> Option<LabelsId> {
        let named = labels.get(NAMESPACE_NAME).intersect(&ValueSet::present());
        let named = if named == ValueSet::present() { ValueSet::all() } else { named };
        self.labels(labels.replace(&NAME_KEY, named))
    }

    /// A peer; none for addresses that are none.
    pub fn addresses(&mut self, addresses: &AddressSet) -> Option<PeerId> {
        if addresses.is_empty() {
            return None;
        }
        let id = self.put_addresses(addresses);
        Some(self.put_peer(&Peer::Addresses(id)))
    }

    /// The pods of these labels as a peer.
    pub fn pods(&mut self, namespaces: LabelsId, pods: LabelsId) -> PeerId {
        self.put_peer(&Peer::Pods(namespaces, pods))
    }

    /// Everything as a peer.
    pub fn anywhere(&mut self) -> PeerId {
        self.put_peer(&Peer::Anywhere)
    }

    /// Ports; none when there are none.
    pub fn ports(&mut self, ports: &PortSet) -> Option<PortsId> {
        (!ports.is_empty()).then(|| self.put_ports(ports))
    }

    /// The keys that boxes of labels restrict, those of some boxes more than once.
    pub fn keys(&self) -> impl Iterator<Item = &EcoString> {
        self.labels.iter().flat_map(|labels| labels.keys().keys())
    }

    /// How many boxes there are of all kinds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.labels.len() + self.addresses.len() + self.peers.len() + self.ports.len()
    }

    /// Whether nothing was interned.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Pods that something is said about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    /// Their namespace.
    pub namespace: NameId,
    /// Their labels.
    pub pods: LabelsId,
}

/// The subject may exchange connections with the peer on the ports, which are the destination's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rule<O> {
    /// Whose traffic is allowed.
    pub subject: Subject,
    /// With whom.
    pub peer: PeerId,
    /// On which ports.
    pub ports: PortsId,
    /// What says so.
    pub origin: O,
}

/// What is said of one direction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side<O> {
    /// Whose traffic is denied where no rule holds it.
    pub isolated: Vec<(Subject, O)>,
    /// What is allowed.
    pub rules: Vec<Rule<O>>,
}

/// What policies say of both directions; `O` is what each part of it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meaning<O> {
    /// Of outgoing traffic.
    pub egress: Side<O>,
    /// Of incoming traffic.
    pub ingress: Side<O>,
}

/// How many isolations and rules a meaning has, by its directions.
#[derive(Debug, Clone, Copy)]
pub struct Size([(usize, usize); 2]);

impl<O> Default for Side<O> {
    fn default() -> Self {
        Self { isolated: Vec::new(), rules: Vec::new() }
    }
}

impl<O> Default for Meaning<O> {
    fn default() -> Self {
        Self { egress: Side::default(), ingress: Side::default() }
    }
}

impl<O> Meaning<O> {
    /// What is said of a direction.
    #[must_use]
    pub const fn side(&self, direction: Direction) -> &Side<O> {
        match direction {
            Direction::Egress => &self.egress,
            Direction::Ingress => &self.ingress,
        }
    }

    /// What is said by what `origin` takes, with the origins that it gives.
    pub fn retain(&mut self, origin: impl Fn(&O) -> Option<O>) {
        let keep = |of: &mut O| origin(of).map(|kept| *of = kept).is_some();
        for side in [&mut self.egress, &mut self.ingress] {
            side.isolated.retain_mut(|(_, of)| keep(of));
            side.rules.retain_mut(|rule| keep(&mut rule.origin));
        }
    }

    /// How many isolations and rules there are.
    #[must_use]
    pub fn size(&self) -> Size {
        Size([&self.egress, &self.ingress].map(|side| (side.isolated.len(), side.rules.len())))
    }

    /// Drops what was added since there were so many.
    pub fn truncate(&mut self, size: Size) {
        for (side, (isolated, rules)) in
            [&mut self.egress, &mut self.ingress].into_iter().zip(size.0)
        {
            side.isolated.truncate(isolated);
            side.rules.truncate(rules);
        }
    }

    /// What is said of a direction, to add to it.
    pub const fn side_mut(&mut self, direction: Direction) -> &mut Side<O> {
        match direction {
            Direction::Egress => &mut self.egress,
            Direction::Ingress => &mut self.ingress,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::set::selector::{Requirement, Selector, Test};

    #[test]
    fn equal_boxes_are_equal_numbers_however_they_are_written() {
        let mut space = Space::default();
        let one = |test| Selector { requirements: vec![Requirement { key: "app".into(), test }] };
        let single = space.labels(Selector::equals("app", "a").labels());
        assert_eq!(space.labels(one(Test::In(vec!["a".into(), "a".into()])).labels()), single);
        let all = LabelBox::default().with(&"app".into(), &ValueSet::all());
        assert_eq!(space.labels(all), space.labels(LabelBox::default()));
        assert_eq!(space.labels(one(Test::In(Vec::new())).labels()), None);
    }

    #[test]
    fn every_namespace_has_a_name() {
        let mut space = Space::default();
        let by_name = |test| {
            let requirements = vec![Requirement { key: NAMESPACE_NAME.into(), test }];
            Selector { requirements }.labels()
        };
        let every = space.namespaces(LabelBox::default());
        assert_eq!(space.namespaces(by_name(Test::Exists)), every);
        assert_eq!(space.namespaces(by_name(Test::NotIn(Vec::new()))), every);
        assert_eq!(space.namespaces(by_name(Test::DoesNotExist)), None);
        assert_ne!(space.namespaces(by_name(Test::NotIn(vec!["a".into()]))), every);
    }
}
