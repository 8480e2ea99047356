//! `equal-segments`, `overlapping-segments`: segments of one zone that share pods.

use super::overlap::Overlaps;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::ir::{Direction, EndpointKind, Exclusive, Policy, Segment, SegmentId, Zone, ZoneId};
use crate::set::labels::LabelBox;
use crate::set::port::PortSet;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How many pairs of segments are compared.
const PAIRS: usize = 1_000_000;

/// What a segment is allowed: the direction, the other end, the ports, and the half that is meant.
type Right<'a> = (Direction, &'a EndpointKind, &'a PortSet, Option<Direction>);

pub(super) fn check(policy: &Policy, sink: &mut Sink) {
    let mut boxes: BTreeMap<ZoneId, Vec<(SegmentId, Vec<LabelBox>)>> = BTreeMap::new();
    for (index, segment) in policy.segments.iter().enumerate() {
        let labels = segment.alternatives.iter().map(|one| one.labels().canonical());
        let mut labels: Vec<_> = labels.filter(|labels| !labels.is_empty()).collect();
        labels.sort_unstable();
        labels.dedup();
        if !labels.is_empty() {
            boxes.entry(segment.zone).or_default().push((SegmentId::at(index), labels));
        }
    }
    let mut budget = PAIRS;
    let mut rights = None;
    for (id, segments) in &boxes {
        let Some(zone) = policy.zone(*id) else { continue };
        equal(policy, zone, segments, sink);
        if zone.is_ours() && zone.exclusive == Exclusive::No {
            let pairs = overlapping(segments, &mut budget);
            if pairs.is_empty() {
                continue;
            }
            let rights = rights.get_or_insert_with(|| of_flows(policy));
            differing(policy, zone, &pairs, rights, sink);
        }
    }
}

/// Two names for one selector.
fn equal(policy: &Policy, zone: &Zone, segments: &[(SegmentId, Vec<LabelBox>)], sink: &mut Sink) {
    let mut first: HashMap<&[LabelBox], &Segment> = HashMap::with_capacity(segments.len());
    for (id, labels) in segments {
        let Some(segment) = policy.segment(*id) else { continue };
        let Some(other) = first.get(labels.as_slice()) else {
            first.insert(labels, segment);
            continue;
        };
        let message = format!(
            "segments `{}` and `{}` of zone `{}` are the same pods",
            other.name, segment.name, zone.name
        );
        sink.push(
            Diagnostic::new(Code::EqualSegments, segment.span, message)
                .label("has the same selector")
                .also(other.span, "as this one")
                .note("what is allowed to either is allowed to both")
                .help("keep one name; several ports of one segment can have names: `segment web tcp/8080 metrics=tcp/9102`"),
        );
    }
}

/// Segments that can share a pod though neither holds all of the other, with the labels of such a pod.
fn overlapping(
    segments: &[(SegmentId, Vec<LabelBox>)],
    budget: &mut usize,
) -> Vec<(SegmentId, SegmentId, LabelBox)> {
    let by_id: HashMap<_, _> = segments.iter().map(|(id, boxes)| (*id, boxes)).collect();
    let alternatives = segments.iter().flat_map(|(id, boxes)| boxes.iter().map(|one| (*id, one)));
    let overlaps = Overlaps::new(alternatives.map(|(id, labels)| (id, Some([""]), labels)));
    let mut pairs = Vec::new();
    for (id, own) in segments {
        let met = own.iter().flat_map(|labels| overlaps.of(Some([""]), labels));
        let met: BTreeSet<_> = met.filter(|other| other != id).collect();
        for other in met {
            let Some(left) = budget.checked_sub(1) else { return pairs };
            *budget = left;
            let Some(others) = by_id.get(&other) else { continue };
            if within(own, others) || within(others, own) {
                continue;
            }
            let both = own.iter().flat_map(|one| others.iter().map(|two| one.intersect(two)));
            if let Some(shared) = both.into_iter().find(|shared| !shared.is_empty()) {
                pairs.push((other.min(*id), other.max(*id), shared));
            }
        }
    }
    pairs.sort_by_key(|(first, second, _)| (*second, *first));
    pairs.dedup_by_key(|(first, second, _)| (*second, *first));
    pairs
}

/// Whether each box of some lies in one of others.
fn within(own: &[LabelBox], others: &[LabelBox]) -> bool {
    own.iter().all(|one| others.iter().any(|other| one.is_subset(other)))
}

/// Says of each segment the first other that it can share a pod with and that is allowed something else.
fn differing(
    policy: &Policy,
    zone: &Zone,
    pairs: &[(SegmentId, SegmentId, LabelBox)],
    rights: &HashMap<SegmentId, BTreeSet<Right<'_>>>,
    sink: &mut Sink,
) {
    for of_one in pairs.chunk_by(|one, other| one.1 == other.1) {
        let differs = |(first, second, _): &&(SegmentId, SegmentId, LabelBox)| {
            rights.get(first) != rights.get(second)
        };
        let Some((first, second, shared)) = of_one.iter().find(differs) else { continue };
        let Some((first, second)) = policy.segment(*first).zip(policy.segment(*second)) else {
            continue;
        };
        let message = format!(
            "a pod with `{}` is of both `{}` and `{}`",
            witness(shared),
            first.name,
            second.name
        );
        let diagnostic = Diagnostic::new(Code::OverlappingSegments, second.span, message)
            .label("can share a pod")
            .also(first.span, "with this one")
            .note("such a pod may do what either may")
            .help(format!("tell the segments of zone `{}` apart by one label key, or write `exclusive` in the zone: a pod of two segments is then of none", zone.name))
            .help("if it is sure that no pod carries both labels, state it: `assume exclusive`");
        sink.push(match of_one.iter().filter(differs).count() {
            1 => diagnostic,
            count => diagnostic.note(format!("it overlaps {} more segments so", count - 1)),
        });
    }
}

/// Labels that a pod of a box can carry.
fn witness(labels: &LabelBox) -> String {
    let members = labels.keys().iter().filter_map(|(key, values)| {
        let value = values.member(None)??;
        Some(format!("{key}={value}"))
    });
    members.collect::<Vec<_>>().join(",")
}

/// What flows allow each segment, as a source and as a destination.
fn of_flows(policy: &Policy) -> HashMap<SegmentId, BTreeSet<Right<'_>>> {
    let mut rights: HashMap<SegmentId, BTreeSet<Right<'_>>> = HashMap::new();
    for flow in &policy.flows {
        for source in &flow.sources {
            for target in &flow.targets {
                let (from, to) = (&source.kind, &target.endpoint.kind);
                if let EndpointKind::Segment(id) = from {
                    let right = (Direction::Egress, to, &target.ports, flow.only);
                    rights.entry(*id).or_default().insert(right);
                }
                if let EndpointKind::Segment(id) = to {
                    let right = (Direction::Ingress, from, &target.ports, flow.only);
                    rights.entry(*id).or_default().insert(right);
                }
            }
        }
    }
    rights
}
