//! Which subjects and peers of rules share pods or addresses.

use super::Row;
use crate::check::network::overlap::Overlaps;
use crate::set::cidr::AddressSet;
use crate::set::labels::LabelBox;
use crate::set::rule::{NAMESPACE_NAME, Peer, PeerId, Space, Subject};
use std::collections::BTreeSet;
use std::hash::Hash;
use std::net::IpAddr;

/// With how many others a subject or a peer is compared. With fewer, less is found, and nothing wrong.
const MOST: usize = 256;

/// The subjects and peers of all rules, found by what they hold. Pods are near pods, addresses near
/// addresses, and everything is near both.
pub(super) struct Near<'a> {
    space: &'a Space,
    subjects: Overlaps<'a, Subject>,
    pods: Overlaps<'a, PeerId>,
    /// Ranges of addresses by their first, each with the last address of all up to it.
    ranges: Vec<(IpAddr, IpAddr, IpAddr, PeerId)>,
    blocks: Vec<(PeerId, &'a AddressSet)>,
    everything: Vec<PeerId>,
}

impl<'a> Near<'a> {
    pub(super) fn new(space: &'a Space, rows: &[Row]) -> Self {
        let subjects: BTreeSet<_> = rows.iter().map(|row| row.rule.subject).collect();
        let subjects = subjects.into_iter().filter_map(|subject| {
            let name = space.name_of(subject.namespace)?;
            Some((subject, Some([name.as_str()]), space.labels_of(subject.pods)?))
        });
        let (mut pods, mut blocks, mut everything) = (Vec::new(), Vec::new(), Vec::new());
        let peers: BTreeSet<_> = rows.iter().map(|row| row.rule.peer).collect();
        for id in peers {
            match space.peer_of(id) {
                Some(Peer::Anywhere) => everything.push(id),
                Some(Peer::Addresses(addresses)) => {
                    blocks.extend(space.addresses_of(*addresses).map(|addresses| (id, addresses)));
                }
                Some(Peer::Pods(namespaces, labels)) => {
                    let both = space.labels_of(*namespaces).zip(space.labels_of(*labels));
                    pods.extend(both.map(|(namespaces, labels)| (id, names(namespaces), labels)));
                }
                None => {}
            }
        }
        let ranges = by_first(&blocks);
        Self {
            space,
            subjects: Overlaps::new(subjects),
            pods: Overlaps::new(pods),
            ranges,
            blocks,
            everything,
        }
    }

    /// Subjects that hold one pod of a subject, the same for each call: what holds all of it is among them.
    pub(super) fn subjects_holding(&self, subject: Subject) -> Vec<Subject> {
        let one = self.space.labels_of(subject.pods).and_then(LabelBox::member).unwrap_or_default();
        let name = self.space.name_of(subject.namespace).map(|name| [name.as_str()]);
        first(subject, self.subjects.holding(name, &one))
    }

    /// Peers that hold one end of a peer, the same for each call: what holds all of it is among them.
    pub(super) fn peers_holding(&self, peer: PeerId) -> Vec<PeerId> {
        let everything = self.everything.iter().copied();
        match self.space.peer_of(peer) {
            Some(Peer::Addresses(id)) => {
                let address = self.space.addresses_of(*id).and_then(AddressSet::first);
                let blocks = address.into_iter().flat_map(|address| self.at(address));
                first(peer, everything.chain(blocks))
            }
            Some(Peer::Pods(namespaces, labels)) => {
                let names = self.space.labels_of(*namespaces).and_then(names);
                let one =
                    self.space.labels_of(*labels).and_then(LabelBox::member).unwrap_or_default();
                first(peer, everything.chain(self.pods.holding(names, &one)))
            }
            Some(Peer::Anywhere) | None => vec![peer],
        }
    }

    /// Subjects that hold some pod of a subject.
    pub(super) fn subjects_meeting(&self, subject: Subject) -> Vec<Subject> {
        let name = self.space.name_of(subject.namespace).map(|name| [name.as_str()]);
        match self.space.labels_of(subject.pods) {
            Some(labels) => first(subject, self.subjects.meeting(name, labels)),
            None => vec![subject],
        }
    }

    /// Peers that hold some end of a peer.
    pub(super) fn peers_meeting(&self, peer: PeerId) -> Vec<PeerId> {
        let everything = self.everything.iter().copied();
        match self.space.peer_of(peer) {
            Some(Peer::Addresses(id)) => {
                let own = self.space.addresses_of(*id);
                let meets =
                    |others: &AddressSet| own.is_some_and(|own| !own.intersect(others).is_empty());
                let blocks = self.blocks.iter().filter(|(_, others)| meets(others));
                first(peer, everything.chain(blocks.map(|(id, _)| *id)))
            }
            Some(Peer::Pods(namespaces, labels)) => {
                let names = self.space.labels_of(*namespaces).and_then(names);
                let labels = self.space.labels_of(*labels);
                let pods = labels.into_iter().flat_map(|one| self.pods.meeting(names.clone(), one));
                first(peer, everything.chain(pods))
            }
            Some(Peer::Anywhere) | None => vec![peer],
        }
    }

    /// The peers that hold an address.
    fn at(&self, address: IpAddr) -> impl Iterator<Item = PeerId> {
        let end = self.ranges.partition_point(|(low, ..)| *low <= address);
        let before = self.ranges.get(..end).unwrap_or_default().iter().rev();
        let reaching = before.take_while(move |(_, _, furthest, _)| *furthest >= address);
        reaching.filter(move |(_, high, ..)| *high >= address).map(|(.., id)| *id)
    }
}

fn by_first(blocks: &[(PeerId, &AddressSet)]) -> Vec<(IpAddr, IpAddr, IpAddr, PeerId)> {
    let ranges = blocks
        .iter()
        .flat_map(|(id, addresses)| addresses.ranges().map(|(low, high)| (low, high, high, *id)));
    let mut ranges: Vec<_> = ranges.collect();
    ranges.sort_unstable();
    let mut furthest = None;
    for range in &mut ranges {
        range.2 = range.2.max(furthest.unwrap_or(range.2));
        furthest = Some(range.2);
    }
    ranges
}

/// One and others, each once, but not too many.
fn first<T: Copy + Eq + Hash + Ord>(one: T, others: impl Iterator<Item = T>) -> Vec<T> {
    let mut all: Vec<_> = others.take(MOST).chain([one]).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The names of namespaces, where they are listed.
fn names(namespaces: &LabelBox) -> Option<Vec<&str>> {
    let values = namespaces.get(NAMESPACE_NAME);
    let listed = !values.negated && !values.absent;
    listed.then(|| values.values.iter().map(|name| name.as_str()).collect())
}
