//! Meanings of one space in another.

use super::{
    AddressesId, Direction, LabelsId, Meaning, NameId, Peer, PeerId, PortsId, Rule, Space, Subject,
};
use crate::hash::IndexSet;

impl Space {
    /// What a meaning of the space `of` is in this one, which takes the parts of its rules in the order in
    /// which that one came to have them.
    pub fn adopt<O: Copy>(&mut self, of: &Self, meaning: &Meaning<O>) -> Meaning<O> {
        let numbers = Numbers::new(of, &Used::of(of, meaning), self);
        let mut adopted = Meaning::default();
        for direction in Direction::ALL {
            let (from, to) = (meaning.side(direction), adopted.side_mut(direction));
            let isolated = from.isolated.iter();
            to.isolated.extend(
                isolated.filter_map(|(subject, of)| Some((numbers.subject(*subject)?, *of))),
            );
            to.rules.extend(from.rules.iter().filter_map(|rule| numbers.rule(rule)));
        }
        adopted
    }
}

/// Which parts of a space the rules of a meaning have, by their numbers.
struct Used {
    names: Vec<bool>,
    labels: Vec<bool>,
    addresses: Vec<bool>,
    peers: Vec<bool>,
    ports: Vec<bool>,
}

impl Used {
    fn of<O>(space: &Space, meaning: &Meaning<O>) -> Self {
        let mut used = Self {
            names: vec![false; space.names.len()],
            labels: vec![false; space.labels.len()],
            addresses: vec![false; space.addresses.len()],
            peers: vec![false; space.peers.len()],
            ports: vec![false; space.ports.len()],
        };
        for side in Direction::ALL.map(|direction| meaning.side(direction)) {
            side.isolated.iter().for_each(|(subject, _)| used.subject(*subject));
            for rule in &side.rules {
                used.subject(rule.subject);
                mark(&mut used.peers, rule.peer.0);
                mark(&mut used.ports, rule.ports.0);
            }
        }
        for (peer, _) in space.peers.iter().zip(&used.peers).filter(|(_, is_used)| **is_used) {
            match *peer {
                Peer::Anywhere => {}
                Peer::Pods(namespaces, pods) => {
                    mark(&mut used.labels, namespaces.0);
                    mark(&mut used.labels, pods.0);
                }
                Peer::Addresses(addresses) => mark(&mut used.addresses, addresses.0),
            }
        }
        used
    }

    fn subject(&mut self, subject: Subject) {
        mark(&mut self.names, subject.namespace.0);
        mark(&mut self.labels, subject.pods.0);
    }
}

fn mark(used: &mut [bool], number: u32) {
    if let Some(is_used) = used.get_mut(number as usize) {
        *is_used = true;
    }
}

/// The numbers in a space of what another one has, by the numbers there; none of what isn't used.
struct Numbers {
    names: Vec<Option<NameId>>,
    labels: Vec<Option<LabelsId>>,
    peers: Vec<Option<PeerId>>,
    ports: Vec<Option<PortsId>>,
}

impl Numbers {
    fn new(of: &Space, used: &Used, to: &mut Space) -> Self {
        let names = numbers(&of.names, &used.names, |name| Some(to.put_name(name)));
        let labels = numbers(&of.labels, &used.labels, |labels| Some(to.put_labels(labels)));
        let addresses: Vec<Option<AddressesId>> =
            numbers(&of.addresses, &used.addresses, |addresses| Some(to.put_addresses(addresses)));
        let peers = numbers(&of.peers, &used.peers, |peer| {
            let peer = match *peer {
                Peer::Anywhere => Peer::Anywhere,
                Peer::Pods(namespaces, pods) => {
                    Peer::Pods(number(&labels, namespaces.0)?, number(&labels, pods.0)?)
                }
                Peer::Addresses(one) => Peer::Addresses(number(&addresses, one.0)?),
            };
            Some(to.put_peer(&peer))
        });
        let ports = numbers(&of.ports, &used.ports, |ports| Some(to.put_ports(ports)));
        Self { names, labels, peers, ports }
    }

    fn subject(&self, subject: Subject) -> Option<Subject> {
        Some(Subject {
            namespace: number(&self.names, subject.namespace.0)?,
            pods: number(&self.labels, subject.pods.0)?,
        })
    }

    fn rule<O: Copy>(&self, rule: &Rule<O>) -> Option<Rule<O>> {
        Some(Rule {
            subject: self.subject(rule.subject)?,
            peer: number(&self.peers, rule.peer.0)?,
            ports: number(&self.ports, rule.ports.0)?,
            origin: rule.origin,
        })
    }
}

fn numbers<T, I>(
    items: &IndexSet<T>,
    used: &[bool],
    mut put: impl FnMut(&T) -> Option<I>,
) -> Vec<Option<I>> {
    let items = items.iter().zip(used);
    items.map(|(item, is_used)| if *is_used { put(item) } else { None }).collect()
}

fn number<I: Copy>(numbers: &[Option<I>], at: u32) -> Option<I> {
    numbers.get(at as usize).copied().flatten()
}
