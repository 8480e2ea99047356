//! What was seen beside what a policy allows: what it lacks, and what of it nobody ever used.

use super::line::Peer;
use super::tally::{Count, Key, Tally};
use crate::ir::{Cause as Statement, EndpointKind, Flow, FlowId, Namespaces, Policy};
use crate::reach;
use crate::set::cidr::AddressSet;
use crate::set::flow::{Connection, End, Labels, Pod};
use crate::set::port::PortSet;
use crate::set::rule::{Direction, NAMESPACE_NAME};
use crate::source::Span;
use crate::world::prover::{Cause, Prover};
use crate::world::{Origin, World};
use indexmap::IndexMap;
use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr};

/// How a policy and a recording differ.
#[derive(Debug, Default)]
pub struct Merged {
    /// What was let through, and the policy would deny, most often seen first.
    pub lacking: Vec<Lacking>,
    /// What was dropped, and the policy allows.
    pub opened: Vec<Lacking>,
    /// What the policy allows, and was never seen.
    pub unseen: Vec<Unseen>,
    /// How many of the connections that were seen the policy allows.
    pub allowed: usize,
    /// How many connections can't be judged: where the API server or a node is isn't known.
    pub unknown: usize,
}

/// Connections of two ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lacking {
    /// Who connects, in the words of the policy.
    pub source: String,
    /// Who is connected to.
    pub target: String,
    /// On which ports.
    pub ports: PortSet,
    /// How often.
    pub count: Count,
    /// Which direction the policy denies; none where it denies both, or nothing.
    pub only: Option<Direction>,
}

/// A part of a flow that was never seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unseen {
    /// The statement.
    pub span: Span,
    /// Its ends that nobody connected, source and target; none where that is all of them.
    pub pairs: Vec<(Span, Span)>,
}

/// Compares a policy with a recording.
#[must_use]
pub fn merge(policy: &Policy, tally: &Tally) -> Merged {
    let world = World::of_policy(policy);
    let prover = Prover::new(policy, &world);
    let mut merged = Merged::default();
    let mut used: BTreeSet<(usize, usize, usize)> = BTreeSet::new();
    let mut lacking: IndexMap<(String, String, Option<Direction>), (PortSet, Count)> =
        IndexMap::new();
    let mut opened = lacking.clone();
    for (key, count) in tally.seen() {
        let Some((source, target)) = ends(tally, key) else {
            merged.unknown += 1;
            continue;
        };
        let Some(connection) = connection(&source, &target, key) else { continue };
        let causes = Direction::ALL.map(|direction| prover.causes(direction, &connection));
        let denied: Vec<Direction> = Direction::ALL
            .into_iter()
            .zip(&causes)
            .filter(|(_, causes)| causes.is_empty())
            .map(|(direction, _)| direction)
            .collect();
        for cause in causes.iter().flatten() {
            if let Cause::Rule(Origin::Policy(reach::Origin::Allowed(Statement::Flow(id)))) = cause
            {
                mark(policy, *id, &source, &target, &mut used);
            }
        }
        let wanted = count.allowed > 0;
        merged.allowed += usize::from(denied.is_empty());
        let list = match (wanted, denied.is_empty()) {
            (true, false) => &mut lacking,
            (false, true) => &mut opened,
            _ => continue,
        };
        let only = match denied.as_slice() {
            [only] => Some(*only),
            _ => None,
        };
        let words = (word(policy, &source), word(policy, &target), only);
        let (ports, total) = list.entry(words).or_default();
        *ports = ports.union(&PortSet::range(key.protocol, key.port, key.port));
        total.add(count);
    }
    merged.lacking = listed(lacking);
    merged.opened = listed(opened);
    merged.unseen = unseen(policy, &used);
    merged
}

fn listed(all: IndexMap<(String, String, Option<Direction>), (PortSet, Count)>) -> Vec<Lacking> {
    let one =
        |((source, target, only), (ports, count))| Lacking { source, target, ports, count, only };
    let mut all: Vec<Lacking> = all.into_iter().map(one).collect();
    all.sort_by_key(|one| std::cmp::Reverse((one.count.allowed, one.count.dropped)));
    all
}

/// The ends of a connection, as policies see them.
fn ends(tally: &Tally, key: Key) -> Option<(End, End)> {
    Some((end(tally.end(key.source)?)?, end(tally.end(key.target)?)?))
}

fn end(peer: &Peer) -> Option<End> {
    Some(match peer {
        Peer::Address(address) => End::Outside(*address),
        Peer::ApiServer(address) | Peer::Node(address) => End::Outside((*address)?),
        Peer::Pod(namespace, labels) => {
            let namespace: Labels = [(NAMESPACE_NAME.into(), namespace.clone())].into();
            let address = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
            End::Pod(Pod { namespace, labels: labels.clone(), ports: Default::default(), address })
        }
    })
}

