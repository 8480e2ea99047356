//! `assumed-dns`, `dns-cut`: the DNS that follows flows, and where it doesn't.

use crate::check::{Context, edit};
use crate::diagnostic::{Applicability, Code, Diagnostic, Sink};
use crate::hash::{HashMap, HashSet};
use crate::ir::{Cause, Direction, Endpoint, EndpointKind, Half, Pods, Policy, Segment, Target};
use crate::lower::written;
use crate::set::cidr::AddressSet;
use crate::set::selector::Selector;
use std::collections::BTreeSet;

pub(super) fn check(context: &Context<'_>, sink: &mut Sink) {
    assumed_dns(context, sink);
    dns_cut(context, sink);
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
    let diagnostic = Diagnostic::new(Code::AssumedDns, zone.span, "DNS is taken to be the pods `k8s-app=kube-dns` of `kube-system`")
        .label("isolates egress, so its flows need DNS")
        .note("where the cluster resolves names elsewhere (OpenShift, NodeLocal DNSCache), nothing here will resolve");
    let Some(lines) = statement_of_default(policy) else {
        sink.push(diagnostic.help("state it: `cluster { service dns = ZONE/SEGMENT udp/53 tcp/53 }`; `netz init --cluster …` writes it"));
        return;
    };
    let shown: Vec<_> = lines.lines().map(|line| format!("`{line}`")).collect();
    let help = format!(
        "state it: {}; `netz init --cluster …` writes it for each kind of cluster",
        shown.join(" with ")
    );
    let edits = vec![edit::at_start(context.sources, zone.span.file, &lines)];
    sink.push(diagnostic.help(help).fixes("state it", edits, Applicability::Unsafe));
}

/// The lines that state the DNS that is taken for granted; none where several clusters may differ, or where
/// `kube-system` is declared in a way that has no room for it.
fn statement_of_default(policy: &Policy) -> Option<String> {
    if policy.cluster.name.is_some() {
        return None;
    }
    let EndpointKind::Segment(id) = policy.cluster.dns.targets.first()?.endpoint.kind else {
        return None;
    };
    let assumed = policy.segment(id)?;
    let zone = policy.zone(assumed.zone)?;
    let service = |segment: &str| {
        format!("cluster {{ service dns = {}/{segment} udp/53 tcp/53 }}\n", written(&zone.name))
    };
    let mut declared =
        policy.segments.iter().filter(|one| one.zone == assumed.zone && !one.implicit);
    if let Some(same) = declared.clone().find(|one| one.alternatives == assumed.alternatives) {
        return Some(service(&written(&same.name)));
    }
    const NAME: &str = "dns-pods";
    if declared.any(|one| one.name == NAME) {
        return None;
    }
    let is_declared = zone.span.start < zone.span.end;
    let header = if is_declared { "in" } else { "extern zone" };
    let segment = format!("segment {NAME}: k8s-app=kube-dns");
    Some(format!("{}{header} {} {{ {segment} }}\n", service(NAME), written(&zone.name)))
}

