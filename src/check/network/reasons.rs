//! `missing-reason`, `missing-owner`: what a reviewer would ask.

use crate::check::Context;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::ir::{EndpointKind, Policy, Zone, ZoneId};

pub(super) fn check(context: &Context<'_>, sink: &mut Sink) {
    let policy = context.policy;
    if context.wants(&[Code::MissingReason]) {
        missing_reason(policy, sink);
    }
    for zone in policy.zones.iter().filter(|zone| zone.is_ours() && zone.owner.is_none()) {
        missing_owner(zone, sink);
    }
}

/// A flow that leaves a zone says why.
fn missing_reason(policy: &Policy, sink: &mut Sink) {
    for flow in policy.flows.iter().filter(|flow| flow.clauses.because.is_none()) {
        let sources = flow.sources.iter().map(|source| zone(policy, &source.kind));
        let targets = flow.targets.iter().map(|target| zone(policy, &target.endpoint.kind));
        let mut zones = sources.chain(targets);
        let first = zones.next().flatten();
        if first.is_some() && zones.all(|zone| zone == first) {
            continue;
        }
        sink.push(
            Diagnostic::new(
                Code::MissingReason,
                flow.span,
                "this flow leaves its zone and doesn't say why",
            )
            .help("write what needs it: `because \"ledger API, PCI-1234\"`"),
        );
    }
}

/// The zone that an end lies in, where it is of one.
fn zone(policy: &Policy, end: &EndpointKind) -> Option<ZoneId> {
    match end {
        EndpointKind::Segment(id) => policy.segment(*id).map(|segment| segment.zone),
        EndpointKind::Zone(id) => Some(*id),
        _ => None,
    }
}

fn missing_owner(zone: &Zone, sink: &mut Sink) {
    let name = &zone.name;
    sink.push(
        Diagnostic::new(Code::MissingOwner, zone.span, format!("zone `{name}` has no owner"))
            .help(format!("write who answers for it: `zone {name} … owner \"team-{name}\"`")),
    );
}
