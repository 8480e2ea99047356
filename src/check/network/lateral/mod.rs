//! `lateral-path`: segments that a chain of flows opens to the internet, though no flow does.

mod walk;

use crate::check::Context;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::ir::{
    AddressesKind, EndpointKind, Flow, FlowId, Pods, Policy, Segment, SegmentId, Zone, ZoneId,
};
use ipnet::IpNet;
use walk::{Hop, Walk};

/// Blocks of public addresses with prefixes up to this length are the internet.
const WIDE: u8 = 8;

/// How many hops of a chain are shown, counted from its end.
const SHOWN: usize = 6;

pub(super) fn check(context: &Context<'_>, sink: &mut Sink) {
    let policy = context.policy;
    let flows = (0..policy.flows.len()).map(FlowId::at);
    let from_outside = flows.filter(|id| policy.flow(*id).is_some_and(is_from_internet));
    let from_outside: Vec<_> = from_outside.collect();
    if from_outside.is_empty() || !context.wants(&[Code::LateralPath]) {
        return;
    }
    let walk = Walk::from(policy, &from_outside);
    for (index, segment) in policy.segments.iter().enumerate() {
        if policy.zone(segment.zone).is_some_and(Zone::is_ours) {
            report(&walk, SegmentId::at(index), segment, sink);
        }
    }
}

/// Whether a flow can let the internet in.
fn is_from_internet(flow: &Flow) -> bool {
    flow.sources.iter().any(|source| match &source.kind {
        EndpointKind::Anywhere => true,
        EndpointKind::Addresses(addresses) => {
            let wide = |cidr: IpNet| cidr.prefix_len() <= WIDE && is_public(cidr);
            addresses.kind == AddressesKind::Internet
                || addresses.blocks.iter().any(|block| wide(block.cidr))
        }
        _ => false,
    })
}

/// Whether a wide block holds public addresses.
fn is_public(cidr: IpNet) -> bool {
    match cidr {
        IpNet::V4(net) => {
            let [first, ..] = net.network().octets();
            first < 224 && !(net.prefix_len() == 8 && matches!(first, 0 | 10 | 127))
        }
        IpNet::V6(net) => {
            let [first, ..] = net.network().octets();
            first < 0xfc
        }
    }
}

fn report(walk: &Walk<'_>, id: SegmentId, segment: &Segment, sink: &mut Sink) {
    let policy = walk.policy;
    let Some(last) = walk.hop_to(Pods::Segment(id)).filter(|hop| hop.from.is_some()) else {
        return;
    };
    let mut hops: Vec<(Pods, &Hop)> = vec![(Pods::Segment(id), last)];
    while hops.len() < SHOWN
        && let Some((_, hop)) = hops.last()
        && let Some(from) = hop.from
        && let Some(before) = walk.hop_to(from)
    {
        hops.push((from, before));
    }
    hops.reverse();
    let name = |pods: Pods| name(policy, segment.zone, pods);
    let start = match hops.first() {
        Some((_, Hop { from: Some(_), .. })) => "internet -> …",
        _ => "internet",
    };
    let names: Vec<_> = hops.iter().map(|(pods, _)| name(*pods)).collect();
    let message = format!(
        "the internet reaches `{}` in {} hops: `{start} -> {}`",
        segment.name,
        last.number,
        names.join(" -> ")
    );
    let mut diagnostic = Diagnostic::new(Code::LateralPath, segment.span, message)
        .label("no flow alone opens it to the internet");
    for (_, hop) in &hops {
        for flow in hop.flows.iter().flatten().filter_map(|id| policy.flow(*id)) {
            diagnostic = diagnostic.also(flow.span, format!("hop {}", hop.number));
        }
    }
    let claim = format!("`never internet ->> {}`", name(Pods::Segment(id)));
    sink.push(diagnostic.help(format!(
        "if it is meant, leave it; if not, take out a hop and claim what must stay so: {claim}"
    )));
}

/// Pods, as a statement of a zone names them.
fn name(policy: &Policy, here: ZoneId, pods: Pods) -> String {
    let zone = policy.zone_of(pods).filter(|zone| *zone != here || matches!(pods, Pods::Zone(_)));
    let zone = zone.and_then(|zone| policy.zone(zone)).map(|zone| format!("{}/", zone.name));
    let name = match pods {
        Pods::Zone(_) => "*",
        Pods::Segment(id) => policy.segment(id).map_or("", |segment| &segment.name),
    };
    format!("{}{name}", zone.unwrap_or_default())
}

#[cfg(test)]
mod tests;
