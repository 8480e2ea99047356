//! `who -> B` and `A -> what`: everybody who can connect, in the words of the program.

use super::Asker;
use super::answer::{Answer, Body, Peer, Reason, Verdict};
use super::connection::Asked;
use super::reached::{self, Part};
use crate::ir::EndpointKind;
use crate::set::flow::{Model, Peers};
use crate::set::port::PortSet;
use crate::set::rule::{Direction, NAMESPACE_NAME, of_namespaces};
use crate::world::prover::Cause;
use crate::world::way::{self, Way};
use indexmap::IndexSet;
use std::collections::{BTreeMap, BTreeSet};

/// How many parts are looked at, and how many pairs of boxes of two rows.
const MOST: usize = 100_000;

/// How many rows are compared with each other.
const MOST_COMPARED: usize = 1000;

/// Who is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// `who -> B`.
    Sources,
    /// `A -> what`.
    Targets,
}

impl Wanted {
    const fn of(self, way: &Way) -> (&Peers, &Peers) {
        match self {
            Self::Sources => (&way.source, &way.target),
            Self::Targets => (&way.target, &way.source),
        }
    }
}

/// What the same statements say together.
pub(super) struct Row {
    pub(super) peers: IndexSet<Peers>,
    /// What of the end that was named.
    ends: IndexSet<Peers>,
    pub(super) ports: PortSet,
    /// One of its parts.
    first: Way,
    /// Whether it is so for a part of the end that was named.
    pub(super) partly: bool,
}

/// What lets through at the source, what at the target, and the ports.
type Key = (Cause, Cause, PortSet);

impl Asker<'_> {
    /// Answers who can connect, or be connected to.
    pub(super) fn peers(&mut self, asked: &Asked<'_>, wanted: Wanted) -> Answer {
        let mut notes = self.about_ends(asked);
        let (peers, more) = self.found(asked, wanted);
        notes.extend(more);
        let verdict = if peers.is_empty() { Verdict::No } else { Verdict::Yes };
        let on = if asked.open { String::new() } else { format!(" on {}", asked.ports) };
        let sentence = match (wanted, verdict) {
            (Wanted::Sources, Verdict::Yes) => {
                format!("who can connect to {}{on}:", asked.target.name)
            }
            (Wanted::Sources, _) => format!("nobody can connect to {}{on}", asked.target.name),
            (Wanted::Targets, Verdict::Yes) => format!("{} can connect{on} to:", asked.source.name),
            (Wanted::Targets, _) => format!("{} can connect to nothing{on}", asked.source.name),
        };
        Answer { verdict, sentence, body: Body::Peers(peers), notes }
    }

    /// Everybody who can connect, or be connected to, and what was left out.
    pub(super) fn found(&mut self, asked: &Asked<'_>, wanted: Wanted) -> (Vec<Peer>, Vec<String>) {
        let (mut peers, mut notes) = (Vec::new(), Vec::new());
        let mut known: BTreeSet<(Vec<String>, String)> = BTreeSet::new();
        for model in Model::ALL {
            self.prover.start(model);
            let Some((parts, many)) = reached::parts(&self.prover, &asked.ways, MOST) else {
                notes.push("the search took too long: ask about less at once".to_owned());
                break;
            };
            if many {
                notes.push(format!("more than {MOST} parts: ask about less at once"));
            }
            for peer in self.merged(rows(asked, parts, wanted)) {
                let key = (peer.names.clone(), peer.ports.clone());
                if model == Model::Outside {
                    known.insert(key);
                    peers.push(peer);
                } else if !known.contains(&key) {
                    peers.push(Peer { reading: Some(model.to_string()), ..peer });
                }
            }
        }
        (peers, notes)
    }

    /// Rows of the same names as one.
    fn merged(&self, rows: Vec<(Cause, Cause, Row)>) -> Vec<Peer> {
        type Merged = (PortSet, BTreeSet<Reason>);
        let mut merged: BTreeMap<(Vec<String>, bool), Merged> = BTreeMap::new();
        for (egress, ingress, row) in rows {
            let names = self.words.names(&row.peers);
            let causes = if egress == ingress {
                vec![(Direction::Egress, egress)]
            } else {
                vec![(Direction::Egress, egress), (Direction::Ingress, ingress)]
            };
            let (ports, reasons) = merged.entry((names, row.partly)).or_default();
            *ports = ports.union(&row.ports);
            for (direction, cause) in causes {
                if cause != Cause::Outside {
                    reasons.insert(self.reason(direction, cause, &row.first, false));
                }
            }
        }
        let peers = merged.into_iter().map(|((names, partly), (ports, reasons))| Peer {
            names,
            ports: ports.to_string(),
            partly,
            reading: None,
            reasons: reasons.into_iter().collect(),
        });
        peers.collect()
    }

    /// Everything, as the end that is asked for.
    pub(super) fn anything(&self) -> super::resolve::End {
        super::resolve::End::of(self.policy, EndpointKind::Anywhere)
    }
}

