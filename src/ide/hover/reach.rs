//! Whom some pods may reach, and who reaches them, statement by statement.

use super::list;
use crate::emit::Manifest;
use crate::emit::comment::endpoint;
use crate::ide::Analysis;
use crate::ir::{Cause, Direction, EndpointKind, Half, Pods, Policy, SegmentId, ZoneId};
use crate::set::port::PortSet;
use indexmap::IndexMap;

/// The paragraphs about the traffic of some pods.
pub(super) fn describe(analysis: &Analysis, pods: Pods) -> Vec<String> {
    let policy = analysis.policy();
    let Some(zone) = policy.zone_of(pods) else { return Vec::new() };
    let Some(of) = policy.zone(zone) else { return Vec::new() };
    if !of.is_ours() {
        return vec!["its policies are somebody else's: netz takes it for open".to_owned()];
    }
    let sides = [
        (
            Direction::Egress,
            of.isolation.egress,
            "may reach",
            "egress is open: it may reach anything",
        ),
        (
            Direction::Ingress,
            of.isolation.ingress,
            "reached by",
            "ingress is open: anybody may reach it",
        ),
    ];
    let texts = sides.into_iter().map(|(direction, isolated, title, open)| {
        if !isolated {
            return open.to_owned();
        }
        match lines(analysis, pods, zone, direction) {
            lines if lines.is_empty() => match direction {
                Direction::Egress => "may reach nothing".to_owned(),
                Direction::Ingress => "reached by nobody".to_owned(),
            },
            lines => list(title, &lines),
        }
    });
    texts.collect()
}

/// The peers of one direction: those of the pods themselves, and those of every pod of their zone.
fn lines(analysis: &Analysis, pods: Pods, zone: ZoneId, direction: Direction) -> Vec<String> {
    let policy = analysis.policy();
    let every = Pods::Zone(zone);
    let mut peers: IndexMap<(String, &'static str), PortSet> = IndexMap::new();
    let network = analysis.network();
    let of_zone = if pods == every { &[] } else { network.of(every) };
    for half in network.of(pods).iter().chain(of_zone) {
        if half.direction != direction {
            continue;
        }
        for peer in &half.peers {
            let remark = remark(analysis, half, peer, pods);
            let ports = peers.entry((endpoint(policy, peer), remark)).or_default();
            *ports = if ports.is_empty() { half.ports.clone() } else { ports.union(&half.ports) };
        }
    }
    let lines = peers.into_iter().map(|((peer, remark), ports)| match remark {
        "" => format!("`{peer}` on `{ports}`"),
        remark => format!("`{peer}` on `{ports}` ({remark})"),
    });
    lines.collect()
}

/// What else is to be known of a peer.
fn remark(analysis: &Analysis, half: &Half, peer: &EndpointKind, pods: Pods) -> &'static str {
    match half.cause {
        Cause::Dns => return "DNS follows flows",
        Cause::Api => return "the API follows grants",
        Cause::Flow(_) => {}
    }
    let opposite = match half.direction {
        Direction::Egress => Direction::Ingress,
        Direction::Ingress => Direction::Egress,
    };
    let policy = analysis.policy();
    let closed = policy.subject(peer, opposite).is_some_and(|other| {
        let network = analysis.network();
        let of_zone = policy.zone_of(other).map(|zone| network.of(Pods::Zone(zone)));
        !network.of(other).iter().chain(of_zone.unwrap_or_default()).any(|one| {
            one.direction == opposite
                && one.peers.iter().any(|end| names(policy, end, pods))
                && (one.ports.is_subset(&half.ports) || half.ports.is_subset(&one.ports))
        })
    });
    match (closed, half.direction) {
        (true, Direction::Egress) => "if its own policies let it in: only the egress is said",
        (true, Direction::Ingress) => "if its own policies let it out: only the ingress is said",
        (false, _) if half.pods != pods => "as every pod of the zone",
        (false, _) => "",
    }
}

/// Whether an end names some pods.
fn names(policy: &Policy, end: &EndpointKind, pods: Pods) -> bool {
    match end {
        EndpointKind::Segment(id) => pods == Pods::Segment(*id),
        EndpointKind::Zone(id) => policy.zone_of(pods) == Some(*id),
        EndpointKind::Cluster | EndpointKind::Anywhere => true,
        EndpointKind::OpenEgress | EndpointKind::Addresses(_) => false,
    }
}

/// The policies that are emitted for a segment.
pub(super) fn policies(analysis: &Analysis, segment: SegmentId) -> Option<String> {
    let mut titles = Vec::new();
    let mut add = |manifest: Manifest| titles.push(format!("`{}`", manifest.title()));
    analysis.preview()?.give(&[Pods::Segment(segment)].into(), &mut add);
    (!titles.is_empty()).then(|| list("becomes", &titles))
}

/// The objects that are emitted for a zone.
pub(super) fn objects(analysis: &Analysis, zone: ZoneId) -> Option<String> {
    let name = &analysis.policy().zone(zone)?.name;
    let objects = analysis.objects(&|zone| zone.name == *name)?;
    let titles: Vec<_> = objects.iter().map(|one| format!("`{}`", one.title())).collect();
    (!titles.is_empty()).then(|| list("becomes", &titles))
}
