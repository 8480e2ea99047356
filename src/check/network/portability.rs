//! `named-port`, `end-port`, `sctp-port`: ports that not every network plugin can hold.

use crate::check::Context;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::ir::{Flow, Target};
use crate::set::port::{PortPart, Protocol};

pub(super) fn check(context: &Context<'_>, sink: &mut Sink) {
    if !context.wants(&[Code::NamedPort, Code::EndPort, Code::SctpPort]) {
        return;
    }
    for flow in &context.policy.flows {
        named_port(flow, sink);
        end_port(flow, sink);
        sctp(flow, sink);
    }
}

/// The first part of a flow's ports that fits.
fn first(flow: &Flow, fits: impl Fn(&PortPart) -> bool) -> Option<PortPart> {
    flow.targets.iter().flat_map(|target: &Target| target.ports.parts()).find(fits)
}

/// A name that each destination pod resolves for itself.
fn named_port(flow: &Flow, sink: &mut Sink) {
    let named = first(flow, |part| matches!(part, PortPart::Named(..)));
    let Some(PortPart::Named(protocol, name)) = named else { return };
    let message = format!(
        "what port `{}/{name}` is depends on the pod, and on the network plugin",
        protocol.word()
    );
    sink.push(
        Diagnostic::new(Code::NamedPort, flow.span, message)
            .note("each destination pod resolves the name by its container ports; one that has no such port isn't reached, nor is any address")
            .note("plugins took years to learn names, Cilium until 1.8; VMware NSX refuses some rules that have one")
            .help("write the number, `tcp/8080`, or let netz resolve a name: `port web = tcp/8080`")
            .answered(flow.clauses.because.as_ref()),
    );
}

/// A range, which a NetworkPolicy writes as `port` and `endPort`.
fn end_port(flow: &Flow, sink: &mut Sink) {
    let range = first(flow, |part| matches!(part, PortPart::Range(_, low, high) if low < high));
    let Some(PortPart::Range(protocol, low, high)) = range else { return };
    let message = format!(
        "a network plugin without port ranges opens less than `{}/{low}-{high}`",
        protocol.word()
    );
    sink.push(
        Diagnostic::new(Code::EndPort, flow.span, message)
            .label("written with `endPort`")
            .note(format!("one that doesn't know `endPort`, such as Cilium before 1.16, opens `{}/{low}` alone", protocol.word()))
            .help("let the application use few ports that aren't neighbours, or make sure that the plugin of every cluster has ranges")
            .answered(flow.clauses.because.as_ref()),
    );
}

/// SCTP, named or in a range; `any` holds it too, and is no choice of SCTP.
fn sctp(flow: &Flow, sink: &mut Sink) {
    let of_sctp = |part: &PortPart| {
        let (PortPart::All(of) | PortPart::Range(of, ..) | PortPart::Named(of, _)) = part;
        *of == Protocol::Sctp
    };
    let chosen =
        |target: &Target| !target.ports.is_any() && target.ports.parts().iter().any(of_sctp);
    if !flow.targets.iter().any(chosen) {
        return;
    }
    sink.push(
        Diagnostic::new(Code::SctpPort, flow.span, "not every network plugin holds SCTP to policies")
            .note("Cilium needs `sctp.enabled=true`, kube-router doesn't know SCTP, and nodes need the kernel module `sctp`")
            .help("try it in every cluster that this is for: that it connects, and that what isn't allowed doesn't")
            .answered(flow.clauses.because.as_ref()),
    );
}