/// `without dns`, though flows lead to names.
fn dns_cut(context: &Context<'_>, sink: &mut Sink) {
    let policy = context.policy;
    if policy.zones.iter().all(|zone| zone.without_dns.is_none()) {
        return;
    }
    let asking = context.halves.iter().filter(|half| leads_to_dns(policy, half));
    let asking: HashSet<_> = asking.map(|half| half.pods).collect();
    let mut asks: HashMap<Pods, bool> = HashMap::default();
    // Where names are cut off for a source, and where that is said.
    let mut cut = |source: &Endpoint| {
        let pods = policy.subject(&source.kind, Direction::Egress)?;
        let without = policy.zone(policy.zone_of(pods)?)?.without_dns?;
        let asks = asks.entry(pods).or_insert_with(|| are_among(policy, pods, &asking));
        (!*asks).then_some(without)
    };
    for flow in policy.flows.iter().filter(|flow| flow.only != Some(Direction::Ingress)) {
        let leads_to_pods = flow.targets.iter().find(|target| {
            matches!(
                target.endpoint.kind,
                EndpointKind::Segment(_) | EndpointKind::Zone(_) | EndpointKind::Cluster
            )
        });
        let Some(target) = leads_to_pods else { continue };
        let cut: Vec<_> = flow.sources.iter().filter_map(|one| Some((one, cut(one)?))).collect();
        let Some((_, without)) = cut.first() else { continue };
        let mut names: Vec<_> =
            cut.iter().map(|(source, _)| context.sources.slice(source.span)).collect();
        names.dedup();
        let flow_to_dns = format!("{} -> dns", names.join(", "));
        sink.push(
            Diagnostic::new(
                Code::DnsCut,
                target.endpoint.span,
                "who connects here can't resolve its name",
            )
            .label("pods are reached by the names of their Services")
            .also(*without, "turns DNS off for the zone")
            .help(format!("allow it where it is needed, `{flow_to_dns}`, or drop `without dns`"))
            .answered(flow.clauses.because.as_ref())
            .fixes(
                format!("write `{flow_to_dns}`"),
                vec![edit::behind(context.sources, flow.span, &flow_to_dns)],
                Applicability::Unsafe,
            ),
        );
    }
}

/// Whether pods are surely among those of others: the same, of the whole zone, or of a wider selector.
fn are_among(policy: &Policy, pods: Pods, others: &HashSet<Pods>) -> bool {
    if others.contains(&pods) {
        return true;
    }
    let Pods::Segment(id) = pods else { return false };
    let Some(segment) = policy.segment(id) else { return false };
    let of_zone = |pods: &Pods| match pods {
        Pods::Zone(_) => None,
        Pods::Segment(id) => policy.segment(*id).filter(|other| other.zone == segment.zone),
    };
    let wider = others.iter().filter_map(of_zone).flat_map(|other| &other.alternatives);
    let wider: Vec<_> = wider.map(Selector::labels).collect();
    let mut own = segment.alternatives.iter().map(Selector::labels);
    others.contains(&Pods::Zone(segment.zone))
        || own.all(|own| wider.iter().any(|wider| own.is_subset(wider)))
}

/// Whether a half allows connections to where names are resolved.
fn leads_to_dns(policy: &Policy, half: &Half) -> bool {
    let is_asked = |dns: &Target| {
        let peers = || half.peers.iter().any(|peer| holds(policy, peer, &dns.endpoint.kind));
        !half.ports.intersect(&dns.ports).is_empty() && peers()
    };
    half.direction == Direction::Egress && policy.cluster.dns.targets.iter().any(is_asked)
}

/// Whether a peer is surely all of the place where names are resolved.
fn holds(policy: &Policy, peer: &EndpointKind, dns: &EndpointKind) -> bool {
    match (peer, dns) {
        (EndpointKind::Anywhere, _)
        | (EndpointKind::Cluster, EndpointKind::Segment(_) | EndpointKind::Zone(_)) => true,
        (EndpointKind::Zone(zone), EndpointKind::Segment(id)) => {
            policy.segment(*id).is_some_and(|segment| segment.zone == *zone)
        }
        // The default is a segment of its own, even where one with its selector is declared.
        (EndpointKind::Segment(one), EndpointKind::Segment(other)) => {
            let both = policy.segment(*one).zip(policy.segment(*other));
            let same = |(one, other): (&Segment, &Segment)| {
                one.zone == other.zone && one.alternatives == other.alternatives
            };
            both.is_some_and(same)
        }
        (EndpointKind::Addresses(own), EndpointKind::Addresses(dns)) => {
            AddressSet::of_blocks(&dns.blocks).is_subset(&AddressSet::of_blocks(&own.blocks))
        }
        _ => peer == dns,
    }
}
