//! Is a box of connections inside a union of others? If not, a connection shows it.
//!
//! What is disjoint from the box is dropped; if another contains it, it is inside; else one connection of
//! the box is tried; else the box is split by the one that leaves the least out, and each part is asked
//! the same. Positive selectors never branch deep; with many negations on many keys the question is
//! coNP-complete, so a search has a [`Budget`], and what isn't decided within it is [`Answer::Undecided`].
//!
//! Port names are facts about a pod that don't depend on each other. More facts only hold more, so the
//! hardest pod has the names that the box asks for and no other: then a name covers that name alone.
//!
//! Two pods of one namespace share its labels. That is the only relation between the ends, so a box is
//! asked twice: with the ends in one namespace, whose labels both boxes restrict, and in different ones.

use super::cidr::AddressSet;
use super::flow::{Connection, End, FlowBox, Labels, Peers, Pod};
use super::interval::Intervals;
use super::labels::{LabelBox, ValueSet};
use super::port::Protocol;
use super::rule::{Direction, NAMESPACE_NAME};
use ecow::EcoString;
use std::collections::BTreeSet;
use std::net::IpAddr;

/// Port names that a box asks for.
type Names = BTreeSet<(Protocol, EcoString)>;

/// How much a search may look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget(pub u64);

impl Budget {
    /// Takes so much of what is left; false when it isn't there.
    const fn spend(&mut self, amount: u64) -> bool {
        let enough = amount <= self.0;
        self.0 = self.0.saturating_sub(amount);
        enough
    }
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// All of the box is in the union.
    Inside,
    /// This connection is in the box and not in the union.
    Outside(Box<Connection>),
    /// The budget ended first.
    Undecided,
}

/// Whether `wanted` is inside the union of `by`, all of one direction.
#[must_use]
pub fn covered(
    direction: Direction,
    wanted: &FlowBox,
    by: &[FlowBox],
    budget: &mut Budget,
) -> Answer {
    let relations: &[Relation] = match wanted.peers {
        Peers::Outside(_) => &[Relation::Outside],
        Peers::Pods { .. } => &[Relation::Apart, Relation::Together],
    };
    for relation in relations {
        let names = &wanted.ports.names;
        let Some(piece) = Piece::of(wanted, *relation, names) else { continue };
        let by: Vec<_> = by.iter().filter_map(|one| Piece::of(one, *relation, names)).collect();
        let by: Vec<_> = by.iter().collect();
        let search = Search { direction, relation: *relation, names };
        match search.covered(&piece, &by, budget) {
            Answer::Inside => {}
            answer => return answer,
        }
    }
    Answer::Inside
}

/// Where the ends are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Relation {
    /// The peer is an address outside.
    Outside,
    /// The ends are pods of different namespaces.
    Apart,
    /// The ends are pods of one namespace.
    Together,
}

/// The label boxes of a piece: the subject's namespace, the subject, the peer's namespace, the peer.
const BOXES: usize = 4;

/// A box under one relation, its ports as numbers.
#[derive(Debug, Clone)]
struct Piece {
    labels: [LabelBox; BOXES],
    /// Of the subject and of the peer.
    addresses: [AddressSet; 2],
    numbers: Intervals<u32>,
}

/// What a box leaves out of a piece.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Cut {
    Label(usize, EcoString),
    Addresses(usize),
    Numbers,
}

impl Piece {
    /// A box; none when it holds nothing, or none of what is wanted.
    fn of(flow: &FlowBox, relation: Relation, wanted: &Names) -> Option<Self> {
        if !flow.ports.names.is_subset(wanted) {
            return None;
        }
        let numbers = flow.ports.numbers.clone();
        let subject = flow.namespaces.clone();
        let (labels, addresses) = match (&flow.peers, relation) {
            (Peers::Outside(addresses), Relation::Outside) => {
                let any = LabelBox::default;
                ([subject, flow.pods.clone(), any(), any()], addresses)
            }
            (Peers::Pods { namespaces, pods, addresses }, Relation::Apart) => {
                ([subject, flow.pods.clone(), namespaces.clone(), pods.clone()], addresses)
            }
            (Peers::Pods { namespaces, pods, addresses }, Relation::Together) => {
                let both = subject.intersect(namespaces);
                ([both, flow.pods.clone(), LabelBox::default(), pods.clone()], addresses)
            }
            _ => return None,
        };
        let addresses = [flow.addresses.clone(), addresses.clone()];
        let piece = Self { labels, addresses, numbers };
        (!piece.is_empty()).then_some(piece)
    }

    fn is_empty(&self) -> bool {
        self.numbers.is_empty()
            || self.addresses.iter().any(AddressSet::is_empty)
            || self.labels.iter().any(LabelBox::is_empty)
    }

    /// Where this piece reaches out of `other`; none when they are disjoint.
    fn outside(&self, other: &Self) -> Option<Vec<Cut>> {
        let mut cuts = Vec::new();
        for (at, (own, others)) in self.labels.iter().zip(&other.labels).enumerate() {
            for (key, values) in others.keys() {
                let own = own.get(key);
                if own.is_disjoint(values) {
                    return None;
                }
                if !own.is_subset(values) {
                    cuts.push(Cut::Label(at, key.clone()));
                }
            }
        }
        if !self.numbers.is_subset(&other.numbers) {
            if self.numbers.intersect(&other.numbers).is_empty() {
                return None;
            }
            cuts.push(Cut::Numbers);
        }
        for (at, (own, others)) in self.addresses.iter().zip(&other.addresses).enumerate() {
            if !own.is_subset(others) {
                if own.intersect(others).is_empty() {
                    return None;
                }
                cuts.push(Cut::Addresses(at));
            }
        }
        Some(cuts)
    }

