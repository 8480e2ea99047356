//! `open-zone`, `open-direction`, `isolated-without-baseline`: what a zone leaves open.

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::ir::{Policy, Zone};

pub(super) fn check(policy: &Policy, sink: &mut Sink) {
    for zone in policy.zones.iter().filter(|zone| zone.is_ours()) {
        open_zone(zone, sink);
        without_baseline(zone, sink);
    }
}

fn open_zone(zone: &Zone, sink: &mut Sink) {
    let name = &zone.name;
    // One direction is written out, so it is meant: only who asks for it hears of the other.
    let (code, message) = match (zone.isolation.ingress, zone.isolation.egress) {
        (true, true) => return,
        (false, false) => (Code::OpenZone, format!("zone `{name}` isolates nothing")),
        (true, false) => (
            Code::OpenDirection,
            format!("the egress of zone `{name}` is open: its pods may connect to anything"),
        ),
        (false, true) => (
            Code::OpenDirection,
            format!("the ingress of zone `{name}` is open: anything may connect to its pods"),
        ),
    };
    sink.push(
        Diagnostic::new(code, zone.span, message)
            .help(format!("write `zone {name} isolates` to deny both directions by default"))
            .help(format!("if it is meant, write `lint allow {}`", code.name())),
    );
}

fn without_baseline(zone: &Zone, sink: &mut Sink) {
    let isolates = zone.isolation.ingress || zone.isolation.egress;
    let level = zone.pod_security.as_ref().map(|security| security.enforce.level.as_str());
    if !isolates || matches!(level, Some("baseline" | "restricted")) {
        return;
    }
    sink.push(
        Diagnostic::new(
            Code::IsolatedWithoutBaseline,
            zone.span,
            format!(
                "a pod of zone `{}` may use the host network, which no NetworkPolicy holds",
                zone.name
            ),
        )
        .help(
            "write `pods baseline` in the zone: its Pod Security level then forbids host networks",
        ),
    );
}
