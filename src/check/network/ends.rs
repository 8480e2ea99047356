//! `open-end`, `one-sided`, `opened-elsewhere`: which ends of a flow netz writes policies for.

use crate::check::edit;
use crate::diagnostic::{Applicability, Code, Diagnostic, Sink};
use crate::hash::HashSet;
use crate::ir::{Direction, Endpoint, EndpointKind, Flow, Policy, ZoneId};
use crate::source::Span;

pub(super) fn check(policy: &Policy, sink: &mut Sink) {
    open_end(policy, sink);
    for flow in &policy.flows {
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

/// A statement whose flows emit neither half: those of a `<->`, of an `in` and of a `for` count together.
fn open_end(policy: &Policy, sink: &mut Sink) {
    let open = policy.flows.iter().filter(|flow| !has_effect(policy, flow));
    let open: Vec<_> = open.collect();
    if open.is_empty() {
        return;
    }
    let effective = policy.flows.iter().filter(|flow| has_effect(policy, flow));
    let effective: HashSet<Span> = effective.map(|flow| flow.span).collect();
    for flow in open.into_iter().filter(|flow| !effective.contains(&flow.span)) {
        without_effect(policy, flow, sink);
    }
}

/// The ends at which a flow may have a half.
fn halves(flow: &Flow) -> impl Iterator<Item = (&Endpoint, Direction)> {
    let sources = flow.sources.iter().map(|end| (end, Direction::Egress));
    let both = sources.chain(targets(flow).map(|end| (end, Direction::Ingress)));
    both.filter(|(_, direction)| flow.only.is_none_or(|only| only == *direction))
}

fn has_effect(policy: &Policy, flow: &Flow) -> bool {
    halves(flow).any(|(end, direction)| policy.subject(&end.kind, direction).is_some())
}

fn without_effect(policy: &Policy, flow: &Flow, sink: &mut Sink) {
    let diagnostic = Diagnostic::new(
        Code::OpenEnd,
        flow.span,
        "this flow changes nothing: no zone isolates what it opens",
    )
    .label("allowed with or without this line");
    let mut zones = halves(flow).filter_map(|(end, direction)| {
        let zone = policy.zone(zone_of(policy, &end.kind)?)?;
        zone.is_ours().then_some((zone, direction))
    });
    let Some((zone, direction)) = zones.next() else {
        sink.push(match flow.only {
            Some(Direction::Egress) => diagnostic
                .help("`egress only` needs a source in a zone of yours that isolates egress"),
            Some(Direction::Ingress) => diagnostic.help(
                "`ingress only` needs a destination in a zone of yours that isolates ingress",
            ),
            None => {
                diagnostic.help("netz writes policies for zones of its own: name a segment of one")
            }
        });
        return;
    };
    let name = &zone.name;
    let (open, isolated) = match direction {
        Direction::Egress => ("egress", zone.isolation.ingress),
        Direction::Ingress => ("ingress", zone.isolation.egress),
    };
    let place = match isolated {
        true => format!("leaves {open} open"),
        false => "isolates nothing".to_owned(),
    };
    sink.push(
        diagnostic
            .also(zone.span, place)
            .help(format!("isolate the zone, `zone {name} isolates`, or drop the flow"))
            .fixes(
                format!("isolate zone `{name}`"),
                vec![edit::isolation(&zone.header)],
                Applicability::Unsafe,
            ),
    );
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
