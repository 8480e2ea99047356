//! `open-end`, `one-sided`, `opened-elsewhere`: which ends of a flow netz writes policies for.

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::ir::{Direction, Endpoint, EndpointKind, Flow, Policy, ZoneId};

pub(super) fn check(policy: &Policy, sink: &mut Sink) {
    for flow in &policy.flows {
        open_end(policy, flow, sink);
        one_sided(policy, flow, sink);
        opened_elsewhere(policy, flow, sink);
    }
}

fn zone_of(policy: &Policy, kind: &EndpointKind) -> Option<ZoneId> {
    match kind {
        EndpointKind::Segment(id) => policy.segment(*id).map(|segment| segment.zone),
        EndpointKind::Zone(id) => Some(*id),
        _ => None,
    }
}

fn targets(flow: &Flow) -> impl Iterator<Item = &Endpoint> {
    flow.targets.iter().map(|target| &target.endpoint)
}

/// A flow that emits neither half.
fn open_end(policy: &Policy, flow: &Flow, sink: &mut Sink) {
    let has = |end: &Endpoint, direction| policy.subject(&end.kind, direction).is_some();
    let egress = flow.only != Some(Direction::Ingress)
        && flow.sources.iter().any(|end| has(end, Direction::Egress));
    let ingress = flow.only != Some(Direction::Egress)
        && targets(flow).any(|end| has(end, Direction::Ingress));
    if egress || ingress {
        return;
    }
    let diagnostic = Diagnostic::new(
        Code::OpenEnd,
        flow.span,
        "this flow changes nothing: no zone that it names isolates",
    )
    .label("allowed with or without this line");
    let zones =
        flow.sources.iter().chain(targets(flow)).filter_map(|end| zone_of(policy, &end.kind));
    let ours = zones.filter_map(|zone| policy.zone(zone)).find(|zone| zone.is_ours());
    sink.push(match (ours, flow.only) {
        (Some(_), Some(Direction::Egress)) => diagnostic
            .help("the sources' zone must isolate egress for `egress only` to say something"),
        (Some(_), Some(Direction::Ingress)) => diagnostic.help(
            "the destinations' zone must isolate ingress for `ingress only` to say something",
        ),
        (Some(zone), None) => diagnostic
            .also(zone.span, "isolates nothing that this flow needs")
            .help(format!("isolate the zone, `zone {} isolates`, or drop the flow", zone.name)),
        (None, _) => {
            diagnostic.help("netz writes policies for zones of its own: name a segment of one")
        }
    });
}

/// What the owner of an extern zone must allow for a flow to work.
fn one_sided(policy: &Policy, flow: &Flow, sink: &mut Sink) {
    let external = |end: &Endpoint| {
        zone_of(policy, &end.kind)
            .and_then(|zone| policy.zone(zone))
            .filter(|zone| zone.external)
            .map(|zone| zone.name.clone())
    };
    for (end, direction, other) in flow
        .sources
        .iter()
        .map(|end| (end, "egress", Direction::Egress))
        .chain(targets(flow).map(|end| (end, "ingress", Direction::Ingress)))
    {
        if flow.only.is_some_and(|only| only != other) {
            continue;
        }
        if let Some(zone) = external(end) {
            let message = format!("the owner of `{zone}` must allow the {direction} of this flow");
            sink.push(
                Diagnostic::new(Code::OneSided, end.span, message)
                    .note("an extern zone's policies are somebody else's: netz writes the other half alone")
                    .answered(flow.clauses.because.as_ref()),
            );
        }
    }
}

/// A statement of one owner's zone that opens a zone of another owner.
fn opened_elsewhere(policy: &Policy, flow: &Flow, sink: &mut Sink) {
    let Some(here) = flow.zone.and_then(|zone| policy.zone(zone)) else { return };
    let opened = flow
        .sources
        .iter()
        .map(|end| (end, Direction::Egress))
        .chain(targets(flow).map(|end| (end, Direction::Ingress)));
    for (end, direction) in opened {
        if flow.only.is_some_and(|only| only != direction) {
            continue;
        }
        let zone = policy.subject(&end.kind, direction).and_then(|pods| policy.zone_of(pods));
        let Some(zone) = zone.and_then(|zone| policy.zone(zone)) else { continue };
        if let Some(owner) = zone.owner.as_ref().filter(|owner| here.owner.as_ref() != Some(owner))
        {
            let message =
                format!("zone `{}` belongs to \"{owner}\", and is opened here", zone.name);
            sink.push(
                Diagnostic::new(Code::OpenedElsewhere, end.span, message)
                    .also(zone.span, "declared here")
                    .help(format!("let \"{owner}\" say it, or write this side alone: `egress only`, `ingress only`"))
                    .answered(flow.clauses.because.as_ref()),
            );
        }
    }
}
