//! `assumed-dns`, `dns-cut`, `api-unreachable`, `api-without-grants`: what follows flows and grants, and what
//! doesn't.

use crate::check::Context;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::ir::{Cause, Direction, EndpointKind, Flow, Policy, Target};
use crate::set::cidr::AddressSet;
use std::collections::{BTreeSet, HashSet};

pub(super) fn check(context: &Context<'_>, sink: &mut Sink) {
    assumed_dns(context, sink);
    dns_cut(context.policy, sink);
    api_unreachable(context.policy, sink);
    api_without_grants(context, sink);
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

/// A segment's account holds grants, but its pods can't reach the API server.
fn api_unreachable(policy: &Policy, sink: &mut Sink) {
    if !policy.cluster.api.is_empty() {
        return;
    }
    let granted = policy.accounts_with_grants();
    let reach_addresses = sources_of(policy, |target| {
        matches!(target, EndpointKind::Addresses(_) | EndpointKind::Anywhere)
    });
    for (index, segment) in policy.segments.iter().enumerate() {
        let Some(account) = segment.account.filter(|account| granted.contains(account)) else {
            continue;
        };
        let kind = EndpointKind::Segment(crate::ir::SegmentId::at(index));
        let isolated = policy.subject(&kind, Direction::Egress).is_some();
        let zone = policy.zone(segment.zone);
        let follows = zone.is_some_and(|zone| zone.api_follows);
        if !isolated || !follows || reach_addresses.contains(&kind) {
            continue;
        }
        let name = policy.account(account).map_or("", |account| &account.name);
        sink.push(
            Diagnostic::new(
                Code::ApiUnreachable,
                segment.span,
                format!("account `{name}` holds grants, but the pods of `{}` can't reach the API server", segment.name),
            )
            .note("the zone isolates egress, and the program doesn't say where the API server is")
            .help("state it: `cluster { api 10.96.0.1, 192.0.2.10 tcp/443 tcp/6443 }`; or `without api` in the zone if its pods don't call it"),
        );
    }
}

/// A flow lets a segment out to the API server, and its account holds nothing.
fn api_without_grants(context: &Context<'_>, sink: &mut Sink) {
    let policy = context.policy;
    if policy.cluster.api.is_empty() || !context.wants(&[Code::ApiWithoutGrants]) {
        return;
    }
    let granted = policy.accounts_with_grants();
    let addresses: Vec<_> = policy.cluster.api.iter().map(addresses_of).collect();
    let reaches = |target: &&Target| {
        let own = addresses_of(target);
        policy.cluster.api.iter().zip(&addresses).any(|(api, addresses)| {
            let ports = target.ports.numbers().intersect(api.ports.numbers());
            !ports.is_empty() && !own.intersect(addresses).is_empty()
        })
    };
    let leading = |flow: &&Flow| flow.only != Some(Direction::Ingress);
    for flow in policy.flows.iter().filter(leading) {
        let idle = flow.sources.iter().find_map(|source| {
            policy.subject(&source.kind, Direction::Egress)?;
            let EndpointKind::Segment(id) = source.kind else { return None };
            let account = policy.segment(id)?.account.filter(|account| !granted.contains(account));
            // What somebody else's account may do, somebody else says.
            policy.account(account?).filter(|account| !account.external)
        });
        let Some(account) = idle else { continue };
        let Some(target) = flow.targets.iter().find(reaches) else { continue };
        sink.push(
            Diagnostic::new(
                Code::ApiWithoutGrants,
                target.endpoint.span,
                format!("account `{}` holds no grants, but its pods may reach the API server", account.name),
            )
            .label("the API server answers here")
            .also(account.span, "may do nothing")
            .help("take it out: a segment whose account holds grants may reach the API server without a flow")
            .help("if the pods need nothing but what everybody may ask, such as `/version`, say so with `because`")
            .answered(flow.clauses.because.as_ref()),
        );
    }
}

/// The addresses of a target; none of pods.
fn addresses_of(target: &Target) -> AddressSet {
    match &target.endpoint.kind {
        EndpointKind::Addresses(addresses) => AddressSet::of_blocks(&addresses.blocks),
        _ => AddressSet::default(),
    }
}

/// The sources of flows that lead to a target that fits.
fn sources_of(policy: &Policy, fits: impl Fn(&EndpointKind) -> bool) -> HashSet<&EndpointKind> {
    let flows = policy.flows.iter();
    let leading =
        flows.filter(|flow| flow.targets.iter().any(|target| fits(&target.endpoint.kind)));
    leading.flat_map(|flow| flow.sources.iter().map(|source| &source.kind)).collect()
}
