//! `equal-segments`, `overlapping-segments`: segments of one zone that share pods.

use super::overlap::Overlaps;
use crate::check::{Context, edit};
use crate::diagnostic::{Applicability, Code, Diagnostic, Sink};
use crate::hash::HashMap;
use crate::ir::{Direction, EndpointKind, Exclusive, Policy, Segment, SegmentId, Zone, ZoneId};
use crate::set::labels::LabelBox;
use crate::set::port::PortSet;
use std::collections::{BTreeMap, BTreeSet};

/// How many pairs of segments are compared.
const PAIRS: usize = 1_000_000;

/// Of how many segments of a zone it is said with which others they overlap.
const SAID: usize = 20;

/// What a segment is allowed: the direction, the other end, the ports, and the half that is meant.
type Right<'a> = (Direction, &'a EndpointKind, &'a PortSet, Option<Direction>);

/// The segments of a zone, each with its boxes.
type Boxes = Vec<(SegmentId, Vec<LabelBox>)>;

pub(super) fn check(context: &Context<'_>, sink: &mut Sink) {
    let policy = context.policy;
    let mut boxes: BTreeMap<ZoneId, Boxes> = BTreeMap::new();
    for (index, segment) in policy.segments.iter().enumerate() {
        // The DNS that is taken for granted is a segment that nobody wrote.
        if segment.statement.start == segment.statement.end {
            continue;
        }
        let labels = segment.alternatives.iter().map(|one| one.labels().canonical());
        let mut labels: Vec<_> = labels.filter(|labels| !labels.is_empty()).collect();
        labels.sort_unstable();
        labels.dedup();
        if !labels.is_empty() {
            boxes.entry(segment.zone).or_default().push((SegmentId::at(index), labels));
        }
    }
    let mut search = Search { context, rights: None, left: PAIRS };
    for (id, segments) in &boxes {
        let Some(zone) = policy.zone(*id) else { continue };
        equal(policy, zone, segments, sink);
        let told_apart = !zone.is_ours() || zone.exclusive != Exclusive::No;
        if !told_apart && context.wants(&[Code::OverlappingSegments]) {
            overlapping(&mut search, zone, segments, sink);
        }
    }
}

/// Two names for one selector.
fn equal(policy: &Policy, zone: &Zone, segments: &Boxes, sink: &mut Sink) {
    let mut first: HashMap<&[LabelBox], &Segment> =
        HashMap::with_capacity_and_hasher(segments.len(), Default::default());
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
                .label("selects the same pods")
                .also(other.span, "as this one")
                .note("what is allowed to either is allowed to both")
                .help("keep one name; several ports of one segment can have names: `segment web tcp/8080 metrics=tcp/9102`"),
        );
    }
}

/// Says of segments with which earlier ones they can share a pod though neither holds all of the other and
/// they are allowed something else: of the first in full, of the rest how many they are.
fn overlapping(search: &mut Search<'_>, zone: &Zone, segments: &Boxes, sink: &mut Sink) {
    let alternatives = segments
        .iter()
        .enumerate()
        .flat_map(|(at, (_, boxes))| boxes.iter().map(move |one| (at, one)));
    let overlaps = Overlaps::new(alternatives.map(|(at, labels)| (at, Some([""]), labels)));
    let mut said: Vec<Diagnostic> = Vec::new();
    let mut more = 0;
    for (at, (_, own)) in segments.iter().enumerate() {
        let met = own.iter().flat_map(|labels| overlaps.meeting(Some([""]), labels));
        let mut earlier = met.filter(|other| *other < at);
        if said.len() < SAID {
            let earlier: BTreeSet<_> = earlier.collect();
            let mut differing = earlier.into_iter().filter_map(|other| {
                Some((other, search.shared(segments.get(other)?, segments.get(at)?)?))
            });
            let Some((other, shared)) = differing.next() else { continue };
            let count = differing.count();
            said.extend(search.overlap(segments, (other, at), &shared, count));
        } else if earlier.any(|other| {
            let both = segments.get(other).zip(segments.get(at));
            both.is_some_and(|(other, one)| search.shared(other, one).is_some())
        }) {
            more += 1;
        }
    }
    if let Some(last) = said.pop() {
        said.push(match more {
            0 => last,
            more => last.note(format!("{more} more segments of the zone overlap others so")),
        });
    }
    // Of a segment within another `exclusive` would leave nothing.
    let within_other = |(at, (_, own)): (usize, &(SegmentId, Vec<LabelBox>))| {
        let met = own.iter().flat_map(|labels| overlaps.meeting(Some([""]), labels));
        met.filter(|other| *other != at)
            .any(|other| segments.get(other).is_some_and(|(_, others)| within(own, others)))
    };
    let nested = !said.is_empty() && segments.iter().enumerate().any(within_other);
    for diagnostic in said {
        sink.push(tell_apart(search.context, zone, nested, diagnostic));
    }
}

