//! `open-zone`, `open-direction`, `isolated-without-baseline`: what a zone leaves open.

use crate::check::{Context, edit};
use crate::diagnostic::{Applicability, Code, Diagnostic, Sink};
use crate::ir::Zone;

pub(super) fn check(context: &Context<'_>, sink: &mut Sink) {
    for zone in context.policy.zones.iter().filter(|zone| zone.is_ours()) {
        open_zone(zone, sink);
        if context.wants(&[Code::IsolatedWithoutBaseline]) {
            without_baseline(context, zone, sink);
        }
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
            .help(format!("if it is meant, write `lint allow {}`", code.name()))
            .fixes("write `isolates`", vec![edit::isolation(&zone.header)], Applicability::Unsafe),
    );
}

fn without_baseline(context: &Context<'_>, zone: &Zone, sink: &mut Sink) {
    const LEVEL: &str = "baseline";
    let isolates = zone.isolation.ingress || zone.isolation.egress;
    let enforced = zone.pod_security.as_ref().map(|security| &security.enforce);
    if !isolates || enforced.is_some_and(|it| matches!(it.level.as_str(), LEVEL | "restricted")) {
        return;
    }
    let name = &zone.name;
    let message =
        format!("a pod of zone `{name}` may use the host network, which no NetworkPolicy holds");
    let diagnostic = Diagnostic::new(Code::IsolatedWithoutBaseline, zone.span, message);
    let Some(level) = enforced else {
        let edits = vec![edit::into_zone(context.sources, &zone.header, "pods baseline")];
        sink.push(
            diagnostic
                .help("write `pods baseline` in the zone: its Pod Security level then forbids host networks")
                .fixes("write `pods baseline`", edits, Applicability::Unsafe),
        );
        return;
    };
    let diagnostic = diagnostic
        .also(level.span, "allows host networks")
        .help("write `pods baseline`: that level forbids host networks");
    // A variable stands for other levels too.
    sink.push(if context.sources.slice(level.span).trim_matches('"') == level.level {
        diagnostic.maybe_fix(format!("write `{LEVEL}`"), level.span, LEVEL)
    } else {
        diagnostic
    });
}
