//! Whom some pods may reach, and who reaches them, statement by statement.

use super::list;
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
    for half in analysis.halves() {
        if half.direction != direction || (half.pods != pods && half.pods != every) {
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
        !analysis.halves().iter().any(|one| {
            one.direction == opposite
                && holds(policy, one.pods, other)
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

/// Whether a half of `all` holds for `some`.
fn holds(policy: &Policy, all: Pods, some: Pods) -> bool {
    all == some || matches!(all, Pods::Zone(id) if policy.zone_of(some) == Some(id))
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

/// The objects that are emitted for a segment, or for a whole zone.
pub(super) fn objects(
    analysis: &Analysis,
    zone: ZoneId,
    segment: Option<SegmentId>,
) -> Option<String> {
    let output = analysis.output()?;
    let zone = &analysis.policy().zone(zone)?.name;
    let name = segment.and_then(|id| analysis.policy().segment(id)).map(|it| it.name.clone());
    let line = name.map(|name| format!("zone {zone}, segment {name} ("));
    let wanted = output.manifests.iter().filter(|manifest| match &line {
        Some(line) => manifest.comment.iter().any(|it| it.starts_with(line.as_str())),
        None => manifest.zone.as_ref() == Some(zone),
    });
    let titles: Vec<_> = wanted.map(|manifest| format!("`{}`", manifest.title())).collect();
    (!titles.is_empty()).then(|| list("becomes", &titles))
}
