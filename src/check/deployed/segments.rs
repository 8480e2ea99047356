//! `unmatched-segment`, `workload-without-segment`, `workload-in-segments`.

use super::{Deployed, Pods};
use crate::diagnostic::{Code, Diagnostic, Sink, suggest};
use crate::ir::{Exclusive, Segment, SegmentId, Zone};
use crate::set::selector::{Selector, Test};
use ecow::EcoString;
use std::collections::BTreeSet;

/// How many things of a kind a message names.
const NAMED: usize = 5;

pub(super) fn check(deployed: &Deployed<'_>, sink: &mut Sink) {
    let policy = deployed.policy;
    for (at, segment) in policy.segments.iter().enumerate() {
        let Some(pods) = deployed.of_zone.get(&segment.zone) else { continue };
        if !deployed.of_segment.contains_key(&SegmentId::at(at))
            && let Some(zone) = policy.zone(segment.zone)
        {
            sink.push(unmatched(segment, zone, &deployed.pods_of(pods)));
        }
    }
    for (id, pods) in &deployed.of_zone {
        let Some(zone) = policy.zone(*id).filter(|zone| zone.is_ours()) else { continue };
        if zone.isolation.ingress || zone.isolation.egress {
            left_out(deployed, zone, pods, sink);
        }
    }
    for (pods, own) in deployed.pods.iter().zip(&deployed.segments) {
        sink_shared(deployed, pods, own, sink);
    }
}

/// A segment that no pod of its zone is of.
fn unmatched(segment: &Segment, zone: &Zone, pods: &[Pods<'_>]) -> Diagnostic {
    let selectors: Vec<_> = segment.alternatives.iter().map(ToString::to_string).collect();
    let message = format!("segment `{}` selects no workload", segment.name);
    let diagnostic = Diagnostic::new(Code::UnmatchedSegment, segment.span, message).label(format!(
        "no pod of zone `{}` has `{}`",
        zone.name,
        selectors.join(" | ")
    ));
    let near = segment.alternatives.iter().find_map(|one| nearest(one, pods));
    match near {
        Some((pods, key, value)) => diagnostic
            .note(format!("{} has `{key}={value}`", pods.name()))
            .help(format!("is it meant? `segment {}: {key}={value}`", segment.name))
            .also(pods.workload.span, "this one is near"),
        None => {
            let labels: BTreeSet<_> = pods.iter().flat_map(|one| &one.template.labels).collect();
            let shown = labels.iter().take(NAMED).map(|(key, value)| format!("`{key}={value}`"));
            let shown: Vec<_> = shown.collect();
            let more = labels.len().saturating_sub(shown.len());
            let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
            diagnostic
                .note(format!("the pods of the zone have {}{rest}", shown.join(", ")))
                .help("write the labels that its pods have, or take the segment out")
        }
    }
}

/// The label that comes nearest to what a selector asks for: the same value under another key, or a value of
/// the key that is near.
fn nearest<'p, 'a>(
    selector: &Selector,
    pods: &'p [Pods<'a>],
) -> Option<(&'p Pods<'a>, &'p EcoString, &'p EcoString)> {
    let wanted = selector.requirements.iter().filter_map(|one| match &one.test {
        Test::In(values) => Some((&one.key, values.first()?)),
        _ => None,
    });
    let labels =
        || pods.iter().flat_map(|one| one.template.labels.iter().map(move |label| (one, label)));
    for (key, value) in wanted {
        if labels().any(|(_, (own, has))| own == key && has == value) {
            continue;
        }
        let same_value = labels().find(|(_, (_, has))| *has == value);
        let of_key = || labels().filter(|(_, (own, _))| *own == key);
        let near = suggest::closest(value, of_key().map(|(_, (_, has))| has.as_str()));
        let close = near.and_then(|near| of_key().find(|(_, (_, has))| *has == near));
        let part = || {
            of_key().find(|(_, (_, has))| {
                value.len() > 2 && (has.contains(value.as_str()) || value.contains(has.as_str()))
            })
        };
        if let Some((pods, (key, value))) = same_value.or(close).or_else(part) {
            return Some((pods, key, value));
        }
    }
    None
}

/// Workloads of a zone that no segment holds: of many the first, and how many they are.
fn left_out(deployed: &Deployed<'_>, zone: &Zone, pods: &[usize], sink: &mut Sink) {
    let out: Vec<_> = pods
        .iter()
        .filter(|at| deployed.segments.get(**at).is_some_and(Vec::is_empty))
        .filter_map(|at| deployed.pods.get(*at))
        .filter(|pods| !pods.template.host_network)
        .collect();
    let Some((first, others)) = out.split_first() else { return };
    let message = format!("{} is of no segment of zone `{}`", first.name(), zone.name);
    let mut diagnostic =
        Diagnostic::new(Code::WorkloadWithoutSegment, first.workload.span, message)
            .label("isolated, and only flows of every pod of the zone open it")
            .also(zone.span, "this zone isolates it");
    if !others.is_empty() {
        let names: Vec<_> = others.iter().take(NAMED).map(|one| one.name()).collect();
        let more = others.len() - names.len();
        let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
        diagnostic = diagnostic.note(format!("nor are {}{rest}", names.join(", ")));
    }
    let labels = &first.template.labels;
    let keys = ["app", "app.kubernetes.io/name", "k8s-app"];
    let label = keys.iter().find_map(|key| Some((*key, labels.get(*key)?)));
    let label = label.or_else(|| labels.iter().next().map(|(key, value)| (key.as_str(), value)));
    sink.push(match label {
        Some((key, value)) => diagnostic
            .help(format!("declare one: `segment {}: {key}={value}`", first.workload.name)),
        None => diagnostic.help("give its pods a label, and declare a segment with it"),
    });
}

/// A pod of two segments of one zone, which may do what either may.
fn sink_shared(deployed: &Deployed<'_>, pods: &Pods<'_>, own: &[SegmentId], sink: &mut Sink) {
    let segments: Vec<_> = own.iter().filter_map(|id| deployed.policy.segment(*id)).collect();
    let pair = segments.iter().zip(segments.iter().skip(1)).find(|(one, other)| {
        let zone = deployed.policy.zone(one.zone);
        one.zone == other.zone && zone.is_some_and(|zone| zone.exclusive != Exclusive::Guarded)
    });
    let Some((one, other)) = pair else { return };
    let message = format!("{} is of `{}` and of `{}`", pods.name(), one.name, other.name);
    sink.push(
        Diagnostic::new(Code::WorkloadInSegments, pods.workload.span, message)
            .label("may do what either may")
            .also(one.span, "of this one")
            .also(other.span, "and of this one")
            .help("tell the segments apart by one label, or write `exclusive` in the zone"),
    );
}