/// What is found, by what lets it through.
pub(super) fn rows(
    asked: &Asked<'_>,
    parts: Vec<Part>,
    wanted: Wanted,
) -> Vec<(Cause, Cause, Row)> {
    let own = match wanted {
        Wanted::Sources => &asked.target.peers,
        Wanted::Targets => &asked.source.peers,
    };
    let own: IndexSet<_> = own.iter().flat_map(by_namespace).collect();
    let mut rows: BTreeMap<Key, Row> = BTreeMap::new();
    for part in parts {
        let (peer, end) = wanted.of(&part.way);
        let ports = reached::port_set(&part.way.ports);
        let row =
            rows.entry((part.egress, part.ingress, ports)).or_insert_with_key(|(_, _, ports)| {
                Row {
                    peers: IndexSet::new(),
                    ends: IndexSet::new(),
                    ports: ports.clone(),
                    first: part.way.clone(),
                    partly: false,
                }
            });
        for (list, one) in [(&mut row.peers, peer), (&mut row.ends, end)] {
            if !list.contains(one) {
                list.insert(one.clone());
            }
        }
    }
    let mut all: Vec<_> = rows
        .into_iter()
        .map(|((egress, ingress, _), mut row)| {
            row.partly = !are_inside(&own, &row.ends);
            (egress, ingress, row)
        })
        .collect();
    if all.len() <= MOST_COMPARED {
        let keep: Vec<_> = (0..all.len()).map(|at| !is_held(&all, at)).collect();
        let mut keep = keep.into_iter();
        all.retain(|_| keep.next().unwrap_or(true));
    }
    all
}

/// Pods by the namespaces that they are in, as rules select them.
fn by_namespace(peers: &Peers) -> Vec<Peers> {
    let Peers::Pods { namespaces, pods, addresses } = peers else { return vec![peers.clone()] };
    let names = namespaces.get(NAMESPACE_NAME);
    if names.negated {
        return vec![peers.clone()];
    }
    let each = names.values.iter().map(|name| Peers::Pods {
        namespaces: namespaces.intersect(&of_namespaces([name.clone()])),
        pods: pods.clone(),
        addresses: addresses.clone(),
    });
    each.collect()
}

/// Whether each of some boxes is inside one of others.
fn are_inside(inner: &IndexSet<Peers>, outer: &IndexSet<Peers>) -> bool {
    inner.iter().all(|one| outer.contains(one) || outer.iter().any(|all| way::is_inside(one, all)))
}

/// Whether another row says all that this one says, and more.
fn is_held(rows: &[(Cause, Cause, Row)], at: usize) -> bool {
    let Some((_, _, row)) = rows.get(at) else { return false };
    let says = |one: &Row, other: &Row| {
        one.peers.len().saturating_mul(other.peers.len()) <= MOST
            && other.ports.is_subset(&one.ports)
            && are_inside(&other.peers, &one.peers)
            && are_inside(&other.ends, &one.ends)
    };
    rows.iter().any(|(_, _, held)| says(held, row) && !says(row, held))
}