    /// The part of this piece outside of `other` at a cut, and the part inside.
    fn split(self, cut: &Cut, other: &Self) -> (Self, Self) {
        let (mut out, mut inside) = (self.clone(), self);
        match cut {
            Cut::Label(at, key) => {
                let own = [&mut out, &mut inside].map(|piece| piece.labels.get_mut(*at));
                if let ([Some(out), Some(inside)], Some(others)) = (own, other.labels.get(*at)) {
                    let values = inside.get(key).clone();
                    *out = std::mem::take(out).replace(key, values.subtract(others.get(key)));
                    *inside =
                        std::mem::take(inside).replace(key, values.intersect(others.get(key)));
                }
            }
            Cut::Addresses(at) => {
                let own = [&mut out, &mut inside].map(|piece| piece.addresses.get_mut(*at));
                if let ([Some(out), Some(inside)], Some(others)) = (own, other.addresses.get(*at)) {
                    *out = out.subtract(others);
                    *inside = inside.intersect(others);
                }
            }
            Cut::Numbers => {
                out.numbers = out.numbers.subtract(&other.numbers);
                inside.numbers = inside.numbers.intersect(&other.numbers);
            }
        }
        (out, inside)
    }
}

/// What stays the same while a piece is split.
struct Search<'a> {
    direction: Direction,
    relation: Relation,
    names: &'a Names,
}

impl Search<'_> {
    fn covered(&self, piece: &Piece, by: &[&Piece], budget: &mut Budget) -> Answer {
        if !budget.spend(1 + by.len() as u64) {
            return Answer::Undecided;
        }
        let Some(connection) = self.connection(piece) else { return Answer::Inside };
        let mut near = Vec::new();
        let mut best: Option<(&Piece, Vec<Cut>)> = None;
        let mut held = false;
        for other in by {
            let Some(cuts) = piece.outside(other) else { continue };
            if cuts.is_empty() {
                return Answer::Inside;
            }
            held |= self.holds(other, &connection);
            near.push(*other);
            if best.as_ref().is_none_or(|(_, least)| cuts.len() < least.len()) {
                best = Some((other, cuts));
            }
        }
        let Some((other, cuts)) = best.filter(|_| held) else {
            return Answer::Outside(Box::new(connection));
        };
        let mut rest = piece.clone();
        for cut in &cuts {
            let (out, inside) = rest.split(cut, other);
            match self.covered(&out, &near, budget) {
                Answer::Inside => rest = inside,
                answer => return answer,
            }
        }
        Answer::Inside
    }

    /// Whether a piece holds a connection that has the wanted ports.
    fn holds(&self, piece: &Piece, connection: &Connection) -> bool {
        let [namespaces, pods, peer_namespaces, peer_pods] = &piece.labels;
        let [addresses, peer_addresses] = &piece.addresses;
        let peer = match &connection.peer {
            End::Pod(pod) => {
                peer_namespaces.contains(&pod.namespace)
                    && peer_pods.contains(&pod.labels)
                    && peer_addresses.contains(pod.address)
            }
            End::Outside(address) => peer_addresses.contains(*address),
        };
        peer && addresses.contains(connection.subject.address)
            && namespaces.contains(&connection.subject.namespace)
            && pods.contains(&connection.subject.labels)
            && piece.numbers.contains(connection.protocol.at(connection.port))
    }

    /// A connection of a piece; none when there is none.
    fn connection(&self, piece: &Piece) -> Option<Connection> {
        if piece.is_empty() {
            return None;
        }
        let [namespaces, pods, peer_namespaces, peer_pods] = &piece.labels;
        let (own, other) = self.names(namespaces, peer_namespaces)?;
        let (point, _) = piece.numbers.ranges().first()?;
        let (protocol, port) = Protocol::split(*point);
        let [own_address, address] = &piece.addresses;
        let (own_address, address) = (own_address.first()?, address.first()?);
        let mut subject = pod(namespaces.member()?, &own, pods.member()?, own_address);
        let mut peer = match self.relation {
            Relation::Outside => End::Outside(address),
            Relation::Apart => {
                End::Pod(pod(peer_namespaces.member()?, &other, peer_pods.member()?, address))
            }
            Relation::Together => {
                End::Pod(pod(namespaces.member()?, &own, peer_pods.member()?, address))
            }
        };
        if !self.names.is_empty() {
            let destination = match (self.direction, &mut peer) {
                (Direction::Ingress, _) => Some(&mut subject),
                (Direction::Egress, End::Pod(pod)) => Some(pod),
                (Direction::Egress, End::Outside(_)) => None,
            };
            let named = self.names.iter().map(|name| (name.clone(), port));
            destination?.ports.extend(named);
        }
        let direction = self.direction;
        Some(Connection { direction, subject, peer, protocol, port })
    }

    /// Names for the namespaces of both ends, different where they are apart.
    fn names(&self, own: &LabelBox, other: &LabelBox) -> Option<(EcoString, EcoString)> {
        let present = ValueSet::present();
        let name = |labels: &LabelBox| labels.get(NAMESPACE_NAME).intersect(&present);
        let (own, other) = (name(own), name(other));
        let first = own.member(other.only().map(EcoString::as_str))??;
        if self.relation != Relation::Apart {
            return Some((first.clone(), first));
        }
        let second = other.member(Some(&first))??;
        (first != second).then_some((first, second))
    }
}

fn pod(mut namespace: Labels, name: &EcoString, labels: Labels, address: IpAddr) -> Pod {
    namespace.insert(NAMESPACE_NAME.into(), name.clone());
    Pod { namespace, labels, ports: Default::default(), address }
}

#[cfg(test)]
mod tests;
