//! `wide-cidr`, `cidr-overlaps-cluster`, `metadata-address`: addresses that reach further than they look.

use crate::check::Context;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::ir::{Addresses, AddressesKind, Endpoint, EndpointKind, Flow, Policy};
use crate::set::cidr::{AddressSet, IpBlock};
use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Prefixes up to this length are wide.
const WIDE: u8 = 8;

/// Where clouds hand out the credentials of a node, each with what is best left out for it: all link-local
/// addresses, or the address alone.
const METADATA: [(IpAddr, &[IpNet]); 2] = [
    (
        V4,
        &[
            IpNet::new_assert(IpAddr::V4(Ipv4Addr::new(169, 254, 0, 0)), 16),
            IpNet::new_assert(V4, 32),
        ],
    ),
    (V6, &[IpNet::new_assert(V6, 128)]),
];
const V4: IpAddr = IpAddr::V4(Ipv4Addr::new(169, 254, 169, 254));
const V6: IpAddr = IpAddr::V6(Ipv6Addr::new(0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x0254));

pub(super) fn check(context: &Context<'_>, sink: &mut Sink) {
    let policy = context.policy;
    for flow in &policy.flows {
        let targets = flow.targets.iter().map(|target| (&target.endpoint, true));
        let ends = flow.sources.iter().map(|source| (source, false)).chain(targets);
        for (endpoint, is_target) in ends {
            let EndpointKind::Addresses(addresses) = &endpoint.kind else {
                if is_target && endpoint.kind == EndpointKind::Anywhere {
                    sink.push(
                        metadata(flow, endpoint, &METADATA.map(|(address, _)| address))
                            .help("write `internet`: it leaves such addresses out, and name pods by their segments"),
                    );
                }
                continue;
            };
            if matches!(addresses.kind, AddressesKind::Literal | AddressesKind::Net(_)) {
                wide(flow, endpoint, addresses, sink);
                overlap(policy, flow, endpoint, addresses, sink);
            }
            if is_target {
                reaches_metadata(flow, endpoint, addresses, sink);
            }
        }
    }
}

fn wide(flow: &Flow, endpoint: &Endpoint, addresses: &Addresses, sink: &mut Sink) {
    let Some(block) = addresses.blocks.iter().find(|block| block.cidr.prefix_len() <= WIDE) else {
        return;
    };
    let size = match block.cidr {
        IpNet::V4(net) if net.prefix_len() == 0 => "every IPv4 address".to_owned(),
        IpNet::V6(net) if net.prefix_len() == 0 => "every IPv6 address".to_owned(),
        IpNet::V4(net) => format!("{} addresses", 1_u64 << (32 - u32::from(net.prefix_len()))),
        IpNet::V6(net) => format!("2^{} addresses", 128 - net.prefix_len()),
    };
    sink.push(
        Diagnostic::new(Code::WideCidr, endpoint.span, format!("`{}` is {size}", block.cidr))
            .help("name the networks that are meant; if it must be all of them, say why with `because`")
            .answered(flow.clauses.because.as_ref()),
    );
}

fn overlap(
    policy: &Policy,
    flow: &Flow,
    endpoint: &Endpoint,
    addresses: &Addresses,
    sink: &mut Sink,
) {
    let set = AddressSet::of_blocks(&addresses.blocks);
    let ranges = [("pod", &policy.cluster.pods), ("Service", &policy.cluster.services)];
    let hits =
        ranges.into_iter().flat_map(|(what, cidrs)| cidrs.iter().map(move |cidr| (what, cidr)));
    let hits = hits.filter(|(_, cidr)| !set.intersect(&AddressSet::of_cidrs([*cidr])).is_empty());
    let hits: Vec<_> = hits.collect();
    let Some((what, range)) = hits.first() else { return };
    let shown = addresses.blocks.iter().map(IpBlock::to_string).collect::<Vec<_>>().join(", ");
    let message = format!("`{shown}` overlaps the {what} addresses `{range}` of the cluster");
    let diagnostic = Diagnostic::new(Code::CidrOverlapsCluster, endpoint.span, message)
        .note("some network plugins match pods by such a block and others never do: the same policy allows different things")
        .answered(flow.clauses.because.as_ref());
    let cuts: Vec<_> = hits.iter().map(|(_, cidr)| **cidr).collect();
    sink.push(match less(addresses, &cuts) {
        Some(less) => leave_out(diagnostic, endpoint, addresses, &less)
            .help("name pods by their segments, and leave their addresses out of blocks"),
        None => diagnostic.help("name pods by their segments, not by their addresses"),
    });
}

fn reaches_metadata(flow: &Flow, endpoint: &Endpoint, addresses: &Addresses, sink: &mut Sink) {
    let set = AddressSet::of_blocks(&addresses.blocks);
    let held: Vec<_> = METADATA.iter().filter(|(address, _)| set.contains(*address)).collect();
    if held.is_empty() {
        return;
    }
    let names: Vec<_> = held.iter().map(|(address, _)| *address).collect();
    let diagnostic = metadata(flow, endpoint, &names);
    let inside = |(_, cuts): &&(IpAddr, &[IpNet])| {
        cuts.iter().copied().find(|cut| less(addresses, &[*cut]).is_some())
    };
    let cuts: Option<Vec<_>> = held.iter().map(inside).collect();
    sink.push(match cuts.and_then(|cuts| less(addresses, &cuts)) {
        Some(less) => leave_out(diagnostic, endpoint, addresses, &less),
        None => {
            diagnostic.help("give pods an identity of their own in the cloud, and drop the flow")
        }
    });
}

fn metadata(flow: &Flow, endpoint: &Endpoint, held: &[IpAddr]) -> Diagnostic {
    let names: Vec<_> = held.iter().map(IpAddr::to_string).collect();
    Diagnostic::new(
        Code::MetadataAddress,
        endpoint.span,
        "the cloud's metadata address can be reached",
    )
    .label(format!("holds {}", names.join(" and ")))
    .note("it hands the node's cloud credentials to any pod that asks")
    .answered(flow.clauses.because.as_ref())
}

/// A net's or a flow's blocks without some others; none where that leaves one of them empty, or where it isn't
/// an `except`.
fn less(addresses: &Addresses, cuts: &[IpNet]) -> Option<Vec<IpBlock>> {
    let mut blocks = addresses.blocks.clone();
    for block in &mut blocks {
        for cut in cuts {
            if cut.contains(&block.cidr) {
                return None;
            }
            let held =
                block.cidr.contains(cut) && !block.except.iter().any(|one| one.contains(cut));
            if held {
                block.except.retain(|one| !cut.contains(one));
                block.except.push(*cut);
            }
        }
    }
    Some(blocks)
}

/// Offers what a block is without what it should not hold: as an edit where the flow writes the block, else
/// for the net that it names.
fn leave_out(
    diagnostic: Diagnostic,
    endpoint: &Endpoint,
    addresses: &Addresses,
    less: &[IpBlock],
) -> Diagnostic {
    let changed = less.iter().zip(&addresses.blocks).filter(|(less, block)| less != block);
    let changed: Vec<_> = changed.map(|(less, _)| less.to_string()).collect();
    let text = changed.join(", ");
    match &addresses.kind {
        AddressesKind::Literal => diagnostic.help(format!("leave it out: `{text}`")).maybe_fix(
            format!("write `{text}`"),
            endpoint.span,
            text,
        ),
        AddressesKind::Net(name) => {
            diagnostic.help(format!("leave it out of net `{name}`: `{text}`"))
        }
        _ => diagnostic.help(format!("leave it out: `{text}`")),
    }
}
