//! `assumed-dns`, `dns-cut`: the DNS that follows flows, and where it doesn't.

use crate::check::Context;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::hash::HashSet;
use crate::ir::{Cause, Direction, EndpointKind, Policy};
use std::collections::BTreeSet;

pub(super) fn check(context: &Context<'_>, sink: &mut Sink) {
    assumed_dns(context, sink);
    dns_cut(context.policy, sink);
}

/// DNS halves were made from the default.
fn assumed_dns(context: &Context<'_>, sink: &mut Sink) {
    let policy = context.policy;
    if policy.cluster.dns.declared.is_some() {
        return;
    }
    let implied = context.halves.iter().filter(|half| half.cause == Cause::Dns);
    let zones: BTreeSet<_> = implied.filter_map(|half| policy.zone_of(half.pods)).collect();
    let Some(zone) = zones.first().and_then(|zone| policy.zone(*zone)) else { return };
    sink.push(
        Diagnostic::new(Code::AssumedDns, zone.span, "DNS is taken to be the pods `k8s-app=kube-dns` of `kube-system`")
            .label("isolates egress, so its flows need DNS")
            .note("where the cluster resolves names elsewhere (OpenShift, NodeLocal DNSCache), nothing here will resolve")
            .help("state it: `service dns = kube-system/dns-pods udp/53 tcp/53` with `extern zone kube-system { segment dns-pods: k8s-app=kube-dns }`; `netz init --cluster …` writes it"),
    );
}

/// `without dns`, though flows lead to names.
fn dns_cut(policy: &Policy, sink: &mut Sink) {
    if policy.zones.iter().all(|zone| zone.without_dns.is_none()) {
        return;
    }
    let dns: Vec<_> =
        policy.cluster.dns.targets.iter().map(|target| &target.endpoint.kind).collect();
    let reach_dns = sources_of(policy, |target| dns.contains(&target));
    for flow in policy.flows.iter().filter(|flow| flow.only != Some(Direction::Ingress)) {
        let leads_to_pods = flow.targets.iter().find(|target| {
            matches!(
                target.endpoint.kind,
                EndpointKind::Segment(_) | EndpointKind::Zone(_) | EndpointKind::Cluster
            )
        });
        let Some(target) = leads_to_pods else { continue };
        let cut = flow.sources.iter().find_map(|source| {
            let zone = policy.zone_of(policy.subject(&source.kind, Direction::Egress)?)?;
            policy.zone(zone)?.without_dns.map(|without| (source, without))
        });
        let Some((source, without)) = cut else { continue };
        if reach_dns.contains(&source.kind) {
            continue;
        }
        sink.push(
            Diagnostic::new(
                Code::DnsCut,
                target.endpoint.span,
                "who connects here can't resolve its name",
            )
            .label("pods are reached by the names of their Services")
            .also(without, "turns DNS off for the zone")
            .help("drop `without dns`, or allow it where it is needed: `SEGMENT -> dns`")
            .answered(flow.clauses.because.as_ref()),
        );
    }
}

/// The sources of flows that lead to a target that fits.
fn sources_of(policy: &Policy, fits: impl Fn(&EndpointKind) -> bool) -> HashSet<&EndpointKind> {
    let flows = policy.flows.iter();
    let leading =
        flows.filter(|flow| flow.targets.iter().any(|target| fits(&target.endpoint.kind)));
    leading.flat_map(|flow| flow.sources.iter().map(|source| &source.kind)).collect()
}