/// Says how the segments of a zone are told apart.
fn tell_apart(
    context: &Context<'_>,
    zone: &Zone,
    nested: bool,
    diagnostic: Diagnostic,
) -> Diagnostic {
    let name = &zone.name;
    let by_key = format!("tell the segments of zone `{name}` apart by one label key");
    let diagnostic = if nested {
        diagnostic.help(by_key)
    } else {
        diagnostic
            .help(format!(
                "{by_key}, or write `exclusive` in the zone: a pod of two segments is then of none"
            ))
            .fixes(
                "write `exclusive` in the zone",
                vec![edit::into_zone(context.sources, &zone.header, "exclusive")],
                Applicability::Unsafe,
            )
    };
    diagnostic.help("if it is sure that no pod carries both labels, state it: `assume exclusive`")
}

/// What is asked of pairs of segments.
struct Search<'a> {
    context: &'a Context<'a>,
    /// What flows allow each segment; computed for the first pair that shares a pod.
    rights: Option<HashMap<SegmentId, BTreeSet<Right<'a>>>>,
    /// How many pairs may still be compared.
    left: usize,
}

impl<'a> Search<'a> {
    /// What two segments share, where neither holds all of the other and they are allowed something else.
    fn shared(
        &mut self,
        (first, own): &(SegmentId, Vec<LabelBox>),
        (second, others): &(SegmentId, Vec<LabelBox>),
    ) -> Option<LabelBox> {
        self.left = self.left.checked_sub(1)?;
        if within(own, others) || within(others, own) {
            return None;
        }
        let policy = self.context.policy;
        let rights = self.rights.get_or_insert_with(|| of_flows(policy));
        if rights.get(first) == rights.get(second) {
            return None;
        }
        let mut both = own.iter().flat_map(|one| others.iter().map(|two| one.intersect(two)));
        both.find(|shared| !shared.is_empty())
    }

    fn overlap(
        &self,
        segments: &Boxes,
        (first, second): (usize, usize),
        shared: &LabelBox,
        more: usize,
    ) -> Option<Diagnostic> {
        let segment = |at: usize| self.context.policy.segment(segments.get(at)?.0);
        let (first, second) = (segment(first)?, segment(second)?);
        let message = format!(
            "a pod with `{}` is of both `{}` and `{}`",
            witness(shared),
            first.name,
            second.name
        );
        let diagnostic = Diagnostic::new(Code::OverlappingSegments, second.span, message)
            .label("can share a pod")
            .also(first.span, "with this one")
            .note("such a pod may do what either may");
        Some(match more {
            0 => diagnostic,
            more => diagnostic.note(format!("it overlaps {more} more segments so")),
        })
    }
}

/// Whether each box of some lies in one of others.
fn within(own: &[LabelBox], others: &[LabelBox]) -> bool {
    own.iter().all(|one| others.iter().any(|other| one.is_subset(other)))
}

/// Labels that a pod of a box carries.
fn witness(labels: &LabelBox) -> String {
    let pod = labels.member().unwrap_or_default();
    let pairs = pod.iter().map(|(key, value)| format!("{key}={value}"));
    pairs.collect::<Vec<_>>().join(",")
}

/// What flows allow each segment, as a source and as a destination.
fn of_flows(policy: &Policy) -> HashMap<SegmentId, BTreeSet<Right<'_>>> {
    let mut rights: HashMap<SegmentId, BTreeSet<Right<'_>>> = HashMap::default();
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

#[cfg(test)]
mod tests {
    use crate::compile::Options;
    use crate::diagnostic::{Code, Diagnostic, Level};
    use std::collections::BTreeMap;
    use std::fmt::Write as _;

    /// The overlaps of a zone of so many segments on each of two keys, each with a flow of its own.
    fn overlaps(count: usize) -> Vec<Diagnostic> {
        let mut text = "zone a isolates\n".to_owned();
        for at in 0..count {
            let (port, next) = (1000 + at, (at + 1) % count);
            writeln!(text, "segment x{at} tcp/{port}: app=x{at}; segment y{at}: tier=y{at}")
                .unwrap();
            writeln!(text, "x{at} -> x{next}; y{at} -> x{at}").unwrap();
        }
        let mut files = BTreeMap::from([("main.netz".to_owned(), text)]);
        let program = crate::load(&["main.netz"], &mut files);
        let mut options = Options::default();
        options.levels.set_on_command_line(Code::OverlappingSegments, Level::Warn);
        let said = crate::check(&program, &options).diagnostics;
        said.into_iter().filter(|one| one.code == Code::OverlappingSegments).collect()
    }

    #[test]
    fn few_are_all_said_and_of_many_how_many_there_are() {
        let few = overlaps(4);
        assert_eq!(few.len(), 7);
        let more = |one: &Diagnostic| one.notes.iter().any(|note| note.contains("of the zone"));
        assert!(!few.iter().any(more));
        let many = overlaps(400);
        assert_eq!(many.len(), super::SAID);
        // Each but the first of all shares a pod with an earlier one.
        let rest = format!("{} more segments of the zone overlap others so", 799 - super::SAID);
        assert!(many.iter().any(|one| one.notes.contains(&rest)), "{:#?}", many.last());
    }
}