/// The connection, seen from an end that is a pod.
fn connection(source: &End, target: &End, key: Key) -> Option<Connection> {
    let (protocol, port) = (key.protocol, key.port);
    match (source, target) {
        (End::Pod(pod), peer) => {
            let (subject, peer) = (pod.clone(), peer.clone());
            Some(Connection { direction: Direction::Egress, subject, peer, protocol, port })
        }
        (peer, End::Pod(pod)) => {
            let (subject, peer) = (pod.clone(), peer.clone());
            Some(Connection { direction: Direction::Ingress, subject, peer, protocol, port })
        }
        _ => None,
    }
}

/// Marks the ends of a flow that a connection is of.
fn mark(
    policy: &Policy,
    id: FlowId,
    source: &End,
    target: &End,
    used: &mut BTreeSet<(usize, usize, usize)>,
) {
    let Some(flow) = policy.flow(id) else { return };
    for (from, one) in flow.sources.iter().enumerate() {
        if !holds(policy, &one.kind, source) {
            continue;
        }
        for (to, other) in flow.targets.iter().enumerate() {
            if holds(policy, &other.endpoint.kind, target) {
                used.insert((id.0 as usize, from, to));
            }
        }
    }
}

/// Whether an endpoint of the policy is this end, or one of several.
fn holds(policy: &Policy, kind: &EndpointKind, end: &End) -> bool {
    let in_zone = |zone: &crate::ir::Zone, pod: &Pod| match &zone.namespaces {
        Namespaces::Named(names) => {
            pod.namespace.get(NAMESPACE_NAME).is_some_and(|name| names.contains(name))
        }
        Namespaces::Labelled(selector) => selector.labels().contains(&pod.namespace),
    };
    match (kind, end) {
        (EndpointKind::Anywhere, _) | (EndpointKind::Cluster, End::Pod(_)) => true,
        (EndpointKind::Addresses(addresses), End::Outside(address)) => {
            AddressSet::of_blocks(&addresses.blocks).contains(*address)
        }
        (EndpointKind::Zone(id), End::Pod(pod)) => {
            policy.zone(*id).is_some_and(|zone| in_zone(zone, pod))
        }
        (EndpointKind::Segment(id), End::Pod(pod)) => policy.segment(*id).is_some_and(|segment| {
            policy.zone(segment.zone).is_some_and(|zone| in_zone(zone, pod))
                && segment.alternatives.iter().any(|one| one.labels().contains(&pod.labels))
        }),
        _ => false,
    }
}

/// An end in the words of the policy: its narrowest segment, else its labels.
fn word(policy: &Policy, end: &End) -> String {
    let pod = match end {
        End::Outside(address) => return address.to_string(),
        End::Pod(pod) => pod,
    };
    let segments = (0_u32..).map(crate::ir::SegmentId).zip(&policy.segments);
    let mut fitting: Vec<_> = segments
        .filter(|(id, _)| holds(policy, &EndpointKind::Segment(*id), end))
        .map(|(_, segment)| segment)
        .collect();
    let breadth = |segment: &&crate::ir::Segment| {
        let keys = segment.alternatives.iter().map(|one| one.requirements.len()).min();
        std::cmp::Reverse((keys, !segment.implicit))
    };
    fitting.sort_by_key(breadth);
    if let Some(segment) = fitting.first()
        && let Some(zone) = policy.zone(segment.zone)
    {
        let (zone, name) =
            (crate::import::names::word(&zone.name), crate::import::names::word(&segment.name));
        return format!("{zone}/{name}");
    }
    let namespace = pod.namespace.get(NAMESPACE_NAME).map_or("?", |name| name.as_str());
    let labels: Vec<_> = pod.labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
    format!("{namespace}/({})", labels.join(", "))
}

/// The flows of which some ends were never connected.
fn unseen(policy: &Policy, used: &BTreeSet<(usize, usize, usize)>) -> Vec<Unseen> {
    let of = |(at, flow): (usize, &Flow)| {
        let mut pairs = Vec::new();
        let mut whole = true;
        for (from, source) in flow.sources.iter().enumerate() {
            for (to, target) in flow.targets.iter().enumerate() {
                match used.contains(&(at, from, to)) {
                    true => whole = false,
                    false => pairs.push((source.span, target.endpoint.span)),
                }
            }
        }
        if pairs.is_empty() {
            return None;
        }
        Some(Unseen { span: flow.span, pairs: if whole { Vec::new() } else { pairs } })
    };
    policy.flows.iter().enumerate().filter_map(of).collect()
}
